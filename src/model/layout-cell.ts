/**
 * The cells of a window's layout: a tree whose leaves hold panes and whose
 * nodes put their children side by side or one below the other, with one
 * column or row for the border between them. Pure arithmetic; owned by Window.
 * Changes of size are in layout-resize.ts, of shape in layout-split.ts.
 */

/** How a node puts its children. */
export type LayoutAxis = "leftright" | "topbottom";

/** Least width and height of a pane. */
export const PANE_MINIMUM = 1;
/** Largest width and height of a pane. */
export const PANE_MAXIMUM = 10000;

/** What the layout of a window must leave room for. */
export interface LayoutRules {
	/** `pane-border-status` of the window: panes at that edge give up a row for it. */
	readonly status: "off" | "top" | "bottom";
	/** Columns a scrollbar takes with its padding where each pane always has one, else 0. */
	readonly scrollbar: number;
}

/** Rules of a window without border status and scrollbars. */
export const PLAIN_RULES: LayoutRules = { status: "off", scrollbar: 0 };

/** Size and place of a floating leaf, its border not counted; may lie partly outside the window. */
export interface FloatPlace {
	readonly sx: number;
	readonly sy: number;
	readonly xoff: number;
	readonly yoff: number;
}

export class LayoutCell<T> {
	type: LayoutAxis | "pane" = "pane";
	parent: LayoutCell<T> | undefined;
	/** Children, in order; empty for a leaf. */
	cells: LayoutCell<T>[] = [];
	/** What a leaf holds; undefined while it is new. */
	pane: T | undefined;
	/** A leaf that lies over the others: it has a place in the tree but takes no room there. */
	floating = false;
	/** Where a leaf floated before it was tiled, to float there again. */
	floatPlace: FloatPlace | undefined;
	sx = 0;
	sy = 0;
	xoff = 0;
	yoff = 0;

	constructor(parent?: LayoutCell<T>) {
		this.parent = parent;
	}

	/** A root that is one pane of this size: the layout of a new or zoomed window. */
	static single<T>(pane: T | undefined, sx: number, sy: number): LayoutCell<T> {
		const cell = new LayoutCell<T>();
		cell.pane = pane;
		cell.setGeometry(sx, sy, 0, 0);
		return cell;
	}

	/** An empty node of this size. */
	static node<T>(axis: LayoutAxis, sx: number, sy: number, parent?: LayoutCell<T>): LayoutCell<T> {
		const cell = new LayoutCell<T>(parent);
		cell.type = axis;
		cell.setGeometry(sx, sy, 0, 0);
		return cell;
	}

	get isLeaf(): boolean {
		return this.type === "pane";
	}

	/** A leaf that takes part in the tiling. */
	get isTiled(): boolean {
		return this.type === "pane" && !this.floating;
	}

	/** A tiled leaf, or a node with one somewhere below: something that takes room. */
	get takesRoom(): boolean {
		return this.type === "pane" ? !this.floating : this.cells.some((cell) => cell.takesRoom);
	}

	/** Children that take room. */
	get tiles(): LayoutCell<T>[] {
		return this.cells.filter((cell) => cell.takesRoom);
	}

	get root(): LayoutCell<T> {
		let cell: LayoutCell<T> = this;
		while (cell.parent) cell = cell.parent;
		return cell;
	}

	/** Width for `leftright`, height for `topbottom`. */
	length(axis: LayoutAxis): number {
		return axis === "leftright" ? this.sx : this.sy;
	}

	/** Size and place as they are now. */
	get place(): FloatPlace {
		return { sx: this.sx, sy: this.sy, xoff: this.xoff, yoff: this.yoff };
	}

	setLength(axis: LayoutAxis, length: number): void {
		if (axis === "leftright") this.sx = length;
		else this.sy = length;
	}

	setGeometry(sx: number, sy: number, xoff: number, yoff: number): void {
		this.sx = sx;
		this.sy = sy;
		this.xoff = xoff;
		this.yoff = yoff;
	}

	/** Puts `cell` among the children, at the end or before position `at`. */
	insert(cell: LayoutCell<T>, at = this.cells.length): void {
		cell.parent = this;
		this.cells.splice(at, 0, cell);
	}

