/**
 * The context a running command expands formats with: its client, target,
 * event and extra variables. Called by the queue's items and by commands that
 * expand for something other than their target.
 */
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { QueueState, Target } from "./types.ts";

/** What the context is made of. */
export interface FormatSource {
	readonly server: Server;
	/** The target client. */
	readonly client: Client | undefined;
	readonly target: Target;
	readonly state: QueueState;
	/** Name of the running command; undefined when none runs. */
	readonly command?: string | undefined;
}

/** Variables of the running command: `command` and what its state holds. */
export function itemVariables(command: string | undefined, state: QueueState): Map<string, string> {
	const variables = new Map<string, string>();
	if (command !== undefined) variables.set("command", command);
	for (const [name, value] of state.formats) variables.set(name, value);
	return variables;
}

/** A context where what the target leaves open is taken from the client. */
export function formatContext(from: FormatSource): FormatContext {
	const { server, client, target, state } = from;
	const session = target.session ?? client?.session;
	const winlink = target.winlink ?? session?.current;
	const window = target.window ?? winlink?.window;
	const pane = target.pane ?? window?.active;
	return {
		server,
		client,
		session,
		winlink,
		window,
		pane,
		mouse: state.event?.mouse,
		extra: itemVariables(from.command, state),
		type: pane ? "pane" : winlink ? "window" : session ? "session" : undefined,
	};
}
