/**
 * The one door for what commands print: stdout or stderr of a command client,
 * lines of a control client, view mode or the status line of an attached one,
 * the list of config errors. Declared here for the queue; the usual
 * implementation stands on the services server/ gives.
 */

import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { encodeRaw, showRaw } from "../util/raw-bytes.ts";
import type { ClientServices, ControlServices, UiServices } from "./types.ts";

/** Where a command stands in a file, for errors without a client. */
export interface SourcePlace {
	readonly file: string | undefined;
	readonly line: number;
}

export interface QueueOutput {
	/** One or more lines, without the last newline. */
	print(client: Client | undefined, text: string): void;
	/** Bytes as they are. */
	printBytes(client: Client | undefined, bytes: Uint8Array): void;
	/** One line of error; a command or control client then leaves with status 1. */
	error(client: Client | undefined, text: string, place: SourcePlace | undefined): void;
	/** Around each command of a control client; time in seconds. */
	guard(client: Client, kind: "begin" | "end" | "error", time: number, number: number, flags: number): void;
}

/** What the usual output stands on. */
export interface OutputServices {
	readonly ui: Pick<UiServices, "viewText">;
	readonly clients: Pick<ClientServices, "message">;
	readonly control: Pick<ControlServices, "guard" | "line">;
}

/** True when the client's output goes over its wire and not onto its screen. */
function isPlain(client: Client): boolean {
	return client.session === undefined || client.control !== "";
}

/** The usual output. `services` is asked at each use: the queue is made before them. */
export function makeQueueOutput(server: Server, services: () => OutputServices): QueueOutput {
	return {
		print(client, text) {
			if (!client) return;
			if (client.control !== "") services().control.line(client, text);
			else if (isPlain(client)) client.transport.stdout(encodeRaw(`${text}\n`));
			else services().ui.viewText(client, showRaw(text));
		},
		printBytes(client, bytes) {
			if (!client) return;
			if (client.control !== "") services().control.line(client, new TextDecoder().decode(bytes));
			else if (isPlain(client)) client.transport.stdout(bytes);
			else services().ui.viewText(client, new TextDecoder().decode(bytes));
		},
		error(client, text, place) {
			if (!client) {
				if (server.configDone) server.addMessage(`message: ${text}`);
				else server.configErrors.push(place?.file ? `${place.file}:${place.line}: ${text}` : text);
				return;
			}
			if (isPlain(client)) {
				server.addMessage(`${client.name} message: ${text}`);
				if (client.control !== "") services().control.line(client, text);
				else client.transport.stderr(encodeRaw(`${text}\n`));
				client.exitStatus = 1;
				return;
			}
			services().clients.message(
				client,
				text.replace(/^[a-z]/, (c) => c.toUpperCase()),
				{
					delay: -1,
					ignoreStyles: true,
				},
			);
		},
		guard(client, kind, time, number, flags) {
			if (client.control !== "") services().control.guard(client, kind, time, number, flags);
		},
	};
}
