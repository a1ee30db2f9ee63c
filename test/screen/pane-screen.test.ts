import assert from "node:assert/strict";
import { test } from "node:test";
import { captureLine, readText } from "../../src/screen/capture.ts";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { PaneScreen, type PaneScreenEvents, type PaneScreenOptions } from "../../src/screen/pane-screen.ts";
import { COLOUR_FLAG_RGB } from "../../src/term/attributes.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

interface Rig {
	readonly screen: PaneScreen;
	readonly log: string[];
}

/** A screen that writes down what happens. */
function rig(
	options: Partial<PaneScreenOptions> = {},
	cols = 20,
	rows = 5,
	more: Partial<PaneScreenEvents> = {},
): Rig {
	const log: string[] = [];
	const events: Partial<PaneScreenEvents> = {
		reply: (bytes) => log.push(`reply ${text(bytes)}`),
		bell: () => log.push("bell"),
		titleChanged: (title) => log.push(`title ${title}`),
		pathChanged: (path) => log.push(`path ${path}`),
		rename: (name) => log.push(`rename ${name}`),
		clipboardSet: (selection, data) => log.push(`clipboard ${selection} ${text(data)}`),
		clipboardQuery: (selection, end) => log.push(`clipboard? ${selection} ${end}`),
		passthrough: (bytes) => log.push(`pass ${text(bytes)}`),
		progress: (state, value) => log.push(`progress ${state} ${value}`),
		prompt: (mark) => log.push(mark.kind === "command-finished" ? `finished ${mark.status}` : mark.kind),
		coloursChanged: (what) => log.push(`colours ${what}`),
		modesChanged: () => log.push("modes"),
		synchronized: (on) => log.push(`sync ${on}`),
		alternate: (on) => log.push(`alternate ${on}`),
		...more,
	};
	return { screen: new PaneScreen({ cols, rows, options, events }), log };
}

const visible = (screen: PaneScreen): string[] =>
	Array.from({ length: screen.rows }, (_, y) => readText(screen, screen.historySize + y, { trim: true }));
const everything = (screen: PaneScreen): string[] =>
	Array.from({ length: screen.historySize + screen.rows }, (_, line) =>
		readText(screen, line, { trim: true }),
	);

test("questions are answered as tmux answers them", () => {
	const { screen, log } = rig({ xpixel: 8, ypixel: 16 }, 20, 5, {
		queryTheme: () => "dark",
		queryColour: () => COLOUR_FLAG_RGB | 0x102030,
	});
	const questions: readonly (readonly [string, string])[] = [
		["\x1b[c", "\x1b[?1;2c"],
		["\x1b[0c", "\x1b[?1;2c"],
		["\x1b[>c", "\x1b[>84;0;0c"],
		["\x1b[>q", "\x1bP>|tmux 3.8\x1b\\"],
		["\x1b[5n", "\x1b[0n"],
		["\x1b[3;4H\x1b[6n", "\x1b[3;4R"],
		["\x1b[?996n", "\x1b[?997;1n"],
		["\x1b[4$p", "\x1b[4;2$y"],
		["\x1b[?7$p", "\x1b[?7;1$y"],
		["\x1b[?3$p", "\x1b[?3;4$y"],
		["\x1b[?2004$p", "\x1b[?2004;2$y"],
		["\x1b[?9999$p", "\x1b[?9999;0$y"],
		["\x1b[18t", "\x1b[8;5;20t"],
		["\x1b[14t", "\x1b[4;80;160t"],
		["\x1bP$q q\x1b\\", "\x1bP1$r q0 q\x1b\\"],
		["\x1b[3 q\x1bP$q q\x1b\\", "\x1bP1$r q3 q\x1b\\"],
		["\x1bP$qm\x1b\\", "\x1bP0$r\x1b\\"],
		["\x1b]10;?\x07", "\x1b]10;rgb:1010/2020/3030\x07"],
		["\x1b]4;1;#ff8000\x1b\\\x1b]4;1;?\x1b\\", "\x1b]4;1;rgb:ffff/8080/0000\x1b\\"],
		["\x1b]12;red\x07\x1b]12;?\x07", "\x1b]12;rgb:ffff/0000/0000\x07"],
	];
	for (const [question, answer] of questions) {
		log.length = 0;
		screen.writeText(question);
		assert.deepEqual(
			log.filter((line) => line.startsWith("reply")),
			[`reply ${answer}`],
			JSON.stringify(question),
		);
	}
});

