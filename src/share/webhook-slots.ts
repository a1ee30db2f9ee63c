/**
 * How many posts to webhooks are under way at once: so many to one receiver,
 * so many in all. The others wait in the order they came; a receiver that does
 * not answer holds up its own events only, until the number of all is reached.
 * Owned by webhook-post.ts.
 */

const PER_RECEIVER = 16;
const IN_ALL = 256;

interface Waiting {
	readonly receiver: string;
	readonly start: () => void;
}

export class WebhookSlots {
	readonly #busy = new Map<string, number>();
	readonly #waiting = new Set<Waiting>();
	#all = 0;

	/** Posts under way. */
	get busy(): number {
		return this.#all;
	}

	/** Resolves when it is `receiver`'s turn, with what gives the place back (once). Rejects with the signal's reason. */
	take(receiver: string, signal: AbortSignal): Promise<() => void> {
		return new Promise((resolve, reject) => {
			if (signal.aborted) {
				reject(signal.reason);
				return;
			}
			const stop = () => {
				this.#waiting.delete(waiting);
				reject(signal.reason);
			};
			const start = () => {
				signal.removeEventListener("abort", stop);
				resolve(this.#taken(receiver));
			};
			const waiting = { receiver, start };
			if (this.#free(receiver)) {
				start();
				return;
			}
			signal.addEventListener("abort", stop, { once: true });
			this.#waiting.add(waiting);
		});
	}

	#free(receiver: string): boolean {
		return this.#all < IN_ALL && (this.#busy.get(receiver) ?? 0) < PER_RECEIVER;
	}

	#taken(receiver: string): () => void {
		this.#all++;
		this.#busy.set(receiver, (this.#busy.get(receiver) ?? 0) + 1);
		let given = false;
		return () => {
			if (given) return;
			given = true;
			this.#all--;
			const left = (this.#busy.get(receiver) ?? 0) - 1;
			if (left > 0) this.#busy.set(receiver, left);
			else this.#busy.delete(receiver);
			this.#startNext();
		};
	}

	/** One place is free, so one may start. */
	#startNext(): void {
		for (const waiting of this.#waiting) {
			if (!this.#free(waiting.receiver)) continue;
			this.#waiting.delete(waiting);
			waiting.start();
			return;
		}
	}
}
