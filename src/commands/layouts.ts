/** select-layout, next-layout, previous-layout and rotate-window. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { windowLayout } from "../format/pane-facts.ts";
import { popZoom, pushZoom, setActivePane, unzoomWindow } from "../model/active-pane.ts";
import type { LayoutCell } from "../model/layout-cell.ts";
import { adoptCells, fixPanes, layoutRules } from "../model/layout-panes.ts";
import { arrangePreset, findPreset, nextPreset, previousPreset } from "../model/layout-preset.ts";
import { spreadOut } from "../model/layout-resize.ts";
import { parseLayout } from "../model/layout-string.ts";
import { markWindow } from "../model/marks.ts";
import { notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";
import { setCurrent, wholeTarget } from "./common.ts";

export const selectLayout: CommandEntry = {
	name: "select-layout",
	alias: "selectl",
	args: { template: "Enopt:", lower: 0, upper: 1 },
	usage: "[-Enop] [-t target-pane] [layout-name]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec: (command, item) => exec(command, item),
};

export const nextLayout: CommandEntry = {
	name: "next-layout",
	alias: "nextl",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-window]",
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec: (command, item) => exec(command, item, nextPreset),
};

export const previousLayout: CommandEntry = {
	name: "previous-layout",
	alias: "prevl",
	args: { template: "t:", lower: 0, upper: 0 },
	usage: "[-t target-window]",
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec: (command, item) => exec(command, item, previousPreset),
};

export const rotateWindow: CommandEntry = {
	name: "rotate-window",
	alias: "rotatew",
	args: { template: "Dt:UZ", lower: 0, upper: 0 },
	usage: "[-DUZ] [-t target-window]",
	target: { flag: "t", type: "window" },
	flags: [],
	exec: rotate,
};

function exec({ args }: Command, item: QueueItem, step?: (last: number) => number): CommandResult {
	const { server } = item;
	const { window, pane } = wholeTarget(item);
	unzoomWindow(server, window);
	const before = window.oldLayout;
	window.oldLayout = layoutText(window);
	const by = step ?? (args.has("n") ? nextPreset : args.has("p") ? previousPreset : undefined);
	if (by) applyPreset(server, window, by(window.lastLayout));
	else if (args.has("E")) {
		if (pane.layoutCell && spreadOut(pane.layoutCell, layoutRules(window))) fixPanes(server, window);
	} else if (!selectNamed(server, window, args.string(0), before, args.has("o"))) {
		return "normal";
	}
	recalculateSizes(server);
	markWindow(server, window);
	notifyWindow(server, "window-layout-changed", window);
	return "normal";
}

/** A preset or a layout string; false when there is nothing to do. `old` is what -o (`undo`) goes back to. */
function selectNamed(
	server: Server,
	window: Window,
	name: string | undefined,
	old: string | undefined,
	undo: boolean,
): boolean {
	const text = name ?? (undo ? old : undefined);
	if (!undo) {
		const preset = text === undefined ? window.lastLayout : findPreset(text);
		if (preset !== -1) {
			applyPreset(server, window, preset);
			return true;
		}
	}
	if (text === undefined) return false;
	const error = applyLayout(server, window, text);
	if (error !== undefined) {
		window.oldLayout = old;
		throw new CommandError(`${error}: ${text}`);
	}
	return true;
}

/** The window's layout as text. */
export function layoutText(window: Window): string | undefined {
	return window.layoutRoot && windowLayout(window, true);
}

/** Arranges the panes by a preset. */
function applyPreset(server: Server, window: Window, preset: number): void {
	window.lastLayout = preset;
	const { options } = window;
	const root = arrangePreset(preset, {
		leaves: window.panes.flatMap((pane) => pane.layoutCell ?? []),
		sx: window.sx,
		sy: window.sy,
		rules: layoutRules(window),
		mainWidth: options.string("main-pane-width"),
		mainHeight: options.string("main-pane-height"),
		otherWidth: options.string("other-pane-width"),
		otherHeight: options.string("other-pane-height"),
		maxColumns: options.number("tiled-layout-max-columns"),
	});
	if (!root) return;
	window.layoutRoot = root;
	adoptCells(window);
	fixPanes(server, window);
	takeSize(window, root);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
}

/** Arranges the panes as a layout string says; an error text when it cannot be used. */
function applyLayout(server: Server, window: Window, text: string): string | undefined {
	const parsed = parseLayout<Pane>(text, window.panes.length, layoutRules(window));
	if ("error" in parsed) return parsed.error;
	window.layoutRoot = parsed.root;
	let at = 0;
	for (const leaf of parsed.root.leaves()) leaf.pane = window.panes[at++];
	adoptCells(window);
	const floating = parsed.floating.flatMap(({ pane }) => pane ?? []);
	const tiled = [...parsed.root.leaves()].flatMap((leaf) => (leaf.pane && leaf.isTiled ? leaf.pane : []));
	window.zOrder.splice(0, window.zOrder.length, ...floating, ...tiled);
	if (parsed.resize) takeSize(window, parsed.root);
	fixPanes(server, window);
	recalculateSizes(server);
	notifyWindow(server, "window-layout-changed", window);
	return undefined;
}

/** The window is as large as its layout, until clients say something else. */
function takeSize(window: Window, root: LayoutCell<Pane>): void {
	window.sx = root.sx;
	window.sy = root.sy;
}

/** Moves every pane to the next place (-D: the one before). */
function rotate({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { session, winlink, window } = wholeTarget(item);
	pushZoom(server, window, false, args.has("Z"));
	const cells = window.panes.map((pane) => pane.layoutCell);
	const { panes } = window;
	if (args.has("D")) panes.unshift(panes.pop() as Pane);
	else panes.push(panes.shift() as Pane);
	for (const [i, pane] of panes.entries()) {
		const cell = cells[i];
		pane.layoutCell = cell;
		if (cell) cell.pane = pane;
	}
	fixPanes(server, window, undefined, args.has("D") ? panes : [...panes].reverse());
	const active = window.active ?? (panes[0] as Pane);
	const at = panes.indexOf(active) + (args.has("D") ? -1 : 1);
	const pane = panes[(at + panes.length) % panes.length] as Pane;
	setActivePane(server, window, pane, true);
	setCurrent(item, session, winlink, pane);
	popZoom(server, window);
	markWindow(server, window);
	return "normal";
}
