/**
 * The style language (`fg=red,bold,align=centre,range=window|1`): reading it,
 * showing it, laying one style over another. Styles are values: reading gives
 * a new one. Option values may hold formats; who reads an option expands it
 * first. Called by options, format drawing, modes and borders.
 */
import { strtonum } from "../util/strtonum.ts";
import { ATTR, COLOUR_DEFAULT, type Colour } from "./attributes.ts";
import { colourName, parseColour } from "./colour.ts";

export type StyleAlign = "default" | "left" | "centre" | "right" | "absolute-centre";
export type StyleList = "off" | "on" | "focus" | "left-marker" | "right-marker";
export type StyleRangeType = "none" | "left" | "right" | "pane" | "window" | "session" | "user" | "control";
export type StyleDefaultType = "base" | "push" | "pop" | "set";

/** What a click on this text means. */
export interface StyleRange {
	readonly type: StyleRangeType;
	/** Id of the pane or session, index of the window, number of the control; else 0. */
	readonly arg: number;
	/** The name of a `user` range (at most 15 characters), else "". */
	readonly text: string;
}

/** Colours and attributes: what a cell takes from a style. */
export interface StyleCell {
	fg: Colour;
	bg: Colour;
	us: Colour;
	attr: number;
}

export interface Style extends Readonly<StyleCell> {
	/** Background for the rest of the line, or COLOUR_DEFAULT. */
	readonly fill: Colour;
	readonly align: StyleAlign;
	readonly list: StyleList;
	readonly range: StyleRange;
	readonly defaultType: StyleDefaultType;
	readonly ignore: boolean;
	/** Columns, or percent with `widthPercentage`; -1 when not given. */
	readonly width: number;
	readonly widthPercentage: boolean;
	/** Columns, or -1 when not given. */
	readonly pad: number;
	/** Percent to dim colours by, 0 to 100. */
	readonly dim: number;
	/** Address of a hyperlink, or "". */
	readonly link: string;
}

const NO_RANGE: StyleRange = { type: "none", arg: 0, text: "" };

export const DEFAULT_STYLE: Style = {
	fg: COLOUR_DEFAULT,
	bg: COLOUR_DEFAULT,
	us: COLOUR_DEFAULT,
	attr: 0,
	fill: COLOUR_DEFAULT,
	align: "default",
	list: "off",
	range: NO_RANGE,
	defaultType: "base",
	ignore: false,
	width: -1,
	widthPercentage: false,
	pad: -1,
	dim: 0,
	link: "",
};

/** Attribute names in the order they are shown. */
const ATTRIBUTES: readonly (readonly [string, number])[] = [
	["acs", ATTR.charset],
	["bright", ATTR.bright],
	["dim", ATTR.dim],
	["underscore", ATTR.underscore],
	["blink", ATTR.blink],
	["reverse", ATTR.reverse],
	["hidden", ATTR.hidden],
	["italics", ATTR.italics],
	["strikethrough", ATTR.strikethrough],
	["double-underscore", ATTR.doubleUnderscore],
	["curly-underscore", ATTR.curlyUnderscore],
	["dotted-underscore", ATTR.dottedUnderscore],
	["dashed-underscore", ATTR.dashedUnderscore],
	["overline", ATTR.overline],
];
const ATTRIBUTE_BITS: ReadonlyMap<string, number> = new Map([...ATTRIBUTES, ["bold", ATTR.bright]]);

/** Names of attribute bits, joined by commas; "none" for 0. */
export function attributesToString(attr: number): string {
	if (attr === 0) return "none";
	const shown = [...ATTRIBUTES, ["noattr", ATTR.noattr] as const];
	return shown
		.filter(([, bit]) => attr & bit)
		.map(([name]) => name)
		.join(",");
}

/** Attribute bits of names separated by space, comma or bar; undefined when one is unknown. */
export function parseAttributes(text: string): number | undefined {
	if (text === "" || /^[ ,|]|[ ,|]$/.test(text)) return undefined;
	const lower = text.toLowerCase();
	if (lower === "default" || lower === "none") return 0;
	let attr = 0;
	for (const name of lower.split(/[ ,|]+/)) {
		const bit = ATTRIBUTE_BITS.get(name);
		if (bit === undefined) return undefined;
		attr |= bit;
	}
	return attr;
}

