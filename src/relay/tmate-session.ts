/**
 * A tmate host's session at the relay, through all connections of its host: its
 * thread (tmate-mirror.ts), its tokens, what its host is told, and who is in.
 * A host that is lost without a word has some minutes to come back, in which
 * its guests stay. Made by tmate-sessions.ts.
 */
import { randomUUID } from "node:crypto";
import { MessageChannel } from "node:worker_threads";
import type { FromMirror, MirrorInfo, MirrorWishes } from "../protocol/mirror-worker.ts";
import { type AuthorizedKeys, parseAuthorizedKeys } from "../share/authorized-keys.ts";
import { PortStream } from "../share/port-stream.ts";
import type { TokenKind } from "../share/token.ts";
import type { WebhookPost } from "../share/webhook.ts";
import type { PerToken } from "../share/wire-control.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import type { Side } from "./pump.ts";
import type { RelayHost, StreamGuest } from "./relay-host.ts";
import type { NamedTokens } from "./session-names.ts";
import type { TmateConnection } from "./tmate-connection.ts";
import { SessionHooks } from "./tmate-hooks.ts";
import type { MirrorThread, StartMirror } from "./tmate-mirror.ts";
import type { SealedSession } from "./tmate-seal.ts";
import { type HostTeller, hostTeller } from "./tmate-teller.ts";

/** How long a host that was lost may be away (ms). */
const AWAY_TIME = 10 * 60_000;
/** For the last words of guests (ms). */
const GOODBYE = 5000;
/** For what its webhook has not been told yet when it ends by itself (ms). */
const HOOKS_TIME = 30_000;
/** Its thread is asked so often whether it works, and has so many times to answer (ms). */
const PULSE = 10_000;
const MISSES = 3;

const STOPS = "the relay is being restarted: come back in a moment";
const BROKEN = "the session has ended: it could not be shown";

export interface TmateSessionPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly startMirror: StartMirror;
	readonly post: WebhookPost;
	/** The ssh command for a token, `%s` for one. */
	readonly command: string;
	/** What the host is to show when it comes back. */
	seal(session: SealedSession): string;
	/** It may be joined now: its tokens, or the lines that say why not. */
	admit(session: TmateSession): NamedTokens | readonly string[];
	/** It has ended. */
	ended(session: TmateSession): void;
}

const NO_WISHES: MirrorWishes = {
	apiKey: "",
	sessionName: "",
	sessionNameReadOnly: "",
	webhookUrl: "",
	webhookUserdata: "",
	restricted: false,
	authorizedKeys: [],
	foreground: false,
};

type Handlers = {
	readonly [T in FromMirror["type"]]: (message: Extract<FromMirror, { readonly type: T }>) => void;
};

export class TmateSession implements RelayHost {
	readonly since: number;
	readonly name = "";
	readonly endToEnd = false;
	readonly guestKeys = true;
	/** Who it is through all connections; `generation` counts them. */
	readonly #is: { -readonly [K in keyof SealedSession]: SealedSession[K] };
	readonly #ports: TmateSessionPorts;
	readonly #thread: MirrorThread;
	readonly #teller: HostTeller;
	readonly #hooks: SessionHooks;
	readonly #streams = new Set<PortStream>();
	#connection: TmateConnection | undefined;
	#address = "";
	#info: MirrorInfo = { protocol: 6, version: "", uname: undefined };
	#wishes: MirrorWishes = NO_WISHES;
	#keys: AuthorizedKeys = parseAuthorizedKeys("");
	/** Guests who are in, by their number in the thread: for the webhook. */
	readonly #guests = new Map<number, string>();
	/** It was admitted once: the host knows its lines. */
	#admitted = false;
	/** The host has ended it on purpose. */
	#finished = false;
	#ended = false;
	#away: Disposable | undefined;
	#pulse: Disposable | undefined;
	#misses = 0;

