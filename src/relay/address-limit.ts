/**
 * How many connections an address may make: a bucket of connections that fills
 * again with time, and a number of those that have not said who they are yet.
 * Owned by the relay, asked for each connection before anything is read.
 */
import { addressGroup } from "../share/attempt-limit.ts";
import type { Clock } from "../util/clock.ts";

/** A whole class of guests behind one address may come at once. */
const BURST = 128;
const PER_SECOND = 4;
const UNKNOWN_PER_ADDRESS = 64;
const UNKNOWN_IN_ALL = 512;
const IN_ALL = 4096;
/** When there are too many, one that takes longer than this gives its place away (ms). */
const PATIENCE = 20_000;
/** Addresses remembered; those that have not come for the longest time are forgotten first. */
const MAX_ADDRESSES = 4096;

interface Bucket {
	level: number;
	time: number;
	/** Connections that have not said who they are. */
	unknown: number;
}

interface Unknown {
	readonly since: number;
	readonly putOut: () => void;
}

/** One admitted connection. Both may be called more than once. */
export interface Admission {
	/** It has said who it is. */
	known(): void;
	/** It has gone. */
	gone(): void;
}

export class AddressLimit {
	readonly #clock: Clock;
	/** The one that came last is the last. */
	readonly #buckets = new Map<string, Bucket>();
	/** Those that have not said who they are, in the order they came. */
	readonly #unknown = new Set<Unknown>();
	#all = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Connections now. */
	get connections(): number {
		return this.#all;
	}

	/** A connection from `address`, ended by `putOut`; undefined when it is one too many. */
	admit(address: string, putOut: () => void): Admission | undefined {
		const group = addressGroup(address);
		const bucket = this.#bucket(group);
		if (bucket.level < 1 || bucket.unknown >= UNKNOWN_PER_ADDRESS) return undefined;
		if (this.#all >= IN_ALL || !this.#hasPlace()) return undefined;
		bucket.level--;
		bucket.unknown++;
		this.#all++;
		const unknown = { since: this.#clock.now(), putOut };
		this.#unknown.add(unknown);
		let here = true;
		const known = () => {
			if (this.#unknown.delete(unknown)) bucket.unknown--;
		};
		const gone = () => {
			known();
			if (here) this.#all--;
			here = false;
		};
		return { known, gone };
	}

	#hasPlace(): boolean {
		if (this.#unknown.size < UNKNOWN_IN_ALL) return true;
		const [oldest] = this.#unknown;
		if (oldest === undefined || this.#clock.now() - oldest.since < PATIENCE) return false;
		oldest.putOut();
		return this.#unknown.size < UNKNOWN_IN_ALL;
	}

	#bucket(group: string): Bucket {
		const now = this.#clock.now();
		const bucket = this.#buckets.get(group) ?? { level: BURST, time: now, unknown: 0 };
		bucket.level = Math.min(BURST, bucket.level + (Math.max(0, now - bucket.time) / 1000) * PER_SECOND);
		bucket.time = now;
		this.#buckets.delete(group);
		this.#buckets.set(group, bucket);
		if (this.#buckets.size > MAX_ADDRESSES) {
			for (const [name, old] of this.#buckets) {
				if (old.unknown > 0) continue;
				this.#buckets.delete(name);
				break;
			}
		}
		return bucket;
	}
}
