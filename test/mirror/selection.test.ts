import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeGuest } from "../harness/fake-share.ts";
import { type FakeTmateHost, ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

const MOUSE = ["set-option", "-g", "mouse", "on"];
/** What a tmate 2.4.0 sends of its own root table. */
const REAL = [
	MOUSE,
	[
		"bind-key",
		"-n",
		"MouseDrag1Pane",
		"if-shell",
		"-F",
		"-t",
		"=",
		"#{mouse_any_flag}",
		'if -Ft= "#{pane_in_mode}" "copy-mode -M" "send-keys -M"',
		"copy-mode -M",
	],
];

const press = (x: number, y: number) => `\x1b[<0;${x};${y}M`;
const move = (x: number, y: number) => `\x1b[<32;${x};${y}M`;
const release = (x: number, y: number) => `\x1b[<0;${x};${y}m`;

/** Everything written to the guest from now on, and what of it set the clipboard. */
function clipboardOf(guest: FakeGuest): () => string[] {
	let all = "";
	const write = guest.write.bind(guest);
	guest.write = (bytes) => {
		all += Buffer.from(bytes).toString("latin1");
		write(bytes);
	};
	return () => {
		const found = [...all.matchAll(/\x1b\]52;[a-z]*;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)/g)];
		all = "";
		return found.map(([, text]) => Buffer.from(text ?? "", "base64").toString());
	};
}

/** What was sent besides the choice of a pane that a click is. */
const others = (host: FakeTmateHost) =>
	host.take().filter((one) => !(one.kind === "exec" && one.argv[0] === "select-pane"));

for (const [name, settings] of [
	["the bindings of a real host", REAL],
	["the mirror's own bindings", [MOUSE]],
] as const)
	test(
		`a drag selects for the guest alone and fills its clipboard: ${name}`,
		withHost((host) => {
			host.say(SPLITS);
			host.prints(1, "first line of the pane\r\nsecond line");
			const guest = host.guest();
			const other = host.guest();
			const copied = clipboardOf(guest);
			const copiedByOther = clipboardOf(other);
			host.take();
			guest.type(press(48, 1));
			guest.type(move(48, 1) + move(50, 1));
			guest.type(move(49, 2));
			assert.equal(guest.marked(0), "line of the pane".padEnd(39 - 6));
			assert.equal(guest.marked(1), "second ");
			assert.equal(other.marked(0), "");
			// What is printed meanwhile is not what was seen.
			host.prints(1, "\r\nmore\x1b[HXXXXX");
			assert.match(guest.screen()[0] ?? "", /│first line/);
			assert.match(other.screen()[0] ?? "", /│XXXXX line/);
			assert.deepEqual(copied(), []);
			guest.type(release(49, 2));
			assert.deepEqual(copied(), ["line of the pane\nsecond "]);
			assert.match(guest.screen()[0] ?? "", /│XXXXX line/);
			assert.deepEqual(copiedByOther(), []);
			assert.deepEqual(others(host), []);
			// The next click is an ordinary one.
			guest.type(press(5, 5) + release(5, 5));
			assert.deepEqual(host.commands(), ["select-pane -t %0"]);
			guest.type("x");
			assert.equal(host.typed(), "x");
		}, settings),
	);

test(
	"all of a drag in one piece, keys in the middle, and a pane that goes away",
	withHost(
		(host) => {
			host.say(SPLITS);
			host.prints(0, "some words here");
			const guest = host.guest();
			const copied = clipboardOf(guest);
			guest.type(press(6, 1) + move(7, 1) + move(11, 1) + release(11, 1));
			assert.deepEqual(copied(), ["words"]);
			guest.type(press(6, 1) + move(11, 1));
			assert.equal(guest.marked(0), "words");
			guest.type("\x1b");
			host.later();
			assert.equal(guest.marked(0), "");
			guest.type(release(11, 1));
			guest.type(press(6, 1) + move(11, 1));
			host.take();
			guest.type("k");
			assert.equal(host.typed(), "k");
			assert.equal(guest.marked(0), "");
			guest.type(move(12, 1) + release(12, 1));
			host.later();
			guest.type(press(6, 1) + move(11, 1));
			host.say(ONE_PANE);
			guest.type(move(12, 1) + release(12, 1));
			guest.type(press(6, 1) + move(9, 1));
			host.say(SPLITS);
			guest.resize(60, 20);
			guest.type(release(9, 1));
			guest.type("z");
			assert.equal(host.typed(), "z");
		},
		[MOUSE],
	),
);

