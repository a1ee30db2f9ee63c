/**
 * The active pane of a window and its zoom. They belong together: zooming makes
 * a pane active, and another pane becoming active ends the zoom. push and pop
 * frame what a command does to the layout in between.
 */
import { tracksMoves, updatePaneFocus } from "./focus.ts";
import { LayoutCell } from "./layout-cell.ts";
import { fixPanes } from "./layout-panes.ts";
import { addFloating } from "./layout-split.ts";
import { markWindow } from "./marks.ts";
import { notifyPane, notifyWindow } from "./notify.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";
import type { Window } from "./window.ts";

/**
 * Makes `pane` active; false when it was, or when a modal pane keeps it from
 * that. A zoomed window is unzoomed first when it hides the pane.
 */
export function setActivePane(server: Server, window: Window, pane: Pane, notify: boolean): boolean {
	const last = window.active;
	if (pane === last || isBlocked(window, pane)) return false;
	if (window.zoomed && !pane.visible) unzoomWindow(server, window);
	window.lastPanes = window.lastPanes.filter((p) => p !== pane && p !== last);
	if (last) window.lastPanes.unshift(last);
	window.active = pane;
	pane.activePoint = server.nextActivePoint();
	if (tracksMoves(server)) {
		if (last) updatePaneFocus(server, last);
		updatePaneFocus(server, pane);
	}
	markWindow(server, window);
	if (notify) tellActive(server, pane, last);
	return true;
}

/** A modal pane keeps `pane` from being used. */
export function isBlocked(window: Window, pane: Pane): boolean {
	return window.modal !== undefined && window.modal !== pane;
}

/** A user picks `pane`: if it floats it comes to the top. To be called before it becomes active. */
export function raisePane(server: Server, pane: Pane): void {
	const { window } = pane;
	if (isBlocked(window, pane) || pane === window.active || !pane.floating) return;
	bringToFront(window, pane);
	markWindow(server, window);
}

/** Puts a pane on top of all others of its window. */
export function bringToFront(window: Window, pane: Pane): void {
	takeFromStack(window, pane);
	window.zOrder.unshift(pane);
}

/** Puts a pane below the floating ones: it floats behind them, or is tiled before the other tiled ones. */
export function sendToBack(window: Window, pane: Pane): void {
	takeFromStack(window, pane);
	const at = window.zOrder.findIndex((other) => !other.floating);
	window.zOrder.splice(at === -1 ? window.zOrder.length : at, 0, pane);
}

/** Puts a pane at the very end of the stack. */
export function sendToBottom(window: Window, pane: Pane): void {
	takeFromStack(window, pane);
	window.zOrder.push(pane);
}

function takeFromStack(window: Window, pane: Pane): void {
	const at = window.zOrder.indexOf(pane);
	if (at !== -1) window.zOrder.splice(at, 1);
}

function tellActive(server: Server, pane: Pane, last: Pane | undefined): void {
	notifyPane(server, "window-pane-changed", pane, {
		new_pane: `%${pane.id}`,
		...(last ? { old_pane: `%${last.id}` } : {}),
	});
}

/** `pane` leaves the window's books: another becomes active. The caller takes it out of `panes`. */
export function forgetPane(server: Server, window: Window, pane: Pane): void {
	if (server.mark?.pane === pane) server.mark = undefined;
	if (window.modalLast === pane) window.modalLast = undefined;
	if (window.wasZoomedPane === pane) window.wasZoomedPane = undefined;
	window.lastPanes = window.lastPanes.filter((p) => p !== pane);
	const before = window.modal === pane ? window.modalLast : undefined;
	if (window.modal === pane) window.modal = window.modalLast = undefined;
	if (window.active !== pane) return;
	const at = window.panes.indexOf(pane);
	const next = before ?? window.lastPanes[0] ?? window.panes[at - 1] ?? window.panes[at + 1];
	window.active = next;
	if (!next) return;
	window.lastPanes = window.lastPanes.filter((p) => p !== next);
	next.activePoint = server.nextActivePoint();
	tellActive(server, next, pane);
	updatePaneFocus(server, next);
}

