/**
 * The tmate hosts of the relay: gives each connection its session, the one it
 * had before when it can show that, or a new one. Owned by relay.ts.
 */
import { randomUUID } from "node:crypto";
import { totalmem } from "node:os";
import { addressGroup } from "../share/attempt-limit.ts";
import { randomToken } from "../share/token.ts";
import type { Disposable } from "../util/disposable.ts";
import type { TmateConnection } from "./tmate-connection.ts";
import type { Greeting } from "./tmate-greeting.ts";
import type { Seal, SealedSession } from "./tmate-seal.ts";
import { TmateSession, type TmateSessionPorts } from "./tmate-session.ts";

/** What a session's thread takes, about (bytes), and how much of the machine's memory all may take. */
const SESSION_MEMORY = 40 * 1024 * 1024;
const MEMORY_SHARE = 0.5;
const MAX_SESSIONS = 512;
/** Of hosts behind one address. */
const MAX_PER_ADDRESS = 32;

/** Bytes that all sessions may take; a container has less than its machine. */
function memoryShare(): number {
	return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) * MEMORY_SHARE;
}

/** How many tmate hosts there may be when nobody says so. */
export function defaultTmateLimit(): number {
	return Math.min(MAX_SESSIONS, Math.floor(memoryShare() / SESSION_MEMORY));
}

export interface TmateSessionsPorts extends Omit<TmateSessionPorts, "seal" | "command" | "over" | "weighed"> {
	readonly seal: Seal;
	/** How many there may be. */
	readonly limit: number;
	/** Bytes that all may take; what is right for the machine when it is not given. */
	readonly memory?: number | undefined;
	/** The ssh command for a token, `%s` for one; asked when the relay listens. */
	command(): string;
}

export class TmateSessions implements Disposable {
	readonly #ports: TmateSessionsPorts;
	/** Those that a host may come back to, by their id. */
	readonly #sessions = new Map<string, TmateSession>();
	/** All, those too that have ended and say goodbye. */
	readonly #all = new Set<TmateSession>();
	readonly #memory: number;

	constructor(ports: TmateSessionsPorts) {
		this.#ports = ports;
		this.#memory = ports.memory ?? memoryShare();
	}

	/** A host has said which tmate it is and what it has kept. */
	async greeted(connection: TmateConnection, { data }: Greeting): Promise<void> {
		const kept = data === "" ? undefined : this.#ports.seal.open(data);
		const isOld = kept !== undefined && (await this.#isOld(kept));
		if (connection.isOver) return;
		this.#join(
			connection,
			isOld ? kept : { id: randomUUID(), rw: randomToken("rw"), ro: randomToken("ro"), generation: 0 },
		);
	}

	dispose(): void {
		this.#sessions.clear();
		for (const session of [...this.#all]) session.dispose();
	}

	/**
	 * Whether this is the host that had the session: nobody else is there, and
	 * it has kept what the last connection was given, not an earlier one.
	 */
	async #isOld(kept: SealedSession): Promise<boolean> {
		const before = this.#sessions.get(kept.id);
		if (before === undefined) return true;
		if (!before.mayHave(kept.generation)) return false;
		const { connection } = before;
		if (connection === undefined) return true;
		if (await connection.isAlive()) return false;
		// Somebody else may have come back to it meanwhile.
		return this.#sessions.get(kept.id)?.connection === connection || this.#isOld(kept);
	}

	#join(connection: TmateConnection, is: SealedSession): void {
		const before = this.#sessions.get(is.id);
		if (before !== undefined) {
			before.connect(connection);
			return;
		}
		if (!this.#hasPlace(connection.address)) {
			connection.refuse("this relay is full: try again later");
			return;
		}
		const session = this.#start(connection, is);
		session?.connect(connection);
	}

	/** A session with its thread; without when the machine has no place for one. */
	#start(connection: TmateConnection, is: SealedSession): TmateSession | undefined {
		try {
			const session = new TmateSession(is, {
				...this.#ports,
				command: this.#ports.command(),
				seal: (one) => this.#ports.seal.seal(one),
				ended: (one) => {
					if (this.#sessions.get(one.id) === one) this.#sessions.delete(one.id);
					this.#ports.ended(one);
				},
				weighed: () => this.#weigh(),
				over: (one) => this.#all.delete(one),
			});
			this.#sessions.set(is.id, session);
			this.#all.add(session);
			return session;
		} catch (error) {
			this.#ports.log.error("tmate session", error);
			connection.refuse("this relay has no place: try again later");
			return undefined;
		}
	}

	/** When all together take too much, the one that takes most has to go. */
	#weigh(): void {
		let sum = 0;
		let most: TmateSession | undefined;
		for (const session of this.#sessions.values()) {
			sum += session.memory;
			if (most === undefined || session.memory > most.memory) most = session;
		}
		if (sum > this.#memory) most?.refuse("the relay has no memory left for this session");
	}

	#hasPlace(address: string): boolean {
		const { limit } = this.#ports;
		const group = addressGroup(address);
		const threads = [...this.#all].filter(({ hasThread }) => hasThread);
		const near = threads.filter((one) => addressGroup(one.address) === group);
		return threads.length < limit && near.length < MAX_PER_ADDRESS;
	}
}
