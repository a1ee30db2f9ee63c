/**
 * The control channel between relay and host: one JSON object a line, each kind
 * of message a row of a table that says who sends it and what its fields are.
 * Pure. Called by relay/host-connection.ts and provider-relay.ts; described in
 * docs/sharing-protocol.md.
 *
 *   line:  UTF-8 JSON object with "type", at most 65536 bytes, then LF
 *
 * A line of a type that is not in the table is ignored, so that new ones can be
 * added; a field that is not in the row too. Anything else that does not fit
 * ends the connection.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import type { TokenKind } from "./token.ts";
import { cleanText, type FrameSender, KEY_LIMIT, WireError } from "./wire.ts";

/** Version of the wire: both sides name theirs, the relay refuses what it does not speak. */
export const WIRE_PROTOCOL = 1;
/** The user name hosts connect as. */
export const HOST_USER = "comux-host";
/** The subsystem whose channel is the control channel. */
export const CONTROL_SUBSYSTEM = "comux-relay";
/** What a forwarded stream is for: its destination address and port. */
export const PLAIN_STREAM = { address: "guest", port: 1 } as const;
export const RAW_STREAM = { address: "host", port: 22 } as const;
/** Bytes of a control line. */
export const LINE_LIMIT = 65_536;
/** Bytes of a challenge and of a nonce. */
export const NONCE_LENGTH = 32;

/** One of each kind. */
export type PerToken<T> = Readonly<Record<TokenKind, T>>;

interface FieldTypes {
	/** A string without control characters, at most 1024 characters. */
	text: string;
	flag: boolean;
	/** 0 to 2^32-1. */
	number: number;
	/** Base64 on the wire, at most KEY_LIMIT bytes. */
	bytes: Uint8Array;
	/** `{"rw","ro","jump"}`: 32 bytes each, in base64. */
	nonces: PerToken<Uint8Array>;
	/** `{"rw","ro","jump"}`: a token each. */
	tokens: PerToken<string>;
}

interface Row {
	readonly from: FrameSender;
	readonly fields: Readonly<Record<string, keyof FieldTypes>>;
}

/** Every message. */
export const controlTable = {
	/** First of all: who the relay is, and what the host has to sign. */
	hello: { from: "relay", fields: { protocol: "number", relay: "text", challenge: "bytes" } },
	/** You are in, and these are your tokens. May come again when they change. */
	registered: { from: "relay", fields: { tokens: "tokens", address: "text", port: "number", named: "flag" } },
	/** You are not, and there is no use in trying again; the relay closes. */
	refused: { from: "relay", fields: { reason: "text" } },
	/** To be shown to the host's user. */
	notice: { from: "relay", fields: { text: "text" } },
	/** The relay stops; come again in a moment. */
	drain: { from: "relay", fields: {} },
	/** May this key come in? `kind` is the token's. No answer within 3 s is a no. */
	key: { from: "relay", fields: { id: "number", kind: "text", key: "bytes", address: "text" } },
	/** Who the host is, with the proof; the answer to hello. */
	register: {
		from: "host",
		fields: {
			protocol: "number",
			host: "text",
			key: "bytes",
			signature: "bytes",
			nonces: "nonces",
			name: "text",
			nameReadOnly: "text",
			apiKey: "text",
			endToEnd: "flag",
			restricted: "flag",
			guestKeys: "flag",
		},
	},
	/** What of it has changed. */
	settings: { from: "host", fields: { endToEnd: "flag", restricted: "flag", guestKeys: "flag" } },
	/** Answer to key. */
	keyAnswer: { from: "host", fields: { id: "number", ok: "flag" } },
} as const satisfies Readonly<Record<string, Row>>;

type Table = typeof controlTable;
type FieldsOf<K extends keyof Table> = {
	readonly [F in keyof Table[K]["fields"]]: Table[K]["fields"][F] extends keyof FieldTypes
		? FieldTypes[Table[K]["fields"][F]]
		: never;
};
type MessageOf<K extends keyof Table> = { readonly type: K } & FieldsOf<K>;

/** Any message, told apart by `type`. */
export type ControlMessage = { [K in keyof Table]: MessageOf<K> }[keyof Table];
export type RelayMessage = Extract<
	ControlMessage,
	{ type: { [K in keyof Table]: Table[K]["from"] extends "relay" ? K : never }[keyof Table] }
>;
export type HostMessage = Exclude<ControlMessage, RelayMessage>;
export type RegisterMessage = MessageOf<"register">;

type Parsers = { readonly [K in keyof FieldTypes]: (value: unknown) => FieldTypes[K] | undefined };

