import assert from "node:assert/strict";
import { test } from "node:test";
import { ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

const set = (...words: string[]) => ["set-option", "-g", ...words];
const exec = (argv: string[]) => ({ kind: "exec", argv }) as const;

test(
	"a host that never tells its status line has one all the same, without the relay's time",
	withHost((host) => {
		host.say(SPLITS);
		host.prints(1, "\x1b]2;vim notes\x07");
		const guest = host.guest();
		assert.equal(guest.screen()[23], `[default] 0:one* 3:two${'"vim notes"'.padStart(58)}`);
		// What it has told once stays, until it tells something else.
		host.say({ kind: "status", left: "", right: "" });
		assert.equal(guest.screen()[23], "0:one* 3:two");
	}),
);

test(
	"status lines above, two of them, and none; titles; no border lines the host has no room for",
	withHost(
		(host) => {
			host.say(SPLITS);
			host.prints(0, "left");
			let written = "";
			const guest = host.guest();
			const write = guest.write.bind(guest);
			guest.write = (bytes) => {
				written += Buffer.from(bytes).toString("latin1");
				write(bytes);
			};
			assert.match(guest.screen()[0] ?? "", /0:one\*/);
			assert.match(guest.screen()[1] ?? "", /^left/);
			assert.match(guest.screen()[12] ?? "", /├/);
			// A click above is one on the status line; below it is a row further down in the pane.
			const x = (guest.screen()[0] ?? "").indexOf("3:two") + 1;
			host.take();
			guest.type(`\x1b[<0;${x};1M\x1b[<0;${x};1m`);
			assert.deepEqual(host.commands(), ["select-window -t :3"]);
			guest.type("\x1b[<0;45;14M\x1b[<0;45;14m");
			assert.deepEqual(host.commands(), ["select-pane -t %2"]);
			host.say(exec(set("status-position", "bottom")), exec(set("status", "off")));
			assert.match(guest.screen()[0] ?? "", /^left/);
			assert.equal(guest.screen()[23], `${"─".repeat(40)}┴${"─".repeat(39)}`);
			host.say(exec(set("status", "on")), exec(["set-option", "-gu", "status-position"]));
			assert.match(guest.screen()[23] ?? "", /0:one\*/);
			// Not known to a host of then; a guest may want it for all.
			guest.type("\x02:");
			guest.type("set -g status 2\r");
			assert.match(guest.screen()[22] ?? "", /0:one\*/);
			assert.match(guest.screen()[23] ?? "", /P: 0:/);
			assert.doesNotMatch(written, /\x1b\]0;/);
			host.say(exec(set("set-titles-string", "T:#S:#I:#W")), exec(set("set-titles", "on")));
			assert.match(written, /\x1b\]0;T:default:0:one\x07/);
		},
		[
			set("mouse", "on"),
			set("status-position", "top"),
			["set-window-option", "-g", "pane-border-status", "top"],
		],
	),
);

test(
	"options of a config of 2015",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			// Blue all over; the current window and the border of the active pane have their own.
			assert.equal(guest.screen()[23], ` [default]${" ".repeat(26)}0:one* 3:two${" ".repeat(27)}12:00`);
			assert.equal(guest.marked(23).length, 80);
			assert.equal(guest.colour(40, 3), 1);
			guest.type("\x1b[<0;5;5M\x1b[<0;5;5m");
			assert.deepEqual(host.commands(), ["select-pane -t %0"]);
			const shown = (option: string, flags = "-gv") => {
				guest.type("\x02:");
				guest.type(`show-options ${flags} ${option}\r`);
				const text = guest
					.screen()[0]
					?.slice(41)
					.replace(/\s+\[0\/0\]$/, "");
				guest.type("q");
				return text?.trim();
			};
			assert.equal(shown("status-style"), "fg=white,bg=blue,bright");
			assert.equal(shown("pane-active-border-style", "-gwv"), "fg=red");
			assert.equal(shown("message-style"), "fill=red,fg=black,bg=red");
			guest.type("\x02:");
			assert.equal(guest.marked(23).length, 80);
			guest.type("\x03");
			assert.equal(shown("window-status-current-style", "-gwv"), "bg=green");
			assert.equal(shown("mouse"), "on");
			// A status line that changes its colour all the time, as some do.
			host.say(
				...Array.from({ length: 500 }, (_, i) => [
					exec(set("status-bg", i % 2 ? "red" : "blue")),
					exec(set("status-attr", "none")),
					exec(["set-window-option", "-g", "pane-active-border-fg", i % 2 ? "blue" : "red"]),
				]).flat(),
			);
			assert.equal(guest.colour(40, 3), 4);
			assert.equal(shown("status-style"), "fg=white,bg=red");
			assert.deepEqual(host.take(), []);
		},
		[
			set("status-fg", "white"),
			set("status-bg", "blue"),
			set("status-attr", "bold"),
			set("message-bg", "red"),
			set("status-left", " [#S] "),
			set("status-right", "%H:%M"),
			set("status-justify", "centre"),
			set("status-utf8", "on"),
			set("utf8", "on"),
			set("mouse-select-pane", "on"),
			["set-window-option", "-g", "mode-mouse", "on"],
			["set-window-option", "-g", "pane-active-border-fg", "red"],
			["set-window-option", "-g", "window-status-current-bg", "green"],
			["set-window-option", "-g", "utf8", "on"],
		],
	),
);

test(
	"each guest has its own terminal",
	withHost(
		(host) => {
			host.say(ONE_PANE);
			host.unknownTerminals.add("xterm-new").add("screen.new").add("").add("../x");
			host.prints(0, "\x1b[31mred\x1b[0m \x1b[1;3;4mbold é 漢 ─\x1b[0m");
			const sees = (term: string) => {
				let written = "";
				const guest = host.guest({ term });
				assert.equal(guest.screen()[0], "red bold é 漢 ─", term);
				assert.match(guest.screen()[23] ?? "", /0:sh\*/);
				const write = guest.write.bind(guest);
				guest.write = (bytes) => {
					written += Buffer.from(bytes).toString();
					write(bytes);
				};
				guest.type("\x02r");
				return written;
			};
			// Italics where there are some; erasing characters; the mouse.
			for (const term of ["xterm-256color", "tmux-256color", "xterm-new", ""]) {
				const written = sees(term);
				assert.match(written, /\x1b\[0?;?1;3;4mbold/, term);
				assert.match(written, /\x1b\[\?1006h/, term);
			}
			for (const term of ["screen", "screen.new", "linux"])
				assert.match(sees(term), /\x1b\[0?;?1;7;4mbold/, term);
			const old = sees("vt100");
			assert.doesNotMatch(old, /\x1b\[\?1006h/);
			assert.match(old, /\x1b\[31mred/);
			// One that cannot place its cursor is told so.
			const dumb = host.guest({ term: "dumb" });
			assert.deepEqual(dumb.left, {
				line: "open terminal failed: terminal does not support clear",
				status: 1,
			});
		},
		[set("mouse", "on")],
	),
);
