/**
 * The host's status-left and status-right, which come expanded: shown as they
 * are by way of two user options, so that nothing in them is a format of ours.
 * Before any has come the host's options stand. Owned by mirror.ts.
 */
import { markEveryone } from "../model/marks.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { MAX_VALUE } from "./limits.ts";

const SIDES = ["left", "right"] as const;

export class HostStatus {
	readonly #server: Server;
	#texts: Readonly<Record<(typeof SIDES)[number], string>> | undefined;

	constructor(server: Server) {
		this.#server = server;
	}

	set(session: Session | undefined, left: string, right: string): void {
		const plain = (text: string) => text.slice(0, MAX_VALUE).replace(/[\x00-\x1f\x7f]/g, "");
		this.#texts = { left: plain(left), right: plain(right) };
		this.apply(session);
		markEveryone(this.#server);
	}

	/** Puts them (back) in place: the session is new, or options were set. */
	apply(session: Session | undefined): void {
		const texts = this.#texts;
		if (!session || !texts) return;
		for (const side of SIDES) {
			const name = `status-${side}`;
			const value = `#{@tmate-${name}}`;
			if (session.options.toText(`@tmate-${name}`) !== texts[side])
				session.options.set(`@tmate-${name}`, texts[side]);
			if (session.options.toText(name) !== value) session.options.set(name, value);
		}
	}
}
