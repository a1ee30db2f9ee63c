/** The four replicated commands between tmux's language of 2016 and ours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTION_TABLE } from "../../src/model/option-table.ts";
import {
	canonical,
	canonicalLine,
	carriedBinding,
	carryBinding,
	fromOld,
	tmateOption,
	toOld,
} from "../../src/tmate/commands.ts";
import { commandLine, commandWords } from "../../src/tmate/quote.ts";

test("the wire's form: full names, flags apart, in ASCII order, values as words", () => {
	const table: readonly (readonly [string[], string[] | undefined])[] = [
		[
			["set", "-ga", "status-right", "x"],
			["set-option", "-a", "-g", "status-right", "x"],
		],
		[
			["setw", "-gt:1", "mode-keys", "vi"],
			["set-window-option", "-g", "-t", ":1", "mode-keys", "vi"],
		],
		[
			["bind", "-rTfoo", "x", "ls"],
			["bind-key", "-T", "foo", "-r", "x", "ls"],
		],
		[
			["bind", "-tvi-copy", "y", "copy-pipe", "x -i"],
			["bind-key", "-t", "vi-copy", "y", "copy-pipe", "x -i"],
		],
		[
			["unbind", "-at", "vi-copy"],
			["unbind-key", "-a", "-t", "vi-copy"],
		],
		[
			["set", "--", "-x"],
			["set-option", "-x"],
		],
		[["set", "-z", "x"], undefined],
		[["bind", "-T"], undefined],
		[["kill-server"], undefined],
		[[], undefined],
	];
	for (const [argv, wire] of table) assert.deepEqual(canonical(argv), wire);
	assert.deepEqual(canonicalLine(`bind-key -n 'M-x' "split-window" -c "a \\"b\\""`), [
		"bind-key",
		"-n",
		"M-x",
		"split-window",
		"-c",
		'a "b"',
	]);
	assert.equal(canonicalLine("bind 'x"), undefined);
	for (const argv of [
		["a", "b c", "it's", '"$x\\', "", "~", "#{x}"],
		["-t", ":=1", "\\"],
	])
		assert.deepEqual(commandWords(commandLine(argv)), argv);
});

test("a host's bindings, as seen from a real one", () => {
	const table: readonly (readonly [string[], string[] | undefined])[] = [
		[
			["bind-key", "C-b", "send-prefix"],
			["bind-key", "C-b", "send-prefix"],
		],
		[
			["bind-key", "w", "choose-window"],
			["bind-key", "w", "choose-tree", "-Zw"],
		],
		[
			["bind-key", "-r", "M-Up", "resize-pane", "-U", "5"],
			["bind-key", "-r", "M-Up", "resize-pane", "-U", "5"],
		],
		[
			["bind-key", "$", "command-prompt", "-I#S", "rename-session '%%'"],
			["bind-key", "$", "command-prompt", "-I#S", "rename-session '%%'"],
		],
		[
			["bind-key", "-n", "MouseDown1Pane", "select-pane", "-t=;", "send-keys", "-M"],
			["bind-key", "-n", "MouseDown1Pane", "select-pane", "-t=", ";", "send-keys", "-M"],
		],
		[
			["bind-key", "|", "split-window", "-h", ";", "setw", "-g", "mode-mouse", "on"],
			["bind-key", "|", "split-window", "-h", ";", "set-window-option", "-g", "-q", "mouse", "on"],
		],
		[
			["bind-key", "-t", "vi-copy", "v", "begin-selection"],
			["bind-key", "-T", "copy-mode-vi", "v", "send-keys", "-X", "begin-selection"],
		],
		[
			["bind-key", "-t", "vi-copy", "y", "copy-pipe", "xclip -i"],
			["bind-key", "-T", "copy-mode-vi", "y", "send-keys", "-X", "copy-pipe-and-cancel", "xclip -i"],
		],
		[
			["bind-key", "-t", "vi-copy", "f", "jump-forward"],
			[
				"bind-key",
				"-T",
				"copy-mode-vi",
				"f",
				"command-prompt",
				"-1",
				"-p",
				"(jump forward)",
				'send-keys -X jump-forward -- "%%"',
			],
		],
		[
			["bind-key", "-t", "emacs-copy", "M-3", "start-number-prefix"],
			[
				"bind-key",
				"-T",
				"copy-mode",
				"M-3",
				"command-prompt",
				"-N",
				"-I",
				"3",
				"-p",
				"(repeat)",
				'send-keys -N "%%"',
			],
		],
		[["bind-key", "-t", "vi-edit", "x", "cancel"], undefined],
		[["bind-key", "-t", "vi-copy", '"', "start-named-buffer"], undefined],
		[
			["bind-key", "-T", "foo", "x", "switch-client", "-T", "root"],
			["bind-key", "-T", "foo", "x", "switch-client", "-T", "root"],
		],
		[
			["unbind-key", "-a", "-t", "emacs-copy"],
			["unbind-key", "-a", "-T", "copy-mode"],
		],
		[
			["unbind-key", "C-b"],
			["unbind-key", "C-b"],
		],
		[
			["unbind-key", "-n", "C-b"],
			["unbind-key", "-n", "C-b"],
		],
		[["bind-key", "x"], undefined],
	];
	for (const [wire, ours] of table) assert.deepEqual(fromOld(wire), ours, wire.join(" "));
});

test("a host's options", () => {
	const table: readonly (readonly [string[], string[] | undefined])[] = [
		[
			["set-option", "-g", "status-bg", "red"],
			["set-option", "-a", "-g", "-q", "status-style", "bg=red"],
		],
		[
			["set-option", "-g", "status-attr", "bold"],
			["set-option", "-a", "-g", "-q", "status-style", "none,bold"],
		],
		[
			["set-option", "-g", "status-attr", "none"],
			["set-option", "-a", "-g", "-q", "status-style", "none"],
		],
		[
			["set-window-option", "-g", "window-status-current-fg", "white"],
			["set-window-option", "-a", "-g", "-q", "window-status-current-style", "fg=white"],
		],
		[
			["set-option", "-u", "message-bg"],
			["set-option", "-q", "-u", "message-style"],
		],
		[
			["set-option", "-g", "mouse-select-pane", "on"],
			["set-option", "-g", "-q", "mouse", "on"],
		],
		[
			["set-option", "-g", "mode-mouse", "copy-mode"],
			["set-option", "-g", "-q", "mouse", "on"],
		],
		[
			["set-option", "-g", "prefix", "C-a"],
			["set-option", "-g", "-q", "prefix", "C-a"],
		],
		[
			["set-option", "-g", "@plugin", "x"],
			["set-option", "-g", "-q", "@plugin", "x"],
		],
		[
			["set-option", "-s", "escape-time", "0"],
			["set-option", "-q", "-s", "escape-time", "0"],
		],
		[["set-option", "-g", "status-utf8", "on"], undefined],
		[["set-option", "-g", "tmate-server-host", "x"], undefined],
		[["set-option"], undefined],
	];
	for (const [wire, ours] of table) assert.deepEqual(fromOld(wire), ours, wire.join(" "));

	assert.deepEqual(tmateOption(["set-option", "tmate-set", "authorized_keys=ssh-rsa AAAA"]), {
		name: "tmate-set",
		value: "authorized_keys=ssh-rsa AAAA",
	});
	assert.deepEqual(tmateOption(["set-option", "-g", "tmate-api-key", "K"]), {
		name: "tmate-api-key",
		value: "K",
	});
	assert.deepEqual(tmateOption(["set-option", "-gu", "tmate-api-key"]), {
		name: "tmate-api-key",
		value: undefined,
	});
	assert.equal(tmateOption(["set-option", "-g", "status", "on"]), undefined);
	assert.equal(tmateOption(["bind-key", "tmate-x", "y"]), undefined);
});

test("every option of then is one of ours or of no use", () => {
	const then =
		`buffer-limit default-terminal escape-time exit-unattached focus-events history-file message-limit quiet
		set-clipboard terminal-overrides assume-paste-time base-index bell-action bell-on-alert default-command
		default-shell destroy-unattached detach-on-destroy display-panes-active-colour display-panes-colour
		display-panes-time display-time history-limit key-table lock-after-time lock-command message-command-style
		message-style mouse prefix prefix2 renumber-windows repeat-time set-remain-on-exit set-titles
		set-titles-string status status-interval status-justify status-keys status-left status-left-length
		status-left-style status-position status-right status-right-length status-right-style status-style
		update-environment visual-activity visual-bell visual-silence word-separators aggressive-resize allow-rename
		alternate-screen automatic-rename automatic-rename-format clock-mode-colour clock-mode-style force-height
		force-width main-pane-height main-pane-width mode-keys mode-style monitor-activity monitor-silence
		other-pane-height other-pane-width pane-active-border-style pane-base-index pane-border-style remain-on-exit
		synchronize-panes window-active-style window-style window-status-activity-style window-status-bell-style
		window-status-current-format window-status-current-style window-status-format window-status-last-style
		window-status-separator window-status-style wrap-search xterm-keys status-fg mode-bg message-attr
		pane-border-fg window-status-current-attr`.split(/\s+/);
	const ours = new Set(OPTION_TABLE.map((row) => row.name));
	const lost = then.flatMap((name) => {
		const argv = fromOld(["set-option", "-g", name, "x"]);
		const now = argv?.at(-2);
		if (now !== undefined) assert.ok(ours.has(now), `${name} became ${now}`);
		return now === undefined ? [name] : [];
	});
	assert.deepEqual(lost.sort(), [
		"bell-on-alert",
		"force-height",
		"force-width",
		"quiet",
		"set-remain-on-exit",
		"xterm-keys",
	]);
});

test("ours for a server of then", () => {
	const table: readonly (readonly [string[], string[] | undefined])[] = [
		[
			["set-option", "-g", "status-style", "bg=themegreen,fg=themeblack"],
			["set-option", "-g", "status-style", "bg=green,fg=black"],
		],
		[
			["set-option", "-g", "pane-border-style", "fg=#ff0000,us=red,curly-underscore,bold"],
			["set-window-option", "-g", "pane-border-style", "fg=#ff0000,bold"],
		],
		[["set-option", "-g", "pane-active-border-style", "#{?x,fg=red,}"], undefined],
		[
			["set-option", "-g", "status", "2"],
			["set-option", "-g", "status", "on"],
		],
		[["set-option", "-g", "status-format[0]", "x"], undefined],
		[["set-option", "-g", "pane-border-status", "top"], undefined],
		[["set-option", "-p", "remain-on-exit", "on"], undefined],
		[["set-option", "-gF", "status-left", "#{x}"], undefined],
		[
			["set-option", "-sg", "escape-time", "0"],
			["set-option", "-g", "-s", "escape-time", "0"],
		],
		[
			["set-option", "-gu", "prefix"],
			["set-option", "-g", "-u", "prefix"],
		],
		[
			["set-option", "-g", "mode-keys", "vi"],
			["set-window-option", "-g", "mode-keys", "vi"],
		],
		[
			["bind-key", "-N", "a note", "x", "new-window"],
			["bind-key", "x", "new-window"],
		],
		[
			["bind-key", "-r", "Up", "select-pane", "-U"],
			["bind-key", "-r", "Up", "select-pane", "-U"],
		],
		[
			["bind-key", "-T", "root", "F1", "new-window", ";", "split-window", "-h"],
			["bind-key", "-n", "F1", "new-window", ";", "split-window", "-h"],
		],
		// A server of then has no popups: the key comes back to us under another name.
		[
			["bind-key", "P", "display-popup", "-E", "top"],
			["bind-key", "P", "run-shell", "comux-binding prefix P"],
		],
		[
			["bind-key", "-n", "F2", "split-window", "-Z"],
			["bind-key", "-n", "F2", "run-shell", "comux-binding root F2"],
		],
		[
			["bind-key", "x", "set-option -g status off"],
			["bind-key", "x", "set-option", "-g", "status", "off"],
		],
		[
			["bind-key", "-T", "copy-mode-vi", "v", "send-keys", "-X", "begin-selection"],
			["bind-key", "-t", "vi-copy", "v", "begin-selection"],
		],
		[
			["bind-key", "-T", "copy-mode-vi", "y", "send-keys", "-X", "copy-selection-and-cancel"],
			["bind-key", "-t", "vi-copy", "y", "copy-selection"],
		],
		[
			[
				"bind-key",
				"-T",
				"copy-mode-vi",
				"f",
				"command-prompt",
				"-1P",
				"-p",
				"(jump forward)",
				'send-keys -X jump-forward -- "%%"',
			],
			["bind-key", "-t", "vi-copy", "f", "jump-forward"],
		],
		[["bind-key", "-T", "copy-mode", "C-M-Up", "send-keys", "-X", "previous-prompt"], undefined],
		[
			["unbind-key", "-T", "copy-mode", "x"],
			["unbind-key", "-t", "emacs-copy", "x"],
		],
		[
			["unbind-key", "-a", "-T", "root"],
			["unbind-key", "-a", "-n"],
		],
		[["new-window"], undefined],
	];
	for (const [ours, wire] of table) assert.deepEqual(toOld(ours), wire, ours.join(" "));
	for (const [ours] of table) {
		const wire = toOld(ours);
		if (wire !== undefined) assert.deepEqual(canonical(wire), wire);
	}
	assert.deepEqual(carriedBinding(["run-shell", "comux-binding root F2"]), { table: "root", key: "F2" });
	assert.deepEqual(carriedBinding(carryBinding("mine", "x", true).slice(-2)), { table: "mine", key: "x" });
	assert.equal(carriedBinding(["run-shell", "top"]), undefined);
});
