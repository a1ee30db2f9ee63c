/**
 * The bytes that make any terminal sane when nobody is left who knows what was
 * switched on: by the client when its server has died, by the server when an
 * attached client was killed.
 */

const parts: readonly string[] = [
	"\x1b[?2026l", // synchronized output: show what is held back
	"\x1b[r", // scroll region: the whole screen
	"\x1b(B\x0f", // ASCII, shifted in
	"\x1b[m", // attributes
	"\x1b[?1l\x1b>", // cursor keys and keypad
	"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1005l", // mouse
	"\x1b[?1004l", // focus events
	"\x1b[?2004l", // bracketed paste
	"\x1b[?2031l", // theme reports
	"\x1b[>4m", // modifyOtherKeys
	"\x1b[?7h", // wrap
	"\x1b[0 q", // cursor shape
	"\x1b[?25h\x1b[?12l", // cursor shown, not blinking
	"\x1b[?1049l", // back to the main screen
];

/** Leaves the alternate screen and switches off every mode an attached client may have on. */
export const terminalReset: string = parts.join("");
