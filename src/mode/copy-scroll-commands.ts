/** Commands of copy mode that move the part shown, follow the output, show numbers or the position. */
import { type CopyAction, type CopyCommandRow, type CopyRun, copyRow } from "./copy-command.ts";
import { lineNumberMode, setLineNumbers } from "./copy-line-numbers.ts";
import { cursorDown, cursorUp, endOfLine } from "./copy-motion.ts";
import { refreshNow, setRefreshing } from "./copy-refresh.ts";
import { pageDown, pageUp, scrollBack, scrollForward, scrollToSlider } from "./copy-scroll.ts";
import { updateSelectionView } from "./copy-selection.ts";
import type { CopyState } from "./copy-state.ts";

const reader = (
	name: string,
	clear: CopyCommandRow["clear"],
	run: (run: CopyRun) => CopyAction,
	takes = ":0-0",
) => copyRow(name, clear, run, { takes, readOnly: true });

function pagesDown(half: boolean, exitAlways: boolean) {
	return ({ state, count }: CopyRun): CopyAction => {
		for (let n = count; n > 0; n--) {
			if (pageDown(state, half, exitAlways || state.scrollExit, endOfLine)) return "cancel";
		}
		return "move";
	};
}

function pagesUp(half: boolean) {
	return ({ state, count }: CopyRun): CopyAction => {
		for (let n = count; n > 0; n--) pageUp(state, half, endOfLine);
		return "move";
	};
}

/** Scrolls so that the cursor's line is in row `row`, when there is text enough. */
function lineTo(state: CopyState, row: number): CopyAction {
	const delta = state.cy - row;
	if (delta > 0 && state.oy >= delta) {
		scrollForward(state, delta);
		state.cy -= delta;
	} else if (delta < 0 && state.top >= -delta) {
		scrollBack(state, -delta);
		state.cy -= delta;
	}
	updateSelectionView(state);
	return "redraw";
}

/** What is selected stays while only the view scrolls; true when that was done. */
function scrollSelected({ state, command }: CopyRun, scroll: () => void): boolean {
	if (!state.selecting || command.client?.mouse.dragging) return false;
	state.drag = "none";
	state.lineSelect = "none";
	scroll();
	return true;
}

function scrollDown(run: CopyRun): CopyAction {
	const { state, count } = run;
	if (state.oy === 0) return state.scrollExit && !state.selecting ? "cancel" : "nothing";
	if (scrollSelected(run, () => scrollForward(state, count))) return "nothing";
	for (let n = Math.min(count, state.oy + state.rows); n > 0; n--) cursorDown(state, true);
	return state.scrollExit && state.oy === 0 && !state.selecting ? "cancel" : "move";
}

function scrollDownAndCancel(run: CopyRun): CopyAction {
	const { state, count } = run;
	if (scrollSelected(run, () => scrollForward(state, count))) return "nothing";
	for (let n = Math.min(count, state.oy + state.rows); n > 0; n--) cursorDown(state, true);
	return state.oy === 0 ? "cancel" : "move";
}

function scrollUp(run: CopyRun): CopyAction {
	const { state, count } = run;
	if (state.top === 0) return "nothing";
	if (scrollSelected(run, () => scrollBack(state, count))) return "nothing";
	for (let n = Math.min(count, state.top + state.rows); n > 0; n--) cursorUp(state, true);
	return "move";
}

function scrollToMouse({ state, command, flags }: CopyRun): CopyAction {
	const { client, mouse } = command;
	if (client === undefined || mouse === undefined) return "move";
	state.ports.activate(state.pane);
	const grip = Math.max(client.mouse.sliderOffset, 0);
	return scrollToSlider(state, mouse.y + client.offset.y, grip, flags.has("e"), endOfLine)
		? "cancel"
		: "move";
}

/** The cursor's line goes to the middle, the top and the bottom in turn. */
function recentre({ state }: CopyRun): CopyAction {
	if (state.recentreLine !== state.line) {
		state.recentre = "middle";
		state.recentreLine = state.line;
	}
	const { cy, oy } = state;
	const last = state.rows - 1;
	const middle = Math.floor(last / 2);
	if (state.recentre === "middle") {
		state.recentre = "top";
		if (cy < middle) scrollBack(state, middle - cy);
		else if (cy > middle) scrollForward(state, cy - middle);
	} else if (state.recentre === "top") {
		state.recentre = "bottom";
		scrollForward(state, cy);
	} else {
		state.recentre = "middle";
		scrollBack(state, last - cy);
	}
	state.cy = cy + state.oy - oy;
	updateSelectionView(state);
	return "redraw";
}

/** Sets one of the mode's own switches. */
function change(set: (state: CopyState) => void, action: CopyAction) {
	return ({ state }: CopyRun): CopyAction => {
		set(state);
		state.touch();
		return action;
	};
}

const exit = (on: (state: CopyState) => boolean) =>
	change((state) => {
		state.scrollExit = on(state);
	}, "move");

export const SCROLL_COMMANDS: readonly CopyCommandRow[] = [
	reader("halfpage-down", "emacs", pagesDown(true, false)),
	reader("halfpage-down-and-cancel", "always", pagesDown(true, true)),
	reader("halfpage-up", "emacs", pagesUp(true)),
	reader(
		"line-numbers-on",
		"never",
		change((state) => setLineNumbers(state, true, true), "nothing"),
	),
	reader(
		"line-numbers-off",
		"never",
		change((state) => setLineNumbers(state, false, false), "nothing"),
	),
	reader(
		"line-numbers-toggle",
		"never",
		change((state) => setLineNumbers(state, lineNumberMode(state) === "off", true), "nothing"),
	),
	reader("page-down", "emacs", pagesDown(false, false)),
	reader("page-down-and-cancel", "always", pagesDown(false, true)),
	reader("page-up", "emacs", pagesUp(false)),
	reader("recentre-top-bottom", "always", recentre),
	reader(
		"refresh-on",
		"never",
		change((state) => setRefreshing(state, true), "move"),
	),
	reader(
		"refresh-off",
		"never",
		change((state) => setRefreshing(state, false), "move"),
	),
	reader("refresh-now", "never", ({ state }) => (refreshNow(state) ? "redraw" : "nothing")),
	reader(
		"refresh-toggle",
		"never",
		change((state) => setRefreshing(state, !state.refreshing), "move"),
	),
	reader("scroll-bottom", "always", ({ state }) => lineTo(state, state.rows - 1)),
	reader("scroll-down", "emacs", scrollDown),
	reader("scroll-down-and-cancel", "always", scrollDownAndCancel),
	copyRow(
		"scroll-exit-on",
		"always",
		exit(() => true),
	),
	copyRow(
		"scroll-exit-off",
		"always",
		exit(() => false),
	),
	copyRow(
		"scroll-exit-toggle",
		"always",
		exit((state) => !state.scrollExit),
	),
	reader("scroll-middle", "always", ({ state }) => lineTo(state, Math.floor((state.rows - 1) / 2))),
	reader("scroll-to-mouse", "emacs", scrollToMouse, "e:0-0"),
	reader("scroll-top", "always", ({ state }) => lineTo(state, 0)),
	reader("scroll-up", "emacs", scrollUp),
	reader(
		"toggle-position",
		"never",
		change((state) => {
			state.hidePosition = !state.hidePosition;
		}, "redraw"),
	),
];
