/**
 * A drawing surface for modes, menus, popups' frames and the status line:
 * cells, a cursor and nothing else. Implements Screen, so that a mode can be
 * shown where a pane's own screen would be. Owned by whoever draws on it.
 */
import { ATTR, COLOUR_DEFAULT } from "../term/attributes.ts";
import { type BoxLines, type BoxPart, boxChar } from "./box-lines.ts";
import { CellBuffer, type CellStyle, DEFAULT_CELL_STYLE, type Link } from "./cell-buffer.ts";
import type { LineInfo, Screen, ScreenCursor, ScreenModes } from "./screen.ts";
import { type CharWidths, DEFAULT_WIDTHS } from "./widths.ts";

const DEFAULT_CURSOR: ScreenCursor = {
	x: 0,
	y: 0,
	visible: false,
	shape: "default",
	blinking: false,
	veryVisible: false,
	colour: COLOUR_DEFAULT,
};

/** Modes of a screen nobody sends keys to. */
export const DEFAULT_MODES: ScreenModes = {
	wrap: true,
	insert: false,
	origin: false,
	cursorKeys: false,
	keypad: false,
	bracketedPaste: false,
	focusEvents: false,
	mouse: "none",
	mouseSgr: false,
	mouseUtf8: false,
	extendedKeys: 0,
	synchronized: false,
	themeUpdates: false,
	alternate: false,
};

/** Makes half of a cut wide character a blank that keeps its look. */
function blankCell(cells: CellBuffer, i: number): void {
	cells.chars[i] = 0;
	cells.width[i] = 1;
	cells.combined.delete(i);
}

export class PlainScreen implements Screen {
	#cells: CellBuffer;
	#generation = 0;
	#cursor: ScreenCursor = DEFAULT_CURSOR;
	#modes: ScreenModes = DEFAULT_MODES;
	#title = "";
	readonly #widths: CharWidths;

	/** `cols` and `rows` below 1 count as 1. */
	constructor(cols: number, rows: number, widths: CharWidths = DEFAULT_WIDTHS) {
		this.#cells = new CellBuffer(Math.max(cols, 1), Math.max(rows, 1));
		this.#widths = widths;
	}

	get cols(): number {
		return this.#cells.cols;
	}

	get rows(): number {
		return this.#cells.rows;
	}

	get historySize(): number {
		return 0;
	}

	get generation(): number {
		return this.#generation;
	}

	/** The cells, to be read. */
	get cells(): CellBuffer {
		return this.#cells;
	}

	/** Widths of the characters that are drawn on it. */
	get widths(): CharWidths {
		return this.#widths;
	}

	get cursor(): ScreenCursor {
		return this.#cursor;
	}

	/** Changes some of the cursor. */
	setCursor(cursor: Partial<ScreenCursor>): void {
		this.#cursor = { ...this.#cursor, ...cursor };
		this.#generation++;
	}

	get modes(): ScreenModes {
		return this.#modes;
	}

	/** Changes some of the modes. */
	setModes(modes: Partial<ScreenModes>): void {
		this.#modes = { ...this.#modes, ...modes };
		this.#generation++;
	}

	get title(): string {
		return this.#title;
	}

	set title(title: string) {
		this.#title = title;
		this.#generation++;
	}

	/** Takes another size; what fits stays. */
	resize(cols: number, rows: number): void {
		const next = new CellBuffer(Math.max(cols, 1), Math.max(rows, 1));
		for (let y = 0; y < Math.min(rows, this.rows); y++) this.copyLine(y, 0, next.cols, next, 0, y);
		this.#cells = next;
		this.#generation++;
	}

	/** Blanks everything, or with `style` fills it with that background. */
	clear(style: Readonly<CellStyle> = DEFAULT_CELL_STYLE): void {
		this.#cells.clear(0, this.cols * this.rows, style);
		this.#generation++;
	}

	/** Blanks a rectangle (cut to the screen). */
	fill(
		x: number,
		y: number,
		width: number,
		height: number,
		style: Readonly<CellStyle> = DEFAULT_CELL_STYLE,
	): void {
		const left = Math.max(x, 0);
		const end = Math.min(x + width, this.cols);
		if (left >= end) return;
		for (let row = Math.max(y, 0); row < Math.min(y + height, this.rows); row++) {
			this.#split(left, row);
			this.#split(end, row);
			this.#cells.clear(this.#cells.index(left, row), end - left, style);
		}
		this.#generation++;
	}

