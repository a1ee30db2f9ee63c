/**
 * A tmate host's session at the relay, through all connections of its host: its
 * thread (tmate-mirror.ts), its tokens, what its host is told, and who is in.
 * A host that is lost without a word has some minutes to come back, in which
 * its guests stay. Made by tmate-sessions.ts.
 */
import { MessageChannel } from "node:worker_threads";
import { type FromMirror, type MirrorInfo, type MirrorWishes, NO_WISHES } from "../protocol/mirror-worker.ts";
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
import { TmateGuests } from "./tmate-guests.ts";
import { SessionHooks } from "./tmate-hooks.ts";
import type { MirrorThread, StartMirror } from "./tmate-mirror.ts";
import { Pulse } from "./tmate-pulse.ts";
import type { SealedSession } from "./tmate-seal.ts";
import { type HostTeller, hostTeller } from "./tmate-teller.ts";

/** How long a host that was lost may be away (ms). */
const AWAY_TIME = 10 * 60_000;
/** For what its webhook has not been told yet when it ends by itself (ms). */
const HOOKS_TIME = 30_000;
/** For a host to send all its settings (ms). */
const READY_TIME = 120_000;

const STOPS = "the relay is being restarted: come back in a moment";
const BROKEN = "the session has ended: it could not be shown";
const AWAY = "the host has not come back";
const NOT_READY = "the relay has waited too long for the host's settings";

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
	/** Its thread has failed: its guests are to be sent away, which it cannot do itself. */
	broken(session: TmateSession): void;
	/** It takes more or less memory than it did. */
	weighed(): void;
	/** It has ended: nobody joins it any more, and its guests hear their last words from it. */
	ended(session: TmateSession): void;
	/** Nothing of it is left. */
	over(session: TmateSession): void;
}

type Handlers = {
	readonly [T in FromMirror["type"]]: (message: Extract<FromMirror, { readonly type: T }>) => void;
};

export class TmateSession implements RelayHost {
	readonly since: number;
	readonly endToEnd = false;
	readonly guestKeys = true;
	/** Who it is through all connections; `generation` counts them. */
	readonly #is: { -readonly [K in keyof SealedSession]: SealedSession[K] };
	readonly #ports: TmateSessionPorts;
	readonly #thread: MirrorThread;
	readonly #teller: HostTeller;
	readonly #hooks: SessionHooks;
	readonly #guests: TmateGuests;
	readonly #pulse: Pulse;
	#connection: TmateConnection | undefined;
	/** The oldest of its connections that the host may have its data from. */
	#oldest: number;
	#address = "";
	#info: MirrorInfo = { protocol: 6, version: "", uname: undefined };
	#wishes: MirrorWishes = NO_WISHES;
	#keys: AuthorizedKeys["keys"] | undefined;
	/** It was admitted once: the host knows its lines. */
	#admitted = false;
	/** The host has ended it on purpose. */
	#finished = false;
	#ended = false;
	#hasThread = true;
	#memory = 0;
	/** Until the host is ready, and until it is back. */
	#patience: Disposable | undefined;
	#away: Disposable | undefined;
	/** Until its webhook is given up. */
	#hooksEnd: Disposable | undefined;

