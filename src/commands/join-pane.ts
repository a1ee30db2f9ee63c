/** join-pane, move-pane and break-pane: panes between windows. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { defaultWindowName } from "../format/pane-facts.ts";
import { forgetPane, raisePane, setActivePane, unzoomWindow } from "../model/active-pane.ts";
import { assignPane, initLayout, layoutRules } from "../model/layout-panes.ts";
import { NO_SPACE, splitCell } from "../model/layout-split.ts";
import { closePaneCell, createWindow, killWindow, renameWindow, unlinkWindow } from "../model/lifecycle.ts";
import { markSession, markSessionGroup, markWindow } from "../model/marks.ts";
import { notifyPaneMoved, notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import { linkWindow, selectWinlink, shuffleUp } from "../model/session-windows.ts";
import {
	must,
	PLACE_TEMPLATE,
	printPlace,
	setCurrent,
	targetOf,
	targetSession,
	validName,
	wholeSource,
	wholeTarget,
} from "./common.ts";
import { moveWithMouse } from "./float-drag.ts";
import { floatPane, moveByFlags, moveInStack, moveToPlace, tilePane } from "./float-move.ts";
import { linkInto } from "./link-window.ts";
import { mousePane } from "./mouse-pane.ts";
import { splitSize } from "./split-window.ts";
import { moveTo } from "./swap.ts";

export const joinPane: CommandEntry = {
	name: "join-pane",
	alias: "joinp",
	args: { template: "bdfhvp:l:s:t:", lower: 0, upper: 0 },
	usage: "[-bdfhv] [-l size] [-s src-pane] [-t dst-pane]",
	source: { flag: "s", type: "pane", defaultMarked: true },
	target: { flag: "t", type: "pane" },
	flags: [],
	exec: join,
};

const FLOATING_FLAGS = ["P", "z", "X", "Y", "U", "D", "L", "R"];

export const movePane: CommandEntry = {
	name: "move-pane",
	alias: "movep",
	args: { template: "bdD::fhMvl:L::P:R::s:t:U::X:Y:z:", lower: 0, upper: 0 },
	usage:
		"[-bdfhMv] [-D lines] [-l size] [-L columns] [-P position] [-R columns] [-s src-pane] [-t dst-pane] [-U lines] [-X x-position] [-Y y-position] [-z z-index]",
	source: { flag: "s", type: "pane", defaultMarked: true },
	target: { flag: "t", type: "pane" },
	flags: [],
	exec(command, item) {
		const { args } = command;
		if (args.has("M")) return startMove(item);
		if (!FLOATING_FLAGS.some((flag) => args.has(flag))) return join(command, item);
		const { server } = item;
		const { window, pane } = wholeTarget(item);
		if (!pane.floating) throw new CommandError("pane is not floating");
		unzoomWindow(server, window);
		const place = args.get("P");
		const depth = args.get("z");
		if (place !== undefined) moveToPlace(server, pane, place);
		else if (depth !== undefined) moveInStack(server, pane, depth);
		else moveByFlags(item, args, pane);
		return "normal";
	},
};

/** -M: from now on the floating pane under the mouse goes with it. */
function startMove(item: QueueItem): CommandResult {
	const { client, server } = item;
	const found = mousePane(item);
	if (!client || !found?.pane.floating || client.session !== found.session) return "normal";
	raisePane(server, found.pane);
	setActivePane(server, found.pane.window, found.pane, true);
	moveWithMouse(server, client, found.mouse);
	return "normal";
}

export const breakPane: CommandEntry = {
	name: "break-pane",
	alias: "breakp",
	args: { template: "abdPF:n:s:t:Wx:X:y:Y:", lower: 0, upper: 0 },
	usage:
		"[-abdPW] [-F format] [-n window-name] [-s src-pane] [-t dst-window] [-x width] [-y height] [-X x-position] [-Y y-position]",
	source: { flag: "s", type: "pane" },
	target: { flag: "t", type: "window", windowIndex: true },
	flags: [],
	exec: breakOut,
};

