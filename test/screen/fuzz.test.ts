import assert from "node:assert/strict";
import { test } from "node:test";
import { captureLine } from "../../src/screen/capture.ts";
import { CellBuffer, DEFAULT_CELL_STYLE } from "../../src/screen/cell-buffer.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { PlainScreen } from "../../src/screen/plain-screen.ts";
import type { Screen } from "../../src/screen/screen.ts";

function random(seed: number): (n: number) => number {
	let a = seed >>> 0;
	return (n) => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
	};
}

const TEXTS = ["hello", "你好", "👍🏽", "e\u0301", " ", "漢字x", "❤️", "🇩🇪", "\t"];

/** A wide character has exactly one right half after it; nothing else has one. */
function checkCells(screen: Screen, note: string): void {
	const cells = new CellBuffer(screen.cols, 1);
	for (let line = Math.max(screen.historySize - 3, 0); line < screen.historySize + screen.rows; line++) {
		screen.copyLine(line, 0, screen.cols, cells, 0, 0);
		for (let x = 0; x < screen.cols; x++) {
			if (cells.width[x] === 2) {
				assert.equal(cells.width[x + 1], 0, `${note} line ${line} column ${x}: no right half`);
				x++;
			} else assert.equal(cells.width[x], 1, `${note} line ${line} column ${x}`);
		}
	}
}

test("random bytes and resizes never break a pane's screen", { timeout: 60_000 }, () => {
	const seed = Date.now() % 1_000_000;
	for (let round = 0; round < 6; round++) {
		const next = random(seed + round);
		const note = `seed ${seed} round ${round}`;
		const screen = new PaneScreen({
			cols: 1 + next(40),
			rows: 1 + next(12),
			options: { historyLimit: 50, allowPassthrough: true, setClipboard: true },
		});
		for (let step = 0; step < 300; step++) {
			const kind = next(10);
			if (kind === 0) screen.resize(1 + next(60), 1 + next(20));
			else if (kind === 1) screen.write(Uint8Array.from({ length: next(60) }, () => next(256)));
			else if (kind < 5) screen.writeText((TEXTS[next(TEXTS.length)] as string).repeat(1 + next(12)));
			else {
				const parameters = Array.from({ length: next(4) }, () => (next(8) === 0 ? 2 ** 31 : next(50))).join(
					next(6) === 0 ? ":" : ";",
				);
				const head = ["\x1b[", "\x1b[", "\x1b[?", "\x1b[>", "\x1b]", "\x1bP", "\x1b#", "\x1b("][
					next(8)
				] as string;
				screen.writeText(`${head}${parameters}${String.fromCharCode(0x40 + next(63))}`);
				if (next(3) === 0) screen.writeText(["\x1b\\", "\x07", "\x18"][next(3)] as string);
				if (next(5) === 0)
					screen.writeText(
						["\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?47l", "\x1bc", "\x1b7", "\x1b8"][
							next(7)
						] as string,
					);
			}
			const { cursor } = screen;
			assert.ok(
				cursor.x >= 0 && cursor.x <= screen.cols && cursor.y >= 0 && cursor.y < screen.rows,
				`${note} cursor ${cursor.x},${cursor.y}`,
			);
			assert.ok(screen.historySize <= 1100, note);
			if (step % 10 === 0) {
				checkCells(screen, `${note} step ${step}`);
				const snapshot = screen.snapshot();
				checkCells(snapshot, `${note} step ${step} snapshot`);
				for (let line = 0; line < snapshot.lineCount; line++) {
					snapshot.lineText(line);
					captureLine(snapshot, line, { sequences: true });
				}
			}
		}
		screen.dispose();
	}
});

test("random drawing keeps wide characters whole", () => {
	const seed = Date.now() % 1_000_000;
	const next = random(seed);
	let screen = new PlainScreen(20, 6);
	const other = new PlainScreen(15, 4);
	other.put(0, 1, "a漢字b漢字c漢字");
	for (let step = 0; step < 3000; step++) {
		const x = next(24) - 2;
		const y = next(8) - 1;
		const { generation } = screen;
		switch (next(7)) {
			case 0:
				screen.fill(x, y, next(10), next(4));
				break;
			case 1:
				screen.box(x, y, next(12), next(6), "double");
				break;
			case 2:
				screen.copyFrom(other, 1, next(15), next(20), x, y);
				break;
			case 3:
				if (next(20) === 0) screen.resize(1 + next(30), 1 + next(9));
				break;
			case 4:
				if (next(30) === 0) screen = new PlainScreen(20, 6);
				break;
			default:
				screen.put(x, y, TEXTS[next(TEXTS.length)] as string, DEFAULT_CELL_STYLE, next(12));
		}
		assert.ok(screen.generation >= 0 && generation >= 0);
		checkCells(screen, `seed ${seed} step ${step}`);
	}
});
