/** display-message. */
import { bestClient } from "../command/targets.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { completeContext } from "../format/context.ts";
import { expandTime } from "../format/expand.ts";
import { DISPLAY_MESSAGE_FORMAT } from "../format/list-row.ts";
import type { FormatContext } from "../format/types.ts";
import { FORMAT_VARIABLES } from "../format/variables.ts";
import type { Client } from "../model/client.ts";
import { mustBeNumber } from "./common.ts";

const UINT_MAX = 0xffffffff;

export const displayMessage: CommandEntry = {
	name: "display-message",
	alias: "display",
	args: { template: "aCc:d:lINpt:F:v", lower: 0, upper: 1 },
	usage: "[-aCIlNpv] [-c target-client] [-d delay] [-F format] [-t target-pane] [message]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: ["afterHook", "clientC", "clientCanFail"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { client, targetClient, services } = item;
	if (args.has("I")) return readInput(item);
	const text = args.string(0);
	if (args.has("F") && text !== undefined) throw new CommandError("only one of -F or argument must be given");
	const delay = args.has("d") ? mustBeNumber(args.number("d", 0, UINT_MAX), "delay") : -1;
	const template = text ?? args.get("F") ?? DISPLAY_MESSAGE_FORMAT;
	const context = item.formats({
		...item.target,
		client: clientFor(item),
		verbose: args.has("v") ? (line: string) => item.print(line) : undefined,
	});
	if (args.has("a")) {
		printAll(item, context);
		return "normal";
	}
	const message = args.has("l") ? template : expandTime(template, context);
	if (!client) item.error(message);
	else if (args.has("p")) item.print(message);
	else if (targetClient && targetClient.control !== "")
		services.control.line(targetClient, `%message ${message}`);
	else if (targetClient)
		services.clients.message(targetClient, message, {
			delay,
			ignoreKeys: args.has("N"),
			noFreeze: args.has("C"),
		});
	return "normal";
}

/** The client of the formats: the one of -c when it shows the target's session, else the best one of that. */
function clientFor(item: QueueItem): Client | undefined {
	const { targetClient, server } = item;
	const { session } = item.target;
	if (targetClient && targetClient.session === session) return targetClient;
	return session && bestClient(server, session);
}

/** -a: every variable that has a value, then those of the moment. */
function printAll(item: QueueItem, given: FormatContext): void {
	const context = completeContext(given);
	for (const name of [...FORMAT_VARIABLES.keys()].sort()) {
		const value = FORMAT_VARIABLES.get(name)?.get(context);
		if (value !== undefined) item.print(`${name}=${value}`);
	}
	for (const [name, value] of [...(context.extra ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)))
		item.print(`${name}=${typeof value === "string" ? value : value()}`);
}

/** -I: the client's standard input goes onto the screen of a pane without a program. */
function readInput(item: QueueItem): CommandResult {
	const { client, server } = item;
	const { pane } = item.target;
	if (!pane) return "normal";
	if (!pane.empty) throw new CommandError("pane is not empty");
	if (!client || client.dead || client.exiting || client.session) return "normal";
	server.ports.files.read(client, "-", (result) => {
		if (result instanceof Uint8Array && !pane.destroyed) item.services.inject(pane, result);
		item.resume();
	});
	return "wait";
}
