/** if-shell. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { commandsNow, prepareCommands, runChoice, showError } from "./prepared.ts";
import { startShell } from "./shell-job.ts";

export const ifShell: CommandEntry = {
	name: "if-shell",
	alias: "if",
	args: {
		template: "bFt:",
		lower: 2,
		upper: 3,
		type: (index) => (index === 1 || index === 2 ? "commands-or-string" : "string"),
	},
	usage: "[-bF] [-t target-pane] shell-command command [command]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: [],
	exec,
};

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const test = item.expand(args.string(0) ?? "");
	if (args.has("F")) {
		// Not the usual truth: only an empty text or one that begins with 0 is false.
		const index = test !== "" && !test.startsWith("0") ? 1 : 2;
		if (index < args.length) item.insertAfter(commandsNow(command, item, index, false));
		return "normal";
	}
	const yes = prepareCommands(command, item, 1);
	const no = args.length === 3 ? prepareCommands(command, item, 2) : undefined;
	const waits = !args.has("b");
	const { targetClient: client, services } = item;
	const { session } = item.target;
	startShell(item, test, {
		session,
		cwd: services.cwdOf(item.client, session),
		onExit(status, signal) {
			const list = (status === 0 && signal === 0 ? yes : no)?.make();
			if (!waits) {
				if (list && "error" in list) showError(item, client, list.error);
				else if (list && client) runChoice(item, client, list);
				else if (list) services.append(undefined, list);
				return;
			}
			if (list && "error" in list) item.error(list.error);
			else if (list) item.insertAfter(list);
			item.resume();
		},
	}).endInput();
	return waits ? "wait" : "normal";
}
