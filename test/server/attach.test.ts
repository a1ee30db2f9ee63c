/** Clients come, go, differ in size and in what they may do: the whole server in this process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

const PREFIX = "\x02";

test(
	"attach shows the session, detach gives the terminal back and leaves the session",
	withServer((t) => {
		const first = t.attach({ args: ["new-session", "-s", "work"] });
		t.output("$ hello\r\n$ ");
		assert.equal(first.row(0), "$ hello");
		assert.match(first.row(-1), /^\[work\] 0:sh\* +"machine.example" \d\d:\d\d \d\d-\w\w\w-\d\d$/);
		assert.deepEqual(first.cursor, { x: 2, y: 1 });
		assert.equal(first.alternate, true);
		assert.equal(t.attachedShown, true);
		first.press("ls\r");
		assert.equal(t.pty().takeInput(), "ls\r");
		first.press(PREFIX, "d");
		assert.deepEqual(first.left, { type: "detach", session: "work", kill: false });
		assert.equal(first.alternate, false);
		assert.equal(t.attachedShown, false);
		assert.equal(t.run("list-sessions", "-F", "#S #{session_attached}"), "work 0");
		t.output("while away\r\n");
		const second = t.attach();
		assert.equal(second.row(1), "$ while away");
	}),
);

test(
	"split draws borders, keys go to the new pane and programs are told their sizes",
	withServer((t) => {
		const client = t.attach({ cols: 20, rows: 7 });
		t.output("left");
		client.press(PREFIX, "%");
		t.output("right");
		client.press(PREFIX, '"');
		t.output("below");
		assert.deepEqual(client.screen().slice(0, 6), [
			"left      │right",
			"          │",
			"          │",
			"          ├─────────",
			"          │below",
			"          │",
		]);
		client.press("x");
		assert.deepEqual(
			t.ptys.map((pty) => [pty.input, pty.sizes.at(-1)]),
			[
				["", "10x6"],
				["", "9x3"],
				["x", "9x2"],
			],
		);
		// The border of the active pane has its own colour, beside it only.
		assert.match(client.cell(10, 5), /fg=113/);
		assert.match(client.cell(10, 0), /fg=249/);
		client.press(PREFIX, "z");
		assert.equal(client.row(0), "below");
		assert.equal(t.format("#{window_flags}"), "*Z");
		t.pty().exit();
		t.settle();
		assert.equal(client.row(0), "left      │right");
		assert.equal(t.pty(":.1").sizes.at(-1), "9x6");
	}),
);

test(
	"window-size: which of two clients decides",
	withServer((t) => {
		const small = t.attach({ cols: 40, rows: 10, args: ["new-session"] });
		const large = t.attach({ cols: 60, rows: 20 });
		const size = () => t.format("#{window_width}x#{window_height}", "0:0");
		assert.equal(size(), "60x19", "latest: who attached last");
		small.press("a");
		assert.equal(size(), "40x9", "latest: who typed last");
		assert.match(large.row(0), /│·+$/, "what the window does not fill is dotted");
		t.run("set", "-g", "window-size", "largest");
		t.settle();
		assert.equal(size(), "60x19");
		t.run("set", "-g", "window-size", "smallest");
		t.settle();
		assert.equal(size(), "40x9");
		t.run("set", "-g", "window-size", "manual");
		t.run("resize-window", "-x", "30", "-y", "8");
		t.settle();
		assert.equal(size(), "30x8");
		large.resize(70, 25);
		assert.equal(size(), "30x8");
		t.run("set", "-wu", "window-size");
		t.run("set", "-g", "window-size", "largest");
		t.settle();
		assert.equal(size(), "70x24");
		large.press(PREFIX, "d");
		assert.equal(size(), "40x9");
	}),
);

test(
	"a client that ignores sizes does not count, a window larger than the client is panned to the cursor",
	withServer((t) => {
		const large = t.attach({ cols: 60, rows: 20, args: ["new-session"] });
		const small = t.attach({ cols: 30, rows: 10, args: ["attach", "-f", "ignore-size"] });
		small.press("x");
		assert.equal(t.format("#{window_width}x#{window_height}", "0:0"), "60x19");
		t.output("\x1b[15;40Hhere");
		assert.match(large.row(14), / {39}here/);
		assert.match(small.text(), /here/, "the part with the cursor is shown");
	}),
);

test(
	"aggressive-resize counts only the clients that show the window",
	withServer((t) => {
		const small = t.attach({ cols: 40, rows: 10, args: ["new-session", "-s", "a"] });
		t.run("set", "-g", "window-size", "smallest");
		t.attach({ cols: 60, rows: 20, args: ["new-session", "-t", "a", "-s", "b"] });
		t.run("new-window", "-t", "b:");
		const sizes = () => t.run("list-windows", "-t", "b", "-F", "#{window_width}x#{window_height}");
		t.run("select-window", "-t", "b:1");
		t.settle();
		assert.equal(sizes(), "40x9\n40x9");
		t.run("set", "-g", "aggressive-resize", "on");
		t.settle();
		assert.equal(sizes(), "40x9\n60x19");
		small.press(PREFIX, "n");
		assert.equal(sizes(), "40x9\n40x9");
	}),
);

test(
	"a read-only client sees everything, detaches, and changes nothing",
	withServer((t) => {
		t.attach({ args: ["new-session"] });
		const guest = t.attach({ args: ["attach", "-r"] });
		t.output("secret work");
		assert.equal(guest.row(0), "secret work");
		guest.press("rm\r", PREFIX, "c", PREFIX, "%", PREFIX, ":");
		assert.equal(t.pty().input, "");
		assert.equal(t.run("list-panes", "-s", "-F", "#P"), "0");
		guest.press(PREFIX, "d");
		assert.deepEqual(guest.left, { type: "detach", session: "0", kill: false });
	}),
);

test(
	"read-only from the token stays read-only: switch-client -r is refused, commands are",
	withServer((t) => {
		t.attach({ args: ["new-session"] });
		const guest = t.attach({ readOnly: true, args: ["attach"] });
		guest.press("x", PREFIX, "c");
		assert.equal(t.pty().input, "");
		assert.equal(t.server.windows.size, 1);
	}),
);

test(
	"attach -d and -x send the others away",
	withServer((t) => {
		const first = t.attach({ args: ["new-session", "-s", "one"] });
		const second = t.attach({ args: ["attach", "-d"] });
		assert.deepEqual(first.left, { type: "detach", session: "one", kill: false });
		t.attach({ args: ["attach", "-x"] });
		assert.deepEqual(second.left, { type: "detach", session: "one", kill: true });
	}),
);

test(
	"suspend stops the drawing, waking up draws everything",
	withServer((t) => {
		const client = t.attach();
		client.press(PREFIX, "\x1a");
		assert.equal(client.suspended, true);
		assert.equal(client.alternate, false);
		t.output("meanwhile");
		client.press("x");
		assert.equal(t.pty().input, "", "what is typed in between belongs to the shell outside");
		client.wakeup();
		assert.equal(client.row(0), "meanwhile");
		client.press("y");
		assert.equal(t.pty().input, "y");
	}),
);

test(
	"a client killed with -9 is forgotten, with its prompt, its message and its timers",
	withServer((t) => {
		const client = t.attach();
		const other = t.attach({ cols: 40, rows: 12 });
		client.press(PREFIX, ":", "new-w");
		other.press(PREFIX, "q");
		client.kill();
		other.kill();
		assert.equal(t.run("list-clients"), "");
		assert.equal(t.run("list-sessions", "-F", "#{session_attached}"), "0");
	}),
);

test(
	"a slow client skips frames, catches up, and slows nobody",
	withServer((t) => {
		const slow = t.attach({ args: ["new-session"] });
		const fast = t.attach();
		slow.hold();
		const pty = t.pty();
		for (let i = 0; i < 3000; i++) {
			pty.output(`${i} ${"abcdefghijklmnopqrstuvwxyz".repeat(2)}\r\n`);
			if (i % 10 === 9) t.advance(20);
		}
		assert.match(fast.row(-3), /^2999 abc/);
		assert.ok(slow.queued < 200_000, `${slow.queued} bytes wait for the slow one`);
		const before = slow.writes;
		fast.press("k");
		assert.equal(t.pty().takeInput(), "k");
		slow.read();
		t.advance(300);
		assert.equal(slow.text(), fast.text());
		assert.ok(slow.writes - before < 5, "one frame catches up");
	}),
);

test(
	"a flooding pane holds up neither the keys nor the echo of another",
	withServer((t) => {
		const client = t.attach();
		const flood = t.pty();
		client.press(PREFIX, "%");
		const quiet = t.pty();
		const bytes = Buffer.alloc(1024 * 1024, "0123456789abcdef\r\n");
		for (let i = 0; i < 3; i++) flood.output(bytes);
		assert.equal(flood.paused, true, "a pty above the mark is paused");
		// One turn of the loop: the other pane's echo is parsed in it, however much waits.
		quiet.output("echo");
		client.type("k");
		assert.equal(quiet.input, "k");
		t.settle();
		assert.equal(flood.paused, false);
		assert.match(client.row(0), /│echo$/);
		assert.ok(client.writes < 40, `${client.writes} writes for 3 MB`);
	}),
);

test(
	"detach-on-destroy: where the client goes when its session ends",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "a");
		t.run("new-session", "-d", "-s", "b");
		t.run("new-session", "-d", "-s", "c");
		const how = (value: string, session: string) => {
			t.run("set", "-g", "detach-on-destroy", value);
			t.run("new-session", "-d", "-s", session);
			const client = t.attach({ args: ["attach", "-t", session] });
			t.run("kill-session", "-t", session);
			const where = client.left ?? t.format("#{client_session}");
			const name = client.client.session?.name;
			client.kill();
			return name ?? where;
		};
		assert.deepEqual(how("on", "b1"), { type: "return", status: 0 });
		assert.equal(how("previous", "b1"), "b");
		assert.equal(how("next", "b1"), "c");
		t.advance(1000);
		const other = t.attach({ args: ["attach", "-t", "a"] });
		other.press("x");
		assert.equal(how("off", "b1"), "a");
		assert.notEqual(how("no-detached", "b1"), "a");
	}),
);

test(
	"destroy-unattached ends sessions as soon as nobody is there",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "keep");
		const client = t.attach({ args: ["new-session", "-s", "gone", ";", "set", "destroy-unattached", "on"] });
		const pty = t.pty("gone:");
		client.press(PREFIX, "d");
		assert.equal(t.run("list-sessions", "-F", "#S"), "keep");
		assert.equal(pty.disposed, true);
		assert.deepEqual(pty.signals, ["SIGHUP"]);
	}),
);

test(
	"exit-empty: the server ends with its last session, or stays",
	withServer((t) => {
		const client = t.attach();
		t.run("set", "-g", "exit-empty", "off");
		t.pty().exit();
		t.settle();
		assert.deepEqual(client.left, { type: "return", status: 0 });
		assert.equal(t.exited, false);
		assert.equal(t.run("list-sessions"), "");
		t.run("set", "-g", "exit-empty", "on");
		t.settle();
		assert.equal(t.exited, true);
	}),
);

test(
	"kill-server tells everybody",
	withServer((t) => {
		const client = t.attach();
		const pty = t.pty();
		t.start("kill-server");
		assert.deepEqual(client.left, { type: "shutdown" });
		assert.equal(client.alternate, false);
		assert.equal(pty.disposed, true);
		assert.equal(t.exited, true);
	}),
);

test(
	"a control client beside a terminal client",
	withServer((t) => {
		const client = t.attach();
		const control = t.attach({ control: "C", args: ["attach"] });
		const start = control.lines();
		assert.match(start[0] ?? "", /^%begin \d+ \d+ 0$/);
		assert.ok(start.includes("%session-changed $0 0"), start.join("\n"));
		t.output("hi\\\r\n");
		assert.deepEqual(control.lines(), ["%output %0 hi\\134\\015\\012"]);
		assert.equal(client.row(0), "hi\\");
		control.type("new-window -n next\n");
		const lines = control.lines();
		assert.ok(lines.includes("%window-add @1"), lines.join("\n"));
		assert.match(client.row(-1), /0:sh- 1:next\*/);
		client.press(PREFIX, "%");
		assert.match(control.lines().join("\n"), /^%layout-change @1 /m);
		control.type("no-such\n");
		assert.match(
			control.lines().join("\n"),
			/^%begin (\d+ \d+ 1)\nparse error: unknown command: no-such\n%error \1$/,
		);
		control.type("\n");
		assert.deepEqual(control.left, { type: "return", status: 0 });
	}),
);

