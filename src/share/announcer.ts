/**
 * What the host's user is told on the status line: the lines to hand over one
 * after the other, who comes and goes, what the provider says. Everything is
 * kept by show-messages too. Owned by share-service.ts.
 */
import type { ShareHost } from "../command/share-module.ts";
import { shareLineTexts, shareSaid } from "../model/share-events.ts";
import type { Disposable } from "../util/disposable.ts";

/** Lines to hand over are read one after the other, and copied; news are glanced at. In ms. */
const LINE_STEP = 5000;
const NEWS_STEP = 2000;
/** Most texts that wait to be shown. */
const QUEUE_LIMIT = 8;

interface Text {
	readonly text: string;
	/** A line to hand over, which is of no use in parts. */
	readonly isLine: boolean;
}

export class Announcer {
	readonly #host: ShareHost;
	#queue: Text[] = [];
	#timer: Disposable | undefined;
	/** What was shown last, and when, ms since the epoch. */
	#shown: Text = { text: "", isLine: false };
	#shownTime = 0;

	constructor(host: ShareHost) {
		this.#host = host;
	}

	/** Keeps a text and shows it. */
	say(text: string): void {
		shareSaid(this.#host.server, text);
		this.show(text);
	}

	/** Shows news, behind other news and before lines that wait. */
	show(text: string): void {
		const at = this.#queue.findIndex(({ isLine }) => isLine);
		this.#queue.splice(at < 0 ? this.#queue.length : at, 0, { text, isLine: false });
		if (this.#queue.length > QUEUE_LIMIT) this.#queue.shift();
		this.#schedule();
	}

	/** Shows the lines to hand over, one after the other. */
	showLines(): void {
		const lines = shareLineTexts(this.#host.server.sharing);
		this.#queue = this.#queue.filter(({ isLine }) => !isLine);
		this.#queue.push(...lines.map((text) => ({ text, isLine: true })));
		this.#schedule();
	}

	/** Forgets what waits. */
	clear(): void {
		this.#queue = [];
		this.#timer?.dispose();
		this.#timer = undefined;
	}

	/** Shows the next text when the one before has had its time. */
	#schedule(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		const [next] = this.#queue;
		if (!next) return;
		const { clock } = this.#host.server.ports;
		const wait = this.#shownTime + this.#step(next) - clock.now();
		if (wait > 0) this.#timer = clock.setTimeout(() => this.#schedule(), wait);
		else {
			this.#queue.shift();
			this.#shown = next;
			this.#shownTime = clock.now();
			this.#show(next);
			this.#schedule();
		}
	}

	/** How long what is shown stays before this one. */
	#step({ isLine }: Text): number {
		const time = this.#host.server.options.number("share-display-time");
		const step = isLine && this.#shown.isLine ? LINE_STEP : NEWS_STEP;
		return time === 0 ? step : Math.min(time, step);
	}

	#show({ text, isLine }: Text): void {
		const { server } = this.#host;
		const time = server.options.number("share-display-time");
		const delay = this.#queue.length > 0 && (time === 0 || time > LINE_STEP) ? LINE_STEP : time;
		for (const client of server.clients) {
			if (!client.attached || client.control !== "" || client.identity.guest !== undefined) continue;
			const fits = !isLine || text.length <= client.sx;
			this.#host.message(client, fits ? text : elsewhere(text), delay);
		}
	}
}

/** Half of a line looks like a line: where a whole one can be read instead. */
function elsewhere(text: string): string {
	return `${text.slice(0, text.indexOf(":"))}: too long here, see show-messages`;
}
