/** display-panes. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { mustBeNumber, wholeSource, wholeTarget } from "./common.ts";
import { prepareCommands, showError } from "./prepared.ts";

const UINT_MAX = 0xffffffff;

export const displayPanes: CommandEntry = {
	name: "display-panes",
	alias: "displayp",
	args: { template: "d:kNs:t:Z", lower: 0, upper: 1, type: () => "commands-or-string" },
	usage: "[-kNZ] [-d duration] [-s source-window] [-t target-pane] [template]",
	source: { flag: "s", type: "window" },
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec,
};

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const { services } = item;
	const target = wholeTarget(item);
	const { session, window, pane } = target;
	const delay = args.has("d")
		? mustBeNumber(args.number("d", 0, UINT_MAX), "delay")
		: window.options.number("display-panes-time");
	const prepared = prepareCommands(command, item, 0, { fallback: 'select-pane -t "%%%"' });
	services.ui.displayPanes(pane, {
		delay,
		ignoreKeys: args.has("N"),
		inPlace: args.has("Z"),
		kill: args.has("k"),
		session,
		source: args.has("s") ? wholeSource(item) : target,
		onChoose(chosen, client) {
			const list = prepared.make([`%${chosen.id}`]);
			if ("error" in list) showError(item, client, list.error);
			else services.append(client, list);
		},
	});
	return "normal";
}
