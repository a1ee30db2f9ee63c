/** resize-pane, with the mouse (-M) too. */
import { parseNumber } from "../command/numbers.ts";
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { unzoomWindow, zoomWindow } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { cellAtBorder, type LayoutAxis, type LayoutCell, PANE_MAXIMUM } from "../model/layout-cell.ts";
import { fixPanes, layoutRules } from "../model/layout-panes.ts";
import { moveBorder, resizeCell, resizeCellTo } from "../model/layout-resize.ts";
import { markPane, markWindow } from "../model/marks.ts";
import { notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";

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
	if (args.has("x")) {
		const x = mustBeNumber(args.percentage("x", 0, PANE_MAXIMUM, window.sx), "width");
		resizeCellTo(cell, "leftright", x, rules);
	}
	if (args.has("y")) {
		let y = mustBeNumber(args.percentage("y", 0, PANE_MAXIMUM, window.sy), "height");
		if (rules.status === "top" && pane.yoff === 1) y++;
		if (rules.status === "bottom" && pane.yoff + pane.sy === window.sy - 1) y++;
		resizeCellTo(cell, "topbottom", y, rules);
	}
	for (const [flag, axis, sign] of DIRECTIONS) {
		if (!args.has(flag)) continue;
		const text = args.get(flag) ?? args.string(0) ?? "1";
		const change = mustBeNumber(parseNumber(text, -0x80000000, 0x7fffffff), "adjustment");
		resizeCell(cell, axis, change * sign, true, rules);
	}
	fixPanes(server, window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
	return "normal";
}

/** -M: from now on the mouse moves the border it is on. */
function startDrag(item: QueueItem): CommandResult {
	const { client, server, state } = item;
	const mouse = state.event?.mouse;
	if (!client || !mouse?.valid) return "normal";
	const pane: Pane | undefined = server.panes.get(mouse.paneId);
	const session = server.sessions.get(mouse.sessionId);
	if (!pane || client.session !== session) return "normal";
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

/** A row of the client as a row of the window: without the status line, never inside it. */
function windowRow(mouse: MouseEvent, row: number): number {
	const y = row + mouse.oy;
	if (mouse.statusAt === 0) return y >= mouse.statusLines ? y - mouse.statusLines : y;
	return mouse.statusAt > 0 && y >= mouse.statusAt ? mouse.statusAt - 1 : y;
}
