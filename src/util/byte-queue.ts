/**
 * Bytes that came in pieces and are read in other pieces. Owned by a frame
 * decoder or by whoever writes to a stream that takes less than it is given.
 * A read that lies within one piece is a view of it, not a copy.
 */

/** A queue of bytes; first in, first out. The pieces given are not copied. */
export class ByteQueue {
	#pieces: Uint8Array[] = [];
	#offset = 0;
	#length = 0;

	/** Bytes waiting. */
	get length(): number {
		return this.#length;
	}

	/** Puts `bytes` at the end; the caller does not change them afterwards. */
	push(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		this.#pieces.push(bytes);
		this.#length += bytes.length;
	}

	/** The first `count` bytes without taking them, or undefined when fewer wait. */
	peek(count: number): Uint8Array | undefined {
		if (count > this.#length) return undefined;
		if (count === 0) return new Uint8Array(0);
		const first = this.#pieces[0]!;
		if (first.length - this.#offset >= count) return first.subarray(this.#offset, this.#offset + count);
		const joined = new Uint8Array(count);
		let done = 0;
		let offset = this.#offset;
		for (const piece of this.#pieces) {
			const part = piece.subarray(offset, offset + count - done);
			joined.set(part, done);
			done += part.length;
			offset = 0;
			if (done === count) break;
		}
		return joined;
	}

	/** Takes the first `count` bytes, or undefined (and takes nothing) when fewer wait. */
	take(count: number): Uint8Array | undefined {
		const bytes = this.peek(count);
		if (bytes !== undefined) this.drop(count);
		return bytes;
	}

	/** Throws away the first `count` bytes (all of them when fewer wait). */
	drop(count: number): void {
		let left = Math.min(count, this.#length);
		this.#length -= left;
		let gone = 0;
		while (left > 0) {
			const size = this.#pieces[gone]!.length - this.#offset;
			if (left < size) {
				this.#offset += left;
				break;
			}
			left -= size;
			this.#offset = 0;
			gone++;
		}
		if (gone > 0) this.#pieces.splice(0, gone);
	}

	/** Throws everything away. */
	clear(): void {
		this.#pieces = [];
		this.#offset = 0;
		this.#length = 0;
	}
}
