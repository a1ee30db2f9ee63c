/**
 * The guests of a mirrored session: each link becomes a client that is attached
 * to the mirror, waits while there is no layout yet, and leaves with a last
 * line. Owned by mirror.ts.
 */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { GuestRights } from "../model/sharing.ts";
import type { Runtime } from "../server/runtime.ts";
import { shareHostOf } from "../server/sharing.ts";
import { GuestTransport } from "../share/guest-client.ts";
import { plain } from "../share/guest-record.ts";
import { guestSize } from "../share/guest-terminal.ts";
import type { GuestLink } from "../share/provider.ts";
import type { Disposable } from "../util/disposable.ts";
import { MAX_GUESTS } from "./limits.ts";

/** Between two sizes of one guest, in ms. */
const SIZE_SPAN = 100;

/** A guest, for the relay's lists and webhooks. */
export interface MirrorGuest {
	readonly id: number;
	/** What to call it: the comment of its key, else `guest-ID`. */
	readonly name: string;
	readonly rights: GuestRights;
	readonly link: GuestLink;
}

interface Entry extends MirrorGuest {
	client: Client | undefined;
	cols: number;
	rows: number;
	sizeTimer: Disposable | undefined;
	gone: boolean;
}

export interface MirrorGuestsPorts {
	/** There is a session to be seen. */
	ready(): boolean;
	/** Somebody came or left, or has another size. */
	changed(): void;
	joined(guest: MirrorGuest): void;
	left(guest: MirrorGuest): void;
}

const WAITING = new TextEncoder().encode("\x1b[H\x1b[2JWaiting for the host...\r\n");

export class MirrorGuests {
	readonly #runtime: Runtime;
	readonly #host: ReturnType<typeof shareHostOf>;
	readonly #ports: MirrorGuestsPorts;
	readonly #guests = new Map<number, Entry>();
	#nextId = 1;
	/** What everybody is told who comes. */
	#notice: string | undefined;

	constructor(runtime: Runtime, ports: MirrorGuestsPorts) {
		this.#runtime = runtime;
		this.#host = shareHostOf(runtime, { stateFolder: "", dashboardCommand: "" });
		this.#ports = ports;
	}

	get count(): number {
		return this.#guests.size;
	}

	get list(): readonly MirrorGuest[] {
		return [...this.#guests.values()];
	}

	/** The number a guest's commands have at the host. */
	idOf(client: Client): number {
		for (const guest of this.#guests.values()) if (guest.client === client) return guest.id;
		return 0;
	}

	/** The guest a failed command was from. */
	clientOf(id: number): Client | undefined {
		return this.#guests.get(id)?.client;
	}

	/** Lets somebody in. */
	add(link: GuestLink, rights: GuestRights, comment: string): MirrorGuest | undefined {
		if (this.#guests.size >= MAX_GUESTS) {
			link.close("[there are too many guests]", 1);
			return undefined;
		}
		const { cols, rows } = guestSize(link.identity.cols, link.identity.rows);
		const id = this.#nextId++;
		const guest: Entry = {
			id,
			name: plain(comment) || `guest-${id}`,
			rights,
			link,
			client: undefined,
			cols,
			rows,
			sizeTimer: undefined,
			gone: false,
		};
		this.#guests.set(guest.id, guest);
		const guarded = (fn: () => void) => this.#runtime.guard("mirror guest", fn);
		link.handle({
			data: (bytes) => guarded(() => this.#data(guest, bytes)),
			resize: (to, high) => guarded(() => this.#resize(guest, to, high)),
			drained: () => guarded(() => guest.client && this.#host.drained(guest.client)),
			closed: () => guarded(() => this.#closed(guest)),
		});
		if (this.#ports.ready()) this.#attach(guest);
		else link.write(WAITING);
		this.#ports.joined(guest);
		return guest;
	}

	/** There is a session now: those who wait see it. */
	attachAll(): void {
		for (const guest of [...this.#guests.values()]) if (!guest.client) this.#attach(guest);
	}

	/** A message on everybody's status line; `delay` in ms, 0: until a key, -1: display-time. */
	message(text: string, delay: number): void {
		for (const { client } of this.#guests.values()) if (client?.session) this.#say(client, text, delay);
	}

	/** On everybody's status line until a key, and on that of those who come, until `noticeEnds`. */
	notice(text: string): void {
		this.#notice = text;
		this.message(text, 0);
	}

	/** In place of the notice. */
	noticeEnds(text: string): void {
		this.#notice = undefined;
		this.message(text, -1);
	}

	/** A guest has its screen. */
	attached(client: Client): void {
		if (this.#notice !== undefined) this.#say(client, this.#notice, 0);
	}

	/** Sends everybody away. */
	closeAll(lastLine: string, status: number): void {
		for (const id of [...this.#guests.keys()]) this.close(id, lastLine, status);
	}

	/** Sends somebody away. */
	close(id: number, lastLine: string, status: number): void {
		const guest = this.#guests.get(id);
		if (!guest) return;
		if (guest.client) this.#host.leave(guest.client, lastLine, status);
		else guest.link.close(lastLine, status);
		this.#closed(guest);
	}

	#say(client: Client, text: string, delay: number): void {
		this.#runtime.services.clients.message(client, text, { delay, noFreeze: true, ignoreStyles: true });
	}

	#attach(guest: Entry): void {
		const { link, rights } = guest;
		const { server } = this.#runtime;
		guest.client = this.#host.addGuest(
			{
				name: `guest-${guest.id}`,
				transport: new GuestTransport(link, () => {
					server.ports.clock.setImmediate(() => guest.client && this.#host.wakeup(guest.client));
				}),
				identity: { uid: -1, user: "", pid: 0, guest: guest.name },
				term: usableTerm(server, link.identity.term),
				cols: guest.cols,
				rows: guest.rows,
				readOnly: rights === "read-only",
			},
			["attach-session", "-E"],
		);
		link.granted?.(rights);
	}

	#data(guest: Entry, bytes: Uint8Array): void {
		if (guest.gone) return;
		if (guest.client) this.#host.input(guest.client, bytes);
		// Nothing is there yet: Ctrl-c and Ctrl-d leave.
		else if (bytes.includes(3) || bytes.includes(4)) guest.link.close("[left]", 0);
	}

	#resize(guest: Entry, cols: number, rows: number): void {
		if (guest.gone) return;
		const size = guestSize(cols, rows);
		guest.cols = size.cols;
		guest.rows = size.rows;
		if (guest.sizeTimer) return;
		guest.sizeTimer = this.#runtime.server.ports.clock.setTimeout(() => {
			guest.sizeTimer = undefined;
			if (guest.cols !== size.cols || guest.rows !== size.rows) this.#resize(guest, guest.cols, guest.rows);
		}, SIZE_SPAN);
		if (guest.client) this.#host.resize(guest.client, size.cols, size.rows);
		this.#ports.changed();
	}

	#closed(guest: Entry): void {
		if (guest.gone) return;
		guest.gone = true;
		guest.sizeTimer?.dispose();
		this.#guests.delete(guest.id);
		if (guest.client && !guest.client.dead) this.#host.lost(guest.client);
		this.#ports.changed();
		this.#ports.left(guest);
	}
}

/** A name that terminfo has; all of today's terminals do what xterm does. */
function usableTerm(server: Server, term: string): string {
	if (server.ports.host.hasTerminfo(term)) return term;
	return /^(screen|tmux)/.test(term) ? "screen-256color" : "xterm-256color";
}
