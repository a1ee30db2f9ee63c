/**
 * What the relay and its guests want of a host, whichever way it has come: a
 * comux host (host-connection.ts) or a tmate host's session (tmate-session.ts).
 */
import type { TokenKind } from "../share/token.ts";
import type { Side } from "./pump.ts";

/** Who a stream is opened for. */
export interface StreamGuest {
	readonly address: string;
	readonly port: number;
	/** The key it has proven to own, in SSH wire form; undefined without. */
	readonly key: Uint8Array | undefined;
}

export interface RelayHost {
	readonly address: string;
	/** When it came, ms since the epoch. */
	readonly since: number;
	/** What guests see at the end of `ssh -J`; of a tmate host, which has no such way in, the name of its machine. */
	readonly name: string;
	/** `comux 1.2.3`. */
	readonly version: string;
	/** Only `ssh -J` gets in. */
	readonly endToEnd: boolean;
	/** Only listed keys get in. */
	readonly restricted: boolean;
	/** Guests are asked for keys. */
	readonly guestKeys: boolean;
	/** Last round trip in ms, -1 when not known. */
	readonly rtt: number;
	/** Whether this key (SSH wire form) may come in. Rejects never. */
	allows(kind: TokenKind, key: Uint8Array, address: string): Promise<boolean>;
	/** Opens a stream for a guest: `plain` with frames (share/wire.ts), or raw. */
	open(plain: boolean, guest: StreamGuest, done: (side: Side | undefined) => void): void;
	/** The relay is going to stop: says so, and goodbye to the guests where it has the words. */
	stops(): void;
	/** Another host of the same user has taken its session name: true when it stays, under its own tokens. */
	nameTaken(name: string): boolean;
	/** Says why it may not stay, and ends it. */
	refuse(reason: string): void;
	/** Ends the connection behind what was written. */
	end(): void;
	/** Ends it at once: it does not keep to its windows, or is here a second time. */
	destroy(): void;
}
