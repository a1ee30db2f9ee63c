/**
 * The process with the guests (guest-process.ts) as bench/sharing.ts talks to
 * it: one promise for each question.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** So many keys at most, typed one after the other, `pause` ms after the last one was seen. */
interface Typing {
	readonly guest: number;
	readonly keys: string;
	readonly count: number;
	readonly pause: number;
}

/** When a mark was seen, and the bytes that came until then. */
export interface Seen {
	readonly time: number;
	readonly bytes: number;
}

/** What can be asked; times are in ms, guests are counted from 0 in the order they came. */
export interface GuestCalls {
	/** So many guests come, one after the other; gives the number of the first one. */
	join(args: {
		readonly count: number;
		readonly port: number;
		readonly token: string;
		readonly cols: number;
		readonly rows: number;
	}): Promise<number>;
	/** The last so many go. */
	leave(args: { readonly count: number }): Promise<number>;
	/** Until the typist sees each key, and until all guests do. */
	echo(args: Typing): Promise<{ readonly own: readonly number[]; readonly last: readonly number[] }>;
	/** Until the typist sees each of the keys that it types until it sees a mark; when it does, and its bytes. */
	flood(args: Typing & { readonly mark: string }): Promise<Seen & { readonly own: readonly number[] }>;
	/** When the guest sees a mark, and the bytes it gets until then. */
	watch(args: { readonly guest: number; readonly mark: string }): Promise<Seen>;
}

export interface GuestAsk {
	readonly id: number;
	readonly name: keyof GuestCalls;
	readonly args: unknown;
}

interface Answer {
	readonly id: number;
	readonly result?: unknown;
	readonly error?: string;
}

export class Guests {
	readonly #child: ChildProcess;
	readonly #waiting = new Map<number, (answer: Answer) => void>();
	#last = 0;

	constructor() {
		this.#child = fork(fileURLToPath(new URL("guest-process.ts", import.meta.url)), {
			execArgv: ["--import", "tsx"],
		});
		this.#child.on("message", (answer: Answer) => {
			this.#waiting.get(answer.id)?.(answer);
			this.#waiting.delete(answer.id);
		});
		this.#child.on("exit", () => {
			for (const [id, take] of this.#waiting) take({ id, error: "the process with the guests has ended" });
		});
	}

	/** Rejects when it fails there. */
	ask<T extends keyof GuestCalls>(name: T, args: Parameters<GuestCalls[T]>[0]): ReturnType<GuestCalls[T]> {
		const id = ++this.#last;
		const answer = new Promise((resolve, reject) => {
			this.#waiting.set(id, ({ result, error }) =>
				error === undefined ? resolve(result) : reject(new Error(`${name}: ${error}`)),
			);
			this.#child.send({ id, name, args } satisfies GuestAsk);
		});
		return answer as ReturnType<GuestCalls[T]>;
	}

	dispose(): void {
		this.#child.disconnect();
	}
}
