import assert from "node:assert/strict";
import { test } from "node:test";
import { Menu, type MenuRequest } from "../../src/mode/menu.ts";
import type { MenuItem } from "../../src/mode/menu-items.ts";
import { menuRows } from "../../src/mode/menu-items.ts";
import { ATTR } from "../../src/term/attributes.ts";
import { parseColour } from "../../src/term/colour.ts";
import { KEY } from "../../src/term/key-code.ts";
import { blank, keyOf, makeUi, mouseAt, textOf } from "./ui-world.ts";

const item = (name: string, key = "", command = name): MenuItem => ({
	name,
	key: key === "" ? undefined : keyOf(key),
	command,
});
const ITEMS: readonly MenuItem[] = [
	undefined,
	item("First", "f"),
	undefined,
	undefined,
	item("Second item", "s"),
	item(""),
	item("-Disabled", "d"),
	item("No key"),
];

function open(request: Partial<MenuRequest> = {}) {
	const ui = makeUi();
	const closed: (string | undefined)[] = [];
	const menu = new Menu({
		server: ui.world.server,
		client: ui.client,
		request: {
			title: "Title",
			items: ITEMS,
			x: 20,
			y: 5,
			start: 0,
			stayOpen: false,
			mouse: false,
			target: { session: ui.session, window: ui.session.current!.window },
			onClose: (command) => void closed.push(command),
			...request,
		},
	});
	const key = (...names: string[]) => names.map((name) => menu.key(keyOf(name), undefined));
	const mouse = (x: number, y: number, b: number) => menu.key(KEY.mouse, mouseAt(x, y, b));
	return { ui, menu, closed, key, mouse };
}

test("a menu is drawn as tmux draws it", () => {
	const { ui, menu, key } = open();
	const cells = blank(ui.client);
	menu.draw(cells);
	assert.deepEqual(textOf(cells).slice(5, 12), [
		"                    ┌─Title───────────┐",
		"                    │ First       (f) │",
		"                    ├─────────────────┤",
		"                    │ Second item (s) │",
		"                    │ Disabled        │",
		"                    │ No key          │",
		"                    └─────────────────┘",
	]);
	const look = (x: number, y: number) => {
		const i = cells.index(x, y);
		return [cells.fg[i], cells.bg[i], cells.attr[i]];
	};
	const colours = (fg: string, bg: string, attr = 0) => [parseColour(fg), parseColour(bg), attr];
	assert.deepEqual(look(20, 5), colours("themelightgrey", "themedarkgrey", ATTR.charset));
	assert.deepEqual(look(21, 6), colours("themeblack", "themeyellow"));
	assert.deepEqual(look(36, 6), colours("themeblack", "themeyellow"));
	assert.deepEqual(look(22, 9), colours("themewhite", "themedarkgrey", ATTR.dim));
	assert.deepEqual(look(34, 9), colours("themewhite", "themedarkgrey"));
	key("Down");
	menu.draw(cells);
	assert.deepEqual(look(22, 6), colours("themewhite", "themedarkgrey"));
	assert.deepEqual(look(22, 8), colours("themeblack", "themeyellow"));
	assert.deepEqual([menu.cursor().x, menu.cursor().y, menu.cursor().visible], [22, 8, false]);
});

test("without lines the border is blank, and styles of the request come on top", () => {
	const { ui, menu } = open({
		borderLines: "none",
		style: "bg=red",
		title: "A title",
		items: [item("A", "a"), undefined, item("B", "b")],
		x: -3,
		y: 0,
	});
	const cells = blank(ui.client);
	menu.draw(cells);
	assert.deepEqual(textOf(cells).slice(0, 4), ["  A title", "  A   (a)", "", "  B   (b)"]);
	assert.equal(cells.bg[cells.index(2, 3)], parseColour("red"));
	assert.equal(cells.bg[cells.index(10, 4)], parseColour("themedarkgrey"));
});

test("it stays on its client, also when that shrinks", () => {
	const { menu } = open({ x: 55, y: 18 });
	assert.deepEqual([menu.position, menu.width, menu.height], [{ x: 41, y: 12 }, 19, 7]);
	assert.equal(menu.resize(30, 10), true);
	assert.deepEqual(menu.position, { x: 11, y: 2 });
	menu.resize(10, 4);
	assert.deepEqual(menu.position, { x: 0, y: 0 });
});

