/**
 * What choose-client says of a client in place of a preview (key `i`), as
 * formats: who it is, what its terminal can do, and options that need it.
 * Called by ClientMode.
 */
import { infoLine } from "./list-tree-draw.ts";

const grey = (text: string): string => `#[fg=themelightgrey]${text}#[default]`;
const time = (name: string): string => `#{t:${name}} ${grey(`(#{t/r:${name}})`)}`;

/** Terminal features in columns; green when the terminal has them. */
const FEATURES: readonly (readonly string[])[] = [
	["256", "RGB", "bpaste", "ccolour"],
	["clipboard", "cstyle", "extkeys", "focus"],
	["hyperlinks", "ignorefkeys", "margins", "mouse"],
	["osc7", "overline", "progressbar", "rectfill"],
	["sixel", "strikethrough", "sync", "title"],
	["usstyle"],
];

const feature = (name: string): string =>
	`#{?#{I/f:${name}},#[fg=themegreen],#[fg=themelightgrey]}#{p/15:#{l:${name}}}#[default]`;

/** An option that is `set`, in red where the terminal cannot do what it needs. */
function needing(option: string, set: string, value: string, test: string, missing: string): string {
	const shown = `#{?${set},#{?${test},,#[fg=themered]}${value},#[fg=themelightgrey]off}`;
	return infoLine(option, `${shown} #{?${test},,#[align=right]unavailable: ${missing}}`);
}

const clipboard = (option: string): string =>
	needing(
		option,
		`#{!=:#{${option}},off}`,
		`#{${option}}`,
		"#{I/c:Ms}",
		"[Ms] #{?clipboard_invalid,invalid,missing}",
	);

export const CLIENT_INFO: readonly string[] = [
	infoLine("Client Name", `#{client_name} ${grey("(PID #{client_pid})")}`),
	infoLine("Session", "#{session_name}"),
	infoLine("Attach Time", time("client_created")),
	infoLine("Activity Time", time("client_activity")),
	infoLine("Terminal Type", "#{?client_termtype,#{client_termtype},Unknown}"),
	infoLine("TERM", "#{client_termname}"),
	infoLine(
		"Size",
		`#{client_width}x#{client_height} ${grey("(cell #{client_cell_width}x#{client_cell_height})")}`,
	),
	infoLine("Bytes Written", `#{client_written} ${grey("(#{client_discarded} discarded)")}`),
	...FEATURES.map((names, row) => infoLine(row === 0 ? "Features" : "", names.map(feature).join(" "))),
	"#[#{E:tree-mode-border-style},acs]qqqqqqqqqqqqqqn#{R:q,#{window_width}}#[default]",
	infoLine("prefix", "#{prefix}"),
	needing("mouse", "mouse", "on", "#{I/c:kmous}", "[kmous] missing"),
	clipboard("set-clipboard"),
	clipboard("get-clipboard"),
	needing("focus-events", "focus-events", "on", "#{I/f:focus}", "[Enfcs] or [Dcfcs] missing"),
	needing(
		"extended-keys",
		"#{!=:#{extended-keys},off}",
		"#{extended-keys}",
		"#{I/f:extkeys}",
		"[Eneks] or [Dseks] missing",
	),
	infoLine("set-titles", "#{?set-titles,on,#[fg=themelightgrey]off}"),
	infoLine("escape-time", "#{escape-time} ms"),
];
