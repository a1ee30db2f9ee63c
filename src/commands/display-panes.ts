/** display-panes. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { killPane } from "../model/lifecycle.ts";
import { mustBeNumber, wholeSource, wholeTarget } from "./common.ts";
import { prepareCommands, runChoice } from "./prepared.ts";

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
	const { server, services, targetClient: client } = item;
	const { window, pane } = wholeTarget(item);
	const delay = args.has("d")
		? mustBeNumber(args.number("d", 0, UINT_MAX), "delay")
		: window.options.number("display-panes-time");
	const prepared = prepareCommands(command, item, 0, { fallback: 'select-pane -t "%%%"' });
	if (!client) return "normal";
	services.ui.displayPanes(client, {
		delay,
		ignoreKeys: args.has("N"),
		window: args.has("s") ? wholeSource(item).window : window,
		inPane: args.has("Z") ? pane : undefined,
		onChoose: (chosen) => runChoice(item, client, prepared.make([`%${chosen.id}`])),
		onClose() {
			if (args.has("k") && !pane.destroyed) killPane(server, pane);
		},
	});
	return "normal";
}
