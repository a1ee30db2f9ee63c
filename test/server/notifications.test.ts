/** What hooks are told of events, activity of windows, and what programs are told of their terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestServer, withServer } from "../harness/in-process.ts";

/** Sets a hook that keeps `format`; gives what the last one kept. */
function noted(t: TestServer, hook: string, format: string): () => string {
	t.run("set-hook", "-g", hook, `set -gF @kept "#{hook} ${format}"`);
	return () => {
		t.settle();
		return t.run("show", "-gqv", "@kept").trim();
	};
}

test(
	"events say what they are about: the window, both windows, the marked pane",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "main");
		t.run("new-window", "-d", "-n", "two");
		const window = noted(
			t,
			"session-window-changed",
			"#{hook_session_name}:#{hook_window}:#{hook_old_window}:#{hook_new_window_name}:#{hook_old_window_index}",
		);
		t.run("select-window", "-t", "main:1");
		assert.equal(window(), "session-window-changed main:@1:@0:two:0");
		const mark = noted(
			t,
			"marked-pane-changed",
			"#{hook_marked}:#{hook_pane}:#{hook_new_pane}:#{hook_old_pane}",
		);
		t.run("select-pane", "-m");
		assert.equal(mark(), "marked-pane-changed 1:%1:%1:");
		t.run("select-pane", "-M");
		assert.equal(mark(), "marked-pane-changed 0:%1::%1");
		const moved = noted(
			t,
			"pane-moved",
			"#{hook_pane}:#{hook_old_window_index}->#{hook_new_window_index}:#{hook_new_window}",
		);
		t.run("join-pane", "-s", "main:1", "-t", "main:0");
		assert.equal(moved(), "pane-moved %1:1->0:@0");
		const created = noted(t, "pane-created", "#{hook_pane_command}:#{hook_created_respawn}");
		t.run("split-window", "sleep 30");
		assert.equal(created(), 'pane-created "sleep 30":0');
	}),
);

test(
	"a shell's own marks: when a command began and ended, for hooks and formats",
	withServer((t) => {
		t.run("new-session", "-d");
		const ended = noted(
			t,
			"pane-command-finished",
			"#{hook_command_status}:#{hook_command_duration}:#{hook_session}",
		);
		t.output("\x1b]133;A\x07\x1b]133;C\x07");
		assert.equal(t.format("#{pane_command_running}:#{pane_command_status}"), "1:");
		t.advance(3000);
		t.output("\x1b]133;D;2\x07");
		assert.equal(ended(), "pane-command-finished 2:3:$0");
		t.output("\x1b]133;C\x07");
		assert.equal(t.format("#{pane_command_running}:#{pane_command_status}"), "1:");
	}),
);

test(
	"choosing or making a window is activity in it, as long as nobody looks at it",
	withServer((t) => {
		t.run("new-session", "-d", "-s", "main");
		t.run("set", "-wg", "monitor-activity", "on");
		t.run("new-window", "-d", "-n", "two");
		t.settle();
		assert.equal(t.format("#{window_activity_flag}", "main:two"), "1");
		t.run("select-window", "-t", "main:two");
		t.run("select-window", "-t", "main:0");
		t.settle();
		assert.equal(t.format("#{window_activity_flag}", "main:two"), "1");
		t.attach();
		t.run("select-window", "-t", "main:two");
		t.settle();
		assert.equal(t.format("#{window_activity_flag}", "main:two"), "0");
	}),
);

test(
	"a program's colour questions are answered by the styles, its own colours, the terminal",
	withServer((t) => {
		t.run("new-session", "-d");
		const pty = t.pty();
		const answer = (question: string) => {
			t.output(question);
			return pty.takeInput();
		};
		assert.equal(answer("\x1b]11;?\x07"), "");
		t.run("set", "-g", "window-style", "fg=red,bg=#{?pane_active,blue,green}");
		assert.equal(answer("\x1b]11;?\x07"), "\x1b]11;rgb:0000/0000/8080\x07");
		assert.equal(answer("\x1b]11;red\x07\x1b]11;?\x1b\\"), "\x1b]11;rgb:ffff/0000/0000\x1b\\");
		t.run("set", "-g", "window-active-style", "bg=green");
		assert.equal(answer("\x1b]11;?\x1b\\"), "\x1b]11;rgb:0000/8080/0000\x1b\\");
		assert.equal(answer("\x1b]4;99;?\x1b\\"), "", "there is no terminal to ask");
		const client = t.attach();
		client.take();
		// The answer that needs no terminal waits for the one that does.
		assert.equal(answer("\x1b]4;99;?\x1b\\\x1b]11;?\x1b\\"), "");
		assert.match(client.take(), /\x1b\]4;99;\?\x1b\\/);
		client.type("\x1b]4;99;rgb:0101/0202/0303\x1b\\");
		t.settle();
		assert.equal(pty.takeInput(), "\x1b]4;99;rgb:0101/0202/0303\x1b\\\x1b]11;rgb:0000/8080/0000\x1b\\");
	}),
);

test(
	"programs hear of their theme: the terminal's word before the background, and of each change once",
	withServer((t) => {
		t.run("new-session", "-d");
		const client = t.attach();
		const pty = t.pty();
		t.run("set", "-g", "window-style", "bg=black");
		t.output("\x1b[?2031h\x1b[?996n");
		assert.equal(pty.takeInput(), "\x1b[?997;1n");
		client.type("\x1b[?997;2n");
		t.settle();
		assert.equal(pty.takeInput(), "\x1b[?997;2n");
		client.type("\x1b[?997;2n");
		t.run("set", "-g", "window-style", "bg=white");
		t.settle();
		assert.equal(pty.takeInput(), "");
		t.output("\x1b[?2031l");
		client.type("\x1b[?997;1n");
		t.settle();
		assert.equal(pty.takeInput(), "");
	}),
);
