/**
 * The preset layouts (`select-layout NAME`, `next-layout`): they build a new
 * tree around the leaves of a window. A layout that needs more room than the
 * window has is larger than the window; the caller then gives the window that
 * size, as with a layout string. Called by the layout commands.
 */
import { strtonum } from "../util/strtonum.ts";
import {
	fixOffsets,
	type LayoutAxis,
	LayoutCell,
	type LayoutRules,
	otherAxis,
	PANE_MINIMUM,
} from "./layout-cell.ts";
import { adjust, spreadNode } from "./layout-resize.ts";

/** The window a preset is made for. */
export interface PresetWindow<T> {
	/** Leaves of all panes, in the order of the panes. */
	readonly leaves: readonly LayoutCell<T>[];
	readonly sx: number;
	readonly sy: number;
	readonly rules: LayoutRules;
	/** `main-pane-width` and so on: cells or a percentage. */
	readonly mainWidth: string;
	readonly mainHeight: string;
	readonly otherWidth: string;
	readonly otherHeight: string;
	/** `tiled-layout-max-columns`, 0 for no limit. */
	readonly maxColumns: number;
}

type Arrange = <T>(window: PresetWindow<T>) => LayoutCell<T>;

const PRESETS: readonly (readonly [string, Arrange])[] = [
	["even-horizontal", (window) => even(window, "leftright")],
	["even-vertical", (window) => even(window, "topbottom")],
	["main-horizontal", (window) => main(window, "topbottom", false)],
	["main-horizontal-mirrored", (window) => main(window, "topbottom", true)],
	["main-vertical", (window) => main(window, "leftright", false)],
	["main-vertical-mirrored", (window) => main(window, "leftright", true)],
	["tiled", tiled],
];

/** Names of the presets; `Window.lastLayout` is a position in this list. */
export const PRESET_NAMES: readonly string[] = PRESETS.map(([name]) => name);

/** The preset with this name or unambiguous start of one, or -1. */
export function findPreset(name: string): number {
	const exact = PRESET_NAMES.indexOf(name);
	if (exact !== -1) return exact;
	const found = PRESET_NAMES.filter((preset) => preset.startsWith(name));
	return found.length === 1 ? PRESET_NAMES.indexOf(found[0]!) : -1;
}

/** The preset after `last` (-1 for none), going round. */
export function nextPreset(last: number): number {
	return (last + 1) % PRESETS.length;
}

/** The preset before `last` (-1 for none), going round. */
export function previousPreset(last: number): number {
	return last <= 0 ? PRESETS.length - 1 : last - 1;
}

/** The root of the new layout, or undefined when there are not two tiled panes to arrange. Offsets are set. */
export function arrangePreset<T>(preset: number, window: PresetWindow<T>): LayoutCell<T> | undefined {
	if (window.leaves.filter((leaf) => leaf.isTiled).length <= 1) return undefined;
	const arrange = PRESETS[Math.min(preset, PRESETS.length - 1)]![1];
	const root = arrange(window);
	fixOffsets(root);
	return root;
}

/** Length of `count` panes of the least size with borders between them. */
function leastLength(count: number): number {
	return count * (PANE_MINIMUM + 1) - 1;
}

function even<T>(window: PresetWindow<T>, axis: LayoutAxis): LayoutCell<T> {
	const { leaves, sx, sy, rules } = window;
	const root = LayoutCell.node<T>(axis, sx, sy);
	const count = leaves.filter((leaf) => leaf.isTiled).length;
	root.setLength(axis, Math.max(root.length(axis), leastLength(count)));
	for (const leaf of leaves) {
		root.insert(leaf);
		if (!leaf.isTiled) continue;
		leaf.setGeometry(sx, sy, 0, 0);
		leaf.setLength(axis, PANE_MINIMUM);
	}
	spreadNode(root, rules);
	return root;
}

