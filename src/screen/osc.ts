/**
 * String sequences a pane understands: OSC by number, APC and ESC k, and the
 * DCS ones. One handler each; wrong arguments are ignored, as tmux does.
 */
import { COLOUR_DEFAULT, COLOUR_FLAG_256, type Colour } from "../term/attributes.ts";
import { colourToRgb, parseX11Colour, splitRgb } from "../term/colour.ts";
import { LINE } from "./cells.ts";
import type { PaneContext } from "./pane-context.ts";
import type { StringEnd } from "./pane-options.ts";
import type { PromptMarks } from "./xterm-private.ts";

type OscHandler = (pane: PaneContext, text: string, end: StringEnd) => void;

const DECODER = new TextDecoder("utf-8", { fatal: true });

/** Bytes as text, or undefined when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	try {
		return DECODER.decode(bytes);
	} catch {
		return undefined;
	}
}

/** Longest link or id kept. */
const MAX_LINK = 8192;

/** The colour as `rgb:rrrr/gggg/bbbb`, or undefined when it has no RGB value. */
function rgbText(colour: Colour): string | undefined {
	const rgb = colourToRgb(colour);
	if (rgb === undefined) return undefined;
	const hex = splitRgb(rgb).map((n) => n.toString(16).padStart(2, "0").repeat(2));
	return `rgb:${hex.join("/")}`;
}

/** The answer to a colour question: OSC `what` ; rgb:... */
export function colourReply(what: string, colour: Colour, end: StringEnd): string | undefined {
	const text = rgbText(colour);
	return text === undefined ? undefined : `\x1b]${what};${text}${end === "bel" ? "\x07" : "\x1b\\"}`;
}

function answerColour(pane: PaneContext, what: string, colour: Colour | undefined, end: StringEnd): void {
	const text = colour === undefined ? undefined : colourReply(what, colour, end);
	if (text !== undefined) pane.reply(text);
}

/** OSC 4 ; index ; colour or ? ; ... */
const palette: OscHandler = (pane, text, end) => {
	const parts = text.split(";");
	let changed = false;
	for (let i = 0; i + 1 < parts.length; i += 2) {
		const index = /^\s*\+?\d+$/.test(parts[i] as string) ? Number(parts[i]) : -1;
		if (index < 0 || index > 255) break;
		const value = parts[i + 1] as string;
		if (value === "?") {
			const own = pane.palette.get(index | COLOUR_FLAG_256);
			if (own !== undefined) answerColour(pane, `4;${index}`, own, end);
			else pane.askPalette(index, end);
			continue;
		}
		const colour = parseX11Colour(value);
		if (colour !== undefined && pane.palette.set(index, colour)) changed = true;
	}
	if (changed) pane.events.coloursChanged("palette");
};

/** OSC 104 ; index ; ... */
const resetPalette: OscHandler = (pane, text) => {
	if (text === "") pane.palette.clear();
	else {
		let changed = false;
		for (const part of text.split(";")) {
			const index = part === "" ? 0 : /^\d+$/.test(part) ? Number(part) : -1;
			if (index < 0 || index > 255) break;
			if (pane.palette.set(index, undefined)) changed = true;
		}
		if (!changed) return;
	}
	pane.events.coloursChanged("palette");
};

/** OSC 10 and 11 ; colour or ? */
const setOrAsk =
	(layer: "fg" | "bg", number: string): OscHandler =>
	(pane, text, end) => {
		if (text === "?") {
			answerColour(pane, number, pane.events.queryColour(layer), end);
			return;
		}
		const colour = parseX11Colour(text);
		if (colour === undefined) return;
		pane.palette[layer] = colour;
		pane.events.coloursChanged(layer);
	};

/** OSC 110 and 111 */
const reset =
	(layer: "fg" | "bg"): OscHandler =>
	(pane, text) => {
		if (text !== "") return;
		pane.palette[layer] = COLOUR_DEFAULT;
		pane.events.coloursChanged(layer);
	};

