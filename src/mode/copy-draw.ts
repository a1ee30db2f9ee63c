/**
 * The screen copy mode shows: rows are put together when somebody reads them,
 * from the text, the marks of a search, the selection, line numbers and the
 * position. Owned by CopyMode; read by the view.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import { cursorStyle } from "../model/cursor-style.ts";
import { CellBuffer, type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { DEFAULT_MODES } from "../screen/plain-screen.ts";
import type { LineInfo, Screen, ScreenCursor } from "../screen/screen.ts";
import { ATTR, COLOUR_DEFAULT } from "../term/attributes.ts";
import { parseColour } from "../term/colour.ts";
import { cursorColumn, lineNumber, lineNumberWidth, textWidth } from "./copy-line-numbers.ts";
import { markIndex, matchBounds } from "./copy-marks.ts";
import { type ScreenSelection, screenSelection, selectedColumns } from "./copy-selection.ts";
import type { CopyState } from "./copy-state.ts";

/** Style options, by what they are for. */
const STYLES = {
	position: "copy-mode-position-style",
	match: "copy-mode-match-style",
	currentMatch: "copy-mode-current-match-style",
	mark: "copy-mode-mark-style",
	line: "copy-mode-current-line-style",
	selection: "copy-mode-selection-style",
	number: "copy-mode-line-number-style",
	currentNumber: "copy-mode-current-line-number-style",
} as const;

type Styles = Record<keyof typeof STYLES, CellStyle>;

/** What all rows of one generation share. */
interface Look {
	readonly generation: number;
	readonly styles: Styles;
	readonly selection: ScreenSelection | undefined;
	/** First and last index of the marks that belong to the match at the cursor. */
	readonly current: readonly [number, number] | undefined;
	readonly numbers: number;
	readonly width: number;
}

/** The match the cursor is on, or with emacs keys right behind after a search forward. */
function currentMatch(state: CopyState): readonly [number, number] | undefined {
	const { marks, forward } = state.search;
	const at = marks && markIndex(state, state.cx, state.line);
	if (marks === undefined || at === undefined) return undefined;
	const place = at !== 0 && !state.vi && forward ? at - 1 : at;
	return marks[place] ? matchBounds(marks, place) : undefined;
}

export class CopyScreen implements Screen {
	readonly historySize = 0;
	readonly modes = DEFAULT_MODES;
	readonly #state: CopyState;
	readonly #formats: ReadonlyMap<string, () => string>;
	#look: Look | undefined;
	#row: CellBuffer;
	/** Row and generation that `#row` holds. */
	#held = { y: -1, generation: -1 };

	constructor(state: CopyState, formats: ReadonlyMap<string, () => string>) {
		this.#state = state;
		this.#formats = formats;
		this.#row = new CellBuffer(state.cols, 1);
	}

	get cols(): number {
		return this.#state.cols;
	}

	get rows(): number {
		return this.#state.rows;
	}

	get title(): string {
		return this.#state.pane.screen.title;
	}

	get generation(): number {
		return this.#state.generation;
	}

	get cursor(): ScreenCursor {
		const state = this.#state;
		const options = state.server.windowOptions;
		const [shape, blinking] = cursorStyle(options.choice("cursor-style"));
		return {
			x: cursorColumn(state, state.cx),
			y: state.cy,
			visible: true,
			shape,
			blinking,
			veryVisible: false,
			colour: parseColour(options.string("cursor-colour")) ?? COLOUR_DEFAULT,
		};
	}

