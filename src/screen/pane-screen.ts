/**
 * A pane's inner terminal: bytes of a program in, a readable screen with
 * history out, and events for everything that reaches outside. Parsing is
 * synchronous; whoever writes cuts large output into slices. One per Pane (or
 * popup); made by the server with its events.
 */
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import type { Disposable } from "../util/disposable.ts";
import { cleanText } from "../util/vis.ts";
import { ByteLexer, type StringKind } from "./byte-lexer.ts";
import type { CellBuffer } from "./cell-buffer.ts";
import { copyCells, LINE } from "./cells.ts";
import type { HistoryRow } from "./compact-history.ts";
import { CONTROL_TABLE, CSI_TABLE, ESC_TABLE } from "./csi.ts";
import { colourReply, runApc, runDcs, runOsc, runRename } from "./osc.ts";
import { Palette } from "./palette.ts";
import type { PaneContext } from "./pane-context.ts";
import { PaneGrid } from "./pane-grid.ts";
import { PaneModes } from "./pane-modes.ts";
import {
	defaultPaneScreenOptions,
	NO_EVENTS,
	type PaneScreenEvents,
	type PaneScreenInit,
	type PaneScreenOptions,
	type StringEnd,
} from "./pane-options.ts";
import { type LineText, lineInfoOf, PaneSnapshot, rowLineText } from "./pane-snapshot.ts";
import { PaneWriter } from "./pane-writer.ts";
import { asRow } from "./reflow.ts";
import { ReplyQueue } from "./reply-queue.ts";
import type { CursorShape, LineInfo, Screen, ScreenCursor } from "./screen.ts";
import type { LineMeta } from "./xterm-private.ts";

export type { PaneScreenEvents, PaneScreenInit, PaneScreenOptions } from "./pane-options.ts";

/** A string sequence that does not end is given up after this. */
const STRING_TIMEOUT = 5000;
/** Synchronised output that is not ended is ended after this. */
const SYNC_TIMEOUT = 1000;
const MAX_TITLES = 10;

/** DECSCUSR number -> shape and blinking; 0 is the default. */
const CURSOR_STYLES: readonly (readonly [CursorShape, boolean | undefined])[] = [
	["default", undefined],
	["block", true],
	["block", false],
	["underline", true],
	["underline", false],
	["bar", true],
	["bar", false],
];

const ENCODER = new TextEncoder();

export class PaneScreen implements Screen, Disposable {
	/** Option values; may be changed at any time. */
	readonly options: PaneScreenOptions;
	/** Where events go; may be replaced (a respawned pane keeps its screen). */
	readonly events: PaneScreenEvents;
	readonly palette = new Palette();
	readonly modes = new PaneModes();
	readonly #grid: PaneGrid;
	readonly #writer: PaneWriter;
	readonly #lexer: ByteLexer;
	readonly #replies: ReplyQueue;
	readonly #clock: PaneScreenInit["clock"];
	readonly #context: PaneContext;
	#generation = 0;
	#title = "";
	#path = "";
	#titles: string[] = [];
	#cursorShape: CursorShape = "default";
	#cursorColour: Colour = COLOUR_DEFAULT;
	#stringTimer: Disposable | undefined;
	#syncTimer: Disposable | undefined;