/** OSC 12 ; colour or ? */
const cursorColour: OscHandler = (pane, text, end) => {
	if (text === "?") {
		const own = pane.cursorColour;
		answerColour(pane, "12", own === COLOUR_DEFAULT ? pane.options.cursorColour : own, end);
		return;
	}
	const colour = parseX11Colour(text);
	if (colour === undefined) return;
	pane.cursorColour = colour;
	pane.events.coloursChanged("cursor");
};

/** OSC 112 */
const resetCursorColour: OscHandler = (pane, text) => {
	if (text !== "") return;
	pane.cursorColour = COLOUR_DEFAULT;
	pane.events.coloursChanged("cursor");
};

/** OSC 8 ; key=value:... ; URI */
const hyperlink: OscHandler = (pane, text) => {
	const semicolon = text.indexOf(";");
	if (semicolon < 0 || text.length > MAX_LINK) return;
	let id = "";
	for (const parameter of text.slice(0, semicolon).split(":")) {
		if (!parameter.startsWith("id=") || parameter.length < 4) continue;
		if (id !== "") return;
		id = parameter.slice(3);
	}
	const uri = text.slice(semicolon + 1);
	pane.writer.setLink(uri === "" ? undefined : pane.writer.internLink(uri, id));
};

/** OSC 9 ; 4 ; state ; per cent */
const progress: OscHandler = (pane, text) => {
	const match = /^4;([0-4])(?:;|;(\d{1,3}))?$/.exec(text);
	if (!match) return;
	const value = match[2] === undefined ? -1 : Number(match[2]);
	if (value > 100) return;
	pane.events.progress(Number(match[1]), value);
};

/** Which clipboards OSC 52 may name. */
const CLIPBOARDS = "cpqs01234567";

/** OSC 52 ; clipboards ; base64 or ? */
const clipboard: OscHandler = (pane, text, end) => {
	if (!pane.options.setClipboard) return;
	const semicolon = text.indexOf(";");
	if (semicolon < 0) return;
	const value = text.slice(semicolon + 1);
	if (value === "") return;
	const selection = [...new Set(text.slice(0, semicolon))].filter((c) => CLIPBOARDS.includes(c)).join("");
	if (value === "?") {
		pane.events.clipboardQuery(selection, end);
		return;
	}
	if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value) || value.replace(/\s/g, "").length % 4 !== 0) return;
	pane.events.clipboardSet(selection, new Uint8Array(Buffer.from(value, "base64")));
};

/** Exit status of OSC 133 ; D ; status: 0 when there is none, 255 when it is no number. */
function exitStatus(text: string): number {
	const value = text.split(";")[1];
	if (value === undefined || value === "" || value.includes("=")) return 0;
	return /^\d+$/.test(value) && Number(value) <= 255 ? Number(value) : 255;
}

const NO_MARKS: PromptMarks = {
	promptColumn: 0,
	commandColumn: 0,
	outputStartColumn: 0,
	outputEndColumn: 0,
	exitStatus: 0,
};

function mark(pane: PaneContext, flag: number, columns: Partial<PromptMarks>, fresh = false): void {
	const { meta } = pane.writer.grid.line(pane.writer.y);
	meta.flags |= flag;
	meta.marks = { ...(fresh ? NO_MARKS : (meta.marks ?? NO_MARKS)), ...columns };
}

function startPrompt(pane: PaneContext): void {
	mark(pane, LINE.startPrompt, { promptColumn: pane.writer.x }, true);
	pane.events.prompt({ kind: "prompt" });
}

const startCommand = (pane: PaneContext): void =>
	mark(pane, LINE.startCommand, { commandColumn: pane.writer.x });

