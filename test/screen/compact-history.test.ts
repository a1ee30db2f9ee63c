import assert from "node:assert/strict";
import { test } from "node:test";
import { BLANK, LINE } from "../../src/screen/cells.ts";
import { CompactHistory, type HistoryRow } from "../../src/screen/compact-history.ts";

/** A row of ASCII text. */
function row(text: string, wrapped = false): HistoryRow {
	const data = new Uint32Array(text.length * 3);
	for (let x = 0; x < text.length; x++) data[x * 3] = text.charCodeAt(x) | BLANK;
	const meta = {
		used: text.length,
		size: text.length,
		flags: wrapped ? LINE.wrapped : 0,
		time: 0,
		marks: undefined,
	};
	return { data, combined: undefined, extras: undefined, length: text.length, meta };
}

function push(history: CompactHistory, text: string, wrapped = false): void {
	const r = row(text, wrapped);
	history.push(r, r.length, r.meta);
}

const text = (r: HistoryRow | undefined): string =>
	String.fromCharCode(
		...(r ? Array.from({ length: r.length }, (_, x) => (r.data[x * 3] as number) & 0xff || 0x20) : []),
	);
const all = (history: CompactHistory): string[] =>
	Array.from({ length: history.rows }, (_, i) => text(history.row(i)));

function random(seed: number): () => number {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

test("wrapped lines are joined and split when the width changes", () => {
	const history = new CompactHistory(4);
	push(history, "abcd", true);
	push(history, "efgh", true);
	push(history, "ij");
	push(history, "xyz");
	history.setWidth(6);
	assert.deepEqual(all(history), ["abcdef", "ghij", "xyz"]);
	assert.equal((history.meta(0)?.flags ?? 0) & LINE.wrapped, LINE.wrapped);
	assert.equal((history.meta(1)?.flags ?? 0) & LINE.wrapped, 0);
	push(history, "new");
	history.trim(1);
	assert.deepEqual(all(history), ["ghij", "xyz", "new"]);
	history.setWidth(3);
	assert.deepEqual(all(history), ["ghi", "j", "xyz", "new"]);
	assert.deepEqual(history.pop(3).map(text), ["j", "xyz", "new"]);
	assert.deepEqual(all(history), ["ghi"]);
});

test("random pushes, pops, trims and widths agree with plain strings", () => {
	const seed = Date.now() % 100000;
	const next = random(seed);
	const below = (n: number): number => Math.floor(next() * n);
	for (let round = 0; round < 30; round++) {
		let width = 5 + below(10);
		const history = new CompactHistory(width);
		// The model: logical lines as strings, wrapped at `width`.
		let lines: { text: string; closed: boolean }[] = [];
		const wrapped = (): string[] =>
			lines.flatMap(({ text: line }) =>
				line === "" ? [""] : (line.match(new RegExp(`.{1,${width}}`, "g")) as string[]),
			);
		for (let step = 0; step < 120; step++) {
			const kind = below(12);
			if (kind < 8) {
				for (let n = below(40); n > 0; n--) {
					const open = below(3) === 0;
					const last = lines.at(-1);
					// An open row is full, and what ends a chain is not empty: rows are as wrapping makes them.
					const least = last && !last.closed ? 1 : 0;
					const line = String.fromCharCode(97 + below(26)).repeat(
						open ? width : least + below(width + 1 - least),
					);
					if (last && !last.closed) {
						last.text += line;
						last.closed = !open;
					} else lines.push({ text: line, closed: !open });
					push(history, line, open);
				}
				// Chains are closed before anything else happens.
				const last = lines.at(-1);
				if (last && !last.closed) {
					last.text += "z";
					last.closed = true;
					push(history, "z");
				}
			} else if (kind === 8) {
				width = 3 + below(20);
				history.setWidth(width);
			} else {
				const rows = wrapped();
				const count = Math.min(below(rows.length + 2), rows.length);
				if (kind === 9) history.trim(count);
				else history.pop(count);
				const kept = kind === 9 ? rows.slice(count) : rows.slice(0, rows.length - count);
				// What is left is wrapped as it was: rows become lines of their own where a cut was made.
				assert.deepEqual(all(history), kept, `seed ${seed} round ${round} step ${step}`);
				lines = [];
				history.clear();
			}
			assert.deepEqual(all(history), wrapped(), `seed ${seed} round ${round} step ${step}`);
		}
	}
});

test("a fork keeps what it had", () => {
	const history = new CompactHistory(10);
	for (let i = 0; i < 600; i++) push(history, `line ${i}`);
	const fork = history.fork();
	const before = all(fork);
	history.pop(200);
	for (let i = 0; i < 300; i++) push(history, `other ${i}`);
	history.trim(100);
	assert.deepEqual(all(fork), before);
	assert.equal(all(history)[0], "line 100");
	assert.equal(all(history)[399], "other 99");
	fork.pop(590);
	push(fork, "mine");
	assert.deepEqual(all(fork).slice(-2), ["line 9", "mine"]);
	assert.equal(all(history)[0], "line 100");
});
