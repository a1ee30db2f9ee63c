/**
 * The relay: takes SSH connections, tells hosts from guests, knows whose each
 * token is and joins the two. Keeps nothing on disk but its keys. Made by
 * main.ts (and by tests, in their own process).
 */

import type { AddressInfo } from "node:net";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { hostname } from "node:os";
import type { Server } from "ssh2";
import ssh2 from "ssh2";
import type { RelayStatus, RelayStatusTotals } from "../protocol/relay-status.ts";
import { RELAY_STATUS_VERSION } from "../protocol/relay-status.ts";
import { AttemptLimit } from "../share/attempt-limit.ts";
import type { HostKeys } from "../share/host-keys.ts";
import type { KeyRing } from "../share/provider.ts";
import { guestAlgorithms } from "../share/ssh-server.ts";
import { serverMarks, socketOf } from "../share/ssh2-private.ts";
import type { WebhookPost } from "../share/webhook.ts";
import { HOST_USER } from "../share/wire-control.ts";
import { batchWrites } from "../share/write-batch.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { AddressLimit } from "./address-limit.ts";
import type { ApiKeys } from "./api-keys.ts";
import { GuestConnection } from "./guest-connection.ts";
import { HostConnection } from "./host-connection.ts";
import { Peer, plainAddress } from "./peer.ts";
import { Registry } from "./registry.ts";
import { limitRekeys } from "./rekey-limit.ts";
import type { RelayHost } from "./relay-host.ts";
import { Snapshots } from "./snapshot.ts";
import { TMATE_USER, TmateConnection } from "./tmate-connection.ts";
import type { StartMirror } from "./tmate-mirror.ts";
import { Seal } from "./tmate-seal.ts";
import { TmateSessions } from "./tmate-sessions.ts";

/** Time to say that it talks SSH, and until it has said what it wants (somebody may be typing a passphrase); ms. */
const GREETING_TIME = 10_000;
const KNOCK_TIME = 120_000;
const HOST_TIME = 20_000;
/** How long guests' last words may take when the relay stops (ms). */
const DRAIN_TIME = 5000;
/** For the hosts to send their guests away, before we do it (ms). */
const HOST_GOODBYE = 1000;
const MAX_GUESTS_PER_HOST = 256;
/** Keep-alives are our own: the longest interval there is. */
const NEVER = 2 ** 31 - 1;

const STOPS = "the relay is being restarted: come back in a moment";
const HOST_LOST = "the host's connection to the relay was lost: try again in a moment";
const NO_TMATE = "this relay takes no hosts that run tmate: share with comux";

export interface RelayPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** `comux-relay 1.2.3`. */
	readonly version: string;
	readonly keys: HostKeys;
	readonly apiKeys: Pick<ApiKeys, "userOf">;
	/** Keys of those who may host; undefined when everybody may. */
	readonly hosts: KeyRing | undefined;
	/** Only hosts that restrict their guests to listed keys. */
	readonly restrictedOnly: boolean;
	/** What hosts hand over; "": what they themselves have called it. */
	readonly publicName: string;
	/** 0: the port it listens at. */
	readonly publicPort: number;
	/** For hosts that run tmate; undefined when they are not taken. */
	readonly tmate: TmatePorts | undefined;
}

export interface TmatePorts {
	readonly startMirror: StartMirror;
	readonly post: WebhookPost;
	/** How many sessions there may be. */
	readonly limit: number;
	/** Bytes that all of them may take; what is right for the machine when it is not given. */
	readonly memory?: number;
}

type Kind = HostConnection | TmateConnection | GuestConnection;

/** What is known of a connection that begins to authenticate. */
interface Knock {
	readonly peer: Peer<Kind>;
	readonly connection: ssh2.Connection;
	readonly marks: ReturnType<typeof serverMarks>;
	/** What it calls itself: `OpenSSH_9.2`. */
	readonly software: string;
	relayKey(): Uint8Array;
}

