/**
 * Flags and arguments of one command: the specification that a command entry
 * gives, the parser for it and the parsed set that exec reads. Made by
 * build.ts (and by copy mode for `send-keys -X`), read by every command.
 */
import { parseNumber, parsePercentage } from "./numbers.ts";

/** The least that a block of commands must be able to do. */
export interface PrintableBlock {
	/** The commands as text that parses to the same again. */
	toText(): string;
}

/** A string, or the commands of a `{ }` block. */
export type ArgumentValue<Block extends PrintableBlock = PrintableBlock> = string | Block;

export type ArgumentType = "string" | "commands" | "commands-or-string";

/** What a command takes. */
export interface ArgumentsSpec {
	/** Flags: `a` takes nothing, `b:` a string, `c::` a string or nothing. */
	readonly template: string;
	/** Fewest and most arguments behind the flags; -1 is no limit. */
	readonly lower: number;
	readonly upper: number;
	/** What argument `index` may be; the flags and earlier arguments are in `args`. All strings when left out. */
	readonly type?: (index: number, args: Arguments) => ArgumentType;
}

/** One flag as given. */
export interface FlagEntry {
	count: number;
	/** Takes an optional value and came without one at first: printed without any. */
	readonly bare: boolean;
	readonly values: string[];
}

/** Parsed flags and arguments. `Block` is what a `{ }` block became. */
export class Arguments<Block extends PrintableBlock = PrintableBlock> {
	/** The arguments behind the flags. */
	readonly values: readonly ArgumentValue<Block>[];
	readonly #flags: ReadonlyMap<string, Readonly<FlagEntry>>;

	constructor(flags: ReadonlyMap<string, Readonly<FlagEntry>>, values: readonly ArgumentValue<Block>[]) {
		this.#flags = flags;
		this.values = values;
	}

	/** Number of arguments behind the flags. */
	get length(): number {
		return this.values.length;
	}

	has(flag: string): boolean {
		return this.#flags.has(flag);
	}

	/** How many times a flag was given. */
	count(flag: string): number {
		return this.#flags.get(flag)?.count ?? 0;
	}

	/** The last value of a flag; undefined when it was not given or without a value. */
	get(flag: string): string | undefined {
		return this.#flags.get(flag)?.values.at(-1);
	}

	/** All values of a flag in order. */
	all(flag: string): readonly string[] {
		return this.#flags.get(flag)?.values ?? [];
	}

	/** The flags given, sorted as they are printed: digits, capitals, small letters. */
	flags(): readonly string[] {
		return [...this.#flags.keys()].sort(byCode);
	}

	/** All about one flag; for printing and copying. */
	entry(flag: string): Readonly<FlagEntry> | undefined {
		return this.#flags.get(flag);
	}

	/** Argument `index` as a string; a block as its text. */
	string(index: number): string | undefined {
		const value = this.values[index];
		return value === undefined || typeof value === "string" ? value : value.toText();
	}

	/** Argument `index` when it is a block. */
	commands(index: number): Block | undefined {
		const value = this.values[index];
		return typeof value === "string" ? undefined : value;
	}

	/** All arguments as strings. */
	words(): string[] {
		return this.values.map((value) => (typeof value === "string" ? value : value.toText()));
	}

	/**
	 * A flag's value as a whole number. A string is the reason why not, to be printed behind what it
	 * is about: missing, invalid, too small, too large. `expand` is applied to the value first.
	 */
	number(flag: string, min: number, max: number, expand?: (text: string) => string): number | string {
		const value = this.get(flag);
		if (value === undefined) return "missing";
		return parseNumber(expand === undefined ? value : expand(value), min, max);
	}

	/** Like number, where `N%` is that part of `current`. Reasons: also empty. */
	percentage(
		flag: string,
		min: number,
		max: number,
		current: number,
		expand?: (text: string) => string,
	): number | string {
		if (!this.has(flag)) return "missing";
		const value = this.get(flag);
		return value === undefined ? "empty" : parsePercentage(value, min, max, current, expand);
	}
}

/** `usage: true`: `-?` was given, the caller shows the usage. */
export type ParsedArguments<Block extends PrintableBlock> =
	| { readonly args: Arguments<Block> }
	| { readonly error: string }
	| { readonly usage: true };

/** Parses the words behind a command's name. Errors come without the command's name in front. */
export function parseArguments<Block extends PrintableBlock = PrintableBlock>(
	spec: ArgumentsSpec,
	words: readonly ArgumentValue<Block>[],
): ParsedArguments<Block> {
	const flags = new Map<string, FlagEntry>();
	let next = 0;
	while (next < words.length) {
		const word = words[next];
		if (typeof word !== "string" || !word.startsWith("-") || word === "-") break;
		next++;
		if (word === "--") break;
		const read = parseFlags(spec.template, word, words[next], flags);
		if (typeof read !== "boolean") return read;
		if (read) next++;
	}

	const values: ArgumentValue<Block>[] = [];
	// The set grows as arguments are added: the type of one may depend on those in front of it.
	const args = new Arguments<Block>(flags, values);
	for (const value of words.slice(next)) {
		const type = spec.type?.(values.length, args) ?? "string";
		const isString = typeof value === "string";
		if (type === "string" && !isString) return { error: `argument ${values.length + 1} must be "string"` };
		if (type === "commands" && isString)
			return { error: `argument ${values.length + 1} must be { commands }` };
		values.push(value);
	}

	if (spec.lower !== -1 && values.length < spec.lower)
		return { error: `too few arguments (need at least ${spec.lower})` };
	if (spec.upper !== -1 && values.length > spec.upper)
		return { error: `too many arguments (need at most ${spec.upper})` };
	return { args };
}

/** Reads the flags in one word such as -dc; true when the last one took `following` as its value. */
function parseFlags(
	template: string,
	word: string,
	following: ArgumentValue | undefined,
	flags: Map<string, FlagEntry>,
): boolean | { readonly error: string } | { readonly usage: true } {
	for (let at = 1; at < word.length; at++) {
		const flag = String.fromCodePoint(word.codePointAt(at) ?? 0);
		if (flag === "?") return { usage: true };
		if (!/^[A-Za-z0-9]$/.test(flag)) return { error: `invalid flag -${flag}` };
		const found = template.indexOf(flag);
		if (found === -1) return { error: `unknown flag -${flag}` };
		if (template[found + 1] !== ":") {
			addFlag(flags, flag, undefined, false);
			continue;
		}
		const rest = word.slice(at + 1);
		if (rest !== "") {
			addFlag(flags, flag, rest, false);
			return false;
		}
		const optional = template[found + 2] === ":";
		if (following !== undefined && typeof following !== "string")
			return { error: `-${flag} argument must be a string` };
		if (optional && (following === undefined || /^-[-A-Za-z]/.test(following))) {
			addFlag(flags, flag, undefined, true);
			return false;
		}
		if (following === undefined) return { error: `-${flag} expects an argument` };
		addFlag(flags, flag, following, false);
		return true;
	}
	return false;
}

function addFlag(
	flags: Map<string, FlagEntry>,
	flag: string,
	value: string | undefined,
	bare: boolean,
): void {
	const entry = flags.get(flag) ?? { count: 0, bare, values: [] };
	entry.count++;
	if (value !== undefined) entry.values.push(value);
	flags.set(flag, entry);
}

function byCode(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
