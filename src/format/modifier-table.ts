/**
 * What each modifier letter means: the list of modifiers in front of a name
 * becomes one set of wishes. Called by expand.ts.
 */
import type { Modifier } from "./modifiers.ts";
import { stripEscapes } from "./scan.ts";
import type { SortCriteria, SortOrder } from "./sort.ts";
import { parseInteger } from "./text.ts";

/** All that the modifiers of one `#{}` ask for. */
export interface FormatModifiers {
	literal?: boolean;
	character?: boolean;
	colour?: "hex" | "foreground" | "background";
	baseName?: boolean;
	directory?: boolean;
	length?: boolean;
	width?: boolean;
	expand?: "plain" | "time";
	quoteShell?: boolean;
	quoteShellSingle?: boolean;
	quoteStyle?: boolean;
	quoteArgument?: boolean;
	time?: "full" | "pretty" | "relative" | "difference";
	timeFormat?: string;
	client?: { capability: boolean; feature: boolean; environment: boolean };
	cycle?: number;
	loop?: { readonly over: "sessions" | "windows" | "panes" | "clients"; readonly sort: SortCriteria };
	list?: { readonly over: "options" | "environment"; readonly flags: string };
	nameExists?: "window" | "session";
	search?: string;
	repeat?: boolean;
	not?: boolean;
	notNot?: boolean;
	junction?: string;
	compare?: Modifier;
	arithmetic?: readonly string[];
	readonly substitutes: Modifier[];
	/** Columns to keep: from the left, or from the right when negative; 0 = all. */
	limit: number;
	marker?: string;
	/** Columns to fill, as `limit`. */
	pad: number;
}

/** Widest trim and pad. */
const MAX_WIDTH = 10_000;
const MAX_CYCLE = 100;

type Setter = (to: FormatModifiers, modifier: Modifier) => void;

/** Sort letters of each loop; the first letter that is there counts. */
const LOOPS = {
	S: {
		over: "sessions",
		letters: [
			["i", "index"],
			["n", "name"],
			["t", "activity"],
		],
		fallback: "index",
	},
	W: {
		over: "windows",
		letters: [
			["i", "order"],
			["n", "name"],
			["t", "activity"],
		],
		fallback: "order",
	},
	P: {
		over: "panes",
		letters: [
			["i", "index"],
			["z", "z"],
		],
		fallback: "creation",
	},
	L: {
		over: "clients",
		letters: [
			["i", "order"],
			["n", "name"],
			["t", "activity"],
		],
		fallback: "order",
	},
} as const;

function loop(letter: keyof typeof LOOPS): Setter {
	const { over, letters, fallback } = LOOPS[letter];
	return (to, { args }) => {
		const flags = args[0] ?? "";
		const order: SortOrder = letters.find(([flag]) => flags.includes(flag))?.[1] ?? fallback;
		// Of several loops the first in this order wins.
		const rank = (name: string) => ["sessions", "windows", "panes", "clients"].indexOf(name);
		const sort = { order, reversed: flags.includes("r") };
		const first = to.loop !== undefined && rank(to.loop.over) < rank(over) ? to.loop.over : over;
		to.loop = { over: first, sort };
	};
}

const list =
	(over: "options" | "environment"): Setter =>
	(to, { args }) => {
		const flags = args.length === 1 ? (args[0] as string) : (to.list?.flags ?? "");
		to.list = { over: to.list?.over === "options" ? "options" : over, flags };
	};

const comparison: Setter = (to, modifier) => {
	to.compare = modifier;
};
const junction: Setter = (to, { name }) => {
	to.junction = name;
};

const colour: Setter = (to, { args }) => {
	const flags = args[0] ?? "";
	if (flags.includes("b") || to.colour === "background") to.colour = "background";
	else if (flags.includes("f") || to.colour === "foreground") to.colour = "foreground";
	else to.colour = "hex";
};

