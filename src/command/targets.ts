/**
 * Targets made from what is known: a session, a winlink, a window, a pane, a
 * client or nothing at all, with tmux's rules for which session is the best
 * one. Used by find-target.ts, the queue, key dispatch and hooks.
 */
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import { strtonum } from "../util/strtonum.ts";
import type { PaneTarget, QueueState, Target, TargetFlags } from "./types.ts";

/** A target with nothing in it. */
export const NO_TARGET: Target = { index: -1 };

/** A new state; what is not given is empty. */
export function makeState(from: Partial<QueueState> = {}): QueueState {
	return {
		current: from.current ?? NO_TARGET,
		event: from.event,
		formats: from.formats ?? new Map(),
		flags: from.flags ?? {},
	};
}

const LARGEST_ID = 0xffffffff;

/** Everything is there and still belongs together. */
export function isValidTarget(server: Server, target: Target): target is PaneTarget {
	const { session, winlink, window, pane } = target;
	if (!session || !winlink || !window || !pane) return false;
	if (server.sessions.get(session.id) !== session) return false;
	return session.winlinks.includes(winlink) && winlink.window === window && window.panes.includes(pane);
}

/** How many clients show the session now. */
function attachedCount(server: Server, session: Session): number {
	let count = 0;
	for (const client of server.clients)
		if (client.session === session && !client.exiting && !client.dead && !client.suspended) count++;
	return count;
}

function isUsable(server: Server, session: Session): boolean {
	return server.sessions.get(session.id) === session && session.current?.window.active !== undefined;
}

/** Later activity wins; what was made in the same millisecond is told apart by its number. */
function isBetter(server: Server, session: Session, than: Session | undefined, flags: TargetFlags): boolean {
	if (!than) return true;
	if (flags.preferUnattached) {
		const thanAttached = attachedCount(server, than) > 0;
		const attached = attachedCount(server, session) > 0;
		if (thanAttached && !attached) return true;
		if (!thanAttached && attached) return false;
	}
	if (session.activityTime !== than.activityTime) return session.activityTime > than.activityTime;
	return session.id > than.id;
}

/** The session used last among those that pass `filter`. */
export function bestSession(
	server: Server,
	flags: TargetFlags = {},
	filter: (session: Session) => boolean = () => true,
): Session | undefined {
	let best: Session | undefined;
	for (const session of server.sessionsByName()) {
		if (!filter(session) || !isUsable(server, session)) continue;
		if (isBetter(server, session, best, flags)) best = session;
	}
	return best;
}

/** The client used last among those of `session`, or of all when nobody is attached to it; guests who may only look come last. */
export function bestClient(server: Server, session: Session): Client | undefined {
	const only = attachedCount(server, session) > 0 ? session : undefined;
	let best: Client | undefined;
	for (const client of server.clients) {
		if (!client.session || (only && client.session !== only)) continue;
		if (best && !onlyLooks(best) && onlyLooks(client)) continue;
		const isPreferred = best !== undefined && onlyLooks(best) && !onlyLooks(client);
		if (!best || isPreferred || client.activityTime > best.activityTime) best = client;
	}
	return best;
}

/** The place of `window` in `session`: the current one when it shows the window, else the first. */
export function bestWinlink(session: Session, window: Window): Winlink | undefined {
	return session.current?.window === window ? session.current : session.winlinkOf(window);
}

/** The best session that has the window, and where it has it. */
export function bestPlace(server: Server, window: Window, flags: TargetFlags = {}): Winlink | undefined {
	const session = bestSession(server, flags, (one) => one.has(window));
	return session && bestWinlink(session, window);
}

/** The pane a client runs in: by its tty, else by TMUX_PANE of its environment. */
export function insidePane(server: Server, client: Client | undefined): Pane | undefined {
	if (!client) return undefined;
	if (client.ttyName !== "")
		for (const pane of server.panes.values())
			if (pane.process && pane.ttyName === client.ttyName) return pane;
	const id = client.environ.get("TMUX_PANE");
	return id === undefined ? undefined : paneById(server, id);
}

/** `%3`. */
export function paneById(server: Server, text: string): Pane | undefined {
	return byId(server.panes, "%", text);
}

/** `@3`. */
export function windowById(server: Server, text: string): Window | undefined {
	return byId(server.windows, "@", text);
}

/** `$3`. */
export function sessionById(server: Server, text: string): Session | undefined {
	return byId(server.sessions, "$", text);
}

/** `text` as a decimal number from `least` to `most`; undefined when it is none or out of range. */
export function numberIn(text: string, least: number, most: number): number | undefined {
	const value = strtonum(text, least, most);
	return typeof value === "number" ? value : undefined;
}

function byId<T>(map: ReadonlyMap<number, T>, sign: string, text: string): T | undefined {
	if (!text.startsWith(sign)) return undefined;
	const id = numberIn(text.slice(1), 0, LARGEST_ID);
	return id === undefined ? undefined : map.get(id);
}

/** The active pane of the session's current window. */
export function targetFromSession(session: Session): Target {
	return session.current ? targetFromWinlink(session.current) : { session, index: -1 };
}

/** The active pane of a window at its place. */
export function targetFromWinlink(winlink: Winlink): Target {
	const { session, window } = winlink;
	return { session, winlink, window, pane: window.active, index: -1 };
}

/** A pane of a window at a given place. */
export function targetFromWinlinkPane(winlink: Winlink, pane: Pane): Target {
	return { session: winlink.session, winlink, window: winlink.window, pane, index: winlink.index };
}

/** The active pane of a window in the best session that has it; undefined when none has. */
export function targetFromWindow(
	server: Server,
	window: Window,
	flags: TargetFlags = {},
): Target | undefined {
	const winlink = bestPlace(server, window, flags);
	return winlink && { ...targetFromWinlink(winlink), index: winlink.index };
}

/** The same for one pane of it. */
export function targetFromPane(server: Server, pane: Pane, flags: TargetFlags = {}): Target | undefined {
	const target = targetFromWindow(server, pane.window, flags);
	return target && { ...target, pane };
}

/** The best session's current pane; undefined when there is no session. */
export function targetFromNothing(server: Server, flags: TargetFlags = {}): Target | undefined {
	const session = bestSession(server, flags);
	if (!session?.current) return undefined;
	return { ...targetFromWinlink(session.current), index: session.current.index };
}

/**
 * What a client stands on: an attached one on its session, a command client
 * inside a pane on the best session with that pane, others on the best session.
 */
export function targetFromClient(
	server: Server,
	client: Client | undefined,
	flags: TargetFlags = {},
): Target | undefined {
	if (!client) return targetFromNothing(server, flags);
	if (client.session) return targetFromSession(client.session);
	const pane = insidePane(server, client);
	const session = pane && bestSession(server, flags, (one) => one.has(pane.window));
	if (!pane || !session?.current) return targetFromNothing(server, flags);
	return { ...targetFromWinlink(session.current), index: bestWinlink(session, pane.window)?.index ?? -1 };
}
