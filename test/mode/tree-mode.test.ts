import assert from "node:assert/strict";
import { test } from "node:test";
import { TreeMode, type TreeModeArgs } from "../../src/mode/tree-mode.ts";
import { assignPane, layoutRules } from "../../src/model/layout-panes.ts";
import { splitCell } from "../../src/model/layout-split.ts";
import { ATTR } from "../../src/term/attributes.ts";
import { parseColour } from "../../src/term/colour.ts";
import { makeTreeWorld, shownLines, type TreeWorld } from "./tree-world.ts";

function open(args: TreeModeArgs = {}, rows = 24): { world: TreeWorld; mode: TreeMode; lines(): string[] } {
	const world = makeTreeWorld(rows);
	const pane = world.second;
	const { server, ports } = world;
	const target = { ...world.target, pane };
	const mode = world.enter(new TreeMode({ server, pane, ports, target, args }));
	return { world, mode, lines: () => shownLines(mode.screen) };
}

const TOP = [
	"(0) - alpha: 2 windows (attached)",
	"(1) ├─→ - 0: one*",
	"(2) │   ├─→ 0: cat-",
	"(3) │   └─→ 1: cat*",
	"(4) └─→ - 1: two",
	"(5)     └─→ 0: cat*",
	"(6) - beta: 1 windows",
	"(7) └─→ - 0: ten*",
	"(8)     └─→ 0: cat*",
];
const row = (text = ""): string => `│ ${text.padEnd(76)} │`;

test("rows, and the pane that is selected in the box below", () => {
	const { mode, lines } = open();
	assert.deepEqual(lines(), [
		...TOP,
		"",
		"",
		"",
		"┌ 1 (sort: index) (view: preview) ─────────────────────────────────────────────┐",
		row("hello B"),
		...new Array(9).fill(row()),
		"└──────────────────────────────────────────────────────────────────────────────┘",
	]);
	const { cells } = mode.screen;
	// The selected row has the look of mode-style, the cursor of the preview is reversed.
	assert.equal(cells.bg[cells.index(60, 3)], parseColour("themeyellow"));
	assert.equal(cells.bg[cells.index(60, 2)], parseColour("default"));
	assert.ok((cells.attr[cells.index(2, 14)] ?? 0) & ATTR.reverse);
});

test("a window is shown by its panes side by side, a session by its windows", () => {
	const { world, lines } = open();
	world.press("Up Up");
	assert.deepEqual(lines().slice(12, 21), [
		"┌ 0 (sort: index) (view: preview) ─────────────────────────────────────────────┐",
		"│ hello A                              │hello B                                │",
		"│                                      │                                       │",
		"│                                      │                                       │",
		"│                                      │                                       │",
		"│                ┌──────┐              │               ┌──────┐                │",
		"│                │ 0:vm │              │               │ 1:vm │                │",
		"│                └──────┘              │               └──────┘                │",
		"│                                      │                                       │",
	]);
	world.press("g");
	assert.match(lines()[13] ?? "", /^│ hello B {30}│hello C /);
	assert.match(lines()[18] ?? "", /│ 0:one │ .*│ 1:two │/);
});

test("previews are scrolled when there are more than fit, and clicked on", () => {
	const { world, lines, mode } = open();
	for (let i = 0; i < 4; i++) world.world.window(world.alpha, `w${i}`);
	mode.update();
	const labels = () =>
		lines()
			.find((line) => / \d:/.test(line) && line.startsWith("│"))
			?.match(/\d:\w+/g);
	const arrows = () => lines().find((line) => / [<>] │?/.test(line));
	world.press("g");
	assert.deepEqual(labels(), ["0:one", "1:two", "2:w0"]);
	assert.match(arrows() ?? "", /^│ [^<]*> │$/);
	world.press(">");
	assert.deepEqual(labels(), ["1:two", "2:w0", "3:w1"]);
	assert.match(arrows() ?? "", /^│ < .*> │$/);
	world.press("> > > >");
	assert.deepEqual(labels(), ["3:w1", "4:w2", "5:w3"]);
	world.mouse("MouseDown1Pane", 3, 20);
	assert.deepEqual(labels(), ["2:w0", "3:w1", "4:w2"]);
	world.mouse("MouseDown1Pane", 40, 20);
	assert.deepEqual(
		world.ran.map(({ value }) => value),
		["=alpha:3."],
	);
	assert.ok(world.left);
});

