/**
 * diff(): the bytes that turn a terminal showing one frame into one showing
 * the next. The only way anything reaches a client's screen. Called by the
 * frame scheduler (server/) with the last frame it sent; draws with
 * diff-row.ts, scrolls with diff-scroll.ts.
 *
 * A frame begins and ends with the default pen, no hyperlink, no scroll region
 * and the cursor where the frame says, so nothing but the frame before needs
 * to be known.
 */
import { markDirtyRows, sameRow } from "./diff-cells.ts";
import { sendCursorLook, sendModes } from "./diff-modes.ts";
import type { OuterTerminal } from "./diff-output.ts";
import { drawRow } from "./diff-row.ts";
import { sendScrolls } from "./diff-scroll.ts";
import type { Frame } from "./frame.ts";

const SYNC_ON = "\x1b[?2026h";
const SYNC_OFF = "\x1b[?2026l";
const HIDE = "\x1b[?25l";
const SHOW = "\x1b[?25h";
/** Bytes kept free in front for SYNC_ON and HIDE: whether they are needed is known last. */
const HEAD = SYNC_ON.length + HIDE.length;
const NOTHING = new Uint8Array(0);

/**
 * Bytes that make a terminal that shows `prev` show `next`; empty when they are
 * the same. `prev` undefined means that nothing is known about the screen: it
 * is cleared and every mode is set. After a change of size it is cleared, too.
 */
export function diff(prev: Frame | undefined, next: Frame, out: OuterTerminal): Uint8Array {
	const { cols, rows } = next.cells;
	const resized = prev !== undefined && (prev.cells.cols !== cols || prev.cells.rows !== rows);
	const known = resized ? undefined : prev;
	out.begin(cols, rows, HEAD);
	if (known === undefined) clear(out, prev === undefined);
	else {
		out.at(clamp(known.cursor.x, cols), clamp(known.cursor.y, rows));
		if (markDirtyRows(known.cells, next.cells, out.dirty) > 1) sendScrolls(out, known.cells, next.cells);
	}
	for (let y = 0; y < rows; y++) {
		if (out.dirty[y] === 0) continue;
		const from = out.source[y] as number;
		const before = known?.cells ?? next.cells;
		if (from >= 0 && from !== y && sameRow(before, from, next.cells, y)) continue;
		drawRow(out, before, from, next.cells, y);
	}
	out.pen.reset();
	const drawn = out.bytes.length > HEAD;
	out.moveTo(clamp(next.cursor.x, cols), clamp(next.cursor.y, rows));
	// A single run of text where the cursor is shows no detour: nothing to hide.
	const wrap = drawn && out.moves > 0;
	sendModes(out, prev, next);
	sendCursorLook(out, next.cursor);
	return finish(out, wrap, prev?.cursor.visible, next.cursor.visible);
}

/** Leaves the screen blank, the pen plain and the cursor at home. */
function clear(out: OuterTerminal, unknown: boolean): void {
	const b = out.bytes;
	if (unknown) {
		b.ascii("\x1b[m");
		if (out.caps.hyperlinks) b.ascii("\x1b]8;;\x1b\\");
	}
	if (out.caps.csr) b.ascii("\x1b[r");
	b.ascii("\x1b[H\x1b[J");
	out.at(0, 0);
	out.moves++;
	out.source.fill(-1);
	out.dirty.fill(1);
}

function finish(out: OuterTerminal, wrap: boolean, was: boolean | undefined, visible: boolean): Uint8Array {
	const b = out.bytes;
	let start = HEAD;
	const hide = wrap && was !== false;
	if (hide) start = b.before(start, HIDE);
	else if (was !== false && !visible) b.ascii(HIDE);
	if (visible && (hide || was !== true)) b.ascii(SHOW);
	if (wrap && out.caps.sync) {
		start = b.before(start, SYNC_ON);
		b.ascii(SYNC_OFF);
	}
	return b.length === start ? NOTHING : b.take(start);
}

function clamp(value: number, size: number): number {
	return Math.max(0, Math.min(value, size - 1));
}
