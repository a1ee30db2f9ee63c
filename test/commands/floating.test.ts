/**
 * Floating and modal panes in a whole server: what commands make of them, step
 * by step as in tmux 3.8, how they are drawn, and what the mouse and keys do.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestServer, withServer } from "../harness/in-process.ts";
import { FLOAT_STEPS } from "./float-steps.ts";

const PANES = "#{pane_id}:#{pane_x},#{pane_y},#{pane_width}x#{pane_height}:#{pane_z}#{pane_flags}";

test(
	"commands place, stack, split, zoom and tile floating panes as tmux does",
	withServer((server) => {
		server.start("new-session", "-d", "-x", "100", "-y", "30", "cat");
		for (const [command, after] of FLOAT_STEPS) {
			const { stderr } = server.start(...command.split(" "));
			const panes = server.run("list-panes", "-F", PANES).split("\n").join(" ");
			const now = stderr === "" ? `${panes} ${server.format("#{window_flags}")}` : stderr.trimEnd();
			assert.equal(now, after, command);
		}
	}),
);

/** A client of 40 by 12 without a status line, and a pane that floats at 9,4 with 10 by 3 cells. */
function openFloat(server: TestServer, ...flags: readonly string[]) {
	const client = server.attach({ cols: 40, rows: 12 });
	server.run("set-option", "-g", "status", "off");
	server.run("set-option", "-g", "mouse", "on");
	server.run("set-option", "-g", "pane-border-format", "#{pane_title}");
	const id = server.run(
		"new-pane",
		"-P",
		"-F",
		"#{pane_id}",
		...flags,
		"-x",
		"12",
		"-y",
		"5",
		"-X",
		"8",
		"-Y",
		"3",
	);
	server.output("float", id);
	return { client, id, place: () => server.format("#{pane_x},#{pane_y} #{pane_width}x#{pane_height}", id) };
}

/** Presses the left button at a column and row, moves to another and lets go. */
function drag(
	client: { type(text: string): void },
	from: [number, number],
	to: [number, number],
	button = 0,
) {
	client.type(`\x1b[<${button};${from[0] + 1};${from[1] + 1}M`);
	client.type(`\x1b[<${button + 32};${to[0] + 1};${to[1] + 1}M`);
	client.type(`\x1b[<${button};${to[0] + 1};${to[1] + 1}m`);
}

test(
	"borders move and resize a floating pane with the mouse",
	withServer((server) => {
		const { client, place } = openFloat(server);
		assert.equal(place(), "9,4 10x3");
		assert.match(client.row(4), /^ {8}│float {5}│$/);
		drag(client, [13, 3], [16, 5]);
		assert.equal(place(), "12,6 10x3");
		drag(client, [22, 7], [25, 7]);
		assert.equal(place(), "12,6 13x3");
		drag(client, [11, 5], [9, 2]);
		assert.equal(place(), "10,3 15x6");
		assert.match(client.row(3), /^ {9}│float {10}│$/);
		drag(client, [15, 5], [16, 6], 8);
		assert.equal(place(), "11,4 15x6");
	}),
);

test(
	"under a modal pane nothing can be reached, and a click outside closes it",
	withServer((server) => {
		const { client, id } = openFloat(server, "-O", "-K", "-C");
		const below = server.format("#{pane_id}", ":.0");
		server.run("select-pane", "-t", below);
		assert.equal(server.format("#{pane_id} #{pane_modal_flag} #{window_modal_pane}"), `${id} 1 ${id}`);
		server.pty(id).takeInput();
		client.type("\x02c");
		assert.equal(server.format("#{session_windows}"), "1");
		assert.equal(server.pty(id).takeInput(), "\x02c");
		client.type("\x1b[<0;2;2M\x1b[<0;2;2m");
		assert.equal(server.format("#{window_panes} #{pane_id}"), `1 ${below}`);
		assert.equal(server.format("#{window_modal_pane}"), "");
	}),
);

test(
	"a drag draws a new floating pane, and the controls of its border tile and close it",
	withServer((server) => {
		const client = server.attach({ cols: 60, rows: 16 });
		server.run("set-option", "-g", "status", "off");
		server.run("set-option", "-g", "mouse", "on");
		// C-drag draws one.
		drag(client, [10, 3], [49, 9], 16);
		assert.equal(
			server.format("#{pane_floating_flag} #{pane_x},#{pane_y} #{pane_width}x#{pane_height}"),
			"1 11,4 38x5",
		);
		const click = (x: number, y: number) =>
			client.type(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
		server.run("set-option", "-w", "pane-border-status", "top-floating");
		server.settle();
		const control = (name: string) => client.row(3).indexOf(name) + 1;
		assert.match(client.row(3), /\[t\]\[z\]\[x\]/);
		click(control("[z]"), 3);
		assert.equal(server.format("#{window_zoomed_flag}"), "1");
		server.run("resize-pane", "-Z");
		server.settle();
		server.advance(500);
		click(control("[t]"), 3);
		assert.equal(server.format("#{pane_floating_flag}"), "0");
		server.run("break-pane", "-W");
		server.advance(500);
		click(control("[x]"), 3);
		server.advance(500);
		client.type("y");
		assert.equal(server.format("#{window_panes}"), "1");
	}),
);
