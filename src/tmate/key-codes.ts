/**
 * Our key codes and tmate's: those of protocol 6, of 5 (special keys from
 * Backspace on are 9 lower) and the legacy ones before. Plain codes are
 * written through to the program unchanged, so mouse reports and pastes travel
 * as one code a character. Called by the relay for guests' keys and by the
 * host for keys that come from a tmate-ssh-server.
 */
import {
	KEY,
	KEY_BASE_MASK,
	KEY_CTRL,
	KEY_FLAGS,
	KEY_IMPLIED_META,
	KEY_LITERAL,
	KEY_META,
	KEY_SHIFT,
	KEY_SPECIAL_BASE,
	type KeyCode,
} from "../term/key-code.ts";
import { encodeKey, encodeMouse, type KeyModes, type MouseModes } from "../term/key-encoder.ts";
import { parseKey } from "../term/key-names.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { Protocol } from "./messages.ts";
import type { RelayMessage } from "./relay-messages.ts";
import { strictUtf8Text, utf8Text } from "./text.ts";

/** A key code on the wire: at most 48 bits, so a number holds it. */
export type TmateKey = number;

/** Bits of a key code. The modern ones are of the upper 32 bits. */
const MODERN = { special: 0x1000, meta: 0x2000, ctrl: 0x4000, shift: 0x8000, unit: 2 ** 32 } as const;
const LEGACY = { special: 0x1000, meta: 0x2000, ctrl: 0x4000, shift: 0x8000, unit: 1 } as const;

/** Special keys in tmate's order, without the mouse before and the focus keys. */
const SPECIAL = (
	"BSpace F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 IC DC Home End NPage PPage BTab Up Down Left Right " +
	"KP/ KP* KP- KP7 KP8 KP9 KP+ KP4 KP5 KP6 KP1 KP2 KP3 KPEnter KP0 KP."
).split(" ");

/** Between BSpace and IC there were F1 to F20. */
const LEGACY_EXTRA_FUNCTIONS = 8;

/** Number of the special key -> our base key, for each protocol. */
const numbers = (first: number, extra: number, focus: number): ReadonlyMap<number, KeyCode> =>
	new Map([
		...SPECIAL.map((name, i) => [first + i + (i > 12 ? extra : 0), parseKey(name) as KeyCode] as const),
		[focus, KEY.focusIn],
		[focus + 1, KEY.focusOut],
	]);

const TO_OURS: Readonly<Record<Protocol, ReadonlyMap<number, KeyCode>>> = {
	6: numbers(0x2d, 0, 0),
	5: numbers(0x2d - 9, 0, 0),
	4: numbers(1, LEGACY_EXTRA_FUNCTIONS, 0x31),
};

const inverse = (map: ReadonlyMap<number, KeyCode>): ReadonlyMap<KeyCode, number> =>
	new Map([...map].map(([n, key]) => [key & KEY_BASE_MASK, n]));

const TO_THEIRS: Readonly<Record<Protocol, ReadonlyMap<KeyCode, number>>> = {
	6: inverse(TO_OURS[6]),
	5: inverse(TO_OURS[5]),
	4: inverse(TO_OURS[4]),
};

/** Modes in which a character key with Control is the control character. */
const PLAIN_KEYS: KeyModes = {
	cursorKeys: false,
	keypad: false,
	bracketedPaste: false,
	extendedKeys: 0,
	extendedFormat: "xterm",
	backspace: 0x7f,
};

/**
 * `key` as codes for a host of `protocol`: one, except that before protocol 5
 * a character beyond ASCII is one for each byte. Undefined: such a key cannot
 * be carried (mouse, user keys, paste marks, Control with what has no control
 * character).
 */
export function toTmateKeys(key: KeyCode, protocol: Protocol): readonly TmateKey[] | undefined {
	const legacy = protocol < 5;
	const bits = legacy ? LEGACY : MODERN;
	const base = key & KEY_BASE_MASK;
	const meta = key & KEY_META ? bits.meta * bits.unit : 0;
	if (key & KEY_LITERAL) return [base & 0xff];
	const special = TO_THEIRS[protocol].get(base);
	if (special !== undefined) {
		const ctrl = key & KEY_CTRL ? bits.ctrl * bits.unit : 0;
		const shift = key & KEY_SHIFT ? bits.shift * bits.unit : 0;
		return [bits.special * bits.unit + special + meta + ctrl + shift];
	}
	if (base >= KEY_SPECIAL_BASE) return undefined;
	const bytes = encodeKey(key & ~(KEY_FLAGS | KEY_META), PLAIN_KEYS);
	if (bytes.length === 0) return undefined;
	if (legacy) return [...bytes].map((byte, i) => byte + (i === 0 ? meta : 0));
	const code = strictUtf8Text(bytes)?.codePointAt(0);
	return code === undefined ? undefined : [code + meta];
}

