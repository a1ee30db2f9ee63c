/**
 * Text written into an area of a screen with its lines broken at blanks, until
 * the area is full; what comes then is left out. Used by customize-mode.
 */
import { type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";
import type { CharWidths } from "../screen/widths.ts";
import type { Area } from "./list-tree-draw.ts";

interface Char {
	readonly text: string;
	readonly width: 0 | 1 | 2;
}

const NEWLINE: Char = { text: "\n", width: 0 };

function charsOf(text: string, widths: CharWidths): Char[] {
	return text.split("\n").flatMap((line, at) => [...(at > 0 ? [NEWLINE] : []), ...widths.graphemes(line)]);
}

export class TextFlow {
	readonly #screen: PlainScreen;
	readonly #area: Area;
	#x: number;
	#y: number;
	#full = false;

	constructor(screen: PlainScreen, area: Area) {
		this.#screen = screen;
		this.#area = area;
		this.#x = area.x;
		this.#y = area.y;
	}

	/** Nothing more is written. */
	get full(): boolean {
		return this.#full;
	}

	get #bottom(): number {
		return this.#area.y + this.#area.height - 1;
	}

	get #right(): number {
		return this.#area.x + this.#area.width;
	}

	/** Leaves a line empty; with `last` the one below may be the last of the area. */
	skip(last = false): this {
		this.#x = this.#area.x;
		this.#y++;
		if (last ? this.#y > this.#bottom : this.#y >= this.#bottom) this.#full = true;
		return this;
	}

	/** Writes text; with `more` the next goes on behind it, else below. */
	write(text: string, style: Readonly<CellStyle> = DEFAULT_CELL_STYLE, more = false): this {
		if (this.#full) return this;
		const chars = charsOf(text, this.#screen.widths);
		let at = 0;
		for (;;) {
			const { end, next } = this.#line(chars, at);
			for (const { text: cell, width } of chars.slice(at, end)) {
				if (width === 0) continue;
				this.#screen.putCell(this.#x, this.#y, cell, width, style);
				this.#x += width;
			}
			at = next;
			if (this.#y >= this.#bottom || at >= chars.length) break;
			this.#newLine();
		}
		const goesOn = more && this.#x < this.#right;
		if (at < chars.length || (this.#y >= this.#bottom && !goesOn)) this.#full = true;
		else if (!goesOn) this.#newLine();
		return this;
	}

	/** A label, and a value behind it in another colour. */
	value(label: string, value: string, style: Readonly<CellStyle>): this {
		return this.write(label, DEFAULT_CELL_STYLE, true).write(value, style);
	}

	#newLine(): void {
		this.#x = this.#area.x;
		this.#y++;
	}

	/** How far the text from `from` on goes on this line, and where the next one begins. */
	#line(chars: readonly Char[], from: number): { readonly end: number; readonly next: number } {
		const room = this.#right - this.#x;
		let used = 0;
		let end = from;
		for (; end < chars.length; end++) {
			const char = chars[end] as Char;
			if (char === NEWLINE || used + char.width > room) break;
			used += char.width;
		}
		const stopped = chars[end];
		if (stopped === undefined) return { end, next: end };
		if (stopped.text === "\n" || stopped.text === " ") return { end, next: end + 1 };
		for (let i = end; i > from; i--) if (chars[i]?.text === " ") return { end: i, next: i + 1 };
		return { end, next: end };
	}
}
