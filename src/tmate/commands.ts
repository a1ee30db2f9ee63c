/**
 * The four commands that travel from a host to its relay (bind-key, unbind-key,
 * set-option, set-window-option) between tmux's language of 2016 and ours.
 * Called by the relay for what a host has bound and set, and by the host for
 * what guests of a tmate-ssh-server are to have.
 */
import { MODE_TABLES, newCopyCommand, oldCopyAction, oldModeTable } from "./copy-actions.ts";
import {
	type Flagged,
	joinFlags,
	joinSequence,
	oldCommand,
	parsesOld,
	splitFlags,
	splitSequence,
} from "./old-commands.ts";
import { newOption, oldScope, oldValue } from "./old-options.ts";
import { commandWords } from "./quote.ts";

/** The commands that are replicated. */
export const REPLICATED: ReadonlySet<string> = new Set([
	"bind-key",
	"set-option",
	"set-window-option",
	"unbind-key",
]);

/** Our flags of the same commands. */
const OUR_FLAGS: Readonly<Record<string, string>> = {
	"bind-key": "nrN:T:",
	"unbind-key": "anqT:",
	"set-option": "aFgopqst:uUw",
	"set-window-option": "aFgoqt:u",
};

/** Commands of then that are called otherwise now. */
const NEW_COMMANDS: Readonly<Record<string, readonly string[]>> = {
	"choose-window": ["choose-tree", "-Zw"],
	"choose-session": ["choose-tree", "-Zs"],
	"choose-tree": ["choose-tree", "-Z"],
	"choose-buffer": ["choose-buffer", "-Z"],
	"choose-client": ["choose-client", "-Z"],
	"server-info": ["show-messages", "-JT"],
};

/** `argv` taken apart by the rules of then, its name in full; undefined when it is none of REPLICATED or is wrong. */
function parseReplicated(argv: readonly string[]): Flagged | undefined {
	const command = oldCommand(argv[0] ?? "");
	if (command === undefined || !REPLICATED.has(command.name)) return undefined;
	return splitFlags(argv, command.name, command.flags);
}

/** `argv` of then in the wire's form: full name, flags apart and in order. Undefined when it is wrong. */
export function canonical(argv: readonly string[]): string[] | undefined {
	const parsed = parseReplicated(argv);
	return parsed && joinFlags(parsed, oldCommand(parsed.name)?.flags ?? "");
}

/** A line as hosts before protocol 6 send (tag 3), in the form of a list. */
export function canonicalLine(line: string): string[] | undefined {
	const words = commandWords(line);
	return words && canonical(words);
}

/** Names of the options that are meant for the relay, not for its guests. */
export interface TmateOption {
	readonly name: string;
	/** undefined: unset. */
	readonly value: string | undefined;
}

/** The `tmate-*` option that `argv` sets, wherever its flags stand. */
export function tmateOption(argv: readonly string[]): TmateOption | undefined {
	const parsed = parseReplicated(argv);
	const [name, value] = parsed?.args ?? [];
	if (!parsed?.name.startsWith("set-") || !name?.startsWith("tmate-")) return undefined;
	return { name, value: parsed.flags.has("u") ? undefined : (value ?? "") };
}

// --- from a host of then to us ---

/** `argv` of a host as ours; undefined when there is nothing left to do, or it is wrong. */
export function fromOld(argv: readonly string[]): string[] | undefined {
	const parsed = parseReplicated(argv);
	if (parsed === undefined) return undefined;
	if (parsed.name === "bind-key") return bindFromOld(parsed);
	if (parsed.name === "unbind-key") return unbindFromOld(parsed);
	return setFromOld(parsed);
}

/** The flags that say which table, for us; undefined: a table there is not. */
function tableFromOld(flags: ReadonlyMap<string, string>): string[] | undefined {
	const mode = flags.get("t");
	if (mode !== undefined) {
		const table = MODE_TABLES[mode];
		// -c was for the command mode of a table of then.
		return table === undefined || flags.has("c") ? undefined : ["-T", table];
	}
	const table = flags.get("T");
	return table !== undefined ? ["-T", table] : flags.has("n") ? ["-n"] : [];
}

function bindFromOld({ flags, args }: Flagged): string[] | undefined {
	const table = tableFromOld(flags);
	const [key, ...command] = args;
	if (table === undefined || key === undefined || command.length === 0) return undefined;
	const repeat = flags.has("r") ? ["-r"] : [];
	const mode = flags.get("t");
	if (mode !== undefined) {
		const now = newCopyCommand(command[0] as string, command.slice(1), key);
		return now && ["bind-key", ...repeat, ...table, key, ...now];
	}
	const commands = splitSequence(command).map(innerFromOld);
	return ["bind-key", ...repeat, ...table, key, ...joinSequence(commands)];
}

/** A command in a binding. */
function innerFromOld(argv: readonly string[]): readonly string[] {
	const name = oldCommand(argv[0] ?? "")?.name ?? "";
	if (REPLICATED.has(name)) return fromOld(argv) ?? argv;
	const now = NEW_COMMANDS[name];
	if (now !== undefined) return now;
	if (name === "list-keys") return argv.map((word, i) => listKeysWord(word, argv[i - 1]));
	return argv;
}

function listKeysWord(word: string, before: string | undefined): string {
	if (word === "-t") return "-T";
	return before === "-t" ? (MODE_TABLES[word] ?? word) : word;
}

function unbindFromOld({ flags, args }: Flagged): string[] | undefined {
	const table = tableFromOld(flags);
	if (table === undefined) return undefined;
	if (flags.has("a")) return ["unbind-key", "-a", ...table];
	return args[0] === undefined ? undefined : ["unbind-key", ...table, args[0]];
}

