/**
 * Which options the host and its guests may set on the mirror: what is about
 * looks and keys, with values of bounded length. What would change how the
 * mirror itself works (names, sizes, ends of things, programs, memory) is the
 * mirror's own. Called by commands.ts for each set-option.
 */
import { type Command, CommandError, type QueueItem } from "../command/types.ts";
import { matchOption } from "../model/option-table.ts";
import type { Server } from "../model/server.ts";
import { HISTORY_LIMIT, MAX_NAME, MAX_OPTIONS, MAX_VALUE } from "./limits.ts";

/** Looked at first, as the mirror needs them to be. */
const OWN_VALUES: readonly (readonly [
	scope: "server" | "session" | "window",
	name: string,
	value: string,
])[] = [
	["server", "exit-empty", "off"],
	["server", "set-clipboard", "on"],
	["server", "escape-time", "50"],
	// The host's screen knows nothing of it.
	["server", "variation-selector-always-wide", "off"],
	["server", "buffer-limit", "5"],
	["server", "message-limit", "200"],
	["server", "prompt-history-limit", "100"],
	["server", "history-file", ""],
	["server", "input-buffer-size", "1048576"],
	["session", "default-size", "80x24"],
	["session", "destroy-unattached", "off"],
	["session", "detach-on-destroy", "on"],
	["session", "history-limit", String(HISTORY_LIMIT)],
	["session", "lock-after-time", "0"],
	["session", "lock-command", ""],
	["session", "renumber-windows", "off"],
	["session", "assume-paste-time", "0"],
	["window", "window-size", "manual"],
	["window", "aggressive-resize", "off"],
	["window", "automatic-rename", "off"],
	["window", "allow-rename", "off"],
	["window", "allow-passthrough", "off"],
	["window", "remain-on-exit", "off"],
	["window", "pane-border-status", "off"],
	["window", "pane-scrollbars", "off"],
	["window", "synchronize-panes", "off"],
];

/**
 * Until the host says otherwise: how a tmux of 2016 looks by default, which is how the host looks to itself.
 * No time, which would be that of the relay's place.
 */
const FIRST_VALUES: typeof OWN_VALUES = [
	["session", "message-command-style", "fg=yellow,bg=black,fill=black"],
	["session", "message-style", "fg=black,bg=yellow,fill=yellow"],
	[
		"session",
		"status-right",
		'#{?window_bigger,[#{window_offset_x}#,#{window_offset_y}] ,}"#{=21:pane_title}"',
	],
	["session", "status-style", "fg=black,bg=green"],
	["window", "clock-mode-colour", "blue"],
	["window", "copy-mode-position-format", "#[align=right][#{scroll_position}/#{history_size}]"],
	["window", "display-panes-active-colour", "red"],
	["window", "display-panes-colour", "blue"],
	["window", "mode-style", "fg=black,bg=yellow"],
	["window", "pane-active-border-style", "fg=green"],
	["window", "pane-border-style", "default"],
	["window", "window-status-activity-style", "reverse"],
	["window", "window-status-bell-style", "reverse"],
	["window", "window-status-current-style", "default"],
	["window", "window-status-last-style", "default"],
	["window", "window-status-style", "default"],
];

/** Not for anybody to set, besides those above. */
const REFUSED: ReadonlySet<string> = new Set([
	...OWN_VALUES.map(([, name]) => name),
	"codepoint-widths",
	"copy-command",
	"default-client-command",
	"default-command",
	"default-shell",
	"default-terminal",
	"editor",
	"exit-unattached",
	"extended-keys",
	"get-clipboard",
	"pane-colours",
	"terminal-features",
	"terminal-overrides",
	"update-environment",
	"user-keys",
]);

/** Characters of a value of a single window or pane. */
const MAX_SMALL_VALUE = 256;
/** Items an array option may have. */
const MAX_ITEMS = 100;

/** Gives a new mirror the values it needs. */
export function setOwnOptions(server: Server): void {
	const scopes = { server: server.options, session: server.sessionOptions, window: server.windowOptions };
	for (const [scope, name, value] of [...OWN_VALUES, ...FIRST_VALUES]) {
		const error = scopes[scope].set(name, value);
		if (error !== undefined && !error.startsWith("unknown option")) throw new Error(error);
	}
}

/** Throws when what the command would set is not to be set here. */
export function checkOption(item: QueueItem, { args }: Command): void {
	// A name made by a format could be any.
	const option = matchOption(item.expand((args.string(0) ?? "").slice(0, MAX_NAME)));
	if ("error" in option) return;
	const { row, name, key } = option;
	if (row?.isHook || REFUSED.has(name)) throw new CommandError(`${name} is not for guests to set`);
	if (args.has("u") || args.has("U")) return;
	const { server } = item;
	const { session, window, pane } = item.target;
	const small = [window?.options, pane?.options].filter((one) => one !== undefined);
	// There are few of these, and many windows and panes.
	const large = [server.options, server.sessionOptions, server.windowOptions, session?.options].filter(
		(one) => one !== undefined,
	);
	const isLarge = args.has("g") || args.has("s") || (row !== undefined && !row.scope.includes("window"));
	const limit = isLarge ? MAX_VALUE : MAX_SMALL_VALUE;
	if ((args.string(1) ?? "").length > limit) throw new CommandError("value is too long");
	for (const options of isLarge ? large : [...large, ...small]) {
		const own = options.own(name);
		if (args.has("a") && own && own.toText().length > limit) throw new CommandError("value is too long");
		const isNew = own?.items !== undefined && !(key !== undefined && own.hasItem(key));
		if (isNew && (own?.items?.size ?? 0) >= MAX_ITEMS) throw new CommandError("too many items");
		if (row === undefined && !own && options.userCount >= MAX_OPTIONS)
			throw new CommandError("too many options");
	}
	if (row === undefined && !isLarge && (args.has("w") || args.has("p")))
		throw new CommandError("not for windows and panes");
}
