/**
 * What a session does with its windows: link, unlink, select, renumber, and
 * keep a group's sessions alike. Called by commands, spawn and lifecycle.ts.
 */
import { tracksMoves, updateFocus } from "./focus.ts";
import { notifySession, notifyWinlink, windowActivity, windowFacts } from "./notify.ts";
import type { Server } from "./server.ts";
import type { Session, SessionGroup } from "./session.ts";
import type { Window } from "./window.ts";
import { Winlink } from "./winlink.ts";

/** Puts `window` at `index` (-1: the first free one from base-index on); undefined when the index is in use. */
export function addWinlink(session: Session, window: Window, index: number): Winlink | undefined {
	const at = index === -1 ? session.freeIndex(session.options.number("base-index")) : index;
	if (session.winlinkAt(at)) return undefined;
	const winlink = new Winlink(session, at, window);
	const before = session.winlinks.findIndex((wl) => wl.index > at);
	session.winlinks.splice(before === -1 ? session.winlinks.length : before, 0, winlink);
	window.winlinks.add(winlink);
	return winlink;
}

/** Takes a winlink out of its session without choosing another current one. */
export function dropWinlink(winlink: Winlink): void {
	const { session, window } = winlink;
	session.lastWinlinks = session.lastWinlinks.filter((wl) => wl !== winlink);
	session.winlinks = session.winlinks.filter((wl) => wl !== winlink);
	window.winlinks.delete(winlink);
}

/** Links `window` into `session` and its group; an error text when the index is in use. */
export function linkWindow(
	server: Server,
	session: Session,
	window: Window,
	index: number,
): Winlink | { readonly error: string } {
	const winlink = addWinlink(session, window, index);
	if (!winlink) return { error: `index in use: ${index}` };
	notifyWinlink(server, "window-linked", winlink);
	synchronizeGroupFrom(server, session);
	return winlink;
}

/** Unlinks; another window becomes current. True when the session is now empty and must be destroyed. */
export function unlinkWinlink(server: Server, winlink: Winlink): boolean {
	const { session } = winlink;
	if (session.current === winlink) {
		if (selectLast(server, session) !== "changed" && selectPrevious(server, session, false) !== "changed")
			selectNext(server, session, false);
	}
	winlink.clearAlerts();
	notifyWinlink(server, "window-unlinked", winlink);
	dropWinlink(winlink);
	synchronizeGroupFrom(server, session);
	return session.winlinks.length === 0;
}

/** What became of a selection: `same` was current already, `none` had nothing to select. */
export type Selection = "changed" | "same" | "none";

/** Makes `winlink` current and pushes the old one on the stack of last ones. */
export function selectWinlink(server: Server, session: Session, winlink: Winlink | undefined): Selection {
	if (!winlink) return "none";
	const old = session.current;
	if (winlink === old) return "same";
	session.lastWinlinks = session.lastWinlinks.filter((wl) => wl !== winlink && wl !== old);
	winlink.visited = false;
	if (old) {
		session.lastWinlinks.unshift(old);
		old.visited = true;
	}
	session.current = winlink;
	if (tracksMoves(server)) {
		if (old) updateFocus(server, old.window);
		updateFocus(server, winlink.window);
	}
	clearWindowAlerts(winlink.window);
	windowActivity(server, winlink.window);
	const extra: Record<string, string> = {
		...windowFacts("new_window", winlink.window),
		new_window_index: String(winlink.index),
	};
	if (old)
		Object.assign(extra, windowFacts("old_window", old.window), { old_window_index: String(old.index) });
	notifyWinlink(server, "session-window-changed", winlink, extra);
	return "changed";
}

/** The alerts of a window are over: it is looked at. */
export function clearWindowAlerts(window: Window): void {
	window.bell = false;
	window.activity = false;
	window.silence = false;
	for (const winlink of window.winlinks) winlink.clearAlerts();
}

/** The window at `index`. */
export function selectIndex(server: Server, session: Session, index: number): Selection {
	return selectWinlink(server, session, session.winlinkAt(index));
}

/** The window visited last. */
export function selectLast(server: Server, session: Session): Selection {
	return selectWinlink(server, session, session.lastWinlinks[0]);
}

/** The next window by index, wrapping; with `alert` the next that has an alert. */
export function selectNext(server: Server, session: Session, alert: boolean): Selection {
	return selectStep(server, session, session.winlinks, alert);
}

