/** bind-key and unbind-key. */
import { type CommandEntry, CommandError, type CommandList, type QueueItem } from "../command/types.ts";
import { KEY, type KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";

export const bindKey: CommandEntry = {
	name: "bind-key",
	alias: "bind",
	args: { template: "nrN:T:", lower: 1, upper: -1, type: () => "commands-or-string" },
	usage: "[-nr] [-T key-table] [-N note] key [command [argument ...]]",
	flags: ["afterHook"],
	exec({ args }, item) {
		const key = keyFrom(args.string(0) ?? "");
		const table = args.get("T") ?? (args.has("n") ? "root" : "prefix");
		const note = args.get("N");
		const repeat = args.has("r");
		const commands = args.length === 1 ? undefined : boundCommands(args.values.slice(1), item);
		item.server.keyTables.bind(table, key, { commands, note, repeat });
		return "normal";
	},
};

export const unbindKey: CommandEntry = {
	name: "unbind-key",
	alias: "unbind",
	args: { template: "anqT:", lower: 0, upper: 1 },
	usage: "[-anq] [-T key-table] key",
	flags: ["afterHook"],
	exec({ args }, item) {
		const { keyTables } = item.server;
		const name = args.string(0);
		try {
			const all = args.has("a");
			if (all && name !== undefined) throw new CommandError("key given with -a");
			if (!all && name === undefined) throw new CommandError("missing key");
			const key = name === undefined ? undefined : keyFrom(name);
			const given = args.get("T");
			const table = given ?? (args.has("n") ? "root" : "prefix");
			if ((all || given !== undefined) && !keyTables.has(table))
				throw new CommandError(`table ${table} doesn't exist`);
			if (key === undefined) keyTables.removeTable(table);
			else keyTables.unbind(table, key);
			return "normal";
		} catch (error) {
			if (args.has("q") && error instanceof CommandError) return "error";
			throw error;
		}
	},
};

function keyFrom(name: string): KeyCode {
	const key = parseKey(name);
	if (key === undefined || key === KEY.none || key === KEY.unknown)
		throw new CommandError(`unknown key: ${name}`);
	return key;
}

/** A block, one text, or the words of one command line. */
function boundCommands(values: readonly (string | CommandList)[], item: QueueItem): CommandList {
	const [first] = values;
	if (values.length === 1 && first !== undefined && typeof first !== "string") return first;
	const { services } = item;
	const list =
		values.length === 1 && typeof first === "string" ? services.parse(first) : services.parseArgv(values);
	if ("error" in list) throw new CommandError(list.error);
	return list;
}
