/**
 * Asks the thread of a mirrored session now and then whether it works: one that
 * a host keeps busy for good answers no more. Owned by tmate-session.ts.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

/** Time between questions (ms), and how many of them may stay without an answer. */
const SPAN = 10_000;
const MISSES = 3;

export interface PulsePorts {
	readonly clock: Clock;
	ask(): void;
	/** It has not answered: said once. */
	gone(): void;
}

export class Pulse implements Disposable {
	readonly #ports: PulsePorts;
	#timer: Disposable;
	#misses = 0;

	constructor(ports: PulsePorts) {
		this.#ports = ports;
		this.#timer = this.#wait();
	}

	/** The thread has answered. */
	answered(): void {
		this.#misses = 0;
	}

	dispose(): void {
		this.#timer.dispose();
	}

	#wait(): Disposable {
		return this.#ports.clock.setTimeout(() => {
			if (++this.#misses > MISSES) {
				this.#ports.gone();
				return;
			}
			this.#timer = this.#wait();
			this.#ports.ask();
		}, SPAN);
	}
}
