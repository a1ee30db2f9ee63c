/**
 * The provider for those who have a tmate server and nothing else: one session
 * is copied to an unmodified tmate-ssh-server by its own protocol. Guests are
 * that server's; what it cannot do (names, end to end, letting in one by one)
 * cannot be done here. A row of providers.ts.
 */
import { arch, hostname, version as kernel, release, type } from "node:os";
import type { AnyAuthMethod } from "ssh2";
import type { ShareLine } from "../model/sharing.ts";
import type { RelayMessage } from "../tmate/relay-messages.ts";
import type { Disposable } from "../util/disposable.ts";
import { makeStateFolder } from "./host-keys.ts";
import type { ConnectionEnd } from "./outgoing-ssh.ts";
import { PINNED_KEY_OPTIONS, pinnedAlgorithms } from "./pinned-keys.ts";
import type { ProviderEvents, ProviderPorts, RunningProvider, ShareProvider } from "./provider.ts";
import { identityMethods } from "./relay-identity.ts";
import { keyFault, rememberKey, type ServerPlace } from "./server-key.ts";
import { TMATE_USER, TmateConnection } from "./tmate-connection.ts";
import { TmateFeed } from "./tmate-feed.ts";
import { fingerprint } from "./token.ts";
import { cleanText } from "./wire.ts";
import { WordLimit } from "./word-limit.ts";

const PROTOCOL = 6;
/** The newest client there is: servers offer an update to any other. */
const CLIENT_VERSION = "2.4.0";
/** tmate's own port, when none was chosen. */
const PORT = 22;
/** Between attempts (ms): as tmate at first, longer and longer then. */
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60_000;
/** A connection that was ready for so long (ms) was a good one. */
const STEADY_TIME = 30_000;
const LIMITS =
	"a tmate server shows one session to all guests at one size, the smallest of theirs counts; it can read everything, says not who they are, does not let them in one by one and gives them no mouse, menus or popups";

/** It takes no longer messages; the key of such a line cannot come in. */
const MAX_KEY_LINE = 15_000;

/** Options that a tmate server cannot keep to: whoever sets them relies on them. */
const IMPOSSIBLE: readonly (readonly [name: string, why: string])[] = [
	["share-approve", "a tmate server lets guests in by itself"],
	["share-end-to-end", "a tmate server reads what it carries"],
];

/** Options that the server gets as they are, by the name it knows; nothing is sent for an empty one. */
const PASSED_ON: readonly (readonly [name: string, option: string])[] = [
	["tmate-api-key", "share-api-key"],
	["tmate-session-name", "share-session-name"],
	["tmate-session-name-ro", "share-session-name-read-only"],
	["tmate-webhook-userdata", "tmate-webhook-userdata"],
	["tmate-webhook-url", "tmate-webhook-url"],
];

/** Options that need a new connection. */
const CONNECTION_OPTIONS = [
	"share-relay-host",
	"share-relay-port",
	"share-identity",
	"share-authorized-keys",
	...PINNED_KEY_OPTIONS,
	...PASSED_ON.map(([, option]) => option),
];

/** A guest's line as the server says it: people paste it into their shells. */
const LINE =
	/^ssh (?:-p ?\d{1,5} )?[A-Za-z0-9_/-]{3,130}@(?:[A-Za-z0-9][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:]{2,45})$/;
const LINE_NAMES: Readonly<Record<string, ShareLine["rights"]>> = {
	tmate_ssh: "read-write",
	tmate_ssh_ro: "read-only",
};
/** Variables that formats know. */
const VARIABLES: ReadonlySet<string> = new Set(["tmate_num_clients", "tmate_web", "tmate_web_ro"]);

class TmateShare implements RunningProvider {
	readonly #ports: ProviderPorts;
	readonly #events: ProviderEvents;
	readonly #words: WordLimit;
	#feed: TmateFeed | undefined;
	#connection: TmateConnection | undefined;
	#timer: Disposable | undefined;
	#options = "";
	/** Lines the server has given on this connection, by their name. */
	readonly #lines = new Map<string, ShareLine>();
	#key: Uint8Array | undefined;
	/** The server has said that it is ready on this connection. */
	#ready = false;
	#readyTime = 0;
	/** The lines that were said to be ready; "" when they were not, or it was taken back. */
	#told = "";
	#reason = "";
	#wait = FIRST_WAIT;
	#disposed = false;

