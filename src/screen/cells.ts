/**
 * The live screen's packed cells (xterm's three words) and their translation
 * to the project's own attributes and colours. Pure functions; used by the
 * pane's grid, its history and its readers.
 */
import {
	ATTR,
	ATTR_ALL_UNDERSCORE,
	COLOUR_DEFAULT,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
	type Colour,
} from "../term/attributes.ts";
import { type CellBuffer, type CellStyle, COMBINED, type Link } from "./cell-buffer.ts";

/** Content word. */
export const CONTENT = {
	codeMask: 0x1fffff,
	combined: 0x200000,
	widthShift: 22,
	widthMask: 0xc00000,
	/** The rest of a tab: a blank that belongs to the tab to its left. */
	tabRest: 0x1000000,
} as const;

/** Content of a blank cell of width 1. */
export const BLANK = 1 << CONTENT.widthShift;

/** Background word flags of our own: bits xterm has no use for here. */
export const BG_FLAG = {
	italic: 0x4000000,
	dim: 0x8000000,
	extended: 0x10000000,
	tab: 0x20000000,
	overline: 0x40000000,
	charset: 0x80000000,
} as const;

const FG_FLAG = {
	reverse: 0x4000000,
	bright: 0x8000000,
	underscore: 0x10000000,
	blink: 0x20000000,
	hidden: 0x40000000,
	strikethrough: 0x80000000,
} as const;

const COLOUR_BITS = 0x3ffffff;
const MODE_MASK = 0x3000000;
const MODE_16 = 0x1000000;
const MODE_256 = 0x2000000;
const MODE_RGB = 0x3000000;

/** What does not fit the words of a cell. Cells written with one pen share the object. */
export interface CellExtra {
	/** Underline colour. */
	readonly us: Colour;
	/** Underline bits other than the plain one. */
	readonly underline: number;
	readonly link: Link | undefined;
}

/** A packed look: words without content. */
export interface Pen {
	fg: number;
	bg: number;
	extra: CellExtra | undefined;
}

/** Lines' flag bits. */
export const LINE = {
	wrapped: 0x1,
	/** Holds something but plain one-byte characters in palette colours. */
	extended: 0x2,
	startPrompt: 0x8,
	secondPrompt: 0x10,
	startCommand: 0x20,
	startOutput: 0x40,
	endOutput: 0x80,
	hyperlink: 0x100,
} as const;

/** Marks that stay on a line whose cells are cleared. */
export const LINE_MARKS =
	LINE.startPrompt | LINE.secondPrompt | LINE.startCommand | LINE.startOutput | LINE.endOutput;

function packColour(colour: Colour): number {
	if (colour & COLOUR_FLAG_RGB) return MODE_RGB | (colour & 0xffffff);
	if (colour & COLOUR_FLAG_256) return MODE_256 | (colour & 0xff);
	if (colour >= 0 && colour <= 7) return MODE_16 | colour;
	if (colour >= 90 && colour <= 97) return MODE_16 | (colour - 82);
	return 0;
}

function unpackColour(word: number): Colour {
	switch (word & MODE_MASK) {
		case MODE_16: {
			const index = word & 0xff;
			return index < 8 ? index : index + 82;
		}
		case MODE_256:
			return COLOUR_FLAG_256 | (word & 0xff);
		case MODE_RGB:
			return COLOUR_FLAG_RGB | (word & 0xffffff);
		default:
			return COLOUR_DEFAULT;
	}
}

const FG_ATTRS: readonly (readonly [number, number])[] = [
	[ATTR.reverse, FG_FLAG.reverse],
	[ATTR.bright, FG_FLAG.bright],
	[ATTR.underscore, FG_FLAG.underscore],
	[ATTR.blink, FG_FLAG.blink],
	[ATTR.hidden, FG_FLAG.hidden],
	[ATTR.strikethrough, FG_FLAG.strikethrough],
];
const BG_ATTRS: readonly (readonly [number, number])[] = [
	[ATTR.italics, BG_FLAG.italic],
	[ATTR.dim, BG_FLAG.dim],
	[ATTR.overline, BG_FLAG.overline],
	[ATTR.charset, BG_FLAG.charset],
];

