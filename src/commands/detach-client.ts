/** detach-client, suspend-client, lock-server, lock-session and lock-client. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { Client } from "../model/client.ts";
import { recalculateSizes } from "../model/resize.ts";
import { targetSession } from "./common.ts";

export const detachClient: CommandEntry = {
	name: "detach-client",
	alias: "detach",
	args: { template: "aE:s:t:P", lower: 0, upper: 0 },
	usage: "[-aP] [-E shell-command] [-s target-session] [-t target-client]",
	source: { flag: "s", type: "session", canFail: true },
	flags: ["readOnly", "viewOnly", "clientT"],
	exec: execDetach,
};

export const suspendClient: CommandEntry = {
	name: "suspend-client",
	alias: "suspendc",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-client]",
	flags: ["clientT"],
	exec(_command, item) {
		if (item.targetClient) item.services.clients.suspend(item.targetClient);
		return "normal";
	},
};

export const lockServer: CommandEntry = {
	name: "lock-server",
	alias: "lock",
	args: { template: "", lower: 0, upper: 0 },
	usage: "",
	flags: ["afterHook"],
	exec: (_command, item) => lockAll(item, [...item.server.clients]),
};

export const lockSession: CommandEntry = {
	name: "lock-session",
	alias: "locks",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-session]",
	target: { flag: "t", type: "session" },
	flags: ["afterHook"],
	exec: (_command, item) => lockAll(item, clientsWith(item, targetSession(item))),
};

export const lockClient: CommandEntry = {
	name: "lock-client",
	alias: "lockc",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-client]",
	flags: ["afterHook", "clientT"],
	exec: (_command, item) => lockAll(item, item.targetClient ? [item.targetClient] : []),
};

function lockAll(item: QueueItem, clients: readonly Client[]): CommandResult {
	for (const client of clients) if (client.session) item.services.clients.lock(client);
	recalculateSizes(item.server);
	return "normal";
}

function clientsWith(item: QueueItem, session: Client["session"]): Client[] {
	return [...item.server.clients].filter((client) => client.session === session);
}

function execDetach({ args }: Command, item: QueueItem): CommandResult {
	const { server, client, targetClient } = item;
	const isOthers = args.has("s") || args.has("a") || client !== targetClient;
	if (client?.flags.readOnly && isOthers) throw new CommandError("client is read-only");
	if (args.has("s")) {
		const { session } = item.source;
		if (!session) return "normal";
		for (const other of clientsWith(item, session)) sendAway(other, args, item);
		return "stop";
	}
	if (args.has("a")) {
		for (const other of [...server.clients])
			if (other.session && other !== targetClient) sendAway(other, args, item);
		return "normal";
	}
	if (targetClient) sendAway(targetClient, args, item);
	return "stop";
}

/** -E runs a command in its place, -P ends its parent too. */
function sendAway(client: Client, args: Command["args"], item: QueueItem): void {
	const command = args.get("E");
	if (command !== undefined) item.services.clients.exec(client, command);
	else item.services.clients.detach(client, args.has("P"));
}
