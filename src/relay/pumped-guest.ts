/**
 * What all guests of the relay have in common: a pump in each direction between
 * the guest and its host, and what they have counted. Extended by PlainGuest
 * and RawGuest.
 */
import { Pump, type Side } from "./pump.ts";

export abstract class PumpedGuest {
	protected readonly toHost: Pump;
	protected readonly toGuest: Pump;
	readonly #host: Side;

	constructor(guest: Side, host: Side) {
		this.#host = host;
		this.toHost = new Pump({ from: guest.stream, to: host, data: (bytes) => this.fromGuest(bytes) });
		this.toGuest = new Pump({ from: host.stream, to: guest, data: (bytes) => this.fromHost(bytes) });
		// What follows an error is told by `close`.
		for (const { stream } of [guest, host]) stream.on("error", () => {});
	}

	/** Bytes that have come from the guest. */
	get bytesIn(): number {
		return this.toHost.bytes;
	}

	/** Bytes that have come for it. */
	get bytesOut(): number {
		return this.toGuest.bytes;
	}

	/** Bytes that wait for the guest's network. */
	get queued(): number {
		return this.toGuest.held;
	}

	/** One of the two does not keep to its window. */
	get overrun(): "host" | "guest" | undefined {
		if (this.toGuest.overrun) return "host";
		return this.toHost.overrun ? "guest" : undefined;
	}

	/** The guest is not there any more. */
	abstract gone(): void;

	protected abstract fromGuest(bytes: Uint8Array): void;

	protected abstract fromHost(bytes: Uint8Array): void;

	/** Passes nothing more on, and ends the host's side behind what is written. */
	protected stop(): void {
		this.toHost.stop();
		this.toGuest.stop();
		this.#host.stream.end();
	}
}
