/** swap-pane and swap-window. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { popZoom, pushZoom, setActivePane } from "../model/active-pane.ts";
import { fixPanes } from "../model/layout-panes.ts";
import { markSessionGroup, markWindow } from "../model/marks.ts";
import { notifyPaneMoved, notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes } from "../model/resize.ts";
import { selectWinlink, synchronizeGroupFrom } from "../model/session-windows.ts";
import type { Window } from "../model/window.ts";
import { wholeSource, wholeTarget } from "./common.ts";

export const swapPane: CommandEntry = {
	name: "swap-pane",
	alias: "swapp",
	args: { template: "dDs:t:UZ", lower: 0, upper: 0 },
	usage: "[-dDUZ] [-s src-pane] [-t dst-pane]",
	source: { flag: "s", type: "pane", defaultMarked: true },
	target: { flag: "t", type: "pane" },
	flags: [],
	exec: execSwapPane,
};

export const swapWindow: CommandEntry = {
	name: "swap-window",
	alias: "swapw",
	args: { template: "ds:t:", lower: 0, upper: 0 },
	usage: "[-d] [-s src-window] [-t dst-window]",
	source: { flag: "s", type: "window", defaultMarked: true },
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec: execSwapWindow,
};

function execSwapPane({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { window: into, pane: target } = wholeTarget(item);
	const given = wholeSource(item).pane;
	if (given === given.window.modal || target === into.modal) throw new CommandError("pane is modal");
	pushZoom(server, into, false, args.has("Z"));
	const by = args.has("D") ? 1 : args.has("U") ? -1 : 0;
	if (by !== 0 && target.floating)
		throw new CommandError(`cannot swap ${by === 1 ? "down" : "up"} on floating pane`);
	const source = by === 0 ? given : nextTiled(target, by);
	const from = source.window;
	if (from !== into) pushZoom(server, from, false, args.has("Z"));
	if (source !== target) {
		exchange(item, source, target, args.has("d"));
		for (const window of new Set([from, into])) notifyWindow(server, "window-layout-changed", window);
	}
	for (const window of new Set([from, into])) {
		popZoom(server, window);
		markWindow(server, window);
	}
	return "normal";
}

/** The tiled pane after or before `pane`, going round: itself when there is no other. */
function nextTiled(pane: Pane, by: 1 | -1): Pane {
	const tiled = pane.window.panes.filter((other) => !other.floating);
	return tiled[(tiled.indexOf(pane) + by + tiled.length) % tiled.length] ?? pane;
}

function exchange(item: QueueItem, source: Pane, target: Pane, keepActive: boolean): void {
	const { server } = item;
	const from = source.window;
	const into = target.window;
	const [fromAt, intoAt] = [source.position, target.position];
	const [fromZ, intoZ] = [from.zOrder.indexOf(source), into.zOrder.indexOf(target)];
	from.panes[fromAt] = target;
	into.panes[intoAt] = source;
	from.zOrder[fromZ] = target;
	into.zOrder[intoZ] = source;
	const [sourceCell, targetCell] = [source.layoutCell, target.layoutCell];
	source.layoutCell = targetCell;
	target.layoutCell = sourceCell;
	if (sourceCell) sourceCell.pane = target;
	if (targetCell) targetCell.pane = source;
	moveTo(source, into);
	moveTo(target, from);
	fixPanes(server, into, undefined, [source]);
	fixPanes(server, from, undefined, [target]);
	if (from === into && !keepActive) return void setActivePane(server, from, target, true);
	// In one window the second step takes back what the first one did: an active source stays active.
	if (!keepActive || from.active === source) setActivePane(server, from, target, true);
	if (!keepActive || into.active === target) setActivePane(server, into, source, true);
	if (from === into) return;
	from.lastPanes = from.lastPanes.filter((p) => p !== source);
	into.lastPanes = into.lastPanes.filter((p) => p !== target);
	notifyPaneMoved(server, source, wholeSource(item), wholeTarget(item));
	notifyPaneMoved(server, target, wholeTarget(item), wholeSource(item));
}

/** A pane belongs to another window from now on. */
export function moveTo(pane: Pane, window: Window): void {
	pane.window = window;
	pane.options.setParent(window.options);
}

function execSwapWindow({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const source = wholeSource(item);
	const target = wholeTarget(item);
	const sameGroup = source.session.group !== undefined && source.session.group === target.session.group;
	if (source.session !== target.session && sameGroup)
		throw new CommandError("can't move window, sessions are grouped");
	const [a, b] = [source.winlink, target.winlink];
	if (a.window === b.window) return "normal";
	const { mark } = server;
	[a.window, b.window] = [b.window, a.window];
	a.window.winlinks.delete(b);
	b.window.winlinks.delete(a);
	a.window.winlinks.add(a);
	b.window.winlinks.add(b);
	if (mark?.winlink === a) mark.winlink = b;
	if (args.has("d")) {
		selectWinlink(server, target.session, b);
		if (source.session !== target.session) selectWinlink(server, source.session, a);
	}
	for (const session of new Set([source.session, target.session])) {
		synchronizeGroupFrom(server, session);
		markSessionGroup(server, session);
	}
	recalculateSizes(server);
	return "normal";
}
