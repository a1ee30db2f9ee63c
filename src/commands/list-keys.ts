/** list-keys. */
import type { Arguments } from "../command/arguments.ts";
import { printCommands } from "../command/print.ts";
import { type CommandEntry, CommandError, type CommandList, type QueueItem } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { LIST_KEYS_FORMAT } from "../format/list-row.ts";
import { type SortCriteria, sortBy } from "../format/sort.ts";
import { compareBytes } from "../format/text.ts";
import type { KeyBinding } from "../model/key-tables.ts";
import type { BoundCommands } from "../model/server.ts";
import type { CharWidths } from "../screen/widths.ts";
import { KEY, KEY_BASE_MASK, KEY_MODIFIERS } from "../term/key-code.ts";
import { keyName, parseKey } from "../term/key-names.ts";
import { rowContext } from "./common.ts";
import { sortCriteria, withExtra } from "./lists.ts";

type Binding = KeyBinding<BoundCommands>;

export const listKeys: CommandEntry = {
	name: "list-keys",
	alias: "lsk",
	args: { template: "1aF:NO:P:rT:", lower: 0, upper: 1 },
	usage: "[-1aNr] [-F format] [-O order] [-P prefix-string][-T key-table] [key]",
	flags: ["startServer", "afterHook"],
	exec({ args }, item) {
		const only = onlyKey(args.string(0));
		const notes = args.has("N");
		let bindings = allBindings(args, item, sortCriteria(args));
		if (notes && !args.has("a")) bindings = bindings.filter((one) => one.note !== undefined);
		if (only !== undefined) bindings = bindings.filter((one) => one.key === only);
		if (only !== undefined && bindings.length === 0) throw new CommandError(`unknown key: ${args.string(0)}`);
		const single = args.has("1");
		if (single) bindings = bindings.slice(0, 1);
		const shared = new Map<string, string>([
			["notes_only", notes ? "1" : "0"],
			["key_has_repeat", bindings.some((one) => one.repeat) ? "1" : "0"],
			[
				"key_string_width",
				String(
					widest(
						bindings.map((one) => keyName(one.key)),
						item.server.widths,
					),
				),
			],
			[
				"key_table_width",
				String(
					widest(
						bindings.map((one) => one.table),
						item.server.widths,
					),
				),
			],
			["key_prefix", prefix(args, item)],
		]);
		const template = args.get("F") ?? LIST_KEYS_FORMAT;
		const client = item.targetClient;
		for (const binding of bindings) {
			const extra = withExtra(item, new Map([...shared, ...variables(binding)]));
			const line = expand(template, rowContext(item, { client, extra }));
			if (single && client && client.control === "")
				item.services.clients.message(client, line, { ignoreStyles: true });
			else if (line !== "") item.print(line);
		}
		return "normal";
	},
};

function onlyKey(name: string | undefined): number | undefined {
	if (name === undefined) return undefined;
	const key = parseKey(name);
	if (key === undefined || key === KEY.unknown) throw new CommandError(`invalid key: ${name}`);
	return key & (KEY_BASE_MASK | KEY_MODIFIERS);
}

/** The bindings of -T, of prefix and root with -N, or of all tables. */
function allBindings(args: Arguments, item: QueueItem, criteria: SortCriteria): Binding[] {
	const { keyTables } = item.server;
	const table = args.get("T");
	if (table !== undefined) {
		if (!keyTables.has(table)) throw new CommandError(`table ${table} doesn't exist`);
		return sorted(keyTables.list(table), criteria);
	}
	if (args.has("N")) return ["prefix", "root"].flatMap((name) => sorted(keyTables.list(name), criteria));
	return sorted(keyTables.list(), criteria);
}

function sorted(bindings: readonly Binding[], criteria: SortCriteria): Binding[] {
	const comparisons = {
		index: (a: Binding, b: Binding) => a.key - b.key,
		modifier: (a: Binding, b: Binding) => (a.key & KEY_MODIFIERS) - (b.key & KEY_MODIFIERS),
		name: (a: Binding, b: Binding) => compareBytes(a.table, b.table),
	};
	return sortBy(bindings, criteria, comparisons, (one) => one.table);
}

function prefix(args: Arguments, item: QueueItem): string {
	const given = args.get("P");
	if (given !== undefined) return given;
	const key = item.server.sessionOptions.key("prefix");
	return key === KEY.none ? "" : keyName(key);
}

function widest(texts: readonly string[], widths: CharWidths): number {
	return texts.reduce((most, text) => Math.max(most, widths.stringWidth(text)), 0);
}

function variables(binding: Binding): [string, string][] {
	const { commands } = binding.commands as CommandList;
	return [
		["key_repeat", binding.repeat ? "1" : "0"],
		["key_note", binding.note ?? ""],
		["key_table", binding.table],
		["key_string", keyName(binding.key)],
		["key_command", printCommands(commands, { escaped: true, noGroups: true })],
	];
}
