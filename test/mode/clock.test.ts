import assert from "node:assert/strict";
import { test } from "node:test";
import { ClockMode } from "../../src/mode/clock.ts";
import { parseColour } from "../../src/term/colour.ts";
import { makeUi, textOf, type UiWorld } from "./ui-world.ts";

function open(options: Readonly<Record<string, string>> = {}, hour = 14) {
	const ui: UiWorld = makeUi();
	for (const [name, value] of Object.entries(options)) ui.world.server.windowOptions.set(name, value);
	ui.world.now = new Date(2024, 0, 2, hour, 42, 5, 250).getTime();
	const left: number[] = [];
	const pane = ui.session.current!.window.active!;
	const clock = new ClockMode({ server: ui.world.server, pane, leave: (p) => void left.push(p.id) });
	return { ui, clock, pane, left, rows: () => textOf(clock.screen.cells) };
}

test("the time is drawn as tmux draws it", () => {
	const { clock, rows } = open();
	assert.deepEqual(rows().slice(5, 13), [
		"",
		"                   # #   #       #   # #####",
		"                   # #   #   #   #   #     #",
		"                   # #####       ##### #####",
		"                   #     #   #       # #",
		"                   #     #           # #####",
		"",
		"",
	]);
	const i = clock.screen.cells.index(19, 6);
	const colour = parseColour("themeblue");
	assert.deepEqual([clock.screen.cells.fg[i], clock.screen.cells.bg[i]], [colour, colour]);
	assert.equal(clock.screen.cursor.visible, false);
});

test("every style has its text; a small pane shows it small", () => {
	const small = (style: string, hour: number) => {
		const { clock, rows } = open({ "clock-mode-style": style }, hour);
		clock.resize(30, 5);
		return rows()[2];
	};
	assert.equal(small("24", 14), `${" ".repeat(13)}14:42`);
	assert.equal(small("24-with-seconds", 9), `${" ".repeat(11)}09:42:05`);
	assert.equal(small("12", 14), `${" ".repeat(11)} 2:42 PM`);
	assert.equal(small("12-with-seconds", 0), `${" ".repeat(10)}12:42:05 AM`);
	const { clock, rows } = open();
	clock.resize(4, 5);
	assert.deepEqual(rows(), ["", "", "", "", ""]);
});

test("it is drawn again when the time shown changes", () => {
	const minutes = open();
	minutes.clock.resize(20, 3);
	minutes.ui.client.dirty = false;
	minutes.ui.turn(54_000);
	assert.equal(minutes.ui.client.dirty, false);
	minutes.ui.turn(750);
	assert.equal(minutes.rows()[1], "        14:43");
	assert.equal(minutes.ui.client.dirty, true);
	const seconds = open({ "clock-mode-style": "24-with-seconds" });
	seconds.clock.resize(20, 3);
	seconds.ui.turn(750);
	assert.equal(seconds.rows()[1], "      14:42:06");
	assert.equal(seconds.ui.timers.size, 1);
	seconds.clock.dispose();
	assert.equal(seconds.ui.timers.size, 0);
});

test("any key leaves", () => {
	const { clock, left, pane } = open();
	assert.equal(clock.keyTable(), undefined);
	clock.key();
	assert.deepEqual(left, [pane.id]);
});
