/**
 * Terminal features: the named bundles of capabilities that terminfo does not
 * know of, which of them a terminal has by its name or its own replies, and
 * which capabilities each brings. Only data and pure functions; term-caps.ts
 * applies them, the connection feeds it replies.
 */

/** What a feature sets: capability -> value; true for a flag, null to remove it. */
export type FeatureCaps = Readonly<Record<string, string | true | null>>;

const ESC = "\x1b";
const PALETTE: FeatureCaps = {
	AX: true,
	setab: `${ESC}[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m`,
	setaf: `${ESC}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m`,
};

/** In the order they are listed and applied. */
export const FEATURES = {
	"256": PALETTE,
	bpaste: { Enbp: `${ESC}[?2004h`, Dsbp: `${ESC}[?2004l` },
	ccolour: { Cs: `${ESC}]12;%p1%s\x07`, Cr: `${ESC}]112\x07` },
	clipboard: { Ms: `${ESC}]52;%p1%s;%p2%s\x07` },
	hyperlinks: { Hls: `${ESC}]8;%?%p1%l%tid=%p1%s%;;%p2%s${ESC}\\` },
	cstyle: { Ss: `${ESC}[%p1%d q`, Se: `${ESC}[2 q` },
	extkeys: { Eneks: `${ESC}[>4;2m`, Dseks: `${ESC}[>4m` },
	focus: { Enfcs: `${ESC}[?1004h`, Dsfcs: `${ESC}[?1004l` },
	// The built-in function keys only: what terminfo says of them is wrong for this terminal.
	ignorefkeys: Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`kf${i}`, null])),
	margins: {
		Enmg: `${ESC}[?69h`,
		Dsmg: `${ESC}[?69l`,
		Clmg: `${ESC}[s`,
		Cmg: `${ESC}[%i%p1%d;%p2%ds`,
	},
	mouse: { kmous: `${ESC}[M` },
	osc7: { Swd: `${ESC}]7;`, fsl: "\x07" },
	overline: { Smol: `${ESC}[53m` },
	progressbar: { Spb: `${ESC}]9;4;%p1%d;%p2%d${ESC}\\` },
	rectfill: { Rect: true },
	RGB: {
		...PALETTE,
		setrgbf: `${ESC}[38;2;%p1%d;%p2%d;%p3%dm`,
		setrgbb: `${ESC}[48;2;%p1%d;%p2%d;%p3%dm`,
	},
	sixel: { Sxl: true },
	strikethrough: { smxx: `${ESC}[9m` },
	sync: { Sync: `${ESC}[?2026%?%p1%{1}%-%tl%eh%;` },
	title: { tsl: `${ESC}]0;`, fsl: "\x07" },
	usstyle: {
		Smulx: `${ESC}[4:%p1%dm`,
		Setulc: `${ESC}[58:2:%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m`,
		Setulc1: `${ESC}[58:5:%p1%dm`,
		ol: `${ESC}[59m`,
	},
} as const satisfies Readonly<Record<string, FeatureCaps>>;

export type FeatureName = keyof typeof FEATURES;
export const FEATURE_NAMES = Object.keys(FEATURES) as FeatureName[];

const BY_LOWER: ReadonlyMap<string, FeatureName> = new Map(
	FEATURE_NAMES.map((name) => [name.toLowerCase(), name]),
);

/** Features on and off: `off` wins over whatever else would turn one on. */
export interface FeatureSet {
	readonly on: ReadonlySet<FeatureName>;
	readonly off: ReadonlySet<FeatureName>;
}

export const NO_FEATURES: FeatureSet = { on: new Set(), off: new Set() };

/**
 * `set` with the features of `list` (names split by `separator`, `name@` turns
 * one off for good). Reading stops at the first unknown name.
 */
export function addFeatures(set: FeatureSet, list: string, separator: "," | ":" = ","): FeatureSet {
	const on = new Set(set.on);
	const off = new Set(set.off);
	for (const word of list.split(separator)) {
		const remove = word.endsWith("@");
		const name = BY_LOWER.get((remove ? word.slice(0, -1) : word).toLowerCase());
		if (name === undefined) break;
		if (remove) {
			on.delete(name);
			off.add(name);
		} else if (!off.has(name)) on.add(name);
	}
	return { on, off };
}

