/** split-window and new-pane (-L: tiled, as split-window makes them). */
import type { Arguments } from "../command/arguments.ts";
import type { Command, CommandEntry, CommandResult, PaneTarget, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { popZoom, pushZoom, unzoomWindow } from "../model/active-pane.ts";
import { closePane } from "../model/lifecycle.ts";
import { markSession, markWindow } from "../model/marks.ts";
import { notifyPane } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { commandWords, PLACE_TEMPLATE, printPlace, runHookFor, setCurrent, wholeTarget } from "./common.ts";

export const splitWindow: CommandEntry = {
	name: "split-window",
	alias: "splitw",
	args: { template: "bB:c:de:EfF:hIkl:m:p:PR:s:S:t:T:vWZ", lower: 0, upper: -1 },
	usage:
		"[-bdefhIklPvWZ] [-B border-lines] [-c start-directory] [-e environment] [-F format] [-l size] [-m message] [-p percentage] [-s style] [-S active-border-style] [-R inactive-border-style] [-T title] [-t target-pane] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane" },
	flags: [],
	exec,
};

export const newPane: CommandEntry = {
	name: "new-pane",
	alias: "newp",
	args: { template: "AbB:Cc:de:EfF:hIkl:KLMm:Op:PR:s:S:t:T:vWx:X:y:Y:Z", lower: 0, upper: -1 },
	usage:
		"[-AbCdefhIkKLMOPvWZ] [-B border-lines] [-c start-directory] [-e environment] [-F format] [-l size] [-m message] [-p percentage] [-s style] [-S active-border-style] [-R inactive-border-style] [-T title] [-x width] [-y height] [-X x-position] [-Y y-position] [-t target-pane] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane" },
	flags: [],
	exec(command, item) {
		if (!command.args.has("L")) throw new CommandError("floating panes are not supported yet, use -L");
		return exec(command, item);
	},
};

/** Style flags -> the pane options they set, with the word of the error. */
const STYLE_FLAGS: readonly (readonly [flag: string, options: readonly string[], error: string])[] = [
	["s", ["window-style", "window-active-style"], "bad style"],
	["S", ["pane-active-border-style"], "bad active border style"],
	["R", ["pane-border-style"], "bad inactive border style"],
];

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { server, services } = item;
	const target = wholeTarget(item);
	const { session, winlink, window } = target;
	unzoomWindow(server, window);
	const words = commandWords(args);
	const input = args.has("I");
	const empty = input || words.empty || args.has("E");
	if (empty && words.argv.length > 0) throw new CommandError("command cannot be given for empty pane");
	const size = splitSize(item, args, target);
	pushZoom(server, window, true, args.has("Z"));
	const pane = services.spawner.split(
		{
			session,
			winlink,
			pane: target.pane,
			argv: words.argv,
			environment: args.all("e"),
			cwd: args.get("c"),
			detached: args.has("d"),
			empty,
			client: item.targetClient,
			requester: item.client,
		},
		{
			horizontal: args.has("h"),
			before: args.has("b"),
			fullSize: args.has("f"),
			size,
			zoom: args.has("Z"),
		},
	);
	if ("error" in pane) {
		popZoom(server, window);
		throw new CommandError(pane.error);
	}
	const bad = dress(item, args, pane);
	if (bad !== undefined) {
		closePane(server, pane);
		popZoom(server, window);
		throw new CommandError(bad);
	}
	if (!args.has("d")) setCurrent(item, session, winlink, pane);
	popZoom(server, window);
	markWindow(server, window);
	markSession(server, session);
	const place = { ...target, pane };
	printPlace(item, args, PLACE_TEMPLATE, place);
	runHookFor(item, "after-split-window", place);
	if (input && item.client && !item.client.session) return readInput(item, pane);
	if (args.has("W")) {
		pane.onExitWaiters.push((status) => {
			if (item.client) item.client.exitStatus = status;
			item.resume();
		});
		return "wait";
	}
	return "normal";
}

/** Cells from -l or -p, -1 for half. */
export function splitSize(item: QueueItem, args: Arguments, target: PaneTarget): number {
	if (!args.has("l") && !args.has("p")) return -1;
	const { window, pane } = target;
	const of = args.has("f") ? window : pane;
	const whole = args.has("h") ? of.sx : of.sy;
	const expand = (text: string) => item.expand(text);
	const size = args.has("l")
		? args.percentage("l", 0, 0x7fffffff, whole, expand)
		: args.number("p", 0, 100, expand);
	if (typeof size === "string") throw new CommandError(`invalid tiled geometry ${size}`);
	return args.has("l") ? size : Math.floor((whole * size) / 100);
}

/** Options and title from the flags; an error text when one is wrong. */
function dress(item: QueueItem, args: Arguments, pane: Pane): string | undefined {
	for (const [flag, options, error] of STYLE_FLAGS) {
		const style = args.get(flag);
		if (style === undefined) continue;
		for (const option of options)
			if (pane.options.set(option, style) !== undefined) return `${error}: ${style}`;
	}
	const lines = args.get("B");
	if (lines !== undefined) {
		const error = pane.options.set("pane-border-lines", lines);
		if (error !== undefined) return `pane-border-lines ${error}`;
	}
	if (args.has("k") || args.has("m")) pane.options.set("remain-on-exit", "key");
	const message = args.get("m");
	if (message !== undefined) pane.options.set("remain-on-exit-format", message);
	const text = args.get("T");
	if (text !== undefined) {
		const title = item.expand(text);
		pane.screen.setTitle(title);
		notifyPane(item.server, "pane-title-changed", pane, { new_title: title });
	}
	return undefined;
}

/** -I: the client's standard input goes to the pane. */
function readInput(item: QueueItem, pane: Pane): CommandResult {
	item.server.ports.files.read(item.client, "-", (result) => {
		if (result instanceof Uint8Array && !pane.destroyed) item.services.inject(pane, result);
		item.resume();
	});
	return "wait";
}
