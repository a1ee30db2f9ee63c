/** Ends of programs, hooks, waiting commands and shell commands in the whole server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/commands/table.ts";
import { type TestServer, withServer } from "../harness/in-process.ts";

const PREFIX = "\x02";

/** What the hooks under test noted, one line each, and forgets it. */
function noted(t: TestServer): string[] {
	t.settle();
	const text = t.run("show", "-gqv", "@noted");
	t.run("set", "-gu", "@noted");
	return text.split(";").filter((line) => line !== "");
}

/** Sets a global hook that notes its formats. */
function note(t: TestServer, hook: string, format: string): void {
	t.run("set-hook", "-g", hook, `set -gaF @noted "${format};"`);
}

test(
	"remain-on-exit keeps the pane with its status; respawn and a key end it",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 8 });
		t.run("set", "-g", "remain-on-exit", "on");
		note(t, "pane-died", "died #{hook_pane} #{pane_dead_status}");
		t.output("first\r\nlast words\r\n");
		t.pty().exit(3);
		t.settle();
		assert.equal(client.row(0), "last words");
		assert.match(client.text(), /^Pane is dead \(status 3, \w{3} \w{3} {1,2}\d+ [\d:]+ \d{4}\)$/m);
		assert.deepEqual(noted(t), ["died %0 3"]);
		client.press("x");
		assert.equal(t.format("#{pane_dead}"), "1");
		t.run("respawn-pane");
		t.output("again");
		assert.equal(client.row(0), "again");
		t.run("set", "-g", "remain-on-exit", "failed");
		t.pty().exit(0, 9);
		t.settle();
		assert.match(client.text(), /^Pane is dead \(signal 9, /m);
		t.run("set", "-g", "remain-on-exit", "key");
		client.press("q");
		assert.deepEqual(client.left, { type: "return", status: 0 });
	}),
);

test(
	"the window and the session end with their last program",
	withServer((t) => {
		const client = t.attach({ args: ["new-session", "-s", "main"] });
		note(t, "pane-exited", "pane #{hook_pane}");
		note(t, "window-unlinked", "unlinked #{hook_window_name}");
		note(t, "window-layout-changed", "layout #{hook_window}");
		note(t, "session-closed", "closed #{hook_session_name}");
		t.run("new-session", "-d", "-s", "other", "-n", "one");
		client.press(PREFIX, '"');
		assert.deepEqual(noted(t), ["layout @0"]);
		t.pty().exit();
		t.settle();
		assert.deepEqual(noted(t), ["pane %2", "layout @0"]);
		t.pty("other:").exit(1);
		t.settle();
		assert.deepEqual(noted(t), ["pane %1", "layout @1", "unlinked one", "closed other"]);
		t.pty().exit();
		t.settle();
		assert.deepEqual(client.left, { type: "return", status: 0 });
		assert.equal(t.exited, true);
	}),
);

test(
	"hooks of clients and of commands, with what they are told",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "a");
		note(t, "client-attached", "attached #{hook_client} #{client_session}");
		note(t, "client-session-changed", "session #{session_name}");
		note(t, "client-detached", "detached #{hook_client}");
		note(t, "client-resized", "resized #{client_width}");
		note(t, "after-new-window", "after #{hook} #{hook_argument_0} #{hook_flag_n}");
		note(t, "after-select-pane", "pane");
		note(t, "command-error", "error #{hook}");
		note(t, "session-window-changed", "window #{window_index}");
		const client = t.attach();
		const { name } = client.client;
		assert.deepEqual(noted(t), ["session a", `attached ${name} a`]);
		client.resize(90, 30);
		assert.deepEqual(noted(t), ["resized 90"]);
		t.run("new-window", "-n", "two", "top");
		assert.deepEqual(noted(t).sort(), ["after after-new-window top two", "window 1"]);
		t.start("select-pane", "-t", "%99");
		t.start("kill-window", "-t", "nowhere:9");
		assert.deepEqual(noted(t), ["error command-error", "error command-error"]);
		client.press(PREFIX, "d");
		assert.deepEqual(noted(t), [`detached ${name}`]);
	}),
);

test(
	"a hook that runs commands with hooks does not run for ever",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set-hook", "-g", "after-rename-window", "rename-window again ; set -ga @count x");
		t.run("set-hook", "-ag", "window-renamed", "rename-window renamed");
		t.run("rename-window", "first");
		t.settle();
		assert.ok(t.run("show", "-gqv", "@count").length <= 2);
	}),
);

test(
	"set-hook -B watches a format once a second",
	withServer((t) => {
		t.attach();
		t.run("set-hook", "-B", "@cmd:%*:#{pane_current_command}");
		t.run("set-hook", "@cmd", "set -ga @noted 'now;'");
		t.advance(3000);
		assert.deepEqual(noted(t), []);
		t.pty().command = "vim";
		t.advance(1100);
		assert.deepEqual(noted(t), ["now"]);
		t.advance(5000);
		assert.deepEqual(noted(t), []);
	}),
);

