/**
 * Questions of programs about the palette (OSC 4 ; n ; ?) that only an outer
 * terminal can answer: asked of the client that was used last, and answered to
 * the panes in the order they asked. Owned by the runtime.
 */
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Colour } from "../term/attributes.ts";
import type { Terminal } from "./terminal.ts";

/** A terminal that answers nothing is owed no more than this. */
const MAX_WAITING = 1000;

interface Question {
	readonly pane: Pane;
	readonly index: number;
}

export class PaletteQueries {
	readonly #server: Server;
	readonly #terminal: (client: Client) => Terminal | undefined;
	readonly #waiting = new WeakMap<Client, Question[]>();

	constructor(server: Server, terminal: (client: Client) => Terminal | undefined) {
		this.#server = server;
		this.#terminal = terminal;
	}

	/** Asks for entry `index`; false when there is no terminal to ask. */
	ask(pane: Pane, index: number): boolean {
		const client = [...this.#server.clients]
			.filter((each) => each.attached && each.session?.has(pane.window) && this.#terminal(each)?.started)
			.filter((each) => !onlyLooks(each))
			.reduce<Client | undefined>(
				(best, each) => (best && best.activityTime >= each.activityTime ? best : each),
				undefined,
			);
		if (!client) return false;
		const questions = this.#waiting.get(client) ?? [];
		if (questions.length >= MAX_WAITING) questions.shift();
		questions.push({ pane, index });
		this.#waiting.set(client, questions);
		this.#terminal(client)?.requestPalette(index);
		return true;
	}

	/** A terminal has answered. Questions before this one are lost: terminals answer in order. */
	answered(client: Client, index: number, colour: Colour): void {
		const questions = this.#waiting.get(client);
		const at = questions?.findIndex((question) => question.index === index) ?? -1;
		if (!questions || at < 0) return;
		const pane = questions.splice(0, at + 1)[at]?.pane;
		if (pane && !pane.destroyed) pane.screen.replyPalette(index, colour);
	}
}
