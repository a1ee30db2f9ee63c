/** The status line over time: intervals, messages, alerts, names, #() jobs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

const PREFIX = "\x02";

test(
	"the status line is drawn again each status-interval, and not in between",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-interval", "3");
		t.run("set", "-g", "status-right", "#(clock) %S");
		const client = t.attach();
		const seconds = () => client.row(-1).slice(-2);
		const start = seconds();
		for (const job of [...t.jobs.running]) job.exit();
		t.advance(2000);
		assert.equal(seconds(), start);
		t.advance(1100);
		assert.notEqual(seconds(), start);
		t.run("set", "-g", "status-interval", "0");
		const last = seconds();
		t.advance(60_000);
		assert.equal(seconds(), last);
	}),
);

test(
	"#(): the last whole line, at most once a second, never waiting",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-interval", "1");
		t.run("set", "-g", "status-right", "<#(date)>");
		const client = t.attach();
		assert.match(client.row(-1), /<>$/);
		const job = t.jobs.of("date");
		assert.equal(job.request.env.get("PATH"), "/opt/comux/libexec:/usr/bin:/bin");
		job.output("one\ntwo\nthr");
		t.run("rename-window", "drawn-again");
		t.settle();
		assert.match(client.row(-1), /<two>$/);
		job.exit(0, "ee");
		t.settle();
		assert.match(client.row(-1), /<three>$/);
		// Much is drawn, but the second is the same.
		for (let i = 0; i < 5; i++) t.run("rename-window", `w${i}`);
		t.settle();
		assert.equal(t.jobs.started.length, 1);
		t.advance(1000);
		assert.equal(t.jobs.started.length, 2);
		assert.match(client.row(-1), /<three>$/, "the old text stays until there is a new one");
		// One that runs long is not started again; what it prints is shown at once in a new second.
		t.advance(5000);
		assert.equal(t.jobs.started.length, 2);
		t.jobs.of("date").output("four\n");
		t.settle();
		assert.match(client.row(-1), /<four>$/);
		t.jobs.of("date").exit();
		t.settle();
		assert.equal(t.jobs.started.length, 2, "it ran a moment ago");
		t.run("refresh-client", "-S", "-t", client.client.name);
		t.settle();
		assert.equal(t.jobs.started.length, 3, "refresh-client -S does not wait for the second");
		t.jobs.of("date").exit();
		t.settle();
		assert.match(client.row(-1), /<>$/, "one that prints nothing shows nothing");
	}),
);

test(
	"#(): one that has printed nothing for two seconds says so; its output is a format",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-interval", "1");
		t.run("set", "-g", "status-right-length", "60");
		t.run("set", "-g", "status-right", "<#(slow)>");
		const client = t.attach();
		t.advance(3500);
		assert.match(client.row(-1), /<<'slow' not ready>>$/);
		t.jobs.of("slow").exit(0, "#{session_name}#(again)\n");
		t.settle();
		assert.match(client.row(-1), /<0>$/);
		assert.equal(t.jobs.started.filter(({ command }) => command === "again").length, 0);
	}),
);

test(
	"#(): a command that depends on a format keeps its old text until the new one has run",
	withServer((t) => {
		t.run("new-session", "-d", "-n", "first");
		t.run("set", "-g", "status-right", "<#(info #W)>");
		const client = t.attach();
		t.jobs.of("info first").exit(0, "about first\n");
		t.settle();
		assert.match(client.row(-1), /<about first>$/);
		t.run("rename-window", "second");
		t.settle();
		assert.match(client.row(-1), /<about first>$/);
		t.jobs.of("info second").exit(0, "about second\n");
		t.settle();
		assert.match(client.row(-1), /<about second>$/);
	}),
);

test(
	"#(): windows of the list have jobs of their own",
	withServer((t) => {
		t.run("new-session", "-d", "-n", "a");
		t.run("set", "-g", "window-status-format", "#W=#(info #W)");
		t.run("set", "-g", "window-status-current-format", "[#W=#(info #W)]");
		t.run("new-window", "-n", "b");
		const client = t.attach();
		t.jobs.of("info a").exit(0, "A\n");
		t.jobs.of("info b").exit(0, "B\n");
		t.settle();
		assert.match(client.row(-1), /a=A \[b=B\]/);
		t.advance(400);
		assert.equal(t.jobs.running.size, 0);
	}),
);

test(
	"#(): a client's jobs end with it",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-right", "#(sleep 100)");
		const client = t.attach();
		const job = t.jobs.of("sleep");
		client.kill();
		assert.deepEqual(job.signals, ["SIGTERM"]);
	}),
);

test(
	"display-message stays for display-time, or until a key, which goes no further",
	withServer((t) => {
		const client = t.attach();
		t.run("display-message", "-c", client.client.name, "one #S");
		t.settle();
		assert.equal(client.row(-1), "one 0");
		t.advance(700);
		assert.equal(client.row(-1), "one 0");
		t.advance(60);
		assert.match(client.row(-1), /^\[0\]/);
		t.run("display-message", "-c", client.client.name, "-d", "0", "until a key");
		t.advance(100_000);
		assert.equal(client.row(-1), "until a key");
		client.press("x");
		assert.match(client.row(-1), /^\[0\]/);
		t.run("display-message", "-c", client.client.name, "-d", "2000", "-N", "no keys");
		client.press("abc");
		assert.equal(client.row(-1), "no keys");
		t.advance(2000);
		assert.match(client.row(-1), /^\[0\]/);
		t.run("set", "-g", "display-time", "100");
		client.press(PREFIX, ":", "nonsense\r");
		assert.equal(client.row(-1), "Unknown command: nonsense");
		t.advance(150);
		assert.match(client.row(-1), /^\[0\]/);
	}),
);

test(
	"bell: flag, terminal bell and visual-bell",
	withServer((t) => {
		const client = t.attach({ args: ["new-session", "-n", "one"] });
		t.run("new-window", "-n", "two");
		t.output("\x07", ":0");
		assert.match(client.row(-1), /0:one!- 1:two\*/);
		assert.equal(client.bells, 1);
		t.run("set", "-g", "visual-bell", "on");
		t.output("\x07", ":0");
		assert.equal(client.row(-1), "Bell in window 0");
		assert.equal(client.bells, 1);
		t.run("set", "-g", "visual-bell", "both");
		t.output("\x07", ":1");
		assert.equal(client.row(-1), "Bell in current window");
		assert.equal(client.bells, 2);
		t.run("set", "-g", "bell-action", "other");
		t.advance(1000);
		t.output("\x07", ":1");
		assert.match(client.row(-1), /^\[0\]/);
		t.run("set", "-g", "bell-action", "none");
		t.output("\x07", ":0");
		assert.match(client.row(-1), /^\[0\]/);
		assert.equal(client.bells, 2);
		t.run("set", "-wg", "monitor-bell", "off");
		client.press(PREFIX, "p");
		assert.match(client.row(-1), /0:one\* 1:two-/, "being looked at clears the flag");
	}),
);

