/**
 * What guests leave behind by being there: nothing at all when they may only
 * look, and nothing that runs on the host for any of them. The whole server in
 * this process; how guests come is test/share/'s.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withSharing } from "../harness/fake-sharing.ts";
import { withServer } from "../harness/in-process.ts";

const PREFIX = "\x02";
const CONFIG = [
	"set -g mouse on",
	"bind x switch-client -t other:1",
	"bind y switch-client -c /dev/test/0 -t other",
	"bind e detach-client -E 'touch /tmp/x'",
	"bind r switch-client -r",
	"bind f refresh-client -f '!read-only,!ignore-size'",
	"bind l refresh-client -l",
	"bind c copy-mode",
	"bind v list-clients",
	"bind a attach-session -d -t other",
	"bind h send-keys -X cancel",
	"bind -n F5 run-shell 'touch /tmp/x'",
	"bind -n F6 lock-client",
].join("\n");

/** All that a guest who may only look must not change. */
const STATE = [
	"#{S:#{session_name} #{session_attached_list} #{session_activity} #{session_alerts};}",
	"#{W:#{window_id} #{window_active} #{window_width}x#{window_height} #{window_layout} #{window_zoomed_flag};}",
	"#{P:#{pane_id} #{pane_mode} #{pane_active} #{scroll_position} #{pane_dead};}",
	"#{server_sessions} #{buffer_size}",
].join("\n");

test(
	"a guest who may only look changes nothing, whatever it types",
	withSharing(
		(t, sharing) => {
			const host = t.attach({ args: ["new-session", "-s", "work"] });
			t.run("new-session", "-d", "-s", "other");
			t.run("new-window", "-d", "-t", "other:1");
			t.run("split-window", "-t", "work:");
			t.run("set", "-g", "remain-on-exit", "key");
			const guest = t.attach({
				guest: "ann",
				readOnly: true,
				cols: 40,
				rows: 10,
				args: ["attach-session", "-E", "-t", "work"],
			});
			sharing.guest("ann", { rights: "read-only" }, guest.client);
			t.run("copy-mode", "-t", "work:.0");
			t.pty("work:.1").exit(0);
			t.settle();
			const environ = t.run("show-environment", "-t", "other");
			const before = t.run("display-message", "-p", "-t", "work:", "-c", host.client.name, STATE);
			for (const pty of t.ptys) pty.takeInput();
			const tries = [
				..."abqxyrflcvah:[]&%\"'zsw$,.<>=-#tD?~ ".split("").map((key) => [PREFIX, key]),
				...["\x1b[15~", "\x1b[17~", "\x03", "\x1b[I", "\x1b[O", "q", "\r"].map((key) => [key]),
				["\x1b[200~pasted text\x1b[201~"],
				["\x1b[<0;3;3M", "\x1b[<32;9;9M", "\x1b[<0;9;9m", "\x1b[<64;3;3M"],
				["\x1b]52;c;aGFja2Vk\x1b\\", "\x1b]10;rgb:ffff/0000/0000\x1b\\", "\x1b[?997;1n"],
				["plain text"],
			];
			for (const keys of tries) guest.press(...keys);
			guest.resize(10, 4);
			guest.resize(200, 60);
			assert.equal(t.run("display-message", "-p", "-t", "work:", "-c", host.client.name, STATE), before);
			assert.equal(t.run("show-environment", "-t", "other"), environ);
			for (const pty of t.ptys) assert.equal(pty.takeInput(), "");
			assert.deepEqual(
				[guest.executed, guest.locked, guest.suspended, guest.client.flags.readOnly, t.jobs.running.size],
				[undefined, undefined, false, true, 0],
			);
			assert.equal(host.left, undefined);
			assert.deepEqual(sharing.take(), []);
			// It may look at another session, and leave.
			guest.press(PREFIX, ")");
			assert.equal(t.run("list-clients", "-f", "#{client_guest}", "-F", "#{session_name}"), "other");
			guest.press(PREFIX, "e");
			assert.deepEqual(guest.left, { type: "detach", session: "other", kill: false });
			assert.equal(guest.executed, undefined);
		},
		{ config: CONFIG },
	),
);

test(
	"a guest who may only look pans a window that is larger than its terminal",
	withServer((t) => {
		t.attach({ cols: 80, rows: 24 });
		t.output("\x1b[1;1Hfirst\x1b[1;60Hright\x1b[20;1H");
		const guest = t.attach({
			guest: "ann",
			readOnly: true,
			cols: 40,
			rows: 10,
			args: ["attach-session", "-E"],
		});
		assert.equal(t.format("#{window_width}x#{window_height}"), "80x23");
		guest.press(PREFIX, "\x1b[1;2A", PREFIX, "\x1b[1;2A");
		assert.equal(guest.row(0), "first");
		guest.press(PREFIX, "\x1b[1;2C", PREFIX, "\x1b[1;2C", PREFIX, "\x1b[1;2C", PREFIX, "\x1b[1;2C");
		assert.match(guest.row(0), /right$/);
	}),
);

