/** Variables of a pane: its program, its screen and its place in the window. */
import { paneStatus } from "../model/layout-panes.ts";
import type { Pane } from "../model/pane.ts";
import { windowNameOf } from "../model/window-name.ts";
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { ScreenModes } from "../screen/screen.ts";
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import { colourName } from "../term/colour.ts";
import { addStyle, DEFAULT_STYLE } from "../term/style.ts";
import {
	isFloating,
	isZoomed,
	paneFlags,
	paneIndex,
	unzoomedHeight,
	unzoomedWidth,
	zIndex,
} from "./pane-facts.ts";
import { quoteArguments, quoteShellSingle } from "./quote.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, flag, number, row, timeRow } from "./variable.ts";

/** A row for a context with a pane. */
const of = (name: string, get: (pane: Pane, ctx: FormatContext) => string | undefined) =>
	row(name, (ctx) => ctx.pane && get(ctx.pane, ctx));
/** A row for a time of a pane. */
const time = (name: string, get: (pane: Pane) => number | undefined) =>
	timeRow(name, ({ pane }) => pane && get(pane));
/** A row for a mode of the program's screen. */
const mode = (name: string, get: (modes: ScreenModes) => boolean) =>
	of(name, ({ screen }) => flag(get(screen.modes)));

/** Command of the program in front, or what the pane was started with. */
function currentCommand(pane: Pane): string | undefined {
	if (pane.shell === "") return undefined;
	return windowNameOf(pane.process?.currentCommand() || quoteArguments(pane.argv) || pane.shell);
}

/** Whole seconds a shell's last command has taken, by its own marks. */
function commandDuration(pane: Pane, ctx: FormatContext): string | undefined {
	if (pane.commandStartTime === 0) return undefined;
	const end = pane.commandRunning ? ctx.server.ports.clock.now() : pane.commandEndTime;
	const seconds = (ms: number) => Math.floor(ms / 1000);
	return String(Math.max(0, seconds(end) - seconds(pane.commandStartTime)));
}

/** Colour of the pane's own text or background after styles. */
function paneColour(pane: Pane, which: "fg" | "bg"): string {
	const own = { ...DEFAULT_STYLE, [which]: pane.screen.palette[which] };
	const styled = (name: string): Colour => {
		// A style with formats in it is for whoever draws the pane: here it says nothing.
		const style = pane.options.string(name).includes("#{") ? undefined : pane.options.style(name);
		return style === undefined ? own[which] : addStyle(own, style)[which];
	};
	const active = pane.window.active === pane ? styled("window-active-style") : COLOUR_DEFAULT;
	return colourName(active === COLOUR_DEFAULT ? styled("window-style") : active);
}

/** DEC private modes that are on, by number. */
function privateModes({ screen }: Pane): string {
	const { modes, cursor } = screen;
	const list: readonly (readonly [number, boolean])[] = [
		[1, modes.cursorKeys],
		[6, modes.origin],
		[7, modes.wrap],
		[12, modes.cursorBlinking && modes.cursorBlinkingSet],
		[25, cursor.visible],
		[1000, modes.mouse === "standard"],
		[1002, modes.mouse === "button"],
		[1003, modes.mouse === "all"],
		[1004, modes.focusEvents],
		[1005, modes.mouseUtf8],
		[1006, modes.mouseSgr],
		[2004, modes.bracketedPaste],
		[2026, modes.synchronized],
		[2031, modes.themeUpdates],
	];
	return list
		.filter(([, on]) => on)
		.map(([n]) => n)
		.join(",");
}

/** The character under the cursor; nothing on the right half of a wide one. */
function cursorCharacter({ screen }: Pane): string | undefined {
	const { x, y } = screen.cursor;
	if (x >= screen.cols) return " ";
	const row = new CellBuffer(screen.cols, 1);
	screen.copyLine(screen.historySize + y, 0, screen.cols, row, 0, 0);
	return row.width[x] === 0 ? undefined : row.text(x);
}

/** Lines, cells and their bytes; lines have no bytes of their own here and no cells are extended. */
function allBytes({ screen }: Pane): string {
	const { lines, cells, bytes } = screen.allBytes;
	return [lines, 0, cells, bytes, 0, 0].join(",");
}

/** Where the cursor is saved while nothing is. */
const NOT_SAVED = 0xffffffff;
const PROGRESS_STATES = ["hidden", "normal", "error", "indeterminate", "paused"] as const;
const KEY_MODES = ["VT10x", "Ext 1", "Ext 2"] as const;

function atBottom(pane: Pane): boolean {
	const status = paneStatus(pane) === "bottom" ? 1 : 0;
	return pane.yoff + pane.sy === pane.window.sy - status;
}

const PROGRAM: readonly FormatVariable[] = [
	of("pane_command_duration", commandDuration),
	time("pane_command_end_time", (p) => p.commandEndTime),
	of("pane_command_running", (p) => flag(p.commandRunning)),
	time("pane_command_start_time", (p) => p.commandStartTime),
	of("pane_command_status", (p) => number(p.commandStatus)),
	of("pane_current_command", currentCommand),
	of("pane_current_path", (p) => p.process?.currentPath() || undefined),
	of("pane_dead", (p) => flag(p.dead)),
	of("pane_dead_signal", (p) => (p.dead && p.exitSignal ? String(p.exitSignal) : undefined)),
	of("pane_dead_status", (p) => (p.dead && !p.exitSignal ? number(p.exitStatus) : undefined)),
	time("pane_dead_time", (p) => p.deadTime),
	time("pane_last_output_time", (p) => p.lastOutputTime),
	time("pane_last_prompt_time", (p) => p.lastPromptTime),
	of("pane_path", (p) => p.path),
	of("pane_pb_progress", (p) => String(p.progress.value)),
	of("pane_pb_state", (p) => PROGRESS_STATES[p.progress.state]),
	of("pane_pid", (p) => (p.process ? String(p.pid) : undefined)),
	of("pane_pipe", (p) => flag(p.pipe !== undefined)),
	of("pane_pipe_pid", (p) => number(p.pipe?.job.pid)),
	of("pane_start_command", (p) => quoteArguments(p.argv)),
	of("pane_start_command_list", (p) => p.argv.map(quoteShellSingle).join(" ")),
	of("pane_start_path", (p) => p.cwd),
	of("pane_tty", (p) => p.ttyName),
];