test("keys fold, tag, sort, search and filter", () => {
	const { world, mode, lines } = open();
	const top = () => lines().slice(0, lines().indexOf(""));
	world.press("C-t");
	assert.equal(lines()[0], "(0) - alpha*: 2 windows (attached)");
	assert.equal(lines()[6], "(6) - beta*: 1 windows");
	world.press("T - t");
	assert.deepEqual(top(), [
		TOP[0],
		"(1) ├─→ + 0*: one*",
		"(2) └─→ - 1: two",
		"(3)     └─→ 0: cat*",
		"(4) - beta: 1 windows",
		"(5) └─→ - 0: ten*",
		"(6)     └─→ 0: cat*",
	]);
	world.press("v");
	assert.equal(lines().length, 7, "no preview");
	world.press("v v h O r");
	const sorted = [
		"(0) - beta: 1 windows",
		"(1) └─→ - 0: ten*",
		"(2)     └─→ 0: cat*",
		"(3) + alpha: 2 windows (attached)",
	];
	assert.deepEqual(top(), sorted);
	assert.match(lines()[12] ?? "", /^┌ alpha \(sort: name, reversed\) \(view: preview\) ─/);
	world.press("/");
	assert.equal(lines()[23]?.slice(0, 12), "(search) ───");
	assert.deepEqual([mode.screen.cursor.x, mode.screen.cursor.visible], [9, true]);
	world.type("ten");
	world.press("Enter");
	assert.deepEqual(top(), sorted);
	assert.equal(mode.tree.current, 1);
	world.press("f 1 Enter");
	assert.match(lines()[12] ?? "", /^┌ 0 \(sort: name, reversed\) \(view: preview\) \(filter: active\) ─/);
	world.press("f C-u 0 Enter");
	assert.match(lines()[12] ?? "", / \(filter: no matches\) ─/);
	world.press("c M--");
	assert.deepEqual(top(), ["(0) + beta: 1 windows", "(1) + alpha: 2 windows (attached)"]);
	world.press("M-+");
	assert.equal(top().length, 7, "the window that was folded stays so");
});

test("moving goes round the ends, pages do not", () => {
	const { world, mode } = open();
	const at = (keys: string): number => {
		world.press(keys);
		return mode.tree.current;
	};
	assert.deepEqual([at("g"), at("Up"), at("Down"), at("PPage"), at("NPage"), at("k")], [0, 8, 0, 0, 8, 7]);
	assert.equal(at("g n"), 0, "nothing was searched");
	assert.deepEqual([at("Right"), at("G"), at("Left"), at("Left")], [1, 8, 7, 6]);
});

test("choosing runs the template for a session, a window and a pane", () => {
	for (const [key, value] of [
		["0", "=alpha:"],
		["4", "=alpha:1."],
		["8", "=beta:0.%2"],
	] as const) {
		const { world } = open();
		world.press(key);
		assert.deepEqual(
			[world.ran[0]?.template, world.ran[0]?.value, world.left],
			["switch-client -Zt '%%'", value, true],
		);
	}
	const { world } = open({ template: "kill-pane -t %1", keyFormat: "#{?#{==:#{line},2},C-x,}" });
	world.press("0 C-x");
	assert.deepEqual(
		world.ran.map(({ template, value }) => [template, value]),
		[["kill-pane -t %1", "=alpha:0.%0"]],
	);
	const double = open();
	double.world.mouse("DoubleClick1Pane", 5, 6);
	assert.equal(double.world.ran[0]?.value, "=beta:");
});

