/**
 * How many cells a character takes and which characters share a cell: the
 * rules of tmux 3.8, in one immutable `CharWidths` made from the options
 * `codepoint-widths` and `variation-selector-always-wide`. The server owns the
 * current one; PaneScreen, PlainScreen, formats and modes are handed it.
 */
import { DOUBLE_WIDTH_RUNS, MODIFIER_BASE_RUNS, ZERO_WIDTH_RUNS } from "./width-tables.ts";

/** Longest text of one cell, in UTF-8 bytes. */
const MAX_CELL_BYTES = 32;

const ZERO_WIDTH_JOINER = 0x200d;
const VARIATION_SELECTOR_16 = 0xfe0f;
const HANGUL_FILLER = 0x3164;

/** What becomes of a character after another: own cell, joined, joined and made wide, or dropped. */
export type JoinResult = "new" | "join" | "join-wide" | "drop";

/** One drawn cell's worth of text. */
export interface Grapheme {
	readonly text: string;
	/** Cells: 1 or 2. */
	readonly width: 1 | 2;
}

/** Calls `each` with first and last code point of every run of a table. */
function forEachRun(runs: string, each: (first: number, last: number) => void): void {
	let at = 0;
	for (const run of runs.trim().split(/\s+/)) {
		const [gap, more] = run.split(".");
		const first = at + Number.parseInt(gap ?? "0", 16);
		at = first + (more === undefined ? 0 : Number.parseInt(more, 16));
		each(first, at);
	}
}

/** Width of every code point, in pages of 256; pages without exceptions share one array. */
function buildPages(): readonly Uint8Array[] {
	const single = new Uint8Array(256).fill(1);
	const pages: Uint8Array[] = new Array(0x1100).fill(single);
	const fill = (first: number, last: number, width: number): void => {
		for (let page = first >> 8; page <= last >> 8; page++) {
			const from = Math.max(first - (page << 8), 0);
			const to = Math.min(last - (page << 8), 255) + 1;
			const old = pages[page] as Uint8Array;
			const copy = old === single ? new Uint8Array(old) : old;
			pages[page] = copy.fill(width, from, to);
		}
	};
	forEachRun(ZERO_WIDTH_RUNS, (first, last) => fill(first, last, 0));
	forEachRun(DOUBLE_WIDTH_RUNS, (first, last) => fill(first, last, 2));
	fill(0, 0x1f, 0);
	fill(0x7f, 0x7f, 0);
	return pages;
}

const BASE_PAGES = buildPages();

const MODIFIER_BASES: ReadonlySet<number> = (() => {
	const set = new Set<number>();
	forEachRun(MODIFIER_BASE_RUNS, (first, last) => {
		for (let c = first; c <= last; c++) set.add(c);
	});
	return set;
})();

const isRegional = (c: number): boolean => c >= 0x1f1e6 && c <= 0x1f1ff;
const isModifier = (c: number): boolean => c >= 0x1f3fb && c <= 0x1f3ff;

/** 1 leading consonant, 2 vowel, 3 trailing consonant of a Hangul syllable, 0 no jamo. */
function jamoClass(c: number): 0 | 1 | 2 | 3 {
	if (c < 0x1100) return 0;
	if (c <= 0x115f) return 1;
	if (c <= 0x11a7) return 2;
	if (c <= 0x11ff) return 3;
	if (c >= 0xa960 && c <= 0xa97c) return 1;
	if (c >= 0xd7b0 && c <= 0xd7c6) return 2;
	if (c >= 0xd7cb && c <= 0xd7fb) return 3;
	return 0;
}

/** UTF-8 bytes of a code point. */
function utf8Size(c: number): number {
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/** UTF-8 bytes of `text`. */
function utf8Length(text: string): number {
	let size = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text.codePointAt(i) as number;
		size += utf8Size(c);
		if (c > 0xffff) i++;
	}
	return size;
}

/** The last code point of `text`, or 0. */
function lastCode(text: string): number {
	const n = text.length;
	if (n === 0) return 0;
	const low = text.charCodeAt(n - 1);
	if (n > 1 && low >= 0xdc00 && low <= 0xdfff) return text.codePointAt(n - 2) as number;
	return low;
}

function countRegional(text: string): number {
	return [...text].filter((c) => isRegional(c.codePointAt(0) as number)).length;
}

/** Whether two characters side by side are one emoji: flags and skin tones. */
function pairs(withText: string, add: string): boolean {
	const w = withText.codePointAt(0) ?? 0;
	const a = add.codePointAt(0) ?? 0;
	if (isRegional(a) && isRegional(w)) {
		return countRegional(withText) === 1 && countRegional(add) === 1;
	}
	return isModifier(w) && MODIFIER_BASES.has(a);
}

export class CharWidths {
	readonly #pages: readonly Uint8Array[];
	readonly #selectorWide: boolean;

