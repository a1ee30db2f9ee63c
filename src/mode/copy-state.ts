/**
 * Where copy mode is: the text, the part of it shown, the cursor, the
 * selection and the searches, and the few moves everything else is made of.
 * Owned by CopyMode; changed by the functions of the other copy-*.ts files.
 *
 * `oy` lines are scrolled up from the end; `cx`, `cy` is the cursor in the part
 * shown; all other lines are counted from the oldest.
 */

import type { PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import type { CopyGrid } from "./copy-grid.ts";
import type { CopyModePorts } from "./copy-ports.ts";

/** Which end of the selection goes along with the cursor. */
export type SelectionDrag = "none" | "start" | "end";
/** Whole lines are selected, and in which direction. */
export type LineSelect = "none" | "left-right" | "right-left";
/** What is selected at a time. */
export type SelectionUnit = "char" | "word" | "line";
export type JumpKind = "forward" | "backward" | "to-forward" | "to-backward";

export interface CopyStateInit {
	readonly server: Server;
	readonly pane: Pane;
	/** The pane whose text is shown. */
	readonly source: Pane;
	readonly ports: CopyModePorts;
	readonly mode: PaneMode;
	readonly viewMode: boolean;
	/** The text; may be replaced at any time by what it gives next. */
	readonly grid: CopyGrid;
}

/** Searching. */
export interface CopySearch {
	direction: "up" | "down" | undefined;
	regex: boolean;
	text: string | undefined;
	/** The last one went forward. */
	forward: boolean;
	/** Everything is to be counted again although the text is the same. */
	all: boolean;
	/** Number of the match each cell of the part shown belongs to, 0 for none; undefined: nothing is marked. */
	marks: Uint8Array | undefined;
	/** Matches in the whole text; -1 after the marks were taken away or when not known. */
	count: number;
	/** There are more than counted. */
	more: boolean;
	/** It took too long and was given up. */
	timedOut: boolean;
	/** Where an incremental search began. */
	start: { readonly x: number; readonly y: number; readonly oy: number } | undefined;
}

export class CopyState {
	readonly server: Server;
	readonly pane: Pane;
	readonly source: Pane;
	readonly ports: CopyModePorts;
	readonly mode: PaneMode;
	readonly viewMode: boolean;
	grid: CopyGrid;
	/** Size of the screen drawn. */
	cols: number;
	rows: number;
	oy = 0;
	cx = 0;
	cy = 0;
	/** Something is selected and (partly) shown. */
	selecting = false;
	/** Where the selection was begun, and its other end. */
	selX = 0;
	selY = 0;
	endX = 0;
	endY = 0;
	drag: SelectionDrag = "none";
	lineSelect: LineSelect = "none";
	rectangle = false;
	unit: SelectionUnit = "char";
	separators = "";
	/** Where a selection of words or lines was begun. */
	originX = 0;
	originY = 0;
	/** The word or lines it was begun with. */
	firstX = 0;
	firstY = 0;
	firstEndX = 0;
	firstEndY = 0;
	/** `mode-keys` was vi when the mode was entered. */
	readonly viAtStart: boolean;
	scrollExit = false;
	hidePosition = false;
	lineNumbers: "off" | "option" | "default" = "option";
	recentre: "middle" | "top" | "bottom" = "middle";
	recentreLine = 0;
	/** Column and line length before a move to another line. */
	lastX = 0;
	lastLength = 0;
	markX = 0;
	markY = 0;
	markShown = false;
	readonly search: CopySearch;
	jump: { readonly kind: JumpKind; readonly char: string } | undefined;
	/** Follows the program's output. */
	refreshing = false;
	refreshTimer: Disposable | undefined;
	dragTimer: Disposable | undefined;
	/** Counts up with every change of what is shown. */
	generation = 1;

	constructor(init: CopyStateInit) {
		this.server = init.server;
		this.pane = init.pane;
		this.source = init.source;
		this.ports = init.ports;
		this.mode = init.mode;
		this.viewMode = init.viewMode;
		this.grid = init.grid;
		this.cols = init.pane.screen.cols;
		this.rows = init.pane.screen.rows;
		this.viAtStart = this.vi;
		const { searchString, searchRegex } = init.pane;
		this.search = {
			direction: searchString === "" ? undefined : "up",
			regex: searchString !== "" && searchRegex,
			text: searchString === "" ? undefined : searchString,
			forward: false,
			all: true,
			marks: undefined,
			count: 0,
			more: false,
			timedOut: false,
			start: undefined,
		};
	}

	/** `mode-keys` is vi. */
	get vi(): boolean {
		return this.pane.window.options.choice("mode-keys") === "vi";
	}

	/** First line shown. */
	get top(): number {
		return this.grid.historySize - this.oy;
	}

	/** Line of the cursor. */
	get line(): number {
		return this.top + this.cy;
	}

	/** Something changed that is shown. */
	touch(): void {
		this.generation++;
		this.ports.redraw(this.pane);
	}

	/** Last column the cursor may be at in a line. */
	cursorLimit(line: number, beyond = false): number {
		return beyond || !this.vi ? this.grid.length(line) : this.grid.limit(line);
	}

	/** Puts the cursor at a place of the part shown; not behind the line's end, except for a rectangle. */
	moveCursor(x: number, y: number): void {
		const limit = !this.rectangle && y < this.rows ? this.cursorLimit(this.top + y) : x;
		this.cx = Math.min(x, limit);
		this.cy = y;
		this.touch();
	}

	/** Puts cursor and view where `line` is seen, at the top of the screen if it is in the history. */
	showLine(x: number, line: number): void {
		const history = this.grid.historySize;
		this.cx = x;
		if (line < history) {
			this.cy = 0;
			this.oy = history - line;
		} else {
			this.cy = line - history;
			this.oy = 0;
		}
	}

	dispose(): void {
		this.dragTimer?.dispose();
		this.dragTimer = undefined;
		this.refreshTimer?.dispose();
		this.refreshTimer = undefined;
	}
}
