/** share-server and unshare-server. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
	type RelayPlace,
} from "../command/types.ts";
import { destroySession } from "../model/lifecycle.ts";
import type { Session } from "../model/session.ts";
import { shareLineTexts } from "../model/share-events.ts";
import { attachTo } from "./attach-session.ts";
import { followSharing, waitUntilReady } from "./share-follow.ts";
import { sessionToShare, wantsToAttach, whenSessionComes } from "./share-session.ts";

/** Flags that say how to share: they count only when sharing starts. */
const REQUEST_FLAGS: readonly string[] = ["a", "k", "n", "R", "r"];

export const shareServer: CommandEntry = {
	name: "share-server",
	alias: "share",
	args: { template: "a:dFk:n:R:r:t:", lower: 0, upper: 0 },
	usage: "[-dF] [-a file] [-k api-key] [-n name] [-R relay] [-r read-only-name] [-t target-session]",
	flags: ["startServer"],
	exec: execShare,
};

export const unshareServer: CommandEntry = {
	name: "unshare-server",
	alias: "unshare",
	args: { template: "", lower: 0, upper: 0 },
	usage: "",
	flags: [],
	exec(_command, { server, services }) {
		if (!server.sharing.active) throw new CommandError("server is not shared");
		services.sharing.stop("sharing was stopped by the host");
		return "normal";
	},
};

function execShare({ args }: Command, item: QueueItem): CommandResult {
	const { server, client, services } = item;
	const { sharing } = server;
	const foreground = args.has("F");
	if (foreground && !isPlain(item)) throw new CommandError("-F needs a client of its own");
	const wasShared = sharing.active;
	if (wasShared && REQUEST_FLAGS.some((flag) => args.has(flag)))
		throw new CommandError("server is shared already, unshare-server first");
	const ask = (about: Session) => ({
		session: about,
		client,
		name: args.get("n"),
		nameReadOnly: args.get("r"),
		apiKey: args.get("k"),
		relay: relayOf(args.get("R")),
		authorizedKeys: keysFrom(item, args.get("a")),
		foreground,
	});
	if (!client && !args.has("t") && server.sessions.size === 0) {
		whenSessionComes(server, (session) => {
			const { error } = sharing.active ? {} : services.sharing.start(ask(session));
			if (error !== undefined) item.error(error);
		});
		return "normal";
	}
	const attaching = !args.has("d") && !foreground && wantsToAttach(item);
	const { session, made } = sessionToShare(item, args.get("t"), attaching);
	if (!wasShared) {
		const { error } = services.sharing.start(ask(session));
		if (error !== undefined) {
			if (made) destroySession(server, session);
			throw new CommandError(error);
		}
	}
	if (foreground)
		return followSharing(item, { stops: !wasShared, session: made && !wasShared ? session : undefined });
	if (attaching) {
		attachTo(item, {
			target: `$${session.id}`,
			detachOthers: false,
			killOthers: false,
			readOnly: false,
			cwd: undefined,
			keepEnvironment: false,
			flags: undefined,
		});
		if (client && sharing.status === "ready") services.clients.message(client, briefly(item), { delay: -1 });
		return "normal";
	}
	if (sharing.status === "ready") for (const line of shareLineTexts(sharing)) item.print(line);
	else if (isPlain(item)) return waitUntilReady(item);
	return "normal";
}

/** Run by a client that prints to its own standard output. */
function isPlain({ client }: QueueItem): boolean {
	return client !== undefined && client.session === undefined && client.control === "";
}

/** The first line to hand over, for a status line: there is room for one. */
function briefly(item: QueueItem): string {
	return shareLineTexts(item.server.sharing)[0] ?? "";
}

/** `-R`: `host`, `host:port` or either with `,SHA256:...` behind it. */
function relayOf(text: string | undefined): RelayPlace | undefined {
	if (text === undefined) return undefined;
	const found = /^(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:,(SHA256:[\w+/]{43}))?$/.exec(text);
	const port = found?.[2] ?? "";
	if (!found?.[1] || Number(port) > 65535) throw new CommandError(`invalid relay: ${text}`);
	return { host: found[1].replace(/^\[|\]$/g, ""), port, fingerprint: found[3] ?? "" };
}

/** `-a`: what is no URL and no name at a code host is a path, from the client's folder on. */
function keysFrom(item: QueueItem, text: string | undefined): string | undefined {
	if (text === undefined || text === "" || /^(?:[/~]|https:|github:|gitlab:)/.test(text)) return text;
	return `${item.services.cwdOf(item.client, undefined).replace(/\/$/, "")}/${text}`;
}
