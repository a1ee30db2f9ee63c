/**
 * Bytes from a client's terminal to events: keys, mouse, pastes, answers. One
 * per attached client, owned by its connection. What may be the beginning of a
 * longer sequence waits for `escape-time`, then is taken as it is. The terminal
 * is not trusted: nothing is kept beyond MAX_STRING bytes, nothing waits for ever.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { buildKeyTree, type KeyCaps, type KeyNode, matchKey } from "./input-keys.ts";
import {
	KEY,
	KEY_BASE_MASK,
	KEY_CTRL,
	KEY_EXTENDED,
	KEY_IMPLIED_META,
	KEY_META,
	KEY_MODIFIERS,
	KEY_SHIFT,
	KEY_SPECIAL_BASE,
	type KeyCode,
} from "./key-code.ts";
import { emptyMouseEvent, isMouseWheel, type MouseEvent } from "./mouse-keys.ts";
import {
	type Csi,
	csiReply,
	findStringEnd,
	MAX_STRING,
	readCsi,
	startsString,
	stringReply,
	type TerminalReply,
} from "./terminal-replies.ts";

/** What came from the terminal. `raw` are its bytes. */
export type TerminalEvent =
	/**
	 * A key. Focus (KEY.focusIn, KEY.focusOut), paste marks (KEY.pasteStart,
	 * KEY.pasteEnd) and theme reports are keys as well. KEY.unknown: bytes that
	 * are no key (broken UTF-8).
	 */
	| { readonly type: "key"; readonly key: KeyCode; readonly raw: Uint8Array }
	/** A mouse event; `mouse.key` is KEY.mouse until its place is known. */
	| { readonly type: "mouse"; readonly mouse: MouseEvent; readonly raw: Uint8Array }
	/** Some of a bracketed paste, between the two marks, never empty; may cut a character in two. */
	| { readonly type: "paste"; readonly raw: Uint8Array }
	| { readonly type: "reply"; readonly reply: TerminalReply };

export interface KeyDecoderInit {
	readonly clock: Clock;
	/** Option `escape-time` in milliseconds; asked each time. */
	readonly escapeTime: () => number;
	readonly emit: (event: TerminalEvent) => void;
	/** The terminal's capabilities (key sequences are read from them). */
	readonly caps?: KeyCaps | undefined;
	/** Option `user-keys`: index -> sequence. */
	readonly userKeys?: Iterable<readonly [number, string]>;
	/** The byte the terminal's tty has as erase character (VERASE); 0x7f when not given. */
	readonly erase?: number;
	/** Is an answer awaited? Then a partial sequence is given more time. */
	readonly expectingReply?: () => boolean;
}

/** Time for the rest of an answer or a paste mark, in milliseconds. */
const REPLY_TIME = 500;
const ESC = 0x1b;
const BRACKET = 0x5b;
const TAB = 0x09;
const ENTER = 0x0d;
const PASTE_END = Uint8Array.of(ESC, BRACKET, 0x32, 0x30, 0x31, 0x7e);
const MOUSE_OLD = 0x4d;
const MOUSE_OLD_SIZE = 6;
const MAX_POSITION = 0xffff;

/** What one step made of the bytes: how many it took (0: wait for more), and what they are. */
interface Step {
	readonly size: number;
	readonly event?: TerminalEvent;
}
const WAIT: Step = { size: 0 };

const EMPTY = new Uint8Array(0);

/**
 * `held` with `more` after it. Room is doubled, so that an answer that comes in
 * small bits costs its length, not its square. Bytes already held never move
 * under an event that refers to them.
 */
function append(held: Uint8Array, more: Uint8Array): Uint8Array {
	const length = held.length + more.length;
	// A copy in any case: a Buffer's own slice() would share the caller's memory.
	if (held.length === 0) return new Uint8Array(more);
	const roomy = held.byteOffset === 0 && held.buffer.byteLength >= length;
	const buffer = roomy ? held.buffer : new ArrayBuffer(2 * length);
	const out = new Uint8Array(buffer, 0, length);
	if (!roomy) out.set(held);
	out.set(more, held.length);
	return out;
}

