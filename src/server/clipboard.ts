/**
 * The clipboard of the outer terminals: set by copy mode, set-buffer -w and
 * programs (OSC 52), read for programs and refresh-client -l. What a terminal
 * may do is asked of its capabilities. Owned by the runtime.
 */
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import { notifyPane } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Terminal } from "./terminal.ts";

/** A terminal that was asked for its clipboard may answer for so long, in ms. */
const ANSWER_TIME = 5000;

interface Question {
	readonly pane: Pane;
	readonly selection: string;
	readonly end: "bel" | "st";
	readonly timer: Disposable;
}

export class Clipboard implements Disposable {
	readonly #server: Server;
	readonly #terminal: (client: Client) => Terminal | undefined;
	readonly #questions = new Map<Client, Question[]>();
	/** Clients whose next answer goes into a buffer (refresh-client -l), while it may come. */
	readonly #requests = new Map<Client, Disposable>();

	constructor(server: Server, terminal: (client: Client) => Terminal | undefined) {
		this.#server = server;
		this.#terminal = terminal;
	}

	/** Puts bytes into one client's clipboard. */
	set(client: Client, bytes: Uint8Array, selection = ""): void {
		if (client.flags.readOnly) return;
		this.#terminal(client)?.setClipboard(selection, bytes);
	}

	/** Something was copied in `pane`: its clients' clipboards get it, unless `set-clipboard` is off. */
	copied(pane: Pane, bytes: Uint8Array): void {
		if (this.#server.options.choice("set-clipboard") === "off") return;
		for (const client of this.#clientsOf(pane)) this.set(client, bytes);
	}

	/** A program set the clipboard: into a buffer and out to its clients (`set-clipboard on`). */
	setByProgram(pane: Pane, selection: string, bytes: Uint8Array): void {
		for (const client of this.#clientsOf(pane)) this.set(client, bytes, selection);
		this.#server.buffers.add(bytes);
		notifyPane(this.#server, "pane-set-clipboard", pane);
	}

	/** A program asks for the clipboard: from a buffer or a terminal, as `get-clipboard` says. */
	query(pane: Pane, selection: string, end: "bel" | "st"): void {
		const how = this.#server.options.choice("get-clipboard");
		if (how === "off") return;
		const newest = this.#server.buffers.newest();
		if (how === "buffer") {
			if (newest) pane.screen.replyClipboard(selection, newest.bytes, end);
			return;
		}
		const client = this.#clientsOf(pane).find((one) => !onlyLooks(one));
		if (!client || !this.#terminal(client)?.requestClipboard()) {
			if (how === "both" && newest) pane.screen.replyClipboard(selection, newest.bytes, end);
			return;
		}
		const list = this.#questions.get(client) ?? [];
		const timer = this.#server.ports.clock.setTimeout(() => this.#expire(client), ANSWER_TIME);
		list.push({ pane, selection, end, timer });
		this.#questions.set(client, list);
	}

	/** refresh-client -l: the answer goes into a new buffer. Nothing is asked while an answer may still come. */
	request(client: Client): void {
		if (onlyLooks(client) || this.#requests.has(client)) return;
		if (!this.#terminal(client)?.requestClipboard()) return;
		const timer = this.#server.ports.clock.setTimeout(() => this.#requests.delete(client), ANSWER_TIME);
		this.#requests.set(client, timer);
	}

	/** A terminal told its clipboard. */
	answered(client: Client, bytes: Uint8Array): void {
		for (const { pane, selection, end, timer } of this.#questions.get(client) ?? []) {
			timer.dispose();
			if (!pane.destroyed) pane.screen.replyClipboard(selection, bytes, end);
		}
		this.#questions.delete(client);
		const request = this.#requests.get(client);
		if (!request) return;
		request.dispose();
		this.#requests.delete(client);
		this.#server.buffers.add(bytes);
	}

	forget(client: Client): void {
		for (const { timer } of this.#questions.get(client) ?? []) timer.dispose();
		this.#questions.delete(client);
		this.#requests.get(client)?.dispose();
		this.#requests.delete(client);
	}

	dispose(): void {
		for (const client of [...this.#questions.keys(), ...this.#requests.keys()]) this.forget(client);
	}

	#expire(client: Client): void {
		this.#questions.get(client)?.shift();
	}

	#clientsOf(pane: Pane): Client[] {
		return [...this.#server.clients].filter(
			(client) => client.attached && client.session?.current?.window === pane.window,
		);
	}
}
