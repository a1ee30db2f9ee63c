/**
 * split-window and new-pane. new-pane makes floating panes, or tiled ones with
 * -L; split-window makes the kind that it splits.
 */
import type { Arguments } from "../command/arguments.ts";
import type {
	Command,
	CommandEntry,
	CommandResult,
	PaneTarget,
	QueueItem,
	SplitRequest,
} from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { isActiveOverZoom, popZoom, pushZoom, unzoomWindow } from "../model/active-pane.ts";
import type { FloatPlace } from "../model/layout-cell.ts";
import { NO_SPACE } from "../model/layout-split.ts";
import { markSession, markWindow } from "../model/marks.ts";
import { notifyPane } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";
import { newCommand, PLACE_TEMPLATE, printPlace, runHookFor, setCurrent, wholeTarget } from "./common.ts";
import { drawWithMouse } from "./float-drag.ts";
import { placeFromFlags, splitFloating } from "./float-place.ts";

export const splitWindow: CommandEntry = {
	name: "split-window",
	alias: "splitw",
	args: { template: "bB:c:de:EfF:hIkl:m:p:PR:s:S:t:T:vWZ", lower: 0, upper: -1 },
	usage:
		"[-bdefhIklPvWZ] [-B border-lines] [-c start-directory] [-e environment] [-F format] [-l size] [-m message] [-p percentage] [-s style] [-S active-border-style] [-R inactive-border-style] [-T title] [-t target-pane] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane" },
	flags: [],
	exec,
};

export const newPane: CommandEntry = {
	name: "new-pane",
	alias: "newp",
	args: { template: "AbB:Cc:de:EfF:hIkl:KLMm:Op:PR:s:S:t:T:vWx:X:y:Y:Z", lower: 0, upper: -1 },
	usage:
		"[-AbCdefhIkKLMOPvWZ] [-B border-lines] [-c start-directory] [-e environment] [-F format] [-l size] [-m message] [-p percentage] [-s style] [-S active-border-style] [-R inactive-border-style] [-T title] [-x width] [-y height] [-X x-position] [-Y y-position] [-t target-pane] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane" },
	flags: [],
	exec,
};

/** Style flags -> the pane options they set. What is no style is taken too, and looks like none. */
const STYLE_FLAGS: readonly (readonly [flag: string, options: readonly string[]])[] = [
	["s", ["window-style", "window-active-style"]],
	["S", ["pane-active-border-style"]],
	["R", ["pane-border-style"]],
];

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const { server, services } = item;
	const target = wholeTarget(item);
	const { session, winlink, window } = target;
	const isSplit = command.entry === splitWindow;
	const floating = isSplit ? target.pane.floating : !args.has("L");
	const modal = args.has("O");
	const overZoom = floating && (modal || args.has("A"));
	// A pane that floats over a zoomed one leaves the zoom as it is.
	let keepZoom = isActiveOverZoom(window) && !(isSplit && !target.pane.visible);
	if (isSplit && !keepZoom) unzoomWindow(server, window);
	if (modal && !floating) throw new CommandError("modal pane must be floating");
	if (modal && window.modal) throw new CommandError("window already has a modal pane");
	const mouse = item.state.event?.mouse;
	const drawn = args.has("M") && floating;
	if (drawn && (!mouse?.valid || !item.targetClient)) return "normal";
	if (window.zoomed && overZoom) keepZoom = true;

	const input = args.has("I");
	const { argv, empty } = newCommand(args, input || args.has("E"));
	const border = borderLines(item, args, window) === "none" ? 0 : 1;
	const split = {
		horizontal: args.has("h"),
		before: args.has("b"),
		fullSize: args.has("f"),
		zoom: args.has("Z"),
	};
	const request: SplitRequest = floating
		? { ...split, size: -1, floating: floatPlace(item, args, target, border, isSplit), modal, overZoom }
		: { ...split, size: tiledSize(item, args, target) };
	if (overZoom || isActiveOverZoom(window)) pushZoom(server, window, false, true);
	else pushZoom(server, window, true, args.has("Z"));
	const restoreZoom = () => {
		if (keepZoom || !floating) popZoom(server, window);
	};
	const pane = services.spawner.split(
		{
			session,
			winlink,
			pane: target.pane,
			argv,
			environment: args.all("e"),
			cwd: args.get("c"),
			detached: args.has("d"),
			empty,
			client: item.targetClient,
			requester: item.client,
		},
		request,
	);
	if ("error" in pane) {
		// Without a place for it nothing was split: only what floats over a zoomed pane brings the zoom back.
		if (keepZoom || pane.error !== NO_SPACE) restoreZoom();
		throw new CommandError(pane.error);
	}
	pane.captureAllKeys = modal && args.has("K");
	pane.closeOnClick = modal && args.has("C");
	dress(item, args, pane);
	if (!args.has("d")) setCurrent(item, session, winlink, pane);
	restoreZoom();
	markWindow(server, window);
	markSession(server, session);
	if (drawn && mouse && item.targetClient) drawWithMouse(server, item.targetClient, mouse, pane);
	const place = { ...target, pane };
	printPlace(item, args, PLACE_TEMPLATE, place);
	runHookFor(item, "after-split-window", place);
	if (input && item.client && !item.client.session) return readInput(item, pane);
	if (args.has("W")) {
		pane.onExitWaiters.push((status) => {
			if (item.client) item.client.exitStatus = status;
			item.resume();
		});
		return "wait";
	}
	return "normal";
}

