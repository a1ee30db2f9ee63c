/** resize-pane, with the mouse (-M) too. */
import { parseNumber } from "../command/numbers.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { raisePane, setActivePane, unzoomWindow, zoomWindow } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import {
	cellAtBorder,
	type LayoutAxis,
	type LayoutCell,
	PANE_MAXIMUM,
	PANE_MINIMUM,
} from "../model/layout-cell.ts";
import { fixPanes, layoutRules } from "../model/layout-panes.ts";
import { moveBorder, resizeCell, resizeCellTo } from "../model/layout-resize.ts";
import { markPane, markWindow } from "../model/marks.ts";
import { notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";
import { resizeWithMouse, windowRow } from "./float-drag.ts";
import { borderOf } from "./float-place.ts";
import { mousePane } from "./mouse-pane.ts";

const DIRECTIONS: readonly (readonly [flag: string, axis: LayoutAxis, sign: 1 | -1])[] = [
	["U", "topbottom", -1],
	["D", "topbottom", 1],
	["L", "leftright", -1],
	["R", "leftright", 1],
];

export const resizePaneEntry: CommandEntry = {
	name: "resize-pane",
	alias: "resizep",
	args: { template: "D::L::MR::Tt:U::x:y:Z", lower: 0, upper: 1 },
	usage: "[-MTZ] [-D lines] [-L columns] [-R columns] [-U lines] [-x width] [-y height] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { window, pane } = wholeTarget(item);
	if (args.has("T")) {
		if (!pane.mode) {
			pane.screen.trimBelowCursor();
			markPane(server, pane);
		}
		return "normal";
	}
	if (args.has("M")) return startDrag(item);
	if (args.has("Z")) {
		if (window.zoomed) unzoomWindow(server, window);
		else zoomWindow(server, pane);
		markWindow(server, window);
		return "normal";
	}
	unzoomWindow(server, window);
	const cell = pane.layoutCell;
	if (!cell) return "normal";
	const rules = layoutRules(window);
	const tiled = (moved: boolean) => {
		if (!moved) return;
		fixPanes(server, window);
		notifyWindow(server, "window-layout-changed", window);
	};
	if (args.has("x")) {
		const x = mustBeNumber(args.percentage("x", 0, PANE_MAXIMUM, window.sx), "width");
		if (pane.floating) floatSizeTo(pane, cell, "leftright", x);
		else tiled(resizeCellTo(cell, "leftright", x, rules));
	}
	if (args.has("y")) {
		let y = mustBeNumber(args.percentage("y", 0, PANE_MAXIMUM, window.sy), "height");
		if (rules.status === "top" && pane.yoff === 1) y++;
		if (rules.status === "bottom" && pane.yoff + pane.sy === window.sy - 1) y++;
		if (pane.floating) floatSizeTo(pane, cell, "topbottom", y);
		else tiled(resizeCellTo(cell, "topbottom", y, rules));
	}
	for (const [flag, axis, sign] of DIRECTIONS) {
		if (!args.has(flag)) continue;
		const text = args.get(flag) ?? args.string(0) ?? "1";
		const change = mustBeNumber(parseNumber(text, -0x80000000, 0x7fffffff), "adjustment");
		if (pane.floating) growFloat(cell, axis, change, sign === -1);
		else tiled(resizeCell(cell, axis, change * sign, true, rules));
	}
	fixPanes(server, window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
	return "normal";
}

/** Gives a floating pane a width or height, its border counted in. */
function floatSizeTo(pane: Pane, cell: LayoutCell<Pane>, axis: LayoutAxis, wanted: number): void {
	const border = 2 * borderOf(pane);
	const size = wanted >= PANE_MINIMUM + border ? wanted - border : wanted;
	if (size < PANE_MINIMUM || size > PANE_MAXIMUM) throw new CommandError("size size is too big or too small");
	cell.setLength(axis, size);
}

/** Makes a floating pane longer by `change` at its end, or at its start when `opposite`. */
function growFloat(cell: LayoutCell<Pane>, axis: LayoutAxis, change: number, opposite: boolean): void {
	const size = cell.length(axis) + change;
	if (size < PANE_MINIMUM || size > PANE_MAXIMUM)
		throw new CommandError("adjustment change is too big or too small");
	cell.setLength(axis, size);
	if (!opposite) return;
	if (axis === "leftright") cell.xoff -= change;
	else cell.yoff -= change;
}

/** -M: from now on the mouse moves the border it is on. */
function startDrag(item: QueueItem): CommandResult {
	const { client, server } = item;
	const found = mousePane(item);
	if (!client || !found || client.session !== found.session) return "normal";
	const { mouse, pane } = found;
	if (pane.floating) {
		raisePane(server, pane);
		setActivePane(server, pane.window, pane, true);
		resizeWithMouse(server, client, mouse);
		return "normal";
	}
	client.mouse.dragUpdate = (dragging, event) => drag(server, dragging, event);
	drag(server, client, mouse);
	return "normal";
}

/** Around the pointer, so that a corner moves both borders. */
const NEAR: readonly (readonly [x: number, y: number])[] = [
	[0, 0],
	[0, 1],
	[1, 0],
	[0, -1],
	[-1, 0],
];

function drag(server: Server, client: Client, mouse: MouseEvent): void {
	const window = server.windows.get(mouse.windowId);
	if (!window?.layoutRoot) {
		client.mouse.dragUpdate = undefined;
		return;
	}
	const root = window.layoutRoot;
	const now = { x: mouse.x + mouse.ox, y: windowRow(mouse, mouse.y) };
	const before = { x: mouse.lx + mouse.ox, y: windowRow(mouse, mouse.ly) };
	const cells = new Set<LayoutCell<Pane>>();
	for (const [x, y] of NEAR) {
		const cell = cellAtBorder(root, before.x + x, before.y + y);
		if (cell) cells.add(cell);
	}
	let moved = false;
	for (const cell of cells) {
		const axis = cell.parent?.type;
		if (axis === undefined || axis === "pane") continue;
		const change = axis === "topbottom" ? now.y - before.y : now.x - before.x;
		if (change === 0) continue;
		moveBorder(cell, axis, change, false, layoutRules(window));
		moved = true;
	}
	if (!moved) return;
	fixPanes(server, window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
}