/** Length of the UTF-8 character that `lead` begins, or 0 when it begins none of several bytes. */
function utf8Length(lead: number): number {
	if (lead >= 0xc2 && lead <= 0xdf) return 2;
	if (lead >= 0xe0 && lead <= 0xef) return 3;
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

const utf8Decoder = new TextDecoder("utf-8", { fatal: true });

/** The character in `bytes`, or undefined when they are broken. */
function utf8Key(bytes: Uint8Array): KeyCode | undefined {
	try {
		return utf8Decoder.decode(bytes).codePointAt(0);
	} catch {
		return undefined;
	}
}

export class KeyDecoder implements Disposable {
	readonly #init: KeyDecoderInit;
	readonly #erase: number;
	#tree: KeyNode;
	/** Bytes not yet understood. */
	#pending: Uint8Array = EMPTY;
	/** How far into #pending the end of a string has been looked for. */
	#scanned = 0;
	#inPaste = false;
	/** Reading over the rest of a string that was too long. */
	#skipping = false;
	#timer: Disposable | undefined;
	#lastX = 0;
	#lastY = 0;
	#lastButton = 0;
	#disposed = false;

	constructor(init: KeyDecoderInit) {
		this.#init = init;
		this.#erase = init.erase ?? 0x7f;
		this.#tree = buildKeyTree(init.caps, init.userKeys);
	}

	/** Reads the key sequences again, after capabilities or `user-keys` have changed. */
	setKeys(caps: KeyCaps | undefined, userKeys: Iterable<readonly [number, string]> = []): void {
		this.#tree = buildKeyTree(caps, userKeys);
	}

	/** Takes bytes and emits what they complete. `bytes` is not kept. */
	write(bytes: Uint8Array): void {
		if (this.#disposed || bytes.length === 0) return;
		this.#pending = append(this.#pending, bytes);
		this.#run(false);
		if (this.#scanned > 0 || this.#skipping) {
			// More of an answer came: its time starts anew.
			this.#stopTimer();
			this.#startTimer();
		}
	}

	/** Forgets everything and stops its timer. */
	dispose(): void {
		this.#disposed = true;
		this.#stopTimer();
		this.#pending = EMPTY;
	}

	#stopTimer(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
	}

	/** Steps through what is pending. `expired`: the first step may not wait. */
	#run(expired: boolean): void {
		let at = 0;
		let mayWait = !expired;
		const bytes = this.#pending;
		while (at < bytes.length && !this.#disposed) {
			const step = this.#step(at === 0 ? bytes : bytes.subarray(at), mayWait);
			if (step.size === 0) break;
			at += step.size;
			this.#scanned = 0;
			mayWait = true;
			this.#stopTimer();
			if (step.event) this.#init.emit(step.event);
		}
		if (this.#disposed) return;
		this.#pending = at === 0 ? bytes : bytes.slice(at);
		if (this.#pending.length > 0 || this.#skipping) this.#startTimer();
	}

	#startTimer(): void {
		if (this.#timer) return;
		const long = this.#scanned > 0 || this.#skipping || this.#inPaste || this.#init.expectingReply?.();
		const time = Math.max(this.#init.escapeTime(), long ? REPLY_TIME : 1);
		this.#timer = this.#init.clock.setTimeout(() => {
			this.#timer = undefined;
			this.#skipping = false;
			this.#run(true);
		}, time);
	}

	#step(bytes: Uint8Array, mayWait: boolean): Step {
		if (this.#skipping) return this.#skip(bytes);
		if (this.#inPaste) return this.#paste(bytes, mayWait);
		if (bytes[0] === ESC) {
			const step = this.#answerOrMouse(bytes, mayWait);
			if (step) return step;
		}
		return this.#key(bytes, mayWait);
	}

	/** The rest of a string that was too long, up to its end. */
	#skip(bytes: Uint8Array): Step {
		const found = findStringEnd(bytes, 0);
		if (found) {
			this.#skipping = false;
			if (found.end > 0) return { size: found.end };
			return this.#step(bytes, true);
		}
		// A last escape may be half of the terminator.
		const size = bytes.at(-1) === ESC ? bytes.length - 1 : bytes.length;
		return { size };
	}

	/** Text of a paste, up to its end mark. */
	#paste(bytes: Uint8Array, mayWait: boolean): Step {
		let end = 0;
		for (; end < bytes.length; end++) {
			if (bytes[end] !== ESC) continue;
			const rest = bytes.subarray(end, end + PASTE_END.length);
			if (!rest.every((byte, i) => byte === PASTE_END[i])) continue;
			if (rest.length === PASTE_END.length && end === 0) {
				this.#inPaste = false;
				return { size: rest.length, event: { type: "key", key: KEY.pasteEnd, raw: rest } };
			}
			if (end > 0) break;
			// The beginning of the mark, perhaps.
			if (mayWait) return WAIT;
		}
		return { size: end, event: { type: "paste", raw: bytes.subarray(0, end) } };
	}

	/** Sequences that are answers, mouse events or extended keys; undefined when these bytes are none. */
	#answerOrMouse(bytes: Uint8Array, mayWait: boolean): Step | undefined {
		if (bytes.length === 1) return mayWait ? WAIT : undefined;
		if (bytes[1] !== BRACKET) return this.#string(bytes, mayWait);
		if (bytes[2] === MOUSE_OLD) return this.#oldMouse(bytes, mayWait);
		const csi = readCsi(bytes, 0);
		if (csi === undefined) return undefined;
		if (csi === "partial") return mayWait ? WAIT : undefined;
		if (csi.prefix === "<") return this.#sgrMouse(csi, bytes);
		const reply = csiReply(csi);
		if (reply) return { size: csi.size, event: { type: "reply", reply } };
		const key = this.#extendedKey(csi);
		if (key !== undefined) return { size: csi.size, event: this.#keyEvent(key, bytes, csi.size) };
		return undefined;
	}

	#string(bytes: Uint8Array, mayWait: boolean): Step | undefined {
		const starts = startsString(bytes, 0);
		if (starts === false) return undefined;
		if (starts === "partial") return mayWait ? WAIT : undefined;
		const found = findStringEnd(bytes, Math.max(2, this.#scanned));
		if (found) {
			const reply = found.end > found.textEnd ? stringReply(bytes.subarray(0, found.textEnd)) : undefined;
			return reply ? { size: found.end, event: { type: "reply", reply } } : { size: found.end };
		}
		if (bytes.length > MAX_STRING) {
			this.#skipping = true;
			return { size: bytes.at(-1) === ESC ? bytes.length - 1 : bytes.length };
		}
		// An answer that never ends is dropped: it must not be typed into a pane.
		if (!mayWait) return { size: bytes.length };
		this.#scanned = bytes.length - 1;
		return WAIT;
	}

	#keyEvent(key: KeyCode, bytes: Uint8Array, size: number): TerminalEvent {
		return { type: "key", key, raw: bytes.subarray(0, size) };
	}

	/** ESC [ M and three bytes: button, column, row, from 32 on. */
	#oldMouse(bytes: Uint8Array, mayWait: boolean): Step | undefined {
		if (bytes.length < MOUSE_OLD_SIZE) return mayWait ? WAIT : undefined;
		const b = (bytes[3] as number) - 0x20;
		const x = (bytes[4] as number) - 0x21;
		const y = (bytes[5] as number) - 0x21;
		if (b < 0 || x < 0 || y < 0) return { size: MOUSE_OLD_SIZE };
		return this.#mouseStep(bytes, MOUSE_OLD_SIZE, { x, y, b, sgrType: " ", sgrB: 0 });
	}

	/** ESC [ < button ; column ; row and M (press) or m (release). */
	#sgrMouse(csi: Csi, bytes: Uint8Array): Step | undefined {
		const [sgrB = 0, column = 0, row = 0] = csi.params;
		const { final, size } = csi;
		if ((final !== "M" && final !== "m") || csi.intermediates !== "" || csi.params.length !== 3)
			return undefined;
		if (column < 1 || row < 1 || column > MAX_POSITION || row > MAX_POSITION || sgrB > MAX_POSITION)
			return { size };
		// Some terminals send a release for the wheel, which has none.
		if (final === "m" && isMouseWheel(sgrB)) return { size };
		const b = final === "m" ? 3 : sgrB;
		return this.#mouseStep(bytes, size, { x: column - 1, y: row - 1, b, sgrType: final, sgrB });
	}

	#mouseStep(
		bytes: Uint8Array,
		size: number,
		at: Pick<MouseEvent, "x" | "y" | "b" | "sgrType" | "sgrB">,
	): Step {
		const last = { lx: this.#lastX, ly: this.#lastY, lb: this.#lastButton };
		this.#lastX = at.x;
		this.#lastY = at.y;
		this.#lastButton = at.b;
		const mouse = { ...emptyMouseEvent(), ...at, ...last, valid: true };
		return { size, event: { type: "mouse", mouse, raw: bytes.subarray(0, size) } };
	}

	/** CSI number ; modifiers u, or CSI 27 ; modifiers ; number ~. */
	#extendedKey(csi: Csi): KeyCode | undefined {
		if (csi.prefix !== "" || csi.intermediates !== "") return undefined;
		const [first = 0, second = 1, third] = csi.params;
		if (csi.final === "u") return this.#fromNumber(first, second);
		if (csi.final === "~" && first === 27 && third !== undefined) return this.#fromNumber(third, second);
		return undefined;
	}

	#fromNumber(number: number, modifierNumber: number): KeyCode | undefined {
		if (number === 0) return undefined;
		let base = number;
		if (number === this.#erase) base = KEY.backspace;
		else if (number > 0x7f) {
			const surrogate = number >= 0xd800 && number <= 0xdfff;
			if (number >= KEY_SPECIAL_BASE || surrogate) return undefined;
		}
		const bits = modifierNumber > 0 ? modifierNumber - 1 : 0;
		let modifiers = (bits & 1 ? KEY_SHIFT : 0) | (bits & 4 ? KEY_CTRL : 0);
		// 2 is Alt, 8 is Meta: the same key here.
		if (bits & 10) modifiers |= KEY_META | KEY_IMPLIED_META;
		if (base === TAB && modifiers & KEY_SHIFT) {
			base = KEY.backTab;
			modifiers &= ~KEY_SHIFT;
		}
		// Some terminals report A, some Shift and A: a printed character loses its Shift.
		const printed = (base > 0x20 && base < 0x7f) || (base > 0x7f && base < KEY_SPECIAL_BASE);
		if (printed && (modifiers & KEY_MODIFIERS) === KEY_SHIFT) modifiers = 0;
		return base | modifiers | KEY_EXTENDED;
	}

	#key(bytes: Uint8Array, mayWait: boolean): Step {
		const whole = this.#knownKey(bytes, 0, mayWait);
		if (whole === "partial") return WAIT;
		if (whole) return this.#known(whole.key, bytes, whole.size);
		if (bytes[0] === ESC && bytes.length > 1) {
			const meta = this.#knownKey(bytes, 1, mayWait);
			if (meta === "partial") return WAIT;
			if (meta) {
				// The sequence has its own Meta, so the escape was a key.
				if (meta.key & KEY_IMPLIED_META) return this.#known(ESC, bytes, 1);
				return this.#known(meta.key | KEY_META, bytes, meta.size + 1);
			}
			const answer = this.#answerAfterEscape(bytes, mayWait);
			if (answer === "partial") return WAIT;
			if (answer) return this.#known(ESC, bytes, 1);
			return this.#known(this.#fromByte(bytes[1] as number) | KEY_META, bytes, 2);
		}
		return this.#known(this.#fromByte(bytes[0] as number), bytes, 1);
	}

	/** Is the escape a key, and what follows it an answer or a mouse event? */
	#answerAfterEscape(bytes: Uint8Array, mayWait: boolean): boolean | "partial" {
		if (bytes[1] !== ESC || bytes.length === 2) return false;
		if (bytes[2] !== BRACKET) {
			const starts = startsString(bytes, 1);
			return starts === "partial" ? mayWait && starts : starts;
		}
		if (bytes[3] === MOUSE_OLD) return true;
		const csi = readCsi(bytes, 1);
		if (csi === "partial") return mayWait && csi;
		return csi !== undefined && (csi.prefix !== "" || csiReply(csi) !== undefined);
	}

	#known(key: KeyCode, bytes: Uint8Array, size: number): Step {
		const base = key & KEY_BASE_MASK;
		if (base === KEY.pasteStart) this.#inPaste = true;
		const mark = base === KEY.pasteStart || base === KEY.pasteEnd;
		return { size, event: this.#keyEvent(mark ? base : key, bytes, size) };
	}

	/** A key by its sequence, or a character of several bytes. */
	#knownKey(
		bytes: Uint8Array,
		from: number,
		mayWait: boolean,
	): { readonly key: KeyCode; readonly size: number } | "partial" | undefined {
		const match = matchKey(this.#tree, bytes, from);
		if (match?.partial && mayWait) return "partial";
		if (match?.key !== undefined) return { key: match.key, size: match.size };
		const length = utf8Length(bytes[from] ?? 0);
		if (length === 0) return undefined;
		if (bytes.length - from < length) return mayWait ? "partial" : undefined;
		const key = utf8Key(bytes.subarray(from, from + length));
		return key === undefined ? undefined : { key, size: length };
	}

	/** The key of one byte: erase is BSpace, control codes are Ctrl and a letter. */
	#fromByte(byte: number): KeyCode {
		if (byte === 0) return 0x20 | KEY_CTRL;
		if (byte === this.#erase) return KEY.backspace;
		if (byte >= 0x80) return KEY.unknown;
		if (byte >= 0x20 || byte === TAB || byte === ENTER || byte === ESC) return byte;
		const letter = byte | 0x40;
		return (letter >= 0x41 && letter <= 0x5a ? letter | 0x20 : letter) | KEY_CTRL;
	}
}