type Change = Partial<Style> | undefined;
const UINT_MAX = 0xffffffff;
const WORD_LIMIT = 255;
const RANGE_TEXT_LIMIT = 15;

/** Words that stand alone. */
const WORDS: Readonly<Record<string, (style: Style, base: Readonly<StyleCell>) => Change>> = {
	default: (_, base) => ({ fg: base.fg, bg: base.bg, us: base.us, attr: base.attr, link: "" }),
	ignore: () => ({ ignore: true }),
	noignore: () => ({ ignore: false }),
	"push-default": () => ({ defaultType: "push" }),
	"pop-default": () => ({ defaultType: "pop" }),
	"set-default": () => ({ defaultType: "set" }),
	nolist: () => ({ list: "off" }),
	norange: () => ({ range: NO_RANGE }),
	noalign: () => ({ align: "default" }),
	none: () => ({ attr: 0 }),
};

const LISTS: ReadonlySet<string> = new Set(["on", "focus", "left-marker", "right-marker"]);
const ALIGNS: ReadonlySet<string> = new Set(["left", "centre", "right", "absolute-centre"]);

/** Words of the form `name=value`; they give undefined for a bad value. */
const SETTINGS: Readonly<Record<string, (value: string, style: Style, base: Readonly<StyleCell>) => Change>> =
	{
		list: (value) => {
			const list = value.toLowerCase();
			return LISTS.has(list) ? { list: list as StyleList } : undefined;
		},
		range: (value, style) => {
			const range = parseRange(value, style.range);
			return range && { range };
		},
		align: (value) => {
			const align = value.toLowerCase();
			return ALIGNS.has(align) ? { align: align as StyleAlign } : undefined;
		},
		fill: (value) => colourChange(value, (fill) => ({ fill })),
		dim: (value) => numberChange(value.replace(/%$/, ""), 100, (dim) => ({ dim })),
		fg: (value, _, base) => colourChange(value, (c) => ({ fg: c === COLOUR_DEFAULT ? base.fg : c })),
		bg: (value, _, base) => colourChange(value, (c) => ({ bg: c === COLOUR_DEFAULT ? base.bg : c })),
		us: (value, _, base) => colourChange(value, (c) => ({ us: c === COLOUR_DEFAULT ? base.us : c })),
		width: (value) =>
			value.length > 1 && value.endsWith("%")
				? numberChange(value.slice(0, -1), 100, (width) => ({ width, widthPercentage: true }))
				: numberChange(value, UINT_MAX, (width) => ({ width: width | 0, widthPercentage: false })),
		pad: (value) => numberChange(value, UINT_MAX, (pad) => ({ pad: pad | 0 })),
		link: (value) => ({ link: value }),
	};

/** Settings that may be given an empty value. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["link"]);

function colourChange(value: string, make: (colour: Colour) => Change): Change {
	const colour = parseColour(value);
	return colour === undefined ? undefined : make(colour);
}

function numberChange(value: string, max: number, make: (n: number) => Change): Change {
	const n = strtonum(value, 0, max);
	return typeof n === "number" ? make(n) : undefined;
}

/** Ranges with a number: what stands before it, and its largest value. */
const NUMBERED_RANGES: Readonly<Record<string, { sign: string; max: number }>> = {
	control: { sign: "", max: 9 },
	pane: { sign: "%", max: UINT_MAX },
	window: { sign: "", max: UINT_MAX },
	session: { sign: "$", max: UINT_MAX },
};

function parseRange(value: string, current: StyleRange): StyleRange | undefined {
	const bar = value.indexOf("|");
	const type = (bar < 0 ? value : value.slice(0, bar)).toLowerCase();
	const argument = bar < 0 ? undefined : value.slice(bar + 1);
	if (argument === "") return undefined;
	if (type === "left" || type === "right")
		return argument === undefined ? { type, arg: 0, text: "" } : undefined;
	if (type === "user")
		return argument === undefined ? undefined : { type, arg: 0, text: argument.slice(0, RANGE_TEXT_LIMIT) };
	const numbered = NUMBERED_RANGES[type];
	// A range of an unknown type is not an error; it leaves the range as it was.
	if (numbered === undefined) return current;
	if (argument === undefined || !argument.startsWith(numbered.sign)) return undefined;
	const arg = strtonum(argument.slice(numbered.sign.length), 0, numbered.max);
	return typeof arg === "number" ? { type: type as StyleRangeType, arg, text: "" } : undefined;
}

