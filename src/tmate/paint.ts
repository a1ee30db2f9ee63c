/**
 * A whole screen as escape sequences that paint it on a terminal in any state:
 * reset, history, main screen, alternate screen, cursor, modes. Only what a
 * tmux of 2016 drawn as screen-256color understands: no direct colours, plain
 * underlines, no hyperlinks. Called for snapshots (into our own screens) and
 * for repainting a tmate-ssh-server.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { CursorShape, ScreenModes } from "../screen/screen.ts";
import { ATTR, ATTR_ALL_UNDERSCORE, COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import { colourSgr, colourTo256 } from "../term/colour.ts";

/** A line to paint: row 0 of `cells`, up to column `end`. */
export interface PaintLine {
	readonly cells: CellBuffer;
	readonly end: number;
	/** The next line continues it. */
	readonly wrapped: boolean;
}

export interface PaintCursor {
	/** May equal the width: a wrap is pending. */
	readonly x: number;
	readonly y: number;
}

/** The modes that are carried. */
export type PaintModes = Pick<
	ScreenModes,
	| "wrap"
	| "insert"
	| "cursorKeys"
	| "keypad"
	| "bracketedPaste"
	| "focusEvents"
	| "mouse"
	| "mouseSgr"
	| "mouseUtf8"
>;

export interface Picture {
	readonly cols: number;
	readonly rows: number;
	/** History, oldest first, and then the main screen: the last `rows` of them. */
	readonly main: readonly PaintLine[];
	/** The alternate screen, and where the main screen's cursor waits. */
	readonly alternate?: { readonly lines: readonly PaintLine[]; readonly saved: PaintCursor };
	readonly cursor: PaintCursor & {
		readonly visible: boolean;
		readonly blinking: boolean;
		readonly shape: CursorShape;
	};
	readonly modes: PaintModes;
	readonly title?: string;
	/** Rows of the scroll region, from 0. */
	readonly region?: { readonly top: number; readonly bottom: number };
	/** Over what is there, without clearing it first: what stays the same does not flicker. Nothing but the screen that is shown. */
	readonly over?: boolean;
}

/** Ends a sequence cut short; main screen; RIS; no history; the pen is plain. */
const PRELUDE = "\x18\x1b[?1049l\x1bc\x1b[3J\x1b[H";

/** The same for a terminal whose screen is not cleared: all that PRELUDE resets, by itself. */
const RESETS =
	"\x18\x1b[0m\x1b(B\x1b)B\x0f\x1b[r\x1b[4l\x1b[?1l\x1b>\x1b[?7h\x1b[?25h\x1b[?12l\x1b[ q" +
	"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1004l\x1b[?2004l";

const SWITCHES: readonly (readonly [bits: number, code: string])[] = [
	[ATTR.bright, "1"],
	[ATTR.dim, "2"],
	[ATTR.italics, "3"],
	[ATTR_ALL_UNDERSCORE, "4"],
	[ATTR.blink, "5"],
	[ATTR.reverse, "7"],
	[ATTR.hidden, "8"],
];

const SHAPE_STYLE: Readonly<Record<CursorShape, number>> = { default: 0, block: 1, underline: 3, bar: 5 };

/** Sequences of the modes that are not as after a reset. */
const MODES: readonly (readonly [when: (picture: Picture) => boolean, sequence: string])[] = [
	[({ modes }) => modes.insert, "\x1b[4h"],
	[({ modes }) => modes.cursorKeys, "\x1b[?1h"],
	[({ modes }) => modes.keypad, "\x1b="],
	[({ modes }) => !modes.wrap, "\x1b[?7l"],
	[({ modes }) => modes.mouse === "standard", "\x1b[?1000h"],
	// All motion is not known to a tmux of then: buttons are the nearest.
	[({ modes }) => modes.mouse === "button" || modes.mouse === "all", "\x1b[?1002h"],
	[({ modes }) => modes.mouse === "all", "\x1b[?1003h"],
	[({ modes }) => modes.mouseUtf8, "\x1b[?1005h"],
	[({ modes }) => modes.mouseSgr, "\x1b[?1006h"],
	[({ modes }) => modes.bracketedPaste, "\x1b[?2004h"],
	[({ modes }) => modes.focusEvents, "\x1b[?1004h"],
	[({ cursor }) => cursor.blinking && cursor.shape === "default", "\x1b[?12h"],
	[({ cursor }) => !cursor.visible, "\x1b[?25l"],
];

/** Marks that stand over the character before them, in every tmux. */
const MARKS = /[\p{Mn}\p{Me}]/u;

/** Characters whose width two emulators may see differently. */
function isDoubtful(text: string): boolean {
	const code = text.codePointAt(0) as number;
	return (
		text.length > (code > 0xffff ? 2 : 1) ||
		code >= 0x10000 ||
		(code >= 0x2300 && code < 0x2500) ||
		(code >= 0x25a0 && code < 0x2c00) ||
		(code >= 0xe000 && code < 0xfb00)
	);
}

/** A cell's text as an old tmux takes it: no control characters, no joined emoji. */
function cellText(text: string): string {
	const code = text.codePointAt(0) ?? 0x20;
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return " ";
	if (text.length === (code > 0xffff ? 2 : 1)) return text;
	const [first, ...rest] = text;
	return first + rest.filter((mark) => MARKS.test(mark)).join("");
}

/** The pen and what is written so far. */
class Painter {
	readonly #parts: string[] = [];
	readonly #cols: number;
	#fg: Colour = COLOUR_DEFAULT;
	#bg: Colour = COLOUR_DEFAULT;
	#attr = 0;
	#acs = false;

