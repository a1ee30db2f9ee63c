/**
 * Previews of other screens in a box: the part around the cursor, labels, and
 * several side by side with arrows when there are more. Called by the tree
 * modes.
 */
import { drawFormat } from "../format/draw.ts";
import { formatTrimLeft, formatWidth } from "../format/trim.ts";
import { type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";
import type { Screen } from "../screen/screen.ts";
import { ATTR } from "../term/attributes.ts";
import type { Area } from "./list-tree-draw.ts";

/** Columns one of several previews should have at least. */
const MIN_WIDTH = 24;
/** Columns of an arrow, a space and a line. */
const ARROW = 3;

/** Where a part of `room` cells begins that shows `cursor` in its first third. */
function partAround(cursor: number, room: number, size: number): number {
	const third = Math.floor(room / 3);
	const start = cursor < third ? 0 : cursor - third;
	return start + room > size ? Math.max(size - room, 0) : start;
}

/** Draws the part of a screen around its cursor, or its top left without one. */
export function drawPreview(screen: PlainScreen, source: Screen, { x, y, width, height }: Area): void {
	if (width <= 0 || height <= 0) return;
	const { cursor } = source;
	const left = cursor.visible ? partAround(cursor.x, width, source.cols) : 0;
	const top = cursor.visible ? partAround(cursor.y, height, source.rows) : 0;
	const cols = Math.min(width, source.cols - left);
	for (let row = 0; row < Math.min(height, source.rows - top); row++)
		screen.copyFrom(source, source.historySize + top + row, left, cols, x, y + row);
	if (!cursor.visible) return;
	const [atX, atY] = [cursor.x - left, cursor.y - top];
	if (atX >= width || atY >= height) return;
	const { cells } = screen;
	const at = cells.index(x + atX, y + atY);
	const { fg, bg, us, attr } = cells;
	screen.restyle(x + atX, y + atY, cells.width[at] === 2 ? 2 : 1, {
		fg: fg[at] ?? DEFAULT_CELL_STYLE.fg,
		bg: bg[at] ?? DEFAULT_CELL_STYLE.bg,
		us: us[at] ?? DEFAULT_CELL_STYLE.us,
		attr: (attr[at] ?? 0) | ATTR.reverse,
	});
}

/** Draws a line down `height` cells. */
export function drawVertical(
	screen: PlainScreen,
	x: number,
	y: number,
	height: number,
	style: Readonly<CellStyle>,
): void {
	for (let row = 0; row < height; row++) screen.boxPart(x, y + row, "single", "upDown", style);
}

/** A label (a format that is expanded) in a box in the middle of an area. */
function drawLabel(
	screen: PlainScreen,
	area: Area,
	label: string,
	border: Readonly<CellStyle>,
	style: Readonly<CellStyle>,
): void {
	if (area.width < 5 || area.height < 3) return;
	const { widths } = screen;
	const room = area.width - 4;
	const text = formatWidth(label, widths) > room ? formatTrimLeft(label, room, widths) : label;
	const width = formatWidth(text, widths);
	if (width === 0) return;
	const x = area.x + Math.floor((area.width - width + 1) / 2);
	const y = area.y + Math.floor((area.height + 1) / 2);
	screen.box(x - 2, y - 1, width + 4, 3, "single", border);
	screen.fill(x - 1, y, width + 2, 1, { ...DEFAULT_CELL_STYLE, bg: border.bg });
	drawFormat(text, width, style, screen.cells, x, y, screen);
}

/** One of several previews. */
export interface StripPart {
	readonly screen: Screen;
	/** Expanded; "" for none. */
	readonly label: string;
	readonly labelStyle: Readonly<CellStyle>;
	readonly border: Readonly<CellStyle>;
}

/** Previews side by side, as they were drawn: what a click means. */
export interface Strip {
	/** Scrolled by so many, after it was kept within the parts. */
	readonly offset: number;
	/** Columns (of the screen) up to which and from which on the arrows are; undefined without one. */
	readonly left: number | undefined;
	readonly right: number | undefined;
	/** First part shown, and the one behind the last. */
	readonly start: number;
	readonly end: number;
	/** Columns of a part. */
	readonly each: number;
}

/** The parts to show so that the current one is among them. */
function firstPart(current: number, visible: number, total: number): number {
	if (current < visible) return 0;
	return current >= total - visible ? total - visible : current - Math.floor(visible / 2);
}

/** Draws as many previews as fit, scrolled by `wanted` parts from where the current one is seen. Undefined when there is no room. */
export function drawStrip(
	screen: PlainScreen,
	area: Area,
	total: number,
	current: number,
	wanted: number,
	border: Readonly<CellStyle>,
	part: (index: number) => StripPart | undefined,
): Strip | undefined {
	const { x, y, width, height } = area;
	if (total === 0) return undefined;
	const visible = Math.floor(width / total) < MIN_WIDTH ? Math.max(Math.floor(width / MIN_WIDTH), 1) : total;
	const from = firstPart(current, visible, total);
	const offset = Math.min(Math.max(wanted, -from), total - (from + visible));
	const start = from + offset;
	const end = start + visible;

	let left = start !== 0;
	let right = end !== total;
	const arrows = (Number(left) + Number(right)) * ARROW;
	if (arrows > 0 && width <= arrows) left = right = false;
	const room = width - (Number(left) + Number(right)) * ARROW;
	const each = Math.floor(room / visible);
	if (each === 0) return undefined;

	const middle = y + Math.floor(height / 2);
	if (left) {
		drawVertical(screen, x + 2, y, height, border);
		screen.put(x, middle, "<", border);
	}
	if (right) {
		drawVertical(screen, x + width - 3, y, height, border);
		screen.put(x + width - 1, middle, ">", border);
	}
	for (let index = start; index < end; index++) {
		const shown = part(index);
		if (!shown) continue;
		const last = index === end - 1;
		const place: Area = {
			x: x + (left ? ARROW : 0) + (index - start) * each,
			y,
			width: last ? room - (visible - 1) * each : each - 1,
			height,
		};
		drawPreview(screen, shown.screen, place);
		if (shown.label !== "") drawLabel(screen, place, shown.label, shown.border, shown.labelStyle);
		if (!last) drawVertical(screen, place.x + place.width, y, height, shown.border);
	}
	return {
		offset,
		left: left ? x + 2 : undefined,
		right: right ? x + width - 3 : undefined,
		start,
		end,
		each,
	};
}
