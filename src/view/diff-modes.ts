/**
 * The part of a frame that is not cells: title, directory, progress, the modes
 * of mouse, paste, focus and keys, and how the cursor looks. Only what changed
 * is sent, everything when the terminal is unknown. Called by diff.ts.
 */
import type { CursorShape, MouseMode } from "../screen/screen.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { colourToRgb } from "../term/colour.ts";
import type { OuterTerminal } from "./diff-output.ts";
import type { Frame, FrameCursor } from "./frame.ts";

/** Longest title or path that is sent, in UTF-16 units. */
const MAX_TEXT = 4096;

/** Terminals differ in how the modes hang together: all off, then on what is wanted. */
const MOUSE_OFF = "\x1b[?1006l\x1b[?1000l\x1b[?1002l\x1b[?1003l";
const MOUSE_ON: Readonly<Record<MouseMode, string>> = {
	none: "",
	standard: "\x1b[?1006h\x1b[?1000h",
	button: "\x1b[?1006h\x1b[?1000h\x1b[?1002h",
	all: "\x1b[?1006h\x1b[?1000h\x1b[?1002h\x1b[?1003h",
};

/** DECSCUSR numbers of the blinking form; the steady one is the next. */
const SHAPES: Readonly<Record<Exclude<CursorShape, "default">, number>> = { block: 1, underline: 3, bar: 5 };

/** Modes that are on or off: key of the frame, capability, on, off. */
const SWITCHES = [
	["bracketedPaste", "bracketedPaste", "\x1b[?2004h", "\x1b[?2004l"],
	["focusEvents", "focusEvents", "\x1b[?1004h", "\x1b[?1004l"],
	["cursorKeys", undefined, "\x1b[?1h", "\x1b[?1l"],
	["keypad", undefined, "\x1b=", "\x1b>"],
] as const;

/** Sends what differs outside the cells, without the cursor. */
export function sendModes(out: OuterTerminal, prev: Frame | undefined, next: Frame): void {
	const { bytes, caps } = out;
	if (caps.mouse && prev?.mouse !== next.mouse) bytes.ascii(MOUSE_OFF + MOUSE_ON[next.mouse]);
	for (const [key, cap, on, off] of SWITCHES) {
		if (prev?.[key] !== next[key] && (cap === undefined || caps[cap])) bytes.ascii(next[key] ? on : off);
	}
	if (caps.title && next.title !== undefined && next.title !== prev?.title) osc(out, "0;", next.title);
	if (caps.path && next.path !== undefined && next.path !== prev?.path) osc(out, "7;", next.path);
	sendProgress(out, prev, next);
}

function osc(out: OuterTerminal, start: string, text: string): void {
	out.bytes.ascii(`\x1b]${start}`);
	out.bytes.text(text.slice(0, MAX_TEXT));
	out.bytes.byte(0x07);
}

function sendProgress(out: OuterTerminal, prev: Frame | undefined, next: Frame): void {
	if (!out.caps.progress) return;
	const state = next.progress?.state ?? 0;
	const value = next.progress?.value ?? 0;
	if (state === (prev?.progress?.state ?? 0) && value === (prev?.progress?.value ?? 0)) return;
	const percent = Math.max(0, Math.min(100, Math.trunc(value) || 0));
	out.bytes.ascii(`\x1b]9;4;${state};${percent}\x1b\\`);
}

/** Sends shape, blinking and colour of the cursor when they are not what was sent last. */
export function sendCursorLook(out: OuterTerminal, cursor: FrameCursor): void {
	sendColour(out, cursor);
	const byShape = out.caps.cursorShape && cursor.shape !== "default";
	const shape = out.caps.cursorShape ? cursor.shape : "default";
	const blinks = cursor.blinking || (!byShape && cursor.veryVisible === true);
	if (shape === out.cursorShape && blinks === out.cursorBlinks) return;
	if (shape !== "default") out.bytes.ascii(`\x1b[${SHAPES[shape] + (blinks ? 0 : 1)} q`);
	else {
		if (out.cursorShape !== "default") out.bytes.ascii(out.caps.cursorReset || "\x1b[0 q");
		out.bytes.ascii(blinks ? "\x1b[?12h" : "\x1b[?12l");
	}
	out.cursorShape = shape;
	out.cursorBlinks = blinks;
}

function sendColour(out: OuterTerminal, cursor: FrameCursor): void {
	if (!out.caps.cursorColour) return;
	const colour = colourToRgb(cursor.colour) ?? COLOUR_DEFAULT;
	if (colour === out.cursorColour) return;
	out.cursorColour = colour;
	if (colour === COLOUR_DEFAULT) out.bytes.ascii("\x1b]112\x07");
	else {
		const hex = (colour & 0xffffff).toString(16).padStart(6, "0");
		out.bytes.ascii(`\x1b]12;rgb:${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}\x07`);
	}
}
