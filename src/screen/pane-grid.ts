/**
 * The lines of a pane's screen: xterm's visible lines and the compact history
 * above them, with tmux's rules for clearing, moving, scrolling into history
 * and resizing. Knows no escape sequences. Owned by PaneScreen; driven by
 * pane-writer.ts.
 */
import {
	BG_FLAG,
	BLANK,
	backgroundOnly,
	CONTENT,
	grownSize,
	LINE,
	LINE_MARKS,
	MODE_RGB_BG,
} from "./cells.ts";
import { CompactHistory, type HistoryRow } from "./compact-history.ts";
import {
	asLine,
	asRow,
	type RowShapes,
	reflow,
	scrolledAfter,
	unwrapPosition,
	type WrapPosition,
	wrapPosition,
} from "./reflow.ts";
import {
	type LineMaker,
	openXterm,
	type RawBuffer,
	type RawLine,
	type RawParser,
	setLines,
} from "./xterm-private.ts";

/** Largest side of a screen. */
export const MAX_SIDE = 10_000;

/** Visible lines put aside while the alternate screen shows. */
interface SavedLines {
	readonly lines: RawLine[];
	readonly cols: number;
	readonly rows: number;
	readonly historyOn: boolean;
}

export class PaneGrid {
	readonly parser: RawParser;
	readonly buffer: RawBuffer;
	history: CompactHistory;
	/** Lines that scrolling off the top keeps; 0 keeps none. */
	historyLimit: number;
	/** Lines of the history that scrolled there and may come back when the screen grows. */
	scrolled = 0;
	/** All of them may. */
	wholeHistoryReturns = false;
	saved: SavedLines | undefined;
	#cols: number;
	#rows: number;
	#historyOn: boolean;
	#blank: Uint32Array;
	readonly #makeLine: LineMaker;
	readonly #setSize: (cols: number, rows: number) => void;
	readonly #now: () => number;
	readonly #dispose: () => void;

	/** `now` gives milliseconds since the epoch (times of history lines). */
	constructor(cols: number, rows: number, historyLimit: number, now: () => number) {
		const raw = openXterm(cols, rows);
		this.parser = raw.parser;
		this.buffer = raw.buffer;
		this.#makeLine = raw.makeLine;
		this.#setSize = raw.setSize;
		this.#dispose = raw.dispose;
		this.#cols = cols;
		this.#rows = rows;
		this.historyLimit = historyLimit;
		this.#historyOn = historyLimit > 0;
		this.#now = now;
		this.history = new CompactHistory(cols);
		this.#blank = blankCells(cols);
		this.resetTabs();
	}

	get cols(): number {
		return this.#cols;
	}

	get rows(): number {
		return this.#rows;
	}

	get historySize(): number {
		return this.history.rows;
	}

	/** False in the alternate screen and with a limit of 0. */
	get historyOn(): boolean {
		return this.#historyOn;
	}

	/** Visible line `y`. */
	line(y: number): RawLine {
		return this.buffer.lines.get(y) as RawLine;
	}

	dispose(): void {
		this.#dispose();
	}

