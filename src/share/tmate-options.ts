/**
 * The options of a session that a tmate server draws with, as commands of tmux
 * 2.2: the names it has, the values it understands. Asked by tmate-feed.ts,
 * which sends what has changed.
 */
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Options } from "../model/options.ts";
import { oldStyle, plainMarkup } from "./tmate-style.ts";

type Convert = (text: string, ctx: FormatContext) => string;

const same: Convert = (text) => text;
const style: Convert = (text, ctx) => oldStyle(expand(text, ctx)) || "default";
/** What a window shows is expanded here and is its name there (tmate-status.ts), alerts and all. */
const windowFormat: Convert = () => "#W";
const noStyle: Convert = () => "default";
const SIDES: Readonly<Record<string, string>> = {
	centre: "centre",
	right: "right",
	"absolute-centre": "centre",
};

const SESSION_OPTIONS: readonly (readonly [name: string, convert: Convert])[] = [
	["display-time", (text) => (text === "0" ? "4000" : text)],
	["key-table", same],
	["message-style", style],
	["prefix", same],
	["prefix2", same],
	["repeat-time", (text) => String(Math.min(Number(text), 32_767))],
	// It has one line, or none.
	["status", (text) => (text === "off" ? "off" : "on")],
	["status-justify", (text) => SIDES[text] ?? "left"],
	["status-left-length", same],
	["status-position", same],
	["status-right-length", same],
	["status-style", style],
];

const WINDOW_OPTIONS: readonly (readonly [name: string, convert: Convert])[] = [
	["pane-active-border-style", style],
	["pane-border-style", style],
	["window-active-style", style],
	["window-status-activity-style", noStyle],
	["window-status-bell-style", noStyle],
	["window-status-current-format", windowFormat],
	["window-status-current-style", style],
	["window-status-format", windowFormat],
	["window-status-last-style", style],
	["window-status-separator", (text, ctx) => plainMarkup(expand(text, ctx))],
	["window-status-style", style],
	["window-style", style],
];

/** Commands that give it the options of a session, by the option's name. */
export function optionCommands(
	ctx: FormatContext,
	session: Options,
	window: Options,
): ReadonlyMap<string, readonly string[]> {
	const commands = new Map<string, readonly string[]>();
	const add = (command: string, options: Options, [name, convert]: readonly [string, Convert]) => {
		commands.set(name, [command, "-g", name, convert(options.toText(name), ctx)]);
	};
	for (const row of SESSION_OPTIONS) add("set-option", session, row);
	for (const row of WINDOW_OPTIONS) add("set-window-option", window, row);
	return commands;
}
