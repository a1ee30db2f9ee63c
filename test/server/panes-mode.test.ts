/** display-panes in the whole server: a mode that fills the window, runs its command and goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

test(
	"display-panes zooms its pane without a border status row, and puts the layout back",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 12 });
		t.run("split-window", "-d");
		t.run("set", "-g", "pane-border-status", "top");
		t.run("set", "-g", "display-panes-format", "<#{pane_index}>");
		t.output("text");
		t.run("display-panes", "-d", "0");
		t.settle();
		assert.equal(
			t.format("#{pane_mode} #{window_zoomed_flag} #{pane_width}x#{pane_height}"),
			"panes-mode 1 60x11",
		);
		assert.deepEqual(
			[client.row(0), client.row(1)],
			["─".repeat(60), "<0>t"].map((s, i) => (i === 0 ? s : "<0>t")),
		);
		client.press("1");
		assert.equal(t.format("#{pane_in_mode} #{window_zoomed_flag} #{pane_index}"), "0 0 1");
	}),
);

test(
	"display-panes over another mode comes back to it, does not stay under one, and kills with -k",
	withServer((t) => {
		t.attach();
		t.run("split-window", "-d");
		t.run("copy-mode");
		t.run("display-panes", "-d", "0", "set -g @picked %%");
		t.run("send-keys", "1");
		t.settle();
		assert.equal(t.format("#{pane_mode} #{@picked}"), "copy-mode %1");
		t.run("send-keys", "-X", "cancel");
		t.run("display-panes", "-d", "0");
		t.run("copy-mode");
		t.run("send-keys", "-X", "cancel");
		assert.equal(t.format("#{pane_in_mode} #{window_zoomed_flag}"), "0 0");
		t.run("display-panes", "-k", "-d", "500");
		t.advance(500);
		assert.equal(t.format("#{window_panes} #{pane_id}"), "1 %1");
	}),
);

test(
	"refresh-client -C sizes a window at once, also one that nobody looks at",
	withServer((t) => {
		t.run("new-session", "-d");
		t.run("new-window");
		const control = t.attach({ control: "C" });
		control.type("refresh-client -C 90,24\nrefresh-client -C @0:40x10\n");
		t.settle();
		const sizes = () => ["@0", "@1"].map((id) => t.format("#{window_width}x#{window_height}", id));
		assert.deepEqual(sizes(), ["40x10", "90x24"]);
		control.type("refresh-client -C @0:\n");
		t.settle();
		assert.deepEqual(sizes(), ["90x24", "90x24"]);
	}),
);
