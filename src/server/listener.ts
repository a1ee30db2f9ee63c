/**
 * The server's socket: made by main.ts with the mode tmux gives it, accepting
 * connections of local clients. A flood of connections is bounded.
 */
import { chmodSync, existsSync, linkSync, renameSync, statSync, unlinkSync } from "node:fs";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Disposable } from "../util/disposable.ts";
import { errorCode } from "../util/errno.ts";

/** Most connections at once; more are closed at once. */
const CONNECTION_LIMIT = 1024;

/**
 * Listens at `path`, in the place of a socket that is left over there; calls
 * `accept` for each connection. Rejects when it cannot listen.
 */
export function listen(
	path: string,
	accept: (socket: Socket) => void,
	onError: (error: unknown) => void,
): Promise<Listener> {
	return new Promise((resolve, reject) => {
		const net = createServer({ allowHalfOpen: false }, accept);
		net.maxConnections = CONNECTION_LIMIT;
		const refuse = (error: unknown) => reject(bindError(error, path));
		net.once("error", refuse);
		quietly(() => unlinkSync(path));
		// The socket must never be open to others, not even between bind and chmod.
		const mask = process.umask(0o177);
		try {
			net.listen(path, () => {
				net.off("error", refuse);
				net.on("error", onError);
				resolve(new Listener(net, path));
			});
		} finally {
			process.umask(mask);
		}
	});
}

function quietly(fn: () => void): void {
	try {
		fn();
	} catch {
		// Gone already, or not ours to touch: listening says so.
	}
}

/** node says EACCES for a folder that does not exist. */
function bindError(error: unknown, path: string): unknown {
	if (errorCode(error) !== "EACCES" || existsSync(dirname(path))) return error;
	return Object.assign(new Error("no such folder"), { code: "ENOENT" });
}

/** A socket that is listened to; disposing it closes it. */
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

	/**
	 * The file stays, as that of tmux does: whoever connects is told that no server runs. node removes it when it
	 * closes the socket, so it is kept under another name meanwhile.
	 */
	dispose(): void {
		const kept = `${this.#path}.${process.pid}`;
		quietly(() => linkSync(this.#path, kept));
		this.#net.close();
		quietly(() => renameSync(kept, this.#path));
	}
}
