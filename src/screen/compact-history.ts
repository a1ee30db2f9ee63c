/**
 * Lines that have left the visible screen, kept small: the text of a line as
 * bytes (or words, when it is not Latin-1) plus runs of looks, in blocks of
 * lines that snapshots share. Lines are stored as they scrolled off; a line
 * that continues in the next has LINE.wrapped. After a change of width an
 * index tells where each row of the new width begins, so nothing is rewritten.
 * Owned by PaneScreen and its snapshots.
 */
import type { CellBuffer } from "./cell-buffer.ts";
import {
	BG_FLAG,
	BLANK,
	type CellExtra,
	type CellSource,
	CONTENT,
	copyCells,
	grownSize,
	LINE,
} from "./cells.ts";
import type { LineMeta, PromptMarks } from "./xterm-private.ts";

const BLOCK_LINES = 256;

/** A decoded row: packed cells and what is known of the line. */
export interface HistoryRow extends CellSource {
	readonly meta: LineMeta;
	/** Cells in `data`; past them all is blank. */
	readonly length: number;
}

/** Up to 256 lines. Append-only unless it is nobody else's. */
class Block {
	count = 0;
	shared = false;
	text: Uint8Array;
	textEnd = 0;
	/** Packed content words of lines that are not Latin-1. */
	wide = new Uint32Array(0);
	wideEnd = 0;
	/** Runs of looks: cells, fg word, bg word. */
	runs: Uint32Array;
	runsEnd = 0;
	/** Start of each line in text or wide, and in runs. */
	readonly textAt = new Uint32Array(BLOCK_LINES);
	readonly runsAt = new Uint32Array(BLOCK_LINES + 1);
	/** Cells stored, LineMeta.used and LineMeta.size. */
	readonly cells = new Uint32Array(BLOCK_LINES);
	readonly used = new Uint32Array(BLOCK_LINES);
	readonly size = new Uint32Array(BLOCK_LINES);
	readonly flags = new Uint16Array(BLOCK_LINES);
	readonly time = new Float64Array(BLOCK_LINES);
	/** 1: stored in `wide`. */
	readonly kind = new Uint8Array(BLOCK_LINES);
	/** By index in `wide`: text of combined cells. */
	readonly combined = new Map<number, string>();
	/** By index in `runs`: what the words do not hold. */
	readonly extras = new Map<number, CellExtra>();
	readonly marks = new Map<number, PromptMarks>();

	/** `like`: the block before, whose size is the best guess for this one's. */
	constructor(like?: Block) {
		this.text = new Uint8Array(like === undefined ? 1024 : like.textEnd + 256);
		this.runs = new Uint32Array(like === undefined ? 48 : like.runsEnd + 48);
	}

	/** Gives back the room that was kept for more; called when full. */
	seal(): void {
		this.text = this.text.slice(0, this.textEnd);
		this.wide = this.wide.slice(0, this.wideEnd);
		this.runs = this.runs.slice(0, this.runsEnd);
	}

	/** A copy with the first `count` lines, to be changed without others seeing. */
	copy(count: number): Block {
		const out = new Block();
		out.count = count;
		out.text = this.text.slice();
		out.wide = this.wide.slice();
		out.runs = this.runs.slice();
		for (const key of ["textAt", "cells", "used", "size"] as const) out[key].set(this[key]);
		out.runsAt.set(this.runsAt);
		out.flags.set(this.flags);
		out.time.set(this.time);
		out.kind.set(this.kind);
		for (const [k, v] of this.combined) out.combined.set(k, v);
		for (const [k, v] of this.extras) out.extras.set(k, v);
		for (const [k, v] of this.marks) if (k < count) out.marks.set(k, v);
		out.truncate(count, this);
		return out;
	}

	/** Forgets lines from `count` on. */
	truncate(count: number, from: Block = this): void {
		let textEnd = 0;
		let wideEnd = 0;
		for (let i = 0; i < count; i++) {
			const end = (from.textAt[i] as number) + (from.cells[i] as number);
			if (from.kind[i] === 1) wideEnd = end;
			else textEnd = end;
		}
		this.textEnd = textEnd;
		this.wideEnd = wideEnd;
		this.runsEnd = count === 0 ? 0 : (from.runsAt[count] as number);
		for (const k of [...this.marks.keys()]) if (k >= count) this.marks.delete(k);
		for (const k of [...this.combined.keys()]) if (k >= wideEnd) this.combined.delete(k);
		for (const k of [...this.extras.keys()]) if (k >= this.runsEnd) this.extras.delete(k);
		this.count = count;
	}

