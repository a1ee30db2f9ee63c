/**
 * choose-tree as a tmate host's bindings know it: three commands of 2016, each
 * choose-tree of now with a flag. Listed by commands.ts.
 */
import { Arguments, type FlagEntry } from "../command/arguments.ts";
import type { Command, CommandEntry } from "../command/types.ts";
import { chooseTree } from "../commands/choose.ts";

const CHOOSER_ARGS: CommandEntry["args"] = {
	template: "F:f:GhK:kNO:rst:uwyZ",
	lower: 0,
	upper: 1,
	type: () => "commands-or-string",
};

/** choose-window and choose-session are choose-tree with a flag. */
function chooser(name: string, flags: readonly string[]): CommandEntry {
	return {
		...chooseTree,
		name,
		args: CHOOSER_ARGS,
		exec: (command, item) => chooseTree.exec({ ...command, args: withFlags(command.args, flags) }, item),
	};
}

function withFlags(args: Command["args"], names: readonly string[]): Command["args"] {
	const flags = new Map<string, FlagEntry>();
	for (const flag of args.flags()) {
		const { count, bare, values } = args.entry(flag) as FlagEntry;
		flags.set(flag, { count, bare, values: [...values] });
	}
	for (const name of names) flags.set(name, { count: 1, bare: false, values: [] });
	return new Arguments(flags, args.values);
}

export const CHOOSERS: readonly CommandEntry[] = [
	chooser("choose-window", ["w"]),
	chooser("choose-session", ["s"]),
	// -u, everything unfolded, means nothing here.
	{ ...chooseTree, args: CHOOSER_ARGS },
];
