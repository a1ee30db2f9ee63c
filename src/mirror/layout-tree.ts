/**
 * From places of panes, which is all a tmate host tells, to the tree of cells
 * they were cut from. Pure; called by layout.ts. Places that cannot come from
 * a tree (panes that overlap) become one flat row.
 */
import { type LayoutAxis, LayoutCell } from "../model/layout-cell.ts";

/** A pane's place in its window, in cells. */
export interface Place<T> {
	readonly pane: T;
	readonly sx: number;
	readonly sy: number;
	readonly xoff: number;
	readonly yoff: number;
}

/** Deeper trees than a window has room for are none. */
const DEPTH_LIMIT = 100;

/** The tree whose leaves are `places`; `sx`, `sy` is the size of the window. */
export function layoutTree<T>(places: readonly Place<T>[], sx: number, sy: number): LayoutCell<T> {
	return cut(places, 0) ?? flat(places, sx, sy);
}

function leaf<T>({ pane, sx, sy, xoff, yoff }: Place<T>): LayoutCell<T> {
	const cell = new LayoutCell<T>();
	cell.pane = pane;
	cell.setGeometry(sx, sy, xoff, yoff);
	return cell;
}

function flat<T>(places: readonly Place<T>[], sx: number, sy: number): LayoutCell<T> {
	const root = LayoutCell.node<T>("leftright", sx, sy);
	for (const place of places) root.insert(leaf(place));
	return root;
}

function cut<T>(places: readonly Place<T>[], depth: number): LayoutCell<T> | undefined {
	const [first] = places;
	if (first === undefined || depth > DEPTH_LIMIT) return undefined;
	if (places.length === 1) return leaf(first);
	for (const axis of ["leftright", "topbottom"] as const) {
		const groups = split(places, axis);
		if (groups.length < 2) continue;
		const children: LayoutCell<T>[] = [];
		for (const group of groups) {
			const child = cut(group, depth + 1);
			if (!child) return undefined;
			children.push(child);
		}
		return around(axis, children);
	}
	return undefined;
}

/** Groups of places between which a border runs through from side to side. */
function split<T>(places: readonly Place<T>[], axis: LayoutAxis): readonly (readonly Place<T>[])[] {
	const start = (place: Place<T>) => (axis === "leftright" ? place.xoff : place.yoff);
	const end = (place: Place<T>) => start(place) + (axis === "leftright" ? place.sx : place.sy);
	const sorted = [...places].sort((a, b) => start(a) - start(b));
	const groups: Place<T>[][] = [];
	let reach = -1;
	for (const place of sorted) {
		const group = groups.at(-1);
		// One cell between two panes is their border.
		if (group === undefined || start(place) > reach) groups.push([place]);
		else group.push(place);
		reach = Math.max(reach, end(place));
	}
	return groups;
}

function around<T>(axis: LayoutAxis, children: readonly LayoutCell<T>[]): LayoutCell<T> {
	const xoff = Math.min(...children.map((cell) => cell.xoff));
	const yoff = Math.min(...children.map((cell) => cell.yoff));
	const node = new LayoutCell<T>();
	node.type = axis;
	node.setGeometry(
		Math.max(...children.map((cell) => cell.xoff + cell.sx)) - xoff,
		Math.max(...children.map((cell) => cell.yoff + cell.sy)) - yoff,
		xoff,
		yoff,
	);
	for (const cell of children) node.insert(cell);
	return node;
}
