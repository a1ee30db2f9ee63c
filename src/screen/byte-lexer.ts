/**
 * First step of a pane's input: bytes to code points for xterm's parser, and
 * the string sequences (OSC, DCS, APC, ESC k) cut out whole, because tmux ends
 * and nests them in its own way. UTF-8 that is wrong becomes U+FFFD as in
 * tmux. Owned by PaneScreen; bounded by `limit`.
 */

/** Kinds of string sequence. */
export type StringKind = "osc" | "dcs" | "apc" | "rename";

/** Where the lexer's output goes. */
export interface LexerSink {
	/** Code points for the parser; the array is reused after the call. */
	codes(codes: Uint32Array, length: number): void;
	/** A whole string sequence, without its introducer and end; `bytes` is reused after the call. */
	string(kind: StringKind, bytes: Uint8Array, end: "bel" | "st"): void;
	/** A string sequence begins. */
	stringStart(): void;
	/** Longest string in bytes; longer ones are dropped. */
	limit(): number;
}

const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;
const CODES = 16384;

/**
 * Stands for bytes that are no UTF-8: printed as U+FFFD but, unlike a U+FFFD
 * that was sent, not repeated by REP.
 */
export const INVALID = 0x110000;

type State =
	| "ground"
	| "esc"
	| "csi"
	| "torn-esc"
	| "torn-csi"
	| "consume"
	| "dcs-header"
	| "dcs-escape"
	| StringKind;

/** Bytes after ESC that begin a string. */
const STRING_STARTS: Readonly<Record<number, State>> = {
	80: "dcs-header", // P
	88: "consume", // X
	93: "osc", // ]
	94: "consume", // ^
	95: "apc", // _
	107: "rename", // k
};

export class ByteLexer {
	readonly #sink: LexerSink;
	readonly #codes = new Uint32Array(CODES);
	#length = 0;
	#state: State = "ground";
	#buffer = new Uint8Array(256);
	#size = 0;
	#discard = false;
	/** UTF-8 character in progress: bytes still to come, value so far, whether it is right. */
	#need = 0;
	#value = 0;
	#least = 0;
	#valid = true;
	#pending: Uint8Array[] = [];
	#pendingSize = 0;

	constructor(sink: LexerSink) {
		this.#sink = sink;
	}

	/** True between sequences. */
	get ground(): boolean {
		return this.#state === "ground";
	}

