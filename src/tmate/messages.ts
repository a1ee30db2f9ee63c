/**
 * What both directions of the tmate protocol share: protocol versions, what
 * decoding may end in, and one row of a message table.
 */
import { type Field, tuple } from "./fields.ts";
import { encodeMsgpack, type MsgInput, type MsgValue, type StringFormat } from "./msgpack.ts";

/** The protocol versions this speaks, by the host's HEADER. */
export type Protocol = 4 | 5 | 6;

export const OLDEST_PROTOCOL = 4;
export const NEWEST_PROTOCOL = 6;

/** `version` as one that is spoken, or undefined: too old. A newer one is spoken to as the newest. */
export function protocolOf(version: number): Protocol | undefined {
	if (version < OLDEST_PROTOCOL) return undefined;
	return Math.min(version, NEWEST_PROTOCOL) as Protocol;
}

/** str8 came with protocol 5. */
export function stringFormat(protocol: Protocol): StringFormat {
	return protocol < 5 ? "raw" : "str";
}

/** A message of a tag this does not know: to be passed over. */
export interface UnknownMessage {
	readonly kind: "unknown";
	readonly tag: number;
}

/** No message, or one with a field missing or of the wrong kind. */
export interface MalformedMessage {
	readonly kind: "malformed";
	/** undefined: not even an array that begins with a tag. */
	readonly tag: number | undefined;
	readonly reason: string;
}

/** One kind of message: `read` gets what follows the tag and gives undefined when that is wrong. */
export interface MessageRow<M> {
	readonly tag: number;
	readonly read: (fields: MsgValue[], protocol: Protocol) => M | undefined;
	/** What follows the tag. */
	readonly write: (message: M, protocol: Protocol) => readonly MsgInput[];
}

/** A table of rows by the message's `kind`. */
export type MessageTable<M extends { readonly kind: string }> = {
	readonly [K in M["kind"]]: MessageRow<MessageOf<M, K>>;
};

/** The message of that kind. */
export type MessageOf<M extends { readonly kind: string }, K extends M["kind"]> = Extract<
	M,
	{ readonly kind: K }
>;

/** A function that makes the row of a message which has its fields in the order of `fields`. */
export function fixedRows<M extends { readonly kind: string }>() {
	return <K extends M["kind"]>(
		kind: K,
		tag: number,
		fields: { readonly [N in keyof Omit<MessageOf<M, K>, "kind">]: Field<Omit<MessageOf<M, K>, "kind">[N]> },
	): MessageRow<MessageOf<M, K>> => {
		const all = tuple<Omit<MessageOf<M, K>, "kind">>(fields);
		return {
			tag,
			read(values) {
				const got = all.read(values);
				return got === undefined ? undefined : ({ kind, ...got } as MessageOf<M, K>);
			},
			write: (message) => all.write(message) as readonly [],
		};
	};
}

/** A decoder of the messages of `table`. */
export function messageDecoder<M extends { readonly kind: string }>(
	table: MessageTable<M>,
): (value: MsgValue, protocol: Protocol) => M | UnknownMessage | MalformedMessage {
	const rows = Object.entries<MessageRow<M>>(table as unknown as Record<string, MessageRow<M>>);
	const byTag = new Map(rows.map(([kind, row]) => [row.tag, { kind, row }]));
	return (value, protocol) => {
		if (!Array.isArray(value)) return { kind: "malformed", tag: undefined, reason: "not an array" };
		const tag = value[0];
		if (typeof tag !== "number") return { kind: "malformed", tag: undefined, reason: "no tag" };
		const known = byTag.get(tag);
		if (known === undefined) return { kind: "unknown", tag };
		const message = known.row.read(value.slice(1), protocol);
		return message ?? { kind: "malformed", tag, reason: `wrong fields of ${known.kind}` };
	};
}

/** `message` as bytes for the wire. */
export function encodeMessage<M extends { readonly kind: string }>(
	table: MessageTable<M>,
	message: M,
	protocol: Protocol,
): Uint8Array {
	const row = table[message.kind as M["kind"]] as unknown as MessageRow<M>;
	return encodeMsgpack([row.tag, ...row.write(message, protocol)], stringFormat(protocol));
}
