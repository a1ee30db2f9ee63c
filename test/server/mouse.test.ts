import assert from "node:assert/strict";
import { test } from "node:test";
import { expand } from "../../src/format/expand.ts";
import { locateMouse, targetOfMouse } from "../../src/server/mouse.ts";
import { KEY, KEY_BASE_MASK, KEY_CTRL, type KeyCode } from "../../src/term/key-code.ts";
import { describeMouseKey, emptyMouseEvent, type MouseEvent } from "../../src/term/mouse-keys.ts";
import type { Clock } from "../../src/util/clock.ts";
import { makeView, type ViewRequest } from "../view/compose-world.ts";

const THREE = "28a8,30x9,0,0{15x9,0,0,0,14x9,16,0[14x4,16,0,1,14x4,16,5,2]}";

/** A client with a mouse: events by protocol numbers, and a clock that moves when told. */
function makeMouse(request: ViewRequest = {}) {
	const view = makeView({
		layout: THREE,
		cols: 30,
		rows: 10,
		...request,
		options: { mouse: "on", "status-right": "", ...request.options },
	});
	const { server } = view.world;
	const timers = new Set<{ at: number; fn: () => void }>();
	const clock: Clock = {
		now: () => view.world.now,
		setTimeout(fn, ms) {
			const timer = { at: view.world.now + ms, fn };
			timers.add(timer);
			return { dispose: () => timers.delete(timer) };
		},
		setImmediate: (fn) => clock.setTimeout(fn, 0),
	};
	Object.assign(server.ports, { clock });
	view.view.compose();
	const again: string[] = [];
	const last = { x: 0, y: 0, b: 0 };
	const name = (key: KeyCode | undefined) =>
		key === undefined
			? ""
			: (key & KEY_BASE_MASK) === KEY.dragging
				? "Dragging"
				: (describeMouseKey(key) ?? "?");
	const locate = (event: MouseEvent, key: KeyCode = KEY.mouse): KeyCode | undefined => {
		const found = locateMouse(server, view.client, event, key, {
			view: view.view,
			again: (made) => again.push(name(locate(made.mouse!, made.key))),
		});
		if (found !== undefined) Object.assign(event, { valid: true, key: found });
		return found;
	};
	let event = emptyMouseEvent();
	return {
		...view,
		again,
		timers,
		get event() {
			return event;
		},
		/** Sends an event in SGR form and gives the name of its key. */
		send(x: number, y: number, sgrB: number, release = false): string {
			const b = release ? 3 : sgrB;
			event = {
				...emptyMouseEvent(),
				x,
				y,
				b,
				lx: last.x,
				ly: last.y,
				lb: last.b,
				sgrType: release ? "m" : "M",
				sgrB,
			};
			Object.assign(last, { x, y, b });
			const key = locate(event);
			return name(key) + (key !== undefined && key & KEY_CTRL ? "+C" : "");
		},
		pass(ms: number): void {
			view.world.now += ms;
			for (const timer of [...timers]) {
				if (timer.at > view.world.now) continue;
				timers.delete(timer);
				timer.fn();
			}
		},
		format: (text: string) =>
			expand(text, { server, client: view.client, session: view.session, mouse: event }),
	};
}

const LETTERS: Readonly<Record<string, string>> = {
	Pane: "p",
	Border: "b",
	Status: "s",
	StatusLeft: "l",
	StatusRight: "r",
	StatusDefault: "d",
	ScrollbarUp: "u",
	ScrollbarSlider: "|",
	ScrollbarDown: "v",
	Empty: "e",
	Control7: "7",
	Control8: "8",
	Control9: "9",
	"": " ",
};

/** The place under every cell: one letter each. */
function map(request: ViewRequest): string[] {
	const mouse = makeMouse(request);
	return Array.from({ length: mouse.client.sy }, (_, y) =>
		Array.from({ length: mouse.client.sx }, (_, x) => LETTERS[mouse.send(x, y, 64).replace("WheelUp", "")])
			.join("")
			.trimEnd(),
	);
}

test("places: panes, borders and the status line", () => {
	assert.deepEqual(map({}), [
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbbbbbbbbbbbbbbb",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"pppppppppppppppbpppppppppppppp",
		"lllllllssssssddddddddddddddddd",
	]);
});

test("places: controls in border status lines, status line at the top, outside the window", () => {
	const rows = map({
		cols: 34,
		rows: 13,
		windowSize: [30, 9],
		options: { "pane-border-status": "top", "status-position": "top", status: "2" },
	});
	assert.deepEqual(rows.slice(0, 4), [
		"lllllllssssssddddddddddddddddddddd",
		"dddddddsssssssdsssssssddsssssssddd",
		// Narrow panes cut the controls from the left.
		"bbbbbbbb7888999bbbbbbbbb888999b",
		"pppppppppppppppbppppppppppppppb",
	]);
});

test("places: scrollbars with their slider", () => {
	const text = [Array.from({ length: 27 }, (_, i) => `${i}`).join("\r\n")];
	const rows = map({
		text,
		options: { "pane-scrollbars": "on", "pane-scrollbars-style": "bg=black,fg=white,width=2,pad=1" },
	});
	assert.deepEqual(rows.slice(0, 1), ["ppppppppppppp" + "uu" + "b" + "pppppppppppp" + "||"]);
	assert.equal(rows[8], "ppppppppppppp" + "||" + "b" + "pppppppppppp" + "||");
});

