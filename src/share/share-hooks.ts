/**
 * The webhook of a shared server (`tmate-webhook-url`): what relays of tmate
 * tell of their hosts' sessions, this host tells itself, whichever way it is
 * shared. Owned by share-service.ts for one share.
 */
import { randomUUID } from "node:crypto";
import type { Server } from "../model/server.ts";
import type { ShareLine } from "../model/sharing.ts";
import type { Disposable } from "../util/disposable.ts";
import { Webhook, type WebhookPost, type WebhookRegister, webhookProblem } from "./webhook.ts";

/** Options of it. */
const URL_OPTION = "tmate-webhook-url";
const USERDATA_OPTION = "tmate-webhook-userdata";
/** For what was not told yet of a share whose address has changed, and the options that are set together (ms). */
const LINGER = 30_000;
const TOGETHER = 500;

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
	readonly #entityId = randomUUID();
	readonly #guests = new Map<string, string>();
	readonly #listeners: readonly Disposable[];
	#target = "";
	#hook: Webhook | undefined;
	#generation = 0;
	#later: Disposable | undefined;

	constructor(ports: ShareHooksPorts) {
		this.#ports = ports;
		const { events, ports: machine } = ports.server;
		this.#aim();
		this.#listeners = [
			events.on("notify", ({ name, extra = {} }) => this.#events.get(name)?.(extra)),
			events.on("optionChanged", ({ name }) => {
				if (name !== URL_OPTION && name !== USERDATA_OPTION) return;
				this.#later?.dispose();
				this.#later = machine.clock.setTimeout(() => {
					if (this.#aim() && this.#generation > 0) this.#register();
				}, TOGETHER);
			}),
		];
	}

	/** Somebody is told. */
	get isUsed(): boolean {
		return this.#hook !== undefined;
	}

	/** Sharing has ended: tells the rest by itself. */
	dispose(): void {
		for (const listener of this.#listeners) listener.dispose();
		this.#later?.dispose();
		const hook = this.#hook;
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
		["share-lost", () => this.#generation > 0 && this.#hook?.disconnected()],
		[
			"guest-joined",
			({ guest = "", guest_address = "", guest_rights }) => {
				const id = randomUUID();
				this.#guests.set(guest, id);
				this.#hook?.joined({ id, address: guest_address, readOnly: guest_rights === "read-only" });
			},
		],
		[
			"guest-left",
			({ guest = "" }) => {
				const id = this.#guests.get(guest);
				this.#guests.delete(guest);
				if (id !== undefined) this.#hook?.left(id);
			},
		],
	]);

	/** Whether there is another address, or another text for it. */
	#aim(): boolean {
		const { server, post, say } = this.#ports;
		const { clock, log } = server.ports;
		const url = server.options.string(URL_OPTION);
		const userdata = server.options.string(USERDATA_OPTION);
		const target = url === "" ? "" : `${url}\n${userdata}`;
		if (target === this.#target) return false;
		this.#target = target;
		const before = this.#hook;
		if (before !== undefined) clock.setTimeout(() => before.dispose(), LINGER);
		this.#hook = undefined;
		if (url === "") return true;
		const problem = webhookProblem(url, userdata);
		if (problem !== undefined) say(problem);
		const entityId = this.#entityId;
		this.#hook = new Webhook({ url, userdata, entityId }, { clock, log, post, random: Math.random });
		return true;
	}

	#register(): void {
		const { server, uname, foreground } = this.#ports;
		const { options, sharing } = server;
		const rw = tokenOf(sharing.line("read-write", false));
		const ro = tokenOf(sharing.line("read-only", false));
		this.#hook?.registered(
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
