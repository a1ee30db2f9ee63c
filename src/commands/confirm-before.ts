/** confirm-before. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { commandsNow } from "./prepared.ts";

export const confirmBefore: CommandEntry = {
	name: "confirm-before",
	alias: "confirm",
	args: { template: "bc:p:t:y", lower: 1, upper: 1, type: () => "commands-or-string" },
	usage: "[-by] [-c confirm-key] [-p prompt] [-t target-client] command",
	flags: ["clientT"],
	exec,
};

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const client = item.targetClient;
	if (!client) throw new CommandError("no current client");
	const list = commandsNow(command, item, 0, true);
	const waits = !args.has("b");
	const key = args.get("c") ?? "y";
	if (!/^[\x20-\x7e]$/.test(key)) throw new CommandError("invalid confirm key");
	const given = args.get("p");
	const name = list.commands[0]?.entry.name ?? "";
	item.services.ui.prompt(client, {
		prompt: given === undefined ? `Confirm '${name}'? (${key}/n) ` : `${given} `,
		input: "",
		type: "command",
		single: true,
		target: item.target,
		onInput(text) {
			const confirmed =
				!client.dead &&
				text !== undefined &&
				(text.startsWith(key) || (args.has("y") && text.startsWith("\r")));
			if (confirmed && waits) item.insertAfter(list);
			else if (confirmed) item.services.append(client, list);
			if (waits) {
				if (item.client && !item.client.session) item.client.exitStatus = confirmed ? 0 : 1;
				item.resume();
			}
			return false;
		},
	});
	return waits ? "wait" : "normal";
}
