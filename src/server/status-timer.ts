/**
 * The clocks of status lines: every `status-interval` seconds each attached
 * client's status line is expanded again (times, `#()` jobs). No timer runs
 * for a client without a status line to renew. Owned by the runtime.
 */
import type { Client } from "../model/client.ts";
import { markStatus } from "../model/marks.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";

export class StatusTimers implements Disposable {
	readonly #server: Server;
	readonly #timers = new Map<Client, Disposable>();

	constructor(server: Server) {
		this.#server = server;
	}

	/** Starts the client's timer again (it attached, or an option changed). */
	restart(client: Client): void {
		this.forget(client);
		const { session } = client;
		if (!session || !client.attached) return;
		if (session.options.choice("status") === "off" && !session.options.flag("set-titles")) return;
		const seconds = session.options.number("status-interval");
		if (seconds === 0) return;
		this.#timers.set(
			client,
			this.#server.ports.clock.setTimeout(() => {
				if (!client.suspended) markStatus(this.#server, client);
				this.restart(client);
			}, seconds * 1000),
		);
	}

	/** The timers of all clients, after an option changed. */
	restartAll(): void {
		for (const client of this.#server.clients) this.restart(client);
	}

	forget(client: Client): void {
		this.#timers.get(client)?.dispose();
		this.#timers.delete(client);
	}

	dispose(): void {
		for (const timer of this.#timers.values()) timer.dispose();
		this.#timers.clear();
	}
}
