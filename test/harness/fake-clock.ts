/**
 * A clock that tests turn by hand. `turn` runs what is due at this moment, one
 * turn of the loop after the other; `advance` goes from timer to timer, so that
 * everything happens in its order and at its time. Nothing here is real time.
 */
import type { Clock } from "../../src/util/clock.ts";
import type { Disposable } from "../../src/util/disposable.ts";

/** Turns after which a loop that never rests is called a bug. */
const TURN_LIMIT = 100_000;

interface Timer {
	readonly due: number;
	readonly order: number;
	readonly fn: () => void;
	/** Made where it was asked for, for the message about a timer that was left. */
	readonly asked: Error;
}

export class FakeClock implements Clock {
	/** Milliseconds that go by at each look at the clock: work takes its time when this is not 0. */
	drift = 0;
	#now: number;
	#order = 0;
	readonly #immediates = new Set<Timer>();
	readonly #timers = new Set<Timer>();

	constructor(now = 1_767_614_400_000) {
		this.#now = now;
	}

	now(): number {
		this.#now += this.drift;
		return Math.floor(this.#now);
	}

	setTimeout(fn: () => void, ms: number): Disposable {
		return this.#add(this.#timers, fn, Math.max(ms, 1));
	}

	setImmediate(fn: () => void): Disposable {
		return this.#add(this.#immediates, fn, 0);
	}

	/** Runs immediates and timers that are due until none is left. */
	turn(): void {
		for (let count = 0; count < TURN_LIMIT; count++) {
			const due = this.#immediates.size > 0 ? [...this.#immediates] : this.#dueTimers();
			if (due.length === 0) return;
			for (const timer of due) {
				// One that ran before it may have cancelled it.
				const mine = this.#immediates.delete(timer) || this.#timers.delete(timer);
				if (mine) timer.fn();
			}
		}
		throw new Error("the loop does not come to rest");
	}

	/** Runs this many turns of the loop and leaves the rest. */
	advanceTurns(count: number): void {
		for (let i = 0; i < count; i++)
			for (const timer of [...this.#immediates]) if (this.#immediates.delete(timer)) timer.fn();
	}

	/** Lets `ms` pass: each timer runs at its own time. */
	advance(ms: number): void {
		const end = this.#now + ms;
		this.turn();
		for (let count = 0; count < TURN_LIMIT; count++) {
			const next = Math.min(...[...this.#timers].map(({ due }) => due));
			if (next > end) break;
			this.#now = next;
			this.turn();
		}
		this.#now = end;
		this.turn();
	}

	/** What still waits, as lines that say who asked for it. */
	pending(): string[] {
		return [
			...[...this.#immediates].map(({ asked }) => `immediate ${from(asked)}`),
			...[...this.#timers].map(({ due, asked }) => `timer in ${due - this.#now} ms ${from(asked)}`),
		];
	}

	#dueTimers(): Timer[] {
		return [...this.#timers]
			.filter(({ due }) => due <= this.#now)
			.sort((a, b) => a.due - b.due || a.order - b.order)
			.slice(0, 1);
	}

	#add(list: Set<Timer>, fn: () => void, ms: number): Disposable {
		// Its stack is made into words only when somebody reads it: that costs more than the timer.
		const timer = { due: this.#now + ms, order: this.#order++, fn, asked: new Error("asked for") };
		list.add(timer);
		return { dispose: () => list.delete(timer) };
	}
}

/** The line of the code that asked, past the clock's own two. */
function from(asked: Error): string {
	return asked.stack?.split("\n")[3]?.trim() ?? "";
}
