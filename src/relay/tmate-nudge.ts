/**
 * Makes tmate look at what it was told. Its libssh takes packets in while it
 * writes, and tmate looks for them only when another one comes: keys that reach
 * a host while its panes print would lie there until the next key, or the next
 * keepalive. So some packet follows each message, again while the host writes.
 * Owned by tmate-connection.ts.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

/** Packets a host may leave without an answer: one that answers none is sent no more. */
const MOST = 256;
/** From a message to the first packet behind it, and the longest time to another one (ms). */
const FIRST = 40;
const LONGEST = 250;

export interface NudgePorts {
	readonly clock: Clock;
	/** Sends something that does nothing; `answered` is called when the host has it. */
	poke(answered: () => void): void;
}

export class Nudge implements Disposable {
	readonly #ports: NudgePorts;
	#timer: Disposable | undefined;
	#wait = FIRST;
	#heard = false;
	#over = false;
	#unanswered = 0;

	constructor(ports: NudgePorts) {
		this.#ports = ports;
	}

	/** The host was told something. */
	told(): void {
		this.#wait = FIRST;
		this.#start();
	}

	/** The host has written something: what was sent meanwhile may lie there. */
	heard(): void {
		this.#heard = true;
	}

	dispose(): void {
		this.#over = true;
		this.#timer?.dispose();
	}

	#start(): void {
		if (this.#over || this.#unanswered >= MOST) return;
		this.#timer ??= this.#ports.clock.setTimeout(() => this.#look(), this.#wait);
	}

	#look(): void {
		this.#timer = undefined;
		const writes = this.#heard;
		this.#heard = false;
		this.#unanswered++;
		this.#ports.poke(() => {
			this.#unanswered--;
		});
		if (!writes) return;
		this.#wait = Math.min(this.#wait * 2, LONGEST);
		this.#start();
	}
}
