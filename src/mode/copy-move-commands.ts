/** Commands of copy mode that move the cursor. */

import { strtonum } from "../util/strtonum.ts";
import { nextBracket, previousBracket } from "./copy-brackets.ts";
import {
	type CopyAction,
	type CopyCommandRow,
	type CopyRun,
	copyRow,
	motionRow,
	wordSeparators,
} from "./copy-command.ts";
import { countsFromTop } from "./copy-line-numbers.ts";
import {
	backToIndentation,
	cursorDown,
	cursorLeft,
	cursorRight,
	cursorUp,
	endOfLine,
	jumpTo,
	nextParagraph,
	nextWord,
	previousParagraph,
	previousWord,
	startOfLine,
	toHistoryEnd,
	toMark,
	toNextWordEnd,
	toPrompt,
} from "./copy-motion.ts";
import { updateSelection } from "./copy-selection.ts";
import type { CopyState, JumpKind } from "./copy-state.ts";

const INT_MAX = 0x7fffffff;

/** A command that readers may use and that is done once. */
function once(
	name: string,
	clear: CopyCommandRow["clear"],
	run: (run: CopyRun) => void,
	takes = ":0-0",
	action: CopyAction = "move",
): CopyCommandRow {
	const act = (context: CopyRun): CopyAction => {
		run(context);
		return action;
	};
	return copyRow(name, clear, act, { takes, readOnly: true });
}

/** The first column of a row of the screen. */
function toRow(state: CopyState, row: number): void {
	state.cx = 0;
	state.cy = row;
	updateSelection(state);
}

function toPlace(state: CopyState, x: number, y: number): void {
	state.moveCursor(x, y);
	updateSelection(state);
}

/** `goto-line`: from the top with line numbers, else lines from the end. */
function gotoLine({ state, args }: CopyRun): void {
	const line = strtonum(args[0] as string, -1, INT_MAX);
	if (typeof line !== "number") return;
	const history = state.grid.historySize;
	if (countsFromTop(state)) state.oy = history + 1 - Math.min(Math.max(line, 1), history + 1);
	else state.oy = line < 0 || line > history ? history : line;
	updateSelection(state);
	state.touch();
}

/** The first character of an argument. */
const firstCharacter = (text: string) => [...text][0] as string;

function jumpRow(name: string, kind: JumpKind): CopyCommandRow {
	const run = ({ state, args, count }: CopyRun): CopyAction => {
		const text = args[0] as string;
		if (text !== "") {
			state.jump = { kind, char: firstCharacter(text) };
			for (let n = count; n > 0; n--) jumpTo(state, kind, state.jump.char);
		}
		return "move";
	};
	return copyRow(name, "emacs", run, { takes: ":1-1" });
}

const REVERSED: Readonly<Record<JumpKind, JumpKind>> = {
	forward: "backward",
	backward: "forward",
	"to-forward": "to-backward",
	"to-backward": "to-forward",
};

function jumpAgain(name: string, kindOf: (kind: JumpKind) => JumpKind): CopyCommandRow {
	const run = ({ state, count }: CopyRun): CopyAction => {
		const { jump } = state;
		if (jump) for (let n = count; n > 0; n--) jumpTo(state, kindOf(jump.kind), jump.char);
		return "move";
	};
	return copyRow(name, "emacs", run);
}

function cursorDownAndCancel({ state, count }: CopyRun): CopyAction {
	const { cy } = state;
	for (let n = count; n > 0; n--) cursorDown(state, false);
	return cy === state.cy && state.oy === 0 ? "cancel" : "move";
}

export const MOVE_COMMANDS: readonly CopyCommandRow[] = [
	once("back-to-indentation", "always", ({ state }) => backToIndentation(state)),
	once("bottom-line", "emacs", ({ state }) => toRow(state, state.rows - 1), ":0-0", "redraw"),
	motionRow("cursor-down", ({ state }) => cursorDown(state, false)),
	copyRow("cursor-down-and-cancel", "always", cursorDownAndCancel, { readOnly: true }),
	motionRow("cursor-left", ({ state }) => cursorLeft(state)),
	motionRow("cursor-right", ({ state }) => cursorRight(state)),
	motionRow("cursor-up", ({ state }) => cursorUp(state, false)),
	once(
		"cursor-centre-vertical",
		"emacs",
		({ state }) => toPlace(state, state.cx, Math.floor(state.pane.sy / 2)),
		":0-0",
		"redraw",
	),
	once(
		"cursor-centre-horizontal",
		"emacs",
		({ state }) => toPlace(state, Math.floor(state.pane.sx / 2), state.cy),
		":0-0",
		"redraw",
	),
	once("end-of-line", "emacs", ({ state }) => endOfLine(state)),
	once("goto-line", "emacs", gotoLine, ":1-1"),
	once("history-bottom", "emacs", ({ state }) => toHistoryEnd(state, false), ":0-0", "redraw"),
	once("history-top", "emacs", ({ state }) => toHistoryEnd(state, true), ":0-0", "redraw"),
	jumpAgain("jump-again", (kind) => kind),
	jumpRow("jump-backward", "backward"),
	jumpRow("jump-forward", "forward"),
	jumpAgain("jump-reverse", (kind) => REVERSED[kind]),
	jumpRow("jump-to-backward", "to-backward"),
	jumpRow("jump-to-forward", "to-forward"),
	once("jump-to-mark", "always", ({ state }) => toMark(state)),
	once(
		"middle-line",
		"emacs",
		({ state }) => toRow(state, Math.floor((state.rows - 1) / 2)),
		":0-0",
		"redraw",
	),
	once("next-matching-bracket", "always", ({ state, count }) => nextBracket(state, count)),
	motionRow("next-paragraph", ({ state }) => nextParagraph(state)),
	once("next-prompt", "always", ({ state, flags }) => toPrompt(state, true, flags.has("o")), "o:0-0"),
	motionRow("next-space", ({ state }) => nextWord(state, "")),
	motionRow("next-space-end", ({ state }) => toNextWordEnd(state, "")),
	motionRow("next-word", (run) => nextWord(run.state, wordSeparators(run))),
	motionRow("next-word-end", (run) => toNextWordEnd(run.state, wordSeparators(run))),
	once("previous-matching-bracket", "always", ({ state, count }) => previousBracket(state, count)),
	motionRow("previous-paragraph", ({ state }) => previousParagraph(state)),
	once("previous-prompt", "always", ({ state, flags }) => toPrompt(state, false, flags.has("o")), "o:0-0"),
	motionRow("previous-space", ({ state }) => previousWord(state, "")),
	motionRow("previous-word", (run) => previousWord(run.state, wordSeparators(run))),
	once(
		"set-mark",
		"always",
		({ state }) => {
			state.markX = state.cx;
			state.markY = state.line;
			state.markShown = true;
		},
		":0-0",
		"redraw",
	),
	once("start-of-line", "emacs", ({ state }) => startOfLine(state)),
	once("top-line", "emacs", ({ state }) => toRow(state, 0), ":0-0", "redraw"),
];
