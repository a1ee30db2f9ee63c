/**
 * A window with panes laid out by a layout string, a client that looks at it
 * and its view, for the tests of compose() and of the mouse. No I/O.
 */
import assert from "node:assert/strict";
import type { Client } from "../../src/model/client.ts";
import { fixPanes } from "../../src/model/layout-panes.ts";
import { parseLayout } from "../../src/model/layout-string.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { Session } from "../../src/model/session.ts";
import type { Window } from "../../src/model/window.ts";
import { ATTR } from "../../src/term/attributes.ts";
import { ClientView } from "../../src/view/compose.ts";
import type { Frame } from "../../src/view/frame.ts";
import { makeWorld, type World } from "../format/fakes.ts";

export interface ViewWorld {
	readonly world: World;
	readonly session: Session;
	readonly window: Window;
	readonly panes: readonly Pane[];
	readonly client: Client;
	readonly view: ClientView;
	/** What the client shows, one text a row, line drawing characters as Unicode. */
	rows(): string[];
}

export interface ViewRequest {
	/** A window layout (`#{window_layout}`); one pane without. */
	readonly layout?: string;
	/** Size of the client; the window has what the status line leaves. */
	readonly cols?: number;
	readonly rows?: number;
	/** Size of the window, when it is not the client's. */
	readonly windowSize?: readonly [cols: number, rows: number];
	/** Position of the active pane. */
	readonly active?: number;
	readonly options?: Readonly<Record<string, string>>;
	/** What the panes' programs have written. */
	readonly text?: readonly string[];
}

/** Line drawing letters used in borders, fill and arrows. */
const GLYPHS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		x: "│",
		q: "─",
		l: "┌",
		k: "┐",
		m: "└",
		j: "┘",
		w: "┬",
		v: "┴",
		t: "├",
		u: "┤",
		n: "┼",
		"~": "·",
		",": "←",
		"+": "→",
		"-": "↑",
		".": "↓",
	}),
);

/** The rows of a frame as text, blanks at their ends cut. */
export function frameRows({ cells }: Frame): string[] {
	const rows: string[] = [];
	for (let y = 0; y < cells.rows; y++) {
		let row = "";
		for (let x = 0; x < cells.cols; x++) {
			const i = cells.index(x, y);
			const text = cells.text(i);
			row += (cells.attr[i] as number) & ATTR.charset ? (GLYPHS.get(text) ?? text) : text;
		}
		rows.push(row.trimEnd());
	}
	return rows;
}

export function makeView(request: ViewRequest = {}): ViewWorld {
	const { cols = 40, rows = 12, options = {}, active = 0, text = [] } = request;
	const world = makeWorld();
	const { server } = world;
	for (const [name, value] of Object.entries(options)) {
		const scope = [server.windowOptions, server.sessionOptions, server.options].find((o) => o.has(name));
		const key = /\[(\d+)\]$/.exec(name);
		const error = key
			? server.sessionOptions.set(name.slice(0, key.index), value, { key: key[1] })
			: scope?.set(name, value);
		assert.equal(error, undefined);
	}
	const session = world.session("main");
	const status = server.sessionOptions.choice("status");
	const lines = status === "off" ? 0 : status === "on" ? 1 : Number(status);
	const [sx, sy] = request.windowSize ?? [cols, rows - lines];
	const { window } = world.window(session, "win", sx, sy);
	if (request.layout !== undefined) {
		// The panes get the ids that the layout gives them: who is older matters where borders meet.
		const [tree = "", floating = ""] = request.layout.split("<");
		const numbers = (text: string) =>
			[...text.matchAll(/\d+x\d+,-?\d+,-?\d+,(\d+)/g)].map((found) => Number(found[1]));
		const ids = numbers(tree);
		while (window.panes.length < ids.length) world.pane(window);
		window.panes.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
		const parsed = parseLayout<Pane>(request.layout, ids.length);
		assert.ok("root" in parsed, "error" in parsed ? parsed.error : "");
		for (const [i, cell] of [...parsed.root.leaves()].entries()) {
			cell.pane = window.panes[i];
			cell.pane!.layoutCell = cell;
		}
		window.layoutRoot = parsed.root;
		// The first of the floating ones is on top; of the tiled ones, the oldest.
		const over = numbers(floating);
		const height = (pane: Pane) => (over.includes(pane.id) ? over.indexOf(pane.id) : over.length + pane.id);
		window.zOrder.splice(0, window.zOrder.length, ...window.panes);
		window.zOrder.sort((a, b) => height(a) - height(b));
	}
	fixPanes(server, window);
	window.active = window.panes[active];
	for (const [i, pane] of window.panes.entries()) {
		pane.screen.setTitle(`t${i}`);
		if (text[i] !== undefined) pane.screen.writeText(text[i]);
	}
	const client = world.client("/dev/pts/1", session);
	client.sx = cols;
	client.sy = rows;
	const view = new ClientView(server, client);
	return { world, session, window, panes: window.panes, client, view, rows: () => frameRows(view.compose()) };
}
