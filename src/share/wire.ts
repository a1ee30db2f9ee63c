/**
 * The frames of a plain guest's stream between relay and host, as pure
 * functions: bytes in, frames out, and back. Called by framed-link.ts at the
 * host and by relay/plain-guest.ts; the control channel is wire-control.ts. The
 * whole wire is described in docs/sharing-protocol.md.
 *
 *   frame:  u8 type | u32be length | `length` bytes of payload (at most 65536)
 */
import type { GuestRights } from "../model/sharing.ts";
import { ByteQueue } from "../util/byte-queue.ts";
import { guestSize, guestTerm } from "./guest-terminal.ts";

/** The other side does not keep to the protocol; its stream or connection is ended. */
export class WireError extends Error {}

/** Payload of one frame, in bytes. */
export const FRAME_LIMIT = 65_536;
const HEADER = 5;

/** A key in SSH wire form; RSA with 16384 bits has 2 KB. */
export const KEY_LIMIT = 4096;

/** First byte of a frame. */
export const frameType = { hello: 1, data: 2, size: 3, mark: 4, ack: 5, end: 6 } as const;

/** Who has come to the relay. */
export interface GuestHello {
	readonly rights: GuestRights;
	readonly address: string;
	/** The key it has proven to own to the relay, in SSH wire form; undefined without. */
	readonly key: Uint8Array | undefined;
	readonly term: string;
	readonly cols: number;
	readonly rows: number;
}

/** A frame taken apart. `from` the relay: hello, data, size, ack; from the host: data, mark, end. */
export type Frame =
	| { readonly type: "hello"; readonly hello: GuestHello }
	| { readonly type: "data"; readonly bytes: Uint8Array }
	| { readonly type: "size"; readonly cols: number; readonly rows: number }
	| { readonly type: "mark"; readonly mark: number }
	| { readonly type: "ack"; readonly mark: number }
	| { readonly type: "end"; readonly status: number; readonly lastLine: string };

export type FrameSender = "relay" | "host";

/** Text from outside in one line that does nothing to a terminal, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ").slice(0, limit);
}

/**
 * Words of the other side that are shown at the host, may get into a hook, and
 * there into a shell: without what either would act on.
 */
