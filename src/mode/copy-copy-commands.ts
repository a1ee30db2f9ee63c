/** Commands of copy mode that copy the selection, the line or its rest, with or without a command to give it to. */
import { appendSelection, type CopyTargets, copyPipe, copySelection, pipeSelection } from "./copy-buffers.ts";
import {
	type CopyAction,
	type CopyCommandRow,
	type CopyRun,
	copyRow,
	expandArgument,
} from "./copy-command.ts";
import { cursorDown, endOfLine, startOfLine } from "./copy-motion.ts";
import { clearSelection, startSelection } from "./copy-selection.ts";

/** After the copy: the selection stays, goes, or the mode is left. */
type After = "keep" | "clear" | "cancel";

/** Does what is left to do after a copy. */
function finish({ state }: CopyRun, after: After, kept: CopyAction = "nothing"): CopyAction {
	if (after === "keep") return kept;
	clearSelection(state);
	return after === "cancel" ? "cancel" : "redraw";
}

/** Where to copy to; argument `prefixAt` is the beginning of the buffer's name. */
function targets(run: CopyRun, prefixAt: number): CopyTargets {
	const prefix = run.args[prefixAt];
	return {
		prefix: prefix === undefined ? undefined : expandArgument(run, prefix),
		buffer: !run.flags.has("P"),
		clipboard: !run.flags.has("C"),
	};
}

/** The command in the first argument. */
const commandOf = (run: CopyRun) => (run.args[0] ? expandArgument(run, run.args[0]) : undefined);

function copyNow(run: CopyRun, pipe: boolean): void {
	const { state, command } = run;
	if (pipe) copyPipe(state, command.session, commandOf(run), targets(run, 1));
	else copySelection(state, targets(run, 0));
}

/** Copies `count` lines, or from the cursor on, and puts the cursor back. */
function copyLines(pipe: boolean, whole: boolean, after: After) {
	return (run: CopyRun): CopyAction => {
		const { state, count } = run;
		const { cx, cy, oy } = state;
		if (whole) {
			state.unit = "char";
			startOfLine(state);
		}
		startSelection(state);
		for (let n = count; n > 1; n--) cursorDown(state, false);
		endOfLine(state);
		copyNow(run, pipe);
		if (after === "cancel") return "cancel";
		clearSelection(state);
		Object.assign(state, { cx, cy, oy });
		return "redraw";
	};
}

function copyRows(pipe: boolean, name: string, after: After): CopyCommandRow {
	const run = (context: CopyRun): CopyAction => {
		copyNow(context, pipe);
		return finish(context, after);
	};
	return copyRow(name, after === "keep" ? "never" : "always", run, { takes: pipe ? "CP:0-2" : "CP:0-1" });
}

function pipeRow(name: string, after: After): CopyCommandRow {
	const run = (context: CopyRun): CopyAction => {
		pipeSelection(context.state, context.command.session, commandOf(context));
		return finish(context, after, "move");
	};
	return copyRow(name, after === "keep" ? "never" : "always", run, { takes: ":0-1" });
}

function appendRow(name: string, after: After): CopyCommandRow {
	return copyRow(name, "always", (run) => {
		appendSelection(run.state);
		return finish(run, after);
	});
}

const lineRow = (name: string, pipe: boolean, whole: boolean, after: After) =>
	copyRow(name, "always", copyLines(pipe, whole, after), { takes: pipe ? "CP:0-2" : "CP:0-1" });

export const COPY_COMMANDS: readonly CopyCommandRow[] = [
	appendRow("append-selection", "clear"),
	appendRow("append-selection-and-cancel", "cancel"),
	lineRow("copy-end-of-line", false, false, "clear"),
	lineRow("copy-end-of-line-and-cancel", false, false, "cancel"),
	lineRow("copy-pipe-end-of-line", true, false, "clear"),
	lineRow("copy-pipe-end-of-line-and-cancel", true, false, "cancel"),
	lineRow("copy-line", false, true, "clear"),
	lineRow("copy-line-and-cancel", false, true, "cancel"),
	lineRow("copy-pipe-line", true, true, "clear"),
	lineRow("copy-pipe-line-and-cancel", true, true, "cancel"),
	copyRows(true, "copy-pipe-no-clear", "keep"),
	copyRows(true, "copy-pipe", "clear"),
	copyRows(true, "copy-pipe-and-cancel", "cancel"),
	copyRows(false, "copy-selection-no-clear", "keep"),
	copyRows(false, "copy-selection", "clear"),
	copyRows(false, "copy-selection-and-cancel", "cancel"),
	pipeRow("pipe-no-clear", "keep"),
	pipeRow("pipe", "clear"),
	pipeRow("pipe-and-cancel", "cancel"),
];
