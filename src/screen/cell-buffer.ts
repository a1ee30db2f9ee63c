/**
 * A rectangle of packed terminal cells: no object per cell. Frames (view/),
 * plain drawing screens (mode/) and copies of rows all use it.
 *
 * A cell is: `chars` (code point; 0 = never written, shown as a space),
 * `width` (1, 2, or 0 for the right half of a wide character), `attr`
 * (ATTR bits), `fg`, `bg`, `us` (Colour; us = underline colour). A cell whose
 * text is more than one code point has COMBINED set in `chars` and its text in
 * `combined` under the cell's index. A cell with a hyperlink has an entry in
 * `links`.
 */
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";

/** Set in `chars` when the cell's text is in `combined`. The low bits hold the first code point. */
export const COMBINED = 0x80000000;

/** Three colours and a code point of 4 bytes, 2 of attributes, 1 of width. */
const CELL_BYTES = 19;

/** A hyperlink (OSC 8); two cells belong to one link when the object is the same. */
export interface Link {
	readonly uri: string;
	/** The `id=` parameter, or "". */
	readonly id: string;
}

/** What a cell looks like apart from its text. */
export interface CellStyle {
	fg: Colour;
	bg: Colour;
	us: Colour;
	attr: number;
}

/** The default look. */
export const DEFAULT_CELL_STYLE: Readonly<CellStyle> = {
	fg: COLOUR_DEFAULT,
	bg: COLOUR_DEFAULT,
	us: COLOUR_DEFAULT,
	attr: 0,
};

export class CellBuffer {
	readonly cols: number;
	readonly rows: number;
	readonly chars: Uint32Array;
	readonly width: Uint8Array;
	readonly attr: Uint16Array;
	readonly fg: Int32Array;
	readonly bg: Int32Array;
	readonly us: Int32Array;
	readonly combined = new Map<number, string>();
	readonly links = new Map<number, Link>();

	/** `cols` and `rows` are at least 1; every cell starts as a default blank. */
	constructor(cols: number, rows: number) {
		const size = cols * rows;
		this.cols = cols;
		this.rows = rows;
		// One piece of memory: each has a price of its own.
		const memory = new ArrayBuffer(size * CELL_BYTES);
		this.chars = new Uint32Array(memory, 0, size);
		this.fg = new Int32Array(memory, size * 4, size).fill(COLOUR_DEFAULT);
		this.bg = new Int32Array(memory, size * 8, size).fill(COLOUR_DEFAULT);
		this.us = new Int32Array(memory, size * 12, size).fill(COLOUR_DEFAULT);
		this.attr = new Uint16Array(memory, size * 16, size);
		this.width = new Uint8Array(memory, size * 18, size).fill(1);
	}

	/** Index of the cell at column `x`, row `y`. */
	index(x: number, y: number): number {
		return y * this.cols + x;
	}

	/** The text of cell `i`: "" for the right half of a wide one, " " for a blank. */
	text(i: number): string {
		const c = this.chars[i] as number;
		if (c >= COMBINED) return this.combined.get(i) ?? " ";
		if (c === 0) return this.width[i] === 0 ? "" : " ";
		return String.fromCodePoint(c);
	}

	/** Writes one cell. `text` is one grapheme; `width` 2 also claims the cell to the right. */
	set(i: number, text: string, width: 1 | 2, style: Readonly<CellStyle>, link?: Link): void {
		const code = text.codePointAt(0) ?? 0;
		if (text.length > (code > 0xffff ? 2 : 1)) {
			this.chars[i] = (code | COMBINED) >>> 0;
			this.combined.set(i, text);
		} else {
			this.chars[i] = code;
			if (this.combined.size > 0) this.combined.delete(i);
		}
		this.width[i] = width;
		this.setStyle(i, style);
		if (link) this.links.set(i, link);
		else if (this.links.size > 0) this.links.delete(i);
		if (width === 2 && (i + 1) % this.cols !== 0) {
			this.clear(i + 1, 1, style);
			this.width[i + 1] = 0;
			if (link) this.links.set(i + 1, link);
		}
	}

	/** Gives cell `i` a look and leaves its text. */
	setStyle(i: number, style: Readonly<CellStyle>): void {
		this.fg[i] = style.fg;
		this.bg[i] = style.bg;
		this.us[i] = style.us;
		this.attr[i] = style.attr;
	}

	/** Makes `count` cells from index `i` on blank, with `style`'s background. */
	clear(i: number, count: number, style: Readonly<CellStyle> = DEFAULT_CELL_STYLE): void {
		const end = i + count;
		this.chars.fill(0, i, end);
		this.width.fill(1, i, end);
		this.attr.fill(style.attr, i, end);
		this.fg.fill(style.fg, i, end);
		this.bg.fill(style.bg, i, end);
		this.us.fill(style.us, i, end);
		if (this.combined.size > 0) for (let k = i; k < end; k++) this.combined.delete(k);
		if (this.links.size > 0) for (let k = i; k < end; k++) this.links.delete(k);
	}

	/** Copies `count` cells from `from` (index `fi`) to index `i` of this buffer. */
	copy(i: number, from: CellBuffer, fi: number, count: number): void {
		const end = fi + count;
		this.chars.set(from.chars.subarray(fi, end), i);
		this.width.set(from.width.subarray(fi, end), i);
		this.attr.set(from.attr.subarray(fi, end), i);
		this.fg.set(from.fg.subarray(fi, end), i);
		this.bg.set(from.bg.subarray(fi, end), i);
		this.us.set(from.us.subarray(fi, end), i);
		this.#copyMap(this.combined, from.combined, i, fi, count);
		this.#copyMap(this.links, from.links, i, fi, count);
	}

	#copyMap<T>(to: Map<number, T>, from: Map<number, T>, i: number, fi: number, count: number): void {
		if (to.size === 0 && from.size === 0) return;
		for (let k = 0; k < count; k++) {
			const value = from.get(fi + k);
			if (value === undefined) to.delete(i + k);
			else to.set(i + k, value);
		}
	}

	/** The text of row `y` from `x0` to before `x1`, blanks as spaces, not trimmed. */
	rowText(y: number, x0 = 0, x1: number = this.cols): string {
		let out = "";
		for (let x = x0; x < x1; x++) out += this.text(y * this.cols + x);
		return out;
	}
}
