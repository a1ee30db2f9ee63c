/**
 * Sizes of windows from the sizes of the clients that show them
 * (`window-size`, `aggressive-resize`, `default-size`). Called after anything
 * that may change them; the change itself waits for the next turn unless it is
 * wanted now.
 */

import { unzoomWindow, zoomWindow } from "./active-pane.ts";
import type { Client } from "./client.ts";
import { onlyLooks } from "./guest-rules.ts";
import { fixPanes, layoutRules } from "./layout-panes.ts";
import { resizeLayout } from "./layout-resize.ts";
import { markWindow } from "./marks.ts";
import { notifyWindow } from "./notify.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";
import { WINDOW_MAXIMUM, WINDOW_MINIMUM, type Window } from "./window.ts";

/** A size in cells and the pixels of one cell (0: not known). */
export interface WindowSize {
	readonly sx: number;
	readonly sy: number;
	readonly xpixel: number;
	readonly ypixel: number;
}

/** Pixels of a cell when no client told any. */
const DEFAULT_XPIXEL = 16;
const DEFAULT_YPIXEL = 32;

const clamp = (n: number) => Math.min(Math.max(n, WINDOW_MINIMUM), WINDOW_MAXIMUM);

/** Rows the status line takes from a client. */
export function statusLines(client: Client): number {
	if (client.control !== "" || !client.session) return 0;
	return statusLinesOf(client.session);
}

/** Rows of a session's status line: 0 to 5. */
export function statusLinesOf(session: Session): number {
	const value = session.options.choice("status");
	if (value === "off") return 0;
	return value === "on" ? 1 : Number(value);
}

/** Gives the window (its layout, its panes) a size now. */
export function resizeWindow(server: Server, window: Window, size: Partial<WindowSize>): void {
	const old = { sx: window.sx, sy: window.sy };
	let sx = clamp(size.sx ?? window.sx);
	let sy = clamp(size.sy ?? window.sy);
	const zoomed = window.zoomedPane;
	if (zoomed) unzoomWindow(server, window);
	const root = window.layoutRoot;
	if (root) {
		resizeLayout(root, sx, sy, layoutRules(window));
		sx = Math.max(sx, root.sx);
		sy = Math.max(sy, root.sy);
	}
	window.sx = sx;
	window.sy = sy;
	if (size.xpixel !== undefined) window.xpixel = size.xpixel || DEFAULT_XPIXEL;
	if (size.ypixel !== undefined) window.ypixel = size.ypixel || DEFAULT_YPIXEL;
	window.pendingSize = undefined;
	fixPanes(server, window);
	if (zoomed && window.panes.includes(zoomed)) zoomWindow(server, zoomed);
	markWindow(server, window);
	notifyWindow(server, "window-layout-changed", window);
	notifyWindow(server, "window-resized", window, {
		width: String(window.sx),
		height: String(window.sy),
		old_width: String(old.sx),
		old_height: String(old.sy),
	});
}

/** Clients whose size does not count: not attached, going, or flagged while others are not. */
function ignoresSize(server: Server, client: Client): boolean {
	if (!counts(client) || onlyLooks(client)) return true;
	if (client.flags.ignoreSize)
		for (const other of server.clients) if (counts(other) && !other.flags.ignoreSize) return true;
	return client.control !== "" && !client.sizeChanged && client.windowSizes.size === 0;
}

function counts(client: Client): boolean {
	return client.session !== undefined && !client.dead && !client.suspended && !client.exiting;
}

function sizeFor(client: Client, window: Window | undefined): { sx: number; sy: number } {
	const own = window ? client.windowSizes.get(window.id) : undefined;
	if (own && own.sx > 0 && own.sy > 0) return own;
	return { sx: client.sx, sy: Math.max(client.sy - statusLines(client), 0) };
}

