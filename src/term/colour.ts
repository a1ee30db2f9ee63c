/**
 * Colours as text and as numbers: reading and showing the names of the style
 * language (`red`, `colour123`, `#rrggbb`, `themered`, X11 names), moving
 * between direct, 256 and 16 colours, dimming. Called by styles, options,
 * formats, the inner terminal's OSC handlers and the differ.
 */
import { strtonum } from "../util/strtonum.ts";
import {
	COLOUR_DEFAULT,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
	COLOUR_FLAG_THEME,
	COLOUR_NONE,
	COLOUR_TERMINAL,
	type Colour,
} from "./attributes.ts";
import { X11_COLOURS } from "./x11-colours.ts";

/** A theme colour: its name, the options that set it, and what it is when they do not. */
export interface ThemeColour {
	readonly name: string;
	readonly darkOption: string;
	readonly lightOption: string;
	/** The basic colour that stands for it where no client's theme is known. */
	readonly terminalColour: Colour;
}

const themeColour = (shade: string, terminalColour: Colour): ThemeColour => ({
	name: `theme${shade.replace("-", "")}`,
	darkOption: `dark-theme-${shade}`,
	lightOption: `light-theme-${shade}`,
	terminalColour,
});

/** In the order of their index under COLOUR_FLAG_THEME. */
export const THEME_COLOURS: readonly ThemeColour[] = [
	themeColour("black", 0),
	themeColour("white", 7),
	themeColour("light-grey", 7),
	themeColour("dark-grey", 0),
	themeColour("green", 2),
	themeColour("yellow", 3),
	themeColour("red", 1),
	themeColour("blue", 4),
	themeColour("cyan", 6),
	themeColour("magenta", 5),
];

const BASIC = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
const BRIGHT_BASE = 90;

/** Every name that stands for one number: what parseColour and colourName share. */
const NAMED: readonly (readonly [string, Colour])[] = [
	["default", COLOUR_DEFAULT],
	["terminal", COLOUR_TERMINAL],
	...THEME_COLOURS.map((theme, i) => [theme.name, i | COLOUR_FLAG_THEME] as const),
	...BASIC.map((name, i) => [name, i] as const),
	...BASIC.map((name, i) => [`bright${name}`, BRIGHT_BASE + i] as const),
];
const BY_NAME: ReadonlyMap<string, Colour> = new Map([
	...NAMED,
	...BASIC.map((_, i) => [String(i), i] as const),
	...BASIC.map((_, i) => [String(BRIGHT_BASE + i), BRIGHT_BASE + i] as const),
]);
const BY_NUMBER: ReadonlyMap<Colour, string> = new Map(NAMED.map(([name, colour]) => [colour, name]));

/** A colour as styles and options write it, or undefined when it is none. */
export function parseColour(text: string): Colour | undefined {
	if (text.length === 7 && text.startsWith("#")) {
		return /^#[0-9a-fA-F]{6}$/.test(text) ? Number.parseInt(text.slice(1), 16) | COLOUR_FLAG_RGB : undefined;
	}
	const lower = text.toLowerCase();
	const palette = /^colou?r/.exec(lower);
	if (palette) {
		const index = strtonum(text.slice(palette[0].length), 0, 255);
		return typeof index === "number" ? index | COLOUR_FLAG_256 : undefined;
	}
	return BY_NAME.get(lower) ?? x11Colour(lower);
}

/** A colour by its X11 name in lower case. */
function x11Colour(lower: string): Colour | undefined {
	const grey = /^gr[ea]y/.exec(lower);
	if (grey) {
		if (lower.length === grey[0].length) return 0xbebebe | COLOUR_FLAG_RGB;
		const percent = strtonum(lower.slice(grey[0].length), 0, 100);
		if (typeof percent !== "number") return undefined;
		const level = Math.round(2.55 * percent);
		return joinRgb(level, level, level);
	}
	const rgb = X11_COLOURS.get(lower);
	return rgb === undefined ? undefined : rgb | COLOUR_FLAG_RGB;
}