	/** Bytes of its arrays that hold something. */
	get bytes(): number {
		return this.textEnd + this.wideEnd * 4 + this.runsEnd * 4 + this.count * 31;
	}
}

function grown<T extends Uint8Array | Uint32Array>(array: T, need: number): T {
	const next = new (array.constructor as new (n: number) => T)(Math.max(need, array.length * 2, 64));
	next.set(array);
	return next;
}

/** The row index after a change of width. */
interface RowIndex {
	/** Line (counted from the store's beginning) and cell where each row starts. */
	readonly line: Uint32Array;
	readonly cell: Uint32Array;
	/** Rows before `start` have been trimmed. */
	start: number;
	/** Rows in the index; lines after the last one's are one row each. */
	count: number;
	/** First line that is not in the index. */
	nextLine: number;
}

export class CompactHistory {
	#blocks: Block[] = [];
	/** Lines dropped from the front since the beginning; `#blocks[0]` starts at a multiple of 256. */
	#firstLine = 0;
	#endLine = 0;
	#firstBlock = 0;
	#index: RowIndex | undefined;
	#width: number;

	constructor(width: number) {
		this.#width = width;
	}

	/** Rows at the current width. */
	get rows(): number {
		const index = this.#index;
		if (index === undefined) return this.#endLine - this.#firstLine;
		return index.count - index.start + (this.#endLine - index.nextLine);
	}

	get width(): number {
		return this.#width;
	}

	/** Bytes used for lines' contents. */
	get bytes(): number {
		let sum = 0;
		for (const block of this.#blocks) sum += block.bytes;
		return sum;
	}

	#block(line: number): Block {
		return this.#blocks[(line >> 8) - this.#firstBlock] as Block;
	}

	/** Adds a line at the end. `length` cells of `data` count; `meta` is copied. */
	push(source: CellSource, length: number, meta: LineMeta): void {
		const { data } = source;
		let end = Math.min(length, data.length / 3);
		// Trailing default blanks are not kept.
		for (let k = (end - 1) * 3; end > 0; end--, k -= 3) {
			if (data[k] !== BLANK || data[k + 1] !== 0 || data[k + 2] !== 0) break;
		}
		const i = this.#endLine & (BLOCK_LINES - 1);
		if (i === 0 || this.#blocks.length === 0) {
			const before = this.#blocks.at(-1);
			before?.seal();
			this.#blocks.push(new Block(before));
			if (this.#blocks.length === 1) {
				this.#firstBlock = this.#endLine >> 8;
			}
		}
		const block = this.#blocks[this.#blocks.length - 1] as Block;
		this.#endLine++;
		block.count = i + 1;
		block.cells[i] = end;
		block.used[i] = meta.used;
		block.size[i] = meta.size;
		block.flags[i] = meta.flags;
		block.time[i] = meta.time;
		block.kind[i] = 0;
		if (meta.marks) block.marks.set(i, { ...meta.marks });
		block.textAt[i] = block.textEnd;
		if (block.text.length < block.textEnd + end) block.text = grown(block.text, block.textEnd + end);
		const text = block.text;
		let at = block.textEnd;
		let plain = true;
		for (let x = 0, k = 0; x < end; x++, k += 3) {
			const content = data[k] as number;
			if ((content & ~0xff) !== BLANK) {
				plain = false;
				break;
			}
			text[at++] = content;
		}
		if (plain) block.textEnd = at;
		else this.#pushWide(block, i, source, end);
		this.#pushRuns(block, i, source, end);
	}

	#pushWide(block: Block, i: number, source: CellSource, end: number): void {
		block.kind[i] = 1;
		block.textAt[i] = block.wideEnd;
		if (block.wide.length < block.wideEnd + end) block.wide = grown(block.wide, block.wideEnd + end);
		const { wide } = block;
		for (let x = 0, k = 0, at = block.wideEnd; x < end; x++, k += 3, at++) {
			const content = source.data[k] as number;
			wide[at] = content;
			if (content & CONTENT.combined) block.combined.set(at, source.combined?.[x] ?? " ");
		}
		block.wideEnd += end;
	}

