/**
 * The guests of a tmate host's session: their streams into its thread, and what
 * the host and its webhook are told of them. Owned by tmate-session.ts.
 */
import { randomUUID } from "node:crypto";
import { MessageChannel } from "node:worker_threads";
import type { FromMirror } from "../protocol/mirror-worker.ts";
import { PortStream } from "../share/port-stream.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Side } from "./pump.ts";
import type { SessionHooks } from "./tmate-hooks.ts";
import type { MirrorThread } from "./tmate-mirror.ts";
import type { HostTeller } from "./tmate-teller.ts";

/** For their last words (ms). */
const GOODBYE = 5000;

export interface TmateGuestsPorts {
	readonly clock: Clock;
	readonly thread: MirrorThread;
	readonly teller: HostTeller;
	readonly hooks: SessionHooks;
}

export class TmateGuests implements Disposable {
	readonly #ports: TmateGuestsPorts;
	readonly #streams = new Set<PortStream>();
	/** By their number in the thread, what the webhook calls them. */
	readonly #ids = new Map<number, string>();
	#goodbye: Disposable | undefined;

	constructor(ports: TmateGuestsPorts) {
		this.#ports = ports;
	}

	/** How many are in. */
	get count(): number {
		return this.#ids.size;
	}

	/** A stream for one that was let in; `comment`: that of its key. */
	open(comment: string): Side {
		const { port1, port2 } = new MessageChannel();
		const stream = new PortStream(port1);
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
		this.#ports.thread.post({ type: "guest", port: port2, comment }, port2);
		return { stream };
	}

	joined({ id, address, readOnly }: Extract<FromMirror, { readonly type: "joined" }>): void {
		const uuid = randomUUID();
		this.#ids.set(id, uuid);
		this.#ports.hooks.joined({ id: uuid, address, readOnly });
		this.#ports.teller.joined(address, readOnly, this.count);
	}

	left(id: number): void {
		const uuid = this.#ids.get(id);
		if (uuid === undefined) return;
		this.#ids.delete(id);
		this.#ports.hooks.left(uuid);
		this.#ports.teller.left(this.count);
	}

	/** Sends them away; `done` when they are, or have had time enough. */
	close(lastLine: string, status: number, done: () => void): void {
		const { clock, thread } = this.#ports;
		thread.post({ type: "close-guests", lastLine, status });
		const start = clock.now();
		const look = () => {
			if (this.#streams.size === 0 || clock.now() - start > GOODBYE) done();
			else this.#goodbye = clock.setTimeout(look, 50);
		};
		look();
	}

	/** Cuts their streams. */
	dispose(): void {
		this.#goodbye?.dispose();
		for (const stream of this.#streams) stream.destroy();
	}
}
