/**
 * A relay in this process, hosts that share through it with a handler instead
 * of a server, and the real OpenSSH client to come in with. Everything lives in
 * a folder of its own.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ShareLine } from "../../src/model/sharing.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import { ApiKeys } from "../../src/relay/api-keys.ts";
import { Relay, type RelayPorts } from "../../src/relay/relay.ts";
import { loadHostKeys } from "../../src/share/host-keys.ts";
import { createKeyRing } from "../../src/share/key-ring.ts";
import type { GuestLink, ProviderEvents, ProviderPorts } from "../../src/share/provider.ts";
import { relayProvider } from "../../src/share/provider-relay.ts";
import type { Log } from "../../src/util/log.ts";
import { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";
import { type Seen, type SshRun, smallRsa } from "../share/direct-world.ts";

export interface HostOptions {
	/** Name of its state folder: hosts with the same one have the same key. */
	readonly state?: string;
	readonly options?: Readonly<Record<string, string>>;
	readonly agent?: string;
}

/** One host: the relay provider and what it has told. */
export class TestHost {
	readonly options: Map<string, string>;
	readonly guests: Seen[] = [];
	readonly notices: string[] = [];
	readonly lost: string[] = [];
	readonly failed: string[] = [];
	readonly leaving: string[] = [];
	lines: readonly ShareLine[] = [];
	/** How often it became ready. */
	times = 0;
	up = false;
	onData: (seen: Seen, bytes: Uint8Array) => void = (seen, bytes) => {
		const text = Buffer.from(bytes).toString();
		if (text.includes("q")) seen.link.close("[you have quit]", 7);
		else seen.link.write(Buffer.from(`<${text}>`));
	};
	readonly #running;
	readonly #ring;

	constructor(world: RelayWorld, { state = "state", options = {}, agent = "" }: HostOptions) {
		this.options = new Map([["share-relay-host", "127.0.0.1"], ...Object.entries(options)]);
		if (!this.options.has("share-relay-port")) this.options.set("share-relay-port", String(world.port));
		const stateFolder = join(world.folder, state);
		mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
		// A small key, so that no big one is made in the background of every test.
		writeFileSync(join(stateFolder, "host_rsa"), smallRsa(), { mode: 0o600 });
		this.#ring = createKeyRing({
			source: () => this.options.get("share-authorized-keys") ?? "",
			notice: (text) => this.notices.push(text),
			clock: systemClock,
			home: world.folder,
			fetch: globalThis.fetch,
		});
		const ports: ProviderPorts = {
			clock: systemClock,
			log: world.log,
			option: (name) => this.options.get(name) ?? "",
			isSet: (name) => this.options.has(name),
			stateFolder,
			home: world.folder,
			agent,
			version: "comux 1.2.3",
			keys: this.#ring,
			accept: (link) => this.#accept(link),
		};
		const events: ProviderEvents = {
			ready: (lines) => {
				this.lines = lines;
				this.times++;
				this.up = true;
			},
			lost: (reason) => {
				this.lost.push(reason);
				this.up = false;
			},
			failed: (reason) => {
				this.failed.push(reason);
				this.up = false;
			},
			notice: (text) => this.notices.push(text),
			leaving: (reason) => this.leaving.push(reason),
		};
		this.#running = relayProvider.start(ports, events);
	}

	async ready(): Promise<this> {
		await waitUntil(
			() => `the host to be ready: ${this.failed} ${this.lost}`,
			() => this.up,
		);
		return this;
	}

	set(name: string, value: string): void {
		this.options.set(name, value);
		this.#running.optionsChanged();
	}

	/** Waits for the guest with this number, from 0. */
	guest(at = 0): Promise<Seen> {
		return waitUntil(`guest ${at}`, () => this.guests[at]);
	}

	/** The line of that kind. */
	line(rights: "read-write" | "read-only", endToEnd = false): string {
		return this.lines.find((one) => one.rights === rights && one.endToEnd === endToEnd)?.command ?? "";
	}

	dispose(): void {
		for (const { link } of this.guests) link.destroy();
		this.#running.dispose();
		this.#ring.dispose();
	}

	#accept(link: GuestLink): void {
		const { cols, rows } = link.identity;
		const seen: Seen = { link, typed: "", sizes: [`${cols}x${rows}`], drained: 0, closed: 0 };
		this.guests.push(seen);
		link.handle({
			data: (bytes) => {
				seen.typed += Buffer.from(bytes).toString();
				this.onData(seen, bytes);
			},
			resize: (wide, high) => seen.sizes.push(`${wide}x${high}`),
			drained: () => {
				seen.drained++;
			},
			closed: () => {
				seen.closed++;
			},
		});
		link.write(Buffer.from("welcome\r\n"));
	}
}