/** Names of the features that are on, joined by commas, as `#{client_termfeatures}` shows them. */
export function featuresToString(on: ReadonlySet<FeatureName>): string {
	return FEATURE_NAMES.filter((name) => on.has(name)).join(",");
}

const MODERN = "256,RGB,bpaste,clipboard,mouse,strikethrough,title";

/** What each known terminal has, by the name it gives itself. */
const TERMINALS: Readonly<Record<string, string>> = {
	mintty: `${MODERN},ccolour,cstyle,extkeys,margins,overline,usstyle`,
	tmux: `${MODERN},ccolour,cstyle,extkeys,focus,overline,usstyle,hyperlinks,progressbar`,
	"rxvt-unicode": "256,bpaste,ccolour,cstyle,mouse,title,ignorefkeys",
	iTerm2: `${MODERN},cstyle,extkeys,margins,usstyle,sync,osc7,hyperlinks,progressbar`,
	foot: `${MODERN},ccolour,cstyle,extkeys,usstyle,sync,osc7,hyperlinks`,
	WezTerm: `${MODERN},ccolour,cstyle,extkeys,focus,hyperlinks,usstyle`,
	ghostty: `${MODERN},ccolour,cstyle,extkeys,focus,overline,hyperlinks,osc7,sync,usstyle,progressbar`,
	Rio: `${MODERN},ccolour,cstyle,focus,overline,hyperlinks,osc7,sync,usstyle,progressbar`,
	XTerm: `${MODERN},ccolour,cstyle,extkeys,focus`,
};

/** How a reply to XTVERSION begins. */
const VERSION_PREFIXES: readonly (readonly [prefix: string, terminal: string])[] = [
	["iTerm2 ", "iTerm2"],
	["tmux ", "tmux"],
	["XTerm(", "XTerm"],
	["mintty ", "mintty"],
	["foot(", "foot"],
	["WezTerm ", "WezTerm"],
	["ghostty ", "ghostty"],
	["Rio ", "Rio"],
];

/** First parameter of a secondary device attributes reply -> terminal (an initial, mostly). */
const SECONDARY_IDS: ReadonlyMap<number, string> = new Map([
	[0x4d, "mintty"],
	[0x54, "tmux"],
	[0x55, "rxvt-unicode"],
]);

/** Parameter of a primary device attributes reply -> feature. */
const PRIMARY_FEATURES: ReadonlyMap<number, FeatureName> = new Map([
	[4, "sixel"],
	[21, "margins"],
	[28, "rectfill"],
	[52, "clipboard"],
]);

/** Features of the terminal that answers XTVERSION with `text`; "" for an unknown one. */
export function featuresOfVersion(text: string): string {
	const known = VERSION_PREFIXES.find(([prefix]) => text.startsWith(prefix));
	return known ? (TERMINALS[known[1]] ?? "") : "";
}

/** Features told by a primary device attributes reply (VT level 1 to 5 only). */
export function featuresOfPrimary(params: readonly number[]): string {
	const level = params[0] ?? 0;
	if (level < 61 || level > 65) return "";
	return params
		.slice(1)
		.flatMap((param) => PRIMARY_FEATURES.get(param) ?? [])
		.join(",");
}

/** Features told by a secondary device attributes reply. */
export function featuresOfSecondary(params: readonly number[]): string {
	const terminal = SECONDARY_IDS.get(params[0] ?? 0);
	return terminal === undefined ? "" : (TERMINALS[terminal] ?? "");
}

/** Features told by the answer to a question after mode 2026 (DECRPM status 0 to 4). */
export function featuresOfSyncReport(status: number): string {
	return status >= 1 && status <= 3 ? "sync" : "";
}

/** Features told by COLORTERM in the client's environment. */
export function featuresOfColorterm(value: string | undefined): string {
	if (value === undefined) return "";
	const lower = value.toLowerCase();
	if (lower === "truecolor" || lower === "24bit") return "RGB";
	return value.includes("256") ? "256" : "";
}