/** A colour as X11 and terminals write it (`rgb:rr/gg/bb`, `#rrggbb`, `r,g,b`, `cmy:`, a name). */
export function parseX11Colour(text: string): Colour | undefined {
	const hex =
		/^rgb:([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]{2})$/i.exec(text) ??
		/^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text) ??
		/^rgb:([0-9a-f]{2})[0-9a-f]{2}\/([0-9a-f]{2})[0-9a-f]{2}\/([0-9a-f]{2})[0-9a-f]{2}$/i.exec(text) ??
		/^#([0-9a-f]{2})[0-9a-f]{2}([0-9a-f]{2})[0-9a-f]{2}([0-9a-f]{2})[0-9a-f]{2}$/i.exec(text);
	if (hex)
		return joinRgb(Number.parseInt(hex[1]!, 16), Number.parseInt(hex[2]!, 16), Number.parseInt(hex[3]!, 16));
	const decimal = /^\s*(\d{1,9}),\s*(\d{1,9}),\s*(\d{1,9})/.exec(text);
	if (decimal) return joinRgb(Number(decimal[1]), Number(decimal[2]), Number(decimal[3]));
	const cmyk = /^cmyk?:([\d.]{1,20})\/([\d.]{1,20})\/([\d.]{1,20})(?:\/([\d.]{1,20}))?/.exec(text);
	if (cmyk) {
		const [c, m, y, k] = [cmyk[1], cmyk[2], cmyk[3], cmyk[4] ?? "0"].map(Number) as [
			number,
			number,
			number,
			number,
		];
		if (![c, m, y, k].every((part) => part >= 0 && part <= 1)) return undefined;
		const part = (ink: number) => Math.trunc((1 - ink) * (1 - k) * 255);
		return joinRgb(part(c), part(m), part(y));
	}
	return x11Colour(text.replace(/^ +| +$/g, "").toLowerCase());
}

/** The name of `colour` as options show it. */
export function colourName(colour: Colour): string {
	if (colour === COLOUR_NONE) return "none";
	const known = BY_NUMBER.get(colour);
	if (known !== undefined) return known;
	if (colour & COLOUR_FLAG_THEME) return "invalid";
	if (colour & COLOUR_FLAG_RGB) return `#${(colour & 0xffffff).toString(16).padStart(6, "0")}`;
	if (colour & COLOUR_FLAG_256) return `colour${colour & 0xff}`;
	return "invalid";
}

/** A direct colour of three levels (0 to 255; higher bits are dropped). */
export function joinRgb(r: number, g: number, b: number): Colour {
	return ((r & 0xff) << 16) | ((g & 0xff) << 8) | (b & 0xff) | COLOUR_FLAG_RGB;
}