export class RelayWorld {
	readonly folder = mkdtempSync(join(tmpdir(), "comux-relay-"));
	readonly hosts: TestHost[] = [];
	readonly logged: string[] = [];
	readonly log: Log;
	readonly apiKeys: ApiKeys;
	relay!: Relay;
	port = 0;
	readonly #terminals: PtyTerminal[] = [];

	constructor(t: TestContext) {
		mkdirSync(join(this.folder, ".ssh"), { mode: 0o700 });
		mkdirSync(join(this.folder, "relay"), { mode: 0o700 });
		writeFileSync(join(this.folder, "relay", "host_rsa"), smallRsa(), { mode: 0o600 });
		this.apiKeys = new ApiKeys(join(this.folder, "relay"));
		this.log = {
			level: 2,
			debug: (...args) => this.logged.push(args.join(" ")),
			error: (what, error) => this.logged.push(`ERROR ${what} ${error}`),
		};
		t.after(() => this.dispose());
	}

	/** Starts the relay; the next time at the port it had. */
	async start(more: Partial<RelayPorts> = {}): Promise<this> {
		this.relay = new Relay({
			clock: systemClock,
			log: this.log,
			version: "comux-relay 1.2.3",
			keys: loadHostKeys({ folder: join(this.folder, "relay"), log: this.log, added() {} }),
			apiKeys: this.apiKeys,
			hosts: undefined,
			restrictedOnly: false,
			publicName: "",
			publicPort: 0,
			tmate: undefined,
			...more,
		});
		await this.relay.listen("127.0.0.1", this.port);
		this.port = this.relay.port;
		return this;
	}

	host(options: HostOptions = {}): TestHost {
		const host = new TestHost(this, options);
		this.hosts.push(host);
		return host;
	}

	get env(): Record<string, string> {
		return { PATH: process.env.PATH ?? "", HOME: this.folder, TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
	}

	/** An ssh config for all hops: -F is the one option that ssh hands on to the hop of -J. */
	get config(): string {
		const path = join(this.folder, "ssh_config");
		const known = join(this.folder, ".ssh", "known_hosts");
		writeFileSync(path, `Host *\n UserKnownHostsFile ${known}\n StrictHostKeyChecking accept-new\n`);
		return path;
	}

	/** Runs a line as it is handed over, in a terminal of its own. */
	terminal(line: string, size: { cols?: number; rows?: number } = {}, args = ""): PtyTerminal {
		const command = line.replace(/^ssh /, `exec ssh -F ${this.config} ${args} `);
		const terminal = new PtyTerminal({
			file: "sh",
			args: ["-c", command],
			cwd: this.folder,
			env: this.env,
			...size,
		});
		this.#terminals.push(terminal);
		return terminal;
	}

	/** Runs a line without a terminal to its end. */
	run(file: string, args: readonly string[]): Promise<SshRun> {
		return new Promise((resolve, reject) => {
			const child = spawn(file, args, { env: this.env, cwd: this.folder, timeout: 20_000 });
			let out = "";
			let errors = "";
			child.stdout.on("data", (data) => {
				out += data;
			});
			child.stderr.on("data", (data) => {
				errors += data;
			});
			child.on("error", reject);
			child.on("close", (status) => resolve({ status, out, errors }));
			child.stdin.on("error", () => {});
			child.stdin.end();
		});
	}

	/** ssh to the relay as `user`, with `-tt` in place of a terminal. */
	ssh(user: string, ...args: string[]): Promise<SshRun> {
		return this.run("ssh", ["-F", this.config, "-tt", "-p", String(this.port), ...args, `${user}@127.0.0.1`]);
	}

	/** Makes a key pair with the real ssh-keygen; gives the path of the private one. */
	async keygen(name: string): Promise<string> {
		const path = join(this.folder, name);
		const made = await this.run("ssh-keygen", ["-q", "-N", "", "-C", name, "-t", "ed25519", "-f", path]);
		if (made.status !== 0) throw new Error(made.errors);
		return path;
	}

	dispose(): void {
		for (const terminal of this.#terminals) terminal.dispose();
		for (const host of this.hosts) host.dispose();
		this.relay?.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
