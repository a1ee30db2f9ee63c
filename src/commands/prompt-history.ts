/** show-prompt-history and clear-prompt-history. */
import { type CommandEntry, CommandError } from "../command/types.ts";
import { PROMPT_TYPES, type PromptType } from "../model/prompt-history.ts";

export const showPromptHistory: CommandEntry = {
	name: "show-prompt-history",
	alias: "showphist",
	args: { template: "T:", lower: 0, upper: 0 },
	usage: "[-T prompt-type]",
	flags: ["afterHook"],
	exec({ args }, item) {
		for (const type of typesFrom(args.get("T"))) {
			item.print(`History for ${type}:\n`);
			for (const [i, line] of item.server.promptHistory.lines(type).entries())
				item.print(`${i + 1}: ${line}`);
			item.print("");
		}
		return "normal";
	},
};

export const clearPromptHistory: CommandEntry = {
	name: "clear-prompt-history",
	alias: "clearphist",
	args: { template: "T:", lower: 0, upper: 0 },
	usage: "[-T prompt-type]",
	flags: ["afterHook"],
	exec({ args }, item) {
		for (const type of typesFrom(args.get("T"))) item.server.promptHistory.clear(type);
		return "normal";
	},
};

/** The type of -T, or all of them. */
function typesFrom(name: string | undefined): readonly PromptType[] {
	if (name === undefined) return PROMPT_TYPES;
	const type = PROMPT_TYPES.find((known) => known === name);
	if (!type) throw new CommandError(`invalid type: ${name}`);
	return [type];
}
