/**
 * Messages to frames and back, driven by the rows of messages.ts. Pure: no
 * socket in here. The client and the server each own one FrameDecoder per
 * connection and write what encodeMessage returns.
 *
 * A frame: u32 length of what follows (big-endian), u8 message number, the
 * fields in the order of their row. What comes in is hostile: a frame, string
 * or list over its bound, a wrong length, an unknown number or one from the
 * wrong side makes the decoder fail for good; it never throws.
 */
import { ByteQueue } from "../util/byte-queue.ts";
import type { ClientMessage, FieldTypes, Message, MessageType, ServerMessage } from "./messages.ts";
import { messageTable } from "./messages.ts";

/** Largest frame, in bytes after its length. */
export const maxFrame = 16 * 1024 * 1024;
/** Largest string, in bytes of UTF-8. */
export const maxString = 1024 * 1024;
/** Most strings in one list. */
export const maxStrings = 65536;
/** Longest piece of data to put into one message; see splitData. */
export const maxData = 256 * 1024;

type FieldKind = keyof FieldTypes;
type FieldValue = FieldTypes[FieldKind];

interface WireRow {
	readonly type: MessageType;
	readonly id: number;
	readonly from: "client" | "server";
	readonly fields: readonly (readonly [name: string, kind: FieldKind])[];
}

const rows: readonly WireRow[] = (Object.keys(messageTable) as MessageType[]).map((type) => {
	const { id, from, fields } = messageTable[type];
	return { type, id, from, fields: Object.entries(fields) as [string, FieldKind][] };
});
const rowByType: ReadonlyMap<string, WireRow> = new Map(rows.map((row) => [row.type, row]));
const rowById: ReadonlyMap<number, WireRow> = new Map(rows.map((row) => [row.id, row]));

/** Says how many bytes a value takes, and puts it at `at`, returning where it ends. */
interface FieldWriter<T> {
	size(value: T): number;
	put(frame: Buffer, value: T, at: number): number;
}

function stringSize(value: string): number {
	const size = Buffer.byteLength(value);
	if (size > maxString) throw new RangeError("string too long for a message");
	return 4 + size;
}

function putString(frame: Buffer, value: string, at: number): number {
	const size = frame.write(value, at + 4);
	frame.writeUInt32BE(size, at);
	return at + 4 + size;
}

const writers: { readonly [K in FieldKind]: FieldWriter<FieldTypes[K]> } = {
	bool: { size: () => 1, put: (frame, value, at) => frame.writeUInt8(value ? 1 : 0, at) },
	u32: { size: () => 4, put: (frame, value, at) => frame.writeUInt32BE(value, at) },
	i32: { size: () => 4, put: (frame, value, at) => frame.writeInt32BE(value, at) },
	str: { size: stringSize, put: putString },
	strs: {
		size(value) {
			if (value.length > maxStrings) throw new RangeError("too many strings for a message");
			return value.reduce((sum, item) => sum + stringSize(item), 4);
		},
		put: (frame, value, at) =>
			value.reduce((end, item) => putString(frame, item, end), frame.writeUInt32BE(value.length, at)),
	},
	bytes: {
		size: (value) => value.length,
		put(frame, value, at) {
			frame.set(value, at);
			return at + value.length;
		},
	},
};

/**
 * The frame of `message`. Throws RangeError when it is over a bound: data is to
 * be split (splitData), anything else that long is the sender's user's mistake.
 */
export function encodeMessage(message: Message): Buffer {
	const row = rowByType.get(message.type)!;
	const values = message as unknown as Readonly<Record<string, FieldValue>>;
	let size = 1;
	for (const [name, kind] of row.fields)
		size += (writers[kind] as FieldWriter<FieldValue>).size(values[name]!);
	if (size > maxFrame) throw new RangeError("message too long");
	const frame = Buffer.allocUnsafe(4 + size);
	frame.writeUInt32BE(size, 0);
	let at = frame.writeUInt8(row.id, 4);
	for (const [name, kind] of row.fields)
		at = (writers[kind] as FieldWriter<FieldValue>).put(frame, values[name]!, at);
	return frame;
}

