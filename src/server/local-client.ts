/**
 * A local client's messages and what they lead to: it identifies itself, gives
 * its command, then keys, sizes and answers. One call for each connection;
 * made by main.ts's accept.
 */
import type { Client } from "../model/client.ts";
import { type ClientMessage, clientFlag, type MessageOf, type MessageType } from "../protocol/messages.ts";
import { visibleBytes } from "../util/vis.ts";
import type { ClientHello } from "./client-hub.ts";
import type { Connection } from "./connection.ts";
import { restoreTty } from "./restore-tty.ts";
import type { Runtime } from "./runtime.ts";

type Handlers = { readonly [K in MessageType]?: (message: MessageOf<K>) => void };

/** Serves `connection` until it ends. */
export function serveConnection(
	runtime: Runtime,
	connection: Connection,
	connections: Map<Client, Connection>,
): void {
	const { hub } = runtime;
	let client: Client | undefined;
	let savedTty = "";
	const known = (fn: (client: Client) => void) => {
		// Anything before it has said who it is comes from no client of ours.
		if (client) fn(client);
		else connection.close();
	};
	const handlers: Handlers = {
		identify(message) {
			if (client) return connection.close();
			client = hub.add(helloOf(message, connection, runtime));
			connections.set(client, connection);
			runtime.waitForConfig(client);
		},
		command: ({ argv }) => known((c) => hub.command(c, argv)),
		shell: () => known((c) => connection.send({ type: "shellIs", shell: runtime.shellFor(c) })),
		stdin: ({ data }) =>
			known((c) => {
				if (c.control !== "") runtime.control.input(c, data);
				else hub.input(c, data);
			}),
		stdinEnd: () => known((c) => runtime.control.inputEnded(c)),
		resize: ({ cols, rows, xpixel, ypixel }) => known((c) => hub.resize(c, cols, rows, xpixel, ypixel)),
		ttyReady: ({ saved }) => {
			savedTty = saved;
		},
		exiting: () => {
			if (client) {
				client.exiting = true;
				hub.terminal(client)?.stop();
			}
			connection.send({ type: "exited" });
			connection.end();
		},
		wakeup: () => known((c) => hub.wakeup(c)),
		unlock: () => known((c) => hub.wakeup(c)),
	};
	connection.handle({
		message(message: ClientMessage) {
			const { log } = runtime.server.ports;
			if (log.level > 1) {
				const data = message.type === "stdin" ? ` ${visibleBytes(message.data)}` : "";
				log.debug(`${client?.name ?? "new client"} sent ${message.type}${data}`);
			}
			const handler = handlers[message.type] as ((m: ClientMessage) => void) | undefined;
			runtime.guard(`message ${message.type}`, () => handler?.(message));
		},
		lost() {
			if (!client) return;
			const gone = client;
			connections.delete(gone);
			// It was killed with the terminal in its hands: nobody else gives that back.
			if (gone.attached && !gone.exiting && gone.ttyName !== "") restoreTty(gone.ttyName, savedTty);
			runtime.guard("lost client", () => hub.lost(gone));
		},
		drained: () => client && runtime.drained(client),
	});
}

function helloOf(message: MessageOf<"identify">, connection: Connection, runtime: Runtime): ClientHello {
	const has = (flag: number) => (message.flags & flag) !== 0;
	const { host } = runtime.server.ports;
	const control = has(clientFlag.controlControl) ? "CC" : has(clientFlag.control) ? "C" : "";
	return {
		name: message.ttyName === "" ? `client-${message.pid}` : message.ttyName,
		transport: connection,
		// The socket is the owner's alone (mode 0600 in a 0700 folder): whoever connects is the owner.
		identity: { uid: host.uid, user: host.user, pid: message.pid },
		environ: message.environ,
		cwd: message.cwd,
		ttyName: message.ttyName,
		term: message.term,
		features: message.features,
		cols: message.cols,
		rows: message.rows,
		xpixel: message.xpixel,
		ypixel: message.ypixel,
		terminal: message.stdinIsTty && control === "",
		control,
		unlogged: has(clientFlag.unlogged),
	};
}
