/**
 * The line to the host: its bytes become messages, messages and keys for it
 * become bytes, in the protocol it speaks. It may be cut and laid again while
 * the mirror stays. Owned by mirror.ts.
 */
import type { Pane } from "../model/pane.ts";
import type { KeyCode } from "../term/key-code.ts";
import { keyMessages, type TmateKey, toTmateKeys } from "../tmate/key-codes.ts";
import type { Protocol } from "../tmate/messages.ts";
import { MsgpackDecoder, type MsgValue } from "../tmate/msgpack.ts";
import { encodeRelayMessage, type RelayMessage } from "../tmate/relay-messages.ts";

type Send = (bytes: Uint8Array) => boolean;

/** The active pane of the host's current window. */
const CURRENT_PANE = -1;

export class HostLine {
	/** As the HEADER says; the newest before it. */
	protocol: Protocol = 6;
	#send: Send | undefined;
	#decoder = new MsgpackDecoder();

	constructor(send: Send) {
		this.#send = send;
	}

	/** The host is at its other end. */
	get isOpen(): boolean {
		return this.#send !== undefined;
	}

	/** A new connection of the host. */
	open(send: Send): void {
		this.#decoder = new MsgpackDecoder();
		this.#send = send;
	}

	cut(): void {
		this.#send = undefined;
	}

	/** Bytes of the host; gives what is wrong with them. */
	take(bytes: Uint8Array, value: (value: MsgValue) => void): string | undefined {
		return this.#decoder.push(bytes, value);
	}

	/** A message for the host; false when it is not sent. */
	tell(message: RelayMessage): boolean {
		return this.#send?.(encodeRelayMessage(message, this.protocol)) ?? false;
	}

	/**
	 * A key for a pane; nothing when the host has no code for it. One for the `current` pane goes where that is
	 * when it arrives: who types on behind a split types into the new pane.
	 */
	key(pane: Pane, key: KeyCode, current: boolean): void {
		const codes = toTmateKeys(key, this.protocol);
		if (codes) this.#type(current ? CURRENT_PANE : pane.id, codes);
	}

	/** Codes for a pane, in one piece. */
	codes(pane: Pane, codes: readonly TmateKey[]): void {
		this.#type(pane.id, codes);
	}

	#type(pane: number, codes: readonly TmateKey[]): void {
		const encoded = keyMessages(codes, pane, this.protocol).map((message) =>
			encodeRelayMessage(message, this.protocol),
		);
		const all = new Uint8Array(encoded.reduce((sum, one) => sum + one.length, 0));
		let at = 0;
		for (const one of encoded) {
			all.set(one, at);
			at += one.length;
		}
		if (at > 0) this.#send?.(all);
	}
}
