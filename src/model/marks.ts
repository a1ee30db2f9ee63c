/**
 * Dirty marks: who has to be drawn again. Commands and events call these; the
 * frame scheduler (server/) clears them. Nothing is drawn here.
 */
import type { Client } from "./client.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";

/** The client's whole frame must be composed again. */
export function markClient(server: Server, client: Client): void {
	client.dirtyStatus = true;
	markFrame(server, client);
}

/** Only cells changed (pane output): the status line need not be expanded again. */
export function markFrame(server: Server, client: Client): void {
	if (client.dirty) return;
	client.dirty = true;
	server.events.emit("dirty", { client });
}

/** Everything on the client's terminal is sent again. */
export function markAll(server: Server, client: Client): void {
	client.dirtyAll = true;
	markClient(server, client);
}

/** Only the status line. */
export function markStatus(server: Server, client: Client): void {
	markClient(server, client);
}

/** Clients attached to the session. */
export function markSession(server: Server, session: Session): void {
	for (const client of server.clients) if (client.session === session) markClient(server, client);
}

/** Clients of every session in its group. */
export function markSessionGroup(server: Server, session: Session): void {
	for (const member of session.group?.sessions ?? [session]) markSession(server, member);
}

/** Clients that look at the window now. */
export function markWindow(server: Server, window: Window): void {
	for (const client of server.clients)
		if (client.session?.current?.window === window) markClient(server, client);
}

/** Status lines of all clients whose session has the window. */
export function markWindowStatus(server: Server, window: Window): void {
	for (const client of server.clients) if (client.session?.has(window)) markStatus(server, client);
}

/** Clients that see the pane. */
export function markPane(server: Server, pane: Pane): void {
	if (!pane.visible) return;
	for (const client of server.clients)
		if (client.session?.current?.window === pane.window) markFrame(server, client);
}

/** Clients that see the pane, whose program has printed; a message or a prompt holds still what is below it. */
export function markOutput(server: Server, pane: Pane): void {
	if (!pane.visible) return;
	for (const client of server.clients)
		if (
			client.session?.current?.window === pane.window &&
			!client.message?.freezes &&
			!client.prompt?.freezes
		)
			markFrame(server, client);
}

/** Every client. */
export function markEveryone(server: Server): void {
	for (const client of server.clients) if (client.session) markClient(server, client);
}
