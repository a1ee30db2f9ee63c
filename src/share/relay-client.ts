/**
 * One connection of a host to its relay, from the first packet to the last: the
 * relay's key, the registration, the control channel and the streams that the
 * relay opens. Made by provider-relay.ts, which makes a new one when it breaks.
 */
import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import type { Log } from "../util/log.ts";
import type { HostKey } from "./host-keys.ts";
import { InputBudget } from "./input-budget.ts";
import { OutgoingSsh, type ServerPorts } from "./outgoing-ssh.ts";
import { channelIsSound, heldBack } from "./ssh2-private.ts";
import { foreignWords, WireError } from "./wire.ts";
import {
	CONTROL_SUBSYSTEM,
	ControlDecoder,
	type ControlMessage,
	encodeControl,
	HOST_USER,
	type HostMessage,
	NONCE_LENGTH,
	type PerToken,
	PLAIN_STREAM,
	RAW_STREAM,
	type RegisterMessage,
	type RelayMessage,
	registrationBytes,
	WIRE_PROTOCOL,
} from "./wire-control.ts";

/** Limits in ms: to connect, to be registered, between signs of life. */
const TIMES = { connect: 5000, settle: 20_000, keepalive: 5000 };
/** Streams a relay may have open to us. */
const MAX_STREAMS = 512;
/** Bytes of control lines, and of everything, that a relay has not read. */
const MAX_CONTROL = 256 * 1024;
const MAX_UNREAD = 64 * 1024 * 1024;
/** Bytes a second of control lines that are read: a relay that babbles keeps nobody from anything. */
const CONTROL_RATE = { perSecond: 256 * 1024, atOnce: 128 * 1024 };
/** Packets that wait for the end of a key exchange, which is in the relay's hands. */
const MAX_HELD = 16_384;
/**
 * What may wait in a stream that is not read, of a relay that keeps to its
 * window: ssh2 lets it have 2 MB as long as less than that waits. And a packet.
 */
const MOST_WAITING = 4 * 1024 * 1024 + 64 * 1024;

const NO_RELAY = "this is no relay of comux; for a tmate-ssh-server set share-provider to tmate";

export interface RelayClientPorts extends ServerPorts {
	readonly log: Log;
	readonly hostKey: HostKey;
	readonly nonces: PerToken<Uint8Array>;
	/** It has proven that key. */
	proven(key: Uint8Array): void;
	/** What the host asks for. */
	wishes(): Pick<
		RegisterMessage,
		"name" | "nameReadOnly" | "apiKey" | "endToEnd" | "restricted" | "guestKeys"
	>;
	/** Everything the relay says but hello. Throws WireError for what it must not say. */
	message(message: RelayMessage): void;
	/** A stream for a guest: with frames, or raw. `accept` opens it, and gives none when it cannot be used. */
	stream(plain: boolean, address: string, accept: () => Duplex | undefined, reject: () => void): void;
}

export class RelayClient {
	readonly #ports: RelayClientPorts;
	readonly #ssh: OutgoingSsh;
	readonly #decoder = new ControlDecoder("relay");
	readonly #streams = new Set<Duplex>();
	#control: ClientChannel | undefined;