test(
	"at the edge the history scrolls; double and triple clicks take words and lines",
	withHost(
		(host) => {
			host.say(ONE_PANE);
			host.prints(0, Array.from({ length: 60 }, (_, i) => `line number-${i}`).join("\r\n"));
			const guest = host.guest();
			const copied = clipboardOf(guest);
			assert.equal(guest.screen()[0], "line number-37");
			guest.type(press(1, 3) + move(1, 2));
			guest.type(move(1, 1));
			host.clock.advance(200);
			host.later();
			const top = Number(/-(\d+)$/.exec(guest.screen()[0] ?? "")?.[1]);
			assert.ok(top < 35 && top > 25, String(top));
			guest.type(release(1, 1));
			assert.match(
				copied()[0] ?? "",
				new RegExp(`^line number-${top}\nline number-${top + 1}\n.*\nline number-38\n?$`, "s"),
			);
			assert.equal(guest.screen()[0], "line number-37");
			const click = press(7, 2) + release(7, 2);
			host.clock.advance(500);
			guest.type(click + click);
			host.clock.advance(320);
			host.later();
			assert.equal(guest.marked(1), "number");
			host.clock.advance(300);
			assert.deepEqual(copied(), ["number"]);
			host.clock.advance(500);
			guest.type(click + click + click);
			assert.match(guest.marked(1), /^line number-38 *$/);
			host.clock.advance(320);
			host.later();
			assert.deepEqual(copied(), ["line number-38"]);
			assert.equal(guest.marked(1), "");
		},
		[MOUSE, ["set-option", "-g", "status-position", "bottom"]],
	),
);

test(
	"in the host's copy mode: what is seen there is selected, the wheel scrolls at the host",
	withHost((host) => {
		host.say(ONE_PANE);
		host.prints(0, Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\r\n"));
		const guest = host.guest();
		const copied = clipboardOf(guest);
		const state = { backing: true, oy: 10, cx: 2, cy: 0, selection: null, input: null };
		host.say({ kind: "copy-mode", pane: 0, state });
		assert.match(guest.screen()[1] ?? "", /^line 28/);
		host.take();
		guest.type(press(6, 2) + move(7, 2) + move(8, 2));
		assert.equal(guest.marked(1), "28");
		assert.deepEqual(others(host), []);
		guest.type(release(8, 2));
		assert.deepEqual(copied(), ["28"]);
		assert.match(guest.screen()[0] ?? "", /^line 27 .*\[10\/37\]$/);
		assert.deepEqual(others(host), []);
		guest.type("\x1b[<64;5;5M");
		assert.deepEqual(
			host.take().map((one) => (one.kind === "pane-key" ? one.key.toString(16) : one)),
			Array(5).fill("500000000041"),
		);
		guest.type("\x1b[<65;5;5M");
		assert.deepEqual(
			host.take().map((one) => (one.kind === "pane-key" ? one.key.toString(16) : one)),
			Array(5).fill("500000000042"),
		);
		// Lines of output, and the status line above.
		host.say({ kind: "copy-mode", pane: 0, state: null }, { kind: "copy-line", pane: 0, line: "Tip: one" });
		host.say({ kind: "exec", argv: ["set-option", "-g", "status-position", "top"] });
		guest.type(press(6, 2) + move(7, 2) + move(9, 2) + release(9, 2));
		assert.deepEqual(copied(), ["one"]);
	}, REAL),
);

test(
	"the mouse of a guest who may only look does nothing, and its clipboard is its own",
	withHost((host) => {
		host.say(SPLITS);
		host.prints(0, "some words here");
		host.prints(2, "\x1b[?1003h\x1b[?1006h");
		const guest = host.guest({ rights: "read-only" });
		const copied = clipboardOf(guest);
		host.take();
		const click = (x: number, y: number) => press(x, y) + release(x, y);
		guest.type(press(6, 1) + move(7, 1) + move(11, 1) + release(11, 1));
		guest.type(`${click(3, 3)}${click(3, 3)}\x1b[<64;5;5M\x1b[<65;5;5M${click(45, 15)}`);
		const x = (guest.screen()[23] ?? "").indexOf("3:two") + 1;
		guest.type(`${click(x, 24)}\x1b[<0;41;3M\x1b[<32;38;3M\x1b[<0;38;3m`);
		const state = { backing: true, oy: 0, cx: 2, cy: 0, selection: null, input: null };
		host.say({ kind: "copy-mode", pane: 0, state });
		guest.type(`\x1b[<64;5;5M${press(6, 1) + move(11, 1) + release(11, 1)}`);
		host.clock.advance(1000);
		assert.deepEqual(host.take(), []);
		assert.deepEqual(copied(), []);
	}, REAL),
);
