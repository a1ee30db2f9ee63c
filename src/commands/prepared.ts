/**
 * Commands given as an argument of a command, to be run later: what the choose
 * modes, prompts, menus, if-shell and run-shell -C share.
 */
import { PreparedCommands } from "../command/template.ts";
import { type Command, CommandError, type CommandList, type QueueItem } from "../command/types.ts";
import type { Client } from "../model/client.ts";

export interface PrepareOptions {
	/** Used when the argument was not given. */
	readonly fallback?: string;
	/** The text is a format (a block never is). */
	readonly expand?: boolean;
}

/** Argument `index` as commands to be made later, with the item's target for what is read then. */
export function prepareCommands(
	command: Command,
	item: QueueItem,
	index: number,
	options: PrepareOptions = {},
): PreparedCommands {
	const { services, targetClient: client, target } = item;
	const given = command.args.values[index] ?? options.fallback ?? "";
	const source = typeof given === "string" && options.expand ? item.expand(given) : given;
	const { file, line } = command;
	return new PreparedCommands(source, {
		nextGroup: () => services.nextGroup(),
		parse: (text) => services.parse(text, { file, line, client, target }),
	});
}

/** Argument `index` as commands now; throws what is wrong with them. */
export function commandsNow(command: Command, item: QueueItem, index: number, expand: boolean): CommandList {
	const list = prepareCommands(command, item, index, { expand }).make();
	if ("error" in list) throw new CommandError(list.error);
	return list;
}

/** Runs what a user's choice became, in the client's queue; a mistake in it is shown there. */
export function runChoice(
	item: QueueItem,
	client: Client,
	list: CommandList | { readonly error: string },
): void {
	if ("error" in list) showError(item, client, list.error);
	else item.services.append(client, list);
}

/** An error of something that runs by itself: on the client's status line. */
export function showError(item: QueueItem, client: Client | undefined, text: string): void {
	if (!client) return;
	const shown = text.charAt(0).toUpperCase() + text.slice(1);
	item.services.clients.message(client, shown, { ignoreStyles: true });
}
