/** Floating panes as a user has them: default keys in a real terminal, drawn over the others and moved. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";
import { World } from "../harness/world.ts";

const PREFIX = "\x02";
let world: World;
let terminal: PtyTerminal;

before(() => {
	world = new World();
});

after(async () => {
	await world.dispose();
});

const place = () =>
	world.ask("display", "-p", "#{pane_floating_flag} #{pane_x},#{pane_y} #{pane_width}x#{pane_height}");
/** A row of the screen from a column on. */
const part = (row: number, from: number, to: number) => terminal.rows()[row]?.padEnd(80).slice(from, to);

test("a floating pane is drawn over the others with its program inside", async () => {
	terminal = world.open(["-f", "/dev/null", "new", "seq 1 100; exec cat"], { cols: 80, rows: 24 });
	await terminal.waitFor(/^100/m);
	terminal.type(`${PREFIX}%`);
	await terminal.waitFor("│");
	world.write("say", "echo I-float; exec cat\n");
	await world.ask("new-pane", "-T", "title", "sh say");
	await terminal.waitFor("I-float");
	assert.equal(await place(), "1 4,2 40x5");
	await waitUntil("frame", () => part(1, 3, 45)?.startsWith("┌"));
	assert.equal(part(2, 2, 12), " │I-float ");
	assert.equal(part(7, 3, 45), `└${"─".repeat(40)}┘`);
	assert.equal(part(8, 0, 4), "87  ");
});

test("the move keys put it into a corner, and what it covered is there again", async () => {
	terminal.type(`${PREFIX}g4`);
	await waitUntil("in the corner", async () => (await place()) === "1 39,17 40x5");
	await waitUntil("drawn", () => part(17, 38, 48) === "│I-float  ");
	assert.equal(part(2, 0, 12), "81          ");
	terminal.type(`${PREFIX}g\x1b[1;3D`);
	await waitUntil("left half", async () => (await place()) === "1 1,1 38x21");
	await waitUntil("drawn", () => part(1, 0, 9) === "│I-float ");
});

test("it is tiled and floats again where it was", async () => {
	terminal.type(`${PREFIX}@`);
	await waitUntil("tiled", async () => (await place()).startsWith("0 "));
	terminal.type(`${PREFIX}@`);
	await waitUntil("floating", async () => (await place()) === "1 1,1 38x21");
});

test("a modal pane keeps the keys and goes with its program", async () => {
	const before = await world.ask("display", "-p", "#{pane_id}");
	await world.ask(
		"new-pane",
		"-OK",
		"-x",
		"30",
		"-y",
		"5",
		"-X",
		"20",
		"-Y",
		"8",
		"echo modal; read line; exit 3",
	);
	await waitUntil("modal", () => part(9, 20, 28) === "│modal  ");
	await world.ask("select-pane", "-t", before);
	assert.notEqual(await world.ask("display", "-p", "#{pane_id}"), before);
	terminal.type("done\r");
	await terminal.waitGone("│modal");
	assert.equal(await world.ask("display", "-p", "#{pane_id}#{window_modal_pane}"), before);
});