test(
	"activity and silence: flags, once, with visual-activity and visual-silence",
	withServer((t) => {
		const client = t.attach({ args: ["new-session", "-n", "one"] });
		t.run("set", "-g", "monitor-activity", "on");
		t.run("set", "-g", "visual-activity", "on");
		t.run("new-window", "-n", "two");
		t.output("x", ":0");
		assert.equal(client.row(-1), "Activity in window 0");
		t.advance(1000);
		assert.match(client.row(-1), /0:one#- 1:two\*/);
		t.output("y", ":0");
		assert.match(client.row(-1), /^\[0\]/, "told once");
		assert.equal(client.bells, 0);
		t.run("set", "-g", "visual-silence", "both");
		t.run("set", "-w", "-t", ":0", "monitor-silence", "2");
		t.settle();
		t.advance(1900);
		t.output("z", ":0");
		t.advance(1900);
		assert.match(client.row(-1), /^\[0\]/, "output starts the wait again");
		t.advance(200);
		assert.equal(client.row(-1), "Silence in window 0");
		assert.equal(client.bells, 1);
		t.advance(1000);
		assert.match(client.row(-1), /0:one#~- 1:two\*/);
	}),
);

test(
	"automatic-rename follows the foreground command, at most twice a second",
	withServer((t) => {
		const client = t.attach();
		assert.match(client.row(-1), /0:sh\*/);
		t.advance(1000);
		t.pty().command = "vim";
		t.output("\x1b[?1049h");
		t.advance(20);
		assert.match(client.row(-1), /0:vim\*/);
		t.pty().command = "less";
		t.output("x");
		assert.match(client.row(-1), /0:vim\*/);
		t.advance(500);
		assert.match(client.row(-1), /0:less\*/);
		t.run("rename-window", "mine");
		t.pty().command = "top";
		t.output("y");
		t.advance(2000);
		assert.match(client.row(-1), /0:mine\*/);
		t.run("set", "-w", "automatic-rename", "on");
		t.output("z");
		t.advance(1000);
		assert.match(client.row(-1), /0:top\*/);
		t.output("\x1bkby program\x1b\\");
		t.advance(1000);
		assert.match(client.row(-1), /0:top\*/, "allow-rename is off");
		t.run("set", "-g", "allow-rename", "on");
		t.output("\x1bkby program\x1b\\");
		t.advance(1000);
		assert.match(client.row(-1), /0:by program\*/);
	}),
);

test(
	"set-titles sends the title, expanded",
	withServer((t) => {
		const client = t.attach();
		t.run("set", "-g", "set-titles", "on");
		t.run("set", "-g", "set-titles-string", "#S:#W #{pane_title}");
		t.output("\x1b]2;from inside\x07");
		t.settle();
		assert.equal(client.title, "0:sh from inside");
	}),
);

test(
	"key repeat: within repeat-time without the prefix, afterwards the program's",
	withServer((t) => {
		const client = t.attach();
		t.run("bind", "-r", "R", "set", "-ag", "@pressed", "r");
		client.press(PREFIX, "R", "R");
		t.advance(400);
		client.press("R");
		t.advance(600);
		client.press("R");
		assert.equal(t.run("show", "-gqv", "@pressed"), "rrr");
		assert.equal(t.pty().takeInput(), "R");
		// A key without repeat ends it.
		client.press(PREFIX, "R", "x", "R");
		assert.equal(t.run("show", "-gqv", "@pressed"), "rrrr");
		assert.equal(t.pty().takeInput(), "xR");
		t.run("set", "-g", "repeat-time", "0");
		client.press(PREFIX, "R", "R");
		assert.equal(t.pty().takeInput(), "R");
	}),
);

test(
	"prefix: shown in formats, doubled it goes to the program, an unknown key is eaten",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-left", "#{?client_prefix,WAIT,----} ");
		const client = t.attach();
		assert.match(client.row(-1), /^----/);
		client.press(PREFIX);
		assert.match(client.row(-1), /^WAIT/);
		client.press(PREFIX);
		assert.match(client.row(-1), /^----/);
		assert.equal(t.pty().takeInput(), PREFIX);
		client.press(PREFIX, "Y", "z");
		assert.equal(t.pty().takeInput(), "z");
		t.run("set", "-s", "prefix-timeout", "300");
		client.press(PREFIX);
		t.advance(350);
		assert.match(client.row(-1), /^WAIT/, "3.8 looks at the time when the next key comes");
		client.press("c");
		assert.match(client.row(-1), /^----/);
		assert.equal(t.pty().takeInput(), "c");
	}),
);
