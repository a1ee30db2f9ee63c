import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type LayoutAxis, LayoutCell, type LayoutRules, PLAIN_RULES } from "../../src/model/layout-cell.ts";
import { resizeCell, resizeCellTo, resizeLayout } from "../../src/model/layout-resize.ts";
import { closeCell, splitCell } from "../../src/model/layout-split.ts";
import { dumpLayout } from "../../src/model/layout-string.ts";

type Words = readonly string[];
const number = (words: Words, i: number) => Number(words[i]);
const axis = (words: Words, i: number) => words[i] as LayoutAxis;

/** A window whose layout is taken through the steps of the fixture. */
class Steps {
	root: LayoutCell<number> = LayoutCell.single<number>(0, 1, 1);
	rules: LayoutRules = PLAIN_RULES;

	cell(words: Words): LayoutCell<number> {
		const found = [...this.root.leaves()].find((leaf) => leaf.pane === number(words, 1));
		assert.ok(found, words.join(" "));
		return found;
	}

	readonly steps: Readonly<Record<string, (words: Words) => void>> = {
		window: (words) => {
			const [sx, sy] = words[1]!.split("x").map(Number) as [number, number];
			this.rules = { status: words[2] as LayoutRules["status"], scrollbar: number(words, 3) };
			this.root = LayoutCell.single(number(words, 4), sx, sy);
		},
		split: (words) => {
			const flags = words[4]!;
			const split = {
				axis: axis(words, 2),
				size: number(words, 3),
				before: flags.includes("b"),
				full: flags.includes("f"),
			};
			const made = splitCell(this.cell(words), split, this.rules);
			assert.equal(made === undefined, words[5] === "refused", words.join(" "));
			if (!made) return;
			made.cell.pane = number(words, 5);
			this.root = made.root;
		},
		resize: (words) => resizeCell(this.cell(words), axis(words, 2), number(words, 3), true, this.rules),
		to: (words) => resizeCellTo(this.cell(words), axis(words, 2), number(words, 3), this.rules),
		size: (words) => {
			const [sx, sy] = words[1]!.split("x").map(Number) as [number, number];
			resizeLayout(this.root, sx, sy, this.rules);
		},
		close: (words) => {
			this.root = closeCell(this.cell(words), this.rules)!;
		},
	};
}

test("splitting, resizing and closing give the layouts of tmux", () => {
	const window = new Steps();
	const lines = readFileSync(new URL("../../fixtures/layout/steps.txt", import.meta.url), "utf8").split("\n");
	let count = 0;
	for (const [i, line] of lines.entries()) {
		if (line === "" || line.startsWith("#")) continue;
		const words = line.split(" ");
		window.steps[words[0]!]!(words);
		const layout = dumpLayout(window.root, (pane) => pane).slice(5);
		assert.equal(layout, words.at(-1), `line ${i + 1}: ${line}`);
		count++;
	}
	assert.ok(count > 250);
});
