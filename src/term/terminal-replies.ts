/**
 * What a terminal sends that is not a key: answers to questions (device
 * attributes, colours, clipboard, sizes, modes). Readers are tables by the
 * shape of the sequence. A string nobody asked for is recognised and dropped; a
 * CSI that answers no question of ours is typed, as a program may have asked
 * through the passthrough. Only key-decoder.ts uses this.
 *
 *   CSI private? params intermediates final     ESC [ ? 6 2 ; 4 c
 *   OSC number ; text (BEL | ST)                ESC ] 1 1 ; rgb:... BEL
 *   DCS text ST                                 ESC P > | name ST
 */
import type { Colour } from "./attributes.ts";
import { parseX11Colour } from "./colour.ts";

/** An answer of the outer terminal. */
export type TerminalReply =
	/** Primary device attributes (CSI ? ... c). */
	| { readonly type: "da1"; readonly params: readonly number[] }
	/** Secondary device attributes (CSI > ... c). */
	| { readonly type: "da2"; readonly params: readonly number[] }
	/** Name and version (XTVERSION). */
	| { readonly type: "xtversion"; readonly text: string }
	/** State of the private mode for synchronized output: 0 unknown, 1 set, 2 reset, 3 and 4 for ever so. */
	| { readonly type: "mode"; readonly mode: number; readonly status: number }
	/** The terminal's default colours. */
	| {
			readonly type: "colour";
			readonly which: "foreground" | "background" | "cursor";
			readonly colour: Colour;
	  }
	/** One entry of the palette. */
	| { readonly type: "palette"; readonly index: number; readonly colour: Colour }
	/** What is in the clipboard; `selection` is a letter of OSC 52 or "". */
	| { readonly type: "clipboard"; readonly selection: string; readonly data: Uint8Array }
	/** Size of the text area. */
	| { readonly type: "size"; readonly cols: number; readonly rows: number }
	| { readonly type: "pixels"; readonly width: number; readonly height: number };

/** A CSI sequence taken apart. */
export interface Csi {
	readonly prefix: string;
	readonly params: readonly number[];
	readonly intermediates: string;
	readonly final: string;
	readonly size: number;
}

/** Longest CSI sequence read as one. */
const MAX_CSI = 128;
const MAX_PARAM = 0x7fffffff;
/** Largest OSC or DCS kept; a longer one is read to its end and dropped. */
export const MAX_STRING = 1 << 20;
/** A terminal's size may not be absurd. */
const MAX_CELLS = 10000;
const MAX_PIXELS = 1 << 20;
/** The only private mode that is asked for. */
const SYNC_MODE = 2026;

const ESC = 0x1b;
const BEL = 0x07;

/** Parameters of a CSI; one that is not a number is 0. */
function numbers(text: string): number[] {
	return text.split(";").map((word) => (/^\d+$/.test(word) ? Math.min(Number(word), MAX_PARAM) : 0));
}

/**
 * The CSI sequence at `from`, "partial" when it may still become one, or
 * undefined when it is none. Bytes at `from` are ESC `[`.
 */
export function readCsi(bytes: Uint8Array, from: number): Csi | "partial" | undefined {
	let at = from + 2;
	const end = Math.min(bytes.length, from + MAX_CSI);
	const take = (low: number, high: number): string => {
		const start = at;
		while (at < end && (bytes[at] as number) >= low && (bytes[at] as number) <= high) at++;
		return String.fromCharCode(...bytes.subarray(start, at));
	};
	const prefix = take(0x3c, 0x3f);
	const params = take(0x30, 0x3b);
	const intermediates = take(0x20, 0x2f);
	if (prefix.length > 1) return undefined;
	if (at >= end) {
		// rxvt ends keys with `$`, so what has no prefix is complete there for the key table.
		return bytes.length - from >= MAX_CSI || (prefix === "" && intermediates !== "") ? undefined : "partial";
	}
	const final = bytes[at] as number;
	if (final < 0x40 || final > 0x7e) return undefined;
	return {
		prefix,
		params: numbers(params),
		intermediates,
		final: String.fromCharCode(final),
		size: at + 1 - from,
	};
}

type CsiReader = (params: readonly number[]) => TerminalReply | undefined;

