/** Sequences of copy mode commands: cursor, view and buffer as tmux 3.8 leaves them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COPY_MODE_COMMANDS } from "../../src/mode/copy-commands.ts";
import { makeCopyWorld } from "./copy-world.ts";

const TEXT = [
	"A row of text",
	"\tTabbed row here",
	"Next row...",
	".. #me then (a[b]{c}) ok",
	"  ?? 42abc",
	"",
	"long words that will wrap over the edge of it",
	"中文 wide",
	"foo Foo fooFOO",
	"end",
].join("\n");

/** Commands; then cursor x, y, lines scrolled up, matches, match at the cursor, selected; then the buffer. */
type Row = [keys: "vi" | "emacs", commands: string[], state: string, buffer: string | undefined];

const ROWS: Row[] = [
	[
		"vi",
		["history-top", "begin-selection", "next-word-end", "next-word-end", "copy-selection"],
		"7,0,5,0,,0",
		"A row of",
	],
	[
		"emacs",
		["history-top", "begin-selection", "next-word-end", "next-word-end", "copy-selection"],
		"5,0,5,0,,0",
		"A row",
	],
	[
		"vi",
		[
			"history-top",
			"cursor-down",
			"begin-selection",
			"next-word",
			"next-word",
			"previous-space",
			"other-end",
			"copy-selection",
		],
		"0,1,5,0,,0",
		"\tT",
	],
	[
		"emacs",
		[
			"history-top",
			"3 cursor-down",
			"next-matching-bracket",
			"next-matching-bracket",
			"begin-selection",
			"previous-matching-bracket",
			"copy-selection",
		],
		"3,3,5,0,,0",
		"#me",
	],
	[
		"vi",
		["history-top", "3 cursor-down", "begin-selection", "next-matching-bracket", "copy-selection"],
		"20,3,5,0,,0",
		".. #me then (a[b]{c})",
	],
	[
		"vi",
		["history-top", "next-paragraph", "begin-selection", "next-paragraph", "copy-selection"],
		"2,5,0,0,,0",
		"\nlong words that will wrap over the edge of it\n中文 wide\nfoo Foo fooFOO\nend\n",
	],
	[
		"emacs",
		["history-top", "6 cursor-down", "35 cursor-right", "select-word", "copy-selection"],
		"4,5,3,0,,0",
		"the",
	],
	[
		"vi",
		["history-top", "6 cursor-down", "select-line", "copy-selection"],
		"14,5,3,0,,0",
		"long words that will wrap over the edge of it\n",
	],
	[
		"emacs",
		[
			"history-top",
			"rectangle-toggle",
			"begin-selection",
			"2 cursor-down",
			"4 cursor-right",
			"copy-selection",
		],
		"4,2,5,0,,0",
		"A ro\n\t\nNext",
	],
	[
		"vi",
		[
			"history-top",
			"rectangle-toggle",
			"begin-selection",
			"2 cursor-down",
			"4 cursor-right",
			"copy-selection",
		],
		"4,2,5,0,,0",
		"A row\n\t\nNext ",
	],
	["vi", ["search-backward foo", "copy-selection"], "11,4,0,,,0", "FOO"],
	["vi", ["search-backward Foo", "search-again", "search-reverse"], "4,4,0,1,Foo,0", undefined],
	["emacs", ["history-top", "search-forward foo", "search-again", "copy-selection"], "7,5,1,,,0", "Foo"],
	["emacs", ["history-top", "search-forward r[ow]+", "search-again", "copy-selection"], "18,1,5,,,0", "row"],
	[
		"vi",
		[
			"history-top",
			"jump-forward w",
			"jump-again",
			"jump-reverse",
			"jump-to-forward t",
			"begin-selection",
			"jump-to-backward A",
			"copy-selection",
		],
		"1,0,5,0,,0",
		" row of ",
	],
	[
		"vi",
		["history-top", "cursor-down", "copy-line", "append-selection", "2 copy-line"],
		"0,1,5,0,,0",
		"\tTabbed row here\nNext row...",
	],
	[
		"vi",
		["history-top", "7 cursor-down", "end-of-line", "begin-selection", "start-of-line", "copy-selection"],
		"0,4,3,0,,0",
		"long words that will wrap over the edge of it",
	],
	["emacs", ["set-mark", "history-top", "jump-to-mark"], "3,5,0,0,,0", undefined],
	["vi", ["goto-line 3", "scroll-down", "page-up", "halfpage-down"], "3,0,2,0,,0", undefined],
	[
		"emacs",
		["history-top", "6 cursor-down", "begin-selection", "end-of-line", "copy-selection"],
		"15,5,3,0,,0",
		"long words that will wrap over the edge of it",
	],
];

const STATE = [
	"copy_cursor_x",
	"copy_cursor_y",
	"scroll_position",
	"search_count",
	"search_match",
	"selection_present",
];

