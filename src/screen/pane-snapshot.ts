/**
 * A frozen copy of a pane's screen and history for copy mode: what is in the
 * history is shared, the visible rows are copied. It can be resized (lines
 * wrap again) and searched. Made by PaneScreen.snapshot, owned by the mode.
 */
import type { CellBuffer } from "./cell-buffer.ts";
import { CONTENT, cellText, LINE } from "./cells.ts";
import type { CompactHistory, HistoryRow } from "./compact-history.ts";
import { unwrapPosition, type WrapPosition, wrapPosition } from "./reflow.ts";
import type { LineInfo, Screen, ScreenCursor, ScreenModes } from "./screen.ts";
import type { LineMeta } from "./xterm-private.ts";

/** A line's text with the column each UTF-16 unit stands in. */
export interface LineText {
	readonly text: string;
	/** Column of each unit of `text`; undefined: position and column are the same. */
	readonly columns: Uint32Array | undefined;
}

/** LineInfo of a line of which `meta` is known. */
export function lineInfoOf(meta: LineMeta | undefined, cols: number): LineInfo {
	if (meta === undefined) return { wrapped: false, used: 0, startPrompt: false, startOutput: false, time: 0 };
	return {
		wrapped: (meta.flags & LINE.wrapped) !== 0,
		used: Math.min(meta.used, cols),
		startPrompt: (meta.flags & LINE.startPrompt) !== 0,
		startOutput: (meta.flags & LINE.startOutput) !== 0,
		time: meta.time,
	};
}

/** Text of a row of packed cells up to column `end`, tabs and wide characters as they are. */
export function rowLineText(row: HistoryRow, end: number): LineText {
	let text = "";
	const columns: number[] = [];
	const stop = Math.min(end, row.length);
	for (let x = 0; x < stop; x++) {
		const content = row.data[x * 3] as number;
		if ((content & CONTENT.widthMask) === 0) continue;
		const cell = cellText(content, x, row.combined);
		for (let i = 0; i < cell.length; i++) columns.push(x);
		text += cell;
	}
	for (let x = stop; x < end; x++) {
		columns.push(x);
		text += " ";
	}
	return { text, columns: Uint32Array.from(columns) };
}

export class PaneSnapshot implements Screen {
	readonly cursor: ScreenCursor;
	readonly modes: ScreenModes;
	readonly title: string;
	#rows: number;
	#generation = 0;
	readonly #lines: CompactHistory;

	/** `lines` holds history and visible rows and belongs to the snapshot. */
	constructor(from: Pick<Screen, "rows" | "cursor" | "modes" | "title">, lines: CompactHistory) {
		this.#rows = from.rows;
		this.cursor = { ...from.cursor };
		this.modes = from.modes;
		this.title = from.title;
		this.#lines = lines;
	}

	get cols(): number {
		return this.#lines.width;
	}

	get rows(): number {
		return this.#rows;
	}

	get historySize(): number {
		return Math.max(this.#lines.rows - this.#rows, 0);
	}

	get generation(): number {
		return this.#generation;
	}

	/** Lines in all: history and visible. */
	get lineCount(): number {
		return this.#lines.rows;
	}

	/**
	 * Takes another size; wrapped lines are wrapped again. Returns where `x`,
	 * `line` (a line number) is afterwards.
	 */
	resize(cols: number, rows: number, x = 0, line = 0): { x: number; line: number } {
		let place = { x, line };
		if (cols !== this.cols) {
			const position = this.#position(x, line);
			this.#lines.setWidth(Math.max(cols, 1));
			place = this.#place(position);
		}
		this.#rows = Math.max(rows, 1);
		this.#generation++;
		return place;
	}

	#metas(): { meta: LineMeta }[] {
		const out: { meta: LineMeta }[] = [];
		for (let i = 0; i < this.#lines.rows; i++) out.push({ meta: this.#lines.meta(i) as LineMeta });
		return out;
	}

	#position(x: number, line: number): WrapPosition {
		const metas = this.#metas();
		if (metas.length === 0) return { x: 0, run: 0 };
		return wrapPosition(metas, x, Math.min(line, metas.length - 1));
	}

	#place(position: WrapPosition): { x: number; line: number } {
		const metas = this.#metas();
		if (metas.length === 0) return { x: 0, line: 0 };
		const { x, y } = unwrapPosition(metas, position);
		return { x, line: y };
	}

	copyLine(line: number, from: number, count: number, into: CellBuffer, x: number, row: number): void {
		if (line < 0 || line >= this.#lines.rows) {
			into.clear(into.index(x, row), Math.max(Math.min(count, into.cols - x), 0));
			return;
		}
		this.#lines.copyRow(line, from, count, into, x, row);
	}

	lineInfo(line: number): LineInfo {
		return lineInfoOf(this.#lines.meta(line), this.cols);
	}

	/** Everything known of a line; undefined for one that does not exist. */
	lineMeta(line: number): LineMeta | undefined {
		return this.#lines.meta(line);
	}

	/** The line's packed cells, for captureLine. */
	row(line: number): HistoryRow | undefined {
		return this.#lines.row(line);
	}

	/** Text of a line for searching; "" for one that does not exist. */
	lineText(line: number): LineText {
		const plain = this.#lines.plainText(line);
		if (plain !== undefined) return { text: plain, columns: undefined };
		const row = this.#lines.row(line);
		if (row === undefined) return { text: "", columns: undefined };
		return rowLineText(row, Math.min(row.meta.used, this.cols));
	}
}
