/** Bytes from a control client's user as lines. Owned by ControlMode, one a client; bounded. */

/** Bytes of a line; a longer one is not run. */
const MAXIMUM_LINE = 1024 * 1024;

/** A line, or undefined in place of one that was too long. */
export type ReadLine = string | undefined;

export class LineReader {
	#pieces: Uint8Array[] = [];
	#length = 0;
	#tooLong = false;

	/** The lines that are complete with these bytes, without their newline. */
	push(bytes: Uint8Array): ReadLine[] {
		const lines: ReadLine[] = [];
		let start = 0;
		for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
			this.#keep(bytes.subarray(start, end));
			lines.push(this.#take());
			start = end + 1;
		}
		this.#keep(bytes.subarray(start));
		return lines;
	}

	#keep(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		if (this.#tooLong || this.#length + bytes.length > MAXIMUM_LINE) {
			this.#tooLong = true;
			this.#pieces = [];
			this.#length = 0;
			return;
		}
		this.#pieces.push(bytes);
		this.#length += bytes.length;
	}

	#take(): ReadLine {
		const tooLong = this.#tooLong;
		const whole = new Uint8Array(this.#length);
		let at = 0;
		for (const piece of this.#pieces) {
			whole.set(piece, at);
			at += piece.length;
		}
		this.#pieces = [];
		this.#length = 0;
		this.#tooLong = false;
		return tooLong ? undefined : new TextDecoder().decode(whole);
	}
}