	/** `is`: who it is; its generation is that of the connection before the first one. */
	constructor(is: SealedSession, ports: TmateSessionPorts) {
		const { clock, log } = ports;
		this.#is = { ...is };
		this.#ports = ports;
		this.since = clock.now();
		this.#teller = hostTeller(ports.command, (message) => this.#connection?.tell(message));
		this.#hooks = new SessionHooks({
			clock,
			log,
			post: ports.post,
			notice: (text) => this.#teller.notice(text),
			entityId: is.id,
			command: ports.command,
		});
		this.#thread = ports.startMirror({
			message: (message) => (this.#handlers[message.type] as (one: FromMirror) => void)(message),
			gone: (reason) => this.#broken(reason),
		});
		this.#beat();
	}

	get id(): string {
		return this.#is.id;
	}
	get generation(): number {
		return this.#is.generation;
	}
	get address(): string {
		return this.#address;
	}
	get version(): string {
		return `tmate ${this.#info.version}`;
	}
	get restricted(): boolean {
		return this.#wishes.restricted;
	}
	get rtt(): number {
		return this.#connection?.rtt ?? -1;
	}
	get connection(): TmateConnection | undefined {
		return this.#connection;
	}
	/** Its tokens when it has no names. */
	get own(): PerToken<string> {
		return { rw: this.#is.rw, ro: this.#is.ro, jump: "" };
	}
	get wishes(): MirrorWishes {
		return this.#wishes;
	}

	/** The host is here, for the first time or again. */
	connect(connection: TmateConnection): void {
		this.#away?.dispose();
		const before = this.#connection;
		this.#connection = connection;
		this.#address = connection.address;
		this.#is.generation++;
		if (before !== undefined) before.destroy();
		const { port1, port2 } = new MessageChannel();
		this.#thread.post({ type: "host", port: port2 }, port2);
		connection.onClosed = () => this.#lost(connection);
		connection.join(new PortStream(port1));
	}

	async allows(_kind: TokenKind, key: Uint8Array): Promise<boolean> {
		return !this.restricted || this.#keys.keys.has(Buffer.from(key).toString("base64"));
	}

	open(plain: boolean, guest: StreamGuest, done: (side: Side | undefined) => void): void {
		if (!plain || this.#ended) {
			done(undefined);
			return;
		}
		const { port1, port2 } = new MessageChannel();
		const stream = new PortStream(port1);
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
		const key = guest.key === undefined ? "" : Buffer.from(guest.key).toString("base64");
		this.#thread.post({ type: "guest", port: port2, comment: this.#keys.keys.get(key) ?? "" }, port2);
		done({ stream });
	}

	stops(): void {
		this.#teller.notice(STOPS);
		this.#thread.post({ type: "close-guests", lastLine: STOPS, status: 1 });
	}

	/** It would come back at once and take the name again, so it stays and has its own tokens. */
	nameTaken(name: string): boolean {
		this.#teller.notice(`The session name ${name} is now used by another host of yours`);
		this.#teller.lines(this.own);
		return true;
	}

	refuse(reason: string): void {
		this.#connection?.refuse(reason);
		this.#end(reason, 1);
	}

	end(): void {
		this.#connection?.end();
		this.#end(STOPS, 1);
	}

	destroy(): void {
		this.#connection?.destroy();
		this.#end(BROKEN, 1);
	}

	/** Nothing of it is left, now. */
	dispose(): void {
		this.#ended = true;
		this.#away?.dispose();
		this.#pulse?.dispose();
		this.#hooks.dispose();
		this.#thread.end();
		for (const stream of this.#streams) stream.destroy();
	}

	readonly #handlers: Handlers = {
		ready: ({ info, wishes }) => {
			this.#info = info;
			this.#wish(wishes);
			this.#ready();
		},
		wished: ({ wishes }) => {
			this.#wish(wishes);
			if (this.#admitted) this.#hooks.wished(wishes);
		},
		ended: ({ reason, fin }) => {
			this.#ports.log.debug("tmate host", this.#address, reason);
			this.#finished = fin;
			if (fin) this.#hooks.closed();
			else this.#connection?.refuse(reason);
			this.#end(fin ? "[the host has ended the session]" : BROKEN, fin ? 0 : 1);
		},
		joined: ({ id, address, readOnly }) => {
			const uuid = randomUUID();
			this.#guests.set(id, uuid);
			this.#hooks.joined({ id: uuid, address, readOnly });
			this.#teller.joined(address, readOnly, this.#guests.size);
		},
		left: ({ id }) => {
			const uuid = this.#guests.get(id);
			if (uuid === undefined) return;
			this.#guests.delete(id);
			this.#hooks.left(uuid);
			this.#teller.left(this.#guests.size);
		},
		lost: () => this.#isAway(),
		pulse: () => {
			this.#misses = 0;
		},
		error: ({ what, error }) => this.#ports.log.error(what, error),
		debug: ({ line }) => this.#ports.log.debug(line),
	};

	/** The host has sent its settings. */
	#ready(): void {
		if (this.#ended || this.#connection === undefined) return;
		const again = this.#admitted;
		const admitted = this.#ports.admit(this);
		if (!("tokens" in admitted)) {
			this.#connection.refuse(...admitted);
			this.#end(admitted[0] ?? BROKEN, 1);
			return;
		}
		this.#admitted = true;
		const { tokens, problem, session } = admitted;
		const restored = again || this.#is.generation > 1;
		this.#teller.ready({
			tokens,
			problem,
			restored,
			foreground: this.#wishes.foreground,
			guests: this.#guests.size,
			data: this.#ports.seal(this.#is),
		});
		this.#hooks.ready(this.#wishes, {
			ipAddress: this.#address,
			info: this.#info,
			tokens,
			reconnected: restored,
			restricted: this.restricted,
			foreground: this.#wishes.foreground,
			named: session !== "",
			generation: this.#is.generation,
		});
	}

	#wish(wishes: MirrorWishes): void {
		this.#wishes = wishes;
		this.#keys = parseAuthorizedKeys(wishes.authorizedKeys.join("\n"));
	}

	#lost(connection: TmateConnection): void {
		if (this.#connection !== connection) return;
		this.#connection = undefined;
		if (!this.#ended && !this.#admitted) this.#end(BROKEN, 1);
	}

	/** The thread has read to the end of a connection: the host had not said that it ends. */
	#isAway(): void {
		if (this.#ended) return;
		this.#hooks.disconnected();
		// It may be here again already.
		if (this.#connection !== undefined) return;
		this.#away = this.#ports.clock.setTimeout(() => this.#end("the host has not come back", 1), AWAY_TIME);
	}

	/** Its thread has failed. */
	#broken(reason: string): void {
		this.#ports.log.error("tmate session", `its thread has ended: ${reason}`);
		for (const stream of this.#streams) stream.destroy();
		this.#hooks.disconnected();
		this.#connection?.refuse("the relay could not show this session, and begins again");
		this.#end(BROKEN, 1);
	}

	#end(lastLine: string, status: number): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#away?.dispose();
		this.#ports.ended(this);
		this.#thread.post({ type: "close-guests", lastLine, status });
		const { clock } = this.#ports;
		const start = clock.now();
		const look = () => {
			if (this.#streams.size === 0 || clock.now() - start > GOODBYE) this.#close();
			else clock.setTimeout(look, 50);
		};
		look();
	}

	/** Nobody is in any more. The webhook tells the rest by itself. */
	#close(): void {
		this.#pulse?.dispose();
		this.#thread.end();
		for (const stream of this.#streams) stream.destroy();
		const over = () => this.#hooks.dispose();
		if (this.#finished) void this.#hooks.settled.then(over);
		else this.#ports.clock.setTimeout(over, HOOKS_TIME);
	}

	#beat(): void {
		this.#pulse = this.#ports.clock.setTimeout(() => {
			if (++this.#misses > MISSES) {
				this.#thread.end();
				this.#broken("no answer");
				return;
			}
			this.#thread.post({ type: "pulse" });
			this.#beat();
		}, PULSE);
	}
}
