/**
 * One server's sharing: starts and ends it, runs the provider, lets guests in
 * or keeps them out, and keeps `server.sharing` true. Made by main.ts of this
 * folder when sharing is first started; commands reach it as
 * `services.sharing`. It does not know which provider runs.
 */
import type { LoadedSharing, ShareHost } from "../command/share-module.ts";
import type { ShareRequest } from "../command/types.ts";
import { findRow } from "../model/option-table.ts";
import { shareChanged, shareEnded, shareLost, shareReady, shareSaid } from "../model/share-events.ts";
import { unusedShareOptions } from "../model/share-options.ts";
import type { Guest, GuestRights, ShareLine } from "../model/sharing.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import { Announcer } from "./announcer.ts";
import { GuestRecord } from "./guest-record.ts";
import { Guests } from "./guests.ts";
import type {
	GuestLink,
	KeyRing,
	ProviderPorts,
	RunningProvider,
	SharedSession,
	ShareProvider,
} from "./provider.ts";
import { ShareHooks } from "./share-hooks.ts";
import type { WebhookPost, WebhookRegister } from "./webhook.ts";

/** How long last lines may take to go out when the server ends, in ms. */
const CLOSE_LIMIT = 500;

/** What the service is made of besides the server. */
export interface ShareParts {
	readonly providers: readonly ShareProvider[];
	/** The keys of `share-authorized-keys`, read as the option says; `notice` tells of lines that were left out. */
	keyRing(source: () => string, notice: (text: string) => void): KeyRing & Disposable;
	/** Sends the events of webhooks. */
	readonly post: WebhookPost;
	/** This machine, for them. */
	readonly uname: WebhookRegister["uname"];
}

/** A share that runs. */
interface Share {
	readonly request: ShareRequest;
	readonly provider: ShareProvider;
	readonly store: DisposableStore;
	readonly keys: KeyRing;
	running: RunningProvider | undefined;
	expiry: Disposable | undefined;
	/** Ends behind the guests, whose leaving it tells. */
	hooks: ShareHooks | undefined;
}

/** Options that a request may bring a value of its own for. */
const REQUESTED: ReadonlyMap<string, (request: ShareRequest) => string | undefined> = new Map([
	["share-session-name", (request: ShareRequest) => request.name],
	["share-session-name-read-only", (request: ShareRequest) => request.nameReadOnly],
	["share-api-key", (request: ShareRequest) => request.apiKey],
	["share-authorized-keys", (request: ShareRequest) => request.authorizedKeys],
	["share-relay-host", ({ relay }: ShareRequest) => relay?.host],
	["share-relay-port", ({ relay }: ShareRequest) => relay?.port || undefined],
	// The fingerprint of another relay is not that of this one.
	["share-relay-fingerprint", ({ relay }: ShareRequest) => relay?.fingerprint],
]);

export class ShareService implements LoadedSharing {
	readonly #host: ShareHost;
	readonly #parts: ShareParts;
	readonly #guests: Guests;
	readonly #announcer: Announcer;
	#share: Share | undefined;

