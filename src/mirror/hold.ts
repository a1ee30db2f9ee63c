/**
 * When the host is not to be read for a moment: while its output waits to be
 * parsed, and after messages that took long, so that no host takes more than
 * its share of the relay. Owned by mirror.ts.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

/** Milliseconds of work at once that need no rest, and the longest rest. */
const FREE = 20;
const LONGEST = 2000;

export class Hold implements Disposable {
	readonly #clock: Clock;
	readonly #hold: (on: boolean) => void;
	#isFull = false;
	#rest: Disposable | undefined;

	/** `hold` is called when reading is to stop, and when it goes on. */
	constructor(clock: Clock, hold: (on: boolean) => void) {
		this.#clock = clock;
		this.#hold = hold;
	}

	/** Too much waits to be parsed, or no more. */
	full(on: boolean): void {
		if (on === this.#isFull) return;
		this.#isFull = on;
		if (!this.#rest) this.#hold(on);
	}

	/** Messages took so many milliseconds: the others have as long their turn. */
	spent(time: number): void {
		if (time <= FREE || this.#rest) return;
		if (!this.#isFull) this.#hold(true);
		this.#rest = this.#clock.setTimeout(
			() => {
				this.#rest = undefined;
				if (!this.#isFull) this.#hold(false);
			},
			Math.min(time, LONGEST),
		);
	}

	dispose(): void {
		this.#rest?.dispose();
	}
}
