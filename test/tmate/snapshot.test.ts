/** A snapshot of a real tmate 2.4.0, and repainted screens: cell for cell as they were. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { ATTR, COLOUR_DEFAULT, COLOUR_FLAG_256 } from "../../src/term/attributes.ts";
import { decodeHostMessage, encodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import { MsgpackDecoder } from "../../src/tmate/msgpack.ts";
import { PANE_DATA_BYTES, repaintScreen } from "../../src/tmate/repaint.ts";
import type { SnapshotPane } from "../../src/tmate/snapshot.ts";
import { paintSnapshot } from "../../src/tmate/snapshot-paint.ts";

/** After: colours, wide and combining characters, line drawing, numbers to 60, then the alternate screen. */
const SEEN = Buffer.from(
	"kguRlADNBjWTBQHcAD+S2SVwbGFpbiByZWQgMjU2cmdiIOa8oiDlrZcgYWIgZcyBeCBscXFr3AAfzQgIzQgIzQgIzQgIzQgIzQgIzgABCAHOAAEIAc4AAQgBzQgIzgEACMjOAQAIyM4BAAjIzhAACAHOEAAIAc4QAAgBzQgIzQgIzgQACAjNCAjOBAAICM0ICM0ICM0ICM0ICM0ICM0ICM4AgAgIzgCACAjOAIAICM4AgAgIkqJiZ5LNBAjNBAiSoTGRzQgIkqEykc0ICJKhM5HNCAiSoTSRzQgIkqE1kc0ICJKhNpHNCAiSoTeRzQgIkqE4kc0ICJKhOZHNCAiSojEwks0ICM0ICJKiMTGSzQgIzQgIkqIxMpLNCAjNCAiSojEzks0ICM0ICJKiMTSSzQgIzQgIkqIxNZLNCAjNCAiSojE2ks0ICM0ICJKiMTeSzQgIzQgIkqIxOJLNCAjNCAiSojE5ks0ICM0ICJKiMjCSzQgIzQgIkqIyMZLNCAjNCAiSojIyks0ICM0ICJKiMjOSzQgIzQgIkqIyNJLNCAjNCAiSojI1ks0ICM0ICJKiMjaSzQgIzQgIkqIyN5LNCAjNCAiSojI4ks0ICM0ICJKiMjmSzQgIzQgIkqIzMJLNCAjNCAiSojMxks0ICM0ICJKiMzKSzQgIzQgIkqIzM5LNCAjNCAiSojM0ks0ICM0ICJKiMzWSzQgIzQgIkqIzNpLNCAjNCAiSojM3ks0ICM0ICJKiMziSzQgIzQgIkqCQkqUgIEFMVJXNCAjNCAjNCAjNCAjNCAiSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCSoJCTABbcABeSojM5ks0ICM0ICJKiNDCSzQgIzQgIkqI0MZLNCAjNCAiSojQyks0ICM0ICJKiNDOSzQgIzQgIkqI0NJLNCAjNCAiSojQ1ks0ICM0ICJKiNDaSzQgIzQgIkqI0N5LNCAjNCAiSojQ4ks0ICM0ICJKiNDmSzQgIzQgIkqI1MJLNCAjNCAiSojUxks0ICM0ICJKiNTKSzQgIzQgIkqI1M5LNCAjNCAiSojU0ks0ICM0ICJKiNTWSzQgIzQgIkqI1NpLNCAjNCAiSojU3ks0ICM0ICJKiNTiSzQgIzQgIkqI1OZLNCAjNCAiSojYwks0ICM0ICJKgkA==",
	"base64",
);

type Snapshot = Extract<HostMessage, { readonly kind: "snapshot" }>;

function snapshotOf(bytes: Uint8Array): Snapshot {
	let message: HostMessage | undefined;
	new MsgpackDecoder().push(bytes, (value) => {
		message = decodeHostMessage(value) as HostMessage;
	});
	assert.equal(message?.kind, "snapshot");
	return message as Snapshot;
}

function lineText(screen: PaneScreen, line: number): string {
	const cells = new CellBuffer(screen.cols, 1);
	screen.copyLine(line, 0, screen.cols, cells, 0, 0);
	return cells.rowText(0).trimEnd();
}

function rows(screen: PaneScreen): string[] {
	return Array.from({ length: screen.rows }, (_, y) => lineText(screen, screen.historySize + y));
}

