/**
 * Finds bands of whole rows that moved up or down between what the terminal
 * shows and what it is to show, by hashes of rows. Pure: it only proposes;
 * rows are compared cell by cell when they are drawn, so a hash that lies
 * costs bytes and never a wrong screen. Called by diff.ts.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";

/** Rows `top` to `bottom` (inclusive) move up by `by`, or down when it is negative. */
export interface BandScroll {
	readonly top: number;
	readonly bottom: number;
	readonly by: number;
}

/** Hash and rough drawing cost (bytes) of each row of a range. */
export interface RowMarks {
	readonly hash: Int32Array;
	readonly cost: Int32Array;
}

/** What moving to a row and erasing it costs, whatever is in it. */
const ROW_COST = 5;
/** What a scroll sends, and what it has to save on top to be worth it. */
const SCROLL_COST = 24;
/** How many of the most promising distances are looked at closely. */
const CANDIDATES = 3;

/** Marks of row `from` to before `to` of a buffer, at their own row number. */
export function markRows(cells: CellBuffer, from: number, to: number): RowMarks {
	const { cols, chars, fg, bg, attr, combined, links } = cells;
	const hash = new Int32Array(to);
	const cost = new Int32Array(to);
	for (let y = from; y < to; y++) {
		let text = 0;
		let style = 0;
		let used = 0;
		const end = (y + 1) * cols;
		for (let i = y * cols; i < end; i++) {
			let c = chars[i] as number;
			if (c === 0x20) c = 0;
			if (c !== 0) used++;
			text = (Math.imul(text, 0x01000193) ^ c) | 0;
			const look = (fg[i] as number) + Math.imul(bg[i] as number, 31) + Math.imul(attr[i] as number, 0x10001);
			style = (Math.imul(style, 0x01000193) + look) | 0;
		}
		hash[y] = Math.imul(text, 0x5bd1e995) ^ style;
		cost[y] = used === 0 ? 0 : used + ROW_COST;
	}
	for (const [i, value] of combined) addTo(hash, (i / cols) | 0, from, to, i % cols, value);
	for (const [i, link] of links) addTo(hash, (i / cols) | 0, from, to, i % cols, link.uri);
	return { hash, cost };
}

function addTo(hash: Int32Array, y: number, from: number, to: number, x: number, text: string): void {
	if (y < from || y >= to) return;
	let h = x + 1;
	for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
	hash[y] = ((hash[y] as number) + Math.imul(h, 0x5bd1e995)) | 0;
}

/**
 * The scroll within rows `from` to before `to` that saves most, or undefined
 * when none is worth it. `now` holds the hashes of what the terminal shows,
 * `next` the marks of what it is to show.
 */
export function findScroll(
	now: Int32Array,
	next: RowMarks,
	from: number,
	to: number,
): BandScroll | undefined {
	let best: BandScroll | undefined;
	let bestGain = SCROLL_COST;
	for (const by of likelyDistances(now, next, from, to)) {
		const band = bestBand(now, next, from, to, by);
		if (band !== undefined && band.gain > bestGain) {
			bestGain = band.gain;
			best = band;
		}
	}
	return best;
}

/** Distances by which the most text seems to have moved. */
function likelyDistances(now: Int32Array, next: RowMarks, from: number, to: number): number[] {
	const size = to - from;
	const votes = new Int32Array(2 * size);
	for (let y = from; y < to; y++) {
		const hash = next.hash[y] as number;
		const cost = next.cost[y] as number;
		if (cost === 0 || now[y] === hash) continue;
		for (let s = from; s < to; s++)
			if (now[s] === hash) votes[s - y + size] = (votes[s - y + size] as number) + cost;
	}
	const out: number[] = [];
	for (let k = 0; k < CANDIDATES; k++) {
		let at = 0;
		for (let i = 1; i < votes.length; i++) if ((votes[i] as number) > (votes[at] as number)) at = i;
		if ((votes[at] as number) <= SCROLL_COST) break;
		votes[at] = 0;
		out.push(at - size);
	}
	return out;
}

/** The run of rows for which moving by `by` gains most (the greatest sum over a run). */
function bestBand(
	now: Int32Array,
	next: RowMarks,
	from: number,
	to: number,
	by: number,
): (BandScroll & { readonly gain: number }) | undefined {
	const first = by > 0 ? from : from - by;
	const last = by > 0 ? to - by : to;
	let gain = 0;
	let start = first;
	let bestGain = 0;
	let a = 0;
	let b = -1;
	for (let y = first; y < last; y++) {
		if (gain <= 0) {
			gain = 0;
			start = y;
		}
		const moved = next.hash[y] === now[y + by];
		const stayed = next.hash[y] === now[y];
		if (moved && !stayed) gain += (next.cost[y] as number) || ROW_COST;
		else if (stayed && !moved) gain -= (next.cost[y] as number) || ROW_COST;
		if (gain > bestGain) {
			bestGain = gain;
			a = start;
			b = y;
		}
	}
	if (b < a) return undefined;
	const top = by > 0 ? a : a + by;
	const bottom = by > 0 ? b + by : b;
	const bared = by > 0 ? b + 1 : top;
	const baredEnd = by > 0 ? bottom + 1 : a;
	for (let y = bared; y < baredEnd; y++)
		if (next.hash[y] === now[y]) bestGain -= (next.cost[y] as number) || 0;
	return { top, bottom, by, gain: bestGain };
}
