/**
 * The outer terminal as the differ sees it: its capabilities, the bytes being
 * made, the pen and where the cursor is. One for each attached client, made on
 * attach (server/) and handed to diff(). Between two frames it holds nothing but
 * empty buffers, caches and how the cursor was last made to look: a terminal
 * that was never told about its cursor is not told on attach either.
 */
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { CursorShape } from "../screen/screen.ts";
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import { ByteBuffer } from "./diff-bytes.ts";
import type { OutputCaps } from "./diff-caps.ts";
import { Pen } from "./sgr.ts";

/** A coordinate that is not known. */
const UNKNOWN = -1;
/** Up to here repeating a one-byte movement is shorter than a counted one. */
const MAX_STEPS = 3;

export class OuterTerminal {
	readonly caps: OutputCaps;
	readonly bytes = new ByteBuffer();
	readonly pen: Pen;
	/** The cursor, or UNKNOWN (-1): after the last column, after doubtful widths. */
	x = UNKNOWN;
	y = UNKNOWN;
	/** Size of the frame being drawn. */
	cols = 0;
	rows = 0;
	/** Cursor movements sent in this frame. */
	moves = 0;
	/** Columns before this one have to be drawn again in the current row (see diff-row.ts). */
	redrawTo = 0;
	/** Row -> 1 when it may differ; row -> the row of the old frame that is there now, -1 a blank one. */
	dirty = new Uint8Array(0);
	source = new Int32Array(0);
	/** The cursor's look and colour as last sent. */
	cursorShape: CursorShape = "default";
	cursorBlinks = false;
	cursorColour: Colour = COLOUR_DEFAULT;
	#blank = new CellBuffer(1, 1);

	constructor(caps: OutputCaps) {
		this.caps = caps;
		this.pen = new Pen(this.bytes, caps);
	}

	/** Makes ready for a frame of this size; `head` bytes are kept free in front. */
	begin(cols: number, rows: number, head: number): void {
		this.cols = cols;
		this.rows = rows;
		this.moves = 0;
		this.bytes.length = 0;
		for (let i = 0; i < head; i++) this.bytes.byte(0);
		this.pen.assumeDefault();
		if (this.dirty.length !== rows) {
			this.dirty = new Uint8Array(rows);
			this.source = new Int32Array(rows);
		}
		this.dirty.fill(0);
		for (let y = 0; y < rows; y++) this.source[y] = y;
		this.at(UNKNOWN, UNKNOWN);
	}

	/** One row of default blanks as wide as the frame. */
	get blank(): CellBuffer {
		if (this.#blank.cols !== this.cols) this.#blank = new CellBuffer(this.cols, 1);
		return this.#blank;
	}

	/** Says where the cursor is without sending anything. */
	at(x: number, y: number): void {
		this.x = x;
		this.y = y;
	}

	/** Moves the cursor there the shortest way. */
	moveTo(x: number, y: number): void {
		if (x === this.x && y === this.y) return;
		this.moves++;
		if (this.y === UNKNOWN || !(this.#inRow(x, y) || this.#inColumn(x, y) || this.#nextLine(x, y))) {
			this.#absolute(x, y);
		}
		this.at(x, y);
	}

	#inRow(x: number, y: number): boolean {
		if (y !== this.y) return false;
		const b = this.bytes;
		if (x === 0) b.byte(0x0d);
		else if (this.x === UNKNOWN) b.csi(x + 1, "G");
		else if (x > this.x) b.csi(x - this.x, "C");
		else if (this.x - x <= MAX_STEPS) for (let i = x; i < this.x; i++) b.byte(0x08);
		else if (digits(this.x - x) <= digits(x + 1)) b.csi(this.x - x, "D");
		else b.csi(x + 1, "G");
		return true;
	}

	#inColumn(x: number, y: number): boolean {
		if (x !== this.x) return false;
		const b = this.bytes;
		const down = y - this.y;
		if (down > 0 && down <= MAX_STEPS) for (let i = 0; i < down; i++) b.byte(0x0a);
		else if (down > 0) b.csi(down, "B");
		else b.csi(-down, "A");
		return true;
	}

	/** The start of a row a little further down. */
	#nextLine(x: number, y: number): boolean {
		if (x !== 0 || y <= this.y || y - this.y > MAX_STEPS) return false;
		this.bytes.byte(0x0d);
		for (let i = this.y; i < y; i++) this.bytes.byte(0x0a);
		return true;
	}

	#absolute(x: number, y: number): void {
		const b = this.bytes;
		b.ascii("\x1b[");
		if (y > 0) b.number(y + 1);
		if (x > 0) {
			b.byte(0x3b);
			b.number(x + 1);
		}
		b.byte(0x48);
	}
}

function digits(value: number): number {
	return value < 10 ? 1 : value < 100 ? 2 : 3;
}
