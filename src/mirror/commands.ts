/**
 * The commands of a mirrored session. What is about a guest's own terminal
 * (prompts, choosers, messages, keys, lists, detaching) runs here, on the
 * mirror; everything else goes to the host as it was given. There is nothing
 * else: no command of this table starts a program or touches a file. Made once
 * for each mirror by mirror.ts.
 */
import { Arguments, type FlagEntry } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
	type Target,
} from "../command/types.ts";
import { attachSession } from "../commands/attach-session.ts";
import { chooseClient, chooseTree, clockMode, findWindow } from "../commands/choose.ts";
import { commandPrompt } from "../commands/command-prompt.ts";
import { confirmBefore } from "../commands/confirm-before.ts";
import { detachClient, suspendClient } from "../commands/detach-client.ts";
import { displayMenu } from "../commands/display-menu.ts";
import { displayMessage } from "../commands/display-message.ts";
import { displayPanes } from "../commands/display-panes.ts";
import { ifShell } from "../commands/if-shell.ts";
import { bindKey, unbindKey } from "../commands/key-bindings.ts";
import { listKeys } from "../commands/list-keys.ts";
import { listClients, listCommands, listPanes, listSessions, listWindows } from "../commands/lists.ts";
import { hasSession } from "../commands/new-session.ts";
import { refreshClient } from "../commands/refresh-client.ts";
import { sendKeys } from "../commands/send-keys.ts";
import { setOption, setWindowOption } from "../commands/set-option.ts";
import { showMessages } from "../commands/show-messages.ts";
import { showOptions, showWindowOptions } from "../commands/show-options.ts";
import { switchClient } from "../commands/switch-client.ts";
import type { Client } from "../model/client.ts";
import { dragBorder } from "./border-drag.ts";
import { HOST_COMMANDS, type HostCommand, type HostTarget, UNAVAILABLE } from "./host-commands.ts";
import { MAX_BINDINGS, MAX_COMMAND } from "./limits.ts";
import { checkOption } from "./options.ts";

export interface CommandPorts {
	/** A command for the host, from this guest; it may answer with an error. */
	send(client: Client, words: readonly string[]): void;
}

/** Set in a prompt's state: what it leads to is about the place the guest was asked at. */
const ASKED = "mirror_asked";

