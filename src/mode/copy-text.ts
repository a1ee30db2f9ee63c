/** The text of the selection as it is copied. Called by copy-buffers.ts. */
import { acsToUnicode } from "../term/acs.ts";
import { matchAtCursor } from "./copy-marks.ts";
import type { CopyState } from "./copy-state.ts";

/** The text of one line from column `from` to before `to`, with a newline unless it goes on in the next. */
function lineText(state: CopyState, line: number, from: number, to: number): string {
	if (from > to) return "";
	const { grid } = state;
	// A line that was cut at the screen's edge keeps the blanks at its end.
	const size = grid.size(line);
	const wrapped = grid.wrapped(line) && size <= grid.cols;
	const end = wrapped ? size : grid.length(line);
	const stop = Math.min(to, end);
	let out = "";
	for (let x = Math.min(from, end); x < stop; x++) {
		const text = grid.text(x, line);
		out += grid.isCharset(x, line) ? (acsToUnicode(text) ?? text) : text;
	}
	return wrapped && stop === end ? out : `${out}\n`;
}

/** Columns copied: of the first line, of the last and of those between. */
interface Columns {
	readonly first: number;
	readonly start: number;
	readonly last: number;
	readonly end: number;
}

function rectangleColumns(state: CopyState): Columns {
	const fixed = state.drag === "end" ? state.selX : state.endX;
	if (fixed < state.cx) {
		const end = state.vi ? state.cx + 1 : state.cx;
		return { first: fixed, start: fixed, last: end, end };
	}
	return { first: state.cx, start: state.cx, last: fixed + 1, end: fixed + 1 };
}

/** The selected text, or the match under the cursor; undefined when there is nothing. */
export function selectedText(state: CopyState): string | undefined {
	if (!state.selecting && state.lineSelect === "none") return matchAtCursor(state) || undefined;
	const { grid, vi } = state;
	const backward = state.endY < state.selY || (state.endY === state.selY && state.endX < state.selX);
	const [sx, sy, ex, ey] = backward
		? [state.endX, state.endY, state.selX, state.selY]
		: [state.selX, state.selY, state.endX, state.endY];
	const length = grid.length(ey);
	const lastX = Math.min(ex, length);
	const columns = state.rectangle
		? rectangleColumns(state)
		: { first: sx, start: 0, last: vi ? lastX + 1 : lastX, end: state.cols };
	let out = "";
	for (let line = sy; line <= ey; line++) {
		out += lineText(
			state,
			line,
			line === sy ? columns.first : columns.start,
			line === ey ? columns.last : columns.end,
		);
	}
	if (out === "") return undefined;
	// The last newline is only kept when the selection goes behind the end with vi keys.
	const cut = (!vi || columns.last <= length) && (!grid.wrapped(ey) || columns.last !== length);
	return cut ? out.slice(0, -1) : out;
}
