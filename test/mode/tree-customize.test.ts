import assert from "node:assert/strict";
import { test } from "node:test";
import { CustomizeMode } from "../../src/mode/customize-mode.ts";
import { TextFlow } from "../../src/mode/text-flow.ts";
import type { ListTreeArgs } from "../../src/mode/tree-ports.ts";
import { PlainScreen } from "../../src/screen/plain-screen.ts";
import { makeTreeWorld, shownLines, type TreeWorld } from "./tree-world.ts";

function open(args: ListTreeArgs = {}): {
	world: TreeWorld;
	mode: CustomizeMode;
	lines(): string[];
	/** Opens a heading and goes to a row below it. */
	go(heading: string, name: string): void;
} {
	const world = makeTreeWorld();
	const { server, second: pane, ports, target } = world;
	const commands = (text: string) => ({ toText: () => text });
	server.keyTables.bind("prefix", 0x78, { commands: commands("kill-pane"), note: "Kill it" });
	server.keyTables.keepAsDefaults();
	server.environ.set("BAZ", "global");
	world.alpha.environ.set("BAZ", "mine");
	world.alpha.environ.clear("GONE");
	const mode = world.enter(new CustomizeMode({ server, pane, ports, target, args }));
	const select = (name: string): void => {
		mode.tree.current = mode.tree.lines.findIndex(({ item }) => item.name === name);
		assert.ok(mode.tree.current >= 0, `no row ${name}`);
	};
	return {
		world,
		mode,
		lines: () => shownLines(mode.screen),
		go(heading, name) {
			select(heading);
			if (!mode.tree.currentItem?.expanded) world.press("Right");
			select(name);
			mode.refresh();
		},
	};
}

test("headings, options and what is said of them", () => {
	const { world, lines, go } = open();
	assert.deepEqual(lines().slice(0, 9), [
		"(0) + Server Options",
		"(1) + Session Options",
		"(2) + Window & Pane Options",
		"(3) + Session Hooks",
		"(4) + Window & Pane Hooks",
		"(5) + Global Environment",
		"(6) + Session Environment",
		"(7) + Key Table - prefix",
		"",
	]);
	go("Server Options", "dark-theme-black");
	assert.deepEqual(lines().slice(0, 7), [
		"(0)   - Server Options",
		"(1)   ├─→   backspace: C-?",
		"(2)   ├─→   buffer-limit: 50",
		"(3)   ├─→   codepoint-widths",
		"(4)   ├─→ + command-alias",
		"(5)   ├─→   copy-command:",
		"(6)   ├─→   dark-theme-black: #{?#{e|>=:#{client_colours},256},gray5,black}",
	]);
	const box = lines().slice(15, 20);
	assert.deepEqual(
		box.map((line) => line.slice(2, 68).trimEnd()),
		[
			"This is a server option.",
			"",
			"Option value: #{?#{e|>=:#{client_colours},256},gray5,black}",
			"This expands to: black",
			"This is a colour option: EXAMPLE",
		],
	);
	world.press("g Left q");
	assert.ok(world.left);
});

test("an option is set where the key says and shows what other scopes have", () => {
	const { world, mode, lines, go } = open();
	const { server, alpha, second } = world;
	go("Session Options", "display-time");
	world.press("s");
	assert.match(lines()[23] ?? "", /^\(display-time, for session alpha\) 750/);
	world.press("C-u");
	world.type("nonsense");
	world.press("Enter");
	assert.deepEqual(world.calls, ["message Value is invalid: nonsense"]);
	world.press("s C-u 9 9 Enter");
	assert.equal(alpha.options.number("display-time"), 99);
	assert.equal(server.sessionOptions.number("display-time"), 750);
	const shown = lines().join("\n");
	assert.match(shown, /display-time: \(session alpha\) 99 milliseconds/);
	assert.match(shown, /Option value: 99 milliseconds/);
	assert.match(shown, /The default is: 750 milliseconds/);
	assert.match(shown, /Global value: 750 milliseconds/);
	world.press("S");
	assert.match(lines()[23] ?? "", /^\(display-time, global\) 99/);
	world.press("C-u 8 Enter");
	assert.equal(server.sessionOptions.number("display-time"), 8);
	world.press("d");
	assert.match(lines()[23] ?? "", /^Reset display-time to default\? /);
	world.press("y");
	assert.deepEqual(
		[alpha.options.has("display-time"), server.sessionOptions.number("display-time")],
		[false, 750],
	);
	// Flags and choices step by themselves; a window option without a pane scope goes to the window.
	go("Window & Pane Options", "aggressive-resize");
	world.press("s");
	assert.deepEqual(
		[world.second.window.options.flag("aggressive-resize"), second.options.has("aggressive-resize")],
		[true, false],
	);
	go("Window & Pane Options", "remain-on-exit");
	world.press("Enter");
	assert.equal(world.pane.options.choice("remain-on-exit"), "on");
	world.press("W");
	assert.equal(server.windowOptions.choice("remain-on-exit"), "on");
	assert.equal(mode.tree.currentItem?.name, "remain-on-exit");
});

