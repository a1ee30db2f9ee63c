/** Going to the bracket that belongs to the one at the cursor. Called by copy-move-commands.ts. */
import { previousWord, toNextWordEnd } from "./copy-motion.ts";
import { scrollTo } from "./copy-scroll.ts";
import type { CopyState } from "./copy-state.ts";

const OPEN = "{[(";
const CLOSE = "}])";

interface Place {
	readonly x: number;
	readonly y: number;
}

/** Position in `set` of the bracket at a place, -1 for another character. */
function bracketAt(state: CopyState, set: string, { x, y }: Place): number {
	const text = state.grid.text(x, y);
	return text.length === 1 ? set.indexOf(text) : -1;
}

/** Walks by `step` until brackets `up` and `down` are even again; undefined when they never are. */
function balance(
	state: CopyState,
	from: Place,
	up: string,
	down: string,
	step: (place: Place) => Place | undefined,
): Place | undefined {
	let depth = 1;
	for (let place = step(from); place !== undefined; place = step(place)) {
		const text = state.grid.text(place.x, place.y);
		if (text === up) depth++;
		else if (text === down && --depth === 0) return place;
	}
	return undefined;
}

/** The place before one, lines without text left out. */
function before(state: CopyState, { x, y }: Place): Place | undefined {
	if (x > 0) return { x: x - 1, y };
	for (let line = y - 1; line >= 0; line--) {
		const length = state.grid.length(line);
		if (length > 0) return { x: length - 1, y: line };
	}
	return undefined;
}

/** The place behind one. */
function behind(state: CopyState, { x, y }: Place): Place | undefined {
	if (x <= state.grid.length(y)) return { x: x + 1, y };
	return y === state.grid.last ? undefined : { x: 0, y: y + 1 };
}

/** To the opening bracket of the closing one at the cursor; with emacs keys also right before it, else a word back. */
export function previousBracket(state: CopyState, count: number): void {
	for (let n = count; n > 0; n--) {
		let place: Place = { x: state.cx, y: state.line };
		if (state.grid.length(place.y) === 0) return;
		let kind = bracketAt(state, CLOSE, place);
		if (kind < 0 && !state.viAtStart && place.x > 0) {
			place = { x: place.x - 1, y: place.y };
			kind = bracketAt(state, CLOSE, place);
		}
		if (kind < 0) {
			if (!state.viAtStart) previousWord(state, CLOSE);
			continue;
		}
		const found = balance(state, place, CLOSE[kind] as string, OPEN[kind] as string, (at) =>
			before(state, at),
		);
		if (found) scrollTo(state, found.x, found.y);
	}
}

/** The first bracket at the cursor or behind it in the line; with emacs keys only one column is looked at. */
function nextOpening(state: CopyState): { place: Place; kind: number } | "closing" | undefined {
	const { grid, viAtStart } = state;
	let place: Place = { x: state.cx, y: state.line };
	for (let tried = 0; ; tried++) {
		if (viAtStart && bracketAt(state, CLOSE, place) >= 0) return "closing";
		const kind = bracketAt(state, OPEN, place);
		if (kind >= 0) return { place, kind };
		const length = grid.length(place.y);
		if (!viAtStart) {
			if (tried > 0 || place.x > length) return undefined;
			place = { x: place.x + 1, y: place.y };
		} else if (place.x <= length) place = { x: place.x + 1, y: place.y };
		else if (place.y === grid.last || !grid.wrapped(place.y) || grid.size(place.y) > grid.cols)
			return undefined;
		else place = { x: 0, y: place.y + 1 };
	}
}

/** To the closing bracket of the next opening one; with vi keys the other way for a closing one, else to a word's end. */
export function nextBracket(state: CopyState, count: number): void {
	for (let n = count; n > 0; n--) {
		if (state.grid.length(state.line) === 0) return;
		const found = nextOpening(state);
		if (found === "closing") {
			closingToOpening(state, count);
			return;
		}
		if (found === undefined) {
			if (!state.viAtStart) toNextWordEnd(state, OPEN);
			continue;
		}
		const { place, kind } = found;
		const end = balance(state, place, OPEN[kind] as string, CLOSE[kind] as string, (at) => behind(state, at));
		if (end) scrollTo(state, end.x, end.y);
	}
}

/** vi's `%` on a closing bracket (or one further on in the line): to its opening one, or nowhere. */
function closingToOpening(state: CopyState, count: number): void {
	const { cx, line } = state;
	let place: Place = { x: cx, y: line };
	while (bracketAt(state, CLOSE, place) < 0) place = behind(state, place) ?? place;
	scrollTo(state, place.x, place.y);
	previousBracket(state, count);
	if (bracketAt(state, CLOSE, { x: state.cx, y: state.line }) >= 0) scrollTo(state, cx, line);
}
