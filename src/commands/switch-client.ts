/** switch-client. */
import type { Arguments } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
	type Target,
} from "../command/types.ts";
import { sortSessions } from "../format/sort.ts";
import type { Client } from "../model/client.ts";
import { isGuest, onlyLooks } from "../model/guest-rules.ts";
import { markStatus } from "../model/marks.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Session } from "../model/session.ts";
import { selectWinlink } from "../model/session-windows.ts";
import { must, setCurrent } from "./common.ts";
import { sortCriteria } from "./lists.ts";
import { activate } from "./select-pane.ts";

export const switchClient: CommandEntry = {
	name: "switch-client",
	alias: "switchc",
	args: { template: "c:EFlnO:pt:rT:Z", lower: 0, upper: 0 },
	usage: "[-ElnprZ] [-c target-client] [-t target-session] [-T key-table] [-O order]",
	flags: ["readOnly", "viewOnly", "clientC"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { server, services, targetClient: client } = item;
	if (!client) throw new CommandError("no current client");
	// A guest who may only look moves nobody but itself.
	if (onlyLooks(item.client) && (client !== item.client || args.has("r")))
		throw new CommandError("client is read-only");
	const target = findPlace(args, item);
	if (args.has("r")) toggleReadOnly(item, client);
	const table = args.get("T");
	if (table !== undefined) {
		if (!server.keyTables.has(table)) throw new CommandError(`table ${table} doesn't exist`);
		services.clients.setKeyTable(client, table);
		return "normal";
	}
	const other = otherSession(args, item, client);
	const session = other ?? target.session;
	if (!session) throw new CommandError("no current session");
	if (!other) {
		if (!item.client) return "normal";
		goTo(args, item, session, target);
	}
	if (!args.has("E") && !isGuest(client))
		session.environ.update(session.options.strings("update-environment"), client.environ);
	services.clients.setSession(client, session);
	if (!item.state.flags.repeat) services.clients.setKeyTable(client, undefined);
	return "normal";
}

/** -t names a session, or a window or pane of one. */
function findPlace(args: Arguments, item: QueueItem): Target {
	const text = args.get("t");
	const isPlace = text !== undefined && (/[:.%]/.test(text) || text === "=");
	const flags = isPlace ? {} : { preferUnattached: true };
	return must(item.services.findTarget(item, text, isPlace ? "pane" : "session", flags));
}

function toggleReadOnly(item: QueueItem, client: Client): void {
	const { flags } = client;
	const guest = item.server.sharing.guestOf(client);
	if (guest) {
		if (isGuest(item.client)) throw new CommandError("guests have their rights from the host");
		return item.services.sharing.setRights(guest, flags.readOnly ? "read-write" : "read-only");
	}
	if (flags.readOnly && item.client?.identity.uid !== item.server.ports.host.uid)
		throw new CommandError("client is read-only");
	const on = !flags.readOnly;
	flags.readOnly = on;
	flags.ignoreSize = on;
	markStatus(item.server, client);
	recalculateSizes(item.server);
}

/** The session of -n, -p or -l. */
function otherSession(args: Arguments, item: QueueItem, client: Client): Session | undefined {
	const criteria = sortCriteria(args);
	if (args.has("n") || args.has("p")) {
		const sessions = sortSessions(item.server, criteria);
		const at = client.session ? sessions.indexOf(client.session) : -1;
		const next = at + (args.has("n") ? 1 : -1);
		const found = at === -1 ? undefined : sessions.at(next % sessions.length);
		if (!found) throw new CommandError(`can't find ${args.has("n") ? "next" : "previous"} session`);
		return found;
	}
	if (!args.has("l")) return undefined;
	const { lastSession } = client;
	if (!lastSession || lastSession.destroyed) throw new CommandError("can't find last session");
	return lastSession;
}

/** Makes the named window and pane the current ones. */
function goTo(args: Arguments, item: QueueItem, session: Session, { winlink, pane }: Target): void {
	if (!winlink) return;
	if (onlyLooks(item.client)) {
		if (winlink === session.current && (!pane || pane === winlink.window.active)) return;
		throw new CommandError("client is read-only");
	}
	if (pane && pane !== winlink.window.active) activate(item.server, pane, args.has("Z"));
	selectWinlink(item.server, session, winlink);
	setCurrent(item, session);
}
