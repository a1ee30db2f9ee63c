/** respawn-pane and respawn-window. */
import type { Command, CommandEntry, QueueItem, SpawnRequestOptions } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { markWindow, markWindowStatus } from "../model/marks.ts";
import { wholeTarget } from "./common.ts";

const USAGE = (what: string) =>
	`[-Ek] [-c start-directory] [-e environment] [-t target-${what}] [shell-command [argument ...]]`;

export const respawnPane: CommandEntry = {
	name: "respawn-pane",
	alias: "respawnp",
	args: { template: "c:e:Ekt:", lower: 0, upper: -1 },
	usage: USAGE("pane"),
	target: { flag: "t", type: "pane" },
	flags: [],
	exec(command, item) {
		const { winlink, window, pane } = wholeTarget(item);
		const failed = item.services.spawner.respawn({ ...request(command, item), winlink, pane });
		if (failed) throw new CommandError(`respawn pane failed: ${failed.error}`);
		markWindow(item.server, window);
		markWindowStatus(item.server, window);
		return "normal";
	},
};

export const respawnWindow: CommandEntry = {
	name: "respawn-window",
	alias: "respawnw",
	args: { template: "c:e:Ekt:", lower: 0, upper: -1 },
	usage: USAGE("window"),
	target: { flag: "t", type: "window" },
	flags: [],
	exec(command, item) {
		const { winlink, window } = wholeTarget(item);
		const result = item.services.spawner.window({ ...request(command, item), winlink });
		if ("error" in result) throw new CommandError(`respawn window failed: ${result.error}`);
		markWindow(item.server, window);
		return "normal";
	},
};

function request({ args }: Command, item: QueueItem): SpawnRequestOptions {
	return {
		session: wholeTarget(item).session,
		argv: args.words(),
		environment: args.all("e"),
		cwd: args.get("c"),
		kill: args.has("k"),
		empty: args.has("E"),
		client: item.targetClient,
		requester: item.client,
	};
}
