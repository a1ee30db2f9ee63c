/**
 * The webhook of a tmate host's session: what of the session is told to the
 * address its host names, and when. Owned by tmate-session.ts; the queue and
 * its retries are webhook.ts.
 */
import type { MirrorInfo, MirrorWishes } from "../protocol/mirror-worker.ts";
import { Webhook, type WebhookGuest, type WebhookPost, webhookProblem } from "../share/webhook.ts";
import type { PerToken } from "../share/wire-control.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";

/** In which wishes that come late are all there (ms). */
const WISH_TIME = 500;

export interface SessionHooksPorts {
	readonly clock: Clock;
	readonly log: Log;
	readonly post: WebhookPost;
	/** For the host. */
	notice(text: string): void;
	readonly entityId: string;
	/** The ssh command, `%s` for the token. */
	readonly command: string;
}

/** A session that may be joined. */
export interface HookedSession {
	readonly ipAddress: string;
	readonly info: MirrorInfo;
	readonly tokens: PerToken<string>;
	readonly reconnected: boolean;
	readonly restricted: boolean;
	readonly foreground: boolean;
	readonly named: boolean;
	readonly generation: number;
}

export class SessionHooks implements Disposable {
	readonly #ports: SessionHooksPorts;
	#hook: Webhook | undefined;
	#target = "";
	#later: Disposable | undefined;
	#session: HookedSession | undefined;

	constructor(ports: SessionHooksPorts) {
		this.#ports = ports;
	}

	/** Everything was told, or given up. */
	get settled(): Promise<void> {
		return this.#hook?.settled ?? Promise.resolve();
	}

	/** The host is here and has said what it wishes. */
	ready(wishes: MirrorWishes, session: HookedSession): void {
		this.#session = session;
		this.#aim(wishes);
		this.#register();
	}

	/** Old hosts name the address when they are long here. */
	wished(wishes: MirrorWishes): void {
		// The address and its text come one after the other.
		this.#later?.dispose();
		this.#later = this.#ports.clock.setTimeout(() => {
			if (this.#aim(wishes)) this.#register();
		}, WISH_TIME);
	}

	joined(guest: WebhookGuest): void {
		this.#hook?.joined(guest);
	}

	left(id: string): void {
		this.#hook?.left(id);
	}

	disconnected(): void {
		this.#hook?.disconnected();
	}

	closed(): void {
		this.#hook?.closed();
	}

	dispose(): void {
		this.#later?.dispose();
		this.#hook?.dispose();
	}

	/** Whether there is another address, or another text for it. */
	#aim({ webhookUrl: url, webhookUserdata: userdata }: MirrorWishes): boolean {
		const target = url === "" ? "" : `${url}\n${userdata}`;
		if (target === this.#target) return false;
		this.#target = target;
		this.#hook?.dispose();
		this.#hook = undefined;
		if (url === "") return true;
		const { clock, log, post, entityId, notice } = this.#ports;
		const problem = webhookProblem(url, userdata);
		if (problem !== undefined) notice(problem);
		this.#hook = new Webhook({ url, userdata, entityId }, { clock, log, post, random: Math.random });
		return true;
	}

	#register(): void {
		const session = this.#session;
		if (session === undefined) return;
		const { ipAddress, info, tokens, reconnected, restricted, foreground, named, generation } = session;
		this.#hook?.registered(
			{
				ipAddress,
				clientVersion: info.version,
				token: tokens.rw,
				tokenReadOnly: tokens.ro,
				reconnected,
				restricted,
				foreground,
				named,
				uname: info.uname,
				sshCommandFormat: this.#ports.command,
			},
			generation,
		);
	}
}
