/**
 * For the tests of the tree modes: two sessions with windows and panes of a
 * program called cat, ports that keep what was asked, and a mode's screen as
 * lines of text.
 */

import type { MenuRequest } from "../../src/mode/menu.ts";
import type { TemplateRequest, TreePorts, TreeTarget } from "../../src/mode/tree-ports.ts";
import type { Client } from "../../src/model/client.ts";
import type { PaneMode } from "../../src/model/mode.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { PaneProcess } from "../../src/model/ports.ts";
import type { Server } from "../../src/model/server.ts";
import type { Session } from "../../src/model/session.ts";
import type { PlainScreen } from "../../src/screen/plain-screen.ts";
import { acsToUnicode } from "../../src/term/acs.ts";
import { ATTR } from "../../src/term/attributes.ts";
import { parseKey } from "../../src/term/key-names.ts";
import { emptyMouseEvent } from "../../src/term/mouse-keys.ts";
import { makeWorld, type World } from "../format/fakes.ts";

export interface TreeWorld {
	readonly world: World;
	readonly server: Server;
	readonly alpha: Session;
	readonly beta: Session;
	/** The first pane of alpha's first window. */
	readonly pane: Pane;
	readonly second: Pane;
	readonly client: Client;
	readonly ports: TreePorts;
	readonly target: TreeTarget;
	readonly ran: TemplateRequest[];
	readonly menus: MenuRequest[];
	readonly calls: string[];
	/** What the editor that was opened gets back. */
	edited: ((bytes: Uint8Array | undefined) => void) | undefined;
	left: boolean;
	/** Puts a mode on the pane. */
	enter<TMode extends PaneMode>(mode: TMode): TMode;
	/** Presses keys by name, separated by blanks. */
	press(keys: string): void;
	/** Types text into a prompt. */
	type(text: string): void;
	mouse(key: string, x: number, y: number): void;
}

const process: PaneProcess = {
	pid: 1,
	ttyName: "/dev/pts/1",
	write() {},
	resize() {},
	kill() {},
	currentCommand: () => "cat",
	currentPath: () => "/",
	dispose() {},
};

/** Fills the pane with a line of text and puts the cursor below it. */
function say(pane: Pane, text: string): void {
	pane.screen.write(new TextEncoder().encode(`\x1b]2;vm\x07${text}\r\n`));
	pane.process = process;
	pane.shell = "/bin/sh";
}

/** `rows` is the height of every window. */
export function makeTreeWorld(rows = 24): TreeWorld {
	const world = makeWorld();
	const { server } = world;
	Object.assign(server.ports.host, { hostname: () => "vm" });
	const alpha = world.session("alpha");
	const one = world.window(alpha, "one", 80, rows);
	const two = world.window(alpha, "two", 80, rows);
	const beta = world.session("beta");
	const ten = world.window(beta, "ten", 80, rows);
	const pane = one.window.panes[0]!;
	const second = world.pane(one.window);
	one.window.active = second;
	one.window.lastPanes = [pane];
	for (const [text, of] of [
		["hello A", pane],
		["hello B", second],
		["hello C", two.window.panes[0]!],
		["hello D", ten.window.panes[0]!],
	] as const)
		say(of, text);
	const client = world.client("/dev/pts/9", alpha);
	client.ttyName = "/dev/pts/9";
	let shown: PaneMode | undefined;
	const made: TreeWorld = {
		world,
		server,
		alpha,
		beta,
		pane,
		second,
		client,
		target: { session: alpha, winlink: one, pane },
		ran: [],
		menus: [],
		calls: [],
		edited: undefined,
		left: false,
		ports: {
			leave(mode) {
				made.left = true;
				mode.pane.modes.splice(mode.pane.modes.indexOf(mode), 1);
				mode.dispose();
			},
			runTemplate(request) {
				made.ran.push(request);
			},
			message: (_, text) => void made.calls.push(`message ${text}`),
			menu: (_, request) => void made.menus.push(request),
			prompt: { commandNames: () => [] },
			editor: (_, bytes, done) => {
				made.calls.push(`edit ${new TextDecoder().decode(bytes)}`);
				made.edited = done;
				return { pid: 77, dispose: () => void made.calls.push("edit given up") };
			},
			statusScreen: () => undefined,
			detachClient: (of, kill) => void made.calls.push(`${kill ? "kill" : "detach"} ${of.name}`),
			suspendClient: (of) => void made.calls.push(`suspend ${of.name}`),
			customize: {
				parseCommands: (text) =>
					text.startsWith("bad") ? { error: `unknown command: ${text}` } : { toText: () => text },
				isShell: () => true,
				hooks: { isEvent: () => false, addEvent() {}, monitor: () => undefined },
			},
		},
		enter(mode) {
			mode.pane.modes.unshift(mode);
			shown = mode;
			return mode;
		},
		press(keys) {
			for (const name of keys.split(" ")) {
				const key = parseKey(name);
				if (key === undefined) throw new Error(`no key ${name}`);
				shown?.key({ key, client });
			}
		},
		type(text) {
			for (const letter of text) shown?.key({ key: letter.codePointAt(0)!, client });
		},
		mouse(name, x, y) {
			const key = parseKey(name)!;
			shown?.key({ key, client, mouse: { ...emptyMouseEvent(), valid: true, key, x, y } });
		},
	};
	return made;
}

/** The lines of a screen as text, without blanks at their ends and empty lines at the bottom. */
export function shownLines(screen: PlainScreen): string[] {
	const { cells } = screen;
	const lines = Array.from({ length: screen.rows }, (_, y) => {
		let text = "";
		for (let x = 0; x < screen.cols; x++) {
			const at = cells.index(x, y);
			const cell = cells.text(at);
			text += (cells.attr[at] ?? 0) & ATTR.charset ? (acsToUnicode(cell) ?? cell) : cell;
		}
		return text.trimEnd();
	});
	while (lines.at(-1) === "") lines.pop();
	return lines;
}
