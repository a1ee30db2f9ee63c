/**
 * The frame oracle: whatever the differ sends, an independent terminal that
 * applies it shows exactly the frame. COMUX_SEED=number repeats a run.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { diff } from "../../src/view/diff.ts";
import { FULL_CAPS, type OutputCaps } from "../../src/view/diff-caps.ts";
import { OuterTerminal } from "../../src/view/diff-output.ts";
import type { Frame } from "../../src/view/frame.ts";
import { Emulator, mismatch } from "./diff-emulator.ts";
import { blankFrame, copyFrame, isDoubtfulText, nextFrame, Random } from "./diff-frames.ts";

const SEED = Number(process.env.COMUX_SEED) || Date.now() & 0x7fffffff;

const marks = (code: number): boolean =>
	(code >= 0x300 && code <= 0x36f) || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
const eastAsian = (code: number): boolean =>
	code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80) && code < 0xe000;
const fullwidth = (code: number): boolean => code >= 0xff01 && code <= 0xff60;

/** Emoji narrow, private use and arrows wide: as wrong as terminals come. */
function contrary(code: number): number {
	if (marks(code)) return 0;
	if ((code >= 0xe000 && code < 0xf900) || code === 0x2192) return 2;
	return eastAsian(code) || fullwidth(code) ? 2 : 1;
}

/** Every emoji code point wide, so that a joined family takes six columns. */
function generous(code: number): number {
	return code >= 0x1f000 || code === 0x2764 ? 2 : contrary(code);
}

interface Run {
	readonly caps?: Partial<OutputCaps>;
	readonly steps: number;
	readonly width?: (code: number) => number;
	readonly doubtful?: boolean;
}

/** Cells that hold a doubtful character, or the half of one, of which nothing can be promised. */
function doubtfulCells(frame: Frame): (x: number, y: number) => boolean {
	const { cells } = frame;
	return (x, y) => {
		const i = y * cells.cols + x;
		return (
			isDoubtfulText(cells.text(i)) || (x > 0 && cells.width[i] === 0 && isDoubtfulText(cells.text(i - 1)))
		);
	};
}

function oracle(seed: number, run: Run): void {
	const random = new Random(seed);
	const out = new OuterTerminal({ ...FULL_CAPS, ...run.caps });
	let frame: Frame | undefined;
	const emulator = new Emulator(40, 12, run.width ?? contrary);
	emulator.write("\x1b[31;44mleft over from before\x1b[?1003h");
	if (out.caps.csr) emulator.write("\x1b[3;9r");
	for (let step = 0; step < run.steps; step++) {
		const next: Frame =
			frame === undefined ? blankFrame(40, 12) : nextFrame(frame, random, run.doubtful ?? false);
		const { cols, rows } = next.cells;
		if (cols !== emulator.term.cols || rows !== emulator.term.rows) emulator.term.resize(cols, rows);
		if (random.chance(100)) frame = undefined;
		const bytes = diff(frame, next, out);
		emulator.write(bytes);
		const wrong = mismatch(emulator, next, run.doubtful ? doubtfulCells(next) : undefined);
		if (wrong !== undefined) {
			const sent = JSON.stringify(Buffer.from(bytes).toString());
			assert.fail(`COMUX_SEED=${seed} step ${step} (${cols}x${rows}): ${wrong}; sent ${sent.slice(0, 2000)}`);
		}
		assert.equal(diff(next, copyFrame(next), out).length, 0, `COMUX_SEED=${seed} step ${step}: not quiet`);
		frame = next;
	}
}

const OLD: Partial<OutputCaps> = { ech: false, rep: false, scrollCount: false, sync: false };

const RUNS: readonly (readonly [name: string, run: Run])[] = [
	["a terminal with everything", { steps: 2000 }],
	["no scroll regions", { steps: 500, caps: { csr: false, ...OLD } }],
	["no insert and delete line", { steps: 500, caps: { insertDeleteLine: false } }],
	[
		"no scrolling at all, no erase with colour",
		{ steps: 500, caps: { csr: false, insertDeleteLine: false, bce: false } },
	],
	["margins that do not wait", { steps: 500, caps: { lazyWrap: false, ...OLD } }],
	["widths it disagrees about", { steps: 800, doubtful: true }],
	["emoji it does not join", { steps: 800, doubtful: true, width: generous }],
	[
		"the same with margins that do not wait",
		{ steps: 500, doubtful: true, width: generous, caps: { lazyWrap: false } },
	],
];

for (const [index, [name, run]] of RUNS.entries()) {
	test(`the screen is the frame: ${name}`, () => oracle((SEED + index) >>> 0, run));
}
