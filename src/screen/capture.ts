/**
 * A screen's lines as text: what capture-pane prints, what copy mode copies
 * and what a line plainly says. Escape sequences are those tmux's capture-pane
 * writes, byte for byte. Called by commands/ and mode/.
 */
import {
	ATTR,
	COLOUR_DEFAULT,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
	COLOUR_FLAG_THEME,
	type Colour,
} from "../term/attributes.ts";
import { withoutTheme } from "../term/colour.ts";
import { CellBuffer, type CellStyle, type Link } from "./cell-buffer.ts";
import { BG_FLAG, CONTENT, cellText, packBufferCells, unpackStyle } from "./cells.ts";
import type { HistoryRow } from "./compact-history.ts";
import type { Screen } from "./screen.ts";

/** A screen that can show its packed lines: PaneScreen and PaneSnapshot. */
export interface RowScreen extends Screen {
	row(line: number): HistoryRow | undefined;
}

/** The look a captured line ended with; the next line goes on from it. */
export interface CaptureState {
	style: CellStyle;
	link: Link | undefined;
}

/** A state before the first line. */
export function captureState(): CaptureState {
	return { style: { fg: COLOUR_DEFAULT, bg: COLOUR_DEFAULT, us: COLOUR_DEFAULT, attr: 0 }, link: undefined };
}

/** How captureLine writes a line. */
export interface CaptureOptions {
	/** First column and how many; default all. */
	readonly from?: number;
	readonly count?: number;
	/** Write looks as escape sequences (`-e`); needs `state`. */
	readonly sequences?: boolean;
	/** Write control characters and backslashes as octal escapes (`-C`). */
	readonly escape?: boolean;
	/** Also cells that were never written but exist (capture-pane without -J and -T). */
	readonly emptyCells?: boolean;
	/** Drop trailing spaces (capture-pane without -J and -N). */
	readonly trim?: boolean;
	/** Carries the look from line to line; changed by the call. */
	readonly state?: CaptureState;
}

/** Attribute -> SGR number; two digits are written n:m. */
const SGR_CODES: readonly (readonly [number, number])[] = [
	[ATTR.bright, 1],
	[ATTR.dim, 2],
	[ATTR.italics, 3],
	[ATTR.underscore, 4],
	[ATTR.blink, 5],
	[ATTR.reverse, 7],
	[ATTR.hidden, 8],
	[ATTR.strikethrough, 9],
	[ATTR.doubleUnderscore, 42],
	[ATTR.curlyUnderscore, 43],
	[ATTR.dottedUnderscore, 44],
	[ATTR.dashedUnderscore, 45],
	[ATTR.overline, 53],
];

/** Numbers that select `colour` in a layer: 38 (30...), 48 (40...) or 58. */
function colourCodes(colour: Colour, layer: 38 | 48 | 58): readonly number[] {
	const plain = colour & COLOUR_FLAG_THEME ? withoutTheme(colour) : colour;
	if (plain & COLOUR_FLAG_256) return [layer, 5, plain & 0xff];
	if (plain & COLOUR_FLAG_RGB) return [layer, 2, (plain >> 16) & 0xff, (plain >> 8) & 0xff, plain & 0xff];
	if (layer === 58) return [];
	if (plain >= 0 && plain <= 7) return [layer - 8 + plain];
	if (plain === COLOUR_DEFAULT) return [layer + 1];
	if (plain >= 90 && plain <= 97) return [plain + layer - 38];
	return [];
}

/** The sequences that change one look into another, as tmux writes them. */
export function styleSequence(from: Readonly<CellStyle>, to: Readonly<CellStyle>, esc = "\x1b"): string {
	const codes: number[] = [];
	let before = from.attr;
	const usGone = from.us !== COLOUR_DEFAULT && to.us === COLOUR_DEFAULT;
	if (usGone || SGR_CODES.some(([bit]) => before & bit & ~to.attr)) {
		codes.push(0);
		before &= ATTR.charset;
	}
	for (const [bit, code] of SGR_CODES) if (to.attr & bit & ~before) codes.push(code);
	const reset = codes[0] === 0;
	let out = "";
	if (codes.length > 0) {
		const text = codes.map((code) => (code < 10 ? `${code}` : `${Math.floor(code / 10)}:${code % 10}`));
		out += `${esc}[${text.join(";")}m`;
	}
	const layers = [
		[from.fg, to.fg, 38],
		[from.bg, to.bg, 48],
		[from.us, to.us, 58],
	] as const;
	for (const [old, next, layer] of layers) {
		const now = colourCodes(next, layer);
		if (now.length === 0) continue;
		if (!reset && now.join() === colourCodes(old, layer).join()) continue;
		if (reset && (now[0] === 39 || now[0] === 49)) continue;
		out += `${esc}[${now.join(";")}m`;
	}
	return out;
}

