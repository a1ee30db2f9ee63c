/**
 * First half of drawing an expanded format: the text with its `#[...]` styles
 * becomes cells in segments (left, centre, right, the list, its markers ...)
 * with the list's focus and the ranges to click on. draw.ts arranges them.
 */
import type { CellStyle, Link } from "../screen/cell-buffer.ts";
import { type CharWidths, DEFAULT_WIDTHS } from "../screen/widths.ts";
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import { DEFAULT_STYLE, parseStyle, type Style, type StyleAlign, type StyleRange } from "../term/style.ts";
import { skipTo } from "./scan.ts";
import { countHashes } from "./trim.ts";

/** One column: a character, or (undefined text) the right half of the one before. */
export interface DrawCell {
	text: string | undefined;
	width: 1 | 2;
	readonly style: Readonly<CellStyle>;
	readonly link: Link | undefined;
}

export type SegmentName =
	| "left"
	| "centre"
	| "right"
	| "absolute-centre"
	| "list"
	| "left-marker"
	| "right-marker"
	| "after";

/** A range in its segment, columns `start` to before `end`. */
export interface SegmentRange {
	readonly segment: SegmentName;
	readonly range: StyleRange;
	start: number;
	end: number;
}

/** All that is to be drawn. */
export interface ParsedFormat {
	readonly segments: Readonly<Record<SegmentName, DrawCell[]>>;
	readonly ranges: SegmentRange[];
	/** Where the list stands; "default" when there is none. */
	readonly listAlign: StyleAlign;
	/** Columns of the list that are to be seen, when given. */
	readonly focus: readonly [start: number, end: number] | undefined;
	/** Background of the whole line before anything is drawn. */
	readonly fill: Colour | undefined;
}

export interface DrawOptions {
	/** Colours in styles are ignored (selected lines keep one look). */
	readonly defaultColours?: boolean;
	readonly widths?: CharWidths;
}

const sameRange = (a: StyleRange, b: StyleRange) =>
	a.type === b.type && (a.type === "control" || (a.arg === b.arg && a.text === b.text));

