/** Variables of the server, the machine and the user. */
import { type FormatVariable, flag, row, timeRow } from "./variable.ts";

/** What `choose-buffer`, `choose-client` and `choose-tree` show when no `-F` is given. */
export const BUFFER_MODE_FORMAT = "#{t/p:buffer_created}: #{buffer_sample}";
export const CLIENT_MODE_FORMAT =
	"#[fg=themelightgrey]#{t/p:client_activity}: session #[default]#{session_name}";
export const TREE_MODE_FORMAT = [
	"#{?pane_format,",
	"#{?pane_marked,#[fg=thememagenta],}#{?pane_floating_flag,#[underscore],}",
	"#{pane_current_command}#[fg=themelightgrey]#{pane_flags}",
	'#{?#{&&:#{pane_title},#{!=:#{pane_title},#{host_short}}},: "#{pane_title}",}',
	",window_format,",
	"#{?window_marked_flag,#[fg=thememagenta],}",
	"#{window_name}#[fg=themelightgrey]#{window_flags}",
	'#{?#{&&:#{==:#{window_panes},1},#{&&:#{pane_title},#{!=:#{pane_title},#{host_short}}}},: "#{pane_title}",}',
	",",
	"#[fg=themelightgrey]#{session_windows} windows",
	"#{?session_grouped, (group #{session_group}: #{session_group_list}),}",
	"#{?session_attached, (attached),}",
	"}",
].join("");

export const SERVER_VARIABLES: readonly FormatVariable[] = [
	row("buffer_mode_format", () => BUFFER_MODE_FORMAT),
	row("client_mode_format", () => CLIENT_MODE_FORMAT),
	row("config_files", ({ server }) => server.ports.host.configFiles.join(",")),
	row("host", ({ server }) => server.ports.host.hostname()),
	row("host_short", ({ server }) => server.ports.host.hostname().replace(/\..*$/s, "")),
	row("next_session_id", ({ server }) => `$${server.peekSessionId}`),
	row("pane_format", ({ type }) => flag(type === "pane")),
	row("pid", ({ server }) => String(server.ports.host.pid)),
	row("server_sessions", ({ server }) => String(server.sessions.size)),
	row("session_format", ({ type }) => flag(type === "session")),
	// No images are drawn: the build without sixel.
	row("sixel_support", () => "0"),
	row("socket_path", ({ server }) => server.ports.host.socketPath),
	timeRow("start_time", ({ server }) => server.startTime),
	row("tree_mode_format", () => TREE_MODE_FORMAT),
	row("uid", ({ server }) => String(server.ports.host.uid)),
	row("user", ({ server }) => server.ports.host.user),
	row("version", ({ server }) => server.ports.host.tmuxVersion),
	row("window_format", ({ type }) => flag(type === "window")),
];
