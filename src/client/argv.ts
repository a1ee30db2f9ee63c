/**
 * The command line of comux before the command: flags as tmux(1) has them. Pure;
 * called by main.ts, which does what the result says.
 */
import { clientFlag } from "../protocol/messages.ts";
import { tmuxVersion, version } from "../util/version.ts";
import { tmateCommand, tmateOptions } from "./tmate-args.ts";

/** The name the program was started under. */
export type ProgramName = "comux" | "tmux" | "tmate";

/** The name for how it was called: anything but tmux and tmate is comux. */
export function programName(called: string): ProgramName {
	return called === "tmux" || called === "tmate" ? called : "comux";
}

/** A client to run. */
export interface ClientArgs {
	readonly kind: "client";
	/** -C -CC -D -l -N -u, as clientFlag bits. */
	readonly flags: number;
	/** Arguments of -T, and 256 for -2, in order. */
	readonly features: readonly string[];
	/** -L. */
	readonly label: string | undefined;
	/** -S. */
	readonly path: string | undefined;
	/** -f, or undefined for the default files. */
	readonly configFiles: readonly string[] | undefined;
	/** Number of -v. */
	readonly logLevel: number;
	/** -c. */
	readonly shellCommand: string | undefined;
	/** The command and its arguments; under the name tmate with what its flags stand for. */
	readonly command: readonly string[];
}

/** Something to print, and the exit status. */
export interface Printed {
	readonly kind: "print";
	readonly stdout: string;
	readonly stderr: string;
	readonly status: number;
}

function usage(name: ProgramName): string {
	if (name === "tmate")
		return (
			"usage: tmate [-2CDFhlNuVv] [-a keys-file] [-c shell-command] [-f file] [-k api-key]\n" +
			"             [-L socket-name] [-n name] [-r read-only-name] [-S socket-path]\n" +
			"             [-T features] [command [flags]]\n"
		);
	return (
		`usage: ${name} [-2CDhlNuVv] [-c shell-command] [-f file] [-L socket-name]\n` +
		"            [-S socket-path] [-T features] [command [flags]]\n"
	);
}

const flagHelp: readonly (readonly [flag: string, text: string])[] = [
	["-2", "assume a terminal with 256 colours (they always are)"],
	["-8", "accepted for old scripts; does nothing"],
	["-C", "control mode; twice to switch the terminal's echo off"],
	["-c shell-command", "run shell-command in the default shell"],
	["-D", "run the server in the foreground; takes no command"],
	["-f file", "read this config file instead of the default ones (repeatable)"],
	["-h, --help", "print this (-h: only the usage) and exit"],
	["-L socket-name", "use another socket in the usual folder"],
	["-l", "behave as a login shell"],
	["-N", "never start the server"],
	["-S socket-path", "use this socket"],
	["-T features", "terminal features, separated by commas"],
	["-u", "the terminal takes UTF-8"],
	["-V", "print the version and exit"],
	["-v", "log to files in this folder; twice for more"],
];

/** Under the name tmate besides. */
const tmateHelp: readonly (readonly [flag: string, text: string])[] = [
	["-a keys-file", "only these public keys may join (a file, an https URL, github:USER)"],
	["-F", "stay in the foreground without a terminal and print what happens"],
	["-k api-key", "the key for names of your own at the relay"],
	["-n name", "name of the read-write way in"],
	["-r read-only-name", "name of the read-only way in"],
];

