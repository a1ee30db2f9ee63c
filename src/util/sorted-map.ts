/**
 * A map whose keys stay sorted, for registries that are listed in order far
 * more often than they change: environments, key tables, array options. Owned
 * by whoever makes one.
 */

/** Keys in the order of `compare`; two keys that compare as 0 are the same key. */
export class SortedMap<K, V> {
	readonly #compare: (a: K, b: K) => number;
	#keys: K[] = [];
	#values: V[] = [];

	constructor(compare: (a: K, b: K) => number) {
		this.#compare = compare;
	}

	get size(): number {
		return this.#keys.length;
	}

	get(key: K): V | undefined {
		const at = this.#search(key);
		return at < 0 ? undefined : this.#values[at];
	}

	has(key: K): boolean {
		return this.#search(key) >= 0;
	}

	set(key: K, value: V): void {
		const at = this.#search(key);
		if (at >= 0) {
			this.#values[at] = value;
			return;
		}
		this.#keys.splice(~at, 0, key);
		this.#values.splice(~at, 0, value);
	}

	/** True when there was such a key. */
	delete(key: K): boolean {
		const at = this.#search(key);
		if (at < 0) return false;
		this.#keys.splice(at, 1);
		this.#values.splice(at, 1);
		return true;
	}

	clear(): void {
		this.#keys = [];
		this.#values = [];
	}

	/** Keys in order, as they are now: the map may change while the copy is walked. */
	keys(): K[] {
		return this.#keys.slice();
	}

	/** Values in the order of their keys, as they are now. */
	values(): V[] {
		return this.#values.slice();
	}

	/** Keys with their values, as they are now. */
	entries(): [K, V][] {
		return this.#keys.map((key, i) => [key, this.#values[i]!]);
	}

	/** Where `key` is, or the complement of where it would go. */
	#search(key: K): number {
		let low = 0;
		let high = this.#keys.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const order = this.#compare(key, this.#keys[middle]!);
			if (order === 0) return middle;
			if (order < 0) high = middle - 1;
			else low = middle + 1;
		}
		return ~low;
	}
}

/** Order of plain text by code unit, for SortedMap. */
export function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