/** The first pane is the main one along `axis`; the others share the rest across it. */
function main<T>(window: PresetWindow<T>, axis: LayoutAxis, mirrored: boolean): LayoutCell<T> {
	const across = otherAxis(axis);
	const floating = window.leaves.filter((leaf) => leaf.floating);
	const [first, ...others] = window.leaves.filter((leaf) => leaf.isTiled) as [
		LayoutCell<T>,
		...LayoutCell<T>[],
	];
	const tall = axis === "topbottom";
	const [mainLength, otherLength] = mainLengths(
		(tall ? window.sy : window.sx) - 1,
		tall ? window.mainHeight : window.mainWidth,
		tall ? 24 : 80,
		tall ? window.otherHeight : window.otherWidth,
	);
	const root = LayoutCell.node<T>(axis, window.sx, window.sy);
	root.setLength(axis, mainLength + otherLength + 1);
	root.setLength(across, Math.max(root.length(across), leastLength(others.length)));
	root.insert(first);
	first.setGeometry(root.sx, root.sy, 0, 0);
	first.setLength(axis, mainLength);

	const lone = others.length === 1 ? others[0] : undefined;
	const rest = lone ?? LayoutCell.node<T>(across, 0, 0);
	root.insert(rest, mirrored ? 0 : 1);
	rest.setGeometry(root.sx, root.sy, 0, 0);
	rest.setLength(axis, otherLength);
	if (lone) {
		for (const leaf of floating) root.insert(leaf);
		return root;
	}
	for (const leaf of window.leaves) {
		if (leaf === first) continue;
		rest.insert(leaf);
		if (!leaf.isTiled) continue;
		leaf.setGeometry(rest.sx, rest.sy, 0, 0);
		leaf.setLength(across, PANE_MINIMUM);
	}
	spreadNode(rest, window.rules);
	return root;
}

/** Lengths of the main pane and of the others, out of `space` cells without the border. */
function mainLengths(space: number, mainText: string, fallback: number, otherText: string): [number, number] {
	let mainLength = Math.max(cellsOrPercentage(mainText, space) ?? fallback, PANE_MINIMUM);
	if (mainLength + PANE_MINIMUM >= space) {
		mainLength = space <= PANE_MINIMUM * 2 ? PANE_MINIMUM : space - PANE_MINIMUM;
		return [mainLength, PANE_MINIMUM];
	}
	const other = cellsOrPercentage(otherText, space) ?? 0;
	if (other === 0 || space - other < mainLength) return [mainLength, space - mainLength];
	return [space - other, other];
}

/** A number of cells or a percentage of `whole`, from 0 to `whole`; undefined when it is neither. */
function cellsOrPercentage(text: string, whole: number): number | undefined {
	const percent = text.endsWith("%");
	const value = percent ? strtonum(text.slice(0, -1), 0, 1000) : strtonum(text, 0, whole);
	if (typeof value !== "number") return undefined;
	const cells = percent ? Math.floor((whole * value) / 100) : value;
	return cells > whole ? undefined : cells;
}

/** Rows and columns of the tiled layout. */
function grid(count: number, maxColumns: number): [rows: number, columns: number] {
	let rows = 1;
	let columns = 1;
	while (rows * columns < count) {
		rows++;
		if (rows * columns < count && (maxColumns === 0 || columns < maxColumns)) columns++;
	}
	return [rows, columns];
}

function tiled<T>(window: PresetWindow<T>): LayoutCell<T> {
	const { rules } = window;
	const tiles = window.leaves.filter((leaf) => leaf.isTiled);
	const [rows, columns] = grid(tiles.length, window.maxColumns);
	const width = Math.max(Math.floor((window.sx - (columns - 1)) / columns), PANE_MINIMUM);
	const height = Math.max(Math.floor((window.sy - (rows - 1)) / rows), PANE_MINIMUM);
	const sx = Math.max((width + 1) * columns - 1, window.sx);
	const sy = Math.max((height + 1) * rows - 1, window.sy);
	const root = LayoutCell.node<T>("topbottom", sx, sy);
	for (let start = 0; start < tiles.length; start += columns) {
		const inRow = tiles.slice(start, start + columns);
		const alone = inRow.length === 1;
		const row = alone ? inRow[0]! : LayoutCell.node<T>("leftright", 0, 0);
		root.insert(row);
		row.setGeometry(sx, height, 0, 0);
		if (alone) continue;
		for (const leaf of inRow) {
			row.insert(leaf);
			leaf.setGeometry(width, height, 0, 0);
		}
		const used = inRow.length * (width + 1) - 1;
		adjust(inRow.at(-1)!, "leftright", sx - used, rules);
	}
	adjust(root.cells.at(-1)!, "topbottom", sy - (rows * (height + 1) - 1), rules);
	for (const leaf of window.leaves) if (leaf.floating) root.insert(leaf);
	return root;
}
