/**
 * Draws one row: only the cells that differ, with the fewest bytes found, and
 * without ever trusting the terminal about a width it may see differently.
 * Called by diff.ts for each row that may have changed.
 */
import { type CellBuffer, COMBINED } from "../screen/cell-buffer.ts";
import { acsToUnicode } from "../term/acs.ts";
import { ATTR, COLOUR_DEFAULT, COLOUR_TERMINAL } from "../term/attributes.ts";
import { isBlankText, isErasable, sameCell, widthAt } from "./diff-cells.ts";
import { doubtfulTextWidth, isDoubtful, isZeroWidth, widestGlyph } from "./diff-glyphs.ts";
import type { OuterTerminal } from "./diff-output.ts";

/** Unchanged cells up to this many are written again rather than jumped over. */
const MAX_GAP = 4;
/** Blanks up to this many at the end of a row are written, not erased. */
const MAX_TAIL = 3;
/** Shorter runs are written out: erasing or repeating costs as much. */
const MIN_ERASE = 10;
const MIN_REPEAT = 8;
/** DECAWM off and on, around what must not wrap. */
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";

/** One row to be drawn: cell `p` + `pi` + x is shown now, `n` + `ni` + x is wanted. */
interface RowPair {
	readonly p: CellBuffer;
	readonly pi: number;
	readonly n: CellBuffer;
	readonly ni: number;
	readonly y: number;
}

/** Makes row `y`, which shows row `from` of `prev` (a blank row when negative), show row `y` of `next`. */
export function drawRow(
	out: OuterTerminal,
	prev: CellBuffer,
	from: number,
	next: CellBuffer,
	y: number,
): void {
	const { cols } = next;
	const row: RowPair = {
		p: from < 0 ? out.blank : prev,
		pi: from < 0 ? 0 : from * cols,
		n: next,
		ni: y * cols,
		y,
	};
	out.redrawTo = 0;
	const stop = out.caps.skipCorner && y === out.rows - 1 ? cols - 1 : cols;
	let x = 0;
	while (x < stop && same(out, row, x)) x++;
	if (x === stop) return;
	let end = stop;
	while (end > x + 1 && same(out, row, end - 1)) end--;
	const tail = tailStart(out, row, x);
	while (x < end || x < Math.min(out.redrawTo, stop)) {
		if (widthAt(next, row.ni + x, x) === 0 || (x >= out.redrawTo && same(out, row, x))) x++;
		else if (x >= tail && Math.max(end, out.redrawTo) - x > MAX_TAIL) {
			eraseToEnd(out, row, x);
			return;
		} else x += drawCell(out, row, x, Math.max(end, Math.min(out.redrawTo, stop)));
	}
}

function same(out: OuterTerminal, { p, pi, n, ni }: RowPair, x: number): boolean {
	return sameCell(p, pi + x, n, ni + x, x, out.pen.decorated);
}

/** Where the blanks at the end of the row begin that one erase can make; `cols` when there are none. */
function tailStart(out: OuterTerminal, { n, ni }: RowPair, from: number): number {
	const cols = n.cols;
	const bg = n.bg[ni + cols - 1] as number;
	let x = cols;
	while (x > from && canErase(out, n, ni + x - 1, x - 1) && n.bg[ni + x - 1] === bg) x--;
	return x;
}

function canErase(out: OuterTerminal, n: CellBuffer, i: number, x: number): boolean {
	const bg = n.bg[i];
	const fills = out.caps.bce || bg === COLOUR_DEFAULT || bg === COLOUR_TERMINAL;
	return fills && isErasable(n, i, x, out.pen.decorated);
}

function eraseToEnd(out: OuterTerminal, { n, ni, y }: RowPair, x: number): void {
	out.moveTo(x, y);
	out.pen.setLink(undefined);
	out.pen.setBlank(n.bg[ni + x] as number);
	out.bytes.ascii("\x1b[K");
}

/** Draws the cell at `x`, perhaps with a run of its like before column `end`; returns how many columns that was. */
function drawCell(out: OuterTerminal, row: RowPair, x: number, end: number): number {
	const { n, ni, y } = row;
	const i = ni + x;
	const blank = isBlankText(n, i, x);
	if (blank && out.caps.ech) {
		const run = eraseRun(out, row, x, end);
		if (run >= MIN_ERASE) {
			out.moveTo(x, y);
			out.pen.setLink(undefined);
			out.pen.setBlank(n.bg[i] as number);
			out.bytes.csi(run, "X");
			return run;
		}
	}
	reach(out, row, x);
	look(out, n, i, blank);
	const code = blank ? 0x20 : glyphCode(n, i);
	if (!blank && (n.width[i] !== 1 || !isPlain(code))) return drawGlyph(out, row, x, code);
	const run = out.caps.rep && n.width[i] === 1 ? repeatRun(out, row, x, end) : 1;
	drawPlain(out, row, x, code, run);
	return run;
}

/** What is sent for cell `i`: its character, that of the line drawing set, or COMBINED. */
function glyphCode(n: CellBuffer, i: number): number {
	const c = n.chars[i] as number;
	if (((n.attr[i] as number) & ATTR.charset) === 0 || c > 0x7e) return c;
	return acsToUnicode(String.fromCharCode(c))?.codePointAt(0) ?? c;
}

/** Latin, lines and blocks: one column everywhere. */
function isPlain(code: number): boolean {
	return code < 0x300 ? code !== 0xad : code >= 0x2500 && code < 0x25a0;
}

