/**
 * The socket in the keys folder that tells `comux-relay status` how the relay
 * is: a line of JSON (protocol/relay-status.ts) at once and each second. Made by
 * main.ts. Only the relay's own user can connect.
 */
import { chmodSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { encodeRelayStatus, RELAY_STATUS_SOCKET, type RelayStatus } from "../protocol/relay-status.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

const INTERVAL = 1000;
const MAX_READERS = 16;

/** The path of the socket. */
export function statusSocketPath(folder: string): string {
	return join(folder, RELAY_STATUS_SOCKET);
}

/** Whether a relay answers at the socket of that folder. */
export function relayRuns(folder: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(statusSocketPath(folder));
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}

export class StatusSocket implements Disposable {
	readonly #readers = new Set<Socket>();
	readonly #server: Server;
	readonly #clock: Clock;
	readonly #status: () => RelayStatus;
	#timer: Disposable | undefined;

	constructor(clock: Clock, status: () => RelayStatus) {
		this.#clock = clock;
		this.#status = status;
		this.#server = createServer((socket) => this.#take(socket));
	}

	/** Listens in `folder`; a socket that nobody answers at is taken over. Rejects when that cannot be. */
	listen(folder: string): Promise<void> {
		const path = statusSocketPath(folder);
		try {
			unlinkSync(path);
		} catch {
			// None was left.
		}
		return new Promise((resolve, reject) => {
			this.#server.once("error", reject);
			// The folder is open to its owner only, so nobody is faster than chmod.
			this.#server.listen(path, () => {
				chmodSync(path, 0o600);
				this.#server.off("error", reject);
				this.#server.on("error", () => {});
				resolve();
			});
		});
	}

	dispose(): void {
		this.#timer?.dispose();
		this.#server.close();
		for (const reader of this.#readers) reader.destroy();
	}

	#take(socket: Socket): void {
		if (this.#readers.size >= MAX_READERS) {
			socket.destroy();
			return;
		}
		this.#readers.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => this.#readers.delete(socket));
		socket.resume();
		this.#write([socket]);
		this.#timer ??= this.#clock.setTimeout(() => this.#tick(), INTERVAL);
	}

	#tick(): void {
		this.#timer = undefined;
		if (this.#readers.size === 0) return;
		this.#write([...this.#readers]);
		this.#timer = this.#clock.setTimeout(() => this.#tick(), INTERVAL);
	}

	/** One who has not read the last one yet is left out. */
	#write(readers: readonly Socket[]): void {
		const ready = readers.filter((reader) => reader.writableLength === 0);
		if (ready.length === 0) return;
		const line = encodeRelayStatus(this.#status());
		for (const reader of ready) reader.write(line);
	}
}
