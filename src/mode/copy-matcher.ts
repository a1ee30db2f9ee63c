/**
 * Finding a text or a regular expression in the lines of a CopyGrid. A line
 * that goes on in the next is searched as one, but a match belongs to the line
 * it begins on. Made by copy-search.ts and copy-marks.ts for one search.
 */
import type { CopyGrid } from "./copy-grid.ts";
import { compileSearch, type SearchRegex } from "./copy-regex.ts";

/** A match: where it begins on its line, and its cells (which may go on in the lines after it). */
export interface CopyMatch {
	readonly x: number;
	readonly width: number;
}

export interface Matcher {
	/** The first match that begins at column `from` or behind it. */
	first(line: number, from: number): CopyMatch | undefined;
	/** The last match that begins before column `before`. */
	last(line: number, before: number): CopyMatch | undefined;
}

/** Columns of wrapped lines that a regular expression may look at. */
const MAX_COLUMNS = 2000;

/** The text of a line and what follows it, with the column of each UTF-16 unit (undefined: the same). */
interface Chain {
	readonly text: string;
	readonly columns: readonly number[] | undefined;
	/** Column behind the text. */
	readonly end: number;
}

/** The text of `line` and as many of the lines it goes on in as `columns` columns need. `pad` fills it up to the edge with spaces. */
function chainOf(grid: CopyGrid, line: number, needed: number, pad: boolean): Chain {
	const first = grid.searchText(line);
	const { cols } = grid;
	const more = needed > cols && line < grid.last && grid.wrapped(line);
	if (!more) {
		if (!pad)
			return {
				text: first.text,
				columns: first.columns,
				end: first.columns ? cellsOf(grid, line, first.columns) : first.text.length,
			};
		if (first.columns === undefined) return { text: first.text.padEnd(cols), columns: undefined, end: cols };
		const used = cellsOf(grid, line, first.columns);
		const rest = Math.max(cols - used, 0);
		return {
			text: first.text + " ".repeat(rest),
			columns: [...first.columns, ...Array.from({ length: rest }, (_, i) => used + i)],
			end: Math.max(cols, used),
		};
	}
	let text = "";
	let columns: number[] | undefined;
	let end = 0;
	for (let y = line; ; y++) {
		const row = grid.searchText(y);
		if (columns === undefined && row.columns !== undefined)
			columns = Array.from({ length: text.length }, (_, i) => i);
		if (columns) for (let i = 0; i < row.text.length; i++) columns.push(end + (row.columns?.[i] ?? i));
		text += row.text;
		const used = row.columns ? cellsOf(grid, y, row.columns) : row.text.length;
		const rest = Math.max(cols - used, 0);
		if (columns) for (let i = 0; i < rest; i++) columns.push(end + used + i);
		text += " ".repeat(rest);
		end += cols;
		if (end >= needed || y === grid.last || !grid.wrapped(y)) break;
	}
	return { text, columns, end };
}

/** Cells of a line whose text has these columns. */
function cellsOf(grid: CopyGrid, line: number, columns: readonly number[]): number {
	let end = columns.length === 0 ? 0 : (columns[columns.length - 1] as number) + 1;
	while (grid.isPadding(end, line)) end++;
	return end;
}

const columnOf = (chain: Chain, index: number) =>
	chain.columns === undefined ? index : (chain.columns[index] ?? chain.end);

/** First unit at column `column` or behind it. */
function indexOf(chain: Chain, column: number): number {
	const { columns } = chain;
	if (columns === undefined) return column;
	let index = 0;
	while (index < columns.length && (columns[index] as number) < column) index++;
	return index;
}

/** True when a unit begins a cell. */
const startsCell = ({ columns }: Chain, index: number) =>
	columns === undefined || index === 0 || index >= columns.length || columns[index] !== columns[index - 1];

/** Whole cells: an end inside a cell takes all of it. */
function cutToMatch(chain: Chain, index: number, length: number): CopyMatch {
	const x = columnOf(chain, index);
	let end = index + length;
	while (!startsCell(chain, end)) end++;
	return { x, width: columnOf(chain, end) - x };
}

/**
 * Column right behind the first cell of the unit before `index`: tmux takes
 * the rest of a wide character or tab before an expression's match for a part
 * of the match, and leaves it off at the match's end.
 */
const columnAfter = (chain: Chain, index: number) =>
	chain.columns === undefined || index === 0 ? index : (chain.columns[index - 1] as number) + 1;

