/**
 * The panes of a SNAPSHOT: what a tmate host sends after a reconnection to
 * tell the screens and the last of the history. Read and written as fields of
 * the message; snapshot-lines.ts gives each cell its text, snapshot-paint.ts
 * makes a screen of it.
 *
 *   pane   [pane id, mode, [cx, cy, lines], nil or [cx, cy, lines]]
 *   lines  history then screen, oldest first; each [text, cells]
 *   cells  an unsigned integer each: flags<<24 | attr<<16 | bg<<8 | fg
 */
import { bytes, type Field, int, list, orNil, paneId, tuple } from "./fields.ts";
import type { MsgInput, MsgValue } from "./msgpack.ts";

/** Bits of a pane's mode. */
export const SNAPSHOT_MODE = {
	cursor: 0x1,
	insert: 0x2,
	cursorKeys: 0x4,
	keypad: 0x8,
	wrap: 0x10,
	mouseStandard: 0x20,
	mouseButton: 0x40,
	blinking: 0x80,
	mouseUtf8: 0x100,
	mouseSgr: 0x200,
	bracketedPaste: 0x400,
	focusEvents: 0x800,
} as const;

/** Bits 24 to 31 of a cell. */
export const SNAPSHOT_CELL = {
	fg256: 0x1,
	bg256: 0x2,
	/** The right half of a wide character; a space in the text. */
	padding: 0x4,
	extended: 0x8,
	/** Only the first component of a direct colour is there: as good as none. */
	fgRgb: 0x10,
	bgRgb: 0x20,
} as const;

/** A line; `cells` are numbers as on the wire. */
export interface SnapshotLine {
	readonly text: Uint8Array;
	readonly cells: Uint32Array;
}

/** Lines and the cursor in them. */
export interface SnapshotGrid {
	readonly cx: number;
	readonly cy: number;
	readonly lines: readonly SnapshotLine[];
}

export interface SnapshotPane {
	readonly id: number;
	/** Bits of SNAPSHOT_MODE. */
	readonly mode: number;
	/** History and the screen that is shown: the alternate one when `saved` is there. */
	readonly grid: SnapshotGrid;
	/** The main screen behind the alternate one. */
	readonly saved: SnapshotGrid | null;
}

/** More is no terminal's width, and a host has 300 lines and a screen. */
const MAX_CELLS = 10_000;
const MAX_LINES = 5_000;

const packedCells: Field<Uint32Array> = {
	read(value: MsgValue) {
		if (!Array.isArray(value) || value.length > MAX_CELLS) return undefined;
		const out = new Uint32Array(value.length);
		for (const [i, cell] of value.entries()) {
			if (typeof cell !== "number" || cell < 0 || cell > 0xffffffff) return undefined;
			out[i] = cell;
		}
		return out;
	},
	write: (value): MsgInput => [...value],
};

const line: Field<SnapshotLine> = tuple<SnapshotLine>({ text: bytes, cells: packedCells });
const position = int(0, MAX_CELLS);
const grid: Field<SnapshotGrid> = tuple<SnapshotGrid>({
	cx: position,
	cy: position,
	lines: list<SnapshotLine>(line, MAX_LINES),
});

/** A pane as a field of the message. */
export const snapshotPane: Field<SnapshotPane> = tuple<SnapshotPane>({
	id: paneId,
	mode: int(0, 0xffffffff),
	grid,
	saved: orNil(grid),
});
