/**
 * A tmate host that is an object of the test: ssh2's client as the user
 * `tmate`, which says what it is told to and keeps what the relay says. And the
 * mirrors of its sessions, in this process instead of a thread of their own.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import ssh2 from "ssh2";
import { MirrorSession } from "../../src/mirror-thread/session.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import type { FromMirror } from "../../src/protocol/mirror-worker.ts";
import type { RelayPorts, TmatePorts } from "../../src/relay/relay.ts";
import type { MirrorEvents, MirrorThread, StartMirror } from "../../src/relay/tmate-mirror.ts";
import { readKeymaps, readWhole } from "../../src/server/built-files.ts";
import { encodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import type { Protocol } from "../../src/tmate/messages.ts";
import { MsgpackDecoder } from "../../src/tmate/msgpack.ts";
import { decodeRelayMessage, type RelayMessage } from "../../src/tmate/relay-messages.ts";
import { ONE_PANE } from "../harness/fake-tmate-host.ts";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "./relay-world.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The bundle of the real thread; the build has made it. */
export const MIRROR_BUNDLE = fileURLToPath(new URL("../../dist/mirror.cjs", import.meta.url));

export { ONE_PANE };

const UNAME: HostMessage = {
	kind: "uname",
	sysname: "Linux",
	nodename: "far.example",
	release: "6",
	version: "#1",
	machine: "x86_64",
};

export interface FakeTmateOptions {
	readonly protocol?: Protocol;
	/** Its version in the HEADER, for those that are too old. */
	readonly header?: number;
	readonly privateKey?: Buffer;
	/** What it calls itself in SSH. */
	readonly ident?: string;
	/** It asks for another subsystem. */
	readonly subsystem?: string;
}

export class FakeTmate {
	readonly client = new ssh2.Client();
	/** All that the relay has said, oldest first. */
	readonly heard: RelayMessage[] = [];
	channel!: ssh2.ClientChannel;
	closed = false;
	/** The relay has ended the channel. */
	over = false;
	readonly #options: FakeTmateOptions;
	readonly #protocol: Protocol;
	readonly #decoder = new MsgpackDecoder();

	constructor(options: FakeTmateOptions = {}) {
		this.#options = options;
		this.#protocol = options.protocol ?? 6;
		this.client.on("error", () => {});
		this.client.on("close", () => {
			this.closed = true;
		});
	}

	/** Connects, and asks for the subsystem; rejects when either is refused. */
	async connect(port: number): Promise<this> {
		const { privateKey, ident, subsystem = "tmate" } = this.#options;
		await new Promise<void>((resolve, reject) => {
			this.client.once("ready", resolve).once("error", reject);
			this.client.connect({
				host: "127.0.0.1",
				port,
				username: "tmate",
				...(privateKey === undefined ? {} : { privateKey }),
				...(ident === undefined ? {} : { ident }),
			});
		});
		this.channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
			this.client.subsys(subsystem, (error, channel) => (error ? reject(error) : resolve(channel))),
		);
		this.channel.on("error", () => {});
		this.channel.on("end", () => {
			this.over = true;
		});
		this.channel.on("close", () => {
			this.over = true;
		});
		this.channel.on("data", (bytes: Buffer) => this.#hear(bytes));
		return this;
	}

