/**
 * When the server ends: by itself when the last session and the last client
 * have gone (`exit-empty`, `exit-unattached`), or told to. Owned by the runtime.
 */
import { destroySession } from "../model/lifecycle.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";

/** Clients that do not leave hold a server that was told to end no longer than this, in ms. */
const PATIENCE = 3000;
/** The client that started the server has this long to connect, in ms. */
const GRACE = 5000;

export interface ExitPorts {
	jobsRunning(): boolean;
	exit(): void;
}

export class ExitWatch implements Disposable {
	readonly #server: Server;
	readonly #ports: ExitPorts;
	#begin: (() => void) | undefined;
	#grace: Disposable | undefined;
	#stays = false;
	#check: Disposable | undefined;
	#patience: Disposable | undefined;

	constructor(server: Server, ports: ExitPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** The server does not end by itself (-D). */
	stay(): void {
		this.#stays = true;
	}

	/** The server is up: `begin` is called when the client that started it has come, or does not come. */
	start(begin: () => void): void {
		this.#begin = begin;
		this.#grace = this.#server.ports.clock.setTimeout(() => this.clientCame(), GRACE);
	}

	/** A first client has come (or none will). */
	clientCame(): void {
		this.#grace?.dispose();
		const begin = this.#begin;
		this.#begin = undefined;
		begin?.();
		this.check();
	}

	/** Something that held the server may have gone. */
	check(): void {
		this.#check ??= this.#server.ports.clock.setImmediate(() => {
			this.#check = undefined;
			if (this.#mayEnd()) this.#ports.exit();
		});
	}

	/** Ends all sessions, then the server as soon as the clients have left. */
	killAll(): void {
		for (const session of [...this.#server.sessions.values()]) destroySession(this.#server, session);
		this.#patience ??= this.#server.ports.clock.setTimeout(() => this.#ports.exit(), PATIENCE);
		this.check();
	}

	dispose(): void {
		for (const one of [this.#grace, this.#check, this.#patience]) one?.dispose();
	}

	#mayEnd(): boolean {
		const { clients, exiting, options, sessions } = this.#server;
		if (exiting) return clients.size === 0;
		if (!this.#server.configDone || this.#stays) return false;
		if (!options.flag("exit-empty")) return false;
		if (!options.flag("exit-unattached") && sessions.size > 0) return false;
		for (const client of clients) if (client.session) return false;
		const { eventWaiters, waitChannels } = this.#server;
		for (const { waiters } of waitChannels.values()) for (const wake of waiters.splice(0)) wake();
		for (const waiters of eventWaiters.values()) for (const wake of waiters.splice(0)) wake();
		return clients.size === 0 && !this.#ports.jobsRunning();
	}
}
