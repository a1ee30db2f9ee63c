/**
 * Values of options: from the text a user gives to what is held, back to the
 * text that is shown, and the check of text that has a meaning (styles,
 * colours, patterns). Called by options.ts only.
 */
import { COLOUR_NONE } from "../term/attributes.ts";
import { colourName, parseColour } from "../term/colour.ts";
import { keyName, parseKey } from "../term/key-names.ts";
import { DEFAULT_STYLE, parseStyle, type Style } from "../term/style.ts";
import { fnmatch } from "../util/fnmatch.ts";
import { strtonum } from "../util/strtonum.ts";
import type { OptionRow, OptionType } from "./option-row.ts";

/** Text for `string` and `command`, a number for every other type. */
export type OptionValue = string | number;

/** A value, or the error text for the user. */
export type Parsed = { readonly value: OptionValue } | { readonly error: string };

const FLAG_WORDS: ReadonlyMap<string, number> = new Map([
	["1", 1],
	["on", 1],
	["yes", 1],
	["0", 0],
	["off", 0],
	["no", 0],
]);

/** Types held as numbers: text -> value. `now` gives the value in force, for toggling. */
type Reader = (row: OptionRow, text: string | undefined, now: () => number) => Parsed;

const READERS: Readonly<Record<Exclude<OptionType, "string" | "command">, Reader>> = {
	number: (row, text = "") => {
		const value = strtonum(text, row.min ?? 0, row.max ?? Number.MAX_SAFE_INTEGER);
		return typeof value === "number" ? { value } : { error: `value is ${value}: ${text}` };
	},
	key: (_row, text = "") => {
		const value = parseKey(text);
		return value === undefined ? { error: `bad key: ${text}` } : { value };
	},
	colour: (_row, text = "") => {
		const value = parseColour(text);
		return value === undefined || value === COLOUR_NONE ? { error: `bad colour: ${text}` } : { value };
	},
	flag: (_row, text, now) => {
		if (text === undefined || text === "") return { value: now() === 0 ? 1 : 0 };
		const value = FLAG_WORDS.get(text.toLowerCase());
		return value === undefined ? { error: `bad value: ${text}` } : { value };
	},
	choice: (row, text, now) => {
		if (text === undefined) {
			const old = now();
			return { value: old > 1 ? old : old === 0 ? 1 : 0 };
		}
		const value = row.choices!.indexOf(text);
		return value === -1 ? { error: `unknown value: ${text}` } : { value };
	},
};

/**
 * The value `text` stands for. undefined as text toggles a flag or the first
 * two names of a choice (`now` is the value in force) and is an error for the
 * other types. Text of strings is not checked here: see checkText.
 */
export function parseValue(row: OptionRow, text: string | undefined, now: () => number): Parsed {
	if (text === undefined && row.type !== "flag" && row.type !== "choice") return { error: "empty value" };
	if (row.type === "string" || row.type === "command") return { value: text! };
	return READERS[row.type](row, text, now);
}

/** What is wrong with `text` as the whole value of a string option, or undefined. */
export function checkText(row: OptionRow, text: string): string | undefined {
	if (row.pattern !== undefined && !fnmatch(row.pattern, text)) return `value is invalid: ${text}`;
	if (text.includes("#{")) return undefined;
	if (row.isStyle && parseStyle(DEFAULT_STYLE, text) === undefined) return `invalid style: ${text}`;
	if (row.isColour && colourStyle(text) === undefined) return `invalid colour: ${text}`;
	return undefined;
}

/** The style of an option's text; undefined when it is none. A colour option colours the foreground. */
export function styleOf(row: OptionRow | undefined, text: string): Style | undefined {
	return row?.isColour ? colourStyle(text) : parseStyle(DEFAULT_STYLE, text);
}

/** A colour as a style: empty text is "no colour". */
function colourStyle(text: string): Style | undefined {
	if (text === "") return { ...DEFAULT_STYLE, fg: COLOUR_NONE };
	const fg = parseColour(text);
	return fg === undefined || fg === COLOUR_NONE ? undefined : { ...DEFAULT_STYLE, fg };
}

/** The value as show-options prints it, before quoting. `numeric` shows a flag as 0 or 1 (formats). */
export function valueToText(row: OptionRow | undefined, value: OptionValue, numeric = false): string {
	if (typeof value === "string") return value;
	if (row?.type === "key") return keyName(value);
	if (row?.type === "colour") return colourName(value);
	if (row?.type === "flag" && !numeric) return value ? "on" : "off";
	if (row?.type === "choice") return row.choices![value]!;
	return String(value);
}

/** The default of a row that is no array, as it is held. */
export function defaultValue(row: OptionRow): OptionValue {
	if (typeof row.default === "number") return row.default;
	if (typeof row.default === "boolean") return row.default ? 1 : 0;
	const parsed = parseValue(row, row.default as string, () => 0);
	if ("error" in parsed) throw new Error(`default of ${row.name}: ${parsed.error}`);
	return parsed.value;
}
