/**
 * Answers to a program, in order: one that needs the outer terminal's help
 * holds back those after it until it is answered or half a second has passed.
 * Owned by PaneScreen.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

const TIMEOUT = 500;
const MAX_WAITING = 1000;

interface Entry {
	readonly time: number;
	/** Set: an answer that waits for its turn. */
	readonly text?: string;
	/** Set: a palette question to the outer terminal. */
	readonly index?: number;
	readonly end?: "bel" | "st";
}

export class ReplyQueue implements Disposable {
	readonly #send: (text: string) => void;
	readonly #clock: Clock | undefined;
	#waiting: Entry[] = [];
	#timer: Disposable | undefined;

	constructor(send: (text: string) => void, clock: Clock | undefined) {
		this.#send = send;
		this.#clock = clock;
	}

	/** Sends an answer, or queues it behind a question. */
	reply(text: string): void {
		if (this.#waiting.length === 0 || this.#waiting.length >= MAX_WAITING) this.#send(text);
		else this.#waiting.push({ time: this.#clock?.now() ?? 0, text });
	}

	/** Notes that the outer terminal was asked for palette entry `index`. */
	ask(index: number, end: "bel" | "st"): void {
		if (this.#clock === undefined || this.#waiting.length >= MAX_WAITING) return;
		this.#waiting.push({ time: this.#clock.now(), index, end });
		this.#timer ??= this.#clock.setTimeout(() => this.#expire(), TIMEOUT);
	}

	/** The outer terminal answered for `index`; `text` makes the answer for the program. */
	answered(index: number, text: (end: "bel" | "st") => string | undefined): void {
		const at = this.#waiting.findIndex((entry) => entry.index === index);
		if (at < 0) return;
		const done = this.#waiting.splice(0, at + 1);
		for (const entry of done) {
			if (entry.text !== undefined) this.#send(entry.text);
			else if (entry === done[at]) {
				const answer = text(entry.end ?? "st");
				if (answer !== undefined) this.#send(answer);
			}
		}
		while (this.#waiting[0]?.text !== undefined) this.#send((this.#waiting.shift() as Entry).text as string);
	}

	#expire(): void {
		this.#timer = undefined;
		const now = this.#clock?.now() ?? 0;
		while (this.#waiting.length > 0) {
			const first = this.#waiting[0] as Entry;
			if (first.text === undefined && first.time + TIMEOUT > now) break;
			if (first.text !== undefined) this.#send(first.text);
			this.#waiting.shift();
		}
		const next = this.#waiting[0];
		if (next)
			this.#timer = this.#clock?.setTimeout(() => this.#expire(), Math.max(next.time + TIMEOUT - now, 1));
	}

	dispose(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		this.#waiting = [];
	}
}
