/**
 * One connection of a host to a tmate server: SSH as `tmate`, the server's key,
 * the subsystem, messages in both directions. Writing never blocks; `room` says
 * whether the server reads. Made by provider-tmate.ts, which makes a new one
 * when it breaks.
 */
import { connect, type Socket } from "node:net";
import ssh2, { type AnyAuthMethod, type ClientChannel } from "ssh2";
import { encodeHostMessage, type HostMessage } from "../tmate/host-messages.ts";
import { MsgpackDecoder, type MsgValue } from "../tmate/msgpack.ts";
import { decodeRelayMessage, type RelayMessage } from "../tmate/relay-messages.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { errorCode, strerror } from "../util/errno.ts";
import { InputBudget } from "./input-budget.ts";
import { guestAlgorithms } from "./ssh-server.ts";
import { channelIsSound, heldBack } from "./ssh2-private.ts";
import { cleanText } from "./wire.ts";
import { batchWrites } from "./write-batch.ts";

export const TMATE_USER = "tmate";
const SUBSYSTEM = "tmate";
/** Limits in ms: to connect, to be let in (the server's own limit is 20 s), between signs of life, for the last words. */
const CONNECT_TIME = 10_000;
const LOGIN_TIME = 25_000;
const KEEPALIVE_TIME = 15_000;
const KEEPALIVE_MISSES = 3;
const LINGER_TIME = 1000;
/** Bytes that wait for the server above which nothing of size is written. */
const ROOM = 128 * 1024;
/** Bytes that wait above which a server is given up: the small things alone have become so much. */
const MAX_UNREAD = 8 * 1024 * 1024;
/** What a server may say: a message, and keys and commands of guests. */
const MESSAGE_LIMITS = { bytes: 256 * 1024, depth: 4, elements: 4096, objects: 4096 };
const INPUT_RATE = { perSecond: 1024 * 1024, atOnce: 256 * 1024 };
/** Packets that wait for the end of a key exchange. */
const MAX_HELD = 16_384;

/** Why a connection has ended. */
export interface TmateEnd {
	readonly reason: string;
	/** Trying again will not help. */
	readonly hopeless: boolean;
}

export interface TmateConnectionPorts {
	readonly clock: Clock;
	readonly host: string;
	readonly port: number;
	/** `comux 1.2.3`. */
	readonly version: string;
	readonly methods: readonly AnyAuthMethod[];
	/** Types of host keys that may be shown; undefined: any. */
	readonly keyTypes: readonly string[] | undefined;
	/** Whether the server may have this key (SSH wire form); a reason when not. */
	verify(key: Uint8Array): string | undefined;
	/** The subsystem is there: the host speaks first. */
	open(key: Uint8Array): void;
	message(message: RelayMessage): void;
	drained(): void;
	/** It is over; called once. */
	closed(end: TmateEnd): void;
}

export class TmateConnection {
	readonly #ports: TmateConnectionPorts;
	readonly #socket: Socket;
	readonly #client = new ssh2.Client();
	readonly #decoder = new MsgpackDecoder(MESSAGE_LIMITS);
	#channel: ClientChannel | undefined;
	#key: Uint8Array | undefined;
	#timer: Disposable;
	#connected = false;
	#waits = false;
	#end: TmateEnd | undefined;
	#over = false;

