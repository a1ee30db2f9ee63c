/** Filling runs of cells. Called by the files here that draw what is not a pane's own. */
import type { CellBuffer, CellStyle } from "../screen/cell-buffer.ts";

/** Writes the same one-column cell `count` times from index `i` on. */
export function fillCells(
	cells: CellBuffer,
	i: number,
	count: number,
	text: string,
	style: Readonly<CellStyle>,
): void {
	if (count <= 0) return;
	cells.clear(i, count, style);
	if (text === " ") return;
	cells.set(i, text, 1, style);
	const end = i + count;
	const code = cells.chars[i] as number;
	const combined = cells.combined.get(i);
	cells.chars.fill(code, i, end);
	if (combined !== undefined) for (let k = i + 1; k < end; k++) cells.combined.set(k, combined);
}
