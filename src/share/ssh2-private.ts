/**
 * The only place that touches what ssh2 keeps to itself (version pinned,
 * contract test in test/share/ssh2-private.test.ts): global requests with an
 * answer, which it can send as keep-alives only, the packet size of a channel,
 * and the socket below a connection. Used by ssh-server.ts, ssh-guest.ts and the relay.
 */
import type { Duplex } from "node:stream";
import type { Channel, Client, Connection, Session } from "ssh2";

type Answer = () => void;

interface Protocol {
	ping(): void;
	channelOpenFail(channel: number, reason: number, text: string): void;
	/** Packets to be sent when keys were exchanged anew; undefined while nothing is held back. */
	readonly _queue: readonly unknown[] | undefined;
	readonly _handlers: Record<string, unknown>;
}

interface ServerSide {
	readonly _protocol: Protocol;
	readonly _sock: Duplex;
}

interface ClientSide extends ServerSide {
	/** One for each global request that waits for its answer, in the order they were sent. */
	readonly _callbacks: Answer[];
}

/** Sends marks: global requests that the other side answers in their order, after all that was sent before. */
export interface MarkSender {
	/** Calls `answered` once the other side has everything written before; never when the connection ends. */
	send(answered: () => void): void;
}

/**
 * Marks from a server to its client. At most one sender for a connection, made
 * before anything else asks for an answer: ssh2's servers expect none.
 */
export function serverMarks(connection: Connection): MarkSender {
	const { _protocol: protocol } = connection as unknown as ServerSide;
	const waiting: Answer[] = [];
	const answer = () => waiting.shift()?.();
	protocol._handlers.REQUEST_SUCCESS = answer;
	protocol._handlers.REQUEST_FAILURE = answer;
	return {
		send(answered) {
			waiting.push(answered);
			protocol.ping();
		},
	};
}

/** Marks from a client to its server, in between ssh2's own requests. */
export function clientMarks(client: Client): MarkSender {
	const side = client as unknown as ClientSide;
	return {
		send(answered) {
			// Made anew at each connect, so it is looked up each time.
			side._callbacks.push(() => answered());
			side._protocol.ping();
		},
	};
}

/** Packets that wait for the end of a key exchange, which is in the other side's hands. */
export function heldBack(connection: Connection | Client): number {
	return (connection as unknown as ServerSide)._protocol._queue?.length ?? 0;
}

/** Smaller packets than this are asked for by nobody who means well. */
const LEAST_PACKET = 1024;

interface ChannelSide {
	readonly outgoing?: { readonly packetSize: number };
	/** A session whose shell was not asked for yet has no channel of its own. */
	readonly _chanInfo?: { readonly outgoing: { readonly packetSize: number } };
}

/**
 * Whether anything may be written to a channel or session that the other side
 * has opened or confirmed: ssh2 writes packets of the size the other side has
 * named, for ever when that is 0. Has to be asked before the first write.
 */
export function channelIsSound(channel: Channel | Session): boolean {
	const { outgoing, _chanInfo } = channel as unknown as ChannelSide;
	const size = (outgoing ?? _chanInfo?.outgoing)?.packetSize;
	return size !== undefined && size >= LEAST_PACKET;
}

/** The stream a server's connection was made from. */
export function socketOf(connection: Connection): Duplex {
	return (connection as unknown as ServerSide)._sock;
}

/** What the other side is told of each channel that is refused from now on; ssh2 says nothing. */
export function sayWhenRefused(connection: Connection, words: string): void {
	const { _protocol: protocol } = connection as unknown as ServerSide;
	const fail = protocol.channelOpenFail.bind(protocol);
	protocol.channelOpenFail = (channel, reason, text) => fail(channel, reason, text || words);
}
