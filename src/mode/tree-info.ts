/**
 * What choose-tree says of a pane, a window and a session in place of a
 * preview (key `i`), as formats. Called by TreeMode.
 */
import { infoLine } from "./list-tree-draw.ts";
import type { TreeRowType } from "./tree-items.ts";

/** Words that are green when their variable is true. */
function flags(words: Readonly<Record<string, string>>): string {
	return Object.entries(words)
		.map(([word, variable]) => `#{?${variable},#[fg=themegreen],#[fg=themelightgrey]}${word}#[default]`)
		.join(" ");
}

const grey = (text: string): string => `#[fg=themelightgrey]${text}#[default]`;
const time = (name: string): string => `#{t:${name}} ${grey(`(#{t/r:${name}})`)}`;

const PANE: readonly string[] = [
	infoLine("Pane", `#{pane_index} ${grey("(#{pane_id})")}`),
	infoLine("Title", "#{pane_title}"),
	infoLine("Command", `#{pane_current_command} ${grey("(PID #{pane_pid})")}`),
	infoLine("Path", "#{pane_current_path}"),
	infoLine("TTY", "#{pane_tty}"),
	infoLine("Position", "#{pane_x},#{pane_y} #{pane_width}x#{pane_height}"),
	infoLine("Mode", "#{?pane_in_mode,#{pane_mode},none}"),
	infoLine(
		"Flags",
		flags({
			active: "pane_active",
			zoomed: "window_zoomed_flag",
			marked: "pane_marked",
			sync: "pane_synchronized",
			dead: "pane_dead",
			piped: "pane_pipe",
		}),
	),
];

const WINDOW: readonly string[] = [
	infoLine("Window", `#{window_index}: #{window_name} ${grey("(#{window_id})")}`),
	infoLine("Size", "#{window_width}x#{window_height}"),
	infoLine("Panes", "#{window_panes}"),
	infoLine("Activity Time", time("window_activity")),
	infoLine("Sessions", "#{s/,/ /:window_linked_sessions_list}"),
	infoLine(
		"Flags",
		flags({
			active: "window_active",
			last: "window_last_flag",
			bell: "window_bell_flag",
			activity: "window_activity_flag",
			silence: "window_silence_flag",
			zoomed: "window_zoomed_flag",
			marked: "window_marked_flag",
		}),
	),
];

const SESSION: readonly string[] = [
	infoLine("Session", `#{session_name} ${grey("(#{session_id})")}`),
	infoLine("Created Time", time("session_created")),
	infoLine("Activity Time", time("session_activity")),
	infoLine("Attached Time", `#{?#{t:session_last_attached},${time("session_last_attached")},never}`),
	infoLine("Clients", "#{s/,/ /:session_attached_list}"),
	infoLine("Windows", "#{session_windows}"),
	infoLine("Path", "#{session_path}"),
	infoLine("Group", "#{?session_grouped,#{session_group} (#{session_group_size}),none}"),
	infoLine(
		"Flags",
		flags({
			attached: "session_attached",
			grouped: "session_grouped",
			marked: "session_marked",
			bell: "session_bell_flag",
			activity: "session_activity_flag",
			silence: "session_silence_flag",
		}),
	),
];

/** Blocks of lines for each kind of row, drawn with a line between them. */
export const TREE_INFO: Readonly<Record<TreeRowType, readonly (readonly string[])[]>> = {
	pane: [PANE, WINDOW, SESSION],
	window: [WINDOW, SESSION],
	session: [SESSION],
};