/** `data` in pieces that fit into messages; the pieces are views. */
export function* splitData(data: Uint8Array, size: number = maxData): Generator<Uint8Array> {
	for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

/** Thrown and caught in this file only. */
class Malformed extends Error {}

class FieldReader {
	readonly #frame: Buffer;
	#at = 1;

	constructor(frame: Buffer) {
		this.#frame = frame;
	}

	get left(): number {
		return this.#frame.length - this.#at;
	}

	take(count: number): Buffer {
		if (count > this.left) throw new Malformed("field past the end of its frame");
		this.#at += count;
		return this.#frame.subarray(this.#at - count, this.#at);
	}

	string(): string {
		const size = this.take(4).readUInt32BE();
		if (size > maxString) throw new Malformed("string too long");
		return this.take(size).toString("utf8");
	}
}

const readers: { readonly [K in FieldKind]: (reader: FieldReader) => FieldTypes[K] } = {
	bool(reader) {
		const value = reader.take(1)[0]!;
		if (value > 1) throw new Malformed("bad boolean");
		return value === 1;
	},
	u32: (reader) => reader.take(4).readUInt32BE(),
	i32: (reader) => reader.take(4).readInt32BE(),
	str: (reader) => reader.string(),
	strs(reader) {
		const count = reader.take(4).readUInt32BE();
		if (count > maxStrings || count * 4 > reader.left) throw new Malformed("too many strings");
		return Array.from({ length: count }, () => reader.string());
	},
	bytes: (reader) => reader.take(reader.left),
};

function decodeFrame(frame: Buffer, from: "client" | "server"): Message {
	const row = rowById.get(frame[0]!);
	if (row === undefined || row.from !== from) throw new Malformed(`unknown message ${frame[0]}`);
	const reader = new FieldReader(frame);
	const message: Record<string, FieldValue> = { type: row.type };
	for (const [name, kind] of row.fields) message[name] = readers[kind](reader);
	// Bytes past the last field are a newer sender's, after the same hello: refused like any other lie.
	if (reader.left !== 0) throw new Malformed(`bad size of ${row.type}`);
	return message as unknown as Message;
}

/** What a write to a decoder gave: the messages that are whole, and why it failed, if it did. */
export interface Decoded<M> {
	readonly messages: readonly M[];
	/** Null while all is well; once set, it stays and nothing more is decoded. */
	readonly error: string | null;
}

/** Puts the bytes of one connection together into the messages of its other side. */
export class FrameDecoder<From extends "client" | "server"> {
	readonly #from: From;
	readonly #queue = new ByteQueue();
	#error: string | null = null;

	/** `from` is the side whose messages come in; others are refused. */
	constructor(from: From) {
		this.#from = from;
	}

	/** Takes bytes as they come; never throws. Data in the messages may be views of `bytes`. */
	write(bytes: Uint8Array): Decoded<From extends "client" ? ClientMessage : ServerMessage> {
		const messages: Message[] = [];
		if (this.#error === null) {
			this.#queue.push(bytes);
			try {
				for (let message = this.#next(); message; message = this.#next()) messages.push(message);
			} catch (error) {
				this.#error = error instanceof Malformed ? error.message : String(error);
				this.#queue.clear();
			}
		}
		return {
			messages: messages as (From extends "client" ? ClientMessage : ServerMessage)[],
			error: this.#error,
		};
	}

	#next(): Message | undefined {
		const head = this.#queue.peek(4);
		if (head === undefined) return undefined;
		const size = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0;
		if (size < 1 || size > maxFrame) throw new Malformed(`bad frame length ${size}`);
		if (this.#queue.length < 4 + size) return undefined;
		this.#queue.drop(4);
		const frame = this.#queue.take(size)!;
		return decodeFrame(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength), this.#from);
	}
}
