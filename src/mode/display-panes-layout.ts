/**
 * Where the panes of a layout and the lines between them are on a screen that
 * may be smaller than the layout. Pure arithmetic; called by DisplayPanes.
 */

import type { LayoutCell } from "../model/layout-cell.ts";
import { layoutRules } from "../model/layout-panes.ts";
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";
import { BOX_SIDES, type BoxPart, boxPart } from "../screen/box-lines.ts";

/** A pane's rectangle on the screen. */
export interface PaneArea {
	readonly pane: Pane;
	readonly x: number;
	readonly y: number;
	readonly sx: number;
	readonly sy: number;
}

/** A cell of a line. */
export interface LineCell {
	readonly x: number;
	readonly y: number;
	readonly part: BoxPart;
}

/** A pane that floats over the others. */
export interface FloatArea {
	/** The cells it covers, its border counted in. */
	readonly cleared: Omit<PaneArea, "pane">;
	/** What is seen of the pane inside its border. */
	readonly area: PaneArea | undefined;
	readonly lines: readonly LineCell[];
}

type Cell = LayoutCell<Pane>;

/** Scales a place of the layout to the screen. */
type Scale = (at: number) => number;
const scaleTo =
	(from: number, to: number): Scale =>
	(at) =>
		Math.floor((at * to) / from);
const same: Scale = (at) => at;

/** The layout with every pane in it, also while one is zoomed. */
export function wholeLayout(window: Window): Cell | undefined {
	return window.savedLayoutRoot ?? window.layoutRoot;
}

const HORIZONTAL = 1;
const VERTICAL = 2;

/** The pane's cell in the whole layout; undefined when it is not seen. */
function cellOf(pane: Pane): Cell | undefined {
	return pane.savedLayoutCell ?? (pane.visible ? pane.layoutCell : undefined);
}

/** The part of an area that lies between the lines of a border; scaled down, they may lie on it. */
function clip(
	area: PaneArea | undefined,
	left: number,
	top: number,
	right: number,
	bottom: number,
): PaneArea | undefined {
	if (!area) return undefined;
	const x = Math.max(area.x, left + 1);
	const y = Math.max(area.y, top + 1);
	const sx = Math.min(area.x + area.sx, right) - x;
	const sy = Math.min(area.y + area.sy, bottom) - y;
	return sx > 0 && sy > 0 ? { pane: area.pane, x, y, sx, sy } : undefined;
}

export class PanesLayout {
	readonly #window: Window;
	readonly #root: Cell;
	readonly #cols: number;
	readonly #rows: number;
	readonly #scaleX: Scale;
	readonly #scaleY: Scale;
	/** The layout is larger than the screen. */
	readonly scaled: boolean;

	constructor(window: Window, root: Cell, cols: number, rows: number) {
		this.#window = window;
		this.#root = root;
		this.#cols = cols;
		this.#rows = rows;
		this.scaled = root.sx > cols || root.sy > rows;
		this.#scaleX = root.sx > cols ? scaleTo(root.sx, cols) : same;
		this.#scaleY = root.sy > rows ? scaleTo(root.sy, rows) : same;
	}

	/** The row of its border status a pane's cell holds: at the top, at the bottom, or none. */
	#statusOf(cell: Cell): "top" | "bottom" | undefined {
		const { status } = layoutRules(this.#window);
		if (status === "top" && cell.yoff === 0) return "top";
		return status === "bottom" && cell.yoff + cell.sy === this.#root.sy ? "bottom" : undefined;
	}