/** The active pane floats over a zoomed one. */
export function isActiveOverZoom(window: Window): boolean {
	return window.zoomed && floatsOver(window.active);
}

function floatsOver(pane: Pane | undefined): boolean {
	return pane !== undefined && pane.floatOverZoom && pane.floating;
}

/**
 * Zooms `pane`; false when its window is zoomed already or has one pane only.
 * Panes that float over a zoomed one stay on top of it.
 */
export function zoomWindow(server: Server, pane: Pane): boolean {
	const { window } = pane;
	if (window.zoomed || window.panes.length < 2) return false;
	if (window.active !== pane && !floatsOver(window.active)) setActivePane(server, window, pane, true);
	const floated = pane.floating;
	for (const other of window.panes) {
		other.savedLayoutCell = other.layoutCell;
		other.layoutCell = undefined;
	}
	window.savedLayoutRoot = window.layoutRoot;
	window.zoomed = true;
	pane.zoomed = true;
	const cell = LayoutCell.single<Pane>(pane, window.sx, window.sy);
	window.layoutRoot = cell;
	pane.layoutCell = cell;
	for (const other of window.panes) {
		const saved = other.savedLayoutCell;
		if (other === pane || !other.floatOverZoom || !saved?.floating) continue;
		const added = addFloating(cell, saved.place);
		window.layoutRoot = added.root;
		added.cell.pane = other;
		other.layoutCell = added.cell;
	}
	// It fills the window now, so that it must not hide those that float.
	if (floated) sendToBottom(window, pane);
	fixPanes(server, window);
	notifyWindow(server, "window-zoomed", window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
	return true;
}

/** Brings the whole layout back; false when the window was not zoomed. */
export function unzoomWindow(server: Server, window: Window, notify = true): boolean {
	if (!window.zoomed) return false;
	const zoomed = window.zoomedPane;
	for (const pane of window.panes) {
		const { layoutCell: cell, savedLayoutCell: saved } = pane;
		if (!pane.floatOverZoom || pane === zoomed || !cell || !saved) continue;
		// It may have been moved meanwhile.
		saved.setGeometry(cell.sx, cell.sy, cell.xoff, cell.yoff);
		saved.floatPlace = cell.floatPlace;
	}
	window.zoomed = false;
	window.layoutRoot = window.savedLayoutRoot;
	window.savedLayoutRoot = undefined;
	for (const pane of window.panes) {
		pane.layoutCell = pane.savedLayoutCell;
		pane.savedLayoutCell = undefined;
		pane.zoomed = false;
	}
	if (zoomed?.floating) {
		if (zoomed === window.active) bringToFront(window, zoomed);
		else sendToBack(window, zoomed);
	}
	fixPanes(server, window);
	if (notify) {
		notifyWindow(server, "window-unzoomed", window);
		notifyWindow(server, "window-layout-changed", window);
	}
	markWindow(server, window);
	return true;
}

/** Unzooms and remembers it when `keep` (or `always`) says so; give the result to nobody, call popZoom after. */
export function pushZoom(server: Server, window: Window, always: boolean, keep: boolean): boolean {
	window.wasZoomed = keep && (always || window.zoomed);
	window.wasZoomedPane = window.wasZoomed ? window.zoomedPane : undefined;
	return unzoomWindow(server, window);
}

/** Zooms again when pushZoom remembered it: the active pane, or the one below when the active one floats over it. */
export function popZoom(server: Server, window: Window): boolean {
	if (!window.wasZoomed) return false;
	const before = window.wasZoomedPane;
	window.wasZoomed = false;
	window.wasZoomedPane = undefined;
	const { active } = window;
	const pane = before && floatsOver(active) && window.panes.includes(before) ? before : active;
	return pane ? zoomWindow(server, pane) : false;
}