/** A code from a relay as our key; undefined for one that is none of a keyboard. */
export function fromTmateKey(code: TmateKey, protocol: Protocol): KeyCode | undefined {
	const bits = protocol < 5 ? LEGACY : MODERN;
	const high = Math.floor(code / bits.unit);
	const modifiers =
		(high & bits.meta ? KEY_META : 0) |
		(high & bits.ctrl ? KEY_CTRL : 0) |
		(high & bits.shift ? KEY_SHIFT : 0);
	const n = protocol < 5 ? code & 0xfff : code % bits.unit;
	if (!Number.isSafeInteger(code) || code < 0 || high > 0xffff) return undefined;
	// "None" and "unknown" have more bits than a key and its modifiers.
	if (protocol >= 5 && high & 0xfff) return undefined;
	if (high & bits.special) {
		const key = TO_OURS[protocol].get(n);
		if (key === undefined) return undefined;
		return key | modifiers | (modifiers & KEY_META ? impliedMeta(key) : 0);
	}
	// Control and Shift are for special keys only.
	return fromPlain(n, modifiers & KEY_META);
}

/** The flag a special key has together with Meta. */
function impliedMeta(key: KeyCode): number {
	const base = key & KEY_BASE_MASK;
	return base >= KEY.f1 && base <= KEY.right && base !== KEY.backTab ? KEY_IMPLIED_META : 0;
}

function fromPlain(code: number, meta: number): KeyCode | undefined {
	if (code >= KEY_SPECIAL_BASE || (code >= 0xd800 && code <= 0xdfff)) return undefined;
	if (code >= 0x20 || code === 9 || code === 13 || code === 27) return code | meta;
	if (code === 0) return 0x20 | KEY_CTRL | meta;
	// C-a to C-z are small letters.
	return (code <= 26 ? code + 0x60 : code + 0x40) | KEY_CTRL | meta;
}

/** Text as plain codes, one a character; bytes that are no UTF-8 become U+FFFD. */
export function textCodes(bytes: Uint8Array, protocol: Protocol): readonly TmateKey[] {
	if (protocol < 5) return [...bytes];
	return Array.from(utf8Text(bytes), (character) => character.codePointAt(0) as number);
}

/** What a guest pasted, with marks when the program asked for them. */
export function pasteCodes(bytes: Uint8Array, bracketed: boolean, protocol: Protocol): readonly TmateKey[] {
	const codes = textCodes(bytes, protocol);
	if (!bracketed) return codes;
	const mark = (text: string): TmateKey[] => Array.from(text, (character) => character.charCodeAt(0));
	return [...mark("\x1b[200~"), ...codes, ...mark("\x1b[201~")];
}

/**
 * A mouse event at column `x`, row `y` of the pane as plain codes. Undefined
 * when the program does not want it, or its old report has a byte that no
 * plain code can carry (a column past 95 without SGR or UTF-8 reports).
 */
export function mouseCodes(
	event: MouseEvent,
	modes: MouseModes,
	x: number,
	y: number,
	protocol: Protocol,
): readonly TmateKey[] | undefined {
	const bytes = encodeMouse(event, modes, x, y);
	if (bytes === undefined) return undefined;
	if (protocol < 5) return [...bytes];
	if (!modes.mouseUtf8 && bytes.some((byte) => byte > 0x7f)) return undefined;
	const text = strictUtf8Text(bytes);
	return text === undefined ? undefined : Array.from(text, (character) => character.codePointAt(0) as number);
}

/** The messages that send `codes` to `pane` (-1: the active one). Before protocol 5 only the active one can be. */
export function keyMessages(codes: readonly TmateKey[], pane: number, protocol: Protocol): RelayMessage[] {
	return codes.map((key) => (protocol < 5 ? { kind: "legacy-key", key } : { kind: "pane-key", pane, key }));
}
