/**
 * Words, lines and links of a screen at a place, for the mouse variables and
 * copy mode. Lines are numbered as in Screen: 0 is the oldest of the history.
 */
import { CellBuffer, type Link } from "../screen/cell-buffer.ts";
import type { Screen } from "../screen/screen.ts";

/** Longest chain of wrapped lines that is followed. */
const MAX_LINES = 1000;

/** Reads cells line by line, keeping the line read last. */
class LineReader {
	readonly #screen: Screen;
	readonly #row: CellBuffer;
	#line = -1;

	constructor(screen: Screen) {
		this.#screen = screen;
		this.#row = new CellBuffer(Math.max(1, screen.cols), 1);
	}

	row(line: number): CellBuffer {
		if (line !== this.#line) {
			this.#screen.copyLine(line, 0, this.#row.cols, this.#row, 0, 0);
			this.#line = line;
		}
		return this.#row;
	}

	used(line: number): number {
		return Math.min(this.#row.cols, this.#screen.lineInfo(line).used);
	}

	wrapped(line: number): boolean {
		return this.#screen.lineInfo(line).wrapped;
	}
}

/**
 * The word at column `x` of `line`, across wrapped lines; undefined when
 * there is none. Blanks and the characters of `separators` end a word.
 */
export function wordAt(screen: Screen, x: number, line: number, separators: string): string | undefined {
	const reader = new LineReader(screen);
	const last = screen.historySize + screen.rows - 1;
	const isSeparator = (text: string) =>
		text === " " || text === "\t" || (text !== "" && separators.includes(text));
	let [column, y] = [x, line];
	// Back to the separator before the word, or to where the text begins.
	let onSeparator = false;
	for (let lines = 0; lines < MAX_LINES; ) {
		if (column < screen.cols && isSeparator(reader.row(y).text(column))) {
			onSeparator = true;
			break;
		}
		if (column === 0) {
			if (y === 0 || !reader.wrapped(y - 1)) break;
			y--;
			lines++;
			column = reader.used(y);
			if (column === 0) break;
		}
		column--;
	}
	let out = "";
	for (let lines = 0; lines < MAX_LINES; ) {
		if (onSeparator) {
			const end = reader.used(y);
			if (end === 0 || column >= end - 1) {
				if (y === last || !reader.wrapped(y)) break;
				y++;
				lines++;
				column = 0;
			} else column++;
		}
		onSeparator = true;
		const text = reader.row(y).text(column);
		if (isSeparator(text)) break;
		out += text;
	}
	return out === "" ? undefined : out;
}

/** The text of `line` as far as it was written; undefined when it is empty. */
export function lineAt(screen: Screen, line: number): string | undefined {
	const reader = new LineReader(screen);
	const used = reader.used(line);
	return used === 0 ? undefined : reader.row(line).rowText(0, 0, used);
}

/** The hyperlink of the cell at column `x` of `line`. */
export function linkAt(screen: Screen, x: number, line: number): Link | undefined {
	const row = new LineReader(screen).row(line);
	let column = x;
	while (column > 0 && row.width[column] === 0) column--;
	return row.links.get(column);
}
