/**
 * Where a menu or popup goes: `-x` and `-y`, letters or formats over the
 * `popup_*` variables. Popups are placed on the client, menus in its window.
 */
import type { Arguments } from "../command/arguments.ts";
import type { PaneTarget, QueueItem } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import { statusLines } from "../model/resize.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { wholeTarget } from "./common.ts";
import { withExtra } from "./lists.ts";

/** What is placed, in cells. */
export interface OverlaySize {
	readonly width: number;
	readonly height: number;
}

export interface OverlayPlace {
	readonly x: number;
	readonly y: number;
}

/** Letters of -x and -y. */
const X_WORDS: ReadonlyMap<string, string> = new Map([
	["C", "#{popup_centre_x}"],
	["R", "#{popup_pane_right}"],
	["P", "#{popup_pane_left}"],
	["M", "#{popup_mouse_centre_x}"],
	["L", "#{popup_last_x}"],
	["W", "#{popup_window_status_line_x}"],
]);
const Y_WORDS: ReadonlyMap<string, string> = new Map([
	["C", "#{popup_centre_y}"],
	["P", "#{popup_pane_bottom}"],
	["M", "#{popup_mouse_top}"],
	["L", "#{popup_last_y}"],
	["S", "#{popup_status_line_y}"],
	["W", "#{popup_window_status_line_y}"],
]);

/** What positions are counted in: the client's cells, or its window's. */
interface Frame {
	readonly sx: number;
	readonly sy: number;
	readonly mouse: OverlayPlace | undefined;
	readonly last: OverlayPlace;
	/** Top left corner of the target pane. */
	readonly pane: OverlayPlace;
	/** Bottom edges (rows below) for what stands at the status line, and at the window's place in it. */
	readonly statusY: number | undefined;
	readonly windowX: number | undefined;
	readonly windowY: number | undefined;
}

/** Place on the client for a popup; undefined when it is larger than the client. */
export function placePopup(
	item: QueueItem,
	client: Client,
	args: Arguments,
	size: OverlaySize,
): OverlayPlace | undefined {
	if (size.width > client.sx || size.height > client.sy) return undefined;
	return place(item, args, size, clientFrame(item, client, size));
}

/** Place on the client for a menu. */
export function placeMenu(item: QueueItem, client: Client, args: Arguments, size: OverlaySize): OverlayPlace {
	const { x, y } = place(item, args, size, windowFrame(item, client, size));
	const { offset } = client;
	return { x: Math.max(0, x - offset.x), y: Math.max(0, y - offset.y + statusTop(client)) };
}

/** Rows of a status line above the window. */
function statusTop(client: Client): number {
	return isAtTop(client) ? statusLines(client) : 0;
}

function isAtTop(client: Client): boolean {
	return client.session?.options.choice("status-position") === "top";
}

/** Column where the window is on a status line, and the line. */
function windowOnStatus(client: Client, target: PaneTarget): { x: number; line: number } | undefined {
	for (const [line, ranges] of client.statusRanges.entries()) {
		const found = ranges.find(({ range }) => range.type === "window" && range.arg === target.winlink.index);
		if (found) return { x: found.start, line };
	}
	return undefined;
}

function clientFrame(item: QueueItem, client: Client, { height }: OverlaySize): Frame {
	const target = wholeTarget(item);
	const { pane } = target;
	const { offset, sx, sy } = client;
	const mouse = validMouse(item);
	const lines = statusLines(client);
	const atTop = isAtTop(client);
	const last = item.services.ui.lastMenu(target.window);
	const onStatus = lines > 0 ? windowOnStatus(client, target) : undefined;
	const windowY = onStatus && (atTop ? onStatus.line + 1 + height : sy - lines + onStatus.line);
	return {
		sx,
		sy,
		mouse: mouse && { x: mouse.x, y: mouse.y },
		last,
		pane: { x: pane.xoff - offset.x, y: statusTop(client) + pane.yoff - offset.y },
		statusY: lines === 0 ? undefined : atTop ? lines + height : sy - lines,
		windowX: onStatus?.x,
		windowY,
	};
}