/** Flags of a set of attributes (the low bits of `attr`). */
function flagsOf(pairs: readonly (readonly [number, number])[]): Int32Array {
	const out = new Int32Array(256);
	for (let attr = 0; attr < 256; attr++) {
		for (const [bit, flag] of pairs) if (bit < 256 && attr & bit) out[attr] = (out[attr] as number) | flag;
	}
	return out;
}
const FG_BITS = flagsOf(FG_ATTRS);
const BG_BITS = flagsOf(BG_ATTRS);

/** Background words from here on hold a direct colour. */
export const MODE_RGB_BG = MODE_RGB;

/** Packs a look. */
export function packStyle(style: Readonly<CellStyle>, link: Link | undefined): Pen {
	let fg = packColour(style.fg);
	let bg = packColour(style.bg);
	if (style.attr !== 0) {
		fg |= FG_BITS[style.attr & 0x7f] as number;
		if (style.attr & ATTR.strikethrough) fg |= FG_FLAG.strikethrough;
		bg |= BG_BITS[style.attr & 0xff] as number;
		if (style.attr & ATTR.overline) bg |= BG_FLAG.overline;
	}
	const underline = style.attr & ATTR_ALL_UNDERSCORE & ~ATTR.underscore;
	let extra: CellExtra | undefined;
	if (underline !== 0 || style.us !== COLOUR_DEFAULT || link !== undefined) {
		extra = { us: style.us, underline, link };
		bg |= BG_FLAG.extended;
	}
	return { fg: fg >>> 0, bg: bg >>> 0, extra };
}

/** The background word of a cell that is cleared while the background is `colour`. */
export function packBackground(colour: Colour): number {
	return packColour(colour);
}

/** Only the colour of a background word. */
export function backgroundOnly(bg: number): number {
	return bg & COLOUR_BITS;
}

/** True when the words ask for direct colours or extras: tmux's "extended" cell. */
export function isExtendedStyle(fg: number, bg: number): boolean {
	return (
		(fg & MODE_MASK) === MODE_RGB ||
		(bg & MODE_MASK) === MODE_RGB ||
		(bg & (BG_FLAG.extended | BG_FLAG.tab | BG_FLAG.overline)) !== 0 ||
		(fg & FG_FLAG.strikethrough) !== 0
	);
}

/** Attributes of a cell's words. */
export function unpackAttr(fg: number, bg: number, extra: CellExtra | undefined): number {
	let attr = extra?.underline ?? 0;
	if (fg >>> 26 !== 0) for (const [bit, flag] of FG_ATTRS) if (fg & flag) attr |= bit;
	if (bg >>> 26 !== 0) for (const [bit, flag] of BG_ATTRS) if (bg & flag) attr |= bit;
	return attr;
}

/** The whole look of a cell's words. */
export function unpackStyle(fg: number, bg: number, extra: CellExtra | undefined): CellStyle {
	return {
		fg: unpackColour(fg),
		bg: unpackColour(bg),
		us: extra?.us ?? COLOUR_DEFAULT,
		attr: unpackAttr(fg, bg, extra),
	};
}

/** A source of packed cells: a live line or a line of the history, decoded. */
export interface CellSource {
	readonly data: Uint32Array;
	readonly combined: Record<number, string> | undefined;
	readonly extras: Record<number, CellExtra | undefined> | undefined;
}

/**
 * Writes packed cells `from` up to before `end` into `into` from index `at`
 * on. The caller has blanked what may be cut at the edges.
 */
