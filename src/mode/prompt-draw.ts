/**
 * Where the parts of a prompt stand on its line and how they are drawn: the
 * message, the line scrolled so that the cursor is seen, names to choose from.
 * Called by Prompt.
 */
import { drawFormat } from "../format/draw.ts";
import { formatWidth } from "../format/trim.ts";
import { type CellBuffer, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { CharWidths } from "../screen/widths.ts";
import { ATTR, COLOUR_DEFAULT } from "../term/attributes.ts";
import type { Style } from "../term/style.ts";
import type { PromptChar, PromptLine } from "./prompt-line.ts";

/** What is drawn. */
export interface PromptPicture {
	/** The message, expanded. */
	readonly label: string;
	readonly style: Style;
	readonly line: PromptLine;
	readonly quoteNext: boolean;
	/** Names to choose from, each after a space; "" for none. */
	readonly choices: string;
	readonly widths: CharWidths;
}

/** Columns of the cells that are drawn on. */
export interface PromptLayout {
	/** Of everything: label, line, choices. */
	readonly contentX: number;
	readonly contentWidth: number;
	readonly labelWidth: number;
	readonly inputX: number;
	/** Columns of the line that are scrolled out to the left, and that are shown. */
	readonly inputOffset: number;
	readonly inputWidth: number;
	readonly cursorX: number;
}

/** Share of the free columns that is left of the content. */
const ALIGN: Readonly<Record<Style["align"], number>> = {
	default: 0,
	left: 0,
	centre: 0.5,
	"absolute-centre": 0.5,
	right: 1,
};

/** Lays a prompt out in `width` columns from `x`. */
export function layOutPrompt(picture: PromptPicture, x: number, width: number): PromptLayout {
	const { line, quoteNext, choices, widths } = picture;
	if (width <= 0)
		return {
			contentX: x,
			contentWidth: 0,
			labelWidth: 0,
			inputX: x,
			inputOffset: 0,
			inputWidth: 0,
			cursorX: x,
		};
	const labelWidth = Math.min(formatWidth(picture.label, widths), width);
	const room = width - labelWidth;
	const before = line.columns(line.index);
	const whole = line.columns() + (quoteNext ? 1 : 0);
	const scrolled = room > 0 && before >= room;
	const inputOffset = scrolled ? before - room + 1 : 0;
	const inputWidth = scrolled ? room : Math.min(whole, room);
	const cursor = room === 0 ? labelWidth : labelWidth + before - inputOffset;
	let contentWidth = labelWidth + inputWidth;
	if (choices !== "" && line.atEnd && cursor < width) {
		const shown = Math.min(widths.stringWidth(choices), width - cursor);
		contentWidth = Math.max(contentWidth, cursor + shown);
	}
	contentWidth = Math.min(contentWidth, width);
	const contentX = x + Math.floor((width - contentWidth) * ALIGN[picture.style.align]);
	return {
		contentX,
		contentWidth,
		labelWidth,
		inputX: contentX + labelWidth,
		inputOffset,
		inputWidth,
		cursorX: contentX + cursor,
	};
}

/** Writes characters one after the other; combining ones join what is before them. */
class Pen {
	readonly #cells: CellBuffer;
	readonly #row: number;
	x: number;
	#last = -1;

	constructor(cells: CellBuffer, x: number, row: number) {
		this.#cells = cells;
		this.x = x;
		this.#row = row;
	}

	put(char: PromptChar, style: Style): void {
		const cells = this.#cells;
		const { fg, bg, us, attr } = style;
		if (char.width === 0) {
			if (this.#last < 0) return;
			const width = cells.width[this.#last] === 2 ? 2 : 1;
			cells.set(this.#last, cells.text(this.#last) + char.text, width, { fg, bg, us, attr });
			return;
		}
		const shown = shownAs(char);
		for (const text of shown) {
			const width = shown.length === 1 && char.width === 2 ? 2 : 1;
			if (this.x < 0 || this.x + width > cells.cols) return;
			this.#last = cells.index(this.x, this.#row);
			cells.set(this.#last, text, width, { fg, bg, us, attr });
			this.x += width;
		}
	}
}

/** A control character as a caret and a letter. */
function shownAs(char: PromptChar): readonly string[] {
	const code = char.text.charCodeAt(0);
	if (code === 0x7f) return ["^", "?"];
	return code < 0x20 ? ["^", String.fromCharCode(code | 0x40)] : [char.text];
}

function drawLine(picture: PromptPicture, layout: PromptLayout, pen: Pen): void {
	const { line, style, quoteNext } = picture;
	const { inputOffset, inputWidth, inputX } = layout;
	const limit = inputOffset + inputWidth;
	const quoteX = inputX + line.columns(line.index) - inputOffset;
	let width = 0;
	/** False when the line is full. */
	const put = (char: PromptChar): boolean => {
		if (width < inputOffset) {
			width += char.width;
			return true;
		}
		if (width >= limit && char.width > 0) return false;
		width += char.width;
		if (width > limit) return false;
		pen.put(char, style);
		return true;
	};
	const quote = (): boolean => !quoteNext || pen.x !== quoteX || put({ text: "^", width: 1 });
	let quoted = false;
	for (const char of line.chars) {
		if (!quoted && quoteNext && pen.x === quoteX) {
			quoted = true;
			if (!quote()) return;
		}
		if (!put(char)) return;
	}
	if (!quoted) quote();
}

/** Draws a prompt that was laid out, on row `row` of `cells`. */
export function drawPrompt(
	picture: PromptPicture,
	layout: PromptLayout,
	area: { readonly cells: CellBuffer; readonly x: number; readonly row: number; readonly width: number },
): void {
	const { cells, x, row } = area;
	const { style, widths } = picture;
	if (row < 0 || row >= cells.rows || x < 0 || x >= cells.cols) return;
	const width = Math.min(area.width, cells.cols - x);
	if (style.fill !== COLOUR_DEFAULT)
		cells.clear(cells.index(x, row), width, { ...DEFAULT_CELL_STYLE, bg: style.fill });
	if (layout.contentWidth === 0) return;
	drawFormat(picture.label, layout.labelWidth, style, cells, layout.contentX, row, { widths });
	drawLine(picture, layout, new Pen(cells, layout.inputX, row));
	if (picture.choices === "" || !picture.line.atEnd) return;
	const pen = new Pen(cells, layout.cursorX, row);
	const end = layout.contentX + layout.contentWidth;
	const underlined = { ...style, attr: style.attr | ATTR.underscore };
	for (const text of picture.choices) {
		const charWidth = widths.width(text.codePointAt(0) as number);
		if (pen.x + charWidth > end) break;
		pen.put({ text, width: charWidth }, underlined);
	}
}

/** What a press at column `x` of a prompt means: a name to choose, a place in the line, or nothing. */
export type PromptHit = { readonly choice: number } | { readonly index: number } | "inside" | "outside";

/** Finds out what is at column `x`. `names` are those in `picture.choices`. */
export function promptHit(
	picture: PromptPicture,
	layout: PromptLayout,
	names: readonly string[],
	x: number,
): PromptHit {
	const { line, widths } = picture;
	if (layout.inputWidth === 0) return "inside";
	if (names.length > 0 && line.atEnd && x >= layout.cursorX) {
		const room = layout.contentWidth - (layout.cursorX - layout.contentX);
		const clicked = x - layout.cursorX;
		if (clicked < Math.min(widths.stringWidth(picture.choices), room)) {
			let end = 0;
			for (const [choice, name] of names.entries()) {
				const start = end + 1;
				end = start + widths.stringWidth(name);
				if (clicked >= start && clicked < end) return { choice };
			}
			return "inside";
		}
	}
	const target = layout.inputOffset + Math.max(x - layout.inputX, 0);
	let columns = 0;
	let index = 0;
	while (index < line.length && columns < target) columns += line.chars[index++]?.width ?? 0;
	return { index };
}
