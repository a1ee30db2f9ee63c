/**
 * Floating panes under the mouse: drawing a new one (new-pane -M), moving one
 * (move-pane -M), and moving or resizing one by its border (resize-pane -M).
 * Each puts itself into client.mouse.dragUpdate and is called for every
 * movement until the button is up.
 */
import type { Client } from "../model/client.ts";
import { PANE_MINIMUM } from "../model/layout-cell.ts";
import { fixPanes, hasScrollbar } from "../model/layout-panes.ts";
import { markWindow } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import { scrollbarWidth } from "../model/scrollbar-style.ts";
import type { Server } from "../model/server.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { borderOf } from "./float-place.ts";
import { paneOfMouse } from "./mouse-pane.ts";

/** A place in the window. */
interface Point {
	readonly x: number;
	readonly y: number;
}

/** A row of the client as a row of the window: without the status line, never inside it. */
export function windowRow(mouse: MouseEvent, row: number): number {
	const y = row + mouse.oy;
	if (mouse.statusAt === 0) return y >= mouse.statusLines ? y - mouse.statusLines : y;
	return mouse.statusAt > 0 && y >= mouse.statusAt ? mouse.statusAt - 1 : y;
}

/** Where the mouse is now and where it was before. */
function points(mouse: MouseEvent): { readonly now: Point; readonly before: Point } {
	return {
		now: { x: mouse.x + mouse.ox, y: windowRow(mouse, mouse.y) },
		before: { x: mouse.lx + mouse.ox, y: windowRow(mouse, mouse.ly) },
	};
}

function changed(server: Server, pane: Pane): void {
	fixPanes(server, pane.window);
	markWindow(server, pane.window);
}

/** From now on `pane` reaches from where the button went down to the mouse. */
export function drawWithMouse(server: Server, client: Client, mouse: MouseEvent, pane: Pane): void {
	client.mouse.dragPane = pane.id;
	client.mouse.dragUpdate = (dragging, event) => drawTo(server, dragging, event);
	drawTo(server, client, mouse);
}

/** First cell and length inside the border of a stretch from `start` to `end`. */
function inside(start: number, end: number, border: number): { readonly at: number; readonly size: number } {
	const length = Math.abs(end - start) + 1;
	return { at: Math.min(start, end) + border, size: Math.max(length - 2 * border, PANE_MINIMUM) };
}

function drawTo(server: Server, client: Client, mouse: MouseEvent): void {
	const { dragPane, dragX, dragY } = client.mouse;
	if (dragPane === -1) return;
	const pane = server.panes.get(dragPane);
	if (!pane?.floating || !pane.layoutCell) {
		client.mouse.dragUpdate = undefined;
		return;
	}
	const { now } = points(mouse);
	const border = borderOf(pane);
	const x = inside(dragX, now.x, border);
	const y = inside(dragY, now.y, border);
	pane.layoutCell.setGeometry(x.size, y.size, x.at, y.at);
	changed(server, pane);
}

/** From now on the pane under the mouse goes where the mouse goes. */
export function moveWithMouse(server: Server, client: Client, mouse: MouseEvent): void {
	client.mouse.dragUpdate = (dragging, event) => moveBy(server, dragging, event);
	moveBy(server, client, mouse);
}

/** The pane under the mouse with its cell; without them the drag is over. */
function dragged(server: Server, client: Client, mouse: MouseEvent) {
	const pane = paneOfMouse(server, mouse)?.pane;
	const cell = pane?.layoutCell;
	if (pane && cell) return { pane, cell };
	client.mouse.dragUpdate = undefined;
	return undefined;
}

function moveBy(server: Server, client: Client, mouse: MouseEvent): void {
	const on = dragged(server, client, mouse);
	if (!on) return;
	const { pane, cell } = on;
	const { now, before } = points(mouse);
	if (now.x === before.x && now.y === before.y) return;
	cell.xoff += now.x - before.x;
	cell.yoff += now.y - before.y;
	changed(server, pane);
}

/** From now on the border the mouse is on goes with it; the one on top moves the pane. */
export function resizeWithMouse(server: Server, client: Client, mouse: MouseEvent): void {
	client.mouse.dragUpdate = (dragging, event) => resizeBy(server, dragging, event);
	resizeBy(server, client, mouse);
}

/** Edges of a pane the mouse holds. A cell beside a corner counts as the corner, which is easier to hit. */
function edgesAt(pane: Pane, { x, y }: Point): { readonly x: -1 | 0 | 1; readonly y: -1 | 0 | 1 } {
	const bar = hasScrollbar(pane) ? scrollbarWidth(pane) : 0;
	const barLeft = pane.window.options.choice("pane-scrollbars-position") === "left";
	const left = pane.xoff - 1 - (barLeft ? bar : 0);
	const right = pane.xoff + pane.sx + (barLeft ? 0 : bar);
	const top = pane.yoff - 1;
	const bottom = pane.yoff + pane.sy;
	const atTop = y === top;
	if (atTop || y === bottom) {
		const rowEdge = atTop ? -1 : 1;
		if (x === left || x === left + 1) return { x: -1, y: rowEdge };
		if (x === right || x === right + 1) return { x: 1, y: rowEdge };
	}
	if (x === right) return { x: 1, y: 0 };
	if (x === left) return { x: -1, y: 0 };
	return { x: 0, y: atTop ? -1 : y === bottom ? 1 : 0 };
}

function resizeBy(server: Server, client: Client, mouse: MouseEvent): void {
	const on = dragged(server, client, mouse);
	if (!on) return;
	const { pane, cell } = on;
	const { now, before } = points(mouse);
	const edge = edgesAt(pane, before);
	if (edge.x === 0 && edge.y === 0) return;
	let { sx, sy, xoff, yoff } = cell;
	if (edge.x === 0 && edge.y === -1) {
		xoff += now.x - before.x;
		yoff = now.y + 1;
	} else {
		if (edge.x === 1) sx = now.x - cell.xoff;
		if (edge.y === 1) sy = now.y - cell.yoff;
		if (edge.x === -1) {
			sx += before.x - now.x;
			xoff = now.x + 1;
		}
		if (edge.y === -1) {
			sy += before.y - now.y;
			yoff = now.y + 1;
		}
		// Edges stop at the other side, corners are held there.
		const corner = edge.x !== 0 && edge.y !== 0;
		if (!corner && (sx < PANE_MINIMUM || sy < PANE_MINIMUM)) return;
	}
	cell.setGeometry(Math.max(sx, PANE_MINIMUM), Math.max(sy, PANE_MINIMUM), xoff, yoff);
	changed(server, pane);
}