	constructor(cols: number) {
		this.#cols = cols;
	}

	raw(text: string): void {
		this.#parts.push(text);
	}

	#pen(fg: Colour, bg: Colour, attr: number): void {
		const acs = (attr & ATTR.charset) !== 0;
		if (acs !== this.#acs) {
			this.#acs = acs;
			this.raw(acs ? "\x1b(0" : "\x1b(B");
		}
		if (fg === this.#fg && bg === this.#bg && attr === this.#attr) return;
		this.#fg = fg;
		this.#bg = bg;
		this.#attr = attr;
		const codes = ["0"];
		for (const [bits, code] of SWITCHES) if (attr & bits) codes.push(code);
		if (fg !== COLOUR_DEFAULT) codes.push(colourSgr(colourTo256(fg), false) ?? "39");
		if (bg !== COLOUR_DEFAULT) codes.push(colourSgr(colourTo256(bg), true) ?? "49");
		this.raw(`\x1b[${codes.join(";")}m`);
	}

	/** Writes the line's cells from column `from` on, at the cursor. */
	line(line: PaintLine, from = 0, over = false): void {
		const { cells, end } = line;
		for (let x = from; x < end; x++) {
			const width = cells.width[x] as number;
			// The right half of a character: or one without its left, which is a blank.
			if (width === 0 && x > from && (cells.width[x - 1] as number) === 2) continue;
			this.#pen(cells.fg[x] as Colour, cells.bg[x] as Colour, cells.attr[x] as number);
			const text = width === 0 ? " " : cellText(cells.text(x));
			// What it may leave of what was there.
			if (over && isDoubtful(text)) this.raw(`${" ".repeat(width)}\x1b[${x + 1}G`);
			this.raw(text);
			const next = x + Math.max(width, 1);
			if (end <= this.#cols && next < this.#cols && isDoubtful(text)) this.raw(`\x1b[${next + 1}G`);
		}
		this.plain();
	}

	plain(): void {
		this.#pen(COLOUR_DEFAULT, COLOUR_DEFAULT, 0);
	}

	/** Lines one under the other from the top left on; the screen scrolls. */
	lines(lines: readonly PaintLine[]): void {
		for (const [i, line] of lines.entries()) {
			this.line(line);
			const next = lines[i + 1];
			if (next !== undefined && !this.#flowsOn(line, next)) this.raw("\r\n");
		}
	}

	/** Does the next line's text wrap here by itself? */
	#flowsOn(line: PaintLine, next: PaintLine): boolean {
		if (!line.wrapped || next.end === 0) return false;
		if (line.end === this.#cols) return true;
		return line.end === this.#cols - 1 && next.cells.width[0] === 2;
	}

	/** Lines at their rows; empty ones are left. */
	screen(lines: readonly PaintLine[]): void {
		for (const [y, line] of lines.entries()) {
			if (line.end === 0) continue;
			this.raw(`\x1b[${y + 1}H`);
			this.line(line);
		}
	}

	/** Lines at their rows, over whatever is there. */
	over(lines: readonly PaintLine[]): void {
		for (const [y, line] of lines.entries()) {
			this.raw(`\x1b[${y + 1}H`);
			this.line(line, 0, true);
			if (line.end < this.#cols) this.raw("\x1b[K");
		}
	}

	/** Puts the cursor; past the last column by writing what is there again. */
	cursor({ x, y }: PaintCursor, lines: readonly PaintLine[]): void {
		const line = lines[y];
		if (x < this.#cols || line === undefined || line.end < this.#cols) {
			this.raw(`\x1b[${y + 1};${Math.min(x, this.#cols - 1) + 1}H`);
			return;
		}
		const from = line.cells.width[this.#cols - 1] === 0 ? this.#cols - 2 : this.#cols - 1;
		this.raw(`\x1b[${y + 1};${from + 1}H`);
		this.line({ ...line, end: this.#cols }, from);
	}

	text(): string {
		return this.#parts.join("");
	}

	bytes(): Uint8Array {
		return new TextEncoder().encode(this.text());
	}
}

/** One line as what writes it at the cursor, with a plain pen before and after. */
export function paintLine(cols: number, line: PaintLine): string {
	const painter = new Painter(cols);
	painter.line(line);
	return painter.text();
}

/** `picture` as bytes for a pane of its size. */
export function paint(picture: Picture): Uint8Array {
	const { main, alternate, cursor, rows, region, title } = picture;
	const painter = new Painter(picture.cols);
	const start = Math.max(main.length - rows, 0);
	const mainScreen = main.slice(start);
	if (picture.over) {
		painter.raw(`${RESETS}\x1b[?1049${alternate ? "h" : "l"}`);
		painter.over(alternate?.lines ?? mainScreen);
	} else {
		painter.raw(PRELUDE);
		painter.lines(main);
	}
	if (alternate !== undefined && !picture.over) {
		painter.cursor(alternate.saved, mainScreen);
		painter.raw("\x1b[?1049h");
		painter.screen(alternate.lines);
	}
	if (title !== undefined && title !== "") painter.raw(`\x1b]2;${title.replace(/\p{Cc}/gu, "")}\x1b\\`);
	if (region !== undefined && (region.top > 0 || region.bottom < rows - 1))
		painter.raw(`\x1b[${region.top + 1};${region.bottom + 1}r`);
	if (cursor.shape !== "default")
		painter.raw(`\x1b[${SHAPE_STYLE[cursor.shape] + (cursor.blinking ? 0 : 1)} q`);
	painter.cursor(cursor, alternate?.lines ?? mainScreen);
	for (const [when, sequence] of MODES) if (when(picture)) painter.raw(sequence);
	return painter.bytes();
}