	/** Puts `cell` in the place of `old`, among its siblings or as the root. */
	static replace<T>(old: LayoutCell<T>, cell: LayoutCell<T>): void {
		const parent = old.parent;
		cell.parent = parent;
		if (parent) parent.cells[parent.cells.indexOf(old)] = cell;
		old.parent = undefined;
	}

	/** Leaves in order: left to right, top to bottom, floating ones at their place in the tree. */
	*leaves(): Generator<LayoutCell<T>> {
		if (this.type === "pane") yield this;
		else for (const cell of this.cells) yield* cell.leaves();
	}

	/** Number of leaves. */
	get count(): number {
		let count = 0;
		for (const _ of this.leaves()) count++;
		return count;
	}
}

export function otherAxis(axis: LayoutAxis): LayoutAxis {
	return axis === "leftright" ? "topbottom" : "leftright";
}

/** True when no tile lies between the cell and the top (or bottom) edge of the layout. */
function atEdge<T>(cell: LayoutCell<T>, edge: "top" | "bottom"): boolean {
	let below = cell;
	for (let node = cell.parent; node; below = node, node = node.parent) {
		if (node.type !== "topbottom") continue;
		const tiles = node.tiles;
		if (tiles.at(edge === "top" ? 0 : -1) !== below) return false;
	}
	return true;
}

/** True when the cell must give up a row for the border status (`status` may be the pane's own). */
export function hasStatusRow<T>(cell: LayoutCell<T>, status: LayoutRules["status"]): boolean {
	return status !== "off" && atEdge(cell, status);
}

/** Sets the offsets of all tiles from the sizes; the root is at 0,0. */
export function fixOffsets<T>(root: LayoutCell<T>): void {
	if (root.floating) return;
	root.xoff = 0;
	root.yoff = 0;
	fixChildren(root);
}

function fixChildren<T>(node: LayoutCell<T>): void {
	let { xoff, yoff } = node;
	for (const cell of node.tiles) {
		cell.xoff = xoff;
		cell.yoff = yoff;
		fixChildren(cell);
		if (node.type === "leftright") xoff += cell.sx + 1;
		else yoff += cell.sy + 1;
	}
}

/** Where a pane lies in its window. */
export interface PaneGeometry {
	readonly xoff: number;
	readonly yoff: number;
	readonly sx: number;
	readonly sy: number;
}

/** What of a pane's own options its place depends on. */
export interface PaneRoom {
	/** The border status in force for the pane. */
	readonly status: LayoutRules["status"];
	/** Columns its scrollbar takes with padding, 0 for none. */
	readonly scrollbar: number;
	readonly scrollbarLeft: boolean;
}

/** The place of the pane in a leaf: the cell without the row of the border status and the scrollbar. */
export function paneGeometry<T>(cell: LayoutCell<T>, room: PaneRoom): PaneGeometry {
	let { xoff, yoff, sx, sy } = cell;
	if (!cell.floating && hasStatusRow(cell, room.status)) {
		if (room.status === "top") yoff++;
		if (sy > 1) sy--;
	}
	if (room.scrollbar > 0) {
		const width = Math.max(sx - room.scrollbar, PANE_MINIMUM);
		if (room.scrollbarLeft) xoff += sx - width;
		sx = width;
	}
	return { xoff, yoff, sx, sy };
}

/**
 * The node whose border is at x, y: the cell before that border, so that
 * dragging it resizes that cell; undefined when there is no border.
 */
export function cellAtBorder<T>(node: LayoutCell<T>, x: number, y: number): LayoutCell<T> | undefined {
	let last: LayoutCell<T> | undefined;
	for (const cell of node.cells) {
		const insideX = x >= cell.xoff && x < cell.xoff + cell.sx;
		const insideY = y >= cell.yoff && y < cell.yoff + cell.sy;
		if (insideX && insideY) return cellAtBorder(cell, x, y);
		if (last && node.type === "leftright" && x < cell.xoff && x >= last.xoff + last.sx) return last;
		if (last && node.type === "topbottom" && y < cell.yoff && y >= last.yoff + last.sy) return last;
		last = cell;
	}
	return undefined;
}

/**
 * Gives the leaves `cells` the panes `panes`, one each in order. For rotating:
 * the leaves in the panes' old order with the panes in their new order.
 */
export function assignPanes<T>(cells: readonly LayoutCell<T>[], panes: readonly T[]): void {
	for (const [i, cell] of cells.entries()) cell.pane = panes[i];
}
