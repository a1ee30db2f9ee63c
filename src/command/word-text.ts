/**
 * Collects the text of one word while lexer.ts reads it. Octal escapes are
 * bytes, so `\303\251` has to come out as one character; everything else is
 * text already.
 */

/** A word being read. */
export class WordText {
	#text = "";
	#bytes: number[] = [];

	append(text: string): void {
		if (this.#bytes.length > 0) this.#flush();
		this.#text += text;
	}

	/** A byte from an octal escape; bytes in a row are decoded together. */
	appendByte(byte: number): void {
		if (byte >= 0x80) this.#bytes.push(byte);
		else this.append(String.fromCharCode(byte));
	}

	/** The word. A NUL ends it, as it ends any argument of a program. */
	toString(): string {
		if (this.#bytes.length > 0) this.#flush();
		const nul = this.#text.indexOf("\0");
		return nul === -1 ? this.#text : this.#text.slice(0, nul);
	}

	#flush(): void {
		this.#text += decode(this.#bytes);
		this.#bytes = [];
	}
}

/** UTF-8, or the characters U+0080 to U+00FF of the same numbers when it is not. */
function decode(bytes: readonly number[]): string {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
	} catch {
		return bytes.map((byte) => String.fromCharCode(byte)).join("");
	}
}
