/**
 * Wraps rows again at another width, as tmux's reflow does: the cells of rows
 * that continue each other are one run, cut wherever the next character does
 * not fit. Pure; used by pane-grid.ts.
 */
import { BLANK, CONTENT, grownSize, LINE } from "./cells.ts";
import type { HistoryRow } from "./compact-history.ts";
import type { LineMaker, RawLine } from "./xterm-private.ts";

/** The line as a row of packed cells (shares its arrays). */
export function asRow(line: RawLine): HistoryRow {
	return {
		data: line._data,
		combined: line._combined,
		extras: line._extendedAttrs,
		length: line._data.length / 3,
		meta: line.meta,
	};
}

/** A live line with the row's cells; at least `cols` wide. */
export function asLine(row: HistoryRow, cols: number, make: LineMaker): RawLine {
	const line = make(Math.max(cols, row.length));
	line._data.set(row.data.subarray(0, row.length * 3));
	if (row.combined) line._combined = { ...row.combined };
	if (row.extras) line._extendedAttrs = { ...row.extras };
	line.meta = { ...row.meta };
	return line;
}

/** Cells of the character at `x`: 1, 2 for a wide one, more for a tab. */
function unitAt(row: HistoryRow, x: number, used: number): number {
	let n = 1;
	while (x + n < used && x + n < row.length) {
		const content = row.data[(x + n) * 3] as number;
		if ((content & CONTENT.widthMask) !== 0 && (content & CONTENT.tabRest) === 0) break;
		n++;
	}
	return n;
}

function copyCell(from: HistoryRow, x: number, to: RawLine, at: number): void {
	if (x >= from.length) return;
	for (let k = 0; k < 3; k++) to._data[at * 3 + k] = from.data[x * 3 + k] as number;
	const text = from.combined?.[x];
	if (text !== undefined) to._combined[at] = text;
	const extra = from.extras?.[x];
	if (extra !== undefined) to._extendedAttrs[at] = extra;
}

/** Wraps `rows` at `cols`. */
export function reflow(rows: readonly HistoryRow[], cols: number, make: LineMaker): RawLine[] {
	const out: RawLine[] = [];
	let y = 0;
	while (y < rows.length) {
		const first = rows[y] as HistoryRow;
		const wraps = (first.meta.flags & LINE.wrapped) !== 0;
		if (!wraps && first.meta.used <= cols) {
			out.push(asLine(first, cols, make));
			y++;
			continue;
		}
		let end = y;
		while (end + 1 < rows.length && ((rows[end] as HistoryRow).meta.flags & LINE.wrapped) !== 0) end++;
		const open = ((rows[end] as HistoryRow).meta.flags & LINE.wrapped) !== 0;
		wrapChain(rows, y, end, open, cols, make, out);
		y = end + 1;
	}
	return out;
}

/** Cells and size of the line that begins at cell `from` of `row`. */
function sizeFrom(row: HistoryRow, from: number, cols: number): { cells: number; size: number } {
	const cells = row.meta.used - from;
	if (cells > cols) return { cells: cols, size: cols };
	return { cells, size: from === 0 ? row.meta.size : cells };
}

function wrapChain(
	rows: readonly HistoryRow[],
	start: number,
	end: number,
	open: boolean,
	cols: number,
	make: LineMaker,
	out: RawLine[],
): void {
	const first = rows[start] as HistoryRow;
	let line = make(cols);
	line.meta = { ...first.meta };
	let x = 0;
	// How large the line begun is without what is joined to it: a line that is
	// moved keeps its size, what is left of one has just its cells, the later
	// pieces of a split line (size -1) grow as they are filled.
	let unit = start;
	let base = sizeFrom(first, 0, cols);
	const finish = (wrapped: boolean): void => {
		line.meta.used = x;
		line.meta.size =
			base.size < 0
				? grownSize(x, cols)
				: x > base.cells
					? Math.max(base.size, grownSize(x, cols))
					: base.size;
		line.meta.flags = wrapped ? line.meta.flags | LINE.wrapped : line.meta.flags & ~LINE.wrapped;
		out.push(line);
	};
	for (let y = start; y <= end; y++) {
		const row = rows[y] as HistoryRow;
		const used = row.meta.used;
		const inherit = row.meta.flags & (LINE.extended | LINE.hyperlink);
		line.meta.flags |= inherit;
		for (let from = 0; from < used; ) {
			const together = unitAt(row, from, used);
			// What is wider than the screen cannot stay together.
			const n = together > cols ? 1 : together;
			if (x + n > cols) {
				finish(true);
				line = make(cols);
				line.meta.flags = inherit;
				line.meta.time = row.meta.time;
				base = y === unit ? { cells: 0, size: -1 } : sizeFrom(row, from, cols);
				unit = y;
				x = 0;
			}
			for (let k = 0; k < n; k++) copyCell(row, from + k, line, x + k);
			// Half of a wide character, cut because the screen is one column wide.
			const content = line._data[x * 3] as number;
			if (n === 1 && (content & CONTENT.widthMask) >> CONTENT.widthShift !== 1) line._data[x * 3] = BLANK;
			x += n;
			from += n;
		}
	}
	finish(open);
}

