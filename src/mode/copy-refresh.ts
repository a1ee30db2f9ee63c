/**
 * Taking the program's newer output into copy mode, once or again and again.
 * Called by the refresh commands.
 */
import { CopyGrid } from "./copy-grid.ts";
import { clearMarks, updateMarks } from "./copy-marks.ts";
import { clearSelection } from "./copy-selection.ts";
import type { CopyState } from "./copy-state.ts";

/** Time between two looks for new output, ms. */
const REFRESH_TIME = 50;

/** The text or its size has changed: what was selected is gone, what was found is found again. */
export function textChanged(state: CopyState): void {
	const marked = state.search.marks !== undefined;
	clearSelection(state);
	clearMarks(state);
	if (marked && !state.search.timedOut) updateMarks(state, false);
	state.search.start = { x: state.cx, y: state.cy, oy: state.oy };
	state.touch();
}

/** Commands of another pane's text or of output cannot refresh. */
function allowed(state: CopyState): boolean {
	return !state.viewMode && state.source === state.pane;
}

/** Reads the program's screen again; at the end it stays there, elsewhere the same lines are shown. */
function refresh(state: CopyState): void {
	const follow = state.oy === 0 && state.cy === state.rows - 1;
	const top = Math.max(state.top, 0);
	const { screen } = state.source;
	state.grid = new CopyGrid(screen.snapshot());
	if (screen.cols !== state.cols || screen.rows !== state.rows)
		state.grid.resize(state.cols, state.rows, 0, 0);
	const history = state.grid.historySize;
	if (follow) {
		state.cy = state.rows - 1;
		state.cx = state.cursorLimit(history + state.cy);
		state.oy = 0;
	} else if (top <= history) state.oy = history - top;
	else {
		state.cy = 0;
		state.oy = history;
	}
	textChanged(state);
	state.pane.unseenChanges = false;
}

/** Once, now. False when it may not. */
export function refreshNow(state: CopyState): boolean {
	if (!allowed(state)) return false;
	refresh(state);
	return true;
}

function arm(state: CopyState): void {
	state.refreshTimer = state.server.ports.clock.setTimeout(() => {
		if (state.pane.mode !== state.mode || !state.refreshing) return;
		// A selection would move: it waits until that is done.
		if (state.pane.unseenChanges && !state.selecting && state.drag === "none") refresh(state);
		arm(state);
	}, REFRESH_TIME);
}

/** Follows the output, or stops to. */
export function setRefreshing(state: CopyState, on: boolean): void {
	if (!on) {
		state.refreshing = false;
		state.refreshTimer?.dispose();
		state.refreshTimer = undefined;
		return;
	}
	if (!allowed(state) || state.refreshing) return;
	state.refreshing = true;
	arm(state);
}
