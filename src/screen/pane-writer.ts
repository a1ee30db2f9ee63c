/**
 * What escape sequences do to a pane's screen: cursor, pen, printing,
 * clearing, scrolling, saved state. Knows tmux's rules for each but not the
 * sequences' bytes. Owned by PaneScreen; called by the tables in csi.ts,
 * esc.ts and osc.ts.
 */
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { INVALID } from "./byte-lexer.ts";
import type { CellStyle, Link } from "./cell-buffer.ts";
import {
	BG_FLAG,
	BLANK,
	backgroundOnly,
	type CellExtra,
	CONTENT,
	cellText,
	isExtendedStyle,
	LINE,
	type Pen,
	packBackground,
	packStyle,
} from "./cells.ts";
import type { PaneGrid } from "./pane-grid.ts";
import type { PaneModes } from "./pane-modes.ts";
import type { PaneScreenOptions } from "./pane-options.ts";
import type { RawLine } from "./xterm-private.ts";

/** Links with an id remembered at once. */
const MAX_LINKS = 5000;

/** Longest tab kept as one cell. */
const MAX_TAB = 32;

/** Pen and character sets, as DECSC saves them. */
interface PenState {
	readonly style: Readonly<CellStyle>;
	readonly link: Link | undefined;
	readonly shifted: boolean;
	readonly g0: boolean;
	readonly g1: boolean;
}

interface SavedState extends PenState {
	readonly x: number;
	readonly y: number;
	readonly origin: boolean;
}

const DEFAULT_PEN_STYLE: Readonly<CellStyle> = {
	fg: COLOUR_DEFAULT,
	bg: COLOUR_DEFAULT,
	us: COLOUR_DEFAULT,
	attr: 0,
};

const INITIAL: SavedState = {
	style: DEFAULT_PEN_STYLE,
	link: undefined,
	shifted: false,
	g0: false,
	g1: false,
	x: 0,
	y: 0,
	origin: false,
};

export class PaneWriter {
	readonly grid: PaneGrid;
	readonly modes: PaneModes;
	readonly #options: PaneScreenOptions;
	#style: CellStyle = { ...DEFAULT_PEN_STYLE };
	#link: Link | undefined;
	readonly #links = new Map<string, Link>();
	#pen: Pen = { fg: 0, bg: 0, extra: undefined };
	#penStale = false;
	/** Background word that clears leave. */
	#bg = 0;
	/** SO is on; G0 and G1 are the line drawing set. */
	#shifted = false;
	#g0 = false;
	#g1 = false;
	#saved: SavedState = INITIAL;
	#alternate: (PenState & { readonly x: number; readonly y: number }) | undefined;
	/** Last character printed (REP), or 0. */
	last = 0;

	constructor(grid: PaneGrid, modes: PaneModes, options: PaneScreenOptions) {
		this.grid = grid;
		this.modes = modes;
		this.#options = options;
	}

	// --- pen ---

	/** The pen's look, to be changed in place; call `penChanged` afterwards. */
	get style(): CellStyle {
		return this.#style;
	}

	penChanged(): void {
		this.#penStale = true;
		this.#bg = packBackground(this.#style.bg);
	}

	setLink(link: Link | undefined): void {
		this.#link = link;
		this.#penStale = true;
	}

	/** The link object for a URI: one object for one id, a new one each time without. */
	internLink(uri: string, id: string): Link {
		if (id === "") return { uri, id };
		const key = `${id}\0${uri}`;
		const known = this.#links.get(key);
		if (known) return known;
		if (this.#links.size >= MAX_LINKS) this.#links.clear();
		const link: Link = { uri, id };
		this.#links.set(key, link);
		return link;
	}

	/** SGR without parameters: everything default, the link too. */
	resetPen(): void {
		this.#style = { ...DEFAULT_PEN_STYLE };
		this.#link = undefined;
		this.penChanged();
	}

	#packedPen(): Pen {
		if (this.#penStale) {
			this.#pen = packStyle(this.#style, this.#link);
			this.#penStale = false;
		}
		return this.#pen;
	}

