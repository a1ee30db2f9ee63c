/**
 * One guest's SSH connection at the relay, from its first byte to its last: who
 * it is, its one terminal (or, with a jump token, its one stream through), and
 * no to everything else. Made and owned by relay.ts.
 */
import type { Socket } from "node:net";
import type { AuthContext, Connection, ServerChannel, Session } from "ssh2";
import {
	GuestAuth,
	type GuestAuthRules,
	NEEDS_TERMINAL,
	openRules,
	WRONG_TOKEN,
	wrongTokenDelay,
} from "../share/guest-auth.ts";
import { canDraw } from "../share/guest-terminal.ts";
import { SessionTerminal } from "../share/session-terminal.ts";
import { channelIsSound, type MarkSender, sayWhenRefused } from "../share/ssh2-private.ts";
import { fingerprint, tokenForLog } from "../share/token.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { Keepalive } from "./keepalive.ts";
import { PlainGuest, sayGoodbye } from "./plain-guest.ts";
import type { Side } from "./pump.ts";
import { RawGuest } from "./raw-guest.ts";
import type { RelayHost } from "./relay-host.ts";
import type { TokenEntry } from "./token-table.ts";

/** A jump token says what it is, so that this can be said of wrong ones too. */
const JUMP = /^jump-/;
const JUMP_ADVICE = "this token is for ssh -J: use the whole line that the host has given";
const END_TO_END_ADVICE = "this session is end-to-end only: ask the host for its ssh -J line";
const HOST_FULL = "too many guests are in this session";
const HOST_GONE = "the host cannot be reached";
/** Time for the host to take a stream, and for a guest's ssh to hang up when all is over (ms). */
const OPEN_TIME = 10_000;
const GOODBYE = 2000;

type Entry = TokenEntry<RelayHost>;

export interface GuestConnectionPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly connection: Connection;
	readonly socket: Socket;
	readonly address: string;
	readonly port: number;
	readonly marks: MarkSender;
	find(token: string): Entry | undefined;
	/** It asks to be let in to that host: false when there are too many. */
	joins(guest: GuestConnection, host: RelayHost): boolean;
	/** It has asked for something, whatever the answer is. */
	arrived(): void;
	/** A wrong token was tried. */
	wrongToken(): void;
}

const openJump: GuestAuthRules = { ...openRules, guestKeys: false };

export class GuestConnection {
	readonly address: string;
	readonly since: number;
	/** Once it was let in. */
	entry: Entry | undefined;
	key = "";
	cols = 0;
	rows = 0;
	readonly #ports: GuestConnectionPorts;
	readonly #auth: GuestAuth;
	#body: PlainGuest | RawGuest | undefined;
	#keepalive: Keepalive | undefined;
	#delay: Disposable | undefined;
	#channel: ServerChannel | undefined;
	/** It has its session or stream: there is no second one. */
	#used = false;

