/**
 * The webhook that events go to now: made anew when its address or its text
 * changes. Owned by share-hooks.ts and by the relay's tmate-hooks.ts.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { Webhook, type WebhookPost, type WebhookTarget, webhookProblem } from "./webhook.ts";

/** In which an address and its text, that are set one after the other, are both there (ms). */
const TOGETHER = 500;

/** Where to; an empty `url` is nowhere. */
export type WebhookPlace = Pick<WebhookTarget, "url" | "userdata">;

export interface WebhookAimPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly post: WebhookPost;
	readonly entityId: string;
	/** What is wrong with an address. */
	say(text: string): void;
	/** There is another one: this one is to be disposed. */
	replaced(before: Webhook): void;
}

export class WebhookAim implements Disposable {
	/** Undefined while there is no address. */
	hook: Webhook | undefined;
	readonly #ports: WebhookAimPorts;
	#place = "";
	#later: Disposable | undefined;

	constructor(ports: WebhookAimPorts) {
		this.#ports = ports;
	}

	/** Whether there is another address, or another text for it. */
	aim({ url, userdata }: WebhookPlace): boolean {
		const { clock, log, post, entityId, say, replaced } = this.#ports;
		const place = url === "" ? "" : `${url}\n${userdata}`;
		if (place === this.#place) return false;
		this.#place = place;
		if (this.hook !== undefined) replaced(this.hook);
		this.hook = undefined;
		if (url === "") return true;
		const problem = webhookProblem(url, userdata);
		if (problem !== undefined) say(problem);
		this.hook = new Webhook({ url, userdata, entityId }, { clock, log, post, random: Math.random });
		return true;
	}

	/** The same in a moment; `changed` when it is another one then. */
	aimSoon(place: () => WebhookPlace, changed: () => void): void {
		this.#later?.dispose();
		this.#later = this.#ports.clock.setTimeout(() => {
			if (this.aim(place())) changed();
		}, TOGETHER);
	}

	/** No change that waits is made any more; the webhook stays. */
	dispose(): void {
		this.#later?.dispose();
	}
}
