/**
 * The provider that needs no open port: connects out to a comux-relay, keeps
 * the connection, and has the same tokens again after a break. A row of
 * providers.ts. The relay carries plain guests as frames (framed-link.ts);
 * end-to-end guests are bytes for our own SSH server, which it cannot read.
 */
import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { AnyAuthMethod } from "ssh2";
import type { Disposable } from "../util/disposable.ts";
import { acceptFramed } from "./framed-link.ts";
import { GuestServer } from "./guest-server.ts";
import type { ConnectionEnd } from "./outgoing-ssh.ts";
import { PINNED_KEY_OPTIONS, pinnedAlgorithms } from "./pinned-keys.ts";
import type {
	GuestIdentity,
	ProviderEvents,
	ProviderPorts,
	RunningProvider,
	ShareProvider,
} from "./provider.ts";
import { RelayClient } from "./relay-client.ts";
import { identityMethods } from "./relay-identity.ts";
import { checkPlace, type RelayPlace, relayLines } from "./relay-lines.ts";
import { keyFault, rememberKey, type ServerPlace } from "./server-key.ts";
import { randomToken } from "./token.ts";
import { foreignWords, WireError } from "./wire.ts";
import { NONCE_LENGTH, type PerToken, type RelayMessage } from "./wire-control.ts";
import { WordLimit } from "./word-limit.ts";

/** Between attempts (ms): a random part of a time that doubles, first quickly, as a relay that restarts is soon back. */
const FIRST_WAIT = 500;
const SHORT_WAIT = 5000;
const LONG_WAIT = 30_000;
const SHORT_TIME = 120_000;
/** A connection that has held so long (ms) was a good one. */
const STEADY_TIME = 10_000;
/** For last words of end-to-end guests when sharing ends (ms). */
const LAST_WORDS = 1500;
/** Keys the relay may ask for at a time. */
const MAX_QUESTIONS = 64;
const LISTED_ONLY = "only listed keys may join this session";
const END_TO_END_ONLY = "this session is end-to-end only: ask the host for its ssh -J line";

/** Options that need a new connection. */
const CONNECTION_OPTIONS = [
	"share-relay-host",
	"share-relay-port",
	...PINNED_KEY_OPTIONS,
	"share-identity",
	"share-session-name",
	"share-session-name-read-only",
	"share-api-key",
];

class RelayShare implements RunningProvider {
	readonly #ports: ProviderPorts;
	readonly #events: ProviderEvents;
	/** By the relay's place: what one relay knows is of no use at another one. */
	readonly #nonces = new Map<string, PerToken<Uint8Array>>();
	readonly #inner = { rw: randomToken("rw"), ro: randomToken("ro") };
	#server: GuestServer | undefined;
	#client: RelayClient | undefined;
	/** What the relay has given, while it is there. */
	#place: RelayPlace | undefined;
	#options = "";
	#settings = "";
	#lines = "";
	#timer: Disposable | undefined;
	/** How often the relay may say what is shown, or be lost and found. */
	readonly #words: WordLimit;
	#attempts = 0;
	/** When the relay has registered us, ms since the epoch. */
	#readyTime = 0;
	#questions = 0;
	/** When the connection was lost, ms since the epoch. */
	#lostTime: number;
	/** It was said already that the connection will be lost. */
	#drained = false;
	/** What was said last of why it is lost. */
	#reason = "";
	#disposed = false;

	constructor(ports: ProviderPorts, events: ProviderEvents) {
		this.#ports = ports;
		this.#events = events;
		this.#lostTime = ports.clock.now();
		this.#words = new WordLimit(ports.clock);
		// What happens is told by events, once whoever starts it knows that it has.
		this.#timer = ports.clock.setImmediate(() => this.#begin());
	}

