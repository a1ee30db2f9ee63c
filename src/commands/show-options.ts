/** show-options, show-window-options and show-hooks. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { matchOption, rowsOf } from "../model/option-table.ts";
import type { OptionEntry, Options } from "../model/options.ts";
import { withExtra } from "./lists.ts";
import { type FoundScope, scopeFromFlags, scopeFromOption } from "./option-scope.ts";

const OPTION_FORMAT = [
	"#{?option_value_only,#{option_value},",
	"#{option_name}#{?option_has_array_key,[#{option_array_key}],}#{?option_is_parent,*,}",
	"#{?option_has_value, #{?option_is_string,#{q/a:option_value},#{option_value}},}}",
].join("");
const MONITOR_FORMAT = "#{option_name}:#{hook_monitor_target}:#{hook_monitor_format}";

export const showOptions: CommandEntry = {
	name: "show-options",
	alias: "show",
	args: { template: "AgF:Hpqst:vw", lower: 0, upper: 1 },
	usage: "[-AgHpqsvw] [-F format] [-t target-pane] [option]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: ["afterHook"],
	exec: (command, item) => new OptionPrinter(command, item, false).run(false),
};

export const showWindowOptions: CommandEntry = {
	name: "show-window-options",
	alias: "showw",
	args: { template: "F:gvt:", lower: 0, upper: 1 },
	usage: "[-gv] [-F format] [-t target-window] [option]",
	target: { flag: "t", type: "window", canFail: true },
	flags: ["afterHook"],
	exec: (command, item) => new OptionPrinter(command, item, false).run(true),
};

export const showHooks: CommandEntry = {
	name: "show-hooks",
	args: { template: "BF:gpt:w", lower: 0, upper: 1 },
	usage: "[-Bgpw] [-F format] [-t target-pane] [hook]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: ["afterHook"],
	exec: (command, item) => new OptionPrinter(command, item, true).run(false),
};

const flag = (value: boolean) => (value ? "1" : "0");

/** One run of a show command; thrown away afterwards. */
class OptionPrinter {
	readonly #args: Command["args"];
	readonly #item: QueueItem;
	/** show-hooks: only hooks are listed, with how often they ran. */
	readonly #hooks: boolean;

	constructor(command: Command, item: QueueItem, hooks: boolean) {
		this.#args = command.args;
		this.#item = item;
		this.#hooks = hooks;
	}

	run(window: boolean): CommandResult {
		const item = this.#item;
		const args = this.#args;
		const text = args.string(0);
		if (text !== undefined) return this.#one(item.expand(text), window);
		const found = scopeFromFlags(item, args, window);
		if ("error" in found) return this.#fail(found.error);
		if (this.#hooks && args.has("B")) for (const entry of found.options.entries()) this.#printMonitor(entry);
		else this.#all(found);
		return "normal";
	}

	#fail(error: string): CommandResult {
		if (this.#args.has("q")) return "normal";
		throw new CommandError(error);
	}

	/** One option by name; a known one that is not set prints nothing. */
	#one(argument: string, window: boolean): CommandResult {
		const option = matchOption(argument);
		if ("error" in option) return this.#fail(option.error);
		const found = scopeFromOption(this.#item, this.#args, window, option);
		if ("error" in found) return this.#fail(found.error);
		const own = found.options.own(option.name);
		const entry = own ?? (this.#args.has("A") ? found.options.entry(option.name) : undefined);
		if (!entry) return option.row ? "normal" : this.#fail(`invalid option: ${argument}`);
		if (this.#hooks && this.#args.has("B")) {
			this.#printMonitor(entry);
			return "normal";
		}
		const isEmpty = option.key === undefined && entry.items?.size === 0;
		this.#print(entry, option.key, own === undefined && !isEmpty);
		return "normal";
	}

	/** User options by name, then the table's in its order. */
	#all({ scope, options }: FoundScope): void {
		for (const entry of options.entries()) {
			if (entry.row) continue;
			const isHook = this.#isUserHook(options, entry.name);
			if (this.#hooks ? isHook : !isHook || this.#args.has("H")) this.#print(entry, undefined, false);
		}
		for (const row of rowsOf(scope)) {
			const isHook = row.isHook === true;
			if (this.#hooks ? !isHook : isHook && !this.#args.has("H")) continue;
			const own = options.own(row.name);
			const entry = own ?? (this.#args.has("A") ? options.entry(row.name) : undefined);
			if (entry) this.#print(entry, undefined, own === undefined);
		}
	}

	#isUserHook(options: Options, name: string): boolean {
		const { hooks } = this.#item.services;
		return hooks.isEvent(name) || hooks.monitor(options, name) !== undefined;
	}

	/** An option, or each item of an array; an empty array is its name alone. */
	#print(entry: OptionEntry, key: string | undefined, parent: boolean): void {
		if (key === undefined && entry.items && entry.items.size > 0) {
			for (const each of entry.items.keys()) this.#print(entry, each, parent);
			return;
		}
		const hasValue = key !== undefined || !entry.items;
		const args = this.#args;
		if (!hasValue && !args.has("F") && args.has("v")) return;
		const variables = new Map([
			["option_name", entry.name],
			["option_value", hasValue ? entry.toText(key) : ""],
			["option_value_only", flag(args.has("v"))],
			["option_is_parent", flag(parent)],
			["option_is_array", flag(entry.items !== undefined)],
			["option_is_string", flag(entry.isString)],
			["option_is_hook", flag(entry.row?.isHook === true)],
			["option_is_user", flag(entry.row === undefined)],
			["option_has_value", flag(hasValue)],
			["option_array_key", key ?? ""],
			["option_has_array_key", flag(key !== undefined)],
		]);
		if (this.#hooks) addFired(variables, entry);
		this.#line(args.get("F") ?? OPTION_FORMAT, variables);
	}

	/** The monitor of a hook, if it has one. */
	#printMonitor(entry: OptionEntry): void {
		const monitor = this.#item.services.hooks.monitor(entry.owner, entry.name);
		if (!monitor) return;
		const { name, what, format } = monitor;
		const variables = new Map([
			["option_name", name],
			["option_value", `${name}:${what}:${format}`],
			["option_value_only", "0"],
			["option_is_parent", "0"],
			["option_is_array", "0"],
			["option_is_string", "1"],
			["option_is_hook", "1"],
			["option_is_user", "1"],
			["option_has_value", "1"],
			["option_array_key", ""],
			["option_has_array_key", "0"],
			["hook_monitor_target", what],
			["hook_monitor_format", format],
		]);
		addFired(variables, monitor);
		this.#line(this.#args.get("F") ?? MONITOR_FORMAT, variables);
	}

	#line(template: string, variables: ReadonlyMap<string, string>): void {
		const item = this.#item;
		item.print(expand(template, item.formats({ extra: withExtra(item, variables) })));
	}
}

function addFired(
	variables: Map<string, string>,
	fired: { readonly fireCount: number; readonly fireTime: number },
): void {
	variables.set("hook_fire_count", String(fired.fireCount));
	if (fired.fireTime !== 0) variables.set("hook_fire_time", String(Math.floor(fired.fireTime / 1000)));
}
