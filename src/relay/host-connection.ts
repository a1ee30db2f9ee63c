/**
 * One host's SSH connection at the relay: who it is, its control channel, and
 * the streams that are opened to it for its guests. Made by relay.ts for each
 * connection with the host's user name; the relay knows it as a host once it
 * has registered.
 */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { AuthContext, Connection, ServerChannel, Session } from "ssh2";
import type { KeyRing } from "../share/provider.ts";
import { channelIsSound, type MarkSender } from "../share/ssh2-private.ts";
import { hostName, type TokenKind } from "../share/token.ts";
import { WireError } from "../share/wire.ts";
import {
	CONTROL_SUBSYSTEM,
	ControlDecoder,
	type ControlMessage,
	encodeControl,
	NONCE_LENGTH,
	PLAIN_STREAM,
	RAW_STREAM,
	type RegisterMessage,
	type RelayMessage,
	registrationBytes,
	verifyHost,
	WIRE_PROTOCOL,
} from "../share/wire-control.ts";
import type { Clock } from "../util/clock.ts";
import type { Log } from "../util/log.ts";
import { HostAuth } from "./host-auth.ts";
import { HOST_INTERVAL, Keepalive } from "./keepalive.ts";
import type { Side } from "./pump.ts";
import type { RelayHost, StreamGuest } from "./relay-host.ts";

/** How long a host may think about a key (ms). */
const KEY_TIME = 3000;
/** Keys it may be asked for at a time, bytes of control lines it has not read. */
const MAX_QUESTIONS = 64;
/** Sessions it may open until one is the control channel. */
const MAX_SESSIONS = 4;
const MAX_CONTROL = 1024 * 1024;

export interface HostConnectionPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** `comux-relay 1.2.3`. */
	readonly version: string;
	readonly connection: Connection;
	readonly socket: Socket;
	readonly address: string;
	readonly marks: MarkSender;
	/** Keys of those who may host; undefined when everybody may. */
	readonly hosts: KeyRing | undefined;
	/** The relay's key (SSH wire form) that this connection was made with. */
	relayKey(): Uint8Array;
	/** It has proven its key: gives a reason to refuse it, or undefined. */
	registered(host: HostConnection, message: RegisterMessage): string | undefined;
	/** Its settings have changed: gives a reason to refuse it, or undefined. */
	changed(host: HostConnection): string | undefined;
	/** It was not let in. */
	refused(): void;
}

export class HostConnection implements RelayHost {
	readonly address: string;
	readonly socket: Socket;
	readonly connection: Connection;
	readonly since: number;
	/** What guests see at the end of `ssh -J`; "" until it has registered. */
	name = "";
	/** `comux 1.2.3`. */
	version = "";
	endToEnd = false;
	restricted = false;
	guestKeys = true;
	readonly #ports: HostConnectionPorts;
	readonly #auth: HostAuth;
	readonly #challenge = randomBytes(NONCE_LENGTH);
	readonly #decoder = new ControlDecoder("host");
	/** Streams it listens to, as a forwarding of SSH. */
	readonly #listens = new Set<string>();
	readonly #questions = new Map<number, (ok: boolean) => void>();
	#lastQuestion = 0;
	#control: ServerChannel | undefined;
	#keepalive: Keepalive | undefined;
	#sessions = 0;
	#ended = false;

