/**
 * Who may have named sessions: a file of lines `USER SHA256-of-the-key`, so that
 * who reads it cannot use it. Written by `comux-relay add-key` and `remove-key`,
 * read again by the running relay when it has changed.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One key; a user may have several. */
export interface ApiKey {
	readonly user: string;
	/** Hex. */
	readonly hash: string;
}

const hashOf = (key: string) => createHash("sha256").update(`comux-api-key-1 ${key}`).digest();

/** Whether a user or a session may have this name: letters and digits, single hyphens inside, at most 50. */
export function goodName(name: string): boolean {
	return name.length <= 50 && /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(name);
}

export class ApiKeys {
	readonly #path: string;
	/** Of the file that `#keys` was read from. */
	#stamp = "";
	#keys: readonly ApiKey[] = [];

	/** `folder`: the keys folder. */
	constructor(folder: string) {
		this.#path = join(folder, "api-keys");
	}

	/** All that are known now. */
	list(): readonly ApiKey[] {
		const stat = statSync(this.#path, { throwIfNoEntry: false });
		const stamp = stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
		if (stamp === this.#stamp) return this.#keys;
		this.#keys = stat === undefined ? [] : this.#read();
		this.#stamp = stamp;
		return this.#keys;
	}

	/** Whose key it is, undefined when nobody's. Takes the same time for every key. */
	userOf(key: string): string | undefined {
		const hash = hashOf(key);
		let user: string | undefined;
		for (const one of this.#readable())
			if (timingSafeEqual(hash, Buffer.from(one.hash, "hex"))) user = one.user;
		return user;
	}

	/** A file that cannot be read names nobody, and ends nothing. */
	#readable(): readonly ApiKey[] {
		try {
			return this.list();
		} catch {
			return [];
		}
	}

	/** Makes a key for `user`, whose only copy is the result. */
	add(user: string): string {
		const key = `cmx-${randomBytes(24).toString("base64url")}`;
		this.#write([...this.list(), { user, hash: hashOf(key).toString("hex") }]);
		return key;
	}

	/** Removes all keys of `user`: how many there were. */
	remove(user: string): number {
		const keys = this.list();
		const left = keys.filter((key) => key.user !== user);
		if (left.length < keys.length) this.#write(left);
		return keys.length - left.length;
	}

	#read(): readonly ApiKey[] {
		return readFileSync(this.#path, "utf8")
			.split("\n")
			.map((line) => line.trim().split(/\s+/))
			.filter(([user = "", hash = ""]) => goodName(user) && /^[0-9a-f]{64}$/.test(hash))
			.map(([user, hash]) => ({ user: user!, hash: hash! }));
	}

	#write(keys: readonly ApiKey[]): void {
		const text = keys.map(({ user, hash }) => `${user} ${hash}\n`).join("");
		const next = `${this.#path}.${process.pid}`;
		writeFileSync(next, text, { mode: 0o600 });
		renameSync(next, this.#path);
	}
}
