/**
 * A mirrored session at its end of the thread: joins the ports that the relay
 * hands over (protocol/mirror-worker.ts) to the mirror. Made by main.ts in a
 * thread of its own, and by tests in theirs.
 */
import type { MessagePort } from "node:worker_threads";
import { type MirrorPorts, TmateMirror } from "../mirror/mirror.ts";
import type { FromMirror, ToMirror } from "../protocol/mirror-worker.ts";
import { acceptFramed } from "../share/framed-link.ts";
import { PortStream } from "../share/port-stream.ts";
import type { Log } from "../util/log.ts";

/** Bytes for a host that does not read them: then it is told nothing more. */
const MAX_UNREAD = 1024 * 1024;

export interface MirrorSessionPorts
	extends Pick<
		MirrorPorts,
		"clock" | "keymaps" | "version" | "tmuxVersion" | "hasTerminfo" | "readTerminfo"
	> {
	readonly logLevel: number;
}

type Handlers = {
	readonly [T in ToMirror<MessagePort>["type"]]: (
		message: Extract<ToMirror<MessagePort>, { readonly type: T }>,
	) => void;
};

/** The part of a MessagePort that is used: parentPort has it too. */
export type ControlPort = Pick<MessagePort, "postMessage" | "on">;

export class MirrorSession {
	readonly #control: ControlPort;
	readonly #ports: MirrorSessionPorts;
	readonly #mirror: TmateMirror;
	#host: PortStream | undefined;
	#hosts = 0;
	#ended = false;

	constructor(control: ControlPort, ports: MirrorSessionPorts) {
		this.#control = control;
		this.#ports = ports;
		const { clock, keymaps, version, tmuxVersion, hasTerminfo, readTerminfo } = ports;
		const tell = (message: FromMirror) => this.#tell(message);
		this.#mirror = new TmateMirror({
			clock,
			keymaps,
			version,
			tmuxVersion,
			hasTerminfo,
			readTerminfo,
			log: portLog(ports.logLevel, tell),
			send: (bytes) => this.#send(bytes),
			hold: (on) => (on ? this.#host?.pause() : this.#host?.resume()),
			ready: () => tell({ type: "ready", info: this.#mirror.info, wishes: { ...this.#mirror.wishes } }),
			wished: () => tell({ type: "wished", wishes: { ...this.#mirror.wishes } }),
			ended: (reason, fin) => {
				this.#ended = true;
				// What the host still sends is read, and no one's: one that cannot write breaks.
				this.#host?.resume();
				tell({ type: "ended", reason, fin });
			},
			guestJoined: ({ id, rights, link }) =>
				tell({ type: "joined", id, address: link.identity.address, readOnly: rights === "read-only" }),
			guestLeft: ({ id }) => tell({ type: "left", id }),
		});
		control.on("message", (message: ToMirror<MessagePort>) =>
			(this.#handlers[message.type] as (one: ToMirror<MessagePort>) => void)(message),
		);
	}

	readonly #handlers: Handlers = {
		host: ({ port }) => this.#connected(new PortStream(port)),
		guest: ({ port, comment }) => this.#guest(new PortStream(port), comment),
		pulse: () => this.#tell({ type: "pulse" }),
		"close-guests": ({ lastLine, status }) => this.#mirror.closeGuests(lastLine, status),
	};

	#tell(message: FromMirror): void {
		this.#control.postMessage(message);
	}

	#connected(stream: PortStream): void {
		const before = this.#host;
		this.#host = stream;
		if (before !== undefined) {
			before.destroy();
			this.#isLost();
		}
		stream.on("error", () => {});
		stream.on("data", (bytes: Uint8Array) => {
			if (this.#host === stream && !this.#ended) this.#mirror.hostBytes(bytes);
		});
		// The end comes behind the last bytes; without one, the connection broke.
		for (const event of ["end", "close"]) stream.on(event, () => this.#lost(stream));
		if (++this.#hosts > 1) this.#mirror.hostBack((bytes) => this.#send(bytes));
	}

	#lost(stream: PortStream): void {
		if (this.#host !== stream) return;
		this.#host = undefined;
		stream.destroy();
		this.#isLost();
	}

	#isLost(): void {
		if (this.#ended) return;
		this.#mirror.hostLost();
		this.#tell({ type: "lost" });
	}

	#send(bytes: Uint8Array): boolean {
		const host = this.#host;
		if (host === undefined || host.writableLength > MAX_UNREAD) return false;
		host.write(bytes);
		return true;
	}

	#guest(stream: PortStream, comment: string): void {
		acceptFramed(stream, {
			clock: this.#ports.clock,
			admit: async () => undefined,
			accept: (link) => void this.#mirror.addGuest(link, link.identity.rights, comment),
		});
	}
}

/** The relay's log, from another thread. */
function portLog(level: number, tell: (message: FromMirror) => void): Log {
	return {
		level,
		debug: (...args) => {
			if (level > 0) tell({ type: "debug", line: args.map(String).join(" ") });
		},
		error: (what, error) => {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			tell({ type: "error", what, error: text });
		},
	};
}
