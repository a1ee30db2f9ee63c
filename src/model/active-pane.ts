/**
 * The active pane of a window and its zoom. They belong together: zooming makes
 * a pane active, and another pane becoming active ends the zoom. push and pop
 * frame what a command does to the layout in between.
 */
import { updatePaneFocus } from "./focus.ts";
import { LayoutCell } from "./layout-cell.ts";
import { fixPanes } from "./layout-panes.ts";
import { markWindow } from "./marks.ts";
import { notifyWindow } from "./notify.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";
import type { Window } from "./window.ts";

/** Makes `pane` active; false when it was. A zoomed window is unzoomed first. */
export function setActivePane(server: Server, window: Window, pane: Pane, notify: boolean): boolean {
	const last = window.active;
	if (pane === last) return false;
	if (window.zoomed && !pane.visible) unzoomWindow(server, window);
	window.lastPanes = window.lastPanes.filter((p) => p !== pane && p !== last);
	if (last) window.lastPanes.unshift(last);
	window.active = pane;
	pane.activePoint = server.nextActivePoint();
	if (last) updatePaneFocus(server, last);
	updatePaneFocus(server, pane);
	markWindow(server, window);
	if (notify) tellActive(server, window, pane, last);
	return true;
}

function tellActive(server: Server, window: Window, pane: Pane, last: Pane | undefined): void {
	notifyWindow(server, "window-pane-changed", window, {
		new_pane: `%${pane.id}`,
		...(last ? { old_pane: `%${last.id}` } : {}),
	});
}

/** `pane` leaves the window's books: another becomes active. The caller takes it out of `panes`. */
export function forgetPane(server: Server, window: Window, pane: Pane): void {
	if (server.mark?.pane === pane) server.mark = undefined;
	window.lastPanes = window.lastPanes.filter((p) => p !== pane);
	if (window.active !== pane) return;
	const at = window.panes.indexOf(pane);
	const next = window.lastPanes[0] ?? window.panes[at - 1] ?? window.panes[at + 1];
	window.active = next;
	if (!next) return;
	window.lastPanes = window.lastPanes.filter((p) => p !== next);
	next.activePoint = server.nextActivePoint();
	tellActive(server, window, next, pane);
	updatePaneFocus(server, next);
}

/** Zooms `pane`; false when its window is zoomed already or has one pane only. */
export function zoomWindow(server: Server, pane: Pane): boolean {
	const { window } = pane;
	if (window.zoomed || window.panes.length < 2) return false;
	if (window.active !== pane) setActivePane(server, window, pane, true);
	for (const other of window.panes) {
		other.savedLayoutCell = other.layoutCell;
		other.layoutCell = undefined;
	}
	window.savedLayoutRoot = window.layoutRoot;
	window.zoomed = true;
	const cell = LayoutCell.single<Pane>(pane, window.sx, window.sy);
	window.layoutRoot = cell;
	pane.layoutCell = cell;
	fixPanes(server, window);
	notifyWindow(server, "window-zoomed", window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
	return true;
}

/** Brings the whole layout back; false when the window was not zoomed. */
export function unzoomWindow(server: Server, window: Window, notify = true): boolean {
	if (!window.zoomed) return false;
	window.zoomed = false;
	window.layoutRoot = window.savedLayoutRoot;
	window.savedLayoutRoot = undefined;
	for (const pane of window.panes) {
		pane.layoutCell = pane.savedLayoutCell;
		pane.savedLayoutCell = undefined;
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
	return unzoomWindow(server, window);
}

/** Zooms the active pane again when pushZoom remembered it. */
export function popZoom(server: Server, window: Window): boolean {
	if (!window.wasZoomed) return false;
	window.wasZoomed = false;
	return window.active ? zoomWindow(server, window.active) : false;
}