test("what reaches outside", () => {
	const { screen, log } = rig({ allowRename: true, allowPassthrough: true, setClipboard: true });
	const cases: readonly (readonly [string, readonly string[]])[] = [
		["\x07", ["bell"]],
		["\x1b]0;a title\x07", ["title a title"]],
		["\x1b]2;#(evil)\\\x1b\\", ["title _(evil)\\\\"]],
		["\x1b]7;file://host/tmp\x1b\\", ["path file://host/tmp"]],
		["\x1bkname\x1b\\", ["rename name"]],
		["\x1b]52;c;aGVsbG8=\x07", ["clipboard c hello"]],
		["\x1b]52;pxc;?\x07", ["clipboard? pc bel"]],
		["\x1b]52;c;!!!\x07", []],
		["\x1bPtmux;\x1b\x1b]52;c;\x07\x1b\\", ["pass \x1b]52;c;\x07"]],
		["\x1b]9;4;1;50\x1b\\", ["progress 1 50"]],
		["\x1b]9;4;0\x1b\\", ["progress 0 -1"]],
		["\x1b]133;A\x07", ["prompt"]],
		["\x1b]133;C\x07", ["command-started"]],
		["\x1b]133;D;3\x07", ["finished 3"]],
		["\x1b]11;blue\x07", ["colours bg"]],
		["\x1b]111\x07", ["colours bg"]],
		["\x1b[?2026h", ["sync true", "modes"]],
		["\x1b[?2026l", ["sync false", "modes"]],
		["\x1b[?1003h\x1b[?1006h", ["modes"]],
	];
	for (const [bytes, expected] of cases) {
		log.length = 0;
		screen.writeText(bytes);
		assert.deepEqual(log, expected, JSON.stringify(bytes));
	}
	assert.equal(screen.modes.mouse, "all");
	assert.equal(screen.path, "file://host/tmp");
	const info = screen.lineInfo(screen.historySize);
	assert.ok(info.startPrompt && info.startOutput);
});

test("options that forbid", () => {
	const { screen, log } = rig({ allowSetTitle: false, alternateScreen: false });
	screen.writeText("\x1b]2;no\x07\x1bkno\x1b\\\x1bPtmux;no\x1b\\\x1b]52;c;aGk=\x07\x1b[?1049hx");
	assert.deepEqual(log, []);
	assert.deepEqual(visible(screen)[0], "x");
});

test("titles are pushed and popped", () => {
	const { screen } = rig();
	screen.writeText("\x1b]2;one\x07\x1b[22;2t\x1b]2;two\x07");
	assert.equal(screen.title, "two");
	screen.writeText("\x1b[23;2t");
	assert.equal(screen.title, "one");
});

test("an unfinished sequence is pending", () => {
	const { screen } = rig();
	screen.writeText("text\x1b[1;3");
	assert.equal(text(screen.pendingInput()), "\x1b[1;3");
	screen.writeText("1mred\x1b]2;ti");
	assert.equal(text(screen.pendingInput()), "\x1b]2;ti");
	screen.writeText("tle\x07");
	assert.equal(screen.pendingInput().length, 0);
	assert.equal(screen.title, "title");
});

// Literals below were read from a tmux pane.
test("resizing wraps long lines again and keeps the cursor", () => {
	const { screen } = rig({}, 10, 5);
	screen.writeText("0123456789abcdefghij\r\nshort\r\nlast line");
	screen.resize(15, 5);
	assert.deepEqual(visible(screen), ["0123456789abcde", "fghij", "short", "last line", ""]);
	assert.deepEqual([screen.cursor.x, screen.cursor.y, screen.historySize], [9, 3, 0]);
	screen.resize(6, 5);
	assert.deepEqual(everything(screen), ["012345", "6789ab", "cdefgh", "ij", "short", "last l", "ine", ""]);
	assert.deepEqual([screen.cursor.x, screen.cursor.y, screen.historySize], [3, 3, 3]);
	screen.resize(20, 5);
	assert.deepEqual(visible(screen), ["0123456789abcdefghij", "short", "last line", "", ""]);
	assert.deepEqual([screen.cursor.x, screen.cursor.y, screen.historySize], [9, 2, 0]);
});

