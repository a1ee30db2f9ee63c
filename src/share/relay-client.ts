/**
 * One connection of a host to its relay, from the first packet to the last: the
 * relay's key, the registration, the control channel and the streams that the
 * relay opens. Made by provider-relay.ts, which makes a new one when it breaks.
 */
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type AnyAuthMethod, type ClientChannel, type ServerHostKeyAlgorithm } from "ssh2";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { errorCode, strerror } from "../util/errno.ts";
import type { Log } from "../util/log.ts";
import type { HostKey } from "./host-keys.ts";
import { InputBudget } from "./input-budget.ts";
import { guestAlgorithms } from "./ssh-server.ts";
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
import { batchWrites } from "./write-batch.ts";

/** Limits in ms: to connect, to be registered, between signs of life, for the last words. */
const CONNECT_TIME = 5000;
const REGISTER_TIME = 20_000;
const KEEPALIVE_TIME = 5000;
const KEEPALIVE_MISSES = 3;
const LINGER_TIME = 1000;
/** Streams a relay may have open to us. */
const MAX_STREAMS = 512;
/** Bytes of control lines, and of everything, that a relay has not read. */
const MAX_CONTROL = 256 * 1024;
const MAX_UNREAD = 64 * 1024 * 1024;
/** Bytes a second of control lines that are read: a relay that babbles keeps nobody from anything. */
const CONTROL_RATE = { perSecond: 256 * 1024, atOnce: 128 * 1024 };
/** Packets that wait for the end of a key exchange, which is in the relay's hands. */
const MAX_HELD = 16_384;
/** What may wait in a stream that is paused: ssh2's window and one packet. */
const WINDOW = 2 * 1024 * 1024 + 64 * 1024;

const NO_RELAY = "this is no relay of comux; for a tmate-ssh-server set share-provider to tmate";

/** Why a connection has ended. */
export interface RelayEnd {
	readonly reason: string;
	/** Trying again will not help. */
	readonly hopeless: boolean;
}

export interface RelayClientPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly host: string;
	readonly port: number;
	/** `comux 1.2.3`. */
	readonly version: string;
	readonly hostKey: HostKey;
	readonly nonces: PerToken<Uint8Array>;
	readonly methods: readonly AnyAuthMethod[];
	/** Kinds of host key to ask for; undefined for any. */
	readonly hostKeyAlgorithms: readonly string[] | undefined;
	/** Whether the relay may have this key (SSH wire form); a reason when not. */
	verify(key: Uint8Array): string | undefined;
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
	/** It is over; called once. */
	closed(end: RelayEnd): void;
}

export class RelayClient {
	readonly #ports: RelayClientPorts;
	readonly #socket: Socket;
	readonly #client = new ssh2.Client();
	readonly #decoder = new ControlDecoder("relay");
	readonly #streams = new Set<Duplex>();
	#control: ClientChannel | undefined;
	#relayKey: Uint8Array | undefined;
	#timer: Disposable;
	#connected = false;
	#end: RelayEnd | undefined;
	#over = false;

