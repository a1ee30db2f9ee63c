/**
 * Which commands may start the server. The client decides this before there is
 * a server to ask, so it knows the names of the commands, and of those five
 * their flags, without loading the commands. A test compares with the table of
 * commands/. Called by main.ts.
 */

/** Every command and its alias (empty for none). */
export const commandNames: Readonly<Record<string, string>> = {
	"attach-session": "attach",
	"bind-key": "bind",
	"break-pane": "breakp",
	"capture-pane": "capturep",
	"choose-buffer": "",
	"choose-client": "",
	"choose-tree": "",
	"clear-history": "clearhist",
	"clear-prompt-history": "clearphist",
	"clock-mode": "",
	"command-prompt": "",
	"confirm-before": "confirm",
	"copy-mode": "",
	"customize-mode": "",
	"delete-buffer": "deleteb",
	"detach-client": "detach",
	"display-menu": "menu",
	"display-message": "display",
	"display-popup": "popup",
	"display-panes": "displayp",
	"find-window": "findw",
	"guest-access": "ga",
	"has-session": "has",
	"if-shell": "if",
	"join-pane": "joinp",
	"kill-pane": "killp",
	"kill-server": "",
	"kill-session": "",
	"kill-window": "killw",
	"last-pane": "lastp",
	"last-window": "last",
	"link-window": "linkw",
	"list-buffers": "lsb",
	"list-clients": "lsc",
	"list-commands": "lscm",
	"list-guests": "lsg",
	"list-keys": "lsk",
	"list-panes": "lsp",
	"list-sessions": "ls",
	"list-windows": "lsw",
	"load-buffer": "loadb",
	"lock-client": "lockc",
	"lock-server": "lock",
	"lock-session": "locks",
	"move-pane": "movep",
	"move-window": "movew",
	"new-pane": "newp",
	"new-session": "new",
	"new-window": "neww",
	"next-layout": "nextl",
	"next-window": "next",
	"paste-buffer": "pasteb",
	"pipe-pane": "pipep",
	"previous-layout": "prevl",
	"previous-window": "prev",
	"refresh-client": "refresh",
	"rename-session": "rename",
	"rename-window": "renamew",
	"resize-pane": "resizep",
	"resize-window": "resizew",
	"respawn-pane": "respawnp",
	"respawn-window": "respawnw",
	"rotate-window": "rotatew",
	"run-shell": "run",
	"save-buffer": "saveb",
	"select-layout": "selectl",
	"select-pane": "selectp",
	"select-window": "selectw",
	"send-keys": "send",
	"send-prefix": "",
	"server-access": "",
	"set-buffer": "setb",
	"set-environment": "setenv",
	"set-hook": "",
	"set-option": "set",
	"set-window-option": "setw",
	"share-dashboard": "dashboard",
	"share-server": "share",
	"show-buffer": "showb",
	"show-environment": "showenv",
	"show-hooks": "",
	"show-messages": "showmsgs",
	"show-options": "show",
	"show-prompt-history": "showphist",
	"show-window-options": "showw",
	"source-file": "source",
	"split-window": "splitw",
	"start-server": "start",
	"suspend-client": "suspendc",
	"swap-pane": "swapp",
	"swap-window": "swapw",
	"switch-client": "switchc",
	"switch-mode": "",
	"unbind-key": "unbind",
	"unlink-window": "unlinkw",
	"unshare-server": "unshare",
	"wait-for": "wait",
};

/** What a command takes: getopt letters, fewest and most arguments (-1: any number). */
interface Takes {
	readonly flags: string;
	readonly min: number;
	readonly max: number;
}

/** The commands that may start the server. */
export const startingCommands: Readonly<Record<string, Takes>> = {
	"attach-session": { flags: "c:dEf:rt:x", min: 0, max: 0 },
	"list-commands": { flags: "F:", min: 0, max: 1 },
	"list-keys": { flags: "1aF:NO:P:rT:", min: 0, max: 1 },
	"new-session": { flags: "Ac:dDe:EF:f:n:Ps:t:x:Xy:", min: 0, max: -1 },
	"share-server": { flags: "a:dFk:n:R:r:t:", min: 0, max: 0 },
	"start-server": { flags: "", min: 0, max: 0 },
};

/** Names that the default of the option command-alias adds; none of them starts the server. */
const optionAliases: readonly string[] = [
	"split-pane",
	"splitp",
	"server-info",
	"info",
	"choose-window",
	"choose-session",
];

/** The full name of command `name` (name, alias or the start of one name), or undefined. */
export function findCommandName(name: string): string | undefined {
	if (Object.hasOwn(commandNames, name)) return name;
	const all = Object.keys(commandNames);
	const aliased = all.find((full) => name !== "" && commandNames[full] === name);
	if (aliased !== undefined) return aliased;
	const starting = all.filter((full) => full.startsWith(name));
	return starting.length === 1 ? starting[0] : undefined;
}

/** Splits argv at arguments that end in `;`; one that ends in `\;` keeps the `;`. */
function splitCommands(argv: readonly string[]): string[][] {
	const commands: string[][] = [[]];
	for (const arg of argv) {
		const end = arg.endsWith(";") && !arg.endsWith("\\;");
		const text = end ? arg.slice(0, -1) : arg;
		if (!end || text !== "") commands.at(-1)!.push(text);
		if (end) commands.push([]);
	}
	return commands.filter((command) => command.length > 0);
}

/** Whether `args` are flags and arguments that a command with `takes` accepts. */
function fits(takes: Takes, args: readonly string[]): boolean {
	let at = 0;
	for (; at < args.length; at++) {
		const arg = args[at]!;
		if (!arg.startsWith("-") || arg === "-") break;
		if (arg === "--") {
			at++;
			break;
		}
		for (let letter = 1; letter < arg.length; letter++) {
			const found = takes.flags.indexOf(arg[letter]!);
			if (found === -1 || arg[letter] === ":") return false;
			if (takes.flags[found + 1] !== ":") continue;
			if (letter + 1 === arg.length && ++at >= args.length) return false;
			break;
		}
	}
	const count = args.length - at;
	return count >= takes.min && (takes.max === -1 || count <= takes.max);
}

/**
 * Whether the command line `argv` starts the server when none runs: one of its
 * commands may, and every one of them is known. An empty one is new-session.
 */
export function mayStartServer(argv: readonly string[]): boolean {
	if (argv.length === 0) return true;
	let starts = false;
	for (const [given, ...args] of splitCommands(argv)) {
		if (optionAliases.includes(given!)) continue;
		const name = findCommandName(given!);
		if (name === undefined) return false;
		const takes = Object.hasOwn(startingCommands, name) ? startingCommands[name] : undefined;
		if (takes === undefined) continue;
		if (!fits(takes, args)) return false;
		starts = true;
	}
	return starts;
}