	/** `is`: who it is; its generation is that of the connection before the first one. */
	constructor(is: SealedSession, ports: TmateSessionPorts) {
		const { clock, log } = ports;
		this.#is = { ...is };
		this.#oldest = is.generation;
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
		const [thread, teller, hooks] = [this.#thread, this.#teller, this.#hooks];
		this.#guests = new TmateGuests({ clock, thread, teller, hooks });
		this.#pulse = new Pulse({
			clock,
			ask: () => thread.post({ type: "pulse" }),
			gone: () => {
				thread.end();
				this.#broken("no answer");
			},
		});
	}

	get id(): string {
		return this.#is.id;
	}
	/** Its thread is there, which is what a session costs. */
	get hasThread(): boolean {
		return this.#hasThread;
	}
	/** Bytes its thread takes. */
	get memory(): number {
		return this.#memory;
	}
	get address(): string {
		return this.#address;
	}
	/** What its machine is called; there is no other way in. */
	get name(): string {
		return this.#info.uname?.nodename || "tmate";
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

	/** Whether the host may have its data from that connection and from no later one. */
	mayHave(generation: number): boolean {
		return generation >= this.#oldest && generation <= this.#is.generation;
	}

	/** The host is here, for the first time or again. */
	connect(connection: TmateConnection): void {
		const { clock } = this.#ports;
		this.#away?.dispose();
		this.#patience?.dispose();
		this.#patience = clock.setTimeout(() => connection.refuse(NOT_READY), READY_TIME);
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
		return !this.restricted || this.#keyring.has(Buffer.from(key).toString("base64"));
	}

	open(plain: boolean, guest: StreamGuest, done: (side: Side | undefined) => void): void {
		if (!plain || this.#ended) {
			done(undefined);
			return;
		}
		const key = guest.key === undefined ? "" : Buffer.from(guest.key).toString("base64");
		done(this.#guests.open(this.#keyring.get(key) ?? ""));
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
		for (const timer of [this.#patience, this.#away, this.#hooksEnd]) timer?.dispose();
		this.#endThread();
		this.#hooks.dispose();
		this.#ports.over(this);
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
			if (fin) {
				this.#hooks.closed();
				this.#connection?.end();
			} else this.#connection?.refuse(reason);
			this.#end(fin ? "[the host has ended the session]" : BROKEN, fin ? 0 : 1);
		},
		joined: (message) => this.#guests.joined(message),
		left: ({ id }) => this.#guests.left(id),
		lost: () => this.#isAway(),
		pulse: () => this.#pulse.answered(),
		memory: ({ bytes }) => {
			this.#memory = bytes;
			this.#ports.weighed();
		},
		error: ({ what, error }) => this.#ports.log.error(what, error),
		debug: ({ line }) => this.#ports.log.debug(line),
	};

	/** The host has sent its settings. */
	#ready(): void {
		const connection = this.#connection;
		if (this.#ended || connection === undefined) return;
		this.#patience?.dispose();
		const again = this.#admitted;
		const admitted = this.#ports.admit(this);
		if (!("tokens" in admitted)) {
			connection.refuse(...admitted);
			this.#end(admitted[0] ?? BROKEN, 1);
			return;
		}
		this.#admitted = true;
		const { tokens, problem, session } = admitted;
		const { generation } = this.#is;
		const restored = again || generation > 1;
		this.#teller.ready({
			tokens,
			problem,
			restored,
			foreground: this.#wishes.foreground,
			guests: this.#guests.count,
			data: this.#ports.seal(this.#is),
		});
		// Before it has this, it comes back with what it was given earlier.
		connection.delivered(() => {
			this.#oldest = generation;
		});
		this.#hooks.ready(this.#wishes, {
			ipAddress: this.#address,
			info: this.#info,
			tokens,
			reconnected: restored,
			restricted: this.restricted,
			foreground: this.#wishes.foreground,
			named: session !== "",
			generation,
		});
	}

	#wish(wishes: MirrorWishes): void {
		this.#wishes = wishes;
		this.#keys = undefined;
	}

	/** Key in SSH wire form, base64 -> its comment. Read when somebody comes: a host may change them all the time. */
	get #keyring(): AuthorizedKeys["keys"] {
		this.#keys ??= parseAuthorizedKeys(this.#wishes.authorizedKeys.join("\n")).keys;
		return this.#keys;
	}

	#lost(connection: TmateConnection): void {
		if (this.#connection !== connection) return;
		this.#connection = undefined;
		this.#patience?.dispose();
		if (!this.#admitted) this.#end(BROKEN, 1);
	}

	/** The thread has read to the end of a connection: the host had not said that it ends. */
	#isAway(): void {
		if (this.#ended) return;
		this.#hooks.disconnected();
		// It may be here again already.
		if (this.#connection !== undefined) return;
		this.#away?.dispose();
		this.#away = this.#ports.clock.setTimeout(() => this.#end(AWAY, 1), AWAY_TIME);
	}

	/** Its thread has failed. */
	#broken(reason: string): void {
		this.#ports.log.error("tmate session", `its thread has ended: ${reason}`);
		if (!this.#ended) {
			this.#hooks.disconnected();
			this.#connection?.refuse("the relay could not show this session, and begins again");
			this.#ports.broken(this);
			this.#end(BROKEN, 1);
		}
		this.#guests.dispose();
	}

	#end(lastLine: string, status: number): void {
		if (this.#ended) return;
		this.#ended = true;
		for (const timer of [this.#patience, this.#away]) timer?.dispose();
		this.#ports.ended(this);
		this.#guests.close(lastLine, status, () => this.#close());
	}

	/** Nobody is in any more. The webhook tells the rest by itself. */
	#close(): void {
		this.#endThread();
		if (this.#finished) void this.#hooks.settled.then(() => this.dispose());
		else this.#hooksEnd = this.#ports.clock.setTimeout(() => this.dispose(), HOOKS_TIME);
	}

	#endThread(): void {
		this.#pulse.dispose();
		this.#thread.end();
		this.#guests.dispose();
		this.#hasThread = false;
	}
}
