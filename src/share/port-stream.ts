/**
 * A stream of bytes between two threads, over a MessagePort: whoever writes
 * faster than the other side reads has to wait, as with a socket. The relay has
 * one end, the thread of a mirrored session (mirror/) the other; there is one
 * pair for the host's connection and one for each guest.
 */
import { Duplex } from "node:stream";
import type { MessagePort } from "node:worker_threads";

/** Bytes that may be on their way, unread by the other side. */
const WINDOW = 256 * 1024;

/** What goes over the port: bytes, how many of the other side's bytes were read, or null at the end. */
type Packet = Uint8Array | number | null;

export class PortStream extends Duplex {
	readonly #port: MessagePort;
	/** Bytes written that the other side has not read. */
	#unread = 0;
	/** Bytes that have come and are not said to be read. */
	#unsaid = 0;
	#waiting: (() => void) | undefined;
	#hasEnded = false;

	/** Takes the port over: it is closed with the stream. */
	constructor(port: MessagePort) {
		super();
		this.#port = port;
		port.on("message", (packet: Packet) => this.#take(packet));
		port.on("close", () => this.#closed());
	}

	/** Bytes that this side has written and the other side has not read, or that wait here. */
	get unread(): number {
		return this.#unread + this.writableLength;
	}

	override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
		// A copy of its own: what it is a part of stays here.
		const copy = new Uint8Array(bytes);
		this.#unread += copy.length;
		this.#port.postMessage(copy, [copy.buffer]);
		if (this.#unread <= WINDOW) done();
		else this.#waiting = done;
	}

	override _final(done: () => void): void {
		this.#port.postMessage(null);
		done();
	}

	override _read(): void {
		if (this.#unsaid === 0) return;
		this.#port.postMessage(this.#unsaid);
		this.#unsaid = 0;
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#waiting = undefined;
		this.#port.close();
		done(error);
	}

	/** When both sides have ended, what has come is still read, and the stream closes behind it. */
	#closed(): void {
		if (!this.#hasEnded || !this.writableFinished) this.destroy();
	}

	#take(packet: Packet): void {
		if (packet === null) {
			if (this.#hasEnded) return;
			this.#hasEnded = true;
			this.push(null);
		} else if (typeof packet === "number") this.#wasRead(packet);
		else if (!this.#hasEnded) {
			this.#unsaid += packet.length;
			if (this.push(packet)) this._read();
		}
	}

	#wasRead(bytes: number): void {
		this.#unread -= bytes;
		if (this.#unread > WINDOW) return;
		const done = this.#waiting;
		this.#waiting = undefined;
		done?.();
	}
}