/** What is shown and how; blanks are one, however they came to be. */
function facts(screen: PaneScreen, lines = screen.historySize + screen.rows): unknown {
	const out: unknown[] = [];
	const cells = new CellBuffer(screen.cols, 1);
	for (let n = screen.historySize + screen.rows - lines; n < screen.historySize + screen.rows; n++) {
		screen.copyLine(n, 0, screen.cols, cells, 0, 0);
		const row: unknown[] = [];
		for (let x = 0; x < screen.cols; x++)
			row.push([cells.text(x), cells.width[x], cells.fg[x], cells.bg[x], cells.attr[x]].join());
		out.push({ row: row.join(" "), wrapped: screen.lineInfo(n).wrapped });
	}
	const { x, y, visible, shape, blinking } = screen.cursor;
	return {
		out,
		cursor: { x, y, visible, shape, blinking },
		modes: { ...screen.modes, version: 0 },
		title: screen.title,
	};
}

test("a snapshot of a real host, painted", () => {
	const [pane] = snapshotOf(SEEN).panes as [SnapshotPane];
	const screen = new PaneScreen({ cols: 80, rows: 23 });
	// Whatever was there: the middle of a sequence, an alternate screen, history, modes.
	screen.writeText("old\r\n".repeat(60));
	screen.writeText("\x1b[?1049h\x1b[?1006h\x1b[4h\x1b[3;5r\x1b]2;unfinished");
	screen.write(paintSnapshot(pane, 80, 23));

	assert.equal(screen.modes.alternate, true);
	assert.deepEqual(rows(screen).slice(0, 3), ["", "  ALT", ""]);
	assert.deepEqual(
		{ x: screen.cursor.x, y: screen.cursor.y, visible: screen.cursor.visible },
		{ x: 5, y: 1, visible: true },
	);
	const { cursorKeys, keypad, mouse, mouseSgr, bracketedPaste, insert, wrap } = screen.modes;
	assert.deepEqual(
		{ cursorKeys, keypad, mouse, mouseSgr, bracketedPaste, insert, wrap },
		{
			cursorKeys: true,
			keypad: false,
			mouse: "standard",
			mouseSgr: true,
			bracketedPaste: true,
			insert: false,
			wrap: true,
		},
	);
	assert.equal(screen.historySize, 40);

	const cells = new CellBuffer(80, 1);
	screen.copyLine(0, 0, 80, cells, 0, 0);
	assert.equal(cells.rowText(0).trimEnd(), "plain red 256rgb 漢字ab e\u0301x lqqk");
	assert.deepEqual([cells.attr[6], cells.fg[6]], [ATTR.bright, 1]);
	assert.equal(cells.fg[10], 200 | COLOUR_FLAG_256);
	// Of a direct colour only the red is told: it is left out.
	assert.equal(cells.fg[13], COLOUR_DEFAULT);
	assert.deepEqual([cells.text(17), cells.width[17], cells.width[18]], ["漢", 2, 0]);
	assert.deepEqual([cells.text(24), cells.text(25)], ["e\u0301", "x"]);
	assert.deepEqual([cells.attr[27], cells.text(27)], [ATTR.charset, "l"]);
	screen.copyLine(1, 0, 80, cells, 0, 0);
	assert.deepEqual([cells.text(0), cells.bg[0], cells.bg[1], cells.bg[2]], ["b", 4, 4, COLOUR_DEFAULT]);

	screen.writeText("\x1b[?1049l");
	assert.deepEqual([rows(screen)[0], rows(screen)[21], rows(screen)[22]], ["39", "60", ""]);
	assert.deepEqual([screen.cursor.x, screen.cursor.y], [0, 22]);
});

test("a snapshot is written as it was read", () => {
	const message = snapshotOf(SEEN);
	assert.equal(Buffer.from(encodeHostMessage(message)).equals(SEEN), true);
});

