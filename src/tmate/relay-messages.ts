/**
 * Messages from a relay to a tmate host, tags 0 to 7: one row each, written by
 * our relay and read when comux hosts on a tmate-ssh-server. A wrong value
 * here ends the user's whole session at an unmodified tmate, so the writer
 * gives every field its one right form.
 */
import { type Field, int, int32, list, text } from "./fields.ts";
import {
	encodeMessage,
	fixedRows,
	type MalformedMessage,
	type MessageTable,
	messageDecoder,
	NEWEST_PROTOCOL,
	type Protocol,
	type UnknownMessage,
} from "./messages.ts";
import type { MsgValue } from "./msgpack.ts";
import { commandLine } from "./quote.ts";
import { cutUtf8 } from "./text.ts";

export type RelayMessage =
	| { readonly kind: "notify"; readonly text: string }
	/** A key for the active pane: hosts before protocol 5. */
	| { readonly kind: "legacy-key"; readonly key: number }
	/** -1, -1: no guests. */
	| { readonly kind: "resize"; readonly sx: number; readonly sy: number }
	| { readonly kind: "exec-string"; readonly client: number; readonly command: string }
	| { readonly kind: "set-env"; readonly name: string; readonly value: string }
	| { readonly kind: "ready" }
	/** Pane -1: the active pane of the current window. */
	| { readonly kind: "pane-key"; readonly pane: number; readonly key: number }
	| { readonly kind: "exec"; readonly client: number; readonly argv: readonly string[] };

/** Longest notice; longer ones are cut. */
const MAX_NOTICE = 1023;
const MAX_ARGS = 1000;

const keyCode: Field<number> = int(0, Number.MAX_SAFE_INTEGER);

const fixed = fixedRows<RelayMessage>();

const notice: Field<string> = { read: text.read, write: (value) => text.write(cutUtf8(value, MAX_NOTICE)) };

const TABLE: MessageTable<RelayMessage> = {
	// [0, text]
	notify: fixed("notify", 0, { text: notice }),
	// [1, key]
	"legacy-key": fixed("legacy-key", 1, { key: keyCode }),
	// [2, sx, sy]
	resize: fixed("resize", 2, { sx: int32, sy: int32 }),
	// [3, client, command line]
	"exec-string": fixed("exec-string", 3, { client: int32, command: text }),
	// [4, name, value]
	"set-env": fixed("set-env", 4, { name: text, value: text }),
	// [5]
	ready: fixed("ready", 5, {}),
	// [6, pane, key]
	"pane-key": fixed("pane-key", 6, { pane: int32, key: keyCode }),
	// [7, client, name, arg...]
	exec: {
		tag: 7,
		read(values) {
			const client = int32.read(values[0] as MsgValue);
			const argv = list(text, MAX_ARGS).read(values.slice(1));
			if (client === undefined || argv === undefined || argv.length === 0) return undefined;
			return { kind: "exec", client, argv };
		},
		write: (message) => [message.client, ...message.argv.map((arg) => text.write(arg))],
	},
};

const decode = messageDecoder<RelayMessage>(TABLE);

/** A decoded msgpack value as a relay's message. */
export function decodeRelayMessage(
	value: MsgValue,
	protocol: Protocol = NEWEST_PROTOCOL,
): RelayMessage | UnknownMessage | MalformedMessage {
	return decode(value, protocol);
}

/**
 * A relay's message for a host that speaks `protocol`. A command for a host
 * before protocol 6 becomes one line; keys come from key-codes.ts and are of
 * the host's protocol already.
 */
export function encodeRelayMessage(message: RelayMessage, protocol: Protocol = NEWEST_PROTOCOL): Uint8Array {
	if (message.kind === "exec" && protocol < 6) {
		const { client, argv } = message;
		return encodeMessage(TABLE, { kind: "exec-string", client, command: commandLine(argv) }, protocol);
	}
	return encodeMessage(TABLE, message, protocol);
}
