import assert from "node:assert/strict";
import { test } from "node:test";
import { DisplayPanes, type DisplayPanesRequest } from "../../src/mode/display-panes.ts";
import { zoomWindow } from "../../src/model/active-pane.ts";
import { assignPane, layoutRules } from "../../src/model/layout-panes.ts";
import { type Split, splitCell } from "../../src/model/layout-split.ts";
import type { Pane } from "../../src/model/pane.ts";
import { parseColour } from "../../src/term/colour.ts";
import { KEY } from "../../src/term/key-code.ts";
import { blank, keyOf, makeUi, mouseAt, textOf, type UiWorld } from "./ui-world.ts";

function split(ui: UiWorld, pane: Pane, how: Split): Pane {
	const { window } = pane;
	const result = splitCell(pane.layoutCell!, how, layoutRules(window));
	assert.ok(result);
	window.layoutRoot = result.root;
	const made = ui.world.pane(window);
	window.panes.splice(window.panes.indexOf(made), 1);
	window.panes.splice(window.panes.indexOf(pane) + 1, 0, made);
	assignPane(ui.world.server, result.cell, made);
	return made;
}

function open(request: Partial<DisplayPanesRequest> = {}, base = "0") {
	const ui = makeUi();
	ui.world.server.windowOptions.set("pane-base-index", base);
	const window = ui.session.current!.window;
	const first = window.active!;
	split(ui, first, { axis: "topbottom", size: 9 });
	split(ui, first, { axis: "leftright", size: 29 });
	first.screen.writeText("text");
	const log: string[] = [];
	const panes = new DisplayPanes({
		server: ui.world.server,
		client: ui.client,
		request: {
			delay: 1000,
			ignoreKeys: false,
			onChoose: (pane) => void log.push(`pane ${pane.position}`),
			onClose: () => void log.push("closed"),
			...request,
		},
		close: () => panes.dispose(),
	});
	const key = (name: string) => panes.key(keyOf(name), undefined);
	return { ui, window, panes, log, key };
}

const SHOWN = [
	"text                      30x9│                         29x9",
	...Array.from({ length: 6 }, () => "                              │"),
	"                              │                   a",
	"                              │",
	"──────────────────────────────┴─────────────────────────────",
	"                                                        60x9",
	...Array.from({ length: 6 }, () => ""),
	"                                  b",
	"",
	"",
];

test("numbers, sizes and letters are drawn as tmux draws them, zoomed or not", () => {
	for (const zoom of [false, true]) {
		const { ui, window, panes } = open({}, "9");
		if (zoom) zoomWindow(ui.world.server, window.panes[2]!);
		const cells = blank(ui.client);
		panes.draw(cells);
		assert.deepEqual(textOf(cells), SHOWN);
		const bg = (x: number, y: number) => cells.bg[cells.index(x, y)];
		const [active, other] = [parseColour("themered"), parseColour("themeblue")];
		const [nine, eleven] = zoom ? [other, active] : [active, other];
		// The 9 of the first pane and the ones of the last.
		assert.deepEqual(
			[2, 3, 4, 5, 6].map((y) => [12, 13, 14, 15, 16].map((x) => (bg(x, y) === nine ? "#" : " ")).join("")),
			["#####", "#   #", "#####", "    #", "#####"],
		);
		assert.deepEqual([bg(28, 12), bg(34, 16), bg(27, 12)], [eleven, eleven, 8]);
		assert.equal(bg(30, 9), parseColour("themedarkgrey"));
	}
});

test("small panes have small numbers, and a format that is empty leaves room", () => {
	const { ui, window, panes } = open({}, "9");
	split(ui, window.panes[1]!, { axis: "topbottom", size: 3 });
	const cells = blank(ui.client);
	panes.draw(cells);
	const rows = textOf(cells);
	assert.deepEqual(
		[rows[0], rows[2], rows[5], rows[6], rows[7]].map((row) => row?.slice(31)),
		[
			"                         29x5",
			"            10 a",
			"─────────────────────────────",
			"                         29x3",
			"            11 b",
		],
	);
	window.options.set("display-panes-format", "");
	const without = blank(ui.client);
	panes.draw(without);
	assert.equal(textOf(without)[0], "text                          │");
	assert.equal(without.bg[without.index(40 + 4, 0)], parseColour("themeblue"));
});

test("a number or letter chooses a pane, anything else closes", () => {
	const chosen = (base: string, name: string) => {
		const { panes, key, log } = open({}, base);
		const result = key(name);
		panes.dispose();
		return [result, ...log];
	};
	assert.deepEqual(chosen("0", "2"), ["close", "pane 2", "closed"]);
	assert.deepEqual(chosen("9", "b"), ["close", "pane 2", "closed"]);
	assert.deepEqual(chosen("0", "7"), ["close", "closed"]);
	assert.deepEqual(chosen("0", "x"), ["close", "closed"]);
	assert.deepEqual(chosen("0", "Escape"), ["close", "closed"]);
	assert.deepEqual(chosen("0", "C-b"), ["pass", "closed"]);
	const ignoring = open({ ignoreKeys: true });
	assert.deepEqual([ignoring.key("1"), ignoring.key("q")], ["handled", "close"]);
});

test("a press on a pane chooses it", () => {
	const { ui, panes, log } = open();
	ui.session.options.set("status-position", "top");
	panes.draw(blank(ui.client));
	assert.equal(panes.key(KEY.mouse, mouseAt(40, 0, 3)), "handled");
	assert.equal(panes.key(KEY.mouse, mouseAt(30, 5, 0)), "handled");
	assert.equal(panes.key(KEY.mouse, mouseAt(40, 9, 0)), "close");
	assert.equal(panes.key(KEY.mouse, mouseAt(40, 11, 0)), "close");
	assert.deepEqual(log, ["pane 1", "pane 2"]);
});

test("it closes when its time is over, once", () => {
	const { ui, panes, log } = open();
	ui.turn(999);
	assert.deepEqual(log, []);
	ui.turn(1);
	panes.dispose();
	assert.deepEqual(log, ["closed"]);
	const stays = open({ delay: 0 });
	assert.equal(stays.ui.timers.size, 0);
	const left = open();
	left.panes.dispose();
	assert.equal(left.ui.timers.size, 0);
});

test("another, larger window is shown smaller", () => {
	const ui = makeUi();
	const large = ui.world.window(ui.session, "large", 120, 38).window;
	split(ui, large.active!, { axis: "leftright", size: 59 });
	const panes = new DisplayPanes({
		server: ui.world.server,
		client: ui.client,
		request: { delay: 0, ignoreKeys: false, window: large, onChoose() {}, onClose() {} },
		close() {},
	});
	const cells = blank(ui.client);
	panes.draw(cells);
	const rows = textOf(cells);
	assert.equal(rows[0], `${"60x38".padStart(30)}│${"59x38".padStart(29)}`);
	assert.equal(rows[18]?.[30], "│");
});
