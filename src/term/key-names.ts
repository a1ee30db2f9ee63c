/**
 * Key names to key codes and back, as bind-key, send-keys and list-keys use
 * them: `C-a`, `^a`, `M-Left`, `0x41`, `User3`, `MouseDown1Pane`. Keys of C0
 * control codes are their code point (Tab, Enter, Escape); `C-a` is the letter
 * with KEY_CTRL. Called by commands, key tables and anyone who shows a key.
 */
import {
	KEY,
	KEY_BASE_MASK,
	KEY_BUILD_MODIFIERS,
	KEY_CTRL,
	KEY_CURSOR,
	KEY_IMPLIED_META,
	KEY_KEYPAD,
	KEY_LITERAL,
	KEY_META,
	KEY_SENT,
	KEY_SHIFT,
	KEY_SPECIAL_BASE,
	KEY_USER_BASE,
	KEY_USER_LIMIT,
	type KeyCode,
} from "./key-code.ts";
import {
	describeMouseKey,
	MOUSE_BUTTON_NUMBERS,
	MOUSE_PLACES,
	type MouseType,
	mouseKey,
} from "./mouse-keys.ts";

/** Bits that a name carries with it, beside the base key. */
const IMPLIED = KEY_IMPLIED_META;
const ARROW = KEY_CURSOR | KEY_IMPLIED_META;

/** Names that can be read; the first name of a key is the one it is shown with. */
const NAMED_KEYS: readonly (readonly [string, KeyCode])[] = [
	...Array.from({ length: 12 }, (_, i) => [`F${i + 1}`, (KEY.f1 + i) | IMPLIED] as const),
	["IC", KEY.insert | IMPLIED],
	["Insert", KEY.insert | IMPLIED],
	["DC", KEY.delete | IMPLIED],
	["Delete", KEY.delete | IMPLIED],
	["Home", KEY.home | IMPLIED],
	["End", KEY.end | IMPLIED],
	["NPage", KEY.pageDown | IMPLIED],
	["PageDown", KEY.pageDown | IMPLIED],
	["PgDn", KEY.pageDown | IMPLIED],
	["PPage", KEY.pageUp | IMPLIED],
	["PageUp", KEY.pageUp | IMPLIED],
	["PgUp", KEY.pageUp | IMPLIED],
	["BTab", KEY.backTab],
	["Space", 0x20],
	["BSpace", KEY.backspace],
	["Up", KEY.up | ARROW],
	["Down", KEY.down | ARROW],
	["Left", KEY.left | ARROW],
	["Right", KEY.right | ARROW],
	["KP/", KEY.kpSlash | KEY_KEYPAD],
	["KP*", KEY.kpStar | KEY_KEYPAD],
	["KP-", KEY.kpMinus | KEY_KEYPAD],
	["KP7", KEY.kpSeven | KEY_KEYPAD],
	["KP8", KEY.kpEight | KEY_KEYPAD],
	["KP9", KEY.kpNine | KEY_KEYPAD],
	["KP+", KEY.kpPlus | KEY_KEYPAD],
	["KP4", KEY.kpFour | KEY_KEYPAD],
	["KP5", KEY.kpFive | KEY_KEYPAD],
	["KP6", KEY.kpSix | KEY_KEYPAD],
	["KP1", KEY.kpOne | KEY_KEYPAD],
	["KP2", KEY.kpTwo | KEY_KEYPAD],
	["KP3", KEY.kpThree | KEY_KEYPAD],
	["KPEnter", KEY.kpEnter | KEY_KEYPAD],
	["KP0", KEY.kpZero | KEY_KEYPAD],
	["KP.", KEY.kpPeriod | KEY_KEYPAD],
];

/** Names of the code points 0 to 31. Only Tab, Enter and Escape are ever typed. */
const CONTROL_NAMES = (
	"[NUL] [SOH] [STX] [ETX] [EOT] [ENQ] [ASC] [BEL] [BS] Tab [LF] [VT] [FF] Enter [SO] [SI] " +
	"[DLE] [DC1] [DC2] [DC3] [DC4] [NAK] [SYN] [ETB] [CAN] [EM] [SUB] Escape [FS] [GS] [RS] [US]"
).split(" ");

const BUTTON_TYPES: readonly MouseType[] = [
	"MouseDown",
	"MouseUp",
	"MouseDrag",
	"MouseDragEnd",
	"SecondClick",
	"DoubleClick",
	"TripleClick",
];
const WHEEL_TYPES: readonly MouseType[] = ["WheelUp", "WheelDown"];

/** Keys that are shown but cannot be bound by their name. */
const SHOWN_ONLY: readonly (readonly [string, KeyCode])[] = [
	["None", KEY.none],
	["Unknown", KEY.unknown],
	["Any", KEY.any],
	["FocusIn", KEY.focusIn],
	["FocusOut", KEY.focusOut],
	["PasteStart", KEY.pasteStart],
	["PasteEnd", KEY.pasteEnd],
	["ReportDarkTheme", KEY.reportDarkTheme],
	["ReportLightTheme", KEY.reportLightTheme],
	["Mouse", KEY.mouse],
	["Dragging", KEY.dragging],
	...(["Pane", "Status", "StatusLeft", "StatusRight", "Border"] as const).map(
		(place) => [`MouseMove${place}`, mouseKey("MouseMove", 0, place)] as const,
	),
];