	/**
	 * `overrides` are entries of `codepoint-widths` (`U+1F600=1`,
	 * `U+2500-U+257F=1` or `x=2`); wrong ones are skipped, as tmux does.
	 */
	constructor(overrides: readonly string[] = [], variationSelectorWide = true) {
		this.#selectorWide = variationSelectorWide;
		const pages = overrides.length === 0 ? BASE_PAGES : [...BASE_PAGES];
		for (const entry of overrides) {
			const range = parseOverride(entry);
			if (range === undefined) continue;
			for (let c = range.first; c <= range.last; c++) {
				let page = pages[c >> 8] as Uint8Array;
				if (page === BASE_PAGES[c >> 8]) {
					page = new Uint8Array(page);
					(pages as Uint8Array[])[c >> 8] = page;
				}
				page[c & 0xff] = range.width;
			}
		}
		this.#pages = pages;
	}

	/** Cells of one code point alone: 0, 1 or 2. */
	width(code: number): number {
		return (this.#pages[code >> 8]?.[code & 0xff] ?? 1) as number;
	}

	/** Cells of `text`, each code point counted alone (what `#{w:}` and the status line count). */
	stringWidth(text: string): number {
		let cells = 0;
		for (let i = 0; i < text.length; i++) {
			const c = text.codePointAt(i) as number;
			cells += this.width(c);
			if (c > 0xffff) i++;
		}
		return cells;
	}

	/**
	 * What happens to `code` right after a cell holding `last` ("" when there
	 * is no such cell: at the left edge).
	 */
	join(last: string, code: number): JoinResult {
		if (code === HANGUL_FILLER) return "drop";
		let zero = false;
		let wide = false;
		if (code === ZERO_WIDTH_JOINER) zero = true;
		else if (code === VARIATION_SELECTOR_16) {
			zero = true;
			wide = this.#selectorWide;
		} else zero = this.width(code) === 0;
		const alone: JoinResult = zero ? "drop" : "new";
		if (code < 0x80 || last === "") return alone;
		if (!zero) {
			const jamo = utf8Size(code) === 3 ? jamoClass(code) : 0;
			if (jamo === 1) return "new";
			const before = lastCode(last);
			if (jamo > 1) {
				if (jamoClass(before) !== jamo - 1) return "drop";
			} else {
				const add = String.fromCodePoint(code);
				if (pairs(last, add) || pairs(add, last)) wide = true;
				else if (before !== ZERO_WIDTH_JOINER) return "new";
			}
		}
		if (utf8Length(last) + utf8Size(code) > MAX_CELL_BYTES) return alone;
		return wide ? "join-wide" : "join";
	}

	/** Splits `text` into what is drawn in one cell each; control characters are left out. */
	graphemes(text: string): Grapheme[] {
		const out: { text: string; width: 1 | 2 }[] = [];
		for (let i = 0; i < text.length; i++) {
			const code = text.codePointAt(i) as number;
			if (code > 0xffff) i++;
			if (code < 0x20 || code === 0x7f) continue;
			const last = out[out.length - 1];
			const result = code < 0x80 ? "new" : this.join(last?.text ?? "", code);
			const char = String.fromCodePoint(code);
			if (result === "new") out.push({ text: char, width: this.width(code) === 2 ? 2 : 1 });
			else if (result !== "drop" && last !== undefined) {
				last.text += char;
				if (result === "join-wide") last.width = 2;
			}
		}
		return out;
	}

	/** The longest start of `text` that fits in `cells`, by stringWidth's count. */
	trimRight(text: string, cells: number): string {
		let used = 0;
		for (let i = 0; i < text.length; i++) {
			const code = text.codePointAt(i) as number;
			used += this.width(code);
			if (used > cells) return text.slice(0, i);
			if (code > 0xffff) i++;
		}
		return text;
	}
}

/** Widths with the default options. */
export const DEFAULT_WIDTHS = new CharWidths();

/** Parses one entry of `codepoint-widths`; undefined when it is wrong. */
function parseOverride(entry: string): { first: number; last: number; width: number } | undefined {
	const equals = entry.indexOf("=", 1);
	if (equals < 0) return undefined;
	const width = entry.slice(equals + 1);
	if (!/^[012]$/.test(width)) return undefined;
	const range = /^U\+([0-9a-f]{1,6})(?:-U\+([0-9a-f]{1,6}))?$/i.exec(entry.slice(0, equals));
	let first: number;
	let last: number;
	if (range) {
		first = Number.parseInt(range[1] as string, 16);
		last = range[2] === undefined ? first : Number.parseInt(range[2], 16);
	} else {
		const chars = [...entry.slice(0, equals)];
		if (chars.length !== 1) return undefined;
		first = last = (chars[0] as string).codePointAt(0) as number;
	}
	if (first === 0 || last < first || last > 0x10ffff) return undefined;
	return { first, last, width: Number(width) };
}

/** Cells of `text` with the default widths; see CharWidths.stringWidth. */
export function stringWidth(text: string, widths: CharWidths = DEFAULT_WIDTHS): number {
	return widths.stringWidth(text);
}

/** What is drawn in one cell each; see CharWidths.graphemes. */
export function graphemes(text: string, widths: CharWidths = DEFAULT_WIDTHS): Grapheme[] {
	return widths.graphemes(text);
}
