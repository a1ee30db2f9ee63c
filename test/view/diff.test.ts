/** What the differ sends, byte for byte, in the cases that matter most, and for terminals that lack things. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CellBuffer, DEFAULT_CELL_STYLE } from "../../src/screen/cell-buffer.ts";
import { ATTR, COLOUR_FLAG_RGB } from "../../src/term/attributes.ts";
import { TermCaps } from "../../src/term/term-caps.ts";
import { diff } from "../../src/view/diff.ts";
import { FULL_CAPS, type OutputCaps } from "../../src/view/diff-caps.ts";
import { OuterTerminal } from "../../src/view/diff-output.ts";
import type { Frame } from "../../src/view/frame.ts";
import { outputCapsFrom } from "../../src/view/output-caps.ts";
import { blankFrame, copyFrame, Random } from "./diff-frames.ts";

const XTERM = { name: "xterm", terminfo: undefined, overrides: [], features: [], clientFeatures: "" };

const outer = (caps: Partial<OutputCaps> = {}): OuterTerminal =>
	new OuterTerminal({ ...FULL_CAPS, sync: false, ...caps });
const sent = (prev: Frame | undefined, next: Frame, out = outer()): string =>
	Buffer.from(diff(prev, next, out)).toString();

function print(cells: CellBuffer, x: number, y: number, text: string, style = DEFAULT_CELL_STYLE): void {
	[...text].forEach((c, k) => {
		cells.set(cells.index(x + k, y), c, 1, style);
	});
}

function at(frame: Frame, x: number, y: number): Frame {
	return { ...frame, cursor: { ...frame.cursor, x, y } };
}

/** 200x50: a header, rows of text, a status line in colour. */
function fullFrame(): Frame {
	const frame = blankFrame(200, 50);
	const random = new Random(7);
	for (let y = 0; y < 49; y++)
		print(frame.cells, 0, y, `${y} ${"lorem ipsum ".repeat(4 + random.below(10))}`);
	print(frame.cells, 0, 49, "[0] status".padEnd(200), { ...DEFAULT_CELL_STYLE, fg: 0, bg: 2 });
	return at(frame, 0, 48);
}

test("the same frame sends nothing, in the same or another buffer", () => {
	const frame = fullFrame();
	assert.equal(sent(frame, frame), "");
	assert.equal(sent(frame, copyFrame(frame)), "");
});

test("a character typed is that character", () => {
	const prev = at(fullFrame(), 150, 3);
	const next = at(copyFrame(prev), 151, 3);
	print(next.cells, 150, 3, "a");
	assert.equal(sent(prev, next), "a");
	assert.equal(sent(prev, next, outer({ sync: true })), "a");
});

test("a change elsewhere hides the cursor, and is synchronised where that is known", () => {
	const prev = at(fullFrame(), 150, 3);
	const next = copyFrame(prev);
	print(next.cells, 1, 5, "X");
	assert.equal(sent(prev, next), "\x1b[?25l\x1b[6;2HX\x1b[4;151H\x1b[?25h");
	assert.equal(
		sent(prev, next, outer({ sync: true })),
		"\x1b[?2026h\x1b[?25l\x1b[6;2HX\x1b[4;151H\x1b[?25h\x1b[?2026l",
	);
});

test("a hidden cursor stays hidden without more ado", () => {
	const hidden = { ...blankFrame(10, 3).cursor, visible: false };
	const prev = { ...blankFrame(10, 3), cursor: hidden };
	const next = copyFrame(prev);
	print(next.cells, 2, 1, "X");
	assert.equal(sent(prev, next), "\x1b[2;3HX\x1b[H");
});

test("one line scrolled above the status line of 200x50 is small", () => {
	const prev = fullFrame();
	const next = copyFrame(prev);
	next.cells.copy(0, prev.cells, 200, 48 * 200);
	next.cells.clear(48 * 200, 200);
	print(next.cells, 0, 48, "one new line of output");
	const bytes = sent(prev, next);
	assert.equal(bytes, "\x1b[?25l\x1b[1;49r\x1b[49H\n\x1b[r\x1b[49Hone new line of output\r\x1b[?25h");
});

test("a band between header and status line moves down by reverse index", () => {
	const prev = fullFrame();
	const next = copyFrame(prev);
	next.cells.copy(12 * 200, prev.cells, 10 * 200, 20 * 200);
	next.cells.clear(10 * 200, 400);
	const bytes = sent(prev, next);
	assert.equal(bytes, "\x1b[?25l\x1b[11;32r\x1b[11H\x1bM\x1bM\x1b[r\x1b[49H\x1b[?25h");
});

test("two bands that move in opposite directions are two scrolls", () => {
	const prev = fullFrame();
	const next = copyFrame(prev);
	next.cells.copy(0, prev.cells, 200, 19 * 200);
	next.cells.clear(19 * 200, 200);
	next.cells.copy(26 * 200, prev.cells, 25 * 200, 20 * 200);
	next.cells.clear(25 * 200, 200);
	assert.ok(sent(prev, next).length < 90);
});

test("the end of a row is erased, with colour only where the terminal fills with it", () => {
	const style = { ...DEFAULT_CELL_STYLE, bg: 4 };
	const prev = blankFrame(20, 2);
	const next = copyFrame(prev);
	next.cells.clear(0, 20, style);
	assert.equal(sent(prev, next, outer({ rep: false })), "\x1b[44m\x1b[K\x1b[m");
	assert.equal(
		sent(prev, next, outer({ bce: false, rep: false })),
		`\x1b[?25l\x1b[44m${" ".repeat(20)}\x1b[m\r\x1b[?25h`,
	);
});

