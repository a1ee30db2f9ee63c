/** Two streams joined in memory: what one is given the other reads. */
import { Duplex } from "node:stream";

class Half extends Duplex {
	other: Half | undefined;
	#taken: (() => void) | undefined;

	override _read(): void {
		const taken = this.#taken;
		this.#taken = undefined;
		taken?.();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
		const other = this.other;
		if (other === undefined || other.destroyed) done();
		else if (other.push(chunk)) setImmediate(done);
		else other.#taken = done;
	}

	override _final(done: () => void): void {
		this.other?.push(null);
		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		if (this.other && !this.other.destroyed) setImmediate(() => this.other?.destroy());
		done(error);
	}
}

export function duplexPair(): [Duplex, Duplex] {
	const one = new Half();
	const other = new Half();
	one.other = other;
	other.other = one;
	return [one, other];
}
