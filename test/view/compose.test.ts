import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/model/client.ts";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { ATTR, COLOUR_FLAG_256, COLOUR_FLAG_RGB, COLOUR_FLAG_THEME } from "../../src/term/attributes.ts";
import { SCREENS } from "./compose-screens.ts";
import { makeView, type ViewWorld } from "./compose-world.ts";

const TWO = "5723,30x4,0,0{15x4,0,0,0,14x4,16,0,1}";
const THREE = "cfa3,30x7,0,0{15x7,0,0,0,14x7,16,0[14x3,16,0,1,14x3,16,4,2]}";
const GREEN = 0x9acd32 | COLOUR_FLAG_RGB;
const GREY = 0xb3b3b3 | COLOUR_FLAG_RGB;

for (const screen of SCREENS)
	test(`borders: ${screen.name}`, () => {
		const view = makeView({ ...screen, options: { "status-right": "", ...screen.options } });
		assert.deepEqual(view.rows(), screen.expected);
	});

/** Colour or attribute of each cell in column `x`, from row `from` to before `to`. */
function column(
	cells: CellBuffer,
	part: "fg" | "bg" | "attr",
	x: number,
	from: number,
	to: number,
): number[] {
	return Array.from({ length: to - from }, (_, i) => cells[part][cells.index(x, from + i)] as number);
}

test("two panes: the half of the border beside the active pane has its colour", () => {
	const cells = makeView({ layout: TWO, active: 1, cols: 30, rows: 5 }).view.compose().cells;
	assert.deepEqual(column(cells, "fg", 15, 0, 4), [GREY, GREY, GREY, GREEN]);
	const off = makeView({
		layout: TWO,
		active: 1,
		cols: 30,
		rows: 5,
		options: { "pane-border-indicators": "off" },
	});
	assert.deepEqual(column(off.view.compose().cells, "fg", 15, 0, 4), [GREEN, GREEN, GREEN, GREEN]);
});

test("three panes: all of the active pane's border has its colour", () => {
	const { cells } = makeView({ layout: THREE, active: 2, cols: 30, rows: 8 }).view.compose();
	assert.deepEqual(column(cells, "fg", 15, 0, 7), [GREY, GREY, GREY, GREEN, GREEN, GREEN, GREEN]);
	assert.deepEqual(column(cells, "fg", 20, 3, 4), [GREEN]);
});

test("the border of the marked pane is in reverse, and of another colour", () => {
	const { world, session, panes, view } = makeView({ layout: THREE, active: 0, cols: 30, rows: 8 });
	world.server.mark = { session, winlink: session.current!, pane: panes[1]! };
	assert.deepEqual(
		column(view.compose().cells, "attr", 15, 0, 7).map((attr) => attr & ATTR.reverse),
		[ATTR.reverse, ATTR.reverse, ATTR.reverse, ATTR.reverse, 0, 0, 0],
	);
});

test("borders follow options, synchronised panes and the active pane at once", () => {
	const { world, window, panes, client, view } = makeView({ layout: THREE, active: 0, cols: 30, rows: 8 });
	const colour = () => column(view.compose().cells, "fg", 15, 0, 1)[0];
	assert.equal(colour(), GREEN);
	client.dirtyStatus = false;
	world.server.windowOptions.set("synchronize-panes", "on");
	assert.notEqual(colour(), GREEN);
	world.server.windowOptions.set("pane-border-style", "fg=colour5");
	window.active = panes[2];
	client.dirtyStatus = true;
	assert.equal(colour(), 5 | COLOUR_FLAG_256);
});

test("window-style colours and dims panes that are not active", () => {
	const options = { "window-style": "fg=red,bg=colour236,dim=50%", "window-active-style": "bg=blue" };
	const { cells } = makeView({
		layout: TWO,
		cols: 30,
		rows: 5,
		active: 1,
		options,
		text: ["a", "b"],
	}).view.compose();
	const at = (x: number) => [cells.text(x), cells.fg[x], cells.bg[x]];
	assert.deepEqual(at(0), ["a", 0x400000 | COLOUR_FLAG_RGB, 0x181818 | COLOUR_FLAG_RGB]);
	assert.deepEqual(at(16), ["b", 1, 4]);
});

