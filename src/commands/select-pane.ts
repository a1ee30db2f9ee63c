/** select-pane and last-pane: focus, marks, titles, input of panes. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { isBlocked, popZoom, pushZoom, raisePane, setActivePane } from "../model/active-pane.ts";
import { markWindow, markWindowStatus } from "../model/marks.ts";
import { notifyPane } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { type Direction, paneInDirection } from "../model/window-panes.ts";
import { runHookFor, setCurrent, wholeTarget } from "./common.ts";

const DIRECTIONS: readonly (readonly [flag: string, direction: Direction])[] = [
	["L", "left"],
	["R", "right"],
	["U", "up"],
	["D", "down"],
];

export const selectPane: CommandEntry = {
	name: "select-pane",
	alias: "selectp",
	args: { template: "DdegLlMmP:RT:t:UZ", lower: 0, upper: 0 },
	usage: "[-DdeLlMmRUZ] [-T title] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: [],
	exec,
};

export const lastPane: CommandEntry = {
	name: "last-pane",
	alias: "lastp",
	args: { template: "det:Z", lower: 0, upper: 0 },
	usage: "[-deZ] [-t target-window]",
	target: { flag: "t", type: "window" },
	flags: [],
	exec: selectLastPane,
};

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const { server } = item;
	const { session, winlink, window, pane: target } = wholeTarget(item);
	if (args.has("l")) return selectLastPane(command, item);
	if (args.has("m") || args.has("M")) return markPane(command, item);
	const style = args.get("P");
	if (style !== undefined) setStyle(target, style);
	if (args.has("g")) {
		item.print(target.options.string("window-style"));
		return "normal";
	}
	const pane = inDirection(command, item, target);
	if (!pane) return "normal";
	if (args.has("e") || args.has("d")) return setInput(server, pane, !args.has("d") || args.has("e"));
	if (args.has("T")) return setTitle(item, pane, args.get("T") ?? "");
	if (pane === window.active) return "normal";
	if (activate(server, pane, args.has("Z"))) setCurrent(item, session, winlink, pane);
	runHookFor(item, "after-select-pane", item.state.current);
	return "normal";
}

function inDirection({ args }: Command, item: QueueItem, from: Pane): Pane | undefined {
	const row = DIRECTIONS.find(([flag]) => args.has(flag));
	if (!row) return from;
	pushZoom(item.server, from.window, false, true);
	const pane = paneInDirection(from, row[1]);
	popZoom(item.server, from.window);
	return pane;
}

function selectLastPane({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { session, winlink, window } = wholeTarget(item);
	// With two panes the other one counts even when it was never active.
	const other = window.panes.length === 2 ? window.panes.find((p) => p !== window.active) : undefined;
	const pane = window.lastPanes[0] ?? other;
	if (!pane) throw new CommandError("no last pane");
	if (args.has("e")) return setInput(server, pane, true);
	if (args.has("d")) return setInput(server, pane, false);
	if (activate(server, pane, args.has("Z"))) setCurrent(item, session, winlink);
	return "normal";
}

/** Makes a pane active; a zoomed window is unzoomed, or stays zoomed on the new pane with -Z. */
export function activate(server: Server, pane: Pane, keepZoom: boolean): boolean {
	const { window } = pane;
	const visible = pane.visible || isBlocked(window, pane);
	if (!visible) pushZoom(server, window, false, keepZoom);
	raisePane(server, pane);
	const changed = setActivePane(server, window, pane, true);
	if (!visible) popZoom(server, window);
	markWindow(server, window);
	markWindowStatus(server, window);
	return changed;
}

function setInput(server: Server, pane: Pane, on: boolean): CommandResult {
	pane.inputOff = !on;
	markWindow(server, pane.window);
	markWindowStatus(server, pane.window);
	return "normal";
}

function setTitle(item: QueueItem, pane: Pane, text: string): CommandResult {
	const title = item.expand(text);
	if (pane.screen.setTitle(title)) {
		notifyPane(item.server, "pane-title-changed", pane, { new_title: title });
		markWindow(item.server, pane.window);
		markWindowStatus(item.server, pane.window);
	}
	return "normal";
}

function setStyle(pane: Pane, style: string): void {
	for (const name of ["window-style", "window-active-style"]) pane.options.setText(name, style);
}

/** -m marks the pane (or clears the mark when it is that one), -M clears it. */
function markPane({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { session, winlink, pane } = wholeTarget(item);
	if (args.has("m") && !pane.visible) return "normal";
	const last = server.mark;
	const same = last?.pane === pane && last.winlink === winlink;
	server.mark = args.has("M") || same ? undefined : { session, winlink, pane };
	for (const changed of new Set([last?.pane, server.mark?.pane])) {
		if (!changed) continue;
		markWindow(server, changed.window);
		markWindowStatus(server, changed.window);
	}
	if (pane.floating) {
		raisePane(server, pane);
		setActivePane(server, pane.window, pane, true);
	}
	const now = server.mark?.pane;
	const facts: Record<string, string> = { marked: now ? "1" : "0" };
	if (now) facts.new_pane = `%${now.id}`;
	if (last) facts.old_pane = `%${last.pane.id}`;
	notifyPane(server, "marked-pane-changed", now ?? last?.pane ?? pane, facts);
	return "normal";
}
