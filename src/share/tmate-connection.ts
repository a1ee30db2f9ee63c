/**
 * One connection of a host to a tmate server: SSH as `tmate`, the server's key,
 * the subsystem, messages in both directions. Writing never blocks; `room` says
 * whether the server reads. Made by provider-tmate.ts, which makes a new one
 * when it breaks.
 */
import type { ClientChannel } from "ssh2";
import { encodeHostMessage, type HostMessage } from "../tmate/host-messages.ts";
import { MsgpackDecoder, type MsgValue } from "../tmate/msgpack.ts";
import { decodeRelayMessage, type RelayMessage } from "../tmate/relay-messages.ts";
import { InputBudget } from "./input-budget.ts";
import { OutgoingSsh, type ServerPorts } from "./outgoing-ssh.ts";
import { channelIsSound, heldBack } from "./ssh2-private.ts";

export const TMATE_USER = "tmate";
const SUBSYSTEM = "tmate";
/** Limits in ms: to connect, to be let in (the server's own limit is 20 s), between signs of life. */
const TIMES = { connect: 10_000, settle: 25_000, keepalive: 15_000 };
const WORDS = {
	server: "the server",
	settle: "the login",
	refused: "the server does not let this host in",
};
/** Bytes that wait for the server above which nothing of size is written. */
const ROOM = 128 * 1024;
/** Bytes that wait above which a server is given up: the small things alone have become so much. */
const MAX_UNREAD = 8 * 1024 * 1024;
/** What a server may say: a message, and keys and commands of guests. */
const MESSAGE_LIMITS = { bytes: 256 * 1024, depth: 4, elements: 4096, objects: 4096 };
const INPUT_RATE = { perSecond: 1024 * 1024, atOnce: 256 * 1024 };
/** Packets that wait for the end of a key exchange. */
const MAX_HELD = 16_384;

export interface TmateConnectionPorts extends ServerPorts {
	/** The subsystem is there: the host speaks first. */
	open(key: Uint8Array): void;
	message(message: RelayMessage): void;
	drained(): void;
}

export class TmateConnection {
	readonly #ports: TmateConnectionPorts;
	readonly #ssh: OutgoingSsh;
	readonly #decoder = new MsgpackDecoder(MESSAGE_LIMITS);
	#channel: ClientChannel | undefined;
	#waits = false;

	constructor(ports: TmateConnectionPorts) {
		this.#ports = ports;
		this.#ssh = new OutgoingSsh({
			ports,
			user: TMATE_USER,
			times: TIMES,
			words: WORDS,
			data: () => {
				if (heldBack(this.#ssh.client) > MAX_HELD) this.#ssh.fail("the server does not read");
			},
			ready: (key) => this.#open(key),
		});
		// Nothing may be opened from there.
		this.#ssh.client.on("tcp connection", (_details, _accept, reject) => reject());
	}

	/** Whether more than a little may be written; when not, `drained` comes. */
	get room(): boolean {
		const room = this.#waiting() < ROOM;
		if (!room) this.#waits = true;
		return room;
	}

	/** Writes a message behind what waits. */
	send(message: HostMessage): void {
		if (this.#channel === undefined || this.#ssh.ending) return;
		this.#channel.write(encodeHostMessage(message));
		if (this.#waiting() > MAX_UNREAD) this.#ssh.fail("the server does not read");
	}

	/** Ends it behind what was written. */
	end(): void {
		this.#ssh.end(() => {
			if (this.#channel === undefined) this.#ssh.socket.destroy();
			else this.#channel.end();
		});
	}

	#waiting(): number {
		return (this.#channel?.writableLength ?? 0) + this.#ssh.socket.writableLength;
	}

	#open(key: Uint8Array): void {
		this.#ssh.client.subsys(SUBSYSTEM, (error, channel) => {
			if (error) return this.#ssh.fail("this is no tmate server", true);
			if (!channelIsSound(channel)) return this.#ssh.fail("the server does not keep to the protocol");
			this.#ssh.settled();
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
			this.#ssh.socket.on("drain", () => this.#drained());
			this.#ssh.socket.once("close", () => budget.dispose());
			channel.on("close", () => this.#ssh.fail("the server has closed the connection"));
			this.#ports.open(key);
		});
	}

	#drained(): void {
		if (!this.#waits || this.#ssh.over || this.#waiting() >= ROOM) return;
		this.#waits = false;
		this.#ports.drained();
	}

	#read(bytes: Uint8Array): void {
		if (this.#ssh.ending) return;
		const wrong = this.#decoder.push(bytes, (value: MsgValue) => {
			if (this.#ssh.ending) return;
			const message = decodeRelayMessage(value);
			if (message.kind === "malformed") this.#ssh.fail(`a message that is none: ${message.reason}`);
			else if (message.kind !== "unknown") this.#ports.message(message);
		});
		if (wrong !== undefined) this.#ssh.fail(`a message that is none: ${wrong}`);
	}
}
