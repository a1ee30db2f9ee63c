/**
 * What can be clicked on a client: ranges of its status lines, kept in
 * client.statusRanges where formats (`mouse_status_range`) find them, and
 * ranges of the panes' border status lines. Owned by a ClientView, asked by
 * the mouse (server/).
 */
import type { Client, PlacedRange } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";

/** The range that has column `x`. */
export function rangeAt(ranges: readonly PlacedRange[] | undefined, x: number): PlacedRange | undefined {
	return ranges?.find(({ start, end }) => x >= start && x < end);
}

export class StatusRanges {
	readonly #client: Client;
	#borders: ReadonlyMap<number, readonly PlacedRange[]> = new Map();

	constructor(client: Client) {
		this.#client = client;
	}

	/** New lines were drawn. `borders` are by pane id. */
	update(
		status: readonly (readonly PlacedRange[])[],
		borders: ReadonlyMap<number, readonly PlacedRange[]>,
	): void {
		this.#client.statusRanges = status;
		this.#borders = borders;
	}

	/** Ranges of a status line, counted from the first. */
	status(row: number): readonly PlacedRange[] {
		return this.#client.statusRanges[row] ?? [];
	}

	/** Ranges of a pane's border status line; column 0 is the pane's third. */
	border(pane: Pane): readonly PlacedRange[] {
		return this.#borders.get(pane.id) ?? [];
	}
}