	constructor(ports: RelayClientPorts) {
		this.#ports = ports;
		const { clock, host, port } = ports;
		this.#socket = connect({ host, port, noDelay: true });
		batchWrites(this.#socket);
		this.#timer = clock.setTimeout(() => this.#fail("no answer"), CONNECT_TIME);
		this.#socket.once("connect", () => {
			this.#connected = true;
			this.#timer.dispose();
			this.#timer = clock.setTimeout(() => this.#fail("no answer to the registration"), REGISTER_TIME);
		});
		this.#socket.on("close", () => this.#closed());
		this.#listen();
		this.#start();
	}

	/** The relay's key (SSH wire form) of this connection, once it was shown. */
	get relayKey(): Uint8Array | undefined {
		return this.#relayKey;
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
		if (this.#control === undefined || this.#over) return;
		this.#control.write(encodeControl(message));
		if (this.#control.writableLength > MAX_CONTROL) this.#fail("the relay does not read");
	}

	/** Registered: no more hurry. */
	settled(): void {
		this.#timer.dispose();
	}

	/** Ends it behind what was written. */
	end(): void {
		this.#end ??= { reason: "", hopeless: false };
		this.#timer.dispose();
		this.#client.end();
		this.#timer = this.#ports.clock.setTimeout(() => this.#socket.destroy(), LINGER_TIME);
	}

	#start(): void {
		const { version, methods, hostKeyAlgorithms } = this.#ports;
		const left = [...methods];
		try {
			this.#client.connect({
				sock: this.#socket,
				username: HOST_USER,
				ident: version.replace(/[^\w.]+/g, "_"),
				algorithms: {
					kex: guestAlgorithms.kex!,
					compress: guestAlgorithms.compress!,
					// The types of ssh2 list the names that it knows.
					...(hostKeyAlgorithms && { serverHostKey: [...hostKeyAlgorithms] as ServerHostKeyAlgorithm[] }),
				},
				keepaliveInterval: KEEPALIVE_TIME,
				keepaliveCountMax: KEEPALIVE_MISSES,
				readyTimeout: 0,
				hostVerifier: (key: Buffer) => this.#verify(key),
				authHandler: (_left, _partial, next) => {
					// ssh2 takes `false` for the end of the list; its types do not say so.
					next((left.shift() ?? false) as AnyAuthMethod);
				},
			});
		} catch (error) {
			this.#fail(error instanceof Error ? error.message : String(error), true);
		}
	}

	#verify(key: Buffer): boolean {
		const blob = new Uint8Array(key);
		const reason = this.#ports.verify(blob);
		if (reason !== undefined) {
			this.#fail(reason, true);
			return false;
		}
		// New keys for the connection come with the same host key, which is the one that is signed.
		if (this.#relayKey !== undefined && !Buffer.from(this.#relayKey).equals(key)) {
			this.#fail("the relay's key has changed within the connection");
			return false;
		}
		this.#relayKey = blob;
		return true;
	}

	#listen(): void {
		const client = this.#client;
		this.#socket.on("error", () => {});
		this.#socket.on("data", () => this.#check());
		client.on("error", (error) => {
			const level = (error as { level?: string }).level;
			// An agent that does not answer is only one way less.
			if (level === "agent") return;
			if (level === "client-authentication")
				this.#fail(`the relay takes hosts with a listed key only; ours is ${this.#ports.hostKey.line}`, true);
			else this.#fail(this.#words(error));
		});
		client.on("ready", () => {
			this.#ports.proven(this.#relayKey!);
			this.#forward([PLAIN_STREAM, RAW_STREAM]);
		});
		client.on("tcp connection", (details, accept, reject) => {
			if (this.#over || this.#control === undefined || this.#streams.size >= MAX_STREAMS) return reject();
			const address = details.srcIP.slice(0, 64);
			const open = () => {
				const stream = accept();
				if (!channelIsSound(stream)) {
					this.#fail("the relay does not keep to the protocol");
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
		this.#client.forwardIn(way.address, way.port, (error) => {
			if (error) this.#fail(NO_RELAY);
			else this.#forward(rest);
		});
	}

	#open(): void {
		this.#client.subsys(CONTROL_SUBSYSTEM, (error, channel) => {
			if (error) {
				this.#fail(NO_RELAY);
				return;
			}
			if (!channelIsSound(channel)) {
				this.#fail("the relay does not keep to the protocol");
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
			this.#socket.once("close", () => budget.dispose());
			channel.on("close", () => this.#fail("the relay has closed the connection"));
		});
	}

	#read(bytes: Uint8Array): void {
		if (this.#over || this.#end !== undefined) return;
		try {
			for (const message of this.#decoder.push(bytes)) this.#take(message);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.#fail(error.message);
		}
	}

	#take(message: ControlMessage): void {
		if (this.#end !== undefined) return;
		if (message.type === "hello") this.#register(message);
		else if (message.type === "refused")
			this.#fail(`the relay has refused: ${foreignWords(message.reason)}`, true);
		// The decoder lets only a relay's messages through.
		else this.#ports.message(message as RelayMessage);
	}

	#register(hello: Extract<RelayMessage, { type: "hello" }>): void {
		const { hostKey, nonces, version } = this.#ports;
		if (hello.protocol !== WIRE_PROTOCOL) {
			this.#fail(
				`${foreignWords(hello.relay)} speaks version ${hello.protocol} of the protocol, not ${WIRE_PROTOCOL}`,
				true,
			);
			return;
		}
		if (hello.challenge.length !== NONCE_LENGTH) throw new WireError("a challenge of the wrong length");
		const signed = registrationBytes(hello.challenge, this.#relayKey!, nonces);
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
		if (this.#socket.writableLength > MAX_UNREAD || heldBack(this.#client) > MAX_HELD)
			this.#fail("the relay does not read");
		if ((this.#control?.readableLength ?? 0) > WINDOW) this.#fail("the relay does not keep to its window");
		for (const stream of this.#streams)
			if (stream.readableLength > WINDOW) this.#fail("the relay does not keep to its window");
	}

	#words(error: Error): string {
		const code = errorCode(error);
		if (code === "ENOTFOUND") return "name or service not known";
		// What ssh2 finds has no code, what the other side says at its end has a number.
		const { code: given } = error as { code?: unknown };
		if (typeof given === "string" && /^E[A-Z]+$/.test(code)) return strerror(code);
		// The relay may have said it.
		return foreignWords(error.message);
	}

	#fail(reason: string, hopeless = false): void {
		this.#end ??= { reason, hopeless };
		this.#socket.destroy();
		// A socket that never was connected says nothing when it is destroyed early.
		if (!this.#connected) this.#ports.clock.setImmediate(() => this.#closed());
	}

	#closed(): void {
		if (this.#over) return;
		this.#over = true;
		this.#timer.dispose();
		this.#ports.closed(this.#end ?? { reason: "the connection was lost", hopeless: false });
	}
}
