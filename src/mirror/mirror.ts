/**
 * A tmate host's session on the relay: a whole server of ours without programs,
 * kept as the host says, with each guest an ordinary client of it. One for each
 * host; made by the relay when a host has said its HEADER, and kept while the
 * host is away. The bytes of the host's connection come in by `hostBytes`.
 */

import type { GuestRights } from "../model/sharing.ts";
import type { MirrorInfo, MirrorWishes } from "../protocol/mirror-worker.ts";
import type { GuestLink } from "../share/provider.ts";
import { decodeHostMessage } from "../tmate/host-messages.ts";
import { protocolOf } from "../tmate/messages.ts";
import type { MsgValue } from "../tmate/msgpack.ts";
import type { RelayMessage } from "../tmate/relay-messages.ts";
import type { Disposable } from "../util/disposable.ts";
import type { MirrorGuest } from "./guests.ts";
import { Hold } from "./hold.ts";
import { HostLine } from "./host-line.ts";
import { type HostMessageRunner, hostMessages } from "./host-messages.ts";
import { MAX_NAME } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import type { MirrorPorts } from "./ports.ts";
import { MirrorRooms } from "./rooms.ts";

export type { MirrorGuest } from "./guests.ts";
export type { MirrorPorts } from "./ports.ts";

const AWAY = "The host has lost its connection; waiting for it to come back";

export class TmateMirror implements Disposable {
	readonly #ports: MirrorPorts;
	readonly #line: HostLine;
	readonly #hold: Hold;
	readonly #rooms: MirrorRooms;
	readonly #message: HostMessageRunner;
	#info: MirrorInfo = { protocol: 6, version: "", uname: undefined };
	/** The HEADER of this connection has come; READY. */
	#greeted = false;
	#ready = false;
	#connections = 0;
	#reconnectData: string | undefined;
	#ended = false;

	constructor(ports: MirrorPorts) {
		this.#ports = ports;
		this.#line = new HostLine((bytes) => ports.send(bytes));
		this.#hold = new Hold(ports.clock, (on) => this.#ended || ports.hold(on));
		this.#rooms = new MirrorRooms(ports, this.#line, {
			full: (on) => this.#hold.full(on),
			hostname: () => this.#info.uname?.nodename ?? "",
			wished: () => this.#ready && ports.wished(),
		});
		this.#message = hostMessages(this.#rooms, {
			header: (protocol, version) => this.#header(protocol, version),
			ready: () => this.#isReady(),
			reconnect: (data) => {
				this.#reconnectData = data;
			},
			uname: (uname) => {
				this.#info = { ...this.#info, uname };
			},
			fin: () => this.#end("the host has ended the session", true),
			debug: (what, reason) => ports.log.debug(what, reason),
		});
	}

	/** What the host has said of itself. */
	get info(): MirrorInfo {
		return this.#info;
	}

	/** What the host asks of the relay by its tmate-* options. */
	get wishes(): MirrorWishes {
		return this.#rooms.settings.wishes;
	}

	/** Those who are in. */
	get guests(): readonly MirrorGuest[] {
		return this.#rooms.guests.list;
	}

	/** The host is connected and has sent its settings. */
	get isReady(): boolean {
		return this.#ready;
	}

	/** Bytes of the host's channel, in any pieces. */
	hostBytes(bytes: Uint8Array): void {
		if (this.#ended || !this.#line.isOpen) return;
		const { clock } = this.#ports;
		const start = clock.now();
		const error = this.#line.take(bytes, (value) => this.#value(value));
		this.#hold.spent(clock.now() - start);
		if (error !== undefined) this.#end(`the host does not speak tmate's protocol: ${error}`, false);
	}

	/** The host's connection has gone without FIN: guests stay and are told, and so are those who come. */
	hostLost(): void {
		if (this.#ended) return;
		this.#line.cut();
		this.#greeted = false;
		this.#ready = false;
		this.#rooms.guests.notice(AWAY);
	}

	/** The host is back, over another connection. */
	hostBack(send: MirrorPorts["send"]): void {
		if (this.#ended) return;
		this.#line.open(send);
		this.#rooms.sizes.again();
	}

	/** A message for the host; false when it is not there. */
	tell(message: RelayMessage): boolean {
		return this.#line.tell(message);
	}

	/** Somebody comes in, `comment` is that of its key; undefined when there are too many, which has been said. */
	addGuest(link: GuestLink, rights: GuestRights, comment = ""): MirrorGuest | undefined {
		return this.#rooms.guests.add(link, rights, comment);
	}

	/** On every guest's status line; `delay` in ms, 0: until a key, -1: display-time. */
	message(text: string, delay = -1): void {
		this.#rooms.guests.message(text, delay);
	}

	/** Sends one guest away with this last line. */
	closeGuest(id: number, lastLine: string, status = 0): void {
		this.#rooms.guests.close(id, lastLine, status);
	}

	/** Sends all guests away with this last line. */
	closeGuests(lastLine: string, status = 0): void {
		this.#rooms.guests.closeAll(lastLine, status);
	}

	dispose(): void {
		this.#ended = true;
		this.#line.cut();
		this.#hold.dispose();
		this.#rooms.dispose();
	}

	#end(reason: string, fin: boolean): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#line.cut();
		this.#ports.ended(reason, fin);
	}

	#value(value: MsgValue): void {
		if (this.#ended) return;
		const message = decodeHostMessage(value, this.#line.protocol);
		if (message.kind === "unknown") return;
		if (message.kind === "malformed") return this.#ports.log.debug("tmate host:", message.reason);
		// The first message says what the others are.
		if (!this.#greeted && message.kind !== "header")
			return this.#end("the host does not begin with its version", false);
		this.#rooms.runtime.guard(`tmate host's ${message.kind}`, () => this.#message(message));
	}

	#header(version: number, client: string): void {
		const protocol = protocolOf(version);
		if (protocol === undefined) return this.#end("the host's tmate is too old", false);
		if (this.#greeted) return;
		this.#greeted = true;
		this.#line.protocol = protocol;
		this.#reconnectData = undefined;
		this.#info = { protocol: version, version: plainText(client, MAX_NAME), uname: this.#info.uname };
		if (++this.#connections > 1) this.#rooms.startAgain(this.#ports.keymaps);
		// Older ones do not say when they are ready.
		if (protocol < 6) this.#isReady();
	}

	#isReady(): void {
		if (this.#ready) return;
		this.#ready = true;
		this.#rooms.sizes.check();
		if (this.#connections > 1) this.#rooms.guests.noticeEnds("The host is back");
		this.#ports.ready(this.#reconnectData);
	}
}
