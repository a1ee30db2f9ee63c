/** show-messages. */
import type { CommandEntry, QueueItem } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { SHOW_MESSAGES_FORMAT } from "../format/list-row.ts";
import type { Client } from "../model/client.ts";
import { withExtra } from "./lists.ts";

export const showMessages: CommandEntry = {
	name: "show-messages",
	alias: "showmsgs",
	args: { template: "JTt:", lower: 0, upper: 0 },
	usage: "[-JT] [-t target-client]",
	flags: ["afterHook", "clientT", "clientCanFail"],
	exec({ args }, item) {
		const only = args.has("t") ? item.targetClient : undefined;
		const printed = args.has("T") && printTerminals(item, only);
		if (args.has("J")) printJobs(item, printed);
		if (args.has("T") || args.has("J")) return "normal";
		// Newest first.
		for (const { number, time, text } of [...item.server.messages.all()].reverse()) {
			const message = new Map([
				["message_text", text],
				["message_number", String(number)],
				["message_time", String(Math.floor(time / 1000))],
			]);
			item.print(expand(SHOW_MESSAGES_FORMAT, item.formats({ extra: withExtra(item, message) })));
		}
		return "normal";
	},
};

/** True when there was one. */
function printTerminals(item: QueueItem, only: Client | undefined): boolean {
	const terminals = item.services.terminals().filter(({ client }) => !only || client === only);
	for (const [i, { name, client, flags, lines }] of terminals.entries()) {
		item.print(`Terminal ${i}: ${name} for ${client.name}, flags=0x${flags.toString(16)}:`);
		for (const line of lines) item.print(line);
	}
	return terminals.length > 0;
}

function printJobs(item: QueueItem, blank: boolean): void {
	const jobs = item.services.jobs();
	if (blank && jobs.length > 0) item.print("");
	for (const [i, { command, fd, pid, status }] of jobs.entries())
		item.print(`Job ${i}: ${command} [fd=${fd}, pid=${pid}, status=${status}]`);
}
