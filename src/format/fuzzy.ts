/**
 * Fuzzy matching as the trees and `m/z`, `m/p` use it. A query is groups
 * separated by `|`, of which one must match; a group is terms separated by
 * blanks, which all must match. A term is found as a subsequence; `'x` means
 * exactly, `^x` at the start, `x$` at the end, `!x` not at all. Capitals in the
 * query make it case-sensitive. Styles in the text are not matched.
 */
import { type CharWidths, DEFAULT_WIDTHS } from "../screen/widths.ts";
import { DEFAULT_STYLE, parseStyle, type StyleAlign } from "../term/style.ts";
import { skipTo } from "./scan.ts";
import { countHashes } from "./trim.ts";

/** Points of the score: higher sorts first. */
const SCORE = { exact: 1000, prefix: 200, suffix: 100, start: 12, boundary: 8, consecutive: 6 } as const;
/** A match far from the start loses a point for each character up to this many. */
const MAX_LEADING = 10;

/** A visible character of the text and where it is drawn. */
interface Visible {
	readonly char: string;
	readonly align: StyleAlign;
	/** Column within its alignment. */
	readonly offset: number;
	readonly width: number;
}

type Columns = Record<StyleAlign, number>;

/** What matched: the columns to highlight (of the text drawn `width` wide) and the score. */
export interface FuzzyMatch {
	readonly columns: readonly number[];
	readonly score: number;
}

const isBoundary = (char: string | undefined) => char !== undefined && " -_/.:".includes(char);
const noColumns = (): Columns => ({ default: 0, left: 0, centre: 0, right: 0, "absolute-centre": 0 });

/** The visible characters of `text`, and the width of each alignment. */
function scan(text: string, charWidths: CharWidths): { chars: Visible[]; widths: Columns } {
	const chars: Visible[] = [];
	const widths = noColumns();
	let style = DEFAULT_STYLE;
	let align: StyleAlign = "left";
	const add = (char: string) => {
		const width = charWidths.width(char.codePointAt(0) as number);
		chars.push({ char, align, offset: widths[align], width });
		widths[align] += width;
	};
	for (let i = 0; i < text.length; ) {
		const n = countHashes(text, i);
		if (n === 0) {
			const code = text.codePointAt(i) as number;
			const char = String.fromCodePoint(code);
			i += char.length;
			if (code > 0x1f && code !== 0x7f) add(char);
			continue;
		}
		i += n;
		const bracket = text[i] === "[";
		for (let k = bracket ? Math.floor(n / 2) : Math.ceil(n / 2); k > 0; k--) add("#");
		if (!bracket) continue;
		if (n % 2 === 0) {
			add("[");
			i++;
			continue;
		}
		const end = skipTo(text, i + 1, "]");
		if (end < 0) break;
		const parsed = parseStyle(style, text.slice(i + 1, end));
		if (parsed !== undefined) {
			style = parsed;
			align = style.align === "default" ? "left" : style.align;
		}
		i = end + 1;
	}
	return { chars, widths };
}

interface Term {
	readonly inverse: boolean;
	readonly exact: boolean;
	readonly prefix: boolean;
	readonly suffix: boolean;
	readonly chars: readonly string[];
}

/** Reads one term; undefined when nothing is left of it. */
function parseTerm(word: string): Term | undefined {
	let text = word;
	const inverse = text.startsWith("!");
	if (inverse) text = text.slice(1);
	const quoted = text.startsWith("'");
	const prefix = text.startsWith("^");
	if (quoted || prefix) text = text.slice(1);
	const suffix = text.endsWith("$");
	if (suffix) text = text.slice(0, -1);
	if (text === "") return undefined;
	return { inverse, exact: inverse || quoted || prefix || suffix, prefix, suffix, chars: [...text] };
}

/** Search of one text. */
class Search {
	readonly #chars: readonly Visible[];
	readonly #fold: boolean;

	constructor(chars: readonly Visible[], fold: boolean) {
		this.#chars = chars;
		this.#fold = fold;
	}

