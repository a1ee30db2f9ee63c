/**
 * The server's socket: made by main.ts with the mode tmux gives it, accepting
 * connections of local clients. A flood of connections is bounded.
 */
import { chmodSync, statSync, unlinkSync } from "node:fs";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import type { Disposable } from "../util/disposable.ts";

/** Most connections at once; more are closed at once. */
const CONNECTION_LIMIT = 1024;

/** Listens at `path`; calls `accept` for each connection. Rejects when it cannot listen. */
export function listen(
	path: string,
	accept: (socket: Socket) => void,
	onError: (error: unknown) => void,
): Promise<Listener> {
	return new Promise((resolve, reject) => {
		const net = createServer({ allowHalfOpen: false }, accept);
		net.maxConnections = CONNECTION_LIMIT;
		net.once("error", reject);
		// The socket must never be open to others, not even between bind and chmod.
		const mask = process.umask(0o177);
		try {
			net.listen(path, () => {
				net.off("error", reject);
				net.on("error", onError);
				resolve(new Listener(net, path));
			});
		} finally {
			process.umask(mask);
		}
	});
}

/** A socket that is listened to; disposing it closes and removes it. */
export class Listener implements Disposable {
	readonly #net: NetServer;
	readonly #path: string;

	constructor(net: NetServer, path: string) {
		this.#net = net;
		this.#path = path;
	}

	/** Shows by the execute bits whether a session is attached, as tmux does. */
	showAttached(attached: boolean): void {
		try {
			const mode = statSync(this.#path).mode & 0o777;
			const bits = (mode & 0o444) >> 2;
			chmodSync(this.#path, attached ? mode | bits : mode & ~0o111);
		} catch {
			// The socket was removed by somebody; it is no use to anyone now.
		}
	}

	dispose(): void {
		this.#net.close();
		try {
			unlinkSync(this.#path);
		} catch {
			// Gone already.
		}
	}
}
