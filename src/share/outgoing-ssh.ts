/**
 * A connection that is made to an SSH server, from the first packet to the last:
 * the time it may take, the server's key, the ways to authenticate, and in words
 * why it has ended. What is done with it is its owner's: relay-client.ts and
 * tmate-connection.ts.
 */
import { connect, type Socket } from "node:net";
import ssh2, { type AnyAuthMethod, type Client, type ServerHostKeyAlgorithm } from "ssh2";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { errorCode, strerror } from "../util/errno.ts";
import { guestAlgorithms } from "./ssh-server.ts";
import { foreignWords } from "./wire.ts";
import { batchWrites } from "./write-batch.ts";

const KEEPALIVE_MISSES = 3;
/** For the last words (ms). */
const LINGER_TIME = 1000;

/** Why a connection has ended. */
export interface ConnectionEnd {
	readonly reason: string;
	/** Trying again will not help. */
	readonly hopeless: boolean;
}

/** What is asked of whoever connects out, whatever is spoken then. */
export interface ServerPorts {
	readonly clock: Clock;
	readonly host: string;
	readonly port: number;
	/** `comux 1.2.3`. */
	readonly version: string;
	readonly methods: readonly AnyAuthMethod[];
	/** Kinds of host key to ask for; undefined for any. */
	readonly hostKeyAlgorithms: readonly string[] | undefined;
	/** Whether the server may have this key (SSH wire form); a reason when not. */
	verify(key: Uint8Array): string | undefined;
	/** It is over; called once. */
	closed(end: ConnectionEnd): void;
}

export interface OutgoingSshOptions {
	readonly ports: ServerPorts;
	readonly user: string;
	/** Times in ms: to connect, from then on until `settled`, between signs of life. */
	readonly times: { readonly connect: number; readonly settle: number; readonly keepalive: number };
	/** Words of a reason: `the relay`, what there is no answer to, and why we are not let in. */
	readonly words: { readonly server: string; readonly settle: string; readonly refused: string };
	/** Bytes are about to be read. */
	data(): void;
	/** It is authenticated, with that key (SSH wire form). */
	ready(key: Uint8Array): void;
}

export class OutgoingSsh {
	readonly socket: Socket;
	readonly client: Client = new ssh2.Client();
	readonly #options: OutgoingSshOptions;
	#key: Uint8Array | undefined;
	#timer: Disposable;
	#connected = false;
	#end: ConnectionEnd | undefined;
	#over = false;

	constructor(options: OutgoingSshOptions) {
		this.#options = options;
		const { clock, host, port } = options.ports;
		const { times, words } = options;
		this.socket = connect({ host, port, noDelay: true });
		batchWrites(this.socket);
		this.#timer = clock.setTimeout(() => this.fail("no answer"), times.connect);
		this.socket.once("connect", () => {
			this.#connected = true;
			this.#timer.dispose();
			this.#timer = clock.setTimeout(() => this.fail(`no answer to ${words.settle}`), times.settle);
		});
		this.socket.on("close", () => this.#closed());
		this.socket.on("error", () => {});
		this.socket.on("data", () => options.data());
		this.#listen();
		this.#start();
	}

	/** The server's key (SSH wire form), once it was shown. */
	get key(): Uint8Array | undefined {
		return this.#key;
	}

	/** It ends, or has ended: what still comes is nobody's. */
	get ending(): boolean {
		return this.#end !== undefined || this.#over;
	}

	/** It has ended. */
	get over(): boolean {
		return this.#over;
	}

	/** What it was made for is there: no more hurry. */
	settled(): void {
		this.#timer.dispose();
	}

	/** Ends it behind what was written: `say` ends what it is made of. */
	end(say: () => void): void {
		this.#end ??= { reason: "", hopeless: false };
		this.#timer.dispose();
		say();
		this.#timer = this.#options.ports.clock.setTimeout(() => this.socket.destroy(), LINGER_TIME);
	}

	/** Ends it at once. */
	fail(reason: string, hopeless = false): void {
		this.#end ??= { reason, hopeless };
		this.socket.destroy();
		// A socket that never was connected says nothing when it is destroyed early.
		if (!this.#connected) this.#options.ports.clock.setImmediate(() => this.#closed());
	}

	#start(): void {
		const { ports, user, times } = this.#options;
		const { version, methods, hostKeyAlgorithms } = ports;
		const left = [...methods];
		try {
			this.client.connect({
				sock: this.socket,
				username: user,
				ident: version.replace(/[^\w.]+/g, "_"),
				algorithms: {
					kex: guestAlgorithms.kex!,
					compress: guestAlgorithms.compress!,
					// The types of ssh2 list the names that it knows.
					...(hostKeyAlgorithms && { serverHostKey: [...hostKeyAlgorithms] as ServerHostKeyAlgorithm[] }),
				},
				keepaliveInterval: times.keepalive,
				keepaliveCountMax: KEEPALIVE_MISSES,
				readyTimeout: 0,
				hostVerifier: (key: Buffer) => this.#verify(key),
				authHandler: (_left, _partial, next) => {
					// ssh2 takes `false` for the end of the list; its types do not say so.
					next((left.shift() ?? false) as AnyAuthMethod);
				},
			});
		} catch (error) {
			this.fail(error instanceof Error ? error.message : String(error), true);
		}
	}

	#verify(key: Buffer): boolean {
		const blob = new Uint8Array(key);
		const reason = this.#options.ports.verify(blob);
		if (reason !== undefined) {
			this.fail(reason, true);
			return false;
		}
		// New keys for the connection come with the same host key, which is the one that is signed.
		if (this.#key !== undefined && !Buffer.from(this.#key).equals(key)) {
			this.fail(`${this.#options.words.server}'s key has changed within the connection`);
			return false;
		}
		this.#key = blob;
		return true;
	}

	#listen(): void {
		const { ready, words } = this.#options;
		this.client.on("error", (error) => {
			const level = (error as { level?: string }).level;
			// An agent that does not answer is only one way less.
			if (level === "agent") return;
			if (level === "client-authentication") this.fail(words.refused, true);
			else this.fail(wordsOf(error));
		});
		this.client.on("ready", () => ready(this.#key!));
	}

	#closed(): void {
		if (this.#over) return;
		this.#over = true;
		this.#timer.dispose();
		this.#options.ports.closed(this.#end ?? { reason: "the connection was lost", hopeless: false });
	}
}

function wordsOf(error: Error): string {
	const code = errorCode(error);
	if (code === "ENOTFOUND") return "name or service not known";
	// What ssh2 finds has no code, what the other side says at its end has a number.
	const { code: given } = error as { code?: unknown };
	if (typeof given === "string" && /^E[A-Z]+$/.test(code)) return strerror(code);
	// The server may have said it.
	return foreignWords(error.message);
}