test("a pane's own palette and default colours", () => {
	const text = ["\x1b]4;1;#102030\x07\x1b]11;#405060\x07\x1b[31mr\x1b[0mn\x1b[42mg"];
	const { cells } = makeView({ cols: 20, rows: 4, text }).view.compose();
	assert.deepEqual([...cells.fg.subarray(0, 3)], [0x102030 | COLOUR_FLAG_RGB, 8, 8]);
	assert.deepEqual([...cells.bg.subarray(0, 3)], [0x405060 | COLOUR_FLAG_RGB, 0x405060 | COLOUR_FLAG_RGB, 2]);
});

test("theme colours follow the option, the terminal and its theme; none is left in a frame", () => {
	const { world, client, view } = makeView({ layout: TWO, cols: 30, rows: 5 });
	const status = () => {
		const { cells } = view.compose();
		for (const colours of [cells.fg, cells.bg, cells.us])
			assert.ok(colours.every((c) => !(c & COLOUR_FLAG_THEME)));
		return cells.bg[cells.index(0, 4)];
	};
	assert.equal(status(), GREEN);
	client.theme = "light";
	const light = status();
	assert.notEqual(light, GREEN);
	world.server.options.set("theme", "dark");
	assert.equal(status(), GREEN);
	world.server.options.set("dark-theme-green", "colour7");
	assert.equal(status(), 7 | COLOUR_FLAG_256);
	world.server.options.set("theme", "terminal");
	assert.equal(status(), 2);
});

test("scrollbars: beside the panes, with a slider as long as the view is of all lines", () => {
	const text = [Array.from({ length: 12 }, (_, i) => `${i}`).join("\r\n")];
	const options = { "pane-scrollbars": "on", "pane-scrollbars-style": "bg=black,fg=white,width=2,pad=1" };
	const { panes, view } = makeView({ layout: TWO, cols: 30, rows: 5, options, text });
	assert.deepEqual([panes[0]!.sx, panes[1]!.sx], [12, 11]);
	const { cells } = view.compose();
	assert.deepEqual(column(cells, "bg", 12, 0, 4), [8, 8, 8, 8]);
	assert.deepEqual(column(cells, "bg", 13, 0, 4), [0, 0, 0, 7]);
	assert.deepEqual(column(cells, "bg", 29, 0, 4), [7, 7, 7, 7]);
});

test("a message covers one status line, and a row of the window when there is none", () => {
	const shown = (options: Record<string, string>, message: Partial<Client["message"]> = {}) => {
		const { client, view } = makeView({ cols: 20, rows: 4, options: { "status-right": "", ...options } });
		client.message = {
			text: "hi #[fg=red]x",
			ignoreKeys: false,
			ignoreStyles: false,
			timer: undefined,
			...message,
		};
		const frame = view.compose();
		assert.equal(frame.cursor.visible, false);
		return Array.from({ length: 4 }, (_, y) => frame.cells.rowText(y).trimEnd());
	};
	assert.deepEqual(shown({}), ["", "", "", "hi x"]);
	assert.deepEqual(shown({}, { ignoreStyles: true }), ["", "", "", "hi #[fg=red]x"]);
	assert.deepEqual(shown({ status: "off" }), ["", "", "", "hi x"]);
	assert.deepEqual(shown({ "status-position": "top", status: "2" })[0], "hi x");
	// As 3.8: half of the line on the right, on the second line.
	const right = shown({ status: "2", "message-line": "1", "message-style": "width=50%,align=right" });
	assert.deepEqual(right.slice(2), ["[main] 0:win*", "    P: 0:[t0]*  hi x"]);
});

