/** new-session and has-session. */

import { parseNumber } from "../command/numbers.ts";
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import { Environ } from "../model/environ.ts";
import { createSession, destroyIfUnlinked, destroySession } from "../model/lifecycle.ts";
import { notifySession } from "../model/notify.ts";
import type { Session } from "../model/session.ts";
import { addToGroup, selectWinlink, synchronizeGroupTo } from "../model/session-windows.ts";
import { attachTo } from "./attach-session.ts";
import { clientContext, nameFrom, runHookFor, setCurrent, targetOf, validName } from "./common.ts";

const NESTED = "sessions should be nested with care, unset $TMUX to force";

export const newSession: CommandEntry = {
	name: "new-session",
	alias: "new",
	args: { template: "Ac:dDe:EF:f:n:Ps:t:x:Xy:", lower: 0, upper: -1 },
	usage:
		"[-AdDEPX] [-c start-directory] [-e environment] [-F format] [-f flags] [-n window-name] [-s session-name] [-t target-session] [-x width] [-y height] [shell-command [argument ...]]",
	target: { flag: "t", type: "session", canFail: true },
	flags: ["startServer"],
	exec: execNewSession,
};

export const hasSession: CommandEntry = {
	name: "has-session",
	alias: "has",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-session]",
	target: { flag: "t", type: "session" },
	flags: [],
	exec: () => "normal",
};

function execNewSession({ args }: Command, item: QueueItem): CommandResult {
	const { server, client, services } = item;
	if (args.has("t") && (args.length > 0 || args.has("n")))
		throw new CommandError("command or window name given with target");
	// Not the target's: what names and the folder are made of is the client's.
	const context = clientContext(item);
	const windowName = nameFrom(item, args.get("n"), "window", context);
	const name = nameFrom(item, args.get("s"), "session", context);
	if (args.has("A")) {
		const existing = name === undefined ? item.target.session : server.sessionByName(name);
		if (existing)
			return attachTo(item, {
				target: existing.name,
				detachOthers: args.has("D"),
				killOthers: args.has("X"),
				readOnly: false,
				cwd: args.get("c"),
				keepEnvironment: args.has("E"),
				flags: args.get("f"),
			});
	}
	if (name !== undefined && server.sessionByName(name)) throw new CommandError(`duplicate session: ${name}`);
	const group = groupOf(item, args.get("t"));
	const detached = args.has("d") || !client;
	const attaching = client && !detached ? client : undefined;
	const alreadyAttached = client?.session !== undefined;
	if (attaching && !alreadyAttached) openFor(item, attaching);
	const size = wantedSize(item, args.get("x"), args.get("y"), attaching);

	const options = server.childOptions(server.sessionOptions);
	if (size) options.set("default-size", size);
	const environ = new Environ();
	if (client && !args.has("E"))
		environ.update(server.sessionOptions.strings("update-environment"), client.environ);
	for (const assignment of args.all("e")) environ.put(assignment);
	const cwd = args.get("c");
	const session = createSession(server, {
		name,
		prefix: group?.prefix,
		cwd: cwd === undefined ? services.cwdOf(client, undefined) : expand(cwd, context),
		options,
		environ,
	});
	const winlink = services.spawner.window({
		session,
		argv: args.words(),
		name: windowName,
		cwd,
		cwdFrom: item.target.session ?? null,
		client: attaching,
		requester: client,
	});
	if ("error" in winlink) {
		destroySession(server, session, false);
		throw new CommandError(`create window failed: ${winlink.error}`);
	}
	if (group) join(item, group, session);
	notifySession(server, "session-created", session);
	if (attaching) {
		if (args.has("f")) services.clients.setFlags(attaching, args.get("f") ?? "");
		services.clients.setSession(attaching, session);
		if (!item.state.flags.repeat) services.clients.setKeyTable(attaching, undefined);
	}
	if (args.has("P")) {
		const place = targetOf(session, session.current);
		item.print(expand(args.get("F") ?? "#{session_name}:", item.formats({ ...place, client })));
	}
	if (!args.has("d")) setCurrent(item, session);
	runHookFor(item, "after-new-session", targetOf(session, session.current));
	return "normal";
}

interface WantedGroup {
	readonly with: Session | undefined;
	/** Its name, which is also what the new session's name begins with. */
	readonly prefix: string;
}

function groupOf(item: QueueItem, text: string | undefined): WantedGroup | undefined {
	if (text === undefined) return undefined;
	const { session } = item.target;
	const existing = session ? session.group : item.server.sessionGroups.get(text);
	const prefix = existing?.name ?? session?.name ?? validName(text, "session group");
	return { with: session, prefix };
}

function join(item: QueueItem, group: WantedGroup, session: Session): void {
	const { server } = item;
	if (group.with) addToGroup(server, group.prefix, group.with);
	addToGroup(server, group.prefix, session);
	const first = group.with ?? server.sessionGroups.get(group.prefix)?.sessions.find((s) => s !== session);
	if (!first) return;
	const own = session.winlinks.map(({ window }) => window);
	synchronizeGroupTo(server, session);
	for (const window of own) destroyIfUnlinked(server, window);
	selectWinlink(server, session, session.winlinks[0]);
}

function openFor(item: QueueItem, client: Client): void {
	const { clients } = item.services;
	if (client.control === "" && clients.isNested(client)) throw new CommandError(NESTED);
	const error = clients.open(client);
	if (error !== undefined) throw new CommandError(`open terminal failed: ${error}`);
}

/** `default-size` for the session from -x and -y, undefined when neither is given. */
function wantedSize(
	item: QueueItem,
	x: string | undefined,
	y: string | undefined,
	attaching: Client | undefined,
): string | undefined {
	const { client, server } = item;
	const sx = dimension(x, "width", client?.sx ?? 80);
	const sy = dimension(y, "height", client?.sy ?? 24);
	if (sx === undefined && sy === undefined) return undefined;
	const screen = attaching?.control === "" ? attaching : undefined;
	const parts = /^(\d+)x(\d+)$/.exec(server.sessionOptions.string("default-size"));
	const rows = screen
		? screen.sy - (server.sessionOptions.choice("status") === "off" ? 0 : 1)
		: Number(parts?.[2] ?? 24);
	const cols = screen ? screen.sx : Number(parts?.[1] ?? 80);
	return `${sx ?? Math.max(cols, 1)}x${sy ?? Math.max(rows, 1)}`;
}

function dimension(text: string | undefined, label: string, own: number): number | undefined {
	if (text === undefined) return undefined;
	if (text === "-") return own;
	const value = parseNumber(text, 1, 65535);
	if (typeof value === "string") throw new CommandError(`${label} ${value}`);
	return value;
}
