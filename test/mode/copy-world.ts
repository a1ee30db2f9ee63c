/**
 * A pane with text and copy mode on it, for the tests of copy mode: commands
 * are run as `send-keys -X` would, what leaves the mode is kept.
 */
import { CopyMode, type CopyModeInit, type CopyModePorts } from "../../src/mode/copy-mode.ts";
import type { Client } from "../../src/model/client.ts";
import type { PaneMode } from "../../src/model/mode.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { Server } from "../../src/model/server.ts";
import type { Session } from "../../src/model/session.ts";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { makeWorld } from "../format/fakes.ts";

export interface CopyWorld {
	readonly server: Server;
	readonly session: Session;
	readonly pane: Pane;
	readonly ports: CopyModePorts;
	/** What was given to commands and to the clipboard. */
	readonly pipes: [command: string, text: string][];
	readonly clipboard: string[];
	/** Timers that wait: tests run them. */
	readonly timers: { fn: () => void; ms: number; live: boolean }[];
	now: number;
	/** The mode on top. */
	readonly mode: CopyMode;
	enter(args?: CopyModeInit["args"], source?: Pane): CopyMode;
	/** Runs commands: `5 cursor-down`, `search-forward -- text` (words at blanks; `\x20` for a blank). */
	run(...commands: string[]): void;
	/** One command with exact arguments. */
	send(name: string, args: string[], count?: number, client?: Client): string | undefined;
	/** A format variable of the mode. */
	value(name: string): string;
	/** Several of them, joined by commas. */
	values(...names: string[]): string;
	/** The newest automatic buffer. */
	buffer(): string | undefined;
	/** A row of what is shown, blanks at its end cut. */
	row(y: number): string;
	cells(y: number): CellBuffer;
}

const DECODER = new TextDecoder();

/** A pane of `cols` x `rows` whose program wrote `text` (`\n` is a new line). */
export function makeCopyWorld(
	cols: number,
	rows: number,
	text: string,
	keys: "vi" | "emacs" = "emacs",
): CopyWorld {
	const base = makeWorld();
	const { server } = base;
	const session = base.session("main");
	const { window } = base.window(session, "one", cols, rows);
	const pane = window.active as Pane;
	(pane as { screen: PaneScreen }).screen = new PaneScreen({
		cols,
		rows,
		options: { historyLimit: 100_000 },
	});
	pane.sx = cols;
	pane.sy = rows;
	window.options.set("mode-keys", keys);
	pane.screen.write(new TextEncoder().encode(text.replaceAll("\n", "\r\n")));
	const clock = server.ports.clock as {
		now(): number;
		setTimeout(fn: () => void, ms: number): { dispose(): void };
	};
	const world = {
		server,
		session,
		pane,
		pipes: [] as [string, string][],
		clipboard: [] as string[],
		timers: [] as { fn: () => void; ms: number; live: boolean }[],
		now: 0,
		ports: {
			leave(mode: PaneMode) {
				pane.modes.splice(pane.modes.indexOf(mode), 1);
				mode.dispose();
			},
			setClipboard: (_pane: Pane, bytes: Uint8Array) => void world.clipboard.push(DECODER.decode(bytes)),
			runPipe: (command: string, bytes: Uint8Array) =>
				void world.pipes.push([command, DECODER.decode(bytes)]),
			redraw() {},
			scrolled() {},
			activate() {},
		},
		get mode(): CopyMode {
			return pane.mode as CopyMode;
		},
		enter(args?: CopyModeInit["args"], source?: Pane): CopyMode {
			const mode = new CopyMode({ server, pane, source, ports: world.ports, args: args ?? {} });
			pane.modes.unshift(mode);
			return mode;
		},
		send(name: string, args: string[], count = 1, client?: Client): string | undefined {
			return pane.mode?.command?.({ name, args, count, session, client });
		},
		run(...commands: string[]): void {
			for (const command of commands) {
				const words = command.split(" ").map((word) => word.replaceAll("\\x20", " "));
				const count = /^\d+$/.test(words[0] as string) ? Number(words.shift()) : 1;
				world.send(words[0] as string, words.slice(1), count);
			}
		},
		value: (name: string) => pane.mode?.formats().get(name)?.() ?? "",
		values: (...names: string[]) => names.map((name) => world.value(name)).join(","),
		buffer(): string | undefined {
			const bytes = server.buffers.newest()?.bytes;
			return bytes && DECODER.decode(bytes);
		},
		cells(y: number): CellBuffer {
			const screen = pane.shown;
			const row = new CellBuffer(screen.cols, 1);
			screen.copyLine(screen.historySize + y, 0, screen.cols, row, 0, 0);
			return row;
		},
		row: (y: number) => world.cells(y).rowText(0).trimEnd(),
	};
	clock.setTimeout = (fn, ms) => {
		const timer = { fn, ms, live: true };
		world.timers.push(timer);
		return {
			dispose() {
				timer.live = false;
			},
		};
	};
	return world;
}
