/** A small server with one attached client for the tests of prompts, menus, popups and the clock; timers are turned by the test. */
import type { Client } from "../../src/model/client.ts";
import type { Job, JobRequest } from "../../src/model/ports.ts";
import type { Session } from "../../src/model/session.ts";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { KEY, type KeyCode } from "../../src/term/key-code.ts";
import { parseKey } from "../../src/term/key-names.ts";
import { emptyMouseEvent, type MouseEvent } from "../../src/term/mouse-keys.ts";
import type { Disposable } from "../../src/util/disposable.ts";
import { makeWorld, type World } from "../format/fakes.ts";

/** A job whose program is the test. */
export interface FakeJob {
	readonly request: JobRequest;
	input: string;
	size: string;
	disposed: boolean;
}

export interface UiWorld {
	readonly world: World;
	readonly session: Session;
	readonly client: Client;
	readonly jobs: FakeJob[];
	/** Timers that are set, by when they are due. */
	readonly timers: Set<{ readonly at: number; fn(): void }>;
	/** Turns the clock and runs what is due. */
	turn(ms: number): void;
}

export function makeUi(cols = 60, rows = 20): UiWorld {
	const world = makeWorld();
	const jobs: FakeJob[] = [];
	const timers: UiWorld["timers"] = new Set();
	const setTimeout = (fn: () => void, ms: number): Disposable => {
		const timer = { at: world.now + ms, fn };
		timers.add(timer);
		return { dispose: () => void timers.delete(timer) };
	};
	const startJob = (request: JobRequest): Job => {
		const row: FakeJob = { request, input: "", size: "", disposed: false };
		jobs.push(row);
		return {
			pid: 1,
			command: "",
			startTime: 0,
			ttyName: "",
			write: (bytes: Uint8Array) => {
				row.input += Buffer.from(bytes).toString("latin1");
			},
			endInput() {},
			resize: (c: number, r: number) => {
				row.size = `${c}x${r}`;
			},
			kill() {},
			dispose: () => {
				row.disposed = true;
			},
		};
	};
	Object.assign(world.server.ports, {
		clock: { now: () => world.now, setTimeout, setImmediate: (fn: () => void) => setTimeout(fn, 0) },
		startJob,
		files: { isExecutable: (path: string) => path === "/bin/zsh" },
	});
	const session = world.session("in");
	world.window(session, "one", cols, rows - 1);
	const client = world.client("tty", session);
	client.sx = cols;
	client.sy = rows;
	const turn = (ms: number): void => {
		world.now += ms;
		for (const timer of [...timers].sort((a, b) => a.at - b.at))
			if (timer.at <= world.now && timers.delete(timer)) timer.fn();
	};
	return { world, session, client, jobs, timers, turn };
}

export const keyOf = (name: string): KeyCode => parseKey(name) ?? KEY.unknown;

/** Rows of cells as text, trimmed at the right; letters of the line drawing set become what they draw. */
export function textOf(cells: CellBuffer): string[] {
	const drawn: Readonly<Record<string, string>> = {
		q: "─",
		x: "│",
		l: "┌",
		k: "┐",
		m: "└",
		j: "┘",
		t: "├",
		u: "┤",
		v: "┴",
		w: "┬",
		n: "┼",
	};
	const rows: string[] = [];
	for (let y = 0; y < cells.rows; y++) {
		let text = "";
		for (let x = 0; x < cells.cols; x++) {
			const i = cells.index(x, y);
			const cell = cells.text(i);
			text += cells.attr[i]! & 0x80 ? (drawn[cell] ?? cell) : cell;
		}
		rows.push(text.trimEnd());
	}
	return rows;
}

export function blank(client: Client): CellBuffer {
	return new CellBuffer(client.sx, client.sy);
}

/** A raw mouse event. */
export function mouseAt(x: number, y: number, b: number, last: Partial<MouseEvent> = {}): MouseEvent {
	return { ...emptyMouseEvent(), valid: true, x, y, b, ...last };
}
