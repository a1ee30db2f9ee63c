/** One `%output` or `%extended-output` line being made. Used by OutputQueue. */

const BACKSLASH = 0x5c;
const SPACE = 0x20;

export class OutputText {
	readonly #start: string;
	readonly #pieces: Uint8Array[] = [];
	#length = 0;

	/** `age`: ms behind, for clients that pause; others get `%output`. */
	constructor(pane: number, age: number | undefined) {
		this.#start = age === undefined ? `%output %${pane} ` : `%extended-output %${pane} ${age} : `;
	}

	/** Adds bytes of the pane: control characters and backslashes as three octal digits. */
	add(bytes: Uint8Array): void {
		const made = new Uint8Array(bytes.length * 4);
		let at = 0;
		for (const byte of bytes) {
			if (byte >= SPACE && byte !== BACKSLASH) {
				made[at++] = byte;
				continue;
			}
			made[at++] = BACKSLASH;
			made[at++] = 0x30 + (byte >> 6);
			made[at++] = 0x30 + ((byte >> 3) & 7);
			made[at++] = 0x30 + (byte & 7);
		}
		this.#pieces.push(made.subarray(0, at));
		this.#length += at;
	}

	/** The whole line with its newline. */
	end(): Uint8Array {
		const start = new TextEncoder().encode(this.#start);
		const line = new Uint8Array(start.length + this.#length + 1);
		line.set(start);
		let at = start.length;
		for (const piece of this.#pieces) {
			line.set(piece, at);
			at += piece.length;
		}
		line[at] = 0x0a;
		return line;
	}
}