test("the event knows what is under it, and formats say so", () => {
	const mouse = makeMouse();
	mouse.send(20, 6, 64);
	assert.deepEqual(
		[mouse.event.paneId, mouse.event.windowId, mouse.event.statusAt, mouse.event.statusLines],
		[2, 0, 9, 1],
	);
	assert.equal(mouse.format("#{mouse_pane} #{mouse_x},#{mouse_y}"), "%2 4,1");
	assert.equal(targetOfMouse(mouse.world.server, mouse.event)?.pane, mouse.panes[2]);
	mouse.send(8, 9, 64);
	assert.equal(mouse.format("#{mouse_status_line} #{mouse_status_range}"), "0 window");
	assert.equal(targetOfMouse(mouse.world.server, mouse.event)?.winlink, mouse.session.current);
	mouse.world.server.panes.delete(2);
	mouse.event.paneId = 2;
	assert.equal(targetOfMouse(mouse.world.server, mouse.event), undefined);
});

test("clicks: second, double after a pause, triple at once; another place begins again", () => {
	const mouse = makeMouse();
	const click = (x: number, y: number) => [mouse.send(x, y, 0), mouse.send(x, y, 0, true)];
	assert.deepEqual(click(3, 3), ["MouseDown1Pane", "MouseUp1Pane"]);
	assert.deepEqual(click(3, 3), ["SecondClick1Pane", "MouseUp1Pane"]);
	assert.deepEqual(mouse.again, []);
	mouse.pass(300);
	assert.deepEqual(mouse.again, ["DoubleClick1Pane"]);
	assert.equal(mouse.timers.size, 0);
	assert.deepEqual(
		[click(3, 3)[0], click(3, 3)[0], click(4, 4)[0]],
		["MouseDown1Pane", "SecondClick1Pane", "TripleClick1Pane"],
	);
	mouse.pass(1000);
	assert.deepEqual(mouse.again, ["DoubleClick1Pane"]);
	// Slow, or elsewhere, or with another button: first clicks all.
	assert.equal(click(3, 3)[0], "MouseDown1Pane");
	mouse.pass(301);
	assert.deepEqual(
		[click(3, 3)[0], click(20, 3)[0], mouse.send(20, 3, 2)],
		["MouseDown1Pane", "MouseDown1Pane", "MouseDown3Pane"],
	);
});

test("drags: begin where the button went down, stay with their pane, end with their button", () => {
	const mouse = makeMouse();
	assert.equal(mouse.send(15, 2, 0), "MouseDown1Border");
	assert.equal(mouse.send(16, 2, 32), "MouseDrag1Border");
	assert.deepEqual(
		[mouse.client.mouse.dragPane, mouse.client.mouse.dragX, mouse.client.mouse.dragY],
		[0, 15, 2],
	);
	assert.equal(mouse.send(16, 2, 32), "", "a drag that does not move");
	const moved: string[] = [];
	mouse.client.mouse.dragUpdate = (_client, event) => moved.push(`${event.x},${event.y}`);
	mouse.client.mouse.dragRelease = () => moved.push("released");
	assert.equal(mouse.send(18, 3, 32), "Dragging");
	mouse.client.mouse.dragUpdate(mouse.client, mouse.event);
	assert.equal(mouse.send(18, 3, 0, true), "MouseDragEnd1Pane");
	assert.deepEqual(moved, ["18,3", "released"]);
	assert.deepEqual(
		[mouse.client.mouse.dragging, mouse.client.mouse.dragUpdate, mouse.client.mouse.dragPane],
		[false, undefined, -1],
	);
	assert.equal(mouse.send(18, 3, 16), "MouseDown1Pane+C");
});

test("dragging a slider goes on wherever the mouse is", () => {
	const text = [Array.from({ length: 27 }, (_, i) => `${i}`).join("\r\n")];
	const mouse = makeMouse({ text, options: { "pane-scrollbars": "on", "status-position": "top" } });
	assert.equal(mouse.send(14, 9, 0), "MouseDown1ScrollbarSlider");
	assert.equal(mouse.send(14, 8, 32), "MouseDrag1ScrollbarSlider");
	// The slider begins in row 6 of the pane, below one status line.
	assert.deepEqual([mouse.client.mouse.scrolling, mouse.client.mouse.sliderOffset], [true, 3]);
	assert.equal(mouse.send(25, 4, 32), "MouseDrag1ScrollbarSlider");
	assert.equal(mouse.event.paneId, 0);
	mouse.send(25, 4, 0, true);
	assert.deepEqual([mouse.client.mouse.scrolling, mouse.client.mouse.sliderOffset], [false, -1]);
});

test("movement: its own key, focus-follows-mouse, and a scrollbar that comes out", () => {
	const mouse = makeMouse({
		active: 0,
		options: { "focus-follows-mouse": "on", "pane-scrollbars": "auto-hide" },
	});
	assert.equal(mouse.send(20, 1, 35), "MouseMovePane");
	assert.equal(mouse.window.active, mouse.panes[1]);
	const bar = () => mouse.view.compose().cells.bg[14] !== 8;
	assert.equal(bar(), false);
	mouse.send(14, 3, 35);
	assert.deepEqual([bar(), mouse.panes[0]!.sx], [true, 15]);
	assert.equal(mouse.send(14, 3, 64), "WheelUpScrollbarSlider");
	mouse.pass(500);
	assert.equal(bar(), false);
	assert.equal(mouse.send(14, 3, 64), "WheelUpPane");
});
