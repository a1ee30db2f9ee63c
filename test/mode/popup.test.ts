import assert from "node:assert/strict";
import { test } from "node:test";
import { openPopup, type PopupRequest } from "../../src/mode/popup.ts";
import { parseColour } from "../../src/term/colour.ts";
import { KEY } from "../../src/term/key-code.ts";
import { blank, keyOf, makeUi, mouseAt, textOf, type UiWorld } from "./ui-world.ts";

function open(request: Partial<PopupRequest> = {}, ui: UiWorld = makeUi()) {
	const closed: number[] = [];
	const { world, client, session } = ui;
	world.server.sessionOptions.set("default-shell", "/bin/zsh");
	const popup = openPopup({
		server: world.server,
		client,
		environment: new Map([["A", "1"]]),
		request: {
			x: 14,
			y: 5,
			width: 30,
			height: 8,
			title: "pop",
			argv: ["echo hello; cat"],
			cwd: "/tmp",
			environment: ["A=2", "B=x=y"],
			session,
			closeOnExit: false,
			closeOnSuccess: false,
			closeOnKey: false,
			onClose: (status) => void closed.push(status),
			...request,
		},
		close: () => {
			client.overlay?.dispose();
			client.overlay = undefined;
		},
	});
	client.overlay = popup;
	const job = ui.jobs[ui.jobs.length - 1];
	const says = (text: string) => job?.request.onOutput?.(new TextEncoder().encode(text));
	const key = (name: string) => popup!.key(keyOf(name), undefined);
	const mouse = (x: number, y: number, b: number, last = {}) => popup!.key(KEY.mouse, mouseAt(x, y, b, last));
	return { ui, popup: popup!, job: job!, closed, says, key, mouse };
}

test("a popup shows its program in a box", () => {
	const { ui, popup, job, says } = open();
	assert.deepEqual(job.request.pty, { cols: 28, rows: 6 });
	assert.equal(job.request.command, "echo hello; cat");
	assert.equal(job.request.shell, "/bin/zsh");
	assert.equal(job.request.cwd, "/tmp");
	assert.deepEqual(
		[...job.request.env],
		[
			["A", "2"],
			["B", "x=y"],
		],
	);
	says("hello\r\n\x1b[31mred");
	const cells = blank(ui.client);
	cells.set(cells.index(0, 5), "#", 1, { fg: 8, bg: 8, us: 8, attr: 0 });
	popup.draw(cells);
	assert.deepEqual(textOf(cells).slice(5, 13), [
		"#             ┌─pop────────────────────────┐",
		"              │hello                       │",
		"              │red                         │",
		...Array.from({ length: 4 }, () => "              │                            │"),
		"              └────────────────────────────┘",
	]);
	const at = cells.index(15, 6);
	assert.deepEqual([cells.fg[at], cells.bg[at]], [parseColour("themewhite"), parseColour("themedarkgrey")]);
	assert.equal(cells.fg[cells.index(15, 7)], parseColour("red"));
	assert.deepEqual([popup.cursor().x, popup.cursor().y], [18, 7]);
});

test("a border with a style of its own does not get the popup's background", () => {
	const { ui, popup } = open({ borderStyle: "fg=green" });
	const cells = blank(ui.client);
	popup.draw(cells);
	const corner = cells.index(14, 5);
	assert.deepEqual([cells.fg[corner], cells.bg[corner]], [parseColour("green"), 8]);
	assert.equal(cells.bg[cells.index(15, 6)], parseColour("themedarkgrey"));
});

test("the border of a popup keeps its own colours, popup-style is for the program's", () => {
	const { ui, popup, says } = open();
	const { windowOptions } = ui.world.server;
	windowOptions.set("popup-style", "fg=green,bg=black");
	windowOptions.set("popup-border-style", "fg=cyan");
	says("x");
	const cells = blank(ui.client);
	popup.draw(cells);
	const look = (x: number, y: number) => [cells.fg[cells.index(x, y)], cells.bg[cells.index(x, y)]];
	assert.deepEqual(
		[look(14, 5), look(16, 5), look(15, 6)],
		[
			[6, 8],
			[6, 8],
			[2, 0],
		],
	);
});

test("keys go to the program in its modes", () => {
	const { job, key, says } = open({ closeOnExit: true });
	key("a");
	key("Up");
	says("\x1b[?1h");
	key("Up");
	key("Escape");
	key("C-c");
	says("\x1b[6n");
	assert.equal(job.input, "a\x1b[A\x1bOA\x1b\x03\x1b[1;1R");
});

