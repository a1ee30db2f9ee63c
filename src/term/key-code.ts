/**
 * A key as one 31-bit number: a base key in the low 21 bits (a Unicode code
 * point, or one of the special keys above U+10FFFF) and modifiers and flags
 * above it. Key names are in key-names.ts, decoding in key-decoder.ts,
 * encoding for a pane in key-encoder.ts.
 */

/** A key with its modifiers; compare with `===` after masking the flags. */
export type KeyCode = number;

export const KEY_BASE_MASK = 0x1fffff;
export const KEY_META = 1 << 21;
export const KEY_CTRL = 1 << 22;
export const KEY_SHIFT = 1 << 23;
export const KEY_MODIFIERS = KEY_META | KEY_CTRL | KEY_SHIFT;
/** Send the character as it is (`send-keys -l`). */
export const KEY_LITERAL = 1 << 24;
/** Came from the keypad. */
export const KEY_KEYPAD = 1 << 25;
/** Is affected by cursor-key mode. */
export const KEY_CURSOR = 1 << 26;
/** Meta came as an escape prefix. */
export const KEY_IMPLIED_META = 1 << 27;
/** Must be built with modifiers for the pane. */
export const KEY_BUILD_MODIFIERS = 1 << 28;
/** Came as an extended (CSI u or modifyOtherKeys) key. */
export const KEY_EXTENDED = 1 << 29;
/** Sent by `send-keys`, not typed. */
export const KEY_SENT = 1 << 30;
/** All bits that say how the key came, not which it is. */
export const KEY_FLAGS =
	KEY_LITERAL | KEY_KEYPAD | KEY_CURSOR | KEY_IMPLIED_META | KEY_BUILD_MODIFIERS | KEY_EXTENDED | KEY_SENT;

/** First number that is not a Unicode code point. */
export const KEY_SPECIAL_BASE = 0x110000;

/** Special keys (`KEY.up` ...). */
export const KEY = {
	none: KEY_SPECIAL_BASE,
	unknown: KEY_SPECIAL_BASE + 1,
	/** Any key not bound in a table (`Any`). */
	any: KEY_SPECIAL_BASE + 2,
	focusIn: KEY_SPECIAL_BASE + 3,
	focusOut: KEY_SPECIAL_BASE + 4,
	pasteStart: KEY_SPECIAL_BASE + 5,
	pasteEnd: KEY_SPECIAL_BASE + 6,
	reportDarkTheme: KEY_SPECIAL_BASE + 7,
	reportLightTheme: KEY_SPECIAL_BASE + 8,
	/** A mouse event not yet given a place. */
	mouse: KEY_SPECIAL_BASE + 9,
	dragging: KEY_SPECIAL_BASE + 10,
	doubleClick: KEY_SPECIAL_BASE + 11,
	backspace: KEY_SPECIAL_BASE + 16,
	f1: KEY_SPECIAL_BASE + 17,
	f2: KEY_SPECIAL_BASE + 18,
	f3: KEY_SPECIAL_BASE + 19,
	f4: KEY_SPECIAL_BASE + 20,
	f5: KEY_SPECIAL_BASE + 21,
	f6: KEY_SPECIAL_BASE + 22,
	f7: KEY_SPECIAL_BASE + 23,
	f8: KEY_SPECIAL_BASE + 24,
	f9: KEY_SPECIAL_BASE + 25,
	f10: KEY_SPECIAL_BASE + 26,
	f11: KEY_SPECIAL_BASE + 27,
	f12: KEY_SPECIAL_BASE + 28,
	insert: KEY_SPECIAL_BASE + 29,
	delete: KEY_SPECIAL_BASE + 30,
	home: KEY_SPECIAL_BASE + 31,
	end: KEY_SPECIAL_BASE + 32,
	pageDown: KEY_SPECIAL_BASE + 33,
	pageUp: KEY_SPECIAL_BASE + 34,
	backTab: KEY_SPECIAL_BASE + 35,
	up: KEY_SPECIAL_BASE + 36,
	down: KEY_SPECIAL_BASE + 37,
	left: KEY_SPECIAL_BASE + 38,
	right: KEY_SPECIAL_BASE + 39,
	kpSlash: KEY_SPECIAL_BASE + 40,
	kpStar: KEY_SPECIAL_BASE + 41,
	kpMinus: KEY_SPECIAL_BASE + 42,
	kpSeven: KEY_SPECIAL_BASE + 43,
	kpEight: KEY_SPECIAL_BASE + 44,
	kpNine: KEY_SPECIAL_BASE + 45,
	kpPlus: KEY_SPECIAL_BASE + 46,
	kpFour: KEY_SPECIAL_BASE + 47,
	kpFive: KEY_SPECIAL_BASE + 48,
	kpSix: KEY_SPECIAL_BASE + 49,
	kpOne: KEY_SPECIAL_BASE + 50,
	kpTwo: KEY_SPECIAL_BASE + 51,
	kpThree: KEY_SPECIAL_BASE + 52,
	kpEnter: KEY_SPECIAL_BASE + 53,
	kpZero: KEY_SPECIAL_BASE + 54,
	kpPeriod: KEY_SPECIAL_BASE + 55,
} as const;

/** User keys (`User0` to `User999`, option `user-keys`) start here. */
export const KEY_USER_BASE = KEY_SPECIAL_BASE + 0x1000;
/** Number of user keys. */
export const KEY_USER_LIMIT = 1000;
/** Mouse keys (type x button x place, see mouse-keys.ts) start here. */
export const KEY_MOUSE_BASE = KEY_SPECIAL_BASE + 0x2000;
/** One past the last mouse key. */
export const KEY_MOUSE_LIMIT = KEY_SPECIAL_BASE + 0x4000;
