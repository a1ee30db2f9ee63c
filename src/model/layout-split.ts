/**
 * The shape of a layout: splitting a cell, closing one, and taking a cell out
 * of the tiling or putting it back (floating panes). Called by spawn, join,
 * break, kill and the layout parser. Functions that can change the root give
 * the root back; offsets are set.
 */
import {
	type FloatPlace,
	fixOffsets,
	hasStatusRow,
	type LayoutAxis,
	LayoutCell,
	type LayoutRules,
	otherAxis,
	PANE_MINIMUM,
} from "./layout-cell.ts";
import { adjust, available, setLength } from "./layout-resize.ts";

/** The error text of a split that does not fit. */
export const NO_SPACE = "no space for a new pane";

/** How to split. */
export interface Split {
	/** `leftright` puts the new cell beside the old one, `topbottom` above or below. */
	readonly axis: LayoutAxis;
	/** Length of the new cell; half when negative or not given. */
	readonly size?: number;
	/** The new cell goes left of or above the old one. */
	readonly before?: boolean;
	/** Splits the whole layout and not only the cell. */
	readonly full?: boolean;
}

/** A new cell (without a pane) and the root of the layout, which may be another than before. */
export interface SplitResult<T> {
	readonly root: LayoutCell<T>;
	readonly cell: LayoutCell<T>;
}

/** True when the cell is long enough for two panes and a border. */
function canSplit<T>(cell: LayoutCell<T>, axis: LayoutAxis, rules: LayoutRules): boolean {
	if (axis === "leftright") return cell.sx >= PANE_MINIMUM * 2 + (rules.scrollbar > 0 ? rules.scrollbar : 1);
	return cell.sy >= PANE_MINIMUM * 2 + (hasStatusRow(cell, rules.status) ? 2 : 1);
}

/** Lengths of the first and the second half of a split. */
function splitLengths(whole: number, size: number, before: boolean): [number, number] {
	let second = size;
	if (size < 0) second = Math.floor((whole + 1) / 2) - 1;
	else if (before) second = whole - size - 1;
	// More than there is, on either side, leaves one cell for the other.
	if (second < 0 || second > whole - 2) second = whole - 2;
	second = Math.max(second, PANE_MINIMUM);
	return [whole - 1 - second, second];
}

/** Splits the tiled leaf `cell` (or the whole layout), or gives undefined when there is no room. */
export function splitCell<T>(
	cell: LayoutCell<T>,
	split: Split,
	rules: LayoutRules,
): SplitResult<T> | undefined {
	const { axis, size = -1, before = false, full = false } = split;
	const old = full ? cell.root : cell;
	const { sx, sy, xoff, yoff } = old;
	if (!canSplit(old, axis, rules)) return undefined;
	const [first, second] = splitLengths(old.length(axis), size, before);
	const kept = before ? second : first;
	const added = before ? first : second;
	if (full && !canShrinkTo(old, axis, kept, rules)) return undefined;

	const fresh = new LayoutCell<T>();
	fresh.setGeometry(sx, sy, xoff, yoff);
	fresh.setLength(axis, added);
	if (full && old.type === axis) {
		// The root runs along the split already: its tiles make room for one more.
		const whole = old.length(axis);
		old.setLength(axis, kept);
		refitChildren(old, rules);
		old.setLength(axis, whole);
		old.insert(fresh, before ? 0 : undefined);
	} else {
		let node = old.parent;
		if (node?.type !== axis) node = wrap(old, axis);
		node.insert(fresh, node.cells.indexOf(old) + (before ? 0 : 1));
		old.setLength(axis, kept);
		if (full) refitChildren(old, rules);
	}
	const { root } = fresh;
	fixOffsets(root);
	return { root, cell: fresh };
}

/** Puts a new node of the same size in the place of `cell` and `cell` into it. */
function wrap<T>(cell: LayoutCell<T>, axis: LayoutAxis): LayoutCell<T> {
	const node = LayoutCell.node<T>(axis, cell.sx, cell.sy);
	node.xoff = cell.xoff;
	node.yoff = cell.yoff;
	LayoutCell.replace(cell, node);
	node.insert(cell);
	return node;
}

/** The length of a tile in a node that gets another length: its old share, and room for those behind it. */
function newLength<T>(
	tile: LayoutCell<T>,
	axis: LayoutAxis,
	rules: LayoutRules,
	sizes: {
		readonly previous: number;
		readonly size: number;
		readonly tilesLeft: number;
		readonly left: number;
	},
): number {
	if (sizes.tilesLeft === 1) return sizes.left;
	const length = tile.length(axis);
	if (sizes.size === sizes.previous) return length;
	const least = Math.max((PANE_MINIMUM + 1) * (sizes.tilesLeft - 1), length - available(tile, axis, rules));
	let wanted = Math.floor((length * sizes.size) / sizes.previous);
	if (sizes.left >= least) wanted = Math.min(wanted, sizes.left - least);
	return Math.max(wanted, PANE_MINIMUM);
}

