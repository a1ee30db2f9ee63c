/**
 * What menus and popups share: their looks from options with the request's
 * own on top, the box with its title, and the shape of a box that is drawn
 * over a client. Called by Menu, Popup and DisplayPanes.
 */
import { drawFormat } from "../format/draw.ts";
import { expandTime } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Options } from "../model/options.ts";
import type { BoxLines } from "../screen/box-lines.ts";
import type { CellBuffer, CellStyle } from "../screen/cell-buffer.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";
import { ATTR } from "../term/attributes.ts";
import { DEFAULT_STYLE, parseStyle } from "../term/style.ts";

/** The cell look of a style option. */
export function optionCell(options: Options, name: string, context: FormatContext): CellStyle {
	const style = options.style(name, (text) => expandTime(text, context)) ?? DEFAULT_STYLE;
	const { fg, bg, us, attr } = style;
	return { fg, bg, us, attr };
}

/** The look of an option with the colours of `own` (a style a user gave) in place of its own. */
export function overlayCell(
	options: Options,
	name: string,
	context: FormatContext,
	own: string | undefined,
): CellStyle {
	const cell = optionCell(options, name, context);
	const style = own === undefined ? undefined : parseStyle(DEFAULT_STYLE, own, cell);
	return style ? { ...cell, fg: style.fg, bg: style.bg } : cell;
}

/** The kind of line for a name of `menu-border-lines`; the option's when there is none. */
export function overlayLines(options: Options, name: string, own: string | undefined): BoxLines {
	return (own ?? options.choice(name)) as BoxLines;
}

/** A box around the whole screen with its title. */
export function drawBox(
	screen: PlainScreen,
	lines: BoxLines,
	style: Readonly<CellStyle>,
	title: string,
): void {
	screen.box(0, 0, screen.cols, screen.rows, lines, style);
	drawFormat(
		title,
		screen.cols - 4,
		{ ...style, attr: style.attr & ~ATTR.charset },
		screen.cells,
		2,
		0,
		screen,
	);
}

/** Copies a screen onto a client's cells at a place, cut to both and to `rows` of the client. */
export function stampScreen(
	screen: PlainScreen,
	cells: CellBuffer,
	x: number,
	y: number,
	rows: { readonly first: number; readonly count: number } = { first: 0, count: cells.rows },
): void {
	for (let row = 0; row < screen.rows && y + row < rows.first + rows.count; row++)
		if (y + row >= rows.first)
			screen.copyLine(row, 0, Math.min(screen.cols, cells.cols - x), cells, x, y + row);
}
