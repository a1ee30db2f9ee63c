/**
 * The part of msgpack that tmate speaks: nil, booleans, integers of up to 64
 * bits, byte strings and arrays, as a stream of values one after another.
 * Maps, extensions and floats are read over and become OTHER. Everything is
 * bounded and nothing is made larger because a length was claimed. Called by
 * the two message tables and by whoever owns a tmate connection.
 */

/** Stands for a value of a kind tmate does not use (map, extension, float). */
export const OTHER: unique symbol = Symbol("other msgpack value");

/** A decoded value; strings stay bytes. Integers beyond 2^53 are bigint. */
export type MsgValue = null | boolean | number | bigint | Uint8Array | typeof OTHER | MsgValue[];

/** What can be encoded; strings become UTF-8. Numbers must be safe integers. */
export type MsgInput = null | boolean | number | bigint | string | Uint8Array | readonly MsgInput[];

/** "str": str8 exists (protocol 5 and later). "raw": the format before it, for older clients. */
export type StringFormat = "str" | "raw";

/** How much one top-level value may be. */
export interface MsgpackLimits {
	/** Encoded bytes. */
	readonly bytes: number;
	/** Arrays (and maps) within each other. */
	readonly depth: number;
	/** Values of any kind. */
	readonly elements: number;
	/** Strings and arrays: they cost memory of their own. */
	readonly objects: number;
}

/** For what hosts send: a snapshot has megabytes. */
export const HOST_LIMITS: MsgpackLimits = {
	bytes: 16 * 1024 * 1024,
	depth: 16,
	elements: 3_000_000,
	objects: 400_000,
};

/** What an unmodified tmate-ssh-server takes in one message. */
export const STOCK_SERVER_BYTES = 17 * 1024;

const EMPTY = new Uint8Array(0);
const FIRST_PIECE = 4096;

/** What follows a type byte. `size` is the number of bytes of the number behind it. */
type Shape =
	| { readonly kind: "value"; readonly value: MsgValue }
	| { readonly kind: "uint" | "int" | "bytes" | "array" | "map" | "float"; readonly size: number }
	/** An extension of `size` bytes length field, or of fixed length `fixed`. */
	| { readonly kind: "ext"; readonly size: number; readonly fixed?: number };

/**
 * The type byte:
 *   00..7f small int          80..8f map, n in the byte    90..9f array, n in the byte
 *   a0..bf string, n in byte  c0 nil  c2 c3 booleans       c4 c5 c6 bin 8/16/32
 *   c7 c8 c9 ext 8/16/32      ca cb float                  cc..cf uint 8/16/32/64
 *   d0..d3 int 8/16/32/64     d4..d8 ext of 1,2,4,8,16     d9 da db string 8/16/32
 *   dc dd array 16/32         de df map 16/32              e0..ff small negative int
 * c1 is never used.
 */
const SHAPES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
	[0xc0, { kind: "value", value: null }],
	[0xc2, { kind: "value", value: false }],
	[0xc3, { kind: "value", value: true }],
	[0xc4, { kind: "bytes", size: 1 }],
	[0xc5, { kind: "bytes", size: 2 }],
	[0xc6, { kind: "bytes", size: 4 }],
	[0xc7, { kind: "ext", size: 1 }],
	[0xc8, { kind: "ext", size: 2 }],
	[0xc9, { kind: "ext", size: 4 }],
	[0xca, { kind: "float", size: 4 }],
	[0xcb, { kind: "float", size: 8 }],
	[0xcc, { kind: "uint", size: 1 }],
	[0xcd, { kind: "uint", size: 2 }],
	[0xce, { kind: "uint", size: 4 }],
	[0xcf, { kind: "uint", size: 8 }],
	[0xd0, { kind: "int", size: 1 }],
	[0xd1, { kind: "int", size: 2 }],
	[0xd2, { kind: "int", size: 4 }],
	[0xd3, { kind: "int", size: 8 }],
	...[1, 2, 4, 8, 16].map((fixed, i) => [0xd4 + i, { kind: "ext", size: 0, fixed }] as const),
	[0xd9, { kind: "bytes", size: 1 }],
	[0xda, { kind: "bytes", size: 2 }],
	[0xdb, { kind: "bytes", size: 4 }],
	[0xdc, { kind: "array", size: 2 }],
	[0xdd, { kind: "array", size: 4 }],
	[0xde, { kind: "map", size: 2 }],
	[0xdf, { kind: "map", size: 4 }],
]);

/** An array or map that is not complete; `items` is undefined for what is read over. */
interface Frame {
	readonly items: MsgValue[] | undefined;
	left: number;
}

/** Bytes that are being collected (or read over: `into` undefined). */
interface Text {
	into: Uint8Array | undefined;
	have: number;
	readonly size: number;
}

export class MsgpackDecoder {
	readonly #limits: MsgpackLimits;
	readonly #head = new DataView(new ArrayBuffer(8));
	readonly #stack: Frame[] = [];
	/** The shape whose number is being read. */
	#shape: Exclude<Shape, { kind: "value" }> | undefined;
	#headHave = 0;
	#text: Text | undefined;
	#used = 0;
	#elements = 0;
	#objects = 0;
	#error: string | undefined;

