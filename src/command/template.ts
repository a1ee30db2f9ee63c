/**
 * Templates: commands with places (%%, %1 ...) for what the user answered.
 * Called by command-prompt, confirm-before, the choose modes, display-panes
 * and whatever else runs commands given as an argument.
 */
import { Arguments, type ArgumentValue, type FlagEntry } from "./arguments.ts";
import { printableList } from "./print.ts";
import type { Command, CommandList } from "./types.ts";

/**
 * Puts `value` into `template` for every `%index` (1 to 9) and for the first `%%`. `%%` is meant for
 * single quotes and keeps `'` from ending them; `%%%` and `%index%` are meant for double quotes and
 * escape what is special there; `%index` is the bare value.
 */
export function replaceTemplate(template: string, value: string, index: number): string {
	let text = "";
	let from = 0;
	let replaced = false;
	for (let at = template.indexOf("%"); at !== -1; at = template.indexOf("%", from)) {
		text += template.slice(from, at);
		const next = template.charAt(at + 1);
		const indexed = /^[1-9]$/.test(next) && Number(next) === index;
		if (!indexed && (next !== "%" || replaced)) {
			// Only the one %: what follows it may be a place.
			text += "%";
			from = at + 1;
			continue;
		}
		if (!indexed) replaced = true;
		const doubled = template.charAt(at + 2) === "%";
		if (doubled) text += value.replace(/["\\$;~]/g, "\\$&");
		else text += indexed ? value : value.replaceAll("'", "'\\''");
		from = at + (doubled ? 3 : 2);
	}
	return text + template.slice(from);
}

/** All values in order, the first being %1; each takes one `%%` as well. */
export function replaceAll(template: string, values: readonly string[]): string {
	return values.reduce((text, value, index) => replaceTemplate(text, value, index + 1), template);
}

/** A copy of `list`, in groups of its own, with `values` put into every argument. */
export function copyCommands(
	list: CommandList,
	values: readonly string[],
	nextGroup: () => number,
): CommandList {
	const groups = new Map<number, number>();
	const groupOf = (old: number): number => {
		const known = groups.get(old);
		if (known !== undefined) return known;
		const group = nextGroup();
		groups.set(old, group);
		return group;
	};
	const copyValue = (value: ArgumentValue<CommandList>): ArgumentValue<CommandList> =>
		typeof value === "string" ? replaceAll(value, values) : copyCommands(value, values, nextGroup);
	const copy = (command: Command): Command => {
		const flags = new Map<string, FlagEntry>();
		for (const flag of command.args.flags()) {
			const entry = command.args.entry(flag);
			if (entry === undefined) continue;
			const texts = entry.values.map((value) => replaceAll(value, values));
			flags.set(flag, { count: entry.count, bare: entry.bare, values: texts });
		}
		const args = new Arguments<CommandList>(flags, command.args.values.map(copyValue));
		return { ...command, args, group: groupOf(command.group) };
	};
	return printableList(list.commands.map(copy));
}

/** What PreparedCommands needs to make a list. */
export interface PrepareContext {
	nextGroup(): number;
	/** Parses text with the file, line and target of the command that prepared it. */
	parse(text: string): CommandList | { readonly error: string };
}

/** An argument that holds commands to be run later, as text or as a block. */
export class PreparedCommands {
	readonly #source: ArgumentValue<CommandList>;
	readonly #context: PrepareContext;

	/** Text is to be expanded already, when it is to be expanded at all. */
	constructor(source: ArgumentValue<CommandList>, context: PrepareContext) {
		this.#source = source;
		this.#context = context;
	}

	/** The commands with `values` in their places. */
	make(values: readonly string[] = []): CommandList | { readonly error: string } {
		const source = this.#source;
		if (typeof source === "string") return this.#context.parse(replaceAll(source, values));
		return values.length === 0 ? source : copyCommands(source, values, () => this.#context.nextGroup());
	}

	/** Name of the first command, for a prompt to show. */
	name(): string {
		if (typeof this.#source !== "string") return this.#source.commands[0]?.entry.name ?? "";
		return /^[^ ,]*/.exec(this.#source)?.[0] ?? "";
	}
}