test("a lower screen pushes lines into history and a higher one takes them back", () => {
	const { screen } = rig({}, 10, 5);
	screen.writeText("1\r\n2\r\n3\r\n4\r\n5");
	screen.resize(10, 2);
	assert.deepEqual([visible(screen), screen.historySize], [["4", "5"], 3]);
	screen.resize(10, 4);
	assert.deepEqual([visible(screen), screen.historySize], [["2", "3", "4", "5"], 1]);
	// Lines that were cleared into history stay there.
	screen.writeText("\x1b[2J\x1b[Hnew");
	screen.resize(10, 8);
	assert.deepEqual([visible(screen)[0], screen.historySize], ["new", 5]);
});

test("the alternate screen keeps the normal one and its history", () => {
	const { screen, log } = rig({}, 10, 4);
	screen.writeText("a\r\nb\r\nc\r\nd\r\ne\x1b[?1049h\x1b[Hfull");
	assert.deepEqual(visible(screen), ["full", "", "", ""]);
	assert.equal(screen.historySize, 1);
	assert.deepEqual(screen.savedRows()?.length, 4);
	screen.resize(6, 3);
	screen.writeText("\n\n\n\n\n\x1b[?1049l");
	assert.deepEqual(everything(screen), ["a", "b", "c", "d", "e"]);
	assert.deepEqual([screen.cursor.x, screen.cursor.y], [1, 2]);
	assert.deepEqual(log.slice(-1), ["modes"]);
	assert.ok(log.includes("alternate true") && log.includes("alternate false"));
});

test("history is cut by a tenth at its limit", () => {
	const { screen } = rig({ historyLimit: 20 }, 10, 3);
	for (let i = 0; i < 100; i++) screen.writeText(`line ${i}\r\n`);
	assert.ok(screen.historySize > 18 && screen.historySize <= 20, String(screen.historySize));
	assert.equal(visible(screen)[0], "line 98");
	screen.writeText("\x1b[3J");
	assert.equal(screen.historySize, 0);
	const none = rig({ historyLimit: 0 }, 10, 3).screen;
	none.writeText("a\r\nb\r\nc\r\nd");
	assert.equal(none.historySize, 0);
});

test("a snapshot stands still, wraps again and gives text for searching", () => {
	const { screen } = rig({}, 10, 3);
	screen.writeText("0123456789abc\r\n你好 wide\r\nx\ty\r\nend");
	const snapshot = screen.snapshot();
	screen.writeText("\r\nmore\r\nmore\r\nmore\x1b[3J");
	assert.deepEqual([snapshot.lineCount, snapshot.historySize, snapshot.cursor.y], [5, 2, 2]);
	assert.deepEqual(snapshot.lineText(0), { text: "0123456789", columns: undefined });
	const wide = snapshot.lineText(2);
	assert.equal(wide.text, "你好 wide");
	assert.deepEqual([...(wide.columns ?? [])], [0, 2, 4, 5, 6, 7, 8]);
	assert.deepEqual(snapshot.resize(20, 3, 2, 1), { x: 12, line: 0 });
	assert.equal(readText(snapshot, 0, { trim: true }), "0123456789abc");
	assert.equal(readText(snapshot, 2), "x\ty                 ".slice(0, 3) + " ".repeat(20 - 9));
	assert.equal(captureLine(snapshot, 3, {}), "end");
	const cells = new CellBuffer(4, 1);
	snapshot.copyLine(1, 1, 4, cells, 0, 0);
	// A wide character cut by an edge is a blank.
	assert.deepEqual([cells.rowText(0), [...cells.width]], [" 好 ", [1, 2, 0, 1]]);
});

test("a 10 MB line without an end stays bounded", { timeout: 60_000 }, () => {
	const { screen } = rig({ historyLimit: 2000 }, 80, 24);
	const chunk = Buffer.alloc(100_000, "x");
	for (let i = 0; i < 100; i++) screen.write(chunk);
	assert.ok(screen.historySize <= 2000);
	assert.ok(screen.usedBytes < 2_000_000, String(screen.usedBytes));
	screen.resize(100, 24);
	assert.ok(screen.historySize > 1400 && screen.historySize <= 2000, String(screen.historySize));
	assert.equal(readText(screen, 5), "x".repeat(100));
});
