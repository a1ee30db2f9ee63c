/**
 * How a host proves that it may share: with one of the listed keys, or not at
 * all where everybody may. One for each connection of a host, made by
 * host-connection.ts and tmate-connection.ts.
 */
import type { AuthContext, PublicKeyAuthContext } from "ssh2";
import { signatureIsGood } from "../share/guest-auth.ts";
import type { KeyRing } from "../share/provider.ts";

/** Requests to prove a key. */
const MAX_TRIES = 24;

export class HostAuth {
	readonly #hosts: KeyRing | undefined;
	readonly #tooMany: () => void;
	#tries = 0;

	/** `hosts`: keys of those who may share; undefined when everybody may. `tooMany` ends the connection. */
	constructor(hosts: KeyRing | undefined, tooMany: () => void) {
		this.#hosts = hosts;
		this.#tooMany = tooMany;
	}

	/** Answers a request to authenticate. */
	request(context: AuthContext): void {
		if (++this.#tries > MAX_TRIES) this.#tooMany();
		else if (this.#hosts === undefined) context.accept();
		else if (context.method === "publickey") void this.#key(context, this.#hosts);
		else context.reject(["publickey"]);
	}

	async #key(context: PublicKeyAuthContext, hosts: KeyRing): Promise<void> {
		const allowed = await hosts.allows(new Uint8Array(context.key.data));
		if (allowed && (context.signature === undefined || signatureIsGood(context))) context.accept();
		else context.reject(["publickey"]);
	}
}