function parseBytes(value: unknown): Uint8Array | undefined {
	if (typeof value !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return undefined;
	const bytes = Buffer.from(value, "base64");
	return bytes.length <= KEY_LIMIT ? bytes : undefined;
}

function parseNonce(value: unknown): Uint8Array | undefined {
	const bytes = parseBytes(value);
	return bytes?.length === NONCE_LENGTH ? bytes : undefined;
}

function parseText(value: unknown): string | undefined {
	return typeof value === "string" ? cleanText(value, 1024) : undefined;
}

function parseEach<T>(value: unknown, parse: (item: unknown) => T | undefined): PerToken<T> | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const given = value as Readonly<Record<string, unknown>>;
	const [rw, ro, jump] = [parse(given.rw), parse(given.ro), parse(given.jump)];
	return rw === undefined || ro === undefined || jump === undefined ? undefined : { rw, ro, jump };
}

const parsers: Parsers = {
	text: parseText,
	flag: (value) => (typeof value === "boolean" ? value : undefined),
	number: (value) =>
		Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff
			? (value as number)
			: undefined,
	bytes: parseBytes,
	nonces: (value) => parseEach(value, parseNonce),
	tokens: (value) => parseEach(value, parseText),
};

/** A message as its line, with the LF. */
export function encodeControl(message: ControlMessage): string {
	// JSON.stringify asks a Buffer for its toJSON before a replacer sees it.
	const bare = (value: unknown): unknown => {
		if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, bare(item)]));
	};
	return `${JSON.stringify(bare(message))}\n`;
}

/** The message in a line from `from`; undefined for a type that is not known. Throws WireError. */
export function decodeControl(line: string, from: FrameSender): ControlMessage | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new WireError("control line is no JSON");
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new WireError("control line is no object");
	const given = value as Readonly<Record<string, unknown>>;
	const type = given.type;
	if (typeof type !== "string") throw new WireError("control line without a type");
	if (!Object.hasOwn(controlTable, type)) return undefined;
	const row: Row = controlTable[type as keyof Table];
	if (row.from !== from) throw new WireError(`${type} from a ${from}`);
	const message: Record<string, unknown> = { type };
	for (const [name, kind] of Object.entries(row.fields)) {
		const field = Object.hasOwn(given, name) ? parsers[kind](given[name]) : undefined;
		if (field === undefined) throw new WireError(`${type} without a good ${name}`);
		message[name] = field;
	}
	return message as unknown as ControlMessage;
}

/** Cuts a stream into lines and those into messages. Holds at most one line that is not whole. */
export class ControlDecoder {
	readonly #from: FrameSender;
	#pieces: Uint8Array[] = [];
	#held = 0;

	/** `from`: who sends. */
	constructor(from: FrameSender) {
		this.#from = from;
	}

	/** The messages that are whole with `bytes`. Throws WireError; then the connection must be ended. */
	push(bytes: Uint8Array): ControlMessage[] {
		const messages: ControlMessage[] = [];
		let start = 0;
		for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
			this.#hold(bytes.subarray(start, end));
			start = end + 1;
			const line = Buffer.concat(this.#pieces).toString();
			this.#pieces = [];
			this.#held = 0;
			const message = decodeControl(line, this.#from);
			if (message !== undefined) messages.push(message);
		}
		this.#hold(bytes.subarray(start));
		return messages;
	}

	#hold(bytes: Uint8Array): void {
		this.#held += bytes.length;
		if (this.#held > LINE_LIMIT) throw new WireError("control line is too long");
		if (bytes.length > 0) this.#pieces.push(bytes);
	}
}

/**
 * What a host signs with its ed25519 key to register:
 *
 *   "comux-register-1" NUL
 *   32 bytes  challenge of this connection
 *   u32be length, then the relay's host key (SSH wire form) of this connection
 *   32 bytes  SHA-256 of the nonces: rw, ro, jump
 *
 * The challenge makes it good for one connection, the relay's key for one relay
 * (who passes it on to another relay does not get in), the nonces for these tokens.
 */
export function registrationBytes(
	challenge: Uint8Array,
	relayKey: Uint8Array,
	nonces: PerToken<Uint8Array>,
): Uint8Array {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(relayKey.length);
	const hash = createHash("sha256").update(nonces.rw).update(nonces.ro).update(nonces.jump).digest();
	return Buffer.concat([Buffer.from("comux-register-1\0"), challenge, length, relayKey, hash]);
}

/** SSH wire form of an ed25519 key up to its 32 bytes, and DER's. */
const SSH_ED25519 = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1");
const DER_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

/** Whether `signature` (64 bytes) over `bytes` was made with the ed25519 key `key` (SSH wire form). */
export function verifyHost(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
	const head = Buffer.from(key.subarray(0, SSH_ED25519.length));
	if (key.length !== SSH_ED25519.length + 32 || !head.equals(SSH_ED25519)) return false;
	if (signature.length !== 64) return false;
	const der = Buffer.concat([DER_ED25519, key.subarray(SSH_ED25519.length)]);
	return verify(null, bytes, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}
