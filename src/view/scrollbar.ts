/**
 * Scrollbars of panes: whether one is to be seen, where, and where its slider
 * is. Asked by the scene (drawing) and by the mouse (server/), so that both
 * agree on every cell.
 */
import type { Pane } from "../model/pane.ts";
import { scrollbarStyle, scrollbarWidth } from "../model/scrollbar-style.ts";

/** Columns of a scrollbar within its window, first to before `end`. */
export interface ScrollbarBox {
	readonly start: number;
	readonly end: number;
	/** Columns of the bar itself; the rest is padding between it and the text. */
	readonly width: number;
	readonly pad: number;
	readonly left: boolean;
	/** Lies over the pane's own cells and takes no room of its own. */
	readonly overlay: boolean;
}

/** Rows of the slider within the bar, from 0. */
export interface ScrollbarSlider {
	readonly y: number;
	readonly height: number;
}

/** In copy or view mode: where a scrollbar follows the mode and not the program. */
export function inCopyMode(pane: Pane): boolean {
	const name = pane.mode?.name;
	return name === "copy-mode" || name === "view-mode";
}

/** The pane has a scrollbar at all, seen or hidden. */
export function hasScrollbarAtAll(pane: Pane): boolean {
	if (pane.screen.modes.alternate) return false;
	const { window } = pane;
	if (window.zoomed && window.active?.mode?.hidesPaneStatus) return false;
	const when = window.options.choice("pane-scrollbars");
	return when === "on" || when === "auto-hide" || (when === "modal" && inCopyMode(pane));
}

/** The pane's scrollbar lies over its text and hides itself. */
export function scrollbarIsOverlay(pane: Pane): boolean {
	return pane.window.options.choice("pane-scrollbars") !== "on" && hasScrollbarAtAll(pane);
}

/** Columns beside the pane that belong to its scrollbar: 0 when it lies over the text or there is none. */
export function scrollbarRoom(pane: Pane): number {
	if (pane.window.options.choice("pane-scrollbars") !== "on" || !hasScrollbarAtAll(pane)) return 0;
	return scrollbarWidth(pane);
}

export function scrollbarIsLeft(pane: Pane): boolean {
	return pane.window.options.choice("pane-scrollbars-position") === "left";
}

/** Place of the scrollbar that is seen now (`shown` answers for those that hide themselves). */
export function scrollbarBox(pane: Pane, shown: (pane: Pane) => boolean): ScrollbarBox | undefined {
	const choice = pane.window.options.choice("pane-scrollbars");
	if (choice === "off" || !hasScrollbarAtAll(pane)) return undefined;
	const overlay = choice !== "on";
	if (overlay && !shown(pane)) return undefined;
	return boxFor(pane, overlay);
}

/** Place of a scrollbar that lies over the text, seen or not: the mouse there brings it out. */
export function overlayArea(pane: Pane): ScrollbarBox | undefined {
	return scrollbarIsOverlay(pane) ? boxFor(pane, true) : undefined;
}

function boxFor(pane: Pane, overlay: boolean): ScrollbarBox {
	let { width, pad } = scrollbarStyle(pane);
	if (overlay && width + pad > pane.sx) {
		pad = 0;
		width = Math.min(width, pane.sx);
	}
	const left = scrollbarIsLeft(pane);
	const total = width + pad;
	const right = pane.xoff + pane.sx;
	const outside = left ? pane.xoff - total : right;
	const inside = left ? pane.xoff : right - total;
	const start = overlay ? inside : outside;
	return { start, end: start + total, width, pad, left, overlay };
}

/** Where the slider is in a bar as high as the pane; undefined when there is nothing to go by. */
export function scrollbarSlider(pane: Pane): ScrollbarSlider | undefined {
	const height = pane.sy;
	const view = inCopyMode(pane) ? pane.mode?.scrollOffset : undefined;
	const total = view ? view.size + height : pane.shown.rows + pane.shown.historySize;
	if (total <= 0 || height <= 0) return undefined;
	const length = Math.trunc((height * height) / total);
	const y = view ? Math.trunc((height + 1) * (view.offset / total)) : height - length;
	return { y: Math.min(y, height - 1), height: Math.max(length, 1) };
}
