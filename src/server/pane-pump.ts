/**
 * A byte from a program to every screen: pty data is tee'd, parsed in slices so
 * that a flooding pane holds up neither keys nor other panes, and the pty is
 * paused above a high mark. Also what a program's output makes happen outside
 * its screen, and what its end leads to. Owned by the runtime.
 */

import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import { fixPanes } from "../model/layout-panes.ts";
import { closePaneCell, killPane, renameWindow } from "../model/lifecycle.ts";
import { markOutput, markPane, markWindow, markWindowStatus } from "../model/marks.ts";
import { notifyPane, windowActivity } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { PaneProcess, SpawnRequest } from "../model/ports.ts";
import type { Server } from "../model/server.ts";
import type { PaneScreenEvents, PromptMark } from "../screen/pane-options.ts";
import type { Colour } from "../term/attributes.ts";
import { ByteQueue } from "../util/byte-queue.ts";
import type { Disposable } from "../util/disposable.ts";
import { drawDeadMessage } from "./dead-pane.ts";
import { shellMark } from "./shell-marks.ts";

/** Bytes parsed of one pane before others have their turn. */
const SLICE = 64 * 1024;
/** Milliseconds of parsing in one turn over all panes. */
const TURN_TIME = 8;
/** Bytes waiting above which a pty is paused, and below which it goes on. */
const HIGH = 1024 * 1024;
const LOW = 128 * 1024;

/** A pty as the pump needs it; pty/pty.ts is one. */
export interface PumpedPty {
	readonly pid: number;
	readonly ttyName: string;
	write(bytes: Uint8Array): void;
	resize(cols: number, rows: number): void;
	kill(signal: string): void;
	pause(): void;
	resume(): void;
	dispose(): void;
	currentCommand(): string;
	currentPath(): string;
}

export interface PumpPorts {
	/** Starts the pty; data comes in order, exit after the last data. */
	startPty(
		request: SpawnRequest,
		onData: (bytes: Uint8Array) => void,
		onExit: (status: number, signal: number) => void,
	): PumpedPty;
	bell(pane: Pane): void;
	nameChanged(pane: Pane): void;
	/** Puts what a program wants in the clipboard there, and into a buffer. */
	setClipboard(pane: Pane, selection: string, data: Uint8Array): void;
	queryClipboard(pane: Pane, selection: string, end: "bel" | "st"): void;
	/** Bytes for the terminals of the clients that see the pane. */
	passthrough(pane: Pane, bytes: Uint8Array): void;
	/** Asks an outer terminal for an entry of its palette; true when an answer may come. */
	queryPalette(pane: Pane, index: number): boolean;
	queryColour(pane: Pane, what: "fg" | "bg"): Colour | undefined;
	queryTheme(pane: Pane): "dark" | "light" | undefined;
	/** The last session may have gone. */
	paneEnded(): void;
	/** Nobody attached can take more of this pane: it waits until `proceed`. */
	held(pane: Pane): boolean;
}

interface Feed {
	readonly pane: Pane;
	readonly queue: ByteQueue;
	pty: PumpedPty | undefined;
	paused: boolean;
	exit: { readonly status: number; readonly signal: number } | undefined;
}

export class PanePump implements Disposable {
	readonly #server: Server;
	readonly #ports: PumpPorts;
	readonly #feeds = new Map<Pane, Feed>();
	readonly #ready = new Set<Feed>();
	/** Ready, but nobody takes what they would print. */
	readonly #held = new Set<Feed>();
	#turn: Disposable | undefined;

