/** display-popup: opens a popup, changes the one that is open, or closes it. */
import type { Arguments } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { Client } from "../model/client.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";
import { borderLines } from "./display-menu.ts";
import { placePopup } from "./overlay-place.ts";

export const displayPopup: CommandEntry = {
	name: "display-popup",
	alias: "popup",
	args: { template: "Bb:Cc:d:e:Eh:kNs:S:t:T:w:x:y:", lower: 0, upper: -1 },
	usage:
		"[-BCEkN] [-b border-lines] [-c target-client] [-d start-directory] [-e environment] [-h height] [-s style] [-S border-style] [-t target-pane] [-T title] [-w width] [-x position] [-y position] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook", "clientC"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { services, targetClient: client } = item;
	if (!client) throw new CommandError("no current client");
	const { ui } = services;
	if (args.has("C")) {
		ui.closePopup(client);
		return "normal";
	}
	if (!client.overlay) return open(args, item, client);
	if (client.overlay.kind !== "popup") return "normal";
	ui.modifyPopup(client, {
		...look(args, item),
		flags: ["N", "E", "k"].some((flag) => args.has(flag)) ? closing(args) : undefined,
	});
	return "normal";
}

function open(args: Arguments, item: QueueItem, client: Client): CommandResult {
	const { services } = item;
	const { session } = wholeTarget(item);
	const height = side(args, "h", "height", client.sy);
	const width = side(args, "w", "width", client.sx);
	const at = placePopup(item, client, args, { width, height });
	if (!at) return "normal";
	const folder = args.get("d");
	const words = args.words();
	const fallback = session.options.string("default-command");
	const isShell = words.length === 0 || (words.length === 1 && words[0] === "");
	const error = services.ui.popup(client, {
		...look(args, item),
		...closing(args),
		...at,
		width,
		height,
		argv: words.length > 0 && !isShell ? words : words.length === 0 && fallback !== "" ? [fallback] : [],
		cwd: folder === undefined ? services.cwdOf(client, session) : item.expand(folder),
		environment: args.all("e"),
		session,
		onClose(status) {
			if (item.client && !item.client.session) item.client.exitStatus = status;
			item.resume();
		},
	});
	if (error !== undefined) throw new CommandError(error);
	return "wait";
}

/** Cells of -w or -h: half of the client when not given. */
function side(args: Arguments, flag: string, label: string, most: number): number {
	const value = args.has(flag) ? args.percentage(flag, 1, most, most) : Math.floor(most / 2);
	return Math.min(mustBeNumber(value, label), most);
}

function look(args: Arguments, item: QueueItem) {
	return {
		title: item.expand(args.get("T") ?? ""),
		borderLines: args.has("B") ? "none" : borderLines(args, "popup-border-lines"),
		style: args.get("s"),
		borderStyle: args.get("S"),
	};
}

function closing(args: Arguments) {
	const exits = args.count("E");
	return { closeOnExit: exits === 1, closeOnSuccess: exits > 1, closeOnKey: args.has("k") };
}
