/** Commands of copy mode that select. */
import {
	type CopyAction,
	type CopyCommandRow,
	type CopyRun,
	copyRow,
	wordSeparators,
} from "./copy-command.ts";
import { WHITESPACE } from "./copy-grid.ts";
import { cursorDown, endOfLine, previousWord, startOfLine, toNextWordEnd } from "./copy-motion.ts";
import { startDrag } from "./copy-mouse.ts";
import { clearSelection, otherEnd, setRectangle, startSelection, updateSelection } from "./copy-selection.ts";
import type { CopyState, SelectionUnit } from "./copy-state.ts";

function beginSelection({ state, command }: CopyRun): CopyAction {
	if (command.mouse !== undefined) {
		startDrag(state, command.client, command.mouse);
		return "move";
	}
	state.lineSelect = "none";
	state.unit = "char";
	startSelection(state);
	return "redraw";
}

function stopSelection({ state }: CopyRun): CopyAction {
	state.drag = "none";
	state.lineSelect = "none";
	state.unit = "char";
	return "move";
}

/** Begins to select whole words or lines where the cursor is. */
function beginUnit(state: CopyState, unit: SelectionUnit): void {
	state.lineSelect = "left-right";
	state.rectangle = false;
	state.unit = unit;
	state.originX = state.cx;
	state.originY = state.line;
}

function selectLine({ state, count }: CopyRun): CopyAction {
	beginUnit(state, "line");
	startOfLine(state);
	state.firstX = state.cx;
	state.firstY = state.line;
	state.firstEndY = state.firstY;
	startSelection(state);
	endOfLine(state);
	state.firstEndY = state.line;
	state.firstEndX = state.grid.length(state.firstEndY);
	for (let n = count; n > 1; n--) {
		cursorDown(state, false);
		endOfLine(state);
	}
	return "redraw";
}

function selectWord(run: CopyRun): CopyAction {
	const { state } = run;
	const { grid } = state;
	beginUnit(state, "word");
	state.separators = wordSeparators(run);
	previousWord(state, state.separators, false);
	const { cx: x, line: y } = state;
	state.firstX = x;
	state.firstY = y;
	startSelection(state);
	// A word of one character has its end here already.
	const next = grid.wrapped(y) && x + 1 > grid.cols - 1 ? { x: 0, y: y + 1 } : { x: x + 1, y };
	if (x >= grid.length(y) || grid.inSet(next.x, next.y, WHITESPACE) === 0)
		toNextWordEnd(state, state.separators, true);
	else {
		state.moveCursor(x, state.cy);
		updateSelection(state, true);
	}
	state.firstEndX = state.cx;
	state.firstEndY = state.line;
	if (state.originY > state.firstEndY) {
		state.originY = state.firstEndY;
		state.originX = state.firstEndX;
	} else if (state.originX > state.firstEndX) state.originX = state.firstEndX;
	return "redraw";
}

const UNITS: ReadonlyMap<string, SelectionUnit> = new Map([
	["char", "char"],
	["c", "char"],
	["word", "word"],
	["w", "word"],
	["line", "line"],
	["l", "line"],
]);

function selectionMode(run: CopyRun): CopyAction {
	const { state } = run;
	const unit = UNITS.get((run.args[0] ?? "char").toLowerCase());
	if (unit === "word") state.separators = wordSeparators(run);
	if (unit !== undefined) state.unit = unit;
	return "move";
}

function rectangle(on: (state: CopyState) => boolean) {
	return ({ state }: CopyRun): CopyAction => {
		setRectangle(state, on(state));
		return "move";
	};
}

export const SELECT_COMMANDS: readonly CopyCommandRow[] = [
	copyRow("begin-selection", "always", beginSelection),
	copyRow("clear-selection", "always", ({ state }) => {
		clearSelection(state);
		return "redraw";
	}),
	copyRow("other-end", "emacs", ({ state, count }) => {
		state.unit = "char";
		if (count % 2 !== 0) otherEnd(state);
		return "move";
	}),
	copyRow(
		"rectangle-on",
		"always",
		rectangle(() => true),
	),
	copyRow(
		"rectangle-off",
		"always",
		rectangle(() => false),
	),
	copyRow(
		"rectangle-toggle",
		"always",
		rectangle((state) => !state.rectangle),
	),
	copyRow("select-line", "always", selectLine),
	copyRow("select-word", "always", selectWord),
	copyRow("selection-mode", "always", selectionMode, { takes: ":0-1" }),
	copyRow("stop-selection", "always", stopSelection),
];
