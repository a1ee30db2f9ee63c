/**
 * The frozen text copy mode moves over: cells, line lengths and texts to
 * search of a PaneSnapshot, numbered from the oldest line. Owned by CopyState;
 * replaced when the mode refreshes. Keeps the lines read last decoded.
 */
import { BG_FLAG, CONTENT, cellText } from "../screen/cells.ts";
import type { HistoryRow } from "../screen/compact-history.ts";
import type { PaneSnapshot } from "../screen/pane-snapshot.ts";

/** Blanks in the sets that words end at. */
export const WHITESPACE = "\t ";

/** Decoded rows kept. */
const MAX_ROWS = 512;

/** A line's text for searching: `columns` says where each UTF-16 unit stands, undefined: position is column. */
export interface SearchText {
	readonly text: string;
	readonly columns: readonly number[] | undefined;
}

export class CopyGrid {
	readonly snapshot: PaneSnapshot;
	/** Empty lines at the end that do not count (a view of another pane). */
	readonly trimmed: number;
	readonly #rows = new Map<number, HistoryRow | undefined>();
	/** Texts of lines as they were searched; filled on demand. */
	#texts: (SearchText | undefined)[] = [];

	/** `trim` leaves out empty lines at the end of the visible part. */
	constructor(snapshot: PaneSnapshot, trim = false) {
		this.snapshot = snapshot;
		let trimmed = 0;
		if (trim) {
			while (
				trimmed < snapshot.rows &&
				(snapshot.lineMeta(snapshot.lineCount - 1 - trimmed)?.used ?? 1) === 0
			)
				trimmed++;
		}
		this.trimmed = trimmed;
	}

	get cols(): number {
		return this.snapshot.cols;
	}

	get rows(): number {
		return this.snapshot.rows;
	}

	/** Lines above the last `rows` ones. */
	get historySize(): number {
		return Math.max(this.snapshot.lineCount - this.trimmed - this.rows, 0);
	}

	/** Number of the last line. */
	get last(): number {
		return this.historySize + this.rows - 1;
	}

	/** Takes another size; gives where the place at column `x` of `line` is then. */
	resize(cols: number, rows: number, x: number, line: number): { x: number; line: number } {
		this.#rows.clear();
		this.#texts = [];
		return this.snapshot.resize(cols, rows, x, line);
	}

	#row(line: number): HistoryRow | undefined {
		if (this.#rows.has(line)) return this.#rows.get(line);
		const row = this.snapshot.row(line);
		if (this.#rows.size >= MAX_ROWS) this.#rows.clear();
		this.#rows.set(line, row);
		return row;
	}

	#content(x: number, line: number): number | undefined {
		const row = this.#row(line);
		return row === undefined || x < 0 || x >= row.length ? undefined : (row.data[x * 3] as number);
	}

	/** True for the right half of a wide character and the rest of a tab. */
	isPadding(x: number, line: number): boolean {
		const content = this.#content(x, line);
		return (
			content !== undefined && ((content & CONTENT.widthMask) === 0 || (content & CONTENT.tabRest) !== 0)
		);
	}

	/** Cells of the tab that begins here, or 0. */
	tabWidth(x: number, line: number): number {
		const row = this.#row(line);
		if (row === undefined || x < 0 || x >= row.length) return 0;
		if (((row.data[x * 3 + 2] as number) & BG_FLAG.tab) === 0) return 0;
		if (((row.data[x * 3] as number) & CONTENT.tabRest) !== 0) return 0;
		let width = 1;
		while (x + width < row.length && ((row.data[(x + width) * 3] as number) & CONTENT.tabRest) !== 0) width++;
		return width;
	}

	/** The character at a place: "" for padding, a tab for a tab, a space for what was never written. */
	text(x: number, line: number): string {
		const row = this.#row(line);
		if (row === undefined || x < 0 || x >= row.length) return " ";
		const content = row.data[x * 3] as number;
		if ((content & CONTENT.tabRest) !== 0) return "";
		if (((row.data[x * 3 + 2] as number) & BG_FLAG.tab) !== 0) return "\t";
		return cellText(content, x, row.combined);
	}

	/** True when the character is drawn from the line drawing set. */
	isCharset(x: number, line: number): boolean {
		const row = this.#row(line);
		return (
			row !== undefined &&
			x >= 0 &&
			x < row.length &&
			((row.data[x * 3 + 2] as number) & BG_FLAG.charset) !== 0
		);
	}

	/** True when the next line continues this one. */
	wrapped(line: number): boolean {
		return this.snapshot.lineInfo(line).wrapped;
	}

	/** Cells the line holds, blanks at its end included; may be more than `cols`. */
	size(line: number): number {
		return this.snapshot.lineMeta(line)?.size ?? 0;
	}

	/** Columns up to the last one that is no space. */
	length(line: number): number {
		let x = Math.min(this.size(line), this.cols);
		const row = this.#row(line);
		x = Math.min(x, row?.length ?? 0);
		// A tab one column wide is as good as a space here.
		while (x > 0 && (this.text(x - 1, line) === " " || this.tabWidth(x - 1, line) === 1)) x--;
		return x;
	}

	/** Column of the last character (0 for an empty line). */
	limit(line: number): number {
		let x = this.length(line);
		if (x === 0) return 0;
		x--;
		while (x > 0 && this.isPadding(x, line)) x--;
		return x;
	}

	/** Cells to go to leave the character at a place when it is one of `set` (more than 1 in a tab), else 0. */
	inSet(x: number, line: number, set: string): number {
		const padding = this.isPadding(x, line);
		if (set.includes("\t")) {
			let start = x;
			while (start > 0 && this.isPadding(start, line)) start--;
			const width = this.tabWidth(start, line);
			if (width > 0) return padding ? width - (x - start) : width;
		}
		if (padding) return 0;
		const text = this.text(x, line);
		return text !== "\t" && text !== "" && set.includes(text) ? 1 : 0;
	}

	/** Text of a line for searching, as far as it was written. */
	searchText(line: number): SearchText {
		const held = this.#texts[line];
		if (held !== undefined) return held;
		const made = this.#makeText(line);
		this.#texts[line] = made;
		return made;
	}

	#makeText(line: number): SearchText {
		const plain = this.snapshot.lineText(line);
		if (plain.columns === undefined) return { text: plain.text.slice(0, this.cols), columns: undefined };
		// Read again with tabs as tabs.
		const row = this.snapshot.row(line);
		let text = "";
		const columns: number[] = [];
		for (let x = 0; x < Math.min(row?.length ?? 0, this.cols); x++) {
			const content = row!.data[x * 3] as number;
			if ((content & CONTENT.widthMask) === 0 || (content & CONTENT.tabRest) !== 0) continue;
			const tab = ((row!.data[x * 3 + 2] as number) & BG_FLAG.tab) !== 0;
			const cell = tab ? "\t" : cellText(content, x, row!.combined);
			for (let i = 0; i < cell.length; i++) columns.push(x);
			text += cell;
		}
		return { text, columns: columns.every((x, i) => x === i) ? undefined : columns };
	}
}