export function foreignWords(text: string): string {
	return cleanText(text, 300)
		.replace(/[`$"\\#;&|<>]/g, "_")
		.replaceAll("'", "\u2019");
}

function frame(type: number, payload: Uint8Array): Uint8Array {
	const bytes = Buffer.allocUnsafe(HEADER + payload.length);
	bytes[0] = type;
	bytes.writeUInt32BE(payload.length, 1);
	bytes.set(payload, HEADER);
	return bytes;
}

function numbers(...values: readonly number[]): Buffer {
	const bytes = Buffer.allocUnsafe(values.length * 4);
	for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, at * 4);
	return bytes;
}

/** hello: JSON `{"rights","address","key","term","cols","rows"}`, key in base64, "" without. */
export function encodeHello(hello: GuestHello): Uint8Array {
	const key = hello.key === undefined ? "" : Buffer.from(hello.key).toString("base64");
	return frame(frameType.hello, Buffer.from(JSON.stringify({ ...hello, key })));
}

/** data: bytes as they are; as many frames as are needed. */
export function encodeData(bytes: Uint8Array): Uint8Array[] {
	const frames: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += FRAME_LIMIT)
		frames.push(frame(frameType.data, bytes.subarray(at, at + FRAME_LIMIT)));
	return frames;
}

/** size: u32be columns, u32be rows. */
export function encodeSize(cols: number, rows: number): Uint8Array {
	return frame(frameType.size, numbers(cols, rows));
}

/** mark: u32be number. The relay answers with ack when all bytes before it are known to be at the guest. */
export function encodeMark(mark: number): Uint8Array {
	return frame(frameType.mark, numbers(mark));
}

/** ack: u32be number of the mark. */
export function encodeAck(mark: number): Uint8Array {
	return frame(frameType.ack, numbers(mark));
}

/** end: u32be exit status, then the last line in UTF-8 (may be empty). */
export function encodeEnd(status: number, lastLine: string): Uint8Array {
	const line = Buffer.from(lastLine).subarray(0, 4096);
	return frame(frameType.end, Buffer.concat([numbers(status), line]));
}

function parseHello(payload: Uint8Array): Frame {
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(payload).toString());
	} catch {
		throw new WireError("hello is no JSON");
	}
	if (typeof value !== "object" || value === null) throw new WireError("hello is no object");
	const { rights, address, key, term, cols, rows } = value as Readonly<Record<string, unknown>>;
	if (rights !== "read-write" && rights !== "read-only") throw new WireError("hello without rights");
	if (typeof address !== "string" || typeof term !== "string" || typeof key !== "string")
		throw new WireError("hello without address, term or key");
	if (typeof cols !== "number" || typeof rows !== "number") throw new WireError("hello without a size");
	const blob = Buffer.from(key, "base64");
	if (blob.length > KEY_LIMIT) throw new WireError("hello with too long a key");
	return {
		type: "hello",
		hello: {
			rights,
			address: cleanText(address, 64),
			key: blob.length > 0 ? blob : undefined,
			term: guestTerm(term),
			...guestSize(cols, rows),
		},
	};
}

function exactly(payload: Uint8Array, length: number, what: string): Buffer {
	if (payload.length !== length) throw new WireError(`${what} of ${payload.length} bytes`);
	return Buffer.from(payload.buffer, payload.byteOffset, payload.length);
}

function parseSize(payload: Uint8Array): Frame {
	const bytes = exactly(payload, 8, "size");
	return { type: "size", ...guestSize(bytes.readUInt32BE(0), bytes.readUInt32BE(4)) };
}

function parseEnd(payload: Uint8Array): Frame {
	if (payload.length < 4) throw new WireError("end without a status");
	const bytes = Buffer.from(payload);
	return { type: "end", status: bytes.readUInt32BE(0), lastLine: cleanText(bytes.toString("utf8", 4), 1024) };
}

interface FrameRow {
	readonly from: readonly FrameSender[];
	readonly parse: (payload: Uint8Array) => Frame;
}

/** By number: who may send it, and how its payload is read. */
const frameRows: Readonly<Record<number, FrameRow>> = {
	[frameType.hello]: { from: ["relay"], parse: parseHello },
	[frameType.data]: { from: ["relay", "host"], parse: (bytes) => ({ type: "data", bytes }) },
	[frameType.size]: { from: ["relay"], parse: parseSize },
	[frameType.mark]: {
		from: ["host"],
		parse: (bytes) => ({ type: "mark", mark: exactly(bytes, 4, "mark").readUInt32BE(0) }),
	},
	[frameType.ack]: {
		from: ["relay"],
		parse: (bytes) => ({ type: "ack", mark: exactly(bytes, 4, "ack").readUInt32BE(0) }),
	},
	[frameType.end]: { from: ["host"], parse: parseEnd },
};

/** Cuts a stream into frames. Holds at most one frame that is not whole, and what was pushed with it. */
export class FrameDecoder {
	readonly #from: FrameSender;
	readonly #queue = new ByteQueue();

	/** `from`: who sends. */
	constructor(from: FrameSender) {
		this.#from = from;
	}

	/** The frames that are whole with `bytes`. Throws WireError; then the stream must be ended. */
	push(bytes: Uint8Array): Frame[] {
		this.#queue.push(bytes);
		const frames: Frame[] = [];
		for (let next = this.#next(); next !== undefined; next = this.#next()) frames.push(next);
		return frames;
	}

	#next(): Frame | undefined {
		const header = this.#queue.peek(HEADER);
		if (header === undefined) return undefined;
		const row = Object.hasOwn(frameRows, header[0]!) ? frameRows[header[0]!] : undefined;
		if (row === undefined || !row.from.includes(this.#from))
			throw new WireError(`frame of type ${header[0]} from a ${this.#from}`);
		const length = Buffer.from(header).readUInt32BE(1);
		if (length > FRAME_LIMIT) throw new WireError(`frame of ${length} bytes`);
		if (this.#queue.length < HEADER + length) return undefined;
		this.#queue.drop(HEADER);
		return row.parse(this.#queue.take(length)!);
	}
}
