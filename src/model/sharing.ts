/**
 * What is known of sharing: whether the server is shared, the lines to hand
 * over, who is in and who waits. Plain state, owned by Server; only share/
 * changes it, formats, commands and the status line read it.
 */
import type { Client } from "./client.ts";

/** `starting`: not reachable yet; `lost`: was ready, is being made ready again. */
export type ShareStatus = "off" | "starting" | "ready" | "lost";

/** What a guest may do: everything the host's user may, or look. */
export type GuestRights = "read-write" | "read-only";

/** Which way a guest came. `end-to-end`: through a relay that cannot read. */
export type GuestVia = "direct" | "relay" | "end-to-end";

/** A way in, as a line for the guest to type. */
export interface ShareLine {
	readonly rights: GuestRights;
	/** It ends at the host itself: nobody between can read it. */
	readonly endToEnd: boolean;
	/** The whole command: `ssh -p 2222 TOKEN@example.org`. */
	readonly command: string;
	/** The same with the host's key in it, so that the guest's ssh checks it by itself; "" when there is none. */
	readonly pinned: string;
}

/** Somebody who is in or waits to be let in. Changed by share/ only. */
export interface Guest {
	/** From 1, never used twice in the life of the server. */
	readonly id: number;
	/** What to call it: the comment of its authorized key, else `guest-ID`. */
	readonly name: string;
	/** IP address, "" when not known. */
	readonly address: string;
	/** `SHA256:...` of the key it has proven to own, "" without one. */
	readonly key: string;
	readonly via: GuestVia;
	/** As its token says, until the host decides otherwise. */
	rights: GuestRights;
	/** `waiting`: it has knocked and nobody has let it in yet. */
	state: "waiting" | "joined";
	/** When it came, and when it was let in (0: not yet), ms since the epoch. */
	readonly cameTime: number;
	joinedTime: number;
	readonly term: string;
	/** Size of its terminal in cells. */
	cols: number;
	rows: number;
	/** Bytes from and to its terminal. */
	bytesIn: number;
	bytesOut: number;
	/** Last round trip in ms, -1 when not known. */
	rtt: number;
	/** Once it is let in. */
	client: Client | undefined;
}

export class Sharing {
	status: ShareStatus = "off";
	/** Name of the provider, "" when off. */
	provider = "";
	/** In the order to be shown: read-write, read-only, end-to-end. */
	lines: readonly ShareLine[] = [];
	/** `SHA256:...` of the key guests see at the end of the line, "" when not known. */
	fingerprint = "";
	/** Why it is lost or could not start; "" when all is well. */
	error = "";
	/** When it was started, ms since the epoch; 0 when off. */
	startedTime = 0;
	/** When it ends by itself (`share-expire`), 0: not. */
	expiresTime = 0;
	/** It was ready once since the server started: `wait-for share-ready` does not wait. */
	wasReady = false;
	/** What the other end has told for formats (`tmate_web`), by name. */
	readonly variables = new Map<string, string>();
	/** By id, in the order they came; the waiting ones too. */
	readonly guests = new Map<number, Guest>();

	/** True from the start of sharing to its end, whatever the network does. */
	get active(): boolean {
		return this.status !== "off";
	}

	/** Those who are in. */
	get joined(): readonly Guest[] {
		return [...this.guests.values()].filter((guest) => guest.state === "joined");
	}

	/** Those who have knocked. */
	get waiting(): readonly Guest[] {
		return [...this.guests.values()].filter((guest) => guest.state === "waiting");
	}

	/** The line of that kind, undefined when there is none. */
	line(rights: GuestRights, endToEnd: boolean): ShareLine | undefined {
		return this.lines.find((line) => line.rights === rights && line.endToEnd === endToEnd);
	}

	/** The guest a client belongs to. */
	guestOf(client: Client): Guest | undefined {
		for (const guest of this.guests.values()) if (guest.client === client) return guest;
		return undefined;
	}
}
