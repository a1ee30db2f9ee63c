/**
 * The one interface of all ways to be reachable. A provider (provider-*.ts)
 * makes the share reachable, proves who comes, and hands each guest over as a
 * link; it knows nothing of sessions. share-service.ts owns the running
 * provider and turns links into clients of the server.
 */
import type { SeatHost } from "../command/share-module.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { GuestRights, GuestVia, ShareLine } from "../model/sharing.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";

/** Who comes, as far as the provider could prove it. */
export interface GuestIdentity {
	readonly rights: GuestRights;
	readonly via: GuestVia;
	/** IP address, "" when not known. */
	readonly address: string;
	/** The public key it has proven to own, in SSH wire form; undefined without one. */
	readonly key: Uint8Array | undefined;
	/** The guest's terminal: TERM and size in cells. */
	readonly term: string;
	readonly cols: number;
	readonly rows: number;
}

/** What the owner of a link is told. */
export interface GuestHandler {
	/** Bytes typed at the guest; what a guest who may only look can do with them is decided by the server. */
	data(bytes: Uint8Array): void;
	/** Its terminal has another size. */
	resize(cols: number, rows: number): void;
	/** There is room again after `queued` was high. */
	drained(): void;
	/** It has gone, however that came. Called once; nothing is called afterwards. */
	closed(): void;
}

/** One guest's wire, from an SSH channel that ends here or one that a relay carries. */
export interface GuestLink {
	readonly identity: GuestIdentity;
	/** Says who handles it; call once, in the turn it was accepted. */
	handle(handler: GuestHandler): void;
	/** Bytes for its terminal. Never blocks; see `queued`. */
	write(bytes: Uint8Array): void;
	/**
	 * Bytes written that are not known to have arrived at the guest. A link keeps
	 * this honest with marks (pings) of its own, so that a slow line shows.
	 */
	readonly queued: number;
	/** How much `queued` may be before frames are skipped: follows the line's speed. */
	readonly room: number;
	/** Last round trip in ms, -1 when not known. */
	readonly rtt: number;
	/** Bytes from and to the guest so far. */
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** Sends what is written, then `lastLine` (when not "") with CR LF, the exit status for its ssh, and ends. */
	close(lastLine: string, status: number): void;
	/** Ends at once without another word. */
	destroy(): void;
	/**
	 * It was let in with these rights, or they have changed. What goes beyond the
	 * terminal (`share-forwarding`) is closed until this is called.
	 */
	granted?(rights: GuestRights): void;
}

/** Which keys may come in. */
export interface KeyRing {
	/** True when only listed keys may come in. */
	readonly restricted: boolean;
	/** Whether this key (SSH wire form) may come in; reads the list again when it is due. Rejects never. */
	allows(key: Uint8Array): Promise<boolean>;
	/** The comment of a listed key, "" when it has none or is not listed. */
	nameOf(key: Uint8Array): string;
	/** The listed keys as lines `TYPE BASE64 COMMENT`; reads the list again when it is due. Rejects never. */
	lines(): Promise<readonly string[]>;
}

/**
 * The session itself, for a provider whose protocol carries a copy of a session
 * and no guests. `server` is for looking only.
 */
export interface SharedSession extends SeatHost {
	readonly server: Server;
	/** The session guests see first. */
	readonly session: Session;
	/** Forgets a client that has taken a seat. */
	lost(client: Client): void;
}

/** What a provider may use and has to respect. Values are read when needed: options change while it runs. */
export interface ProviderPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** Value of an option: strings as they are, numbers and flags as text (flags: "on", "off"). */
	option(name: string): string;
	/** Folder for keys and what must be remembered, made with mode 0700. */
	readonly stateFolder: string;
	readonly home: string;
	/** SSH_AUTH_SOCK of whoever shares, "" when not set. */
	readonly agent: string;
	/** `comux 1.2.3`. */
	readonly version: string;
	readonly keys: KeyRing;
	/** A guest has come and may talk. */
	accept(link: GuestLink): void;
	/** True when the option's value is not its default. */
	isSet(name: string): boolean;
	/** For providers that cannot hand over guests. */
	readonly shared?: SharedSession;
}

/** What a provider says of itself. */
export interface ProviderEvents {
	/** Reachable: the lines to hand over and the fingerprint of the key guests see. Called again when they change. */
	ready(lines: readonly ShareLine[], fingerprint: string): void;
	/** Not reachable any more; it tries again by itself. */
	lost(reason: string): void;
	/** Guests will be cut off soon: they are to be sent away with this last line while that can be done. */
	leaving(reason: string): void;
	/** Cannot work and has given up (a wrong option, a host key that changed). */
	failed(reason: string): void;
	/** Something to tell the host's user. */
	notice(text: string): void;
	/** A value for a format: `tmate_web`, `tmate_num_clients`. */
	variable?(name: string, value: string): void;
}

/** A provider at work. Disposing it closes its sockets; guests' links are closed by their owner before. */
export interface RunningProvider extends Disposable {
	/** Options it looks at have changed. */
	optionsChanged(): void;
}

/** A way to be reachable; a row of providers.ts. */
export interface ShareProvider {
	readonly name: string;
	/** The other end tells the webhook (`tmate-webhook-url`) itself. */
	readonly tellsWebhook?: true;
	/** Starts; never throws and never blocks: what happens is told by `events`. */
	start(ports: ProviderPorts, events: ProviderEvents): RunningProvider;
}