	constructor(ports: RelayClientPorts) {
		this.#ports = ports;
		this.#ssh = new OutgoingSsh({
			ports,
			user: HOST_USER,
			times: TIMES,
			words: {
				server: "the relay",
				settle: "the registration",
				refused: `the relay takes hosts with a listed key only; ours is ${ports.hostKey.line}`,
			},
			data: () => this.#check(),
			ready: (key) => {
				ports.proven(key);
				this.#forward([PLAIN_STREAM, RAW_STREAM]);
			},
		});
		this.#listen();
	}

	/** The relay's key (SSH wire form) of this connection, once it was shown. */
	get relayKey(): Uint8Array | undefined {
		return this.#ssh.key;
	}

	/** What it was given to register with. */
	get nonces(): PerToken<Uint8Array> {
		return this.#ports.nonces;
	}

	/** Streams of guests that are open. */
	get streams(): number {
		return this.#streams.size;
	}

	/** Writes a control line. */
	send(message: HostMessage): void {
		if (this.#control === undefined || this.#ssh.over) return;
		this.#control.write(encodeControl(message));
		if (this.#control.writableLength > MAX_CONTROL) this.#ssh.fail("the relay does not read");
	}

	/** Registered: no more hurry. */
	settled(): void {
		this.#ssh.settled();
	}

	/** Ends it behind what was written. */
	end(): void {
		this.#ssh.end(() => this.#ssh.client.end());
	}

	#listen(): void {
		this.#ssh.client.on("tcp connection", (details, accept, reject) => {
			if (this.#ssh.over || this.#control === undefined || this.#streams.size >= MAX_STREAMS) return reject();
			const address = details.srcIP.slice(0, 64);
			const open = () => {
				const stream = accept();
				if (!channelIsSound(stream)) {
					this.#ssh.fail("the relay does not keep to the protocol");
					return undefined;
				}
				this.#streams.add(stream);
				stream.on("close", () => this.#streams.delete(stream));
				stream.on("error", () => {});
				// A stream without a reader would keep what comes beside the data for ever.
				stream.stderr.resume();
				// What still comes when we have said all is nobody's; unread it would keep the stream for ever.
				stream.once("finish", () => stream.removeAllListeners("data").resume());
				return stream;
			};
			this.#ports.stream(details.destIP === PLAIN_STREAM.address, address, open, reject);
		});
	}

	#forward(ways: readonly { readonly address: string; readonly port: number }[]): void {
		const [way, ...rest] = ways;
		if (way === undefined) {
			this.#open();
			return;
		}
		this.#ssh.client.forwardIn(way.address, way.port, (error) => {
			if (error) this.#ssh.fail(NO_RELAY);
			else this.#forward(rest);
		});
	}

	#open(): void {
		this.#ssh.client.subsys(CONTROL_SUBSYSTEM, (error, channel) => {
			if (error) {
				this.#ssh.fail(NO_RELAY);
				return;
			}
			if (!channelIsSound(channel)) {
				this.#ssh.fail("the relay does not keep to the protocol");
				return;
			}
			this.#control = channel;
			channel.on("error", () => {});
			channel.stderr.resume();
			const budget = new InputBudget(CONTROL_RATE, {
				clock: this.#ports.clock,
				pause: () => channel.pause(),
				resume: () => channel.resume(),
				data: (some) => this.#read(some),
			});
			channel.on("data", (bytes: Uint8Array) => budget.push(bytes));
			channel.once("close", () => budget.dispose());
			this.#ssh.socket.once("close", () => budget.dispose());
			channel.on("close", () => this.#ssh.fail("the relay has closed the connection"));
		});
	}

	#read(bytes: Uint8Array): void {
		if (this.#ssh.ending) return;
		try {
			for (const message of this.#decoder.push(bytes)) this.#take(message);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.#ssh.fail(error.message);
		}
	}

	#take(message: ControlMessage): void {
		if (this.#ssh.ending) return;
		if (message.type === "hello") this.#register(message);
		else if (message.type === "refused")
			this.#ssh.fail(`the relay has refused: ${foreignWords(message.reason)}`, true);
		// The decoder lets only a relay's messages through.
		else this.#ports.message(message as RelayMessage);
	}

	#register(hello: Extract<RelayMessage, { type: "hello" }>): void {
		const { hostKey, nonces, version } = this.#ports;
		if (hello.protocol !== WIRE_PROTOCOL) {
			this.#ssh.fail(
				`${foreignWords(hello.relay)} speaks version ${hello.protocol} of the protocol, not ${WIRE_PROTOCOL}`,
				true,
			);
			return;
		}
		if (hello.challenge.length !== NONCE_LENGTH) throw new WireError("a challenge of the wrong length");
		const signed = registrationBytes(hello.challenge, this.#ssh.key!, nonces);
		this.send({
			type: "register",
			protocol: WIRE_PROTOCOL,
			host: version,
			key: hostKey.blob,
			signature: hostKey.sign(signed),
			nonces,
			...this.#ports.wishes(),
		});
	}

	/** Ends it when the relay makes us hold too much, in either direction. */
	#check(): void {
		if (this.#ssh.socket.writableLength > MAX_UNREAD || heldBack(this.#ssh.client) > MAX_HELD)
			this.#ssh.fail("the relay does not read");
		if ((this.#control?.readableLength ?? 0) > MOST_WAITING)
			this.#ssh.fail("the relay does not keep to its window");
		for (const stream of this.#streams)
			if (stream.readableLength > MOST_WAITING) this.#ssh.fail("the relay does not keep to its window");
	}
}
