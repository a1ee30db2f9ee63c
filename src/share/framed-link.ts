/**
 * A guest that a relay carries: its wire is a forwarded stream with frames
 * (wire.ts). Made by provider-relay.ts for each stream the relay opens; handed
 * over as a link when the guest has said hello.
 */
import type { Duplex } from "node:stream";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { INPUT_RATES, InputBudget } from "./input-budget.ts";
import { LinkFlow } from "./link-flow.ts";
import type { GuestHandler, GuestIdentity, GuestLink } from "./provider.ts";
import { encodeData, encodeEnd, encodeMark, type Frame, FrameDecoder, WireError } from "./wire.ts";

/** From the stream to hello, in ms. */
const HELLO_TIME = 10_000;
/** From `close` to the end of a stream that does not take the last bytes, in ms. */
const CLOSE_TIME = 10_000;
/** A guest that holds more than this is gone: whoever writes has long stopped to send frames. */
const QUEUE_LIMIT = 4 * 1024 * 1024;

type FrameHandlers = { readonly [T in Frame["type"]]?: (frame: Extract<Frame, { type: T }>) => void };

export interface FramedLinkPorts {
	readonly clock: Clock;
	/** Whether the guest may come in; a reason when not. Never rejects. */
	admit(identity: GuestIdentity): Promise<string | undefined>;
	accept(link: GuestLink): void;
}

/** Reads `stream` and hands over a link when hello has come. A stream that does not fit is destroyed. */
export function acceptFramed(stream: Duplex, ports: FramedLinkPorts): void {
	new FramedLink(stream, ports);
}

class FramedLink implements GuestLink {
	identity!: GuestIdentity;
	bytesIn = 0;
	bytesOut = 0;
	readonly #stream: Duplex;
	readonly #ports: FramedLinkPorts;
	readonly #decoder = new FrameDecoder("relay");
	readonly #flow: LinkFlow;
	/** Marks that the relay has not answered; it answers them in their order. */
	readonly #marks: number[] = [];
	#lastMark = 0;
	#input: InputBudget | undefined;
	#size: { cols: number; rows: number } | undefined;
	#sizeTurn: Disposable | undefined;
	#handler: GuestHandler | undefined;
	#timer: Disposable | undefined;
	#known = false;
	/** Frames that came while somebody thinks about the guest. */
	#early: Frame[] | undefined;
	#ending = false;
	#gone = false;

	constructor(stream: Duplex, ports: FramedLinkPorts) {
		const { clock } = ports;
		this.#stream = stream;
		this.#ports = ports;
		this.#flow = new LinkFlow({
			clock,
			sendMark: () => this.#sendMark(),
			drained: () => this.#ending || this.#handler?.drained(),
			gone: () => this.destroy(),
		});
		this.#timer = clock.setTimeout(() => this.destroy(), HELLO_TIME);
		stream.on("data", (bytes: Uint8Array) => this.#read(bytes));
		for (const event of ["error", "end", "close"]) stream.on(event, () => this.destroy());
	}

	get queued(): number {
		return this.#flow.queued;
	}

	get room(): number {
		return this.#flow.room;
	}

	get rtt(): number {
		return this.#flow.rtt;
	}

	handle(handler: GuestHandler): void {
		this.#handler = handler;
	}

	write(bytes: Uint8Array): void {
		if (this.#gone || this.#ending || bytes.length === 0) return;
		// A relay may answer marks that it has not read yet: what waits here is counted too.
		if (Math.max(this.queued, this.#stream.writableLength) + bytes.length > QUEUE_LIMIT) {
			this.destroy();
			return;
		}
		this.bytesOut += bytes.length;
		this.#flow.wrote(bytes.length);
		for (const frame of encodeData(bytes)) this.#stream.write(frame);
		// The relay answers a mark when the bytes before it are at the guest, so it may follow at once.
		this.#flow.passed(bytes.length);
	}

	close(lastLine: string, status: number): void {
		if (this.#gone || this.#ending) return;
		this.#ending = true;
		this.#stream.end(encodeEnd(status, lastLine));
		this.#timer?.dispose();
		this.#timer = this.#ports.clock.setTimeout(() => this.destroy(), CLOSE_TIME);
	}

	destroy(): void {
		if (this.#gone) return;
		this.#gone = true;
		this.#timer?.dispose();
		this.#flow.dispose();
		this.#input?.dispose();
		this.#sizeTurn?.dispose();
		this.#stream.destroy();
		this.#handler?.closed();
	}

	#sendMark(): void {
		if (this.#gone || this.#ending) return;
		this.#lastMark = (this.#lastMark + 1) % 0x1_0000_0000;
		this.#marks.push(this.#lastMark);
		this.#stream.write(encodeMark(this.#lastMark));
	}

	#read(bytes: Uint8Array): void {
		this.#flow.heard();
		this.#guard(() => {
			for (const frame of this.#decoder.push(bytes)) this.#take(frame);
		});
	}

	readonly #frames: FrameHandlers = {
		hello: ({ hello }) => {
			if (this.#known) throw new WireError("hello twice");
			this.#known = true;
			this.#timer?.dispose();
			this.identity = { ...hello, via: "relay" };
			this.#early = [];
			this.#input = new InputBudget(INPUT_RATES[hello.rights], {
				clock: this.#ports.clock,
				pause: () => this.#stream.pause(),
				resume: () => {
					if (this.#early === undefined) this.#stream.resume();
				},
				data: (some) => {
					if (!this.#gone && !this.#ending) this.#handler?.data(some);
				},
			});
			this.#stream.pause();
			void this.#admit();
		},
		data: ({ bytes }) => {
			this.bytesIn += bytes.length;
			this.#input?.push(bytes);
		},
		// Told once a turn, however often it is said.
		size: (size) => {
			this.#size = size;
			this.#sizeTurn ??= this.#ports.clock.setImmediate(() => {
				this.#sizeTurn = undefined;
				const { cols, rows } = this.#size ?? size;
				if (!this.#gone && !this.#ending) this.#handler?.resize(cols, rows);
			});
		},
		ack: ({ mark }) => {
			if (mark !== this.#marks.shift()) throw new WireError("ack of another mark");
			this.#flow.answered();
		},
	};

	async #admit(): Promise<void> {
		const reason = await this.#ports.admit(this.identity);
		if (this.#gone) return;
		if (reason === undefined) this.#ports.accept(this);
		else this.close(reason, 1);
		const early = this.#early ?? [];
		this.#early = undefined;
		this.#guard(() => {
			for (const frame of early) this.#take(frame);
		});
		this.#stream.resume();
	}

	#guard(what: () => void): void {
		try {
			what();
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.destroy();
		}
	}

	#take(frame: Frame): void {
		if (this.#gone) return;
		if (!this.#known && frame.type !== "hello") throw new WireError("no hello");
		if (this.#early !== undefined) {
			this.#early.push(frame);
			return;
		}
		if (this.#ending && frame.type === "data") return;
		// The decoder lets only the types of a relay through, and there is a row for each.
		(this.#frames[frame.type] as ((frame: Frame) => void) | undefined)?.(frame);
	}
}
