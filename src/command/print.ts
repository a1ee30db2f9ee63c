/**
 * Commands back to text, as list-keys, show-hooks and show-options print them
 * and as the parser reads them again. Pure; called by build.ts, template.ts,
 * the commands that list things and the format engine's callers.
 */
import type { Arguments, ArgumentValue } from "./arguments.ts";
import type { Command, CommandList } from "./types.ts";

/** A command as far as printing goes. */
export interface PrintableCommand {
	readonly entry: { readonly name: string };
	readonly args: Arguments;
	readonly group: number;
}

export interface PrintOptions {
	/** Separators as `\;`, for text that is itself an argument (list-keys). */
	readonly escaped?: boolean;
	/** Always one `;` (else `;;` between groups, that is lines). */
	readonly noGroups?: boolean;
}

/** Characters that need double quotes, and those that need at least single ones. */
const needsDouble = /[ #';${}%]/;
const needsSingle = /[ "]/;

const controlNames: Readonly<Record<string, string>> = {
	"\x07": "\\a",
	"\b": "\\b",
	"\t": "\\t",
	"\n": "\\n",
	"\v": "\\v",
	"\f": "\\f",
	"\r": "\\r",
};

/** A list of `commands` that prints itself; the array is not changed afterwards. */
export function printableList(commands: readonly Command[]): CommandList {
	return { commands, toText: () => printCommands(commands) };
}

/** Commands in order with `;` between them. */
export function printCommands(commands: readonly PrintableCommand[], options: PrintOptions = {}): string {
	let text = "";
	let group: number | undefined;
	for (const command of commands) {
		if (group !== undefined) {
			const separator = !options.noGroups && group !== command.group ? ";;" : ";";
			text += ` ${options.escaped ? separator.replaceAll(";", "\\;") : separator} `;
		}
		group = command.group;
		text += printCommand(command);
	}
	return text;
}

/** One command with its full name. */
export function printCommand(command: Pick<PrintableCommand, "entry" | "args">): string {
	const args = printArguments(command.args);
	return args === "" ? command.entry.name : `${command.entry.name} ${args}`;
}

/** Flags without values together, flags with values, then the arguments. */
export function printArguments(args: Arguments): string {
	const parts: string[] = [];
	let plain = "";
	let lastIsBare = false;
	for (const flag of args.flags()) {
		const entry = args.entry(flag);
		if (entry === undefined) continue;
		if (!entry.bare && entry.values.length === 0) {
			plain += flag.repeat(entry.count);
			continue;
		}
		lastIsBare = entry.bare;
		if (entry.bare) parts.push(`-${flag}`);
		else for (const value of entry.values) parts.push(`-${flag}`, printValue(value));
	}
	if (plain !== "") parts.unshift(`-${plain}`);
	// Or the first argument would be taken for the flag's value.
	if (lastIsBare) parts.push("--");
	for (const value of args.values) parts.push(printValue(value));
	return parts.join(" ");
}

function printValue(value: ArgumentValue): string {
	return typeof value === "string" ? escapeArgument(value) : `{ ${value.toText()} }`;
}

/** A word as the parser must see it to read `text`. */
export function escapeArgument(text: string): string {
	if (text === "") return "''";
	const double = needsDouble.test(text);
	const single = !double && needsSingle.test(text);
	if (text.length === 1 && text !== " " && (double || single || text === "~")) return `\\${text}`;
	const visible = visualize(text, double);
	if (single) return `'${visible}'`;
	const safe = visible.startsWith("~") ? `\\${visible}` : visible;
	return double ? `"${safe}"` : safe;
}

/** Words as one text, each escaped. */
export function escapeWords(words: readonly string[]): string {
	return words.map(escapeArgument).join(" ");
}

/**
 * Control characters as escapes and `\` doubled; for double quotes also `"` and the `$` that would
 * start a variable.
 */
export function visualize(text: string, forDoubleQuotes = false): string {
	const escaped = text.replace(/[\\\x00-\x1f\x7f]/g, (ch) => {
		if (ch === "\\") return "\\\\";
		return controlNames[ch] ?? `\\${ch.charCodeAt(0).toString(8).padStart(3, "0")}`;
	});
	return forDoubleQuotes ? escaped.replace(/"|\$(?=[A-Za-z_{])/g, "\\$&") : escaped;
}