	/** In the middle of a string sequence, waiting for its end. */
	get inString(): boolean {
		return !["ground", "esc", "csi", "torn-esc", "torn-csi"].includes(this.#state);
	}

	/** Bytes of the sequence that is not complete yet. */
	pending(): Uint8Array {
		const out = new Uint8Array(this.#pendingSize);
		let at = 0;
		for (const part of this.#pending) {
			out.set(part, at);
			at += part.length;
		}
		return out;
	}

	/** Forgets a sequence in progress. */
	reset(): void {
		this.#state = "ground";
		this.#need = 0;
		this.#size = 0;
		this.#pending = [];
		this.#pendingSize = 0;
	}

	/** Takes bytes; `parserGround` tells whether the parser behind is between sequences. */
	write(bytes: Uint8Array, parserGround: () => boolean): void {
		let start = this.#state === "ground" && this.#pendingSize === 0 ? -1 : 0;
		const end = bytes.length;
		let i = 0;
		while (i < end) {
			if (this.#state === "ground") {
				i = this.#text(bytes, i);
				if (!this.ground) start = i - 1;
				continue;
			}
			if (this.#state === "esc" || this.#state === "csi") i = this.#escape(bytes, i);
			else if (this.#state === "torn-esc" || this.#state === "torn-csi") i = this.#torn(bytes, i);
			else i = this.#string(bytes, i);
		}
		this.#flush();
		if (this.#state === "ground" && parserGround()) {
			if (this.#pendingSize > 0) this.#pending = [];
			this.#pendingSize = 0;
		} else this.#keep(bytes, start);
	}

	#keep(bytes: Uint8Array, start: number): void {
		if (start > 0) {
			this.#pending = [];
			this.#pendingSize = 0;
		}
		const part = bytes.slice(Math.max(start, 0));
		if (this.#pendingSize + part.length > this.#sink.limit()) return;
		this.#pending.push(part);
		this.#pendingSize += part.length;
	}

	#flush(): void {
		if (this.#length === 0) return;
		const n = this.#length;
		this.#length = 0;
		this.#sink.codes(this.#codes, n);
	}

	/** Text and control characters up to the next ESC; returns where it stopped. */
	#text(bytes: Uint8Array, from: number): number {
		const codes = this.#codes;
		const end = bytes.length;
		let n = this.#length;
		let i = from;
		for (; i < end; i++) {
			const b = bytes[i] as number;
			if (n > CODES - 4) {
				this.#length = n;
				this.#flush();
				n = 0;
			}
			if (b < 0x80) {
				if (b === ESC) {
					this.#state = "esc";
					i++;
					break;
				}
				if (this.#need > 0) {
					this.#need = 0;
					codes[n++] = INVALID;
				}
				codes[n++] = b;
			} else {
				const code = this.#utf8(b);
				if (code >= 0) codes[n++] = code;
			}
		}
		this.#length = n;
		return i;
	}

	/** One byte of a UTF-8 character; the code point when it is complete, else -1. */
	#utf8(b: number): number {
		if (this.#need === 0) {
			this.#valid = true;
			if (b >= 0xc2 && b <= 0xdf) this.#begin(b & 0x1f, 1, 0x80);
			else if (b >= 0xe0 && b <= 0xef) this.#begin(b & 0x0f, 2, 0x800);
			else if (b >= 0xf0 && b <= 0xf4) this.#begin(b & 0x07, 3, 0x10000);
			else return INVALID;
			return -1;
		}
		if ((b & 0xc0) !== 0x80) this.#valid = false;
		this.#value = (this.#value << 6) | (b & 0x3f);
		if (--this.#need > 0) return -1;
		const code = this.#value;
		if (!this.#valid || code < this.#least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return INVALID;
		// C1 controls have no width and are not controls in UTF-8.
		return code < 0xa0 ? -1 : code;
	}

	#begin(value: number, need: number, least: number): void {
		this.#value = value;
		this.#need = need;
		this.#least = least;
	}

	/** The byte after ESC, or after ESC [. */
	#escape(bytes: Uint8Array, i: number): number {
		const b = bytes[i] as number;
		if (this.#length > CODES - 8) this.#flush();
		const codes = this.#codes;
		if (this.#state === "csi") {
			this.#state = this.#need > 0 ? "torn-csi" : "ground";
			// SGR without any parameter also ends a hyperlink: marked for the parser.
			if (b !== 0x6d) return i;
			this.#state = "ground";
			codes[this.#length++] = 0x26;
			codes[this.#length++] = b;
			return i + 1;
		}
		if (b === ESC || b >= 0x7f) return i + 1;
		if (b === CAN || b === SUB) {
			this.#state = "ground";
			codes[this.#length++] = b;
		} else if (b < 0x20) codes[this.#length++] = b;
		else {
			const next = STRING_STARTS[b];
			if (next === undefined) {
				codes[this.#length++] = ESC;
				codes[this.#length++] = b;
				this.#state = b === 0x5b ? "csi" : b < 0x30 && this.#need > 0 ? "torn-esc" : "ground";
			} else {
				// Ends whatever the parser was in the middle of.
				codes[this.#length++] = CAN;
				this.#flush();
				this.#sink.stringStart();
				this.#state = next;
				this.#size = 0;
				this.#discard = false;
			}
		}
		return i + 1;
	}

	/** A sequence in the middle of a UTF-8 character, which goes on after it: up to its final byte. */
	#torn(bytes: Uint8Array, i: number): number {
		const b = bytes[i] as number;
		if (this.#length > CODES - 8) this.#flush();
		if (b === ESC) {
			this.#state = "esc";
			return i + 1;
		}
		const final = this.#state === "torn-csi" ? 0x40 : 0x30;
		if (b < 0x7f) this.#codes[this.#length++] = b;
		if ((b >= final && b < 0x7f) || b === CAN || b === SUB) this.#state = "ground";
		return i + 1;
	}

	#add(b: number): void {
		if (this.#discard) return;
		if (this.#size === this.#buffer.length) {
			const next = this.#size * 2;
			if (next > this.#sink.limit()) {
				this.#discard = true;
				return;
			}
			const buffer = new Uint8Array(next);
			buffer.set(this.#buffer);
			this.#buffer = buffer;
		}
		this.#buffer[this.#size++] = b;
	}

	#dispatch(kind: StringKind, end: "bel" | "st"): void {
		if (!this.#discard) this.#sink.string(kind, this.#buffer.subarray(0, this.#size), end);
		this.#size = 0;
		if (this.#buffer.length > 4096) this.#buffer = new Uint8Array(256);
	}

	/** Bytes inside a string sequence. */
	#string(bytes: Uint8Array, from: number): number {
		const end = bytes.length;
		for (let i = from; i < end; i++) {
			const b = bytes[i] as number;
			switch (this.#state) {
				case "dcs-header":
					if (b === ESC || b === CAN || b === SUB) {
						this.#state = b === ESC ? "esc" : "ground";
						return i + 1;
					}
					if (b < 0x20 || b >= 0x7f) break;
					this.#add(b);
					if (b >= 0x40) this.#state = "dcs";
					break;
				case "dcs":
					if (b === ESC) this.#state = "dcs-escape";
					else this.#add(b);
					break;
				case "dcs-escape":
					if (b === 0x5c) {
						this.#state = "ground";
						this.#dispatch("dcs", "st");
						return i + 1;
					}
					// A doubled ESC is one; any other ESC inside is dropped.
					this.#add(b);
					this.#state = "dcs";
					break;
				case "osc":
				case "apc":
				case "rename":
				case "consume": {
					const bel = b === 0x07 && this.#state === "osc";
					if (b === ESC || b === CAN || b === SUB || bel) {
						const kind = this.#state;
						this.#state = b === ESC ? "esc" : "ground";
						if (kind !== "consume") this.#dispatch(kind, bel ? "bel" : "st");
						return i + 1;
					}
					if (b >= 0x20 && this.#state !== "consume") this.#add(b);
					break;
				}
				default:
					return i;
			}
		}
		return end;
	}
}
