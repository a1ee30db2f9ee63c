/**
 * Which pane has the keyboard: programs that asked for focus events are told
 * when that changes. Called after anything that moves the focus.
 */
import { onlyLooks } from "./guest-rules.ts";
import { notifyPane } from "./notify.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";
import type { Window } from "./window.ts";

const FOCUS_IN = new Uint8Array([0x1b, 0x5b, 0x49]);
const FOCUS_OUT = new Uint8Array([0x1b, 0x5b, 0x4f]);

/** Looks at the active pane of `window` again. */
export function updateFocus(server: Server, window: Window): void {
	if (window.active) updatePaneFocus(server, window.active);
}

/**
 * `focus-events` is on: moving between panes and windows is told. What a client
 * does (attach, overlays, reports of its terminal) is told without it as well.
 */
export function tracksMoves(server: Server): boolean {
	return server.options.flag("focus-events");
}

/** Looks at one pane again. */
export function updatePaneFocus(server: Server, pane: Pane): void {
	if (pane.exited) return;
	const focused = pane === pane.window.active && isWatched(server, pane.window);
	if (focused === pane.focused) return;
	pane.focused = focused;
	if (pane.screen.modes.focusEvents) pane.write(focused ? FOCUS_IN : FOCUS_OUT);
	notifyPane(server, focused ? "pane-focus-in" : "pane-focus-out", pane);
}

/** A focused client looks at the window and nothing covers it. */
function isWatched(server: Server, window: Window): boolean {
	for (const client of server.clients) {
		if (!client.attached || !client.focused || client.overlay || onlyLooks(client)) continue;
		if (client.session?.current?.window === window) return true;
	}
	return false;
}
