/** Options of windows and panes whose effect is seen on the screen at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

test(
	"pane-colours: a pane's palette changes with the option, its own before the window's",
	withServer((t) => {
		const client = t.attach({ cols: 20, rows: 5 });
		t.output("\x1b[31mr\x1b[38;5;200mx\x1b[91mb");
		const looks = () => [0, 1, 2].map((x) => client.cell(x, 0));
		const colours = () => looks().map((look) => /fg=(\S+)/.exec(look)?.[1]);
		assert.deepEqual(colours(), ["1", "200", "9"]);
		t.run("set", "-g", "pane-colours[1]", "blue");
		t.run("set", "-g", "pane-colours[200]", "colour7");
		t.run("set", "-g", "pane-colours[9]", "colour44");
		assert.deepEqual(colours(), ["4", "7", "44"]);
		t.run("set", "-p", "pane-colours[1]", "white");
		assert.deepEqual(colours(), ["7", "200", "9"]);
		t.run("set", "-pu", "pane-colours");
		t.run("set", "-g", "pane-colours[1]", "green");
		assert.deepEqual(colours(), ["2", "7", "44"]);
		t.run("set", "-gu", "pane-colours");
		assert.deepEqual(colours(), ["1", "200", "9"]);
	}),
);

test(
	"pane-scrollbars-style: what it does not say is as in its default, and each pane has its own width",
	withServer((t) => {
		const client = t.attach({ cols: 40, rows: 6 });
		t.run("split-window", "-h");
		t.run("set", "-g", "pane-scrollbars", "on");
		const widths = () => t.run("list-panes", "-F", "#{pane_width}").split("\n").join(" ");
		const backgrounds = (...columns: number[]) =>
			columns.map((x) => client.cell(x, 0).split("bg=")[1]?.trim());
		t.settle();
		assert.deepEqual([widths(), ...backgrounds(38, 39)], ["19 18", "-", "249"]);
		t.run("set", "-g", "@wide", "3");
		t.run("set", "-g", "pane-scrollbars-style", "width=#{@wide},fg=red");
		t.settle();
		assert.deepEqual([widths(), ...backgrounds(36, 37, 39)], ["17 16", "-", "1", "1"]);
		t.run("set", "-p", "pane-scrollbars-style", "width=2,pad=2");
		t.settle();
		assert.deepEqual([widths(), ...backgrounds(36, 37, 38, 39)], ["17 15", "-", "-", "249", "249"]);
	}),
);

test(
	"pane-scrollbars auto-hide: copy mode brings the bar out when it scrolls, and it goes after the time",
	withServer((t) => {
		const client = t.attach({ cols: 20, rows: 6 });
		t.output(Array.from({ length: 40 }, (_, i) => `l${i}\r\n`).join(""));
		t.run("set", "-g", "pane-scrollbars", "auto-hide");
		t.run("set", "-g", "pane-scrollbars-timeout", "700");
		t.run("copy-mode");
		t.settle();
		const bar = () => client.cell(19, 3).includes("bg=235");
		assert.equal(bar(), false);
		t.run("send-keys", "-X", "page-up");
		t.settle();
		assert.equal(bar(), true);
		t.advance(600);
		t.run("send-keys", "-X", "scroll-up");
		t.advance(600);
		assert.equal(bar(), true);
		t.advance(200);
		assert.equal(bar(), false);
	}),
);

test(
	"window-style and pane-colours do not colour what a mode writes itself",
	withServer((t) => {
		const client = t.attach({ cols: 20, rows: 3 });
		t.output("text");
		t.run("set", "-g", "window-style", "bg=blue,fg=yellow");
		t.run("set", "-g", "pane-colours[1]", "green");
		t.run("set", "-g", "mode-style", "fg=red");
		t.run("set", "-g", "copy-mode-line-numbers", "absolute");
		t.run("set", "-g", "copy-mode-line-number-style", "fg=red");
		t.run("set", "-g", "copy-mode-current-line-number-style", "fg=red");
		t.run("copy-mode");
		t.settle();
		const look = (x: number, y: number) => /fg=.*|bg=.*/.exec(client.cell(x, y))?.[0].trim();
		assert.match(client.row(0), /^ {2}1 text {7}\[1\/\d+\]$/);
		assert.deepEqual(
			[2, 4, 10, 19].map((x) => look(x, 0)),
			["fg=1 bg=-", "fg=3 bg=4", "bg=4", "fg=1 bg=-"],
		);
		t.run("send-keys", "-X", "cancel");
		t.run("set", "-g", "clock-mode-colour", "red");
		t.run("clock-mode");
		t.settle();
		assert.deepEqual([look(10, 1), look(0, 1)], ["fg=1 bg=-", "bg=4"]);
	}),
);
