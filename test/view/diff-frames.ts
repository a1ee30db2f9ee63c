/** Random frames for the differ's oracle: each step changes the one before the way programs do, or wildly. */
import { CellBuffer, type CellStyle, DEFAULT_CELL_STYLE, type Link } from "../../src/screen/cell-buffer.ts";
import type { CursorShape, MouseMode } from "../../src/screen/screen.ts";
import { ATTR, COLOUR_FLAG_256, COLOUR_FLAG_RGB, type Colour } from "../../src/term/attributes.ts";
import type { Frame } from "../../src/view/frame.ts";

/** A small random generator: the same seed gives the same frames everywhere. */
export class Random {
	#state: number;
	constructor(seed: number) {
		this.#state = seed >>> 0;
	}
	/** A whole number from 0 to before `limit`. */
	below(limit: number): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % limit;
	}
	of<T>(list: readonly T[]): T {
		return list[this.below(list.length)] as T;
	}
	chance(oneIn: number): boolean {
		return this.below(oneIn) === 0;
	}
}

const LINKS: readonly Link[] = [
	{ uri: "https://example.org/a", id: "" },
	{ uri: "https://example.org/b", id: "x1" },
	{ uri: "https://example.org/a", id: "other" },
];
const BITS = Object.values(ATTR).filter((bit) => bit !== ATTR.noattr && bit !== ATTR.charset);

/** A glyph: text, width in the frame. The doubtful ones are those terminals disagree about. */
type Glyph = readonly [text: string, width: 1 | 2];
const NARROW: readonly Glyph[] = ["é", "ß", "─", "│", "█", "я", "e\u0301", "a\u0300\u0323", "…"].map((t) => [
	t,
	1,
]);
const WIDE: readonly Glyph[] = ["漢", "字", "あ", "한", "Ａ", "か\u0301"].map((t) => [t, 2]);
const DOUBTFUL: readonly Glyph[] = [
	["😀", 2],
	["👍🏽", 2],
	["👨‍👩‍👧", 2],
	["❤️", 2],
	["\ue0b0", 1],
	["→", 1],
	["⚙", 1],
];

/** True for a cell whose text is one of the doubtful ones. */
export function isDoubtfulText(text: string): boolean {
	return DOUBTFUL.some(([t]) => t === text);
}

function randomColour(r: Random): Colour {
	const kind = r.below(6);
	if (kind < 2) return 8;
	if (kind === 2) return r.below(8);
	if (kind === 3) return 90 + r.below(8);
	if (kind === 4) return r.below(256) | COLOUR_FLAG_256;
	return r.below(0x1000000) | COLOUR_FLAG_RGB;
}

function randomStyle(r: Random): CellStyle {
	if (r.chance(3)) return { ...DEFAULT_CELL_STYLE };
	let attr = 0;
	while (r.chance(2)) attr |= r.of(BITS);
	return {
		fg: randomColour(r),
		bg: r.chance(2) ? 8 : randomColour(r),
		us: r.chance(4) ? randomColour(r) : 8,
		attr,
	};
}

function randomGlyph(r: Random, doubtful: boolean): Glyph {
	const kind = r.below(20);
	if (kind < 10) return [String.fromCharCode(33 + r.below(94)), 1];
	if (kind < 14) return [" ", 1];
	if (kind < 16) return r.of(NARROW);
	if (kind < 19 || !doubtful) return r.of(WIDE);
	return r.of(DOUBTFUL);
}

/** Puts a glyph and mends the wide characters it cuts, as a screen does. */
function put(
	cells: CellBuffer,
	x: number,
	y: number,
	[text, width]: Glyph,
	style: CellStyle,
	link?: Link,
): number {
	if (x + width > cells.cols) return 1;
	const i = cells.index(x, y);
	if (cells.width[i] === 0 && x > 0) cells.clear(i - 1, 1);
	const after = i + width;
	if (x + width < cells.cols && cells.width[after] === 0) cells.clear(after, 1);
	cells.set(i, text, width, style, link);
	return width;
}

type Change = (cells: CellBuffer, r: Random, doubtful: boolean) => void;

const write: Change = (cells, r, doubtful) => {
	const y = r.below(cells.rows);
	let x = r.below(cells.cols);
	let style = randomStyle(r);
	let link = r.chance(6) ? r.of(LINKS) : undefined;
	for (let n = r.chance(3) ? 1 : r.below(cells.cols * 2); n > 0 && x < cells.cols; n--) {
		if (r.chance(10)) style = randomStyle(r);
		if (r.chance(10)) link = undefined;
		x += put(cells, x, y, randomGlyph(r, doubtful), style, link);
	}
};