	optionsChanged(): void {
		if (this.#disposed || this.#server === undefined) return;
		if (this.#connectionOptions() !== this.#options) {
			this.#attempts = 0;
			this.#reason = "";
			this.#lostTime = this.#ports.clock.now();
			this.#drop();
			this.#connect();
			return;
		}
		if (this.#place === undefined) return;
		const settings = this.#currentSettings();
		if (JSON.stringify(settings) !== this.#settings) {
			this.#settings = JSON.stringify(settings);
			this.#client?.send({ type: "settings", ...settings });
		}
		this.#ready();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.#timer?.dispose();
		this.#server?.dispose();
		const client = this.#client;
		this.#client = undefined;
		if (client === undefined) return;
		// The last words of end-to-end guests travel over it.
		if (client.streams === 0) client.end();
		else this.#timer = this.#ports.clock.setTimeout(() => client.end(), LAST_WORDS);
	}

	#begin(): void {
		try {
			this.#server = new GuestServer(this.#ports, this.#inner);
		} catch (error) {
			this.#events.failed(error instanceof Error ? error.message : String(error));
			return;
		}
		this.#connect();
	}

	#connectionOptions(): string {
		return JSON.stringify(CONNECTION_OPTIONS.map((name) => this.#ports.option(name)));
	}

	#currentSettings() {
		return {
			endToEnd: this.#endToEnd,
			restricted: this.#ports.keys.restricted,
			guestKeys: this.#ports.option("share-guest-keys") !== "off",
		};
	}

	get #endToEnd(): boolean {
		return this.#ports.option("share-end-to-end") === "on";
	}