	constructor(init: PaneScreenInit) {
		this.options = { ...defaultPaneScreenOptions(), ...init.options };
		this.events = { ...NO_EVENTS, ...init.events };
		this.#clock = init.clock;
		const now = (): number => this.#clock?.now() ?? 0;
		this.#grid = new PaneGrid(init.cols, init.rows, this.options.historyLimit, now);
		this.#grid.wholeHistoryReturns = init.wholeHistoryReturns ?? false;
		this.#writer = new PaneWriter(this.#grid, this.modes, this.options);
		this.modes.reset(this.options.extendedKeys === 2 ? 1 : 0);
		this.#replies = new ReplyQueue((text) => this.events.reply(ENCODER.encode(text)), this.#clock);
		this.#context = this.#makeContext(now);
		this.#lexer = new ByteLexer({
			codes: (codes, length) => this.#grid.parser.parse(codes, length),
			string: (kind, bytes, end) => this.#string(kind, bytes, end),
			stringStart: () => {
				this.#writer.last = 0;
			},
			limit: () => this.options.inputBufferSize,
		});
		this.#register();
	}

	#makeContext(now: () => number): PaneContext {
		const self = this;
		return {
			writer: this.#writer,
			modes: this.modes,
			palette: this.palette,
			options: this.options,
			events: this.events,
			reply: (text) => this.#replies.reply(text),
			setCursorStyle: (style) => this.setCursorStyle(style),
			get cursorShape() {
				return self.#cursorShape;
			},
			get cursorColour() {
				return self.#cursorColour;
			},
			set cursorColour(colour) {
				self.#cursorColour = colour;
			},
			setTitle: (title) => {
				if (this.setTitle(title)) this.events.titleChanged(this.#title);
			},
			pushTitle: () => {
				this.#titles.unshift(this.#title);
				this.#titles.length = Math.min(this.#titles.length, MAX_TITLES);
			},
			popTitle: () => {
				this.#title = this.#titles.shift() ?? this.#title;
				this.events.titleChanged(this.#title);
			},
			setPath: (text) => {
				const path = cleanText(text, true);
				if (path === undefined) return;
				this.#path = path;
				this.events.pathChanged(path);
			},
			setAlternate: (on, cursor) => this.#setAlternate(on, cursor),
			setSynchronized: (on) => this.#setSynchronized(on),
			askPalette: (index, end) => {
				if (this.events.queryPalette(index)) this.#replies.ask(index, end);
			},
			fullReset: () => this.#fullReset(),
			now,
		};
	}

	/** Hooks the tables into the parser. */
	#register(): void {
		const { parser } = this.#grid;
		const context = this.#context;
		const writer = this.#writer;
		parser.setPrintHandler((codes, start, end) => writer.print(codes, start, end));
		for (const [char, run] of CONTROL_TABLE) {
			parser.setExecuteHandler(char, () => {
				writer.last = 0;
				run(context);
				return true;
			});
		}
		for (const [intermediates, final, run] of ESC_TABLE) {
			parser.registerEscHandler(intermediates === "" ? { final } : { intermediates, final }, () => {
				writer.last = 0;
				run(context);
				return true;
			});
		}
		for (const { prefix, intermediates, final, run } of CSI_TABLE) {
			const id = {
				...(prefix === undefined ? {} : { prefix }),
				...(intermediates === undefined ? {} : { intermediates }),
				final,
			};
			parser.registerCsiHandler(id, (params) => {
				const { last } = writer;
				run(context, params);
				writer.last = final === "b" && prefix === undefined ? last : 0;
				return true;
			});
		}
	}

	// --- input ---

	/** Parses a program's output now. */
	write(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		const { version } = this.modes;
		this.#generation++;
		this.#lexer.write(bytes, () => this.#grid.parser.currentState === 0);
		if (this.#lexer.inString) this.#startStringTimer();
		else this.#stopStringTimer();
		if (this.modes.version !== version) this.events.modesChanged();
	}

	/** Writes text (messages of the server's own). */
	writeText(text: string): void {
		this.write(ENCODER.encode(text));
	}

	#startStringTimer(): void {
		this.#stringTimer ??= this.#clock?.setTimeout(() => {
			this.#stringTimer = undefined;
			this.resetParser();
		}, STRING_TIMEOUT);
	}

	#stopStringTimer(): void {
		this.#stringTimer?.dispose();
		this.#stringTimer = undefined;
	}

	#string(kind: StringKind, bytes: Uint8Array, end: StringEnd): void {
		if (kind === "osc") runOsc(this.#context, bytes, end);
		else if (kind === "dcs") runDcs(this.#context, bytes);
		else if (kind === "apc") runApc(this.#context, bytes);
		else runRename(this.#context, bytes);
	}

	/** Bytes of a sequence that is not complete (`capture-pane -P`). */
	pendingInput(): Uint8Array {
		return this.#lexer.pending();
	}

	/** Gives up a sequence in progress; text that follows is text again. */
	resetParser(): void {
		this.#lexer.reset();
		this.#grid.parser.reset();
	}

	// --- Screen ---

	get cols(): number {
		return this.#grid.cols;
	}

	get rows(): number {
		return this.#grid.rows;
	}

	get historySize(): number {
		return this.#grid.historySize;
	}

	get historyLimit(): number {
		return this.#grid.historyLimit;
	}

	/** Sets how long the history may be and cuts what is too much. */
	limitHistory(limit: number): void {
		this.#grid.limitHistory(limit);
		this.#generation++;
	}

	get generation(): number {
		return this.#generation;
	}

	get title(): string {
		return this.#title;
	}

	/** What OSC 7 said, "" before it. */
	get path(): string {
		return this.#path;
	}

	get cursor(): ScreenCursor {
		const [defaultShape, defaultBlink] =
			CURSOR_STYLES[this.options.cursorStyle] ?? (["default", undefined] as const);
		const own = this.#cursorShape !== "default";
		const { modes } = this;
		return {
			x: this.#writer.x,
			y: this.#writer.y,
			visible: modes.cursorVisible,
			shape: own ? this.#cursorShape : defaultShape,
			blinking: own || modes.cursorBlinkingSet ? modes.cursorBlinking : (defaultBlink ?? false),
			veryVisible: modes.cursorVeryVisible,
			colour: this.#cursorColour === COLOUR_DEFAULT ? this.options.cursorColour : this.#cursorColour,
		};
	}

	/** Rows of the scroll region, from 0. */
	get scrollRegion(): { readonly top: number; readonly bottom: number } {
		const { scrollTop, scrollBottom } = this.#grid.buffer;
		return { top: scrollTop, bottom: scrollBottom };
	}

	/** Columns of the tab stops. */
	get tabStops(): number[] {
		return Object.keys(this.#grid.buffer.tabs)
			.map(Number)
			.filter((x) => x < this.cols);
	}

	/** Where 1049 saved the cursor, or undefined. */
	get savedCursor(): { readonly x: number; readonly y: number } | undefined {
		return this.#writer.alternateCursor;
	}

	copyLine(line: number, from: number, count: number, into: CellBuffer, x: number, row: number): void {
		const history = this.#grid.historySize;
		if (line < 0 || line >= history + this.rows) {
			const room = Math.min(count, into.cols - x);
			if (room > 0) into.clear(into.index(x, row), room);
		} else if (line < history) this.#grid.history.copyRow(line, from, count, into, x, row);
		else copyCells(asRow(this.#grid.line(line - history)), this.cols, from, count, into, x, row);
	}

	lineInfo(line: number): LineInfo {
		return lineInfoOf(this.lineMeta(line), this.cols);
	}

	/** Everything known of a line; undefined for one that does not exist. */
	lineMeta(line: number): LineMeta | undefined {
		const y = line - this.#grid.historySize;
		if (y < 0) return this.#grid.history.meta(line);
		return y < this.rows ? this.#grid.line(y).meta : undefined;
	}

	/** The line's packed cells, for captureLine. */
	row(line: number): HistoryRow | undefined {
		const y = line - this.#grid.historySize;
		if (y < 0) return this.#grid.history.row(line);
		return y < this.rows ? asRow(this.#grid.line(y)) : undefined;
	}

	/** Text of a line for searching. */
	lineText(line: number): LineText {
		const plain = this.#grid.history.plainText(line);
		if (plain !== undefined) return { text: plain, columns: undefined };
		const row = this.row(line);
		if (row === undefined) return { text: "", columns: undefined };
		return rowLineText(row, Math.min(row.meta.used, this.cols));
	}

	// --- what others do to it ---

	/** Sets the title (`select-pane -T`, OSC 0 and 2); false when it is no clean text. */
	setTitle(text: string): boolean {
		const title = cleanText(text, true);
		if (title === undefined) return false;
		this.#title = title;
		this.#generation++;
		return true;
	}

	/** Sets the title as it is (the host name at the start). */
	setTitleTrusted(title: string): void {
		this.#title = title;
		this.#generation++;
	}

	/** DECSCUSR, 0 to 6. */
	setCursorStyle(style: number): void {
		const entry = CURSOR_STYLES[style];
		if (entry === undefined) return;
		this.#cursorShape = entry[0];
		if (entry[1] !== undefined) this.modes.set("cursorBlinking", entry[1]);
		else this.modes.set("cursorBlinkingSet", false);
		this.modes.version++;
	}

	/** Resizes; wrapped lines wrap again except while the alternate screen shows. */
	resize(cols: number, rows: number): void {
		if (cols === this.cols && rows === this.rows) return;
		this.#grid.resize(cols, rows, this.#grid.saved === undefined);
		this.#generation++;
	}

	/** Takes lines back from the history in place of those below the cursor (`resize-pane -T`). */
	trimBelowCursor(): void {
		const { buffer } = this.#grid;
		buffer.y += this.#grid.trimBelow(buffer.y);
		this.#generation++;
	}

	/** Empties the history (`clear-history`, CSI 3 J). `hyperlinks` forgets links too. */
	clearHistory(hyperlinks = false): void {
		this.#grid.clearHistory();
		if (hyperlinks) this.#writer.forgetLinks();
		this.#generation++;
	}

	/** The pane has no program (`split-window -I`): no cursor, and a line feed returns to the left, as text is not made for a tty. */
	setEmpty(): void {
		this.modes.set("cursorVisible", false);
		this.modes.set("crlf", true);
		this.#generation++;
	}

	/** RIS from outside (`send-keys -R`): a clean screen, default modes, the parser at rest. */
	reset(): void {
		const { version } = this.modes;
		this.resetParser();
		this.#fullReset();
		this.#generation++;
		if (this.modes.version !== version) this.events.modesChanged();
	}

	/** A new program in the pane (`respawn-pane`): everything but the history as new. */
	reinitialize(): void {
		this.resetParser();
		if (this.#grid.saved) this.#setAlternate(false, false);
		this.#writer.resetPenState();
		this.#writer.forgetAlternateCursor();
		this.#resetModes();
		this.#grid.resetTabs();
		const { buffer } = this.#grid;
		this.#grid.clearLines(0, this.rows, 0);
		buffer.x = 0;
		buffer.y = 0;
		buffer.scrollTop = 0;
		buffer.scrollBottom = this.rows - 1;
		this.#titles = [];
		this.#generation++;
		this.events.modesChanged();
	}

	#resetModes(): void {
		this.#setSynchronized(false);
		this.modes.reset(this.options.extendedKeys === 2 ? 1 : 0);
	}

	/** RIS. */
	#fullReset(): void {
		this.palette.clear();
		this.#writer.resetPenState();
		this.#grid.resetTabs();
		this.#writer.setRegion(0, this.rows - 1);
		this.#resetModes();
		this.#writer.clearScreen(0);
		this.#writer.moveTo(0, 0, false);
		this.events.coloursChanged("palette");
	}

	#setAlternate(on: boolean, cursor: boolean): void {
		if (!this.options.alternateScreen) return;
		const changed = on ? this.#writer.alternateOn(cursor) : this.#writer.alternateOff(cursor);
		if (!changed) return;
		this.modes.set("alternate", on);
		this.events.alternate(on);
	}

	#setSynchronized(on: boolean): void {
		this.#syncTimer?.dispose();
		this.#syncTimer = undefined;
		if (on) {
			this.#syncTimer = this.#clock?.setTimeout(() => {
				this.#syncTimer = undefined;
				this.#setSynchronized(false);
				this.#generation++;
			}, SYNC_TIMEOUT);
		}
		if (this.modes.synchronized === on) return;
		this.modes.set("synchronized", on);
		this.events.synchronized(on);
	}

	/** The outer terminal told the value of a palette entry that was asked for. */
	replyPalette(index: number, colour: Colour): void {
		this.#replies.answered(index, (end) => colourReply(`4;${index}`, colour, end));
	}

	/** Answers OSC 52 ; ... ; ? */
	replyClipboard(selection: string, data: Uint8Array, end: StringEnd): void {
		const text = Buffer.from(data).toString("base64");
		this.#replies.reply(`\x1b]52;${selection.charAt(0)};${text}${end === "bel" ? "\x07" : "\x1b\\"}`);
	}

	/** A frozen copy for copy mode. */
	snapshot(): PaneSnapshot {
		const lines = this.#grid.history.fork();
		if (lines.width !== this.cols) lines.setWidth(this.cols);
		for (let y = 0; y < this.rows; y++) {
			const line = this.#grid.line(y);
			lines.push(asRow(line), Math.min(Math.max(line.meta.used, line.meta.size), this.cols), line.meta);
		}
		return new PaneSnapshot(
			{ rows: this.rows, cursor: this.cursor, modes: { ...this.modes }, title: this.title },
			lines,
		);
	}

	/** The visible lines the alternate screen hides (`capture-pane -a`), or undefined. */
	savedRows(): HistoryRow[] | undefined {
		return this.#grid.saved?.lines.map(asRow);
	}

	/** Bytes the lines need (`history_bytes`). */
	get usedBytes(): number {
		return this.#grid.history.bytes + this.rows * this.cols * 12;
	}

	/** Lines in use and cells of the visible lines (`history_all_bytes`). */
	get allBytes(): { readonly lines: number; readonly cells: number; readonly bytes: number } {
		let cells = 0;
		for (let y = 0; y < this.rows; y++) cells += this.#grid.line(y).meta.size;
		return { lines: this.historySize + this.rows, cells, bytes: this.usedBytes };
	}

	/** True when the line holds a hyperlink. */
	hasLinks(line: number): boolean {
		return ((this.lineMeta(line)?.flags ?? 0) & LINE.hyperlink) !== 0;
	}

	dispose(): void {
		this.#stopStringTimer();
		this.#syncTimer?.dispose();
		this.#syncTimer = undefined;
		this.#replies.dispose();
		this.#grid.dispose();
	}
}
