/**
 * A guest before it is let in (`share-approve`): the screen it waits at, and the
 * question to the host. What is asked has to be answered with a word and Enter,
 * so that nobody is let in by a key that was meant for a shell. Made by
 * guests.ts.
 */
import type { ShareHost } from "../command/share-module.ts";
import type { Client } from "../model/client.ts";
import type { GuestRights } from "../model/sharing.ts";
import type { Disposable } from "../util/disposable.ts";
import type { GuestRecord } from "./guest-record.ts";

/** How soon it is asked again when nobody was there, or everybody busy, in ms. */
const RETRY = 1000;

const CTRL_C = 3;
const CTRL_D = 4;
const LEAVE = new Set([CTRL_C, CTRL_D, "q".charCodeAt(0)]);

/** Columns for what is typed behind the question. */
const ANSWER_ROOM = 6;

/** What the host may answer; anything else is asked again, and Escape leaves the guest waiting. */
const ANSWERS: ReadonlyMap<string, GuestRights | "no"> = new Map([
	["rw", "read-write"],
	["ro", "read-only"],
	["no", "no"],
]);

export class Knock implements Disposable {
	readonly #host: ShareHost;
	readonly #guest: GuestRecord;
	readonly #answer: (answer: GuestRights | "no") => void;
	#drawn = false;
	/** The question that is open, or the wait until it can be asked. */
	#question: Disposable | undefined;

	/** `answer` is called when the host has decided. */
	constructor(host: ShareHost, guest: GuestRecord, answer: (answer: GuestRights | "no") => void) {
		this.#host = host;
		this.#guest = guest;
		this.#answer = answer;
	}

	/** The screen the guest waits at: drawn at its first sight and at each resize. */
	draw(): void {
		const { cols, rows, link, name } = this.#guest;
		const lines = [
			`You are ${name}.`,
			"The host has been asked to let you in.",
			"Please wait, or press q to leave.",
		];
		const top = Math.max(1, Math.floor((rows - lines.length) / 2) + 1);
		// On the alternate screen: what the guest's own terminal had on it comes back.
		let text = `${this.#drawn ? "" : "\x1b[?1049h"}\x1b[?25l\x1b[m\x1b[2J`;
		this.#drawn = true;
		for (const [at, line] of lines.entries()) {
			if (top + at > rows) break;
			const shown = line.slice(0, cols);
			text += `\x1b[${top + at};${Math.floor((cols - shown.length) / 2) + 1}H${shown}`;
		}
		link.write(Buffer.from(text));
	}

	/** It is decided: takes the question away from the host, and the screen before the guest's first frame or its last line. */
	dispose(): void {
		this.#question?.dispose();
		this.#question = undefined;
		if (this.#drawn) this.#guest.link.write(Buffer.from("\x1b[?25h\x1b[?1049l"));
		this.#drawn = false;
	}

	/** True when what was typed at that screen means going away. */
	leaves(bytes: Uint8Array): boolean {
		return bytes.some((byte) => LEAVE.has(byte));
	}

	/** Asks at the client of the host that was used last; the dashboard and guest-access can answer too. */
	ask(): void {
		const client = this.#asked();
		if (!client) return this.#askIn(RETRY);
		const guest = this.#guest;
		this.#question = this.#host.ask(client, question(guest, client.sx), (text) => {
			this.#question = undefined;
			const word = text?.trim() ?? "";
			if (guest.gone || guest.state !== "waiting") return;
			const rights = ANSWERS.get(word);
			if (rights !== undefined) this.#answer(rights);
			// This question is not closed yet.
			else if (text !== undefined) this.#askIn(0);
		});
	}

	#askIn(ms: number): void {
		this.#question = this.#host.server.ports.clock.setTimeout(() => {
			if (!this.#guest.gone && this.#guest.state === "waiting") this.ask();
		}, ms);
	}

	/** Who is there to be asked: nobody who is busy with another question. */
	#asked(): Client | undefined {
		let best: Client | undefined;
		for (const client of this.#host.server.clients) {
			if (!client.attached || client.control !== "" || client.identity.guest !== undefined) continue;
			if (client.prompt || client.overlay || client.suspended || client.exiting) continue;
			if (!best || client.activityTime > best.activityTime) best = client;
		}
		return best;
	}
}

/** All that is known of the guest, or as much as leaves room for the answers; show-messages has the rest. */
function question({ who, name, address }: GuestRecord, width: number): string {
	const texts = [who, `${name} from ${address}`, name].map((one) => `${one} wants to join. rw, ro or no?`);
	return texts.find((text) => text.length + ANSWER_ROOM <= width) ?? texts.at(-1)!;
}
