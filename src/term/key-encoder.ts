/**
 * Keys and mouse events as the bytes a program in a pane expects, by the modes
 * it has set. Pure; called by key dispatch and send-keys. No bytes at all: the
 * key is not for the program.
 */
import {
	KEY,
	KEY_BASE_MASK,
	KEY_BUILD_MODIFIERS,
	KEY_CTRL,
	KEY_CURSOR,
	KEY_EXTENDED,
	KEY_FLAGS,
	KEY_IMPLIED_META,
	KEY_KEYPAD,
	KEY_LITERAL,
	KEY_META,
	KEY_MODIFIERS,
	KEY_SENT,
	KEY_SHIFT,
	KEY_SPECIAL_BASE,
	type KeyCode,
} from "./key-code.ts";
import { isUnicodeKey } from "./key-names.ts";
import { isMouseDrag, isMouseKey, isMouseRelease, type MouseEvent } from "./mouse-keys.ts";

/** What a pane's program and the options say about keys. */
export interface KeyModes {
	/** DECCKM: application cursor keys. */
	readonly cursorKeys: boolean;
	/** DECKPAM: application keypad. */
	readonly keypad: boolean;
	readonly bracketedPaste: boolean;
	/** 0 = VT10x keys, 1 = modifyOtherKeys 1, 2 = modifyOtherKeys 2. */
	readonly extendedKeys: 0 | 1 | 2;
	/** Option `extended-keys-format`. */
	readonly extendedFormat: "csi-u" | "xterm";
	/** Option `backspace`: the key sent for backspace. */
	readonly backspace: KeyCode;
}

/** What a pane's program wants of the mouse. */
export interface MouseModes {
	readonly mouse: "none" | "standard" | "button" | "all";
	readonly mouseSgr: boolean;
	readonly mouseUtf8: boolean;
}

/** Keys that have one sequence. Cursor and keypad keys have a second one for application mode. */
const PLAIN: readonly (readonly [KeyCode, string])[] = [
	[KEY.pasteStart, "\x1b[200~"],
	[KEY.pasteStart | KEY_IMPLIED_META, "\x1b[200~"],
	[KEY.pasteEnd, "\x1b[201~"],
	[KEY.pasteEnd | KEY_IMPLIED_META, "\x1b[201~"],
	[KEY.f1, "\x1bOP"],
	[KEY.f2, "\x1bOQ"],
	[KEY.f3, "\x1bOR"],
	[KEY.f4, "\x1bOS"],
	[KEY.f5, "\x1b[15~"],
	[KEY.f6, "\x1b[17~"],
	[KEY.f7, "\x1b[18~"],
	[KEY.f8, "\x1b[19~"],
	[KEY.f9, "\x1b[20~"],
	[KEY.f10, "\x1b[21~"],
	[KEY.f11, "\x1b[23~"],
	[KEY.f12, "\x1b[24~"],
	[KEY.insert, "\x1b[2~"],
	[KEY.delete, "\x1b[3~"],
	[KEY.home, "\x1b[1~"],
	[KEY.end, "\x1b[4~"],
	[KEY.pageDown, "\x1b[6~"],
	[KEY.pageUp, "\x1b[5~"],
	[KEY.backTab, "\x1b[Z"],
	[KEY.up, "\x1b[A"],
	[KEY.down, "\x1b[B"],
	[KEY.right, "\x1b[C"],
	[KEY.left, "\x1b[D"],
	[KEY.up | KEY_CURSOR, "\x1bOA"],
	[KEY.down | KEY_CURSOR, "\x1bOB"],
	[KEY.right | KEY_CURSOR, "\x1bOC"],
	[KEY.left | KEY_CURSOR, "\x1bOD"],
];