/** Where a match of an expression ends, whole cells. */
function endAfter(
	chain: Chain,
	{ index, length }: { readonly index: number; readonly length: number },
): number {
	let end = index + length;
	while (!startsCell(chain, end)) end++;
	return columnAfter(chain, end);
}

/** No capital letter of ASCII in it: then case does not matter. */
export const isLowerCase = (text: string) => !/[A-Z]/.test(text);

/** What of a text can stand in cells: no control characters but the tab. */
export const searchable = (text: string) => text.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, "");

class TextMatcher implements Matcher {
	readonly #grid: CopyGrid;
	readonly #needle: string;
	/** With case ignored: small letters match capital ones. */
	readonly #pattern: RegExp | undefined;
	readonly #pad: boolean;

	constructor(grid: CopyGrid, needle: string) {
		this.#grid = grid;
		this.#needle = needle;
		this.#pad = needle.startsWith(" ") || needle.endsWith(" ");
		if (!isLowerCase(needle) || !/[a-z]/.test(needle)) return;
		const source = needle.replace(/[a-z]|[\\^$.*+?()[\]{}|/]/g, (c) =>
			/[a-z]/.test(c) ? `[${c}${c.toUpperCase()}]` : `\\${c}`,
		);
		this.#pattern = new RegExp(source, "g");
	}

	#chain(line: number): Chain {
		return chainOf(this.#grid, line, this.#grid.cols + this.#needle.length * 2, this.#pad);
	}

	#find(chain: Chain, from: number): number {
		for (let at = from; ; at++) {
			if (this.#pattern) {
				this.#pattern.lastIndex = at;
				at = this.#pattern.exec(chain.text)?.index ?? -1;
			} else at = chain.text.indexOf(this.#needle, at);
			if (at < 0) return -1;
			if (startsCell(chain, at) && startsCell(chain, at + this.#needle.length)) return at;
		}
	}

	first(line: number, from: number): CopyMatch | undefined {
		const chain = this.#chain(line);
		const at = this.#find(chain, indexOf(chain, from));
		if (at < 0 || columnOf(chain, at) >= this.#grid.cols) return undefined;
		return cutToMatch(chain, at, this.#needle.length);
	}

	last(line: number, before: number): CopyMatch | undefined {
		const chain = this.#chain(line);
		let found: CopyMatch | undefined;
		for (let at = this.#find(chain, 0); at >= 0; at = this.#find(chain, at + 1)) {
			if (columnOf(chain, at) >= Math.min(before, this.#grid.cols)) break;
			found = cutToMatch(chain, at, this.#needle.length);
		}
		return found;
	}
}

class RegexMatcher implements Matcher {
	readonly #grid: CopyGrid;
	readonly #regex: SearchRegex;

	constructor(grid: CopyGrid, regex: SearchRegex) {
		this.#grid = grid;
		this.#regex = regex;
	}

	#chain(line: number): Chain {
		return chainOf(this.#grid, line, MAX_COLUMNS, true);
	}

	first(line: number, from: number): CopyMatch | undefined {
		if (from >= this.#grid.cols) return undefined;
		const chain = this.#chain(line);
		const found = this.#regex.exec(chain.text, indexOf(chain, from));
		if (found === undefined || found.length === 0) return undefined;
		const x = Math.max(columnAfter(chain, found.index), from);
		return x >= this.#grid.cols ? undefined : { x, width: endAfter(chain, found) - x };
	}

	last(line: number, before: number): CopyMatch | undefined {
		const chain = this.#chain(line);
		const limit = Math.min(before, this.#grid.cols);
		let best: CopyMatch | undefined;
		for (let at = 0; ; ) {
			// What is behind a match is searched as a text of its own: `^` is true there, as in tmux.
			const found = this.#regex.exec(chain.text.slice(at), 0);
			if (found === undefined || found.length === 0) return best;
			const index = at + found.index;
			const x = columnAfter(chain, index);
			if (x >= limit) return best;
			best = { x, width: endAfter(chain, { index, length: found.length }) - x };
			if (best.x + best.width >= limit) return best;
			at = index + found.length;
		}
	}
}

/** A matcher for what a user looks for; undefined for nothing or a bad expression. */
export function makeMatcher(grid: CopyGrid, text: string, regex: boolean): Matcher | undefined {
	const needle = searchable(text);
	if (needle === "") return undefined;
	if (!regex) return new TextMatcher(grid, needle);
	const compiled = compileSearch(needle, isLowerCase(text));
	return compiled && new RegexMatcher(grid, compiled);
}
