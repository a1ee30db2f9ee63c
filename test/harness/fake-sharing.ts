/**
 * Sharing without a network: keeps what it was asked for, and does to
 * `server.sharing` what the real one does. Tests say when guests can come and
 * who does.
 */
import type { ShareRequest, SharingServices } from "../../src/command/types.ts";
import type { Client } from "../../src/model/client.ts";
import type { Server } from "../../src/model/server.ts";
import {
	notifyGuest,
	shareChanged,
	shareEnded,
	shareLost,
	shareReady,
} from "../../src/model/share-events.ts";
import type { Guest, GuestRights } from "../../src/model/sharing.ts";
import type { Runtime } from "../../src/server/runtime.ts";
import { TestServer, type TestServerOptions } from "./in-process.ts";

export class FakeSharing implements SharingServices {
	readonly #server: Server;
	/** What was asked for, in words, since the last look. */
	calls: string[] = [];
	request: ShareRequest | undefined;
	/** What the next start says. */
	error: string | undefined;
	#nextId = 1;

	constructor(server: Server) {
		this.#server = server;
	}

	start(request: ShareRequest): { readonly error?: string } {
		this.calls.push("start");
		this.request = request;
		if (this.error !== undefined) return { error: this.error };
		const { sharing, ports } = this.#server;
		sharing.status = "starting";
		sharing.provider = "fake";
		sharing.startedTime = ports.clock.now();
		shareChanged(this.#server);
		return {};
	}

	stop(reason: string): void {
		this.calls.push(`stop: ${reason}`);
		const { sharing } = this.#server;
		if (!sharing.active) return;
		for (const guest of [...sharing.guests.values()]) this.left(guest);
		sharing.status = "off";
		sharing.lines = [];
		shareEnded(this.#server, reason);
	}

	setRights(guest: Guest, rights: GuestRights): void {
		this.calls.push(`${guest.name} ${rights}`);
		guest.rights = rights;
		guest.state = "joined";
		if (guest.client) guest.client.flags.readOnly = rights === "read-only";
	}

	putOut(guest: Guest, reason: string): void {
		this.calls.push(`${guest.name} out: ${reason}`);
		this.left(guest);
	}

	dashboardCommand(): string {
		return "comux dashboard";
	}

	/** Guests can come now. */
	ready(): void {
		const { sharing } = this.#server;
		sharing.status = "ready";
		sharing.fingerprint = "SHA256:host";
		sharing.lines = [
			{ rights: "read-write", endToEnd: false, command: "ssh RW@relay", pinned: "ssh -o x RW@relay" },
			{ rights: "read-only", endToEnd: false, command: "ssh RO@relay", pinned: "" },
			{ rights: "read-write", endToEnd: true, command: "ssh -J J@relay RW@host", pinned: "" },
		];
		shareReady(this.#server);
	}

	lost(reason: string): void {
		this.#server.sharing.status = "lost";
		this.#server.sharing.error = reason;
		shareLost(this.#server);
	}

	/** It cannot work. */
	failed(reason: string): void {
		this.#server.sharing.status = "off";
		shareEnded(this.#server, reason, true);
	}

	/** Somebody comes; waits when it has no client yet. */
	guest(name: string, facts: Partial<Guest> = {}, client?: Client): Guest {
		const id = this.#nextId++;
		const guest: Guest = {
			id,
			name,
			address: "192.0.2.7",
			key: "",
			via: "relay",
			rights: "read-write",
			state: client ? "joined" : "waiting",
			cameTime: 1_700_000_000_000,
			joinedTime: client ? 1_700_000_060_000 : 0,
			term: "xterm-256color",
			cols: 100,
			rows: 30,
			bytesIn: 12,
			bytesOut: 3456,
			rtt: 41.6,
			client,
			...facts,
		};
		this.#server.sharing.guests.set(id, guest);
		notifyGuest(this.#server, client ? "guest-joined" : "guest-knocked", guest);
		return guest;
	}

	left(guest: Guest): void {
		this.#server.sharing.guests.delete(guest.id);
		notifyGuest(this.#server, "guest-left", guest);
	}

	/** What was asked for since the last look. */
	take(): string[] {
		return this.calls.splice(0);
	}
}

/** Runs `fn` with a server and its sharing; the server is checked afterwards. */
export function withSharing(
	fn: (server: TestServer, sharing: FakeSharing) => void,
	options: TestServerOptions = {},
): () => void {
	return () => {
		let sharing: FakeSharing | undefined;
		const server = new TestServer({
			...options,
			sharing: (runtime: Runtime) => {
				sharing = new FakeSharing(runtime.server);
				return sharing;
			},
		});
		fn(server, sharing as unknown as FakeSharing);
		server.dispose();
	};
}
