/**
 * The selection: its ends, how they follow the cursor, and whether a cell is
 * in it. Called by motions, scrolling, the mouse and the drawing.
 */
import { WHITESPACE } from "./copy-grid.ts";
import { cursorColumn, lineNumberWidth } from "./copy-line-numbers.ts";
import type { CopyState } from "./copy-state.ts";
import { type CopyPlace, nextWordEnd, wordStart } from "./copy-words.ts";

/** The end that a selection of words or lines has now; sets the other one back to where it was begun. */
function unitEnd(state: CopyState): { place: CopyPlace; atStart: boolean } {
	const { cx: x, line: y, unit } = state;
	const backward = state.originY > y || (unit === "word" && state.originY === y && state.originX > x);
	if (backward) {
		const place = unit === "word" ? wordStart(state, state.separators) : { x: 0, y };
		state.endX = state.firstEndX;
		state.endY = state.firstEndY;
		return { place, atStart: true };
	}
	state.selX = state.firstX;
	state.selY = state.firstY;
	if (unit === "line") {
		const last = Math.max(y, state.firstEndY);
		return { place: { x: state.grid.length(last), y: last }, atStart: false };
	}
	const more = x >= state.grid.length(y) || state.grid.inSet(x + 1, y, WHITESPACE) === 0;
	return { place: more ? nextWordEnd(state, state.separators) : { x, y }, atStart: false };
}

/** Takes the end that is dragged along to the cursor. `keep` leaves words and lines as they are. */
function followCursor(state: CopyState, keep: boolean): void {
	if (state.drag === "none") return;
	let place: CopyPlace = { x: state.cx, y: state.line };
	let atStart = state.drag === "start";
	if (state.unit !== "char" && !keep) ({ place, atStart } = unitEnd(state));
	if (atStart) {
		state.selX = place.x;
		state.selY = place.y;
	} else {
		state.endX = place.x;
		state.endY = place.y;
	}
}

const side = (state: CopyState, line: number) =>
	line < state.top ? -1 : line > state.top + state.rows - 1 ? 1 : 0;

/** Makes the ends of the selection what the cursor says. */
export function setSelection(state: CopyState, keep = false): void {
	followCursor(state, keep);
	const start = side(state, state.selY);
	if (start === 0 || start !== side(state, state.endY)) state.selecting = true;
	state.touch();
}

/** The same when there is a selection. */
export function updateSelection(state: CopyState, keep = false): void {
	if (state.selecting || state.lineSelect !== "none") setSelection(state, keep);
}

/** After the view moved: a selection that does not follow the cursor stays on its text. */
export function updateSelectionView(state: CopyState): void {
	if (state.drag !== "none") updateSelection(state);
	else updateSelection(state, true);
}

/** Begins a selection at the cursor. */
export function startSelection(state: CopyState): void {
	state.selX = state.cx;
	state.selY = state.line;
	state.endX = state.selX;
	state.endY = state.selY;
	state.drag = "end";
	setSelection(state);
}

/** Forgets the selection; a cursor behind the line's end comes back. */
export function clearSelection(state: CopyState): void {
	state.selecting = false;
	state.drag = "none";
	state.lineSelect = "none";
	state.unit = "char";
	const limit = state.cursorLimit(state.line, state.rectangle);
	if (state.cx > limit) state.moveCursor(limit, state.cy);
	state.touch();
}

/** Selects a rectangle, or lines again. */
export function setRectangle(state: CopyState, on: boolean): void {
	state.lineSelect = "none";
	state.rectangle = on;
	const limit = state.cursorLimit(state.line, on);
	if (state.cx > limit) state.moveCursor(limit, state.cy);
	updateSelection(state);
	state.touch();
}

/** Puts the cursor at the other end of the selection. */
export function otherEnd(state: CopyState): void {
	if (!state.selecting && state.lineSelect === "none") return;
	if (state.lineSelect === "left-right") state.lineSelect = "right-left";
	else if (state.lineSelect === "right-left") state.lineSelect = "left-right";
	state.drag = state.drag === "end" ? "start" : "end";
	const [x, y] = state.drag === "start" ? [state.selX, state.selY] : [state.endX, state.endY];
	const history = state.grid.historySize;
	state.cx = x;
	if (y < state.top) {
		state.oy = history - y;
		state.cy = 0;
	} else if (y >= state.top + state.rows) {
		state.oy = Math.max(history - y + state.rows - 1, 0);
		state.cy = state.rows - 1;
	} else state.cy = y - state.top;
	state.cx = Math.min(state.cx, state.cursorLimit(state.line, state.rectangle));
	updateSelection(state, true);
	state.touch();
}

/** The selection in places of the screen. */
export interface ScreenSelection {
	readonly sx: number;
	readonly sy: number;
	readonly ex: number;
	readonly ey: number;
	readonly rectangle: boolean;
	/** Columns left of it are never selected. */
	readonly clip: number;
	readonly vi: boolean;
}

/** One end cut to the screen. */
function onScreen(state: CopyState, x: number, line: number): CopyPlace {
	const where = side(state, line);
	if (where === 0) return { x, y: line - state.top };
	const edge = where < 0 ? 0 : state.cols - 1;
	return { x: state.rectangle ? x : edge, y: where < 0 ? 0 : state.rows - 1 };
}

/** What of the selection is on the screen; undefined when nothing is. */
export function screenSelection(state: CopyState): ScreenSelection | undefined {
	if (!state.selecting) return undefined;
	const outside = side(state, state.selY);
	if (outside !== 0 && outside === side(state, state.endY)) return undefined;
	const start = onScreen(state, state.selX, state.selY);
	const end = onScreen(state, state.endX, state.endY);
	return {
		sx: cursorColumn(state, start.x),
		sy: start.y,
		ex: cursorColumn(state, end.x),
		ey: end.y,
		rectangle: state.rectangle,
		clip: Math.min(lineNumberWidth(state), state.cols - 1),
		vi: state.viAtStart,
	};
}

/** First and last selected column of row `y`; undefined when there is none. */
export function selectedColumns(
	selection: ScreenSelection,
	y: number,
): readonly [number, number] | undefined {
	const { sx, sy, ex, ey, rectangle, clip, vi } = selection;
	if (y < Math.min(sy, ey) || y > Math.max(sy, ey)) return undefined;
	let from: number;
	let to: number;
	if (rectangle) {
		from = Math.min(sx, ex);
		to = Math.max(sx, ex);
	} else {
		const forward = sy < ey || (sy === ey && sx <= ex);
		const [firstX, firstY, lastX, lastY] = forward ? [sx, sy, ex, ey] : [ex, ey, sx, sy];
		from = y === firstY ? firstX : 0;
		to = y === lastY ? lastSelected(lastX, vi, forward, sy !== ey) : Number.POSITIVE_INFINITY;
	}
	from = Math.max(from, clip);
	return to < from ? undefined : [from, to];
}

/** With emacs keys the last column does not belong to the selection. */
function lastSelected(x: number, vi: boolean, forward: boolean, severalLines: boolean): number {
	if (forward) return vi ? x : Math.max(x - 1, 0);
	if (severalLines && x === 0) return -1;
	return vi ? x : x - 1;
}