/** True when the node and everything in it can get this length. */
function canShrinkTo<T>(cell: LayoutCell<T>, axis: LayoutAxis, size: number, rules: LayoutRules): boolean {
	if (cell.type === "pane") return size >= PANE_MINIMUM;
	const tiles = cell.tiles;
	if (cell.type !== axis) return tiles.every((tile) => tile.isLeaf || canShrinkTo(tile, axis, size, rules));
	if (size < tiles.length * 2 - 1) return false;
	let left = size;
	const previous = cell.length(axis);
	for (const [i, tile] of tiles.entries()) {
		const tilesLeft = tiles.length - i;
		const length = newLength(tile, axis, rules, { previous, size, tilesLeft, left });
		const used = length + (tilesLeft === 1 ? 0 : 1);
		if (used > left || !canShrinkTo(tile, axis, length, rules)) return false;
		left -= used;
	}
	return true;
}

/** Gives the tiles below a node lengths that fill it, in proportion to those they had. */
function refitChildren<T>(node: LayoutCell<T>, rules: LayoutRules): void {
	if (node.type === "pane") return;
	const axis = node.type;
	const across = otherAxis(axis);
	const tiles = node.tiles;
	const previous = tiles.reduce((sum, tile) => sum + tile.length(axis) + 1, -1);
	const size = node.length(axis);
	let left = size;
	for (const [i, tile] of tiles.entries()) {
		tile.setLength(across, node.length(across));
		const tilesLeft = tiles.length - i;
		tile.setLength(axis, newLength(tile, axis, rules, { previous, size, tilesLeft, left }));
		left -= tile.length(axis) + 1;
		refitChildren(tile, rules);
	}
}

/** The nearest sibling that takes room: behind the cell, or before it when there is none or the cell is the last. */
function neighbour<T>(cell: LayoutCell<T>): LayoutCell<T> | undefined {
	const siblings = cell.parent?.cells ?? [];
	const at = siblings.indexOf(cell);
	const before = siblings.slice(0, at).findLast((sibling) => sibling.takesRoom);
	const behind = siblings.slice(at + 1).find((sibling) => sibling.takesRoom);
	return behind ?? before;
}

/** Gives the room of a cell and its border to its neighbour, or to that of the first ancestor that has one. */
function giveRoom<T>(cell: LayoutCell<T>, rules: LayoutRules): void {
	const node = cell.parent;
	if (!node || node.type === "pane") return;
	const taker = neighbour(cell);
	if (taker) return adjust(taker, node.type, cell.length(node.type) + 1, rules);
	giveRoom(node, rules);
	if (node.parent) node.setGeometry(0, 0, 0, 0);
}

/**
 * Takes a leaf out of the layout; its room goes to its neighbour. Gives the
 * root, which may be another than before, or undefined when it was the last.
 */
export function closeCell<T>(cell: LayoutCell<T>, rules: LayoutRules): LayoutCell<T> | undefined {
	const node = cell.parent;
	if (!node) return undefined;
	if (cell.isTiled) giveRoom(cell, rules);
	node.cells.splice(node.cells.indexOf(cell), 1);
	cell.parent = undefined;
	const only = node.cells[0];
	if (only && node.cells.length === 1) {
		LayoutCell.replace(node, only);
		if (!only.parent) {
			fixOffsets(only);
			return only;
		}
	}
	const { root } = only ?? node;
	fixOffsets(root);
	return root;
}

/**
 * Puts a new floating leaf right behind `cell` (or behind the root). Gives it
 * without a pane, with the root.
 */
export function addFloating<T>(cell: LayoutCell<T>, place: FloatPlace): SplitResult<T> {
	const node = cell.parent ?? wrap(cell, "topbottom");
	const fresh = new LayoutCell<T>();
	fresh.floating = true;
	fresh.setGeometry(place.sx, place.sy, place.xoff, place.yoff);
	node.insert(fresh, node.cells.indexOf(cell) + 1);
	return { root: fresh.root, cell: fresh };
}

/** Takes a leaf out of the tiling but leaves it its place in the tree; the caller gives it a size. Offsets are set. */
export function floatCell<T>(cell: LayoutCell<T>, rules: LayoutRules): void {
	if (cell.floating) return;
	giveRoom(cell, rules);
	cell.floating = true;
	cell.setGeometry(0, 0, 0, 0);
	fixOffsets(cell.root);
}

/**
 * Puts a floating leaf back into the tiling of a window of sx by sy: half of
 * its neighbour is for it. False when there is no room. Offsets are set.
 */
export function tileCell<T>(cell: LayoutCell<T>, sx: number, sy: number, rules: LayoutRules): boolean {
	if (!cell.floating || !makeRoom(cell, sx, sy, rules)) return false;
	cell.floating = false;
	fixOffsets(cell.root);
	return true;
}

/** Finds room for a cell that has none: from its neighbour, or as the only one of its node by making room for that. */
function makeRoom<T>(cell: LayoutCell<T>, sx: number, sy: number, rules: LayoutRules): boolean {
	const node = cell.parent;
	if (!node || node.type === "pane") {
		cell.setGeometry(sx, sy, 0, 0);
		return true;
	}
	const axis = node.type;
	const giver = neighbour(cell);
	if (giver) {
		if (!canSplit(giver, axis, rules)) return false;
		const [first, second] = splitLengths(giver.length(axis), -1, false);
		if (giver.length(axis) - second > available(giver, axis, rules)) return false;
		cell.setLength(axis, first);
		setLength(giver, axis, second, rules);
	} else {
		if (!makeRoom(node, sx, sy, rules)) return false;
		cell.setLength(axis, node.length(axis));
	}
	cell.setLength(otherAxis(axis), node.length(otherAxis(axis)));
	return true;
}
