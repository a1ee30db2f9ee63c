/**
 * The seam between the server and its sharing, which is a bundle of its own
 * (dist/share.cjs) because the SSH library is slow to load: what the server
 * lends it and what it gives back. Implemented by server/sharing.ts and
 * share/main.ts.
 */
import type { Client, ClientIdentity, ClientTransport } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { Disposable } from "../util/disposable.ts";
import type { CommandList, CommandServices, QueueState, SharingServices } from "./types.ts";

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

/** One client for all who look at a copy of a session: nothing is drawn for it here. */
export interface SeatHello {
	readonly name: string;
	/** Only told how it ends: what it is to show is taken from the model. */
	readonly transport: ClientTransport;
	readonly identity: ClientIdentity;
}

/** What may be done for a client without a terminal of its own. */
export interface SeatHost {
	/** Attaches it to the session. Its size does not count until its flags say so. */
	takeSeat(hello: SeatHello, session: Session): Client;
	/** Parses its commands, takes its keys for panes. */
	readonly commands: Pick<CommandServices, "parse" | "parseArgv" | "panes">;
	/** Runs `fn` in its queue, behind the commands that are in it; what it gives to `behind` runs right behind it. */
	inTurn(client: Client, fn: (behind: (list: CommandList, state: Partial<QueueState>) => void) => void): void;
	/** A key as if it was typed at its terminal: prompts and key tables see it. */
	key(client: Client, key: KeyCode): void;
	/** Takes away a menu or popup. */
	clearOverlay(client: Client): void;
}

/** What sharing may do with the server. */
export interface ShareHost extends SeatHost {
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
