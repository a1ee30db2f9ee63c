/**
 * The webhook of a tmate host's session: what of the session is told to the
 * address its host names, and when. Owned by tmate-session.ts; the queue and
 * its retries are webhook.ts.
 */
import type { MirrorInfo, MirrorWishes } from "../protocol/mirror-worker.ts";
import type { Webhook, WebhookGuest, WebhookPost } from "../share/webhook.ts";
import { WebhookAim, type WebhookPlace } from "../share/webhook-aim.ts";
import type { PerToken } from "../share/wire-control.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";

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
	readonly #aim: WebhookAim;
	#session: HookedSession | undefined;

	constructor(ports: SessionHooksPorts) {
		this.#ports = ports;
		const { clock, log, post, entityId, notice } = ports;
		const replaced = (before: Webhook) => before.dispose();
		this.#aim = new WebhookAim({ clock, log, post, entityId, say: notice, replaced });
	}

	/** Everything was told, or given up. */
	get settled(): Promise<void> {
		return this.#aim.hook?.settled ?? Promise.resolve();
	}

	/** The host is here and has said what it wishes. */
	ready(wishes: MirrorWishes, session: HookedSession): void {
		this.#session = session;
		this.#aim.aim(placeOf(wishes));
		this.#register();
	}

	/** Old hosts name the address when they are long here. */
	wished(wishes: MirrorWishes): void {
		this.#aim.aimSoon(
			() => placeOf(wishes),
			() => this.#register(),
		);
	}

	joined(guest: WebhookGuest): void {
		this.#aim.hook?.joined(guest);
	}

	left(id: string): void {
		this.#aim.hook?.left(id);
	}

	disconnected(): void {
		this.#aim.hook?.disconnected();
	}

	closed(): void {
		this.#aim.hook?.closed();
	}

	dispose(): void {
		this.#aim.dispose();
		this.#aim.hook?.dispose();
	}

	#register(): void {
		const session = this.#session;
		if (session === undefined) return;
		const { ipAddress, info, tokens, reconnected, restricted, foreground, named, generation } = session;
		this.#aim.hook?.registered(
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

const placeOf = ({ webhookUrl, webhookUserdata }: MirrorWishes): WebhookPlace => ({
	url: webhookUrl,
	userdata: webhookUserdata,
});
