/**
 * Tells a tmate host's webhook what happens in its session: who hosts, who
 * comes and goes. One event after the other, each tried a few times. Made by
 * the relay for a host that names a URL, and by share-hooks.ts for the host
 * itself. The URL and what stands behind it may be a stranger's: everything is
 * bounded, and nothing here throws.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";

const MAX_URL = 2048;
const MAX_USERDATA = 4096;
/** Longest text in params; a host names its version and machine as it likes. */
const MAX_TEXT = 256;
/** Events that wait. */
const MAX_QUEUE = 256;
/** Waits of 0.3, 0.9, 2.7 and 8.1 s: twelve seconds in all, enough for a receiver that is started anew. */
const TRIES = 5;
const FIRST_WAIT = 300;
const WAIT_FACTOR = 3;
/** Share of a wait by which it may be longer, so that not all hosts of a relay come back at once. */
const JITTER = 0.25;
/** After the end of a session: time for what still waits (ms). One event with all its tries fits in. */
const LINGER = 90_000;

export interface WebhookTarget {
	readonly url: string;
	/** Given back with each event, as the host gave it. */
	readonly userdata: string;
	/** UUID of the session; stays through reconnections. */
	readonly entityId: string;
}

/** What is told of a session when its host is connected. */
export interface WebhookRegister {
	/** Address of the host. */
	readonly ipAddress: string;
	/** `2.4.0`. */
	readonly clientVersion: string;
	readonly token: string;
	readonly tokenReadOnly: string;
	readonly reconnected: boolean;
	/** Only listed keys may join. */
	readonly restricted: boolean;
	readonly foreground: boolean;
	/** The tokens are names. */
	readonly named: boolean;
	readonly uname:
		| {
				readonly sysname: string;
				readonly nodename: string;
				readonly release: string;
				readonly version: string;
				readonly machine: string;
		  }
		| undefined;
	/** `ssh -p2222 %s@relay.example.org`. */
	readonly sshCommandFormat: string;
}

export interface WebhookGuest {
	/** UUID. */
	readonly id: string;
	readonly address: string;
	readonly readOnly: boolean;
}

/**
 * Posts `body` to `url` and answers with the HTTP status. Settles within a
 * bounded time. Rejects on errors of the network; with WebhookRefused when it
 * will not even try.
 */
export type WebhookPost = (url: string, body: string, signal: AbortSignal) => Promise<number>;

/** The URL is none that the relay would go to; trying again is of no use. */
export class WebhookRefused extends Error {}

export interface WebhookPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly post: WebhookPost;
	/** 0 to 1. */
	random(): number;
}

type EventType =
	| "session_register"
	| "session_join"
	| "session_left"
	| "session_disconnect"
	| "session_close";

interface WebhookEvent {
	readonly type: EventType;
	readonly timestamp: string;
	readonly generation: number;
	readonly params: Readonly<Record<string, unknown>>;
}

/** Why no events can be sent there, as a line for the host; undefined when they can. */
export function webhookProblem(url: string, userdata: string): string | undefined {
	if (url.length > MAX_URL) return "webhook URL too long";
	if (userdata.length > MAX_USERDATA) return "webhook userdata too long";
	try {
		const { protocol } = new URL(url);
		return protocol === "http:" || protocol === "https:" ? undefined : "webhook URL is not http or https";
	} catch {
		return "bad webhook URL";
	}
}

const clip = (text: string) => text.slice(0, MAX_TEXT);

/** Errors quote names and certificates of strangers. */
function printable(error: unknown): string {
	const text = error instanceof Error ? error.message || error.name : String(error);
	return clip(text).replace(/[^\x20-\x7e]+/g, "?");
}

function registerParams(params: WebhookRegister): Record<string, unknown> {
	const { uname } = params;
	return {
		ip_address: clip(params.ipAddress),
		client_version: clip(params.clientVersion),
		stoken: params.token,
		stoken_ro: params.tokenReadOnly,
		reconnected: params.reconnected,
		ssh_only: params.restricted,
		foreground: params.foreground,
		named: params.named,
		uname:
			uname === undefined
				? null
				: {
						sysname: clip(uname.sysname),
						nodename: clip(uname.nodename),
						release: clip(uname.release),
						version: clip(uname.version),
						machine: clip(uname.machine),
					},
		ssh_cmd_fmt: params.sshCommandFormat,
		// There is no web; receivers expect the members all the same.
		ws_url_fmt: "",
		web_url_fmt: "",
	};
}

export class Webhook implements Disposable {
	readonly #target: WebhookTarget;
	readonly #ports: WebhookPorts;
	/** For the log; no path and no password, either may be secret. */
	readonly #name: string;
	readonly #queue: WebhookEvent[] = [];
	/** The event under way. */
	#current: { readonly event: WebhookEvent; readonly body: string; tries: number } | undefined;
	/** The try under way. */
	#attempt: AbortController | undefined;
	#wait: Disposable | undefined;
	#deadline: Disposable | undefined;
	#generation = 1;
	/** Events dropped since the last one that was delivered. */
	#dropped = 0;
	/** `ending`: session_close is in the queue or has gone. */
	#state: "open" | "ending" | "over" = "open";
	/** Nothing can be sent to this URL. */
	readonly #mute: boolean;
	readonly #settle: () => void;
	/** Resolves after closed() when all is delivered or given up, or by dispose(). Never rejects. */
	readonly settled: Promise<void>;

