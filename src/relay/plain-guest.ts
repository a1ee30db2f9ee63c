/**
 * A guest whose terminal ends at the relay: its session channel on one side, a
 * framed stream to its host on the other (share/wire.ts). Made by
 * guest-connection.ts when the guest has a terminal and its token is good.
 */
import type { Duplex } from "node:stream";
import type { ServerChannel } from "ssh2";
import type { MarkSender } from "../share/ssh2-private.ts";
import {
	encodeAck,
	encodeData,
	encodeHello,
	encodeSize,
	type Frame,
	FrameDecoder,
	type GuestHello,
	WireError,
} from "../share/wire.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Side } from "./pump.ts";
import { PumpedGuest } from "./pumped-guest.ts";

/** How long last words may take, and the guest's ssh to hang up after them (ms). */
const LAST_WORDS = 5000;
const GOODBYE = 2000;
/** Marks of a host that wait for the guest. */
const MAX_MARKS = 64;
const NOTHING = new Uint8Array(0);
/**
 * What a terminal is put back to before words of ours, as the host, which knows
 * what it has switched on, cannot do it any more: no half escape sequence,
 * mouse, focus, paste and key modes off, the cursor shown, the first screen.
 */
const RESET =
	"\x18\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?2031l\x1b[?7727l" +
	"\x1b[>4m\x1b[?1l\x1b>\x1b[0 q\x1b[r\x1b(B\x1b[m\x1b[?25h\x1b[?1049l";

export interface PlainGuestPorts {
	readonly clock: Clock;
	readonly channel: ServerChannel;
	readonly guest: Required<Side>;
	/** Marks to the guest. */
	readonly marks: MarkSender;
	readonly host: Side;
}

type FrameHandlers = { readonly [T in Frame["type"]]?: (frame: Extract<Frame, { type: T }>) => void };

export class PlainGuest extends PumpedGuest {
	readonly #ports: PlainGuestPorts;
	readonly #decoder = new FrameDecoder("host");
	#marks = 0;
	#ending = false;

	constructor(hello: GuestHello, ports: PlainGuestPorts) {
		super(ports.guest, ports.host);
		this.#ports = ports;
		this.toHost.write(encodeHello(hello));
		ports.channel.on("close", () => this.gone());
		for (const event of ["end", "close"])
			ports.host.stream.on(event, () => this.close("the host has ended the connection", 1));
	}

	resized(cols: number, rows: number): void {
		if (!this.#ending) this.toHost.write(encodeSize(cols, rows));
	}

	/** Sends a last line of the relay's own and the exit status after what was written, and ends. */
	close(lastLine: string, status: number): void {
		this.#end(`${this.bytesOut > 0 ? RESET : ""}${lastLine}`, status);
	}

	#end(lastLine: string, status: number): void {
		if (this.#ending) return;
		this.#ending = true;
		this.stop();
		sayGoodbye(this.#ports.clock, this.#ports.channel, this.#ports.guest.below.socket, lastLine, status);
	}

	gone(): void {
		this.#ending = true;
		this.stop();
	}

	protected fromGuest(bytes: Uint8Array): void {
		for (const frame of encodeData(bytes)) this.toHost.write(frame);
	}

	protected fromHost(bytes: Uint8Array): void {
		try {
			// The decoder lets only a host's types through, and there is a row for each.
			for (const frame of this.#decoder.push(bytes))
				(this.#frames[frame.type] as (frame: Frame) => void)(frame);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.close("the host does not keep to the protocol", 1);
		}
	}

	readonly #frames: FrameHandlers = {
		data: ({ bytes }) => this.toGuest.write(bytes),
		mark: ({ mark }) => this.#mark(mark),
		end: ({ status, lastLine }) => this.#end(lastLine, status),
	};

	#mark(mark: number): void {
		if (++this.#marks > MAX_MARKS) throw new WireError("too many marks");
		// The question to the guest follows the bytes before it.
		this.toGuest.write(NOTHING, () =>
			this.#ports.marks.send(() => {
				this.#marks--;
				this.toHost.write(encodeAck(mark));
			}),
		);
	}
}

/** The last line, the exit status and the end of a guest's session; puts out who does not hang up. */
export function sayGoodbye(
	clock: Clock,
	channel: ServerChannel,
	socket: Duplex,
	lastLine: string,
	status: number,
): void {
	let timer: Disposable = clock.setTimeout(() => socket.destroy(), LAST_WORDS);
	socket.once("close", () => timer.dispose());
	// The exit status overtakes what waits for the window, so it is sent last.
	channel.write(lastLine === "" ? "" : `${lastLine}\r\n`, () => {
		timer.dispose();
		channel.exit(status);
		channel.end();
		timer = clock.setTimeout(() => socket.destroy(), GOODBYE);
		if (socket.destroyed) timer.dispose();
	});
}