	#pushRuns(block: Block, i: number, source: CellSource, end: number): void {
		const { data, extras } = source;
		block.runsAt[i] = block.runsEnd;
		let x = 0;
		while (x < end) {
			const fg = data[x * 3 + 1] as number;
			const bg = data[x * 3 + 2] as number;
			const extra = bg & BG_FLAG.extended ? extras?.[x] : undefined;
			let n = x + 1;
			for (let k = n * 3; n < end && data[k + 1] === fg && data[k + 2] === bg; n++, k += 3) {
				if (extra !== undefined && extras?.[n] !== extra) break;
			}
			// A line in the default look all over has no runs.
			if (x === 0 && n === end && fg === 0 && bg === 0) break;
			if (block.runs.length < block.runsEnd + 3) block.runs = grown(block.runs, block.runsEnd + 3);
			block.runs[block.runsEnd] = n - x;
			block.runs[block.runsEnd + 1] = fg;
			block.runs[block.runsEnd + 2] = bg;
			if (extra) block.extras.set(block.runsEnd, extra);
			block.runsEnd += 3;
			x = n;
		}
		block.runsAt[i + 1] = block.runsEnd;
	}

	/** Drops `count` rows from the front. */
	trim(count: number): void {
		let left = Math.min(count, this.rows);
		const index = this.#index;
		if (index) {
			const inIndex = Math.min(left, index.count - index.start);
			index.start += inIndex;
			left -= inIndex;
			if (index.start < index.count) this.#firstLine = index.line[index.start] as number;
			else {
				this.#firstLine = index.nextLine;
				this.#index = undefined;
			}
		}
		this.#firstLine += left;
		const drop = (this.#firstLine >> 8) - this.#firstBlock;
		if (drop > 0) {
			this.#blocks.splice(0, drop);
			this.#firstBlock += drop;
		}
		if (this.#firstLine === this.#endLine) this.clear();
	}

	/** Forgets everything. */
	clear(): void {
		this.#blocks = [];
		this.#index = undefined;
		// Start at a block's first line, so that a block always begins full.
		this.#endLine = (this.#endLine + BLOCK_LINES - 1) & ~(BLOCK_LINES - 1);
		this.#firstLine = this.#endLine;
		this.#firstBlock = this.#endLine >> 8;
	}

	/** Line and cell where row `row` starts. */
	#locate(row: number): { line: number; cell: number } {
		const index = this.#index;
		if (index === undefined) return { line: this.#firstLine + row, cell: 0 };
		const at = index.start + row;
		if (at < index.count) return { line: index.line[at] as number, cell: index.cell[at] as number };
		return { line: index.nextLine + (at - index.count), cell: 0 };
	}

	/** True when row `row + 1` starts inside the chain of `row`. */
	#continues(row: number): boolean {
		const here = this.#locate(row);
		if (row + 1 >= this.rows) return (this.#flags(this.#endLine - 1) & LINE.wrapped) !== 0;
		const next = this.#locate(row + 1);
		if (next.cell > 0) return true;
		if (next.line === here.line) return false;
		return (this.#flags(next.line - 1) & LINE.wrapped) !== 0;
	}

	#flags(line: number): number {
		return this.#block(line).flags[line & (BLOCK_LINES - 1)] as number;
	}

	#cellsOf(line: number): number {
		return this.#block(line).cells[line & (BLOCK_LINES - 1)] as number;
	}

	#usedOf(line: number): number {
		return this.#block(line).used[line & (BLOCK_LINES - 1)] as number;
	}

	/** Decodes a stored line. */
	#decode(line: number): HistoryRow {
		const block = this.#block(line);
		const i = line & (BLOCK_LINES - 1);
		const length = block.cells[i] as number;
		const data = new Uint32Array(length * 3);
		let combined: Record<number, string> | undefined;
		let extras: Record<number, CellExtra> | undefined;
		const at = block.textAt[i] as number;
		if (block.kind[i] === 1) {
			for (let x = 0; x < length; x++) {
				const content = block.wide[at + x] as number;
				data[x * 3] = content;
				if (content & CONTENT.combined) {
					combined ??= {};
					combined[x] = block.combined.get(at + x) ?? " ";
				}
			}
		} else {
			const { text } = block;
			for (let x = 0, k = 0; x < length; x++, k += 3) data[k] = (text[at + x] as number) | BLANK;
		}
		let x = 0;
		for (let r = block.runsAt[i] as number; r < (block.runsAt[i + 1] as number); r += 3) {
			const end = x + (block.runs[r] as number);
			const fg = block.runs[r + 1] as number;
			const bg = block.runs[r + 2] as number;
			const extra = bg & BG_FLAG.extended ? block.extras.get(r) : undefined;
			for (; x < end; x++) {
				data[x * 3 + 1] = fg;
				data[x * 3 + 2] = bg;
				if (extra) {
					extras ??= {};
					extras[x] = extra;
				}
			}
		}
		const marks = block.marks.get(i);
		return {
			data,
			combined,
			extras,
			length,
			meta: {
				used: block.used[i] as number,
				size: block.size[i] as number,
				flags: block.flags[i] as number,
				time: block.time[i] as number,
				marks: marks && { ...marks },
			},
		};
	}

	/** True when row `row` is exactly one stored line. */
	#isWhole(row: number): boolean {
		const index = this.#index;
		if (index === undefined) return true;
		const at = index.start + row;
		if (at >= index.count) return true;
		if ((index.cell[at] as number) !== 0) return false;
		const line = index.line[at] as number;
		const next = at + 1 < index.count ? (index.line[at + 1] as number) : index.nextLine;
		const nextCell = at + 1 < index.count ? (index.cell[at + 1] as number) : 0;
		return next === line + 1 && nextCell === 0;
	}

	/** Row `row` (0 is the oldest) decoded; undefined past the end. */
	row(row: number): HistoryRow | undefined {
		if (row < 0 || row >= this.rows) return undefined;
		const here = this.#locate(row);
		if (this.#isWhole(row)) return this.#decode(here.line);
		const next = row + 1 < this.rows ? this.#locate(row + 1) : { line: this.#endLine, cell: 0 };
		const data: number[] = [];
		let combined: Record<number, string> | undefined;
		let extras: Record<number, CellExtra | undefined> | undefined;
		const first = this.#decode(here.line);
		for (let line = here.line; line < this.#endLine; line++) {
			if (line > next.line || (line === next.line && next.cell === 0)) break;
			const part = line === here.line ? first : this.#decode(line);
			const from = line === here.line ? here.cell : 0;
			const to = line === next.line ? next.cell : part.meta.used;
			for (let x = from; x < to; x++) {
				const at = data.length / 3;
				if (x < part.length) {
					data.push(
						part.data[x * 3] as number,
						part.data[x * 3 + 1] as number,
						part.data[x * 3 + 2] as number,
					);
					const text = part.combined?.[x];
					if (text !== undefined) {
						combined ??= {};
						combined[at] = text;
					}
					const extra = part.extras?.[x];
					if (extra) {
						extras ??= {};
						extras[at] = extra;
					}
				} else data.push(BLANK, 0, 0);
			}
		}
		const length = data.length / 3;
		const flags =
			(here.cell === 0
				? first.meta.flags & ~LINE.wrapped
				: first.meta.flags & (LINE.extended | LINE.hyperlink)) | (this.#continues(row) ? LINE.wrapped : 0);
		return {
			data: Uint32Array.from(data),
			combined,
			extras,
			length,
			meta: {
				used: length,
				size: this.#sizeOf(row, here, first.meta, length),
				flags,
				time: first.meta.time,
				marks: here.cell === 0 ? first.meta.marks : undefined,
			},
		};
	}

	/** LineMeta.size of a row made from parts of lines; see reflow.ts. */
	#sizeOf(row: number, here: { line: number; cell: number }, first: LineMeta, length: number): number {
		const split = here.cell > 0 && row > 0 && this.#locate(row - 1).line === here.line;
		if (split) return grownSize(length, this.#width);
		const own = first.used - here.cell;
		if (own > this.#width) return this.#width;
		const base = here.cell === 0 ? first.size : own;
		return length > own ? Math.max(base, grownSize(length, this.#width)) : base;
	}

	/** Flags, used and time of a row without its cells. */
	meta(row: number): LineMeta | undefined {
		if (row < 0 || row >= this.rows) return undefined;
		if (!this.#isWhole(row)) return this.row(row)?.meta;
		const { line } = this.#locate(row);
		const block = this.#block(line);
		const i = line & (BLOCK_LINES - 1);
		return {
			used: block.used[i] as number,
			size: block.size[i] as number,
			flags: block.flags[i] as number,
			time: block.time[i] as number,
			marks: block.marks.get(i),
		};
	}

	/** Screen.copyLine for a row. */
	copyRow(row: number, from: number, count: number, into: CellBuffer, x: number, y: number): void {
		const decoded = this.row(row);
		if (decoded === undefined) return;
		copyCells(decoded, Math.min(decoded.length, this.#width), from, count, into, x, y);
	}

	/**
	 * The text of a row when each cell is one UTF-16 unit (columns and
	 * positions agree), else undefined. Blank cells are spaces.
	 */
	plainText(row: number): string | undefined {
		if (row < 0 || row >= this.rows || !this.#isWhole(row)) return undefined;
		const { line } = this.#locate(row);
		const block = this.#block(line);
		const i = line & (BLOCK_LINES - 1);
		if (block.kind[i] !== 0) return undefined;
		const at = block.textAt[i] as number;
		const text = latin1(block.text, at, at + (block.cells[i] as number));
		return text.includes("\0") ? text.replaceAll("\0", " ") : text;
	}

	/** The last line no longer continues in what follows the history. */
	endChain(): void {
		if (this.#endLine === this.#firstLine || (this.#flags(this.#endLine - 1) & LINE.wrapped) === 0) return;
		const last = this.#blocks.length - 1;
		let block = this.#blocks[last] as Block;
		if (block.shared) {
			block = block.copy(block.count);
			this.#blocks[last] = block;
		}
		const i = (this.#endLine - 1) & (BLOCK_LINES - 1);
		block.flags[i] = (block.flags[i] as number) & ~LINE.wrapped;
	}

	/** Used cells of row `row` and whether it continues in the next. */
	shape(row: number): { readonly used: number; readonly wrapped: boolean } {
		const here = this.#locate(row);
		if (this.#isWhole(row))
			return { used: this.#usedOf(here.line), wrapped: (this.#flags(here.line) & LINE.wrapped) !== 0 };
		const next = row + 1 < this.rows ? this.#locate(row + 1) : { line: this.#endLine, cell: 0 };
		let used = -here.cell;
		for (let line = here.line; line < next.line; line++) used += this.#usedOf(line);
		return { used: used + next.cell, wrapped: this.#continues(row) };
	}

	/** Takes the last `count` rows away and returns them, oldest first. */
	pop(count: number): HistoryRow[] {
		const total = this.rows;
		const first = Math.max(total - count, 0);
		if (first === total) return [];
		const out: HistoryRow[] = [];
		for (let r = first; r < total; r++) out.push(this.row(r) as HistoryRow);
		// Rows before `first` that share stored lines with it are stored again as they are.
		let keep = first;
		while (keep > 0 && this.#locate(keep).cell !== 0) keep--;
		const again: HistoryRow[] = [];
		for (let r = keep; r < first; r++) again.push(this.row(r) as HistoryRow);
		this.#truncate(keep);
		for (const row of again) this.push(row, row.length, row.meta);
		return out;
	}

	#truncate(row: number): void {
		if (row === 0) {
			this.clear();
			return;
		}
		const { line } = this.#locate(row);
		const index = this.#index;
		if (index && index.start + row < index.count) {
			index.count = index.start + row;
			index.nextLine = line;
		}
		this.#endLine = line;
		const last = ((line - 1) >> 8) - this.#firstBlock;
		this.#blocks.length = last + 1;
		const block = this.#blocks[last] as Block;
		const count = ((line - 1) & (BLOCK_LINES - 1)) + 1;
		if (block.count > count) {
			if (block.shared) this.#blocks[last] = block.copy(count);
			else block.truncate(count);
		}
	}

	/** Rows from the start of the last line's chain on, when that chain goes on after the history. */
	openTail(): number {
		const total = this.rows;
		if (total === 0 || (this.#flags(this.#endLine - 1) & LINE.wrapped) === 0) return 0;
		let first = total - 1;
		while (first > 0 && this.#continues(first - 1)) first--;
		return total - first;
	}

	/** Sets the width; rows are counted again. Wrapped lines are joined and split as needed. */
	setWidth(width: number): void {
		if (width === this.#width) return;
		this.#width = width;
		let lines = new Uint32Array(this.#endLine - this.#firstLine + 16);
		let cells = new Uint32Array(lines.length);
		let count = 0;
		const add = (line: number, cell: number): void => {
			if (count === lines.length) {
				lines = grown(lines, count + 1);
				cells = grown(cells, count + 1);
			}
			lines[count] = line;
			cells[count++] = cell;
		};
		// The first line may have lost its beginning.
		let skip =
			this.#index && this.#index.start < this.#index.count
				? (this.#index.cell[this.#index.start] as number)
				: 0;
		let line = this.#firstLine;
		while (line < this.#endLine) {
			const used = this.#usedOf(line);
			if (skip === 0 && used <= width && (this.#flags(line) & LINE.wrapped) === 0) {
				add(line++, 0);
				continue;
			}
			add(line, skip);
			let x = 0;
			for (;;) {
				x = this.#wrapLine(line, skip, x, width, add);
				skip = 0;
				const more = (this.#flags(line) & LINE.wrapped) !== 0 && line + 1 < this.#endLine;
				line++;
				if (!more) break;
			}
		}
		this.#index = { line: lines, cell: cells, start: 0, count, nextLine: this.#endLine };
		this.#dropTrivialIndex();
	}

	/** Walks one stored line from cell `from`, column `x` of the row begun; returns the column after it. */
	#wrapLine(
		line: number,
		from: number,
		x: number,
		width: number,
		add: (line: number, cell: number) => void,
	): number {
		const block = this.#block(line);
		const i = line & (BLOCK_LINES - 1);
		const used = this.#usedOf(line);
		let column = x;
		if (block.kind[i] === 0) {
			for (let cell = from; cell < used; ) {
				if (column >= width) {
					add(line, cell);
					column = 0;
				}
				const n = Math.min(width - column, used - cell);
				cell += n;
				column += n;
			}
			return column;
		}
		const stored = this.#cellsOf(line);
		const at = block.textAt[i] as number;
		for (let cell = from; cell < used; ) {
			let n = 1;
			// A wide character and its right half, or a tab, stay together.
			while (cell + n < stored) {
				const next = block.wide[at + cell + n] as number;
				if ((next & CONTENT.widthMask) !== 0 && (next & CONTENT.tabRest) === 0) break;
				n++;
			}
			n = Math.min(n, used - cell);
			if (column > 0 && column + n > width) {
				add(line, cell);
				column = 0;
			}
			cell += n;
			column += Math.min(n, width);
		}
		return column;
	}

	/** Forgets an index that says nothing: every row one line. */
	#dropTrivialIndex(): void {
		const index = this.#index;
		if (!index || index.count !== this.#endLine - this.#firstLine) return;
		for (let r = 0; r < index.count; r++) {
			if (index.cell[r] !== 0 || index.line[r] !== this.#firstLine + r) return;
		}
		this.#index = undefined;
	}

	/** A copy that shares what is stored. */
	fork(): CompactHistory {
		const out = new CompactHistory(this.#width);
		for (const block of this.#blocks) block.shared = true;
		out.#blocks = [...this.#blocks];
		// Both will append: the last block becomes the copy's own.
		const last = out.#blocks.length - 1;
		if (last >= 0) {
			const block = this.#blocks[last] as Block;
			out.#blocks[last] = block.copy(block.count);
			block.shared = false;
		}
		out.#firstLine = this.#firstLine;
		out.#endLine = this.#endLine;
		out.#firstBlock = this.#firstBlock;
		out.#index = this.#index && { ...this.#index };
		return out;
	}
}

/** Bytes as one UTF-16 unit each. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
}
