/** Variables of a window and of its place in a session. */
import type { Client } from "../model/client.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import { windowFlags, windowLayout } from "./pane-facts.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, flag, row, timeRow } from "./variable.ts";
import { joinNames } from "./vars-session.ts";

/** Pixels of a cell when no client has told. */
const DEFAULT_CELL = { width: 16, height: 32 };

/** Clients that look at the window now. */
function watchers(ctx: FormatContext, window: Window): Client[] {
	return [...ctx.server.clients].filter((c) => c.session?.current?.window === window);
}

/** Places of the window that are current in their session. */
const currentPlaces = (window: Window) => [...window.winlinks].filter((wl) => wl.session.current === wl);

/** How many sessions have the window; sessions of one group count once. */
function linkedSessions(ctx: FormatContext, window: Window): number {
	let count = 0;
	for (const { sessions } of ctx.server.sessionGroups.values()) if (sessions[0]?.has(window)) count++;
	for (const session of ctx.server.sessions.values()) if (!session.group && session.has(window)) count++;
	return count;
}

function manual(window: Window, size: number): string {
	return window.options.choice("window-size") === "manual" ? String(size) : "";
}

/** A row for a context with a window. */
const of = (name: string, get: (window: Window, ctx: FormatContext) => string | undefined) =>
	row(name, (ctx) => ctx.window && get(ctx.window, ctx));
/** A row for a context with a window's place in a session. */
const at = (name: string, get: (winlink: Winlink, ctx: FormatContext) => string | undefined) =>
	row(name, (ctx) => ctx.winlink && get(ctx.winlink, ctx));
/** A row about the part of the window that the client shows. */
const shown = (name: string, get: (client: Client) => string | undefined) =>
	row(name, ({ client }) => client && get(client));

const sessionNames = (winlinks: Iterable<Winlink>) => joinNames([...winlinks].map((wl) => wl.session.name));

export const WINDOW_VARIABLES: readonly FormatVariable[] = [
	at("window_active", (wl) => flag(wl.session.current === wl)),
	at("window_active_clients", (wl, ctx) => String(watchers(ctx, wl.window).length)),
	at("window_active_clients_list", (wl, ctx) => joinNames(watchers(ctx, wl.window).map((c) => c.name))),
	at("window_active_sessions", (wl) => String(currentPlaces(wl.window).length)),
	at("window_active_sessions_list", (wl) => sessionNames(currentPlaces(wl.window))),
	timeRow("window_activity", ({ window }) => window?.activityTime),
	at("window_activity_flag", (wl) => flag(wl.activity)),
	at("window_bell_flag", (wl) => flag(wl.bell)),
	shown("window_bigger", ({ offset }) => flag(offset.bigger)),
	of("window_cell_height", (w) => String(w.ypixel || DEFAULT_CELL.height)),
	of("window_cell_width", (w) => String(w.xpixel || DEFAULT_CELL.width)),
	at("window_end_flag", (wl) => flag(wl.session.winlinks[wl.session.winlinks.length - 1] === wl)),
	at("window_flags", (wl, { server }) => windowFlags(server, wl, true)),
	of("window_height", (w) => String(w.sy)),
	of("window_id", (w) => `@${w.id}`),
	at("window_index", (wl) => String(wl.index)),
	at("window_last_flag", (wl) => flag(wl.session.lastWinlinks[0] === wl)),
	of("window_layout", (w) => windowLayout(w, false)),
	at("window_linked", (wl) => flag(wl.window.winlinks.size > 1)),
	at("window_linked_sessions", (wl, ctx) => String(linkedSessions(ctx, wl.window))),
	at("window_linked_sessions_list", (wl) => sessionNames(wl.window.winlinks)),
	of("window_manual_height", (w) => manual(w, w.manualSy)),
	of("window_manual_width", (w) => manual(w, w.manualSx)),
	at("window_marked_flag", (wl, { server }) => flag(server.mark?.winlink === wl)),
	of("window_modal_pane", (w) => w.modal && `%${w.modal.id}`),
	of("window_name", (w) => w.name),
	shown("window_offset_x", ({ offset }) => (offset.bigger ? String(offset.x) : undefined)),
	shown("window_offset_y", ({ offset }) => (offset.bigger ? String(offset.y) : undefined)),
	of("window_panes", (w) => String(w.panes.length)),
	at("window_raw_flags", (wl, { server }) => windowFlags(server, wl, false)),
	at("window_silence_flag", (wl) => flag(wl.silence)),
	at("window_stack_index", (wl) => String(wl.session.lastWinlinks.indexOf(wl) + 1)),
	at("window_start_flag", (wl) => flag(wl.session.winlinks[0] === wl)),
	of("window_visible_layout", (w) => windowLayout(w, true)),
	of("window_width", (w) => String(w.sx)),
	of("window_zoomed_flag", (w) => flag(w.zoomed)),
];
