/**
 * Everybody who comes: knocks or is let in, becomes a client with the rights of
 * its token, is made read-only or put out, and leaves. Owned by
 * share-service.ts; the only place that changes `server.sharing.guests`.
 */
import type { ShareHost } from "../command/share-module.ts";
import type { Session } from "../model/session.ts";
import { notifyGuest, shareSaid } from "../model/share-events.ts";
import type { GuestRights } from "../model/sharing.ts";
import type { Disposable } from "../util/disposable.ts";
import { GuestTransport } from "./guest-client.ts";
import { GuestRecord } from "./guest-record.ts";
import { Knock } from "./knock.ts";
import type { GuestLink } from "./provider.ts";

/** Guests that may wait to be let in at once: each may be a stranger. */
const WAITING_LIMIT = 10;
/** Between two sizes of one guest, in ms. */
const SIZE_SPAN = 100;
/** Cells that make this longer by 1 ms: large ones cost more. */
const CELLS_A_MS = 100;

export interface GuestsPorts {
	/** The session guests see first, while it exists. */
	session(): Session | undefined;
	/** Tells the host's user. */
	say(text: string): void;
}

export class Guests {
	readonly #host: ShareHost;
	readonly #ports: GuestsPorts;
	#nextId = 1;
	#idle: Disposable | undefined;

	constructor(host: ShareHost, ports: GuestsPorts) {
		this.#host = host;
		this.#ports = ports;
	}

	/** True while anybody is in or waits. */
	get any(): boolean {
		return this.#host.server.sharing.guests.size > 0;
	}

	/** Somebody has proven the token: lets it in, or has it wait for the host. `comment` is that of its key. */
	accept(link: GuestLink, comment: string): void {
		const { server } = this.#host;
		const { options, sharing } = server;
		const refusal = this.#refusal(link);
		if (refusal !== undefined) return link.close(refusal, 1);
		const guest = new GuestRecord(this.#nextId++, comment, link, server.ports.clock.now());
		const decide = (answer: GuestRights | "no") =>
			answer === "no" ? this.putOut(guest, "the host did not let you in") : this.setRights(guest, answer);
		const knock = options.flag("share-approve") ? new Knock(this.#host, guest, decide) : undefined;
		link.handle({
			data: (bytes) => this.#guard(() => this.#input(guest, knock, bytes)),
			resize: (cols, rows) => this.#guard(() => this.#resize(guest, knock, cols, rows)),
			drained: () => this.#guard(() => guest.client && this.#host.drained(guest.client)),
			closed: () => this.#guard(() => this.#closed(guest)),
		});
		sharing.guests.set(guest.id, guest);
		if (!knock) return this.#letIn(guest);
		guest.waiting.add(knock);
		knock.draw();
		shareSaid(server, `${guest.who} wants to join`);
		notifyGuest(server, "guest-knocked", guest);
		knock.ask();
		const limit = options.number("share-approve-timeout") * 1000;
		guest.waiting.add(
			server.ports.clock.setTimeout(() => this.putOut(guest, "the host did not answer"), limit),
		);
	}

	/** New rights; one that waits comes in with them. */
	setRights(guest: GuestRecord, rights: GuestRights): void {
		if (guest.gone) return;
		const before = guest.rights;
		guest.rights = rights;
		if (guest.state === "waiting") return this.#letIn(guest);
		const { client } = guest;
		if (!client || before === rights) return;
		client.flags.readOnly = rights === "read-only";
		guest.link.granted?.(rights);
		this.#setSizeFlag(guest);
		const text = rights === "read-only" ? "you may only look now" : "you may type now";
		this.#host.message(client, text, -1);
		this.#ports.say(`${guest.name} is ${rights} now`);
	}

	/** Sends a guest away; `reason` is its last line, `status` that of its ssh if it was in. */
	putOut(guest: GuestRecord, reason: string, status = 0): void {
		if (guest.gone) return;
		const { client, link } = guest;
		guest.waiting.dispose();
		if (client) this.#host.leave(client, `[${reason}]`, status);
		else link.close(`[${reason}]`, 1);
		this.#gone(guest, reason);
	}

	putOutAll(reason: string, status = 0): void {
		for (const guest of this.#records()) this.putOut(guest, reason, status);
		this.#idle?.dispose();
		this.#idle = undefined;
	}

	/** Options of sharing have changed: they hold for those who are in too. */
	optionsChanged(): void {
		const endToEnd = this.#host.server.options.flag("share-end-to-end");
		for (const guest of this.#records()) {
			if (endToEnd && guest.via === "relay") this.putOut(guest, "this share is end-to-end only now");
			else if (guest.client) this.#setSizeFlag(guest);
		}
		this.#watchIdle();
	}

	/** Why nobody more, or not this one, may come in. */
	#refusal({ identity }: GuestLink): string | undefined {
		const { options, sharing } = this.#host.server;
		if (identity.via === "relay" && options.flag("share-end-to-end"))
			return "[this share is end-to-end only: ask for the end-to-end line]";
		if (sharing.joined.length >= options.number("share-guest-limit")) return "[there are too many guests]";
		if (sharing.waiting.length >= WAITING_LIMIT) return "[too many wait to be let in: try again later]";
		return undefined;
	}

	#letIn(guest: GuestRecord): void {
		const { server } = this.#host;
		const { link } = guest;
		guest.waiting.dispose();
		const session = this.#ports.session();
		const target = session && !session.destroyed ? ["-t", `$${session.id}`] : [];
		guest.state = "joined";
		guest.joinedTime = guest.lastInput = server.ports.clock.now();
		const transport = new GuestTransport(link, () => {
			server.ports.clock.setImmediate(() => guest.client && this.#host.wakeup(guest.client));
		});
		const client = this.#host.addGuest(
			{
				name: `guest-${guest.id}`,
				transport,
				// Nobody's user: what a user of this machine may do it may not.
				identity: { uid: -1, user: "", pid: 0, guest: guest.name },
				term: this.#usableTerm(link.identity.term),
				cols: guest.cols,
				rows: guest.rows,
				readOnly: guest.rights === "read-only",
			},
			["attach-session", "-E", ...target],
		);
		guest.client = client;
		link.granted?.(guest.rights);
		this.#setSizeFlag(guest);
		const { sharing } = server;
		const count = sharing.joined.length;
		this.#ports.say(`${guest.name} joined from ${from(guest)}, ${count} ${count === 1 ? "guest" : "guests"}`);
		notifyGuest(server, "guest-joined", guest);
		this.#watchIdle();
	}

	/** A name that this machine's terminfo has; all of today's terminals do what xterm does. */
	#usableTerm(term: string): string {
		const { host } = this.#host.server.ports;
		if (host.hasTerminfo(term)) return term;
		return /^(screen|tmux)/.test(term) ? "screen-256color" : "xterm-256color";
	}

