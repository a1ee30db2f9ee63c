/**
 * Who is drawn, and when: the only place that paints. The first change after
 * quiet goes out in the same turn; under a flood each client gets a frame no
 * more often than the interval, and only when its wire has room, so that a slow
 * client skips frames and slows nobody. Fed by `dirty` events.
 */
import type { Client } from "../model/client.ts";
import { markAll } from "../model/marks.ts";
import type { Server } from "../model/server.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Frame } from "../view/frame.ts";
import type { Terminal } from "./terminal.ts";

/** Least time between two frames of one client, in ms. */
const FRAME_INTERVAL = 12;

export interface FramePorts {
	terminal(client: Client): Terminal | undefined;
	/** The frame for now, drawn into `spare` when that fits. */
	compose(client: Client, spare: CellBuffer | undefined): Frame;
	/** A frame could not be made: takes away what lies topmost over the client's panes; false when nothing does. */
	endTopmost(client: Client): boolean;
	/** Before frames are composed: pending sizes, mode updates. */
	beforeFrames(): void;
}

export class FrameScheduler implements Disposable {
	readonly #server: Server;
	readonly #ports: FramePorts;
	readonly #dirty = new Set<Client>();
	readonly #lastFrame = new WeakMap<Client, number>();
	readonly #listener: Disposable;
	#turn: Disposable | undefined;
	#timer: Disposable | undefined;

	constructor(server: Server, ports: FramePorts) {
		this.#server = server;
		this.#ports = ports;
		this.#listener = server.events.on("dirty", ({ client }) => {
			this.#dirty.add(client);
			this.#schedule();
		});
	}

	/** The client's wire has room again. */
	drained(client: Client): void {
		if (client.dirty) this.#schedule();
	}

	dispose(): void {
		this.#listener.dispose();
		this.#turn?.dispose();
		this.#timer?.dispose();
	}

	#schedule(): void {
		this.#turn ??= this.#server.ports.clock.setImmediate(() => {
			this.#turn = undefined;
			this.#run();
		});
	}

	#run(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		this.#ports.beforeFrames();
		const now = this.#server.ports.clock.now();
		let wait = Number.POSITIVE_INFINITY;
		// Who typed last sees it first, however many look on.
		for (const client of [...this.#dirty].sort((a, b) => b.activityTime - a.activityTime)) {
			// First, so that a change that comes while it is drawn counts as the next one.
			this.#dirty.delete(client);
			const left = this.#draw(client, now);
			if (left === 0) continue;
			this.#dirty.add(client);
			wait = Math.min(wait, left);
		}
		if (wait !== Number.POSITIVE_INFINITY)
			this.#timer = this.#server.ports.clock.setTimeout(() => {
				this.#timer = undefined;
				this.#run();
			}, wait);
	}

	/** Draws one client if its time has come; gives the ms to wait, 0 when it is done, infinity until it is told of. */
	#draw(client: Client, now: number): number {
		const terminal = this.#ports.terminal(client);
		if (client.dead || client.exiting || client.suspended || !client.session?.current || !terminal) {
			client.dirty = false;
			return 0;
		}
		// Its wire says when it has drained, and a terminal that starts is marked.
		if (!terminal.ready) return Number.POSITIVE_INFINITY;
		const since = now - (this.#lastFrame.get(client) ?? 0);
		if (since < FRAME_INTERVAL && since >= 0) return FRAME_INTERVAL - since;
		this.#lastFrame.set(client, now);
		if (client.dirtyAll) terminal.forget();
		client.dirtyAll = false;
		if (client.dirtyStatus) this.#updateModes(client);
		client.dirty = false;
		try {
			terminal.show(this.#ports.compose(client, terminal.takeSpare()));
		} catch (error) {
			// One frame is lost; the next one may be possible without what lies over the panes.
			this.#server.ports.log.error(`frame of ${client.name}`, error);
			if (this.#ports.endTopmost(client)) {
				markAll(this.#server, client);
				return FRAME_INTERVAL;
			}
		}
		client.dirtyStatus = false;
		client.forceJobs = false;
		return 0;
	}

	/**
	 * Lists in modes follow what the status line shows. The client still counts as dirty, so that the marks
	 * this makes are part of the frame that is about to be composed.
	 */
	#updateModes(client: Client): void {
		for (const pane of client.session?.current?.window.panes ?? [])
			try {
				pane.mode?.update?.();
			} catch (error) {
				this.#server.ports.log.error(`${pane.mode?.name} of %${pane.id}`, error);
			}
	}
}