test(
	"wait-for: waits, wakes, locks; a client that goes waits no more",
	withServer((t) => {
		t.run("new-session", "-d");
		const first = t.start("wait-for", "done", ";", "display-message", "-p", "went on");
		const second = t.start("wait-for", "done");
		assert.equal(first.status, undefined);
		t.advance(10_000);
		assert.equal(first.status, undefined);
		assert.equal(t.run("wait-for", "-l", "done"), "client-1\nclient-2");
		second.client.kill();
		t.run("wait-for", "-S", "done");
		assert.equal(first.status, 0);
		assert.equal(first.stdout, "went on\n");
		t.run("wait-for", "-S", "early");
		t.run("wait-for", "early");
		t.run("wait-for", "-L", "lock");
		const third = t.start("wait-for", "-L", "lock");
		const fourth = t.start("wait-for", "-L", "lock");
		assert.equal(third.status, undefined);
		third.client.kill();
		t.run("wait-for", "-U", "lock");
		assert.equal(fourth.status, 0, "the lock does not go to somebody who has gone");
		t.run("wait-for", "-U", "lock");
		assert.equal(t.fail("wait-for", "-U", "lock"), "channel lock not locked");
	}),
);

test(
	"wait-for -E waits for an event that its filter likes",
	withServer((t) => {
		t.run("new-session", "-d");
		const waiting = t.start("wait-for", "-E", "-F", "#{==:#{window_name},mine}", "window-renamed");
		t.run("rename-window", "other");
		t.settle();
		assert.equal(waiting.status, undefined);
		t.run("rename-window", "mine");
		t.settle();
		assert.equal(waiting.status, 0);
	}),
);

test(
	"run-shell: output, status, delay, in the background, into a pane",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 10 });
		const run = t.start("run-shell", "make #{session_name}", ";", "display-message", "-p", "after");
		assert.equal(run.status, undefined);
		t.jobs.of("make 0").exit(2, "out\n");
		t.settle();
		assert.equal(run.status, 2);
		assert.equal(run.stdout, "out\n'make 0' returned 2\nafter\n");
		const late = t.start("run-shell", "-d", "1.5", "late");
		t.advance(1400);
		assert.equal(t.jobs.running.size, 0);
		t.advance(200);
		t.jobs.of("late").exit(0, "", 15);
		t.settle();
		assert.equal(late.stdout, "'late' terminated by signal 15\n");
		assert.equal(late.status, 143);
		assert.equal(t.start("run-shell", "-b", "behind").status, 0);
		t.jobs.of("behind").exit(0, "line 1\nline 2\n");
		t.settle();
		assert.deepEqual(
			client
				.screen()
				.slice(0, 2)
				.map((line) => line.slice(0, 6)),
			["line 1", "line 2"],
		);
		client.press("q");
		// From a key the output goes to view mode, and the queue waits with what follows.
		t.run("bind", "e", "run-shell", "echo", "\\;", "set", "-g", "@after", "yes");
		client.press(PREFIX, "e");
		assert.equal(t.run("show", "-gqv", "@after"), "");
		t.jobs.of("echo").exit(0, "seen\n");
		t.settle();
		assert.match(client.row(0), /^seen /);
		assert.equal(t.run("show", "-gqv", "@after"), "yes");
		t.run("run-shell", "-C", "rename-window by-command");
		assert.equal(t.format("#W"), "by-command");
		t.start("run-shell", "-b", "-d", "60", "never");
	}),
);

test(
	"if-shell: by status, by format, in the background; a client that goes ends nothing",
	withServer((t) => {
		t.run("new-session", "-d");
		const yes = t.start("if-shell", "test -f x", "display -p yes", "display -p no");
		t.jobs.of("test -f x").exit(0);
		t.settle();
		assert.equal(yes.stdout, "yes\n");
		const no = t.start("if-shell", "test -f x", "display -p yes", "display -p no");
		t.jobs.of("test -f x").exit(1);
		t.settle();
		assert.equal(no.stdout, "no\n");
		assert.equal(t.run("if-shell", "-F", "#{==:a,a}", "display -p equal"), "equal");
		assert.equal(t.start("if-shell", "-b", "slow", "rename-window slow").status, 0);
		const gone = t.start("if-shell", "gone", "rename-window gone");
		gone.client.kill();
		t.jobs.of("gone").exit(0);
		t.jobs.of("slow").exit(0);
		t.settle();
		assert.equal(t.format("#W"), "slow");
	}),
);

