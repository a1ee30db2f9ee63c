/**
 * Sends the scrolls that scroll-find.ts proposes and keeps the book of which
 * old row is where afterwards. Called by diff.ts before rows are drawn, with
 * the pen in its default state so that bared rows are default blanks.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { OuterTerminal } from "./diff-output.ts";
import { type BandScroll, findScroll, markRows } from "./scroll-find.ts";

/** Most bands that are moved in one frame. */
const MAX_BANDS = 8;
/** Up to here repeating a line feed or reverse index is as good as a counted scroll. */
const MAX_STEPS = 4;

/** Scrolls what can be scrolled among the dirty rows; `out.source` and `out.dirty` follow. */
export function sendScrolls(out: OuterTerminal, prev: CellBuffer, next: CellBuffer): void {
	if (!out.caps.csr && !out.caps.insertDeleteLine) return;
	const from = out.dirty.indexOf(1);
	const to = out.dirty.lastIndexOf(1) + 1;
	if (to - from < 2) return;
	const marks = markRows(next, from, to);
	const now = markRows(prev, from, to).hash;
	const blank = markRows(out.blank, 0, 1).hash[0] as number;
	for (let k = 0; k < MAX_BANDS; k++) {
		const band = findScroll(now, marks, from, to);
		if (band === undefined) return;
		sendScroll(out, band);
		shift(now, band, blank);
		shift(out.source, band, -1);
		out.dirty.fill(1, band.top, band.bottom + 1);
	}
}

function shift(rows: Int32Array, { top, bottom, by }: BandScroll, bared: number): void {
	if (by > 0) {
		rows.copyWithin(top, top + by, bottom + 1);
		rows.fill(bared, bottom + 1 - by, bottom + 1);
	} else {
		rows.copyWithin(top - by, top, bottom + 1 + by);
		rows.fill(bared, top, top - by);
	}
}

function sendScroll(out: OuterTerminal, band: BandScroll): void {
	const { top, bottom, by } = band;
	if (out.caps.insertDeleteLine && bottom === out.rows - 1) editLines(out, top, by > 0 ? "M" : "L", by);
	else if (out.caps.csr) scrollRegion(out, band);
	else if (by > 0) {
		editLines(out, top, "M", by);
		editLines(out, bottom + 1 - by, "L", by);
	} else {
		editLines(out, bottom + 1 + by, "M", by);
		editLines(out, top, "L", by);
	}
}

/** Deletes (M) or inserts (L) lines at row `y`; terminals go to column 0 with it, or stay there. */
function editLines(out: OuterTerminal, y: number, final: "L" | "M", by: number): void {
	out.moveTo(0, y);
	out.bytes.csi(Math.abs(by), final);
}

function scrollRegion(out: OuterTerminal, { top, bottom, by }: BandScroll): void {
	const b = out.bytes;
	const count = Math.abs(by);
	const whole = top === 0 && bottom === out.rows - 1;
	if (!whole) {
		b.ascii("\x1b[");
		b.number(top + 1);
		b.byte(0x3b);
		b.number(bottom + 1);
		b.byte(0x72);
		// The cursor goes home, but not on every terminal to the same one.
		out.at(-1, -1);
	}
	if (count > MAX_STEPS && out.caps.scrollCount) {
		b.csi(count, by > 0 ? "S" : "T");
		out.moves++;
	} else {
		out.moveTo(0, by > 0 ? bottom : top);
		for (let i = 0; i < count; i++) {
			if (by > 0) b.byte(0x0a);
			else b.ascii("\x1bM");
		}
	}
	if (!whole) {
		b.ascii("\x1b[r");
		out.at(-1, -1);
	}
}