test(
	"a client that was told to go and never reads is put out after ten seconds",
	withServer((t) => {
		const stuck = t.attach({ args: ["new-session", "-s", "a"] });
		const control = t.attach({ control: "C" });
		const behind = t.attach({ control: "C" });
		const stopped = t.attach();
		t.run("suspend-client", "-t", stopped.client.name);
		behind.hold();
		t.output("unread");
		assert.ok(behind.queued > 0);
		for (const client of [stuck, control, stopped]) client.hold();
		t.run("detach-client", "-s", "a");
		assert.equal(t.run("list-clients"), "");
		t.advance(9999);
		assert.deepEqual([stuck.gone, control.gone], [false, false]);
		t.advance(1);
		assert.deepEqual([stuck.gone, control.gone], [true, true]);
		t.advance(9999);
		assert.equal(behind.gone, false, "it has as long again to read what waits for it");
		t.advance(1);
		assert.deepEqual([behind.gone, stopped.gone], [true, false], "who was stopped cannot go");
		stopped.read();
		assert.deepEqual(stopped.left, { type: "detach", session: "a", kill: false });
	}),
);

test(
	"a client that is suspended or locked is not listed and does not count, detach -E leaves control clients alone",
	withServer((t) => {
		const client = t.attach({ args: ["new-session", "-s", "a"] });
		const control = t.attach({ control: "C" });
		const list = () => t.run("list-clients", "-F", "#{client_name} #{session_attached}");
		assert.equal(list(), `${client.client.name} 2\n${control.client.name} 2`);
		t.run("suspend-client", "-t", client.client.name);
		assert.equal(list(), `${control.client.name} 1`);
		control.lines();
		t.run("detach-client", "-E", "echo", "-t", control.client.name);
		assert.equal(control.executed, undefined);
		t.run("switch-client", "-c", control.client.name, "-t", "a");
		assert.deepEqual(control.lines(), ["%session-changed $0 a"]);
		client.wakeup();
		assert.equal(list(), `${client.client.name} 2\n${control.client.name} 2`);
	}),
);

test(
	"new-session takes names and folders from its client, not from the session that is current",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "a");
		const print = (...words: readonly string[]) => t.run("new-session", "-d", "-P", ...words);
		assert.equal(print("-n", "<#{session_name}>", "-F", "#{window_name}"), "<>");
		assert.equal(print("-s", "n#{session_name}", "-F", "#{session_name}|#{client_name}"), "n|client-2");
		t.advance(1000);
		t.run("new-session", "-d", "-s", "last");
		const folders = print("-c", "#{session_name}", "-F", "#{session_path}|#{pane_start_path}");
		assert.equal(folders, "|/home/me/last");
		t.run("new-session", "-d", "-s", "empty", "");
		assert.deepEqual(t.pty("empty").request.argv, [""]);
	}),
);
