/**
 * Text or words to a CommandList: the door to the command language. Replaces
 * aliases, looks every command up and parses its arguments, inside blocks too,
 * so that a list which exists can run. Called by command-parser.ts for all
 * that gives commands: argv, config, keys, hooks, prompts, menus, control mode.
 */
import { type ArgumentValue, parseArguments } from "./arguments.ts";
import { findCommand } from "./find-command.ts";
import { atPlace, parseSyntax, type RawCommand, type RawWord, type SyntaxContext } from "./parser.ts";
import { printableList } from "./print.ts";
import type { Command, CommandEntry, CommandList } from "./types.ts";

/** What parsing needs from outside, and how it is to be done. */
export interface ParseContext extends SyntaxContext {
	/** Every command there is, in the order in which an ambiguous name lists them. */
	readonly entries: readonly CommandEntry[];
	/** Number of the first line; 1 for a file, and 0 when left out. */
	readonly firstLine?: number | undefined;
	/** A group number never given before in this server. */
	nextGroup(): number;
	/** The command-alias option: `name=commands` each. */
	aliases(): readonly string[];
	/** Aliases are left alone. */
	readonly noAlias?: boolean;
	/**
	 * Each line is a group of its own, in blocks too, so that an error drops only what its own line
	 * holds. For files; any other text is one group.
	 */
	readonly byLine?: boolean | undefined;
	/** Only a check (`source-file -n`): assignments have no effect. */
	readonly parseOnly?: boolean | undefined;
	/** Called with each group as text, inner ones first (`source-file -v`). */
	readonly verbose?: ((line: string) => void) | undefined;
}

/** The commands, or one error line with the place in front when a file is known. */
export type ParseResult = CommandList | { readonly error: string };

/** Parses text such as a config file or a key's commands. */
export function parseCommands(text: string, context: ParseContext): ParseResult {
	return new Builder(context).text(text);
}

/**
 * Parses words such as argv. A word that ends in `;` ends a command; `\;` at the end is a `;`. Blocks
 * are taken as they are.
 */
export function parseArgv(words: readonly ArgumentValue<CommandList>[], context: ParseContext): ParseResult {
	return new Builder(context).words(words);
}

class BuildFailure extends Error {}

/** As parsed; the blocks of argv are built already. */
interface Unbuilt {
	readonly line: number;
	readonly words: readonly (RawWord | CommandList)[];
}

class Builder {
	readonly #context: ParseContext;
	/** The line errors name: that of the command looked at last. */
	#line: number;
	/** Nothing runs while a text is parsed: they stay as they are. */
	#aliases: readonly string[] | undefined;
	#noAlias: boolean;

	constructor(context: ParseContext) {
		this.#context = context;
		this.#line = context.firstLine ?? 0;
		this.#noAlias = context.noAlias ?? false;
	}

	text(text: string): ParseResult {
		return this.#guard(() => this.#syntax(text));
	}

	words(words: readonly ArgumentValue<CommandList>[]): ParseResult {
		return this.#guard(() => splitWords(words, this.#line));
	}

	#guard(read: () => readonly Unbuilt[]): ParseResult {
		try {
			return printableList(this.#commands(read()));
		} catch (failure) {
			if (!(failure instanceof BuildFailure)) throw failure;
			return { error: failure.message };
		}
	}

	#fail(error: string): never {
		throw new BuildFailure(atPlace(this.#context.file, this.#line, error));
	}

	#syntax(text: string): readonly RawCommand[] {
		const context = this.#context;
		const raw = parseSyntax(text, this.#line, {
			file: context.file,
			env: (name) => context.env(name),
			home: (user) => context.home(user),
			condition: (format) => context.condition(format),
			assign: (name, value, hidden) => {
				if (!context.parseOnly) context.assign(name, value, hidden);
			},
		});
		if ("error" in raw) throw new BuildFailure(raw.error);
		return raw;
	}

	/** Commands of one line have one group. */
	#commands(unbuilt: readonly Unbuilt[]): Command[] {
		const all: Command[] = [];
		let group: Command[] = [];
		let number = 0;
		let line: number | undefined;
		for (const one of unbuilt) {
			if (line === undefined || (this.#context.byLine && one.line !== line)) {
				this.#report(group);
				group = [];
				number = this.#context.nextGroup();
			}
			line = one.line;
			this.#line = line;
			for (const command of this.#command(one)) {
				const grouped = { ...command, group: number };
				group.push(grouped);
				all.push(grouped);
			}
		}
		this.#report(group);
		return all;
	}

	#report(group: readonly Command[]): void {
		const { verbose, file } = this.#context;
		if (verbose === undefined || group.length === 0) return;
		const place = file === undefined ? `${this.#line}` : `${file}:${this.#line}`;
		verbose(`${place}: ${printableList(group).toText()}`);
	}

	/** One command, or those of its alias. */
	#command(unbuilt: Unbuilt): readonly Command[] {
		const [first] = unbuilt.words;
		if (!this.#noAlias) {
			if (typeof first !== "string") return [];
			const expansion = this.#alias(first);
			if (expansion !== undefined) return this.#expand(expansion, unbuilt.words.slice(1));
		}
		if (typeof first !== "string") this.#fail("no command");
		const words = unbuilt.words.slice(1).map((word) => this.#value(word));
		const result = findCommand(first, this.#context.entries);
		if ("error" in result) this.#fail(result.error);
		const entry = result.found;
		const parsed = parseArguments<CommandList>(entry.args, words);
		if ("usage" in parsed) this.#fail(`usage: ${entry.name} ${entry.usage}`);
		if ("error" in parsed) this.#fail(`command ${entry.name}: ${parsed.error}`);
		return [{ entry, args: parsed.args, group: 0, file: this.#context.file, line: this.#line }];
	}

	/** Blocks become lists. */
	#value(word: RawWord | CommandList): ArgumentValue<CommandList> {
		if (typeof word === "string") return word;
		return "commands" in word ? word : printableList(this.#commands(word));
	}

	#alias(name: string): string | undefined {
		const start = `${name}=`;
		if (name.includes("=")) return undefined;
		this.#aliases ??= this.#context.aliases();
		return this.#aliases.find((alias) => alias.startsWith(start))?.slice(start.length);
	}

	/** The further words go to the last command of the alias. Nothing in it is an alias again. */
	#expand(expansion: string, words: readonly (RawWord | CommandList)[]): readonly Command[] {
		const raw = this.#syntax(expansion);
		const last = raw.at(-1);
		if (last === undefined) return [];
		this.#noAlias = true;
		const commands = this.#commands([
			...raw.slice(0, -1),
			{ line: last.line, words: [...last.words, ...words] },
		]);
		this.#noAlias = false;
		return commands;
	}
}

function splitWords(words: readonly ArgumentValue<CommandList>[], line: number): readonly Unbuilt[] {
	const all: Unbuilt[] = [];
	let current: ArgumentValue<CommandList>[] = [];
	for (const word of words) {
		if (typeof word !== "string" || !word.endsWith(";")) {
			current.push(word);
			continue;
		}
		const text = word.slice(0, -1);
		if (text.endsWith("\\")) {
			current.push(`${text.slice(0, -1)};`);
			continue;
		}
		if (text !== "") current.push(text);
		all.push({ line, words: current });
		current = [];
	}
	if (current.length > 0) all.push({ line, words: current });
	return all;
}
