/**
 * CSI ... m: looks. Changes a cell style in place by tmux's rules, with
 * colours given by `;` or `:` parameters.
 */
import {
	ATTR,
	ATTR_ALL_UNDERSCORE,
	COLOUR_DEFAULT,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
} from "../term/attributes.ts";
import type { CellStyle } from "./cell-buffer.ts";
import type { RawParams } from "./xterm-private.ts";

type Layer = "fg" | "bg" | "us";
const LAYERS: Readonly<Record<number, Layer>> = { 38: "fg", 48: "bg", 58: "us" };

/** 4:n */
const UNDERLINES: readonly number[] = [
	0,
	ATTR.underscore,
	ATTR.doubleUnderscore,
	ATTR.curlyUnderscore,
	ATTR.dottedUnderscore,
	ATTR.dashedUnderscore,
];

function underline(style: CellStyle, bit: number): void {
	style.attr = (style.attr & ~ATTR_ALL_UNDERSCORE) | bit;
}

const set = (bit: number) => (style: CellStyle) => {
	style.attr |= bit;
};
const unset = (bits: number) => (style: CellStyle) => {
	style.attr &= ~bits;
};

/** SGR number -> change. */
const CHANGES: readonly (((style: CellStyle) => void) | undefined)[] = (() => {
	const table: (((style: CellStyle) => void) | undefined)[] = new Array(108).fill(undefined);
	table[0] = (style) => {
		style.fg = COLOUR_DEFAULT;
		style.bg = COLOUR_DEFAULT;
		style.us = COLOUR_DEFAULT;
		style.attr = 0;
	};
	table[1] = set(ATTR.bright);
	table[2] = set(ATTR.dim);
	table[3] = set(ATTR.italics);
	table[4] = (style) => underline(style, ATTR.underscore);
	table[5] = set(ATTR.blink);
	table[6] = set(ATTR.blink);
	table[7] = set(ATTR.reverse);
	table[8] = set(ATTR.hidden);
	table[9] = set(ATTR.strikethrough);
	table[21] = (style) => underline(style, ATTR.doubleUnderscore);
	table[22] = unset(ATTR.bright | ATTR.dim);
	table[23] = unset(ATTR.italics);
	table[24] = unset(ATTR_ALL_UNDERSCORE);
	table[25] = unset(ATTR.blink);
	table[27] = unset(ATTR.reverse);
	table[28] = unset(ATTR.hidden);
	table[29] = unset(ATTR.strikethrough);
	table[53] = set(ATTR.overline);
	table[55] = unset(ATTR.overline);
	const colour = (number: number, layer: Layer, value: number): void => {
		table[number] = (style) => {
			style[layer] = value;
		};
	};
	for (let c = 0; c < 8; c++) {
		colour(30 + c, "fg", c);
		colour(40 + c, "bg", c);
		colour(90 + c, "fg", 90 + c);
		colour(100 + c, "bg", 90 + c);
	}
	colour(39, "fg", COLOUR_DEFAULT);
	colour(49, "bg", COLOUR_DEFAULT);
	colour(59, "us", COLOUR_DEFAULT);
	return table;
})();

/** 38;5;n and the like; a number out of range means default (but not for underlines). */
function setIndexed(style: CellStyle, layer: Layer, index: number): void {
	if (index >= 0 && index <= 255) style[layer] = COLOUR_FLAG_256 | index;
	else if (layer !== "us") style[layer] = COLOUR_DEFAULT;
}

const isByte = (n: number): boolean => n >= 0 && n <= 255;

/** True when r, g and b are colours. */
function setDirect(style: CellStyle, layer: Layer, r: number, g: number, b: number): boolean {
	if (!isByte(r) || !isByte(g) || !isByte(b)) return false;
	style[layer] = COLOUR_FLAG_RGB | (r << 16) | (g << 8) | b;
	return true;
}

/** A parameter with colons: 4:n, 38:5:n, 38:2:r:g:b or 38:2:space:r:g:b. */
function applyColons(style: CellStyle, first: number, rest: Int32Array): void {
	if (first === 4) {
		const bit = rest.length === 1 ? UNDERLINES[rest[0] as number] : undefined;
		if (bit !== undefined) underline(style, bit);
		return;
	}
	const layer = LAYERS[first];
	if (layer === undefined || rest.length < 2) return;
	if (rest[0] === 5) setIndexed(style, layer, rest[1] as number);
	if (rest[0] !== 2) return;
	const at = rest.length === 4 ? 1 : 2;
	if (rest.length < at + 3) return;
	setDirect(style, layer, rest[at] as number, rest[at + 1] as number, rest[at + 2] as number);
}

/** Applies all parameters of one SGR sequence to `style`. */
export function applySgr(style: CellStyle, params: RawParams): void {
	const values = params.params;
	for (let i = 0; i < params.length; i++) {
		const n = values[i] as number;
		if (params.hasSubParams(i)) {
			applyColons(style, n, params.getSubParams(i) as Int32Array);
			continue;
		}
		const layer = LAYERS[n];
		if (layer === undefined) {
			CHANGES[n]?.(style);
			continue;
		}
		i++;
		const get = (k: number): number => (k < params.length ? (values[k] as number) : -1);
		if (get(i) === 5) {
			setIndexed(style, layer, get(i + 1));
			i++;
		} else if (get(i) === 2 && setDirect(style, layer, get(i + 1), get(i + 2), get(i + 3))) i += 3;
	}
}