	constructor(limits: Partial<MsgpackLimits> = {}) {
		this.#limits = { ...HOST_LIMITS, ...limits };
	}

	/** Bytes taken of a value that is not complete. */
	get pending(): number {
		return this.#used;
	}

	/**
	 * Reads on and calls `each` for every complete value. Returns undefined, or
	 * what is wrong: then the stream cannot be read any further.
	 */
	push(bytes: Uint8Array, each: (value: MsgValue) => void): string | undefined {
		let i = 0;
		while (i < bytes.length && this.#error === undefined) {
			if (this.#text !== undefined) i += this.#collect(this.#text, bytes, i, each);
			else if (this.#shape !== undefined) i += this.#number(this.#shape, bytes, i, each);
			else this.#start(bytes[i++] as number, each);
		}
		return this.#error;
	}

	#start(type: number, each: (value: MsgValue) => void): void {
		if (!this.#take(1)) return;
		if (++this.#elements > this.#limits.elements) this.#error = "too many elements";
		else if (type <= 0x7f) this.#done(type, each);
		else if (type >= 0xe0) this.#done(type - 0x100, each);
		else if (type <= 0x8f) this.#container((type & 0xf) * 2, true, each);
		else if (type <= 0x9f) this.#container(type & 0xf, false, each);
		else if (type <= 0xbf) this.#bytes(type & 0x1f, false, each);
		else {
			const shape = SHAPES.get(type);
			if (shape === undefined) this.#error = "a type byte that does not exist";
			else if (shape.kind === "value") this.#done(shape.value, each);
			else if (shape.kind === "ext" && shape.fixed !== undefined) this.#bytes(shape.fixed + 1, true, each);
			else {
				this.#shape = shape;
				this.#headHave = 0;
			}
		}
	}

	/** Collects the number behind a type byte. Returns the bytes taken. */
	#number(
		shape: Exclude<Shape, { kind: "value" }>,
		bytes: Uint8Array,
		from: number,
		each: (value: MsgValue) => void,
	): number {
		const count = Math.min(shape.size - this.#headHave, bytes.length - from);
		for (let i = 0; i < count; i++) this.#head.setUint8(this.#headHave++, bytes[from + i] as number);
		if (!this.#take(count) || this.#headHave < shape.size) return count;
		this.#shape = undefined;
		if (shape.kind === "float") this.#done(OTHER, each);
		else if (shape.kind === "int") this.#done(this.#signed(shape.size), each);
		else {
			const n = this.#unsigned(shape.size);
			if (shape.kind === "uint") this.#done(n, each);
			// Lengths are of at most four bytes, so they are numbers.
			else if (shape.kind === "bytes") this.#bytes(Number(n), false, each);
			else if (shape.kind === "ext") this.#bytes(Number(n) + 1, true, each);
			else if (shape.kind === "array") this.#container(Number(n), false, each);
			else this.#container(Number(n) * 2, true, each);
		}
		return count;
	}

	#unsigned(size: number): number | bigint {
		if (size === 1) return this.#head.getUint8(0);
		if (size === 2) return this.#head.getUint16(0);
		if (size === 4) return this.#head.getUint32(0);
		return small(this.#head.getBigUint64(0));
	}

	#signed(size: number): number | bigint {
		if (size === 1) return this.#head.getInt8(0);
		if (size === 2) return this.#head.getInt16(0);
		if (size === 4) return this.#head.getInt32(0);
		return small(this.#head.getBigInt64(0));
	}

	/** Counts bytes of the value; false when it is too large. */
	#take(count: number): boolean {
		this.#used += count;
		if (this.#used > this.#limits.bytes) this.#error ??= "value too large";
		return this.#error === undefined;
	}

	/** Room for `count` more bytes, and one more object? */
	#room(count: number): boolean {
		if (this.#used + count > this.#limits.bytes) this.#error = "value too large";
		else if (++this.#objects > this.#limits.objects) this.#error = "too many strings and arrays";
		return this.#error === undefined;
	}

	#bytes(size: number, skip: boolean, each: (value: MsgValue) => void): void {
		if (!this.#room(size)) return;
		if (size === 0) this.#done(EMPTY, each);
		else {
			const into = skip || this.#skipping ? undefined : new Uint8Array(Math.min(size, FIRST_PIECE));
			this.#text = { into, have: 0, size };
		}
	}

	#collect(text: Text, bytes: Uint8Array, from: number, each: (value: MsgValue) => void): number {
		const count = Math.min(text.size - text.have, bytes.length - from);
		if (!this.#take(count)) return count;
		if (text.into !== undefined) {
			if (text.have + count > text.into.length) {
				const grown = new Uint8Array(Math.min(text.size, Math.max(text.have + count, text.into.length * 2)));
				grown.set(text.into.subarray(0, text.have));
				text.into = grown;
			}
			text.into.set(bytes.subarray(from, from + count), text.have);
		}
		text.have += count;
		if (text.have === text.size) {
			this.#text = undefined;
			this.#done(text.into ?? OTHER, each);
		}
		return count;
	}

	/** Inside something that is read over. */
	get #skipping(): boolean {
		const top = this.#stack.at(-1);
		return top !== undefined && top.items === undefined;
	}

	#container(left: number, skip: boolean, each: (value: MsgValue) => void): void {
		// Every element has at least one byte.
		if (!this.#room(left)) return;
		const over = skip || this.#skipping;
		if (left === 0) this.#done(over ? OTHER : [], each);
		else if (this.#stack.length >= this.#limits.depth) this.#error = "nested too deeply";
		else this.#stack.push({ items: over ? undefined : [], left });
	}

	/** A value is complete: gives it to what holds it, or out. */
	#done(value: MsgValue, each: (value: MsgValue) => void): void {
		let out = value;
		for (;;) {
			const top = this.#stack.at(-1);
			if (top === undefined) break;
			top.items?.push(out);
			if (--top.left > 0) return;
			this.#stack.pop();
			out = top.items ?? OTHER;
		}
		this.#used = 0;
		this.#elements = 0;
		this.#objects = 0;
		each(out);
	}
}

function small(n: bigint): number | bigint {
	const asNumber = Number(n);
	return Number.isSafeInteger(asNumber) ? asNumber : n;
}

/** Bytes being written; grows by doubling. */
class Writer {
	#view = new DataView(new ArrayBuffer(64));
	#length = 0;

	/** Makes room for `count` bytes and returns where they begin. */
	#grow(count: number): number {
		const at = this.#length;
		this.#length += count;
		if (this.#length > this.#view.byteLength) {
			const old = new Uint8Array(this.#view.buffer);
			const grown = new Uint8Array(Math.max(this.#length, old.length * 2));
			grown.set(old);
			this.#view = new DataView(grown.buffer);
		}
		return at;
	}

	/** A type byte and a number of `size` bytes (two's complement for a negative one). */
	put(type: number, size: 0 | 1 | 2 | 4, n = 0): void {
		const at = this.#grow(1 + size);
		this.#view.setUint8(at, type);
		if (size === 1) this.#view.setUint8(at + 1, n);
		else if (size === 2) this.#view.setUint16(at + 1, n);
		else if (size === 4) this.#view.setUint32(at + 1, n);
	}

	put64(type: number, n: bigint): void {
		const at = this.#grow(9);
		this.#view.setUint8(at, type);
		this.#view.setBigUint64(at + 1, BigInt.asUintN(64, n));
	}

	bytes(bytes: Uint8Array): void {
		const at = this.#grow(bytes.length);
		new Uint8Array(this.#view.buffer).set(bytes, at);
	}

	end(): Uint8Array {
		return new Uint8Array(this.#view.buffer).slice(0, this.#length);
	}
}

/** `value` as msgpack, integers and lengths in the fewest bytes. */
export function encodeMsgpack(value: MsgInput, format: StringFormat = "str"): Uint8Array {
	const writer = new Writer();
	write(writer, value, format);
	return writer.end();
}

function write(writer: Writer, value: MsgInput, format: StringFormat): void {
	if (value === null) writer.put(0xc0, 0);
	else if (typeof value === "boolean") writer.put(value ? 0xc3 : 0xc2, 0);
	else if (typeof value === "number" || typeof value === "bigint") writeInteger(writer, value);
	else if (typeof value === "string") writeBytes(writer, new TextEncoder().encode(value), format);
	else if (value instanceof Uint8Array) writeBytes(writer, value, format);
	else {
		if (value.length <= 0xf) writer.put(0x90 | value.length, 0);
		else if (value.length <= 0xffff) writer.put(0xdc, 2, value.length);
		else writer.put(0xdd, 4, value.length);
		for (const item of value) write(writer, item, format);
	}
}

function writeInteger(writer: Writer, value: number | bigint): void {
	const n = Number(value);
	if (n > 0xffffffff) writer.put64(0xcf, BigInt(value));
	else if (n < -0x80000000) writer.put64(0xd3, BigInt(value));
	else if (n >= -32 && n <= 0x7f) writer.put(n & 0xff, 0);
	else if (n >= 0)
		writer.put(n <= 0xff ? 0xcc : n <= 0xffff ? 0xcd : 0xce, n <= 0xff ? 1 : n <= 0xffff ? 2 : 4, n);
	else writer.put(n >= -0x80 ? 0xd0 : n >= -0x8000 ? 0xd1 : 0xd2, n >= -0x80 ? 1 : n >= -0x8000 ? 2 : 4, n);
}

function writeBytes(writer: Writer, bytes: Uint8Array, format: StringFormat): void {
	const { length } = bytes;
	if (length <= 0x1f) writer.put(0xa0 | length, 0);
	else if (length <= 0xff && format === "str") writer.put(0xd9, 1, length);
	else if (length <= 0xffff) writer.put(0xda, 2, length);
	else writer.put(0xdb, 4, length);
	writer.bytes(bytes);
}
