import assert from "node:assert/strict";
import { test } from "node:test";
import { DisplayPanes, type DisplayPanesRequest } from "../../src/mode/display-panes.ts";
import { zoomWindow } from "../../src/model/active-pane.ts";
import { assignPane, layoutRules } from "../../src/model/layout-panes.ts";
import { type Split, splitCell } from "../../src/model/layout-split.ts";
import type { Pane } from "../../src/model/pane.ts";
import { parseColour } from "../../src/term/colour.ts";
import type { MouseEvent } from "../../src/term/mouse-keys.ts";
import { keyOf, makeUi, mouseAt, textOf, type UiWorld } from "./ui-world.ts";

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

function open(request: Partial<DisplayPanesRequest> = {}, base = "0", zoom = false) {
	const ui = makeUi();
	ui.world.server.windowOptions.set("pane-base-index", base);
	const window = ui.session.current!.window;
	const first = window.active!;
	split(ui, first, { axis: "topbottom", size: 9 });
	split(ui, first, { axis: "leftright", size: 29 });
	first.screen.writeText("text");
	if (zoom) zoomWindow(ui.world.server, window.panes[2]!);
	return { ui, window, ...show(ui, zoom ? window.panes[2]! : first, request) };
}

/** The mode on `pane`, and what comes of it. */
function show(ui: UiWorld, pane: Pane, request: Partial<DisplayPanesRequest> = {}) {
	const log: string[] = [];
	const mode = new DisplayPanes({
		server: ui.world.server,
		pane,
		request: {
			delay: 1000,
			ignoreKeys: false,
			inPlace: false,
			session: ui.session,
			source: { session: ui.session, window: pane.window },
			onChoose: (chosen) => void log.push(`pane ${chosen.position}`),
			...request,
		},
		leave(left) {
			log.push("left");
			left.dispose();
		},
	});
	const key = (name: string, mouse?: MouseEvent) => mode.key({ key: keyOf(name), mouse, client: ui.client });
	return { mode, log, key, cells: mode.screen.cells };
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
];

test("numbers, sizes and letters are drawn as tmux draws them, zoomed or not", () => {
	for (const zoom of [false, true]) {
		const { window, mode, cells } = open({}, "9", zoom);
		assert.equal(window.zoomed, true);
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
		mode.dispose();
		assert.equal(window.zoomed, zoom, "what it zoomed itself is as it was before");
	}
});

test("small panes have small numbers, and a format that is empty leaves room", () => {
	const { ui, window, mode } = open({}, "9");
	mode.dispose();
	split(ui, window.panes[1]!, { axis: "topbottom", size: 3 });
	const rows = textOf(show(ui, window.panes[0]!).cells);
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
	const without = show(ui, window.panes[0]!).cells;
	assert.equal(textOf(without)[0], "text                          │");
	assert.equal(without.bg[without.index(40 + 4, 0)], parseColour("themeblue"));
});

test("a number or letter chooses a pane, anything else ends it", () => {
	const pressed = (base: string, name: string) => {
		const { key, log, window } = open({}, base);
		key(name);
		assert.equal(window.zoomed, false);
		return log;
	};
	assert.deepEqual(pressed("0", "2"), ["pane 2", "left"]);
	assert.deepEqual(pressed("9", "b"), ["pane 2", "left"]);
	assert.deepEqual(pressed("0", "7"), ["left"]);
	assert.deepEqual(pressed("0", "x"), ["left"]);
	assert.deepEqual(pressed("0", "Escape"), ["left"]);
	const ignoring = open({ ignoreKeys: true });
	for (const name of ["1", "x", "q"]) ignoring.key(name);
	assert.deepEqual(ignoring.log, ["left"]);
});

test("a press on a pane chooses it; elsewhere the mouse does nothing", () => {
	const chosen = (x: number, y: number, name = "MouseDown1Pane") => {
		const { key, log } = open();
		key(name, mouseAt(x, y, 0));
		return log;
	};
	assert.deepEqual(chosen(40, 3), ["pane 1", "left"]);
	assert.deepEqual(chosen(40, 12), ["pane 2", "left"]);
	assert.deepEqual(chosen(30, 3), [], "a line");
	assert.deepEqual(chosen(40, 3, "MouseDown3Pane"), []);
});

test("it ends when its time is over", () => {
	const { ui, log } = open();
	ui.turn(999);
	assert.deepEqual(log, []);
	ui.turn(1);
	assert.deepEqual(log, ["left"]);
	assert.equal(open({ delay: 0 }).ui.timers.size, 0);
	const early = open();
	early.mode.dispose();
	assert.equal(early.ui.timers.size, 0);
});

test("in its place (-Z) everything is smaller, and nothing is zoomed", () => {
	const { window, cells } = open({ inPlace: true });
	assert.equal(window.zoomed, false);
	const rows = textOf(cells);
	assert.equal(rows[0]?.indexOf("│"), 15);
	assert.equal(rows[4], "───────────────┴──────────────");
});

test("another, larger window is shown smaller", () => {
	const ui = makeUi();
	const large = ui.world.window(ui.session, "large", 120, 38).window;
	split(ui, large.active!, { axis: "leftright", size: 59 });
	const one = [...ui.session.winlinks][0]!.window;
	const { cells } = show(ui, one.active!, { source: { session: ui.session, window: large } });
	const rows = textOf(cells);
	assert.equal(rows[0], `${"60x38".padStart(30)}│${"59x38".padStart(29)}`);
	assert.equal(rows[18]?.[30], "│");
});
