/** list-sessions, list-windows, list-panes, list-clients, list-buffers and list-commands. */
import type { Arguments } from "../command/arguments.ts";
import { findCommand } from "../command/find-command.ts";
import { type Command, type CommandEntry, CommandError, type QueueItem } from "../command/types.ts";
import { expand, formatTrue } from "../format/expand.ts";
import {
	LIST_BUFFERS_FORMAT,
	LIST_CLIENTS_FORMAT,
	LIST_COMMANDS_FORMAT,
	LIST_PANES_ALL_FORMAT,
	LIST_PANES_FORMAT,
	LIST_PANES_SESSION_FORMAT,
	LIST_SESSIONS_FORMAT,
	LIST_WINDOWS_ALL_FORMAT,
	LIST_WINDOWS_FORMAT,
} from "../format/list-row.ts";
import {
	parseSortOrder,
	type SortCriteria,
	sortBuffers,
	sortClients,
	sortPanes,
	sortSessions,
	sortWinlinks,
} from "../format/sort.ts";
import type { FormatContext } from "../format/types.ts";
import type { Winlink } from "../model/winlink.ts";
import { rowContext, targetSession, wholeTarget } from "./common.ts";

export const listSessions: CommandEntry = {
	name: "list-sessions",
	alias: "ls",
	args: { template: "F:f:O:r", lower: 0, upper: 0 },
	usage: "[-r] [-F format] [-f filter] [-O order]",
	flags: ["afterHook"],
	exec({ args }, item) {
		const sessions = sortSessions(item.server, sortCriteria(args));
		printRows(
			item,
			args,
			LIST_SESSIONS_FORMAT,
			sessions.map((session, i) => ({ session, extra: lineNumber(item, i) })),
		);
		return "normal";
	},
};

export const listWindows: CommandEntry = {
	name: "list-windows",
	alias: "lsw",
	args: { template: "aF:f:O:rt:", lower: 0, upper: 0 },
	usage: "[-ar] [-F format] [-f filter] [-O order][-t target-session]",
	target: { flag: "t", type: "session" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const all = args.has("a");
		const winlinks = sortWinlinks(all ? item.server : targetSession(item), sortCriteria(args));
		const extra = lineNumber(item, winlinks.length);
		printRows(
			item,
			args,
			all ? LIST_WINDOWS_ALL_FORMAT : LIST_WINDOWS_FORMAT,
			winlinks.map((winlink) => ({
				session: winlink.session,
				winlink,
				window: winlink.window,
				type: "window" as const,
				extra,
			})),
		);
		return "normal";
	},
};

export const listPanes: CommandEntry = {
	name: "list-panes",
	alias: "lsp",
	args: { template: "aF:f:O:rst:", lower: 0, upper: 0 },
	usage: "[-asr] [-F format] [-f filter] [-O order][-t target-window]",
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec(command, item) {
		const { args } = command;
		const criteria = sortCriteria(args);
		if (args.has("a"))
			for (const session of item.server.sessionsByName())
				for (const winlink of session.winlinks)
					panesOf(command, item, winlink, criteria, LIST_PANES_ALL_FORMAT);
		else if (args.has("s"))
			for (const winlink of targetSession(item).winlinks)
				panesOf(command, item, winlink, criteria, LIST_PANES_SESSION_FORMAT);
		else panesOf(command, item, wholeTarget(item).winlink, criteria, LIST_PANES_FORMAT);
		return "normal";
	},
};

export const listClients: CommandEntry = {
	name: "list-clients",
	alias: "lsc",
	args: { template: "F:f:O:rt:", lower: 0, upper: 0 },
	usage: "[-F format] [-f filter] [-O order][-t target-session]",
	target: { flag: "t", type: "session" },
	flags: ["readOnly", "afterHook"],
	exec({ args }, item) {
		const only = args.has("t") ? targetSession(item) : undefined;
		const rows = sortClients(item.server, sortCriteria(args))
			.map((client, i) => ({ client, extra: lineNumber(item, i) }))
			.filter(({ client }) => only === undefined || client.session === only);
		printRows(item, args, LIST_CLIENTS_FORMAT, rows);
		return "normal";
	},
};

export const listBuffers: CommandEntry = {
	name: "list-buffers",
	alias: "lsb",
	args: { template: "F:f:O:r", lower: 0, upper: 0 },
	usage: "[-F format] [-f filter] [-O order]",
	flags: ["afterHook"],
	exec({ args }, item) {
		const buffers = sortBuffers(item.server, sortCriteria(args));
		printRows(
			item,
			args,
			LIST_BUFFERS_FORMAT,
			buffers.map((buffer) => ({ buffer })),
		);
		return "normal";
	},
};

export const listCommands: CommandEntry = {
	name: "list-commands",
	alias: "lscm",
	args: { template: "F:", lower: 0, upper: 1 },
	usage: "[-F format] [command]",
	flags: ["startServer", "afterHook"],
	exec({ args }, item) {
		const { entries } = item.services;
		const template = args.get("F") ?? LIST_COMMANDS_FORMAT;
		const name = args.string(0);
		for (const entry of name === undefined ? entries : [findEntry(name, entries)]) {
			const extra = new Map<string, string>([
				["command_list_name", entry.name],
				["command_list_alias", entry.alias ?? ""],
				["command_list_usage", entry.usage],
			]);
			const line = expand(template, rowContext(item, { extra: withExtra(item, extra) }));
			if (line !== "") item.print(line);
		}
		return "normal";
	},
};

function findEntry(name: string, entries: readonly CommandEntry[]): CommandEntry {
	const result = findCommand(name, entries);
	if ("error" in result) throw new CommandError(result.error);
	return result.found;
}

/** `-O` and `-r`. */
export function sortCriteria(args: Arguments): SortCriteria {
	const word = args.get("O");
	const order = word === undefined ? undefined : parseSortOrder(word);
	if (args.has("O") && order === undefined) throw new CommandError("invalid sort order");
	return { order, reversed: args.has("r") };
}

/** The item's own variables with more. */
export function withExtra(
	item: QueueItem,
	more: ReadonlyMap<string, string | (() => string)>,
): ReadonlyMap<string, string | (() => string)> {
	const own = item.formats().extra;
	return own ? new Map([...own, ...more]) : more;
}

function lineNumber(item: QueueItem, line: number): FormatContext["extra"] {
	return withExtra(item, new Map([["line", String(line)]]));
}

function panesOf(
	{ args }: Command,
	item: QueueItem,
	winlink: Winlink,
	criteria: SortCriteria,
	template: string,
): void {
	const { session, window } = winlink;
	const panes = sortPanes(window, criteria);
	const extra = lineNumber(item, panes.length);
	printRows(
		item,
		args,
		template,
		panes.map((pane) => ({ session, winlink, window, pane, extra })),
	);
}

/** One line for each row that passes `-f`, by `-F` or the default. */
export function printRows(
	item: QueueItem,
	args: Arguments,
	template: string,
	rows: readonly Partial<FormatContext>[],
): void {
	const format = args.get("F") ?? template;
	const filter = args.get("f");
	for (const row of rows) {
		const context = rowContext(item, row);
		if (filter === undefined || formatTrue(expand(filter, context))) item.print(expand(format, context));
	}
}