test("-s and -w fold at first, -f leaves rows out, -N has no preview", () => {
	assert.deepEqual(open({ kind: "session", noPreview: 1 }).lines(), [
		"(0) + alpha: 2 windows (attached)",
		"(1) + beta: 1 windows",
	]);
	assert.deepEqual(
		open({ kind: "window", noPreview: 1, filter: "#{==:#{window_name},two}", reversed: true }).lines(),
		["(0) - alpha: 2 windows (attached)", "(1) └─→ + 1: two"],
	);
	const big = open({ noPreview: 2 }).lines();
	assert.match(big[6] ?? "", /^┌ 1 \(sort/);
	assert.equal(open({ hideThisPane: true }).lines()[3], "(3) └─→ - 1: two");
});

test("killing asks first and follows what is left", () => {
	const { world, lines } = open();
	world.press("x");
	assert.equal(lines()[23]?.slice(0, 13), "Kill pane 1? ");
	world.press("n");
	assert.equal(world.server.panes.size, 4);
	world.press("G x y");
	assert.equal(world.server.sessionByName("beta"), undefined);
	assert.deepEqual(lines().slice(0, 7), [...TOP.slice(0, 6), ""]);
	world.press("X");
	assert.match(lines()[23] ?? "", /^└/, "nothing is tagged");
	world.press("g Down Down Down Down t X");
	assert.equal(lines()[23]?.slice(0, 15), "Kill 1 tagged? ");
	world.press("Y");
	assert.deepEqual(
		world.alpha.winlinks.map((winlink) => winlink.window.name),
		["one"],
	);
});

test("a command for each tagged row, marks, information, the way back", () => {
	const { world, mode, lines } = open();
	world.press("Up t Down t :");
	assert.equal(lines()[23]?.slice(0, 11), "(2 tagged) ");
	world.type("resize-pane -t %%");
	world.press("Enter");
	assert.deepEqual(
		world.ran.map(({ value, target }) => [value, target?.pane?.id]),
		[
			["=alpha:0.%0", 0],
			["=alpha:0.%3", 3],
		],
	);
	world.press("G m");
	assert.equal(world.server.mark?.session, world.beta);
	world.press("M H");
	assert.equal(world.server.mark, undefined);
	assert.equal(mode.tree.currentItem?.tag, world.second);
	world.press("i");
	assert.deepEqual(lines().slice(12, 16), [
		"┌ 1 (sort: index) (view: info) ────────────────────────────────────────────────┐",
		row("Pane          │ 1 (%3)"),
		row("Title         │ vm"),
		row("Command       │ cat (PID 1)"),
	]);
	assert.equal(lines()[21], row(`──────────────┼${"─".repeat(61)}`));
});

test("S-Down exchanges windows; help fits when there is room", () => {
	const { world, lines } = open({}, 44);
	world.press("Up Up S-Down");
	assert.deepEqual(
		world.alpha.winlinks.map((winlink) => winlink.window.name),
		["two", "one"],
	);
	assert.equal(world.alpha.current?.index, 1);
	world.press("F1");
	assert.deepEqual(lines().slice(4, 7), [
		"(4)     ├─→ 0┌───────────────────────────────────────────────────┐",
		"(5)     └─→ 1│      Up, k │ Move cursor up                       │",
		"(6) - beta: 1│    Down, j │ Move cursor down                     │",
	]);
	assert.equal(lines()[34]?.slice(13, 66), "│          i │ Toggle session, window and pane infor│");
	assert.equal(lines()[39]?.slice(13, 66), "└───────────────────────────────────────────────────┘");
	world.press("q");
	assert.ok(!world.left);
	world.press("q");
	assert.ok(world.left);
});

test("a menu for a row", () => {
	const { world, mode } = open();
	world.mouse("MouseDown3Pane", 30, 6);
	const menu = world.menus[0];
	assert.deepEqual([menu?.title, menu?.x, menu?.y], ["#[align=centre]beta", 21, 6]);
	menu?.onClose("t");
	assert.deepEqual([mode.tree.current, mode.tree.currentItem?.tagged], [6, true]);
	world.mouse("MouseDown3Pane", 30, 18);
	assert.equal(world.menus[1]?.items[0]?.name, "Scroll Left");
});

test("-Z fills the window with the pane until the mode goes; -y answers by itself", () => {
	const world = makeTreeWorld();
	const { server, pane: first, second: pane, ports } = world;
	const { window } = pane;
	const made = splitCell(first.layoutCell!, { axis: "topbottom" }, layoutRules(window))!;
	window.layoutRoot = made.root;
	for (const cell of made.root.leaves()) assignPane(server, cell, cell.pane ?? pane);
	assert.equal(pane.screen.rows, 11);
	let answer = (): void => {};
	Object.assign(server.ports.clock, {
		setImmediate: (run: () => void) => {
			answer = run;
			return { dispose() {} };
		},
	});
	const target = { ...world.target, pane };
	const mode = world.enter(new TreeMode({ server, pane, ports, target, args: { zoom: true, accept: true } }));
	assert.deepEqual([mode.screen.rows, window.zoomed, mode.tree.height], [24, true, 12]);
	world.press("G x");
	answer();
	assert.equal(server.sessionByName("beta"), undefined);
	assert.match(shownLines(mode.screen)[23] ?? "", /^└/);
	world.press("q");
	assert.deepEqual([window.zoomed, pane.sy], [false, 11]);
});
