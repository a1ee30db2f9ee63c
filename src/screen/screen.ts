/**
 * What every screen can be asked: a pane's own (PaneScreen) and those that
 * modes draw (PlainScreen). Views, formats and copy mode read through this and
 * know nothing of @xterm/headless.
 *
 * Lines are numbered from the oldest line of the history: line
 * `historySize + y` is row `y` of the visible part.
 */
import type { Colour } from "../term/attributes.ts";
import type { CellBuffer } from "./cell-buffer.ts";

export type CursorShape = "default" | "block" | "underline" | "bar";

/** The cursor of a screen; `x` may equal `cols` when a wrap is pending. */
export interface ScreenCursor {
	readonly x: number;
	readonly y: number;
	readonly visible: boolean;
	readonly shape: CursorShape;
	readonly blinking: boolean;
	/** DECSCUSR's "very visible" (cvvis). */
	readonly veryVisible: boolean;
	/** OSC 12 colour, or COLOUR_DEFAULT. */
	readonly colour: Colour;
}

/** How a program wants mouse events. */
export type MouseMode = "none" | "standard" | "button" | "all";

/** Terminal modes a program has set; what keys and mouse events become depends on them. */
export interface ScreenModes {
	readonly wrap: boolean;
	readonly insert: boolean;
	readonly origin: boolean;
	/** DECCKM: application cursor keys. */
	readonly cursorKeys: boolean;
	/** DECKPAM: application keypad. */
	readonly keypad: boolean;
	readonly bracketedPaste: boolean;
	readonly focusEvents: boolean;
	readonly mouse: MouseMode;
	readonly mouseSgr: boolean;
	readonly mouseUtf8: boolean;
	/** 0 = VT10x keys, 1 = modifyOtherKeys 1, 2 = modifyOtherKeys 2. */
	readonly extendedKeys: 0 | 1 | 2;
	/** Synchronised output (mode 2026) is on. */
	readonly synchronized: boolean;
	/** Reports of a theme change (mode 2031) are wanted. */
	readonly themeUpdates: boolean;
	readonly alternate: boolean;
}

/** Flags of a line. */
export interface LineInfo {
	/** The next line continues this one. */
	readonly wrapped: boolean;
	/** Cells in use (written to), at most `cols`. */
	readonly used: number;
	/** OSC 133 marks on this line. */
	readonly startPrompt: boolean;
	readonly startOutput: boolean;
	/** When the line was last written to, in seconds since the epoch, or 0 when not known. */
	readonly time: number;
}

export interface Screen {
	readonly cols: number;
	readonly rows: number;
	/** Lines above the visible part. */
	readonly historySize: number;
	readonly cursor: ScreenCursor;
	readonly modes: ScreenModes;
	/** What OSC 0/2 or `select-pane -T` set. */
	readonly title: string;
	/** Counts up with every change of anything above or of a cell: equal means nothing to draw. */
	readonly generation: number;
	/**
	 * Copies `count` cells of `line`, from column `from` on, into row `row`,
	 * column `x` of `into`. Columns past the screen's become default blanks. A
	 * wide character cut by an edge becomes a blank.
	 */
	copyLine(line: number, from: number, count: number, into: CellBuffer, x: number, row: number): void;
	/** Flags of `line`; all false and 0 for a line that does not exist. */
	lineInfo(line: number): LineInfo;
}