const repeat: Change = (cells, r) => {
	const y = r.below(cells.rows);
	const from = r.below(cells.cols);
	const style = randomStyle(r);
	if (r.chance(3)) style.attr |= ATTR.charset;
	const glyph: Glyph = [r.of(["-", "q", "─", "x", " "]), 1];
	const to = r.chance(2) ? cells.cols : from + r.below(cells.cols - from);
	for (let x = from; x < to; x++) put(cells, x, y, glyph, style);
};

const erase: Change = (cells, r) => {
	const style = r.chance(2)
		? DEFAULT_CELL_STYLE
		: { ...randomStyle(r), attr: r.chance(4) ? ATTR.underscore : 0 };
	const from = r.below(cells.cols);
	const to = r.chance(2) ? cells.cols : from + r.below(cells.cols - from);
	const bottom = r.chance(2) ? cells.rows : r.below(cells.rows) + 1;
	for (let y = r.below(cells.rows); y < bottom; y++) {
		for (let x = from; x < to; x++) put(cells, x, y, [" ", 1], style);
	}
};

const scroll: Change = (cells, r, doubtful) => {
	const top = r.below(cells.rows);
	const bottom = top + r.below(cells.rows - top);
	const by = Math.min(1 + (r.chance(2) ? 0 : r.below(6)), bottom - top + 1);
	const up = r.chance(2);
	const old = new CellBuffer(cells.cols, cells.rows);
	old.copy(0, cells, 0, cells.cols * cells.rows);
	for (let y = top; y <= bottom; y++) {
		const source = up ? y + by : y - by;
		if (source >= top && source <= bottom) cells.copy(y * cells.cols, old, source * cells.cols, cells.cols);
		else cells.clear(y * cells.cols, cells.cols);
	}
	if (r.chance(2)) write(cells, r, doubtful);
};

/** Cells no screen would make: halves of wide characters, as a careless cut leaves them. */
const breakWide: Change = (cells, r) => {
	const i = r.below(cells.cols * cells.rows);
	if (cells.width[i] === 1 && cells.width[i + 1] !== 0 && r.chance(2)) cells.width[i] = 2;
	else if (cells.width[i - 1] !== 2) cells.width[i] = 0;
};

const text: Change = (cells, r) => {
	for (let y = 0; y < cells.rows; y++) {
		const line = `${r.below(1000)} line of text ${"word ".repeat(r.below(20))}`;
		for (let x = 0; x < cells.cols; x++) put(cells, x, y, [line[x] ?? " ", 1], DEFAULT_CELL_STYLE);
	}
};

const CHANGES: readonly Change[] = [
	write,
	write,
	write,
	write,
	repeat,
	erase,
	scroll,
	scroll,
	scroll,
	breakWide,
	text,
];

export function blankFrame(cols: number, rows: number): Frame {
	return {
		cells: new CellBuffer(cols, rows),
		cursor: { x: 0, y: 0, visible: true, shape: "default", blinking: false, colour: 8 },
		mouse: "none",
		bracketedPaste: false,
		focusEvents: false,
		cursorKeys: false,
		keypad: false,
	};
}

/** A frame with the same content in another buffer. */
export function copyFrame(frame: Frame): Frame & { cells: CellBuffer } {
	const { cols, rows } = frame.cells;
	const cells = new CellBuffer(cols, rows);
	cells.copy(0, frame.cells, 0, cols * rows);
	return { ...frame, cells };
}

/** The frame after `prev`; now and then of another size. */
export function nextFrame(prev: Frame, r: Random, doubtful: boolean): Frame {
	let frame = copyFrame(prev);
	if (r.chance(40)) frame = blankFrame(1 + r.below(60), 1 + r.below(24));
	for (let n = r.chance(12) ? 0 : 1 + r.below(3); n > 0; n--) r.of(CHANGES)(frame.cells, r, doubtful);
	const { cols, rows } = frame.cells;
	if (r.chance(2)) return frame;
	return {
		...frame,
		cursor: {
			x: r.below(cols + 1),
			y: r.below(rows),
			visible: !r.chance(5),
			shape: r.of<CursorShape>(["default", "block", "underline", "bar"]),
			blinking: r.chance(2),
			colour: r.chance(2) ? 8 : randomColour(r),
		},
		title: r.chance(3) ? `title ${r.below(100)}` : prev.title,
		mouse: r.of<MouseMode>(["none", "standard", "button", "all"]),
		bracketedPaste: r.chance(2),
		focusEvents: r.chance(2),
		cursorKeys: r.chance(2),
		keypad: r.chance(2),
	};
}
