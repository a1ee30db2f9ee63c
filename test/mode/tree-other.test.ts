import assert from "node:assert/strict";
import { test } from "node:test";
import { BufferMode } from "../../src/mode/buffer-mode.ts";
import { ClientMode } from "../../src/mode/client-mode.ts";
import { SwitchMode } from "../../src/mode/switch-mode.ts";
import type { ListTreeArgs } from "../../src/mode/tree-ports.ts";
import { parseColour } from "../../src/term/colour.ts";
import { makeTreeWorld, shownLines, type TreeWorld } from "./tree-world.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function buffers(args: ListTreeArgs = {}): { world: TreeWorld; mode: BufferMode; lines(): string[] } {
	const world = makeTreeWorld();
	const { server, second: pane, ports, target } = world;
	for (const text of ["first\nline two\n", "second", "\x1b[1m third"]) server.buffers.add(encode(text));
	server.buffers.set(encode("named one"), "mine");
	const format = "#{buffer_size}: #{buffer_sample}";
	const mode = world.enter(new BufferMode({ server, pane, ports, target, args: { format, ...args } }));
	return { world, mode, lines: () => shownLines(mode.screen) };
}

test("buffers with their data", () => {
	const { world, mode, lines } = buffers();
	world.press("Down");
	assert.deepEqual(lines().slice(0, 5), [
		"(0) mine: 9: named one",
		"(1) buffer2: 10: \\033[1m third",
		"(2) buffer1: 6: second",
		"(3) buffer0: 15: first\\nline two\\n",
		"",
	]);
	assert.match(lines()[12] ?? "", /^┌ buffer2 \(sort: creation\) ─/);
	assert.match(lines()[13] ?? "", /^│ \\033\[1m third {2}/);
	world.press("G");
	assert.match(lines()[13] ?? "", /^│ first {2}/);
	assert.match(lines()[14] ?? "", /^│ line two {2}/);
	// The search looks at the data too.
	world.press("g /");
	world.type("LINE");
	world.press("Enter");
	assert.equal(mode.tree.current, 0);
	world.press("/");
	world.type("line");
	world.press("Enter O O");
	assert.equal(mode.tree.currentItem?.name, "buffer0");
	assert.match(lines()[12] ?? "", /\(sort: size\)/);
});

test("buffers are pasted, deleted and edited", () => {
	const { world, mode, lines } = buffers();
	const { buffers: all } = world.server;
	world.press("G d");
	assert.equal(mode.tree.currentItem?.name, "buffer1");
	world.press("e");
	assert.deepEqual(world.calls, ["edit second"]);
	assert.match(lines()[11] ?? "", /│ WAITING FOR EDITOR \(PID 77\) │/);
	world.press("d");
	assert.equal(all.list().length, 3, "keys wait");
	world.edited?.(encode("changed\n"));
	assert.equal(decode(all.get("buffer1")?.bytes), "changed");
	assert.equal(lines()[2], "(2) buffer1: 7: changed");
	world.press("g t Down t P");
	assert.deepEqual(
		world.ran.map(({ template, value }) => [template, value]),
		[
			["paste-buffer -p -b '%%'", "mine"],
			["paste-buffer -p -b '%%'", "buffer2"],
		],
	);
	assert.ok(world.left);
	const other = buffers();
	other.world.press("C-t D");
	assert.ok(other.world.left && other.world.server.buffers.isEmpty);
});

test("an editor that is open goes with the mode", () => {
	const { world } = buffers();
	world.press("e q");
	assert.deepEqual(world.calls, ["edit named one", "edit given up"]);
});

test("clients are detached, suspended and shown", () => {
	const world = makeTreeWorld();
	world.world.client("/dev/pts/2", world.beta);
	const { server, second: pane, ports, target } = world;
	const mode = world.enter(new ClientMode({ server, pane, ports, target, args: {} }));
	const lines = () => shownLines(mode.screen);
	assert.deepEqual(
		lines()
			.slice(0, 2)
			.map((line) => line.replace(/\d\d:\d\d/, "TIME")),
		["(0) /dev/pts/2: TIME: session beta", "(1) /dev/pts/9: TIME: session alpha"],
	);
	assert.match(lines()[13] ?? "", /^│ hello D {2}/);
	assert.match(lines()[22] ?? "", /^│ ─{76} │$/);
	world.press("i");
	assert.match(lines()[12] ?? "", /\(view: info\)/);
	assert.match(lines()[13] ?? "", /^│ Client Name {3}│ \/dev\/pts\/2 \(PID 77\) {2}/);
	world.press("z x");
	assert.deepEqual(world.calls, ["suspend /dev/pts/2", "kill /dev/pts/9"]);
	world.press("C-t D Enter");
	assert.deepEqual(world.calls.slice(2), ["detach /dev/pts/2", "detach /dev/pts/9"]);
	assert.deepEqual([world.ran[0]?.template, world.ran[0]?.value], ["detach-client -t '%%'", "/dev/pts/9"]);
});

test("switch-mode narrows its list while one types", () => {
	const world = makeTreeWorld();
	const { server, second: pane, ports, target } = world;
	const mode = world.enter(new SwitchMode({ server, pane, ports, target, args: { windows: true } }));
	const lines = () => shownLines(mode.screen);
	assert.deepEqual(lines().slice(0, 4), ["one alpha:0* cat", "ten beta:0* cat", "two alpha:1 cat", ""]);
	assert.equal(lines()[23], "(search)");
	world.type("te");
	assert.deepEqual(lines().slice(0, 2), ["ten beta:0* cat", ""]);
	const { cells } = mode.screen;
	assert.deepEqual(
		[cells.bg[0], cells.bg[1], cells.fg[0]],
		[parseColour("cyan"), parseColour("cyan"), parseColour("black")],
	);
	world.press("BSpace C-n Enter");
	assert.deepEqual(
		[world.ran[0]?.template, world.ran[0]?.value, world.left],
		["switch-client -Zt '%%'", "=alpha:1.", true],
	);
});

test("switch-mode lists sessions and is left by Escape", () => {
	const world = makeTreeWorld();
	const { server, second: pane, ports, target } = world;
	const mode = world.enter(new SwitchMode({ server, pane, ports, target, args: { template: "x %%" } }));
	assert.deepEqual(shownLines(mode.screen).slice(0, 2), [
		"alpha 2 windows attached one",
		"beta 1 windows detached ten",
	]);
	world.mouse("WheelDownPane", 1, 0);
	world.mouse("DoubleClick1Pane", 1, 0);
	assert.deepEqual([world.ran[0]?.template, world.ran[0]?.value], ["x %%", "=alpha:"]);
	const other = makeTreeWorld();
	other.enter(new SwitchMode({ server: other.server, pane: other.second, ports: other.ports, args: {} }));
	other.press("z Escape");
	assert.deepEqual([other.left, other.ran.length], [true, 0]);
});
