/** Commands of copy mode that search. */
import { expand } from "../format/expand.ts";
import { type CopyAction, type CopyCommandRow, type CopyRun, copyRow } from "./copy-command.ts";
import { clearMarks } from "./copy-marks.ts";
import { search } from "./copy-search.ts";

/** Takes the text to look for from the argument; false when there is none. */
function takeText({ state, args, command }: CopyRun): boolean {
	const text = args[0] ?? "";
	const found =
		command.expand && text !== "" ? expand(text, { server: state.server, pane: state.pane }) : text;
	if (found === "") return false;
	state.search.text = found;
	return true;
}

function searchRow(name: string, direction: "up" | "down", regex: boolean): CopyCommandRow {
	const run = (context: CopyRun): CopyAction => {
		if (!takeText(context)) return "move";
		const { state, count } = context;
		state.search.direction = direction;
		state.search.regex = regex;
		state.search.timedOut = false;
		for (let n = count; n > 0; n--) search(state, direction === "down", regex);
		return "move";
	};
	return copyRow(name, "always", run, { takes: ":0-1" });
}

/** The last search once more, or the other way. */
function againRow(name: string, reverse: boolean): CopyCommandRow {
	const run = ({ state, count }: CopyRun): CopyAction => {
		const { direction, regex } = state.search;
		if (direction !== undefined)
			for (let n = count; n > 0; n--) search(state, (direction === "down") !== reverse, regex);
		return "move";
	};
	return copyRow(name, "always", run);
}

/** What the sign before the text of an incremental search says; `=` is the command's own direction. */
const SIGNS: Readonly<Record<string, "up" | "down">> = { "-": "up", "+": "down" };

function incrementalRow(name: string, own: "up" | "down"): CopyCommandRow {
	const run = ({ state, args }: CopyRun): CopyAction => {
		const { search: data } = state;
		const argument = args[0] as string;
		const sign = argument.charAt(0);
		const text = argument.slice(1);
		let action: CopyAction = "move";
		data.timedOut = false;
		if (data.start === undefined) data.start = { x: state.cx, y: state.cy, oy: state.oy };
		else if (data.text !== undefined && text !== data.text) {
			state.cy = Math.min(data.start.y, state.rows - 1);
			state.oy = Math.min(data.start.oy, state.grid.historySize);
			state.cx = state.cursorLimit(state.line);
			action = "redraw";
		}
		if (text === "") {
			clearMarks(state);
			return "redraw";
		}
		const direction = sign === "=" ? own : SIGNS[sign];
		if (direction === undefined) return action;
		data.direction = direction;
		data.regex = false;
		data.text = text;
		if (search(state, direction === "down", false)) return action;
		clearMarks(state);
		return "redraw";
	};
	return copyRow(name, "always", run, { takes: ":1-1" });
}

export const SEARCH_COMMANDS: readonly CopyCommandRow[] = [
	againRow("search-again", false),
	searchRow("search-backward", "up", true),
	searchRow("search-backward-text", "up", false),
	incrementalRow("search-backward-incremental", "up"),
	searchRow("search-forward", "down", true),
	searchRow("search-forward-text", "down", false),
	incrementalRow("search-forward-incremental", "down"),
	againRow("search-reverse", true),
];
