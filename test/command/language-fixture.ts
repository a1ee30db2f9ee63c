/**
 * A small table of commands and a parse context, for the tests of the command
 * language. The rows take what the real commands of these names take.
 */
import type { ArgumentsSpec, ArgumentType } from "../../src/command/arguments.ts";
import { type ParseContext, type ParseResult, parseArgv, parseCommands } from "../../src/command/build.ts";
import type { CommandEntry, CommandList } from "../../src/command/types.ts";

const either = (): ArgumentType => "commands-or-string";

function row(name: string, alias: string, template: string, lower: number, upper: number): CommandEntry;
function row(
	name: string,
	alias: string,
	template: string,
	lower: number,
	upper: number,
	type: ArgumentsSpec["type"],
): CommandEntry;
function row(
	name: string,
	alias: string,
	template: string,
	lower: number,
	upper: number,
	type?: ArgumentsSpec["type"],
): CommandEntry {
	const args = type === undefined ? { template, lower, upper } : { template, lower, upper, type };
	return { name, alias, args, usage: "[usage]", flags: [], exec: () => "normal" };
}

export const entries: readonly CommandEntry[] = [
	row("bind-key", "bind", "nrN:T:", 1, -1, either),
	row("choose-tree", "", "F:f:GhK:kNO:rst:wyZ", 0, 1, either),
	row("confirm-before", "confirm", "bc:p:t:y", 1, 1, either),
	row("display-menu", "menu", "b:c:C:H:s:S:MOt:T:x:y:", 1, -1, either),
	row("display-message", "display", "aCc:d:lINpt:F:v", 0, 1),
	row("if-shell", "if", "bFt:", 2, 3, (index) => (index === 0 ? "string" : "commands-or-string")),
	row("kill-pane", "killp", "af:t:", 0, 0),
	row("list-keys", "lsk", "1aF:NO:P:rT:", 0, 1),
	row("new-window", "neww", "abc:de:EF:kn:PSt:", 0, -1),
	row("resize-pane", "resizep", "D::L::MR::Tt:U::x:y:Z", 0, 1),
	row("run-shell", "run", "bd:Ct:Es:c:", 0, -1, (_, args) =>
		args.has("C") ? "commands-or-string" : "string",
	),
	row("set-option", "set", "aFgopqst:uUw", 1, 2, (index) => (index === 1 ? "commands-or-string" : "string")),
	row("split-window", "splitw", "bB:c:de:EfF:hIkl:m:p:PR:s:S:t:T:vWZ", 0, -1),
];

/** What a parse changed and asked. */
export interface Parsed {
	readonly result: ParseResult;
	readonly environment: ReadonlyMap<string, string>;
	/** Lines of `verbose`. */
	readonly lines: readonly string[];
}

/** Parses text, or words, as file `f` with lines as groups. A condition is true unless it is empty or 0. */
export function parse(
	source: string | readonly (string | CommandList)[],
	options: Partial<ParseContext> = {},
): Parsed {
	const environment = new Map([
		["FOO", "bar"],
		["WORDS", "a b;c"],
	]);
	const lines: string[] = [];
	let group = 0;
	const context: ParseContext = {
		entries,
		file: "f",
		firstLine: 1,
		byLine: true,
		nextGroup: () => ++group,
		aliases: () => ["split-pane=split-window", "two=neww ; splitw -h", "none=", "bad={"],
		condition: (format) => format !== "" && format !== "0",
		env: (name) => environment.get(name),
		home: (user) => (user === undefined || user === "root" ? "/root" : undefined),
		assign: (name, value, hidden) => environment.set(name, hidden ? `hidden ${value}` : value),
		verbose: (line) => lines.push(line),
		...options,
	};
	const result = typeof source === "string" ? parseCommands(source, context) : parseArgv(source, context);
	return { result, environment, lines };
}

/** The commands as text, or the error. */
export function parsedText(
	source: string | readonly (string | CommandList)[],
	options?: Partial<ParseContext>,
): string {
	const { result } = parse(source, options);
	return "error" in result ? result.error : result.toText();
}
