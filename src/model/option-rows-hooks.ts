/**
 * The hooks: options that hold lists of commands, run when something has
 * happened. Part of the table of option-table.ts; the events themselves are
 * fired through notify.ts and the command queue.
 */
import { type OptionRow, type OptionScope, PANE, SESSION, WINDOW } from "./option-row.ts";

/** Commands after which `after-NAME` runs. */
const AFTER_COMMANDS: readonly string[] = [
	"bind-key",
	"capture-pane",
	"copy-mode",
	"display-message",
	"display-panes",
	"kill-pane",
	"list-buffers",
	"list-clients",
	"list-keys",
	"list-panes",
	"list-sessions",
	"list-windows",
	"load-buffer",
	"lock-server",
	"new-session",
	"new-window",
	"paste-buffer",
	"pipe-pane",
	"refresh-client",
	"rename-session",
	"rename-window",
	"resize-pane",
	"resize-window",
	"save-buffer",
	"select-layout",
	"select-pane",
	"select-window",
	"send-keys",
	"set-buffer",
	"set-environment",
	"set-hook",
	"set-option",
	"show-environment",
	"show-messages",
	"show-options",
	"split-window",
	"swap-window",
	"unbind-key",
];

/** Hooks set on sessions: name, what has happened. */
const SESSION_HOOKS: readonly (readonly [string, string])[] = [
	["alert-activity", "A window had activity."],
	["alert-bell", "The bell rang in a window."],
	["alert-silence", "A window has been silent."],
	["client-active", "A client became the one its session was used from last."],
	["client-attached", "A client was attached."],
	["client-created", "A client connected."],
	["client-closed", "A client went away."],
	["client-detached", "A client was detached."],
	["client-focus-in", "The terminal of a client gained focus."],
	["client-focus-out", "The terminal of a client lost focus."],
	["client-resized", "The terminal of a client changed its size."],
	["client-session-changed", "A client shows another session."],
	["client-light-theme", "The terminal of a client changed to a light theme."],
	["client-dark-theme", "The terminal of a client changed to a dark theme."],
	["command-error", "A command failed."],
	["guest-joined", "A guest came in by sharing."],
	["guest-knocked", "A guest waits to be let in."],
	["guest-left", "A guest has gone, or was refused."],
	["marked-pane-changed", "Another pane was marked, or none is any more."],
	["session-closed", "A session ended."],
	["session-created", "A session was made."],
	["session-added-to-group", "A session joined a group."],
	["session-renamed", "A session got another name."],
	["session-removed-from-group", "A session left its group."],
	["session-window-changed", "Another window of a session became current."],
	["share-lost", "Guests cannot reach the shared server any more."],
	["share-ready", "The server is shared and guests can reach it."],
	["window-linked", "A window was linked into a session."],
	["window-unlinked", "A window was taken out of a session."],
];

/** Hooks set on windows and panes. */
const PANE_HOOKS: readonly (readonly [string, string])[] = [
	["pane-activity", "A program wrote to its pane."],
	["pane-bell", "The bell rang in a pane."],
	["pane-command-finished", "A command ended in a shell that marks its commands."],
	["pane-command-started", "A command started in a shell that marks its commands."],
	["pane-created", "A pane was made or its program started again."],
	["pane-died", "A program ended and its pane stays."],
	["pane-exited", "A program ended and its pane closed."],
	["pane-focus-in", "A pane gained focus."],
	["pane-focus-out", "A pane lost focus."],
	["pane-mode-changed", "A pane entered or left a mode."],
	["pane-mode-entered", "A pane entered a mode."],
	["pane-mode-exited", "A pane left a mode."],
	["pane-moved", "A pane moved to another window or place."],
	["pane-prompt-closed", "A prompt inside a pane was closed."],
	["pane-prompt-opened", "A prompt inside a pane was opened."],
	["pane-resized", "A pane changed its size."],
	["pane-set-clipboard", "A program set the clipboard."],
	["pane-shell-prompt", "A shell that marks its prompts showed one."],
	["pane-title-changed", "The title of a pane changed."],
];

/** Hooks set on windows. */
const WINDOW_HOOKS: readonly (readonly [string, string])[] = [
	["window-created", "A window was made."],
	["window-closed", "A window closed."],
	["window-layout-changed", "The layout of a window changed."],
	["window-pane-changed", "Another pane of a window became active."],
	["window-renamed", "A window got another name."],
	["window-resized", "A window changed its size."],
	["window-unzoomed", "A window was unzoomed."],
	["window-zoomed", "A pane was zoomed."],
];

function hook(name: string, text: string, scope: readonly OptionScope[]): OptionRow {
	return {
		name,
		type: "command",
		scope,
		array: true,
		separator: "",
		isHook: true,
		default: [],
		text,
		affects: [],
	};
}

export const HOOK_ROWS: readonly OptionRow[] = [
	...AFTER_COMMANDS.map((name) => hook(`after-${name}`, `The command ${name} has run.`, SESSION)),
	...SESSION_HOOKS.map(([name, text]) => hook(name, text, SESSION)),
	...PANE_HOOKS.map(([name, text]) => hook(name, text, PANE)),
	...WINDOW_HOOKS.map(([name, text]) => hook(name, text, WINDOW)),
];
