/** display-menu. */
import type { Arguments } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type MenuItem,
	type QueueItem,
} from "../command/types.ts";
import { menuRows } from "../mode/menu-items.ts";
import { findRow } from "../model/option-table.ts";
import { parseKey } from "../term/key-names.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";
import { placeMenu } from "./overlay-place.ts";
import { showError } from "./prepared.ts";

const UINT_MAX = 0xffffffff;
/** Cells of border and space around the rows. */
const FRAME = { width: 4, height: 2 } as const;

export const displayMenu: CommandEntry = {
	name: "display-menu",
	alias: "menu",
	args: { template: "b:c:C:H:s:S:MOt:T:x:y:", lower: 1, upper: -1, type: argumentType },
	usage:
		"[-MO] [-b border-lines] [-c target-client] [-C starting-choice] [-H selected-style] [-s style] [-S border-style] [-t target-pane] [-T title] [-x position] [-y position] name [key] [command] ...",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook", "clientC"],
	exec,
};

/** Every third argument is commands; an empty name is a separator and stands alone. */
function argumentType(index: number, args: Arguments): "string" | "commands-or-string" {
	let at = 0;
	while (at < index) {
		if (args.string(at) === "") at++;
		else if (at + 2 === index) return "commands-or-string";
		else at += 3;
	}
	return "string";
}

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { services, targetClient: client } = item;
	if (!client) throw new CommandError("no current client");
	const start = startingChoice(args);
	const title = item.expand(args.get("T") ?? "");
	const items = menuItems(args, item);
	const { rows, width } = menuRows(title, items, client.sx, item.server.widths);
	if (rows.length === 0) return "normal";
	const size = { width: width + FRAME.width, height: rows.length + FRAME.height };
	const { x, y } = placeMenu(item, client, args, size);
	const target = wholeTarget(item);
	const { event } = item.state;
	services.ui.menu(client, {
		title,
		items,
		x,
		y,
		start,
		stayOpen: args.has("O"),
		mouse: args.has("M") || event?.mouse?.valid === true,
		borderLines: borderLines(args, "menu-border-lines"),
		style: args.get("s"),
		selectedStyle: args.get("H"),
		borderStyle: args.get("S"),
		target,
		onClose(command) {
			if (command === undefined || command === "") return;
			const list = services.parse(command);
			if ("error" in list) showError(item, client, list.error);
			else services.append(client, list, { current: target, event });
		},
	});
	return "normal";
}

function startingChoice(args: Arguments): number {
	if (!args.has("C")) return 0;
	return args.get("C") === "-" ? -1 : mustBeNumber(args.number("C", 0, UINT_MAX), "starting choice");
}

/** Names, keys and commands by threes. */
function menuItems(args: Arguments, item: QueueItem): MenuItem[] {
	const words = args.words();
	const items: MenuItem[] = [];
	for (let at = 0; at < words.length; ) {
		const name = words[at++] ?? "";
		if (name === "") {
			items.push(undefined);
			continue;
		}
		const [key, command] = [words[at++], words[at++]];
		if (key === undefined || command === undefined) throw new CommandError("not enough arguments");
		items.push({ name: item.expand(name), key: parseKey(key), command: item.expand(command) });
	}
	return items;
}

/** `-b`, checked against the choices of `option`. */
export function borderLines(args: Arguments, option: string): string | undefined {
	const lines = args.get("b");
	if (lines !== undefined && !findRow(option)?.choices?.includes(lines))
		throw new CommandError(`${option} unknown value: ${lines}`);
	return lines;
}