test(
	"what the host asks for goes to its own terminal, not to a guest who may only look",
	withServer((t) => {
		const host = t.attach();
		const guest = t.attach({ guest: "ann", readOnly: true, args: ["attach-session", "-E"] });
		t.advance(1000);
		guest.press("x", "y");
		t.run("display-message", "hello");
		assert.match(host.row(-1), /^hello/);
		assert.doesNotMatch(guest.row(-1), /hello/);
		assert.equal(t.format("#{client_name}"), host.client.name);
		// Its terminal's answers are not those of the host's.
		guest.type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
		t.pty().takeInput();
		t.output("\x1b]11;?\x07");
		assert.equal(t.pty().takeInput(), "");
	}),
);

test(
	"no guest is locked, suspended or given a command to run",
	withServer((t) => {
		t.attach({ args: ["new-session", "-s", "work"] });
		const guest = t.attach({ guest: "ann", args: ["attach-session", "-E"] });
		const state = () => [guest.executed, guest.locked, guest.suspended, guest.left];
		guest.press(PREFIX, "\x1a");
		t.run("suspend-client", "-t", guest.client.name);
		t.run("lock-client", "-t", guest.client.name);
		assert.deepEqual(state(), [undefined, undefined, false, undefined]);
		guest.press("typed");
		assert.equal(t.pty().takeInput(), "typed");
		t.run("detach-client", "-E", "touch /tmp/x", "-t", guest.client.name);
		assert.deepEqual(state(), [
			undefined,
			undefined,
			false,
			{ type: "detach", session: "work", kill: false },
		]);
	}),
);

test(
	"a guest does not size windows while somebody else does; the latest of two others goes on to",
	withServer((t) => {
		const host = t.attach({ cols: 80, rows: 24 });
		const guest = t.attach({
			guest: "ann",
			cols: 40,
			rows: 10,
			args: ["attach-session", "-E", "-f", "ignore-size"],
		});
		guest.press("a", "b");
		assert.equal(t.format("#{window_width}"), "80");
		host.resize(100, 30);
		t.advance(1000);
		assert.equal(t.format("#{window_width}x#{window_height}"), "100x29");
		// Alone it does, unless it may only look.
		host.press(PREFIX, "d");
		t.advance(1000);
		assert.equal(t.format("#{window_width}x#{window_height}"), "40x9");
		const looks = t.attach({
			guest: "bob",
			readOnly: true,
			cols: 20,
			rows: 5,
			args: ["attach-session", "-E"],
		});
		guest.press(PREFIX, "d");
		looks.press("x");
		t.advance(1000);
		assert.equal(t.format("#{window_width}x#{window_height}"), "40x9");
	}),
);

test(
	"switch-client -r on a guest asks sharing; a guest cannot do it",
	withSharing((t, sharing) => {
		t.attach({ args: ["new-session", "-s", "work"] });
		const guest = t.attach({ guest: "ann", args: ["attach-session", "-E"] });
		sharing.guest("ann", {}, guest.client);
		t.run("switch-client", "-r", "-c", guest.client.name);
		assert.deepEqual(sharing.take(), ["ann read-only"]);
		assert.equal(guest.client.flags.readOnly, true);
		t.run("switch-client", "-r", "-c", guest.client.name);
		assert.deepEqual(sharing.take(), ["ann read-write"]);
		guest.press(PREFIX, ":", ..."switch-client -r", "\r");
		assert.match(guest.row(-1), /Guests have their rights from the host/);
		assert.deepEqual(sharing.take(), []);
	}),
);

test(
	"the first status line shows that the server is shared, to whom and who waits",
	withSharing(
		(t, sharing) => {
			const client = t.attach({ cols: 60, rows: 5 });
			assert.equal(client.row(-2), `L${" ".repeat(58)}R`);
			t.start("share", "-d");
			t.settle();
			assert.equal(client.row(-2), `L${" ".repeat(45)}R [sharing...]`);
			sharing.ready();
			t.settle();
			assert.match(client.row(-2), /^L +R \[shared 0\]$/);
			assert.equal(client.row(-2).length, 60);
			assert.equal(client.row(-1), "second");
			sharing.guest("bob");
			t.settle();
			assert.match(client.row(-2), /^L +R \[shared 0\] \[1 waits\]$/);
			sharing.lost("no route");
			t.settle();
			assert.match(client.row(-2), /^L +R \[share lost\] \[1 waits\]$/);
			t.run("set", "-s", "share-status", "<#{share_status}>");
			t.settle();
			assert.match(client.row(-2), /^L +R<lost>$/);
			t.run("set", "-s", "share-status", "x".repeat(100));
			t.settle();
			assert.equal(client.row(-2), "x".repeat(60));
			t.run("unshare");
			t.settle();
			assert.equal(client.row(-2), `L${" ".repeat(58)}R`);
			t.run("show", "-g", "status-right");
		},
		{
			config:
				'set -g status 2\nset -g status-format[0] "L#[align=right]R"\nset -g status-format[1] second\nset -s exit-empty off',
		},
	),
);
