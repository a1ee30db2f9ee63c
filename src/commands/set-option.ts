/** set-option, set-window-option and set-hook. */
import type { Arguments } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { Notification } from "../model/events.ts";
import { matchOption, type OptionMatch } from "../model/option-table.ts";
import type { Options } from "../model/options.ts";
import { parseMonitor } from "./hook-monitors.ts";
import { type FoundScope, scopeFromFlags, scopeFromOption } from "./option-scope.ts";

const secondMayBeCommands = (index: number, args: Arguments) =>
	index === 1 || args.has("B") ? "commands-or-string" : "string";

export const setOption: CommandEntry = {
	name: "set-option",
	alias: "set",
	args: { template: "aFgopqst:uUw", lower: 1, upper: 2, type: secondMayBeCommands },
	usage: "[-aFgopqsuUw] [-t target-pane] option [value]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: ["afterHook"],
	exec: (command, item) => execSet(command, item, { window: false, hook: false }),
};

export const setWindowOption: CommandEntry = {
	name: "set-window-option",
	alias: "setw",
	args: { template: "aFgoqt:u", lower: 1, upper: 2, type: secondMayBeCommands },
	usage: "[-aFgoqu] [-t target-window] option [value]",
	target: { flag: "t", type: "window", canFail: true },
	flags: ["afterHook"],
	exec: (command, item) => execSet(command, item, { window: true, hook: false }),
};

export const setHook: CommandEntry = {
	name: "set-hook",
	args: { template: "agpERTt:uB:w", lower: 0, upper: 2, type: secondMayBeCommands },
	usage: "[-agpERTuw] [-B name:what:format] [-t target-pane] [hook] [command]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: ["afterHook"],
	exec(command, item) {
		const { args } = command;
		if (args.has("E")) return fireEvent(args, item);
		if (args.has("B")) return setMonitor(args, item);
		if (args.length > 0 && args.has("R")) {
			item.runHook(item.expand(args.string(0) ?? ""));
			return "normal";
		}
		return execSet(command, item, { window: false, hook: true });
	},
};

interface Kind {
	readonly window: boolean;
	readonly hook: boolean;
}

function execSet({ args }: Command, item: QueueItem, kind: Kind): CommandResult {
	if (args.length === 0) throw new CommandError("missing argument");
	const quiet = args.has("q");
	const argument = item.expand(args.string(0) ?? "");
	const option = matchOption(argument);
	if ("error" in option) return quietly(quiet, option.error);
	const given = args.string(1);
	const value = given !== undefined && args.has("F") ? item.expand(given) : given;
	const found = scopeFromOption(item, args, kind.window, option);
	if ("error" in found) return quietly(quiet, found.error);
	const { options } = found;
	const own = options.own(option.name);
	if (option.key !== undefined && !option.row?.array) throw new CommandError(`not an array: ${argument}`);
	if (!args.has("u") && args.has("o")) {
		const already = option.key === undefined ? own !== undefined : own?.hasItem(option.key) === true;
		if (already) return quietly(quiet, `already set: ${argument}`);
	}
	if (args.has("u") || args.has("U")) unset(args, item, option, found);
	else change(args, item, option, options, value);
	if (kind.hook && option.row === undefined && !args.has("u")) item.services.hooks.addEvent(option.name);
	return "normal";
}

function quietly(quiet: boolean, error: string): CommandResult {
	if (quiet) return "normal";
	throw new CommandError(error);
}

/** -u, and -U for the panes of the window too. */
function unset(args: Arguments, item: QueueItem, option: OptionMatch, { scope, options }: FoundScope): void {
	const { name, key } = option;
	if (args.has("U") && scope === "window")
		for (const pane of item.target.window?.panes ?? [])
			if (pane.options.own(name)) fail(pane.options.unset(name, key));
	if (!options.own(name)) return;
	fail(options.unset(name, key));
	if (option.row === undefined) item.services.hooks.removeMonitor(options, name);
}

function change(
	args: Arguments,
	item: QueueItem,
	option: OptionMatch,
	options: Options,
	value: string | undefined,
): void {
	const { name, key, row } = option;
	if (value === undefined && (row === undefined || row.array)) throw new CommandError("empty value");
	const text = row?.type === "command" && value !== undefined ? commandText(item, value) : value;
	const isShell = (path: string) => item.services.isShell(path);
	fail(options.set(name, text, { append: args.has("a"), key, isShell }));
}

/** Commands are held as they are printed, so that what is shown does not depend on how they were typed. */
function commandText(item: QueueItem, value: string): string {
	const list = item.services.parse(value);
	if ("error" in list) throw new CommandError(list.error);
	return list.toText();
}

/** -E: fires an event of the user's at the target. */
function fireEvent(args: Arguments, item: QueueItem): CommandResult {
	if (args.length === 0) throw new CommandError("missing argument");
	if (args.length !== 1) throw new CommandError("too many arguments");
	const name = item.expand(args.string(0) ?? "");
	if (!name.startsWith("@")) throw new CommandError("event name must start with @");
	const { session, winlink, window, pane, index } = item.target;
	const place = winlink?.index ?? index;
	const extra: Record<string, string> = {};
	if (place !== -1) extra.window_index = String(place);
	const event: Notification = { name, client: item.client, session, winlink, window, pane, extra };
	item.services.hooks.fire(event);
	return "normal";
}

/** -B: watches a format; the hook of its name runs when it changes. */
function setMonitor(args: Arguments, item: QueueItem): CommandResult {
	if (args.length > 1) throw new CommandError("too many arguments");
	const given = args.get("B") ?? "";
	const parsed = parseMonitor(given);
	if (!parsed && !args.has("u")) throw new CommandError(`invalid subscription: ${given}`);
	const name = parsed?.name ?? given;
	if (!name.startsWith("@")) throw new CommandError("monitor hook name must start with @");
	const found = scopeFromFlags(item, args, false);
	if ("error" in found) throw new CommandError(found.error);
	const { options } = found;
	const { hooks } = item.services;
	if (!parsed || args.has("u")) {
		hooks.removeMonitor(options, name);
		return "normal";
	}
	const command = args.string(0);
	if (command !== undefined) fail(options.set(name, command, { append: args.has("a") }));
	else if (!options.own(name)) fail(options.set(name, ""));
	hooks.addMonitor(options, {
		...parsed,
		onlyTrue: args.has("T"),
		session: options.isRoot ? undefined : item.target.session,
		target: item.target,
	});
	return "normal";
}

function fail(error: string | undefined): void {
	if (error !== undefined) throw new CommandError(error);
}
