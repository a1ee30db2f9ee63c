import assert from "node:assert/strict";
import { test } from "node:test";
import { ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

const resizes = (sent: readonly { kind: string }[]) =>
	sent.flatMap((one) => (one.kind === "resize" ? [JSON.stringify(one)] : []));
const size = (sx: number, sy: number) => JSON.stringify({ kind: "resize", sx, sy });

test(
	"bound keys become commands of the host, with the host's own bindings",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			guest.type("\x02c\x02%\x02o\x02n");
			assert.deepEqual(host.commands(), [
				"new-window",
				"split-window -h",
				"select-pane -t :.+",
				"next-window",
			]);
			guest.type("\x02X");
			assert.deepEqual(host.commands(), ["split-window -p 30 -v", "select-layout tiled"]);
			// Unbound at the host: nothing.
			guest.type("\x02z");
			assert.deepEqual(host.take(), []);
			// Root table, prefix of the host's options.
			guest.type("\x1bx");
			assert.deepEqual(host.commands(), ["last-window"]);
			host.say({ kind: "exec", argv: ["set-option", "-g", "prefix", "C-a"] });
			guest.type("\x01c");
			assert.deepEqual(host.commands(), ["new-window"]);
			guest.type("\x02");
			assert.equal(host.typed(), "\x02");
		},
		[
			["bind-key", "X", "split-window", "-v", "-p", "30", ";", "select-layout", "tiled"],
			["unbind-key", "z"],
			["bind-key", "-n", "M-x", "last-window"],
			["bind-key", "-t", "vi-copy", "v", "begin-selection"],
			["set-option", "-g", "no-such-option", "1"],
		],
	),
);

test(
	"prompts, confirmations and messages are at the guest's own terminal",
	withHost((host) => {
		host.say(SPLITS);
		const guest = host.guest();
		const other = host.guest();
		host.take();
		guest.type("\x02,");
		assert.equal(guest.screen()[23], "(rename-window) one");
		assert.match(other.screen()[23] ?? "", /0:one/);
		guest.type("\x15new name\r");
		assert.deepEqual(host.commands(), ["rename-window -t :0 new name"]);
		guest.type("\x02x");
		assert.equal(guest.screen()[23], "kill-pane 1? (y/n)");
		guest.type("y");
		assert.deepEqual(host.commands(), ["kill-pane -t %1"]);
		guest.type("\x02x");
		guest.type("n");
		assert.deepEqual(host.take(), []);
		guest.type("\x02:");
		guest.type("split-window -h -t :0.1\r");
		const sent = host.take();
		assert.deepEqual(sent, [{ kind: "exec", client: 1, argv: ["split-window", "-h", "-t", ":0.1"] }]);
		host.say({ kind: "failed", client: 1, error: "create pane failed: pane too small" });
		assert.equal(guest.screen()[23], "Create pane failed: pane too small");
		assert.match(other.screen()[23] ?? "", /0:one/);
		guest.type("\x02:");
		guest.type("display-message hi\r");
		assert.equal(guest.screen()[23], "hi");
		guest.type("\x02i");
		assert.match(guest.screen()[23] ?? "", /^\[default\] 0:one/);
		guest.type("\x02:");
		guest.type("no-such\r");
		assert.equal(guest.screen()[23], "Unknown command: no-such");
		guest.type("\x02:");
		guest.type("list-buffers\r");
		assert.equal(guest.screen()[23], "List-buffers works at the host only");
		assert.deepEqual(host.take(), []);
	}),
);

test(
	"choosers list the mirror and choose at the host",
	withHost((host) => {
		host.say(SPLITS);
		const guest = host.guest();
		host.take();
		guest.type("\x02w");
		assert.match(guest.text(), /3: two/);
		// Keys are the chooser's, not the host's.
		guest.type("j");
		assert.deepEqual(host.take(), []);
		guest.type("\r");
		assert.deepEqual(host.commands(), ["select-window -t :3"]);
		// One that has zoomed its pane here leaves the layout as the host has it.
		host.say({ kind: "exec", argv: ["bind-key", "w", "choose-window"] });
		guest.type("\x02w");
		assert.match(guest.screen()[0] ?? "", /^\(0\)/);
		guest.type("q");
		assert.match(guest.screen()[11] ?? "", /^ {40}├/);
		guest.type("\x02q");
		guest.type("2");
		assert.deepEqual(host.commands(), ["select-pane -t %2"]);
		guest.type("\x02?");
		assert.match(guest.text(), /bind-key +-T copy-mode/);
		guest.type("q");
		guest.type("x");
		assert.equal(host.typed(), "x");
	}),
);

