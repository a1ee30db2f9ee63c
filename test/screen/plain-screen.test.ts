import assert from "node:assert/strict";
import { test } from "node:test";
import { captureLine, readText, styleSequence } from "../../src/screen/capture.ts";
import { DEFAULT_CELL_STYLE } from "../../src/screen/cell-buffer.ts";
import { PlainScreen } from "../../src/screen/plain-screen.ts";
import { ATTR } from "../../src/term/attributes.ts";

const dump = (screen: PlainScreen): string[] =>
	Array.from({ length: screen.rows }, (_, y) => readText(screen, y, { trim: true }));

test("text is cut at its width, never in a character", () => {
	const screen = new PlainScreen(10, 2);
	assert.equal(screen.put(1, 0, "ab漢字cd", DEFAULT_CELL_STYLE, 5), 5);
	assert.equal(screen.put(8, 1, "x漢"), 9);
	assert.deepEqual(dump(screen), [" ab漢", "        x"]);
	screen.put(4, 0, "!");
	assert.deepEqual(dump(screen)[0], " ab !");
});

test("boxes", () => {
	const screen = new PlainScreen(6, 3);
	screen.box(1, 0, 4, 3, "rounded");
	assert.deepEqual(dump(screen), [" ╭──╮", " │  │", " ╰──╯"]);
	screen.clear();
	screen.box(0, 0, 3, 3, "single", { ...DEFAULT_CELL_STYLE, fg: 2 });
	assert.equal(captureLine(screen, 0, { sequences: true }), "\x1b[32m\x0elqk");
	screen.clear();
	screen.box(0, 0, 3, 3, "none");
	assert.deepEqual(dump(screen), ["", "", ""]);
});

test("resizing keeps what fits; drawing counts generations", () => {
	const screen = new PlainScreen(5, 2);
	screen.put(0, 0, "ab漢字");
	const { generation } = screen;
	screen.resize(5, 3);
	screen.resize(4, 1);
	assert.deepEqual(dump(screen), ["ab漢"]);
	screen.resize(3, 1);
	assert.deepEqual(dump(screen), ["ab"]);
	screen.setCursor({ x: 2, visible: true });
	assert.deepEqual([screen.cursor.x, screen.cursor.visible], [2, true]);
	assert.ok(screen.generation > generation);
});

// As tmux's capture-pane -e writes changes of look.
test("changes of look", () => {
	const base = DEFAULT_CELL_STYLE;
	const style = (more: Partial<typeof base>) => ({ ...base, ...more });
	assert.equal(
		styleSequence(base, style({ attr: ATTR.bright | ATTR.curlyUnderscore, fg: 1 })),
		"\x1b[1;4:3m\x1b[31m",
	);
	assert.equal(
		styleSequence(style({ attr: ATTR.bright, fg: 1, bg: 93 }), style({ fg: 1 })),
		"\x1b[0m\x1b[31m",
	);
	assert.equal(
		styleSequence(style({ fg: 0x01000005 }), style({ fg: 0x02010203, us: 0x01000007 })),
		"\x1b[38;2;1;2;3m\x1b[58;5;7m",
	);
	assert.equal(styleSequence(style({ bg: 95 }), base), "\x1b[49m");
	assert.equal(styleSequence(style({ us: 0x01000007 }), base), "\x1b[0m");
});
