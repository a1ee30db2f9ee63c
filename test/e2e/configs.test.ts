/**
 * Three users' long configurations, each as ~/.tmux.conf of a real comux in a
 * real pty: they load without a word, and their keys do what they are for.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";
import { root, World } from "../harness/world.ts";

/** What a login shell shows; its profile may have changed PS1. */
const PROMPT = /[$#] ?$/m;
const LEFT = "\x08";
const DOWN = "\x0a";
const UP = "\x0b";
const RIGHT = "\x0c";

/** A world whose ~/.tmux.conf is one of fixtures/conf, with a client attached. */
async function open(name: string): Promise<{ world: World; terminal: PtyTerminal }> {
	const world = new World();
	world.write(".tmux.conf", readFileSync(join(root, "fixtures", "conf", `${name}.conf`), "utf8"));
	const terminal = world.open(["new-session", "-s", "main"], { cols: 100, rows: 24 });
	// An error of the config would be in view mode over the shell.
	await terminal.waitFor(PROMPT, 30_000);
	assert.doesNotMatch(terminal.screen(), /\.tmux\.conf:/);
	return { world, terminal };
}

/** Waits until a format has this value. */
function becomes(world: World, format: string, value: string | RegExp): Promise<unknown> {
	let last = "";
	return waitUntil(
		() => `${format} to be ${value}, it is ${last}`,
		async () => {
			last = await world.ask("display-message", "-p", format);
			return typeof value === "string" ? last === value : value.test(last);
		},
	);
}

describe("a vi user", () => {
	let world: World;
	let terminal: PtyTerminal;
	after(() => world?.dispose());
	const press = (keys: string) => terminal.type(`\x02${keys}`);

	test("splits with | and -, moves with C-h j k l", async () => {
		({ world, terminal } = await open("vi-user"));
		press("|");
		await becomes(world, "#{window_panes} #{pane_index} #{pane_at_right}", "2 2 1");
		press("-");
		await becomes(world, "#{window_panes} #{pane_index} #{pane_at_bottom}", "3 3 1");
		for (const [key, pane] of [
			[UP, 2],
			[LEFT, 1],
			[RIGHT, 2],
			[DOWN, 3],
		] as const) {
			terminal.type(key);
			await becomes(world, "#{pane_index}", String(pane));
		}
		press("%");
		press('"');
		press("L");
		await becomes(world, "#{window_panes}", "3");
	});

	test("C-h goes to vim where vim runs", async () => {
		world.write(
			"exrc",
			"set nocompatible noswapfile laststatus=0\nnnoremap <C-h> :call setline(1, 'got it')<CR>\n",
		);
		terminal.type("vim -u exrc new.txt\r");
		await becomes(world, "#{pane_current_command}", /^vim?/);
		await terminal.waitFor(/^.*│~/m);
		terminal.type(LEFT);
		await terminal.waitFor("got it");
		assert.equal(await world.ask("display-message", "-p", "#{pane_index}"), "3");
		terminal.type(":q!\r");
		await becomes(world, "#{pane_current_command}", "sh");
	});

	test("resizes with repeated H and L", async () => {
		const before = Number(await world.ask("display-message", "-p", "#{pane_width}"));
		press("HH");
		await becomes(world, "#{pane_width}", String(before + 10));
		press("LLL");
		await becomes(world, "#{pane_width}", String(before - 5));
		await becomes(world, "#{client_key_table}", "root");
	});

	test("copies as in vi with v and y, also in rectangles, and pastes with P", async () => {
		press("c");
		await becomes(world, "#{window_index}", "2");
		await terminal.waitFor(PROMPT);
		terminal.type("clear; printf 'alpha beta\\ngamma delta\\n'\r");
		await terminal.waitFor(/^gamma delta/m);
		press("[");
		await becomes(world, "#{pane_in_mode}", "1");
		terminal.type("gg0wvey");
		await waitUntil("the buffer", async () => (await world.run(["show-buffer"])).stdout === "beta");
		await becomes(world, "#{pane_in_mode}", "0");
		press("[");
		await becomes(world, "#{pane_in_mode}", "1");
		terminal.type("gg0\x16jly");
		await waitUntil("the rectangle", async () => (await world.run(["show-buffer"])).stdout === "al\nga");
		await world.ask("set-buffer", "echo pas''ted");
		press("P");
		terminal.type("\r");
		await terminal.waitFor(/^pasted/m);
	});

	test("its tables, popup, chooser, prompt and reload", async () => {
		press("td");
		await terminal.waitFor("tool d");
		press("ts");
		await terminal.waitFor("sync on");
		await becomes(world, "#{synchronize-panes}", "1");
		press("ts");
		await terminal.waitFor("sync off");
		press("g");
		await terminal.waitFor("│git");
		await terminal.waitGone("│git");
		press("\x13");
		await becomes(world, "#{pane_mode}", "tree-mode");
		terminal.type("q");
		await becomes(world, "#{pane_in_mode}", "0");
		press("\x1bn");
		await terminal.waitFor("new session:");
		terminal.type("second\r");
		await waitUntil("the session", async () => (await world.ask("ls", "-F", "#S")) === "main\nsecond");
		press("X");
		await terminal.waitFor("kill window sh? (y/n)");
		terminal.type("y");
		await becomes(world, "#{session_windows}", "1");
		press("R");
		await terminal.waitFor("reloaded");
		assert.equal(await world.ask("show", "-gv", "escape-time"), "5");
		assert.equal(await world.ask("list-keys", "-N", "-P", "", "|"), " | Split side by side");
	});
});

describe("a user who came from screen", () => {
	let world: World;
	let terminal: PtyTerminal;
	after(() => world?.dispose());
	const press = (keys: string) => terminal.type(`\x01${keys}`);

	test("C-a is the prefix, C-a C-a goes to the last window, C-b to the shell", async () => {
		({ world, terminal } = await open("screen-user"));
		press("c");
		await becomes(world, "#{window_index}", "1");
		press("\x03");
		await becomes(world, "#{window_index}", "2");
		press("\x01");
		await becomes(world, "#{window_index}", "1");
		press("\x01");
		await becomes(world, "#{window_index}", "2");
		press("  ");
		await becomes(world, "#{window_index}", "1");
		press("\x7f");
		await becomes(world, "#{window_index}", "0");
		press("1");
		await becomes(world, "#{window_index}", "1");
		terminal.type("\x11" + "0");
		await becomes(world, "#{window_index}", "0");
		terminal.type("cat -v\r");
		await becomes(world, "#{pane_current_command}", "cat");
		terminal.type("\x02");
		press("a");
		terminal.type("\r");
		await terminal.waitFor(/^\^B\^A$/m);
		terminal.type("\x03");
	});

	test("its status line: host, centred list with red brackets, date", async () => {
		const row = () => terminal.rows()[23] ?? "";
		await waitUntil(
			() => `the status line: ${row()}`,
			() => /^\[[^\]]{1,19}\]? +\(0 sh\) {2}1 sh {2}2 sh +\d{4}-\d\d-\d\d \d\d:\d\d$/.test(row()),
		);
		const line = terminal.emulator.buffer.active.getLine(terminal.emulator.buffer.active.baseY + 23);
		const open = line?.getCell(row().indexOf("("));
		assert.equal(open?.getFgColor(), 1);
		assert.equal(open?.getBgColor(), 0);
		assert.equal(line?.getCell(1)?.getFgColor(), 2);
	});

	test("splits with S and |, goes round with Tab, kills with X", async () => {
		press("S");
		await becomes(world, "#{window_panes} #{pane_index}", "2 1");
		press("|");
		await becomes(world, "#{window_panes} #{pane_index}", "3 2");
		press("\t");
		await becomes(world, "#{pane_index}", "0");
		press("\x1b[Z");
		await becomes(world, "#{pane_index}", "2");
		press("<<<");
		await becomes(world, "#{pane_width}", /^5[0-9]$/);
		press("X");
		await becomes(world, "#{window_panes}", "2");
	});

	test("renames with A, is told of activity, kills a window after asking, keeps a client without its session", async () => {
		press("A");
		await terminal.waitFor(/\(rename-window\) sh/);
		terminal.type("\x15named\r");
		await terminal.waitFor("(0 named)");
		await world.ask("send-keys", "-t", ":1", "echo activity", "Enter");
		await terminal.waitFor("Activity in window 1");
		press("2");
		await becomes(world, "#{window_index}", "2");
		press("k");
		await terminal.waitFor("kill-window sh? (y/n)");
		terminal.type("y");
		await becomes(world, "#{session_windows}", "2");
		await world.ask("new-session", "-d", "-s", "other", "-n", "elsewhere");
		await world.ask("kill-session", "-t", "main");
		await terminal.waitFor("(0 elsewhere)");
		assert.equal(terminal.exitCode, undefined);
		press("\x04");
		await terminal.waitFor("[detached (from session other)]");
	});
});