function linkSequence(link: Link | undefined, octal: boolean): string {
	const [start, end] = octal ? ["\\033]8;", "\\033\\\\"] : ["\x1b]8;", "\x1b\\"];
	return `${start}${link && link.id !== "" ? `id=${link.id}` : ""};${link?.uri ?? ""}${end}`;
}

/** Longest link that is written. */
const MAX_SEQUENCE = 8192 - 17;

/** One line of a packed row; see CaptureOptions. */
export function captureRow(row: HistoryRow, cols: number, options: CaptureOptions = {}): string {
	const { sequences = false, escape: octal = false, trim = false } = options;
	const state = options.state ?? captureState();
	const from = options.from ?? 0;
	const end = Math.min(options.emptyCells ? row.meta.size : row.meta.used, from + (options.count ?? cols));
	let linked = false;
	let out = "";
	let code = "";
	for (let x = from; x < end; x++) {
		const known = x < row.length;
		const content = known ? (row.data[x * 3] as number) : 1 << CONTENT.widthShift;
		if ((content & CONTENT.widthMask) === 0 || content & CONTENT.tabRest) continue;
		const fg = known ? (row.data[x * 3 + 1] as number) : 0;
		const bg = known ? (row.data[x * 3 + 2] as number) : 0;
		if (sequences) {
			const extra = bg & BG_FLAG.extended ? row.extras?.[x] : undefined;
			const style = unpackStyle(fg, bg, extra);
			const link = extra?.link;
			const wasCharset = state.style.attr & ATTR.charset;
			code = styleSequence(state.style, style, octal ? "\\033" : "\x1b");
			const isCharset = style.attr & ATTR.charset;
			if (isCharset && !wasCharset) code += octal ? "\\016" : "\x0e";
			if (!isCharset && wasCharset) code += octal ? "\\017" : "\x0f";
			if (link !== state.link) {
				if (link) {
					if (link.uri.length + link.id.length < MAX_SEQUENCE) {
						code += linkSequence(link, octal);
						linked = true;
					} else linked = false;
				} else if (linked) {
					code += linkSequence(undefined, octal);
					linked = false;
				}
			}
			out += code;
			state.style = style;
			state.link = link;
		}
		if (bg & BG_FLAG.tab) out += "\t";
		else {
			const text = cellText(content, x, row.combined);
			out += octal && text === "\\" ? "\\\\" : text;
		}
	}
	// tmux repeats the last cell's sequences before it closes a link.
	if (linked) out += code + linkSequence(undefined, octal);
	return trim ? trimSpaces(out) : out;
}

function trimSpaces(text: string): string {
	let n = text.length;
	while (n > 0 && text.charCodeAt(n - 1) === 0x20) n--;
	return text.slice(0, n);
}

/** A line of a screen as capture-pane writes it; "" for a line that does not exist. */
export function captureLine(screen: Screen, line: number, options: CaptureOptions = {}): string {
	const row = rowOf(screen, line);
	return row === undefined ? "" : captureRow(row, screen.cols, options);
}

/** The packed row of any screen: its own, or made from its cells. */
function rowOf(screen: Screen, line: number): HistoryRow | undefined {
	const own = (screen as Partial<RowScreen>).row;
	if (own !== undefined) return own.call(screen, line);
	const info = screen.lineInfo(line);
	if (line < 0 || line >= screen.historySize + screen.rows) return undefined;
	return packLine(screen, line, info.used);
}

/** A row of a screen that has no packed lines. */
function packLine(screen: Screen, line: number, used: number): HistoryRow {
	const cells = new CellBuffer(screen.cols, 1);
	screen.copyLine(line, 0, screen.cols, cells, 0, 0);
	const meta = { used, size: used, flags: 0, time: 0, marks: undefined };
	return { ...packBufferCells(cells), length: screen.cols, meta };
}

/** What to take of a line. */
export interface TextRange {
	readonly from?: number;
	/** Column after the last one. */
	readonly to?: number;
	/** Drop trailing spaces. */
	readonly trim?: boolean;
}

/** The plain text of a line's cells; tabs as tabs, cells never written as spaces. */
export function readText(screen: Screen, line: number, range: TextRange = {}): string {
	const { from = 0, to = screen.cols, trim = false } = range;
	const row = rowOf(screen, line);
	if (row === undefined) return "";
	const end = Math.min(to, Math.max(row.meta.used, trim ? 0 : to), screen.cols);
	let out = "";
	for (let x = from; x < end; x++) {
		if (x >= row.length) {
			out += " ";
			continue;
		}
		const content = row.data[x * 3] as number;
		if ((content & CONTENT.widthMask) === 0 || content & CONTENT.tabRest) continue;
		out += (row.data[x * 3 + 2] as number) & BG_FLAG.tab ? "\t" : cellText(content, x, row.combined);
	}
	return trim ? trimSpaces(out) : out;
}
