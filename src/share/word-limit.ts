/**
 * How often somebody at the other end may say something that the host's user is
 * shown or that runs hooks. Owned by provider-relay.ts.
 */
import type { Clock } from "../util/clock.ts";

/** Words at once, and how long it takes until there is another one (ms). */
const BURST = 20;
const SPAN_MS = 10_000;

export class WordLimit {
	readonly #clock: Clock;
	#left = BURST;
	#time: number;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#time = clock.now();
	}

	/** Whether another one may be said now. */
	take(): boolean {
		const now = this.#clock.now();
		this.#left = Math.min(BURST, this.#left + Math.max(0, now - this.#time) / SPAN_MS);
		this.#time = now;
		if (this.#left < 1) return false;
		this.#left--;
		return true;
	}
}
