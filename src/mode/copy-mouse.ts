/**
 * The mouse in copy mode: the cursor goes where it is pressed, a drag selects
 * and scrolls at the edges. Called by CopyMode and, while dragging, by key
 * dispatch through the client's drag functions.
 */
import type { Client } from "../model/client.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { cursorColumn, lineNumberMode, textColumn } from "./copy-line-numbers.ts";
import { cursorDown, cursorUp } from "./copy-motion.ts";
import { screenSelection, selectedColumns, startSelection, updateSelection } from "./copy-selection.ts";
import type { CopyState } from "./copy-state.ts";

/** Time between two lines while the mouse is held at the edge, ms. */
const SCROLL_TIME = 50;

/** The pane an event is over; undefined when there is none or it is another. */
function isOver(state: CopyState, mouse: MouseEvent): boolean {
	const { server, pane } = state;
	if (!mouse.valid || pane.mode !== state.mode) return false;
	const session = server.sessions.get(mouse.sessionId);
	if (session === undefined) return false;
	const window = mouse.windowId === -1 ? session.current?.window : server.windows.get(mouse.windowId);
	if (window === undefined || !session.has(window)) return false;
	return (mouse.paneId === -1 ? window.active : server.panes.get(mouse.paneId)) === pane;
}

/** Where in the pane an event is (or was before, with `last`). */
function placeOf(state: CopyState, mouse: MouseEvent, last = false): { x: number; y: number } | undefined {
	const { pane } = state;
	if (!isOver(state, mouse)) return undefined;
	const x = (last ? mouse.lx : mouse.x) + mouse.ox - pane.xoff;
	let y = (last ? mouse.ly : mouse.y) + mouse.oy;
	if (mouse.statusAt === 0 && y >= mouse.statusLines) y -= mouse.statusLines;
	y -= pane.yoff;
	return x < 0 || x >= pane.sx || y < 0 || y >= pane.sy ? undefined : { x, y };
}

/** The cursor goes to the mouse. */
export function cursorToMouse(state: CopyState, mouse: MouseEvent): void {
	const place = placeOf(state, mouse);
	if (place) state.moveCursor(textColumn(state, place.x), place.y);
}

/** Whether a place of the screen is in the selection, and which end is nearest. */
function inSelection(state: CopyState, x: number, y: number): "start" | "end" | undefined {
	if (!state.selecting) return undefined;
	const at = (column: number, line: number) => x === cursorColumn(state, column) && state.top + y === line;
	if (at(state.selX, state.selY)) return "start";
	if (at(state.endX, state.endY)) return "end";
	if (!at(state.cx, state.line)) {
		const selection = screenSelection(state);
		const columns = selection && selectedColumns(selection, y);
		if (columns === undefined || x < columns[0] || x > columns[1]) return undefined;
	}
	const position = (column: number, line: number) => line * (state.cols + 1) + column;
	const mouse = position(textColumn(state, x), state.top + y);
	const toStart = Math.abs(mouse - position(state.selX, state.selY));
	const toEnd = Math.abs(mouse - position(state.endX, state.endY));
	return toStart <= toEnd ? "start" : "end";
}

/** Begins to drag: a new selection, or an end of the one the mouse is on. */
export function startDrag(state: CopyState, client: Client | undefined, mouse: MouseEvent): void {
	if (client === undefined) return;
	const place = placeOf(state, mouse, true);
	if (place === undefined) return;
	client.mouse.dragUpdate = (who, event) => dragUpdate(state, who, event);
	client.mouse.dragRelease = (_who, event) => dragRelease(state, client, event);
	const end = inSelection(state, place.x, place.y);
	const x = textColumn(state, place.x);
	state.lineSelect = "none";
	state.unit = "char";
	state.moveCursor(x, place.y);
	if (end === undefined) startSelection(state);
	else {
		state.drag = end;
		updateSelection(state);
	}
	state.touch();
	dragUpdate(state, client, mouse);
}

function stopTimer(state: CopyState): void {
	state.dragTimer?.dispose();
	state.dragTimer = undefined;
}

/** At the first or last row: a line further, and again after a while. */
function scrollAtEdge(state: CopyState, y: number): void {
	if (y !== 0 && y !== state.rows - 1) return;
	state.dragTimer = state.server.ports.clock.setTimeout(() => {
		stopTimer(state);
		if (state.pane.mode === state.mode) scrollAtEdge(state, state.cy);
	}, SCROLL_TIME);
	if (y === 0) cursorUp(state, true);
	else cursorDown(state, true);
}

function dragUpdate(state: CopyState, _client: Client, mouse: MouseEvent): void {
	if (!isOver(state, mouse)) return;
	stopTimer(state);
	const place = placeOf(state, mouse);
	if (place === undefined) return;
	const { cx, cy } = state;
	state.moveCursor(textColumn(state, place.x), place.y);
	updateSelection(state);
	if (cy !== state.cy || cx === state.cx) scrollAtEdge(state, place.y);
}

function dragRelease(state: CopyState, client: Client, mouse: MouseEvent): void {
	if (!isOver(state, mouse)) return;
	if (lineNumberMode(state) !== "off") dragUpdate(state, client, mouse);
	state.drag = "none";
	stopTimer(state);
}