/** How many blanks from `x` on can be erased together; the run ends with one that differs. */
function eraseRun(out: OuterTerminal, row: RowPair, x: number, end: number): number {
	const { n, ni } = row;
	const bg = n.bg[ni + x];
	let last = x;
	for (let k = x; k < end && n.bg[ni + k] === bg && canErase(out, n, ni + k, k); k++) {
		if (k < out.redrawTo || !same(out, row, k)) last = k + 1;
	}
	return last - x;
}

/** How many cells from `x` on are the very same one-column character in the same style. */
function repeatRun(out: OuterTerminal, row: RowPair, x: number, end: number): number {
	const { n, ni } = row;
	const i = ni + x;
	let k = i + 1;
	const stop = ni + end;
	while (k < stop && n.chars[k] === n.chars[i] && n.width[k] === 1 && alike(n, k, i)) k++;
	let last = k - ni;
	while (last > x + 1 && last > out.redrawTo && same(out, row, last - 1)) last--;
	return last - x < MIN_REPEAT ? 1 : last - x;
}

function alike(n: CellBuffer, a: number, b: number): boolean {
	return (
		n.fg[a] === n.fg[b] &&
		n.bg[a] === n.bg[b] &&
		n.attr[a] === n.attr[b] &&
		n.us[a] === n.us[b] &&
		(n.links.size === 0 || n.links.get(a) === n.links.get(b))
	);
}

/** Brings the cursor to `x`: by writing a short gap again when its cells need no change of pen. */
function reach(out: OuterTerminal, row: RowPair, x: number): void {
	if (out.y === row.y && out.x >= 0 && out.x < x && x - out.x <= MAX_GAP && gapIsPlain(out, row, out.x, x)) {
		for (let k = out.x; k < x; k++) out.bytes.byte((row.n.chars[row.ni + k] as number) || 0x20);
		out.x = x;
	}
	out.moveTo(x, row.y);
}

function gapIsPlain(out: OuterTerminal, { n, ni }: RowPair, from: number, to: number): boolean {
	const pen = out.pen;
	if (pen.link !== undefined) return false;
	for (let x = from; x < to; x++) {
		const i = ni + x;
		const c = n.chars[i] as number;
		if (n.width[i] !== 1 || c >= 0x7f || (c !== 0 && c < 0x20) || n.bg[i] !== pen.bg || n.links.has(i))
			return false;
		const styled = n.fg[i] === pen.fg && n.attr[i] === pen.attr && n.us[i] === pen.us;
		const attr = (n.attr[i] as number) | pen.attr;
		const bare = (c === 0 || c === 0x20) && (attr & pen.decorated) === 0;
		if (!bare && (!styled || attr & ATTR.charset)) return false;
	}
	return true;
}

/** Sets pen and link for cell `i`. */
function look(out: OuterTerminal, n: CellBuffer, i: number, blank: boolean): void {
	const attr = n.attr[i] as number;
	if (blank && (attr & out.pen.decorated) === 0) out.pen.setBlank(n.bg[i] as number);
	else out.pen.set(n.fg[i] as number, n.bg[i] as number, n.us[i] as number, attr);
	out.pen.setLink(n.links.size === 0 ? undefined : n.links.get(i));
}

/** Writes `run` times a character whose width is beyond doubt. */
function drawPlain(out: OuterTerminal, { y }: RowPair, x: number, code: number, run: number): void {
	const guard = x + run === out.cols && y === out.rows - 1 && !out.caps.lazyWrap;
	if (guard) out.bytes.ascii(NO_WRAP);
	out.bytes.codePoint(code);
	if (run > 1) out.bytes.csi(run - 1, "b");
	if (guard) out.bytes.ascii(WRAP);
	advance(out, x + run);
}

/**
 * Writes a character that is wide, not Latin, or has marks. Where its width is
 * in doubt the cursor is not trusted afterwards, the cells it could spill into
 * are drawn again, and it may not wrap.
 */
function drawGlyph(out: OuterTerminal, { n, ni, y }: RowPair, x: number, code: number): number {
	const b = out.bytes;
	const width = n.width[ni + x] as number;
	const text = code >= COMBINED ? (n.combined.get(ni + x) ?? " ") : undefined;
	const first = text === undefined ? code : (text.codePointAt(0) as number);
	let widest = 0;
	if (text !== undefined) widest = doubtfulTextWidth(text, width);
	else if (isDoubtful(first, width)) widest = widestGlyph(first, width);
	// A mark alone would join the cell before: it gets a space to sit on.
	const bare = isZeroWidth(first);
	const doubtful = widest > 0 || bare;
	const spill = x + Math.max(widest, width) + (bare ? 1 : 0);
	const eager = !out.caps.lazyWrap && x + width === out.cols && (doubtful || y === out.rows - 1);
	const guard = eager || spill > out.cols;
	if (guard) b.ascii(NO_WRAP);
	if (width === 2 && doubtful) {
		// If the terminal draws it on one column, nothing old may show in the other.
		b.ascii("  ");
		out.at(-1, y);
		out.moveTo(x, y);
	}
	if (bare) b.byte(0x20);
	b.codePoint(first);
	if (text !== undefined) b.text(text.slice(first > 0xffff ? 2 : 1));
	if (guard) b.ascii(WRAP);
	advance(out, x + width);
	if (doubtful) {
		out.x = -1;
		out.redrawTo = Math.max(out.redrawTo, spill);
	}
	return width;
}

/** Notes where the cursor is after a write that ended before column `x`. */
function advance(out: OuterTerminal, x: number): void {
	out.x = x < out.cols ? x : -1;
	// Without a lazy wrap the terminal may be in the next row already.
	if (x >= out.cols && !out.caps.lazyWrap) out.y = -1;
}
