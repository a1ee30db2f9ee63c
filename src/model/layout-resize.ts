/**
 * Sizes in a layout: how much a cell can lose, giving and taking space, and
 * resizing the whole tree or the border of one cell. The tiles of a node
 * always fill it exactly. Called by window resize, resize-pane, the mouse and
 * layout-split.ts; the caller sets offsets and panes afterwards where it says so.
 */
import {
	fixOffsets,
	hasStatusRow,
	type LayoutAxis,
	type LayoutCell,
	type LayoutRules,
	PANE_MINIMUM,
} from "./layout-cell.ts";

/** Least length a leaf may have. */
function minimumOf<T>(cell: LayoutCell<T>, axis: LayoutAxis, rules: LayoutRules): number {
	if (axis === "leftright") return PANE_MINIMUM + rules.scrollbar;
	return PANE_MINIMUM + (hasStatusRow(cell, rules.status) ? 1 : 0);
}

/** How many columns or rows the cell can lose. */
export function available<T>(cell: LayoutCell<T>, axis: LayoutAxis, rules: LayoutRules): number {
	if (cell.type === "pane") return Math.max(cell.length(axis) - minimumOf(cell, axis, rules), 0);
	const each = cell.tiles.map((child) => available(child, axis, rules));
	// Nothing in it takes room, so that it can be as small as it must.
	if (each.length === 0) return Math.max(cell.length(axis) - PANE_MINIMUM, 0);
	return cell.type === axis ? each.reduce((sum, n) => sum + n, 0) : Math.min(...each);
}

/**
 * Makes a cell longer or shorter by `change`, its tiles with it: those along
 * the axis by one each in turn, as long as they can. `change` must not take
 * more than `available`.
 */
export function adjust<T>(cell: LayoutCell<T>, axis: LayoutAxis, change: number, rules: LayoutRules): void {
	if (change !== 0) changeLength(cell, axis, change, rules, inTurn);
}

/** How tiles along the axis share a change. */
type Sharing = <T>(
	tiles: readonly LayoutCell<T>[],
	axis: LayoutAxis,
	change: number,
	rules: LayoutRules,
) => number[];

function changeLength<T>(
	cell: LayoutCell<T>,
	axis: LayoutAxis,
	change: number,
	rules: LayoutRules,
	sharing: Sharing,
): void {
	cell.setLength(axis, cell.length(axis) + change);
	const tiles = cell.tiles;
	if (cell.type === "pane" || tiles.length === 0) return;
	if (cell.type !== axis) {
		for (const tile of tiles) changeLength(tile, axis, change, rules, sharing);
		return;
	}
	// A tile gets its share one by one, and nodes inside it start with their first tile each time.
	for (const [i, share] of sharing(tiles, axis, change, rules).entries())
		if (share !== 0) changeLength(tiles[i]!, axis, share, rules, fromFirst);
}

/** Every change of one is for the first tile that can take it. */
function fromFirst<T>(
	tiles: readonly LayoutCell<T>[],
	axis: LayoutAxis,
	change: number,
	rules: LayoutRules,
): number[] {
	if (change > 0) return tiles.map((_, i) => (i === 0 ? change : 0));
	let left = -change;
	return tiles.map((tile) => {
		const take = Math.min(available(tile, axis, rules), left);
		left -= take;
		return -take;
	});
}

/** The change goes round among the tiles one by one. */
function inTurn<T>(
	tiles: readonly LayoutCell<T>[],
	axis: LayoutAxis,
	change: number,
	rules: LayoutRules,
): number[] {
	const given = tiles.map(() => 0);
	if (change > 0) {
		const each = Math.floor(change / tiles.length);
		const rest = change % tiles.length;
		return given.map((_, i) => each + (i < rest ? 1 : 0));
	}
	const limits = tiles.map((tile) => available(tile, axis, rules));
	let left = -change;
	let open = limits.filter((limit) => limit > 0).length;
	while (left > 0 && open > 0) {
		// Whole rounds at once while everybody who is in them can take part.
		const smallest = Math.min(...limits.filter((limit) => limit > 0));
		const rounds = Math.min(smallest, Math.floor(left / open));
		for (let i = 0; i < limits.length; i++) {
			const take = rounds > 0 ? Math.min(rounds, limits[i]!) : limits[i]! > 0 && left > 0 ? 1 : 0;
			limits[i]! -= take;
			given[i]! -= take;
			left -= take;
		}
		open = limits.filter((limit) => limit > 0).length;
	}
	return given;
}

/** Gives a cell this length. */
export function setLength<T>(
	cell: LayoutCell<T>,
	axis: LayoutAxis,
	length: number,
	rules: LayoutRules,
): void {
	adjust(cell, axis, length - cell.length(axis), rules);
}

/**
 * Fits the whole layout to a window of sx by sy, as far as the panes' least
 * sizes allow: the layout may stay larger than the window. Offsets are set.
 */