for (const [keys, commands, state, buffer] of ROWS) {
	test(`${keys}: ${commands.join("; ")}`, () => {
		const world = makeCopyWorld(30, 6, TEXT, keys);
		world.enter();
		world.run(...commands);
		assert.equal(world.values(...STATE), state);
		assert.equal(world.buffer(), buffer);
	});
}

test("a selection that is scrolled away stays on its text", () => {
	const lines = Array.from({ length: 80 }, (_, i) => `row ${String(i).padStart(2, "0")} yyyyyyyyyy`);
	const world = makeCopyWorld(40, 10, `${lines.join("\n")}\n`);
	world.enter();
	world.run(
		"history-top",
		"10 cursor-down",
		"start-of-line",
		"begin-selection",
		"2 cursor-down",
		"copy-selection-no-clear",
	);
	const first = "row 10 yyyyyyyyyy\nrow 11 yyyyyyyyyy\n";
	assert.equal(world.buffer(), first);
	world.run("stop-selection");
	for (const command of [
		"3 scroll-down",
		"2 scroll-up",
		"scroll-middle",
		"scroll-bottom",
		"scroll-top",
		"recentre-top-bottom",
	]) {
		world.run(command, "copy-selection-no-clear");
		assert.equal(world.buffer(), first, command);
	}
	world.run("other-end", "cursor-down", "copy-selection-no-clear");
	assert.equal(world.buffer(), `${first}row 12 yyyyyyyyyy\n`);
	world.run("stop-selection", "other-end", "other-end", "cursor-up", "copy-selection-no-clear");
	assert.equal(world.buffer(), `row 09 yyyyyyyyyy\n${first}row 12 yyyyyyyyyy\n`);
});

test("with -e the mode ends where scrolling ends, but not while something is selected", () => {
	const world = makeCopyWorld(40, 10, Array.from({ length: 80 }, (_, i) => `line ${i}`).join("\n"));
	world.enter({ exitOnScroll: true });
	world.run("history-top", "start-of-line", "begin-selection", "cursor-down", "200 scroll-down");
	assert.equal(world.pane.modes.length, 1);
	assert.equal(world.value("scroll_position"), "0");
	world.run("clear-selection", "scroll-down");
	assert.equal(world.pane.modes.length, 0);
});

test("copying goes to the buffer, the clipboard and the command it is given to", () => {
	const world = makeCopyWorld(30, 6, TEXT);
	world.server.options.set("copy-command", "default-command");
	world.enter();
	world.run("history-top", "begin-selection", "end-of-line", "copy-selection-no-clear pre-");
	assert.equal(world.server.buffers.newest()?.name, "pre-0");
	assert.deepEqual(world.clipboard, ["A row of text"]);
	world.run("copy-pipe-no-clear -C", "copy-pipe-no-clear -P wc");
	assert.deepEqual(world.pipes, [
		["default-command", "A row of text"],
		["wc", "A row of text"],
	]);
	assert.equal(world.clipboard.length, 2);
	assert.equal(world.server.buffers.list().length, 2);
	world.server.options.set("set-clipboard", "off");
	world.run("copy-pipe-and-cancel #{pane_id}");
	assert.deepEqual(world.pipes[2], [`%${world.pane.id}`, "A row of text"]);
	assert.equal(world.clipboard.length, 2);
	assert.equal(world.pane.modes.length, 0);
});

test("unknown commands and wrong arguments do nothing; readers may not select", () => {
	const world = makeCopyWorld(30, 6, TEXT);
	const mode = world.enter();
	const before = STATE.map(world.value);
	for (const [name, ...args] of [
		["no-such"],
		["goto-line"],
		["cursor-up", "3"],
		["copy-line", "-x"],
		["goto-line", "-5"],
	] as [string, ...string[]][])
		assert.equal(world.send(name, args), undefined);
	assert.deepEqual(STATE.map(world.value), before);
	const reader = { flags: { readOnly: true } } as never;
	assert.equal(world.send("begin-selection", [], 1, reader), "client is read-only");
	assert.equal(world.send("cursor-up", [], 1, reader), undefined);
	mode.repeatCount = 3;
	world.send("cursor-up", []);
	assert.equal(world.value("copy_cursor_y"), "1");
	assert.equal(mode.repeatCount, 1);
	assert.equal(COPY_MODE_COMMANDS.size, 99);
});

test("prompts of a shell that marks them are found in both directions", () => {
	const text = Array.from({ length: 20 }, (_, i) =>
		i % 6 === 0 ? `\x1b]133;A\x07$ cmd${i}\n\x1b]133;C\x07out` : `x${i}`,
	).join("\n");
	const world = makeCopyWorld(30, 6, text);
	world.enter();
	world.run("previous-prompt");
	assert.equal(world.value("copy_cursor_line"), "$ cmd18");
	world.run("previous-prompt");
	assert.equal(world.value("copy_cursor_line"), "$ cmd12");
	world.run("previous-prompt", "next-prompt -o");
	assert.equal(world.value("copy_cursor_line"), "out");
});
