/**
 * Drawing a popup: its border with title, and its program's screen in the
 * popup's colours. Called by Popup.
 */
import type { FormatContext } from "../format/types.ts";
import type { Options } from "../model/options.ts";
import type { BoxLines } from "../screen/box-lines.ts";
import type { CellBuffer, CellStyle } from "../screen/cell-buffer.ts";
import type { PaneScreen } from "../screen/pane-screen.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { drawBox, overlayCell } from "./overlay-box.ts";
import type { PopupPlace } from "./popup-mouse.ts";

/** How a popup looks. */
export interface PopupPicture {
	readonly place: PopupPlace;
	readonly lines: BoxLines;
	readonly options: Options;
	readonly context: FormatContext;
	readonly title: string;
	/** Styles of the request, on top of the options'. */
	readonly style: string | undefined;
	readonly borderStyle: string | undefined;
}

/** Gives the program's cells their colours: the palette's, and the defaults where there are none; the border keeps its own. */
function colour(
	cells: CellBuffer,
	defaults: Readonly<CellStyle>,
	palette: PaneScreen["palette"],
	isInside: (x: number, y: number) => boolean,
): void {
	for (let i = 0; i < cells.cols * cells.rows; i++) {
		if (!isInside(i % cells.cols, Math.floor(i / cells.cols))) continue;
		for (const plane of ["fg", "bg"] as const) {
			const value = cells[plane][i] as number;
			if (value === COLOUR_DEFAULT) cells[plane][i] = defaults[plane];
			else if (!palette.empty) cells[plane][i] = palette.get(value) ?? value;
		}
	}
}

/** Draws the popup over a client's cells. */
export function drawPopup(cells: CellBuffer, screen: PaneScreen, picture: PopupPicture): void {
	const { place, lines, options, context, title } = picture;
	const own = overlayCell(options, "popup-style", context, picture.style);
	const border = { ...overlayCell(options, "popup-border-style", context, picture.borderStyle), attr: 0 };
	const { palette } = screen;
	const defaults: CellStyle = {
		...own,
		fg: own.fg === COLOUR_DEFAULT ? palette.fg : own.fg,
		bg: own.bg === COLOUR_DEFAULT ? palette.bg : own.bg,
	};
	const width = Math.min(place.width, cells.cols - place.x);
	const height = Math.min(place.height, cells.rows - place.y);
	if (width < 1 || height < 1) return;
	const frame = lines === "none" ? 0 : 1;
	const box = new PlainScreen(place.width, place.height, screen.options.widths);
	if (frame === 1) drawBox(box, lines, border, title);
	const inside = { width: place.width - 2 * frame, height: place.height - 2 * frame };
	for (let y = 0; y < Math.min(inside.height, screen.rows); y++)
		box.copyFrom(screen, screen.historySize + y, 0, inside.width, frame, frame + y);
	const isInside = (x: number, y: number): boolean =>
		x >= frame && x < frame + inside.width && y >= frame && y < frame + inside.height;
	colour(box.cells, defaults, palette, isInside);
	for (let y = 0; y < height; y++) box.copyLine(y, 0, width, cells, place.x, place.y + y);
}
