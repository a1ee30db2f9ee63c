/**
 * What a hook is made of: where its commands are found and which `hook_*`
 * variables they see. Called by CommandRunner only.
 */
import type { Notification } from "../model/events.ts";
import type { Server } from "../model/server.ts";
import { printArguments } from "./print.ts";
import {
	bestWinlink,
	isValidTarget,
	targetFromClient,
	targetFromPane,
	targetFromSession,
	targetFromWindow,
	targetFromWinlink,
	targetFromWinlinkPane,
} from "./targets.ts";
import type { Command, Target } from "./types.ts";

/** The command texts of hook `name` for `target`: the session's, else the pane's or the window's. */
export function hookTexts(server: Server, name: string, target: Target): string[] {
	const scopes = [
		target.session?.options ?? server.sessionOptions,
		target.pane?.options,
		// A session may be without a current window for a moment; the global hooks run all the same.
		target.winlink?.window.options ?? server.windowOptions,
	];
	for (const options of scopes) {
		const entry = options?.entry(name);
		if (!entry) continue;
		entry.fireCount++;
		entry.fireTime = server.ports.clock.now();
		return (entry.items ? entry.items.values() : [entry.value]).map(String).filter((text) => text !== "");
	}
	return [];
}

/** The variables of `after-NAME` and `command-error`: the command's arguments and flags. */
export function commandVariables(command: Command): Map<string, string> {
	const { args } = command;
	const variables = new Map([["hook_arguments", printArguments(args)]]);
	for (const [i, text] of args.words().entries()) variables.set(`hook_argument_${i}`, text);
	for (const flag of args.flags()) {
		variables.set(`hook_flag_${flag}`, args.get(flag) ?? "1");
		for (const [i, value] of args.all(flag).entries()) variables.set(`hook_flag_${flag}_${i}`, value);
	}
	return variables;
}

/** The variables of an event: what it is about by id and name, and its further facts. */
export function notificationVariables(event: Notification): Map<string, string> {
	const variables = new Map<string, string>();
	const { client, session, window, pane } = event;
	if (client) variables.set("hook_client", client.name);
	if (session) variables.set("hook_session", `$${session.id}`).set("hook_session_name", session.name);
	if (window) variables.set("hook_window", `@${window.id}`).set("hook_window_name", window.name);
	if (pane) variables.set("hook_pane", `%${pane.id}`);
	for (const [name, value] of Object.entries(event.extra ?? {}))
		variables.set(name.startsWith("hook_") ? name : `hook_${name}`, value);
	return variables;
}

/** What an event is about, as a target; undefined when that is gone already. */
export function notificationTarget(server: Server, event: Notification): Target | undefined {
	const { client, session, winlink, window, pane } = event;
	const place = winlink ?? (session && window ? bestWinlink(session, window) : undefined);
	const candidates = [
		place && (pane?.window === place.window ? targetFromWinlinkPane(place, pane) : targetFromWinlink(place)),
		pane && targetFromPane(server, pane),
		window && targetFromWindow(server, window),
		session && targetFromSession(session),
		client && targetFromClient(server, client),
	];
	return candidates.find((target) => target && isValidTarget(server, target));
}
