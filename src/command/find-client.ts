/**
 * Which client a command means: `-c` or `-t` by name or tty, else the one that
 * asked, else the one used last. Called by the queue and by commands through
 * services.findClient.
 */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { bestClient, bestPlace, bestSession, insidePane } from "./targets.ts";

const DEV = "/dev/";

/** A client that is meant without naming one; undefined when nobody is attached. */
export function currentClient(server: Server, client: Client | undefined): Client | undefined {
	if (client?.session) return client;
	const pane = insidePane(server, client);
	const session = pane ? bestPlace(server, pane.window)?.session : bestSession(server);
	return session && bestClient(server, session);
}

/** A client with a session, by name or by tty with or without /dev/; one `:` at the end is ignored. */
export function namedClient(server: Server, text: string): Client | undefined {
	const name = trimColon(text);
	for (const client of server.clients) {
		if (!client.session) continue;
		if (name === client.name) return client;
		const tty = client.ttyName;
		if (tty === "") continue;
		if (name === tty || (tty.startsWith(DEV) && name === tty.slice(DEV.length))) return client;
	}
	return undefined;
}

/** The client `text` names (undefined: the current one), or the error as tmux words it. */
export function findClient(
	server: Server,
	client: Client | undefined,
	text: string | undefined,
): Client | { readonly error: string } {
	if (text === undefined) return currentClient(server, client) ?? { error: "no current client" };
	return namedClient(server, text) ?? { error: `can't find client: ${trimColon(text)}` };
}

function trimColon(text: string): string {
	return text.endsWith(":") ? text.slice(0, -1) : text;
}
