/**
 * How long diff() takes for a frame of 200x50 and how much it sends:
 * `node --import tsx bench/diff.ts`. Prints microseconds and bytes per frame.
 */
import { CellBuffer, DEFAULT_CELL_STYLE } from "../src/screen/cell-buffer.ts";
import { diff } from "../src/view/diff.ts";
import { FULL_CAPS } from "../src/view/diff-caps.ts";
import { OuterTerminal } from "../src/view/diff-output.ts";
import type { Frame } from "../src/view/frame.ts";

const COLS = 200;
const ROWS = 50;

function frameOf(cells: CellBuffer): Frame {
	return {
		cells,
		cursor: { x: 0, y: 0, visible: true, shape: "default", blinking: false, colour: 8 },
		mouse: "none",
		bracketedPaste: false,
		focusEvents: false,
		cursorKeys: false,
		keypad: false,
	};
}

/** Source-code-like text from line `first` on above a status line; every fourth word in colour. */
function text(first: number): CellBuffer {
	const cells = new CellBuffer(COLS, ROWS);
	for (let y = 0; y < ROWS; y++) {
		const status = y === ROWS - 1;
		const n = status ? 0 : first + y;
		const line = status ? "[0] 0:bash*".padEnd(COLS) : `${n}\t${`word${n} `.repeat(4 + ((n * 7) % 16))}`;
		for (let x = 0; x < Math.min(line.length, COLS); x++) {
			const fg = status ? 0 : (x >> 3) % 4 === 0 ? 1 + (n % 6) : 8;
			const c = line[x] === "\t" ? " " : (line[x] as string);
			cells.set(cells.index(x, y), c, 1, { ...DEFAULT_CELL_STYLE, fg, bg: status ? 2 : 8 });
		}
	}
	return cells;
}

/** Runs `prev` -> `next` and back for about `ms` milliseconds and prints what a frame took. */
export function measure(name: string, prev: Frame | undefined, next: Frame, ms = 300): number {
	const out = new OuterTerminal(FULL_CAPS);
	let bytes = 0;
	let count = 0;
	const run = (until: number): void => {
		while (performance.now() < until) {
			for (let k = 0; k < 10; k++) bytes = diff(prev, next, out).length;
			count += 10;
		}
	};
	run(performance.now() + ms / 3);
	count = 0;
	const start = performance.now();
	run(start + ms);
	const us = ((performance.now() - start) * 1000) / count;
	console.log(`${name.padEnd(28)} ${us.toFixed(1).padStart(8)} us  ${String(bytes).padStart(6)} bytes`);
	return us;
}

const base = frameOf(text(0));
const same = frameOf(text(0));
const typed = frameOf(text(0));
typed.cells.set(typed.cells.index(150, 20), "X", 1, DEFAULT_CELL_STYLE);
measure("full redraw", undefined, base);
measure("unchanged", base, same);
measure("one character", base, typed);
measure("scroll by one", base, frameOf(text(1)));
measure("scroll by ten", base, frameOf(text(10)));
measure("everything different", base, frameOf(text(1000)));
