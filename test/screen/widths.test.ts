import assert from "node:assert/strict";
import { test } from "node:test";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { CharWidths, graphemes, stringWidth } from "../../src/screen/widths.ts";

/** Text -> column of the cursor after printing it in a tmux pane. */
const PRINTED: readonly (readonly [string, number])[] = [
	["plain", 5],
	["你好", 4],
	["é", 1],
	["e\u0301", 1],
	["👍", 2],
	["👍🏽", 2],
	["🇩🇪", 2],
	["❤️", 2],
	["❤", 1],
	["👨‍👩‍👧", 2],
	["한글", 4],
	["\u1112\u1161\u11ab", 2],
	["ﾊﾝ", 2],
	["①", 1],
	["☺", 1],
	["☝", 2],
	["⚡", 2],
	["🏳️‍🌈", 2],
	["\u200b", 0],
	["\u00ad", 1],
	["\ue0a0", 1],
	["𝕏", 1],
	["ก็", 1],
	["👩🏽‍🚀", 2],
	["🇩🇪🇫🇷", 4],
];

test("clusters take the cells tmux gives them", () => {
	for (const [text, cells] of PRINTED) {
		const screen = new PaneScreen({ cols: 60, rows: 3 });
		screen.writeText(text);
		assert.equal(screen.cursor.x, cells, JSON.stringify(text));
		const sum = graphemes(text).reduce((n, g) => n + g.width, 0);
		if (cells > 0) assert.equal(sum, cells, `graphemes ${JSON.stringify(text)}`);
	}
});

test("strings are counted by code points", () => {
	assert.equal(stringWidth("ab\t你"), 4);
	assert.equal(stringWidth("👨‍👩‍👧"), 6);
	assert.equal(new CharWidths().trimRight("a你b", 2), "a");
});

test("options change widths", () => {
	const widths = new CharWidths(["U+2764=2", "U+2500-U+257F=2", "x=2", "nonsense", "U+41=9"], false);
	assert.deepEqual(
		[..."❤─xA"].map((c) => widths.width(c.codePointAt(0) as number)),
		[2, 2, 2, 1],
	);
	assert.deepEqual(new CharWidths([], false).graphemes("☺️"), [{ text: "☺️", width: 1 }]);
	assert.equal(stringWidth("❤─x"), 3);
});
