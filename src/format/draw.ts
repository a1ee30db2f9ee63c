/**
 * Drawing an expanded format into cells: what is left, centred and right finds
 * its place on the line, a list that is too long is scrolled so that its focus
 * is seen, ranges are told. Called by the status line, borders, modes, menus
 * and prompts. Theme colours stay as they are.
 */
import type { PlacedRange } from "../model/client.ts";
import { type CellBuffer, type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { StyleAlign } from "../term/style.ts";
import { type DrawOptions, type ParsedFormat, parseFormat, type SegmentName } from "./draw-parse.ts";

export type { DrawOptions };

/** Columns each segment may have. */
type Widths = Record<"left" | "centre" | "right" | "list" | "after" | "absolute-centre", number>;

const half = (n: number) => Math.floor(n / 2);

/** Where a line is drawn, and what was drawn there. */
class Canvas {
	readonly ranges: PlacedRange[] = [];
	readonly #parsed: ParsedFormat;
	readonly #into: CellBuffer;
	readonly #x: number;
	readonly #row: number;
	/** Columns that may be written. */
	readonly #room: number;

	constructor(parsed: ParsedFormat, into: CellBuffer, x: number, row: number, width: number) {
		this.#parsed = parsed;
		this.#into = into;
		this.#x = x;
		this.#row = row;
		this.#room = Math.min(width, into.cols - x);
	}

	/** Copies `width` columns of a segment from `start` on to column `offset`; its ranges move along. */
	put(name: SegmentName, offset: number, start: number, width: number): void {
		this.#copy(name, offset, start, width);
		for (const found of this.#parsed.ranges) {
			if (found.segment !== name) continue;
			const from = Math.max(found.start, start);
			const to = Math.min(found.end, start + width);
			if (from < to)
				this.ranges.push({ range: found.range, start: from - start + offset, end: to - start + offset });
		}
	}

	/** The same without ranges. */
	#copy(name: SegmentName, offset: number, start: number, width: number): void {
		const cells = this.#parsed.segments[name];
		const end = Math.min(start + width, cells.length);
		for (let i = start; i < end; i++) {
			const cell = cells[i]!;
			const column = offset + i - start;
			if (column < 0 || column >= this.#room) continue;
			const at = this.#into.index(this.#x + column, this.#row);
			if (cell.text === undefined) {
				// The left half was drawn with it, unless that was cut off.
				if (i === start || column === 0) this.#into.clear(at, 1, cell.style);
				continue;
			}
			if (i + cell.width > end || column + cell.width > this.#room) break;
			this.#into.set(at, cell.text, cell.width, cell.style, cell.link);
		}
	}

	/** Draws the list in `width` columns, with markers where something is hidden. */
	putList(atColumn: number, atWidth: number, focus: readonly [number, number]): void {
		const { segments } = this.#parsed;
		const total = segments.list.length;
		let [offset, width] = [atColumn, atWidth];
		if (width >= total) {
			this.put("list", offset, 0, width);
			return;
		}
		const middle = focus[0] + Math.trunc((focus[1] - focus[0]) / 2);
		let start = Math.min(middle < half(width) ? 0 : middle - half(width), total - width);
		const left = segments["left-marker"].length;
		const right = segments["right-marker"].length;
		if (start !== 0 && width > left) {
			this.#copy("left-marker", offset, 0, left);
			offset += left;
			start += left;
			width -= left;
		}
		if (start + width < total && width > right) {
			this.#copy("right-marker", offset + width - right, 0, right);
			width -= right;
		}
		this.put("list", offset, start, width);
	}
}

/** Takes columns from the segments in turn until all fit. */
function shrink(widths: Widths, available: number, order: readonly (keyof Widths)[]): void {
	let over = order.reduce((sum, name) => sum + widths[name], 0) - available;
	for (const name of order) {
		if (over <= 0) return;
		const less = Math.min(over, widths[name]);
		widths[name] -= less;
		over -= less;
	}
}

/** Draws one kind of line; `widths` are what the segments would take. */
type Arrange = (canvas: Canvas, widths: Widths, available: number, full: Widths, focus: Focus) => void;
type Focus = readonly [number, number] | undefined;

function putAbsoluteCentre(canvas: Canvas, widths: Widths, available: number): void {
	const width = Math.min(widths["absolute-centre"], available);
	canvas.put("absolute-centre", half(available - width), 0, width);
}

/** The last columns of a segment at the right edge `end`. */
function putRight(canvas: Canvas, name: "right" | "after", end: number, width: number, full: Widths): void {
	canvas.put(name, end - width, full[name] - width, width);
}

/** The middle columns of the centre halfway between two columns. */
function putCentre(canvas: Canvas, from: number, to: number, widths: Widths, full: Widths): void {
	const offset = from + half(to - from) - half(widths.centre);
	canvas.put("centre", offset, half(full.centre) - half(widths.centre), widths.centre);
}

const withoutList: Arrange = (canvas, widths, available, full) => {
	shrink(widths, available, ["centre", "right", "left"]);
	canvas.put("left", 0, 0, widths.left);
	putRight(canvas, "right", available, widths.right, full);
	putCentre(canvas, widths.left, available - widths.right, widths, full);
	putAbsoluteCentre(canvas, widths, available);
};

/** When nothing of the list is left the line is drawn as if there were none. */
function listGone(canvas: Canvas, widths: Widths, available: number, full: Widths): boolean {
	if (widths.list > 0) return false;
	withoutList(canvas, { ...full }, available, full, undefined);
	return true;
}

const listLeft: Arrange = (canvas, widths, available, full, focus) => {
	shrink(widths, available, ["centre", "list", "right", "after", "left"]);
	if (listGone(canvas, widths, available, full)) return;
	const { left, right, list, after } = widths;
	canvas.put("left", 0, 0, left);
	putRight(canvas, "right", available, right, full);
	canvas.put("after", left + list, 0, after);
	putCentre(canvas, left + list + after, available - right, widths, full);
	canvas.putList(left, list, focus ?? [0, 0]);
	putAbsoluteCentre(canvas, widths, available);
};

const listCentre: Arrange = (canvas, widths, available, full, focus) => {
	shrink(widths, available, ["list", "after", "centre", "right", "left"]);
	if (listGone(canvas, widths, available, full)) return;
	const { left, centre, right, list, after } = widths;
	canvas.put("left", 0, 0, left);
	putRight(canvas, "right", available, right, full);
	const start = left + half(available - right - left) - half(list);
	canvas.put("centre", start - centre, 0, centre);
	canvas.put("after", start + list, 0, after);
	canvas.putList(start, list, focus ?? [half(full.list), half(full.list)]);
	putAbsoluteCentre(canvas, widths, available);
};

const listRight: Arrange = (canvas, widths, available, full, focus) => {
	shrink(widths, available, ["centre", "list", "right", "after", "left"]);
	if (listGone(canvas, widths, available, full)) return;
	const { left, right, list, after } = widths;
	canvas.put("left", 0, 0, left);
	putRight(canvas, "after", available, after, full);
	const start = available - right - list - after;
	canvas.put("right", start, 0, right);
	putCentre(canvas, left, start, widths, full);
	canvas.putList(available - list - after, list, focus ?? [0, 0]);
	putAbsoluteCentre(canvas, widths, available);
};

const listAbsoluteCentre: Arrange = (canvas, widths, available, full, focus) => {
	shrink(widths, available, ["centre", "right", "left"]);
	// The list and what is around it is drawn over the rest and has the whole line.
	shrink(widths, available, ["list", "after", "absolute-centre"]);
	const { left, centre, right, list, after, "absolute-centre": absolute } = widths;
	canvas.put("left", 0, 0, left);
	putRight(canvas, "right", available, right, full);
	canvas.put("centre", left + half(available - right - left) - centre, 0, centre);
	const start = half(available - list - absolute);
	canvas.put("absolute-centre", start, 0, absolute);
	canvas.putList(start + absolute, list, focus ?? [half(full.list), half(full.list)]);
	canvas.put("after", start + absolute + list, 0, after);
};

/** How a line is arranged, by where its list stands. */
const ARRANGEMENTS: Readonly<Record<StyleAlign, Arrange>> = {
	default: withoutList,
	left: listLeft,
	centre: listCentre,
	right: listRight,
	"absolute-centre": listAbsoluteCentre,
};

/**
 * Draws an expanded format `width` columns wide into row `row` of `into` from
 * column `x` on, over what is there (the caller clears the line first). `base`
 * is the look of text without styles. Gives the ranges to click on, in columns
 * from `x`. Nothing is drawn when a style does not end.
 */
export function drawFormat(
	text: string,
	width: number,
	base: Readonly<CellStyle>,
	into: CellBuffer,
	x: number,
	row: number,
	options: DrawOptions = {},
): PlacedRange[] {
	if (width <= 0) return [];
	const { fg, bg, us, attr } = base;
	const parsed = parseFormat(text, { fg, bg, us, attr }, options);
	if (parsed === undefined) return [];
	if (parsed.fill !== undefined) {
		const room = Math.min(width, into.cols - x);
		const style = { ...DEFAULT_CELL_STYLE, bg: parsed.fill };
		for (let i = 0; i < room; i++) into.set(into.index(x + i, row), " ", 1, style);
	}
	const { segments } = parsed;
	const full: Widths = {
		left: segments.left.length,
		centre: segments.centre.length,
		right: segments.right.length,
		list: segments.list.length,
		after: segments.after.length,
		"absolute-centre": segments["absolute-centre"].length,
	};
	const canvas = new Canvas(parsed, into, x, row, width);
	ARRANGEMENTS[parsed.listAlign](canvas, { ...full }, width, full, parsed.focus);
	return canvas.ranges;
}