	constructor(host: ShareHost, parts: ShareParts) {
		this.#host = host;
		this.#parts = parts;
		this.#announcer = new Announcer(host);
		this.#guests = new Guests(host, {
			session: () => this.#share?.request.session,
			say: (text) => this.#announcer.say(text),
		});
	}

	start(request: ShareRequest): { readonly error?: string } {
		const { server } = this.#host;
		const name = this.#providerName(request);
		const provider = this.#parts.providers.find((one) => one.name === name);
		if (!provider) return { error: `unknown share provider: ${name}` };
		this.stop("sharing starts again");
		const share = this.#make(request, provider);
		this.#share = share;
		const { sharing } = server;
		sharing.status = "starting";
		sharing.provider = provider.name;
		sharing.error = "";
		sharing.startedTime = server.ports.clock.now();
		shareChanged(server);
		for (const option of unusedShareOptions(server.options)) shareSaid(server, `${option} does nothing here`);
		const own = <T extends Disposable>(item: T) => share.store.add(item);
		own(
			server.events.on("optionChanged", ({ name: option }) => {
				if (!/^(share|tmate)-/.test(option)) return;
				if (option === "share-expire") this.#setExpiry(share);
				this.#guests.optionsChanged();
				this.#guard("options", () => share.running?.optionsChanged());
			}),
		);
		// A tmate server is handed the address, and tells it itself.
		if (!provider.tellsWebhook)
			share.hooks = new ShareHooks({
				server,
				post: this.#parts.post,
				uname: this.#parts.uname,
				foreground: request.foreground === true,
				say: (text) => this.#announcer.say(text),
			});
		own(server.events.on("clientGone", () => this.#hostLeft()));
		own(server.events.on("notify", ({ name: event }) => event === "client-detached" && this.#hostLeft()));
		this.#setExpiry(share);
		this.#guard("start", () => {
			share.running = provider.start(this.#providerPorts(share), {
				ready: (lines, print) => this.#ready(share, lines, print),
				lost: (reason) => this.#lost(share, reason),
				leaving: (reason) => this.#share === share && this.#guests.putOutAll(reason, 1),
				failed: (reason) => this.#failed(share, reason),
				notice: (text) => this.#share === share && this.#announcer.say(text),
				variable: (name, value) => this.#variable(share, name, value),
			});
		});
		if (!share.running) this.#failed(share, "the provider could not be started");
		return {};
	}

	stop(reason: string): void {
		const share = this.#share;
		if (!share) return;
		this.#share = undefined;
		share.expiry?.dispose();
		share.store.dispose();
		this.#announcer.clear();
		this.#guests.putOutAll(reason);
		share.hooks?.dispose();
		// The last lines go out on the connections that are about to be closed.
		const { server } = this.#host;
		server.ports.clock.setTimeout(() => this.#guard("stop", () => share.running?.dispose()), CLOSE_LIMIT);
		const { sharing } = server;
		sharing.status = "off";
		sharing.provider = "";
		sharing.lines = [];
		sharing.fingerprint = "";
		sharing.startedTime = 0;
		sharing.expiresTime = 0;
		sharing.wasReady = false;
		sharing.variables.clear();
		shareEnded(server, reason);
	}

	setRights(guest: Guest, rights: GuestRights): void {
		if (guest instanceof GuestRecord) this.#guests.setRights(guest, rights);
	}

	putOut(guest: Guest, reason: string): void {
		if (guest instanceof GuestRecord) this.#guests.putOut(guest, reason);
	}

	dashboardCommand(): string {
		return this.#host.dashboardCommand;
	}

	close(done: () => void): void {
		const { clock } = this.#host.server.ports;
		this.#announcer.clear();
		if (!this.#share) return done();
		const { hooks } = this.#share;
		const any = this.#guests.any || hooks?.isUsed;
		this.stop("server exited");
		if (any) clock.setTimeout(done, CLOSE_LIMIT + 50);
		else done();
	}

	/** As the option says; a relay when there is one to go to. */
	#providerName(request: ShareRequest): string {
		if (request.relay) return "relay";
		const named = this.#host.server.options.string("share-provider");
		return named || (this.#option(request, "share-relay-host") === "" ? "direct" : "relay");
	}

	#make(request: ShareRequest, provider: ShareProvider): Share {
		const store = new DisposableStore();
		const source = () => this.#option(request, "share-authorized-keys");
		const keys = store.add(this.#parts.keyRing(source, (text) => this.#announcer.say(text)));
		return { request, provider, store, keys, running: undefined, expiry: undefined, hooks: undefined };
	}

	/** What was asked for goes before the option. */
	#option(request: ShareRequest, name: string): string {
		return REQUESTED.get(name)?.(request) ?? this.#host.server.options.toText(name);
	}

	#providerPorts(share: Share): ProviderPorts {
		const { server, stateFolder } = this.#host;
		const { request, keys } = share;
		const agent =
			request.client?.environ.get("SSH_AUTH_SOCK") ?? request.session.environ.get("SSH_AUTH_SOCK") ?? "";
		return {
			clock: server.ports.clock,
			log: server.ports.log,
			option: (name) => this.#option(request, name),
			stateFolder,
			home: server.ports.host.home,
			agent,
			version: `comux ${server.ports.host.version}`,
			keys,
			accept: (link) => this.#guard("guest", () => this.#accept(share, link)),
			isSet: (name) => this.#option(request, name) !== String(findRow(name)?.default),
			shared: { ...this.#seats(), server, session: request.session },
		};
	}

	/** What a provider may do for a client of its own. */
	#seats(): Omit<SharedSession, "server" | "session"> {
		const { commands, takeSeat, inTurn, key, clearOverlay, lost } = this.#host;
		return { commands, takeSeat, inTurn, key, clearOverlay, lost };
	}

	#variable(share: Share, name: string, value: string): void {
		const { server } = this.#host;
		if (this.#share !== share || server.sharing.variables.get(name) === value) return;
		server.sharing.variables.set(name, value);
		shareChanged(server);
	}

	#accept(share: Share, link: GuestLink): void {
		if (this.#share !== share) return link.close("[sharing has ended]", 1);
		const { key } = link.identity;
		this.#guests.accept(link, key ? share.keys.nameOf(key) : "");
	}

	#ready(share: Share, lines: readonly ShareLine[], print: string): void {
		if (this.#share !== share) return;
		const { server } = this.#host;
		const { sharing } = server;
		const again = sharing.status === "lost" && sameLines(sharing.lines, lines);
		sharing.status = "ready";
		sharing.error = "";
		sharing.lines = lines;
		sharing.fingerprint = print;
		shareReady(server);
		if (again) this.#announcer.show("sharing again, with the same lines");
		else this.#announcer.showLines();
	}

	#lost(share: Share, reason: string): void {
		if (this.#share !== share) return;
		const { server } = this.#host;
		const news = server.sharing.error !== reason;
		if (server.sharing.status === "ready") server.sharing.status = "lost";
		server.sharing.error = reason;
		if (!news) return;
		shareLost(server);
		this.#announcer.show(`sharing lost: ${reason}`);
	}

	#failed(share: Share, reason: string): void {
		if (this.#share !== share) return;
		this.#host.server.sharing.error = reason;
		this.stop(`sharing failed: ${reason}`);
		this.#host.server.sharing.error = reason;
		this.#announcer.show(`sharing failed: ${reason}`);
	}

	#setExpiry(share: Share): void {
		const { server } = this.#host;
		const { clock } = server.ports;
		share.expiry?.dispose();
		share.expiry = undefined;
		const seconds = server.options.number("share-expire");
		server.sharing.expiresTime = seconds === 0 ? 0 : server.sharing.startedTime + seconds * 1000;
		if (seconds === 0) return;
		// A timer of more than 24 days would run out at once.
		const left = Math.max(0, server.sharing.expiresTime - clock.now());
		const step = Math.min(left, 2 ** 31 - 1);
		share.expiry = clock.setTimeout(() => {
			if (this.#share !== share) return;
			if (left > step) this.#setExpiry(share);
			else this.stop("sharing has expired");
		}, step);
	}

	/** The last client of the host's own has gone. */
	#hostLeft(): void {
		const { server } = this.#host;
		if (!this.#share || !server.options.flag("share-stop-on-detach")) return;
		for (const client of server.clients)
			if (client.attached && client.identity.guest === undefined && !client.exiting) return;
		this.stop("the host has left");
	}

	#guard(what: string, fn: () => void): void {
		this.#host.guard(`share ${what}`, fn);
	}
}

function sameLines(one: readonly ShareLine[], other: readonly ShareLine[]): boolean {
	return one.length === other.length && one.every((line, at) => line.command === other[at]?.command);
}