test(
	"config errors are shown at the first attach, with their lines; the rest of the file works",
	withServer(
		(t) => {
			const client = t.attach();
			assert.match(client.row(0), /^\/home\/me\/\.tmux\.conf:2: no current target/);
			assert.match(client.row(1), /^\/home\/me\/\.tmux\.conf:4: invalid option: nonsense/);
			client.press("q");
			t.output("$ ");
			assert.equal(client.row(0), "$");
			assert.equal(t.run("show", "-gv", "@one"), "1");
			assert.equal(t.run("show", "-gv", "@two"), "2");
		},
		{ config: "set -g @one 1\nselect-window -t nowhere:\nset -g @two 2\nset -g nonsense 1\n" },
	),
);

test(
	"the client that starts the server waits for its config, jobs included",
	withServer(
		(t) => {
			const client = t.attach({ cols: 40, rows: 5 });
			assert.equal(client.text().trim(), "");
			t.jobs.of("check").exit(0);
			t.settle();
			assert.match(client.row(-1), /^<yes>/);
		},
		{ config: 'set -g status-left "<no>"\nif-shell "check" { set -g status-left "<yes>" }\n' },
	),
);

test(
	"a shell that cannot be started is an error of the command, and nothing is left",
	withServer((t) => {
		const client = t.attach();
		t.ptyError = new Error("spawn failed");
		const { stderr, status } = t.start("split-window");
		assert.equal(status, 1);
		assert.match(stderr, /^fork failed|spawn failed|create pane failed/);
		assert.equal(t.format("#{window_panes}"), "1");
		assert.match(client.row(-1), /^\[0\]/);
		t.errors.splice(0);
	}),
);

test(
	"a bug in a screen, mode, frame, command, job or hook ends only that, and is logged",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 10 });
		const bug = () => {
			throw new Error("a bug");
		};
		/** Puts `bug` in place of one method while `fn` runs; gives what was logged. */
		const during = (object: object, name: string, fn: () => void): string[] => {
			const how = name === "screen" ? { get: bug } : { value: bug };
			Object.defineProperty(object, name, { ...how, configurable: true });
			fn();
			t.settle();
			Reflect.deleteProperty(object, name);
			return t.errors.splice(0).map(({ what }) => what);
		};
		const alive = () => {
			t.output("\x1b[2J\x1b[Halive");
			assert.equal(client.row(0), "alive");
			t.pty().takeInput();
			client.press("k");
			assert.equal(t.pty().takeInput(), "k");
		};
		const pane = t.pane();
		assert.deepEqual(
			during(pane.screen, "write", () => t.pty().output("x")),
			["screen of %0"],
		);
		alive();

		t.run("copy-mode");
		assert.ok(pane.mode);
		assert.deepEqual(
			during(pane.mode, "screen", () => t.run("refresh-client", "-t", client.client.name)),
			[`frame of ${client.client.name}`],
		);
		assert.equal(pane.mode, undefined, "a mode that cannot be drawn ends");
		alive();
		t.run("clock-mode");
		assert.ok(pane.mode);
		assert.deepEqual(
			during(pane.mode, "key", () => client.press("j")),
			[`key of ${client.client.name}`],
		);
		assert.equal(pane.mode, undefined, "a mode that fails at a key ends");
		alive();

		const entry = COMMANDS.find(({ name }) => name === "rename-window");
		assert.ok(entry);
		const failed: string[] = [];
		const exec = entry.exec;
		Object.assign(entry, { exec: bug });
		const { stderr, status } = t.start("rename-window", "x");
		Object.assign(entry, { exec });
		failed.push(...t.errors.splice(0).map(({ what }) => what));
		assert.deepEqual([stderr, status], ["rename-window: internal error: a bug\n", 1]);
		assert.deepEqual(failed, ["command rename-window"]);
		alive();

		const listener = t.server.events.on("paneOutput", bug);
		t.output("y");
		listener.dispose();
		assert.notDeepEqual(t.errors.splice(0), []);
		alive();
		assert.match(t.run("show-messages"), /a bug/);
	}),
);

test(
	"a bug in one client's overlay or prompt leaves the other clients alone",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 10 });
		const other = t.attach({ cols: 60, rows: 10 });
		client.press(PREFIX, ":", "abc");
		const { prompt } = client.client;
		assert.ok(prompt);
		Object.defineProperty(prompt, "key", {
			value: () => {
				throw new Error("a bug");
			},
		});
		client.press("x");
		assert.equal(t.errors.splice(0).length, 1);
		other.press("o");
		client.press("p");
		assert.equal(t.pty().takeInput(), "op", "the prompt has ended");
		t.start("display-popup", "-c", other.client.name, "cat");
		const { overlay } = other.client;
		assert.ok(overlay);
		Object.defineProperty(overlay, "draw", {
			value: () => {
				throw new Error("a bug");
			},
		});
		t.output("go on");
		t.settle();
		assert.match(client.row(0), /go on/);
		assert.equal(t.errors.splice(0).length, 1);
		assert.equal(other.text(), client.text(), "the popup has ended");
	}),
);
