/**
 * Bytes out of the client process. A command client writes and waits, as its
 * output is its last act; an attached or control client must stay awake while
 * its terminal is slow, so it writes through a stream and stops reading from the
 * server instead. Called by client.ts, terminal.ts and files.ts.
 */
import { writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { errorCode } from "../util/errno.ts";

/** Time between two tries on a descriptor that somebody else made non-blocking, in milliseconds. */
const fullInterval = 5;

/** Writes all of `bytes` to `fd`, waiting as long as it takes; gives the error code, or empty. */
export function writeAll(fd: number, bytes: Uint8Array): string {
	for (let at = 0; at < bytes.length; ) {
		try {
			at += writeSync(fd, bytes, at);
		} catch (error) {
			const code = errorCode(error);
			if (code !== "EAGAIN") return code;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullInterval);
		}
	}
	return "";
}

/** A stream that says when it is full. Errors end the output, not the client: the server decides. */
export class StreamOutput {
	readonly #stream: Writable;
	readonly #onFull: (full: boolean) => void;
	#failed = false;

	/** `onFull(true)` when no more should come for now, `onFull(false)` when it may again. */
	constructor(stream: Writable, onFull: (full: boolean) => void) {
		this.#stream = stream;
		this.#onFull = onFull;
		stream.on("drain", () => onFull(false));
		stream.on("error", () => {
			this.#failed = true;
			onFull(false);
		});
		// node makes terminals blocking on purpose; here a stopped terminal would stop signals and keys.
		(stream as { _handle?: { setBlocking?(on: boolean): void } })._handle?.setBlocking?.(false);
	}

	/** Writes `bytes` in the order of the calls. */
	write(bytes: Uint8Array): void {
		if (!this.#failed && !this.#stream.write(bytes)) this.#onFull(true);
	}

	/** Resolves when everything is written, has failed, or after `limit` milliseconds: then to false. */
	flush(limit: number): Promise<boolean> {
		if (this.#failed || this.#stream.writableLength === 0) return Promise.resolve(true);
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(false), limit);
			this.#stream.write("", () => {
				clearTimeout(timer);
				resolve(true);
			});
		});
	}
}