/** OSC 133 by its letter. */
const SHELL_MARKS: Readonly<Record<string, (pane: PaneContext, text: string) => void>> = {
	A: startPrompt,
	N: startPrompt,
	P: (pane, text) =>
		mark(pane, /;k=s(;|$)/.test(text) ? LINE.secondPrompt : LINE.startPrompt, {
			promptColumn: pane.writer.x,
		}),
	B: startCommand,
	I: startCommand,
	C: (pane) => {
		mark(pane, LINE.startOutput, { outputStartColumn: pane.writer.x });
		pane.events.prompt({ kind: "command-started" });
	},
	D: (pane, text) => {
		const status = exitStatus(text);
		pane.events.prompt({ kind: "command-finished", status });
		mark(pane, LINE.endOutput, { outputEndColumn: pane.writer.x, exitStatus: status });
	},
};

const title: OscHandler = (pane, text) => {
	if (pane.options.allowSetTitle) pane.setTitle(text);
};

/** OSC number -> handler. */
const OSC_TABLE: Readonly<Record<number, OscHandler>> = {
	0: title, // OSC 0 ; title
	2: title, // OSC 2 ; title
	4: palette,
	7: (pane, text) => pane.setPath(text), // OSC 7 ; file:// URL
	8: hyperlink,
	9: progress,
	10: setOrAsk("fg", "10"),
	11: setOrAsk("bg", "11"),
	12: cursorColour,
	52: clipboard,
	104: resetPalette,
	110: reset("fg"),
	111: reset("bg"),
	112: resetCursorColour,
	133: (pane, text) => SHELL_MARKS[text.charAt(0)]?.(pane, text), // OSC 133 ; letter ; ...
};

/** A whole OSC without its introducer. */
export function runOsc(pane: PaneContext, bytes: Uint8Array, end: StringEnd): void {
	const text = decodeUtf8(bytes);
	const match = text === undefined ? null : /^(\d{1,9})(?:;|$)/.exec(text);
	if (text === undefined || !match) return;
	OSC_TABLE[Number(match[1])]?.(pane, text.slice(match[0].length), end);
}

/** APC: also sets the title. */
export function runApc(pane: PaneContext, bytes: Uint8Array): void {
	const text = decodeUtf8(bytes);
	if (text !== undefined) title(pane, text, "st");
}

/** ESC k name ESC \ : the window's name. */
export function runRename(pane: PaneContext, bytes: Uint8Array): void {
	if (!pane.options.allowRename) return;
	const text = decodeUtf8(bytes);
	if (text !== undefined && !/[\0-\x1f\x7f]/.test(text)) pane.events.rename(text);
}

/** DECSCUSR number of the cursor as it looks now. */
function cursorStyleNumber(pane: PaneContext): number {
	const base = { default: 0, block: 1, underline: 3, bar: 5 }[pane.cursorShape];
	if (base === 0)
		return pane.options.cursorStyle >= 0 && pane.options.cursorStyle <= 6 ? pane.options.cursorStyle : 0;
	return pane.modes.cursorBlinking ? base : base + 1;
}

const PASSTHROUGH = [0x74, 0x6d, 0x75, 0x78, 0x3b]; // tmux;

/** A whole DCS: parameters, intermediates, final byte and data. */
export function runDcs(pane: PaneContext, bytes: Uint8Array): void {
	let at = 0;
	while (at < bytes.length && (bytes[at] as number) < 0x40) at++;
	const header = String.fromCharCode(...bytes.subarray(0, Math.min(at, 64)));
	const body = bytes.subarray(at);
	// DCS $ q Pt ST  DECRQSS
	if (header === "$" && body[0] === 0x71) {
		const known = body.length >= 3 && body[1] === 0x20 && body[2] === 0x71;
		pane.reply(known ? `\x1bP1$r q${cursorStyleNumber(pane)} q\x1b\\` : "\x1bP0$r\x1b\\");
		return;
	}
	// DCS tmux; ... ST  for the outer terminal
	if (pane.options.allowPassthrough && PASSTHROUGH.every((byte, i) => body[i] === byte)) {
		pane.events.passthrough(body.slice(PASSTHROUGH.length));
	}
}
