/**
 * The commands of a mirrored session. What is about a guest's own terminal
 * (prompts, choosers, messages, keys, lists, detaching) runs here, on the
 * mirror; everything else goes to the host as it was given. There is nothing
 * else: no command of this table starts a program or touches a file. Made once
 * for each mirror by mirror.ts.
 */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { attachSession } from "../commands/attach-session.ts";
import { chooseClient, clockMode, findWindow } from "../commands/choose.ts";
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
import { mousePane } from "../commands/mouse-pane.ts";
import { hasSession } from "../commands/new-session.ts";
import { refreshClient } from "../commands/refresh-client.ts";
import { sendKeys } from "../commands/send-keys.ts";
import { setOption, setWindowOption } from "../commands/set-option.ts";
import { showMessages } from "../commands/show-messages.ts";
import { showOptions, showWindowOptions } from "../commands/show-options.ts";
import { switchClient } from "../commands/switch-client.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { dragBorder } from "./border-drag.ts";
import { CHOOSERS } from "./chooser-commands.ts";
import { ASKED, type ForwardPorts, forward, hostEntry, sendWords } from "./forward.ts";
import { HOST_COMMANDS, UNAVAILABLE } from "./host-commands.ts";
import { MAX_BINDINGS } from "./limits.ts";
import { checkOption } from "./options.ts";

export interface CommandPorts extends ForwardPorts {
	/** Selects with the mouse of a guest, in its pane. */
	select(client: Client, pane: Pane, mouse: MouseEvent): void;
}

/** All commands, sorted by name. */
export function mirrorCommands(ports: CommandPorts): readonly CommandEntry[] {
	const host = HOST_COMMANDS.map((row) => hostEntry(row, ports));
	const entry = (name: string) => host.find((one) => one.name === name) as CommandEntry;
	const replaced: readonly CommandEntry[] = [
		ifShellEntry(ports),
		sendKeysEntry(ports),
		switchClientEntry(ports),
		resizePaneEntry(entry("resize-pane"), ports),
		copyModeEntry(entry("copy-mode"), ports),
		...CHOOSERS,
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

/**
 * With -M the guest selects with its own mouse, for its own clipboard: the host's copy mode knows no mouse of
 * ours. With -u in two steps: where a host goes by itself it does not tell.
 */
function copyModeEntry(host: CommandEntry, ports: CommandPorts): CommandEntry {
	return {
		...host,
		target: { flag: "t", type: "pane", canFail: true, quiet: true },
		exec(command, item) {
			const { args } = command;
			const { client, target } = item;
			if (args.has("u") && client?.session && target.pane) {
				const id = `%${target.pane.id}`;
				sendWords(ports, client, ["copy-mode", ...(args.has("e") ? ["-e"] : []), "-t", id]);
				sendWords(ports, client, ["send-keys", "-t", id, "PPage"]);
				return "normal";
			}
			if (!args.has("M")) return host.exec(command, item);
			const found = mousePane(item);
			if (found && item.client) ports.select(item.client, found.pane, found.mouse);
			return "normal";
		},
	};
}