test("a prompt has the cursor, with the look of the prompt options", () => {
	const { client, view } = makeView({
		cols: 20,
		rows: 4,
		options: { "prompt-cursor-style": "bar", "prompt-cursor-colour": "red" },
	});
	client.prompt = {
		type: "command",
		commandMode: false,
		flags: "",
		draw(cells, x, row, width) {
			assert.deepEqual([x, row, width], [0, 3, 20]);
			cells.set(cells.index(x, row), ":", 1, { fg: 1, bg: 8, us: 8, attr: 0 });
			return x + 1;
		},
		key: () => "handled",
		dispose() {},
	};
	const { cursor, cells } = view.compose();
	assert.deepEqual([cursor.x, cursor.y, cursor.visible, cursor.shape, cursor.colour], [1, 3, true, "bar", 1]);
	assert.equal(cells.text(cells.index(0, 3)), ":");
});

test("a prompt in a pane covers its row beside the status line", () => {
	for (const [position, row] of [
		["bottom", 3],
		["top", 1],
	] as const) {
		const { panes, view } = makeView({
			layout: TWO,
			cols: 30,
			rows: 5,
			active: 1,
			options: { "status-position": position },
		});
		panes[1]!.prompt = {
			type: "command",
			commandMode: false,
			flags: "",
			draw(cells, x, y, width) {
				for (let i = 0; i < width; i++)
					cells.set(cells.index(x + i, y), "p", 1, { fg: 8, bg: 8, us: 8, attr: 0 });
				return x + 2;
			},
			key: () => "handled",
			dispose() {},
		};
		const { cells, cursor } = view.compose();
		assert.equal(cells.rowText(row, 16), "p".repeat(14));
		assert.deepEqual([cursor.x, cursor.y, cursor.visible], [18, row, true]);
	}
});

test("an overlay is drawn last and has the cursor", () => {
	const { client, view } = makeView({ cols: 20, rows: 4 });
	client.overlay = {
		kind: "popup",
		draw: (cells) => cells.set(0, "O", 1, { fg: 8, bg: COLOUR_FLAG_THEME | 6, us: 8, attr: 0 }),
		cursor: () => ({
			x: 4,
			y: 2,
			visible: true,
			shape: "block",
			blinking: true,
			veryVisible: false,
			colour: 8,
		}),
		key: () => "handled",
		resize: () => true,
		dispose() {},
	};
	const { cells, cursor } = view.compose();
	assert.equal(cells.text(0), "O");
	assert.ok(!(cells.bg[0]! & COLOUR_FLAG_THEME));
	assert.deepEqual([cursor.x, cursor.y, cursor.shape, cursor.blinking], [4, 2, "block", true]);
});

test("the mouse is reported as the option, the programs and the panes need it", () => {
	const mouse = (view: ViewWorld) => view.view.compose().mouse;
	assert.equal(mouse(makeView({ options: { mouse: "off" } })), "none");
	assert.equal(mouse(makeView({ options: { mouse: "off" }, text: ["\x1b[?1000h"] })), "standard");
	assert.equal(mouse(makeView({ options: { mouse: "on" } })), "button");
	assert.equal(
		mouse(makeView({ options: { mouse: "on" }, layout: TWO, cols: 30, rows: 5, text: ["", "\x1b[?1003h"] })),
		"all",
	);
	assert.equal(mouse(makeView({ options: { mouse: "on", "focus-follows-mouse": "on" } })), "all");
	// A menu follows the pointer, a popup's program asks for itself; what is below them does not count.
	const under = (option: string, wanted: "all" | "none") => {
		const view = makeView({ options: { mouse: option }, text: ["\x1b[?1000h"] });
		view.client.overlay = {
			kind: "menu",
			draw() {},
			modes: () => ({ mouse: wanted }),
			key: () => "handled",
			resize: () => true,
			dispose() {},
		};
		return mouse(view);
	};
	assert.deepEqual([under("on", "all"), under("on", "none")], ["all", "button"]);
	assert.deepEqual([under("off", "all"), under("off", "none")], ["all", "none"]);
});

test("title and directory only with set-titles", () => {
	const { world, session, panes, view } = makeView();
	panes[0]!.path = "/srv";
	assert.deepEqual([view.compose().title, view.compose().path], [undefined, undefined]);
	world.server.sessionOptions.set("set-titles", "on");
	world.server.sessionOptions.set("set-titles-string", "<#{session_name}>");
	assert.deepEqual([view.compose().title, view.compose().path], ["<main>", "/srv"]);
	session.current = undefined;
	assert.equal(view.compose().title, undefined);
});

