import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutCell } from "../../src/model/layout-cell.ts";
import { dumpLayout, layoutChecksum, parseLayout } from "../../src/model/layout-string.ts";

const sum = (text: string) => `${layoutChecksum(text).toString(16).padStart(4, "0")},${text}`;

function parsed(text: string, panes: number): LayoutCell<number> {
	const result = parseLayout<number>(text, panes);
	assert.ok("root" in result, "error" in result ? `${text}: ${result.error}` : "");
	for (const [i, cell] of [...result.root.leaves()].entries()) cell.pane = i;
	return result.root;
}

function error(text: string, panes: number): string | undefined {
	const result = parseLayout(text, panes);
	return "error" in result ? result.error : undefined;
}

test("a layout text is read back", () => {
	const text = "46f6,80x24,0,0{40x24,0,0,0,19x24,41,0,1,19x24,61,0[19x12,61,0,2,19x11,61,13,3]}";
	assert.equal(
		dumpLayout(parsed(text, 4), (pane) => pane),
		text,
	);
	const result = parseLayout(text, 4);
	assert.equal("resize" in result && result.resize, true);
	const single = parseLayout(sum("80x24,0,0,1"), 1);
	assert.equal("resize" in single && single.resize, false);
});

test("cells too many are closed from the bottom right", () => {
	const text = "46f6,80x24,0,0{40x24,0,0,0,19x24,41,0,1,19x24,61,0[19x12,61,0,2,19x11,61,13,3]}";
	const dump = (panes: number) => dumpLayout(parsed(text, panes), (pane) => pane).slice(5);
	assert.equal(dump(3), "80x24,0,0{40x24,0,0,0,19x24,41,0,1,19x24,61,0,2}");
	assert.equal(dump(2), "80x24,0,0{40x24,0,0,0,39x24,41,0,1}");
	assert.equal(dump(1), "80x24,0,0,0");
});

test("floating panes are read back from the list behind the tree", () => {
	const text =
		"8d78,80x24,0,0{40x24,0,0,0,40x6,4,2,4,39x24,41,0,1,17x24,81,0[17x12,81,0,2,17x11,81,13,3]}<40x6,4,2,4>";
	assert.equal(layoutChecksum(text.slice(5)), 0x8d78);
	const good = sum("80x24,0,0{40x24,0,0,0,40x6,-4,2,4,39x24,41,0,1}<40x6,-4,2,4>");
	const root = parsed(good, 3);
	assert.deepEqual(
		[...root.leaves()].map((cell) => cell.floating),
		[false, true, false],
	);
	const ids = [0, 4, 1];
	const floating = [...root.leaves()].filter((cell) => cell.floating);
	assert.equal(
		dumpLayout(root, (pane) => ids[pane]!, floating),
		good,
	);
});

test("errors are worded as tmux words them", () => {
	assert.equal(error("", 1), "invalid layout");
	assert.equal(error("tiled-nonsense", 1), "invalid layout");
	assert.equal(error("0000,80x24,0,0,1", 1), "invalid layout");
	for (const text of [
		"80x24,0,0,1x",
		"80x24,0,0{40x24,0,0,1",
		"80x24,0,0{}",
		"80x24,0,0[40x24,0,0,1}",
		"80x24",
		"x",
	])
		assert.equal(error(sum(text), 1), "invalid layout", text);
	assert.equal(error(sum("80x24,0,0{40x24,0,0,0,39x24,41,0,1}"), 3), "have 3 panes but need 2");
	assert.equal(error(sum("80x24,0,0{40x24,0,0,0,39x23,41,0,1}"), 2), "size mismatch after applying layout");
	// A wrong size of the root alone is put right.
	assert.equal(error(sum("99x24,0,0{40x24,0,0,0,39x24,41,0,1}"), 2), undefined);
	assert.equal(error(sum("80x99999999,0,0,1"), 1), "invalid layout");
	const deep = `${"1x1,0,0{".repeat(3000)}1x1,0,0,1${"}".repeat(3000)}`;
	assert.equal(error(sum(deep), 1), "invalid layout");
});

test("broken layout texts never throw", () => {
	const seed = Date.now() % 1000000;
	let state = seed || 1;
	const pick = (n: number) => {
		state = (state * 48271) % 2147483647;
		return state % n;
	};
	const good = "80x24,0,0{40x24,0,0,0,19x24,41,0,1,19x24,61,0[19x12,61,0,2,19x11,61,13,3]}<40x24,0,0,0>";
	for (let round = 0; round < 3000; round++) {
		const chars = [...good];
		for (let n = 1 + pick(4); n > 0; n--)
			chars.splice(pick(chars.length), pick(3), "0123456789x,[]{}<>-"[pick(19)]!);
		const text = sum(chars.join(""));
		try {
			parseLayout(text, 1 + pick(5));
		} catch (thrown) {
			assert.fail(`seed ${seed}: ${text}: ${thrown}`);
		}
	}
});