const time: Setter = (to, { args }) => {
	const flags = args[0] ?? "";
	to.time ??= "full";
	if (flags.includes("p")) to.time = to.time === "full" ? "pretty" : to.time;
	else if (flags.includes("r")) to.time = "relative";
	else if (flags.includes("d")) to.time = to.time === "relative" ? to.time : "difference";
	else if (args.length >= 2 && flags.includes("f")) to.timeFormat = stripEscapes(args[1] as string);
};

const quote: Setter = (to, { args }) => {
	const flags = args[0];
	if (flags === undefined) to.quoteShell = true;
	else if (flags.includes("s")) to.quoteShellSingle = true;
	else if (flags.includes("e") || flags.includes("h")) to.quoteStyle = true;
	else if (flags.includes("a")) to.quoteArgument = true;
};

/** Letter -> what it sets. */
const SETTERS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
	["m", comparison],
	["<", comparison],
	[">", comparison],
	["==", comparison],
	["!=", comparison],
	[">=", comparison],
	["<=", comparison],
	["||", junction],
	["&&", junction],
	[
		"!",
		(to) => {
			to.not = true;
		},
	],
	[
		"!!",
		(to) => {
			to.notNot = true;
		},
	],
	[
		"C",
		(to, { args }) => {
			to.search = args[0] ?? "";
		},
	],
	[
		"s",
		(to, modifier) => {
			if (modifier.args.length >= 2) to.substitutes.push(modifier);
		},
	],
	[
		"=",
		(to, { args }) => {
			if (args.length === 0) return;
			to.limit = parseInteger(args[0] as string, -MAX_WIDTH, MAX_WIDTH) ?? 0;
			if (args[1] !== undefined) to.marker = args[1];
		},
	],
	[
		"p",
		(to, { args }) => {
			if (args.length > 0) to.pad = parseInteger(args[0] as string, -MAX_WIDTH, MAX_WIDTH) ?? 0;
		},
	],
	[
		"A",
		(to, { args }) => {
			to.cycle ??= 1;
			if (args.length > 0) to.cycle = parseInteger(args[0] as string, 1, MAX_CYCLE) ?? 1;
		},
	],
	[
		"w",
		(to) => {
			to.width = true;
		},
	],
	[
		"e",
		(to, { args }) => {
			if (args.length >= 1 && args.length <= 3) to.arithmetic = args;
		},
	],
	[
		"l",
		(to) => {
			to.literal = true;
		},
	],
	[
		"a",
		(to) => {
			to.character = true;
		},
	],
	[
		"b",
		(to) => {
			to.baseName = true;
		},
	],
	["c", colour],
	[
		"d",
		(to) => {
			to.directory = true;
		},
	],
	[
		"n",
		(to) => {
			to.length = true;
		},
	],
	[
		"I",
		(to, { args }) => {
			const flags = args[0] ?? "";
			const wanted = {
				capability: flags.includes("c"),
				feature: flags.includes("f"),
				environment: flags.includes("e"),
			};
			if (wanted.capability || wanted.feature || wanted.environment) to.client = wanted;
		},
	],
	["t", time],
	["q", quote],
	[
		"E",
		(to) => {
			to.expand = "plain";
		},
	],
	[
		"T",
		(to) => {
			to.expand ??= "time";
		},
	],
	[
		"N",
		(to, { args }) => {
			if (args.length === 0 || args[0]?.includes("w")) to.nameExists = "window";
			else if (args[0]?.includes("s")) to.nameExists ??= "session";
		},
	],
	["S", loop("S")],
	["W", loop("W")],
	["P", loop("P")],
	["L", loop("L")],
	["O", list("options")],
	["V", list("environment")],
	[
		"R",
		(to) => {
			to.repeat = true;
		},
	],
]);

/** The wishes of a list of modifiers. */
export function readModifiers(modifiers: readonly Modifier[]): FormatModifiers {
	const to: FormatModifiers = { substitutes: [], limit: 0, pad: 0 };
	for (const modifier of modifiers) SETTERS.get(modifier.name)?.(to, modifier);
	return to;
}
