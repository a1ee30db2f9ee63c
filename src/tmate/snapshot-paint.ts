/**
 * A SNAPSHOT's pane as escape sequences that paint it on a pane screen of its
 * size. Called by the relay when a host has come back.
 */
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { MouseMode } from "../screen/screen.ts";
import { COLOUR_DEFAULT, COLOUR_FLAG_256, type Colour } from "../term/attributes.ts";
import { type PaintLine, paint } from "./paint.ts";
import { SNAPSHOT_CELL, SNAPSHOT_MODE, type SnapshotLine, type SnapshotPane } from "./snapshot.ts";
import { utf8Text } from "./text.ts";

/** What has no cell of its own: marks, joiners and selectors, vowels of old Hangul. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u1160-\u11ff\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/u;

/** More than a cell of a tmux of then ever has. */
const MAX_CELL_BYTES = 32;

function colour(value: number, index: boolean, rgb: boolean): Colour {
	if (index) return value | COLOUR_FLAG_256;
	if (rgb) return COLOUR_DEFAULT;
	return value < 8 || (value >= 90 && value <= 97) ? value : COLOUR_DEFAULT;
}

/** The text of each cell: one character and its marks. There are as many marks as there are characters too many. */
function cellTexts(text: string, count: number): string[] {
	const characters = Array.from(text);
	let marks = characters.length - count;
	const out: string[] = [];
	for (const character of characters) {
		if (marks > 0 && out.length > 0 && ZERO_WIDTH.test(character)) {
			out[out.length - 1] += character;
			marks--;
		} else out.push(character);
	}
	return out;
}

/** A snapshot's line as cells. */
export function snapshotCells(line: SnapshotLine): PaintLine {
	const count = line.cells.length;
	const cells = new CellBuffer(Math.max(count, 1), 1);
	const texts = cellTexts(utf8Text(line.text.subarray(0, count * MAX_CELL_BYTES)), count);
	for (const [x, packed] of line.cells.entries()) {
		const flags = packed >>> 24;
		const wide = x + 1 < count && ((line.cells[x + 1] as number) >>> 24) & SNAPSHOT_CELL.padding;
		if (flags & SNAPSHOT_CELL.padding && x > 0 && cells.width[x] === 0) continue;
		cells.set(x, texts[x] ?? " ", wide ? 2 : 1, {
			fg: colour(packed & 0xff, (flags & SNAPSHOT_CELL.fg256) !== 0, (flags & SNAPSHOT_CELL.fgRgb) !== 0),
			bg: colour(
				(packed >>> 8) & 0xff,
				(flags & SNAPSHOT_CELL.bg256) !== 0,
				(flags & SNAPSHOT_CELL.bgRgb) !== 0,
			),
			us: COLOUR_DEFAULT,
			attr: (packed >>> 16) & 0xff,
		});
	}
	return { cells, end: count, wrapped: false };
}

const blankLine = (): PaintLine => ({ cells: new CellBuffer(1, 1), end: 0, wrapped: false });

function mouseMode(mode: number): MouseMode {
	if (mode & SNAPSHOT_MODE.mouseButton) return "button";
	return mode & SNAPSHOT_MODE.mouseStandard ? "standard" : "none";
}

/** The bytes that make a pane screen of `cols` by `rows` show what `pane` tells. */
export function paintSnapshot(pane: SnapshotPane, cols: number, rows: number): Uint8Array {
	const { mode, saved } = pane;
	const has = (bit: number): boolean => (mode & bit) !== 0;
	const lines = pane.grid.lines.map(snapshotCells);
	const start = Math.max(lines.length - rows, 0);
	const history = lines.slice(0, start);
	const screen = lines.slice(start);
	const main = saved === null ? screen : saved.lines.map(snapshotCells);
	// What is in the history must not stay on the screen.
	if (history.length > 0) while (main.length < rows) main.push(blankLine());
	return paint({
		cols,
		rows,
		main: [...history, ...main],
		...(saved === null
			? {}
			: { alternate: { lines: screen, saved: { x: saved.cx, y: Math.min(saved.cy, rows - 1) } } }),
		cursor: {
			x: pane.grid.cx,
			y: Math.min(pane.grid.cy, rows - 1),
			visible: has(SNAPSHOT_MODE.cursor),
			blinking: has(SNAPSHOT_MODE.blinking),
			shape: "default",
		},
		modes: {
			wrap: has(SNAPSHOT_MODE.wrap),
			insert: has(SNAPSHOT_MODE.insert),
			cursorKeys: has(SNAPSHOT_MODE.cursorKeys),
			keypad: has(SNAPSHOT_MODE.keypad),
			bracketedPaste: has(SNAPSHOT_MODE.bracketedPaste),
			focusEvents: has(SNAPSHOT_MODE.focusEvents),
			mouse: mouseMode(mode),
			mouseSgr: has(SNAPSHOT_MODE.mouseSgr),
			mouseUtf8: has(SNAPSHOT_MODE.mouseUtf8),
		},
	});
}
