/**
 * Paste buffers. Automatic ones are numbered and limited in number, named ones
 * stay until they are deleted. Owned by Server; filled by copy mode, the
 * clipboard and set-buffer.
 */
import { cleanName, visibleBytes } from "../util/vis.ts";

/** A paste buffer. `bytes` are never changed in place. */
export interface PasteBuffer {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** Named by number; goes when there are more than the limit. */
	readonly automatic: boolean;
	/** Time made, ms since the epoch. */
	readonly created: number;
	/** Counts up: the newest buffer has the highest. */
	readonly order: number;
}

/** What the buffers need, and whom they tell. */
export interface PasteBufferPorts {
	/** The time, ms since the epoch. */
	now(): number;
	/** `buffer-limit`. */
	limit(): number;
	/** A buffer was made or has other data. */
	onChanged?(name: string): void;
	/** A buffer has gone. */
	onDeleted?(name: string): void;
}

/** Bytes of a buffer that are shown as its sample. */
const SAMPLE_WIDTH = 200;

export class PasteBuffers {
	readonly #ports: PasteBufferPorts;
	/** By name, in the order they were made. */
	readonly #buffers = new Map<string, PasteBuffer>();
	#nextIndex = 0;
	#nextOrder = 0;

	constructor(ports: PasteBufferPorts) {
		this.#ports = ports;
	}

	get isEmpty(): boolean {
		return this.#buffers.size === 0;
	}

	/** All buffers, newest first. */
	list(): PasteBuffer[] {
		return [...this.#buffers.values()].sort((a, b) => b.order - a.order);
	}

	/** The newest automatic buffer: what is pasted when no name is given. */
	newest(): PasteBuffer | undefined {
		return this.list().find((buffer) => buffer.automatic);
	}

	get(name: string): PasteBuffer | undefined {
		return this.#buffers.get(name);
	}

	/** Adds an automatic buffer; the oldest ones beyond the limit go. Empty data makes none. Gives its name. */
	add(bytes: Uint8Array, prefix = "buffer"): string | undefined {
		if (bytes.length === 0) return undefined;
		const automatic = this.list().filter((buffer) => buffer.automatic);
		while (automatic.length > 0 && automatic.length >= this.#ports.limit())
			this.delete(automatic.pop()!.name);
		let name: string;
		do name = `${prefix}${this.#nextIndex++}`;
		while (this.#buffers.has(name));
		this.#store(name, bytes, true);
		return name;
	}

	/** Makes or replaces the buffer `name`, or adds an automatic one without a name. Empty data does nothing. Gives the error text. */
	set(bytes: Uint8Array, name?: string): string | undefined {
		if (bytes.length === 0) return undefined;
		if (name === undefined) {
			this.add(bytes);
			return undefined;
		}
		if (name === "") return "empty buffer name";
		const clean = cleanName(name);
		if (clean === undefined) return `invalid buffer name: ${name}`;
		if (this.#buffers.has(clean)) this.delete(clean);
		this.#store(clean, bytes, false);
		return undefined;
	}

	/** Gives a buffer other data and leaves the rest as it is. */
	replace(name: string, bytes: Uint8Array): void {
		const buffer = this.#buffers.get(name);
		if (!buffer) return;
		this.#buffers.set(name, { ...buffer, bytes });
		this.#ports.onChanged?.(name);
	}

	/** Gives a buffer another name; it is no longer automatic. One that has the name already goes. Gives the error text. */
	rename(oldName: string, newName: string): string | undefined {
		if (oldName === "") return "no buffer";
		if (newName === "") return "new name is empty";
		const name = cleanName(newName);
		if (name === undefined) return `invalid buffer name: ${newName}`;
		const buffer = this.#buffers.get(oldName);
		if (!buffer) return `no buffer ${oldName}`;
		if (name === oldName) return undefined;
		if (this.#buffers.has(name)) this.delete(name);
		this.#buffers.delete(oldName);
		this.#buffers.set(name, { ...buffer, name, automatic: false });
		this.#ports.onDeleted?.(oldName);
		this.#ports.onChanged?.(name);
		return undefined;
	}

	delete(name: string): void {
		if (this.#buffers.delete(name)) this.#ports.onDeleted?.(name);
	}

	#store(name: string, bytes: Uint8Array, automatic: boolean): void {
		const buffer = { name, bytes, automatic, created: this.#ports.now(), order: this.#nextOrder++ };
		this.#buffers.set(name, buffer);
		this.#ports.onChanged?.(name);
	}
}

/** The start of a buffer as one line of visible text, `...` behind it when there is more. */
export function makeSample(bytes: Uint8Array, width = SAMPLE_WIDTH): string {
	const text = visibleBytes(bytes.subarray(0, width));
	const shown = new TextEncoder().encode(text);
	if (bytes.length <= width && shown.length <= width) return text;
	// A character cut in two at the end is dropped.
	return `${new TextDecoder().decode(shown.subarray(0, width)).replace(/\uFFFD+$/, "")}...`;
}