	#expand = (text: string): string =>
		expand(text, { server: this.#state.server, pane: this.#state.pane, extra: this.#formats });

	#styles(): Styles {
		const { options } = this.#state.pane.window;
		const out = {} as Styles;
		for (const [key, option] of Object.entries(STYLES) as [keyof Styles, string][]) {
			const { fg, bg, us, attr } = options.style(option, this.#expand) ?? DEFAULT_CELL_STYLE;
			out[key] = { fg, bg, us, attr };
		}
		return out;
	}

	#currentLook(): Look {
		const state = this.#state;
		if (this.#look?.generation === state.generation) return this.#look;
		this.#look = {
			generation: state.generation,
			styles: this.#styles(),
			selection: screenSelection(state),
			current: currentMatch(state),
			numbers: lineNumberWidth(state),
			width: textWidth(state),
		};
		return this.#look;
	}

	/** Puts row `y` together. */
	#compose(y: number): CellBuffer {
		const state = this.#state;
		if (this.#row.cols !== state.cols) this.#row = new CellBuffer(state.cols, 1);
		const row = this.#row;
		if (this.#held.y === y && this.#held.generation === state.generation) return row;
		const look = this.#currentLook();
		const { styles, numbers, width } = look;
		row.clear(0, row.cols);
		state.grid.snapshot.copyLine(state.top + y, 0, Math.min(width, state.grid.cols), row, numbers, 0);
		this.#markCells(row, y, look);
		if (numbers > 0) this.#drawNumber(row, y, look);
		this.#drawSelection(row, y, look);
		// The position is never shown as selected.
		if (y === 0 && state.rows > 1 && !state.hidePosition)
			this.#drawPosition(row, styles.position, numbers, width);
		if (y === state.cy && state.cx >= width) {
			row.set(cursorColumn(state, Math.min(state.cx, state.cols - 1)), "$", 1, DEFAULT_CELL_STYLE);
			this.#drawSelection(row, y, look, state.cols - 1);
		}
		this.#held = { y, generation: state.generation };
		return row;
	}

	/** The line with the cursor, that with the mark, and what was found. */
	#markCells(row: CellBuffer, y: number, { styles, current, numbers, width }: Look): void {
		const state = this.#state;
		const line = state.top + y;
		const { marks } = state.search;
		const onCursorLine = y === state.cy;
		const onMarkLine = state.markShown && line === state.markY;
		if (!onMarkLine && marks === undefined && !onCursorLine) return;
		const cols = Math.min(width, state.grid.cols);
		for (let x = 0; x < cols; x++) {
			const i = numbers + x;
			if (i >= row.cols) break;
			if (onCursorLine) {
				if (styles.line.fg !== COLOUR_DEFAULT) row.fg[i] = styles.line.fg;
				if (styles.line.bg !== COLOUR_DEFAULT) row.bg[i] = styles.line.bg;
				row.attr[i] = (row.attr[i] as number) | (styles.line.attr & ~ATTR.noattr);
			}
			const turned = onMarkLine && x === state.markX;
			if (onMarkLine) paint(row, i, styles.mark, turned);
			const at = y * state.grid.cols + x;
			if (!marks?.[at]) continue;
			const inCurrent = current !== undefined && at >= current[0] && at <= current[1];
			paint(row, i, inCurrent ? styles.currentMatch : styles.match, turned);
		}
	}

	#drawNumber(row: CellBuffer, y: number, { styles, numbers }: Look): void {
		const text = `${String(lineNumber(this.#state, y)).padStart(numbers - 1)} `;
		const style = y === this.#state.cy ? styles.currentNumber : styles.number;
		const own = ownLook(style);
		for (let x = 0; x < Math.min(numbers, row.cols); x++) row.set(x, text.charAt(x), 1, own);
	}

	#drawPosition(row: CellBuffer, style: CellStyle, x: number, width: number): void {
		const format = this.#state.pane.window.options.string("copy-mode-position-format");
		const text = format === "" ? "" : this.#expand(format);
		if (text !== "") drawFormat(text, width, ownLook(style), row, x, 0, this.#state.server);
	}

	#drawSelection(row: CellBuffer, y: number, { selection, styles }: Look, from = 0): void {
		const columns = selection && selectedColumns(selection, y);
		if (columns === undefined) return;
		const { fg, bg, us, attr } = styles.selection;
		for (let i = Math.max(columns[0], from); i <= Math.min(columns[1], row.cols - 1); i++) {
			if (fg !== COLOUR_DEFAULT) row.fg[i] = fg;
			if (bg !== COLOUR_DEFAULT) row.bg[i] = bg;
			row.us[i] = us;
			const kept = attr & ATTR.noattr ? (row.attr[i] as number) & ATTR.charset : (row.attr[i] as number);
			row.attr[i] = (attr & ~ATTR.noattr) | kept;
		}
	}

	copyLine(line: number, from: number, count: number, into: CellBuffer, x: number, row: number): void {
		const room = Math.min(count, into.cols - x);
		if (room <= 0 || x < 0 || row < 0 || row >= into.rows) return;
		const at = into.index(x, row);
		const copied = line < 0 || line >= this.rows ? 0 : Math.max(Math.min(room, this.cols - from), 0);
		if (copied > 0) {
			into.copy(at, this.#compose(line), from, copied);
			for (const i of [at, at + copied - 1]) {
				if (i === at ? into.width[i] !== 0 : into.width[i] !== 2) continue;
				into.chars[i] = 0;
				into.width[i] = 1;
				into.combined.delete(i);
			}
		}
		if (copied < room) into.clear(at + copied, room - copied);
	}

	lineInfo(line: number): LineInfo {
		const state = this.#state;
		if (line < 0 || line >= state.rows)
			return { wrapped: false, used: 0, startPrompt: false, startOutput: false, time: 0 };
		const info = state.grid.snapshot.lineInfo(state.top + line);
		return { ...info, used: Math.min(info.used + lineNumberWidth(state), state.cols) };
	}
}

/** The look of what is not the program's text: the pane's own colours do not change it. */
function ownLook(style: CellStyle): CellStyle {
	return { ...style, attr: (style.attr & ~ATTR.noattr) | ATTR.ownColours };
}

/** Gives a cell colours and attributes of a style; `turned` exchanges the colours. */
function paint(row: CellBuffer, i: number, style: CellStyle, turned: boolean): void {
	row.attr[i] = style.attr & ~ATTR.noattr;
	row.fg[i] = turned ? style.bg : style.fg;
	row.bg[i] = turned ? style.fg : style.bg;
}
