/**
 * Formats a control client watches (`refresh-client -B name:what:format`):
 * looked at once a second, told when their value is another one than before.
 * Owned by ControlMode, one a client.
 */
import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { Disposable } from "../util/disposable.ts";

const INTERVAL = 1000;

/** What a subscription is about; `id` of one pane or window. */
type What =
	| { readonly type: "session" | "panes" | "windows" }
	| { readonly type: "pane" | "window"; readonly id: number };

interface Subscription {
	readonly name: string;
	readonly what: What;
	readonly format: string;
	/** Last value of each place (`id:index`, "" for the session). */
	last: Map<string, string>;
}

/** The order in which the kinds are looked at. */
const ROUNDS: readonly (readonly What["type"][])[] = [
	["session"],
	["pane", "window"],
	["panes"],
	["windows"],
];

/** A place a format is expanded for, and how it is written. */
interface Place {
	readonly key: string;
	readonly text: string;
	readonly winlink?: Winlink;
	readonly pane?: Pane;
}

export class Subscriptions implements Disposable {
	readonly #server: Server;
	readonly #client: Client;
	readonly #tell: (line: string) => void;
	/** By name, in byte order of the names. */
	#items: Subscription[] = [];
	#timer: Disposable | undefined;

	/** `tell` gets each notification line. */
	constructor(server: Server, client: Client, tell: (line: string) => void) {
		this.#server = server;
		this.#client = client;
		this.#tell = tell;
	}

	/** Adds, replaces, or (a name alone) removes a subscription. */
	set(value: string): void {
		const match = /^([^:]*):([^:]*):([\s\S]*)$/.exec(value);
		const name = match ? (match[1] ?? "") : value;
		this.#items = this.#items.filter((item) => item.name !== name);
		if (match) {
			const what = parseWhat(match[2] ?? "");
			this.#items.push({ name, what, format: match[3] ?? "", last: new Map() });
			this.#items.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
		}
		if (this.#items.length > 0) this.#start();
		else this.#stop();
	}

	dispose(): void {
		this.#items = [];
		this.#stop();
	}

	#start(): void {
		this.#timer ??= this.#server.ports.clock.setTimeout(() => {
			this.#timer = undefined;
			this.#start();
			this.#check();
		}, INTERVAL);
	}

	#stop(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
	}

	#check(): void {
		const { session } = this.#client;
		if (!session) return;
		for (const types of ROUNDS)
			for (const item of this.#items) if (types.includes(item.what.type)) this.#checkItem(item, session);
	}

	#checkItem(item: Subscription, session: Session): void {
		const places = placesOf(this.#server, session, item.what);
		const values = new Map<string, string>();
		for (const { key, text, winlink, pane } of places) {
			const value = expand(item.format, {
				server: this.#server,
				client: this.#client,
				session,
				winlink: winlink ?? session.current,
				window: (winlink ?? session.current)?.window,
				pane: pane ?? (winlink ?? session.current)?.window.active,
				noJobs: true,
			});
			values.set(key, value);
			if (item.last.get(key) !== value)
				this.#tell(`%subscription-changed ${item.name} $${session.id} ${text} : ${value}`);
		}
		// Places that have gone are new when they come back, except those named one by one.
		if (item.what.type === "panes" || item.what.type === "windows") item.last = values;
		else for (const [key, value] of values) item.last.set(key, value);
	}
}

function parseWhat(text: string): What {
	if (text === "%*") return { type: "panes" };
	if (text === "@*") return { type: "windows" };
	const match = /^([%@])\s*\+?(\d{1,10})/.exec(text);
	if (!match) return { type: "session" };
	return { type: match[1] === "%" ? "pane" : "window", id: Number(match[2]) };
}

const windowPlace = (winlink: Winlink): Place => ({
	key: `${winlink.window.id}:${winlink.index}`,
	text: `@${winlink.window.id} ${winlink.index} -`,
	winlink,
});

const panePlace = (winlink: Winlink, pane: Pane): Place => ({
	key: `${pane.id}:${winlink.index}`,
	text: `@${winlink.window.id} ${winlink.index} %${pane.id}`,
	winlink,
	pane,
});

function placesOf(server: Server, session: Session, what: What): Place[] {
	const { winlinks } = session;
	if (what.type === "session") return [{ key: "", text: "- - -" }];
	if (!("id" in what)) {
		if (what.type === "windows") return winlinks.map(windowPlace);
		return winlinks.flatMap((winlink) => winlink.window.panes.map((pane) => panePlace(winlink, pane)));
	}
	if (what.type === "window") return winlinks.filter(({ window }) => window.id === what.id).map(windowPlace);
	const pane = server.panes.get(what.id);
	if (!pane?.process) return [];
	return winlinks.filter(({ window }) => window === pane.window).map((winlink) => panePlace(winlink, pane));
}