function setFromOld({ name: command, flags, args }: Flagged): string[] | undefined {
	const [name, value] = args;
	if (name === undefined) return undefined;
	const option = name.startsWith("@") ? { name, value, append: false } : newOption(name, value);
	if (option === undefined) return undefined;
	const letters = new Set(flags.keys());
	letters.delete("t");
	// Errors of a host's settings are nobody's business here.
	letters.add("q");
	if (option.append && !letters.has("u")) letters.add("a");
	const target = flags.get("t");
	return [
		command,
		...[...letters].sort().map((letter) => `-${letter}`),
		...(target === undefined ? [] : ["-t", target]),
		option.name,
		...(option.value === undefined || letters.has("u") ? [] : [option.value]),
	];
}

// --- from us to a server of then ---

/** First words of the command that stands for a binding the server cannot read. */
const CARRIED = "comux-binding";

/**
 * A binding of ours whose command a server of then could not parse: there the
 * key runs this harmless-looking command, which the server sends back and
 * carriedBinding recognises.
 */
export function carryBinding(table: string, key: string, repeat: boolean): string[] {
	const where = table === "root" ? ["-n"] : table === "prefix" ? [] : ["-T", table];
	const what = `${CARRIED} ${table} ${key}`;
	return ["bind-key", ...where, ...(repeat ? ["-r"] : []), key, "run-shell", what];
}

/** The binding that a command of a guest stands for. */
export function carriedBinding(
	argv: readonly string[],
): { readonly table: string; readonly key: string } | undefined {
	if (argv.length !== 2 || argv[0] !== "run-shell") return undefined;
	const [word, table, key, ...more] = (argv[1] as string).split(" ");
	if (word !== CARRIED || table === undefined || key === undefined || more.length > 0) return undefined;
	return { table, key };
}

/** One of our commands for a server of then, in the wire's form; undefined: it cannot be said. */
export function toOld(argv: readonly string[]): string[] | undefined {
	const name = argv[0] ?? "";
	const flags = OUR_FLAGS[name];
	const parsed = flags === undefined ? undefined : splitFlags(argv, name, flags);
	if (parsed === undefined) return undefined;
	if (name === "bind-key") return bindToOld(parsed);
	if (name === "unbind-key") return unbindToOld(parsed);
	return setToOld(parsed);
}

/** Which table, in flags of then. */
function tableToOld(flags: ReadonlyMap<string, string>): string[] {
	const table = flags.has("n") ? "root" : (flags.get("T") ?? "prefix");
	const mode = oldModeTable(table);
	if (mode !== undefined) return ["-t", mode];
	return table === "root" ? ["-n"] : table === "prefix" ? [] : ["-T", table];
}

function bindToOld({ flags, args }: Flagged): string[] | undefined {
	const [key, ...command] = args;
	if (key === undefined || command.length === 0) return undefined;
	const table = tableToOld(flags);
	if (table[0] === "-t") {
		const action = oldCopyAction(command);
		return action && ["bind-key", ...table, key, ...action];
	}
	// One word is a list of commands as text now; then it was one command's name.
	const words = command.length === 1 ? commandWords(command[0] as string) : command;
	const commands = words === undefined ? [] : splitSequence(words).map(innerToOld);
	if (commands.length === 0 || !commands.every((one) => one !== undefined && parsesOld(one))) {
		return carryBinding(flags.has("n") ? "root" : (flags.get("T") ?? "prefix"), key, flags.has("r"));
	}
	const where = [...table, ...(flags.has("r") ? ["-r"] : [])];
	// The flags in their order: -T before the small letters.
	return ["bind-key", ...where, key, ...joinSequence(commands as string[][])];
}

/** A command in a binding; undefined: it cannot be said. */
function innerToOld(argv: readonly string[]): string[] | undefined {
	return REPLICATED.has(argv[0] ?? "") ? toOld(argv) : [...argv];
}

function unbindToOld({ flags, args }: Flagged): string[] | undefined {
	const table = tableToOld(flags);
	if (flags.has("a")) return ["unbind-key", "-a", ...table];
	return args[0] === undefined ? undefined : ["unbind-key", ...table, args[0]];
}

/** Flags of set-option that were there then. */
const OLD_SET_FLAGS: ReadonlySet<string> = new Set(["a", "g", "o", "q", "u"]);

function setToOld({ flags, args }: Flagged): string[] | undefined {
	const [name = "", value] = args;
	const scope = name.startsWith("@") ? (flags.has("w") ? "window" : "session") : oldScope(name);
	// Made by a format, of a pane, or of one element of an array.
	if (scope === undefined || flags.has("F") || flags.has("p") || flags.has("U")) return undefined;
	const written = value === undefined || name.startsWith("@") ? value : oldValue(name, value);
	if (value !== undefined && written === undefined) return undefined;
	const letters = [...flags.keys()].filter((letter) => OLD_SET_FLAGS.has(letter));
	if (scope === "server") letters.push("s");
	const target = flags.get("t");
	// There is one session; which of our names it has does not matter there.
	const found = new Map<string, string>(letters.map((letter) => [letter, ""]));
	if (target !== undefined && scope === "window" && !flags.has("g")) found.set("t", target);
	const command = scope === "window" ? "set-window-option" : "set-option";
	const rest = written === undefined || flags.has("u") ? [name] : [name, written];
	return joinFlags({ name: command, flags: found, args: rest }, oldCommand(command)?.flags ?? "");
}