/** The previous window by index, wrapping. */
export function selectPrevious(server: Server, session: Session, alert: boolean): Selection {
	return selectStep(server, session, [...session.winlinks].reverse(), alert);
}

function selectStep(server: Server, session: Session, order: readonly Winlink[], alert: boolean): Selection {
	if (!session.current) return "none";
	const at = order.indexOf(session.current);
	const rest = [...order.slice(at + 1), ...order.slice(0, at + 1)];
	return selectWinlink(
		server,
		session,
		rest.find((wl) => !alert || wl.alerted),
	);
}

/** Numbers the windows without gaps from base-index on. */
export function renumberWindows(session: Session): void {
	let index = session.options.number("base-index");
	for (const winlink of session.winlinks) winlink.index = index++;
}

/** renumber-windows of a session or its whole group, when the option says so. */
export function renumberIfWanted(session: Session): void {
	if (!session.options.flag("renumber-windows")) return;
	for (const member of session.group?.sessions ?? [session]) renumberWindows(member);
}

/**
 * Frees the index of `winlink` (or the one behind it) by moving windows up; gives the free index. A
 * group's other sessions follow when a window is put there.
 */
export function shuffleUp(winlink: Winlink, before: boolean): number {
	const { session } = winlink;
	const index = before ? winlink.index : winlink.index + 1;
	let last = index;
	while (session.winlinkAt(last)) last++;
	for (const wl of session.winlinks) if (wl.index >= index && wl.index < last) wl.index++;
	return index;
}

/** Joins `session` to the group named `name`, making it when needed. */
export function addToGroup(server: Server, name: string, session: Session): SessionGroup {
	let group = server.sessionGroups.get(name);
	if (!group) {
		group = { name, sessions: [] };
		server.sessionGroups.set(name, group);
	}
	if (!session.group) {
		group.sessions.push(session);
		session.group = group;
		notifySession(server, "session-added-to-group", session, groupFacts(group));
	}
	return group;
}

/** Takes `session` out of its group; an empty group goes. */
export function removeFromGroup(server: Server, session: Session): void {
	const { group } = session;
	if (!group) return;
	notifySession(server, "session-removed-from-group", session, groupFacts(group));
	group.sessions.splice(group.sessions.indexOf(session), 1);
	session.group = undefined;
	if (group.sessions.length === 0) server.sessionGroups.delete(group.name);
}

function groupFacts(group: SessionGroup): Record<string, string> {
	return { group: group.name, group_size: String(group.sessions.length) };
}

/** Gives `session` the windows of another member of its group. */
export function synchronizeGroupTo(server: Server, session: Session): void {
	const model = session.group?.sessions.find((s) => s !== session);
	if (model) synchronize(server, model, session);
}

/** Gives every other member of its group the windows of `session`. */
export function synchronizeGroupFrom(server: Server, session: Session): void {
	for (const member of session.group?.sessions ?? [])
		if (member !== session) synchronize(server, session, member);
}

/** Makes the windows of `to` the same as those of `from`, which links them all anew; current and last ones are kept by index. */
function synchronize(server: Server, from: Session, to: Session): void {
	if (from.winlinks.length === 0) return;
	if (to.current && !from.winlinkAt(to.current.index)) {
		if (selectLast(server, to) !== "changed" && selectPrevious(server, to, false) !== "changed")
			selectNext(server, to, false);
	}
	const old = to.winlinks;
	to.winlinks = from.winlinks.map((wl) => {
		const same = old.find((o) => o.index === wl.index && o.window === wl.window);
		const winlink = same ?? new Winlink(to, wl.index, wl.window);
		winlink.bell = wl.bell;
		winlink.activity = wl.activity;
		winlink.silence = wl.silence;
		return winlink;
	});
	const at = (winlink: Winlink | undefined) => (winlink ? to.winlinkAt(winlink.index) : undefined);
	to.current = at(to.current) ?? at(from.current) ?? to.winlinks[0];
	to.lastWinlinks = to.lastWinlinks.map(at).filter((wl) => wl !== undefined);
	for (const winlink of old) if (!to.winlinks.includes(winlink)) winlink.window.winlinks.delete(winlink);
	for (const winlink of to.winlinks) {
		winlink.window.winlinks.add(winlink);
		notifyWinlink(server, "window-linked", winlink);
	}
	for (const winlink of old) if (!to.has(winlink.window)) notifyWinlink(server, "window-unlinked", winlink);
}
