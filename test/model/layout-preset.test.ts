import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LayoutCell, type LayoutRules, PLAIN_RULES } from "../../src/model/layout-cell.ts";
import {
	arrangePreset,
	findPreset,
	nextPreset,
	PRESET_NAMES,
	type PresetWindow,
	previousPreset,
} from "../../src/model/layout-preset.ts";
import { dumpLayout } from "../../src/model/layout-string.ts";

type Settings = Omit<PresetWindow<number>, "leaves" | "sx" | "sy">;

const defaults: Settings = {
	rules: PLAIN_RULES,
	mainWidth: "80",
	mainHeight: "24",
	otherWidth: "0",
	otherHeight: "0",
	maxColumns: 0,
};
const other: Settings = {
	...defaults,
	mainWidth: "30%",
	mainHeight: "5",
	otherHeight: "40%",
	otherWidth: "60",
	maxColumns: 1,
};
const withRules = (rules: LayoutRules): Settings => ({ ...other, maxColumns: 0, rules });

/** The options behind each label of the fixture. */
const settings: Readonly<Record<string, Settings>> = {
	default: defaults,
	other,
	top: withRules({ status: "top", scrollbar: 0 }),
	bottomsb: withRules({ status: "bottom", scrollbar: 1 }),
};

test("presets give the layouts of tmux", () => {
	const rows = readFileSync(new URL("../../fixtures/layout/presets.txt", import.meta.url), "utf8")
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("#"));
	assert.ok(rows.length >= 400);
	for (const row of rows) {
		const [label, size, count, preset, windowSize, layout] = row.split(" ") as [
			string,
			string,
			string,
			string,
			string,
			string,
		];
		const [sx, sy] = size.split("x").map(Number) as [number, number];
		const leaves = Array.from({ length: Number(count) }, (_, i) => LayoutCell.single(i, sx, sy));
		const root = arrangePreset(PRESET_NAMES.indexOf(preset), { ...settings[label]!, leaves, sx, sy });
		assert.ok(root);
		assert.equal(dumpLayout(root, (pane) => pane).slice(5), layout, row);
		assert.equal(`${root.sx}x${root.sy}`, windowSize, row);
	}
});

test("names may be shortened as long as they mean one preset", () => {
	assert.equal(findPreset("tiled"), 6);
	assert.equal(findPreset("t"), 6);
	assert.equal(findPreset("main-horizontal"), 2);
	assert.equal(findPreset("main-horizontal-"), 3);
	assert.equal(findPreset("main"), -1);
	assert.equal(findPreset("even-h"), 0);
	assert.equal(findPreset("nonsense"), -1);
});

test("next and previous go round", () => {
	assert.equal(nextPreset(-1), 0);
	assert.equal(nextPreset(6), 0);
	assert.equal(previousPreset(-1), 6);
	assert.equal(previousPreset(0), 6);
	assert.equal(previousPreset(3), 2);
});
