/**
 * How much one mirrored session may cost the relay. A host's messages are
 * nobody's we know: everything they make grow has its end here. Read by the
 * other files of this folder.
 */

/** Panes and windows of one session. */
export const MAX_PANES = 1000;
export const MAX_WINDOWS = 1000;
/** Size of a window; no terminal is larger. */
export const MAX_COLS = 1000;
export const MAX_ROWS = 500;
/** Cells of all visible screens together, and of histories with them. */
export const MAX_SCREEN_CELLS = 4_000_000;
export const MAX_HISTORY_CELLS = 24_000_000;
/** Lines of history of one pane. */
export const HISTORY_LIMIT = 2000;
/** Bytes of output that wait to be parsed: the host is held above, what comes beyond the end is parsed at once. */
export const OUTPUT_HIGH = 1024 * 1024;
export const OUTPUT_LOW = 256 * 1024;
export const OUTPUT_END = 8 * 1024 * 1024;
/** Keys bound in all tables, and values set in all scopes. */
export const MAX_BINDINGS = 2000;
export const MAX_OPTIONS = 200;
/** Characters of one option's value, of the words of one command, and of a name. */
export const MAX_VALUE = 4096;
export const MAX_COMMAND = 16 * 1024;
export const MAX_NAME = 256;
/** Lines of one output-type copy mode, and characters of one line. */
export const MAX_OUTPUT_LINES = 5000;
export const MAX_LINE = 4096;
/** Keys of authorized_keys, and what else the host tells the relay by options. */
export const MAX_KEYS = 1000;
/** Guests of one session. */
export const MAX_GUESTS = 100;