/** Keypad keys: the character, and the last letter in application mode. */
const KEYPAD: readonly (readonly [KeyCode, string, string])[] = [
	[KEY.kpSlash, "/", "o"],
	[KEY.kpStar, "*", "j"],
	[KEY.kpMinus, "-", "m"],
	[KEY.kpSeven, "7", "w"],
	[KEY.kpEight, "8", "x"],
	[KEY.kpNine, "9", "y"],
	[KEY.kpPlus, "+", "k"],
	[KEY.kpFour, "4", "t"],
	[KEY.kpFive, "5", "u"],
	[KEY.kpSix, "6", "v"],
	[KEY.kpOne, "1", "q"],
	[KEY.kpTwo, "2", "r"],
	[KEY.kpThree, "3", "s"],
	[KEY.kpEnter, "\n", "M"],
	[KEY.kpZero, "0", "p"],
	[KEY.kpPeriod, ".", "n"],
];

/** Keys that carry their modifiers in the sequence, `_` standing for the number. */
const WITH_MODIFIERS: readonly (readonly [KeyCode, string])[] = [
	[KEY.f1, "\x1b[1;_P"],
	[KEY.f2, "\x1b[1;_Q"],
	[KEY.f3, "\x1b[1;_R"],
	[KEY.f4, "\x1b[1;_S"],
	[KEY.f5, "\x1b[15;_~"],
	[KEY.f6, "\x1b[17;_~"],
	[KEY.f7, "\x1b[18;_~"],
	[KEY.f8, "\x1b[19;_~"],
	[KEY.f9, "\x1b[20;_~"],
	[KEY.f10, "\x1b[21;_~"],
	[KEY.f11, "\x1b[23;_~"],
	[KEY.f12, "\x1b[24;_~"],
	[KEY.up, "\x1b[1;_A"],
	[KEY.down, "\x1b[1;_B"],
	[KEY.right, "\x1b[1;_C"],
	[KEY.left, "\x1b[1;_D"],
	[KEY.home, "\x1b[1;_H"],
	[KEY.end, "\x1b[1;_F"],
	[KEY.pageUp, "\x1b[5;_~"],
	[KEY.pageDown, "\x1b[6;_~"],
	[KEY.insert, "\x1b[2;_~"],
	[KEY.delete, "\x1b[3;_~"],
];

const META_IN_SEQUENCE = KEY_META | KEY_IMPLIED_META;

/** xterm's modifier number: 1, plus 1 for Shift, 2 for Meta, 4 for Ctrl. */
function modifierNumber(key: KeyCode): number {
	return 1 + (key & KEY_SHIFT ? 1 : 0) + (key & KEY_META ? 2 : 0) + (key & KEY_CTRL ? 4 : 0);
}

const MODIFIER_SETS: readonly number[] = [2, 3, 4, 5, 6, 7, 8].map((number) => {
	const bits = number - 1;
	return (bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? META_IN_SEQUENCE : 0) | (bits & 4 ? KEY_CTRL : 0);
});

const SEQUENCES: ReadonlyMap<KeyCode, string> = new Map([
	...PLAIN,
	...KEYPAD.flatMap(([key, plain, application]) => [
		[key, plain] as const,
		[key | KEY_KEYPAD, `\x1bO${application}`] as const,
	]),
	...WITH_MODIFIERS.flatMap(([key, template]) =>
		MODIFIER_SETS.map(
			(modifiers) => [key | modifiers, template.replace("_", String(modifierNumber(modifiers)))] as const,
		),
	),
]);

/** What Ctrl makes of keys that have no control code: the key, then what is sent. */
const CTRL_OF: ReadonlyMap<number, number> = new Map(
	["11", "!1", "99", "(9", "00", ")0", "==", "++", ";;", ":;", "''", "\"'", ",,", "<,", "..", ">."].map(
		(pair) => [pair.charCodeAt(0), pair.charCodeAt(1)] as const,
	),
);
const CTRL_CONTROLS: ReadonlyMap<number, number> = new Map([
	[0x2f, 0x1f],
	[0x2d, 0x1f],
	[0x38, 0x7f],
	[0x3f, 0x7f],
	[0x20, 0],
	[0x32, 0],
	[0, 0],
]);

const TAB = 0x09;
const NEWLINE = 0x0a;
const ENTER = 0x0d;
const ESCAPE = 0x1b;

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const utf8 = (code: number): Uint8Array => new TextEncoder().encode(String.fromCodePoint(code));

