/** attach-session, and what new-session -A does with a session that exists. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { setActivePane } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { isGuest, onlyLooks } from "../model/guest-rules.ts";
import type { Session } from "../model/session.ts";
import { selectWinlink } from "../model/session-windows.ts";
import { must, setCurrent } from "./common.ts";

export const attachSession: CommandEntry = {
	name: "attach-session",
	alias: "attach",
	args: { template: "c:dEf:rt:x", lower: 0, upper: 0 },
	usage: "[-dErx] [-c working-directory] [-f flags] [-t target-session]",
	flags: ["startServer", "readOnly", "viewOnly"],
	exec: ({ args }: Command, item: QueueItem) =>
		attachTo(item, {
			target: args.get("t"),
			detachOthers: args.has("d"),
			killOthers: args.has("x"),
			readOnly: args.has("r"),
			cwd: args.get("c"),
			keepEnvironment: args.has("E"),
			flags: args.get("f"),
		}),
};

export interface AttachOptions {
	readonly target: string | undefined;
	readonly detachOthers: boolean;
	readonly killOthers: boolean;
	readonly readOnly: boolean;
	readonly cwd: string | undefined;
	readonly keepEnvironment: boolean;
	readonly flags: string | undefined;
}

/** Attaches the item's client to a session, or switches it there. */
export function attachTo(item: QueueItem, options: AttachOptions): CommandResult {
	const { server, client, services } = item;
	if (server.sessions.size === 0) throw new CommandError("no sessions");
	if (!client) return "normal";
	// A guest who may only look comes in this way, and does nothing else with it.
	if (onlyLooks(client) && client.session) throw new CommandError("client is read-only");
	if (services.clients.isNested(client))
		throw new CommandError("sessions should be nested with care, unset $TMUX to force");
	const isPlace = options.target !== undefined && /[:.]/.test(options.target);
	const target = must(
		services.findTarget(
			item,
			options.target,
			isPlace ? "pane" : "session",
			isPlace ? {} : { preferUnattached: true },
		),
	);
	const { session, winlink, pane } = target;
	if (!session) throw new CommandError("no current session");
	if (winlink) {
		if (pane) setActivePane(server, pane.window, pane, true);
		selectWinlink(server, session, winlink);
		setCurrent(item, session, winlink, pane);
	}
	if (options.cwd !== undefined)
		session.cwd = expand(options.cwd, item.formats({ session, winlink, window: winlink?.window, pane }));
	if (options.flags !== undefined) services.clients.setFlags(client, options.flags);
	if (options.readOnly) makeReadOnly(item, client);
	if (client.session) client.lastSession = client.session;
	else {
		const error = services.clients.open(client);
		if (error !== undefined) throw new CommandError(`open terminal failed: ${error}`);
	}
	if (options.detachOthers || options.killOthers) detachOthers(item, session, client, options.killOthers);
	if (!options.keepEnvironment && !isGuest(client))
		session.environ.update(session.options.strings("update-environment"), client.environ);
	services.clients.setSession(client, session);
	if (!item.state.flags.repeat) services.clients.setKeyTable(client, undefined);
	return "normal";
}

function makeReadOnly(item: QueueItem, client: Client): void {
	if (client.flags.readOnly && (isGuest(client) || client.identity.uid !== item.server.ports.host.uid))
		throw new CommandError("client is read-only");
	client.flags.readOnly = true;
	client.flags.ignoreSize = true;
}

function detachOthers(item: QueueItem, session: Session, keep: Client, kill: boolean): void {
	for (const other of [...item.server.clients])
		if (other !== keep && other.session === session) item.services.clients.detach(other, kill);
}
