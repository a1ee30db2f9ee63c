/**
 * The webhook of a shared server (`tmate-webhook-url`): what relays of tmate
 * tell of their hosts' sessions, this host tells itself, whichever way it is
 * shared. Owned by share-service.ts for one share.
 */
import { randomUUID } from "node:crypto";
import type { Server } from "../model/server.ts";
import type { ShareLine } from "../model/sharing.ts";
import type { Disposable } from "../util/disposable.ts";
import type { WebhookPost, WebhookRegister } from "./webhook.ts";
import { WebhookAim, type WebhookPlace } from "./webhook-aim.ts";

/** Options of it. */
const URL_OPTION = "tmate-webhook-url";
const USERDATA_OPTION = "tmate-webhook-userdata";
/** For what was not told yet of a share whose address has changed (ms). */
const LINGER = 30_000;

export interface ShareHooksPorts {
	readonly server: Server;
	readonly post: WebhookPost;
	readonly uname: WebhookRegister["uname"];
	/** Somebody waits in the foreground (`share-server -F`). */
	readonly foreground: boolean;
	/** For the host's user. */
	say(text: string): void;
}

export class ShareHooks implements Disposable {
	readonly #ports: ShareHooksPorts;
	readonly #guests = new Map<string, string>();
	readonly #listeners: readonly Disposable[];
	readonly #aim: WebhookAim;
	#generation = 0;

	constructor(ports: ShareHooksPorts) {
		this.#ports = ports;
		const { post, say, server } = ports;
		const { clock, log } = server.ports;
		this.#aim = new WebhookAim({
			clock,
			log,
			post,
			entityId: randomUUID(),
			say,
			replaced: (before) => void clock.setTimeout(() => before.dispose(), LINGER),
		});
		this.#aim.aim(this.#place);
		const { events } = server;
		this.#listeners = [
			events.on("notify", ({ name, extra = {} }) => this.#events.get(name)?.(extra)),
			events.on("optionChanged", ({ name }) => {
				if (name !== URL_OPTION && name !== USERDATA_OPTION) return;
				this.#aim.aimSoon(
					() => this.#place,
					() => this.#generation > 0 && this.#register(),
				);
			}),
		];
	}

	/** Somebody is told. */
	get isUsed(): boolean {
		return this.#aim.hook !== undefined;
	}

	/** Sharing has ended: tells the rest by itself. */
	dispose(): void {
		for (const listener of this.#listeners) listener.dispose();
		this.#aim.dispose();
		const { hook } = this.#aim;
		if (this.#generation > 0) hook?.closed();
		else hook?.dispose();
	}

	readonly #events = new Map<string, (facts: Readonly<Record<string, string>>) => void>([
		[
			"share-ready",
			() => {
				this.#generation++;
				this.#register();
			},
		],
		["share-lost", () => this.#generation > 0 && this.#aim.hook?.disconnected()],
		[
			"guest-joined",
			({ guest = "", guest_address = "", guest_rights }) => {
				const id = randomUUID();
				this.#guests.set(guest, id);
				this.#aim.hook?.joined({ id, address: guest_address, readOnly: guest_rights === "read-only" });
			},
		],
		[
			"guest-left",
			({ guest = "" }) => {
				const id = this.#guests.get(guest);
				this.#guests.delete(guest);
				if (id !== undefined) this.#aim.hook?.left(id);
			},
		],
	]);

	/** As the options say. */
	get #place(): WebhookPlace {
		const { options } = this.#ports.server;
		return { url: options.string(URL_OPTION), userdata: options.string(USERDATA_OPTION) };
	}

	#register(): void {
		const { server, uname, foreground } = this.#ports;
		const { options, sharing } = server;
		const rw = tokenOf(sharing.line("read-write", false));
		const ro = tokenOf(sharing.line("read-only", false));
		this.#aim.hook?.registered(
			{
				ipAddress: "",
				clientVersion: `comux ${server.ports.host.version}`,
				token: rw.token,
				tokenReadOnly: ro.token,
				reconnected: this.#generation > 1,
				restricted: options.string("share-authorized-keys") !== "",
				foreground,
				named: rw.token.includes("/") || ro.token.includes("/"),
				uname,
				sshCommandFormat: rw.format || ro.format,
			},
			this.#generation,
		);
	}
}

/** The token of a line, and the line with `%s` for it; both "" when it has none. */
function tokenOf(line: ShareLine | undefined): { readonly token: string; readonly format: string } {
	const [, start = "", token = "", end = ""] = /^(.* )?(\S+)(@\S+)$/.exec(line?.command ?? "") ?? [];
	return { token, format: token === "" ? "" : `${start}%s${end}` };
}
