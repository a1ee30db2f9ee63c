/**
 * When two cells look the same, and which rows of two buffers may differ. The
 * quick half of the differ: an unchanged frame costs six memory comparisons.
 * Called by diff.ts and diff-row.ts.
 */
import { type CellBuffer, COMBINED } from "../screen/cell-buffer.ts";
import { sameLink } from "./sgr.ts";

/** What `widthAt` says of half a wide character: shown as a blank. */
export const BROKEN = 3;

type Plane = Uint32Array | Uint8Array | Uint16Array | Int32Array;

function bytesOf(plane: Plane): Uint8Array {
	return new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
}

function samePlane(a: Plane, b: Plane): boolean {
	return a === b || Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

/** Sets `dirty` for the rows that have any cell that is not exactly the same; returns how many. */
export function markDirtyRows(prev: CellBuffer, next: CellBuffer, dirty: Uint8Array): number {
	if (prev === next) return 0;
	const cols = next.cols;
	if (!samePlane(prev.chars, next.chars)) markPlane(same32, prev.chars, next.chars, cols, dirty);
	if (!samePlane(prev.fg, next.fg)) markPlane(sameColours, prev.fg, next.fg, cols, dirty);
	if (!samePlane(prev.bg, next.bg)) markPlane(sameColours, prev.bg, next.bg, cols, dirty);
	if (!samePlane(prev.us, next.us)) markPlane(sameColours, prev.us, next.us, cols, dirty);
	if (!samePlane(prev.attr, next.attr)) markPlane(same16, prev.attr, next.attr, cols, dirty);
	if (!samePlane(prev.width, next.width)) markPlane(same8, prev.width, next.width, cols, dirty);
	markTexts(prev, next, dirty);
	markLinks(prev, next, dirty);
	let count = 0;
	for (let y = 0; y < dirty.length; y++) count += dirty[y] as number;
	return count;
}

type SameRun<P> = (a: P, ai: number, b: P, bi: number, count: number) => boolean;

function markPlane<P extends Plane>(same: SameRun<P>, a: P, b: P, cols: number, dirty: Uint8Array): void {
	for (let y = 0; y < dirty.length; y++) {
		if (dirty[y] === 0 && !same(a, y * cols, b, y * cols, cols)) dirty[y] = 1;
	}
}

// One function for each type of array: a shared one is ten times slower, because
// the engine cannot then know what it reads.

function same32(a: Uint32Array, ai: number, b: Uint32Array, bi: number, count: number): boolean {
	for (let k = 0; k < count; k++) if (a[ai + k] !== b[bi + k]) return false;
	return true;
}

function sameColours(a: Int32Array, ai: number, b: Int32Array, bi: number, count: number): boolean {
	for (let k = 0; k < count; k++) if (a[ai + k] !== b[bi + k]) return false;
	return true;
}

function same16(a: Uint16Array, ai: number, b: Uint16Array, bi: number, count: number): boolean {
	for (let k = 0; k < count; k++) if (a[ai + k] !== b[bi + k]) return false;
	return true;
}

function same8(a: Uint8Array, ai: number, b: Uint8Array, bi: number, count: number): boolean {
	for (let k = 0; k < count; k++) if (a[ai + k] !== b[bi + k]) return false;
	return true;
}

function markTexts(prev: CellBuffer, next: CellBuffer, dirty: Uint8Array): void {
	if (next.combined.size === 0) return;
	for (const [i, text] of next.combined) {
		if (prev.combined.get(i) !== text) dirty[(i / next.cols) | 0] = 1;
	}
}

function markLinks(prev: CellBuffer, next: CellBuffer, dirty: Uint8Array): void {
	if (next.links.size === 0 && prev.links.size === 0) return;
	for (const [i, link] of next.links) {
		const old = prev.links.get(i);
		if (old === undefined || !sameLink(old, link)) dirty[(i / next.cols) | 0] = 1;
	}
	for (const i of prev.links.keys()) {
		if (!next.links.has(i)) dirty[(i / next.cols) | 0] = 1;
	}
}

/** Width of cell `i` in column `x` as it can be drawn: 1, 2, 0 (right half of a 2) or BROKEN. */
export function widthAt(b: CellBuffer, i: number, x: number): number {
	const w = b.width[i] as number;
	if (w === 1) return 1;
	if (w === 2) return x + 1 < b.cols && b.width[i + 1] === 0 ? 2 : BROKEN;
	return x > 0 && b.width[i - 1] === 2 ? 0 : BROKEN;
}

/** True when cell `i` is drawn as a space of one column. */
export function isBlankText(b: CellBuffer, i: number, x: number): boolean {
	const c = b.chars[i] as number;
	const w = widthAt(b, i, x);
	return w === BROKEN || (w === 1 && (c === 0 || c === 0x20));
}

/** True when cell `i` shows nothing but its background: no text, no decoration, no link. */
export function isErasable(b: CellBuffer, i: number, x: number, decorated: number): boolean {
	return (
		((b.attr[i] as number) & decorated) === 0 &&
		isBlankText(b, i, x) &&
		(b.links.size === 0 || !b.links.has(i))
	);
}

/** True when two cells of the same column look the same. The right half of a wide one follows its left. */
export function sameCell(
	a: CellBuffer,
	ai: number,
	b: CellBuffer,
	bi: number,
	x: number,
	decorated: number,
): boolean {
	const w = widthAt(a, ai, x);
	if (w === 0) return widthAt(b, bi, x) === 0;
	const c = a.chars[ai] as number;
	const attr = (a.attr[ai] as number) | (b.attr[bi] as number);
	if (isBlankText(a, ai, x)) {
		if (!isBlankText(b, bi, x) || a.bg[ai] !== b.bg[bi]) return false;
		return ((attr & decorated) === 0 || sameStyle(a, ai, b, bi)) && sameLinkAt(a, ai, b, bi);
	}
	if (c !== b.chars[bi] || w !== widthAt(b, bi, x) || !sameStyle(a, ai, b, bi)) return false;
	if (c >= COMBINED && a.combined.get(ai) !== b.combined.get(bi)) return false;
	return sameLinkAt(a, ai, b, bi);
}

function sameStyle(a: CellBuffer, ai: number, b: CellBuffer, bi: number): boolean {
	return a.fg[ai] === b.fg[bi] && a.bg[ai] === b.bg[bi] && a.attr[ai] === b.attr[bi] && a.us[ai] === b.us[bi];
}

function sameLinkAt(a: CellBuffer, ai: number, b: CellBuffer, bi: number): boolean {
	if (a.links.size === 0 && b.links.size === 0) return true;
	const link = a.links.get(ai);
	const other = b.links.get(bi);
	return link === other || (link !== undefined && other !== undefined && sameLink(link, other));
}

/** True when row `from` of `a` is exactly row `y` of `b` and neither buffer has texts or links to look up. */
export function sameRow(a: CellBuffer, from: number, b: CellBuffer, y: number): boolean {
	if (a.combined.size + b.combined.size + a.links.size + b.links.size > 0) return false;
	const ai = from * a.cols;
	const bi = y * b.cols;
	return (
		same32(a.chars, ai, b.chars, bi, b.cols) &&
		sameColours(a.fg, ai, b.fg, bi, b.cols) &&
		sameColours(a.bg, ai, b.bg, bi, b.cols) &&
		same16(a.attr, ai, b.attr, bi, b.cols) &&
		same8(a.width, ai, b.width, bi, b.cols) &&
		sameColours(a.us, ai, b.us, bi, b.cols)
	);
}
