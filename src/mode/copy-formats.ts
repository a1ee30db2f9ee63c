/** Format variables of copy and view mode. Made once by CopyMode; read by formats while the mode is on top. */
import { lineAt, linkAt, wordAt } from "../format/screen-text.ts";
import { countsFromTop, lineNumberMode } from "./copy-line-numbers.ts";
import { matchAtCursor } from "./copy-marks.ts";
import type { CopyState } from "./copy-state.ts";

const flag = (on: boolean) => (on ? "1" : "0");

/** name -> value now; "" for what there is not. */
export function copyFormats(state: CopyState): ReadonlyMap<string, () => string> {
	const { server, search } = state;
	/** Of the selection, "" without one. */
	const selected = (value: () => number) => () => (state.selecting ? String(value()) : "");
	const counted = (value: () => string) => () => (search.count === -1 ? "" : value());
	return new Map<string, () => string>([
		["top_line_time", () => String(state.grid.snapshot.lineInfo(state.top).time)],
		["scroll_position", () => String(state.oy)],
		["copy_position", () => String(countsFromTop(state) ? state.top + 1 : state.oy)],
		[
			"copy_position_limit",
			() => String(state.grid.historySize + (countsFromTop(state) ? state.grid.rows : 0)),
		],
		["copy_line_numbers", () => flag(lineNumberMode(state) !== "off")],
		["refresh_active", () => flag(state.refreshing)],
		["rectangle_toggle", () => flag(state.rectangle)],
		["copy_cursor_x", () => String(state.cx)],
		["copy_cursor_y", () => String(state.cy)],
		[
			"copy_cursor_word",
			() =>
				wordAt(state.grid.snapshot, state.cx, state.line, server.sessionOptions.string("word-separators")) ??
				"",
		],
		["copy_cursor_line", () => lineAt(state.grid.snapshot, state.line) ?? ""],
		["copy_cursor_hyperlink", () => linkAt(state.grid.snapshot, state.cx, state.line)?.uri ?? ""],
		["selection_start_x", selected(() => state.selX)],
		["selection_start_y", selected(() => state.selY)],
		["selection_end_x", selected(() => state.endX)],
		["selection_end_y", selected(() => state.endY)],
		["selection_active", () => flag(state.selecting && state.drag !== "none")],
		[
			"selection_present",
			() => flag(state.selecting && (state.endX !== state.selX || state.endY !== state.selY)),
		],
		["selection_mode", () => state.unit],
		["search_present", () => flag(search.marks !== undefined)],
		["search_timed_out", () => flag(search.timedOut)],
		["search_count", counted(() => String(search.count))],
		["search_count_partial", counted(() => flag(search.more))],
		["search_match", () => matchAtCursor(state) ?? ""],
	]);
}
