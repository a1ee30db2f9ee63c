/**
 * Layouts as text, with a checksum in front: `b25d,80x24,0,0{40x24,0,0,0,
 * 39x24,41,0,1}`. WxH,X,Y then the pane's number for a leaf, `{}` around cells
 * side by side, `[]` around cells one below the other, and `<>` around the
 * floating panes from top to bottom at the end. Plugins save and restore
 * these. Called by select-layout, formats and control mode.
 */
import { type LayoutAxis, LayoutCell, type LayoutRules, PANE_MAXIMUM, PLAIN_RULES } from "./layout-cell.ts";
import { closeCell } from "./layout-split.ts";

const BRACKETS: Readonly<Record<LayoutAxis, readonly [string, string]>> = {
	leftright: ["{", "}"],
	topbottom: ["[", "]"],
};
const AXES: ReadonlyMap<string, LayoutAxis> = new Map([
	["{", "leftright"],
	["[", "topbottom"],
]);

/** Deepest nesting that is read. */
const DEPTH_LIMIT = 256;

/** The 16 bit checksum of a layout text. */
export function layoutChecksum(text: string): number {
	let sum = 0;
	for (let i = 0; i < text.length; i++) {
		sum = (sum >> 1) | ((sum & 1) << 15);
		sum = (sum + text.charCodeAt(i)) & 0xffff;
	}
	return sum;
}

/** The layout as text; `idOf` gives a pane's number, `floating` the floating leaves from top to bottom. */
export function dumpLayout<T>(
	root: LayoutCell<T>,
	idOf: (pane: T) => number,
	floating: readonly LayoutCell<T>[] = [],
): string {
	const over = floating.map((cell) => dumpCell(cell, idOf)).join(",");
	const text = dumpCell(root, idOf) + (over === "" ? "" : `<${over}>`);
	return `${layoutChecksum(text).toString(16).padStart(4, "0")},${text}`;
}

function dumpCell<T>(cell: LayoutCell<T>, idOf: (pane: T) => number): string {
	const id = cell.pane === undefined ? "" : `,${idOf(cell.pane)}`;
	const text = `${cell.sx}x${cell.sy},${cell.xoff},${cell.yoff}${id}`;
	if (cell.type === "pane") return text;
	const [open, close] = BRACKETS[cell.type];
	return text + open + cell.cells.map((child) => dumpCell(child, idOf)).join(",") + close;
}

/** A layout read from text: leaves have no panes yet. `resize` says that the window must get the root's size. */
export interface ParsedLayout<T> {
	readonly root: LayoutCell<T>;
	readonly resize: boolean;
	/** Its floating leaves from top to bottom. */
	readonly floating: readonly LayoutCell<T>[];
}

/**
 * Reads a layout for a window of `paneCount` panes; cells too many are closed
 * from the bottom right. The caller assigns the panes to `root.leaves()` in
 * order. Gives the error text when it cannot be used.
 */
export function parseLayout<T>(
	text: string,
	paneCount: number,
	rules: LayoutRules = PLAIN_RULES,
): ParsedLayout<T> | { readonly error: string } {
	const head = /^([0-9a-fA-F]{4}),/.exec(text);
	const body = text.slice(5);
	if (!head || Number.parseInt(head[1]!, 16) !== layoutChecksum(body)) return { error: "invalid layout" };
	const reader: Reader<T> = { text: body, at: 0, leaves: new Map(), floating: [] };
	let root = readCell<T>(reader, 0);
	if (!root || !readFloating(reader) || reader.at !== body.length) return { error: "invalid layout" };
	let cells = root.count;
	if (paneCount > cells) return { error: `have ${paneCount} panes but need ${cells}` };
	// Borders hold no status rows yet, so that cells close as they were saved.
	const closing: LayoutRules = { ...rules, status: "off" };
	for (; cells > paneCount; cells--) root = closeCell(bottomRight(root), closing) ?? root;
	const resize = root.type !== "pane";
	if (resize) fixRootSize(root);
	if (!sizesFit(root)) return { error: "size mismatch after applying layout" };
	const kept = new Set(root.leaves());
	return { root, resize, floating: reader.floating.filter((cell) => kept.has(cell)) };
}

