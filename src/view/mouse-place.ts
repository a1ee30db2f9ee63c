/**
 * What of a window lies under a point of it: which pane, and whether that is
 * its text, its border or its scrollbar. Follows what scene.ts draws. Asked by
 * the mouse (server/).
 */
import { isFloating } from "../format/pane-facts.ts";
import { paneStatus } from "../model/layout-panes.ts";
import type { Pane } from "../model/pane.ts";
import { paneLines } from "./scene.ts";
import {
	overlayArea,
	type ScrollbarBox,
	scrollbarBox,
	scrollbarIsLeft,
	scrollbarRoom,
	scrollbarSlider,
} from "./scrollbar.ts";

/** Places on a window, with their names in mouse keys. */
export type WindowPlaceName = "Pane" | "Border" | "ScrollbarUp" | "ScrollbarSlider" | "ScrollbarDown";

export interface PlaceUnder {
	/** undefined: on nothing that can be named. */
	readonly place: WindowPlaceName | undefined;
	/** Row of the slider that was hit, from its top; 0 elsewhere. */
	readonly sliderRow: number;
}

const at = (place: WindowPlaceName | undefined, sliderRow = 0): PlaceUnder => ({ place, sliderRow });

/** A pane with its scrollbar: first column, first after the last. */
function columns(pane: Pane): readonly [from: number, to: number] {
	const room = scrollbarRoom(pane);
	const left = scrollbarIsLeft(pane);
	return [pane.xoff - (left ? room : 0), pane.xoff + pane.sx + (left ? 0 : room)];
}

/** Row of the border status line of a pane, or -1. */
export function statusRow(pane: Pane): number {
	const status = paneStatus(pane);
	if (status === "off") return -1;
	return status === "top" ? pane.yoff - 1 : pane.yoff + pane.sy;
}

/** Where on `pane` a point is that belongs to it. */
export function placeUnder(pane: Pane, x: number, y: number, shown: (pane: Pane) => boolean): PlaceUnder {
	const bar = scrollbarBox(pane, shown);
	const bottom = pane.yoff + pane.sy;
	const inRows = y >= pane.yoff && y < bottom;
	if (bar?.overlay && inRows && x >= pane.xoff && x < pane.xoff + pane.sx)
		return inBar(bar, x) ? onScrollbar(pane, y) : at("Pane");
	const line = statusRow(pane);
	const besideStatus = line !== -1 && y !== line && y !== bottom;
	const [, to] = columns(pane);
	if (!(inRows || besideStatus || (pane.yoff === 0 && y < pane.sy)) || x >= to)
		return at(onBorder(pane, x, y) ? "Border" : undefined);
	if (bar && !bar.overlay && inBar(bar, x)) return onScrollbar(pane, y);
	const framed = isFloating(pane) && paneLines(pane) !== "none";
	const [from] = columns(pane);
	return at(framed && (x === from - 1 || y === pane.yoff - 1 || y === bottom) ? "Border" : "Pane");
}

/** On the bar itself and not on the padding between it and the text. */
function inBar({ start, end, width, left }: ScrollbarBox, x: number): boolean {
	return left ? x >= start && x < start + width : x >= end - width && x < end;
}

function onScrollbar(pane: Pane, y: number): PlaceUnder {
	const slider = scrollbarSlider(pane) ?? { y: 0, height: 0 };
	const row = y - pane.yoff - slider.y;
	if (row < 0) return at("ScrollbarUp");
	return row < slider.height ? at("ScrollbarSlider", row) : at("ScrollbarDown");
}

/** The point is on the border of any pane. */
function onBorder(pane: Pane, x: number, y: number): boolean {
	const leftToo = isFloating(pane);
	return pane.window.panes.some((other) => {
		if (!other.visible || (isFloating(other) && paneLines(other) === "none")) return false;
		const [from, to] = columns(other);
		const top = other.yoff - 1;
		const bottom = other.yoff + other.sy;
		if (y >= top && y <= bottom && (x === to || (leftToo && x === from - 1))) return true;
		return x >= from - 1 && x <= to && (y === top || y === bottom);
	});
}

/** The point is where the hidden scrollbar of the pane comes out. */
export function nearScrollbar(pane: Pane, x: number, y: number): boolean {
	const area = overlayArea(pane);
	return area !== undefined && y >= pane.yoff && y < pane.yoff + pane.sy && x >= area.start && x < area.end;
}
