/**
 * Gets a connection to the server, starting one when the command may: whoever
 * holds the lock starts it, the others try again until it listens. Called by
 * client.ts with what start-server.ts does as a port.
 */
import { unlinkSync } from "node:fs";
import type { Socket } from "node:net";
import { connect as netConnect } from "node:net";
import { errorCode, strerror } from "../util/errno.ts";
import { takeLock } from "./lock.ts";

/** Longest path of a unix socket, in bytes: what sun_path holds besides its end. */
const longestPath = process.platform === "linux" ? 107 : 103;

/** How long others may take to start the server before we do it ourselves, and between two looks. */
const lockLimit = 30_000;
const lockInterval = 20;

/** A connected socket, or the line for the user. */
export type Connected = { readonly socket: Socket } | { readonly error: string };

/** Starts the server; resolves to undefined when it listens, or to the line for the user. */
export type StartServer = () => Promise<string | undefined>;

/** One try; resolves to the socket or to the code of the error. */
function tryConnect(path: string): Promise<Socket | string> {
	return new Promise((resolve) => {
		const socket = netConnect({ path });
		socket.once("connect", () => {
			socket.removeAllListeners("error");
			resolve(socket);
		});
		socket.once("error", (error) => resolve(errorCode(error)));
	});
}

function failure(path: string, code: string): Connected {
	if (code === "ECONNREFUSED") return { error: `no server running on ${path}` };
	return { error: `error connecting to ${path} (${strerror(code)})` };
}

/**
 * Connects to the server at `path`; when none answers and `start` is given,
 * starts one, or waits for the one that another client is starting.
 */
export async function connect(path: string, start: StartServer | undefined): Promise<Connected> {
	if (Buffer.byteLength(path) > longestPath) return failure(path, "ENAMETOOLONG");
	const first = await tryConnect(path);
	if (typeof first !== "string") return { socket: first };
	if (start === undefined || (first !== "ECONNREFUSED" && first !== "ENOENT")) return failure(path, first);

	const limit = Date.now() + lockLimit;
	let lock = takeLock(`${path}.lock`);
	while (lock === "held" && Date.now() < limit) {
		await new Promise((resolve) => setTimeout(resolve, lockInterval));
		const socket = await tryConnect(path);
		if (typeof socket !== "string") return { socket };
		lock = takeLock(`${path}.lock`);
	}
	try {
		// Somebody else may have started it between our first try and our lock.
		const again = await tryConnect(path);
		if (typeof again !== "string") return { socket: again };
		if (again === "ECONNREFUSED") unlinkSync(path);
		const error = await start();
		if (error !== undefined) return { error };
		const socket = await tryConnect(path);
		return typeof socket === "string" ? failure(path, socket) : { socket };
	} catch (error) {
		return { error: `error creating ${path} (${strerror(errorCode(error))})` };
	} finally {
		if (typeof lock !== "string") lock.dispose();
	}
}
