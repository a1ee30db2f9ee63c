/**
 * How fast a guest may type: what comes from a person or a paste is nothing
 * beside it, and somebody who floods the host with keys waits instead of its
 * other clients. Owned by a link.
 */
import type { GuestRights } from "../model/sharing.ts";
import { ByteQueue } from "../util/byte-queue.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

/** What may come: bytes a second, and at once. */
export interface InputRate {
	readonly perSecond: number;
	readonly atOnce: number;
}

/** Who may only look has keys and mouse, no paste, and each key costs the host far more than the guest. */
export const INPUT_RATES: Readonly<Record<GuestRights, InputRate>> = {
	"read-write": { perSecond: 1024 * 1024, atOnce: 128 * 1024 },
	"read-only": { perSecond: 8 * 1024, atOnce: 4 * 1024 },
};

export interface InputBudgetPorts {
	readonly clock: Clock;
	/** Stop and go on reading from the guest. */
	pause(): void;
	resume(): void;
	/** So much may be taken now. */
	data(bytes: Uint8Array): void;
}

export class InputBudget implements Disposable {
	readonly #ports: InputBudgetPorts;
	readonly #rate: InputRate;
	/** What has come before it was let: no more than one packet or two, as the rest is not read. */
	readonly #waiting = new ByteQueue();
	#left: number;
	#time: number;
	#timer: Disposable | undefined;
	#disposed = false;

	constructor(rate: InputRate, ports: InputBudgetPorts) {
		this.#ports = ports;
		this.#rate = rate;
		this.#left = rate.atOnce;
		this.#time = ports.clock.now();
	}

	/** These bytes have come: passed on now or later. */
	push(bytes: Uint8Array): void {
		this.#waiting.push(bytes);
		if (this.#timer === undefined) this.#pass();
	}

	dispose(): void {
		this.#disposed = true;
		this.#timer?.dispose();
		this.#waiting.clear();
	}

	#pass(): void {
		const { clock, data, pause } = this.#ports;
		const { perSecond, atOnce } = this.#rate;
		const now = clock.now();
		this.#left = Math.min(this.#left + (Math.max(0, now - this.#time) / 1000) * perSecond, atOnce);
		this.#time = now;
		const bytes = this.#waiting.take(Math.min(Math.floor(this.#left), this.#waiting.length));
		if (bytes !== undefined && bytes.length > 0) {
			this.#left -= bytes.length;
			data(bytes);
		}
		if (this.#waiting.length === 0 || this.#disposed) return;
		pause();
		const wanted = Math.min(this.#waiting.length, atOnce) - this.#left;
		this.#timer = clock.setTimeout(() => this.#goOn(), Math.max(1, Math.ceil((wanted / perSecond) * 1000)));
	}

	#goOn(): void {
		this.#timer = undefined;
		this.#pass();
		if (this.#timer === undefined && !this.#disposed) this.#ports.resume();
	}
}
