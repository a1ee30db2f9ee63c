/**
 * A world with a relay of its own for end-to-end tests of sharing: the built
 * comux-relay as a process that can be killed and started again, servers that
 * share, and the lines they hand over.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallRsa } from "./small-rsa.ts";
import { waitUntil } from "./wait.ts";
import { root, World } from "./world.ts";

/** Formats of the lines to hand over. */
export type LineName = "share_ssh" | "share_ssh_ro" | "share_ssh_e2e" | "share_ssh_e2e_ro";

/** How a relay or a program is started: by another program, e.g. in another network. */
export type Through = readonly string[];

export interface RelayOptions {
	/** Folder of its keys below the world's home. */
	readonly keys?: string;
	/** 0 for any that is free. */
	readonly port?: number;
	readonly bind?: string;
	readonly args?: readonly string[];
	readonly through?: Through;
}

/** A running comux-relay. */
export class RelayProcess {
	readonly #child: ChildProcess;
	out = "";
	errors = "";
	ended = false;
	status: number | null = null;

	constructor(world: World, options: RelayOptions) {
		const { keys = "relay", port = 0, bind = "127.0.0.1", args = [], through = [] } = options;
		putSmallRsa(join(world.home, keys));
		const [file = "", ...words] = [
			...through,
			join(root, "bin", "comux-relay"),
			...["-b", bind, "-p", String(port), "-k", join(world.home, keys), ...args],
		];
		this.#child = spawn(file, words, { cwd: world.home, env: world.env, stdio: ["ignore", "pipe", "pipe"] });
		this.#child.stdout?.on("data", (bytes: Buffer) => {
			this.out += bytes;
		});
		this.#child.stderr?.on("data", (bytes: Buffer) => {
			this.errors += bytes;
		});
		this.#child.on("close", (status) => {
			this.ended = true;
			this.status = status;
		});
	}

	/** Waits until it listens and has said so. */
	async ready(): Promise<this> {
		await waitUntil(
			() => `the relay to listen: ${this.out}${this.errors}`,
			() => this.ended || /share-relay-fingerprint SHA256:\S+\n/.test(this.out),
		);
		if (this.ended) throw new Error(`the relay has ended: ${this.out}${this.errors}`);
		return this;
	}

	get port(): number {
		return Number(/listens on port (\d+)/.exec(this.out)?.[1]);
	}

	get fingerprint(): string {
		return /share-relay-fingerprint (SHA256:\S+)/.exec(this.out)?.[1] ?? "";
	}

	/** Sends a signal and waits for the end; gives the exit status, null when the signal ended it. */
	async end(signal: NodeJS.Signals): Promise<number | null> {
		if (!this.ended) this.#child.kill(signal);
		await waitUntil(
			() => `the relay to end: ${this.errors}`,
			() => this.ended,
		);
		return this.status;
	}

	kill(): void {
		if (!this.ended) this.#child.kill("SIGKILL");
	}
}

function putSmallRsa(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	try {
		writeFileSync(join(folder, "host_rsa"), smallRsa(), { mode: 0o600, flag: "wx" });
	} catch {
		// It is there.
	}
}

export class SharingWorld extends World {
	readonly #relays: RelayProcess[] = [];
	readonly #servers = new Set<string>();

	constructor() {
		super();
		this.env.XDG_STATE_HOME = join(this.home, "state");
		mkdirSync(this.env.XDG_STATE_HOME, { mode: 0o700 });
		putSmallRsa(join(this.env.XDG_STATE_HOME, "comux"));
		this.write(".vimrc", "set nocompatible noswapfile laststatus=0 ruler\n");
	}

	/** Starts a relay and waits until it listens. */
	relay(options: RelayOptions = {}): Promise<RelayProcess> {
		const relay = new RelayProcess(this, options);
		this.#relays.push(relay);
		return relay.ready();
	}

	/** Commands for the server with this socket name. */
	server(name: string): (...args: string[]) => Promise<string> {
		this.#servers.add(name);
		return (...args) => this.ask("-L", name, ...args);
	}

	/** A config that shares through this relay. */
	relayConfig(relay: RelayProcess, more = "", host = "127.0.0.1"): string {
		return this.write(
			"relay.conf",
			`set -s share-relay-host ${host}\nset -s share-relay-port ${relay.port}\n` +
				`set -s share-relay-fingerprint ${relay.fingerprint}\n${more}`,
		);
	}

	/** The line to hand over, of a server that shares. */
	async line(server: string, name: LineName): Promise<string> {
		const line = await this.server(server)("display", "-p", `#{${name}}`);
		if (!line.startsWith("ssh ")) throw new Error(`no ${name}: ${line}`);
		return line;
	}

	/** Waits until sharing has this status. */
	async status(server: string, status: string, limit?: number): Promise<void> {
		const ask = this.server(server);
		let last = "";
		await waitUntil(
			() => `share_status ${status}, it is ${last}`,
			async () => {
				last = await ask("display", "-p", "#{share_status} #{share_error}");
				return last.split(" ")[0] === status;
			},
			limit,
		);
	}

	override async dispose(): Promise<void> {
		for (const name of this.#servers) await this.run(["-L", name, "kill-server"]);
		for (const relay of this.#relays) relay.kill();
		await super.dispose();
	}
}
