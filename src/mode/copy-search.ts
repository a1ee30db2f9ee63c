/**
 * Searching in copy mode: finding the next match, going there, marking all.
 * Called by copy-search-commands.ts.
 */
import { clearMarks, markIndex, matchBounds, updateMarks } from "./copy-marks.ts";
import { type CopyMatch, type Matcher, makeMatcher } from "./copy-matcher.ts";
import { scrollTo } from "./copy-scroll.ts";
import type { CopyState } from "./copy-state.ts";

/** A place that moves over all cells, from one end to the other with `wrap`. */
interface Place {
	x: number;
	line: number;
}

function stepBack(state: CopyState, place: Place, wrap: boolean): void {
	const { cols, last } = state.grid;
	if (place.x > 0) place.x--;
	else if (place.line > 0) {
		place.x = cols - 1;
		place.line--;
	} else if (wrap) {
		place.x = cols - 1;
		place.line = last;
	}
}

function stepOn(state: CopyState, place: Place, wrap: boolean): void {
	const { cols, last } = state.grid;
	if (place.x !== cols - 1) place.x++;
	else if (place.line !== last) {
		place.x = 0;
		place.line++;
	} else if (wrap) {
		place.x = 0;
		place.line = 0;
	}
}

/** Behind the match that the place is in. */
function leaveMatch(state: CopyState, place: Place, wrap: boolean): void {
	const { marks } = state.search;
	const start = markIndex(state, place.x, place.line);
	if (marks === undefined || start === undefined || !marks[start]) return;
	for (
		let at: number | undefined = start;
		at !== undefined && marks[at] === marks[start];
		at = markIndex(state, place.x, place.line)
	) {
		if (!wrap && place.x === state.grid.cols - 1 && place.line === state.grid.last) return;
		stepOn(state, place, wrap);
	}
}

/** Where a match ends: lines it goes on in are counted. */
function endOf(cols: number, match: CopyMatch, line: number): Place {
	const end = match.x + match.width;
	return { x: end % cols, line: line + Math.floor(end / cols) };
}

/** A match that may have begun on the line before: the longest one that ends at the same place. */
function widen(state: CopyState, matcher: Matcher, found: Place, match: CopyMatch, endLine: number): Place {
	const { cols } = state.grid;
	const end = endOf(cols, match, found.line);
	const place = { ...found };
	while (place.x === 0 && place.line > endLine && state.grid.wrapped(place.line - 1)) {
		const before = matcher.last(place.line - 1, cols);
		if (before === undefined) break;
		const other = endOf(cols, before, place.line - 1);
		if (other.x !== end.x || other.line !== end.line) break;
		place.x = before.x;
		place.line--;
	}
	return place;
}

/** The next match from a place on, up to the line `end`. */
function find(
	state: CopyState,
	matcher: Matcher,
	from: Place,
	end: number,
	forward: boolean,
	regex: boolean,
): Place | undefined {
	if (forward) {
		let { x } = from;
		for (let { line } = from; line <= end; line++) {
			const match = matcher.first(line, x);
			if (match) return { x: match.x, line };
			x = 0;
		}
		return undefined;
	}
	let before = from.x + 1;
	for (let { line } = from; line >= end; line--) {
		const match = matcher.last(line, before);
		if (match) {
			const place = { x: match.x, line };
			return regex ? widen(state, matcher, place, match, end) : place;
		}
		before = state.grid.cols;
	}
	return undefined;
}

/** Goes to the next match, from the other end on when there is none and `wrap`; false when there is none at all. */
function jump(
	state: CopyState,
	matcher: Matcher,
	from: Place,
	forward: boolean,
	wrap: boolean,
	regex: boolean,
): boolean {
	const { last, cols } = state.grid;
	let found = find(state, matcher, from, forward ? last : 0, forward, regex);
	if (found === undefined && wrap) {
		const start = forward ? { x: 0, line: 0 } : { x: cols - 1, line: last };
		found = find(state, matcher, start, from.line, forward, regex);
	}
	if (found === undefined) return false;
	scrollTo(state, found.x, found.line, true);
	return true;
}

/** Puts the cursor at the beginning of the match it is in. */
function toMatchStart(state: CopyState): void {
	const { marks } = state.search;
	const at = markIndex(state, state.cx, state.line);
	if (marks === undefined || at === undefined) return;
	const [start] = matchBounds(marks, at);
	state.cx = start % state.grid.cols;
	state.cy = Math.floor(start / state.grid.cols);
}

/** Characters that make a text a regular expression. */
const SPECIAL = /[\^$*+()?[\].\\]/;

/** Searches for `state.search.text`; false when it is not found. */
export function search(state: CopyState, forward: boolean, asRegex: boolean): boolean {
	const { search: data, pane } = state;
	const text = data.text ?? "";
	const regex = asRegex && SPECIAL.test(text);
	data.forward = forward;
	if (data.timedOut) return false;
	let visibleOnly = false;
	if (data.all || pane.searchString === "" || pane.searchRegex !== regex) data.all = false;
	else visibleOnly = pane.searchString === text;
	if (!visibleOnly && data.marks !== undefined) clearMarks(state);
	pane.searchString = text;
	pane.searchRegex = regex;
	const matcher = makeMatcher(state.grid, text, regex);
	const wrap = pane.window.options.flag("wrap-search");
	const place: Place = { x: state.cx, line: state.line };
	if (!forward) stepBack(state, place, wrap);
	else if (state.vi) {
		// The cursor stays on a match with vi keys: look behind it.
		if (data.marks !== undefined) leaveMatch(state, place, wrap);
		else stepOn(state, place, wrap);
	}
	const found = matcher !== undefined && jump(state, matcher, place, forward, wrap, regex);
	if (found) {
		updateMarks(state, visibleOnly, regex);
		settle(state, matcher, forward, wrap, regex);
	}
	state.touch();
	return found;
}

/** After a search: in the middle of a match it goes on; then the cursor takes its place on or behind the match. */
function settle(state: CopyState, matcher: Matcher, forward: boolean, wrap: boolean, regex: boolean): void {
	if (!forward) {
		toMatchStart(state);
		return;
	}
	const { search: data } = state;
	const place: Place = { x: state.cx, line: state.line };
	const at = markIndex(state, place.x, place.line);
	if (at !== undefined && at > 0 && data.marks !== undefined && data.marks[at] === data.marks[at - 1]) {
		leaveMatch(state, place, wrap);
		jump(state, matcher, place, forward, wrap, regex);
		place.x = state.cx;
		place.line = state.line;
	}
	if (state.vi) return;
	leaveMatch(state, place, wrap);
	state.cx = place.x;
	state.cy = place.line - state.top;
}
