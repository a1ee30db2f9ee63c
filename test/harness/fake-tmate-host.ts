/**
 * A tmate host that is an object of the test: speaks encoded messages to a
 * mirror in the test's own process, and keeps what the mirror sends. Guests are
 * those of fake-share.ts. Used by test/mirror.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type MirrorGuest, type MirrorPorts, TmateMirror } from "../../src/mirror/mirror.ts";
import { readKeymaps, readWhole } from "../../src/server/built-files.ts";
import { encodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import type { Protocol } from "../../src/tmate/messages.ts";
import { MsgpackDecoder } from "../../src/tmate/msgpack.ts";
import { decodeRelayMessage, type RelayMessage } from "../../src/tmate/relay-messages.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeGuest, type GuestOptions } from "./fake-share.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

type Layout = Extract<HostMessage, { readonly kind: "layout" }>;

/** One window with one pane. */
export const ONE_PANE: Layout = {
	kind: "layout",
	sx: 80,
	sy: 23,
	windows: [{ index: 0, name: "sh", panes: [{ id: 0, sx: 80, sy: 23, x: 0, y: 0 }], active: 0 }],
	active: 0,
};

/** Two windows, the first with three panes: one left, two right. */
export const SPLITS: Layout = {
	kind: "layout",
	sx: 80,
	sy: 23,
	windows: [
		{
			index: 0,
			name: "one",
			panes: [
				{ id: 0, sx: 40, sy: 23, x: 0, y: 0 },
				{ id: 1, sx: 39, sy: 11, x: 41, y: 0 },
				{ id: 2, sx: 39, sy: 11, x: 41, y: 12 },
			],
			active: 1,
		},
		{ index: 3, name: "two", panes: [{ id: 4, sx: 80, sy: 23, x: 0, y: 0 }], active: 4 },
	],
	active: 0,
};

export class FakeTmateHost {
	readonly clock = new FakeClock();
	readonly mirror: TmateMirror;
	/** What the mirror has sent, oldest first; a test takes from it with `take`. */
	readonly sent: RelayMessage[] = [];
	readonly guests: FakeGuest[] = [];
	readonly errors: string[] = [];
	readonly joined: MirrorGuest[] = [];
	readonly left: MirrorGuest[] = [];
	/** Names of terminals that the relay's terminfo does not have. */
	readonly unknownTerminals = new Set<string>();
	ready: (string | undefined)[] = [];
	ended: { readonly reason: string; readonly fin: boolean } | undefined;
	held = false;
	connected = true;
	wished = 0;
	readonly #protocol: Protocol;
	#decoder = new MsgpackDecoder();

	constructor(protocol: Protocol = 6) {
		this.#protocol = protocol;
		const ports: MirrorPorts = {
			clock: this.clock,
			log: {
				level: 0,
				debug() {},
				error: (what, error) => {
					this.errors.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
				},
			},
			keymaps: readKeymaps(root),
			version: "0.1.0",
			tmuxVersion: "3.8",
			hasTerminfo: (name) => !this.unknownTerminals.has(name),
			readTerminfo: readWhole,
			send: (bytes) => this.#take(bytes),
			hold: (on) => {
				this.held = on;
			},
			ready: (data) => {
				this.ready.push(data);
			},
			wished: () => {
				this.wished++;
			},
			ended: (reason, fin) => {
				this.ended = { reason, fin };
			},
			guestJoined: (guest) => this.joined.push(guest),
			guestLeft: (guest) => this.left.push(guest),
		};
		this.mirror = new TmateMirror(ports);
	}

	/** HEADER, these commands, UNAME and READY. */
	hello(...commands: readonly (readonly string[])[]): void {
		this.say({ kind: "header", protocol: this.#protocol, version: "2.4.0" });
		for (const argv of commands) this.say({ kind: "exec", argv });
		this.say(
			{
				kind: "uname",
				sysname: "Linux",
				nodename: "far.example",
				release: "6",
				version: "#1",
				machine: "x86_64",
			},
			{ kind: "ready" },
		);
	}

	say(...messages: readonly HostMessage[]): void {
		for (const message of messages) this.mirror.hostBytes(encodeHostMessage(message, this.#protocol));
		this.later();
	}

	/** A program prints. */
	prints(pane: number, text: string): void {
		this.say({ kind: "data", pane, bytes: Buffer.from(text) });
	}

	guest(options: GuestOptions = {}): FakeGuest {
		const guest = new FakeGuest(options, () => this.later());
		this.guests.push(guest);
		this.mirror.addGuest(guest, guest.identity.rights);
		this.later();
		return guest;
	}

	/** The connection goes and comes back. */
	lost(): void {
		this.connected = false;
		this.mirror.hostLost();
		this.later();
	}

	back(): void {
		this.connected = true;
		this.#decoder = new MsgpackDecoder();
		this.mirror.hostBack((bytes) => this.#take(bytes));
		this.later();
	}

	/** What was sent since the last look. */
	take(): RelayMessage[] {
		return this.sent.splice(0);
	}

	/** Commands sent since the last look, as lines. */
	commands(): string[] {
		return this.take().flatMap((one) => (one.kind === "exec" ? [one.argv.join(" ")] : []));
	}

	/** Plain keys sent since the last look, as text. */
	typed(): string {
		return this.take()
			.flatMap((one) =>
				one.kind === "pane-key" && one.key < 0x110000 ? [String.fromCodePoint(one.key)] : [],
			)
			.join("");
	}

	later(): void {
		this.clock.turn();
		for (let i = 0; i < 5; i++) this.clock.advance(20);
	}

	dispose(): void {
		for (const guest of this.guests) guest.cut();
		this.mirror.dispose();
		this.clock.turn();
		assert.deepEqual({ errors: this.errors, timers: this.clock.pending() }, { errors: [], timers: [] });
	}

	#take(bytes: Uint8Array): boolean {
		if (!this.connected) return false;
		const error = this.#decoder.push(bytes, (value) => {
			const message = decodeRelayMessage(value, this.#protocol);
			assert.ok(message.kind !== "unknown" && message.kind !== "malformed", "a host would end at this");
			this.sent.push(message);
		});
		assert.equal(error, undefined);
		return true;
	}
}

/** Runs `fn` with a host that has said hello (with `commands`), disposed and checked afterwards. */
export function withHost(
	fn: (host: FakeTmateHost) => void,
	commands: readonly (readonly string[])[] = [],
): () => void {
	return () => {
		const host = new FakeTmateHost();
		host.hello(...commands);
		fn(host);
		host.dispose();
	};
}