	/** The rectangles of the tiled panes that are seen. */
	areas(): PaneArea[] {
		return this.#window.panes.flatMap((pane) => {
			const cell = cellOf(pane);
			return (cell && !cell.floating && this.#areaOf(pane, cell)) || [];
		});
	}

	/** The floating panes that are seen, from the lowest to the one on top. */
	floats(): FloatArea[] {
		return this.#window.zOrder.toReversed().flatMap((pane) => {
			const cell = cellOf(pane);
			return cell?.floating ? this.#floatOf(pane, cell) : [];
		});
	}

	/** What is seen of a pane, or of its cell without the row of its border status. */
	#areaOf(pane: Pane, cell: Cell): PaneArea | undefined {
		const { scaled } = this;
		const [mapX, mapY] = scaled
			? [scaleTo(this.#root.sx, this.#cols), scaleTo(this.#root.sy, this.#rows)]
			: [same, same];
		const x = mapX(cell.xoff);
		let y = mapY(cell.yoff);
		if (x < 0 || y < 0 || x >= this.#cols || y >= this.#rows) return undefined;
		const sx = Math.min(Math.max(mapX(cell.xoff + cell.sx), x + 1), this.#cols) - x;
		let sy = Math.min(Math.max(mapY(cell.yoff + cell.sy), y + 1), this.#rows) - y;
		const status = cell.floating ? undefined : this.#statusOf(cell);
		if (status !== undefined && sy > 1) {
			if (status === "top") y++;
			sy--;
		}
		return { pane, x, y, sx, sy };
	}

	#floatOf(pane: Pane, cell: Cell): FloatArea {
		const left = cell.xoff === 0 ? -1 : this.#scaleX(cell.xoff - 1);
		const top = cell.yoff === 0 ? -1 : this.#scaleY(cell.yoff - 1);
		const right = this.#scaleX(cell.xoff + cell.sx);
		const bottom = this.#scaleY(cell.yoff + cell.sy);
		const marks = new Uint8Array(this.#cols * this.#rows);
		const mark = (x: number, y: number, axis: number) => {
			if (x >= 0 && y >= 0 && x < this.#cols && y < this.#rows) marks[y * this.#cols + x]! |= axis;
		};
		const last = { x: Math.min(right, this.#cols - 1), y: Math.min(bottom, this.#rows - 1) };
		const first = { x: Math.max(left, 0), y: Math.max(top, 0) };
		for (let x = first.x; x <= last.x; x++) for (const y of [top, bottom]) mark(x, y, HORIZONTAL);
		for (let y = first.y; y <= last.y; y++) for (const x of [left, right]) mark(x, y, VERTICAL);
		return {
			cleared: {
				...first,
				sx: Math.max(last.x - first.x + 1, 0),
				sy: Math.max(last.y - first.y + 1, 0),
			},
			area: clip(this.#areaOf(pane, cell), left, top, right, bottom),
			lines: this.#linesOf(marks),
		};
	}

	/** The lines between the panes, joined where they meet. */
	lines(): LineCell[] {
		const marks = new Uint8Array(this.#cols * this.#rows);
		this.#markNode(marks, this.#root);
		for (const pane of this.#window.panes) {
			const cell = cellOf(pane);
			const status = cell && !cell.floating && this.#statusOf(cell);
			if (!cell || !status) continue;
			const y = status === "top" ? this.#scaleY(cell.yoff) : this.#scaleY(cell.yoff + cell.sy) - 1;
			this.#markRow(marks, cell, y);
		}
		return this.#linesOf(marks);
	}

	#linesOf(marks: Uint8Array): LineCell[] {
		const cells: LineCell[] = [];
		for (let y = 0; y < this.#rows; y++)
			for (let x = 0; x < this.#cols; x++) {
				const part = this.#partAt(marks, x, y);
				if (part) cells.push({ x, y, part });
			}
		return cells;
	}

	#markRow(marks: Uint8Array, span: Cell, y: number): void {
		if (y < 0 || y >= this.#rows) return;
		const end = Math.min(this.#scaleX(span.xoff + span.sx), this.#cols);
		for (let x = this.#scaleX(span.xoff); x < end; x++) marks[y * this.#cols + x]! |= HORIZONTAL;
	}

	#markColumn(marks: Uint8Array, span: Cell, x: number): void {
		if (x < 0 || x >= this.#cols) return;
		const end = Math.min(this.#scaleY(span.yoff + span.sy), this.#rows);
		for (let y = this.#scaleY(span.yoff); y < end; y++) marks[y * this.#cols + x]! |= VERTICAL;
	}

	#markNode(marks: Uint8Array, node: Cell): void {
		const { tiles } = node;
		for (const [index, cell] of tiles.entries()) {
			this.#markNode(marks, cell);
			if (index === tiles.length - 1) continue;
			if (node.type === "leftright") this.#markColumn(marks, node, this.#scaleX(cell.xoff + cell.sx));
			else this.#markRow(marks, node, this.#scaleY(cell.yoff + cell.sy));
		}
	}

	/** Two cells of lines are joined when one of them lies on a line in that direction. */
	#partAt(marks: Uint8Array, x: number, y: number): BoxPart | undefined {
		const own = marks[y * this.#cols + x] as number;
		if (own === 0) return undefined;
		const joins = (nx: number, ny: number, along: number): boolean => {
			if (nx < 0 || ny < 0 || nx >= this.#cols || ny >= this.#rows) return false;
			const other = marks[ny * this.#cols + nx] as number;
			return other !== 0 && ((own | other) & along) !== 0;
		};
		const sides =
			(joins(x - 1, y, HORIZONTAL) ? BOX_SIDES.left : 0) |
			(joins(x + 1, y, HORIZONTAL) ? BOX_SIDES.right : 0) |
			(joins(x, y - 1, VERTICAL) ? BOX_SIDES.up : 0) |
			(joins(x, y + 1, VERTICAL) ? BOX_SIDES.down : 0);
		return boxPart(sides) ?? (own & HORIZONTAL ? "leftRight" : "upDown");
	}
}
