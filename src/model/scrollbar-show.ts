/**
 * Scrollbars that hide themselves (`pane-scrollbars modal` and `auto-hide`):
 * who brings one out, and when it goes again. Called by the mouse when it
 * comes near and by copy mode when it scrolls; the view asks what is out.
 */
import { markWindow } from "./marks.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";

/** True while the scrollbar of `pane` is out. */
export function scrollbarShown(pane: Pane): boolean {
	return pane.scrollbar.shown;
}

/** The scrollbar of this pane hides itself. */
function hidesItself(pane: Pane): boolean {
	const when = pane.window.options.choice("pane-scrollbars");
	return when === "modal" || when === "auto-hide";
}

/** Brings the scrollbar out until nothing has been done for pane-scrollbars-timeout. */
export function showScrollbar(server: Server, pane: Pane): void {
	if (!hidesItself(pane) || pane.screen.modes.alternate) return;
	if (!pane.scrollbar.shown) {
		pane.scrollbar.shown = true;
		markWindow(server, pane.window);
	}
	startScrollbarTimer(server, pane);
}

/** Lets a scrollbar that is out go after the time, counted from now. */
export function startScrollbarTimer(server: Server, pane: Pane): void {
	if (!pane.scrollbar.shown) return;
	pane.scrollbar.timer?.dispose();
	const delay = pane.window.options.number("pane-scrollbars-timeout");
	pane.scrollbar.timer = server.ports.clock.setTimeout(() => hideScrollbar(server, pane), delay);
}

/** Puts the scrollbar away at once. */
export function hideScrollbar(server: Server, pane: Pane): void {
	pane.scrollbar.timer?.dispose();
	pane.scrollbar.timer = undefined;
	if (!pane.scrollbar.shown) return;
	pane.scrollbar.shown = false;
	markWindow(server, pane.window);
}