	/** Before something begins or ends at `x`: a wide character across it becomes blanks. */
	#split(x: number, y: number): void {
		if (x <= 0 || x >= this.cols) return;
		const cells = this.#cells;
		const i = cells.index(x, y);
		if (cells.width[i] !== 0) return;
		blankCell(cells, i - 1);
		blankCell(cells, i);
	}

	/**
	 * Writes text on one row, cut at `maxWidth` cells and at the screen's edge;
	 * control characters are left out. Returns the column after it.
	 */
	put(
		x: number,
		y: number,
		text: string,
		style: Readonly<CellStyle> = DEFAULT_CELL_STYLE,
		maxWidth: number = this.cols,
		link?: Link,
	): number {
		if (y < 0 || y >= this.rows) return x;
		const end = Math.min(x + maxWidth, this.cols);
		let at = x;
		for (const { text: cell, width } of this.#widths.graphemes(text)) {
			if (at + width > end) break;
			if (at >= 0) this.putCell(at, y, cell, width, style, link);
			at += width;
		}
		this.#generation++;
		return at;
	}

	/** Writes one cell of known width; nothing when it does not fit. */
	putCell(x: number, y: number, text: string, width: 1 | 2, style: Readonly<CellStyle>, link?: Link): void {
		if (x < 0 || y < 0 || y >= this.rows || x + width > this.cols) return;
		this.#split(x, y);
		this.#split(x + width, y);
		this.#cells.set(this.#cells.index(x, y), text, width, style, link);
		this.#generation++;
	}

	/** Gives cells another look and leaves their text. */
	restyle(x: number, y: number, width: number, style: Readonly<CellStyle>): void {
		if (y < 0 || y >= this.rows) return;
		for (let k = Math.max(x, 0); k < Math.min(x + width, this.cols); k++)
			this.#cells.setStyle(this.#cells.index(k, y), style);
		this.#generation++;
	}

	/** Copies cells of another screen's line. */
	copyFrom(screen: Screen, line: number, from: number, count: number, x: number, y: number): void {
		if (x < 0 || x >= this.cols || y < 0 || y >= this.rows || count <= 0) return;
		const room = Math.min(count, this.cols - x);
		this.#split(x, y);
		this.#split(x + room, y);
		screen.copyLine(line, from, room, this.#cells, x, y);
		this.#generation++;
	}

	/** Draws the outline of a box. */
	box(
		x: number,
		y: number,
		width: number,
		height: number,
		lines: BoxLines,
		style: Readonly<CellStyle> = DEFAULT_CELL_STYLE,
	): void {
		if (width < 2 || height < 2) return;
		const right = x + width - 1;
		const bottom = y + height - 1;
		this.hline(x + 1, y, width - 2, lines, style);
		this.hline(x + 1, bottom, width - 2, lines, style);
		for (let row = y + 1; row < bottom; row++) {
			this.boxPart(x, row, lines, "upDown", style);
			this.boxPart(right, row, lines, "upDown", style);
		}
		this.boxPart(x, y, lines, "rightDown", style);
		this.boxPart(right, y, lines, "leftDown", style);
		this.boxPart(x, bottom, lines, "upRight", style);
		this.boxPart(right, bottom, lines, "upLeft", style);
	}

	/** Draws a horizontal line. */
	hline(
		x: number,
		y: number,
		width: number,
		lines: BoxLines,
		style: Readonly<CellStyle> = DEFAULT_CELL_STYLE,
	): void {
		for (let k = x; k < x + width; k++) this.boxPart(k, y, lines, "leftRight", style);
	}

	/** Draws one part of a border; nothing with lines "none". */
	boxPart(x: number, y: number, lines: BoxLines, part: BoxPart, style: Readonly<CellStyle>): void {
		const char = boxChar(lines, part);
		if (char === undefined) return;
		const attr = char.charset ? style.attr | ATTR.charset : style.attr & ~ATTR.charset;
		this.putCell(x, y, char.text, 1, { ...style, attr });
	}

	copyLine(line: number, from: number, count: number, into: CellBuffer, x: number, row: number): void {
		const room = Math.min(count, into.cols - x);
		if (room <= 0 || x < 0 || row < 0 || row >= into.rows) return;
		const at = into.index(x, row);
		const copied = line < 0 || line >= this.rows ? 0 : Math.max(Math.min(room, this.cols - from), 0);
		if (copied > 0) {
			into.copy(at, this.#cells, this.#cells.index(from, line), copied);
			if (into.width[at] === 0) blankCell(into, at);
			if (into.width[at + copied - 1] === 2) blankCell(into, at + copied - 1);
		}
		if (copied < room) into.clear(at + copied, room - copied);
	}

	lineInfo(line: number): LineInfo {
		let used = line >= 0 && line < this.rows ? this.cols : 0;
		while (
			used > 0 &&
			this.#cells.chars[this.#cells.index(used - 1, line)] === 0 &&
			this.#cells.width[this.#cells.index(used - 1, line)] === 1
		)
			used--;
		return { wrapped: false, used, startPrompt: false, startOutput: false, time: 0 };
	}
}
