/**
 * A day with the real tmate as host and the real ssh as guest: what each types
 * and sees, panes and windows, the mouse, copy mode, prompts, other sizes, and
 * those who only look. One host for all tests, in a terminal; each test begins
 * with one window, one pane and no guest.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { sameScreen, type TmateHost, TmateWorld, tmateMissing } from "../harness/tmate-world.ts";
import { waitUntil } from "../harness/wait.ts";

const skip = tmateMissing();
const PREFIX = "\x02";
const SIZE = { cols: 100, rows: 30 };
let world: TmateWorld;
let host: TmateHost;
/** The host's own terminal. */
let local: PtyTerminal;
let guests: PtyTerminal[] = [];

before(async () => {
	if (skip) return;
	world = new TmateWorld();
	const relay = await world.tmateRelay();
	host = await world.tmate(relay, {
		mode: "terminal",
		config:
			"set -g mouse on\nset -g status-right here\nset -g display-time 1500\nset -g history-limit 5000\n",
		...SIZE,
	});
	local = host.terminal as PtyTerminal;
	await local.waitFor("[tmux]");
	local.type("q");
	await local.waitFor(/0:sh\*/);
});

after(async () => {
	await world?.dispose();
});

beforeEach(async () => {
	if (skip) return;
	local.type("clear; echo began-$((40+2))\r");
	await local.waitFor("began-42");
});

afterEach(async () => {
	if (skip) return;
	for (const guest of guests) guest.kill();
	guests = [];
	await host.ask("new-window");
	await host.ask("kill-window", "-a");
	await host.ask("move-window", "-r").catch(() => "");
	await host.shows("#{tmate_num_clients} #{session_windows} #{window_width}x#{window_height}", "0 1 100x29");
});

async function join_(size: { cols?: number; rows?: number } = SIZE, rights: "rw" | "ro" = "rw") {
	const guest = await world.guest(host, size, rights);
	guests.push(guest);
	await guest.waitFor("began-42");
	return guest;
}

/** Clicks at a place, from 0, as a terminal reports it. */
const click = (guest: PtyTerminal, x: number, y: number, button = 0) =>
	guest.type(`\x1b[<${button};${x + 1};${y + 1}M\x1b[<${button};${x + 1};${y + 1}m`);

/** What the cells look like, row by row: what is written in which way, the colour of a blank left out. */
function look(terminal: PtyTerminal): string[] {
	const { active } = terminal.emulator.buffer;
	return terminal.rows().map((_, y) => {
		const line = active.getLine(active.baseY + y);
		let row = "";
		for (let x = 0; x < SIZE.cols; x++) {
			const cell = line?.getCell(x);
			if (!cell) continue;
			const ways = [cell.getBgColor(), cell.isUnderline(), cell.isInverse()];
			const text = cell.getChars().trim();
			if (text !== "") ways.push(cell.getFgColor(), cell.isBold(), cell.isItalic(), cell.isDim());
			row += `${text}<${ways.map((way) => (way === -1 ? "" : way || "")).join(",")}>`;
		}
		return row;
	});
}

/** Gives a command at the prompt of a terminal of SIZE. */
async function command(guest: PtyTerminal, text: string): Promise<void> {
	guest.type(`${PREFIX}:`);
	await waitUntil("a prompt", () => guest.rows()[SIZE.rows - 1]?.startsWith(":"));
	guest.type(`${text}\r`);
}

/** Waits until `terminal` asks for mouse reports. */
const mouseOn = (terminal: PtyTerminal) =>
	waitUntil("mouse reports", () => terminal.emulator.modes.mouseTrackingMode !== "none");

test("both see the same screen and status line, and both type", { skip }, async () => {
	const guest = await join_();
	await sameScreen(guest, local);
	assert.match(guest.rows()[29] ?? "", /^\[0\] \d+:sh\* +here$/);
	guest.type("echo guest-$((40+2))\r");
	await local.waitFor("guest-42");
	local.type("echo host-$((40+2))\r");
	await guest.waitFor("host-42");
	await sameScreen(guest, local);
	assert.deepEqual(guest.cursor, local.cursor);
	// Colours and attributes, and what a line drawn with letters looks like.
	guest.type(
		"printf '\\033[1;31mred\\033[0m \\033[4;48;5;33mblue\\033[0m \\033(0lqk\\033(B \\033[7mback\\033[m\\n'\r",
	);
	await guest.waitFor("red blue ┌─┐ back");
	await sameScreen(guest, local);
	assert.deepEqual(look(guest), look(local));
	// Keys that are more than one byte are what they are when the host types them.
	guest.type("clear; stty -echo; cat -v\r");
	await host.shows("#{pane_current_command}", "cat");
	const keys = "\x1b[A\x1bOP\x1b[15~\x1b[1;5C\x1b[5~\x1bx\x1b[3~é€\r";
	guest.type(keys);
	await guest.waitFor("M-bM-^BM-,");
	local.type(keys);
	await waitUntil(
		() => `the same twice: ${guest.screen()}`,
		() => {
			const [one, two] = guest.rows().filter((row) => row.includes("M-bM-^BM-,"));
			return two !== undefined && one === two;
		},
	);
	guest.type("\x03stty echo\r");
});

