/**
 * The rows of choose-tree: sessions, their windows and their panes, as ids that
 * are looked up again when something is done with them. Called by TreeMode.
 */
import { expand, formatTrue } from "../format/expand.ts";
import { type SortCriteria, type SortOrder, sortPanes, sortSessions, sortWinlinks } from "../format/sort.ts";
import type { FormatContext } from "../format/types.ts";
import { markSessionGroup } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { selectWinlink, synchronizeGroupFrom } from "../model/session-windows.ts";
import { paneIndex } from "../model/window-panes.ts";
import type { Winlink } from "../model/winlink.ts";
import type { KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import type { ListBuilder, ListItem, ListSource } from "./list-item.ts";
import { contains } from "./list-tree.ts";
import type { TreeTarget } from "./tree-ports.ts";

export type TreeRowType = "session" | "window" | "pane";

/** What a row stands for. */
export interface TreeRow {
	readonly type: TreeRowType;
	readonly session: number;
	readonly winlink: number;
	readonly pane: number;
}

/** What a row stands for, found again; a session stands for its current window and that one's active pane. */
export interface FoundRow {
	readonly session: Session;
	readonly winlink: Winlink | undefined;
	readonly pane: Pane | undefined;
}

/** Finds what a row stands for; undefined when it has gone. */
export function findRow(server: Server, row: TreeRow): FoundRow | undefined {
	const session = server.sessions.get(row.session);
	if (!session) return undefined;
	if (row.type === "session") {
		const winlink = session.current;
		return { session, winlink, pane: winlink?.window.active };
	}
	const winlink = session.winlinkAt(row.winlink);
	if (!winlink) return undefined;
	if (row.type === "window") return { session, winlink, pane: winlink.window.active };
	const pane = server.panes.get(row.pane);
	return pane && winlink.window.panes.includes(pane) ? { session, winlink, pane } : undefined;
}

/** How a row is called in a command; undefined when it has gone. */
export function rowTarget(server: Server, row: TreeRow): string | undefined {
	const found = findRow(server, row);
	if (!found) return undefined;
	const { session, winlink, pane } = found;
	const start = `=${session.name}:`;
	if (row.type === "session") return start;
	const window = `${start}${winlink?.index}.`;
	return row.type === "window" ? window : `${window}%${pane?.id}`;
}

/** What the rows are made by. */
export interface TreeRows {
	readonly server: Server;
	readonly target: TreeTarget;
	readonly format: string;
	readonly keyFormat: string;
	/** Only one session of a group is listed. */
	readonly squashGroups: boolean;
	/** Left out of the windows' rows. */
	readonly hidden: Pane | undefined;
	/** What is folded and selected at first; later rows are unfolded ("pane"). */
	start: TreeRowType;
	/** The first build: `start` says what to select. */
	starting: boolean;
}

/** Orders of choose-tree, the default first. */
const ORDERS = ["index", "name", "activity", "z"] as const;

/** What an order looks at before the name. */
const SORTED_BY: Partial<Record<SortOrder, (winlink: Winlink) => number>> = {
	activity: ({ window }) => window.activityTime,
	creation: ({ window }) => window.createdTime,
	size: ({ window }) => window.sx * window.sy,
};

/** Would the rows stay where they are when two windows of a session were exchanged? */
function orderKeeps(a: Winlink, b: Winlink, { order }: SortCriteria): boolean {
	if (order === undefined || order === "index") return false;
	const by = SORTED_BY[order];
	return (by !== undefined && by(a) !== by(b)) || a.window.name !== b.window.name;
}

export class TreeSource implements ListSource<TreeRow> {
	readonly orders = ORDERS;
	readonly #rows: TreeRows;

	constructor(rows: TreeRows) {
		this.#rows = rows;
	}

	build(into: ListBuilder<TreeRow>, criteria: SortCriteria, filter: string | undefined): unknown {
		const { server, target, squashGroups } = this.#rows;
		const own = target.session?.group;
		for (const session of sortSessions(server, criteria)) {
			const { group } = session;
			if (squashGroups && group) {
				const shown = group === own ? target.session : group.sessions[0];
				if (session !== shown) continue;
			}
			this.#session(into, session, criteria, filter);
		}
		return this.#rows.starting ? this.#startTag() : undefined;
	}

	#startTag(): unknown {
		const { start, target } = this.#rows;
		if (start === "session") return target.session;
		if (start === "window" || target.winlink?.window.panes.length === 1) return target.winlink;
		return target.pane;
	}

	#text(ctx: Partial<FormatContext>): string {
		return expand(this.#rows.format, { server: this.#rows.server, ...ctx });
	}

	#session(
		into: ListBuilder<TreeRow>,
		session: Session,
		criteria: SortCriteria,
		filter: string | undefined,
	): void {
		const item = into.add({
			data: { type: "session", session: session.id, winlink: -1, pane: -1 },
			tag: session,
			name: session.name,
			text: this.#text({ session, type: "session" }),
			expanded: this.#rows.start !== "session",
		});
		let any = false;
		for (const winlink of sortWinlinks(session, criteria))
			if (this.#window(into, item, winlink, criteria, filter)) any = true;
		if (!any) into.remove(item);
	}

	/** False when no pane of it is wanted. */
	#window(
		into: ListBuilder<TreeRow>,
		parent: ListItem<TreeRow>,
		winlink: Winlink,
		criteria: SortCriteria,
		filter: string | undefined,
	): boolean {
		const { session, window } = winlink;
		const { server, start, hidden } = this.#rows;
		const item = into.add({
			data: { type: "window", session: session.id, winlink: winlink.index, pane: -1 },
			tag: winlink,
			name: String(winlink.index),
			text: this.#text({ session, winlink, type: "window" }),
			parent,
			expanded: start === "pane",
			align: 1,
		});
		let any = false;
		for (const pane of sortPanes(window, criteria)) {
			const ctx = { server, session, winlink, pane };
			if (filter !== undefined && !formatTrue(expand(filter, ctx))) continue;
			any = true;
			if (pane === hidden) continue;
			into.add({
				data: { type: "pane", session: session.id, winlink: winlink.index, pane: pane.id },
				tag: pane,
				name: String(paneIndex(pane)),
				text: this.#text(ctx),
				parent: item,
				align: 1,
			});
		}
		if (!any) into.remove(item);
		return any;
	}

	key(row: TreeRow, line: number): KeyCode | undefined {
		const { server, keyFormat } = this.#rows;
		const found = findRow(server, row);
		const session = found?.session;
		const winlink = row.type === "session" ? undefined : found?.winlink;
		const pane = row.type === "pane" ? found?.pane : undefined;
		const extra = new Map([["line", String(line)]]);
		return parseKey(expand(keyFormat, { server, session, winlink, pane, extra }));
	}

	matches(row: TreeRow, text: string, ignoreCase: boolean): boolean {
		const found = findRow(this.#rows.server, row);
		if (!found) return false;
		const names: Readonly<Record<TreeRowType, () => string>> = {
			session: () => found.session.name,
			window: () => found.winlink?.window.name ?? "",
			pane: () => found.pane?.process?.currentCommand() ?? "",
		};
		return contains(names[row.type](), text, ignoreCase);
	}

	/** Exchanges two windows of a session. */
	swap(a: TreeRow, b: TreeRow, criteria: SortCriteria): boolean {
		if (a.type !== "window" || b.type !== "window") return false;
		const { server } = this.#rows;
		const [first, second] = [findRow(server, a)?.winlink, findRow(server, b)?.winlink];
		if (!first || !second || first.session !== second.session) return false;
		if (orderKeeps(first, second, criteria)) return false;
		const { session } = first;
		const window = first.window;
		first.window.winlinks.delete(first);
		second.window.winlinks.delete(second);
		first.window = second.window;
		second.window = window;
		first.window.winlinks.add(first);
		second.window.winlinks.add(second);
		if (session.current === first) selectWinlink(server, session, second);
		else if (session.current === second) selectWinlink(server, session, first);
		synchronizeGroupFrom(server, session);
		markSessionGroup(server, session);
		recalculateSizes(server);
		return true;
	}
}
