import assert from "node:assert/strict";
import { test } from "node:test";
import { drawFormat } from "../../src/format/draw.ts";
import { CellBuffer, DEFAULT_CELL_STYLE } from "../../src/screen/cell-buffer.ts";
import { ATTR } from "../../src/term/attributes.ts";

/** Width, format, and the status line that tmux draws of it (blanks at the end left out). */
const LINES: readonly (readonly [width: number, format: string, line: string])[] = [
	[41, "left#[align=right]right", "left                                right"],
	[41, "left#[align=centre]centre#[align=right]right", "left             centre             right"],
	[
		41,
		"#[align=absolute-centre]abs#[align=left]left#[align=right]right",
		"left               abs              right",
	],
	[
		41,
		"#[align=left]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#[align=centre]bbbbbbbbbbbbbbbbbbbb#[align=right]cccccccccccccc",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacccc",
	],
	[
		41,
		"#[list=on,align=left]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight#[nolist]after#[align=right]R",
		"ne 2two 3three 4four 5five 6six 7seafterR",
	],
	[
		41,
		"L#[list=on,align=left]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L< 2two 3three 4four 5five 6six >afterRRR",
	],
	[
		41,
		"L#[list=on,align=centre]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L  < 2two 3three 4four 5five 6six >afterR",
	],
	[
		41,
		"L#[list=on,align=right]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L< 2two 3three 4four 5five 6six >afterRRR",
	],
	[
		41,
		"L#[list=on,align=absolute-centre]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L <ne 2two 3three 4four 5five 6six 7s>aft",
	],
	[
		41,
		"L#[list=on,align=centre]short#[nolist]AF#[align=centre]cc#[align=right]R",
		"L                 shortAFcc             R",
	],
	[
		41,
		"L#[list=on,align=absolute-centre]short#[nolist]AF#[align=centre]cc#[align=right]R#[align=absolute-centre]zz",
		"L                 shortAFzz             R",
	],
	[
		41,
		"L#[list=on,align=right]short#[nolist]AF#[align=centre]cc#[align=right]R",
		"L               cc               shortAFR",
	],
	[
		41,
		"##a ###[bold]x ####[y z#q #[ignore]#[fg=red]##[a #[noignore]b",
		"#a #x ##[y z#q #[fg=red]a #[noignore]b",
	],
	[41, "中文 wide #[align=right]界界界", "中文 wide                          界界界"],
	[
		41,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa中文中文中文中文中文中文中文中文中文",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	],
	[
		41,
		"#[align=right]中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文x",
		"中文中文中文中文中文中文中文中文中文中文x",
	],
	[41, "#[fill=red]x#[align=right]y", "x                                       y"],
	[41, "ok#[fg=red unterminated", ""],
	[41, "#[badstyle]x#[fg=nocolour]y", "xy"],
	[41, "e#[l: ]x", "ex"],
	[
		41,
		"#[list=on align=left]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#[list=focus]F",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	],
	[
		41,
		"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL#[list=on align=left]aaaaaaaaaaaaaaaaaaaaaaaa#[nolist]after#[align=right]RRRRRRRRRRRRRRRRRRRRRRR",
		"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL",
	],
	[41, "#[align=centre]aé́b👨‍👩‍👧c", "                 aé́b👨‍👩‍👧c"],
	[16, "left#[align=right]right", "left       right"],
	[16, "left#[align=centre]centre#[align=right]right", "leftcentre right"],
	[16, "#[align=absolute-centre]abs#[align=left]left#[align=right]right", "left  abs  right"],
	[
		16,
		"#[align=left]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#[align=centre]bbbbbbbbbbbbbbbbbbbb#[align=right]cccccccccccccc",
		"aaaaaaaaaaaaaaaa",
	],
	[
		16,
		"#[list=on,align=left]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight#[nolist]after#[align=right]R",
		"ee 4four 5afterR",
	],
	[
		16,
		"L#[list=on,align=left]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L<4four>afterRRR",
	],
	[
		16,
		"L#[list=on,align=centre]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L   <4four>after",
	],
	[
		16,
		"L#[list=on,align=right]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L<4four>afterRRR",
	],
	[
		16,
		"L#[list=on,align=absolute-centre]#[list=left-marker]<#[list=right-marker]>#[list=on]1one 2two 3three #[list=focus]4four#[list=on] 5five 6six 7seven 8eight 9nine#[nolist]after#[align=right]RRR",
		"L <e 4four 5>aft",
	],
	[16, "L#[list=on,align=centre]short#[nolist]AF#[align=centre]cc#[align=right]R", "L     shortAFccR"],
	[
		16,
		"L#[list=on,align=absolute-centre]short#[nolist]AF#[align=centre]cc#[align=right]R#[align=absolute-centre]zz",
		"L    shortAFzz R",
	],
	[16, "L#[list=on,align=right]short#[nolist]AF#[align=centre]cc#[align=right]R", "L  cc   shortAFR"],
	[16, "##a ###[bold]x ####[y z#q #[ignore]#[fg=red]##[a #[noignore]b", "#a #x ##[y z#q #"],
	[16, "中文 wide #[align=right]界界界", "中文 wide 界界界"],
	[
		16,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa中文中文中文中文中文中文中文中文中文",
		"aaaaaaaaaaaaaaaa",
	],
	[16, "#[align=right]中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文x", " 文中文中文中文x"],
	[16, "#[fill=red]x#[align=right]y", "x              y"],
	[16, "ok#[fg=red unterminated", ""],
	[16, "#[badstyle]x#[fg=nocolour]y", "xy"],
	[16, "e#[l: ]x", "ex"],
	[
		16,
		"#[list=on align=left]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#[list=focus]F",
		"aaaaaaaaaaaaaaaa",
	],
	[
		16,
		"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL#[list=on align=left]aaaaaaaaaaaaaaaaaaaaaaaa#[nolist]after#[align=right]RRRRRRRRRRRRRRRRRRRRRRR",
		"LLLLLLLLLLLLLLLL",
	],
	[16, "#[align=centre]aé́b👨‍👩‍👧c", "     aé́b👨‍👩‍👧c"],
];

function draw(format: string, width: number) {
	const cells = new CellBuffer(width, 1);
	return { cells, ranges: drawFormat(format, width, DEFAULT_CELL_STYLE, cells, 0, 0) };
}

test("alignment, lists with focus and markers, wide characters, escapes", () => {
	for (const [width, format, line] of LINES)
		assert.equal(draw(format, width).cells.rowText(0).trimEnd(), line, `${width}: ${format}`);
});

test("styles and their defaults", () => {
	const { cells } = draw(
		"a#[fg=red]b#[push-default]#[fg=blue]c#[default]d#[pop-default]e#[default]f#[bold,fg=green,set-default]g#[bg=yellow]h#[default]i",
		10,
	);
	const look = (x: number) => [cells.fg[x], cells.bg[x], cells.attr[x]];
	assert.deepEqual(look(0), [8, 8, 0]);
	assert.deepEqual(look(1), [1, 8, 0]);
	assert.deepEqual(look(2), [4, 8, 0]);
	assert.deepEqual(look(3), [1, 8, 0]);
	assert.deepEqual(look(4), [1, 8, 0]);
	assert.deepEqual(look(5), [8, 8, 0]);
	assert.deepEqual(look(6), [2, 8, ATTR.bright]);
	assert.deepEqual(look(7), [2, 3, ATTR.bright]);
	assert.deepEqual(look(8), [8, 8, 0]);
	const filled = draw("#[fill=red]x", 3).cells;
	assert.deepEqual([...filled.bg], [8, 1, 1]);
	const plain = new CellBuffer(4, 1);
	drawFormat("#[fg=red,bold]x", 4, { ...DEFAULT_CELL_STYLE, fg: 3 }, plain, 0, 0, { defaultColours: true });
	assert.deepEqual([plain.fg[0], plain.attr[0]], [3, ATTR.bright]);
});

test("ranges follow their text", () => {
	const ranges = (format: string, width: number) =>
		draw(format, width).ranges.map(
			({ range, start, end }) => `${range.type}${range.arg}${range.text} ${start}-${end}`,
		);
	assert.deepEqual(ranges("#[range=left]abc#[norange]d#[align=right]#[range=user|me]xy#[norange]", 20), [
		"left0 0-3",
		"user0me 18-20",
	]);
	const list =
		"L#[list=on,align=left]#[list=left-marker]<#[list=right-marker]>#[list=on]" +
		"#[range=window|1]aaaa#[range=window|2]bbbb#[list=focus,range=window|3]cccc#[list=on,range=window|4]dddd#[norange]#[nolist]";
	assert.deepEqual(ranges(list, 30), ["window1 1-5", "window2 5-9", "window3 9-13", "window4 13-17"]);
	assert.deepEqual(ranges(list, 11), ["window2 2-4", "window3 4-8", "window4 8-10"].slice(0, 3));
	assert.deepEqual(ranges("#[range=pane|%5]x#[norange]#[range=control|7]y#[norange]", 9), [
		"pane5 0-1",
		"control7 1-2",
	]);
});

test("a hyperlink covers its text", () => {
	const { cells } = draw("a#[link=https://example.org]bc#[nolink]d", 6);
	assert.equal(cells.links.get(1)?.uri, "https://example.org");
	assert.equal(cells.links.get(1), cells.links.get(2));
	assert.equal(cells.links.has(0) || cells.links.has(3), false);
});

test("drawing anywhere, in any room, stays within it", () => {
	const cells = new CellBuffer(10, 3);
	drawFormat("ab中中中中中#[align=right]z", 20, DEFAULT_CELL_STYLE, cells, 6, 1);
	assert.equal(cells.rowText(1), "      ab中");
	assert.equal(cells.rowText(0) + cells.rowText(2), " ".repeat(20));
	for (const [, format] of LINES)
		for (let width = 0; width < 14; width++) drawFormat(format, width, DEFAULT_CELL_STYLE, cells, 3, 2);
});