function join({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const source = wholeSource(item);
	const target = wholeTarget(item);
	const { pane } = source;
	refuseModal(pane);
	refuseModal(target.pane);
	unzoomWindow(server, target.window);
	unzoomWindow(server, source.window);
	if (pane === target.pane) {
		if (!pane.floating) throw new CommandError("source and target panes must be different");
		tilePane(server, pane, args.has("d"));
		return "normal";
	}
	if (target.pane.floating) throw new CommandError("size or position can't split a floating pane");
	const size = splitSize(item, args, target);
	if (typeof size === "string") throw new CommandError(`size or position ${size}`);
	const axis = args.has("h") ? "leftright" : "topbottom";
	const before = args.has("b");
	const cell = target.pane.layoutCell;
	const split = { axis, size, before, full: args.has("f") } as const;
	const result = cell && splitCell(cell, split, layoutRules(target.window));
	if (!result) throw new CommandError(`size or position ${NO_SPACE}`);
	target.window.layoutRoot = result.root;
	takeOut(server, pane);
	moveTo(pane, target.window);
	for (const list of [target.window.panes, target.window.zOrder])
		list.splice(list.indexOf(target.pane) + (before ? 0 : 1), 0, pane);
	assignPane(server, result.cell, pane);
	recalculateSizes(server);
	markWindow(server, source.window);
	markWindow(server, target.window);
	if (!args.has("d")) {
		setActivePane(server, target.window, pane, true);
		selectWinlink(server, target.session, target.winlink);
		setCurrent(item, target.session);
	}
	markSession(server, target.session);
	notifyPaneMoved(server, pane, source, target);
	if (source.window.panes.length === 0) killWindow(server, source.window, true);
	else notifyWindow(server, "window-layout-changed", source.window);
	notifyWindow(server, "window-layout-changed", target.window);
	return "normal";
}

/** Takes a pane out of its window without ending it. */
function takeOut(server: Server, pane: Pane): void {
	closePaneCell(server, pane);
	leave(server, pane);
}

/** Takes a pane out of the books of its window, where it keeps its place in the layout. */
function leave(server: Server, pane: Pane): void {
	forgetPane(server, pane.window, pane);
	pane.window.dropPane(pane);
}

function refuseModal(pane: Pane): void {
	if (pane === pane.window.modal) throw new CommandError("pane is modal");
}

function breakOut({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const source = wholeSource(item);
	const session = targetSession(item);
	const { pane, window } = source;
	refuseModal(pane);
	if (args.has("W")) {
		floatPane(item, args, pane);
		return "normal";
	}
	const given = args.get("n");
	const name = given === undefined ? undefined : validName(given, "window");
	let { index } = item.target;
	const beside = item.target.winlink ?? session.current;
	if ((args.has("a") || args.has("b")) && beside) index = shuffleUp(beside, args.has("b"));
	unzoomWindow(server, window);
	if (window.panes.length === 1) {
		const winlink = linkInto(server, {
			from: source.winlink,
			session,
			index,
			kill: false,
			select: !args.has("d"),
		});
		if (given !== undefined) {
			renameWindow(server, window, given);
			window.options.set("automatic-rename", "off");
		}
		unlinkWindow(server, source.winlink);
		notifyPaneMoved(server, pane, source, { window, winlink });
		printPlace(item, args, PLACE_TEMPLATE, targetOf(session, winlink, pane));
		return "normal";
	}
	if (index !== -1 && session.winlinkAt(index)) throw new CommandError(`index in use: ${index}`);
	leave(server, pane);
	closePaneCell(server, pane);
	const fresh = createWindow(server, window);
	moveTo(pane, fresh);
	fresh.panes.push(pane);
	fresh.zOrder.push(pane);
	fresh.active = pane;
	fresh.latest = item.targetClient;
	fresh.name = name ?? defaultWindowName(pane);
	if (name !== undefined) fresh.options.set("automatic-rename", "off");
	const winlink = must(linkWindow(server, session, fresh, index));
	initLayout(server, fresh, pane);
	notifyWindow(server, "window-created", fresh);
	notifyPaneMoved(server, pane, source, { window: fresh, winlink });
	if (!args.has("d")) {
		selectWinlink(server, session, winlink);
		setCurrent(item, session);
	}
	for (const each of new Set([source.session, session])) {
		markSession(server, each);
		markSessionGroup(server, each);
	}
	printPlace(item, args, PLACE_TEMPLATE, targetOf(session, winlink, pane));
	return "normal";
}