test("a window larger than the client follows the cursor or the pan", () => {
	const { client, panes, window, view } = makeView({ cols: 20, rows: 6, windowSize: [60, 20] });
	panes[0]!.screen.writeText("\x1b[10;41H");
	let { cursor } = view.compose();
	assert.deepEqual(client.offset, { x: 30, y: 5, sx: 20, sy: 5, bigger: true });
	assert.deepEqual([cursor.x, cursor.y], [10, 4]);
	panes[0]!.screen.writeText("\x1b[20;60H");
	view.compose();
	assert.deepEqual([client.offset.x, client.offset.y], [40, 15]);
	client.pan = { window, x: 70, y: 3 };
	({ cursor } = view.compose());
	assert.deepEqual([client.offset.x, client.offset.y, cursor.visible], [40, 3, false]);
});

test("status lines are expanded again only when told", () => {
	const { window, client, view } = makeView({ cols: 20, rows: 3, options: { "status-right": "" } });
	const line = () => view.compose().cells.rowText(2).trimEnd();
	assert.equal(line(), "[main] 0:win*");
	client.dirtyStatus = false;
	window.name = "new";
	assert.equal(line(), "[main] 0:win*");
	client.dirtyStatus = true;
	assert.equal(line(), "[main] 0:new*");
	assert.deepEqual(
		client.statusRanges[0]!.map(({ range, start, end }) => [range.type, start, end]),
		[
			["left", 0, 7],
			["window", 7, 13],
		],
	);
});

test("a pane in the middle of a synchronised update shows what it showed before", () => {
	const { panes, view } = makeView({ cols: 20, rows: 3, text: ["old"] });
	assert.equal(view.compose().cells.rowText(0).trimEnd(), "old");
	panes[0]!.screen.writeText("\x1b[?2026h\r\x1b[Knew");
	assert.equal(view.compose().cells.rowText(0).trimEnd(), "old");
	panes[0]!.screen.writeText("\x1b[?2026l");
	assert.equal(view.compose().cells.rowText(0).trimEnd(), "new");
});

test("no size of client, window, pane or status line makes it throw", () => {
	for (const lines of ["off", "on", "5"])
		for (const [cols, rows] of [
			[1, 1],
			[2, 3],
			[7, 2],
			[40, 12],
			[0, 0],
		] as const)
			for (const status of ["off", "top", "bottom"])
				for (const position of ["top", "bottom"])
					for (const bars of ["off", "on", "modal"]) {
						const options = {
							status: lines,
							"status-position": position,
							"pane-border-status": status,
							"pane-scrollbars": bars,
						};
						const { client, panes, view } = makeView({
							layout: THREE,
							cols,
							rows,
							windowSize: [30, 7],
							options,
							text: ["漢字漢字"],
						});
						view.compose();
						// A pane whose screen has not followed its place yet.
						panes[0]!.screen.resize(3, 2);
						client.sx += 1;
						client.message = { text: "m", ignoreKeys: false, ignoreStyles: false, timer: undefined };
						const { cells } = view.compose();
						assert.equal(cells.cols, Math.max(cols + 1, 1));
					}
});

test("a frame drawn over the cells of an old one has nothing of it", () => {
	const { view } = makeView({ layout: TWO, active: 1, cols: 30, rows: 5 });
	const fresh = view.compose().cells;
	const old = new CellBuffer(30, 5);
	const style = { fg: 1, bg: 2, us: 3, attr: 4 };
	for (let i = 0; i < 150; i++) old.set(i, "e\u0301", 1, style, { uri: "http://old", id: "" });
	const again = view.compose(old).cells;
	assert.equal(again, old);
	assert.deepEqual(again, fresh);
	// Cells of another size are left alone.
	assert.deepEqual(view.compose(new CellBuffer(29, 5)).cells, fresh);
});