function bottomRight<T>(cell: LayoutCell<T>): LayoutCell<T> {
	return cell.cells.length === 0 ? cell : bottomRight(cell.cells.at(-1)!);
}

/** Some saved layouts say a wrong size for the root only: the one its children need is right. */
function fixRootSize<T>(root: LayoutCell<T>): void {
	const tiles = root.tiles;
	const last = tiles.at(-1);
	if (!last) return;
	const along = root.type as LayoutAxis;
	const length = tiles.reduce((sum, cell) => sum + cell.length(along) + 1, -1);
	root.sx = along === "leftright" ? length : last.sx;
	root.sy = along === "topbottom" ? length : last.sy;
}

/** True when the children of every node fill it exactly. */
function sizesFit<T>(cell: LayoutCell<T>): boolean {
	if (cell.type === "pane") return true;
	const tiles = cell.tiles;
	let used = -1;
	for (const child of tiles) {
		const alike = cell.type === "leftright" ? child.sy === cell.sy : child.sx === cell.sx;
		if (!alike || !sizesFit(child)) return false;
		used += child.length(cell.type) + 1;
	}
	return tiles.length === 0 || used === cell.length(cell.type);
}

interface Reader<T> {
	readonly text: string;
	at: number;
	/** Leaves read so far by their text: the list of floating panes repeats them. */
	readonly leaves: Map<string, LayoutCell<T>>;
	readonly floating: LayoutCell<T>[];
}

/** WxH,X,Y with the number of a pane, if it is one and not the width of the next cell. */
const CELL = /([0-9]{1,9})x([0-9]{1,9}),(-?[0-9]{1,9}),(-?[0-9]{1,9})(?:,[0-9]+(?![0-9x]))?/y;

/** The next cell as text with its four numbers. */
function readGeometry<T>(
	reader: Reader<T>,
): { text: string; numbers: [number, number, number, number] } | undefined {
	const pattern = new RegExp(CELL);
	pattern.lastIndex = reader.at;
	const match = pattern.exec(reader.text);
	if (!match) return undefined;
	const numbers = match.slice(1, 5).map(Number) as [number, number, number, number];
	if (numbers.some((number) => Math.abs(number) > PANE_MAXIMUM)) return undefined;
	reader.at = pattern.lastIndex;
	return { text: match[0], numbers };
}

/** Reads a cell with its children; undefined when it is none. */
function readCell<T>(reader: Reader<T>, depth: number): LayoutCell<T> | undefined {
	const read = depth > DEPTH_LIMIT ? undefined : readGeometry(reader);
	if (!read) return undefined;
	const cell = new LayoutCell<T>();
	cell.setGeometry(...read.numbers);
	const next = reader.text[reader.at];
	if (next === undefined || ",}]<".includes(next)) {
		reader.leaves.set(read.text, cell);
		return cell;
	}
	const axis = AXES.get(next);
	if (!axis) return undefined;
	cell.type = axis;
	do {
		reader.at++;
		const child = readCell<T>(reader, depth + 1);
		if (!child) return undefined;
		cell.insert(child);
	} while (reader.text[reader.at] === ",");
	return reader.text[reader.at++] === BRACKETS[axis][1] ? cell : undefined;
}

/** Reads the list of floating panes, if there is one; they are leaves of the tree that take no room. */
function readFloating<T>(reader: Reader<T>): boolean {
	if (reader.text[reader.at] !== "<") return true;
	do {
		reader.at++;
		const read = readGeometry(reader);
		const leaf = read && reader.leaves.get(read.text);
		if (!leaf) return false;
		leaf.floating = true;
		reader.floating.push(leaf);
	} while (reader.text[reader.at] === ",");
	return reader.text[reader.at++] === ">";
}