function windowFrame(item: QueueItem, client: Client, { height }: OverlaySize): Frame {
	const target = wholeTarget(item);
	const { pane, window } = target;
	const { offset } = client;
	const mouse = validMouse(item);
	const lines = statusLines(client);
	const last = item.services.ui.lastMenu(window);
	const onStatus = lines > 0 ? windowOnStatus(client, target) : undefined;
	const edge = isAtTop(client) ? height : window.sy;
	return {
		sx: window.sx,
		sy: window.sy,
		mouse: mouse && { x: mouse.x + offset.x, y: rowInWindow(client, mouse) },
		last: { x: last.x + offset.x, y: last.y + offset.y - statusTop(client) },
		pane: { x: pane.xoff, y: pane.yoff },
		statusY: lines === 0 ? undefined : edge,
		windowX: onStatus && onStatus.x + offset.x,
		windowY: onStatus && edge,
	};
}

/** The row of the window under the mouse; the nearest one when it is on a status line. */
function rowInWindow({ offset, sy }: Client, mouse: MouseEvent): number {
	const { y, statusAt, statusLines: lines } = mouse;
	if (statusAt === 0) return offset.y + Math.max(0, y - lines);
	const rows = offset.sy > 0 ? offset.sy : sy;
	if (statusAt > 0 && y >= statusAt) return offset.y + rows - 1;
	return y + offset.y;
}

function validMouse(item: QueueItem): MouseEvent | undefined {
	const mouse = item.state.event?.mouse;
	return mouse?.valid ? mouse : undefined;
}

/** The top left corner: `-y` names the bottom edge. */
function place(item: QueueItem, args: Arguments, size: OverlaySize, frame: Frame): OverlayPlace {
	const { width, height } = size;
	const extra = withExtra(item, variables(item, size, frame));
	const context = item.formats({ extra });
	const value = (text: string) => Number.parseInt(expand(text, context), 10) || 0;
	const xFlag = args.get("x") ?? "C";
	const yFlag = args.get("y") ?? "C";
	const x = value(X_WORDS.get(xFlag) ?? xFlag);
	const y = value(Y_WORDS.get(yFlag) ?? yFlag) - height;
	return { x: clamp(x, frame.sx - width), y: clamp(y, frame.sy - height) };
}

function clamp(value: number, most: number): number {
	return Math.max(0, Math.min(value, most));
}

function variables(
	item: QueueItem,
	{ width, height }: OverlaySize,
	frame: Frame,
): ReadonlyMap<string, string> {
	const { pane } = wholeTarget(item);
	const { sx, sy, mouse } = frame;
	const lowest = Math.max(0, sy - height);
	const half = { x: Math.floor(width / 2), y: Math.floor(height / 2) };
	const centreY = Math.floor((sy - 1) / 2) + half.y;
	const paneTop = frame.pane.y + height;
	const values: (readonly [string, number | undefined])[] = [
		["popup_width", width],
		["popup_height", height],
		["popup_last_x", frame.last.x],
		["popup_last_y", frame.last.y + height],
		["popup_window_status_line_x", frame.windowX],
		["popup_window_status_line_y", frame.windowY],
		["popup_status_line_y", frame.statusY],
		["popup_centre_x", Math.max(0, Math.floor((sx - 1) / 2) - half.x)],
		["popup_centre_y", centreY >= sy ? lowest : centreY],
		["popup_pane_top", paneTop >= sy ? lowest : paneTop],
		["popup_pane_bottom", frame.pane.y + pane.sy],
		["popup_pane_left", frame.pane.x],
		["popup_pane_right", Math.max(0, frame.pane.x + pane.sx - width)],
	];
	if (mouse) {
		const centre = mouse.y - half.y;
		values.push(
			["popup_mouse_x", mouse.x],
			["popup_mouse_y", mouse.y],
			["popup_mouse_centre_x", Math.max(0, mouse.x - half.x)],
			["popup_mouse_centre_y", centre + height >= sy ? lowest : centre],
			["popup_mouse_top", Math.min(mouse.y + height, sy - 1)],
			["popup_mouse_bottom", Math.max(0, mouse.y - height)],
		);
	}
	return new Map(
		values.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])),
	);
}
