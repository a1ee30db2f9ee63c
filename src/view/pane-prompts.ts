/**
 * Prompts inside panes (`command-prompt -P`): each covers one row of its pane,
 * the one nearest to the status line. Called by ClientView.
 */
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { WindowPlace } from "./cursor.ts";

/** Column of the cursor and row of the prompt within the pane. */
export interface PanePromptPlace {
	readonly column: number;
	readonly row: number;
}

/** Draws the prompts of all panes that can be seen. */
export function drawPanePrompts(
	window: Window,
	{ offset, top }: WindowPlace,
	client: { readonly cols: number; readonly windowRows: number; readonly statusOnTop: boolean },
	cells: CellBuffer,
): ReadonlyMap<Pane, PanePromptPlace> {
	const places = new Map<Pane, PanePromptPlace>();
	for (const pane of window.panes) {
		if (!pane.prompt || !pane.visible || pane.sx <= 0 || pane.sy <= 0) continue;
		const row = client.statusOnTop ? 0 : pane.sy - 1;
		const line = new CellBuffer(pane.sx, 1);
		places.set(pane, { column: pane.prompt.draw(line, 0, 0, pane.sx), row });
		const y = pane.yoff + row - offset.y;
		const x = pane.xoff - offset.x;
		const from = Math.max(-x, 0);
		const width = Math.min(pane.sx, client.cols - x) - from;
		if (y < 0 || y >= client.windowRows || width <= 0) continue;
		cells.copy(cells.index(x + from, y + top), line, from, width);
	}
	return places;
}
