/**
 * Makes a stream that came through a relay look like a socket to ssh2, with the
 * address the relay has named. Made by ssh-server.ts; owns the stream.
 */
import { Duplex } from "node:stream";

/** Bytes that wait in each direction before the other side is made to wait. */
const HIGH_MARK = 64 * 1024;

export class InjectedSocket extends Duplex {
	readonly remoteAddress: string;
	readonly remoteFamily = "";
	readonly remotePort = 0;
	readonly #stream: Duplex;

	constructor(stream: Duplex, address: string) {
		super({ highWaterMark: HIGH_MARK, allowHalfOpen: false });
		this.remoteAddress = address;
		this.#stream = stream;
		stream.on("data", (chunk: Buffer) => {
			if (!this.push(chunk)) stream.pause();
		});
		stream.on("end", () => this.push(null));
		// An ssh channel says `close` where a socket would say more.
		stream.on("close", () => this.destroy());
		stream.on("error", () => this.destroy());
	}

	override _read(): void {
		this.#stream.resume();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#stream.write(chunk, (error) => done(error));
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#stream.end();
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#stream.destroy();
		done(error);
	}

	/** Part of a socket; the relay's socket decides. */
	setNoDelay(): this {
		return this;
	}
}
