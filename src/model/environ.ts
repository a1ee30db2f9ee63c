/**
 * A set of environment variables: the server's, a session's or a client's. A
 * variable can be marked as removed, so that programs do not get it from an
 * outer set, and hidden, so that programs never get it. Owned by Server,
 * Session and Client; programs' environments are made from it by spawn.
 */
import { fnmatch } from "../util/fnmatch.ts";
import { compareText, SortedMap } from "../util/sorted-map.ts";

/** One variable; without a value it is removed. */
export interface EnvironEntry {
	readonly name: string;
	readonly value: string | undefined;
	readonly hidden: boolean;
}

export class Environ {
	readonly #entries = new SortedMap<string, EnvironEntry>(compareText);

	/** The value of a variable; undefined when it is not there or removed. */
	get(name: string): string | undefined {
		return this.#entries.get(name)?.value;
	}

	/** The variable, also one that is removed. */
	entry(name: string): EnvironEntry | undefined {
		return this.#entries.get(name);
	}

	/** All variables by name, removed ones among them. */
	entries(): EnvironEntry[] {
		return this.#entries.values();
	}

	set(name: string, value: string, hidden = false): void {
		this.#entries.set(name, { name, value, hidden });
	}

	/** Sets from `NAME=VALUE`; text without `=` is ignored. */
	put(assignment: string, hidden = false): void {
		const at = assignment.indexOf("=");
		if (at !== -1) this.set(assignment.slice(0, at), assignment.slice(at + 1), hidden);
	}

	/** Marks a variable as removed (`set-environment -r`). */
	clear(name: string): void {
		const hidden = this.#entries.get(name)?.hidden ?? false;
		this.#entries.set(name, { name, value: undefined, hidden });
	}

	/** Forgets a variable (`set-environment -u`). */
	unset(name: string): void {
		this.#entries.delete(name);
	}

	/** Lays another set over this one: its values and its marks of removal win. */
	merge(from: Environ): void {
		for (const { name, value, hidden } of from.entries()) {
			if (value === undefined) this.clear(name);
			else this.set(name, value, hidden);
		}
	}

	/** A copy for a program: this set with that of a session over it. */
	copyForChild(session?: Environ): Environ {
		const copy = new Environ();
		copy.merge(this);
		if (session) copy.merge(session);
		return copy;
	}

	/**
	 * Takes over the variables of `from` whose names match one of `patterns`
	 * (`update-environment`); a pattern that matches none is marked as removed.
	 */
	update(patterns: readonly string[], from: Environ): void {
		const source = from.entries();
		for (const pattern of patterns) {
			const found = source.filter(({ name }) => fnmatch(pattern, name));
			for (const { name, value } of found) {
				if (value === undefined) this.clear(name);
				else this.set(name, value);
			}
			if (found.length === 0) this.clear(pattern);
		}
	}

	/** What a program gets: values that are neither hidden nor removed. */
	toMap(): Map<string, string> {
		const map = new Map<string, string>();
		for (const { name, value, hidden } of this.entries())
			if (value !== undefined && name !== "" && !hidden) map.set(name, value);
		return map;
	}

	/** The line show-environment prints for a variable: `NAME=value` or `-NAME`, or shell text with `shell`. */
	static format(entry: EnvironEntry, shell = false): string {
		const { name, value } = entry;
		if (!shell) return value === undefined ? `-${name}` : `${name}=${value}`;
		if (value === undefined) return `unset ${name};`;
		return `${name}="${value.replace(/[$`"\\]/g, "\\$&")}"; export ${name};`;
	}

	/** The lines show-environment prints: visible variables, or with `hidden` the hidden ones. */
	lines(options: { readonly shell?: boolean; readonly hidden?: boolean } = {}): string[] {
		return this.entries()
			.filter((entry) => entry.hidden === (options.hidden ?? false))
			.map((entry) => Environ.format(entry, options.shell));
	}
}
