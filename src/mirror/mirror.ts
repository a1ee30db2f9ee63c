/**
 * A tmate host's session on the relay: a whole server of ours without programs,
 * kept as the host says, with each guest an ordinary client of it. One for each
 * host; made by the relay when a host has said its HEADER, and kept while the
 * host is away. The bytes of the host's connection come in by `hostBytes`.
 */
import { destroySession } from "../model/lifecycle.ts";
import { markEveryone } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { GuestRights } from "../model/sharing.ts";
import type { Keymap } from "../server/config.ts";
import { Runtime } from "../server/runtime.ts";
import type { GuestLink } from "../share/provider.ts";
import type { KeyCode } from "../term/key-code.ts";
import { canonicalLine } from "../tmate/commands.ts";
import { decodeHostMessage, type HostMessage } from "../tmate/host-messages.ts";
import { keyMessages, type TmateKey, toTmateKeys } from "../tmate/key-codes.ts";
import { type Protocol, protocolOf } from "../tmate/messages.ts";
import { MsgpackDecoder, type MsgValue } from "../tmate/msgpack.ts";
import { encodeRelayMessage, type RelayMessage } from "../tmate/relay-messages.ts";
import { paintSnapshot } from "../tmate/snapshot-paint.ts";
import type { Clock } from "../util/clock.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import { mirrorCommands } from "./commands.ts";
import { CopySync } from "./copy-sync.ts";
import { mirrorKeymaps } from "./default-keys.ts";
import { type MirrorGuest, MirrorGuests } from "./guests.ts";
import { Hold } from "./hold.ts";
import { MirrorInput } from "./key-input.ts";
import { layoutError, MirrorLayout } from "./layout.ts";
import { MAX_LINE, MAX_NAME } from "./limits.ts";
import { setOwnOptions } from "./options.ts";
import { MirrorPanes } from "./panes.ts";
import { mirroredHost, NO_FILES, NO_FORMAT_JOBS, refuseJob } from "./refusing-ports.ts";
import { HostSettings, type HostWishes } from "./settings.ts";
import { GuestSizes } from "./sizes.ts";
import { HostStatus } from "./status.ts";

export type { MirrorGuest } from "./guests.ts";
export type { HostWishes } from "./settings.ts";

export interface MirrorPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** comux's own key tables. */
	readonly keymaps: readonly Keymap[];
	/** comux's version, and that of the tmux it stands for. */
	readonly version: string;
	readonly tmuxVersion: string;
	/** What terminals of guests can do; names are checked before. */
	hasTerminfo(name: string): boolean;
	readTerminfo(path: string): Uint8Array | undefined;
	/** Bytes for the host. Never blocks; false: they are not sent. */
	send(bytes: Uint8Array): boolean;
	/** Do not read from the host for a moment (more waits than can be parsed), or go on. Never for long. */
	hold(on: boolean): void;
	/** The host has sent its settings: guests may come in. `data`: what it kept of an earlier connection, if it reconnects. */
	ready(data: string | undefined): void;
	/** What the host wishes of the relay has changed after `ready`. */
	wished(): void;
	/** FIN, or the host speaks something else: the mirror is to be disposed. `fin`: it ended on purpose. */
	ended(reason: string, fin: boolean): void;
	guestJoined(guest: MirrorGuest): void;
	guestLeft(guest: MirrorGuest): void;
}

/** What a host says of itself. */
export interface HostInfo {
	readonly protocol: number;
	/** `2.4.0`. */
	readonly version: string;
	readonly uname:
		| {
				readonly sysname: string;
				readonly nodename: string;
				readonly release: string;
				readonly version: string;
				readonly machine: string;
		  }
		| undefined;
}

type Handlers = {
	readonly [K in HostMessage["kind"]]: (message: Extract<HostMessage, { readonly kind: K }>) => void;
};

