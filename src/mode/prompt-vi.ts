/**
 * vi keys of a prompt (`status-keys vi`) as the emacs keys that do the same.
 * Pure data and a look-up; called by Prompt.
 */
import { KEY, KEY_CTRL, KEY_META, type KeyCode } from "../term/key-code.ts";

/** A key that only the vi table makes (word motions that emacs keys lack). */
export const KEY_VI = 2 ** 31;

/** What becomes of a key: worked on as an emacs key, put into the line, or nothing; and the mode after it. */
export interface ViResult {
	readonly action: "process" | "append" | "drop";
	readonly key: KeyCode;
	/** In command mode afterwards; undefined: as before. */
	readonly commandMode?: boolean;
	/** The cursor moves left by one (leaving insert mode). */
	readonly left?: boolean;
}

const code = (char: string): KeyCode => char.charCodeAt(0);
const ctrl = (char: string): KeyCode => code(char) | KEY_CTRL;
const vi = (char: string): KeyCode => code(char) + KEY_VI;

const ENTER = 0x0d;
const LINE_FEED = 0x0a;
const TAB = 0x09;
const ESCAPE = 0x1b;

/** Keys of insert mode that are not put into the line. */
const INSERT_KEYS: ReadonlySet<KeyCode> = new Set([
	...[..."aceghknptuvwy"].map(ctrl),
	TAB,
	LINE_FEED,
	ENTER,
	KEY.left | KEY_CTRL,
	KEY.right | KEY_CTRL,
	KEY.backspace,
	KEY.delete,
	KEY.down,
	KEY.end,
	KEY.home,
	KEY.left,
	KEY.right,
	KEY.up,
]);

/** Keys of command mode that end it. */
const TO_INSERT: ReadonlySet<KeyCode> = new Set([..."AICsaSi"].map(code));

/** Keys of command mode and what they do. */
const COMMAND_KEYS: ReadonlyMap<KeyCode, KeyCode> = new Map([
	[KEY.backspace, KEY.left],
	[code("S"), ctrl("u")],
	[code("A"), KEY.end],
	[code("$"), KEY.end],
	[code("I"), KEY.home],
	[code("0"), KEY.home],
	[code("^"), KEY.home],
	[code("C"), ctrl("k")],
	[code("D"), ctrl("k")],
	[code("X"), KEY.backspace],
	[code("b"), code("b") | KEY_META],
	[code("B"), vi("B")],
	[code("d"), ctrl("u")],
	[code("e"), vi("e")],
	[code("E"), vi("E")],
	[code("w"), vi("w")],
	[code("W"), vi("W")],
	[code("p"), ctrl("y")],
	[code("q"), ctrl("c")],
	[code("s"), KEY.delete],
	[KEY.delete, KEY.delete],
	[code("x"), KEY.delete],
	[KEY.down, KEY.down],
	[code("j"), KEY.down],
	[KEY.left, KEY.left],
	[code("h"), KEY.left],
	[code("a"), KEY.right],
	[KEY.right, KEY.right],
	[code("l"), KEY.right],
	[KEY.up, KEY.up],
	[code("k"), KEY.up],
	[ctrl("h"), ctrl("h")],
	[ctrl("c"), ctrl("c")],
	[LINE_FEED, LINE_FEED],
	[ENTER, ENTER],
]);

const isEscape = (key: KeyCode): boolean => key === ESCAPE || key === ctrl("[");

/** What `key` (without flags) does in vi mode. */
export function translateViKey(key: KeyCode, commandMode: boolean): ViResult {
	if (!commandMode) {
		if (INSERT_KEYS.has(key)) return { action: "process", key };
		if (isEscape(key)) return { action: "drop", key, commandMode: true, left: true };
		return { action: "append", key };
	}
	const change = TO_INSERT.has(key) ? { commandMode: false } : {};
	const to = COMMAND_KEYS.get(key);
	return to === undefined ? { action: "drop", key, ...change } : { action: "process", key: to, ...change };
}
