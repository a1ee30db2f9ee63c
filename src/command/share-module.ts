/**
 * The seam between the server and its sharing, which is a bundle of its own
 * (dist/share.cjs) because the SSH library is slow to load: what the server
 * lends it and what it gives back. Implemented by server/sharing.ts and
 * share/main.ts.
 */
import type { Client, ClientIdentity, ClientTransport } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import type { SharingServices } from "./types.ts";

/** A guest who is let in, as it becomes a client. */
export interface GuestHello {
	/** `guest-3`: its client's name. */
	readonly name: string;
	readonly transport: ClientTransport;
	readonly identity: ClientIdentity;
	/** A name that terminfo knows. */
	readonly term: string;
	readonly cols: number;
	readonly rows: number;
	readonly readOnly: boolean;
}

/** What sharing may do with the server. */
export interface ShareHost {
	readonly server: Server;
	/** The guest becomes a client and runs `argv` (an attach); it leaves afterwards unless it is attached. */
	addGuest(hello: GuestHello, argv: readonly string[]): Client;
	/** Bytes typed at the guest's terminal. */
	input(client: Client, bytes: Uint8Array): void;
	resize(client: Client, cols: number, rows: number): void;
	/** The guest's wire has gone. */
	lost(client: Client): void;
	/** The guest's wire has room again. */
	drained(client: Client): void;
	/** The guest goes on after it was told to stop. */
	wakeup(client: Client): void;
	setFlags(client: Client, flags: string): void;
	/** On the client's status line, for `delay` ms (-1: display-time). */
	message(client: Client, text: string, delay: number): void;
	/**
	 * Asks a question on the client's status line; `answer` gets what was typed,
	 * undefined when it was cancelled. Disposing what it gives takes the question
	 * away.
	 */
	ask(client: Client, question: string, answer: (text: string | undefined) => void): Disposable;
	/** Sends a guest away with a last line and an exit status. */
	leave(client: Client, lastLine: string, status: number): void;
	/** Runs `fn`; a bug in it is logged and ends nothing. */
	guard(what: string, fn: () => void): void;
	/** Folder for keys and what must be remembered. */
	readonly stateFolder: string;
	/** Shell command of the dashboard. */
	readonly dashboardCommand: string;
}

/** Sharing once it is loaded. */
export interface LoadedSharing extends SharingServices {
	/** Ends sharing because the server ends; calls back when the guests' last lines are out, or after a moment. */
	close(done: () => void): void;
}

/** What dist/share.cjs exports. */
export interface ShareModule {
	createSharing(host: ShareHost): LoadedSharing;
}
