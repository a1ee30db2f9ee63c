/** Copy mode as a pane's mode: what it draws, the mouse, new output, sizes, other panes' text; and view mode. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ViewMode } from "../../src/mode/view-mode.ts";
import type { Client } from "../../src/model/client.ts";
import { parseColour } from "../../src/term/colour.ts";
import { emptyMouseEvent, type MouseEvent } from "../../src/term/mouse-keys.ts";
import { type CopyWorld, makeCopyWorld } from "./copy-world.ts";

const NUMBERED = Array.from({ length: 30 }, (_, i) => `line ${i}`).join("\n");
const ENCODER = new TextEncoder();

/** Columns of a row with this background. */
function columnsWith(world: CopyWorld, y: number, background: string): number[] {
	const row = world.cells(y);
	const colour = parseColour(background);
	return [...row.bg.keys()].filter((x) => row.bg[x] === colour);
}

test("capture-pane -M reads the whole text; another pane's ends with its last line", () => {
	const full = makeCopyWorld(30, 6, NUMBERED);
	full.enter();
	full.run("history-top");
	assert.deepEqual([full.mode.captured.screen.historySize, full.mode.captured.rows], [24, 6]);
	const short = makeCopyWorld(30, 6, "a\nb");
	full.enter(undefined, short.pane);
	assert.deepEqual([full.mode.captured.screen.historySize, full.mode.captured.rows], [0, 2]);
});

test("the position, the selection and what was found are drawn", () => {
	const world = makeCopyWorld(30, 6, NUMBERED);
	const { options } = world.pane.window;
	options.set("copy-mode-position-format", "#[align=right][#{copy_position}/#{copy_position_limit}]");
	options.set("copy-mode-selection-style", "bg=red");
	options.set("copy-mode-match-style", "bg=green");
	options.set("copy-mode-current-match-style", "bg=blue");
	world.enter();
	assert.equal(world.row(0), "line 24                 [0/24]");
	assert.deepEqual(
		[world.pane.shown.cursor.x, world.pane.shown.cursor.y, world.pane.shown.historySize],
		[7, 5, 0],
	);
	world.run("2 cursor-up", "start-of-line", "begin-selection", "cursor-down", "2 cursor-right");
	assert.deepEqual(columnsWith(world, 3, "red").length, 30);
	assert.deepEqual(columnsWith(world, 4, "red"), [0, 1]);
	world.run("clear-selection", "search-backward-text ine");
	assert.deepEqual(columnsWith(world, 3, "green"), [1, 2, 3]);
	assert.deepEqual(columnsWith(world, 4, "blue"), [1, 2, 3]);
	// The position is drawn over the selection.
	world.run("history-top", "begin-selection", "cursor-down");
	assert.deepEqual(columnsWith(world, 0, "red").length, 30 - "[24/24]".length);
	world.run("clear-selection", "toggle-position", "history-top");
	assert.equal(world.row(0), "line 0");
	const { generation } = world.pane.shown;
	world.run("cursor-down");
	assert.ok(world.pane.shown.generation > generation);
});

test("line numbers as the option and the commands say", () => {
	const world = makeCopyWorld(12, 4, NUMBERED);
	world.pane.window.options.set("copy-mode-line-numbers", "absolute");
	world.enter({ hidePosition: true });
	assert.equal(world.row(0), " 27 line 26");
	assert.equal(world.pane.shown.cursor.x, 11);
	assert.equal(world.values("copy_position", "copy_position_limit", "copy_line_numbers"), "27,30,1");
	world.run("goto-line 3");
	assert.equal(world.row(0), "  3 line 2");
	world.pane.window.options.set("copy-mode-line-numbers", "relative");
	world.mode.styleChanged();
	assert.equal(world.row(1), "  2 line 3");
	world.run("line-numbers-off");
	assert.equal(world.row(1), "line 3");
	world.pane.window.options.set("copy-mode-line-numbers", "off");
	world.run("line-numbers-toggle");
	assert.equal(world.row(0), " 24 line 2");
});

test("a resize wraps lines again and keeps the cursor on its character", () => {
	const world = makeCopyWorld(20, 5, "one two three four five six seven\nlast");
	world.enter();
	world.run("history-top", "jump-forward v");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y"), "1,1");
	world.pane.resize(10, 5);
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "copy_cursor_line"), "1,0,ive six se");
	world.pane.resize(40, 3);
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y"), "21,0");
	assert.equal(world.row(0).slice(0, 33), "one two three four five six seven");
});