/** Kind of border the new pane gets: -B or the window's. */
function borderLines(item: QueueItem, args: Arguments, window: Window): string {
	const given = args.get("B");
	if (given === undefined) return window.options.choice("pane-border-lines");
	const scratch = item.server.childOptions(window.options);
	const error = scratch.set("pane-border-lines", given);
	if (error !== undefined) throw new CommandError(`pane-border-lines ${error}`);
	return scratch.choice("pane-border-lines");
}

/** Where a floating pane goes: what the flags say, or beside the floating pane it splits, which is moved. */
function floatPlace(
	item: QueueItem,
	args: Arguments,
	{ window, pane }: PaneTarget,
	border: number,
	isSplit: boolean,
): FloatPlace {
	const cell = pane.layoutCell;
	if (!isSplit || !cell) {
		const place = placeFromFlags(item, args, window, border);
		if ("error" in place) throw new CommandError(place.error);
		return place;
	}
	const { kept, added } = splitFloating(cell.place, window, border, {
		horizontal: args.has("h"),
		before: args.has("b"),
		fullSize: args.has("f"),
	});
	cell.setGeometry(kept.sx, kept.sy, kept.xoff, kept.yoff);
	return added;
}

function tiledSize(item: QueueItem, args: Arguments, target: PaneTarget): number {
	if (target.pane.floating) throw new CommandError("can't split a floating pane");
	const size = splitSize(item, args, target);
	if (typeof size === "string") throw new CommandError(size);
	return size;
}

/** Cells from -l or -p, -1 for half, or why they cannot be used. */
export function splitSize(item: QueueItem, args: Arguments, target: PaneTarget): number | string {
	if (!args.has("l") && !args.has("p")) return -1;
	const { window, pane } = target;
	const of = args.has("f") ? window : pane;
	const whole = args.has("h") ? of.sx : of.sy;
	const expand = (text: string) => item.expand(text);
	const size = args.has("l")
		? args.percentage("l", 0, 0x7fffffff, whole, expand)
		: args.number("p", 0, 100, expand);
	if (typeof size === "string") return `invalid tiled geometry ${size}`;
	return args.has("l") ? size : Math.floor((whole * size) / 100);
}

/** Options and title from the flags. */
function dress(item: QueueItem, args: Arguments, pane: Pane): void {
	for (const [flag, options] of STYLE_FLAGS) {
		const style = args.get(flag);
		if (style !== undefined) for (const option of options) pane.options.setText(option, style);
	}
	const lines = args.get("B");
	if (lines !== undefined) pane.options.set("pane-border-lines", lines);
	if (args.has("k") || args.has("m")) pane.options.set("remain-on-exit", "key");
	const message = args.get("m");
	if (message !== undefined) pane.options.setText("remain-on-exit-format", message);
	const text = args.get("T");
	if (text !== undefined) {
		const title = item.expand(text);
		pane.screen.setTitle(title);
		notifyPane(item.server, "pane-title-changed", pane, { new_title: title });
	}
}

/** -I: the client's standard input goes to the pane. */
function readInput(item: QueueItem, pane: Pane): CommandResult {
	item.server.ports.files.read(item.client, "-", (result) => {
		if (result instanceof Uint8Array && !pane.destroyed) item.services.inject(pane, result);
		item.resume();
	});
	return "wait";
}