const PLACE: readonly FormatVariable[] = [
	of("pane_active", (p) => flag(p.window.active === p)),
	of("pane_at_bottom", (p) => flag(atBottom(p))),
	of("pane_at_left", (p) => flag(p.xoff === 0)),
	of("pane_at_right", (p) => flag(p.xoff + p.sx === p.window.sx)),
	of("pane_at_top", (p) => flag(p.yoff === (paneStatus(p) === "top" ? 1 : 0))),
	of("pane_bottom", (p) => String(p.yoff + p.sy - 1)),
	of("pane_flags", paneFlags),
	of("pane_floating_flag", (p) => flag(isFloating(p))),
	of("pane_height", (p) => String(p.sy)),
	of("pane_id", (p) => `%${p.id}`),
	of("pane_in_mode", (p) => String(p.modes.length)),
	of("pane_index", (p) => number(paneIndex(p))),
	of("pane_input_off", (p) => flag(p.inputOff)),
	of("pane_last", (p) => flag(p.window.lastPanes[0] === p)),
	of("pane_left", (p) => String(p.xoff)),
	of("pane_marked", (p, { server }) => flag(server.mark?.pane === p)),
	of("pane_marked_set", (_, { server }) => flag(server.mark !== undefined)),
	of("pane_modal_flag", (p) => flag(p.window.modal === p)),
	of("pane_mode", (p) => p.mode?.name),
	of("pane_right", (p) => String(p.xoff + p.sx - 1)),
	of("pane_search_string", (p) => p.searchString),
	of("pane_synchronized", (p) => flag(p.options.flag("synchronize-panes"))),
	of("pane_top", (p) => String(p.yoff)),
	of("pane_unseen_changes", (p) => flag(p.unseenChanges)),
	of("pane_unzoomed_height", (p) => number(unzoomedHeight(p))),
	of("pane_unzoomed_width", (p) => number(unzoomedWidth(p))),
	of("pane_width", (p) => String(p.sx)),
	of("pane_x", (p) => String(p.xoff)),
	of("pane_y", (p) => String(p.yoff)),
	of("pane_z", (p) => String(zIndex(p))),
	of("pane_zoomed_flag", (p) => flag(isZoomed(p))),
];

const SCREEN: readonly FormatVariable[] = [
	mode("alternate_on", (m) => m.alternate),
	of("alternate_saved_x", ({ screen }) => String(screen.savedCursor?.x ?? NOT_SAVED)),
	of("alternate_saved_y", ({ screen }) => String(screen.savedCursor?.y ?? NOT_SAVED)),
	of("bracket_paste_flag", ({ shown }) => flag(shown.modes.bracketedPaste)),
	of("cursor_blinking", ({ shown }) => flag(shown.cursor.blinking)),
	of("cursor_character", cursorCharacter),
	of("cursor_colour", ({ shown }) =>
		colourName(shown.cursor.colour === COLOUR_DEFAULT ? -1 : shown.cursor.colour),
	),
	of("cursor_flag", ({ screen }) => flag(screen.cursor.visible)),
	of("cursor_shape", ({ shown }) => shown.cursor.shape),
	of("cursor_very_visible", ({ shown }) => flag(shown.cursor.veryVisible)),
	of("cursor_x", ({ screen }) => String(screen.cursor.x)),
	of("cursor_y", ({ screen }) => String(screen.cursor.y)),
	of("history_all_bytes", allBytes),
	of("history_bytes", ({ screen }) => String(screen.usedBytes)),
	of("history_limit", ({ screen }) => String(screen.historyLimit)),
	of("history_size", ({ screen }) => String(screen.historySize)),
	mode("insert_flag", (m) => m.insert),
	mode("keypad_cursor_flag", (m) => m.cursorKeys),
	mode("keypad_flag", (m) => m.keypad),
	mode("mouse_all_flag", (m) => m.mouse === "all"),
	mode("mouse_any_flag", (m) => m.mouse !== "none"),
	mode("mouse_button_flag", (m) => m.mouse === "button"),
	mode("mouse_sgr_flag", (m) => m.mouseSgr),
	mode("mouse_standard_flag", (m) => m.mouse === "standard"),
	mode("mouse_utf8_flag", (m) => m.mouseUtf8),
	mode("origin_flag", (m) => m.origin),
	of("pane_bg", (p) => paneColour(p, "bg")),
	of("pane_fg", (p) => paneColour(p, "fg")),
	of("pane_key_mode", ({ shown }) => KEY_MODES[shown.modes.extendedKeys]),
	of("pane_private_modes", privateModes),
	of("pane_tabs", ({ screen }) => screen.tabStops.join(",") || undefined),
	of("pane_title", ({ screen }) => screen.title),
	of("scroll_region_lower", ({ screen }) => String(screen.scrollRegion.bottom)),
	of("scroll_region_upper", ({ screen }) => String(screen.scrollRegion.top)),
	mode("synchronized_output_flag", (m) => m.synchronized),
	mode("wrap_flag", (m) => m.wrap),
];

export const PANE_VARIABLES: readonly FormatVariable[] = [...PROGRAM, ...PLACE, ...SCREEN];
