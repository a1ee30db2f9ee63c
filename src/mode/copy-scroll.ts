/**
 * Moving the part shown: by lines, to a line, by pages, by the scrollbar.
 * Called by motions, searches, commands and the mouse.
 */

import { refreshMarks } from "./copy-marks.ts";
import { updateSelection, updateSelectionView } from "./copy-selection.ts";
import type { CopyState } from "./copy-state.ts";

function moved(state: CopyState): void {
	state.ports.scrolled(state.pane);
	refreshMarks(state);
	updateSelectionView(state);
	state.touch();
}

/** Shows `count` lines further down (newer). */
export function scrollForward(state: CopyState, count: number): void {
	const n = Math.min(count, state.oy);
	if (n <= 0) return;
	state.oy -= n;
	moved(state);
}

/** Shows `count` lines further up (older). */
export function scrollBack(state: CopyState, count: number): void {
	const history = state.grid.historySize;
	// More than there is at all: nothing happens.
	if (count > history) return;
	const n = Math.min(count, history - state.oy);
	if (n <= 0) return;
	state.oy += n;
	moved(state);
}

/** Puts the cursor on a place of the text and shows it, a quarter of the screen from the edge. `quiet` leaves the marks. */
export function scrollTo(state: CopyState, x: number, line: number, quiet = false): void {
	const { historySize, rows } = state.grid;
	const before = state.oy;
	state.cx = x;
	if (line >= state.top && line < state.top + rows) state.cy = line - state.top;
	else {
		const gap = Math.floor(rows / 4);
		let top = line + gap - rows;
		if (line < rows) top = 0;
		else if (line > historySize + rows - gap) top = historySize;
		top = Math.min(Math.max(top, 0), historySize);
		state.cy = line - top;
		state.oy = historySize - top;
	}
	if (!quiet) refreshMarks(state);
	updateSelection(state);
	if (state.oy !== before) state.ports.scrolled(state.pane);
	state.touch();
}

/** Remembers the column for lines that are shorter. */
function keepColumn(state: CopyState): void {
	const length = state.grid.length(state.line);
	if (state.cx !== length) {
		state.lastX = state.cx;
		state.lastLength = length;
	}
	state.cx = state.lastX;
}

/** After a move by pages: a cursor that was, or would be, behind the line's end goes there. */
function settleColumn(state: CopyState, toLineEnd: (state: CopyState) => void): void {
	if (state.selecting && state.rectangle) return;
	const length = state.grid.length(state.line);
	if ((state.cx >= state.lastLength && state.cx !== length) || state.cx > length) toLineEnd(state);
}

/** Moves the view up by `n` lines, the cursor by what the view cannot. */
function viewBack(state: CopyState, n: number): void {
	const history = state.grid.historySize;
	if (state.oy + n > history) {
		state.oy = history;
		state.cy = Math.max(state.cy - n, 0);
	} else state.oy += n;
}

function viewForward(state: CopyState, n: number): void {
	if (state.oy < n) {
		state.oy = 0;
		state.cy = Math.min(state.cy + n, state.grid.rows - 1);
	} else state.oy -= n;
}

function pageSize(state: CopyState, half: boolean): number {
	if (state.rows <= 2) return 1;
	return half ? Math.floor(state.rows / 2) : state.rows - 2;
}

/** A page (or half one) up. */
export function pageUp(state: CopyState, half: boolean, toLineEnd: (state: CopyState) => void): void {
	keepColumn(state);
	viewBack(state, pageSize(state, half));
	settleColumn(state, toLineEnd);
	pageMoved(state);
}

/** A page (or half one) down; true when the mode is to be left: at the end, with `exit` and nothing selected. */
export function pageDown(
	state: CopyState,
	half: boolean,
	exit: boolean,
	toLineEnd: (state: CopyState) => void,
): boolean {
	keepColumn(state);
	viewForward(state, pageSize(state, half));
	settleColumn(state, toLineEnd);
	if (exit && state.oy === 0 && !state.selecting) return true;
	pageMoved(state);
	return false;
}

function pageMoved(state: CopyState): void {
	refreshMarks(state);
	updateSelection(state);
	state.ports.scrolled(state.pane);
	state.touch();
}

/**
 * Shows what the scrollbar's slider says: `y` is the mouse on the window,
 * `grip` where in the slider it was taken. True when the mode is to be left.
 */
export function scrollToSlider(
	state: CopyState,
	y: number,
	grip: number,
	exit: boolean,
	toLineEnd: (state: CopyState) => void,
): boolean {
	const { pane, grid } = state;
	const height = pane.sy;
	const total = grid.historySize + height;
	const slider = Math.max(Math.floor(height * (height / total)), 1);
	const place = Math.min(Math.max(y - pane.yoff - grip, 0), Math.max(height - slider, 0));
	const delta = grid.historySize - state.oy - Math.floor(place * (total / height));
	keepColumn(state);
	if (delta >= 0) viewBack(state, delta);
	else viewForward(state, -delta);
	// The end of a selection does not come along with a scrollbar.
	state.drag = "none";
	settleColumn(state, toLineEnd);
	if (exit && state.oy === 0 && !state.selecting) return true;
	refreshMarks(state);
	updateSelectionView(state);
	state.ports.scrolled(pane);
	state.touch();
	return false;
}