	constructor(ports: GuestConnectionPorts) {
		this.#ports = ports;
		this.address = ports.address;
		this.since = ports.clock.now();
		const { connection, socket } = ports;
		this.#auth = new GuestAuth(
			(token) => this.#rules(token),
			() => socket.destroy(),
		);
		connection.on("session", (accept, reject) => {
			if (this.#used) return reject();
			this.#used = true;
			const session = accept();
			if (channelIsSound(session)) this.#session(session);
			else socket.destroy();
		});
		connection.on("tcpip", (accept, reject, info) => {
			if (this.#used) return reject();
			this.#used = true;
			this.#jump(info.destIP, accept, reject);
		});
		socket.once("close", () => {
			this.#delay?.dispose();
			this.#keepalive?.dispose();
			this.#body?.gone();
		});
	}

	get bytesIn(): number {
		return this.#body?.bytesIn ?? 0;
	}
	get bytesOut(): number {
		return this.#body?.bytesOut ?? 0;
	}
	get queued(): number {
		return this.#body?.queued ?? 0;
	}
	get rtt(): number {
		return this.#keepalive?.rtt ?? -1;
	}
	get overrun(): "host" | "guest" | undefined {
		return this.#body?.overrun;
	}

	/** Answers a request to authenticate. */
	authenticate(context: AuthContext): void {
		this.#auth.request(context);
	}

	/** Ends it with a last line (which an end-to-end guest cannot be told). */
	close(lastLine: string): void {
		if (this.#body instanceof PlainGuest) this.#body.close(lastLine, 1);
		else if (this.#body instanceof RawGuest) {
			this.#body.close();
			this.#hangUp();
		} else if (this.#channel !== undefined) this.#goodbye(this.#channel, lastLine);
		else this.#ports.socket.destroy();
	}

	/** Unknown tokens have the rules of a session that anybody may join. */
	#rules(token: string): GuestAuthRules {
		// What is behind a jump token asks for keys itself.
		if (JUMP.test(token)) return openJump;
		const entry = this.#ports.find(token);
		if (entry === undefined) return openRules;
		const { host, kind } = entry;
		return {
			restricted: host.restricted,
			guestKeys: host.guestKeys,
			allows: (key) => host.allows(kind, key, this.address),
		};
	}

	#session(session: Session): void {
		const terminal = new SessionTerminal(session, (cols, rows) => {
			if (!(this.#body instanceof PlainGuest)) return;
			this.cols = cols;
			this.rows = rows;
			this.#body.resized(cols, rows);
		});
		session.on("shell", (accept) => {
			const channel = accept();
			if (!channel) return;
			this.#channel = channel;
			channel.on("error", () => {});
			channel.on("close", () => this.#hangUp());
			this.#shell(channel, terminal);
		});
	}

	#shell(channel: ServerChannel, terminal: SessionTerminal): void {
		const { proven } = this.#auth;
		if (proven === undefined) {
			this.#ports.socket.destroy();
			return;
		}
		this.#ports.arrived();
		const entry = this.#ports.find(proven.token);
		this.#log(proven.token, entry);
		const refusal = this.#refusal(proven.token, entry, terminal.term);
		if (refusal === WRONG_TOKEN) this.#later(() => this.#goodbye(channel, WRONG_TOKEN));
		else if (refusal !== undefined) this.#goodbye(channel, refusal);
		else if (!this.#ports.joins(this, entry!.host)) this.#goodbye(channel, HOST_FULL);
		else this.#enter(channel, entry!, proven.key, terminal);
	}

	/** Why a shell with this token is not to be had; undefined when it is. */
	#refusal(token: string, entry: Entry | undefined, term: string): string | undefined {
		if (JUMP.test(token)) return JUMP_ADVICE;
		if (entry === undefined) {
			this.#ports.wrongToken();
			return WRONG_TOKEN;
		}
		if (entry.host.endToEnd) return END_TO_END_ADVICE;
		return canDraw(term) ? undefined : NEEDS_TERMINAL;
	}

	#enter(channel: ServerChannel, entry: Entry, key: Uint8Array | undefined, terminal: SessionTerminal): void {
		this.entry = entry;
		this.key = key === undefined ? "" : fingerprint(key);
		this.#open(true, entry.host, key, (stream) => {
			if (stream === undefined) {
				this.#goodbye(channel, HOST_GONE);
				return;
			}
			const { clock, connection, socket, marks } = this.#ports;
			const { term, cols, rows } = terminal;
			this.cols = cols;
			this.rows = rows;
			this.#body = new PlainGuest(
				{
					rights: entry.kind === "ro" ? "read-only" : "read-write",
					address: this.address,
					key,
					term,
					cols,
					rows,
				},
				{ clock, channel, marks, guest: { stream: channel, below: { socket, connection } }, host: stream },
			);
			this.#keepAlive();
		});
	}

	#jump(name: string, accept: () => ServerChannel, reject: () => void): void {
		const { proven } = this.#auth;
		if (proven === undefined) {
			this.#ports.socket.destroy();
			return;
		}
		this.#ports.arrived();
		const entry = this.#ports.find(proven.token);
		this.#log(proven.token, entry);
		if (entry?.kind !== "jump" || entry.host.name !== name) {
			this.#ports.wrongToken();
			this.#later(() => this.#no(reject, WRONG_TOKEN));
			return;
		}
		if (!this.#ports.joins(this, entry.host)) {
			this.#no(reject, HOST_FULL);
			return;
		}
		this.entry = entry;
		this.#open(false, entry.host, proven.key, (stream) => {
			if (stream === undefined) {
				this.#no(reject, HOST_GONE);
				return;
			}
			const channel = accept();
			const { connection, socket } = this.#ports;
			if (!channelIsSound(channel)) {
				socket.destroy();
				stream.stream.destroy();
				return;
			}
			channel.on("close", () => this.#hangUp());
			this.#body = new RawGuest({ guest: { stream: channel, below: { socket, connection } }, host: stream });
			this.#keepAlive();
		});
	}

	#open(
		plain: boolean,
		host: RelayHost,
		key: Uint8Array | undefined,
		done: (side: Side | undefined) => void,
	): void {
		let open = false;
		const { clock, port, socket } = this.#ports;
		const timer = clock.setTimeout(() => answer(undefined), OPEN_TIME);
		const answer = (side: Side | undefined) => {
			timer.dispose();
			if (open || socket.destroyed) {
				side?.stream.destroy();
				return;
			}
			open = true;
			done(side);
		};
		host.open(plain, { address: this.address, port, key }, answer);
	}

	#no(reject: () => void, why: string): void {
		sayWhenRefused(this.#ports.connection, why);
		reject();
		this.#hangUp();
	}

	#keepAlive(): void {
		const { clock, marks, socket } = this.#ports;
		this.#keepalive = new Keepalive({
			clock,
			marks,
			heard: () => socket.bytesRead,
			gone: () => socket.destroy(),
		});
	}

	#goodbye(channel: ServerChannel, lastLine: string): void {
		sayGoodbye(this.#ports.clock, channel, this.#ports.socket, lastLine, 1);
	}

	/** Its ssh hangs up by itself when its channel is closed; one that does not is put out. */
	#hangUp(): void {
		const { clock, socket } = this.#ports;
		const timer = clock.setTimeout(() => socket.destroy(), GOODBYE);
		socket.once("close", () => timer.dispose());
		if (socket.destroyed) timer.dispose();
	}

	#later(what: () => void): void {
		this.#delay = this.#ports.clock.setTimeout(what, wrongTokenDelay());
	}

	#log(token: string, entry: Entry | undefined): void {
		this.#ports.log.debug("guest", this.address, tokenForLog(token), entry?.kind ?? WRONG_TOKEN);
	}
}