	constructor(ports: TmateConnectionPorts) {
		this.#ports = ports;
		const { clock, host, port } = ports;
		this.#socket = connect({ host, port, noDelay: true, keepAlive: true });
		batchWrites(this.#socket);
		this.#timer = clock.setTimeout(() => this.#fail("no answer"), CONNECT_TIME);
		this.#socket.once("connect", () => {
			this.#connected = true;
			this.#timer.dispose();
			this.#timer = clock.setTimeout(() => this.#fail("no answer to the login"), LOGIN_TIME);
		});
		this.#socket.on("error", () => {});
		this.#socket.on("close", () => this.#closed());
		this.#listen();
		this.#start();
	}

	/** Whether more than a little may be written; when not, `drained` comes. */
	get room(): boolean {
		const room = this.#waiting() < ROOM;
		if (!room) this.#waits = true;
		return room;
	}

	/** Writes a message behind what waits. */
	send(message: HostMessage): void {
		if (this.#channel === undefined || this.#over || this.#end !== undefined) return;
		this.#channel.write(encodeHostMessage(message));
		if (this.#waiting() > MAX_UNREAD) this.#fail("the server does not read");
	}

	/** Ends it behind what was written. */
	end(): void {
		this.#end ??= { reason: "", hopeless: false };
		this.#timer.dispose();
		this.#channel?.end();
		this.#timer = this.#ports.clock.setTimeout(() => this.#socket.destroy(), LINGER_TIME);
		if (this.#channel === undefined) this.#socket.destroy();
	}

	#waiting(): number {
		return (this.#channel?.writableLength ?? 0) + this.#socket.writableLength;
	}

	#start(): void {
		const { version, methods, keyTypes } = this.#ports;
		const left = [...methods];
		try {
			this.#client.connect({
				sock: this.#socket,
				username: TMATE_USER,
				ident: version.replace(/[^\w.]+/g, "_"),
				algorithms: {
					kex: guestAlgorithms.kex!,
					compress: guestAlgorithms.compress!,
					...(keyTypes === undefined ? {} : { serverHostKey: [...keyTypes] as never }),
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
		if (this.#key !== undefined && !Buffer.from(this.#key).equals(key)) {
			this.#fail("the server's key has changed within the connection");
			return false;
		}
		this.#key = blob;
		return true;
	}

	#listen(): void {
		const client = this.#client;
		client.on("error", (error) => {
			const level = (error as { level?: string }).level;
			// An agent that does not answer is only one way less.
			if (level === "agent") return;
			if (level === "client-authentication") this.#fail("the server does not let this host in", true);
			else this.#fail(wordsOf(error));
		});
		client.on("ready", () => this.#open());
		// Nothing may be opened from there.
		client.on("tcp connection", (_details, _accept, reject) => reject());
		this.#socket.on("data", () => {
			if (heldBack(client) > MAX_HELD) this.#fail("the server does not read");
		});
	}

	#open(): void {
		this.#client.subsys(SUBSYSTEM, (error, channel) => {
			if (error) return this.#fail("this is no tmate server", true);
			if (!channelIsSound(channel)) return this.#fail("the server does not keep to the protocol");
			this.#timer.dispose();
			this.#channel = channel;
			channel.on("error", () => {});
			channel.stderr.resume();
			const budget = new InputBudget(INPUT_RATE, {
				clock: this.#ports.clock,
				pause: () => channel.pause(),
				resume: () => channel.resume(),
				data: (bytes) => this.#read(bytes),
			});
			channel.on("data", (bytes: Uint8Array) => budget.push(bytes));
			channel.on("drain", () => this.#drained());
			this.#socket.on("drain", () => this.#drained());
			this.#socket.once("close", () => budget.dispose());
			channel.on("close", () => this.#fail("the server has closed the connection"));
			this.#ports.open(this.#key!);
		});
	}

	#drained(): void {
		if (!this.#waits || this.#over || this.#waiting() >= ROOM) return;
		this.#waits = false;
		this.#ports.drained();
	}

	#read(bytes: Uint8Array): void {
		if (this.#over || this.#end !== undefined) return;
		const wrong = this.#decoder.push(bytes, (value: MsgValue) => {
			if (this.#end !== undefined) return;
			const message = decodeRelayMessage(value);
			if (message.kind === "malformed") this.#fail(`a message that is none: ${message.reason}`);
			else if (message.kind !== "unknown") this.#ports.message(message);
		});
		if (wrong !== undefined) this.#fail(`a message that is none: ${wrong}`);
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

function wordsOf(error: Error): string {
	const code = errorCode(error);
	if (code === "ENOTFOUND") return "name or service not known";
	const { code: given } = error as { code?: unknown };
	if (typeof given === "string" && /^E[A-Z]+$/.test(code)) return strerror(code);
	// The server may have said it.
	return cleanText(error.message, 200);
}