test("it closes by the rules it was given", () => {
	const ends = (request: Partial<PopupRequest>, status: number, signal = 0) => {
		const made = open(request);
		made.job.request.onExit(status, signal);
		return made;
	};
	assert.deepEqual(ends({ closeOnExit: true }, 7).closed, [7]);
	assert.deepEqual(ends({ closeOnExit: true }, 0, 15).closed, [15]);
	assert.deepEqual(ends({ closeOnSuccess: true }, 0).closed, [0]);
	const failed = ends({ closeOnSuccess: true }, 1);
	assert.deepEqual(
		[failed.closed, failed.popup.running, failed.key("a"), failed.key("Escape")],
		[[], false, "handled", "close"],
	);
	failed.popup.dispose();
	assert.deepEqual(failed.closed, [1]);
	const anyKey = ends({ closeOnKey: true }, 3);
	assert.deepEqual([anyKey.mouse(20, 8, 0), anyKey.key("x")], ["handled", "close"]);
	const running = open();
	assert.equal(running.key("Escape"), "close");
	running.popup.dispose();
	assert.deepEqual([running.closed, running.job.disposed], [[129], true]);
});

test("without a command it runs default-command or the shell", () => {
	assert.deepEqual(open({ argv: [] }).job.request.command, ["/bin/zsh"]);
	const ui = makeUi();
	ui.world.server.sessionOptions.set("default-command", "top");
	assert.equal(open({ argv: [] }, ui).job.request.command, "top");
	assert.deepEqual(open({ argv: ["ls", "-l"] }).job.request.command, ["ls", "-l"]);
});

test("there must be room for it", () => {
	for (const request of [{ width: 61 }, { height: 21 }, { width: 2 }, { height: 2 }]) {
		const ui = makeUi();
		assert.equal(open(request, ui).popup, undefined);
		assert.equal(ui.jobs.length, 0);
	}
	assert.deepEqual(open({ width: 1, height: 1, borderLines: "none" }).job.request.pty, { cols: 1, rows: 1 });
});

test("it goes with its client's size and comes back", () => {
	const { popup, job } = open();
	assert.equal(popup.resize(20, 6), true);
	assert.deepEqual([popup.place, job.size], [{ x: 0, y: 0, width: 20, height: 6 }, "18x4"]);
	popup.resize(60, 20);
	assert.deepEqual([popup.place, job.size], [{ x: 14, y: 5, width: 30, height: 8 }, "28x6"]);
});

test("its border is dragged, the inside is the program's", () => {
	const { popup, job, mouse, says } = open();
	says("\x1b[?1000h\x1b[?1006h");
	popup.key(KEY.mouse, { ...mouseAt(20, 8, 0), sgrType: "M", sgrB: 0 });
	assert.equal(job.input, "\x1b[<0;6;3M");
	mouse(20, 5, 0);
	mouse(21, 5, 32, { lx: 20, ly: 5, lb: 0 });
	mouse(25, 7, 32, { lx: 21, ly: 5, lb: 32 });
	assert.deepEqual(popup.place, { x: 19, y: 7, width: 30, height: 8 });
	mouse(90, 90, 32, { lx: 25, ly: 7, lb: 32 });
	assert.deepEqual(popup.place, { x: 30, y: 12, width: 30, height: 8 });
	mouse(40, 12, 3, { lb: 32 });
	mouse(59, 19, 2);
	mouse(58, 19, 34, { lx: 59, ly: 19, lb: 2 });
	mouse(50, 18, 34, { lx: 58, ly: 19, lb: 34 });
	assert.deepEqual([popup.place, job.size], [{ x: 30, y: 12, width: 20, height: 6 }, "18x4"]);
	assert.equal(job.input, "\x1b[<0;6;3M");
});

test("display-popup changes an open one", () => {
	const { ui, popup, job, closed } = open();
	popup.modify({
		title: "new",
		borderLines: "none",
		style: "bg=blue",
		closing: { closeOnExit: true, closeOnSuccess: false, closeOnKey: false },
	});
	assert.equal(job.size, "30x8");
	const cells = blank(ui.client);
	popup.draw(cells);
	assert.equal(cells.bg[cells.index(14, 5)], parseColour("blue"));
	job.request.onExit(4, 0);
	assert.deepEqual(closed, [4]);
});