	get #charset(): boolean {
		return this.#shifted ? this.#g1 : this.#g0;
	}

	setCharset(which: "g0" | "g1", lineDrawing: boolean): void {
		if (which === "g0") this.#g0 = lineDrawing;
		else this.#g1 = lineDrawing;
	}

	shift(out: boolean): void {
		this.#shifted = out;
		this.last = 0;
	}

	#penState(): PenState {
		return {
			style: { ...this.#style },
			link: this.#link,
			shifted: this.#shifted,
			g0: this.#g0,
			g1: this.#g1,
		};
	}

	#setPenState(state: PenState): void {
		this.#style = { ...state.style };
		this.#link = state.link;
		this.#shifted = state.shifted;
		this.#g0 = state.g0;
		this.#g1 = state.g1;
		this.penChanged();
	}

	/** Pen, character sets and what DECSC saved back to the beginning. */
	resetPenState(): void {
		this.#setPenState(INITIAL);
		this.#saved = INITIAL;
		this.last = 0;
	}

	/** DECSC. */
	save(): void {
		const { x, y } = this.grid.buffer;
		this.#saved = { ...this.#penState(), x, y, origin: this.modes.origin };
	}

	/** DECRC. */
	restore(): void {
		this.#setPenState(this.#saved);
		this.modes.set("origin", this.#saved.origin);
		this.moveTo(this.#saved.x, this.#saved.y, false);
	}

	// --- cursor ---

	get x(): number {
		return this.grid.buffer.x;
	}

	get y(): number {
		return this.grid.buffer.y;
	}

	/** Moves within the screen; undefined keeps a coordinate. `origin` obeys DECOM. */
	moveTo(x: number | undefined, y: number | undefined, origin: boolean): void {
		const { buffer, cols, rows } = this.grid;
		if (x !== undefined) buffer.x = Math.min(x, cols - 1);
		if (y === undefined) return;
		let to = y;
		if (origin && this.modes.origin) {
			to = y > buffer.scrollBottom - buffer.scrollTop ? buffer.scrollBottom : y + buffer.scrollTop;
		}
		buffer.y = Math.min(to, rows - 1);
	}

	up(count: number): void {
		const { buffer } = this.grid;
		const top = buffer.y < buffer.scrollTop ? 0 : buffer.scrollTop;
		this.#endWrap();
		buffer.y -= Math.min(count, buffer.y - top);
	}

	down(count: number): void {
		const { buffer, rows } = this.grid;
		const bottom = buffer.y > buffer.scrollBottom ? rows - 1 : buffer.scrollBottom;
		this.#endWrap();
		buffer.y += Math.min(count, bottom - buffer.y);
	}

	/** Leaves the place past the last column. */
	#endWrap(): void {
		const { buffer, cols } = this.grid;
		if (buffer.x === cols) buffer.x--;
	}

	right(count: number): void {
		const { buffer, cols } = this.grid;
		if (buffer.x < cols - 1) buffer.x += Math.min(count, cols - 1 - buffer.x);
	}

	left(count: number): void {
		const { buffer } = this.grid;
		buffer.x -= Math.min(count, buffer.x);
	}

	backspace(): void {
		const { buffer, cols } = this.grid;
		if (buffer.x > 0) buffer.x--;
		else if (buffer.y > 0 && this.grid.line(buffer.y - 1).meta.flags & LINE.wrapped) {
			buffer.y--;
			buffer.x = cols - 1;
		}
	}

	carriageReturn(): void {
		this.grid.buffer.x = 0;
	}

	/** Moves down, scrolling at the end of the region. */
	lineFeed(): void {
		this.#feed(this.#bg);
	}

	#feed(bg: number): void {
		const { buffer, rows } = this.grid;
		if (buffer.y === buffer.scrollBottom) this.grid.scrollUp(buffer.scrollTop, buffer.scrollBottom, bg);
		else if (buffer.y < rows - 1) buffer.y++;
	}

	/** Goes on to the next line because this one is full. */
	#wrap(): void {
		const { buffer } = this.grid;
		this.grid.line(buffer.y).meta.flags |= LINE.wrapped;
		this.#feed(0);
		buffer.x = 0;
	}

	reverseIndex(): void {
		const { buffer } = this.grid;
		if (buffer.y === buffer.scrollTop) this.grid.scrollDown(buffer.scrollTop, buffer.scrollBottom, this.#bg);
		else if (buffer.y > 0) buffer.y--;
	}

	/** DECSTBM; rows counted from 0. */
	setRegion(top: number, bottom: number): void {
		const { buffer, rows } = this.grid;
		const last = Math.min(bottom, rows - 1);
		const first = Math.min(top, rows - 1);
		if (first >= last) return;
		buffer.x = 0;
		buffer.y = 0;
		buffer.scrollTop = first;
		buffer.scrollBottom = last;
	}

	scrollUp(count: number): void {
		const { scrollTop, scrollBottom } = this.grid.buffer;
		const n = Math.min(count, scrollBottom - scrollTop + 1);
		for (let i = 0; i < n; i++) this.grid.scrollUp(scrollTop, scrollBottom, this.#bg);
	}

	scrollDown(count: number): void {
		const { scrollTop, scrollBottom } = this.grid.buffer;
		const n = Math.min(count, scrollBottom - scrollTop + 1);
		for (let i = 0; i < n; i++) this.grid.scrollDown(scrollTop, scrollBottom, this.#bg);
	}

	// --- tabs ---

	/** HT. Over blank cells it leaves one tab, so that copying gives it back. */
	tab(): void {
		const { buffer, cols } = this.grid;
		const from = buffer.x;
		if (from >= cols - 1) return;
		const line = this.grid.line(buffer.y);
		const data = line._data;
		let x = from;
		let blank = true;
		do {
			if (blank) {
				const content = data[x * 3] as number;
				const plain = content === BLANK || content === (BLANK | 0x20);
				blank = plain && data[x * 3 + 1] === data[from * 3 + 1] && data[x * 3 + 2] === data[from * 3 + 2];
			}
			x++;
		} while (!buffer.tabs[x] && x < cols - 1);
		const width = x - from;
		if (blank && width <= MAX_TAB && ((data[from * 3 + 2] as number) & BG_FLAG.tab) === 0) {
			for (let k = from; k < x; k++) {
				data[k * 3] = BLANK | 0x20 | (k === from ? 0 : CONTENT.tabRest);
				data[k * 3 + 2] = ((data[k * 3 + 2] as number) | BG_FLAG.tab) >>> 0;
			}
			line.meta.flags |= LINE.extended;
			this.grid.touch(line, x);
		}
		buffer.x = x;
	}

	/** CBT. */
	backTab(count: number): void {
		const { buffer, cols } = this.grid;
		let x = Math.min(buffer.x, cols - 1);
		for (let n = count; x > 0 && n > 0; n--) {
			do x--;
			while (x > 0 && !buffer.tabs[x]);
		}
		buffer.x = x;
	}

	setTab(on: boolean): void {
		const { buffer, cols } = this.grid;
		if (buffer.x >= cols) return;
		if (on) buffer.tabs[buffer.x] = true;
		else delete buffer.tabs[buffer.x];
	}

	clearTabs(): void {
		this.grid.buffer.tabs = {};
	}

	// --- printing ---

	/** Prints code points `start` up to before `end`. */
	print(codes: Uint32Array, start: number, end: number): void {
		const { buffer } = this.grid;
		const fast = this.modes.wrap && !this.modes.insert && !this.#charset;
		let pos = start;
		while (pos < end) {
			const code = codes[pos] as number;
			if (!fast || code >= 0x7f) {
				this.printOne(code);
				pos++;
				continue;
			}
			if (buffer.x >= this.grid.cols) this.#wrap();
			const stop = Math.min(end, pos + this.grid.cols - buffer.x);
			pos = this.#printRun(codes, pos, stop);
			this.last = codes[pos - 1] as number;
		}
	}

	/** Writes single-width characters on the current line up to `stop` or the first that is not; returns where it ended. */
	#printRun(codes: Uint32Array, from: number, stop: number): number {
		const { buffer } = this.grid;
		const line = this.grid.line(buffer.y);
		const { meta } = line;
		const data = line._data;
		const { fg, bg, extra } = this.#packedPen();
		const mixed = (meta.flags & LINE.extended) !== 0;
		if (mixed) this.grid.breakLeft(line, buffer.x);
		const pos = writeRun(codes, from, stop, data, buffer.x * 3, fg, bg);
		const end = buffer.x + (pos - from);
		if (extra !== undefined) this.#setExtra(line, buffer.x, end, extra);
		if (isExtendedStyle(fg, bg)) meta.flags |= LINE.extended;
		if (mixed) this.grid.breakRight(line, end);
		buffer.x = end;
		this.grid.touch(line, end);
		return pos;
	}

	#setExtra(line: RawLine, from: number, end: number, extra: CellExtra): void {
		for (let x = from; x < end; x++) line._extendedAttrs[x] = extra;
		line.meta.flags |= extra.link ? LINE.extended | LINE.hyperlink : LINE.extended;
	}

	/** Prints one character by the full rules: combining, wide, insert mode, no wrap, line drawing. */
	printOne(code: number): void {
		if (code === INVALID) {
			this.printOne(0xfffd);
			this.last = 0;
			return;
		}
		const { grid, modes } = this;
		const { buffer, cols } = grid;
		const { widths } = this.#options;
		const ascii = code < 0x7f;
		if (!ascii && this.#combine(code)) {
			this.last = code;
			return;
		}
		this.last = code;
		const width = ascii ? 1 : widths.width(code) === 2 ? 2 : 1;
		if (!modes.wrap && width > 1 && (width > cols || (buffer.x !== cols && buffer.x > cols - width))) return;
		if (modes.insert) grid.insertCells(buffer.x, buffer.y, width, 0);
		if (modes.wrap && buffer.x > cols - width) this.#wrap();
		if (buffer.x > cols - width) return;
		const line = grid.line(buffer.y);
		const x = buffer.x;
		if (line.meta.flags & LINE.extended) {
			grid.breakLeft(line, x);
			grid.breakRight(line, x + width);
			delete line._combined[x];
		}
		const pen = this.#packedPen();
		const data = line._data;
		const bg = ascii && this.#charset ? (pen.bg | BG_FLAG.charset) >>> 0 : pen.bg;
		data[x * 3] = code | (width << CONTENT.widthShift);
		data[x * 3 + 1] = pen.fg;
		data[x * 3 + 2] = bg;
		if (width === 2) {
			data[x * 3 + 3] = 0;
			data[x * 3 + 4] = 0;
			data[x * 3 + 5] = backgroundOnly(pen.bg);
			delete line._combined[x + 1];
		}
		if (!ascii) line.meta.flags |= LINE.extended;
		else if (isExtendedStyle(pen.fg, bg)) line.meta.flags |= LINE.extended;
		if (pen.extra) this.#setExtra(line, x, x + 1, pen.extra);
		grid.touch(line, x + width);
		const limit = cols - (modes.wrap ? 0 : 1);
		buffer.x = Math.min(x + width, limit);
	}

	/** Adds `code` to the character before the cursor when it belongs there. True when `code` is dealt with. */
	#combine(code: number): boolean {
		const { grid } = this;
		const { buffer, cols } = grid;
		const { widths } = this.#options;
		const line = grid.line(buffer.y);
		const data = line._data;
		let x = buffer.x - 1;
		if (x > 0 && ((data[x * 3] as number) & CONTENT.widthMask) === 0) x--;
		let last = "";
		if (x >= 0) {
			const content = data[x * 3] as number;
			const width = (content & CONTENT.widthMask) >> CONTENT.widthShift;
			if (width === buffer.x - x && ((data[x * 3 + 2] as number) & BG_FLAG.tab) === 0)
				last = cellText(content, x, line._combined);
		}
		const result = widths.join(last, code);
		if (result === "new") return false;
		if (result === "drop" || x < 0) return true;
		const content = data[x * 3] as number;
		line._combined[x] = last + String.fromCodePoint(code);
		line.meta.flags |= LINE.extended;
		data[x * 3] = ((content & ~CONTENT.codeMask) | CONTENT.combined | (last.codePointAt(0) as number)) >>> 0;
		grid.touch(line, x + 1);
		if (result === "join-wide" && (content & CONTENT.widthMask) >> CONTENT.widthShift === 1) {
			if (x + 1 >= cols) return true;
			grid.breakRight(line, x + 1);
			grid.breakRight(line, x + 2);
			data[x * 3] = (((data[x * 3] as number) & ~CONTENT.widthMask) | (2 << CONTENT.widthShift)) >>> 0;
			data[x * 3 + 3] = 0;
			data[x * 3 + 4] = 0;
			data[x * 3 + 5] = backgroundOnly(data[x * 3 + 2] as number);
			delete line._combined[x + 1];
			grid.touch(line, x + 2);
			buffer.x = x + 2;
		}
		return true;
	}

	/** REP: the last printed character again. */
	repeat(count: number): void {
		const { buffer, cols } = this.grid;
		const code = this.last;
		if (code === 0) return;
		for (let n = Math.min(count, cols - buffer.x); n > 0; n--) this.printOne(code);
	}

	// --- clearing ---

	insertCharacters(count: number): void {
		const { x, y } = this.grid.buffer;
		const n = Math.min(count, this.grid.cols - x);
		if (n > 0) this.grid.insertCells(x, y, n, this.#bg);
	}

	deleteCharacters(count: number): void {
		const { x, y } = this.grid.buffer;
		const n = Math.min(count, this.grid.cols - x);
		if (n > 0) this.grid.deleteCells(x, y, n, this.#bg);
	}

	eraseCharacters(count: number): void {
		const { x, y } = this.grid.buffer;
		const n = Math.min(count, this.grid.cols - x);
		if (n > 0) this.grid.clear(x, y, n, this.#bg);
	}

	insertLines(count: number): void {
		const { y, bottom } = this.#editRegion();
		const n = Math.min(count, bottom + 1 - y);
		if (n > 0) this.grid.insertLines(y, bottom, n, this.#bg);
	}

	deleteLines(count: number): void {
		const { y, bottom } = this.#editRegion();
		const n = Math.min(count, bottom + 1 - y);
		if (n > 0) this.grid.deleteLines(y, bottom, n, this.#bg);
	}

	/** Outside the scroll region lines are edited down to the screen's end. */
	#editRegion(): { y: number; bottom: number } {
		const { y, scrollTop, scrollBottom } = this.grid.buffer;
		return { y, bottom: y < scrollTop || y > scrollBottom ? this.grid.rows - 1 : scrollBottom };
	}

	/** EL 0. */
	clearToLineEnd(): void {
		const { x, y } = this.grid.buffer;
		if (x === 0) this.grid.clearLineKeepMarks(y, this.#bg);
		else if (x < this.grid.cols) this.grid.clear(x, y, this.grid.cols - x, this.#bg);
	}

	/** EL 1. */
	clearToLineStart(): void {
		const { x, y } = this.grid.buffer;
		if (x >= this.grid.cols - 1) this.grid.clearLineKeepMarks(y, this.#bg);
		else this.grid.clear(0, y, x + 1, this.#bg);
	}

	/** EL 2. */
	clearLine(): void {
		this.grid.clearLineKeepMarks(this.grid.buffer.y, this.#bg);
	}

	/** ED 0. */
	clearToScreenEnd(): void {
		const { grid } = this;
		const { x, y } = grid.buffer;
		if (x === 0 && y === 0 && this.#intoHistory()) {
			grid.clearIntoHistory(this.#bg);
			return;
		}
		if (x < grid.cols) grid.clear(x, y, grid.cols - x, this.#bg);
		grid.clearLines(y + 1, grid.rows - y - 1, this.#bg);
	}

	/** ED 1. */
	clearToScreenStart(): void {
		const { grid } = this;
		const { x, y } = grid.buffer;
		grid.clearLines(0, y, this.#bg);
		grid.clear(0, y, Math.min(x + 1, grid.cols), this.#bg);
	}

	/** ED 2. */
	clearScreen(bg = this.#bg): void {
		if (this.#intoHistory()) this.grid.clearIntoHistory(bg);
		else this.grid.clearLines(0, this.grid.rows, bg);
	}

	#intoHistory(): boolean {
		return this.grid.historyOn && this.#options.scrollOnClear;
	}

	/** DECALN: the screen full of E. */
	alignmentTest(): void {
		const { grid } = this;
		const { buffer, cols, rows } = grid;
		for (let y = 0; y < rows; y++) {
			const line = grid.line(y);
			const wrapped = line.meta.flags & LINE.wrapped;
			grid.emptyLine(line, 0);
			line.meta.flags |= wrapped;
			for (let x = 0; x < cols; x++) line._data[x * 3] = BLANK | 0x45;
			grid.touch(line, cols);
		}
		buffer.x = 0;
		buffer.y = 0;
		buffer.scrollTop = 0;
		buffer.scrollBottom = rows - 1;
	}

	// --- alternate screen ---

	/** Shows the alternate screen; `cursor` saves place and pen (1049). True when it was off. */
	alternateOn(cursor: boolean): boolean {
		if (this.grid.saved) return false;
		const old = this.#alternate;
		const { x, y } = this.grid.buffer;
		this.grid.alternateOn();
		if (cursor) this.#alternate = { ...this.#penState(), x, y };
		else if (old) this.#alternate = { ...this.#penState(), x: old.x, y: old.y };
		return true;
	}

	/** Shows the normal screen again. True when the alternate one was shown. */
	alternateOff(cursor: boolean): boolean {
		const was = this.grid.saved !== undefined;
		const { buffer } = this.grid;
		this.grid.alternateOff(() => {
			const saved = this.#alternate;
			if (!cursor || !saved) return;
			buffer.x = Math.min(saved.x, this.grid.cols);
			buffer.y = Math.min(saved.y, this.grid.rows - 1);
			this.#setPenStyle(saved);
		});
		buffer.x = Math.min(buffer.x, this.grid.cols - 1);
		buffer.y = Math.min(buffer.y, this.grid.rows - 1);
		return was;
	}

	/** The pen's look without the character sets. */
	#setPenStyle(state: PenState): void {
		this.#style = { ...state.style };
		this.#link = state.link;
		this.penChanged();
	}

	/** Where 1049 saved the cursor. */
	get alternateCursor(): { readonly x: number; readonly y: number } | undefined {
		return this.#alternate;
	}

	/** Forgets the links there are: which had which id, those on the screen, and the one being written. */
	forgetLinks(): void {
		this.#links.clear();
		this.grid.forgetLinks();
		this.setLink(undefined);
	}

	/** Forgets the cursor saved by 1049. */
	forgetAlternateCursor(): void {
		this.#alternate = undefined;
	}
}

/** The inner loop of printing: one word each for text, foreground and background. */
function writeRun(
	codes: Uint32Array,
	from: number,
	stop: number,
	data: Uint32Array,
	at: number,
	fg: number,
	bg: number,
): number {
	const blank = BLANK;
	let k = at;
	let pos = from;
	for (; pos < stop; pos++, k += 3) {
		const code = codes[pos] as number;
		if (code >= 0x7f) break;
		data[k] = code | blank;
		data[k + 1] = fg;
		data[k + 2] = bg;
	}
	return pos;
}
