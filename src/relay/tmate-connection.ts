/**
 * One SSH connection of a tmate host at the relay: who it is, its one channel
 * with the subsystem `tmate`, and the bytes between that and the thread of its
 * session. It is always read from: a tmate that cannot write stands still with
 * all of its panes, and one that is hung up on while it writes its first burst
 * crashes. Made by relay.ts for each connection with tmate's user name.
 */
import type { Socket } from "node:net";
import type { AuthContext, Connection, ServerChannel, Session } from "ssh2";
import type { PortStream } from "../share/port-stream.ts";
import type { KeyRing } from "../share/provider.ts";
import { channelIsSound, type MarkSender } from "../share/ssh2-private.ts";
import { NEWEST_PROTOCOL, type Protocol } from "../tmate/messages.ts";
import { encodeRelayMessage, type RelayMessage } from "../tmate/relay-messages.ts";
import type { Clock } from "../util/clock.ts";
import type { Log } from "../util/log.ts";
import { HostAuth } from "./host-auth.ts";
import { Keepalive } from "./keepalive.ts";
import { MOST_WAITING, Pump } from "./pump.ts";
import { type Greeting, GreetingReader } from "./tmate-greeting.ts";
import { Nudge } from "./tmate-nudge.ts";

/** The user name of every tmate host, and the subsystem it asks for. */
export const TMATE_USER = "tmate";
const TMATE_SUBSYSTEM = "tmate";
/** What a person is told who has taken the host's address for the guest's. */
const FOR_HOSTS = "this name is for tmate itself: guests use the ssh line that their host has";
/** Bytes that a host has not read. */
const MAX_UNREAD = 4 * 1024 * 1024;
/** From the last words to the end of a connection that does not end itself (ms). */
const GOODBYE = 3000;
/** In which a connection that lives says so (ms). */
const ALIVE_TIME = 3000;
/** Versions of libssh that break when they are asked whether they are there. */
const NO_QUESTIONS = /libssh[_-]0\.8\.[456](?!\d)/;
/** For those (ms). */
const TCP_KEEPALIVE = 30_000;
const NOTHING = new Uint8Array(0);

export interface TmateConnectionPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly connection: Connection;
	readonly socket: Socket;
	readonly address: string;
	readonly marks: MarkSender;
	/** What it calls itself: `libssh_0.10.6`. */
	readonly software: string;
	/** Keys of those who may host; undefined when everybody may. */
	readonly hosts: KeyRing | undefined;
	/** It has said which tmate it is: to be given to a session, by `join`. */
	greeted(connection: TmateConnection, greeting: Greeting): void;
}

export class TmateConnection {
	readonly address: string;
	readonly socket: Socket;
	/** Told once, when nothing more comes from the host. */
	onClosed: (() => void) | undefined;
	readonly #ports: TmateConnectionPorts;
	readonly #auth: HostAuth;
	#protocol: Protocol = NEWEST_PROTOCOL;
	#channel: ServerChannel | undefined;
	#keepalive: Keepalive | undefined;
	#nudge: Nudge | undefined;
	#hasSession = false;
	#ending = false;
	#closed = false;
	/** What has come before it is known whose it is. */
	readonly #first: Uint8Array[] = [];