	#equal(a: string, i: number): boolean {
		const b = (this.#chars[i] as Visible).char;
		// Only ASCII is folded.
		if (this.#fold && a < "\x80" && b < "\x80") return a.toLowerCase() === b.toLowerCase();
		return a === b;
	}

	#leading(start: number): number {
		const bonus = start === 0 ? SCORE.start : isBoundary(this.#chars[start - 1]?.char) ? SCORE.boundary : 0;
		return bonus - Math.min(start, MAX_LEADING);
	}

	/** Positions of a subsequence, the shortest that ends where the first one ends. */
	#subsequence(term: Term): { at: number[]; score: number } | undefined {
		const at: number[] = [];
		let i = 0;
		for (const c of term.chars) {
			while (i < this.#chars.length && !this.#equal(c, i)) i++;
			if (i === this.#chars.length) return undefined;
			at.push(i++);
		}
		i = at[at.length - 1] as number;
		for (let k = at.length - 1; k >= 0; k--) {
			while (!this.#equal(term.chars[k] as string, i)) i--;
			at[k] = i--;
		}
		const first = at[0] as number;
		let score = this.#leading(first);
		for (let k = 1; k < at.length; k++) {
			const here = at[k] as number;
			if (here === (at[k - 1] as number) + 1) score += SCORE.consecutive;
			else if (isBoundary(this.#chars[here - 1]?.char)) score += SCORE.boundary;
		}
		return { at, score: score - ((at[at.length - 1] as number) - first + 1 - at.length) };
	}

	/** The best place where the term stands as it is. */
	#exactly(term: Term): { at: number[]; score: number } | undefined {
		const size = term.chars.length;
		const total = this.#chars.length;
		if (size > total || (term.prefix && term.suffix && size !== total)) return undefined;
		const from = term.suffix ? total - size : 0;
		const to = term.prefix ? 0 : total - size;
		let best: { start: number; score: number } | undefined;
		for (let start = from; start <= to; start++) {
			if (!term.chars.every((c, k) => this.#equal(c, start + k))) continue;
			let score = SCORE.exact + size * SCORE.consecutive + this.#leading(start);
			if (term.prefix) score += SCORE.prefix;
			if (term.suffix) score += SCORE.suffix;
			if (!term.prefix && !term.suffix) score -= total - (start + size);
			if (best === undefined || score > best.score) best = { start, score };
		}
		if (best === undefined) return undefined;
		const { start, score } = best;
		return { at: term.chars.map((_, k) => start + k), score };
	}

	/** All terms of a group, or undefined when one does not match. */
	group(text: string): { at: number[]; score: number } | undefined {
		const words = text.split(" ").filter((word) => word !== "");
		if (words.length === 0) return undefined;
		const at: number[] = [];
		let score = 0;
		for (const word of words) {
			const term = parseTerm(word);
			if (term === undefined) return undefined;
			const found = term.exact ? this.#exactly(term) : this.#subsequence(term);
			if (term.inverse ? found !== undefined : found === undefined) return undefined;
			if (term.inverse || found === undefined) continue;
			at.push(...found.at);
			score += found.score;
		}
		return { at, score };
	}
}

/** Where each alignment begins on a line of `width` columns, and what part of it is seen. */
function place(
	widths: Columns,
	width: number,
): Record<StyleAlign, { start: number; from: number; shown: number }> {
	let { left, centre, right } = widths;
	const over = () => left + centre + right - width;
	centre -= Math.min(centre, Math.max(0, over()));
	right -= Math.min(right, Math.max(0, over()));
	left -= Math.max(0, over());
	const absolute = Math.min(widths["absolute-centre"], width);
	const leftPlace = { start: 0, from: 0, shown: left };
	return {
		default: leftPlace,
		left: leftPlace,
		right: { start: width - right, from: widths.right - right, shown: right },
		centre: {
			start: left + Math.floor((width - right - left) / 2) - Math.floor(centre / 2),
			from: Math.floor(widths.centre / 2) - Math.floor(centre / 2),
			shown: centre,
		},
		"absolute-centre": { start: Math.floor((width - absolute) / 2), from: 0, shown: absolute },
	};
}

/**
 * Matches `query` against `text` as it would be drawn `width` columns wide;
 * undefined when it does not match. An empty query matches everything.
 */
export function fuzzyMatch(
	query: string,
	text: string,
	width: number,
	charWidths: CharWidths = DEFAULT_WIDTHS,
): FuzzyMatch | undefined {
	if (width <= 0) return undefined;
	if (/^[ |]*$/.test(query)) return { columns: [], score: 0 };
	const { chars, widths } = scan(text, charWidths);
	const search = new Search(chars, !/[A-Z]/.test(query));
	let best: { at: number[]; score: number } | undefined;
	for (const group of query.split("|")) {
		if (/^ *$/.test(group)) continue;
		const found = search.group(group);
		if (found !== undefined && (best === undefined || found.score > best.score)) best = found;
	}
	if (best === undefined) return undefined;
	const places = place(widths, width);
	const columns = new Set<number>();
	for (const i of best.at) {
		const { align, offset, width: cells } = chars[i] as Visible;
		const { start, from, shown } = places[align];
		if (offset < from || offset >= from + shown) continue;
		const column = start + offset - from;
		for (let k = 0; k < cells && column + k < width; k++) columns.add(column + k);
	}
	return { columns: [...columns].sort((a, b) => a - b), score: Math.max(0, best.score) };
}
