/**
 * Counts wrong tokens by address, so that nobody tries them in quick
 * succession. Owned by the host's SSH server and by the relay.
 */
import type { Clock } from "../util/clock.ts";

const MAX_WRONG = 10;
const SPAN_MS = 60_000;
/** Addresses remembered; the oldest is forgotten first. */
const MAX_ADDRESSES = 4096;

/** What stands for an address: the /64 network of IPv6, which one person has whole. */
export function addressGroup(address: string): string {
	const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
	if (!plain.includes(":")) return plain;
	const [head = "", tail] = plain.split("::");
	const groups = head === "" ? [] : head.split(":");
	if (tail !== undefined) {
		const end = tail === "" ? [] : tail.split(":");
		while (groups.length + end.length < 8) groups.push("0");
		groups.push(...end);
	}
	return groups
		.slice(0, 4)
		.map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
		.join(":");
}

export class AttemptLimit {
	readonly #clock: Clock;
	/** Group -> when its wrong tokens came, in the order of the groups' last one. */
	readonly #wrong = new Map<string, number[]>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** A wrong token came from `address`. */
	failed(address: string): void {
		const group = addressGroup(address);
		const times = this.#recent(group);
		times.push(this.#clock.now());
		this.#wrong.delete(group);
		this.#wrong.set(group, times.slice(-MAX_WRONG));
		const [oldest] = this.#wrong.keys();
		if (this.#wrong.size > MAX_ADDRESSES && oldest !== undefined) this.#wrong.delete(oldest);
	}

	/** Whether `address` has tried so often that it has to wait. */
	blocked(address: string): boolean {
		return this.#recent(addressGroup(address)).length >= MAX_WRONG;
	}

	#recent(group: string): number[] {
		const since = this.#clock.now() - SPAN_MS;
		return (this.#wrong.get(group) ?? []).filter((time) => time > since);
	}
}