export class TmateMirror implements Disposable {
	readonly #ports: MirrorPorts;
	readonly #runtime: Runtime;
	readonly #hold: Hold;
	readonly #layout: MirrorLayout;
	readonly #panes: MirrorPanes;
	readonly #copy: CopySync;
	readonly #status: HostStatus;
	readonly #guests: MirrorGuests;
	readonly #sizes: GuestSizes;
	readonly #settings: HostSettings;
	readonly #store = new DisposableStore();
	#decoder = new MsgpackDecoder();
	#send: MirrorPorts["send"] | undefined;
	#protocol: Protocol = 6;
	#info: HostInfo = { protocol: 6, version: "", uname: undefined };
	/** The HEADER of this connection has come; READY. */
	#greeted = false;
	#ready = false;
	#connections = 0;
	#reconnectData: string | undefined;
	#ended = false;
	#restoring: Disposable | undefined;

	constructor(ports: MirrorPorts) {
		this.#ports = ports;
		this.#send = (bytes) => ports.send(bytes);
		const { clock, log } = ports;
		this.#hold = this.#store.add(new Hold(clock, (on) => this.#ended || ports.hold(on)));
		const panes = new MirrorPanes({ hold: (on) => this.#hold.full(on) });
		this.#panes = panes;
		const runtime = new Runtime({
			ports: {
				clock,
				log,
				files: NO_FILES,
				host: mirroredHost({
					version: ports.version,
					tmuxVersion: ports.tmuxVersion,
					hostname: () => this.#info.uname?.nodename ?? "",
					hasTerminfo: (name) => /^[A-Za-z0-9][\w+.-]{0,63}$/.test(name) && ports.hasTerminfo(name),
				}),
				startJob: (request) => refuseJob(clock, request),
			},
			startPty: panes.start,
			readTerminfo: (path) => ports.readTerminfo(path),
			attached: () => {},
			attachedChanged: () => this.#sizes?.check(),
			exit: () => {},
			commands: mirrorCommands({
				send: (client, argv) => this.#command(this.#guests.idOf(client), argv),
			}),
			paneInput: new MirrorInput({
				key: (pane, key) => this.#key(pane, key),
				plain: (pane, codes) => this.#codes(pane, codes),
				protocol: () => this.#protocol,
			}),
			formatJobs: NO_FORMAT_JOBS,
		});
		this.#runtime = runtime;
		const { server, pump } = runtime;
		setOwnOptions(server);
		runtime.start(mirrorKeymaps(ports.keymaps), [], { stay: true });
		runtime.runner.drain();
		this.#sizes = this.#store.add(
			new GuestSizes(server, { resize: (sx, sy) => this.tell({ kind: "resize", sx, sy }) }),
		);
		this.#layout = new MirrorLayout(server, {
			makePane: (window, pane) => panes.make(server, pump, window, pane),
			flush: (pane) => pump.flush(pane),
		});
		this.#copy = new CopySync(server, (pane) => pump.flush(pane));
		this.#status = new HostStatus(server);
		this.#settings = new HostSettings({
			server,
			runner: runtime.runner,
			services: runtime.services,
			wished: () => this.#ready && ports.wished(),
			applied: () => {
				this.#status.apply(this.#layout.session);
				this.#sizes.check();
			},
		});
		this.#guests = new MirrorGuests(runtime, {
			ready: () => this.#layout.session !== undefined,
			changed: () => this.#sizes.check(),
			joined: (guest) => ports.guestJoined(guest),
			left: (guest) => ports.guestLeft(guest),
		});
		this.#store.add(server.events.on("paneOutput", ({ pane, bytes }) => panes.parsed(pane, bytes.length)));
		// What a guest had open may have zoomed its pane here.
		this.#store.add(
			server.events.on("notify", ({ name }) => {
				if (name === "pane-mode-exited") this.#restore();
			}),
		);
		this.#store.add(server.events.on("paneDestroyed", ({ pane }) => panes.forget(pane)));
	}

	/** What the host has said of itself. */
	get info(): HostInfo {
		return this.#info;
	}

	/** What the host asks of the relay by its tmate-* options. */
	get wishes(): Readonly<HostWishes> {
		return this.#settings.wishes;
	}

	/** Those who are in. */
	get guests(): readonly MirrorGuest[] {
		return this.#guests.list;
	}

	/** The host is connected and has sent its settings. */
	get isReady(): boolean {
		return this.#ready;
	}

	/** Bytes of the host's channel, in any pieces. */
	hostBytes(bytes: Uint8Array): void {
		if (this.#ended || !this.#send) return;
		const { clock } = this.#ports;
		const start = clock.now();
		const error = this.#decoder.push(bytes, (value) => this.#value(value));
		this.#hold.spent(clock.now() - start);
		if (error !== undefined) this.#end(`the host does not speak tmate's protocol: ${error}`, false);
	}

	/** The host's connection has gone without FIN: guests stay and are told. */
	hostLost(): void {
		if (this.#ended) return;
		this.#send = undefined;
		this.#greeted = false;
		this.#ready = false;
		this.#guests.message("The host has lost its connection; waiting for it to come back", 0);
	}

	/** The host is back, over another connection. */
	hostBack(send: MirrorPorts["send"]): void {
		if (this.#ended) return;
		this.#decoder = new MsgpackDecoder();
		this.#send = send;
		this.#sizes.again();
	}

	/** A message for the host; false when it is not there. */
	tell(message: RelayMessage): boolean {
		return this.#send?.(encodeRelayMessage(message, this.#protocol)) ?? false;
	}

	/** Somebody comes in, `comment` is that of its key; undefined when there are too many, which has been said. */
	addGuest(link: GuestLink, rights: GuestRights, comment = ""): MirrorGuest | undefined {
		return this.#guests.add(link, rights, comment);
	}

	/** On every guest's status line; `delay` in ms, 0: until a key, -1: display-time. */
	message(text: string, delay = -1): void {
		this.#guests.message(text, delay);
	}

	/** Sends one guest away with this last line. */
	closeGuest(id: number, lastLine: string, status = 0): void {
		this.#guests.close(id, lastLine, status);
	}

	/** Sends all guests away with this last line. */
	closeGuests(lastLine: string, status = 0): void {
		this.#guests.closeAll(lastLine, status);
	}

	dispose(): void {
		this.#ended = true;
		this.#send = undefined;
		this.#guests.closeAll("[server exited]", 0);
		const { session } = this.#layout;
		const { server } = this.#runtime;
		if (session && !session.destroyed) destroySession(server, session, false);
		this.#restoring?.dispose();
		this.#store.dispose();
		this.#runtime.dispose();
	}

	#end(reason: string, fin: boolean): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#send = undefined;
		this.#ports.ended(reason, fin);
	}

	/** The host's layout again, behind what happens now. */
	#restore(): void {
		this.#restoring ??= this.#ports.clock.setImmediate(() => {
			this.#restoring = undefined;
			if (!this.#ended) this.#runtime.guard("tmate layout", () => this.#layout.again());
		});
	}

	#value(value: MsgValue): void {
		if (this.#ended) return;
		const message = decodeHostMessage(value, this.#protocol);
		if (message.kind === "unknown") return;
		if (message.kind === "malformed") {
			this.#ports.log.debug("tmate host:", message.reason);
			return;
		}
		// The first message says what the others are.
		if (!this.#greeted && message.kind !== "header")
			return this.#end("the host does not begin with its version", false);
		this.#runtime.guard(`tmate host's ${message.kind}`, () =>
			(this.#handlers[message.kind] as (one: HostMessage) => void)(message),
		);
	}

	readonly #handlers: Handlers = {
		header: (message) => this.#header(message.protocol, message.version),
		layout: (message) => {
			const error = layoutError(message);
			if (error !== undefined) return this.#ports.log.debug("tmate host's layout:", error);
			const first = this.#layout.session === undefined;
			this.#layout.apply(message);
			if (!first) return;
			this.#status.apply(this.#layout.session);
			this.#guests.attachAll();
		},
		data: ({ pane: id, bytes }) => {
			const pane = this.#pane(id);
			if (pane) this.#panes.output(this.#runtime.pump, pane, bytes);
		},
		"exec-string": ({ command }) => {
			const words = canonicalLine(command);
			if (words) this.#settings.run(words);
		},
		exec: ({ argv }) => this.#settings.run(argv),
		failed: ({ client: id, error }) => {
			const client = this.#guests.clientOf(id);
			const text = plain(error, MAX_LINE);
			if (client?.session)
				this.#runtime.hub.message(client, text.charAt(0).toUpperCase() + text.slice(1), {
					ignoreStyles: true,
				});
		},
		status: ({ left, right }) => this.#status.set(this.#layout.session, left, right),
		"copy-mode": ({ pane: id, state }) => {
			const pane = this.#pane(id);
			if (pane) this.#copy.sync(pane, state);
		},
		"copy-line": ({ pane: id, line }) => {
			const pane = this.#pane(id);
			if (pane) this.#copy.line(pane, line);
		},
		fin: () => this.#end("the host has ended the session", true),
		ready: () => this.#isReady(),
		reconnect: ({ data }) => {
			this.#reconnectData = data;
		},
		snapshot: ({ panes }) => {
			const { pump } = this.#runtime;
			for (const one of panes) {
				const pane = this.#pane(one.id);
				if (!pane) continue;
				// What has been printed before is in the snapshot.
				pump.flush(pane);
				pump.inject(pane, paintSnapshot(one, pane.sx, pane.sy));
			}
		},
		uname: ({ kind: _kind, ...uname }) => {
			const short = (text: string) => plain(text, MAX_NAME);
			this.#info = {
				...this.#info,
				uname: {
					sysname: short(uname.sysname),
					nodename: short(uname.nodename),
					release: short(uname.release),
					version: short(uname.version),
					machine: short(uname.machine),
				},
			};
		},
	};

	#header(version: number, client: string): void {
		const protocol = protocolOf(version);
		if (protocol === undefined) return this.#end("the host's tmate is too old", false);
		if (this.#greeted) return;
		this.#greeted = true;
		this.#protocol = protocol;
		this.#reconnectData = undefined;
		this.#info = { protocol: version, version: plain(client, MAX_NAME), uname: this.#info.uname };
		if (++this.#connections > 1) this.#startAgain();
		// Older ones do not say when they are ready.
		if (protocol < 6) this.#isReady();
	}

	/** A host that is back sends all its settings again. */
	#startAgain(): void {
		const { server, services, runner } = this.#runtime;
		for (const options of [server.options, server.sessionOptions, server.windowOptions])
			for (const { name } of options.entries()) options.unset(name);
		setOwnOptions(server);
		for (const table of server.keyTables.names()) server.keyTables.removeTable(table);
		for (const { text } of mirrorKeymaps(this.#ports.keymaps)) {
			const list = services.parse(text, { byLine: true });
			if (!("error" in list)) runner.append(undefined, list, { flags: { noHooks: true } });
		}
		runner.drain();
		this.#settings.reset();
		for (const pane of server.panes.values()) this.#copy.leave(pane);
		markEveryone(server);
	}

	#isReady(): void {
		if (this.#ready) return;
		this.#ready = true;
		this.#sizes.check();
		if (this.#connections > 1) this.#guests.message("The host is back", -1);
		this.#ports.ready(this.#reconnectData);
	}

	#pane(id: number): Pane | undefined {
		return this.#runtime.server.panes.get(id);
	}

	#command(client: number, argv: readonly string[]): void {
		if (this.tell({ kind: "exec", client, argv }) || client === 0) return;
		const asked = this.#guests.clientOf(client);
		if (asked) this.#runtime.hub.message(asked, "The host is not connected", { ignoreStyles: true });
	}

	#key(pane: Pane, key: KeyCode): void {
		const codes = toTmateKeys(key, this.#protocol);
		if (codes) this.#codes(pane, codes);
	}

	#codes(pane: Pane, codes: readonly TmateKey[]): void {
		const messages = keyMessages(codes, pane.id, this.#protocol);
		const encoded = messages.map((message) => encodeRelayMessage(message, this.#protocol));
		const size = encoded.reduce((sum, one) => sum + one.length, 0);
		const all = new Uint8Array(size);
		let at = 0;
		for (const one of encoded) {
			all.set(one, at);
			at += one.length;
		}
		if (size > 0) this.#send?.(all);
	}
}

/** Text from outside as one line without control characters. */
function plain(text: string, limit: number): string {
	return text.slice(0, limit).replace(/[\x00-\x1f\x7f-\x9f]/g, "");
}
