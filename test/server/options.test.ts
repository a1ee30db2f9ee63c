/** Options that take effect at once, for panes that are there and on the screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEnvironment } from "../../src/server/defaults.ts";
import { withServer } from "../harness/in-process.ts";

test(
	"history-limit: histories of the session's panes are cut at once, one line at least",
	withServer((t) => {
		t.run("new-session", "-d", "-x", "40", "-y", "5");
		t.output(Array.from({ length: 100 }, (_, i) => `l${i}\r\n`).join(""));
		const sizes = () => t.format("#{history_size} #{history_limit}");
		assert.equal(sizes(), "96 2000");
		t.run("set", "history-limit", "20");
		assert.equal(sizes(), "20 20");
		assert.match(t.run("capture-pane", "-p", "-S", "-", "-E", "-20"), /^l76$/);
		t.run("set", "-g", "history-limit", "10");
		assert.equal(sizes(), "19 20");
		t.run("set", "-u", "history-limit");
		assert.equal(sizes(), "10 10");
		t.run("set", "-g", "history-limit", "200");
		assert.equal(sizes(), "10 200");
		t.run("set", "-g", "history-limit", "0");
		assert.equal(sizes(), "0 0");
	}),
);

test(
	"any option that stands in a format is drawn anew when it changes",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-g", "status-interval", "0");
		const client = t.attach();
		for (const [scope, name, value] of [
			["-g", "display-time", "123"],
			["-s", "escape-time", "33"],
			["-g", "word-separators", "ab"],
			["-gw", "mode-keys", "vi"],
		] as const) {
			t.run("set", "-g", "status-right", `<#{${name}}>`);
			t.run("set", scope, name, value);
			t.settle();
			assert.ok(client.row(-1).endsWith(`<${value}>`), client.row(-1));
		}
	}),
);

test(
	"codepoint-widths: formats, the status line and menus count as the panes do",
	withServer((t) => {
		t.run("new-session", "-d");
		const client = t.attach({ cols: 70, rows: 12 });
		t.run("set", "-g", "status-left", "a☺b|");
		t.run("set", "-g", "status-left-length", "4");
		assert.equal(t.format("#{w:#{l:☺}} #{=2:#{l:☺☺}} #{p4:#{l:☺}}|"), "1 ☺☺ ☺   |");
		t.settle();
		assert.match(client.row(-1), /^a☺b\|0/);
		t.run("set", "-s", "codepoint-widths", "☺=2");
		assert.equal(t.format("#{w:#{l:☺}} #{=2:#{l:☺☺}} #{p4:#{l:☺}}|"), "2 ☺ ☺  |");
		t.settle();
		assert.match(client.row(-1), /^a☺ ?b0/);
		t.run("set", "-su", "codepoint-widths");
		assert.equal(t.format("#{w:#{l:☺}}"), "1");
	}),
);

test(
	"client_colours: all of them for a terminal with the RGB feature",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("set", "-s", "terminal-features[9]", "screen*:RGB");
		t.attach();
		t.attach({ term: "screen-256color" });
		assert.equal(t.run("list-clients", "-F", "#{client_colours}"), "256\n16777216");
	}),
);

test(
	"editor and key styles: VISUAL goes before EDITOR, even when it is empty",
	withServer((t) => {
		const seen = () => {
			const { options, sessionOptions, windowOptions } = t.server;
			return `${options.string("editor")} ${sessionOptions.choice("status-keys")} ${windowOptions.choice("mode-keys")}`;
		};
		const apply = (environment: Record<string, string>) =>
			applyEnvironment(t.server, environment, "/home/me", "/bin/sh");
		apply({ VISUAL: "vi", EDITOR: "emacs" });
		assert.equal(seen(), "vi vi vi");
		apply({ EDITOR: "/a/vi/emacs" });
		assert.equal(seen(), "/a/vi/emacs emacs emacs");
		apply({ VISUAL: "", EDITOR: "nvim" });
		assert.equal(seen(), " emacs emacs");
	}),
);

test(
	"lock-command: the lock program gets an empty alternate screen",
	withServer((t) => {
		t.run("new-session", "-d");
		const client = t.attach();
		t.run("set", "-g", "lock-command", "mylock");
		client.take();
		t.run("lock-server");
		assert.equal(client.locked, "mylock");
		const bytes = client.take();
		assert.ok(bytes.includes("\x1b[?1049l"), JSON.stringify(bytes));
		assert.ok(bytes.endsWith("\x1b[?1049h\x1b[22;0;0t\x1b[H\x1b[2J\x1b[3J"), JSON.stringify(bytes));
		assert.ok(client.alternate);
	}),
);
