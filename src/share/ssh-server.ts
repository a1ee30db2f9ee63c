/**
 * The host's own SSH server, for guests who come straight to it (`admit`) and
 * for those whose bytes a relay passes on without reading them (`inject`).
 * Bounds how many may knock at once; each connection is an SshGuest. Owned by a
 * provider (provider-direct.ts, provider-relay.ts), which knows the tokens.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Algorithms, Server } from "ssh2";
import ssh2 from "ssh2";
import type { GuestRights, GuestVia } from "../model/sharing.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { AttemptLimit, addressGroup } from "./attempt-limit.ts";
import { InjectedSocket } from "./injected-socket.ts";
import type { GuestLink, KeyRing } from "./provider.ts";
import { SshGuest } from "./ssh-guest.ts";
import { socketOf } from "./ssh2-private.ts";
import { batchWrites } from "./write-batch.ts";

/** Connections of all kinds, those without a terminal yet, and those of one address. */
const MAX_CONNECTIONS = 256;
const MAX_KNOCKING = 64;
const MAX_KNOCKING_ADDRESS = 10;
/** Time to say that it talks SSH. */
const GREETING_MS = 10_000;
/** Time until a terminal is there: somebody may be comparing a fingerprint or typing a passphrase. */
const KNOCK_MS = 120_000;
/** When there are too many, one that takes longer than this gives its place away. */
const PATIENCE_MS = 20_000;
/** The longest interval there is: keep-alives are the marks of the links. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * What guests' ssh may agree on with us, at the host and at the relay: no
 * exchange that lets the other side choose how long we calculate, and no
 * compression, which lets it choose how much we unpack.
 */
export const guestAlgorithms: Algorithms = {
	kex: [
		"curve25519-sha256",
		"curve25519-sha256@libssh.org",
		"ecdh-sha2-nistp256",
		"ecdh-sha2-nistp384",
		"ecdh-sha2-nistp521",
		"diffie-hellman-group14-sha256",
	],
	compress: ["none"],
};

export interface SshServerPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** `comux 1.2.3`. */
	readonly version: string;
	/** Private keys, PEM. */
	readonly hostKeys: readonly string[];
	readonly keys: KeyRing;
	/** Value of an option, flags as "on" and "off". */
	option(name: string): string;
	/** What a token gives, undefined when it is none. Has to compare with `sameSecret`, with all it knows. */
	rightsOf(token: string): GuestRights | undefined;
	accept(link: GuestLink): void;
}

interface Knocking {
	readonly guest: SshGuest;
	readonly socket: Duplex;
	timer: Disposable;
}

export class SshServer implements Disposable {
	readonly #ports: SshServerPorts;
	readonly #wrong: AttemptLimit;
	readonly #guests = new Map<Duplex, SshGuest>();
	/** Those who have no terminal yet, in the order they came. */
	readonly #knocking = new Map<Duplex, Knocking>();
	#server: Server;
	#disposed = false;

	/** Throws when a host key is none. */
	constructor(ports: SshServerPorts) {
		this.#ports = ports;
		this.#wrong = new AttemptLimit(ports.clock);
		this.#server = this.#make(ports.hostKeys);
	}

	/** Connections that are open, those that only knock among them. */
	get connections(): number {
		return this.#guests.size;
	}

	/** Offers these host keys to those who come from now on. */
	useHostKeys(hostKeys: readonly string[]): void {
		this.#server = this.#make(hostKeys);
	}

	/** Somebody has connected to a socket of ours. */
	admit(socket: Socket): void {
		socket.setNoDelay(true);
		batchWrites(socket);
		this.#take(socket, socket.remoteAddress ?? "", "direct");
	}

	/** A relay passes somebody's bytes on; `address` is what it says of them. */
	inject(stream: Duplex, address: string): void {
		this.#take(new InjectedSocket(stream, address.slice(0, 64)), address.slice(0, 64), "end-to-end");
	}

	/** Ends all connections but those whose last words are on their way. */
	dispose(): void {
		this.#disposed = true;
		for (const { timer } of this.#knocking.values()) timer.dispose();
		this.#knocking.clear();
		for (const guest of this.#guests.values()) guest.dispose();
	}

	#make(hostKeys: readonly string[]): Server {
		const server = new ssh2.Server({
			hostKeys: [...hostKeys],
			ident: this.#ports.version.replace(/[^\w.]+/g, "_"),
			algorithms: guestAlgorithms,
			keepaliveInterval: NEVER_MS,
		});
		server.on("error", (error: Error) => this.#ports.log.debug("ssh server", error.message));
		server.on("connection", (connection) => {
			const socket = socketOf(connection);
			const guest = this.#guests.get(socket);
			if (guest === undefined) socket.destroy();
			else {
				this.#patience(socket, KNOCK_MS);
				guest.attach(connection);
			}
		});
		return server;
	}

	#take(socket: Duplex, address: string, via: GuestVia): void {
		socket.on("error", () => {});
		if (this.#disposed || !this.#hasPlace(address, via)) {
			socket.destroy();
			return;
		}
		const { clock, log, keys } = this.#ports;
		const guest = new SshGuest(socket, address, via, {
			clock,
			log,
			rules: () => ({
				restricted: keys.restricted,
				guestKeys: this.#ports.option("share-guest-keys") !== "off",
				allows: (key) => keys.allows(key),
			}),
			rightsOf: (token) => this.#ports.rightsOf(token),
			forwarding: () => this.#ports.option("share-forwarding") === "on",
			wrongToken: (from) => this.#wrong.failed(from),
			accept: (link) => this.#ports.accept(link),
			arrived: () => this.#forget(socket),
		});
		this.#guests.set(socket, guest);
		this.#knocking.set(socket, { guest, socket, timer: { dispose() {} } });
		this.#patience(socket, GREETING_MS);
		socket.once("close", () => {
			this.#guests.delete(socket);
			this.#forget(socket);
		});
		// It asks for no more of a socket than any stream has.
		this.#server.injectSocket(socket as Socket);
	}

	/** Puts one that only knocks out after `ms`. */
	#patience(socket: Duplex, ms: number): void {
		const one = this.#knocking.get(socket);
		if (one === undefined) return;
		one.timer.dispose();
		one.timer = this.#ports.clock.setTimeout(() => socket.destroy(), ms);
	}

	#forget(socket: Duplex): void {
		this.#knocking.get(socket)?.timer.dispose();
		this.#knocking.delete(socket);
	}

	#hasPlace(address: string, via: GuestVia): boolean {
		if (this.#guests.size >= MAX_CONNECTIONS || this.#wrong.blocked(address)) return false;
		const group = addressGroup(address);
		let same = 0;
		for (const { guest } of this.#knocking.values())
			if (guest.via === via && addressGroup(guest.address) === group) same++;
		if (same >= MAX_KNOCKING_ADDRESS) return false;
		if (this.#knocking.size < MAX_KNOCKING) return true;
		const [oldest] = this.#knocking.values();
		if (oldest === undefined || this.#ports.clock.now() - oldest.guest.cameTime < PATIENCE_MS) return false;
		this.#forget(oldest.socket);
		oldest.socket.destroy();
		return true;
	}
}
