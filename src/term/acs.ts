/**
 * Line drawing characters: the letters of the ACS set to Unicode and back, and
 * the characters of pane borders for each kind of line. Called by the differ,
 * screen capture and border drawing.
 */

const ACS = new Map<string, string>(
	Object.entries({
		"+": "→",
		",": "←",
		"-": "↑",
		".": "↓",
		"0": "▮",
		"`": "◆",
		a: "▒",
		b: "␉",
		c: "␌",
		d: "␍",
		e: "␊",
		f: "°",
		g: "±",
		h: "␤",
		i: "␋",
		j: "┘",
		k: "┐",
		l: "┌",
		m: "└",
		n: "┼",
		o: "⎺",
		p: "⎻",
		q: "─",
		r: "⎼",
		s: "⎽",
		t: "├",
		u: "┤",
		v: "┴",
		w: "┬",
		x: "│",
		y: "≤",
		z: "≥",
		"{": "π",
		"|": "≠",
		"}": "£",
		"~": "·",
	}),
) as ReadonlyMap<string, string>;

/** Each ACS letter with the characters it stands in for (not only its own). */
const REVERSE_ROWS: readonly (readonly [string, string])[] = [
	["~", "·"],
	["q", "─━═"],
	["x", "│┃║"],
	["l", "┌┓╔"],
	["k", "┐┏╗"],
	["m", "└┗╚"],
	["j", "┘┛╝"],
	["t", "├┣╠"],
	["u", "┤┫╣"],
	["w", "┳╦"],
	["v", "┴┻╩"],
	["n", "┼╋╬"],
];
const REVERSE: ReadonlyMap<string, string> = new Map(
	REVERSE_ROWS.flatMap(([letter, characters]) => [...characters].map((c) => [c, letter] as const)),
);

/** The Unicode character for an ACS letter, or undefined for a letter outside the set. */
export function acsToUnicode(letter: string): string | undefined {
	return ACS.get(letter);
}

/** The ACS letter that draws `character`, or undefined when none does. */
export function unicodeToAcs(character: string): string | undefined {
	return REVERSE.get(character);
}

/** Pairs for a terminal without `acsc`: the nearest ASCII of each letter. */
export const ASCII_ACSC = "a#j+k+l+m+n+o-p-q-r-s-t+u+v+w+x|y<z>~.";

/** A terminal's own line drawing: ACS letter -> the byte it wants, from `acsc`'s pairs. */
export function parseAcsc(acsc: string): ReadonlyMap<string, string> {
	const pairs = new Map<string, string>();
	for (let i = 0; i + 1 < acsc.length; i += 2) pairs.set(acsc[i] as string, acsc[i + 1] as string);
	return pairs;
}

/** Where in a border a character stands; the order of the strings in BORDER_LINES. */
export const BORDER_CELLS = [
	"inside",
	"vertical",
	"horizontal",
	"topLeft",
	"topRight",
	"bottomLeft",
	"bottomRight",
	"topJoin",
	"bottomJoin",
	"leftJoin",
	"rightJoin",
	"join",
	"outside",
] as const;
export type BorderCell = (typeof BORDER_CELLS)[number];
export type BorderLines = "single" | "double" | "heavy" | "rounded" | "simple";

/** A character for each of BORDER_CELLS ("inside" is a blank). */
const BORDER_LINES: Readonly<Record<BorderLines, string>> = {
	single: " │─┌┐└┘┬┴├┤┼·",
	double: " ║═╔╗╚╝╦╩╠╣╬·",
	heavy: " ┃━┏┓┗┛┳┻┣┫╋·",
	rounded: " │─╭╮╰╯┳┻├┤╋·",
	simple: " |-+++++++++.",
};

/** The character of one cell of a border. */
export function borderCharacter(lines: BorderLines, cell: BorderCell): string {
	return BORDER_LINES[lines][BORDER_CELLS.indexOf(cell)] ?? " ";
}
