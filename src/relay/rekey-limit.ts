/** New keys for a connection cost us much and the other side little: bounded here. Used by relay.ts. */
import type { Duplex } from "node:stream";
import type { Connection } from "ssh2";
import type { Clock } from "../util/clock.ts";

/** Some at once, then one each span (ms). */
const FREE = 5;
const SPAN = 10_000;

/** Ends `connection` when it asks for new keys too often. */
export function limitRekeys(connection: Connection, socket: Duplex, clock: Clock): void {
	const start = clock.now();
	let count = 0;
	connection.on("rekey", () => {
		if (++count > FREE + (clock.now() - start) / SPAN) socket.destroy();
	});
}