export function unpackCells(
	source: CellSource,
	from: number,
	end: number,
	into: CellBuffer,
	at: number,
): void {
	const { data, combined, extras } = source;
	const { chars, width, attr, fg, bg, us } = into;
	let lastFg = -1;
	let lastBg = -1;
	let styleFg: Colour = COLOUR_DEFAULT;
	let styleBg: Colour = COLOUR_DEFAULT;
	let styleAttr = 0;
	const clearMaps = into.combined.size > 0 || into.links.size > 0;
	for (let x = from, i = at, k = from * 3; x < end; x++, i++, k += 3) {
		const content = data[k] as number;
		const fgWord = data[k + 1] as number;
		const bgWord = data[k + 2] as number;
		if (fgWord !== lastFg || bgWord !== lastBg) {
			lastFg = fgWord;
			lastBg = bgWord;
			styleFg = unpackColour(fgWord);
			styleBg = unpackColour(bgWord);
			styleAttr = unpackAttr(fgWord, bgWord, undefined);
		}
		if (clearMaps) {
			into.combined.delete(i);
			into.links.delete(i);
		}
		chars[i] = content & CONTENT.codeMask;
		width[i] = (content & CONTENT.widthMask) >> CONTENT.widthShift;
		fg[i] = styleFg;
		bg[i] = styleBg;
		attr[i] = styleAttr;
		us[i] = COLOUR_DEFAULT;
		if (content & CONTENT.combined) {
			const text = combined?.[x] ?? " ";
			chars[i] = ((text.codePointAt(0) ?? 0x20) | COMBINED) >>> 0;
			into.combined.set(i, text);
		}
		if (bgWord & BG_FLAG.extended) {
			const extra = extras?.[x];
			if (extra) {
				attr[i] = styleAttr | extra.underline;
				us[i] = extra.us;
				if (extra.link) into.links.set(i, extra.link);
			}
		}
	}
}

/**
 * Screen.copyLine for packed cells: copies `count` cells from column `from`
 * (of the first `available` columns) to row `row`, column `x` of `into`;
 * default blanks past them, and blanks for wide characters cut by an edge.
 */
export function copyCells(
	source: CellSource,
	available: number,
	from: number,
	count: number,
	into: CellBuffer,
	x: number,
	row: number,
): void {
	const room = Math.min(count, into.cols - x);
	if (room <= 0 || x < 0 || row < 0 || row >= into.rows) return;
	const at = row * into.cols + x;
	const end = Math.max(Math.min(from + room, available), from);
	unpackCells(source, from, end, into, at);
	const copied = end - from;
	if (copied < room) into.clear(at + copied, room - copied);
	if (copied === 0) return;
	if (into.width[at] === 0) blank(into, at);
	const last = at + copied - 1;
	if (into.width[last] === 2) blank(into, last);
}

/** Makes one cell a blank that keeps its look. */
function blank(into: CellBuffer, i: number): void {
	into.chars[i] = 0;
	into.width[i] = 1;
	into.combined.delete(i);
}

/** Text of a packed cell: "" for the right half of a wide one, " " for a blank. */
export function cellText(content: number, x: number, combined: Record<number, string> | undefined): string {
	if (content & CONTENT.combined) return combined?.[x] ?? " ";
	const code = content & CONTENT.codeMask;
	if (code === 0) return content & CONTENT.widthMask ? " " : "";
	return String.fromCodePoint(code);
}

/** Row 0 of a cell buffer as packed cells. */
export function packBufferCells(cells: CellBuffer): {
	data: Uint32Array;
	combined: Record<number, string>;
	extras: Record<number, CellExtra>;
} {
	const data = new Uint32Array(cells.cols * 3);
	const combined: Record<number, string> = {};
	const extras: Record<number, CellExtra> = {};
	for (let x = 0; x < cells.cols; x++) {
		const style = {
			fg: cells.fg[x] as number,
			bg: cells.bg[x] as number,
			us: cells.us[x] as number,
			attr: cells.attr[x] as number,
		};
		const pen = packStyle(style, cells.links.get(x));
		const char = cells.chars[x] as number;
		let content = (char & CONTENT.codeMask) | ((cells.width[x] as number) << CONTENT.widthShift);
		if (char >= COMBINED) {
			content |= CONTENT.combined;
			combined[x] = cells.text(x);
		}
		data[x * 3] = content;
		data[x * 3 + 1] = pen.fg;
		data[x * 3 + 2] = pen.bg;
		if (pen.extra) extras[x] = pen.extra;
	}
	return { data, combined, extras };
}

/** Cells a line gets to hold `end` of them: it grows by a quarter, a half and the whole of the width. */
export function grownSize(end: number, cols: number): number {
	if (end < cols >> 2) return cols >> 2;
	if (end < cols >> 1) return cols >> 1;
	return Math.max(cols, end);
}