/** Readers by prefix, intermediates and final. */
const CSI_REPLIES: Readonly<Record<string, CsiReader>> = {
	"?c": (params) => ({ type: "da1", params }),
	">c": (params) => ({ type: "da2", params }),
	"?$y": ([mode = 0, status = 0]) => (mode === SYNC_MODE ? { type: "mode", mode, status } : undefined),
	t: ([kind, height = 0, width = 0]) => {
		if (kind === 8 && height > 0 && width > 0 && height <= MAX_CELLS && width <= MAX_CELLS)
			return { type: "size", cols: width, rows: height };
		if (kind === 4 && height <= MAX_PIXELS && width <= MAX_PIXELS) return { type: "pixels", width, height };
		return undefined;
	},
};

/** The answer a CSI sequence is, or undefined. */
export function csiReply(csi: Csi): TerminalReply | undefined {
	const name = csi.prefix + csi.intermediates + csi.final;
	return Object.hasOwn(CSI_REPLIES, name) ? CSI_REPLIES[name]?.(csi.params) : undefined;
}

/** How strings that are answers begin; `partial` says what may still become such a beginning. */
const STRING_STARTS: readonly { readonly whole: RegExp; readonly partial: RegExp }[] = [
	{ whole: /^\x1b\]\d{1,5};/, partial: /^\x1b\]\d{0,5}$/ },
	{ whole: /^\x1bP(?:>\||[01][$+]r)/, partial: /^\x1bP(?:>|[01][$+]?)?$/ },
	{ whole: /^\x1b_G/, partial: /^\x1b_$/ },
];
const START_LENGTH = 8;

/** Do the bytes at `from` begin an OSC, DCS or APC answer? */
export function startsString(bytes: Uint8Array, from: number): boolean | "partial" {
	const head = String.fromCharCode(...bytes.subarray(from, from + START_LENGTH));
	if (STRING_STARTS.some(({ whole }) => whole.test(head))) return true;
	return bytes.length - from < START_LENGTH && STRING_STARTS.some(({ partial }) => partial.test(head))
		? "partial"
		: false;
}

/** End of a string: where its text ends and how long the terminator is. `scanFrom` saves looking twice. */
export function findStringEnd(
	bytes: Uint8Array,
	scanFrom: number,
): { readonly textEnd: number; readonly end: number } | undefined {
	for (let i = scanFrom; i < bytes.length; i++) {
		const byte = bytes[i];
		if (byte === BEL) return { textEnd: i, end: i + 1 };
		if (byte !== ESC) continue;
		if (i + 1 === bytes.length) return undefined;
		// An escape that is no terminator begins the next thing: the string was cut off.
		return bytes[i + 1] === 0x5c ? { textEnd: i, end: i + 2 } : { textEnd: i, end: i };
	}
	return undefined;
}

type OscReader = (text: string) => TerminalReply | undefined;

function defaultColour(which: "foreground" | "background" | "cursor"): OscReader {
	return (text) => {
		const colour = parseX11Colour(text);
		return colour === undefined ? undefined : { type: "colour", which, colour };
	};
}

const OSC_REPLIES: Readonly<Record<string, OscReader>> = {
	"4": (text) => {
		const match = /^(\d{1,3});(.{1,128})$/s.exec(text);
		const index = Number(match?.[1]);
		const colour = match && parseX11Colour(match[2] as string);
		if (colour === null || colour === undefined || index > 255) return undefined;
		return { type: "palette", index, colour };
	},
	"10": defaultColour("foreground"),
	"11": defaultColour("background"),
	"12": defaultColour("cursor"),
	"52": (text) => {
		const semicolon = text.indexOf(";");
		const encoded = text.slice(semicolon + 1);
		if (semicolon < 0 || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded)) return undefined;
		return {
			type: "clipboard",
			selection: semicolon === 1 ? (text[0] as string) : "",
			data: new Uint8Array(Buffer.from(encoded, "base64")),
		};
	},
};

/** The answer that a whole string (introducer included, terminator not) is, or undefined. */
export function stringReply(bytes: Uint8Array): TerminalReply | undefined {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
	const osc = /^\x1b\](\d{1,5});/.exec(text);
	if (osc) {
		const number = osc[1] as string;
		return Object.hasOwn(OSC_REPLIES, number) ? OSC_REPLIES[number]?.(text.slice(osc[0].length)) : undefined;
	}
	if (text.startsWith("\x1bP>|")) return { type: "xtversion", text: text.slice(4, 132) };
	return undefined;
}