/** A place in the text that a reflow keeps: cells into a run of rows, and which run. */
export interface WrapPosition {
	/** Cells from the run's start, or undefined: past its end. */
	readonly x: number | undefined;
	readonly run: number;
}

interface Wrapped {
	readonly meta: { readonly used: number; readonly flags: number };
}

/** Where `x`, `y` is in runs. */
export function wrapPosition(rows: readonly Wrapped[], x: number, y: number): WrapPosition {
	let before = 0;
	let run = 0;
	for (let i = 0; i < y; i++) {
		const { meta } = rows[i] as Wrapped;
		if (meta.flags & LINE.wrapped) before += meta.used;
		else {
			before = 0;
			run++;
		}
	}
	return { x: x >= (rows[y] as Wrapped).meta.used ? undefined : before + x, run };
}

/** The other way. */
export function unwrapPosition(rows: readonly Wrapped[], position: WrapPosition): { x: number; y: number } {
	const at = (i: number): Wrapped["meta"] => (rows[i] as Wrapped).meta;
	let y = 0;
	for (let run = 0; y < rows.length - 1 && run < position.run; y++) {
		if ((at(y).flags & LINE.wrapped) === 0) run++;
	}
	const more = (): boolean => (at(y).flags & LINE.wrapped) !== 0 && y + 1 < rows.length;
	if (position.x === undefined) {
		while (more()) y++;
		return { x: at(y).used, y };
	}
	let { x } = position;
	while (more() && x >= at(y).used) {
		x -= at(y).used;
		y++;
	}
	return { x, y };
}

/** Used cells and wrap flags of rows, oldest first. */
export interface RowShapes {
	readonly used: Uint32Array;
	readonly wrapped: Uint8Array;
}

/**
 * How many of the history's lines count as scrolled off after a reflow of
 * `rows` rows to `cols`. It was `scrolled` before, and moves with splits and
 * joins above that line; those lines come back when the screen grows.
 */
export function scrolledAfter(shapes: RowShapes, cols: number, rows: number, scrolled: number): number {
	const used = shapes.used.slice();
	const total = used.length;
	let out = 0;
	let count = scrolled;
	let y = 0;
	/** Fills row `to`, `width` cells full, from the rows after `y`; returns how many it took whole. */
	const join = (to: number, start: number): number => {
		let width = start;
		let lines = 0;
		let left = 0;
		let took = false;
		while (y + 1 + lines < total) {
			const line = y + 1 + lines;
			const wrapped = shapes.wrapped[line] === 1;
			const have = used[line] as number;
			if (have === 0) {
				if (!wrapped) break;
				lines++;
				continue;
			}
			const want = Math.min(have, cols - width);
			if (want <= 0) break;
			width += want;
			took = true;
			lines++;
			left = have - want;
			if (left > 0) used[line] = left;
			if (!wrapped || left > 0 || width === cols) break;
		}
		if (!took) return 0;
		if (left > 0) lines--;
		if (count > to + lines) count -= lines;
		else if (count > to) count = to;
		return lines;
	};
	while (y < total) {
		const width = used[y] as number;
		const wrapped = shapes.wrapped[y] === 1;
		let skip = 0;
		if (width > cols) {
			const lines = 1 + Math.floor((width - 1) / cols);
			out += lines;
			if (y <= count) count += lines - 1;
			const last = width - (lines - 1) * cols;
			if (last < cols && wrapped) skip = join(out - 1, last);
		} else {
			out++;
			if (width < cols && wrapped) skip = join(out - 1, width);
		}
		y += 1 + skip;
	}
	return Math.min(count, Math.max(out - rows, 0));
}
