import assert from "node:assert/strict";
import { test } from "node:test";
import { SPLITS, withHost } from "../harness/fake-tmate-host.ts";

const bind = (...words: string[]) => ["bind-key", ...words];

test(
	"the host's tables: own tables, repeated keys, prefixes, sequences",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			// Another table for one key.
			guest.type("\x18a");
			assert.deepEqual(host.commands(), ["new-window -n x;y"]);
			guest.type("a");
			assert.equal(host.typed(), "a");
			// The prefix of the host's options, the second one, and the prefix itself.
			guest.type("\x01v");
			assert.deepEqual(host.commands(), ["split-window -h", "select-layout even-horizontal"]);
			assert.equal(guest.screen()[23], "done");
			guest.type("\x11v");
			assert.equal(host.commands().length, 2);
			guest.type("\x01\x01");
			assert.deepEqual(host.commands(), ["send-prefix"]);
			// Repeated within repeat-time only.
			guest.type("\x01\x1b[A\x1b[A");
			assert.deepEqual(host.commands(), ["select-pane -U", "select-pane -U"]);
			host.clock.advance(1000);
			guest.type("\x1b[A");
			assert.deepEqual(host.commands(), []);
			// Unbound with everything else, bound again while guests are there.
			guest.type("\x01c");
			assert.deepEqual(host.commands(), []);
			host.say({ kind: "exec", argv: bind("c", "new-window", "-c", "#{pane_current_path}") });
			guest.type("\x01c");
			assert.deepEqual(host.commands(), ["new-window -c #{pane_current_path}"]);
			host.say({ kind: "exec", argv: ["unbind-key", "c"] });
			guest.type("\x01c");
			assert.deepEqual(host.commands(), []);
			// In copy mode the host's own tables count, the root table before them.
			const state = { backing: true, oy: 0, cx: 0, cy: 0, selection: null, input: null };
			host.say({ kind: "copy-mode", pane: 1, state });
			guest.type("v");
			assert.equal(host.typed(), "v");
			guest.type("\x18a");
			assert.deepEqual(host.commands(), ["new-window -n x;y"]);
		},
		[
			["unbind-key", "-a"],
			["set-option", "-g", "prefix", "C-a"],
			["set-option", "-g", "prefix2", "C-q"],
			bind("C-a", "send-prefix"),
			bind("-n", "C-x", "switch-client", "-T", "mine"),
			bind("-T", "mine", "a", "new-window", "-n", "x;y"),
			bind(
				"v",
				"split-window",
				"-h",
				";",
				"select-layout",
				"even-horizontal",
				";",
				"display-message",
				"done",
			),
			bind("-r", "Up", "select-pane", "-U"),
			bind("-t", "vi-copy", "v", "cancel"),
			bind("-t", "emacs-copy", "v", "cancel"),
		],
	),
);

test(
	"what the host's bindings ask is asked at the guest's terminal",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			guest.type("\x02R");
			assert.equal(guest.screen()[23], "one one");
			guest.type("x\r");
			assert.equal(guest.screen()[23], "two");
			guest.type("y\r");
			assert.deepEqual(host.commands(), ["rename-window -t :0 onex-y"]);
			guest.type("\x02K");
			assert.equal(guest.screen()[23], "sure one?");
			guest.type("y");
			assert.deepEqual(host.commands(), ["kill-window -t :0"]);
			guest.type("\x02P");
			assert.equal(guest.screen()[23], "go");
			guest.type("3\r");
			assert.deepEqual(host.commands(), ["select-window -t :3"]);
			guest.type("\x02P\x1b");
			host.clock.advance(1000);
			assert.deepEqual(host.take(), []);
			guest.type("\x02F");
			assert.match(guest.text(), /\(1\) └─→ - 3: two/);
			guest.type("q");
			guest.type("\x02S");
			assert.match(guest.screen()[0] ?? "", /^\(0\) \+ default: 2 windows/);
			guest.type("q");
			guest.type("\x02T");
			assert.match(guest.text(), /3: two/);
			guest.type("G\r");
			assert.deepEqual(host.commands(), ["select-window -t :3"]);
			guest.type("\x02D");
			assert.match(guest.screen()[0] ?? "", /guest-1: .*session default/);
			guest.type("q");
			guest.type("\x02i");
			assert.match(guest.text(), /│one 0/);
			guest.type("q");
			assert.deepEqual(host.take(), []);
		},
		[
			bind("R", "command-prompt", "-I", "#W", "-p", "one,two", "rename-window '%1-%2'"),
			bind("K", "confirm-before", "-p", "sure #W?", "kill-window"),
			bind("P", "command-prompt", "-p", "go", "select-window -t :%%"),
			bind("F", "find-window", "two"),
			bind("S", "choose-session"),
			bind("T", "choose-tree", "-u"),
			bind("D", "choose-client"),
			bind("i", "display-message", "-p", "#W #I"),
		],
	),
);

test(
	"keys follow the host's current pane; a page up goes in two steps, which the host tells of",
	withHost((host) => {
		host.say(SPLITS);
		const guest = host.guest();
		host.take();
		guest.type("\x02%ls");
		assert.deepEqual(
			host.take().map((one) => (one.kind === "pane-key" ? one.pane : one.kind)),
			["exec", -1, -1],
		);
		guest.type("\x02\x1b[5~");
		assert.deepEqual(host.commands(), ["copy-mode -t %1", "send-keys -t %1 PPage"]);
	}),
);