test(
	"the smallest guest who may type says the size, once",
	withHost((host) => {
		host.say(ONE_PANE);
		const first = host.guest({ cols: 100, rows: 30 });
		assert.deepEqual(resizes(host.take()), [size(100, 29)]);
		const second = host.guest({ cols: 120, rows: 20 });
		assert.deepEqual(resizes(host.take()), [size(100, 19)]);
		host.guest({ cols: 10, rows: 5, rights: "read-only" });
		assert.deepEqual(resizes(host.take()), []);
		first.resize(90, 40);
		assert.deepEqual(resizes(host.take()), [size(90, 19)]);
		host.say({ kind: "exec", argv: ["set-option", "-g", "status", "off"] });
		assert.deepEqual(resizes(host.take()), [size(90, 20)]);
		second.cut();
		assert.deepEqual(resizes(host.take()), [size(90, 40)]);
		first.cut();
		assert.deepEqual(resizes(host.take()), [size(-1, -1)]);
	}),
);

test(
	"a guest who may only look sees it all and changes nothing",
	withHost((host) => {
		host.say(SPLITS);
		host.prints(0, "left");
		host.prints(2, "\x1b[11;20Hbottom right");
		const small = host.guest({ cols: 50, rows: 12, rights: "read-only" });
		const large = host.guest({ cols: 120, rows: 40, rights: "read-only" });
		host.take();
		assert.match(small.text(), /left/);
		assert.match(large.text(), /bottom right/);
		assert.equal(large.screen()[0]?.slice(80), `│${"·".repeat(39)}`);
		assert.equal(large.screen()[38], "·".repeat(120));
		assert.match(large.screen()[39] ?? "", /0:one\*/);
		for (const guest of [small, large]) guest.type("abc\x02c\x02:kill-server\r\x1b[200~paste\x1b[201~");
		assert.deepEqual(host.take(), []);
		// Its own view moves.
		for (let i = 0; i < 4; i++) small.type("\x02\x1b[1;2B\x02\x1b[1;2C");
		assert.match(small.text(), /bottom right/);
		small.type("\x02d");
		assert.equal(small.left?.line, "[detached (from session default)]");
		assert.equal(host.left.length, 1);
	}),
);

test(
	"status lines are the host's, as expanded there",
	withHost(
		(host) => {
			host.say(ONE_PANE);
			const guest = host.guest();
			// Until one comes the host's option stands; nothing runs.
			assert.match(guest.screen()[23] ?? "", /^<far>/);
			host.say({ kind: "status", left: "#[fg=red]L#{pid}%H ", right: "#(id) 100%" });
			assert.match(guest.screen()[23] ?? "", /^L#\{pid\}%H 0:sh\*.*#\(id\) 100%$/);
			host.say({ kind: "exec", argv: ["set-option", "status-left", "X"] });
			assert.match(guest.screen()[23] ?? "", /^L#\{pid\}/);
		},
		[["set-option", "-g", "status-left", "<#h#(touch /tmp/never)>"]],
	),
);

test(
	"the mouse selects panes and windows, scrolls, and reaches programs that want it",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			guest.type("\x1b[<0;5;5M\x1b[<0;5;5m");
			assert.deepEqual(host.commands(), ["select-pane -t %0"]);
			guest.type("\x1b[<64;5;5M");
			assert.deepEqual(host.commands(), ["copy-mode -e -t %0"]);
			const status = guest.screen()[23] ?? "";
			const x = status.indexOf("3:two") + 1;
			guest.type(`\x1b[<0;${x};24M\x1b[<0;${x};24m`);
			assert.deepEqual(host.commands(), ["select-window -t :3"]);
			// The border between the columns, two cells to the left.
			guest.type("\x1b[<0;41;3M\x1b[<32;40;3M\x1b[<32;39;3M\x1b[<0;39;3m");
			assert.deepEqual(host.commands(), ["resize-pane -L -t %0 1", "resize-pane -L -t %0 1"]);
			host.prints(2, "\x1b[?1000h\x1b[?1006h");
			host.take();
			guest.type("\x1b[<0;45;15M");
			assert.equal(
				host
					.take()
					.map((one) =>
						one.kind === "exec"
							? one.argv.join(" ")
							: one.kind === "pane-key" && one.pane === 2
								? String.fromCodePoint(one.key)
								: "?",
					)
					.join(""),
				"select-pane -t %2\x1b[<0;4;3M",
			);
		},
		[["set-option", "-g", "mouse", "on"]],
	),
);

test(
	"pastes go as they are, with marks for programs that want them",
	withHost((host) => {
		host.say(ONE_PANE);
		const guest = host.guest();
		host.take();
		guest.type("\x1b[200~one\r\x02d é\x1b[201~");
		assert.equal(host.typed(), "one\r\x02d é");
		host.prints(0, "\x1b[?2004h");
		guest.type("\x1b[200~two\x1b[201~");
		assert.equal(host.typed(), "\x1b[200~two\x1b[201~");
	}),
);

test(
	"detaching is the guest's own; the host's end ends everybody",
	withHost((host) => {
		host.say(ONE_PANE);
		const guest = host.guest();
		const other = host.guest();
		guest.type("\x02d");
		assert.deepEqual(guest.left, { line: "[detached (from session default)]", status: 0 });
		assert.equal(other.gone, false);
		host.say({ kind: "fin" });
		assert.deepEqual(host.ended, { reason: "the host has ended the session", fin: true });
		host.mirror.closeGuests("[the host has ended the session]");
		assert.equal(other.left?.line, "[the host has ended the session]");
	}),
);
