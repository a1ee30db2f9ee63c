/**
 * Between the layout's cells and the panes in them: the rules a window's
 * options make, places and sizes of panes after any change of the layout.
 * Called by commands, spawn, zoom and resize.
 */
import { LayoutCell, type LayoutRules, type PaneRoom, paneGeometry } from "./layout-cell.ts";
import { notifyPane } from "./notify.ts";
import type { Pane } from "./pane.ts";
import { scrollbarWidth } from "./scrollbar-style.ts";
import type { Server } from "./server.ts";
import type { Window } from "./window.ts";

/** `pane-border-status` as far as the tiling is concerned. */
function borderStatus(choice: string): LayoutRules["status"] {
	return choice === "top" || choice === "bottom" ? choice : "off";
}

/** What the layout of `window` must leave room for; each pane can have a scrollbar as wide as the active one's. */
export function layoutRules(window: Window): LayoutRules {
	const always = window.options.choice("pane-scrollbars") === "on";
	return {
		status: borderStatus(window.options.choice("pane-border-status")),
		scrollbar: always && window.active ? scrollbarWidth(window.active) : 0,
	};
}

/** A scrollbar takes room beside this pane now: those that hide themselves (`modal`, `auto-hide`) lie over its text. */
export function hasScrollbar(pane: Pane): boolean {
	const { window } = pane;
	if (pane.screen.modes.alternate || (window.zoomed && window.active?.mode?.hidesPaneStatus)) return false;
	return window.options.choice("pane-scrollbars") === "on";
}

/** Where the pane's border status row is now: its own when it floats, nowhere under a mode that hides it. */
export function paneStatus(pane: Pane): LayoutRules["status"] {
	if (pane.mode?.hidesPaneStatus && pane.zoomed) return "off";
	if (!pane.floating) return layoutRules(pane.window).status;
	if (pane.options.choice("pane-border-lines") === "none") return "off";
	const choice = pane.options.choice("pane-border-status");
	if (choice.startsWith("top")) return "top";
	return choice.startsWith("bottom") ? "bottom" : "off";
}

function paneRoom(pane: Pane): PaneRoom {
	const { options } = pane.window;
	return {
		status: paneStatus(pane),
		scrollbar: hasScrollbar(pane) ? scrollbarWidth(pane) : 0,
		scrollbarLeft: options.choice("pane-scrollbars-position") === "left",
	};
}

/** Gives every pane of `order` (but `skip`) the place and size its cell has. */
export function fixPanes(
	server: Server,
	window: Window,
	skip?: Pane,
	order: readonly Pane[] = window.panes,
): void {
	for (const pane of order) {
		const cell = pane.layoutCell;
		if (!cell || pane === skip) continue;
		const place = paneGeometry(cell, paneRoom(pane));
		pane.xoff = place.xoff;
		pane.yoff = place.yoff;
		resizePane(server, pane, place.sx, place.sy);
	}
}

/** Gives a pane its size and says so. */
export function resizePane(server: Server, pane: Pane, sx: number, sy: number): void {
	if (sx === pane.sx && sy === pane.sy) return;
	const old = { sx: pane.sx, sy: pane.sy };
	pane.resize(sx, sy);
	notifyPane(server, "pane-resized", pane, {
		width: String(sx),
		height: String(sy),
		old_width: String(old.sx),
		old_height: String(old.sy),
	});
}

/** Makes `pane` the whole layout of its window. */
export function initLayout(server: Server, window: Window, pane: Pane): void {
	const cell = LayoutCell.single<Pane>(pane, window.sx, window.sy);
	window.layoutRoot = cell;
	pane.layoutCell = cell;
	fixPanes(server, window);
}

/** Puts `pane` into a leaf; sizes follow unless `keepSize` (the window is about to be zoomed). */
export function assignPane(server: Server, cell: LayoutCell<Pane>, pane: Pane, keepSize = false): void {
	cell.pane = pane;
	pane.layoutCell = cell;
	fixPanes(server, pane.window, keepSize ? pane : undefined);
}

/** The panes of a window get the cells that hold them, after the layout was built anew. */
export function adoptCells(window: Window): void {
	for (const cell of window.layoutRoot?.leaves() ?? []) if (cell.pane) cell.pane.layoutCell = cell;
}