/** All commands, sorted by name. */
export function mirrorCommands(ports: CommandPorts): readonly CommandEntry[] {
	const host = HOST_COMMANDS.map((row) => hostEntry(row, ports));
	const entry = (name: string) => host.find((one) => one.name === name) as CommandEntry;
	const replaced: readonly CommandEntry[] = [
		ifShellEntry(ports),
		sendKeysEntry(ports),
		switchClientEntry(ports),
		resizePaneEntry(entry("resize-pane"), ports),
		copyModeEntry(entry("copy-mode")),
		chooser("choose-window", ["w"]),
		chooser("choose-session", ["s"]),
		windowTree(),
	];
	const names = new Set(replaced.map(({ name }) => name));
	return [
		...host.filter(({ name }) => !names.has(name)),
		...replaced,
		...LOCAL.filter(({ name }) => !names.has(name)),
		...UNAVAILABLE.map(unavailable),
	].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Run here as they are: about this guest's terminal, or about what the mirror knows. */
const LOCAL: readonly CommandEntry[] = [
	attachSession,
	limited(bindKey, ({ server }) => {
		if (server.keyTables.size >= MAX_BINDINGS) throw new CommandError("too many keys are bound");
	}),
	unbindKey,
	limited(setOption, checkOption),
	limited(setWindowOption, checkOption),
	chooseClient,
	clockMode,
	asking(commandPrompt),
	asking(confirmBefore),
	detachClient,
	displayMenu,
	displayMessage,
	displayPanes,
	findWindow,
	hasSession,
	listClients,
	listCommands,
	listKeys,
	listPanes,
	listSessions,
	listWindows,
	refreshClient,
	showMessages,
	showOptions,
	showWindowOptions,
	suspendClient,
];

/** `entry` after a look at what it would do. */
function limited(entry: CommandEntry, check: (item: QueueItem, command: Command) => void): CommandEntry {
	return {
		...entry,
		exec(command, item) {
			check(item, command);
			return entry.exec(command, item);
		},
	};
}

/** What a prompt leads to is about what the guest saw when it was asked. */
function asking(entry: CommandEntry): CommandEntry {
	return {
		...entry,
		exec(command, item) {
			item.state.formats.set(ASKED, "1");
			return entry.exec(command, item);
		},
	};
}

function unavailable([name, alias]: readonly [string, string | undefined]): CommandEntry {
	return {
		name,
		...(alias === undefined ? {} : { alias }),
		args: { template: "ab:cF:f:gIJKNO:rst:TZ", lower: 0, upper: -1 },
		usage: "",
		flags: [],
		exec() {
			throw new CommandError(`${name} works at the host only`);
		},
	};
}

/** A command that is sent on as it is. */
function hostEntry(row: HostCommand, ports: CommandPorts): CommandEntry {
	return {
		name: row.name,
		...(row.alias === undefined ? {} : { alias: row.alias }),
		args: { template: row.template, lower: 0, upper: -1, type: () => "commands-or-string" },
		usage: usageOf(row.template),
		flags: [],
		exec(command, item) {
			forward(ports, item, row, command.args);
			return "normal";
		},
	};
}

/** `[-ab] [-t value] [argument ...]`. */
function usageOf(template: string): string {
	const flags = [...template.matchAll(/([A-Za-z0-9])(:?)/g)];
	const plain = flags.filter(([, , value]) => value === "").map(([, flag]) => flag);
	const valued = flags.filter(([, , value]) => value !== "").map(([, flag]) => `[-${flag} value]`);
	return [...(plain.length > 0 ? [`[-${plain.join("")}]`] : []), ...valued, "[argument ...]"].join(" ");
}

/** Sends a command of an item's guest to the host. */
function forward(
	ports: CommandPorts,
	item: QueueItem,
	row: Pick<HostCommand, "name" | "target">,
	args: Arguments,
): void {
	const { client } = item;
	// Nobody has asked: a hook, or the host's own settings.
	if (!client?.session) return;
	const words = [row.name];
	let hasTarget = false;
	for (const flag of args.flags()) {
		const given = args.entry(flag);
		if (!given) continue;
		if (given.values.length === 0) for (let i = 0; i < given.count; i++) words.push(`-${flag}`);
		for (const value of given.values) {
			const isTarget = flag === "t" || flag === "s";
			hasTarget ||= flag === "t";
			words.push(`-${flag}`, isTarget ? hostTarget(item, value, row.target) : value);
		}
	}
	const seen = hasTarget ? undefined : seenTarget(item, row.target);
	if (seen !== undefined) words.push("-t", seen);
	const rest = args.words();
	if (rest.some((word) => word.startsWith("-"))) words.push("--");
	words.push(...rest);
	sendWords(ports, client, words);
}

function sendWords(ports: CommandPorts, client: Client, words: readonly string[]): void {
	if (words.reduce((sum, word) => sum + word.length, 0) > MAX_COMMAND)
		throw new CommandError("command too long");
	ports.send(client, words);
}

/** A target as the host names it: its panes and windows by %id and index, what only means something here resolved. */
function hostTarget(item: QueueItem, text: string, type: HostTarget): string {
	const isOurs = /^(=$|=?default(:|$)|[@$]|\{mouse\})/.test(text);
	if (!isOurs || type === "none") return text;
	const found = item.services.findTarget(item, text, type === "session" ? "session" : type, {});
	if ("error" in found) throw new CommandError(found.error);
	return nameOf(found, type) ?? text;
}

/** How the host finds a place: nothing to say of its only session. */
function nameOf(target: Target, type: HostTarget): string | undefined {
	if (type === "pane") return target.pane && `%${target.pane.id}`;
	if (type === "window") return target.winlink && `:${target.winlink.index}`;
	return undefined;
}

/** For a click or an answer: the place it was about, which may be no longer the current one. */
function seenTarget(item: QueueItem, type: HostTarget): string | undefined {
	const { current, event, formats } = item.state;
	const asked = formats.get(ASKED) !== undefined;
	if (!asked && !event?.mouse?.valid) return undefined;
	// Commands behind the first are about what that has made of it.
	formats.delete(ASKED);
	return nameOf(current, type);
}

/** Without -F a shell decides: that of the host. */
function ifShellEntry(ports: CommandPorts): CommandEntry {
	return {
		...ifShell,
		exec(command, item) {
			if (command.args.has("F")) return ifShell.exec(command, item);
			// A host without a terminal of its own would end at it.
			if (command.args.words().some((word) => /\bdisp/.test(word)))
				throw new CommandError("display-message works with if-shell -F only");
			forward(ports, item, { name: "if-shell", target: "pane" }, command.args);
			return "normal";
		},
	};
}

/** The mouse event of a binding, and keys for what a guest has open here; all other keys are typed at the host. */
function sendKeysEntry(ports: CommandPorts): CommandEntry {
	return {
		...sendKeys,
		target: { flag: "t", type: "pane", canFail: true, quiet: true },
		exec(command, item) {
			const { args } = command;
			if (args.has("M") || args.has("X")) {
				if (!item.target.pane) throw new CommandError("no current target");
				return sendKeys.exec(command, item);
			}
			forward(ports, item, { name: "send-keys", target: "pane" }, args);
			return "normal";
		},
	};
}

/** What a chooser gives: its window and pane become the host's current ones. Sessions there is one of. */
function switchClientEntry(ports: CommandPorts): CommandEntry {
	return {
		...switchClient,
		exec(command, item): CommandResult {
			const { args } = command;
			if (args.has("T")) return switchClient.exec(command, item);
			const text = args.get("t");
			const { client } = item;
			if (text === undefined || !client) return "normal";
			if (client.flags.readOnly) throw new CommandError("client is read-only");
			const found = item.services.findTarget(item, text, /[:.%]/.test(text) ? "pane" : "session", {});
			if ("error" in found) throw new CommandError(found.error);
			const { winlink, pane } = found;
			if (winlink && winlink !== client.session?.current)
				sendWords(ports, client, ["select-window", "-t", `:${winlink.index}`]);
			if (pane && pane !== winlink?.window.active)
				sendWords(ports, client, ["select-pane", "-t", `%${pane.id}`]);
			return "normal";
		},
	};
}

/** With the mouse the border is moved by commands of so many cells. */
function resizePaneEntry(host: CommandEntry, ports: CommandPorts): CommandEntry {
	return {
		...host,
		args: { ...host.args, template: `${host.args.template}M` },
		exec(command, item) {
			if (!command.args.has("M")) return host.exec(command, item);
			dragBorder(item, (client, words) => sendWords(ports, client, words));
			return "normal";
		},
	};
}

/** A drag selects at the terminal it is made on; the host's copy mode has no mouse of ours. */
function copyModeEntry(host: CommandEntry): CommandEntry {
	return { ...host, exec: (command, item) => (command.args.has("M") ? "normal" : host.exec(command, item)) };
}

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

/** choose-tree with the flags of then (-u: everything unfolded), which mean nothing here. */
function windowTree(): CommandEntry {
	return { ...chooseTree, args: CHOOSER_ARGS };
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
