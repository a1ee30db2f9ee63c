/**
 * Moving the cursor: by characters, lines, words, paragraphs, to characters.
 * The view follows. Called by the command tables.
 */

import { refreshMarks } from "./copy-marks.ts";
import type { CopyReader } from "./copy-reader.ts";
import { scrollBack, scrollForward, scrollTo } from "./copy-scroll.ts";
import { otherEnd, updateSelection } from "./copy-selection.ts";
import type { CopyState, JumpKind } from "./copy-state.ts";
import { nextWordEnd, readerAt } from "./copy-words.ts";

/** Follows a place before the cursor: scrolls when it is above the screen. */
function arriveUp(state: CopyState, { x, y }: { readonly x: number; readonly y: number }): void {
	const above = state.top - y;
	const row = Math.max(-above, 0);
	for (let n = above; n > 0; n--) cursorUp(state, true);
	state.moveCursor(x, row);
	updateSelection(state);
}

/** Follows a place behind the cursor. `keep` as in updateSelection. */
function arriveDown(
	state: CopyState,
	{ x, y }: { readonly x: number; readonly y: number },
	keep = false,
): void {
	const last = state.grid.rows - 1;
	const row = y - state.top;
	for (let n = row - last; n > 0; n--) cursorDown(state, true);
	state.moveCursor(x, Math.min(row, last));
	updateSelection(state, keep);
}

/** Nothing is selected as a rectangle: the column is kept over shorter lines. */
const keepsColumn = (state: CopyState) => !state.selecting || !state.rectangle;

/** Ends a move to another line: columns behind the end, whole lines. */
function settleLine(state: CopyState, keeps: boolean): void {
	if (keeps) {
		const length = state.grid.length(state.line);
		if ((state.cx >= state.lastLength && state.cx !== length) || state.cx > length) {
			state.moveCursor(length, state.cy);
			updateSelection(state);
		}
	}
	if (state.lineSelect === "none") return;
	if (state.lineSelect === "right-left") state.moveCursor(0, state.cy);
	else state.moveCursor(state.rectangle ? state.grid.cols : state.grid.length(state.line), state.cy);
	updateSelection(state);
}

function rememberColumn(state: CopyState, keeps: boolean): void {
	const length = state.grid.length(state.line);
	if (!keeps || state.cx === length) return;
	state.lastX = state.cx;
	state.lastLength = length;
}

/** A line up; `scroll` moves the text instead of the cursor. */
export function cursorUp(state: CopyState, scroll: boolean): void {
	const keeps = keepsColumn(state);
	rememberColumn(state, keeps);
	if (state.lineSelect === "left-right" && state.line === state.selY) otherEnd(state);
	// With vi keys the cursor stays on its line as long as that is seen.
	if (scroll && state.vi && state.cy < state.rows - 1) state.moveCursor(state.cx, state.cy + 1);
	if (scroll || state.cy === 0) {
		if (keeps) state.cx = state.lastX;
		scrollBack(state, 1);
	} else {
		state.moveCursor(keeps ? state.lastX : state.cx, state.cy - 1);
		updateSelection(state);
	}
	settleLine(state, keeps);
}

/** A line down. */
export function cursorDown(state: CopyState, scroll: boolean): void {
	const keeps = keepsColumn(state);
	rememberColumn(state, keeps);
	if (state.lineSelect === "right-left" && state.line === state.endY) otherEnd(state);
	if (scroll && state.vi && state.cy > 0) state.moveCursor(state.cx, state.cy - 1);
	if (scroll || state.cy === state.rows - 1) {
		if (keeps) state.cx = state.lastX;
		scrollForward(state, 1);
	} else {
		state.moveCursor(keeps ? state.lastX : state.cx, state.cy + 1);
		updateSelection(state);
	}
	settleLine(state, keeps);
}

/** Walks with a reader from the cursor and follows it up. */
function walkUp(state: CopyState, walk: (reader: CopyReader) => void): void {
	const reader = readerAt(state);
	walk(reader);
	arriveUp(state, reader);
}

export function cursorLeft(state: CopyState): void {
	walkUp(state, (reader) => reader.left(true));
}

export function cursorRight(state: CopyState): void {
	const reader = readerAt(state);
	reader.right(true, state.selecting && state.rectangle, !state.vi);
	arriveDown(state, reader);
}