test("a menu that is too tall leaves the status line alone", () => {
	const { ui, menu } = open({ items: Array.from({ length: 30 }, (_, i) => item(`Row ${i}`)) });
	const shown = () => {
		const cells = blank(ui.client);
		menu.draw(cells);
		return textOf(cells).flatMap((row, y) => (row === "" ? [] : [y]));
	};
	assert.deepEqual(
		shown(),
		Array.from({ length: 19 }, (_, y) => y),
	);
	ui.session.options.set("status-position", "top");
	menu.resize(60, 20);
	assert.deepEqual(
		shown(),
		Array.from({ length: 19 }, (_, y) => y + 1),
	);
});

test("texts that are too long are cut and lose their key when it takes too much", () => {
	const { rows, width } = menuRows("", [item("a".repeat(40), "x"), item("b".repeat(40), "M-S-Left")], 30);
	assert.deepEqual(
		rows.map((row) => row.text),
		[`${"a".repeat(21)}>#[default] #[align=right](x)`, `${"b".repeat(25)}>`],
	);
	assert.equal(width, 26);
});

test("keys move over what can be chosen and choose", () => {
	const { menu, key, closed } = open();
	assert.equal(menu.choice, 0);
	const moves: readonly (readonly [string, number])[] = [
		["Down", 2],
		["j", 4],
		["Down", 0],
		["Up", 4],
		["k", 2],
		["g", 0],
		["G", 4],
		["PPage", 0],
		["NPage", 4],
		["x", 4],
		["d", 4],
	];
	for (const [name, choice] of moves)
		assert.deepEqual([...key(name), menu.choice], ["handled", choice], name);
	assert.deepEqual(key("Enter"), ["close"]);
	menu.dispose();
	menu.dispose();
	assert.deepEqual(closed, ["No key"]);
	const other = open();
	assert.deepEqual(other.key("s"), ["close"]);
	other.menu.dispose();
	assert.deepEqual(other.closed, ["Second item"]);
	for (const name of ["q", "Escape", "C-c", "C-g"]) {
		const cancelled = open();
		assert.deepEqual(cancelled.key(name), ["close"]);
		cancelled.menu.dispose();
		assert.deepEqual(cancelled.closed, [undefined]);
	}
});

test("the first choice skips what cannot be chosen", () => {
	assert.deepEqual(
		[-1, 0, 1, 3, 4, 99].map((start) => open({ start }).menu.choice),
		[-1, 0, 2, 4, 4, 4],
	);
	assert.equal(open({ mouse: true }).menu.choice, -1);
});

test("the mouse highlights while it moves and chooses when the button is let go", () => {
	const { menu, mouse, closed } = open({ mouse: true });
	const [move, drag, press, release] = [35, 32, 0, 3];
	assert.equal(mouse(25, 8, move), "handled");
	assert.equal(menu.choice, 2);
	assert.equal(mouse(2, 2, move), "handled");
	assert.equal(menu.choice, -1);
	mouse(25, 6, press);
	mouse(25, 8, drag);
	assert.equal(mouse(25, 8, release), "close");
	menu.dispose();
	assert.deepEqual(closed, ["Second item"]);
	assert.equal(open({ mouse: true }).mouse(2, 2, release), "close");
	const disabled = open({ mouse: true });
	disabled.mouse(25, 9, drag);
	assert.equal(disabled.mouse(25, 9, release), "close");
	disabled.menu.dispose();
	assert.deepEqual(disabled.closed, [undefined]);
});

test("a menu that stays open is chosen from by a press", () => {
	const { menu, mouse, closed } = open({ mouse: true, stayOpen: true });
	assert.equal(mouse(2, 2, 3), "handled");
	mouse(25, 8, 35);
	assert.equal(mouse(25, 8, 0), "close");
	menu.dispose();
	assert.deepEqual(closed, ["Second item"]);
	assert.equal(open({ mouse: true, stayOpen: true }).mouse(2, 2, 0), "close");
	const keyboard = open();
	assert.deepEqual([keyboard.mouse(25, 8, 0), keyboard.mouse(25, 8, 3)], ["handled", "close"]);
});
