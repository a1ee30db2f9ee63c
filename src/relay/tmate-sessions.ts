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

/** How many tmate hosts there may be when nobody says so. */
export function defaultTmateLimit(): number {
	return Math.min(MAX_SESSIONS, Math.floor((totalmem() * MEMORY_SHARE) / SESSION_MEMORY));
}

export interface TmateSessionsPorts extends Omit<TmateSessionPorts, "seal" | "command"> {
	readonly seal: Seal;
	/** How many there may be. */
	readonly limit: number;
	/** The ssh command for a token, `%s` for one; asked when the relay listens. */
	command(): string;
}

export class TmateSessions implements Disposable {
	readonly #ports: TmateSessionsPorts;
	readonly #sessions = new Map<string, TmateSession>();

	constructor(ports: TmateSessionsPorts) {
		this.#ports = ports;
	}

	/** All there are, those too whose host is away or not ready. */
	get list(): readonly TmateSession[] {
		return [...this.#sessions.values()];
	}

	/** A host has said which tmate it is and what it has kept. */
	async greeted(connection: TmateConnection, { data }: Greeting): Promise<void> {
		const kept = data === "" ? undefined : this.#ports.seal.open(data);
		if (kept !== undefined && (await this.#isOld(kept))) {
			this.#join(connection, kept);
			return;
		}
		const is = { id: randomUUID(), rw: randomToken("rw"), ro: randomToken("ro"), generation: 0 };
		this.#join(connection, is);
	}

	dispose(): void {
		for (const session of this.#sessions.values()) session.dispose();
		this.#sessions.clear();
	}

	/**
	 * Whether this is the host that had the session: nobody else is there, and
	 * it has kept what the last connection was given, not an earlier one.
	 */
	async #isOld(kept: SealedSession): Promise<boolean> {
		const before = this.#sessions.get(kept.id);
		if (before === undefined) return true;
		if (before.generation !== kept.generation) return false;
		return before.connection === undefined || !(await before.connection.isAlive());
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
		const session = new TmateSession(is, {
			...this.#ports,
			command: this.#ports.command(),
			seal: (one) => this.#ports.seal.seal(one),
			ended: (one) => {
				if (this.#sessions.get(one.id) === one) this.#sessions.delete(one.id);
				this.#ports.ended(one);
			},
		});
		this.#sessions.set(is.id, session);
		session.connect(connection);
	}

	#hasPlace(address: string): boolean {
		const { limit } = this.#ports;
		const group = addressGroup(address);
		const near = this.list.filter((one) => addressGroup(one.address) === group).length;
		return this.#sessions.size < limit && near < MAX_PER_ADDRESS;
	}
}
