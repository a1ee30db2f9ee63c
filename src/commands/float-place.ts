/**
 * Where a floating pane goes: from the flags -x -y -X -Y of new-pane and
 * break-pane, or beside the floating pane it splits. Sizes and places leave out
 * the border, which lies around them.
 */
import type { Arguments } from "../command/arguments.ts";
import { CommandError, type QueueItem } from "../command/types.ts";
import { type FloatPlace, PANE_MAXIMUM, PANE_MINIMUM } from "../model/layout-cell.ts";
import { NO_SPACE } from "../model/layout-split.ts";
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";

/** Columns and rows from one new pane to the next that has no place of its own. */
const STEP = { x: 4, y: 2 } as const;
/** Columns left and right, and rows above and below, that a split leaves free. */
const MARGIN = { x: 3, y: 1 } as const;

/** Cells the border takes on each side of a pane that floats. */
export function borderOf(pane: Pane): number {
	const { options } = pane.floating ? pane : pane.window;
	return options.choice("pane-border-lines") === "none" ? 0 : 1;
}

/**
 * The place the flags give, out of `last` (where the pane floated before) or a
 * part of the window. The error is one of a flag or `invalid width`, `invalid height`.
 */
export function placeFromFlags(
	item: QueueItem,
	args: Arguments,
	window: Window,
	border: number,
	last?: FloatPlace,
): FloatPlace | { readonly error: string } {
	const problem: { text?: string } = {};
	const value = (flag: string, min: number, max: number, whole: number): number | undefined => {
		if (problem.text !== undefined || !args.has(flag)) return undefined;
		const found = args.percentage(flag, min, max, whole, (text) => item.expand(text));
		if (typeof found === "number") return found;
		problem.text = `position ${found}`;
		return undefined;
	};
	const width = value("x", 0, PANE_MAXIMUM, window.sx);
	const height = value("y", 0, PANE_MAXIMUM, window.sy);
	const sx = width === undefined ? (last?.sx ?? Math.floor(window.sx / 2)) : width - 2 * border;
	const sy = height === undefined ? (last?.sy ?? Math.floor(window.sy / 4)) : height - 2 * border;
	const left = value("X", -sx, window.sx, window.sx);
	const top = value("Y", -sy, window.sy, window.sy);
	if (problem.text !== undefined) return { error: problem.text };
	const xoff = left === undefined ? (last?.xoff ?? nextX(window)) : left + border;
	const yoff = top === undefined ? (last?.yoff ?? nextY(window)) : top + border;
	if (sx < PANE_MINIMUM || sx > PANE_MAXIMUM) return { error: "invalid width" };
	if (sy < PANE_MINIMUM || sy > PANE_MAXIMUM) return { error: "invalid height" };
	return { sx, sy, xoff, yoff };
}

/** Down the window in steps, so that new panes do not hide each other; from the start again at its end. */
function nextX(window: Window): number {
	window.lastNewX = window.lastNewX > window.sx ? STEP.x : window.lastNewX + STEP.x;
	return window.lastNewX;
}

function nextY(window: Window): number {
	window.lastNewY = window.lastNewY > window.sy ? STEP.y : window.lastNewY + STEP.y;
	return window.lastNewY;
}

/** A stretch of columns or rows. */
interface Stretch {
	readonly at: number;
	readonly size: number;
}

/** First and last column (row) that borders may be on. */
interface Limits {
	readonly low: number;
	readonly high: number;
}

function moveInside({ at, size }: Stretch, { low, high }: Limits, border: number): Stretch {
	let moved = low > at - border ? low + border : at;
	if (high < moved + size + border) moved = high - size - border;
	return { at: moved, size };
}

/** Both halves of a split along one axis: side by side when there is room, else half of what there is for each. */
function splitStretch(
	old: Stretch,
	limits: Limits,
	border: number,
	before: boolean,
): { readonly kept: Stretch; readonly added: Stretch } {
	const step = old.size + 2 * border;
	const at = before ? old.at - step : old.at + step;
	if (before && limits.low > at - border) {
		const space = old.at + old.size - limits.low - 3 * border + 1;
		const size = Math.floor(space / 2);
		const added = { at: limits.low + border, size };
		const kept = { at: added.at + size + 2 * border, size: space % 2 === 0 ? size - 1 : size };
		return { kept, added };
	}
	if (!before && limits.high < at + old.size + border) {
		const space = limits.high - old.at - 3 * border + 1;
		const size = Math.floor(space / 2);
		const added = { at: old.at + size + 2 * border, size: space % 2 === 0 ? size - 1 : size };
		return { kept: { at: old.at, size }, added };
	}
	return { kept: old, added: { at, size: old.size } };
}

/** All there is from the split on to the edge, and all of the window across it. */
function fill(
	added: Stretch,
	kept: Stretch,
	{ low, high }: Limits,
	border: number,
	before: boolean,
): Stretch {
	if (!before) return { at: added.at, size: high - added.at - border };
	return { at: low + border, size: kept.at - (low + border) - 2 * border };
}

/** How to split a floating pane. */
export interface FloatSplit {
	readonly horizontal: boolean;
	readonly before: boolean;
	readonly fullSize: boolean;
}

/** The places of a floating pane and of the one that splits it, inside the window. Throws when there is no room. */
export function splitFloating(
	place: FloatPlace,
	window: Window,
	border: number,
	{ horizontal, before, fullSize }: FloatSplit,
): { readonly kept: FloatPlace; readonly added: FloatPlace } {
	const limits = {
		x: { low: MARGIN.x, high: window.sx - MARGIN.x },
		y: { low: MARGIN.y, high: window.sy - MARGIN.y },
	};
	const x = moveInside({ at: place.xoff, size: place.sx }, limits.x, border);
	const y = moveInside({ at: place.yoff, size: place.sy }, limits.y, border);
	const along = horizontal ? limits.x : limits.y;
	const split = splitStretch(horizontal ? x : y, along, border, before);
	const across = horizontal ? limits.y : limits.x;
	const wide = { at: across.low + border, size: across.high - across.low - 2 * border };
	const added = fullSize ? fill(split.added, split.kept, along, border, before) : split.added;
	const result = {
		kept: placeOf(horizontal, split.kept, horizontal ? y : x),
		added: placeOf(horizontal, added, fullSize ? wide : horizontal ? y : x),
	};
	for (const { sx, sy } of [result.kept, result.added])
		if (sx < PANE_MINIMUM || sy < PANE_MINIMUM) throw new CommandError(NO_SPACE);
	return result;
}

function placeOf(horizontal: boolean, along: Stretch, across: Stretch): FloatPlace {
	const [x, y] = horizontal ? [along, across] : [across, along];
	return { sx: x.size, sy: y.size, xoff: x.at, yoff: y.at };
}