class FormatParser {
	readonly segments: Record<SegmentName, DrawCell[]> = {
		left: [],
		centre: [],
		right: [],
		"absolute-centre": [],
		list: [],
		"left-marker": [],
		"right-marker": [],
		after: [],
	};
	readonly ranges: SegmentRange[] = [];
	listAlign: StyleAlign = "default";
	fill: Colour | undefined;
	focusStart = -1;
	focusEnd = -1;
	readonly #text: string;
	readonly #options: DrawOptions;
	readonly #widths: CharWidths;
	readonly #links = new Map<string, Link>();
	/** Segment for each alignment; the one of the list goes on behind the list. */
	readonly #segmentFor: Record<StyleAlign, SegmentName> = {
		default: "left",
		left: "left",
		centre: "centre",
		right: "right",
		"absolute-centre": "absolute-centre",
	};
	#listState: "before" | "inside" | "over" = "before";
	#current: SegmentName = "left";
	#range: SegmentRange | undefined;
	/** What `default` in a style means now, and before push-default. */
	#default: Readonly<CellStyle>;
	#base: Readonly<CellStyle>;
	#style: Style;
	#cell: Readonly<CellStyle>;

	constructor(text: string, base: Readonly<CellStyle>, options: DrawOptions) {
		this.#text = text;
		this.#options = options;
		this.#widths = options.widths ?? DEFAULT_WIDTHS;
		this.#base = base;
		this.#default = base;
		this.#style = { ...DEFAULT_STYLE, fg: base.fg, bg: base.bg, us: base.us, attr: base.attr };
		this.#cell = base;
	}

	/** False when a style does not end: nothing is drawn then. */
	parse(): boolean {
		const text = this.#text;
		for (let at = 0; at < text.length; ) {
			const code = text.codePointAt(at) as number;
			if (code !== 0x23) {
				if (code > 0x1f && code !== 0x7f) this.#put(code);
				at += code > 0xffff ? 2 : 1;
				continue;
			}
			const n = countHashes(text, at);
			if (text[at + n] !== "[" || n > 1) {
				at += this.#hashes(n, text[at + n] === "[");
				continue;
			}
			if (this.#style.ignore) {
				this.#put(code);
				at++;
				continue;
			}
			const end = skipTo(text, at + 2, "]");
			if (end < 0) return false;
			this.#applyStyle(text.slice(at + 2, end));
			at = end + 1;
		}
		return true;
	}

	/** A run of hashes; gives how many characters are done with. */
	#hashes(n: number, bracket: boolean): number {
		if (!bracket) {
			this.#many(Math.ceil(n / 2));
			return n;
		}
		const even = n % 2 === 0;
		if (!this.#style.ignore) {
			this.#many(Math.floor(n / 2));
			if (even) this.#put(0x5b);
		}
		return even ? n + 1 : n - 1;
	}

	#many(count: number): void {
		for (let i = 0; i < count; i++) this.#put(0x23);
	}

	#put(code: number): void {
		const cells = this.segments[this.#current];
		const last = cells[cells.length - 1];
		const before = last !== undefined && last.text === undefined ? cells[cells.length - 2] : last;
		const joined = code < 0x80 ? "new" : this.#widths.join(before?.text ?? "", code);
		if (joined === "drop") return;
		const char = String.fromCodePoint(code);
		if (joined !== "new" && before?.text !== undefined) {
			before.text += char;
			if (joined === "join-wide" && before.width === 1) {
				before.width = 2;
				cells.push({ ...before, text: undefined });
			}
			return;
		}
		const width = this.#widths.width(code) === 2 ? 2 : 1;
		const cell = { text: char, width, style: this.#cell, link: this.#link() } as const;
		cells.push({ ...cell });
		if (width === 2) cells.push({ ...cell, text: undefined });
	}

	#link(): Link | undefined {
		const uri = this.#style.link;
		if (uri === "") return undefined;
		let link = this.#links.get(uri);
		if (link === undefined) {
			link = { uri, id: uri };
			this.#links.set(uri, link);
		}
		return link;
	}

	#applyStyle(words: string): void {
		const before = this.#cell;
		let style = parseStyle(this.#style, words, this.#default);
		if (style === undefined) return;
		if (this.#options.defaultColours) style = { ...style, fg: this.#base.fg, bg: this.#base.bg };
		if (style.fill !== COLOUR_DEFAULT) this.fill = style.fill;
		if (style.defaultType === "push") this.#default = before;
		else if (style.defaultType === "pop") this.#default = this.#base;
		else if (style.defaultType === "set") {
			this.#base = before;
			this.#default = before;
		}
		this.#style = style.defaultType === "base" ? style : { ...style, defaultType: "base" };
		this.#cell = { fg: style.fg, bg: style.bg, us: style.us, attr: style.attr };
		this.#listChange(style);
		this.#rangeChange(style.range);
	}

	/** Columns drawn so far in a segment. */
	#column(segment: SegmentName): number {
		return this.segments[segment].length;
	}

	#endFocus(): void {
		if (this.focusStart !== -1 && this.focusEnd === -1) this.focusEnd = this.#column("list");
	}

	#listChange(style: Style): void {
		switch (style.list) {
			case "on":
				if (this.#listState !== "inside") {
					this.#range = undefined;
					this.#listState = "inside";
					this.listAlign = style.align;
				}
				this.#endFocus();
				this.#current = "list";
				return;
			case "focus":
				if (this.#listState === "inside" && this.focusStart === -1) this.focusStart = this.#column("list");
				return;
			case "off":
				if (this.#listState === "inside") {
					this.#range = undefined;
					this.#endFocus();
					this.#segmentFor[this.listAlign] = "after";
					if (this.listAlign === "left") this.#segmentFor.default = "after";
					this.#listState = "over";
				}
				this.#current = this.#segmentFor[style.align];
				return;
			default:
				this.#marker(style.list);
		}
	}

	/** A marker is taken once, inside the list; a focus that is open is forgotten. */
	#marker(name: "left-marker" | "right-marker"): void {
		if (this.#listState !== "inside" || this.#column(name) !== 0) return;
		this.#range = undefined;
		if (this.focusStart !== -1 && this.focusEnd === -1) this.focusStart = -1;
		this.#current = name;
	}

	#rangeChange(range: StyleRange): void {
		const open = this.#range;
		if (open !== undefined && !sameRange(open.range, range)) {
			open.end = this.#column(this.#current);
			if (open.end !== open.start) this.ranges.push(open);
			this.#range = undefined;
		}
		if (this.#range === undefined && range.type !== "none") {
			const start = this.#column(this.#current);
			this.#range = { segment: this.#current, range, start, end: start };
		}
	}
}

/** Reads an expanded format; undefined when a style in it does not end. */
export function parseFormat(
	text: string,
	base: Readonly<CellStyle>,
	options: DrawOptions,
): ParsedFormat | undefined {
	const parser = new FormatParser(text, base, options);
	if (!parser.parse()) return undefined;
	const { segments, ranges, listAlign, fill, focusStart, focusEnd } = parser;
	const focus = focusStart === -1 || focusEnd === -1 ? undefined : ([focusStart, focusEnd] as const);
	return { segments, ranges, listAlign, fill, focus };
}
