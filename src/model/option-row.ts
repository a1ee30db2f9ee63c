/**
 * What a row of the option table is. The rows are in option-rows-*.ts, the
 * table in option-table.ts, values in options.ts.
 */

/** `key`, `colour`, `flag` and `choice` are held as numbers, `string` and `command` as text. */
export type OptionType = "string" | "number" | "key" | "colour" | "flag" | "choice" | "command";

/** Where an option can be set; one with `window` and `pane` is inherited by panes from their window. */
export type OptionScope = "server" | "session" | "window" | "pane";

/**
 * What has to be done again when the option changes. Whoever listens to
 * changes looks here and never at names.
 */
export type OptionEffect =
	/** The status line: its text and style. */
	| "status"
	/** Pane borders and what lies between panes. */
	| "borders"
	/** Places and sizes of panes inside their window. */
	| "layout"
	/** What panes and modes show. */
	| "screen"
	/** Sizes of windows. */
	| "size"
	/** Key tables of clients and what their key decoders know. */
	| "keys"
	/** Cursor shape and colour of panes. */
	| "cursor"
	/** Palettes of panes. */
	| "colours"
	/** Styles of panes (`window-style`). */
	| "panestyle"
	/** Theme colours of clients. */
	| "theme"
	/** Menus, popups and pane numbers. */
	| "overlay"
	/** Automatic window names. */
	| "name"
	/** Timers of alerts. */
	| "alerts"
	/** Titles of terminals. */
	| "title"
	/** Features and modes of clients' terminals. */
	| "terminal"
	/** Length of histories. */
	| "history"
	/** Character widths. */
	| "widths"
	/** What the parsers of panes' screens allow, and their limits. */
	| "parser"
	/** Lock timers. */
	| "lock"
	/** Sessions that may have to end. */
	| "sessions";

/** One option. */
export interface OptionRow {
	readonly name: string;
	readonly type: OptionType;
	readonly scope: readonly OptionScope[];
	/** Bounds of a number. */
	readonly min?: number;
	readonly max?: number;
	/** Names of a choice; its value is a position in this list. */
	readonly choices?: readonly string[];
	readonly array?: boolean;
	/** Characters that part the items of an array (" ," when not given, "" for none); joins what is appended to a string. */
	readonly separator?: string;
	/** fnmatch pattern a string must match. */
	readonly pattern?: string;
	readonly unit?: string;
	/** The default as a user would write it; items of an array. */
	readonly default: string | number | boolean | readonly string[];
	/** The string is a style. */
	readonly isStyle?: boolean;
	/** The string is a colour or a format that gives one. */
	readonly isColour?: boolean;
	readonly isHook?: boolean;
	/** What it is for, in one sentence. */
	readonly text: string;
	readonly affects: readonly OptionEffect[];
}

export const SERVER: readonly OptionScope[] = ["server"];
export const SESSION: readonly OptionScope[] = ["session"];
export const WINDOW: readonly OptionScope[] = ["window"];
export const PANE: readonly OptionScope[] = ["window", "pane"];

/** Bounds that many rows share. */
export const SHRT_MAX = 32767;
export const USHRT_MAX = 65535;
export const INT_MAX = 2147483647;
export const UINT_MAX = 4294967295;
