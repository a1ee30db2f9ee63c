/**
 * What the differ needs to know about the outer terminal, as plain flags. Made
 * from the client's terminfo entry and features once, when it attaches.
 * 256 colours, UTF-8 and the ECMA-48 cursor movements are taken for granted.
 */

export interface OutputCaps {
	/** Direct colour; otherwise it is brought down to 256. */
	readonly rgb: boolean;
	/** Erasing and scrolling fill with the current background (terminfo bce). */
	readonly bce: boolean;
	/** CSI X erases characters (terminfo ech). */
	readonly ech: boolean;
	/** CSI b repeats the last character (terminfo rep). */
	readonly rep: boolean;
	/** Scroll regions, index and reverse index (terminfo csr, ind, ri). */
	readonly csr: boolean;
	/** Insert and delete line with a count (terminfo il, dl). */
	readonly insertDeleteLine: boolean;
	/** Scroll by a count, CSI S and CSI T (terminfo indn, rin). */
	readonly scrollCount: boolean;
	/**
	 * The last column may be written without moving on: the terminal either
	 * has no automatic margins or waits with the wrap (terminfo !am or xenl).
	 */
	readonly lazyWrap: boolean;
	/** The bottom right cell is never written: the terminal has no automatic margins (terminfo !am). */
	readonly skipCorner: boolean;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly underline: boolean;
	readonly blink: boolean;
	readonly reverse: boolean;
	readonly hidden: boolean;
	/** Without it italics are shown in reverse, as tmux does with standout. */
	readonly italics: boolean;
	readonly strikethrough: boolean;
	readonly overline: boolean;
	/** Kinds of underline (SGR 4:2 to 4:5); without it all are plain. */
	readonly underlineStyle: boolean;
	/** Underline colour (SGR 58). */
	readonly underlineColour: boolean;
	/** OSC 8. */
	readonly hyperlinks: boolean;
	/** Synchronised output, mode 2026. */
	readonly sync: boolean;
	/** The window title can be set (OSC 0). */
	readonly title: boolean;
	/** OSC 7. */
	readonly path: boolean;
	/** OSC 9;4. */
	readonly progress: boolean;
	/** DECSCUSR (terminfo Ss). */
	readonly cursorShape: boolean;
	/** What gives the cursor its own shape back (terminfo Se); "" when there is nothing. */
	readonly cursorReset: string;
	/** OSC 12 and OSC 112 (terminfo Cs, Cr). */
	readonly cursorColour: boolean;
	/** Mouse reports (terminfo kmous). */
	readonly mouse: boolean;
	/** Mode 2004. */
	readonly bracketedPaste: boolean;
	/** Mode 1004. */
	readonly focusEvents: boolean;
}

/** A present-day xterm-like terminal that has everything. */
export const FULL_CAPS: OutputCaps = {
	rgb: true,
	bce: true,
	ech: true,
	rep: true,
	csr: true,
	insertDeleteLine: true,
	scrollCount: true,
	lazyWrap: true,
	skipCorner: false,
	bold: true,
	dim: true,
	underline: true,
	blink: true,
	reverse: true,
	hidden: true,
	italics: true,
	strikethrough: true,
	overline: true,
	underlineStyle: true,
	underlineColour: true,
	hyperlinks: true,
	sync: true,
	title: true,
	path: true,
	progress: true,
	cursorShape: true,
	cursorReset: "\x1b[0 q",
	cursorColour: true,
	mouse: true,
	bracketedPaste: true,
	focusEvents: true,
};
