/** Variables of a session and its group. */
import type { Client } from "../model/client.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, flag, number, row, timeRow } from "./variable.ts";

/** Alerts of a winlink by their letters. */
const ALERTS: readonly (readonly [string, (wl: Winlink) => boolean])[] = [
	["#", (wl) => wl.activity],
	["!", (wl) => wl.bell],
	["~", (wl) => wl.silence],
];

/** Names of what is not there are not "" but nothing, which differs in a condition. */
export function joinNames(names: readonly string[]): string | undefined {
	return names.length === 0 ? undefined : names.join(",");
}

/** Clients whose session is one of `sessions`. */
function clientsIn(ctx: FormatContext, sessions: readonly Session[]): Client[] {
	return [...ctx.server.clients].filter((c) => c.session !== undefined && sessions.includes(c.session));
}

function attachedCount(ctx: FormatContext, sessions: readonly Session[]): number {
	return clientsIn(ctx, sessions).filter((c) => c.attached && !c.suspended && !c.exiting).length;
}

/** Alert letters of all windows, each letter once, in the order of the windows. */
function alert(session: Session): string {
	let out = "";
	for (const wl of session.winlinks)
		for (const [letter, has] of ALERTS) if (has(wl) && !out.includes(letter)) out += letter;
	return out;
}

/** Index and letters of each window with an alert. */
function alerts(session: Session): string {
	return session.winlinks
		.filter((wl) => wl.alerted)
		.map((wl) => wl.index + ALERTS.map(([letter, has]) => (has(wl) ? letter : "")).join(""))
		.join(",");
}

function stack(session: Session): string {
	return [session.current, ...session.lastWinlinks].map((wl) => wl?.index ?? "").join(",");
}

/** A row for a context with a session. */
const of = (name: string, get: (session: Session, ctx: FormatContext) => string | undefined) =>
	row(name, (ctx) => ctx.session && get(ctx.session, ctx));
/** A row for a session in a group. */
const grouped = (
	name: string,
	get: (sessions: readonly Session[], ctx: FormatContext, group: string) => string | undefined,
) => of(name, ({ group }, ctx) => group && get(group.sessions, ctx, group.name));
const names = (sessions: readonly { name: string }[]) => joinNames(sessions.map((s) => s.name));

export const SESSION_VARIABLES: readonly FormatVariable[] = [
	of("active_window_index", (s) => number(s.current?.index)),
	of("last_window_index", (s) => number(s.winlinks[s.winlinks.length - 1]?.index)),
	of("session_active", (s, { client }) => flag(client && client.session === s)),
	timeRow("session_activity", ({ session }) => session?.activityTime),
	// Of all windows of the session only the one in hand (activity, silence) or the first (bell) is asked.
	of("session_activity_flag", (s, { winlink }) =>
		s.winlinks.length > 0 ? flag(winlink?.activity) : undefined,
	),
	of("session_alert", alert),
	of("session_alerts", alerts),
	of("session_attached", (s, ctx) => String(attachedCount(ctx, [s]))),
	of("session_attached_list", (s, ctx) => names(clientsIn(ctx, [s]))),
	of("session_bell_flag", (s) => flag(s.winlinks[0]?.bell)),
	timeRow("session_created", ({ session }) => session?.createdTime),
	grouped("session_group", (_, __, name) => name),
	grouped("session_group_attached", (sessions, ctx) => String(attachedCount(ctx, sessions))),
	grouped("session_group_attached_list", (sessions, ctx) => names(clientsIn(ctx, sessions))),
	grouped("session_group_list", (sessions) => names(sessions)),
	grouped("session_group_many_attached", (sessions, ctx) => flag(attachedCount(ctx, sessions) > 1)),
	grouped("session_group_size", (sessions) => String(sessions.length)),
	of("session_grouped", (s) => flag(s.group !== undefined)),
	of("session_id", (s) => `$${s.id}`),
	timeRow("session_last_attached", ({ session }) => session?.lastAttachedTime),
	of("session_many_attached", (s, ctx) => flag(attachedCount(ctx, [s]) > 1)),
	of("session_marked", (s, { server }) => flag(server.mark?.session === s)),
	of("session_name", (s) => s.name),
	of("session_path", (s) => s.cwd),
	of("session_silence_flag", (s, { winlink }) =>
		s.winlinks.length > 0 ? flag(winlink?.silence) : undefined,
	),
	of("session_stack", stack),
	of("session_windows", (s) => String(s.winlinks.length)),
];