/** The size `clients` give a window by `type`; undefined when there is none to go by. */
function sizeFromClients(
	server: Server,
	clients: readonly Client[],
	type: string,
	window: Window | undefined,
): WindowSize | undefined {
	let best: { sx: number; sy: number } | undefined;
	let pixels = { xpixel: 0, ypixel: 0 };
	if (type === "manual") best = window ? { sx: window.manualSx, sy: window.manualSy } : undefined;
	else {
		const sharing = window
			? [...server.clients].filter((c) => !ignoresSize(server, c) && c.session?.has(window))
			: [];
		const onlyLatest = type === "latest" && sharing.length > 1;
		for (const client of clients) {
			if (onlyLatest && client !== window?.latest) continue;
			const size = sizeFor(client, window);
			const pick = type === "largest" ? Math.max : Math.min;
			best = best ? { sx: pick(best.sx, size.sx), sy: pick(best.sy, size.sy) } : size;
			if (client.xpixel > pixels.xpixel && client.ypixel > pixels.ypixel)
				pixels = { xpixel: client.xpixel, ypixel: client.ypixel };
		}
	}
	if (!best) return undefined;
	let { sx, sy } = best;
	for (const client of window ? clients : []) {
		const limit = client.windowSizes.get(window?.id ?? -1);
		if (limit && limit.sx > 0) sx = Math.min(sx, limit.sx);
		if (limit && limit.sy > 0) sy = Math.min(sy, limit.sy);
	}
	return { sx, sy, ...pixels };
}

/** The size for a new window of `session` made by `client`, or for `window` by `type`. */
export function defaultWindowSize(
	server: Server,
	client: Client | undefined,
	session: Session,
	window: Window | undefined,
	type: string = server.windowOptions.choice("window-size"),
): WindowSize {
	const size = defaultSize(server, client, session, window, type);
	return { ...size, sx: clamp(size.sx), sy: clamp(size.sy) };
}

function defaultSize(
	server: Server,
	client: Client | undefined,
	session: Session,
	window: Window | undefined,
	type: string,
): WindowSize {
	if (
		type === "latest" &&
		client &&
		(client.session ? !ignoresSize(server, client) : sizeOfNewcomer(client))
	) {
		// A client that is attaching has no session yet, but the size it will have.
		const lines = client.session ? statusLines(client) : statusLinesOf(session);
		return { sx: client.sx, sy: client.sy - lines, xpixel: client.xpixel, ypixel: client.ypixel };
	}
	const creator = client?.control === "" ? client : undefined;
	const clients = [...server.clients].filter((c) => {
		if (c === creator) return true;
		if (ignoresSize(server, c)) return false;
		return window ? (c.session?.has(window) ?? false) : c.session === session;
	});
	const found = sizeFromClients(server, clients, type, window);
	if (found) return found;
	const match = /^(\d{1,5})x(\d{1,5})$/.exec(session.options.string("default-size"));
	return { sx: Number(match?.[1] ?? 80), sy: Number(match?.[2] ?? 24), xpixel: 0, ypixel: 0 };
}

/** A terminal client that has just been opened and is about to take its session. */
function sizeOfNewcomer(client: Client): boolean {
	return client.terminal && client.control === "" && !client.exiting;
}

/** Looks at the size of one window again. `now`: also when nothing seems to have changed, at once. */
export function recalculateSize(server: Server, window: Window, now: boolean): void {
	if (!window.active) return;
	const type = window.options.choice("window-size");
	const currentOnly = window.options.flag("aggressive-resize");
	const clients = [...server.clients].filter((client) => {
		const current = client.session?.current;
		if (!current || ignoresSize(server, client)) return false;
		return currentOnly ? current.window === window : (client.session?.has(window) ?? false);
	});
	const size = sizeFromClients(server, clients, type, window);
	if (!size) return;
	const known = window.pendingSize ?? window;
	if (!now && known.sx === size.sx && known.sy === size.sy) return;
	if (now || type === "manual") resizeWindow(server, window, size);
	else {
		window.pendingSize = size;
		if (window.sx === size.sx && window.sy === size.sy) window.pendingSize = undefined;
		else markWindow(server, window);
	}
}

/** Looks at the sizes of all windows again. */
export function recalculateSizes(server: Server): void {
	for (const window of server.windows.values()) recalculateSize(server, window, false);
}

/** Carries out the sizes that wait, for windows that somebody looks at. */
export function applyPendingSizes(server: Server): void {
	for (const window of server.windows.values()) {
		if (!window.pendingSize) continue;
		const seen = [...server.clients].some((c) => c.session?.current?.window === window);
		if (seen) resizeWindow(server, window, window.pendingSize);
	}
}
