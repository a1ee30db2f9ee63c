/**
 * The size guests ask of the host: the smallest of all who may type, without
 * their status lines. Said when it changes, and again after each reconnection.
 * Owned by mirror.ts.
 */
import type { Client } from "../model/client.ts";
import { statusLines } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";

export interface SizePorts {
	/** -1, -1: nobody asks for any. */
	resize(sx: number, sy: number): void;
}

export class GuestSizes implements Disposable {
	readonly #server: Server;
	readonly #ports: SizePorts;
	#pending: Disposable | undefined;
	/** What the host believes; it begins with nobody. */
	#said = "-1 -1";

	constructor(server: Server, ports: SizePorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** Somebody came, left, has another size or other rights, or status lines have changed. */
	check(): void {
		this.#pending ??= this.#server.ports.clock.setImmediate(() => {
			this.#pending = undefined;
			this.#say();
		});
	}

	/** A new connection: the host knows of nobody. */
	again(): void {
		this.#said = "-1 -1";
		this.check();
	}

	dispose(): void {
		this.#pending?.dispose();
	}

	#say(): void {
		const sizes = [...this.#server.clients].filter(counts);
		const sx = Math.min(...sizes.map((client) => client.sx));
		const sy = Math.min(...sizes.map((client) => Math.max(client.sy - statusLines(client), 1)));
		const size: [number, number] = sizes.length === 0 ? [-1, -1] : [sx, sy];
		const text = size.join(" ");
		if (text === this.#said) return;
		this.#said = text;
		this.#ports.resize(...size);
	}
}

function counts(client: Client): boolean {
	const { flags } = client;
	return (
		client.session !== undefined && !client.exiting && !client.dead && !flags.readOnly && !flags.ignoreSize
	);
}