	/** What a host says first; `data` is what it has kept. */
	hello(commands: readonly (readonly string[])[] = [], data?: string): this {
		const { header = this.#protocol } = this.#options;
		this.say({ kind: "header", protocol: header, version: header < 6 ? "2.2.0" : "2.4.0" });
		if (data !== undefined) this.say({ kind: "reconnect", data });
		for (const argv of commands)
			this.say(
				this.#protocol < 6
					? { kind: "exec-string", command: argv.map((word) => `"${word}"`).join(" ") }
					: { kind: "exec", argv },
			);
		if (this.#protocol >= 6) this.say(UNAME, { kind: "ready" });
		return this;
	}

	say(...messages: readonly HostMessage[]): void {
		this.raw(...messages.map((message) => encodeHostMessage(message, this.#protocol)));
	}

	raw(...bytes: readonly Uint8Array[]): void {
		this.channel.write(Buffer.concat(bytes));
	}

	/** A program prints. */
	prints(text: string, pane = 0): void {
		this.say({ kind: "data", pane, bytes: Buffer.from(text) });
	}

	/** What the relay has set; the last value. */
	env(name: string): string {
		const found = this.heard.findLast((one) => one.kind === "set-env" && one.name === name);
		return found?.kind === "set-env" ? found.value : "";
	}

	get notices(): string[] {
		return this.heard.flatMap((one) => (one.kind === "notify" ? [one.text] : []));
	}

	/** How often the relay has said READY. */
	get times(): number {
		return this.heard.filter(({ kind }) => kind === "ready").length;
	}

	/** What it keeps of this connection, and shows in the next. */
	get data(): string {
		return this.env("tmate_reconnection_data");
	}

	/** Plain keys that came, as text. */
	get typed(): string {
		return this.heard
			.flatMap((one) =>
				(one.kind === "pane-key" || one.kind === "legacy-key") && one.key < 0x110000
					? [String.fromCodePoint(one.key)]
					: [],
			)
			.join("");
	}

	/** The tokens of its two lines. */
	get tokens(): { readonly rw: string; readonly ro: string } {
		const token = (line: string | undefined) => / (\S+)@/.exec(line ?? "")?.[1] ?? "";
		return { rw: token(this.env("tmate_ssh")), ro: token(this.env("tmate_ssh_ro")) };
	}

	async ready(times = 1): Promise<this> {
		await waitUntil(
			() => `the relay's READY: ${this.notices}`,
			() => this.times >= times,
		);
		return this;
	}

	async noticed(text: string | RegExp): Promise<void> {
		await waitUntil(
			() => `${text} in ${this.notices.join("; ")}`,
			() => this.notices.some((one) => (typeof text === "string" ? one.includes(text) : text.test(one))),
		);
	}

	async gone(): Promise<void> {
		await waitUntil("the relay to hang up", () => this.closed);
	}

	/** Breaks the connection without a word. */
	cut(): void {
		(this.client as unknown as { _sock: { destroy(): void } })._sock.destroy();
	}

	#hear(bytes: Uint8Array): void {
		const error = this.#decoder.push(bytes, (value) => {
			const message = decodeRelayMessage(value, this.#protocol);
			assert.ok(message.kind !== "unknown" && message.kind !== "malformed", "a host would end at this");
			this.heard.push(message);
		});
		assert.equal(error, undefined);
	}
}

/** Real packets and messages arrive, while a test's clock stands. */
export async function settle(): Promise<void> {
	for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const MIB = 1024 * 1024;

/** One mirror of this process, as a thread. */
export interface LocalThread {
	readonly events: MirrorEvents;
	readonly session: MirrorSession;
	/** It takes nothing and says nothing any more. */
	stuck: boolean;
	ended: boolean;
	/** Bytes it says it takes. */
	memory: number;
}

/** Mirrors that run here. */
export class LocalMirrors {
	readonly threads: LocalThread[] = [];

	readonly start: StartMirror = (events): MirrorThread => {
		const { port1, port2 } = new MessageChannel();
		const session = new MirrorSession(port2, {
			clock: systemClock,
			logLevel: 2,
			keymaps: readKeymaps(root),
			version: "0.1.0",
			tmuxVersion: "3.8",
			hasTerminfo: () => true,
			readTerminfo: readWhole,
			memory: () => thread.memory,
		});
		const thread: LocalThread = { events, session, stuck: false, ended: false, memory: 20 * MIB };
		this.threads.push(thread);
		port1.on("message", (message: FromMirror) => {
			if (!thread.ended && !thread.stuck) events.message(message);
		});
		return {
			post: (message, port) => {
				if (!thread.stuck) port1.postMessage(message, port === undefined ? [] : [port]);
			},
			end() {
				if (thread.ended) return;
				thread.ended = true;
				port1.close();
				session.dispose();
			},
		};
	};

	/** For Relay. */
	ports(more: Partial<TmatePorts> = {}): TmatePorts {
		return { startMirror: this.start, post: async () => 200, limit: 100, ...more };
	}
}

/** A relay that takes tmate hosts, in this process. */
export class TmateRelayWorld extends RelayWorld {
	readonly mirrors = new LocalMirrors();
	readonly #tmates: FakeTmate[] = [];

	startTmate(more: Partial<RelayPorts> = {}, ports: Partial<TmatePorts> = {}): Promise<this> {
		return this.start({ publicName: "127.0.0.1", tmate: this.mirrors.ports(ports), ...more });
	}

	/** A host that is connected and has said nothing. */
	tmate(options: FakeTmateOptions = {}): Promise<FakeTmate> {
		const host = new FakeTmate(options);
		this.#tmates.push(host);
		return host.connect(this.port);
	}

	/** A host that has its session, and a pane. */
	async sharing(commands: readonly (readonly string[])[] = [], data?: string): Promise<FakeTmate> {
		const host = (await this.tmate()).hello(commands, data);
		host.say(ONE_PANE);
		return host.ready();
	}

	/** Somebody who runs its line. */
	guest(
		host: FakeTmate,
		rights: "rw" | "ro" = "rw",
		args = "",
		size: { cols?: number; rows?: number } = {},
	): PtyTerminal {
		return this.terminal(host.env(rights === "rw" ? "tmate_ssh" : "tmate_ssh_ro"), size, args);
	}

	override dispose(): void {
		for (const host of this.#tmates) host.client.destroy();
		super.dispose();
		for (const { session } of this.mirrors.threads) session.dispose();
	}
}
