/**
 * Finds marks in what a terminal is sent, control sequences left out, without
 * interpreting it. Used by the terminals of bench/rival.ts and
 * the guests of bench/guest-process.ts.
 */

/** End of the output that is kept to look for a mark. */
const TAIL = 4096;
const CONTROL = /\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[()][0-9A-B])/g;

/** Milliseconds of a clock that is the same in all processes of the machine. */
export function milliseconds(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

export class TailSearch {
	#tail = "";
	readonly #waiting = new Map<string, (time: number) => void>();

	push(bytes: Buffer): void {
		this.#tail = (this.#tail + bytes.toString("latin1")).slice(-TAIL);
		if (this.#waiting.size > 0) this.#look();
	}
	/** Resolves to the time at which `mark` comes, at once when it has come. One asks for it at a time. */
	seen(mark: string): Promise<number> {
		return new Promise((resolve) => {
			this.#waiting.set(mark, resolve);
			this.#look();
		});
	}

	/** What came until now is not looked at again. */
	forget(): void {
		this.#tail = "";
	}

	/** The end of what came, for an error that says what was there instead. */
	get tail(): string {
		return this.#tail;
	}

	#look(): void {
		const now = milliseconds();
		const text = this.#tail.replace(CONTROL, "");
		for (const [mark, found] of [...this.#waiting])
			if (text.includes(mark)) {
				this.#waiting.delete(mark);
				found(now);
			}
	}
}