	constructor(ports: HostConnectionPorts) {
		this.#ports = ports;
		this.address = ports.address;
		this.socket = ports.socket;
		this.connection = ports.connection;
		this.since = ports.clock.now();
		this.#auth = new HostAuth(ports.hosts, () => this.destroy());
		const { connection } = ports;
		connection.on("session", (accept, reject) => this.#session(accept, reject));
		connection.on("request", (accept, reject, name, info) => {
			const stream = "bindAddr" in info ? `${info.bindAddr}:${info.bindPort}` : "";
			const known = [PLAIN_STREAM, RAW_STREAM].some(({ address, port }) => stream === `${address}:${port}`);
			if (name !== "tcpip-forward" || !known) return reject?.();
			this.#listens.add(stream);
			accept?.();
		});
		ports.socket.once("close", () => this.#closed());
	}

	/** It has registered and is still there. */
	get ready(): boolean {
		return this.name !== "" && !this.#ended;
	}

	/** Last round trip in ms, -1 when not known. */
	get rtt(): number {
		return this.#keepalive?.rtt ?? -1;
	}

	/** Answers a request to authenticate. */
	authenticate(context: AuthContext): void {
		this.#auth.request(context);
	}

	open(plain: boolean, guest: StreamGuest, done: (side: Side | undefined) => void): void {
		const way = plain ? PLAIN_STREAM : RAW_STREAM;
		if (!this.ready || !this.#listens.has(`${way.address}:${way.port}`)) {
			done(undefined);
			return;
		}
		const { connection, socket } = this;
		connection.forwardOut(way.address, way.port, guest.address, guest.port, (error, stream) => {
			if (!error && !channelIsSound(stream)) socket.destroy();
			// A host may let an opened stream wait; its channel comes or fails with the connection.
			stream?.on("error", () => {});
			done(error || socket.destroyed ? undefined : { stream, below: { socket, connection } });
		});
	}

	/** Whether this key (SSH wire form) may come in, as the host says; no when it does not say so in time. */
	allows(kind: TokenKind, key: Uint8Array, address: string): Promise<boolean> {
		if (!this.ready || this.#questions.size >= MAX_QUESTIONS) return Promise.resolve(false);
		const id = ++this.#lastQuestion % 0x1_0000_0000;
		return new Promise((resolve) => {
			const timer = this.#ports.clock.setTimeout(() => answer(false), KEY_TIME);
			const answer = (ok: boolean) => {
				timer.dispose();
				this.#questions.delete(id);
				resolve(ok);
			};
			this.#questions.set(id, answer);
			this.send({ type: "key", id, kind, key, address });
		});
	}

	/** Writes a control line. A host that does not read them is put out. */
	send(message: RelayMessage): void {
		if (this.#ended || this.#control === undefined) return;
		this.#control.write(encodeControl(message));
		if (this.#control.writableLength > MAX_CONTROL) this.socket.destroy();
	}

	stops(): void {
		this.send({ type: "drain" });
	}

	nameTaken(name: string): boolean {
		this.refuse(`the session name ${name} is now used by another host of yours`);
		return false;
	}

	destroy(): void {
		this.socket.destroy();
	}

	refuse(reason: string): void {
		this.#ports.log.debug("host", this.address, "refused:", reason);
		this.#ports.refused();
		this.send({ type: "refused", reason });
		this.end();
	}

	/** At once, when what was written takes too long. */
	end(): void {
		this.#ports.connection.end();
		const timer = this.#ports.clock.setTimeout(() => this.socket.destroy(), 2000);
		this.socket.once("close", () => timer.dispose());
	}

	#session(accept: () => Session, reject: () => void): void {
		if (this.#control !== undefined || ++this.#sessions > MAX_SESSIONS) return reject();
		const session = accept();
		if (!channelIsSound(session)) {
			this.socket.destroy();
			return;
		}
		session.on("subsystem", (take, refuse, info) => {
			if (this.#control !== undefined || info.name !== CONTROL_SUBSYSTEM) refuse?.();
			else this.#start(take());
		});
	}

	#start(channel: ServerChannel): void {
		this.#control = channel;
		channel.on("error", () => {});
		channel.on("close", () => this.socket.destroy());
		channel.on("data", (bytes: Uint8Array) => this.#read(bytes));
		const { version } = this.#ports;
		this.send({ type: "hello", protocol: WIRE_PROTOCOL, relay: version, challenge: this.#challenge });
	}

	#read(bytes: Uint8Array): void {
		try {
			for (const message of this.#decoder.push(bytes)) this.#take(message);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.refuse(error.message);
			this.#ended = true;
		}
	}

	#take(message: ControlMessage): void {
		if (this.#ended) return;
		if (message.type === "register") this.#register(message);
		else if (!this.ready) throw new WireError(`${message.type} before register`);
		else if (message.type === "settings") this.#settings(message);
		else if (message.type === "keyAnswer") this.#questions.get(message.id)?.(message.ok);
	}

	#register(message: RegisterMessage): void {
		if (this.name !== "") throw new WireError("register twice");
		if (message.protocol !== WIRE_PROTOCOL) {
			this.refuse(`this relay speaks version ${WIRE_PROTOCOL} of the protocol, not ${message.protocol}`);
			return;
		}
		const signed = registrationBytes(this.#challenge, this.#ports.relayKey(), message.nonces);
		if (!verifyHost(message.key, signed, message.signature)) {
			this.refuse("the host's key does not fit its signature");
			return;
		}
		this.name = hostName(message.key);
		this.version = message.host;
		this.#apply(message);
		const { clock, marks, socket } = this.#ports;
		const reason = this.#ports.registered(this, message);
		if (reason !== undefined) {
			this.refuse(reason);
			return;
		}
		this.#keepalive = new Keepalive({
			clock,
			marks,
			interval: HOST_INTERVAL,
			heard: () => socket.bytesRead,
			gone: () => socket.destroy(),
		});
	}

	#apply(settings: Pick<RegisterMessage, "endToEnd" | "restricted" | "guestKeys">): void {
		this.endToEnd = settings.endToEnd;
		this.restricted = settings.restricted;
		this.guestKeys = settings.guestKeys;
	}

	#settings(message: Extract<ControlMessage, { type: "settings" }>): void {
		this.#apply(message);
		const reason = this.#ports.changed(this);
		if (reason !== undefined) this.refuse(reason);
	}

	#closed(): void {
		this.#ended = true;
		this.#keepalive?.dispose();
		for (const answer of [...this.#questions.values()]) answer(false);
	}
}
