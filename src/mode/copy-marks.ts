/**
 * Marks on what a search has found in the part shown, and the count of all
 * matches. Called by searches and by whatever moves the view.
 */
import type { CopyMatch, Matcher } from "./copy-matcher.ts";
import { makeMatcher } from "./copy-matcher.ts";
import type { CopyState } from "./copy-state.ts";

/** Longest time for all matches, and for any search, ms. */
const COUNT_TIME = 200;
const SEARCH_TIME = 10_000;
/** Lines between two looks at the clock. */
const CLOCK_LINES = 64;
/** What is shown instead of a count that is not finished. */
const ROUND_COUNTS = [1000, 100, 10] as const;

/** Index of a cell in the marks; undefined when its line is not shown. */
export function markIndex(state: CopyState, x: number, line: number): number | undefined {
	const y = line - state.top;
	return y < 0 || y >= state.grid.rows ? undefined : y * state.grid.cols + x;
}

/** Forgets marks and count. */
export function clearMarks(state: CopyState): void {
	state.search.count = -1;
	state.search.more = false;
	state.search.marks = undefined;
	state.touch();
}

/** Every match that begins on a line, in order. */
function* matchesOf(matcher: Matcher, line: number, cols: number): Generator<CopyMatch> {
	for (let x = 0; x < cols; ) {
		const match = matcher.first(line, x);
		if (match === undefined) return;
		yield match;
		x = match.x + Math.max(match.width, 1);
	}
}

/** First line of the text shown: where the topmost line begins. */
function firstVisible(state: CopyState): number {
	let line = state.top;
	while (line > 0 && state.grid.wrapped(line - 1)) line--;
	return line;
}

function markVisible(state: CopyState, matcher: Matcher): void {
	const { grid } = state;
	const marks = new Uint8Array(grid.cols * grid.rows);
	let number = 1;
	const end = state.top + grid.rows;
	for (let line = firstVisible(state); line < end; line++) {
		for (const { x, width } of matchesOf(matcher, line, grid.cols)) {
			const at = markIndex(state, x, line);
			if (at === undefined) continue;
			for (let i = at; i < Math.min(at + width, marks.length); i++) if (marks[i] === 0) marks[i] = number;
			number = number === 255 ? 1 : number + 1;
		}
	}
	state.search.marks = marks;
}

/** Counts the matches in the whole text for as long as that may take. */
function countAll(state: CopyState, matcher: Matcher): void {
	const { clock } = state.server.ports;
	const { search, grid } = state;
	const start = clock.now();
	let count = 0;
	let stopped = false;
	for (let line = 0; line <= grid.last; line++) {
		for (const _ of matchesOf(matcher, line, grid.cols)) count++;
		if (line % CLOCK_LINES !== 0) continue;
		const taken = clock.now() - start;
		if (taken > SEARCH_TIME) {
			search.timedOut = true;
			return;
		}
		if (taken > COUNT_TIME) {
			stopped = true;
			break;
		}
	}
	search.more = stopped;
	search.count = stopped ? (ROUND_COUNTS.find((n) => count > n) ?? -1) : count;
}

/** Marks what matches; `visibleOnly` leaves the count as it is. */
export function updateMarks(
	state: CopyState,
	visibleOnly: boolean,
	regex: boolean = state.search.regex,
): void {
	const { search } = state;
	if (search.text === undefined) return;
	const matcher = makeMatcher(state.grid, search.text, regex);
	if (matcher === undefined) return;
	if (!visibleOnly) countAll(state, matcher);
	if (search.timedOut) clearMarks(state);
	else markVisible(state, matcher);
	state.touch();
}

/** The same after the view moved, when anything is marked. */
export function refreshMarks(state: CopyState): void {
	if (state.search.marks !== undefined && !state.search.timedOut) updateMarks(state, true);
}

/** First and last index of the match that the cell at `at` belongs to. */
export function matchBounds(marks: Uint8Array, at: number): readonly [number, number] {
	const number = marks[at];
	let start = at;
	while (start > 0 && marks[start - 1] === number) start--;
	let end = at;
	while (end + 1 < marks.length && marks[end + 1] === number) end++;
	return [start, end];
}

/** The text of the match under the cursor (or right before it); undefined when there is none. */
export function matchAtCursor(state: CopyState): string | undefined {
	const { marks } = state.search;
	if (marks === undefined) return undefined;
	let at = markIndex(state, state.cx, state.line);
	if (at === undefined) return undefined;
	if (!marks[at]) {
		if (at === 0 || !marks[at - 1]) return undefined;
		at--;
	}
	const [start, end] = matchBounds(marks, at);
	const { grid } = state;
	let out = "";
	for (let i = start; i <= end; i++) out += grid.text(i % grid.cols, state.top + Math.floor(i / grid.cols));
	return out;
}