describe("somebody who loves status lines", () => {
	let world: World;
	let terminal: PtyTerminal;
	after(() => world?.dispose());

	test("the line on top: jobs, conditionals, substitutions, styles", async () => {
		({ world, terminal } = await open("status-line"));
		const row = () => terminal.rows()[0] ?? "";
		await waitUntil(
			() => `the status line: ${row()}`,
			() => /^ main .* 0:sh .*job-2 .{1,13} \S* +\d\d:\d\d/.test(row()),
		);
		terminal.type("\x02");
		await waitUntil("WAIT", () => row().startsWith(" WAIT "));
		terminal.type("z");
		await waitUntil("the name again", () => row().startsWith(" main "));
		assert.equal(await world.ask("show", "-gv", "@bg"), "colour235");
		assert.equal(await world.ask("show", "-gv", "@accent"), "colour39");
		assert.equal(await world.ask("show", "-gv", "@expanded"), "#{}42");
		assert.equal(await world.ask("show", "-gv", "@matched"), "yes");
		assert.equal(await world.ask("show", "-gv", "@shell-true"), "yes");
		const line = terminal.emulator.buffer.active.getLine(terminal.emulator.buffer.active.baseY);
		assert.equal(line?.getCell(1)?.getFgColor(), 39);
		assert.equal(line?.getCell(1)?.getBgColor(), 235);
	});

	test("pane titles in heavy borders, zoom and synchronize shown", async () => {
		terminal.type("\x02%");
		await terminal.waitFor(/━━ 0 sh ━+┳━↓ 1 sh ━/);
		terminal.type("\x02z");
		await terminal.waitFor(/🔍/);
		await terminal.waitFor("0:sh:Z");
		terminal.type("\x02z");
		await terminal.waitGone("🔍");
		await world.ask("set", "-p", "synchronize-panes", "on");
		await terminal.waitFor("SYNC");
		await world.ask("set", "-p", "synchronize-panes", "off");
		await terminal.waitGone("SYNC");
	});

	test("hooks, alias, a binding that looks at an option, a second line", async () => {
		await world.ask("new-window", "-n", "made");
		await waitUntil(
			"the hook",
			async () => (await world.ask("show", "-wv", "@made-by-hook")) === "after-new-window",
		);
		await world.ask("rename-window", "renamed");
		await waitUntil("the other", async () => (await world.ask("show", "-gv", "@renamed")) === "renamed");
		await terminal.waitFor(/0:sh[^·]*·.*1:renamed/);
		await world.ask("split-window");
		await world.ask("wide");
		assert.equal(await world.ask("list-panes", "-F", "#{pane_top}"), "1\n1");
		terminal.type("\x02B");
		await waitUntil(
			() => `the second line: ${terminal.rows()[1]}`,
			() => /^ *0 \[1\]$/.test(terminal.rows()[1] ?? ""),
		);
		terminal.type("\x02B");
		await waitUntil("one line", async () => (await world.ask("show", "-gv", "status")) === "on");
	});
});
