/**
 * The hosts that may be joined now, by their tokens and names. Owned by
 * relay.ts; hosts of both kinds are in it.
 */
import type { PerToken } from "../share/wire-control.ts";
import type { ApiKeys } from "./api-keys.ts";
import type { RelayHost } from "./relay-host.ts";
import { type NamedTokens, NO_NAME, namedTokens, type SessionWish } from "./session-names.ts";
import { type TokenEntry, TokenTable } from "./token-table.ts";

/** Kinds of tokens a host may have; "" is none. */
const KINDS = ["rw", "ro", "jump"] as const;

export class HostTable {
	readonly #apiKeys: Pick<ApiKeys, "userOf">;
	readonly #tokens = new TokenTable<RelayHost>();
	/** By the token that is its own, whatever name it has: the same host that comes again has the same. */
	readonly #hosts = new Map<string, RelayHost>();
	readonly #own = new Map<RelayHost, PerToken<string>>();
	readonly #names = new Map<RelayHost, string>();

	constructor(apiKeys: Pick<ApiKeys, "userOf">) {
		this.#apiKeys = apiKeys;
	}

	get size(): number {
		return this.#hosts.size;
	}

	get list(): readonly RelayHost[] {
		return [...this.#hosts.values()];
	}

	/** Whose a token is. */
	find(token: string): TokenEntry<RelayHost> | undefined {
		return this.#tokens.find(token);
	}

	/** Whose own token it is. */
	ofOwn(rw: string): RelayHost | undefined {
		return this.#hosts.get(rw);
	}

	/** `user/name` of a host, "" without. */
	nameOf(host: RelayHost): string {
		return this.#names.get(host) ?? "";
	}

	/**
	 * Takes a host in, or again with other names. Names that another host has are
	 * taken from it, as the API key says it is the same user's: `taken` is told.
	 */
	add(
		host: RelayHost,
		own: PerToken<string>,
		wish: SessionWish,
		taken: (other: RelayHost, name: string) => void,
	): NamedTokens {
		const named = namedTokens(wish, own, this.#apiKeys);
		const { tokens, session } = named;
		if (session !== "")
			for (const token of [tokens.rw, tokens.ro]) {
				const other = this.find(token)?.host;
				if (other !== undefined && other !== host) taken(other, token);
			}
		this.remove(host);
		this.#hosts.set(own.rw, host);
		this.#own.set(host, own);
		for (const kind of KINDS) if (tokens[kind] !== "") this.#tokens.set(tokens[kind], kind, host);
		if (session !== "") this.#names.set(host, session);
		return named;
	}

	/** Leaves it only the tokens that are its own. */
	unname(host: RelayHost): void {
		const own = this.#own.get(host);
		if (own !== undefined) this.add(host, own, NO_NAME, () => {});
	}

	/** Its tokens are nobody's now. */
	remove(host: RelayHost): void {
		this.#tokens.remove(host);
		this.#names.delete(host);
		this.#own.delete(host);
		for (const [own, one] of this.#hosts) if (one === host) this.#hosts.delete(own);
	}
}
