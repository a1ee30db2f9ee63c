/**
 * Our own screens as bytes that make a tmate-ssh-server's pane show the same
 * after a reconnection, in pieces that fit its messages. Called by the host.
 */
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { Screen } from "../screen/screen.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { type PaintCursor, type PaintLine, paint, paintLine } from "./paint.ts";

/** Pane output is sent in pieces of at most this many bytes. */
export const PANE_DATA_BYTES = 16 * 1024;

/** Lines of history that are worth sending: as many as a tmate host does. */
const HISTORY_LINES = 300;

export interface RepaintOptions {
	/** Lines of history to send, 300 when not given. */
	readonly history?: number;
	/** The main screen while the alternate one is shown: a row for each of its rows. */
	readonly saved?: { readonly cells: CellBuffer; readonly cursor: PaintCursor };
	/** Rows of the scroll region, from 0. */
	readonly region?: { readonly top: number; readonly bottom: number };
	/** Over what is there, which was painted before: see Picture. */
	readonly over?: boolean;
}

/** Columns of row `y` that do not look like a default blank. */
function endOf(cells: CellBuffer, y: number): number {
	for (let x = cells.cols - 1; x >= 0; x--) {
		const i = cells.index(x, y);
		const blank = cells.chars[i] === 0 && cells.width[i] === 1;
		if (!blank || cells.bg[i] !== COLOUR_DEFAULT || cells.attr[i] !== 0) return x + 1;
	}
	return 0;
}

function lineOf(screen: Screen, n: number): PaintLine {
	const cells = new CellBuffer(screen.cols, 1);
	screen.copyLine(n, 0, screen.cols, cells, 0, 0);
	const { used, wrapped } = screen.lineInfo(n);
	return { cells, end: Math.max(used, endOf(cells, 0)), wrapped };
}

function rowOf(from: CellBuffer, y: number): PaintLine {
	const cells = new CellBuffer(from.cols, 1);
	cells.copy(0, from, from.index(0, y), from.cols);
	return { cells, end: endOf(cells, 0), wrapped: false };
}

/** The bytes that paint `screen` on a pane of its size, whatever is there now. */
export function repaintScreen(screen: Screen, options: RepaintOptions = {}): Uint8Array[] {
	const { cols, rows, historySize, cursor, modes, title } = screen;
	const { saved, region } = options;
	const history: PaintLine[] = [];
	const first = Math.max(historySize - (options.history ?? HISTORY_LINES), 0);
	for (let n = first; n < historySize; n++) history.push(lineOf(screen, n));
	const shown = Array.from({ length: rows }, (_, y) => lineOf(screen, historySize + y));
	const behind = modes.alternate
		? Array.from({ length: rows }, (_, y) =>
				saved !== undefined && y < saved.cells.rows
					? rowOf(saved.cells, y)
					: { cells: new CellBuffer(1, 1), end: 0, wrapped: false },
			)
		: undefined;
	const bytes = paint({
		cols,
		rows,
		main: [...history, ...(behind ?? shown)],
		...(behind ? { alternate: { lines: shown, saved: saved?.cursor ?? { x: 0, y: 0 } } } : {}),
		cursor,
		modes,
		title,
		...(region === undefined ? {} : { region }),
		over: options.over === true,
	});
	return cutData(bytes);
}

/** Each row of `screen` as what writes it on an empty one. */
export function screenRows(screen: Screen): string[] {
	const { cols, rows, historySize } = screen;
	return Array.from({ length: rows }, (_, y) => paintLine(cols, lineOf(screen, historySize + y)));
}

/** The first row of `cells` in the same way. */
export function rowText(cells: CellBuffer): string {
	return paintLine(cells.cols, rowOf(cells, 0));
}

/** The bytes that change rows `before` into `rows`; the pen has to be plain. `cursor` is within the screen. */
export function repaintRows(
	before: readonly string[],
	rows: readonly string[],
	cursor: PaintCursor & { readonly visible: boolean },
): Uint8Array[] {
	let text = "";
	for (const [at, row] of rows.entries()) if (row !== before[at]) text += `\x1b[${at + 1}H\x1b[2K${row}`;
	text += `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25${cursor.visible ? "h" : "l"}`;
	return cutData(new TextEncoder().encode(text));
}

/** Output in pieces that each fit a message. */
export function cutData(bytes: Uint8Array): Uint8Array[] {
	const out: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += PANE_DATA_BYTES)
		out.push(bytes.subarray(at, at + PANE_DATA_BYTES));
	return out;
}
