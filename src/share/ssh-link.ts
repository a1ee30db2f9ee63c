/**
 * A guest's wire that ends at this host: the one session channel of an SSH
 * connection, as a GuestLink. Made by ssh-guest.ts, which owns the connection;
 * handled by whoever `accept`s it.
 */
import type { Duplex } from "node:stream";
import type { ServerChannel } from "ssh2";
import type { GuestRights } from "../model/sharing.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { INPUT_RATES, InputBudget } from "./input-budget.ts";
import { LinkFlow } from "./link-flow.ts";
import type { GuestHandler, GuestIdentity, GuestLink } from "./provider.ts";
import type { MarkSender } from "./ssh2-private.ts";

/** More than this under way: the guest does not read, and its owner goes on writing. */
export const MAX_QUEUED = 4 * 1024 * 1024;
/** How long the last words may take, and the guest's ssh to end after them. */
const LAST_WORDS_MS = 5000;
const GOODBYE_MS = 2000;

export interface SshLinkPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly channel: ServerChannel;
	readonly marks: MarkSender;
	/** The stream below the connection: what waits in it has not arrived either. */
	readonly socket: Duplex;
}

export class SshLink implements GuestLink {
	readonly identity: GuestIdentity;
	/** Told when its rights change. */
	onGranted: ((rights: GuestRights) => void) | undefined;
	readonly #ports: SshLinkPorts;
	readonly #flow: LinkFlow;
	readonly #input: InputBudget;
	#handler: GuestHandler | undefined;
	#bytesIn = 0;
	#bytesOut = 0;
	/** Its owner has said goodbye: nothing more is written. */
	#ending = false;
	#closed = false;
	#timer: Disposable | undefined;
	#size: { cols: number; rows: number } | undefined;
	#sizeTurn: Disposable | undefined;
	/** What it may do beyond its terminal: nothing until somebody lets it in. */
	#granted: GuestRights | undefined;

	constructor(identity: GuestIdentity, ports: SshLinkPorts) {
		this.identity = identity;
		this.#ports = ports;
		const { channel, clock, marks } = ports;
		this.#flow = new LinkFlow({
			clock,
			sendMark: () => marks.send(() => this.#flow.answered()),
			drained: () => this.#tell((handler) => handler.drained()),
			gone: () => this.destroy(),
		});
		this.#input = new InputBudget(INPUT_RATES[identity.rights], {
			clock,
			pause: () => channel.pause(),
			resume: () => channel.resume(),
			data: (some) => {
				if (!this.#ending) this.#tell((handler) => handler.data(some));
			},
		});
		// What follows the end of the other side is told by `close`.
		channel.on("error", () => {});
		channel.on("close", () => this.#gone());
		ports.socket.once("close", () => this.#gone());
		channel.on("data", (bytes: Buffer) => {
			this.#bytesIn += bytes.length;
			this.#input.push(bytes);
			// It does not keep to the window it was given.
			if (channel.readableLength > MAX_QUEUED) this.destroy();
		});
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
	get bytesIn(): number {
		return this.#bytesIn;
	}
	get bytesOut(): number {
		return this.#bytesOut;
	}
	/** The rights it was let in with, undefined while it waits. */
	get rights(): GuestRights | undefined {
		return this.#closed || this.#ending ? undefined : this.#granted;
	}

	handle(handler: GuestHandler): void {
		this.#handler = handler;
	}

	write(bytes: Uint8Array): void {
		if (!this.#ending) this.#send(bytes);
	}

	granted(rights: GuestRights): void {
		this.#granted = rights;
		this.onGranted?.(rights);
	}

	/** Its last words are on their way. */
	get ending(): boolean {
		return this.#ending && !this.#closed;
	}

	/** Something came on its connection. */
	heard(): void {
		this.#flow.heard();
	}

	/** The guest says its terminal has another size; told once a turn, however often it says so. */
	resized(cols: number, rows: number): void {
		this.#size = { cols, rows };
		this.#sizeTurn ??= this.#ports.clock.setImmediate(() => {
			this.#sizeTurn = undefined;
			const size = this.#size;
			if (size && !this.#ending) this.#tell((handler) => handler.resize(size.cols, size.rows));
		});
	}

	close(lastLine: string, status: number): void {
		if (this.#ending || this.#closed) return;
		this.#ending = true;
		const { channel, clock } = this.#ports;
		this.#timer = clock.setTimeout(() => this.destroy(), LAST_WORDS_MS);
		const end = () => {
			if (this.#closed) return;
			channel.exit(status);
			channel.end();
			// A guest's ssh ends by itself; one that does not is put out.
			this.#timer?.dispose();
			this.#timer = clock.setTimeout(() => this.destroy(), GOODBYE_MS);
		};
		const last = Buffer.from(lastLine === "" ? "" : `${lastLine}\r\n`);
		this.#bytesOut += last.length;
		// The exit status overtakes what waits for the window, so it is sent last.
		channel.write(last, end);
	}

	destroy(): void {
		this.#ending = true;
		this.#timer?.dispose();
		this.#ports.socket.destroy();
	}

	#send(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		const { channel, socket } = this.#ports;
		this.#bytesOut += bytes.length;
		this.#flow.wrote(bytes.length);
		channel.write(bytes, () => this.#flow.passed(bytes.length));
		if (this.#flow.queued > MAX_QUEUED || socket.writableLength > MAX_QUEUED) this.destroy();
	}

	/** A mistake of the handler ends this guest and nothing else. */
	#tell(what: (handler: GuestHandler) => void): void {
		if (this.#handler === undefined || this.#closed) return;
		try {
			what(this.#handler);
		} catch (error) {
			this.#ports.log.error("guest", error);
			this.destroy();
		}
	}

	#gone(): void {
		if (this.#closed) return;
		this.#tell((handler) => handler.closed());
		this.#closed = true;
		this.#ending = true;
		this.#flow.dispose();
		this.#input.dispose();
		this.#sizeTurn?.dispose();
		if (!this.#ports.socket.destroyed) {
			// The channel is closed at both ends; its ssh hangs up by itself.
			this.#timer?.dispose();
			this.#timer = this.#ports.clock.setTimeout(() => this.#ports.socket.destroy(), GOODBYE_MS);
			this.#ports.socket.once("close", () => this.#timer?.dispose());
		} else this.#timer?.dispose();
	}
}
