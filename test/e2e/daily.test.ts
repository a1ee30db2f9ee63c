/**
 * A day's work in one sitting: the README's command in a real pty, split, vim,
 * less, resize, detach, attach from another terminal, copy, paste. Every screen
 * is read through an independent emulator.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";
import { root, World } from "../harness/world.ts";

const PREFIX = "\x02";
let world: World;
let terminal: PtyTerminal;

before(() => {
	world = new World();
	world.write(
		"lines.txt",
		Array.from({ length: 200 }, (_, i) => `line ${i + 1} of the file`).join("\n") + "\n",
	);
	world.write("exrc", "set nocompatible noswapfile laststatus=0\n");
});

after(async () => {
	await world.dispose();
});

const panes = (format: string) => world.ask("list-panes", "-F", format);

test("the README's command opens a shell with a status line", async () => {
	terminal = world.openProgram("npm", ["start", "--prefix", root], { cols: 80, rows: 24 });
	await terminal.waitFor(/\[0\] 0:sh\*/, 60_000);
	await terminal.waitFor(/^[$#]/m);
	assert.equal(terminal.alternate, true);
	terminal.type("cd; PS1='$ '; echo in-$((40+2))\r");
	await terminal.waitFor("in-42");
});

test("inside, the environment says what programs expect", async () => {
	terminal.type(
		"echo $TERM $TERM_PROGRAM $COLORTERM; tmux -V; tmux display -p '#S:#I.#P' > place; cat place\r",
	);
	await terminal.waitFor("tmux-256color tmux truecolor");
	await terminal.waitFor("tmux 3.8");
	await terminal.waitFor("0:0.0");
});

test("splits show a border and panes of their own", async () => {
	terminal.type(`${PREFIX}%`);
	await waitUntil("two panes", async () => (await panes("#P")) === "0\n1");
	await terminal.waitFor("│");
	assert.equal(await panes("#{pane_width}x#{pane_height}"), "40x23\n39x23");
	terminal.type(`${PREFIX}"`);
	await waitUntil("three panes", async () => (await panes("#P")) === "0\n1\n2");
	await terminal.waitFor("├");
});

test("vim runs in a pane and less in another", async () => {
	terminal.type("cd; vim -u exrc lines.txt\r");
	await terminal.waitFor("line 1 of the file");
	await waitUntil("vim in front", async () => (await panes("#{pane_current_command}")).endsWith("vim"));
	terminal.type("Oin vim ✓ 日本");
	await terminal.waitFor("in vim ✓ 日本");
	terminal.type("\x1b");
	await terminal.waitGone("-- INSERT --");
	terminal.type(`${PREFIX}o`);
	await waitUntil("first pane active", async () => (await world.ask("display", "-p", "#P")) === "0");
	terminal.type("less lines.txt\r");
	await terminal.waitFor(/^line 1 of the file/m);
	terminal.type("G");
	await terminal.waitFor("line 200 of the file");
});

test("a resize reaches every program", async () => {
	terminal.resize(100, 30);
	await waitUntil(
		"window 100x29",
		async () => (await world.ask("display", "-p", "#{window_width}x#{window_height}")) === "100x29",
	);
	await terminal.waitFor("in vim ✓ 日本");
	await terminal.waitFor(/\[0\] 0:less\*/);
	assert.equal(terminal.rows().length, 30);
	assert.match(terminal.rows()[29] ?? "", /^\[0\]/);
});

test("detach gives the terminal back, attach brings everything again", async () => {
	terminal.type(`${PREFIX}d`);
	await terminal.waitFor("[detached (from session 0)]");
	assert.equal(await terminal.waitExit(), 0);
	assert.equal(terminal.alternate, false);
	terminal = world.open(["attach"], { cols: 90, rows: 25 });
	await terminal.waitFor("in vim ✓ 日本");
	await terminal.waitFor("line 200 of the file");
});

test("copy mode copies text that paste gives back", async () => {
	await world.ask("new-window", "-n", "copying");
	await terminal.waitFor(/1:copying\*/);
	terminal.type("printf 'alpha beta\\ngamma delta\\n'\r");
	await terminal.waitFor(/^gamma delta/m);
	terminal.type(`${PREFIX}[`);
	await terminal.waitFor("[0/");
	// Up to the line with gamma, select its first word with the emacs keys, copy.
	for (const key of ["\x1b[A", "\x01", "\x00", "\x1bf", "\x1bw"]) terminal.type(key);
	let copied = "";
	await waitUntil(
		() => `a buffer, not ${copied}, on\n${terminal.screen()}`,
		async () => {
			copied = (await world.run(["show-buffer"])).stdout;
			return copied === "gamma";
		},
	);
	await terminal.waitGone("[0/");
	terminal.type(`echo <${PREFIX}]>\r`);
	await waitUntil("the paste arrived", async () =>
		(await world.ask("capture-pane", "-p")).includes("<gamma>"),
	);
});

test("exit in the last shells ends the session and the server", async () => {
	await world.ask("kill-window", "-t", ":1");
	await terminal.waitFor(/0:less\*/);
	terminal.type("q");
	await world.ask("kill-pane", "-a");
	terminal.type("exit\r");
	await terminal.waitFor("[exited]");
	assert.equal(await terminal.waitExit(), 0);
	await waitUntil("no server", async () => (await world.run(["ls"])).status === 1);
	assert.match((await world.run(["ls"])).stderr, /^(no server running on|error connecting to) /);
});