function* mouseNames(): Generator<readonly [string, KeyCode]> {
	for (const place of MOUSE_PLACES) {
		for (const type of WHEEL_TYPES) yield [type + place, mouseKey(type, 0, place)];
		for (const type of BUTTON_TYPES)
			for (const button of MOUSE_BUTTON_NUMBERS) yield [type + button + place, mouseKey(type, button, place)];
	}
}

const READ: ReadonlyMap<string, KeyCode> = new Map(
	[...NAMED_KEYS, ...CONTROL_NAMES.map((name, code) => [name, code] as const), ...mouseNames()].map(
		([name, key]) => [name.toLowerCase(), key],
	),
);

const SHOWN: ReadonlyMap<KeyCode, string> = new Map(
	// The last entry of a key wins in a Map, and the first name is the one to show.
	[...SHOWN_ONLY, ...NAMED_KEYS, ...CONTROL_NAMES.map((name, code) => [name, code] as const), ...mouseNames()]
		.map(([name, key]) => [key & KEY_BASE_MASK, name] as const)
		.reverse(),
);

const MODIFIERS: Readonly<Record<string, number>> = {
	c: KEY_CTRL,
	m: KEY_META,
	s: KEY_SHIFT,
};

const FLAG_LETTERS: readonly (readonly [number, string])[] = [
	[KEY_LITERAL, "L"],
	[KEY_KEYPAD, "K"],
	[KEY_CURSOR, "C"],
	[KEY_IMPLIED_META, "I"],
	[KEY_BUILD_MODIFIERS, "B"],
	[KEY_SENT, "S"],
];

/** Is the base of `key` a character (beyond ASCII)? */
export function isUnicodeKey(key: KeyCode): boolean {
	const base = key & KEY_BASE_MASK;
	return base > 0x7f && base < KEY_SPECIAL_BASE;
}

/** Is `key` one of User0, User1, ...? */
export function isUserKey(key: KeyCode): boolean {
	const base = key & KEY_BASE_MASK;
	return base >= KEY_USER_BASE && base <= KEY_USER_BASE + KEY_USER_LIMIT;
}

/** The key called `name`, or undefined when no key is called so. */
export function parseKey(name: string): KeyCode | undefined {
	const lower = name.toLowerCase();
	if (lower === "none") return KEY.none;
	if (lower === "any") return KEY.any;
	if (name.startsWith("0x")) return parseHex(name.slice(2));

	let modifiers = 0;
	let rest = name;
	if (rest.length > 1 && rest.startsWith("^")) {
		if (rest.length === 2 && rest.charCodeAt(1) < 0x80) return rest.toLowerCase().charCodeAt(1) | KEY_CTRL;
		modifiers |= KEY_CTRL;
		rest = rest.slice(1);
	}
	while (rest[1] === "-") {
		const modifier = MODIFIERS[(rest[0] as string).toLowerCase()];
		if (modifier === undefined) return undefined;
		modifiers |= modifier;
		rest = rest.slice(2);
	}

	const code = rest.codePointAt(0);
	if (code === undefined) return undefined;
	const single = rest.length === (code > 0xffff ? 2 : 1);
	if (code > 0x7f) return single && isKeyCharacter(code) ? code | modifiers : undefined;
	if (single) return code < 0x20 ? undefined : code | modifiers;

	const key = READ.get(rest.toLowerCase()) ?? parseUserKey(rest);
	if (key === undefined) return undefined;
	// A name says how the key looks with Meta; without Meta there is nothing implied.
	return (modifiers & KEY_META ? key : key & ~KEY_IMPLIED_META) | modifiers;
}

/** Code points that can be a key: anything but surrogates. */
function isKeyCharacter(code: number): boolean {
	return code < KEY_SPECIAL_BASE && (code < 0xd800 || code > 0xdfff);
}

function parseHex(digits: string): KeyCode | undefined {
	const match = /^\s*(?:0[xX])?([0-9a-fA-F]+)/.exec(digits);
	if (!match) return undefined;
	const code = Number.parseInt(match[1] as string, 16);
	return isKeyCharacter(code) ? code : undefined;
}

function parseUserKey(name: string): KeyCode | undefined {
	const match = /^User\s*\+?(\d{1,9})/.exec(name);
	if (!match) return undefined;
	const number = Number(match[1]);
	return number <= KEY_USER_LIMIT ? KEY_USER_BASE + number : undefined;
}

/**
 * The name of `key` with its modifiers. With `withFlags`, letters in brackets
 * say how it came (as in the server log).
 */
export function keyName(key: KeyCode, withFlags = false): string {
	return bareName(key) + (withFlags ? flagLetters(key) : "");
}

function bareName(key: KeyCode): string {
	if (key & KEY_LITERAL) return String.fromCharCode(key & 0xff);
	const base = key & KEY_BASE_MASK;
	const prefix = (key & KEY_CTRL ? "C-" : "") + (key & KEY_META ? "M-" : "") + (key & KEY_SHIFT ? "S-" : "");
	const known = SHOWN.get(base);
	if (known !== undefined) return prefix + known;
	if (isUserKey(base)) return `${prefix}User${base - KEY_USER_BASE}`;
	if (base === 0x7f) return `${prefix}C-?`;
	if (base < KEY_SPECIAL_BASE) return prefix + String.fromCodePoint(base);
	return describeMouseKey(base) ?? `Invalid#${key.toString(16)}`;
}

function flagLetters(key: KeyCode): string {
	const letters = FLAG_LETTERS.map(([flag, letter]) => (key & flag ? letter : "")).join("");
	return letters === "" ? "" : `[${letters}]`;
}
