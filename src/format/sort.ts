/**
 * Orders of lists: `-O` and `-r` of the list commands, the trees, and the loops
 * of formats. Called by loops.ts, commands and modes.
 */
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { PasteBuffer } from "../model/paste-buffers.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import { zIndex } from "./pane-facts.ts";
import { compareBytes } from "./text.ts";

export type SortOrder = "activity" | "creation" | "index" | "modifier" | "name" | "order" | "size" | "z";

/** An order; undefined leaves a list as it is (and `reversed` without effect). */
export interface SortCriteria {
	readonly order: SortOrder | undefined;
	readonly reversed: boolean;
}

/** Words of `-O`, in any case. */
const ORDERS: ReadonlyMap<string, SortOrder> = new Map<string, SortOrder>([
	["activity", "activity"],
	["creation", "creation"],
	["index", "index"],
	["key", "index"],
	["modifier", "modifier"],
	["name", "name"],
	["title", "name"],
	["order", "order"],
	["size", "size"],
	["z", "z"],
]);

/** The order a word of `-O` means; undefined for an unknown one (`invalid sort order`). */
export function parseSortOrder(text: string): SortOrder | undefined {
	return ORDERS.get(text.toLowerCase());
}

type Comparison<T> = (a: T, b: T) => number;
type Comparisons<T> = Partial<Record<SortOrder, Comparison<T>>>;

/**
 * Sorts a copy of `list`: by `criteria`, then by name. `order` keeps the list's
 * own order, reversed or not.
 */
export function sortBy<T>(
	list: readonly T[],
	criteria: SortCriteria,
	comparisons: Comparisons<T>,
	name: (item: T) => string,
): T[] {
	const sorted = [...list];
	if (criteria.order === undefined) return sorted;
	if (criteria.order === "order") return criteria.reversed ? sorted.reverse() : sorted;
	const first = comparisons[criteria.order];
	const sign = criteria.reversed ? -1 : 1;
	return sorted.sort((a, b) => sign * ((first?.(a, b) ?? 0) || compareBytes(name(a), name(b))));
}

const SESSIONS: Comparisons<Session> = {
	index: (a, b) => a.id - b.id,
	creation: (a, b) => a.createdTime - b.createdTime || a.id - b.id,
	activity: (a, b) => b.activityTime - a.activityTime,
};

const WINLINKS: Comparisons<Winlink> = {
	index: (a, b) => a.index - b.index,
	creation: (a, b) => a.window.createdTime - b.window.createdTime || a.window.id - b.window.id,
	activity: (a, b) => b.window.activityTime - a.window.activityTime,
	size: (a, b) => a.window.sx * a.window.sy - b.window.sx * b.window.sy,
};

const PANES: Comparisons<Pane> = {
	activity: (a, b) => a.activePoint - b.activePoint,
	creation: (a, b) => a.id - b.id,
	size: (a, b) => a.sx * a.sy - b.sx * b.sy,
	index: (a, b) => a.position - b.position,
	z: (a, b) => zIndex(a) - zIndex(b),
};

const CLIENTS: Comparisons<Client> = {
	size: (a, b) => a.sx - b.sx || a.sy - b.sy,
	creation: (a, b) => a.createdTime - b.createdTime,
	activity: (a, b) => b.activityTime - a.activityTime,
};

/** All sessions. */
export function sortSessions(server: Server, criteria: SortCriteria): Session[] {
	return sortBy(server.sessionsByName(), criteria, SESSIONS, (s) => s.name);
}

const windowName = (wl: Winlink) => wl.window.name;

/** The windows of one session, or of all. */
export function sortWinlinks(of: Session | Server, criteria: SortCriteria): Winlink[] {
	const list = "sessions" in of ? of.sessionsByName().flatMap((s) => s.winlinks) : of.winlinks;
	return sortBy(list, criteria, WINLINKS, windowName);
}

/** The panes of a window. */
export function sortPanes(window: Window, criteria: SortCriteria): Pane[] {
	return sortBy(window.panes, criteria, PANES, (pane) => pane.shown.title);
}

/** The attached clients. */
export function sortClients(server: Server, criteria: SortCriteria): Client[] {
	const attached = [...server.clients].filter(
		(c) => c.attached && c.session !== undefined && !c.dead && !c.exiting && !c.suspended,
	);
	return sortBy(attached, criteria, CLIENTS, (c) => c.name);
}

/** All paste buffers, the newest first by default. */
export function sortBuffers(server: Server, criteria: SortCriteria): PasteBuffer[] {
	const newestFirst = server.buffers.list();
	const place = new Map(newestFirst.map((buffer, i) => [buffer, i]));
	const comparisons: Comparisons<PasteBuffer> = {
		creation: (a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0),
		size: (a, b) => a.bytes.length - b.bytes.length,
	};
	return sortBy(newestFirst, criteria, comparisons, (buffer) => buffer.name);
}
