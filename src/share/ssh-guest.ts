/**
 * One SSH connection of a guest at the host's own server, from its first byte
 * to its last: who it is, its one terminal, and no to everything else. Made and
 * owned by ssh-server.ts.
 */
import type { Duplex } from "node:stream";
import type { Connection, ServerChannel, Session } from "ssh2";
import type { GuestRights, GuestVia } from "../model/sharing.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import type { GuestAuthRules } from "./guest-auth.ts";
import { GuestAuth, NEEDS_TERMINAL, WRONG_TOKEN, wrongTokenDelay } from "./guest-auth.ts";
import { canDraw } from "./guest-terminal.ts";
import type { GuestLink } from "./provider.ts";
import { SessionTerminal } from "./session-terminal.ts";
import { Forwards } from "./ssh-forward.ts";
import { MAX_QUEUED, SshLink } from "./ssh-link.ts";
import type { MarkSender } from "./ssh2-private.ts";
import { channelIsSound, heldBack, serverMarks } from "./ssh2-private.ts";
import { tokenForLog } from "./token.ts";

/** New keys for the connection: some at once, then one each span; more is a way to keep us busy. */
const FREE_REKEYS = 5;
const REKEY_SPAN_MS = 10_000;
/** Packets that wait for the end of a key exchange. */
const MAX_HELD = 8192;

export interface SshGuestPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** What holds for those who come. */
	rules(): GuestAuthRules;
	/** What a token gives, undefined when it is none; looks at every token it knows in the same time. */
	rightsOf(token: string): GuestRights | undefined;
	/** `share-forwarding` is on. */
	forwarding(): boolean;
	/** A wrong token was tried. */
	wrongToken(address: string): void;
	accept(link: GuestLink): void;
	/** It has asked for its terminal, whatever the answer is. */
	arrived(): void;
}

export class SshGuest implements Disposable {
	readonly address: string;
	/** When it came, ms since the epoch. */
	readonly cameTime: number;
	readonly via: GuestVia;
	readonly #socket: Duplex;
	readonly #ports: SshGuestPorts;
	readonly #auth: GuestAuth;
	readonly #forwards: Forwards;
	#connection: Connection | undefined;
	#marks: MarkSender | undefined;
	#link: SshLink | undefined;
	#answer: Disposable | undefined;
	#hasSession = false;
	#rekeys = 0;

	constructor(socket: Duplex, address: string, via: GuestVia, ports: SshGuestPorts) {
		this.address = address;
		this.via = via;
		this.#socket = socket;
		this.#ports = ports;
		this.cameTime = ports.clock.now();
		this.#forwards = new Forwards(ports.clock);
		this.#auth = new GuestAuth(
			() => ports.rules(),
			() => socket.destroy(),
		);
		socket.on("data", () => {
			this.#link?.heard();
			// Answers to requests it does not wait for.
			const held = this.#connection === undefined ? 0 : heldBack(this.#connection);
			if (socket.writableLength > MAX_QUEUED || held > MAX_HELD) socket.destroy();
		});
		socket.once("close", () => this.dispose());
	}

	/** ssh2 has seen that it talks SSH. */
	attach(connection: Connection): void {
		this.#connection = connection;
		this.#marks = serverMarks(connection);
		this.#auth.attach(connection);
		connection.on("error", (error) => {
			this.#ports.log.debug("guest", this.address, error.message);
			this.#socket.destroy();
		});
		connection.on("rekey", () => {
			const age = this.#ports.clock.now() - this.cameTime;
			if (++this.#rekeys > FREE_REKEYS + age / REKEY_SPAN_MS) this.#socket.destroy();
		});
		connection.on("session", (accept, reject) => {
			if (this.#hasSession) reject();
			else {
				this.#hasSession = true;
				const session = accept();
				if (channelIsSound(session)) this.#session(session);
				else this.#socket.destroy();
			}
		});
		connection.on("tcpip", (accept, reject, info) => {
			if (this.#ports.forwarding() && this.#link?.rights === "read-write")
				this.#forwards.open(info, accept, reject);
			else reject();
		});
	}

	/** Ends it at once, unless its last words are on their way. */
	dispose(): void {
		this.#answer?.dispose();
		this.#forwards.dispose();
		if (!this.#link?.ending) this.#socket.destroy();
	}

	#session(session: Session): void {
		const terminal = new SessionTerminal(session, (cols, rows) => this.#link?.resized(cols, rows));
		session.on("shell", (accept) => {
			const channel = accept();
			if (channel) this.#shell(channel, terminal);
		});
	}

	#shell(channel: ServerChannel, { term, cols, rows }: SessionTerminal): void {
		const { proven } = this.#auth;
		const marks = this.#marks;
		if (proven === undefined || marks === undefined) {
			this.#socket.destroy();
			return;
		}
		const rights = this.#ports.rightsOf(proven.token);
		const link = new SshLink(
			{
				rights: rights ?? "read-only",
				via: this.via,
				address: this.address,
				key: proven.key,
				term,
				cols,
				rows,
			},
			{ clock: this.#ports.clock, log: this.#ports.log, channel, marks, socket: this.#socket },
		);
		this.#link = link;
		this.#ports.arrived();
		this.#ports.log.debug("guest", this.address, tokenForLog(proven.token), rights ?? WRONG_TOKEN);
		if (rights === undefined) this.#wrong(link);
		else if (!canDraw(term)) link.close(NEEDS_TERMINAL, 1);
		else this.#hand(link);
	}

	#wrong(link: SshLink): void {
		this.#ports.wrongToken(this.address);
		this.#answer = this.#ports.clock.setTimeout(() => link.close(WRONG_TOKEN, 1), wrongTokenDelay());
	}

	#hand(link: SshLink): void {
		link.onGranted = (rights) => {
			if (rights !== "read-write") this.#forwards.closeAll();
		};
		try {
			this.#ports.accept(link);
		} catch (error) {
			this.#ports.log.error("guest", error);
			link.destroy();
		}
	}
}