test("panes: split by either, borders, zoom, keys to the right one", { skip }, async () => {
	const guest = await join_();
	guest.type(`${PREFIX}%`);
	await host.shows("#{window_panes}", "2");
	await guest.waitFor(/^\S.*│\$/m);
	await sameScreen(guest, local);
	guest.type("echo right-$((40+2))\r");
	await local.waitFor(/│\S* *\$? ?.*right-42/);
	await host.ask("split-window", "-v");
	await host.shows("#{window_panes}", "3");
	await guest.waitFor(/├─/);
	await sameScreen(guest, local);
	guest.type(`${PREFIX}z`);
	await host.shows("#{window_zoomed_flag}", "1");
	await guest.waitFor(/sh\*Z/);
	await guest.waitGone("│");
	await sameScreen(guest, local);
	guest.type(`${PREFIX}z`);
	await guest.waitFor("├─");
	// The other pane by a key with the prefix, and by a click.
	guest.type(`${PREFIX}o`);
	await host.shows("#{pane_index}", "0");
	guest.type("echo left-$((40+2))\r");
	await guest.waitFor(/^left-42 *│/m);
	await mouseOn(guest);
	click(guest, 80, 25);
	await host.shows("#{pane_index}", "2");
	await host.ask("select-layout", "even-vertical");
	await guest.waitGone("│");
	await sameScreen(guest, local);
	// Layouts of many panes are drawn as the host draws them.
	for (let i = 0; i < 2; i++) await host.ask("split-window", "-h");
	await host.ask("select-layout", "tiled");
	await host.shows("#{window_panes}", "5");
	await sameScreen(guest, local);
});

test("the mouse drags a border, works in a program and on the status line", { skip }, async () => {
	const guest = await join_();
	guest.type(`${PREFIX}%`);
	await host.shows("#{window_panes} #{pane_index}", "2 1");
	await mouseOn(guest);
	const before = Number(await host.show("#{pane_width}"));
	const x = 100 - before - 1;
	guest.type(`\x1b[<0;${x + 1};5M`);
	for (let to = x; to >= x - 10; to--) guest.type(`\x1b[<32;${to + 1};5M`);
	guest.type(`\x1b[<0;${x - 9};5m`);
	await host.shows("#{pane_width}", String(before + 10));
	await sameScreen(guest, local);

	// In the right pane a program asks for the mouse: it is told places of its own.
	guest.type("clear; printf '\\033[?1000h\\033[?1006hready-%d\\n' 42; cat -v\r");
	await guest.waitFor("ready-42");
	await host.shows("#{pane_current_command} #{mouse_any_flag}", "cat 1");
	click(guest, x - 10 + 1 + 7, 9);
	await guest.waitFor("^[[<0;8;10M^[[<0;8;10m");
	await local.waitFor("^[[<0;8;10M^[[<0;8;10m");
	guest.type("\x03");
	await host.shows("#{pane_current_command}", "sh");
	guest.type("printf '\\033[?1000l'\r");

	guest.type(`${PREFIX}c`);
	await host.shows("#{session_windows}", "2");
	const status = () => guest.rows()[29] ?? "";
	await guest.waitFor(/\d+:sh- +\d+:sh\*/);
	const [first, second] = [...status().matchAll(/(\d+):sh/g)].map(([, index]) => index);
	assert.equal(await host.show("#{window_index}"), second);
	click(guest, status().indexOf(`${first}:sh`) + 1, 29);
	await host.shows("#{window_index}", String(first));
	await guest.waitFor(/\d+:sh\* +\d+:sh-/);
	guest.type(`${PREFIX}n`);
	await host.shows("#{window_index}", String(second));
	guest.type(`${PREFIX}${first}`);
	await host.shows("#{window_index}", String(first));
	guest.type(`${PREFIX}p`);
	await host.shows("#{window_index}", String(second));
	await sameScreen(guest, local);
});

