import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeTmateHost, ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

test(
	"copy mode is where the host's is, and its keys are the host's",
	withHost((host) => {
		host.say(ONE_PANE);
		host.prints(0, Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\r\n"));
		const guest = host.guest();
		assert.equal(guest.screen()[0], "line 37");
		const state = { backing: true, oy: 10, cx: 2, cy: 0, selection: null, input: null };
		host.say({ kind: "copy-mode", pane: 0, state });
		assert.match(guest.screen()[0] ?? "", /^line 27 .*\[10\/37\]$/);
		host.take();
		guest.type("\x1b[A/");
		assert.deepEqual(
			host.take().map((one) => (one.kind === "pane-key" ? one.key.toString(16) : one)),
			["100000000041", "2f"],
		);
		const input = { type: 3, prompt: "Search Up", text: "line 1" };
		host.say({ kind: "copy-mode", pane: 0, state: { ...state, input } });
		assert.match(guest.screen()[22] ?? "", /^Search Up: line 1/);
		host.say({ kind: "copy-mode", pane: 0, state: { ...state, selection: { x: 0, y: 20, rect: false } } });
		host.say({ kind: "copy-mode", pane: 0, state: { ...state, oy: 100000, cx: 9999, cy: 9999 } });
		assert.match(guest.screen()[0] ?? "", /^line 0 /);
		// The prefix still works.
		host.take();
		guest.type("\x02c");
		assert.deepEqual(host.commands(), ["new-window"]);
		host.say({ kind: "copy-mode", pane: 0, state: null }, { kind: "copy-mode", pane: 0, state: null });
		assert.equal(guest.screen()[0], "line 37");
	}),
);

test(
	"lines of output open a mode by themselves",
	withHost((host) => {
		host.say(ONE_PANE);
		host.prints(0, "shell$ ");
		const guest = host.guest();
		host.say(
			{ kind: "copy-line", pane: 0, line: "Tip: something" },
			{ kind: "copy-line", pane: 0, line: "second \x1b[31m line" },
		);
		assert.match(guest.screen()[0] ?? "", /^Tip: something/);
		assert.equal(guest.screen()[1], "second [31m line");
		// The output of a guest's own command lies over it.
		guest.type("\x02?");
		assert.match(guest.text(), /bind-key +-T copy-mode/);
		guest.type("q");
		assert.match(guest.screen()[0] ?? "", /^Tip: something/);
		host.say({ kind: "copy-mode", pane: 0, state: null });
		assert.equal(guest.screen()[0], "shell$");
	}),
);

test(
	"guests stay while the host is away and see it again from its snapshot",
	withHost(
		(host) => {
			host.say(SPLITS);
			host.prints(1, "before");
			const guest = host.guest();
			assert.deepEqual(host.mirror.wishes.authorizedKeys, ["ssh-ed25519 AAAA me"]);
			assert.equal(host.mirror.wishes.restricted, true);
			assert.equal(host.mirror.wishes.sessionName, "mine");
			assert.equal(host.mirror.info.uname?.nodename, "far.example");
			host.lost();
			assert.equal(guest.gone, false);
			assert.match(guest.screen()[0] ?? "", /before/);
			assert.equal(guest.screen()[23], "The host has lost its connection; waiting for it to come back");
			guest.type("x");
			guest.type("\x02c");
			assert.equal(guest.screen()[23], "The host is not connected");
			host.take();
			host.back();
			host.say(
				{ kind: "header", protocol: 6, version: "2.4.0" },
				{ kind: "reconnect", data: "TOKEN" },
				{ kind: "exec", argv: ["bind-key", "X", "last-pane"] },
				{ kind: "ready" },
			);
			assert.deepEqual(host.ready, [undefined, "TOKEN"]);
			assert.deepEqual(host.mirror.wishes.restricted, false);
			assert.deepEqual(
				host.take().filter((one) => one.kind === "resize"),
				[{ kind: "resize", sx: 80, sy: 23 }],
			);
			const line = (text: string) => ({
				text: Buffer.from(text),
				cells: Uint32Array.from(text, () => 0x0808),
			});
			host.say(SPLITS, {
				kind: "snapshot",
				panes: [
					{
						id: 1,
						mode: 0x11,
						grid: { cx: 5, cy: 0, lines: [line("after"), ...Array(10).fill(line(""))] },
						saved: null,
					},
				],
			});
			assert.equal(guest.screen()[0], `${" ".repeat(40)}│after`);
			host.prints(1, "!");
			assert.equal(guest.screen()[0], `${" ".repeat(40)}│after!`);
			host.take();
			guest.type("\x02X");
			assert.deepEqual(host.commands(), ["last-pane"]);
		},
		[
			["set-option", "tmate-authorized-keys", "/x"],
			["set-option", "tmate-set", "authorized_keys=ssh-ed25519 AAAA me"],
			["set-option", "-g", "tmate-session-name", "mine"],
		],
	),
);

test(
	"who comes while the host is away is told so, until it is back or a key is pressed",
	withHost((host) => {
		const away = "The host has lost its connection; waiting for it to come back";
		host.say(ONE_PANE);
		host.prints(0, "kept");
		const there = host.guest();
		host.lost();
		const late = host.guest();
		const looking = host.guest({ rights: "read-only" });
		assert.equal(late.screen()[0], "kept");
		for (const guest of [there, late, looking]) assert.equal(guest.screen()[23], away);
		host.clock.advance(60_000);
		assert.equal(late.screen()[23], away);
		late.type("x");
		assert.match(late.screen()[23] ?? "", /0:sh\*/);
		host.back();
		// The connection alone is not the host.
		const between = host.guest();
		assert.equal(between.screen()[23], away);
		host.say({ kind: "header", protocol: 6, version: "2.4.0" }, { kind: "ready" });
		for (const guest of [there, late, looking, between]) assert.equal(guest.screen()[23], "The host is back");
		host.clock.advance(5000);
		for (const guest of [there, late, looking, between]) assert.match(guest.screen()[23] ?? "", /0:sh\*/);
		assert.match(host.guest().screen()[23] ?? "", /0:sh\*/);
	}),
);

test(
	"a guest who comes before the first layout waits for it",
	withHost((host) => {
		const guest = host.guest();
		assert.equal(guest.screen()[0], "Waiting for the host...");
		host.say(ONE_PANE);
		host.prints(0, "here");
		assert.equal(guest.screen()[0], "here");
	}),
);

test("hosts of protocol 4 and 5", () => {
	for (const protocol of [4, 5] as const) {
		const host = new FakeTmateHost(protocol);
		host.say({ kind: "header", protocol, version: "2.2.0" });
		assert.deepEqual(host.ready, [undefined]);
		host.say({ kind: "exec-string", command: "bind-key X split-window -h" }, ONE_PANE);
		const guest = host.guest();
		host.take();
		guest.type("é\x02X\x1b[A");
		const keys = protocol === 4 ? [0xc3, 0xa9] : [0xe9];
		const up = protocol === 4 ? 0x101d : 0x100000000041 - 9;
		const key = (code: number) =>
			protocol === 4 ? { kind: "legacy-key", key: code } : { kind: "pane-key", pane: -1, key: code };
		assert.deepEqual(host.take(), [
			...keys.map(key),
			{ kind: "exec-string", client: 1, command: "split-window -h" },
			key(up),
		]);
		host.dispose();
	}
});

test(
	"no option and no command reaches the relay's machine",
	withHost(
		(host) => {
			host.say(ONE_PANE);
			const guest = host.guest();
			host.take();
			guest.type("\x02A");
			assert.deepEqual(host.commands(), ["run-shell touch /tmp/x", "source-file /etc/passwd"]);
			guest.type("\x02:");
			guest.type("set -g lock-command 'touch /tmp/x'\r");
			assert.equal(guest.screen()[23], "Lock-command is not for guests to set");
			guest.type("\x02:");
			guest.type("set-hook -g after-bind-key 'run x'\r");
			assert.equal(guest.screen()[23], "Unknown command: set-hook");
			guest.type("\x02:");
			guest.type("set -g after-bind-key 'run x'\r");
			assert.equal(guest.screen()[23], "After-bind-key is not for guests to set");
			guest.type("\x02:");
			guest.type("display-message '#(touch /tmp/x)#{window_width}'\r");
			assert.equal(guest.screen()[23], "80");
			guest.type("\x02:");
			guest.type("if-shell 'x' 'display-message y'\r");
			assert.match(guest.screen()[23] ?? "", /^Display-message works/);
			guest.type("\x02:");
			guest.type("display-popup ls\r");
			assert.equal(guest.screen()[23], "Unknown command: display-popup");
			assert.deepEqual(host.take(), []);
		},
		[["bind-key", "A", "run-shell", "touch /tmp/x", ";", "source-file", "/etc/passwd"]],
	),
);

test(
	"a pane that grows takes cleared lines back, as the screens of that time do",
	withHost((host) => {
		host.say(ONE_PANE);
		const guest = host.guest({ rows: 30 });
		host.prints(0, "cleared\r\n\x1b[H\x1b[Jstays");
		assert.match(guest.screen()[0] ?? "", /^stays/);
		const pane = { id: 0, sx: 80, sy: 24, x: 0, y: 0 };
		host.say({ ...ONE_PANE, sy: 24, windows: [{ index: 0, name: "sh", panes: [pane], active: 0 }] });
		assert.deepEqual(
			guest
				.screen()
				.slice(0, 2)
				.map((row) => row.trim()),
			["cleared", "stays"],
		);
	}),
);
