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
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";

/** Bytes for a host that does not read them: then it is told nothing more. */
const MAX_UNREAD = 1024 * 1024;
/** From one change of the wishes that is told to the next (ms): there may be megabytes of keys in each. */
const WISH_SPAN = 1000;
/**
 * Bytes a session may take, garbage and all. Far below the end of the thread's
 * heap: with some requests that are too large there V8 ends the whole process.
 */
const MAX_MEMORY = 256 * 1024 * 1024;
/** Change of it that is told. */
const MEMORY_STEP = 16 * 1024 * 1024;
/** Lines for the log in each span (ms): what a host makes go wrong once, it can make go wrong all the time. */
const MAX_LINES = 50;
const LINE_SPAN = 10_000;

export interface MirrorSessionPorts
	extends Pick<
		MirrorPorts,
		"clock" | "keymaps" | "version" | "tmuxVersion" | "hasTerminfo" | "readTerminfo"
	> {
	readonly logLevel: number;
	/** Bytes that this thread takes. */
	memory(): number;
}

type Handlers = {
	readonly [T in ToMirror<MessagePort>["type"]]: (
		message: Extract<ToMirror<MessagePort>, { readonly type: T }>,
	) => void;
};

/** The part of a MessagePort that is used: parentPort has it too. */
export type ControlPort = Pick<MessagePort, "postMessage" | "on">;

export class MirrorSession implements Disposable {
	readonly #control: ControlPort;
	readonly #ports: MirrorSessionPorts;
	readonly #mirror: TmateMirror;
	#host: PortStream | undefined;
	#hosts = 0;
	#wish: Disposable | undefined;
	#wishTime = 0;
	/** Bytes it took when that was told last. */
	#memory = 0;
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
			log: portLog(clock, ports.logLevel, tell),
			send: (bytes) => this.#send(bytes),
			hold: (on) => (on ? this.#host?.pause() : this.#host?.resume()),
			ready: () => tell({ type: "ready", info: this.#mirror.info, wishes: { ...this.#mirror.wishes } }),
			wished: () => this.#wished(),
			ended: (reason, fin) => this.#end(reason, fin),
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
		pulse: () => {
			this.#tell({ type: "pulse" });
			this.#weigh();
		},
		"close-guests": ({ lastLine, status }) => this.#mirror.closeGuests(lastLine, status),
	};

	/** Everything of it in this thread. */
	dispose(): void {
		this.#ended = true;
		this.#wish?.dispose();
		this.#host?.destroy();
		this.#mirror.closeGuests("", 1);
		this.#mirror.dispose();
	}

	#tell(message: FromMirror): void {
		this.#control.postMessage(message);
	}

	#wished(): void {
		const { clock } = this.#ports;
		this.#wish ??= clock.setTimeout(
			() => {
				this.#wish = undefined;
				this.#wishTime = clock.now();
				if (!this.#ended) this.#tell({ type: "wished", wishes: { ...this.#mirror.wishes } });
			},
			// Clocks are set back.
			Math.min(this.#wishTime + WISH_SPAN - clock.now(), WISH_SPAN),
		);
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
			if (this.#host !== stream || this.#ended) return;
			this.#mirror.hostBytes(bytes);
			this.#weigh();
		});
		// The end comes behind the last bytes; without one, the connection broke.
		for (const event of ["end", "close"]) stream.on(event, () => this.#lost(stream));
		if (++this.#hosts > 1) this.#mirror.hostBack((bytes) => this.#send(bytes));
	}

	#weigh(): void {
		const bytes = this.#ports.memory();
		if (Math.abs(bytes - this.#memory) >= MEMORY_STEP) {
			this.#memory = bytes;
			this.#tell({ type: "memory", bytes });
		}
		if (bytes > MAX_MEMORY) this.#end("the session takes too much of the relay's memory", false);
	}

	#end(reason: string, fin: boolean): void {
		if (this.#ended) return;
		this.#ended = true;
		// What the host still sends is read, and no one's: one that cannot write breaks.
		this.#host?.resume();
		this.#tell({ type: "ended", reason, fin });
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
function portLog(clock: Clock, level: number, tell: (message: FromMirror) => void): Log {
	let start = clock.now();
	let count = 0;
	const say = (message: FromMirror) => {
		const now = clock.now();
		if (now - start >= LINE_SPAN) {
			start = now;
			count = 0;
		}
		if (++count < MAX_LINES) tell(message);
		else if (count === MAX_LINES)
			tell({ type: "debug", line: "more of this session is not logged for a while" });
	};
	return {
		level,
		debug: (...args) => {
			if (level > 0) say({ type: "debug", line: args.map(String).join(" ") });
		},
		error: (what, error) => {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			say({ type: "error", what, error: text });
		},
	};
}