	/** Ends the connection without a word about it. */
	#drop(): void {
		this.#timer?.dispose();
		const client = this.#client;
		this.#client = undefined;
		this.#place = undefined;
		client?.end();
	}

	#connect(): void {
		const { clock, log, version, home, agent, stateFolder } = this.#ports;
		this.#options = this.#connectionOptions();
		const host = this.#ports.option("share-relay-host");
		const port = Number(this.#ports.option("share-relay-port"));
		if (host === "") {
			this.#events.failed("share-relay-host is not set");
			return;
		}
		const hostKey = this.#server!.keys.ed25519;
		let methods: readonly AnyAuthMethod[];
		try {
			const identity = this.#ports.option("share-identity");
			methods = identityMethods({ identity, home, agent, hostKey });
		} catch (error) {
			this.#events.failed((error as Error).message);
			return;
		}
		const nonces = this.#noncesFor(host, port);
		const place: ServerPlace = { option: (name) => this.#ports.option(name), stateFolder, host, port };
		log.debug("relay", "connecting to", host, port);
		const client: RelayClient = new RelayClient({
			clock,
			log,
			host,
			port,
			version,
			hostKey,
			nonces,
			methods,
			hostKeyAlgorithms: pinnedAlgorithms(place.option),
			verify: (key) => keyFault(place, key, "the relay's"),
			proven: (key) => this.#remember(place, key),
			wishes: () => {
				const settings = this.#currentSettings();
				this.#settings = JSON.stringify(settings);
				return {
					name: this.#ports.option("share-session-name"),
					nameReadOnly: this.#ports.option("share-session-name-read-only"),
					apiKey: this.#ports.option("share-api-key"),
					...settings,
				};
			},
			message: (message) => {
				if (this.#client === client) this.#take(client, message);
			},
			stream: (plain, address, accept, reject) => {
				if (this.#client !== client || this.#place === undefined) return reject();
				const stream = accept();
				if (stream !== undefined) this.#stream(plain, address, stream);
			},
			closed: (end) => {
				if (this.#client === client) this.#closed(host, port, end);
			},
		});
		this.#client = client;
	}

	#noncesFor(host: string, port: number): PerToken<Uint8Array> {
		const place = `${host.toLowerCase()} ${port}`;
		let nonces = this.#nonces.get(place);
		if (nonces === undefined) {
			const nonce = () => new Uint8Array(randomBytes(NONCE_LENGTH));
			nonces = { rw: nonce(), ro: nonce(), jump: nonce() };
			this.#nonces.set(place, nonces);
		}
		return nonces;
	}

	#remember(place: ServerPlace, key: Uint8Array): void {
		try {
			const given = rememberKey(place, key);
			if (given !== undefined)
				this.#events.notice(`relay ${place.host} is new: its key ${given} is remembered`);
		} catch (error) {
			this.#ports.log.error("known relays", error);
		}
	}

	#take(client: RelayClient, message: RelayMessage): void {
		if (message.type === "key") void this.#answer(client, message.id, message.key);
		else if (!this.#words.take()) {
			// What it wants to be shown is left out; anything else would start hooks again and again.
			if (message.type !== "notice") throw new WireError("the relay says too much");
		} else if (message.type === "registered") this.#registered(client, message);
		else if (message.type === "notice") this.#events.notice(`relay: ${foreignWords(message.text)}`);
		else if (message.type === "drain" && this.#place !== undefined) {
			this.#place = undefined;
			this.#drained = true;
			this.#lostTime = this.#ports.clock.now();
			this.#lost("the relay is being restarted");
			this.#events.leaving("the relay is being restarted: come back in a moment");
		}
	}

	#registered(client: RelayClient, message: Extract<RelayMessage, { type: "registered" }>): void {
		const hostKey = this.#server!.keys.ed25519;
		const relayKey = Buffer.from(client.relayKey ?? []);
		const type = relayKey.toString("latin1", 4, 4 + relayKey.readUInt32BE(0));
		const place: RelayPlace = {
			tokens: message.tokens,
			// A relay that does not know what it is called is called as we call it.
			host: message.address || this.#ports.option("share-relay-host"),
			port: message.port || Number(this.#ports.option("share-relay-port")),
			keyLine: `${type} ${relayKey.toString("base64")}`,
		};
		checkPlace(place, hostKey.blob, client.nonces);
		client.settled();
		this.#place = place;
		this.#readyTime = this.#ports.clock.now();
		this.#lines = "";
		this.#ready();
	}

	#ready(): void {
		const place = this.#place;
		if (place === undefined || this.#server === undefined) return;
		const key = this.#server.keys.ed25519;
		const lines = relayLines(place, this.#inner, key, this.#endToEnd);
		const text = JSON.stringify(lines);
		if (text === this.#lines) return;
		this.#lines = text;
		this.#reason = "";
		this.#events.ready(lines, key.fingerprint);
	}

	async #answer(client: RelayClient, id: number, key: Uint8Array): Promise<void> {
		if (this.#questions >= MAX_QUESTIONS) {
			client.send({ type: "keyAnswer", id, ok: false });
			return;
		}
		this.#questions++;
		const ok = await this.#ports.keys.allows(key).catch(() => false);
		this.#questions--;
		client.send({ type: "keyAnswer", id, ok });
	}

	#stream(plain: boolean, address: string, stream: Duplex): void {
		if (!plain) {
			this.#server!.ssh.inject(stream, address);
			return;
		}
		acceptFramed(stream, {
			clock: this.#ports.clock,
			admit: (identity) => this.#admit(identity),
			accept: (link) => this.#ports.accept(link),
		});
	}

	/** What the relay should have asked already, asked again here. */
	async #admit({ key }: GuestIdentity): Promise<string | undefined> {
		if (this.#endToEnd) return END_TO_END_ONLY;
		const { keys } = this.#ports;
		if (!keys.restricted) return undefined;
		return key !== undefined && (await keys.allows(key).catch(() => false)) ? undefined : LISTED_ONLY;
	}

	#closed(host: string, port: number, { reason, hopeless }: ConnectionEnd): void {
		this.#client = undefined;
		const was = this.#place !== undefined;
		this.#place = undefined;
		this.#lines = "";
		if (hopeless) {
			this.#events.failed(`relay ${host}: ${reason}`);
			return;
		}
		if (!this.#drained) this.#lost(`relay ${host}${port === 2222 ? "" : ` port ${port}`}: ${reason}`);
		this.#drained = false;
		if (was) this.#lostTime = this.#ports.clock.now();
		// One that lets us in only to end it again is not asked faster and faster.
		if (was && this.#ports.clock.now() - this.#readyTime > STEADY_TIME) this.#attempts = 0;
		const soon = this.#ports.clock.now() - this.#lostTime < SHORT_TIME;
		const most = Math.min(FIRST_WAIT * 2 ** Math.min(this.#attempts, 10), soon ? SHORT_WAIT : LONG_WAIT);
		this.#attempts++;
		this.#timer = this.#ports.clock.setTimeout(() => this.#connect(), Math.random() * most);
	}

	/** Says why, once for each reason: it is tried again and again. */
	#lost(reason: string): void {
		this.#lines = "";
		if (reason === this.#reason) return;
		this.#reason = reason;
		this.#events.lost(reason);
	}
}

export const relayProvider: ShareProvider = {
	name: "relay",
	start: (ports, events) => new RelayShare(ports, events),
};
