/**
 * A slow line: a TCP port whose bytes go on to another one at so many bits a
 * second and so much later, in both directions. Used by bench/sharing.ts for the
 * guest whose network is bad.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

/** Bytes that travel in one piece, as on a line that others use too. */
const PACKET = 1024;
/** What waits at the near end, as in a modem; whoever sends more has to wait. */
const MODEM = 16 * 1024;

export interface SlowLine {
	readonly port: number;
	/** Bytes that have come out at the guest's end. */
	readonly bytes: number;
	close(): void;
}

/** Opens a line to a port of this machine: `bits` a second and `delay` ms in each direction. */
export function slowLine(to: number, bits: number, delay: number): Promise<SlowLine> {
	const sockets = new Set<Socket>();
	let bytes = 0;
	const carry = (from: Socket, into: Socket, arrived: (count: number) => void): void => {
		let held = 0;
		let free = 0;
		from.on("data", (data: Buffer) => {
			for (let at = 0; at < data.length; at += PACKET) {
				const packet = data.subarray(at, at + PACKET);
				const now = performance.now();
				free = Math.max(free, now) + (packet.length * 8000) / bits;
				held += packet.length;
				setTimeout(() => {
					held -= packet.length;
					if (held < MODEM) from.resume();
				}, free - now);
				setTimeout(
					() => {
						arrived(packet.length);
						if (into.writable) into.write(packet);
					},
					free - now + delay,
				);
			}
			if (held >= MODEM) from.pause();
		});
		from.on("error", () => {});
		from.on("close", () => {
			sockets.delete(from);
			into.destroy();
		});
		sockets.add(from);
	};
	const server: Server = createServer({ noDelay: true }, (guest) => {
		const far = connect({ port: to, host: "127.0.0.1", noDelay: true });
		carry(guest, far, () => {});
		carry(far, guest, (count) => {
			bytes += count;
		});
	});
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			resolve({
				port: typeof address === "object" && address !== null ? address.port : 0,
				get bytes() {
					return bytes;
				},
				close() {
					server.close();
					for (const socket of sockets) socket.destroy();
				},
			});
		});
	});
}
