/**
 * Which token belongs to which host. Owned by the relay, filled by hosts that
 * register. A look-up takes the same time for every token, known or not: the
 * given one is hashed and compared with each that is known, without an early end.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenKind } from "../share/token.ts";

/** Whose a token is and what it lets in to. */
export interface TokenEntry<H> {
	readonly host: H;
	readonly kind: TokenKind;
}

interface Row<H> extends TokenEntry<H> {
	readonly digest: Uint8Array;
}

/** No token is longer. */
const MAX_TOKEN = 256;

const digestOf = (token: string) => createHash("sha256").update(token).digest();

/** Tokens of hosts of type `H`. Keeps digests only. */
export class TokenTable<H> {
	readonly #rows = new Map<string, Row<H>>();

	/** Tokens known. */
	get size(): number {
		return this.#rows.size;
	}

	/** Makes `token` that of `host`; gives back whose it was. */
	set(token: string, kind: TokenKind, host: H): H | undefined {
		const digest = digestOf(token);
		const name = digest.toString("hex");
		const before = this.#rows.get(name)?.host;
		this.#rows.set(name, { digest, host, kind });
		return before;
	}

	/** Forgets all tokens of `host`. */
	remove(host: H): void {
		for (const [name, row] of this.#rows) if (row.host === host) this.#rows.delete(name);
	}

	/** Whose `token` is, undefined when it is nobody's. */
	find(token: string): TokenEntry<H> | undefined {
		const digest = digestOf(token.slice(0, MAX_TOKEN + 1));
		let found: Row<H> | undefined;
		for (const row of this.#rows.values()) if (timingSafeEqual(digest, row.digest)) found = row;
		return found;
	}
}