	constructor(ports: TmateConnectionPorts) {
		this.#ports = ports;
		this.address = ports.address;
		this.socket = ports.socket;
		this.#auth = new HostAuth(ports.hosts, () => this.destroy());
		ports.connection.on("session", (accept, reject) => {
			if (this.#hasSession) return reject();
			this.#hasSession = true;
			const session = accept();
			if (channelIsSound(session)) this.#session(session);
			else this.destroy();
		});
		ports.socket.once("close", () => this.#gone());
	}

	/** It has ended, or is about to. */
	get isOver(): boolean {
		return this.#closed || this.#ending || this.socket.destroyed;
	}

	/** The host does not keep to its window. */
	get overrun(): boolean {
		return (this.#channel?.readableLength ?? 0) > MOST_WAITING;
	}

	/** Last round trip in ms, -1 when not known. */
	get rtt(): number {
		return this.#keepalive?.rtt ?? -1;
	}

	/** Answers a request to authenticate. */
	authenticate(context: AuthContext): void {
		this.#auth.request(context);
	}

	/** Passes everything on to a session's thread, from the first byte; and what that says to the host. */
	join(stream: PortStream): void {
		const channel = this.#channel;
		if (channel === undefined || this.#closed) {
			stream.destroy();
			return;
		}
		const { connection, socket } = this.#ports;
		const toSession = new Pump({
			from: channel,
			to: { stream },
			data: (bytes) => {
				this.#nudge?.heard();
				toSession.write(bytes);
			},
		});
		const toHost = new Pump({
			from: stream,
			to: { stream: channel, below: { socket, connection } },
			data: (bytes) => {
				toHost.write(bytes);
				this.#nudge?.told();
			},
		});
		for (const bytes of this.#first.splice(0)) toSession.write(bytes);
		stream.on("error", () => {});
		// The session has ended: what still comes is nobody's, but it is read.
		stream.on("close", () => {
			toSession.stop();
			toHost.stop();
		});
		this.socket.once("close", () => stream.end());
		channel.once("close", () => stream.end());
		channel.once("end", () => stream.end());
		channel.resume();
	}

	/** Says something to the host. One that does not read is put out. */
	tell(message: RelayMessage): void {
		if (this.#channel === undefined || this.#closed || this.#ending) return;
		this.#channel.write(encodeRelayMessage(message, this.#protocol));
		this.#nudge?.told();
		if (this.#channel.writableLength > MAX_UNREAD) this.destroy();
	}

	/** Whether somebody is there now. */
	isAlive(): Promise<boolean> {
		const { clock, marks, software } = this.#ports;
		if (this.#closed || NO_QUESTIONS.test(software)) return Promise.resolve(false);
		return new Promise((resolve) => {
			const answer = (alive: boolean) => {
				timer.dispose();
				this.socket.off("close", gone);
				resolve(alive);
			};
			const gone = () => answer(false);
			const timer = clock.setTimeout(gone, ALIVE_TIME);
			this.socket.once("close", gone);
			marks.send(() => answer(true));
		});
	}

	/** Calls `done` once the host has all that it was told. */
	delivered(done: () => void): void {
		const { marks, software } = this.#ports;
		if (this.#channel === undefined || this.isOver) return;
		this.#channel.write(NOTHING, () => {
			if (NO_QUESTIONS.test(software)) done();
			else marks.send(done);
		});
	}

	/** Says why it may not stay, and ends it. */
	refuse(...lines: readonly string[]): void {
		this.#ports.log.debug("tmate host", this.address, "refused:", lines.join(" "));
		for (const text of lines) this.tell({ kind: "notify", text });
		this.end();
	}

	/** Ends it behind what was written, once the host's burst is over. */
	end(): void {
		if (this.#ending || this.socket.destroyed) return;
		this.#ending = true;
		this.#channel?.resume();
		const { clock, connection } = this.#ports;
		let last = this.socket.bytesRead;
		let tries = 0;
		const look = () => {
			const now = this.socket.bytesRead;
			if (now !== last && ++tries < 20) {
				last = now;
				timer = clock.setTimeout(look, GOODBYE / 10);
				return;
			}
			this.#channel?.end();
			connection.end();
			timer = clock.setTimeout(() => this.destroy(), GOODBYE);
		};
		let timer = clock.setTimeout(look, GOODBYE / 10);
		this.socket.once("close", () => timer.dispose());
	}

	/** Ends it at once. */
	destroy(): void {
		this.socket.destroy();
	}

	#session(session: Session): void {
		session.on("pty", (accept) => accept?.());
		session.on("shell", (accept) => {
			const channel = accept();
			channel.on("error", () => {});
			channel.write(`${FOR_HOSTS}\r\n`, () => {
				channel.exit(1);
				channel.end();
				this.end();
			});
		});
		session.on("subsystem", (accept, reject, info) => {
			if (this.#channel !== undefined || this.isOver || info.name !== TMATE_SUBSYSTEM) reject?.();
			else this.#start(accept());
		});
	}

	#start(channel: ServerChannel): void {
		this.#channel = channel;
		const { clock, marks, socket, software } = this.#ports;
		const reader = new GreetingReader();
		const read = (bytes: Uint8Array) => {
			if (this.#ending) return;
			this.#first.push(bytes);
			const result = reader.push(bytes);
			if (result === undefined) return;
			channel.off("data", read);
			if ("error" in result) {
				channel.resume();
				this.refuse(result.error);
				return;
			}
			channel.pause();
			this.#protocol = result.protocol;
			this.#ports.greeted(this, result);
		};
		channel.on("data", read);
		channel.on("error", () => {});
		for (const event of ["end", "close"]) channel.on(event, () => this.#gone());
		if (NO_QUESTIONS.test(software)) socket.setKeepAlive(true, TCP_KEEPALIVE);
		else {
			this.#keepalive = new Keepalive({
				clock,
				marks,
				heard: () => socket.bytesRead,
				gone: () => this.destroy(),
			});
			this.#nudge = new Nudge({ clock, poke: (answered) => marks.send(answered) });
		}
	}

	#gone(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#keepalive?.dispose();
		this.#nudge?.dispose();
		this.onClosed?.();
		this.end();
	}
}
