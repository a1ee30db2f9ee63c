/**
 * Options of a tmate 2.4.0 (and of the older ones that are about) and ours:
 * names that are the same, colours and attributes that became styles, mouse
 * options that became one, and those that are no more.
 */
import { COLOUR_FLAG_RGB } from "../term/attributes.ts";
import { colourName, colourToRgb, parseColour, withoutTheme } from "../term/colour.ts";

/** Scope of an option then. */
export type OldScope = "server" | "session" | "window";

const OPTIONS: Readonly<Record<OldScope, string>> = {
	server: `buffer-limit default-terminal escape-time exit-unattached focus-events history-file message-limit
		quiet set-clipboard terminal-overrides`,
	session: `assume-paste-time base-index bell-action bell-on-alert default-command default-shell
		destroy-unattached detach-on-destroy display-panes-active-colour display-panes-colour display-panes-time
		display-time history-limit key-table lock-after-time lock-command message-command-style message-style
		mouse prefix prefix2 renumber-windows repeat-time set-remain-on-exit set-titles set-titles-string status
		status-interval status-justify status-keys status-left status-left-length status-left-style
		status-position status-right status-right-length status-right-style status-style update-environment
		visual-activity visual-bell visual-silence word-separators`,
	window: `aggressive-resize allow-rename alternate-screen automatic-rename automatic-rename-format
		clock-mode-colour clock-mode-style force-height force-width main-pane-height main-pane-width mode-keys
		mode-style monitor-activity monitor-silence other-pane-height other-pane-width pane-active-border-style
		pane-base-index pane-border-style remain-on-exit synchronize-panes window-active-style window-style
		window-status-activity-style window-status-bell-style window-status-current-format
		window-status-current-style window-status-format window-status-last-style window-status-separator
		window-status-style wrap-search xterm-keys`,
};

const SCOPES: ReadonlyMap<string, OldScope> = new Map(
	(Object.entries(OPTIONS) as [OldScope, string][]).flatMap(([scope, names]) =>
		names.split(/\s+/).map((name) => [name, scope] as const),
	),
);

/** Options of then that there is nothing for now. */
const GONE: ReadonlySet<string> = new Set([
	"bell-on-alert",
	"force-height",
	"force-width",
	"quiet",
	"set-remain-on-exit",
	"xterm-keys",
	// Only in clients before 2.2.0.
	"c0-change-interval",
	"c0-change-trigger",
	"default-path",
	"monitor-content",
	"mouse-utf8",
	"status-utf8",
	"utf8",
	"visual-content",
]);

/** Each was a switch of its own before 2.2.0. */
const MOUSE: ReadonlySet<string> = new Set([
	"mode-mouse",
	"mouse-resize-pane",
	"mouse-select-pane",
	"mouse-select-window",
]);

/** Styles that had options for their parts. */
const STYLED: ReadonlySet<string> = new Set(
	`message message-command mode pane-active-border pane-border status status-left status-right window-status
	window-status-activity window-status-bell window-status-current window-status-last`.split(/\s+/),
);

const PART = /^(.+)-(fg|bg|attr)$/;

/** What an option of then is now: its name, and its value with how it is set. */
export interface NewOption {
	readonly name: string;
	readonly value: string | undefined;
	/** The value is added to what is there. */
	readonly append: boolean;
}

/** undefined: there is no such option any more. */
export function newOption(name: string, value: string | undefined): NewOption | undefined {
	if (GONE.has(name) || name.startsWith("tmate-")) return undefined;
	if (MOUSE.has(name)) {
		const on = value === undefined || value === "" ? undefined : value === "off" ? "off" : "on";
		return { name: "mouse", value: on, append: false };
	}
	const part = PART.exec(name);
	if (part !== null && STYLED.has(part[1] as string)) {
		const [, base, kind] = part;
		// Attributes took the place of those before.
		const style = value === undefined ? undefined : kind === "attr" ? `none,${value}` : `${kind}=${value}`;
		return { name: `${base}-style`, value: style?.replace(/^none,(none|default)$/, "none"), append: true };
	}
	return { name, value, append: false };
}

/** The scope an option had then; undefined for an option (not of a user) there was not. */
export function oldScope(name: string): OldScope | undefined {
	return SCOPES.get(name);
}

const OLD_ATTRIBUTES: ReadonlySet<string> = new Set(
	"default none bright bold dim underscore blink reverse hidden italics".split(" "),
);

/** A colour's name then, or undefined for one there was not. */
function oldColour(name: string): string | undefined {
	const colour = parseColour(name);
	if (colour === undefined) return undefined;
	const plain = withoutTheme(colour);
	if (plain < 0) return undefined;
	if (name === "terminal") return "default";
	return plain & COLOUR_FLAG_RGB ? colourName(colourToRgb(plain) ?? plain) : colourName(plain);
}

/** A style as a tmux of then reads it: without what it does not know. Undefined when it is made by a format. */
function oldStyle(style: string): string | undefined {
	if (style.includes("#{")) return undefined;
	const parts: string[] = [];
	for (const part of style.split(/[ ,]+/)) {
		const colour = /^(fg|bg)=(.+)$/.exec(part);
		if (colour !== null) {
			const name = oldColour(colour[2] as string);
			if (name !== undefined) parts.push(`${colour[1]}=${name}`);
		} else if (OLD_ATTRIBUTES.has(part) || OLD_ATTRIBUTES.has(part.replace(/^no/, ""))) parts.push(part);
	}
	return parts.length === 0 ? "default" : parts.join(",");
}

/** Values that were written another way. */
const OLD_VALUES: Readonly<Record<string, (value: string) => string | undefined>> = {
	status: (value) => (value === "off" || value === "0" ? "off" : "on"),
	"status-justify": (value) => (value === "absolute-centre" ? "centre" : value),
	"set-clipboard": (value) => (value === "external" ? "on" : value),
	"detach-on-destroy": (value) => (value === "off" ? "off" : "on"),
	"destroy-unattached": (value) => (value === "off" ? "off" : "on"),
	"remain-on-exit": (value) => (value === "off" ? "off" : "on"),
	"visual-activity": (value) => (value === "off" ? "off" : "on"),
	"visual-bell": (value) => (value === "off" ? "off" : "on"),
	"visual-silence": (value) => (value === "off" ? "off" : "on"),
	"main-pane-height": (value) => (value.endsWith("%") ? undefined : value),
	"main-pane-width": (value) => (value.endsWith("%") ? undefined : value),
	"other-pane-height": (value) => (value.endsWith("%") ? undefined : value),
	"other-pane-width": (value) => (value.endsWith("%") ? undefined : value),
	"clock-mode-colour": oldColour,
	"display-panes-active-colour": oldColour,
	"display-panes-colour": oldColour,
};

/** Our option's value as it was written then; undefined: it cannot be said. */
export function oldValue(name: string, value: string): string | undefined {
	if (name.endsWith("-style") && name !== "clock-mode-style") return oldStyle(value);
	const write = OLD_VALUES[name];
	return write === undefined ? value : write(value);
}
