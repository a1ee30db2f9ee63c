/**
 * Moving panes that float (move-pane -P -z -X -Y -U -D -L -R), and between
 * floating and tiled: break-pane -W and join-pane of a floating pane to itself.
 */
import type { Arguments } from "../command/arguments.ts";
import { parseNumber } from "../command/numbers.ts";
import { CommandError, type QueueItem } from "../command/types.ts";
import { bringToFront, sendToBack, sendToBottom, setActivePane } from "../model/active-pane.ts";
import { fixOffsets } from "../model/layout-cell.ts";
import { fixPanes, layoutRules } from "../model/layout-panes.ts";
import { floatCell, NO_SPACE, tileCell } from "../model/layout-split.ts";
import { markWindow } from "../model/marks.ts";
import { notifyWindow } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { mustBeNumber } from "./common.ts";
import { borderOf, placeFromFlags } from "./float-place.ts";

/** A coordinate at a named place, of the window's and the pane's length and the border. */
type Along = (whole: number, length: number, border: number) => number;

const START: Along = (_whole, _length, border) => border;
const MIDDLE: Along = (whole, length) => Math.trunc((whole - length) / 2);
const END: Along = (whole, length, border) => whole - length - border;
const FIRST_HALF: Along = (whole, length) => Math.floor(whole / 4) - Math.floor(length / 2);
const SECOND_HALF: Along = (whole, length) => Math.floor((3 * whole) / 4) - Math.floor(length / 2);

/** Names of places, each with `centre` or `center`. */
const PLACES: Readonly<Record<string, readonly [x: Along, y: Along]>> = {
	"top-left": [START, START],
	"top-centre": [MIDDLE, START],
	"top-right": [END, START],
	"centre-left": [START, MIDDLE],
	centre: [MIDDLE, MIDDLE],
	"centre-right": [END, MIDDLE],
	"bottom-left": [START, END],
	"bottom-centre": [MIDDLE, END],
	"bottom-right": [END, END],
	"top-left-centre": [FIRST_HALF, FIRST_HALF],
	"top-right-centre": [SECOND_HALF, FIRST_HALF],
	"bottom-left-centre": [FIRST_HALF, SECOND_HALF],
	"bottom-right-centre": [SECOND_HALF, SECOND_HALF],
};

/** Ways through the stack of floating panes. */
const STACK_MOVES: Readonly<Record<string, (pane: Pane) => void>> = {
	front: (pane) => bringToFront(pane.window, pane),
	back: (pane) => sendToBack(pane.window, pane),
	forward: (pane) => swapInStack(pane, -1),
	backward: (pane) => swapInStack(pane, 1),
	"forward-loop": (pane) => {
		if (!swapInStack(pane, -1)) sendToBack(pane.window, pane);
	},
	"backward-loop": (pane) => {
		if (!swapInStack(pane, 1)) bringToFront(pane.window, pane);
	},
};

/** Changes places with the floating pane above (-1) or below (1); false when there is none. */
function swapInStack(pane: Pane, by: 1 | -1): boolean {
	const { zOrder } = pane.window;
	const at = zOrder.indexOf(pane);
	const other = zOrder[at + by];
	if (!other?.floating) return false;
	zOrder[at] = other;
	zOrder[at + by] = pane;
	return true;
}

function changed(server: Server, pane: Pane): void {
	const { window } = pane;
	fixPanes(server, window);
	notifyWindow(server, "window-layout-changed", window);
	markWindow(server, window);
}

/** -P: to a named place of the window or of the stack. */
export function moveToPlace(server: Server, pane: Pane, name: string): void {
	const { layoutCell: cell, window } = pane;
	const place =
		Object.hasOwn(PLACES, name) || !name.includes("center") ? name : name.replace("center", "centre");
	const along = Object.hasOwn(PLACES, place) ? PLACES[place] : undefined;
	const stackMove = Object.hasOwn(STACK_MOVES, name) ? STACK_MOVES[name] : undefined;
	if (along && cell) {
		const border = borderOf(pane);
		cell.xoff = along[0](window.sx, cell.sx, border);
		cell.yoff = along[1](window.sy, cell.sy, border);
	} else if (stackMove) stackMove(pane);
	else throw new CommandError(`unknown position: ${name}`);
	changed(server, pane);
}

/** -z: to this place in the stack, 0 on top, as far as there are floating panes. */
export function moveInStack(server: Server, pane: Pane, text: string): void {
	const wanted = mustBeNumber(parseNumber(text, 0, 0xffffffff), "z-index");
	const { zOrder } = pane.window;
	zOrder.splice(zOrder.indexOf(pane), 1);
	const tiled = zOrder.findIndex((other) => !other.floating);
	zOrder.splice(Math.min(wanted, tiled === -1 ? zOrder.length : tiled), 0, pane);
	changed(server, pane);
}

const STEPS: readonly (readonly [flag: string, x: -1 | 0 | 1, y: -1 | 0 | 1])[] = [
	["U", 0, -1],
	["D", 0, 1],
	["L", -1, 0],
	["R", 1, 0],
];

/** -X and -Y: to a column and row, then -U -D -L -R: by some. */
export function moveByFlags(item: QueueItem, args: Arguments, pane: Pane): void {
	const { layoutCell: cell, window } = pane;
	if (!cell) return;
	const border = borderOf(pane);
	const at = (flag: string, whole: number, now: number): number => {
		if (!args.has(flag)) return now;
		const value = args.percentage(flag, -whole, whole, whole, (text) => item.expand(text));
		return mustBeNumber(value, "position") + border;
	};
	let xoff = at("X", window.sx, cell.xoff);
	let yoff = at("Y", window.sy, cell.yoff);
	for (const [flag, x, y] of STEPS) {
		if (!args.has(flag)) continue;
		const step = mustBeNumber(parseNumber(args.get(flag) ?? "1", -0x80000000, 0x7fffffff), "offset");
		xoff += x * step;
		yoff += y * step;
	}
	if (xoff === cell.xoff && yoff === cell.yoff) return;
	cell.xoff = xoff;
	cell.yoff = yoff;
	changed(item.server, pane);
}

/** A tiled pane floats from now on (break-pane -W), where it floated before if the flags say nothing else. */
export function floatPane(item: QueueItem, args: Arguments, pane: Pane): void {
	const { layoutCell: cell, window } = pane;
	const { server } = item;
	if (pane.floating || !cell) throw new CommandError("pane is already floating");
	if (window.zoomed) throw new CommandError("can't float a pane while window is zoomed");
	const place = placeFromFlags(item, args, window, borderOf(pane), cell.floatPlace);
	if ("error" in place) throw new CommandError(`failed to float pane: ${place.error}`);
	floatCell(cell, layoutRules(window));
	cell.floatPlace = place;
	cell.setGeometry(place.sx, place.sy, place.xoff, place.yoff);
	bringToFront(window, pane);
	if (!args.has("d")) setActivePane(server, window, pane, true);
	fixOffsets(cell.root);
	changed(server, pane);
}

/** A floating pane is tiled again, at its place in the layout; it knows where it floated. */
export function tilePane(server: Server, pane: Pane, keepActive: boolean): void {
	const { layoutCell: cell, window } = pane;
	if (window.zoomed) throw new CommandError("can't tile a pane while window is zoomed");
	if (!cell) return;
	cell.floatPlace = cell.place;
	if (!tileCell(cell, window.sx, window.sy, layoutRules(window))) throw new CommandError(NO_SPACE);
	sendToBottom(window, pane);
	if (!keepActive) setActivePane(server, window, pane, true);
	changed(server, pane);
}
