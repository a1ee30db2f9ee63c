/**
 * Messages on a client's status line: shown for display-time or until a key,
 * and kept in show-messages. Called by display-message, alerts and errors.
 */
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import { markStatus } from "../model/marks.ts";
import type { Server } from "../model/server.ts";

export interface MessageOptions {
	/** ms; 0: until a key; -1 or undefined: the session's display-time. */
	readonly delay?: number;
	readonly ignoreKeys?: boolean;
	readonly ignoreStyles?: boolean;
	/** Panes go on being drawn meanwhile. */
	readonly noFreeze?: boolean;
}

/** Shows `text` in place of the status line. */
export function showMessage(
	server: Server,
	client: Client,
	text: string,
	options: MessageOptions = {},
): void {
	clearMessage(server, client);
	// What is kept is for those who do something here: one who only looks would push it all out.
	if (!onlyLooks(client)) server.addMessage(`${client.name} message: ${text}`);
	const wanted = options.delay ?? -1;
	const delay = wanted === -1 ? (client.session?.options.number("display-time") ?? 750) : wanted;
	const timer =
		delay > 0 ? server.ports.clock.setTimeout(() => clearMessage(server, client), delay) : undefined;
	client.message = {
		text,
		ignoreKeys: options.ignoreKeys ?? false,
		ignoreStyles: options.ignoreStyles ?? false,
		freezes: options.noFreeze !== true,
		timer,
	};
	markStatus(server, client);
}

/** Takes the message away. */
export function clearMessage(server: Server, client: Client): void {
	if (!client.message) return;
	client.message.timer?.dispose();
	client.message = undefined;
	markStatus(server, client);
}