function withEscape(bytes: Uint8Array): Uint8Array {
	const out = new Uint8Array(bytes.length + 1);
	out[0] = ESCAPE;
	out.set(bytes, 1);
	return out;
}

/** The byte Ctrl makes of `base`, or undefined when there is none. */
function controlOf(base: number): number | undefined {
	const mapped = CTRL_OF.get(base) ?? CTRL_CONTROLS.get(base);
	if (mapped !== undefined) return mapped;
	if (base >= 0x33 && base <= 0x37) return base - 0x18;
	if (base >= 0x40 && base <= 0x7e) return base & 0x1f;
	return undefined;
}

/** A character key as VT10x terminals send it: Ctrl by a control code, Meta by an escape before. */
function encodeStandard(key: KeyCode): Uint8Array | undefined {
	const base = key & KEY_BASE_MASK;
	const meta = (bytes: Uint8Array) => (key & KEY_META ? withEscape(bytes) : bytes);
	if (isUnicodeKey(key)) return meta(utf8(base));
	const control = key & KEY_CTRL && base !== ENTER && base !== NEWLINE && base !== TAB;
	if (!control) return meta(Uint8Array.of(base & 0x7f));
	const code = controlOf(base);
	return code === undefined ? undefined : meta(Uint8Array.of(code));
}

/** A modified character key in the extended form; undefined without modifiers. */
function encodeExtended(key: KeyCode, format: KeyModes["extendedFormat"]): Uint8Array | undefined {
	if ((key & KEY_MODIFIERS) === 0) return undefined;
	const base = key & KEY_BASE_MASK;
	const number = modifierNumber(key);
	return latin1(format === "csi-u" ? `\x1b[${base};${number}u` : `\x1b[27;${number};${base}~`);
}

/** Keys that modifyOtherKeys 1 leaves as they were. */
function isStandardInMode1(key: KeyCode): boolean {
	if ((key & (KEY_CTRL | KEY_META)) === KEY_META) return true;
	const base = key & KEY_BASE_MASK;
	if (!(key & KEY_CTRL)) return false;
	return (
		base === 0x20 ||
		base === 0x2f ||
		base === 0x5e ||
		(base >= 0x32 && base <= 0x38) ||
		(base >= 0x40 && base <= 0x7e)
	);
}

/** What a plain backspace sends, by the `backspace` option; undefined when that key has no byte. */
function backspaceByte(option: KeyCode): number | undefined {
	const base = option & KEY_BASE_MASK;
	const modifiers = option & KEY_MODIFIERS;
	if (modifiers === 0) return base & 0xff;
	if (modifiers !== KEY_CTRL) return undefined;
	if (base === 0x3f) return 0x7f;
	if (base >= 0x40 && base <= 0x5f) return base - 0x40;
	return base >= 0x61 && base <= 0x7a ? base - 0x60 : undefined;
}

/** The sequence of a key in the table and whether it needs an escape for Meta before it. */
function lookUp(key: KeyCode): string | undefined {
	const looseMeta = (key & META_IN_SEQUENCE) === KEY_META;
	return (
		SEQUENCES.get(key) ??
		(looseMeta ? SEQUENCES.get(key & ~KEY_META) : undefined) ??
		(key & KEY_CURSOR ? SEQUENCES.get(key & ~KEY_CURSOR) : undefined) ??
		(key & KEY_KEYPAD ? SEQUENCES.get(key & ~KEY_KEYPAD) : undefined)
	);
}

/** How the key came does not change what is sent. */
const IGNORED = KEY_SENT | KEY_EXTENDED | KEY_BUILD_MODIFIERS;

const NOTHING = new Uint8Array(0);

/**
 * The bytes to write to a pane for `key`; empty when there is nothing to write:
 * the key is not for programs (a mouse or user key, a paste mark not asked for)
 * or cannot be sent in these modes (see canEncodeKey).
 */
export function encodeKey(key: KeyCode, modes: KeyModes): Uint8Array {
	return encode(key, modes) ?? NOTHING;
}