test("a guest of another size: the host follows, and comes back", { skip }, async () => {
	const guest = await join_({ cols: 80, rows: 24 });
	await host.shows("#{window_width}x#{window_height}", "80x23");
	guest.resize(90, 20);
	await host.shows("#{window_width}x#{window_height}", "90x19");
	guest.type(`clear; stty size; echo sized-$((40+2))\r`);
	await guest.waitFor("sized-42");
	await guest.waitFor("19 90");
	// Larger than the host: what is not the window is filled.
	guest.resize(140, 50);
	await host.shows("#{window_width}x#{window_height}", "100x29");
	await guest.waitFor(/^sized-42 +[·.│]/m);
	await waitUntil("the status line below", () => /sh\*/.test(guest.rows()[49] ?? ""));
	guest.type(`${PREFIX}d`);
	assert.equal(await guest.waitExit(), 0);
	await guest.waitFor(/^\[detached/m);
	await host.shows("#{tmate_num_clients}", "0");
});

test("copy mode, entered by either, is the same at both", { skip }, async () => {
	const guest = await join_();
	guest.type("clear; seq 1000 1200\r");
	await guest.waitFor(/^1200$/m);
	guest.type(`${PREFIX}[`);
	await host.shows("#{pane_in_mode}", "1");
	await guest.waitFor(/\[0\/\d+\]/);
	await sameScreen(guest, local);
	guest.type("\x1b[5~\x1b[5~");
	await guest.waitFor(/^1120/m);
	await sameScreen(guest, local);
	guest.type("\x1b[A\x1b[A\x1b[D");
	await waitUntil(
		"the cursor of both",
		() => guest.cursor.y === local.cursor.y && guest.cursor.x === local.cursor.x,
	);
	// A search is asked for on the host's row, seen by both.
	guest.type("\x121099");
	await guest.waitFor(/Search Up: 1099/i);
	await local.waitFor(/Search Up: 1099/i);
	guest.type("\r");
	await guest.waitFor(/^1099/m);
	await sameScreen(guest, local);
	// A selection: both see it in other colours.
	guest.type("\x00\x1b[B\x1b[B");
	const marked = (terminal: PtyTerminal) => {
		const { active } = terminal.emulator.buffer;
		const rows = [];
		for (let y = 0; y < 29; y++) {
			const cell = active.getLine(active.baseY + y)?.getCell(0);
			if (cell?.getBgColor() === 3) rows.push(y);
		}
		return rows.join();
	};
	await waitUntil(
		() => `a selection of both: ${marked(guest)} and ${marked(local)}`,
		() => marked(guest) !== "" && marked(guest) === marked(local),
	);
	guest.type("q");
	await host.shows("#{pane_in_mode}", "0");
	await guest.waitFor(/^1200$/m);
	await sameScreen(guest, local);
	await host.ask("copy-mode");
	await host.ask("send-keys", "PPage");
	await guest.waitFor(/\[\d\d+\/\d+\]/);
	await sameScreen(guest, local);
	local.type("q");
	await guest.waitGone("/1");
	await sameScreen(guest, local);
	// By the wheel.
	await mouseOn(guest);
	for (let i = 0; i < 3; i++) guest.type("\x1b[<64;5;5M");
	await host.shows("#{pane_in_mode}", "1");
	await guest.waitFor(/\[\d+\/\d+\]/);
	guest.type("q");
	await host.shows("#{pane_in_mode}", "0");
});

test("prompts, questions and lists are at the terminal of the guest who asked", { skip }, async () => {
	const guest = await join_();
	guest.type(`${PREFIX}"`);
	await host.shows("#{window_panes}", "2");
	guest.type(`${PREFIX}x`);
	await guest.waitFor(/kill-pane 1\? \(y\/n\)/);
	assert.ok(!local.screen().includes("kill-pane"));
	guest.type("n");
	await guest.waitFor(/0:sh|\d:sh\*/);
	assert.equal(await host.show("#{window_panes}"), "2");
	guest.type(`${PREFIX}x`);
	await guest.waitFor(/kill-pane 1\? \(y\/n\)/);
	guest.type("y");
	await host.shows("#{window_panes}", "1");
	guest.type(`${PREFIX},`);
	await guest.waitFor(/^\(rename-window\) sh/m);
	guest.type("\x15work\r");
	await host.shows("#{window_name}", "work");
	await guest.waitFor(/\d+:work\*/);
	await sameScreen(guest, local);
	await command(guest, "split-window -h 'exec cat'");
	await host.shows("#{window_panes} #{pane_current_command}", "2 cat");
	// What the host says no to comes back to the guest.
	await command(guest, "select-window -t :77");
	await guest.waitFor(/[Cc]an't find window/);
	await command(guest, "display 'hello-#{window_panes}'");
	await guest.waitFor("hello-2");
	guest.type(`${PREFIX}c`);
	await host.shows("#{session_windows}", "2");
	guest.type(`${PREFIX}w`);
	await guest.waitFor(/\(1\)|work/);
	guest.type("q");
	guest.type(`${PREFIX}?`);
	await guest.waitFor(/bind-key/);
	assert.ok(!local.screen().includes("bind-key"));
	guest.type("q");
	await guest.waitGone("bind-key");
	guest.type(`${PREFIX}t`);
	await guest.waitFor(/█|\d/);
	guest.type("q");
	await sameScreen(guest, local);
	// A key bound at the host while it runs works for guests at once.
	await host.ask("bind-key", "X", "new-window", "-n", "bound");
	guest.type(`${PREFIX}X`);
	await guest.waitFor(/\d+:bound\*/);
	await host.ask("set-option", "-g", "status-left", "<left>");
	await guest.waitFor("<left>");
	await host.ask("set-option", "-g", "status-left", "[#S] ");
	await guest.waitGone("<left>");
});

test("UTF-8 that comes in pieces, and much of it", { skip }, async () => {
	const guest = await join_();
	const fifos = [join(world.home, "first"), join(world.home, "second")];
	await world.runProgram("mkfifo", fifos);
	world.write(
		"pieces",
		`clear; printf 'A\\342\\202'; read x <${fifos[0]}; printf '\\254 B\\360\\240'; read x <${fifos[1]}; printf '\\234\\216 end\\n'`,
	);
	const goOn = (fifo = "") => world.runProgram("timeout", ["10", "sh", "-c", `echo >${fifo}`]);
	guest.type(". ./pieces\r");
	await guest.waitFor(/^A/m);
	await goOn(fifos[0]);
	await guest.waitFor(/^A€ B/m);
	await goOn(fifos[1]);
	await guest.waitFor(/^A€ B𠜎 end/m);
	await local.waitFor(/^A€ B𠜎 end/m);
	// Of three bytes each, so that no power of two parts them evenly.
	const lines = Array.from({ length: 3000 }, (_, i) =>
		`${i} ${"漢字かな交じり文한국어".repeat(4)}`.slice(0, 50),
	);
	world.write("cjk", `${lines.join("\n")}\nover\n`);
	guest.type("clear; cat cjk\r");
	await guest.waitFor(/^over/m);
	await sameScreen(guest, local);
	assert.ok(guest.screen().includes(lines[2990] ?? "-"));
	assert.ok(!guest.screen().includes("\ufffd"));
});

test("those who only look see everything, change nothing, and may leave", { skip }, async () => {
	const guest = await join_();
	const same = await join_(SIZE, "ro");
	guest.type("clear; printf '\\033[1;1HNW-1\\033[1;96HNE-1\\033[28;1HSW-1\\033[28;96HSE-1\\033[12;1H'\r");
	await guest.waitFor("SE-1");
	const larger = await world.guest(host, { cols: 140, rows: 50 }, "ro");
	const smaller = await world.guest(host, { cols: 60, rows: 15 }, "ro");
	guests.push(larger, smaller);
	await same.waitFor("SE-1");
	await sameScreen(same, local);
	await larger.waitFor("SE-1");
	await smaller.waitFor(/sh\*/);
	await host.shows("#{tmate_num_clients}", "4");
	// The cursor's part, with the status line below.
	assert.match(smaller.rows()[14] ?? "", /sh\*/);
	assert.match(larger.rows()[49] ?? "", /sh\*/);
	assert.equal(await host.show("#{window_width}x#{window_height}"), "100x29");
	smaller.resize(61, 16);
	for (const viewer of [same, larger, smaller]) {
		viewer.type("echo no-$((40+2))\r");
		viewer.type(`${PREFIX}c${PREFIX}%${PREFIX}[${PREFIX}z`);
		viewer.type(`${PREFIX}:new-window\r${PREFIX}xy`);
		click(viewer, 3, 3);
	}
	guest.type("clear; echo yes-$((40+2))\r");
	for (const terminal of [local, same, larger, smaller]) await terminal.waitFor("yes-42");
	for (const viewer of [same, larger, smaller]) {
		viewer.type(`${PREFIX}d`);
		assert.equal(await viewer.waitExit(), 0);
		await viewer.waitFor(/^\[detached/m);
	}
	assert.equal(
		await host.show("#{session_windows} #{window_panes} #{pane_in_mode} #{window_width}x#{window_height}"),
		"1 1 0 100x29",
	);
	const pane = await host.pane();
	assert.ok(pane.includes("yes-42") && !pane.includes("no-"), pane);
});
