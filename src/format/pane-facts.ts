/**
 * What formats and sorting want to know of panes and windows and what takes
 * more than reading a field: names, stacking, flags, unzoomed size, layouts. Called by
 * vars-*.ts and sort.ts.
 */
import { hasStatusRow, type LayoutCell } from "../model/layout-cell.ts";
import { hasScrollbar, layoutRules, paneStatus } from "../model/layout-panes.ts";
import { dumpLayout } from "../model/layout-string.ts";
import type { Pane } from "../model/pane.ts";
import { scrollbarWidth } from "../model/scrollbar-style.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";
import { windowNameOf } from "../model/window-name.ts";
import type { Winlink } from "../model/winlink.ts";
import { quoteArguments } from "./quote.ts";

/** The pane floats over the tiled ones. */
export function isFloating(pane: Pane): boolean {
	return pane.floating;
}

/** The name of a new window whose pane was started with its command. */
export function defaultWindowName({ argv, shell }: Pane): string {
	return windowNameOf(quoteArguments(argv) || shell);
}

/** Floating panes from top to bottom, up to the first tiled one. */
function floatingPanes({ zOrder }: Window): Pane[] {
	const tiled = zOrder.findIndex((pane) => !isFloating(pane));
	return tiled === -1 ? zOrder : zOrder.slice(0, tiled);
}

/** Place in the stack, 0 on top: how many floating panes are above. Tiled panes leave one number free. */
export function zIndex(pane: Pane): number {
	const { zOrder } = pane.window;
	const above = zOrder.slice(0, Math.max(zOrder.indexOf(pane), 0)).filter(isFloating).length;
	return isFloating(pane) ? above : above + 1;
}

/** The layout string of a window: as it is shown, or as it is without zoom. */
export function windowLayout(window: Window, shown: boolean): string {
	const root = shown ? window.layoutRoot : (window.savedLayoutRoot ?? window.layoutRoot);
	if (root === undefined) return "";
	const floating = floatingPanes(window)
		.map((pane) => pane.layoutCell)
		.filter((cell) => cell !== undefined);
	return dumpLayout(root, (pane) => pane.id, floating);
}

/** Index by which users name the pane. */
export function paneIndex(pane: Pane): number | undefined {
	const at = pane.position;
	return at < 0 ? undefined : pane.window.options.number("pane-base-index") + at;
}

export function isZoomed(pane: Pane): boolean {
	return pane.zoomed;
}

/** Letters of `pane_flags`. */
export function paneFlags(pane: Pane): string {
	const { window } = pane;
	return [
		window.active === pane ? "*" : "",
		window.lastPanes[0] === pane ? "-" : "",
		isZoomed(pane) ? "Z" : "",
		isFloating(pane) ? "F" : "",
		pane.floatOverZoom ? "A" : "",
		window.modal === pane ? "O" : "",
	].join("");
}

/** Letters of `window_flags`; `doubled` doubles the hash for styles. */
export function windowFlags(server: Server, winlink: Winlink, doubled: boolean): string {
	const { session, window } = winlink;
	return [
		winlink.activity ? (doubled ? "##" : "#") : "",
		winlink.bell ? "!" : "",
		winlink.silence ? "~" : "",
		session.current === winlink ? "*" : "",
		session.lastWinlinks[0] === winlink ? "-" : "",
		server.mark?.winlink === winlink ? "M" : "",
		window.modal ? "O" : "",
		window.zoomed ? "Z" : "",
	].join("");
}

/** The leaf the pane has in the tiled layout, zoomed or not. */
function tiledCell(pane: Pane): LayoutCell<Pane> | undefined {
	return pane.savedLayoutCell ?? pane.layoutCell;
}

/** Rows the pane has or will have when its window is not zoomed. */
export function unzoomedHeight(pane: Pane): number | undefined {
	const cell = tiledCell(pane);
	if (cell === undefined) return undefined;
	const saved = cell === pane.savedLayoutCell;
	const status = saved && !cell.floating ? layoutRules(pane.window).status : paneStatus(pane);
	return !cell.floating && hasStatusRow(cell, status) && cell.sy > 1 ? cell.sy - 1 : cell.sy;
}

/** Columns the pane has or will have when its window is not zoomed. */
export function unzoomedWidth(pane: Pane): number | undefined {
	const cell = tiledCell(pane);
	if (cell === undefined) return undefined;
	const saved = cell === pane.savedLayoutCell;
	const always = pane.window.options.choice("pane-scrollbars") === "on" && !pane.screen.modes.alternate;
	if (!(saved ? always : hasScrollbar(pane))) return cell.sx;
	return Math.max(1, cell.sx - scrollbarWidth(pane));
}