test("styles are changed by the shorter of difference and reset", () => {
	const prev = blankFrame(20, 1);
	const next = at(copyFrame(prev), 4, 0);
	const style = { ...DEFAULT_CELL_STYLE, fg: 1, attr: ATTR.bright };
	print(next.cells, 0, 0, "a", style);
	print(next.cells, 1, 0, "b", { ...style, attr: ATTR.bright | ATTR.curlyUnderscore });
	print(next.cells, 2, 0, "c", { ...style, attr: ATTR.dim });
	print(next.cells, 3, 0, "d");
	assert.equal(sent(prev, next), "\x1b[1;31ma\x1b[4:3mb\x1b[0;2;31mc\x1b[md");
});

test("what the terminal lacks is replaced as tmux does", () => {
	const prev = blankFrame(20, 1);
	const next = at(copyFrame(prev), 3, 0);
	print(next.cells, 0, 0, "i", { ...DEFAULT_CELL_STYLE, attr: ATTR.italics });
	print(next.cells, 1, 0, "u", { ...DEFAULT_CELL_STYLE, us: 1, attr: ATTR.dottedUnderscore });
	print(next.cells, 2, 0, "c", { ...DEFAULT_CELL_STYLE, fg: COLOUR_FLAG_RGB | 0xff0000, attr: ATTR.dim });
	const poor = outer({
		italics: false,
		underlineStyle: false,
		underlineColour: false,
		rgb: false,
		dim: false,
	});
	assert.equal(sent(prev, next, poor), "\x1b[7mi\x1b[0;4mu\x1b[0;38;5;196mc\x1b[m");
});

test("the last cell is written without a scroll on a terminal that wraps at once", () => {
	const prev = blankFrame(10, 2);
	const next = copyFrame(prev);
	print(next.cells, 8, 1, "xy");
	assert.equal(
		sent(prev, next, outer({ lazyWrap: false })),
		"\x1b[?25l\x1b[2;9Hx\x1b[?7ly\x1b[?7h\x1b[H\x1b[?25h",
	);
});

test("the last cell is never written on a terminal without automatic margins", () => {
	const prev = blankFrame(10, 2);
	const next = copyFrame(prev);
	print(next.cells, 8, 0, "ab");
	print(next.cells, 8, 1, "xy");
	const out = outer({ skipCorner: true });
	assert.equal(sent(prev, next, out), "\x1b[?25l\x1b[8Cab\x1b[2;9Hx\x1b[H\x1b[?25h");
	assert.equal(outputCapsFrom(new TermCaps({ ...XTERM, overrides: ["*:am@"] })).skipCorner, true);
	assert.equal(outputCapsFrom(new TermCaps({ ...XTERM, overrides: ["*:am"] })).skipCorner, false);
});

test("hostile text cannot reach the terminal as control", () => {
	const prev = blankFrame(20, 1);
	const next = { ...copyFrame(prev), title: "a\x1b]0;b\x07\u009bc\nd", path: "file:///\x1b[2J" };
	next.cells.chars[0] = 0x1b;
	next.cells.chars[1] = 0x9b;
	next.cells.set(2, "e\u0301\x1b[2J", 1, DEFAULT_CELL_STYLE);
	next.cells.set(4, "l", 1, DEFAULT_CELL_STYLE, { uri: "http://a\x1b\\\x07", id: "" });
	next.cells.set(5, "l", 1, DEFAULT_CELL_STYLE, { uri: "http://a", id: "x;y" });
	const bytes = sent(prev, next);
	assert.match(bytes, /\x1b\]0;a\]0;bcd\x07\x1b\]7;file:\/\/\/\[2J\x07/);
	const rest = bytes.replace(/\x1b\[[?0-9;]*[A-HKlhmG]|\x1b\][07];[^\x07]*\x07/g, "");
	assert.doesNotMatch(rest, /[\x00-\x07\x0e-\x1f\x7f-\x9f]|\x1b/);
});

test("an unknown screen is cleared and every mode is said", () => {
	const bytes = sent(undefined, { ...blankFrame(10, 2), mouse: "button", keypad: true, title: "t" });
	assert.equal(
		bytes,
		"\x1b[?25l\x1b[m\x1b]8;;\x1b\\\x1b[r\x1b[H\x1b[J\x1b[?1006l\x1b[?1000l\x1b[?1002l\x1b[?1003l" +
			"\x1b[?1006h\x1b[?1000h\x1b[?1002h\x1b[?2004l\x1b[?1004l\x1b[?1l\x1b=\x1b]0;t\x07\x1b[?25h",
	);
});

test("cursor shape, colour and progress are sent once and taken back", () => {
	const out = outer();
	const prev = blankFrame(10, 2);
	const cursor = { ...prev.cursor, shape: "bar", blinking: true, colour: 1 } as const;
	const next: Frame = { ...copyFrame(prev), cursor, progress: { state: 1, value: 40 } };
	assert.equal(sent(prev, next, out), "\x1b]9;4;1;40\x1b\\\x1b]12;rgb:80/00/00\x07\x1b[5 q");
	assert.equal(sent(undefined, next, out).includes(" q"), false);
	assert.equal(sent(next, prev, out), "\x1b]9;4;0;0\x1b\\\x1b]112\x07\x1b[0 q\x1b[?12l");
});

test("a frame of 1x1 and one of 500x200 are drawn", () => {
	const tiny = blankFrame(1, 1);
	print(tiny.cells, 0, 0, "x");
	assert.match(sent(undefined, tiny), /\x1b\[Jx\r/);
	const huge = blankFrame(500, 200);
	print(huge.cells, 499, 199, "x");
	assert.match(sent(tiny, huge), /\x1b\[200;500Hx\x1b\[H/);
});
