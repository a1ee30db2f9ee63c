/**
 * The first words of a tmate host, which say whose session it is: its version
 * and, when it comes back, what it has kept. Reads no further: the rest is for
 * the session's own thread. Used by tmate-connection.ts.
 */
import { decodeHostMessage } from "../tmate/host-messages.ts";
import { type Protocol, protocolOf } from "../tmate/messages.ts";
import { MsgpackDecoder, type MsgValue } from "../tmate/msgpack.ts";

/** Bytes until they are said; a version and some reconnection data have less than 2 KB. */
const MAX_GREETING = 64 * 1024;
const LIMITS = { bytes: 8192, elements: 1000, objects: 1000 } as const;

export interface Greeting {
	readonly protocol: Protocol;
	/** What the relay has given it in an earlier connection, "" without. */
	readonly data: string;
}

/** A greeting, what is wrong with it, or that more has to come. */
export type GreetingResult = Greeting | { readonly error: string } | undefined;

export class GreetingReader {
	readonly #decoder = new MsgpackDecoder(LIMITS);
	#bytes = 0;
	#protocol: Protocol | undefined;
	#result: GreetingResult;

	/** Reads on; once it gives a result it is not to be called again. */
	push(bytes: Uint8Array): GreetingResult {
		// What follows may be a message of megabytes, which is not to be counted.
		const some = bytes.subarray(0, MAX_GREETING - this.#bytes);
		this.#bytes += some.length;
		const error = this.#decoder.push(some, (value) => {
			this.#result ??= this.#take(value);
		});
		if (this.#result !== undefined) return this.#result;
		const end = error !== undefined || this.#bytes >= MAX_GREETING;
		if (!end) return undefined;
		return this.#protocol === undefined
			? { error: "this is not tmate's protocol" }
			: { protocol: this.#protocol, data: "" };
	}

	#take(value: MsgValue): GreetingResult {
		const message = decodeHostMessage(value, this.#protocol);
		if (this.#protocol !== undefined)
			return { protocol: this.#protocol, data: message.kind === "reconnect" ? message.data : "" };
		if (message.kind !== "header") return { error: "this is not tmate's protocol" };
		const protocol = protocolOf(message.protocol);
		if (protocol === undefined) return { error: "this tmate is too old for this relay: 1.8.10 or later" };
		this.#protocol = protocol;
		// Older ones keep nothing.
		return protocol < 6 ? { protocol, data: "" } : undefined;
	}
}
