/** Windows and panes made, moved, linked, swapped and ended in a whole server, step by step as in tmux 3.8. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";
import { WINDOW_STEPS } from "./window-steps.ts";

const HOOKS = [
	"window-linked",
	"window-unlinked",
	"window-created",
	"window-closed",
	"window-renamed",
	"window-layout-changed",
	"window-pane-changed",
	"session-window-changed",
	"pane-resized",
	"pane-moved",
];
const PANES = "#{session_name}:#{window_index}.#{pane_index}#{pane_id}#{window_raw_flags}";

test(
	"commands on windows and panes answer, act and tell as in tmux",
	withServer((server) => {
		server.run("new-session", "-d", "-s", "s", "-x", "80", "-y", "24", "cat");
		server.run("set-option", "-g", "default-command", "cat");
		server.run("set-option", "-g", "automatic-rename", "off");
		for (const hook of HOOKS)
			server.run("set-hook", "-g", hook, `set-option -gaF @log " ${hook}#{hook_window}#{hook_pane}"`);
		for (const [command, ...expected] of WINDOW_STEPS) {
			server.run("set-option", "-g", "@log", "");
			const words = command.split(" ").map((word) => (word === "''" ? "" : word));
			const { stdout, stderr, status } = server.start(...words);
			const log = server.run("show-options", "-gv", "@log").trim();
			const panes = server.run("list-panes", "-aF", PANES).split("\n").join(" ");
			assert.deepEqual([(stdout + stderr).trim(), status, panes, log], expected, command);
		}
	}),
);

test(
	"clear-history -H takes the links of what is on the screen",
	withServer((server) => {
		server.run("new-session", "-d", "cat");
		server.output("\x1b]8;;http://x.y\x1b\\link\x1b]8;;\x1b\\ \x1b[4:3mcurly\x1b[m");
		assert.equal(server.run("capture-pane", "-pH").trim(), "http://x.y");
		server.run("clear-history", "-H");
		assert.equal(server.run("capture-pane", "-pH").trim(), "");
		assert.equal(server.run("capture-pane", "-pe", "-E", "0").trim(), "link \x1b[4:3mcurly\x1b[0m");
	}),
);
