/**
 * ssh2 hands each packet to its socket by itself, and a system call for each is
 * most of what many guests cost. Sockets that carry SSH get this from whoever
 * has made them: the host's way to its relay, the host's own SSH server, the relay.
 */
import type { Duplex } from "node:stream";

/** Packets that wait for each other: the first of them are not to wait for the making of all. */
const MOST = 16;

/**
 * From now on the first write of a turn of the event loop goes out at once, and
 * those that follow in the same turn go out together, at its end at the latest.
 * Nothing that was written is lost when the socket is destroyed.
 */
export function batchWrites(socket: Duplex): void {
	const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
	const destroy = socket.destroy.bind(socket);
	let busy = false;
	let waiting = 0;
	const flush = () => {
		if (waiting === 0) return;
		waiting = 0;
		socket.uncork();
	};
	socket.write = (...args: unknown[]) => {
		if (!busy) {
			busy = true;
			setImmediate(() => {
				busy = false;
				flush();
			});
			return write(...args);
		}
		if (waiting === 0) socket.cork();
		const more = write(...args);
		if (++waiting >= MOST) flush();
		return more;
	};
	socket.destroy = (error) => {
		flush();
		return destroy(error);
	};
}