/** The levels of a direct colour. */
export function splitRgb(colour: Colour): readonly [r: number, g: number, b: number] {
	return [(colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff];
}

/** Levels of the 6x6x6 cube, which are not evenly spread. */
const CUBE = [0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff] as const;
const STANDARD_16 = [
	0x000000, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080, 0x008080, 0xc0c0c0, 0x808080, 0xff0000,
	0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff, 0xffffff,
] as const;
const GREY_START = 232;

/** The direct colour of palette entry `index` (its low 8 bits count). */
export function colour256ToRgb(index: number): Colour {
	const i = index & 0xff;
	if (i < 16) return STANDARD_16[i]! | COLOUR_FLAG_RGB;
	if (i >= GREY_START)
		return joinRgb(8 + 10 * (i - GREY_START), 8 + 10 * (i - GREY_START), 8 + 10 * (i - GREY_START));
	const n = i - 16;
	return joinRgb(CUBE[Math.floor(n / 36)]!, CUBE[Math.floor(n / 6) % 6]!, CUBE[n % 6]!);
}

function cubeStep(level: number): number {
	if (level < 48) return 0;
	return level < 114 ? 1 : Math.floor((level - 35) / 40);
}

const distance = (a: readonly number[], b: readonly number[]) =>
	a.reduce((sum, level, i) => sum + (level - b[i]!) ** 2, 0);

/** The palette colour nearest to three levels: from the cube, or a grey when that is closer. */
export function rgbTo256(r: number, g: number, b: number): Colour {
	const wanted = [r, g, b];
	const steps = wanted.map(cubeStep);
	const cube = 16 + 36 * steps[0]! + 6 * steps[1]! + steps[2]!;
	const fromCube = distance(
		steps.map((step) => CUBE[step]!),
		wanted,
	);
	if (fromCube === 0) return cube | COLOUR_FLAG_256;
	const average = Math.floor((r + g + b) / 3);
	const grey = average > 238 ? 23 : Math.trunc((average - 3) / 10);
	const level = 8 + 10 * grey;
	return (distance([level, level, level], wanted) < fromCube ? GREY_START + grey : cube) | COLOUR_FLAG_256;
}

/** `colour` for a terminal without direct colours; other colours stay. */
export function colourTo256(colour: Colour): Colour {
	if (colour < 0 || !(colour & COLOUR_FLAG_RGB)) return colour;
	return rgbTo256(...splitRgb(colour));
}

/** For each palette entry the entry of the first 16 to use instead, a hex digit each. */
const TO_16 =
	"0123456789abcdef0444cc2644cc2264cc2226ccaaaaecaaaaae1544cc3844cc" +
	"2264cc2226ccaaaaecaaaaae1154cc1154cc3384cc2226ccaaaaecaaaaae1115" +
	"cc1115cc1115cc3337ccaaaaecaaaaae9999dc9999dc9999dc9999dcbbbb7caa" +
	"aaae99999d99999d99999d99999d99999dbbbbbf000000888888777777ffffff";

/** The colour of the first 16 (0 to 15) that stands for palette entry `index`. */
export function colour256To16(index: number): number {
	return Number.parseInt(TO_16[index & 0xff]!, 16);
}

/** `colour` as a direct colour, or undefined where it has no levels (default, theme). */
export function colourToRgb(colour: Colour): Colour | undefined {
	if (colour < 0 || colour & COLOUR_FLAG_THEME) return undefined;
	if (colour & COLOUR_FLAG_RGB) return colour;
	if (colour & COLOUR_FLAG_256) return colour256ToRgb(colour);
	if (colour <= 7) return colour256ToRgb(colour);
	if (colour >= BRIGHT_BASE && colour <= BRIGHT_BASE + 7) return colour256ToRgb(8 + colour - BRIGHT_BASE);
	return undefined;
}

/** `colour` made darker by `percent` (0 to 100). Colours without levels stay as they are. */
export function dimColour(colour: Colour, percent: number): Colour {
	if (percent === 0 || colour === COLOUR_DEFAULT || colour === COLOUR_TERMINAL) return colour;
	const rgb = colourToRgb(colour);
	if (rgb === undefined) return colour;
	const keep = Math.max(0, 100 - percent);
	const [r, g, b] = splitRgb(rgb);
	const dim = (level: number) => Math.trunc((level * keep) / 100);
	return joinRgb(dim(r), dim(g), dim(b));
}

/** Whether a background makes a terminal a dark or a light one; undefined when it does not say. */
export function colourTheme(background: Colour): "dark" | "light" | undefined {
	if (background === 0 || background === BRIGHT_BASE) return "dark";
	if (background === 7 || background === BRIGHT_BASE + 7) return "light";
	const rgb = colourToRgb(background);
	if (rgb === undefined) return undefined;
	const [r, g, b] = splitRgb(rgb);
	return r + g + b > 382 ? "light" : "dark";
}

/** The basic colour that stands for a theme colour; any other colour is itself. */
export function withoutTheme(colour: Colour): Colour {
	if (colour < 0 || !(colour & COLOUR_FLAG_THEME)) return colour;
	return THEME_COLOURS[colour & 0xff]?.terminalColour ?? COLOUR_DEFAULT;
}

/** SGR parameters (`31`, `48;5;200`) that choose `colour` on a 256-colour, direct-colour terminal. */
export function colourSgr(colour: Colour, background: boolean): string | undefined {
	const plain = withoutTheme(colour);
	const start = background ? 40 : 30;
	if (plain === COLOUR_DEFAULT || plain === COLOUR_TERMINAL) return String(start + 9);
	if (plain < 0) return undefined;
	if (plain & COLOUR_FLAG_RGB) return `${start + 8};2;${splitRgb(plain).join(";")}`;
	if (plain & COLOUR_FLAG_256) return `${start + 8};5;${plain & 0xff}`;
	if (plain <= 7) return String(start + plain);
	if (plain >= BRIGHT_BASE && plain <= BRIGHT_BASE + 7) return String(start - 30 + plain);
	return undefined;
}
