/**
 * What the window list of a tmate server's guests shows for each window. It is
 * expanded here and is the window's name there; such a name changes with a
 * layout, after which all is drawn again, and so not too often. Owned by
 * tmate-feed.ts.
 */
import { expand, expandTime } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { Clock } from "../util/clock.ts";
import { oldMarkup, oldStyle, plainMarkup } from "./tmate-style.ts";
import { cleanText } from "./wire.ts";

/** Texts of the same windows change after so long (ms) at the soonest. */
const LABEL_TIME = 500;
/** Characters of a window: all of them share one message. */
const MAX_LABEL = 250;

export class WindowLabels {
	readonly #clock: Clock;
	#texts: ReadonlyMap<Winlink, string> = new Map();
	/** The windows that they are of. */
	#windows = "";
	#stale = true;
	#time = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Expands them when the status line of `client` is to be drawn again. Gives the ms until it wants to be asked again, 0: not. */
	update(server: Server, client: Client, session: Session): number {
		const { current, winlinks } = session;
		const now = this.#clock.now();
		const windows = JSON.stringify([
			session.id,
			current?.index,
			winlinks.map(({ index, window }) => [index, window.id, window.name]),
		]);
		this.#stale ||= client.dirtyStatus;
		if (windows === this.#windows) {
			if (!this.#stale) return 0;
			const wait = this.#time + LABEL_TIME - now;
			if (wait > 0 && wait <= LABEL_TIME) return wait;
		}
		this.#windows = windows;
		this.#stale = false;
		this.#time = now;
		this.#texts = new Map(winlinks.map((winlink) => [winlink, windowLabel(server, client, winlink)]));
		return 0;
	}

	of(winlink: Winlink): string {
		return this.#texts.get(winlink) ?? cleanText(winlink.window.name, MAX_LABEL);
	}
}

/** Flags and formats are those of here, which an old tmux neither has nor knows. */
function windowLabel(server: Server, client: Client, winlink: Winlink): string {
	const { session, forceJobs } = client;
	const { window, bell, activity, silence } = winlink;
	if (!session) return cleanText(window.name, MAX_LABEL);
	const ctx: FormatContext = { server, client, session, winlink, window, status: true, forceJobs };
	const alert = bell ? "bell" : activity || silence ? "activity" : undefined;
	const style = alert && oldStyle(expand(window.options.toText(`window-status-${alert}-style`), ctx));
	const current = session.current === winlink ? "-current" : "";
	const text = expandTime(window.options.string(`window-status${current}-format`), ctx);
	const label = cleanText(`${style ? `#[${style}]` : ""}${oldMarkup(text)}`, MAX_LABEL + 1);
	if (label.length <= MAX_LABEL) return label || " ";
	return plainMarkup(cleanText(text, MAX_LABEL)) || " ";
}
