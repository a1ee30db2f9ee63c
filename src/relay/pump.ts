/**
 * Passes bytes from one stream to another and makes the first wait while the
 * second, or the connection below it, holds too much. Owned by a guest of the
 * relay, one for each direction.
 */
import type { Duplex } from "node:stream";
import type { Connection } from "ssh2";
import { heldBack } from "../share/ssh2-private.ts";

/** Bytes that may be held before the source waits, and when it goes on. */
const HIGH = 256 * 1024;
const LOW = 64 * 1024;
/**
 * What may wait of a source that is not read and keeps to its window: ssh2 lets
 * it have 2 MB as long as less than that waits. And a packet or two.
 */
export const MOST_WAITING = 4 * 1024 * 1024 + 64 * 1024;

/** Packets that may wait for the end of a key exchange: no honest one takes so long. */
const MAX_HELD_BACK = 2048;

/** A stream, with the connection it is part of when it is not one of its own. */
export interface Side {
	readonly stream: Duplex;
	readonly below?: { readonly socket: Duplex; readonly connection: Connection };
}

export interface PumpPorts {
	readonly from: Duplex;
	/** What waits below it is held too. */
	readonly to: Side;
	/** Something has come: to be written with `write`, changed or not. */
	data(bytes: Uint8Array): void;
}

export class Pump {
	readonly #ports: PumpPorts;
	#paused = false;
	#armed = false;
	#stopped = false;
	/** Bytes that have come so far. */
	bytes = 0;

	constructor(ports: PumpPorts) {
		this.#ports = ports;
		ports.from.on("data", (bytes: Uint8Array) => {
			if (this.#stopped) return;
			this.bytes += bytes.length;
			ports.data(bytes);
		});
	}

	/** Bytes that wait in `to` and below. */
	get held(): number {
		const { stream, below } = this.#ports.to;
		return stream.writableLength + (below?.socket.writableLength ?? 0);
	}

	/** The source has sent more than it was let. */
	get overrun(): boolean {
		return this.#paused && this.#ports.from.readableLength > MOST_WAITING;
	}

	/** Writes to `to`; `done` is called when `to` has passed it on. */
	write(bytes: Uint8Array, done?: () => void): void {
		if (this.#stopped) return;
		const { stream, below } = this.#ports.to;
		stream.write(bytes, () => {
			done?.();
			this.#look();
		});
		if (below !== undefined && heldBack(below.connection) > MAX_HELD_BACK) below.socket.destroy();
		this.#look();
	}

	/** Nothing more is passed on; what comes is thrown away. */
	stop(): void {
		this.#stopped = true;
		this.#ports.from.resume();
	}

	#look(): void {
		if (this.#stopped) return;
		const { held } = this;
		if (!this.#paused && held > HIGH) {
			this.#paused = true;
			this.#ports.from.pause();
		} else if (this.#paused && held <= LOW) {
			this.#paused = false;
			this.#ports.from.resume();
		}
		// `to` calls back by itself; what is held below it is told by the socket.
		const socket = this.#ports.to.below?.socket;
		if (!this.#paused || this.#armed || !socket?.writableNeedDrain) return;
		this.#armed = true;
		socket.once("drain", () => {
			this.#armed = false;
			this.#look();
		});
	}
}
