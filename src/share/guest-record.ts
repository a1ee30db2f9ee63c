/**
 * One guest: its link, and what `server.sharing.guests` shows of it. Sizes,
 * counters and the round trip are read from the link when somebody looks. Made
 * by share-service.ts for each link that is accepted.
 */
import { isIP } from "node:net";
import type { Client } from "../model/client.ts";
import type { Guest, GuestRights, GuestVia } from "../model/sharing.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import type { GuestLink } from "./provider.ts";
import { fingerprint } from "./token.ts";

/** Longest name and address that are shown. */
const TEXT_LIMIT = 64;

/**
 * What comes from outside as one short line of plain characters: letters, digits
 * and signs that mean nothing to formats, styles or a shell, even in a hook that
 * does not quote them.
 */
export function plain(text: string): string {
	return text
		.replace(/[^A-Za-z0-9 @._+:,/=-]/g, "_")
		.slice(0, TEXT_LIMIT)
		.trim()
		.replace(/^-+/, "");
}

/** An address as it may be shown; "" for what is none, whoever has said it. */
function plainAddress(address: string): string {
	return isIP(address) === 0 ? "" : address;
}

export class GuestRecord implements Guest {
	readonly id: number;
	readonly name: string;
	readonly address: string;
	readonly key: string;
	readonly via: GuestVia;
	readonly cameTime: number;
	readonly term: string;
	readonly link: GuestLink;
	rights: GuestRights;
	state: "waiting" | "joined" = "waiting";
	joinedTime = 0;
	cols: number;
	rows: number;
	client: Client | undefined;
	/** The last byte it typed, ms since the epoch. */
	lastInput: number;
	/** What there is only while it waits: its screen, the question, the limit of time. */
	readonly waiting = new DisposableStore();
	/** Runs while its last size is fresh. */
	sizeTimer: Disposable | undefined;
	/** Set by who sends it away, so that its leaving is told with the reason. */
	gone = false;

	constructor(id: number, comment: string, link: GuestLink, now: number) {
		const { identity } = link;
		this.id = id;
		this.link = link;
		this.address = plainAddress(identity.address);
		this.key = identity.key ? fingerprint(identity.key) : "";
		this.name = plain(comment) || `guest-${id}`;
		this.via = identity.via;
		this.rights = identity.rights;
		this.term = plain(identity.term);
		this.cols = identity.cols;
		this.rows = identity.rows;
		this.cameTime = now;
		this.lastInput = now;
	}

	get bytesIn(): number {
		return this.link.bytesIn;
	}

	get bytesOut(): number {
		return this.link.bytesOut;
	}

	get rtt(): number {
		return this.link.rtt;
	}

	/** `alice from 192.0.2.7 (key SHA256:...)`. */
	get who(): string {
		const from = this.address === "" ? "an unknown address" : this.address;
		return `${this.name} from ${from} (${this.key === "" ? "no key" : `key ${this.key}`})`;
	}
}