function help(name: ProgramName): string {
	const flags = name === "tmate" ? [...flagHelp, ...tmateHelp] : flagHelp;
	const width = Math.max(...flags.map(([flag]) => flag.length));
	const rows = flags.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}\n`).join("");
	return (
		`${usage(name)}\n${rows}\n` +
		`Without a command: ${name === "tmate" ? "share-server" : "new-session"}. ` +
		`'${name} list-commands' lists the commands.\n` +
		(name === "tmate" ? "" : `'${name} share' shares the server over SSH.\n`)
	);
}

/** What -V says: scripts of the ecosystem parse the line of the name tmux. */
export function versionLine(name: ProgramName): string {
	return name === "tmux" ? `tmux ${tmuxVersion}` : `${name} ${version}`;
}

/** What the flags gather while they are read. */
interface Gathered {
	flags: number;
	features: string[];
	label: string | undefined;
	path: string | undefined;
	configFiles: string[] | undefined;
	logLevel: number;
	shellCommand: string | undefined;
	/** tmate's own. */
	readonly options: Map<string, string>;
	foreground: boolean;
}

/** What a flag does to what is gathered; the ones in `withArgument` are given theirs. */
type SetFlag = (to: Gathered, value: string) => void;

function setBit(bit: number): SetFlag {
	return (to) => {
		to.flags |= bit;
	};
}

const withArgument: ReadonlySet<string> = new Set(["c", "f", "L", "S", "T"]);

/** Flags that only tmate has. */
const tmateRows: ReadonlyMap<string, SetFlag> = new Map<string, SetFlag>([
	[
		"F",
		(to) => {
			to.foreground = true;
		},
	],
	...[...tmateOptions].map(([flag, option]): [string, SetFlag] => [
		flag,
		(to, value) => void to.options.set(option, value),
	]),
]);

/** Known, but of no use: only the usage is printed. */
const refused: ReadonlySet<string> = new Set(["d", "U"]);

const flagRows: ReadonlyMap<string, SetFlag> = new Map<string, SetFlag>([
	["2", (to) => void to.features.push("256")],
	["8", () => {}],
	[
		"C",
		(to) => setBit(to.flags & clientFlag.control ? clientFlag.controlControl : clientFlag.control)(to, ""),
	],
	[
		"c",
		(to, value) => {
			to.shellCommand = value;
		},
	],
	["D", setBit(clientFlag.noFork)],
	[
		"f",
		(to, value) => {
			to.configFiles = [...(to.configFiles ?? []), value];
		},
	],
	[
		"L",
		(to, value) => {
			to.label = value;
		},
	],
	["l", setBit(clientFlag.login)],
	["N", setBit(clientFlag.noStartServer)],
	["q", () => {}],
	[
		"S",
		(to, value) => {
			to.path = value;
		},
	],
	["T", (to, value) => void to.features.push(value)],
	["u", setBit(clientFlag.utf8)],
	[
		"v",
		(to) => {
			to.logLevel++;
		},
	],
]);

/**
 * Reads `args` (without program and script). A wrong flag gives the usage on
 * stderr and status 1; `-V`, `-h` and `--help` act as soon as they are met.
 * `cwd` is the working folder.
 */
export function parseArgv(args: readonly string[], name: ProgramName, cwd = "."): ClientArgs | Printed {
	const wrong = (message: string): Printed => ({
		kind: "print",
		stdout: "",
		stderr: message + usage(name),
		status: 1,
	});
	const say = (stdout: string): Printed => ({ kind: "print", stdout, stderr: "", status: 0 });
	const to: Gathered = {
		flags: 0,
		features: [],
		label: undefined,
		path: undefined,
		configFiles: undefined,
		logLevel: 0,
		shellCommand: undefined,
		options: new Map(),
		foreground: false,
	};
	let at = 0;
	for (; at < args.length; at++) {
		const arg = args[at]!;
		if (arg === "--help") return say(help(name));
		if (arg === "--") {
			at++;
			break;
		}
		if (!arg.startsWith("-") || arg === "-") break;
		for (let letter = 1; letter < arg.length; letter++) {
			const flag = arg[letter]!;
			if (flag === "h") return say(usage(name));
			if (flag === "V") return say(`${versionLine(name)}\n`);
			if (refused.has(flag)) return wrong("");
			const set = flagRows.get(flag) ?? (name === "tmate" ? tmateRows.get(flag) : undefined);
			if (set === undefined) return wrong(`${name}: unknown option -- ${flag}\n`);
			if (!withArgument.has(flag) && !tmateOptions.has(flag)) {
				set(to, "");
				continue;
			}
			const value = letter + 1 < arg.length ? arg.slice(letter + 1) : args[++at];
			if (value === undefined) return wrong(`${name}: option requires an argument -- ${flag}\n`);
			set(to, value);
			break;
		}
	}
	const command = args.slice(at);
	if ((to.shellCommand !== undefined || to.flags & clientFlag.noFork) && command.length > 0) return wrong("");
	const { options, foreground, ...rest } = to;
	const ownCommand = to.shellCommand !== undefined || (to.flags & clientFlag.noFork) !== 0;
	if (name !== "tmate" || ownCommand) return { kind: "client", ...rest, command };
	return { kind: "client", ...rest, command: tmateCommand({ options, foreground }, command, cwd) };
}
