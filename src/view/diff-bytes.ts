/**
 * A byte buffer that grows and is used again for every frame, with the few
 * ways the differ writes: bytes, ASCII, decimal numbers, UTF-8. Nothing is
 * allocated for a cell. Owned by OuterTerminal (diff-output.ts).
 */

const REPLACEMENT = 0xfffd;

/** True for what may never reach the outer terminal as text: C0, DEL, C1, surrogates, no code point at all. */
export function isUnprintable(code: number): boolean {
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff;
}

export class ByteBuffer {
	/** Bytes written so far; may be set back to drop what came later. */
	length = 0;
	#bytes = new Uint8Array(4096);

	/** Appends one byte. */
	byte(value: number): void {
		if (this.length === this.#bytes.length) this.#grow(1);
		this.#bytes[this.length++] = value;
	}

	/** Appends text that is known to be ASCII. */
	ascii(text: string): void {
		if (this.length + text.length > this.#bytes.length) this.#grow(text.length);
		for (let i = 0; i < text.length; i++) this.#bytes[this.length++] = text.charCodeAt(i);
	}

	/** Appends a whole number (0 or more) in decimal. */
	number(value: number): void {
		if (value >= 10) this.number((value / 10) | 0);
		this.byte(0x30 + (value % 10));
	}

	/** Appends CSI, one number and a final byte; a number of 1 is left out. */
	csi(value: number, final: string): void {
		this.ascii("\x1b[");
		if (value !== 1) this.number(value);
		this.ascii(final);
	}

	/** Appends a code point as UTF-8; what cannot be printed becomes U+FFFD. */
	codePoint(code: number): void {
		if (code >= 0x20 && code < 0x7f) {
			this.byte(code);
			return;
		}
		const c = isUnprintable(code) ? REPLACEMENT : code;
		if (this.length + 4 > this.#bytes.length) this.#grow(4);
		const b = this.#bytes;
		if (c < 0x800) b[this.length++] = 0xc0 | (c >> 6);
		else {
			if (c < 0x10000) b[this.length++] = 0xe0 | (c >> 12);
			else {
				b[this.length++] = 0xf0 | (c >> 18);
				b[this.length++] = 0x80 | ((c >> 12) & 0x3f);
			}
			b[this.length++] = 0x80 | ((c >> 6) & 0x3f);
		}
		b[this.length++] = 0x80 | (c & 0x3f);
	}

	/** Appends text as UTF-8, leaving out control characters. */
	text(text: string): void {
		for (let i = 0; i < text.length; i++) {
			const code = text.codePointAt(i) as number;
			if (code > 0xffff) i++;
			if (!isUnprintable(code)) this.codePoint(code);
		}
	}

	/** Drops the bytes from `from` to before `mid`, moving what follows down. */
	cut(from: number, mid: number): void {
		this.#bytes.copyWithin(from, mid, this.length);
		this.length -= mid - from;
	}

	/** Writes ASCII so that it ends just before `end`, over what was there; returns where it begins. */
	before(end: number, text: string): number {
		const start = end - text.length;
		for (let i = 0; i < text.length; i++) this.#bytes[start + i] = text.charCodeAt(i);
		return start;
	}

	/** A copy of the bytes from `start` on. */
	take(start: number): Uint8Array {
		return this.#bytes.slice(start, this.length);
	}

	#grow(by: number): void {
		const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + by));
		bytes.set(this.#bytes.subarray(0, this.length));
		this.#bytes = bytes;
	}
}