	constructor(ports: ProviderPorts, events: ProviderEvents) {
		this.#ports = ports;
		this.#events = events;
		this.#words = new WordLimit(ports.clock);
		// What happens is told by events, once whoever starts it knows that it has.
		this.#timer = ports.clock.setImmediate(() => this.#begin());
	}

	optionsChanged(): void {
		if (this.#disposed || this.#feed === undefined) return;
		const refusal = this.#refusal();
		if (refusal !== undefined) return this.#events.failed(refusal);
		if (this.#connectionOptions() === this.#options) return;
		this.#wait = FIRST_WAIT;
		this.#drop();
		this.#events.lost("the options have changed");
		void this.#connect();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.#timer?.dispose();
		this.#drop();
		this.#feed?.dispose();
	}

	#begin(): void {
		const refusal = this.#refusal();
		if (refusal !== undefined) return this.#events.failed(refusal);
		const { clock, shared, stateFolder } = this.#ports;
		if (shared === undefined || shared.session.destroyed) return this.#events.failed("the session has ended");
		try {
			makeStateFolder(stateFolder);
		} catch (error) {
			return this.#events.failed(error instanceof Error ? error.message : String(error));
		}
		this.#feed = new TmateFeed({
			clock,
			shared,
			send: (message) => this.#connection?.send(message),
			room: () => this.#connection?.room ?? false,
			ended: (reason) => this.#events.failed(reason),
		});
		this.#events.notice(LIMITS);
		void this.#connect();
	}

	/** An option that promises what cannot be kept. */
	#refusal(): string | undefined {
		const found = IMPOSSIBLE.find(([name]) => this.#ports.option(name) === "on");
		return found && `${found[0]} is on, but ${found[1]}`;
	}

	#connectionOptions(): string {
		return JSON.stringify(CONNECTION_OPTIONS.map((name) => this.#ports.option(name)));
	}

	/** Ends the connection: a real end, so that guests are told. */
	#drop(): void {
		this.#timer?.dispose();
		const connection = this.#connection;
		this.#feed?.offline();
		this.#ready = false;
		this.#told = "";
		connection?.send({ kind: "fin" });
		this.#connection = undefined;
		connection?.end();
	}

	async #connect(): Promise<void> {
		const { option, isSet, home, agent, clock, version, keys, stateFolder } = this.#ports;
		this.#options = this.#connectionOptions();
		const host = option("share-relay-host");
		const port = isSet("share-relay-port") ? Number(option("share-relay-port")) : PORT;
		if (host === "") return this.#events.failed("share-relay-host (tmate-server-host) is not set");
		let methods: readonly AnyAuthMethod[];
		try {
			const identity = option("share-identity");
			methods = identityMethods({ identity, home, agent, hostKey: undefined, username: TMATE_USER });
		} catch (error) {
			return this.#events.failed((error as Error).message);
		}
		const wanted = this.#options;
		const allowed = keys.restricted ? await keys.lines() : undefined;
		if (this.#disposed || this.#connection !== undefined || wanted !== this.#options) return;
		const place: ServerPlace = { option, stateFolder, host, port };
		const connection: TmateConnection = new TmateConnection({
			clock,
			host,
			port,
			version,
			methods,
			hostKeyAlgorithms: pinnedAlgorithms(option),
			verify: (key) => keyFault(place, key, "the server's"),
			open: (key) => this.#connection === connection && this.#greet(place, key, allowed),
			message: (message) => this.#connection === connection && this.#take(message),
			drained: () => this.#connection === connection && this.#feed?.drained(),
			closed: (end) => this.#connection === connection && this.#closed(host, port, end),
		});
		this.#connection = connection;
	}

	#remember(place: ServerPlace, key: Uint8Array): void {
		try {
			const given = rememberKey(place, key);
			if (given !== undefined)
				this.#events.notice(`tmate server ${place.host} is new: its key ${given} is remembered`);
		} catch (error) {
			this.#ports.log.error("known relays", error);
		}
	}

	/** The server is there: who we are, what guests may use, then the session. */
	#greet(place: ServerPlace, key: Uint8Array, allowed: readonly string[] | undefined): void {
		this.#remember(place, key);
		this.#key = key;
		this.#lines.clear();
		const send = (message: Parameters<TmateConnection["send"]>[0]) => this.#connection?.send(message);
		send({ kind: "header", protocol: PROTOCOL, version: CLIENT_VERSION });
		this.#feed?.online(() => {
			const set = (name: string, value: string) => send({ kind: "exec", argv: ["set-option", name, value] });
			for (const [name, option] of PASSED_ON) {
				const value = this.#ports.option(option);
				if (value !== "") set(name, value);
			}
			if (allowed !== undefined) {
				// From now on nobody, then each of these.
				set("tmate-authorized-keys", "share-authorized-keys");
				for (const line of allowed)
					if (line.length <= MAX_KEY_LINE) set("tmate-set", `authorized_keys=${line}`);
			}
			send({
				kind: "uname",
				sysname: type(),
				nodename: hostname(),
				release: release(),
				version: kernel(),
				machine: arch(),
			});
			send({ kind: "ready" });
		});
	}

	#take(message: RelayMessage): void {
		if (message.kind === "notify") this.#notify(message.text);
		else if (message.kind === "set-env") this.#setVariable(message.name, message.value);
		else if (message.kind === "ready") {
			this.#ready = true;
			this.#readyTime = this.#ports.clock.now();
			this.#reason = "";
			this.#sayReady();
		} else this.#feed?.take(message);
	}

	/** The lines to hand over are shown by us anyway. */
	#notify(text: string): void {
		if (text === "" || /^(web|ssh) session( read only)?: /.test(text) || !this.#words.take()) return;
		this.#events.notice(`tmate server: ${cleanText(text, 300)}`);
	}

	#setVariable(name: string, value: string): void {
		const rights = LINE_NAMES[name];
		if (rights !== undefined) {
			if (!LINE.test(value)) {
				if (this.#words.take())
					this.#events.notice("tmate server: a line for guests that is none was left out");
				return;
			}
			this.#lines.set(name, { rights, endToEnd: false, command: value, pinned: "" });
			if (this.#ready) this.#sayReady();
		} else if (VARIABLES.has(name)) this.#events.variable?.(name, cleanText(value, 300));
	}

	#sayReady(): void {
		const lines = Object.keys(LINE_NAMES).flatMap((name) => this.#lines.get(name) ?? []);
		const told = JSON.stringify(lines);
		if (lines.length === 0 || this.#key === undefined || told === this.#told) return;
		// Each time runs hooks and is shown.
		if (!this.#words.take()) return;
		this.#told = told;
		this.#events.ready(lines, fingerprint(this.#key));
	}

	#closed(host: string, port: number, { reason, hopeless }: ConnectionEnd): void {
		this.#connection = undefined;
		this.#feed?.offline();
		const steady = this.#ready && this.#ports.clock.now() - this.#readyTime > STEADY_TIME;
		this.#ready = false;
		this.#told = "";
		if (hopeless) return this.#events.failed(`tmate server ${host}: ${reason}`);
		if (reason !== this.#reason) {
			this.#reason = reason;
			this.#events.lost(`tmate server ${host}${port === PORT ? "" : ` port ${port}`}: ${reason}`);
		}
		if (steady) this.#wait = FIRST_WAIT;
		const wait = this.#wait;
		this.#wait = Math.min(wait * 1.5, LONGEST_WAIT);
		this.#timer = this.#ports.clock.setTimeout(() => void this.#connect(), wait);
	}
}

export const tmateProvider: ShareProvider = {
	name: "tmate",
	tellsWebhook: true,
	start: (ports, events) => new TmateShare(ports, events),
};