test("the text stays as it was until it is refreshed, then follows at the end", () => {
	const world = makeCopyWorld(20, 4, NUMBERED);
	world.enter({ hidePosition: true });
	world.pane.screen.write(ENCODER.encode("\r\nmore\r\nand more"));
	assert.equal(world.row(3), "line 29");
	world.run("refresh-now");
	assert.equal(world.row(3), "and more");
	world.run("refresh-on");
	assert.equal(world.value("refresh_active"), "1");
	world.pane.screen.write(ENCODER.encode("\r\nyet more"));
	world.pane.unseenChanges = true;
	const timer = world.timers.at(-1);
	assert.equal(timer?.ms, 50);
	timer?.fn();
	assert.equal(world.row(3), "yet more");
	assert.equal(world.pane.unseenChanges, false);
	world.run("cancel");
	assert.equal(world.timers.at(-1)?.live, false);
});

function mouseAt(
	world: CopyWorld,
	x: number,
	y: number,
	last: readonly [number, number] = [x, y],
): MouseEvent {
	const place = { sessionId: world.session.id, windowId: world.pane.window.id, paneId: world.pane.id };
	return { ...emptyMouseEvent(), ...place, valid: true, x, y, lx: last[0], ly: last[1] };
}

test("dragging selects, scrolls at the edge as long as it lasts, and ends with the button", () => {
	const world = makeCopyWorld(20, 5, NUMBERED);
	const mode = world.enter();
	const client = { mouse: {}, flags: {}, offset: { y: 0 } } as unknown as Client;
	mode.command({
		name: "begin-selection",
		args: [],
		count: 1,
		client,
		session: world.session,
		mouse: mouseAt(world, 4, 2, [2, 2]),
	});
	assert.equal(
		world.values("selection_start_x", "selection_start_y", "selection_end_x", "selection_end_y"),
		"2,27,4,27",
	);
	client.mouse.dragUpdate?.(client, mouseAt(world, 3, 0));
	assert.equal(world.value("scroll_position"), "1");
	const timer = world.timers.at(-1);
	timer?.fn();
	assert.equal(world.value("scroll_position"), "2");
	client.mouse.dragRelease?.(client, mouseAt(world, 3, 0));
	assert.equal(world.timers.at(-1)?.live, false);
	assert.equal(world.value("selection_active"), "0");
	world.run("copy-selection");
	assert.equal(world.buffer(), "e 23\nline 24\nline 25\nline 26\nli");
});

test("another pane's text without its empty lines at the end", () => {
	const world = makeCopyWorld(20, 5, NUMBERED);
	const other = makeCopyWorld(30, 8, "alpha\nbeta\n\n\n").pane;
	world.enter({ hidePosition: true }, other);
	assert.equal(world.row(0), "alpha");
	assert.equal(world.row(1), "beta");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "scroll_position"), "0,1,0");
	world.run("refresh-now");
	assert.equal(world.row(0), "alpha");
});

test("incremental searches begin where the first one began", () => {
	const world = makeCopyWorld(30, 6, "foo\nbar food\nfool\nbaz\nend", "vi");
	world.enter();
	world.run("search-backward-incremental =f");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "search_count"), "0,2,3");
	world.run("search-backward-incremental =food");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "search_count"), "4,1,1");
	world.run("search-backward-incremental =fo");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "search_count"), "0,2,3");
	world.run("search-backward-incremental =none");
	assert.equal(world.values("copy_cursor_x", "copy_cursor_y", "search_present"), "2,4,0");
});

test("a search through 50,000 lines is quick", () => {
	const text = Array.from(
		{ length: 50_000 },
		(_, i) => `line ${i} the quick brown fox over the lazy dog`,
	).join("\n");
	const world = makeCopyWorld(100, 20, text, "vi");
	world.enter();
	world.run("search-backward-text warm");
	const start = performance.now();
	world.run("search-backward-text Needle", "search-backward needle", "search-backward 12345[^0-9]");
	// Three searches; generous for a busy machine.
	assert.ok(performance.now() - start < 1500);
	assert.equal(world.values("search_count", "copy_cursor_x", "search_match"), "1,5,12345 ");
});

test("view mode shows what commands print, line by line, with its styles", () => {
	const world = makeCopyWorld(20, 4, "program");
	const mode = new ViewMode({ server: world.server, pane: world.pane, ports: world.ports });
	world.pane.modes.unshift(mode);
	mode.addLines("one\n\x1b[31mtwo\x1b[0m\n");
	mode.addLines("a\x1bb", false);
	assert.equal(mode.name, "view-mode");
	assert.deepEqual([world.row(0).slice(0, 3), world.row(1), world.row(2)], ["one", "two", "ab"]);
	assert.equal(world.cells(1).fg[0], 1);
	mode.addLines(Array.from({ length: 6 }, (_, i) => `row ${i}`).join("\n"));
	assert.equal(world.values("scroll_position", "copy_position_limit"), "5,5");
	assert.equal(world.row(1), "two");
	// When the top line left the screen is shown beside the position.
	assert.notEqual(world.values("top_line_time"), "0");
	world.run("history-bottom", "start-of-line", "begin-selection", "end-of-line", "copy-selection-and-cancel");
	assert.equal(world.buffer(), "row 5");
	assert.equal(world.pane.modes.length, 0);
});