export function startOfLine(state: CopyState): void {
	walkUp(state, (reader) => reader.lineStart(true));
}

export function backToIndentation(state: CopyState): void {
	walkUp(state, (reader) => reader.indentation());
}

export function endOfLine(state: CopyState): void {
	const reader = readerAt(state);
	const rectangle = state.selecting && state.rectangle;
	reader.lineEnd(true, rectangle);
	arriveDown(state, rectangle ? reader : { x: state.cursorLimit(reader.y), y: reader.y });
}

export function nextWord(state: CopyState, separators: string): void {
	const reader = readerAt(state);
	reader.nextWord(separators);
	arriveDown(state, reader);
}

export function toNextWordEnd(state: CopyState, separators: string, keep = false): void {
	arriveDown(state, nextWordEnd(state, separators), keep);
}

export function previousWord(state: CopyState, separators: string, already = true): void {
	walkUp(state, (reader) => reader.previousWord(separators, already, !state.vi));
}

/** Jumps to a character of the line: columns to start at from the cursor, and what to do when found. */
const JUMPS: Readonly<Record<JumpKind, (state: CopyState, char: string) => void>> = {
	forward(state, char) {
		const reader = readerAt(state, state.cx + 1);
		if (reader.jump(char)) arriveDown(state, reader);
	},
	"to-forward"(state, char) {
		const reader = readerAt(state, state.cx + 2);
		if (!reader.jump(char)) return;
		reader.left(true);
		arriveDown(state, reader);
	},
	backward(state, char) {
		const reader = readerAt(state);
		reader.left(false);
		if (reader.jumpBack(char)) arriveUp(state, reader);
	},
	"to-backward"(state, char) {
		const reader = readerAt(state);
		reader.left(false);
		reader.left(false);
		if (!reader.jumpBack(char)) return;
		reader.right(true, false, !state.vi);
		arriveUp(state, reader);
	},
};

export function jumpTo(state: CopyState, kind: JumpKind, char: string): void {
	JUMPS[kind](state, char);
}

/** To the empty line before this paragraph. */
export function previousParagraph(state: CopyState): void {
	let { line } = state;
	while (line > 0 && state.grid.length(line) === 0) line--;
	while (line > 0 && state.grid.length(line) > 0) line--;
	scrollTo(state, 0, line);
}

export function nextParagraph(state: CopyState): void {
	let { line } = state;
	const last = state.grid.historySize + state.rows - 1;
	while (line < last && state.grid.length(line) === 0) line++;
	while (line < last && state.grid.length(line) > 0) line++;
	scrollTo(state, state.grid.length(line), line);
}

/** To the next line with a prompt (or output) of the shell. */
export function toPrompt(state: CopyState, forward: boolean, output: boolean): void {
	const { grid } = state;
	const end = forward ? grid.last : 0;
	let { line } = state;
	let found = false;
	while (!found) {
		if (line === end) return;
		line += forward ? 1 : -1;
		const info = grid.snapshot.lineInfo(line);
		found = output ? info.startOutput : info.startPrompt;
	}
	state.showLine(0, line);
	updateSelection(state);
	state.touch();
}

/** To the first or last line of all. */
export function toHistoryEnd(state: CopyState, top: boolean): void {
	const before = state.oy;
	const { grid } = state;
	const turned = top
		? state.lineSelect === "left-right" && state.line === state.selY
		: state.lineSelect === "right-left" && state.line === state.endY;
	if (turned) otherEnd(state);
	if (top) {
		state.cx = 0;
		state.cy = 0;
		state.oy = grid.historySize;
	} else {
		state.cy = state.rows - 1;
		state.cx = state.cursorLimit(grid.historySize + state.cy);
		state.oy = 0;
	}
	refreshMarks(state);
	updateSelection(state);
	if (state.oy !== before) state.ports.scrolled(state.pane);
	state.touch();
}

/** Exchanges cursor and mark. */
export function toMark(state: CopyState): void {
	const { cx, line, markX, markY } = state;
	state.showLine(markX, Math.min(markY, state.grid.last));
	state.markX = cx;
	state.markY = line;
	state.markShown = true;
	updateSelection(state);
	state.touch();
}
