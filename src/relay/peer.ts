/**
 * One TCP connection at the relay, from its first byte: how long it may take to
 * say what it is, and how much may wait for it. Made and owned by relay.ts.
 */
import type { Socket } from "node:net";
import type { Connection } from "ssh2";
import { heldBack } from "../share/ssh2-private.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Admission } from "./address-limit.ts";

/** Bytes that wait in the socket of somebody who does not read. */
const MAX_UNREAD = 8 * 1024 * 1024;
/** Packets that wait for the end of a key exchange. */
const MAX_HELD_BACK = 8192;

/** `Is`: what it turns out to be. */
export class Peer<Is> {
	readonly socket: Socket;
	readonly address: string;
	readonly port: number;
	/** Once it has shown that it talks SSH. */
	connection: Connection | undefined;
	is: Is | undefined;
	readonly #clock: Clock;
	readonly #admission: Admission;
	#patience: Disposable | undefined;

	constructor(socket: Socket, admission: Admission, clock: Clock) {
		this.socket = socket;
		this.address = plainAddress(socket);
		this.port = socket.remotePort ?? 0;
		this.#admission = admission;
		this.#clock = clock;
	}

	/** It is put out when it is not `known` in time, counted from now. */
	patience(ms: number): void {
		this.#patience?.dispose();
		this.#patience = this.#clock.setTimeout(() => this.socket.destroy(), ms);
	}

	/** It has said who it is. */
	known(): void {
		this.#patience?.dispose();
		this.#admission.known();
	}

	/** Its socket is closed. */
	gone(): void {
		this.#patience?.dispose();
		this.#admission.gone();
	}

	/** It makes us hold too much. */
	get isTooMuch(): boolean {
		const held = this.connection === undefined ? 0 : heldBack(this.connection);
		return this.socket.writableLength > MAX_UNREAD || held > MAX_HELD_BACK;
	}
}

/** Where it comes from; IPv4 as such, on a socket for both kinds too. */
export function plainAddress(socket: Socket): string {
	return (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}