	constructor(target: WebhookTarget, ports: WebhookPorts) {
		this.#target = target;
		this.#ports = ports;
		let settle = () => {};
		this.settled = new Promise<void>((resolve) => {
			settle = resolve;
		});
		this.#settle = settle;
		const problem = webhookProblem(target.url, target.userdata);
		this.#mute = problem !== undefined;
		this.#name = `webhook ${this.#mute ? "" : `${clip(new URL(target.url).host)} `}of ${target.entityId}`;
		if (problem !== undefined) this.#log(problem);
	}

	/** The host is connected, for the `generation`th time (from 1). */
	registered(params: WebhookRegister, generation: number): void {
		this.#generation = generation;
		this.#add("session_register", () => registerParams(params));
	}

	joined(guest: WebhookGuest): void {
		this.#add("session_join", () => ({
			id: guest.id,
			type: "ssh",
			ip_address: clip(guest.address),
			readonly: guest.readOnly,
		}));
	}

	/** The guest with that id has gone. */
	left(id: string): void {
		this.#add("session_left", () => ({ id }));
	}

	/** The host's connection is lost; it may come back. */
	disconnected(): void {
		this.#add("session_disconnect", () => ({}));
	}

	/** The session has ended. What comes later is not told any more. */
	closed(): void {
		if (this.#state !== "open") return;
		this.#deadline = this.#ports.clock.setTimeout(() => this.#giveUpAll(), LINGER);
		this.#add("session_close", () => ({}));
		this.#state = "ending";
		this.#next();
	}

	/** Drops what waits and ends what is under way. */
	dispose(): void {
		this.#over();
	}

	#add(type: EventType, params: () => Record<string, unknown>): void {
		if (this.#state !== "open" || this.#mute) return;
		try {
			const timestamp = new Date(this.#ports.clock.now()).toISOString();
			const event = { type, timestamp, generation: this.#generation, params: params() };
			this.#makeRoom();
			this.#queue.push(event);
			this.#next();
		} catch (error) {
			this.#ports.log.error(this.#name, error);
		}
	}

	/** Guests' events are dropped first, then those of connections that are history. */
	#makeRoom(): void {
		if (this.#queue.length < MAX_QUEUE) return;
		const oldest = (...types: EventType[]) => this.#queue.findIndex(({ type }) => types.includes(type));
		const guest = oldest("session_join", "session_left");
		const disconnect = guest < 0 ? oldest("session_disconnect") : guest;
		// Only session_register is left: many, of which each later one says the same.
		const [event] = this.#queue.splice(Math.max(disconnect, 0), 1);
		if (this.#dropped++ === 0) this.#log(`too many events wait, ${event?.type} dropped`);
	}

	#next(): void {
		if (this.#state === "over" || this.#current !== undefined) return;
		const event = this.#queue.shift();
		if (event === undefined) {
			if (this.#state === "ending") this.#over();
			return;
		}
		const { type, timestamp, generation, params } = event;
		const { entityId: entity_id, userdata } = this.#target;
		// Made now and not when it was put into the queue: there userdata would lie 256 times.
		const body = JSON.stringify({ type, entity_id, userdata, timestamp, generation, params });
		this.#current = { event, body, tries: 0 };
		this.#try();
	}

	#try(): void {
		const current = this.#current;
		if (current === undefined) return;
		current.tries++;
		const attempt = new AbortController();
		this.#attempt = attempt;
		const post = async () => this.#ports.post(this.#target.url, current.body, attempt.signal);
		post()
			.then(
				(status) => (status >= 200 && status < 300 ? undefined : new Error(`status ${status}`)),
				(error: unknown) => error ?? new Error("failed"),
			)
			.then((problem) => {
				// Another one's answer: this has been disposed meanwhile.
				if (this.#attempt !== attempt) return;
				this.#attempt = undefined;
				if (problem === undefined) this.#delivered();
				else this.#failed(problem);
			})
			.catch((error: unknown) => this.#ports.log.error(this.#name, error));
	}

	#delivered(): void {
		if (this.#dropped > 0) this.#log(`answers again, ${this.#dropped} events were dropped`);
		this.#dropped = 0;
		this.#current = undefined;
		this.#next();
	}

	#failed(problem: unknown): void {
		const current = this.#current;
		if (current === undefined) return;
		const { tries, event } = current;
		if (tries < TRIES && !(problem instanceof WebhookRefused)) {
			if (tries === 1) this.#log(`${event.type}: ${printable(problem)}, will try again`);
			const wait = FIRST_WAIT * WAIT_FACTOR ** (tries - 1) * (1 + JITTER * this.#ports.random());
			this.#wait = this.#ports.clock.setTimeout(() => this.#try(), wait);
			return;
		}
		this.#log(
			`${event.type}: ${printable(problem)}, given up after ${tries === 1 ? "1 try" : `${tries} tries`}`,
		);
		this.#current = undefined;
		this.#next();
	}

	#giveUpAll(): void {
		this.#log(`session is over, ${this.#queue.length + 1} events given up`);
		this.#over();
	}

	#over(): void {
		if (this.#state === "over") return;
		this.#state = "over";
		this.#deadline?.dispose();
		this.#wait?.dispose();
		const attempt = this.#attempt;
		this.#attempt = undefined;
		this.#current = undefined;
		this.#queue.length = 0;
		attempt?.abort();
		this.#settle();
	}

	#log(line: string): void {
		this.#ports.log.debug(`${this.#name}: ${line}`);
	}
}
