/** The messages `show-messages` prints, newest last. Owned by Server. */

/** One message with its time in ms since the epoch. */
export interface LoggedMessage {
	readonly number: number;
	readonly time: number;
	readonly text: string;
}

export class MessageLog {
	readonly #now: () => number;
	readonly #limit: () => number;
	#rows: LoggedMessage[] = [];
	#next = 0;

	constructor(ports: { readonly now: () => number; readonly limit: () => number }) {
		this.#now = ports.now;
		this.#limit = ports.limit;
	}

	/** Adds a message and forgets the oldest ones above `message-limit`. */
	add(text: string): void {
		this.#rows.push({ number: this.#next++, time: this.#now(), text });
		const over = this.#rows.length - this.#limit();
		if (over > 0) this.#rows.splice(0, over);
	}

	/** Oldest first. */
	all(): readonly LoggedMessage[] {
		return this.#rows;
	}
}
