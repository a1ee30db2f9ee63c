/**
 * A guest whose SSH connection ends at its host: the relay passes bytes that it
 * cannot read. Made by guest-connection.ts for the one stream that a jump token
 * lets through.
 */
import { Pump, type Side } from "./pump.ts";

export interface RawGuestPorts {
	readonly guest: Side;
	readonly host: Side;
}

export class RawGuest {
	readonly #ports: RawGuestPorts;
	readonly #toHost: Pump;
	readonly #toGuest: Pump;

	constructor(ports: RawGuestPorts) {
		this.#ports = ports;
		const { guest, host } = ports;
		this.#toHost = new Pump({ from: guest.stream, to: host, data: (bytes) => this.#toHost.write(bytes) });
		this.#toGuest = new Pump({ from: host.stream, to: guest, data: (bytes) => this.#toGuest.write(bytes) });
		for (const { stream } of [guest, host]) {
			// What follows an error is told by `close`.
			stream.on("error", () => {});
			for (const event of ["end", "close"]) stream.on(event, () => this.close());
		}
	}

	get bytesIn(): number {
		return this.#toHost.bytes;
	}

	get bytesOut(): number {
		return this.#toGuest.bytes;
	}

	get queued(): number {
		return this.#toGuest.held;
	}

	get overrun(): "host" | "guest" | undefined {
		if (this.#toGuest.overrun) return "host";
		return this.#toHost.overrun ? "guest" : undefined;
	}

	/** The guest is not there any more. */
	gone(): void {
		this.close();
	}

	/** Ends both sides behind what is written. */
	close(): void {
		this.#toHost.stop();
		this.#toGuest.stop();
		this.#ports.host.stream.end();
		this.#ports.guest.stream.end();
	}
}