test("items of arrays are added, moved and unset; hooks need commands", () => {
	const { world, go, mode } = open();
	const { server } = world;
	go("Server Options", "user-keys");
	world.press("s X Enter");
	assert.deepEqual(server.options.array("user-keys"), [["0", "X"]]);
	world.press("Right Down a C-u 5 Enter");
	assert.deepEqual(server.options.array("user-keys"), [["5", "X"]]);
	mode.tree.select("option user-keys server [5]");
	world.press("u y");
	assert.deepEqual(server.options.array("user-keys"), []);
	go("Session Hooks", "after-new-window");
	world.press("s b a d Enter");
	assert.deepEqual(world.calls, ["message Unknown command: bad"]);
	world.press("g s C-u");
	world.type("@mine a value");
	world.press("Enter");
	assert.equal(server.options.string("@mine"), "a value");
	world.press("s C-u");
	world.type("mine a");
	world.press("Enter");
	assert.equal(world.calls[1], "message User option name must start with @");
});

test("variables and keys", () => {
	const { world, lines, go } = open();
	const { server, alpha } = world;
	go("Session Environment", "BAZ");
	assert.match(lines().join("\n"), /Variable value: mine +│\n│ Global value: global/);
	world.press("s C-u x Enter");
	assert.equal(alpha.environ.get("BAZ"), "x");
	world.press("u y");
	assert.equal(alpha.environ.entry("BAZ"), undefined);
	go("Session Environment", "-GONE");
	assert.match(lines().join("\n"), /Variable is removed\./);
	go("Key Table - prefix", "x");
	world.press("Right Down");
	assert.match(
		lines().join("\n"),
		/Kill it\.[\s\S]*This key is in the prefix table\.[\s\S]*Repeat: off[\s\S]*Command: kill-pane/,
	);
	world.press("e");
	assert.deepEqual(world.calls, ["edit kill-pane"]);
	world.edited?.(new TextEncoder().encode("kill-window\n"));
	assert.equal(server.keyTables.find("prefix", 0x78)?.commands.toText(), "kill-window");
	assert.match(lines().join("\n"), /The default is: kill-pane/);
	world.press("Down Down Enter");
	assert.equal(server.keyTables.find("prefix", 0x78)?.repeat, true);
	world.press("d y");
	assert.equal(server.keyTables.find("prefix", 0x78)?.commands.toText(), "kill-pane");
	go("Key Table - prefix", "Key Table - prefix");
	world.press("s");
	assert.match(lines()[23] ?? "", /^New key in prefix: /);
	world.type("F9 list-keys");
	world.press("Enter");
	assert.equal(server.keyTables.list("prefix").length, 2);
});

test("only what has changed", () => {
	const { world, lines } = open({ noPreview: 1 });
	world.server.options.set("buffer-limit", "7");
	world.press("C M-+");
	assert.deepEqual(lines(), ["(0) - Server Options", "(1) └─→ buffer-limit: 7"]);
	world.press("C f");
	world.type("#{==:#{option_name},buffer-limit}");
	world.press("Enter");
	assert.deepEqual(lines().slice(0, 3), [
		"(0) - Server Options",
		"(1) └─→ buffer-limit: 7",
		"(2)   Session Options",
	]);
});

test("text is broken at blanks until the area is full", () => {
	const screen = new PlainScreen(12, 6);
	const flow = new TextFlow(screen, { x: 1, y: 1, width: 8, height: 4 });
	flow.write("one two three").value("ab: ", "cd", { fg: 1, bg: 8, us: 8, attr: 0 });
	flow.write("left out of it");
	assert.ok(flow.full);
	assert.deepEqual(shownLines(screen), ["", " one two", " three", " ab: cd", " left out"]);
});

test("a variable that somebody else has unset meanwhile is not asked about", () => {
	const { world, mode, go, lines } = open();
	go("Session Environment", "BAZ");
	world.alpha.environ.unset("BAZ");
	for (const key of ["Enter", "S"]) {
		world.press(key);
		assert.doesNotMatch(lines().join("\n"), /\(BAZ/);
		mode.refresh();
	}
});
