/** swap-pane and swap-window. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { popZoom, pushZoom, setActivePane } from "../model/active-pane.ts";
import { fixPanes } from "../model/layout-panes.ts";
import { markSessionGroup, markWindow } from "../model/marks.ts";
import { notifyPane, notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes } from "../model/resize.ts";
import { selectWinlink, synchronizeGroupFrom } from "../model/session-windows.ts";
import type { Window } from "../model/window.ts";
import { paneByOffset } from "../model/window-panes.ts";
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
	pushZoom(server, into, false, args.has("Z"));
	const by = args.has("D") ? 1 : args.has("U") ? -1 : 0;
	const source = by === 0 ? wholeSource(item).pane : paneByOffset(into, target, by);
	if (!source) return "normal";
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

function exchange(item: QueueItem, source: Pane, target: Pane, keepActive: boolean): void {
	const { server } = item;
	const from = source.window;
	const into = target.window;
	const [fromAt, intoAt] = [source.position, target.position];
	from.panes[fromAt] = target;
	into.panes[intoAt] = source;
	const [sourceCell, targetCell] = [source.layoutCell, target.layoutCell];
	source.layoutCell = targetCell;
	target.layoutCell = sourceCell;
	if (sourceCell) sourceCell.pane = target;
	if (targetCell) targetCell.pane = source;
	moveTo(source, into);
	moveTo(target, from);
	fixPanes(server, from);
	if (from !== into) fixPanes(server, into);
	const sourceWasActive = from.active === source;
	const targetWasActive = into.active === target;
	if (from === into) {
		if (!keepActive) setActivePane(server, from, target, true);
		else if (sourceWasActive) setActivePane(server, from, target, true);
		else if (targetWasActive) setActivePane(server, into, source, true);
		return;
	}
	if (!keepActive || sourceWasActive) setActivePane(server, from, target, true);
	if (!keepActive || targetWasActive) setActivePane(server, into, source, true);
	from.lastPanes = from.lastPanes.filter((p) => p !== source);
	into.lastPanes = into.lastPanes.filter((p) => p !== target);
	notifyPane(server, "pane-moved", source, { old_window: `@${from.id}`, new_window: `@${into.id}` });
	notifyPane(server, "pane-moved", target, { old_window: `@${into.id}`, new_window: `@${from.id}` });
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
	[a.window, b.window] = [b.window, a.window];
	a.window.winlinks.delete(b);
	b.window.winlinks.delete(a);
	a.window.winlinks.add(a);
	b.window.winlinks.add(b);
	if (server.mark?.winlink === a) server.mark.winlink = b;
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