test("a snapshot of another size, with too few cells or characters, is still painted", () => {
	const line = (text: string, cells: number[]) => ({
		text: Buffer.from(text),
		cells: Uint32Array.from(cells),
	});
	const pane: SnapshotPane = {
		id: 1,
		mode: 0x11,
		grid: {
			cx: 500,
			cy: 500,
			lines: [
				line("\x1b]52;c;AAAA\x07ab", new Array(14).fill(0x0808)),
				line("x", [0x0808, 0x0808, 0x04000808]),
				line("too long", [0x0808]),
				line("w".repeat(30), new Array(30).fill(0x0808)),
			],
		},
		saved: { cx: 9000, cy: 9000, lines: [] },
	};
	const told: string[] = [];
	const screen = new PaneScreen({
		cols: 10,
		rows: 2,
		options: { setClipboard: true },
		events: { clipboardSet: (selection) => told.push(selection) },
	});
	screen.write(paintSnapshot(pane, 10, 2));
	assert.deepEqual(told, []);
	assert.equal(lineText(screen, 0), " ]52;c;AAA");
	assert.ok(screen.cursor.y < 2);
});

test("a repainted screen is the same, in pieces that fit", () => {
	const pictures: readonly string[] = [
		"",
		"hello\r\n\x1b[1;4;38;5;120mstyled\x1b[0;7;45mreverse\x1b[m tail   \r\n\x1b[44mbg\x1b[K\x1b[m\r\n",
		"漢字 e\u0301 😀x ▶y\r\n\x1b(0lqqk\x1b(B done\r\n",
		`${"a long line that wraps ".repeat(6)}\r\nnext\r\n${"漢".repeat(25)}\r\nend`,
		Array.from({ length: 80 }, (_, i) => `line ${i}`).join("\r\n"),
		"\x1b]2;a title\x07x\x1b[?1h\x1b=\x1b[?2004h\x1b[?1004h\x1b[?1002h\x1b[?1006h\x1b[?25l\x1b[4 q\x1b[5;7H",
		`\x1b[3;1H${"z".repeat(40)}`,
		`\x1b[3;1H${"y".repeat(38)}漢`,
		"main\x1b[?1049halternate\x1b[4;4H\x1b[41mX\x1b[m",
		"\x1b[?7l\x1b[4hmodes\x1b[?12h",
	];
	for (const picture of pictures) {
		const screen = new PaneScreen({ cols: 40, rows: 10 });
		screen.writeText(picture);
		const copy = new PaneScreen({ cols: 40, rows: 10 });
		copy.writeText("junk\x1b[?1049h\x1b[31mmore\x1b[?1003h\x1b[2;4r\x1b(0\x1b[");
		const saved = new CellBuffer(40, 10);
		const pieces = repaintScreen(
			screen,
			screen.modes.alternate ? { saved: { cells: saved, cursor: { x: 0, y: 0 } } } : {},
		);
		for (const piece of pieces) {
			assert.ok(piece.length <= PANE_DATA_BYTES);
			copy.write(piece);
		}
		const title = screen.title === "" ? copy.setTitle("") : true;
		assert.ok(title);
		assert.deepEqual(facts(copy), facts(screen), JSON.stringify(picture));
	}
});

test("what a tmux of 2016 does not know is left out; the screen behind and the region are there", () => {
	const screen = new PaneScreen({ cols: 40, rows: 10 });
	screen.writeText("\x1b[38;2;255;0;0;4:3;58;5;3;9mred\x1b]8;;http://x\x07link\x1b[?1049halt\x1b[?1003h");
	const saved = new CellBuffer(40, 10);
	for (const [x, character] of Array.from("behind").entries())
		saved.set(x, character, 1, { fg: 2, bg: 8, us: 8, attr: 0 });
	const text = Buffer.concat(
		repaintScreen(screen, { saved: { cells: saved, cursor: { x: 6, y: 0 } }, region: { top: 2, bottom: 5 } }),
	).toString();
	assert.doesNotMatch(text, /38;2|4:|\x1b\[58|\x1b\]8|;9m/);
	const copy = new PaneScreen({ cols: 40, rows: 10 });
	copy.writeText(text);
	assert.deepEqual(copy.scrollRegion, { top: 2, bottom: 5 });
	copy.writeText("\x1b[?1049l");
	assert.deepEqual([rows(copy)[0], copy.cursor.x], ["behind", 6]);
});

test("only so much history is sent", () => {
	const screen = new PaneScreen({ cols: 40, rows: 10 });
	screen.writeText(Array.from({ length: 1000 }, (_, i) => `line ${i}`).join("\r\n"));
	const copy = new PaneScreen({ cols: 40, rows: 10 });
	for (const piece of repaintScreen(screen)) copy.write(piece);
	assert.equal(copy.historySize, 300);
	assert.equal(lineText(copy, 0), "line 690");
});
