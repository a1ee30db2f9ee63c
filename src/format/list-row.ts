/**
 * What the list commands, display-message and the creating commands print when
 * no `-F` is given. Tools read these lines, so they are tmux's to the letter.
 * Read by commands/.
 */

export const LIST_SESSIONS_FORMAT = [
	"#{session_name}: #{session_windows} windows ",
	"(created #{t:session_created})",
	"#{?session_grouped, (group ,}",
	"#{session_group}#{?session_grouped,),}",
	"#{?session_attached, (attached),}",
].join("");

const WINDOW = "#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} panes) ";
const WINDOW_SIZE = "[#{window_width}x#{window_height}] ";

export const LIST_WINDOWS_FORMAT = `${WINDOW}${WINDOW_SIZE}[layout #{window_layout}] #{window_id}#{?window_active, (active),}`;
/** With `-a`. */
export const LIST_WINDOWS_ALL_FORMAT = `#{session_name}:${WINDOW}${WINDOW_SIZE}`;

const PANE = [
	"#{pane_index}: [#{pane_width}x#{pane_height}",
	"#{?pane_floating_flag, #{pane_x}#,#{pane_y}#,#{pane_z}}] ",
	"[history #{history_size}/#{history_limit}, #{history_bytes} bytes] #{pane_id}",
	"#{?pane_active, (active),}#{?pane_dead, (dead),}",
].join("");

/** Panes of a window, of a session (`-s`), of all (`-a`). */
export const LIST_PANES_FORMAT = PANE;
export const LIST_PANES_SESSION_FORMAT = `#{window_index}.${PANE}`;
export const LIST_PANES_ALL_FORMAT = `#{session_name}:#{window_index}.${PANE}`;

export const LIST_CLIENTS_FORMAT = [
	"#{client_name}: #{session_name} ",
	"[#{client_width}x#{client_height} #{client_termname}] ",
	"#{?#{!=:#{client_uid},#{uid}},[user #{?client_user,#{client_user},#{client_uid},}] ,}",
	"#{?client_flags,(,}#{client_flags}#{?client_flags,),}",
].join("");

export const LIST_GUESTS_FORMAT = [
	"#{guest_id}: #{guest_name} #{guest_rights} ",
	"[#{guest_width}x#{guest_height} #{guest_term}] ",
	"#{guest_via}#{?guest_address, from #{guest_address},}",
	"#{?guest_key, #{guest_key},}#{?#{==:#{guest_state},waiting}, (waiting),}",
].join("");

export const LIST_BUFFERS_FORMAT = '#{buffer_name}: #{buffer_size} bytes: "#{buffer_sample}"';

export const LIST_COMMANDS_FORMAT =
	"#{command_list_name}#{?command_list_alias, (#{command_list_alias}),} #{command_list_usage}";

export const LIST_KEYS_FORMAT = [
	"#{?notes_only,",
	"#{key_prefix} #{p|#{key_string_width}:key_string} #{?key_note,#{key_note},#{key_command}}",
	",",
	"bind-key #{?key_has_repeat,#{?key_repeat,-r,  },} ",
	"-T #{p|#{key_table_width}:key_table} ",
	"#{p|#{key_string_width}:#{q|a:key_string}} ",
	"#{key_command}}",
].join("");

/** Expanded with expandTime. */
export const DISPLAY_MESSAGE_FORMAT =
	"[#{session_name}] #{window_index}:#{window_name}, current pane #{pane_index} - (%H:%M %d-%b-%y)";

/** `-P` of new-session, and of new-window, split-window and break-pane. */
export const NEW_SESSION_FORMAT = "#{session_name}:";
export const NEW_PANE_FORMAT = "#{session_name}:#{window_index}.#{pane_index}";

export const SHOW_MESSAGES_FORMAT = "#{t/p:message_time}: #{message_text}";
