/**
 * Drawing of a tree: its rows, the title of the preview's box, the help box.
 * Called by ListTreeMode, which owns the screen.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import { byteLength } from "../format/text.ts";
import { formatWidth } from "../format/trim.ts";
import type { FormatContext } from "../format/types.ts";
import type { Options } from "../model/options.ts";
import { type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { parseColour } from "../term/colour.ts";
import { KEY } from "../term/key-code.ts";
import type { ListLine } from "./list-item.ts";
import type { ListTree } from "./list-tree.ts";
import { optionCell } from "./overlay-box.ts";

/** A rectangle of a screen. */
export interface Area {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A line of help: keys and what they do; `%1` is the name of a row's kind. */
export type HelpLine = readonly [keys: string, text: string];

const PLAIN = "#[fg=themelightgrey]#[bg=default]#[noacs]";
const SEPARATOR = "#[fg=themelightgrey]: #[default]";
const TAGGED = parseColour("themecyan") ?? COLOUR_DEFAULT;
/** Columns the key column has besides the key. */
const KEY_FRAME = 3;

/** Columns of help when a mode does not ask for more. */
export const HELP_WIDTH = 39;

/** The look of a window's style option that is not about any place. */
export function plainCell(options: Options, name: string, context: FormatContext): CellStyle {
	return optionCell(options, name, { server: context.server, noJobs: true });
}

/** A label of information, the border behind it, and a value (a format). */
export function infoLine(label: string, value: string): string {
	return `#[fg=themelightgrey]${label.padEnd(13)} #[#{E:tree-mode-border-style},acs]x#[default] ${value}`;
}

/** Key column, branches and the mark of a row that can be folded. */
function prefix<T>(tree: ListTree<T>, line: ListLine<T>, keyWidth: number): string {
	const { item, depth, last, flat } = line;
	let text = PLAIN;
	text += (item.keyText === "" ? "" : `(${item.keyText})`).padEnd(keyWidth);
	if (depth > 0) {
		const parentLast = item.parent !== undefined && tree.lines[item.parent.line]?.last === true;
		text += (parentLast ? "    " : `#[acs]x${PLAIN}   `).repeat(depth - 1);
		text += `#[acs]${last ? "mq" : "tq"}+${PLAIN} `;
	}
	if (item.children.length > 0)
		text += item.expanded ? `#[fg=themered]-${PLAIN} ` : `#[fg=themegreen]+${PLAIN} `;
	else if (!flat) text += "  ";
	return text;
}

/** `name` with blanks up to the width of its level. */
function aligned(name: string, align: number, width: number): string {
	const blanks = " ".repeat(Math.max(align === 0 ? 0 : width - byteLength(name), 0));
	return align < 0 ? name + blanks : blanks + name;
}

/** Draws the rows that are seen from the top of the screen on. */
export function drawRows<T>(tree: ListTree<T>, screen: PlainScreen, selection: Readonly<CellStyle>): void {
	const cols = screen.cols;
	let keyWidth = 0;
	const nameWidths: number[] = new Array(tree.maxDepth + 1).fill(0);
	for (const { item, depth } of tree.lines) {
		if (item.key !== KEY.none) keyWidth = Math.max(keyWidth, byteLength(item.keyText) + KEY_FRAME);
		if (item.align !== 0) nameWidths[depth] = Math.max(nameWidths[depth] ?? 0, byteLength(item.name));
	}
	for (let row = 0; row < tree.height && row < screen.rows; row++) {
		const line = tree.lines[tree.offset + row];
		if (!line) break;
		const { item } = line;
		const selected = tree.offset + row === tree.current;
		const base = selected ? selection : DEFAULT_CELL_STYLE;
		const style = item.tagged ? { ...base, fg: TAGGED } : base;
		const { widths } = screen;
		const options = { defaultColours: selected, widths };
		if (selected) screen.fill(0, row, cols, 1, { ...DEFAULT_CELL_STYLE, bg: selection.bg });

		const before = prefix(tree, line, keyWidth);
		const beforeWidth = Math.min(formatWidth(before, widths), cols);
		drawFormat(before, beforeWidth, selected ? style : base, screen.cells, 0, row, options);
		const left = cols - beforeWidth;
		if (left === 0) continue;
		const name = aligned(item.name, item.align, nameWidths[line.depth] ?? 0);
		const text = name + (item.tagged ? "*" : "") + (item.text === undefined ? "" : SEPARATOR);
		const width = beforeWidth + Math.min(formatWidth(text, widths), left);
		drawFormat(text, left, style, screen.cells, beforeWidth, row, options);
		if (item.text !== undefined && width < cols)
			drawFormat(item.text, cols - width, style, screen.cells, width, row, options);
	}
}

/** The title of the preview's box: what is selected, the order, the view, whether there is a filter. */
export function drawTitle<T>(
	tree: ListTree<T>,
	screen: PlainScreen,
	style: Readonly<CellStyle>,
	name: string,
	sorted: boolean,
	viewName: string | undefined,
): void {
	const room = screen.cols - 2;
	const row = tree.height;
	let text = ` ${name}`;
	if (sorted) {
		text += ` (sort: ${tree.order}${tree.reversed ? ", reversed" : ""})`;
		if (viewName !== undefined) text += ` (view: ${viewName})`;
	}
	const size = byteLength(text);
	if (room < size) return;
	const state = tree.noMatches ? "no matches" : "active";
	const filter = ` (filter: ${state}) `;
	const filtered = tree.filter !== undefined && room >= size + filter.length;
	screen.put(1, row, text + (filtered ? filter : " "), style, screen.cols - 1);
}

/** Draws the help in the middle of the screen, if there is room. */
export function drawHelp(
	screen: PlainScreen,
	lines: readonly HelpLine[],
	width: number,
	item: string,
	border: Readonly<CellStyle>,
	context: FormatContext,
): void {
	const inner = Math.max(width, HELP_WIDTH);
	const boxWidth = inner + 2;
	const boxHeight = lines.length + 2;
	if (screen.cols < boxWidth || screen.rows < boxHeight) return;
	const x = Math.floor((screen.cols - boxWidth) / 2);
	const y = Math.floor((screen.rows - boxHeight) / 2);
	screen.box(x, y, boxWidth, boxHeight, "single", border);
	for (const [at, [keys, text]] of lines.entries()) {
		const line = `#[fg=themelightgrey]${keys.padStart(11)} #[#{E:tree-mode-border-style},acs]x#[default] ${text.replaceAll("%1", item)}`;
		screen.fill(x + 1, y + 1 + at, inner, 1);
		drawFormat(expand(line, context), inner, DEFAULT_CELL_STYLE, screen.cells, x + 1, y + 1 + at, screen);
	}
}