function changeOf(word: string, style: Style, base: Readonly<StyleCell>): Change {
	const lower = word.toLowerCase();
	const alone = Object.hasOwn(WORDS, lower) ? WORDS[lower] : undefined;
	if (alone) return alone(style, base);
	const equals = word.indexOf("=");
	if (equals > 0) {
		const name = lower.slice(0, equals);
		const value = word.slice(equals + 1);
		const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
		if (setting && (value !== "" || MAY_BE_EMPTY.has(name))) return setting(value, style, base);
	}
	if (lower.startsWith("no") && word.length > 2) {
		const negated = word.slice(2);
		if (negated === "link") return { link: "" };
		if (negated === "attr") return { attr: style.attr | ATTR.noattr };
		const off = parseAttributes(negated);
		return off === undefined ? undefined : { attr: style.attr & ~off };
	}
	const on = parseAttributes(word);
	return on === undefined ? undefined : { attr: style.attr | on };
}

/**
 * `text` read on top of `style`. `base` is what `default` and `fg=default` go
 * back to (the cell the text is drawn on). Undefined when `text` is not a
 * style; the caller words the error (`invalid style: ...`).
 */
export function parseStyle(
	style: Style,
	text: string,
	base: Readonly<StyleCell> = DEFAULT_STYLE,
): Style | undefined {
	let result = style;
	for (const word of text.split(/[ ,\n]+/)) {
		if (word === "") continue;
		if (word.length > WORD_LIMIT) return undefined;
		const change = changeOf(word, result, base);
		if (change === undefined) return undefined;
		result = { ...result, ...change };
	}
	return result;
}

const RANGE_SIGNS: Readonly<Record<string, string>> = { pane: "%", session: "$" };

function rangeToString(range: StyleRange): string {
	if (range.type === "left" || range.type === "right") return range.type;
	if (range.type === "user") return `user|${range.text}`;
	return `${range.type}|${RANGE_SIGNS[range.type] ?? ""}${range.arg}`;
}

/** `style` as text that parseStyle reads back; "default" when it says nothing. */
export function styleToString(style: Style): string {
	const words: string[] = [];
	const colour = (name: string, value: Colour) => {
		if (value !== COLOUR_DEFAULT) words.push(`${name}=${colourName(value)}`);
	};
	if (style.list !== "off") words.push(`list=${style.list}`);
	if (style.range.type !== "none") words.push(`range=${rangeToString(style.range)}`);
	if (style.align !== "default") words.push(`align=${style.align}`);
	if (style.defaultType !== "base") words.push(`${style.defaultType}-default`);
	colour("fill", style.fill);
	if (style.dim !== 0) words.push(`dim=${style.dim}%`);
	colour("fg", style.fg);
	colour("bg", style.bg);
	colour("us", style.us);
	if (style.attr !== 0) words.push(attributesToString(style.attr));
	if (style.width >= 0) words.push(`width=${style.width}${style.widthPercentage ? "%" : ""}`);
	if (style.pad >= 0) words.push(`pad=${style.pad}`);
	if (style.link !== "") words.push(`link=${style.link}`);
	return words.length === 0 ? "default" : words.join(",");
}

/** Lays `style` over `cell`: colours it gives replace, attributes add. */
export function addStyle(cell: Readonly<StyleCell>, style: Readonly<StyleCell>): StyleCell {
	return {
		fg: style.fg === COLOUR_DEFAULT ? cell.fg : style.fg,
		bg: style.bg === COLOUR_DEFAULT ? cell.bg : style.bg,
		us: style.us === COLOUR_DEFAULT ? cell.us : style.us,
		attr: cell.attr | style.attr,
	};
}