	resetTabs(): void {
		this.buffer.tabs = {};
		for (let x = 8; x < this.#cols; x += 8) this.buffer.tabs[x] = true;
	}

	/** Notes that cells up to before `end` of a line exist, and `used` when they were written. */
	touch(line: RawLine, end: number, written = true): void {
		const { meta } = line;
		if (written && end > meta.used) meta.used = end;
		if (end <= meta.size) return;
		meta.size = grownSize(end, this.#cols);
	}

	/** Makes a line empty, in background `bg` (a packed word's colour). */
	emptyLine(line: RawLine, bg: number): void {
		const data = line._data;
		if (data.length > this.#blank.length) data.set(blankCells(data.length / 3));
		else data.set(data.length === this.#blank.length ? this.#blank : this.#blank.subarray(0, data.length));
		const { meta } = line;
		if (meta.flags & LINE.extended) {
			line._combined = {};
			line._extendedAttrs = {};
		}
		meta.used = 0;
		meta.size = 0;
		meta.flags = 0;
		meta.time = 0;
		meta.marks = undefined;
		if (bg !== 0) {
			for (let k = 2; k < data.length; k += 3) data[k] = bg;
			meta.size = this.#cols;
			if (bg >= MODE_RGB_BG) meta.flags |= LINE.extended;
		}
	}

	/** Makes one cell blank. */
	clearCell(line: RawLine, x: number, bg: number): void {
		const data = line._data;
		data[x * 3] = BLANK;
		data[x * 3 + 1] = 0;
		data[x * 3 + 2] = bg;
		if (line.meta.flags & LINE.extended) delete line._combined[x];
	}

	/** Overwrites one cell by a space that keeps its background (part of a broken wide character). */
	breakCell(line: RawLine, x: number): void {
		const data = line._data;
		data[x * 3] = BLANK | 0x20;
		data[x * 3 + 1] = 0;
		data[x * 3 + 2] = backgroundOnly(data[x * 3 + 2] as number);
		delete line._combined[x];
	}

	/** True for the right half of a wide character or the rest of a tab. */
	isRest(line: RawLine, x: number): boolean {
		const content = line._data[x * 3] as number;
		return (content & CONTENT.widthMask) === 0 || (content & CONTENT.tabRest) !== 0;
	}

	/** When `x` is inside a wide character or tab, its cells before `x` become spaces. */
	breakLeft(line: RawLine, x: number): void {
		if (x >= this.#cols || !this.isRest(line, x)) return;
		let k = x;
		while (k > 0 && this.isRest(line, k)) this.breakCell(line, k--);
		this.breakCell(line, k);
	}

	/** The rest of a wide character or tab from `x` on becomes spaces. */
	breakRight(line: RawLine, x: number): void {
		for (let k = x; k < this.#cols && this.isRest(line, k); k++) this.breakCell(line, k);
	}

	/** Clears `count` cells of row `y` from column `x` on. */
	clear(x: number, y: number, count: number, bg: number): void {
		if (count <= 0) return;
		if (x === 0 && count >= this.#cols) {
			this.clearLines(y, 1, bg);
			return;
		}
		const line = this.line(y);
		const end = Math.min(x + count, this.#cols);
		if (line.meta.flags & LINE.extended) {
			this.breakLeft(line, x);
			this.breakRight(line, end);
		}
		if (bg === 0) {
			const stop = Math.min(end, Math.max(line.meta.size, line.meta.used));
			for (let k = x; k < stop; k++) this.clearCell(line, k, 0);
			return;
		}
		this.touch(line, end, false);
		if (bg >= MODE_RGB_BG) line.meta.flags |= LINE.extended;
		for (let k = x; k < end; k++) this.clearCell(line, k, bg);
	}

	/** Empties `count` rows from `y` on. */
	clearLines(y: number, count: number, bg: number): void {
		if (count <= 0) return;
		for (let k = y; k < y + count; k++) this.emptyLine(this.line(k), bg);
		this.#unwrapBefore(y);
	}

	#unwrapBefore(y: number): void {
		if (y > 0) this.line(y - 1).meta.flags &= ~LINE.wrapped;
		else this.history.endChain();
	}

	/** Clears a row but not its prompt marks. */
	clearLineKeepMarks(y: number, bg: number): void {
		const line = this.line(y);
		const flags = line.meta.flags & LINE_MARKS;
		const { marks } = line.meta;
		this.clearLines(y, 1, bg);
		line.meta.flags |= flags;
		line.meta.marks = marks;
	}

	/** Moves `count` rows from `from` to `to`; the rows left behind are emptied. */
	moveLines(to: number, from: number, count: number, bg: number): void {
		if (count <= 0 || to === from) return;
		const moved: RawLine[] = [];
		for (let k = 0; k < count; k++) moved.push(this.line(from + k));
		const free: RawLine[] = [];
		for (let k = 0; k < count; k++) {
			const y = to + k;
			if (y < from || y >= from + count) free.push(this.line(y));
		}
		this.#unwrapBefore(to);
		for (let k = 0; k < count; k++) this.buffer.lines.set(to + k, moved[k] as RawLine);
		for (let y = from; y < from + count; y++) {
			if (y >= to && y < to + count) continue;
			const line = free.pop() as RawLine;
			this.emptyLine(line, bg);
			this.buffer.lines.set(y, line);
		}
		if (from < to || from >= to + count) this.#unwrapBefore(from);
	}

	/** Inserts `count` blank rows at `y`, pushing rows down within the region's last row `bottom`. */
	insertLines(y: number, bottom: number, count: number, bg: number): void {
		const stay = bottom + 1 - y - count;
		this.moveLines(bottom + 1 - stay, y, stay, bg);
		this.clearLines(y + stay, count - stay, bg);
	}

	/** Deletes `count` rows at `y`, pulling rows up within the region. */
	deleteLines(y: number, bottom: number, count: number, bg: number): void {
		const stay = bottom + 1 - y - count;
		this.moveLines(y, y + count, stay, bg);
		this.clearLines(y + stay, count - stay, bg);
	}

	/** Moves cells within a row; cells left behind are cleared. */
	#moveCells(y: number, to: number, from: number, count: number, bg: number): void {
		if (count <= 0 || to === from) return;
		const line = this.line(y);
		const data = line._data;
		this.touch(line, from + count, false);
		this.touch(line, to + count);
		data.copyWithin(to * 3, from * 3, (from + count) * 3);
		if (line.meta.flags & LINE.extended) {
			line._combined = shifted(line._combined, to, from, count);
			line._extendedAttrs = shifted(line._extendedAttrs, to, from, count);
		}
		for (let x = from; x < from + count; x++) {
			if (x >= to && x < to + count) continue;
			this.clearCell(line, x, bg);
		}
	}

	insertCells(x: number, y: number, count: number, bg: number): void {
		if (x >= this.#cols) return;
		if (x === this.#cols - 1) this.clear(x, y, 1, bg);
		else this.#moveCells(y, x + count, x, this.#cols - x - count, bg);
		this.#repair(this.line(y));
	}

	deleteCells(x: number, y: number, count: number, bg: number): void {
		this.#moveCells(y, x, x + count, this.#cols - x - count, bg);
		this.clear(this.#cols - count, y, count, bg);
		this.#repair(this.line(y));
	}

	/** Blanks halves of wide characters that have lost their other half. */
	#repair(line: RawLine): void {
		if ((line.meta.flags & LINE.extended) === 0) return;
		const data = line._data;
		for (let x = 0; x < this.#cols; x++) {
			const width = ((data[x * 3] as number) & CONTENT.widthMask) >> CONTENT.widthShift;
			const restNext = x + 1 < this.#cols && ((data[x * 3 + 3] as number) & CONTENT.widthMask) === 0;
			if (width === 2) {
				if (restNext) x++;
				else this.breakCell(line, x);
			} else if (width === 0) this.breakCell(line, x);
			else if ((data[x * 3] as number) & CONTENT.tabRest) {
				const before = x > 0 ? (data[x * 3 - 1] as number) : 0;
				if ((before & BG_FLAG.tab) === 0) this.breakCell(line, x);
			}
		}
	}

	/** Takes another limit; a history that is full loses its oldest lines, one at least. */
	limitHistory(limit: number): void {
		this.historyLimit = limit;
		this.#collect(1);
	}

	/** Drops the oldest `least` lines of the history when it is full, or as many as are too many. */
	#collect(least: number): void {
		const size = this.history.rows;
		if (size === 0 || size < this.historyLimit) return;
		this.history.trim(Math.min(Math.max(least, size - this.historyLimit), size));
		if (this.scrolled > this.history.rows) this.scrolled = this.history.rows;
	}

	#pushHistory(line: RawLine): void {
		line.meta.time = Math.floor(this.#now() / 1000);
		this.history.push(asRow(line), Math.max(line.meta.used, line.meta.size), line.meta);
		this.scrolled++;
	}

	/** Scrolls the region up by one row; the row goes into the history. */
	scrollUp(top: number, bottom: number, bg: number): void {
		const { lines } = this.buffer;
		if (!this.#historyOn) {
			if (top === bottom) return;
			this.moveLines(top, top + 1, bottom - top, bg);
			return;
		}
		this.#collect(Math.max(Math.floor(this.historyLimit / 10), 1));
		const line = this.line(top);
		this.#pushHistory(line);
		if (top === 0 && bottom === this.#rows - 1) lines.recycle();
		else {
			for (let y = top; y < bottom; y++) lines.set(y, this.line(y + 1));
			lines.set(bottom, line);
		}
		this.emptyLine(line, bg);
	}

	/** Scrolls the region down by one row. */
	scrollDown(top: number, bottom: number, bg: number): void {
		this.moveLines(top + 1, top, bottom - top, bg);
	}

	/** Pushes everything on the screen up to the last used row into the history and empties the screen. */
	clearIntoHistory(bg: number): void {
		let last = 0;
		for (let y = 0; y < this.#rows; y++) if (this.line(y).meta.used !== 0) last = y + 1;
		for (let y = 0; y < last; y++) this.scrollUp(0, this.#rows - 1, bg);
		this.clearLines(0, this.#rows - last, bg);
		if (last > 0) this.scrolled = 0;
	}

	clearHistory(): void {
		this.history.clear();
		this.scrolled = 0;
	}

	/** Takes the links of all cells on the screen, and on the one that is put aside. */
	forgetLinks(): void {
		const lines: readonly RawLine[] = this.saved?.lines ?? [];
		for (let y = 0; y < this.#rows; y++) withoutLinks(this.line(y));
		for (const line of lines) withoutLinks(line);
	}

	/** Puts the visible rows aside and empties them; history stops growing. False when already there. */
	alternateOn(): boolean {
		if (this.saved) return false;
		const lines: RawLine[] = [];
		for (let y = 0; y < this.#rows; y++) lines.push(this.line(y));
		this.saved = { lines, cols: this.#cols, rows: this.#rows, historyOn: this.#historyOn };
		this.#unwrapBefore(0);
		for (let y = 0; y < this.#rows; y++) this.buffer.lines.set(y, this.#makeLine(this.#cols));
		this.#historyOn = false;
		return true;
	}

	/**
	 * Brings the rows put aside back and takes the size the screen has now.
	 * `place` is called once the old size is back, to put the cursor.
	 */
	alternateOff(place: () => void): void {
		const { saved } = this;
		if (!saved) {
			place();
			return;
		}
		const cols = this.#cols;
		const rows = this.#rows;
		this.resize(saved.cols, saved.rows, false);
		place();
		for (let y = 0; y < saved.rows; y++) this.buffer.lines.set(y, saved.lines[y] as RawLine);
		this.#historyOn = saved.historyOn;
		this.saved = undefined;
		this.resize(cols, rows, true);
	}

	/** Resizes; `wrap` joins and splits wrapped lines for the new width. The cursor moves along. */
	resize(cols: number, rows: number, wrap: boolean): void {
		const width = clampSide(cols);
		const height = clampSide(rows);
		const { buffer } = this;
		const widthChanged = width !== this.#cols;
		this.#cols = width;
		if (widthChanged) {
			this.#blank = blankCells(width);
			this.resetTabs();
		}
		const lines: RawLine[] = [];
		for (let y = 0; y < this.#rows; y++) lines.push(this.line(y));
		let cursor = { x: buffer.x, y: buffer.y };
		const { scrollTop, scrollBottom } = buffer;
		const heightChanged = height !== this.#rows;
		if (heightChanged) cursor.y = this.#resizeRows(lines, height, cursor.y);
		this.#rows = height;
		if (widthChanged) {
			if (wrap) cursor = this.#reflow(lines, cursor);
			for (const line of lines) {
				widen(line, width);
				this.#repair(line);
			}
		}
		setLines(buffer, lines);
		if (!heightChanged) {
			buffer.scrollTop = scrollTop;
			buffer.scrollBottom = scrollBottom;
		}
		this.#setSize(width, height);
		buffer.x = cursor.y < 0 ? 0 : Math.min(cursor.x, width);
		buffer.y = Math.max(cursor.y, 0);
	}

	/** Takes lines off or adds them; returns the cursor's new row. */
	#resizeRows(lines: RawLine[], height: number, cursorY: number): number {
		let y = cursorY;
		if (height < lines.length) {
			const below = Math.max(lines.length - 1 - y, 0);
			const cut = Math.min(below, lines.length - height);
			if (cut > 0) {
				lines.length -= cut;
				const last = lines.at(-1);
				if (last) last.meta.flags &= ~LINE.wrapped;
			}
			const needed = lines.length - height;
			if (this.#historyOn) {
				for (const line of lines.splice(0, needed)) this.#pushHistory(line);
				y -= needed;
			} else {
				const gone = Math.min(needed, y);
				lines.splice(0, gone);
				y -= gone;
				lines.length = height;
			}
		} else {
			const needed = height - lines.length;
			const scrolled = this.wholeHistoryReturns ? this.history.rows : this.scrolled;
			const back = this.#historyOn ? Math.min(scrolled, needed, this.history.rows) : 0;
			if (back > 0) {
				const rows = this.history.pop(back);
				lines.unshift(...rows.map((row) => asLine(row, this.#cols, this.#makeLine)));
				this.scrolled = Math.max(this.scrolled - back, 0);
				y += back;
			}
			while (lines.length < height) lines.push(this.#makeLine(this.#cols));
		}
		return y;
	}

	/** Drops lines below row `y` and takes as many back from the history (`resize-pane -T`); gives how many. */
	trimBelow(y: number): number {
		const count = Math.min(this.#rows - 1 - y, this.history.rows);
		if (count <= 0) return 0;
		const kept = Array.from({ length: this.#rows - count }, (_, row) => this.line(row));
		const back = this.history.pop(count).map((row) => asLine(row, this.#cols, this.#makeLine));
		setLines(this.buffer, [...back, ...kept]);
		this.scrolled = Math.min(this.scrolled, this.history.rows);
		return count;
	}

	/** Used cells and wrap flags of everything as it is wrapped now. */
	#shapes(lines: readonly RawLine[]): RowShapes {
		const above = this.history.rows;
		const used = new Uint32Array(above + lines.length);
		const wrapped = new Uint8Array(used.length);
		for (let row = 0; row < above; row++) {
			const shape = this.history.shape(row);
			used[row] = shape.used;
			wrapped[row] = shape.wrapped ? 1 : 0;
		}
		for (const [i, { meta }] of lines.entries()) {
			used[above + i] = meta.used;
			wrapped[above + i] = meta.flags & LINE.wrapped;
		}
		return { used, wrapped };
	}

	/** Wraps everything again at the current width; returns the cursor's place (row below 0: in the history). */
	#reflow(lines: RawLine[], cursor: { x: number; y: number }): { x: number; y: number } {
		const { history } = this;
		const scrolled = scrolledAfter(this.#shapes(lines), this.#cols, this.#rows, this.scrolled);
		const tail = history.pop(history.openTail());
		history.setWidth(this.#cols);
		const rows: HistoryRow[] = [...tail, ...lines.map(asRow)];
		const position: WrapPosition = wrapPosition(rows, cursor.x, tail.length + cursor.y);
		const next = reflow(rows, this.#cols, this.#makeLine);
		const place = unwrapPosition(next, position);
		let offset = 0;
		if (next.length < this.#rows) {
			const pulled = history.pop(this.#rows - next.length);
			next.unshift(...pulled.map((row) => asLine(row, this.#cols, this.#makeLine)));
			offset = pulled.length;
		}
		while (next.length < this.#rows) next.push(this.#makeLine(this.#cols));
		const over = next.splice(0, next.length - this.#rows);
		for (const line of over) history.push(asRow(line), Math.max(line.meta.used, line.meta.size), line.meta);
		this.scrolled = Math.min(scrolled, history.rows);
		lines.length = 0;
		lines.push(...next);
		return { x: place.x, y: place.y + offset - over.length };
	}
}

function withoutLinks(line: RawLine): void {
	if (!(line.meta.flags & LINE.hyperlink)) return;
	const extras = line._extendedAttrs;
	for (const [x, extra] of Object.entries(extras))
		if (extra?.link) extras[Number(x)] = { ...extra, link: undefined };
}

function clampSide(n: number): number {
	return Math.min(Math.max(Math.floor(n) || 1, 1), MAX_SIDE);
}

function blankCells(cols: number): Uint32Array {
	const out = new Uint32Array(cols * 3);
	for (let k = 0; k < out.length; k += 3) out[k] = BLANK;
	return out;
}

/** Makes room for `cols` cells; cells past a narrower width stay. */
function widen(line: RawLine, cols: number): void {
	const have = line._data.length / 3;
	if (have >= cols) return;
	const data = blankCells(cols);
	data.set(line._data);
	line._data = data;
	line.length = cols;
}

/** The per-cell map after `count` cells moved from `from` to `to`. */
function shifted<T>(map: Record<number, T>, to: number, from: number, count: number): Record<number, T> {
	const out: Record<number, T> = {};
	for (const key of Object.keys(map)) {
		const x = Number(key);
		const value = map[x] as T;
		if (x >= from && x < from + count) out[x - from + to] = value;
		else if (x < to || x >= to + count) out[x] = value;
	}
	return out;
}
