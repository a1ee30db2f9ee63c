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

/** User keys (`User0` to `User999`, option `user-keys`) start here. */
export const KEY_USER_BASE = KEY_SPECIAL_BASE;
/** Number of user keys. */
export const KEY_USER_LIMIT = 1000;
const FUNCTION_BASE = KEY_SPECIAL_BASE + 0x1000;

/** Special keys (`KEY.up` ...). Lists of keys are in the order of these numbers. */
export const KEY = {
	none: FUNCTION_BASE,
	unknown: FUNCTION_BASE + 1,
	focusIn: FUNCTION_BASE + 2,
	focusOut: FUNCTION_BASE + 3,
	/** Any key not bound in a table (`Any`). */
	any: FUNCTION_BASE + 4,
	pasteStart: FUNCTION_BASE + 5,
	pasteEnd: FUNCTION_BASE + 6,
	backspace: FUNCTION_BASE + 7,
	f1: FUNCTION_BASE + 8,
	f2: FUNCTION_BASE + 9,
	f3: FUNCTION_BASE + 10,
	f4: FUNCTION_BASE + 11,
	f5: FUNCTION_BASE + 12,
	f6: FUNCTION_BASE + 13,
	f7: FUNCTION_BASE + 14,
	f8: FUNCTION_BASE + 15,
	f9: FUNCTION_BASE + 16,
	f10: FUNCTION_BASE + 17,
	f11: FUNCTION_BASE + 18,
	f12: FUNCTION_BASE + 19,
	insert: FUNCTION_BASE + 20,
	delete: FUNCTION_BASE + 21,
	home: FUNCTION_BASE + 22,
	end: FUNCTION_BASE + 23,
	pageDown: FUNCTION_BASE + 24,
	pageUp: FUNCTION_BASE + 25,
	backTab: FUNCTION_BASE + 26,
	up: FUNCTION_BASE + 27,
	down: FUNCTION_BASE + 28,
	left: FUNCTION_BASE + 29,
	right: FUNCTION_BASE + 30,
	kpSlash: FUNCTION_BASE + 31,
	kpStar: FUNCTION_BASE + 32,
	kpMinus: FUNCTION_BASE + 33,
	kpSeven: FUNCTION_BASE + 34,
	kpEight: FUNCTION_BASE + 35,
	kpNine: FUNCTION_BASE + 36,
	kpPlus: FUNCTION_BASE + 37,
	kpFour: FUNCTION_BASE + 38,
	kpFive: FUNCTION_BASE + 39,
	kpSix: FUNCTION_BASE + 40,
	kpOne: FUNCTION_BASE + 41,
	kpTwo: FUNCTION_BASE + 42,
	kpThree: FUNCTION_BASE + 43,
	kpEnter: FUNCTION_BASE + 44,
	kpZero: FUNCTION_BASE + 45,
	kpPeriod: FUNCTION_BASE + 46,
	reportDarkTheme: FUNCTION_BASE + 47,
	reportLightTheme: FUNCTION_BASE + 48,
	/** A mouse event not yet given a place. */
	mouse: FUNCTION_BASE + 49,
	dragging: FUNCTION_BASE + 50,
	doubleClick: FUNCTION_BASE + 51,
} as const;

/** Mouse keys (type x button x place, see mouse-keys.ts) start here. */
export const KEY_MOUSE_BASE = KEY_SPECIAL_BASE + 0x2000;
/** One past the last mouse key. */
export const KEY_MOUSE_LIMIT = KEY_SPECIAL_BASE + 0x4000;
