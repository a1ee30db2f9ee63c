/**
 * Local forwarding for guests who may do everything (`share-forwarding on`,
 * `ssh -L`): connects where the guest asks and passes bytes. Owned by the
 * guest's connection (ssh-guest.ts).
 */
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { ServerChannel, TcpipRequestInfo } from "ssh2";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { channelIsSound } from "./ssh2-private.ts";

const MAX_FORWARDS = 32;
const CONNECT_MS = 10_000;
/** More than this unread: the guest does not keep to the window it was given. */
const MAX_UNREAD = 4 * 1024 * 1024;

export class Forwards implements Disposable {
	readonly #clock: Clock;
	readonly #streams = new Set<Duplex>();
	#disposed = false;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Connects for one `direct-tcpip` request, or rejects it. */
	open(info: TcpipRequestInfo, accept: () => ServerChannel, reject: () => void): void {
		const { destIP: host, destPort: port } = info;
		const named = host !== "" && host.length <= 255 && port >= 1 && port <= 65535;
		if (this.#disposed || !named || this.#streams.size >= MAX_FORWARDS) {
			reject();
			return;
		}
		const socket = connect({ host, port });
		this.#own(socket);
		const limit = this.#clock.setTimeout(() => socket.destroy(), CONNECT_MS);
		let channel: ServerChannel | undefined;
		socket.on("error", () => {});
		socket.once("connect", () => {
			limit.dispose();
			if (this.#disposed) return;
			channel = accept();
			if (channel && channelIsSound(channel)) this.#join(socket, channel);
			else socket.destroy();
		});
		socket.once("close", () => {
			limit.dispose();
			if (channel === undefined) reject();
			else if (channelIsSound(channel)) channel.end();
			else channel.close();
		});
	}

	#join(socket: Duplex, channel: ServerChannel): void {
		channel.on("error", () => socket.destroy());
		channel.once("close", () => socket.destroy());
		channel.on("data", () => {
			if (channel.readableLength > MAX_UNREAD) socket.destroy();
		});
		channel.pipe(socket);
		socket.pipe(channel);
	}

	#own(stream: Duplex): void {
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
	}

	/** Closes what is open; nothing is opened afterwards. */
	dispose(): void {
		this.#disposed = true;
		this.closeAll();
	}

	/** Closes what is open: the guest may only look from now on. */
	closeAll(): void {
		for (const stream of this.#streams) stream.destroy();
	}
}
