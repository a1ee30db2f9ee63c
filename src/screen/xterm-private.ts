/**
 * The only file that touches what @xterm/headless keeps private: its parser,
 * its buffer and the raw cells of its lines, typed by small interfaces. The
 * package's version is pinned exactly; test/screen/xterm-private.test.ts fails
 * when a new version has moved any of this. Used by pane-grid.ts and
 * pane-screen.ts only.
 *
 * A line's `_data` has three words a cell: content (21 bits code point, bit 21
 * = text is in `_combined`, from bit 22 the width), foreground and background.
 */
import * as xterm from "@xterm/headless";
import type { CellExtra } from "./cells.ts";

/** What this project keeps with a line; rides on xterm's line object. */
export interface LineMeta {
	/** Cells up to the last one written. */
	used: number;
	/** Cells that exist for `capture-pane -N`: grows in steps, as tmux's lines do. */
	size: number;
	/** LINE bits. */
	flags: number;
	/** Seconds since the epoch when it went into the history, or 0. */
	time: number;
	/** Columns and status of OSC 133 marks. */
	marks: PromptMarks | undefined;
}

/** Where on a line OSC 133 marked something. */
export interface PromptMarks {
	promptColumn: number;
	commandColumn: number;
	outputStartColumn: number;
	outputEndColumn: number;
	exitStatus: number;
}

/** A line of xterm's buffer. */
export interface RawLine {
	_data: Uint32Array;
	_combined: Record<number, string>;
	_extendedAttrs: Record<number, CellExtra | undefined>;
	length: number;
	isWrapped: boolean;
	/** Ours. */
	meta: LineMeta;
}

interface RawLines {
	readonly length: number;
	maxLength: number;
	get(index: number): RawLine | undefined;
	set(index: number, line: RawLine): void;
	push(line: RawLine): void;
	pop(): RawLine | undefined;
	recycle(): RawLine;
}

/** xterm's normal buffer: visible lines, cursor, scroll region, tab stops. */
export interface RawBuffer {
	lines: RawLines;
	x: number;
	y: number;
	ybase: number;
	ydisp: number;
	scrollTop: number;
	scrollBottom: number;
	tabs: Record<number, boolean | undefined>;
	setupTabStops(i?: number): void;
}

/** Parameters of a control sequence, borrowed during the handler. Missing ones are 0. */
export interface RawParams {
	readonly params: Int32Array;
	readonly length: number;
	hasSubParams(index: number): boolean;
	/** Values after the first of `a:b:c`; an empty one is -1. */
	getSubParams(index: number): Int32Array | null;
}

interface SequenceId {
	prefix?: string;
	intermediates?: string;
	final: string;
}

/** xterm's escape sequence parser. */
export interface RawParser {
	/** 0 = ground. */
	currentState: number;
	parse(codes: Uint32Array, length: number): void;
	reset(): void;
	setPrintHandler(handler: (codes: Uint32Array, start: number, end: number) => void): void;
	setExecuteHandler(char: string, handler: () => boolean): void;
	registerCsiHandler(id: SequenceId, handler: (params: RawParams) => boolean): void;
	registerEscHandler(id: SequenceId, handler: () => boolean): void;
	_csiHandlers: Record<number, unknown>;
	_escHandlers: Record<number, unknown>;
	_executeHandlers: Record<number, unknown>;
}

interface RawCore {
	_inputHandler: { _parser: RawParser };
	_bufferService: { cols: number; rows: number; buffers: { normal: RawBuffer } };
}

/** A terminal taken apart. */
export interface RawTerminal {
	readonly parser: RawParser;
	readonly buffer: RawBuffer;
	/** Tells xterm's services the size; lines are the caller's. */
	setSize(cols: number, rows: number): void;
	dispose(): void;
}

/** The package is CommonJS: bundled or not, its class may be on the namespace or on its default. */
const { Terminal } = (xterm as unknown as { default?: typeof xterm }).default ?? xterm;

/** A fresh line object of xterm's class, all cells blank. */
function freshLine(like: RawLine, cols: number): RawLine {
	const LineClass = like.constructor as new (cols: number) => RawLine;
	const line = new LineClass(cols);
	line.meta = { used: 0, size: 0, flags: 0, time: 0, marks: undefined };
	return line;
}

/** Makes a line for a terminal opened by openXterm. */
export type LineMaker = (cols: number) => RawLine;

/**
 * Opens a terminal without scrollback of its own and without any sequence
 * handler: the caller registers all of them. `cols` and `rows` at least 1.
 */
export function openXterm(cols: number, rows: number): RawTerminal & { makeLine: LineMaker } {
	const terminal = new Terminal({ cols, rows, scrollback: 0, allowProposedApi: true, logLevel: "off" });
	const core = (terminal as unknown as { _core: RawCore })._core;
	const parser = core._inputHandler._parser;
	const buffer = core._bufferService.buffers.normal;
	for (const table of [parser._csiHandlers, parser._escHandlers, parser._executeHandlers]) {
		for (const key of Object.keys(table)) delete table[Number(key)];
	}
	const sample = buffer.lines.get(0) as RawLine;
	const makeLine: LineMaker = (n) => freshLine(sample, n);
	const setSize = (nextCols: number, nextRows: number): void => {
		core._bufferService.cols = nextCols;
		core._bufferService.rows = nextRows;
	};
	setSize(cols, rows);
	setLines(
		buffer,
		Array.from({ length: rows }, () => makeLine(cols)),
	);
	return { parser, buffer, makeLine, setSize, dispose: () => terminal.dispose() };
}

/** Replaces all visible lines. */
export function setLines(buffer: RawBuffer, lines: readonly RawLine[]): void {
	while (buffer.lines.length > 0) buffer.lines.pop();
	buffer.lines.maxLength = lines.length;
	for (const line of lines) buffer.lines.push(line);
	buffer.ybase = 0;
	buffer.ydisp = 0;
	buffer.scrollTop = 0;
	buffer.scrollBottom = lines.length - 1;
}
