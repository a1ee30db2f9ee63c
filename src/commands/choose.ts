/** Commands that enter a mode: choose-tree, choose-client, choose-buffer, customize-mode, switch-mode, find-window, clock-mode, copy-mode. */
import { Arguments, type FlagEntry } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { Pane } from "../model/pane.ts";
import { wholeSource, wholeTarget } from "./common.ts";
import { sortCriteria } from "./lists.ts";
import { mousePane } from "./mouse-pane.ts";

const pane = { flag: "t", type: "pane" } as const;
const commands = () => "commands-or-string" as const;

/** A command that opens a list over a pane; nothing is opened while `isEmpty`. */
function chooser(
	name: string,
	mode: string,
	args: CommandEntry["args"],
	usage: string,
	isEmpty: (item: QueueItem) => boolean = () => false,
): CommandEntry {
	return {
		name,
		args,
		usage,
		target: pane,
		flags: [],
		exec(command, item) {
			sortCriteria(command.args);
			if (!isEmpty(item)) enter(item, wholeTarget(item).pane, mode, command.args);
			return "normal";
		},
	};
}

export const chooseTree = chooser(
	"choose-tree",
	"tree-mode",
	{ template: "F:f:GhK:kNO:rst:wyZ", lower: 0, upper: 1, type: commands },
	"[-GhkNrswZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]",
);

export const chooseClient = chooser(
	"choose-client",
	"client-mode",
	{ template: "F:f:hiK:kNO:rt:yZ", lower: 0, upper: 1, type: commands },
	"[-hikNrZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]",
	({ server }) => ![...server.clients].some((client) => client.session && !client.exiting && !client.dead),
);

export const chooseBuffer = chooser(
	"choose-buffer",
	"buffer-mode",
	{ template: "F:f:K:kNO:rt:yZ", lower: 0, upper: 1, type: commands },
	"[-kNrZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]",
	({ server }) => server.buffers.isEmpty,
);

export const customizeMode = chooser(
	"customize-mode",
	"options-mode",
	{ template: "F:f:kNt:yZ", lower: 0, upper: 0 },
	"[-kNZ] [-F format] [-f filter] [-t target-pane]",
);

export const switchMode = chooser(
	"switch-mode",
	"switch-mode",
	{ template: "F:kst:wZ", lower: 0, upper: 1, type: commands },
	"[-kswZ] [-F format] [-t target-pane] [command]",
);

export const findWindow: CommandEntry = {
	name: "find-window",
	alias: "findw",
	args: { template: "CiNrt:TZ", lower: 1, upper: 1 },
	usage: "[-CiNrTZ] [-t target-pane] match-string",
	target: pane,
	flags: [],
	exec({ args }, item) {
		const flags = new Map<string, FlagEntry>();
		if (args.has("Z")) flags.set("Z", { count: 1, bare: false, values: [] });
		flags.set("f", { count: 1, bare: false, values: [findFilter(args)] });
		enter(item, wholeTarget(item).pane, "tree-mode", new Arguments(flags, []));
		return "normal";
	},
};

/** A filter that is true where what is searched for is in the content, the name or the title. */
function findFilter(args: Command["args"]): string {
	const text = args.string(0) ?? "";
	const regex = args.has("r");
	const letters = `${regex ? "r" : ""}${args.has("i") ? "i" : ""}`;
	const suffix = letters === "" ? "" : `/${letters}`;
	const pattern = regex ? text : `*${text}*`;
	const all = !["C", "N", "T"].some((flag) => args.has(flag));
	const tests: readonly (readonly [string, string])[] = [
		["C", `#{C${suffix}:${text}}`],
		["N", `#{m${suffix}:${pattern},#{window_name}}`],
		["T", `#{m${suffix}:${pattern},#{pane_title}}`],
	];
	const wanted = tests.filter(([flag]) => all || args.has(flag)).map(([, test]) => test);
	return wanted.reduceRight((rest, test) => `#{||:${test},${rest}}`);
}

export const clockMode: CommandEntry = {
	name: "clock-mode",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-pane]",
	target: pane,
	flags: ["afterHook"],
	exec({ args }, item) {
		enter(item, wholeTarget(item).pane, "clock-mode", args);
		return "normal";
	},
};

export const copyMode: CommandEntry = {
	name: "copy-mode",
	args: { template: "dekHMqSs:t:u", lower: 0, upper: 0 },
	usage: "[-dekHMqSu] [-s src-pane] [-t target-pane]",
	source: { flag: "s", type: "pane" },
	target: pane,
	flags: ["afterHook", "readOnly"],
	exec: execCopy,
};

function execCopy({ args }: Command, item: QueueItem): CommandResult {
	const { ui } = item.services;
	const { client } = item;
	let target = wholeTarget(item).pane;
	if (args.has("q")) {
		ui.leaveMode(target, true);
		return "normal";
	}
	const under = args.has("M") ? mousePane(item) : undefined;
	if (args.has("M")) {
		if (!under || client?.session !== under.session) return "normal";
		target = under.pane;
	}
	const wasIn = target.mode?.name === "copy-mode";
	enter(item, target, "copy-mode", args, args.has("s") ? wholeSource(item).pane : target);
	if (under && client && !wasIn) ui.copyDrag(target, client, under.mouse);
	const mouse = item.state.event?.mouse;
	if (args.has("S") && client && mouse) ui.copyScroll(target, client, mouse, args.has("e"));
	return "normal";
}

function enter(item: QueueItem, target: Pane, mode: string, args: Arguments, source?: Pane): void {
	const error = item.services.ui.enterMode(target, mode, args, item, source);
	if (error !== undefined) throw new CommandError(error);
}
