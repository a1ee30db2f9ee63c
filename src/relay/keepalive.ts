/**
 * Asks a connection that has said nothing for a while whether it is still
 * there. Owned by the relay's connections.
 */
import type { MarkSender } from "../share/ssh2-private.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

const GUEST_INTERVAL = 15_000;
/** A host has many who wait for it, and is back by itself when it has lost us. */
export const HOST_INTERVAL = 5000;
const MISSES = 3;

export interface KeepalivePorts {
	readonly clock: Clock;
	readonly marks: MarkSender;
	/** Time between questions in ms. */
	readonly interval?: number;
	/** Bytes that have come so far. */
	heard(): number;
	/** Nobody is there any more. */
	gone(): void;
}

export class Keepalive implements Disposable {
	readonly #ports: KeepalivePorts;
	#timer: Disposable;
	#heard: number;
	#misses = 0;
	#asking = false;
	/** Last round trip in ms, -1 while there was none. */
	rtt = -1;

	constructor(ports: KeepalivePorts) {
		this.#ports = ports;
		this.#heard = ports.heard();
		this.#timer = this.#wait();
		this.#ask();
	}

	dispose(): void {
		this.#timer.dispose();
	}

	#wait(): Disposable {
		return this.#ports.clock.setTimeout(() => this.#look(), this.#ports.interval ?? GUEST_INTERVAL);
	}

	#look(): void {
		const heard = this.#ports.heard();
		this.#misses = heard === this.#heard ? this.#misses + 1 : 0;
		this.#heard = heard;
		if (this.#misses > MISSES) {
			this.#ports.gone();
			return;
		}
		this.#ask();
		this.#timer = this.#wait();
	}

	#ask(): void {
		if (this.#asking) return;
		this.#asking = true;
		const sent = this.#ports.clock.now();
		this.#ports.marks.send(() => {
			this.#asking = false;
			this.rtt = this.#ports.clock.now() - sent;
		});
	}
}