type Totals = { -readonly [K in keyof RelayStatusTotals]: RelayStatusTotals[K] };

export class Relay implements Disposable {
	readonly #ports: RelayPorts;
	readonly #limit: AddressLimit;
	readonly #wrong: AttemptLimit;
	readonly #hosts: Registry;
	readonly #tmate: TmateSessions | undefined;
	readonly #guests = new Set<GuestConnection>();
	readonly #snapshots = new Snapshots();
	readonly #peers = new Map<Socket, Peer<Kind>>();
	readonly #net: NetServer;
	readonly #startedTime: number;
	readonly #totals: Totals = {
		connections: 0,
		limited: 0,
		hosts: 0,
		guests: 0,
		wrongTokens: 0,
		refusedHosts: 0,
		bytesIn: 0,
		bytesOut: 0,
	};
	#ssh: Server;
	#draining = false;

	constructor(ports: RelayPorts) {
		this.#ports = ports;
		this.#limit = new AddressLimit(ports.clock);
		this.#wrong = new AttemptLimit(ports.clock);
		this.#startedTime = ports.clock.now();
		this.#hosts = this.#makeRegistry();
		this.#tmate = this.#makeTmate();
		this.#ssh = this.#makeSsh();
		this.#net = createServer({ noDelay: true }, (socket) => this.#take(socket));
	}

	/** Listens; rejects when that cannot be. */
	listen(address: string, port: number): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#net.once("error", reject);
			this.#net.listen({ host: address === "" ? undefined : address, port }, () => {
				this.#net.off("error", reject);
				this.#net.on("error", (error) => this.#ports.log.error("relay", error));
				resolve();
			});
		});
	}

	/** The port it listens at. */
	get port(): number {
		return (this.#net.address() as AddressInfo | null)?.port ?? 0;
	}

	get publicPort(): number {
		return this.#ports.publicPort || this.port;
	}

	/** There is another host key. */
	keysChanged(): void {
		this.#ssh = this.#makeSsh();
	}

	/** Takes nobody any more, tells hosts and guests, and resolves when all have gone or a bound has passed. */
	drain(): Promise<void> {
		this.#draining = true;
		this.#net.close();
		for (const host of this.#hosts.list) host.stops();
		for (const guest of this.#guests) if (guest.entry === undefined) guest.close(STOPS);
		for (const peer of this.#peers.values()) if (peer.is === undefined) peer.socket.destroy();
		return new Promise((resolve) => {
			const start = this.#ports.clock.now();
			const look = () => {
				const time = this.#ports.clock.now() - start;
				const over = time >= DRAIN_TIME;
				// Hosts say goodbye to their guests: they know what to reset their terminals from.
				if (time >= HOST_GOODBYE) for (const guest of this.#guests) guest.close(STOPS);
				if (!over && this.#guests.size > 0) {
					this.#ports.clock.setTimeout(look, 20);
					return;
				}
				for (const host of this.#hosts.list) host.end();
				// One moment for the last packets.
				this.#ports.clock.setTimeout(() => {
					this.dispose();
					resolve();
				}, 100);
			};
			look();
		});
	}

	/** Ends everything at once. */
	dispose(): void {
		this.#draining = true;
		this.#net.close();
		this.#tmate?.dispose();
		for (const peer of this.#peers.values()) peer.socket.destroy();
	}

	/** Everything about it now. */
	status(): RelayStatus {
		const { keys, version, publicName, clock } = this.#ports;
		const guests = [...this.#guests].filter((guest) => guest.entry !== undefined);
		return {
			version: RELAY_STATUS_VERSION,
			relay: version,
			address: publicName || hostname(),
			port: this.publicPort,
			fingerprints: [keys.ed25519, keys.rsa].flatMap((key) => (key === undefined ? [] : [key.fingerprint])),
			startedTime: this.#startedTime,
			time: clock.now(),
			draining: this.#draining,
			connections: this.#limit.connections,
			memory: process.memoryUsage.rss(),
			totals: this.#sum(guests),
			hosts: this.#hosts.list.map((host) => {
				const own = guests.filter((guest) => guest.entry?.host === host);
				return this.#snapshots.host(host, this.#hosts.nameOf(host), own);
			}),
			guests: guests.map((guest) => this.#snapshots.guest(guest)),
		};
	}

	/** Those of guests who have left, and of those who are here. */
	#sum(guests: readonly GuestConnection[]): RelayStatusTotals {
		const sum = { ...this.#totals };
		for (const guest of guests) {
			sum.bytesIn += guest.bytesIn;
			sum.bytesOut += guest.bytesOut;
		}
		return sum;
	}

	#makeSsh(): Server {
		const server = new ssh2.Server({
			hostKeys: [...this.#ports.keys.pems],
			ident: this.#ports.version.replace(/[^\w.-]+/g, "_"),
			algorithms: guestAlgorithms,
			keepaliveInterval: NEVER,
		});
		server.on("error", (error: Error) => this.#ports.log.debug("ssh", error.message));
		server.on("connection", (connection, info) =>
			this.#attach(connection, info.header.versions.software ?? ""),
		);
		return server;
	}

	#take(socket: Socket): void {
		socket.on("error", () => {});
		const address = plainAddress(socket);
		const admission = this.#draining ? undefined : this.#limit.admit(address, () => socket.destroy());
		this.#totals.connections++;
		if (admission === undefined) {
			this.#totals.limited++;
			socket.destroy();
			return;
		}
		batchWrites(socket);
		// Guests of one host wait for the same socket.
		socket.setMaxListeners(0);
		const peer = new Peer<Kind>(socket, admission, this.#ports.clock);
		this.#peers.set(socket, peer);
		peer.patience(GREETING_TIME);
		socket.once("close", () => this.#gone(peer));
		socket.on("data", () => this.#check(peer));
		this.#ssh.injectSocket(socket);
	}

	/** Puts out who makes us hold too much, or does not keep to a window. */
	#check(peer: Peer<Kind>): void {
		const { is, socket } = peer;
		if (peer.isTooMuch) socket.destroy();
		if (is instanceof GuestConnection) {
			if (is.overrun === "guest") socket.destroy();
		} else if (is instanceof TmateConnection) {
			if (is.overrun) socket.destroy();
		} else if (is instanceof HostConnection) {
			for (const guest of this.#guests)
				if (guest.entry?.host === is && guest.overrun === "host") socket.destroy();
		}
	}

	/** ssh2 has seen that it talks SSH; the user name says which kind it is. */
	#attach(connection: ssh2.Connection, software: string): void {
		const peer = this.#peers.get(socketOf(connection) as Socket);
		if (peer === undefined) {
			connection.end();
			return;
		}
		const { socket } = peer;
		peer.connection = connection;
		const { clock, keys, log } = this.#ports;
		peer.patience(KNOCK_TIME);
		limitRekeys(connection, socket, clock);
		const marks = serverMarks(connection);
		let relayKey = keys.ed25519.blob;
		connection.once("handshake", ({ serverHostKey }) => {
			if (/rsa/.test(serverHostKey) && keys.rsa !== undefined) relayKey = keys.rsa.blob;
		});
		connection.on("error", (error) => {
			log.debug("connection", peer.address, error.message);
			socket.destroy();
		});
		const knock: Knock = { peer, connection, marks, software, relayKey: () => relayKey };
		connection.on("authentication", (context) => {
			peer.is ??= (this.#kinds.get(context.username) ?? this.#guest)(knock);
			peer.is.authenticate(context);
		});
	}

	readonly #host = ({ peer, connection, marks, relayKey }: Knock): HostConnection => {
		const { clock, log, version, hosts } = this.#ports;
		peer.patience(HOST_TIME);
		return new HostConnection({
			clock,
			log,
			version,
			connection,
			socket: peer.socket,
			address: peer.address,
			marks,
			hosts,
			relayKey,
			registered: (host, message) => {
				const reason = this.#hosts.register(host, message);
				if (reason === undefined) peer.known();
				return reason;
			},
			changed: (host) => this.#hosts.notAllowed(host),
			refused: () => {
				this.#totals.refusedHosts++;
			},
		});
	};

	readonly #tmateHost = ({ peer, connection, marks, software }: Knock): TmateConnection => {
		const { clock, log, hosts } = this.#ports;
		return new TmateConnection({
			clock,
			log,
			connection,
			socket: peer.socket,
			address: peer.address,
			marks,
			software,
			hosts,
			greeted: (one, greeting) => {
				peer.known();
				if (this.#tmate === undefined) one.refuse(NO_TMATE);
				else void this.#tmate.greeted(one, greeting);
			},
		});
	};

	readonly #guest = ({ peer, connection, marks }: Knock): GuestConnection => {
		const { clock, log } = this.#ports;
		const guest = new GuestConnection({
			clock,
			log,
			connection,
			socket: peer.socket,
			address: peer.address,
			port: peer.port,
			marks,
			// Who has tried too many wrong ones finds none for a while.
			find: (token) => (this.#wrong.blocked(peer.address) ? undefined : this.#hosts.find(token)),
			joins: (one, host) => this.#joins(one, host),
			arrived: () => peer.known(),
			wrongToken: () => {
				this.#totals.wrongTokens++;
				// Who is let to wait and tries again does not wait longer for it.
				if (!this.#wrong.blocked(peer.address)) this.#wrong.failed(peer.address);
			},
		});
		this.#guests.add(guest);
		return guest;
	};

	/** User names that are no tokens. */
	readonly #kinds = new Map<string, (knock: Knock) => Kind>([
		[HOST_USER, this.#host],
		[TMATE_USER, this.#tmateHost],
	]);

	#joins(guest: GuestConnection, host: RelayHost): boolean {
		let count = 0;
		for (const other of this.#guests) if (other !== guest && other.entry?.host === host) count++;
		if (count >= MAX_GUESTS_PER_HOST || this.#draining) return false;
		this.#totals.guests++;
		return true;
	}

	#makeRegistry(): Registry {
		const { log, apiKeys, restrictedOnly, publicName } = this.#ports;
		return new Registry({
			log,
			apiKeys,
			restrictedOnly,
			publicName,
			// Hosts call it as they have reached it when it has not been told what it is called.
			publicPort: () => this.#ports.publicPort || (publicName === "" ? 0 : this.port),
			closed: () => this.#draining,
			admitted: () => {
				this.#totals.hosts++;
			},
			refused: () => {
				this.#totals.refusedHosts++;
			},
			gone: (host) => {
				for (const guest of this.#guests) if (guest.entry?.host === host) guest.close(HOST_LOST);
			},
		});
	}

	#makeTmate(): TmateSessions | undefined {
		const { clock, log, keys, tmate } = this.#ports;
		if (tmate === undefined) return undefined;
		const port = () => this.publicPort;
		const name = this.#ports.publicName || hostname();
		return new TmateSessions({
			clock,
			log,
			...tmate,
			seal: new Seal(keys.ed25519.pem),
			command: () => `ssh ${port() === 22 ? "" : `-p${port()} `}%s@${name}`,
			admit: (session) => this.#hosts.admitTmate(session),
			broken: (session) => this.#hosts.gone(session),
			// It says goodbye to its guests itself.
			ended: (session) => this.#hosts.remove(session),
		});
	}

	#gone(peer: Peer<Kind>): void {
		peer.gone();
		this.#peers.delete(peer.socket);
		if (peer.is instanceof HostConnection) this.#hosts.gone(peer.is);
		else if (peer.is instanceof GuestConnection) {
			this.#guests.delete(peer.is);
			this.#totals.bytesIn += peer.is.bytesIn;
			this.#totals.bytesOut += peer.is.bytesOut;
		}
	}
}
