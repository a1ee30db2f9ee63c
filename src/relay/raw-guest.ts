/**
 * A guest whose SSH connection ends at its host: the relay passes bytes that it
 * cannot read. Made by guest-connection.ts for the one stream that a jump token
 * lets through.
 */
import type { Side } from "./pump.ts";
import { PumpedGuest } from "./pumped-guest.ts";

export interface RawGuestPorts {
	readonly guest: Side;
	readonly host: Side;
}

export class RawGuest extends PumpedGuest {
	readonly #guest: Side;

	constructor({ guest, host }: RawGuestPorts) {
		super(guest, host);
		this.#guest = guest;
		for (const { stream } of [guest, host])
			for (const event of ["end", "close"]) stream.on(event, () => this.close());
	}

	gone(): void {
		this.close();
	}

	/** Ends both sides behind what is written. */
	close(): void {
		this.stop();
		this.#guest.stream.end();
	}

	protected fromGuest(bytes: Uint8Array): void {
		this.toHost.write(bytes);
	}

	protected fromHost(bytes: Uint8Array): void {
		this.toGuest.write(bytes);
	}
}