	/** Guests do not size windows unless the host wants them to; those who only look never do. */
	#setSizeFlag({ client, rights }: GuestRecord): void {
		if (!client) return;
		const counts = rights === "read-write" && this.#host.server.options.flag("share-guest-size");
		this.#host.setFlags(client, counts ? "!ignore-size" : "ignore-size");
	}

	#input(guest: GuestRecord, knock: Knock | undefined, bytes: Uint8Array): void {
		if (guest.gone) return;
		guest.lastInput = this.#host.server.ports.clock.now();
		if (guest.client) this.#host.input(guest.client, bytes);
		else if (knock?.leaves(bytes)) this.putOut(guest, "left");
	}

	#resize(guest: GuestRecord, knock: Knock | undefined, cols: number, rows: number): void {
		if (guest.gone) return;
		guest.cols = cols;
		guest.rows = rows;
		// At once, but not again and again: each size costs us far more than the guest.
		if (guest.sizeTimer) return;
		guest.sizeTimer = this.#host.server.ports.clock.setTimeout(
			() => {
				guest.sizeTimer = undefined;
				if (guest.cols !== cols || guest.rows !== rows) this.#resize(guest, knock, guest.cols, guest.rows);
			},
			SIZE_SPAN + Math.ceil((cols * rows) / CELLS_A_MS),
		);
		if (guest.client) this.#host.resize(guest.client, cols, rows);
		else knock?.draw();
	}

	/** Its wire has gone: by itself, or because the server sent it away (detach, exit). */
	#closed(guest: GuestRecord): void {
		if (guest.client && !guest.client.dead) this.#host.lost(guest.client);
		this.#gone(guest, "");
	}

	#gone(guest: GuestRecord, reason: string): void {
		if (guest.gone) return;
		guest.gone = true;
		guest.sizeTimer?.dispose();
		guest.waiting.dispose();
		const { server } = this.#host;
		server.sharing.guests.delete(guest.id);
		const count = server.sharing.joined.length;
		const why = reason === "" ? "" : ` (${reason})`;
		if (guest.state === "joined")
			this.#ports.say(`${guest.name} left${why}, ${count} ${count === 1 ? "guest" : "guests"}`);
		else shareSaid(server, `${guest.name} was not let in${why}`);
		notifyGuest(server, "guest-left", guest);
	}

	/** Puts out those who have not typed for `share-idle-timeout`; a timer runs only while there is one to be put out. */
	#watchIdle(): void {
		this.#idle?.dispose();
		this.#idle = undefined;
		const { clock } = this.#host.server.ports;
		const limit = this.#host.server.options.number("share-idle-timeout") * 1000;
		if (limit === 0) return;
		let next = Number.POSITIVE_INFINITY;
		for (const guest of this.#records()) {
			if (guest.state !== "joined") continue;
			const left = guest.lastInput + limit - clock.now();
			if (left <= 0) this.putOut(guest, "idle for too long");
			else next = Math.min(next, left);
		}
		if (next < Number.POSITIVE_INFINITY)
			this.#idle = clock.setTimeout(() => this.#watchIdle(), Math.min(next, 2 ** 31 - 1));
	}

	#records(): GuestRecord[] {
		return [...this.#host.server.sharing.guests.values()].filter((guest) => guest instanceof GuestRecord);
	}

	#guard(fn: () => void): void {
		this.#host.guard("share guest", fn);
	}
}

/** `192.0.2.7 (key SHA256:...)`. */
function from({ address, key }: GuestRecord): string {
	return `${address === "" ? "an unknown address" : address} (${key === "" ? "no key" : `key ${key}`})`;
}