/** Is there a way to send `key` in these modes? When not, send-keys types its name. */
export function canEncodeKey(key: KeyCode, modes: KeyModes): boolean {
	return encode(key, modes) !== undefined;
}

function encode(key: KeyCode, modes: KeyModes): Uint8Array | undefined {
	if (isMouseKey(key)) return NOTHING;
	if (key & KEY_LITERAL) return Uint8Array.of(key & 0xff);
	let k = key & ~IGNORED;

	if ((k & KEY_BASE_MASK) === KEY.backspace) {
		if ((k & KEY_MODIFIERS) === 0) {
			const byte = backspaceByte(modes.backspace);
			return byte === undefined ? NOTHING : Uint8Array.of(byte);
		}
		k = (modes.backspace & ~KEY_FLAGS) | (k & (KEY_FLAGS | KEY_MODIFIERS));
	}
	if ((k & KEY_BASE_MASK) === KEY.backTab) {
		k = modes.extendedKeys === 2 ? TAB | (k & ~KEY_BASE_MASK) | KEY_SHIFT : k & ~KEY_MODIFIERS;
	}
	if ((k & ~KEY_BASE_MASK) === 0) {
		if (k === TAB || k === ENTER || k === ESCAPE || (k >= 0x20 && k <= 0x7f)) return Uint8Array.of(k);
		if (isUnicodeKey(k)) return utf8(k);
	}

	if (!modes.keypad) k &= ~KEY_KEYPAD;
	if (!modes.cursorKeys) k &= ~KEY_CURSOR;
	const sequence = lookUp(k);
	if (sequence !== undefined) {
		const base = k & KEY_BASE_MASK;
		if ((base === KEY.pasteStart || base === KEY.pasteEnd) && !modes.bracketedPaste) return NOTHING;
		const bytes = latin1(sequence);
		return (k & META_IN_SEQUENCE) === KEY_META ? withEscape(bytes) : bytes;
	}
	if ((k & KEY_BASE_MASK) >= KEY_SPECIAL_BASE) return NOTHING;

	if (modes.extendedKeys === 2 || (modes.extendedKeys === 1 && !isStandardInMode1(k)))
		return encodeExtended(k, modes.extendedFormat);
	return encodeStandard(k);
}

const PARAM_MAX = 0xff;
const PARAM_UTF8_MAX = 0x7ff;
const BUTTON_OFFSET = 0x20;
const POSITION_OFFSET = 0x21;

/** A mouse event at column `x`, row `y` of the pane (from 0), or undefined when its program does not want it. */
export function encodeMouse(
	mouse: MouseEvent,
	modes: MouseModes,
	x: number,
	y: number,
): Uint8Array | undefined {
	if (modes.mouse === "none") return undefined;
	if (isMouseDrag(mouse.b) && modes.mouse === "standard") return undefined;
	// Motion with no button down is for those who asked for all motion. In the old
	// encoding that shows only as a second release in a row.
	const sgr = mouse.sgrType !== " ";
	const motion = sgr
		? isMouseDrag(mouse.sgrB) && isMouseRelease(mouse.sgrB)
		: isMouseDrag(mouse.b) && isMouseRelease(mouse.b) && isMouseRelease(mouse.lb);
	if (motion && modes.mouse !== "all") return undefined;

	// An old-style release does not say which button, so it cannot become an SGR one.
	if (sgr && modes.mouseSgr) return latin1(`\x1b[<${mouse.sgrB};${x + 1};${y + 1}${mouse.sgrType}`);
	const values = [mouse.b + BUTTON_OFFSET, x + POSITION_OFFSET, y + POSITION_OFFSET];
	if (modes.mouseUtf8) {
		if (values.some((value) => value > PARAM_UTF8_MAX)) return undefined;
		return new TextEncoder().encode(`\x1b[M${String.fromCharCode(...values)}`);
	}
	if (mouse.b + BUTTON_OFFSET > PARAM_MAX) return undefined;
	return Uint8Array.of(ESCAPE, 0x5b, 0x4d, ...values.map((value) => Math.min(value, PARAM_MAX)));
}