export function resizeLayout<T>(root: LayoutCell<T>, sx: number, sy: number, rules: LayoutRules): void {
	if (root.floating) return;
	for (const [axis, length] of [
		["leftright", sx],
		["topbottom", sy],
	] as const) {
		const limit = available(root, axis, rules);
		adjust(root, axis, Math.max(length - root.length(axis), -limit), rules);
	}
	fixOffsets(root);
}

/** The cell whose length along the axis decides on that of `cell`: itself or an ancestor with siblings. */
function cellAlong<T>(cell: LayoutCell<T>, axis: LayoutAxis): LayoutCell<T> | undefined {
	if (!cell.takesRoom) return undefined;
	let found = cell;
	while (found.parent && found.parent.type !== axis) found = found.parent;
	return found.parent ? found : undefined;
}

/**
 * Moves the border behind `cell` (the one before it for the last cell) by
 * `change` columns or rows, as far as there is room. `opposite` lets a growing
 * cell take from those before it when those behind it have nothing left. For a
 * leaf or node; offsets are set.
 */
export function resizeCell<T>(
	cell: LayoutCell<T>,
	axis: LayoutAxis,
	change: number,
	opposite: boolean,
	rules: LayoutRules,
): boolean {
	let target = cellAlong(cell, axis);
	if (!target) return false;
	const siblings = target.parent!.tiles;
	if (target === siblings.at(-1)) target = siblings.at(-2);
	if (!target) return false;
	moveBorder(target, axis, change, opposite, rules);
	return true;
}

/** Moves the border right behind `cell`, which is not the last of its node. Offsets are set. */
export function moveBorder<T>(
	cell: LayoutCell<T>,
	axis: LayoutAxis,
	change: number,
	opposite: boolean,
	rules: LayoutRules,
): void {
	const siblings = cell.parent?.tiles ?? [];
	const at = siblings.indexOf(cell);
	const before = siblings.slice(0, at).reverse();
	const behind = siblings.slice(at + 1);
	const next = behind[0];
	const growing = change > 0;
	const givers = growing ? [...behind, ...(opposite ? before : [])] : [cell, ...before];
	const taker = growing ? cell : next;
	if (taker) {
		let needed = Math.abs(change);
		for (const giver of givers) {
			if (needed === 0) break;
			const size = Math.min(available(giver, axis, rules), needed);
			if (size === 0) continue;
			adjust(taker, axis, size, rules);
			adjust(giver, axis, -size, rules);
			needed -= size;
		}
	}
	fixOffsets(cell.root);
}

/** Gives the cell this length by moving its border, as far as there is room. Offsets are set. */
export function resizeCellTo<T>(
	cell: LayoutCell<T>,
	axis: LayoutAxis,
	length: number,
	rules: LayoutRules,
): boolean {
	const target = cellAlong(cell, axis);
	if (!target) return false;
	const more = length - target.length(axis);
	const last = target === target.parent!.tiles.at(-1);
	return resizeCell(cell, axis, last ? -more : more, true, rules);
}

/**
 * Makes the tiles of a node as alike as can be; true when something changed.
 * The caller sets offsets. (tmux 3.8 leaves out tiles that are nodes and so
 * makes a layout larger than its window; here all tiles share the room.)
 */
export function spreadNode<T>(node: LayoutCell<T>, rules: LayoutRules): boolean {
	if (node.type === "pane") return false;
	const axis = node.type;
	const tiles = node.tiles;
	const number = tiles.length;
	if (number <= 1) return false;
	const statusRow = axis === "topbottom" && hasStatusRow(node, rules.status);
	const size = node.length(axis) - (statusRow ? 1 : 0);
	const each = Math.floor((size - (number - 1)) / number);
	if (each <= 0) return false;
	let remainder = size - number * (each + 1) + 1;
	const lengths = tiles.map((tile) => {
		const own = each + (axis === "topbottom" && hasStatusRow(tile, rules.status) ? 1 : 0);
		return remainder-- > 0 ? own + 1 : own;
	});
	// A node cannot become shorter than what is in it needs.
	const fits = tiles.every(
		(tile, i) => tile.length(axis) - available(tile, axis, rules) <= lengths[i]! || tile.isLeaf,
	);
	if (!fits || tiles.every((tile, i) => tile.length(axis) === lengths[i])) return false;
	for (const [i, tile] of tiles.entries()) setLength(tile, axis, lengths[i]!, rules);
	return true;
}

/** Spreads the cells beside `cell`, or else beside the nearest ancestor where that changes something (`select-layout -E`). */
export function spreadOut<T>(cell: LayoutCell<T>, rules: LayoutRules): boolean {
	for (let node = cell.parent; node; node = node.parent) {
		if (!spreadNode(node, rules)) continue;
		fixOffsets(node.root);
		return true;
	}
	return false;
}