	constructor(server: Server, ports: PumpPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** Starts the program of a pane. Throws when it cannot. */
	start(request: SpawnRequest): void {
		const { pane } = request;
		const feed: Feed = {
			pane,
			queue: new ByteQueue(),
			pty: undefined,
			paused: false,
			exit: undefined,
		};
		const pty = this.#ports.startPty(
			request,
			(bytes) => this.#data(feed, bytes),
			(status, signal) => {
				feed.exit = { status, signal };
				this.#schedule(feed);
			},
		);
		feed.pty = pty;
		pane.process = processOf(pty, () => this.#forget(feed));
		pane.exited = false;
		this.#feeds.set(pane, feed);
	}

	/** Ends a pane's program without waiting for it (respawn -k). */
	stop(pane: Pane): void {
		pane.process?.dispose();
		pane.process = undefined;
	}

	/** Parses all that has come for the pane; whoever reads its screen calls this first. */
	flush(pane: Pane): void {
		const feed = this.#feeds.get(pane);
		if (feed && feed.queue.length > 0) this.#parse(feed, feed.queue.length);
	}

	/** Clients may take more output: panes that were held go on. */
	proceed(): void {
		const feeds = [...this.#held];
		this.#held.clear();
		for (const feed of feeds) this.#schedule(feed);
	}

	/** Bytes for a pane that has no program (`split-window -I`, display of text). */
	inject(pane: Pane, bytes: Uint8Array): void {
		this.#write(pane, bytes);
	}

	dispose(): void {
		this.#turn?.dispose();
		for (const feed of [...this.#feeds.values()]) feed.pane.process?.dispose();
	}

	/** What the pane's screen tells; handed to PaneScreen when the pane is made. */
	events(get: () => Pane | undefined): Partial<PaneScreenEvents> {
		const on =
			<A extends readonly unknown[]>(fn: (pane: Pane, ...args: A) => void) =>
			(...args: A): void => {
				const pane = get();
				if (pane && !pane.destroyed) fn(pane, ...args);
			};
		return {
			reply: on((pane, bytes: Uint8Array) => pane.write(bytes)),
			bell: on((pane) => {
				this.#ports.bell(pane);
				notifyPane(this.#server, "pane-bell", pane);
			}),
			titleChanged: on((pane, title: string) => {
				markWindowStatus(this.#server, pane.window);
				notifyPane(this.#server, "pane-title-changed", pane, { new_title: title });
			}),
			pathChanged: on((pane, path: string) => {
				pane.path = path;
				markWindowStatus(this.#server, pane.window);
			}),
			rename: on((pane, name: string) => this.#rename(pane, name)),
			clipboardSet: on((pane, selection: string, data: Uint8Array) =>
				this.#ports.setClipboard(pane, selection, data),
			),
			clipboardQuery: on((pane, selection: string, end: "bel" | "st") =>
				this.#ports.queryClipboard(pane, selection, end),
			),
			passthrough: on((pane, bytes: Uint8Array) => this.#ports.passthrough(pane, bytes)),
			progress: on((pane, state: number, value: number) => {
				pane.progress = { state, value };
				markWindowStatus(this.#server, pane.window);
			}),
			prompt: on((pane, mark: PromptMark) => shellMark(this.#server, pane, mark)),
			coloursChanged: on((pane) => markPane(this.#server, pane)),
			queryColour: (what) => {
				const pane = get();
				return pane && this.#ports.queryColour(pane, what);
			},
			queryPalette: (index) => {
				const pane = get();
				return pane !== undefined && this.#ports.queryPalette(pane, index);
			},
			queryTheme: () => {
				const pane = get();
				return pane && this.#ports.queryTheme(pane);
			},
			modesChanged: on((pane) => markPane(this.#server, pane)),
			synchronized: on((pane, held: boolean) => this.#synchronized(pane, held)),
			alternate: on((pane) => {
				fixPanes(this.#server, pane.window);
				markWindow(this.#server, pane.window);
			}),
		};
	}

	#forget(feed: Feed): void {
		this.#feeds.delete(feed.pane);
		this.#ready.delete(feed);
		this.#held.delete(feed);
		feed.pty?.dispose();
		feed.pty = undefined;
	}

	#data(feed: Feed, bytes: Uint8Array): void {
		feed.queue.push(bytes);
		if (!feed.paused && feed.queue.length > HIGH) {
			feed.paused = true;
			feed.pty?.pause();
		}
		this.#schedule(feed);
	}

	#schedule(feed: Feed): void {
		this.#ready.add(feed);
		this.#turn ??= this.#server.ports.clock.setImmediate(() => this.#run());
	}

	#run(): void {
		this.#turn = undefined;
		const { clock } = this.#server.ports;
		const end = clock.now() + TURN_TIME;
		// Panes somebody looks at come first, so that echo is not behind a hidden flood.
		const feeds = [...this.#ready].sort((a, b) => a.queue.length - b.queue.length);
		for (const feed of feeds) {
			if (feed.queue.length > 0 && this.#ports.held(feed.pane)) {
				this.#ready.delete(feed);
				this.#held.add(feed);
				continue;
			}
			this.#parse(feed, SLICE);
			if (feed.queue.length === 0) this.#drained(feed);
			if (clock.now() >= end) break;
		}
		if (this.#ready.size > 0) this.#turn ??= clock.setImmediate(() => this.#run());
	}

	#drained(feed: Feed): void {
		this.#ready.delete(feed);
		if (feed.exit && this.#feeds.get(feed.pane) === feed) this.#ended(feed);
	}

	#parse(feed: Feed, limit: number): void {
		const bytes = feed.queue.take(Math.min(limit, feed.queue.length));
		if (bytes && bytes.length > 0) this.#write(feed.pane, bytes);
		if (feed.paused && feed.queue.length < LOW) {
			feed.paused = false;
			feed.pty?.resume();
		}
	}

	#write(pane: Pane, bytes: Uint8Array): void {
		if (pane.destroyed) return;
		const { events, ports } = this.#server;
		pane.lastOutputTime = ports.clock.now();
		events.emit("paneOutput", { pane, bytes });
		if (pane.pipe?.ended) pane.pipe = undefined;
		else if (pane.pipe?.out) pane.pipe.job.write(bytes);
		try {
			pane.screen.write(bytes);
		} catch (error) {
			// The screen of one pane is wrong from here on; everybody else goes on.
			ports.log.error(`screen of %${pane.id}`, error);
		}
		if (pane.mode) pane.unseenChanges = true;
		windowActivity(this.#server, pane.window);
		this.#ports.nameChanged(pane);
		if (!pane.screen.modes.synchronized) markOutput(this.#server, pane);
	}

	#synchronized(pane: Pane, held: boolean): void {
		if (!held) markOutput(this.#server, pane);
	}

	#rename(pane: Pane, name: string): void {
		const { window } = pane;
		if (name === "") {
			window.options.unset("automatic-rename");
			this.#ports.nameChanged(pane);
			return;
		}
		window.options.set("automatic-rename", "off");
		renameWindow(this.#server, window, name, true);
		markWindowStatus(this.#server, window);
	}

	/** The program has ended and its last output is on the screen. */
	#ended(feed: Feed): void {
		const { pane, exit } = feed;
		if (!exit) return;
		this.#forget(feed);
		pane.process = undefined;
		pane.exited = true;
		pane.exitStatus = exit.signal === 0 ? exit.status : undefined;
		pane.exitSignal = exit.signal === 0 ? undefined : exit.signal;
		pane.pipe?.dispose();
		pane.pipe = undefined;
		for (const waiter of pane.onExitWaiters.splice(0))
			waiter(exit.signal === 0 ? exit.status : 128 + exit.signal);
		const facts: Record<string, string> =
			exit.signal === 0 ? { exit_status: String(exit.status) } : { exit_signal: String(exit.signal) };
		facts.exit_success = exit.signal === 0 && exit.status === 0 ? "1" : "0";
		const keep = pane.options.choice("remain-on-exit");
		const failed = exit.signal !== 0 || exit.status !== 0;
		if (keep === "on" || keep === "key" || (keep === "failed" && failed)) {
			pane.deadTime = this.#server.ports.clock.now();
			notifyPane(this.#server, "pane-died", pane, facts);
			this.#showDead(pane);
			return;
		}
		this.close(pane, facts);
	}

	/** Takes a pane away whose program has ended. */
	close(pane: Pane, facts: Readonly<Record<string, string>> = {}): void {
		if (pane.destroyed) return;
		notifyPane(this.#server, "pane-exited", pane, facts);
		// The last pane leaves a layout too, though its window goes with it.
		if (pane.window.panes.length === 1) closePaneCell(this.#server, pane);
		killPane(this.#server, pane);
		this.#ports.paneEnded();
	}

	#showDead(pane: Pane): void {
		const format = pane.options.string("remain-on-exit-format");
		const text = expand(format, { server: this.#server, window: pane.window, pane });
		drawDeadMessage(this.#server, pane, text);
		markWindow(this.#server, pane.window);
	}
}

function processOf(pty: PumpedPty, onDispose: () => void): PaneProcess {
	return {
		pid: pty.pid,
		ttyName: pty.ttyName,
		write: (bytes) => pty.write(bytes),
		resize: (cols, rows) => pty.resize(cols, rows),
		kill: (signal = "SIGHUP") => pty.kill(signal),
		currentCommand: () => pty.currentCommand(),
		currentPath: () => pty.currentPath(),
		dispose: () => {
			pty.kill("SIGHUP");
			onDispose();
		},
	};
}

/** Clients that look at the pane's window now. */
export function clientsSeeing(server: Server, pane: Pane): Client[] {
	return [...server.clients].filter(
		(client) => client.attached && client.session?.current?.window === pane.window && pane.visible,
	);
}
