/**
 * What a tmate host keeps for the relay and shows when it comes back
 * (`tmate_reconnection_data`): its tokens, sealed so that only this relay's key
 * can have made them. So the same tokens come back after a lost connection and
 * after a restart of the relay, which itself keeps nothing. Used by
 * tmate-sessions.ts.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** One session of a host, through all its connections. */
export interface SealedSession {
	/** UUID. */
	readonly id: string;
	readonly rw: string;
	readonly ro: string;
	/** Which connection of the session it was, from 1. */
	readonly generation: number;
}

/** Characters of sealed data. */
const MAX_DATA = 1024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RW = /^[A-Za-z0-9]{20,64}$/;
const RO = /^ro-[A-Za-z0-9]{20,64}$/;

export class Seal {
	readonly #secret: Uint8Array;

	/** The secret follows from the relay's private host key (PEM): it is the relay's as long as that is. */
	constructor(privateKey: string) {
		this.#secret = createHmac("sha256", "comux-relay tmate reconnection 1").update(privateKey).digest();
	}

	/** As text without spaces, which the host does not look into. */
	seal({ id, rw, ro, generation }: SealedSession): string {
		const body = Buffer.from(JSON.stringify([1, id, rw, ro, generation])).toString("base64url");
		return `${body}.${this.#sign(body).toString("base64url")}`;
	}

	/** What was sealed, undefined when it was not sealed here. */
	open(data: string): SealedSession | undefined {
		const [body = "", signature = "", ...more] = data.length > MAX_DATA ? [] : data.split(".");
		const given = Buffer.from(signature, "base64url");
		const own = this.#sign(body);
		if (more.length > 0 || given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
		const fields = parse(Buffer.from(body, "base64url").toString());
		if (fields === undefined) return undefined;
		const [version, id, rw, ro, generation] = fields;
		if (version !== 1 || typeof id !== "string" || typeof rw !== "string" || typeof ro !== "string")
			return undefined;
		if (!UUID.test(id) || !RW.test(rw) || !RO.test(ro)) return undefined;
		return typeof generation === "number" && Number.isSafeInteger(generation) && generation > 0
			? { id, rw, ro, generation }
			: undefined;
	}

	#sign(body: string): Buffer {
		return createHmac("sha256", this.#secret).update(body).digest();
	}
}

function parse(text: string): readonly unknown[] | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
