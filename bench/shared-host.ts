/**
 * A comux server that is shared through a comux-relay, both processes as they
 * are built, with the host's own client in a terminal. Made by bench/sharing.ts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type CountingTerminal, Rival, type RivalServer } from "./rival.ts";

const bin = (name: string): string => fileURLToPath(new URL(`../bin/${name}`, import.meta.url));

/** Nothing takes longer to be ready, in ms. */
const LIMIT = 60_000;

async function until(what: () => string, done: () => boolean | Promise<boolean>): Promise<void> {
	for (const end = performance.now() + LIMIT; !(await done()); await sleep(50))
		if (performance.now() > end) throw new Error(`waited for ${what()}`);
}

export class SharedHost {
	readonly #rival = new Rival("comux", bin("comux"));
	readonly #relay: ChildProcess;
	#said = "";
	server!: RivalServer;
	/** The host's own client. */
	client!: CountingTerminal;
	/** Port of the relay, and the token of those who may type. */
	port = 0;
	token = "";
	/** Process of the server. */
	pid = 0;

	constructor() {
		const { home } = this.#rival;
		const args = ["-b", "127.0.0.1", "-p", "0", "-h", "127.0.0.1", "-k", join(home, "relay")];
		this.#relay = spawn(bin("comux-relay"), args, {
			env: { PATH: process.env.PATH, HOME: home },
			stdio: ["ignore", "pipe", "pipe"],
		});
		for (const stream of [this.#relay.stdout, this.#relay.stderr])
			stream?.on("data", (bytes: Buffer) => {
				this.#said += bytes;
			});
	}

	get version(): string {
		return this.#rival.version;
	}

	get relayPid(): number {
		return this.#relay.pid ?? 0;
	}

	/** Writes a file into its home and gives its path. */
	write(name: string, text: string): string {
		return this.#rival.write(name, text);
	}

	/** Starts the server with a pane that runs `script` (which prints "begin"), and shares it. */
	async share(script: string, guests: number): Promise<void> {
		const { home } = this.#rival;
		await until(
			() => `the relay: ${this.#said}`,
			() => /share-relay-fingerprint SHA256:\S+\n/.test(this.#said),
		);
		this.port = Number(/listens on port (\d+)/.exec(this.#said)?.[1]);
		const fingerprint = /share-relay-fingerprint (SHA256:\S+)/.exec(this.#said)?.[1] ?? "";
		this.server = this.#rival.server();
		this.client = this.server.open(["new-session", script]);
		await this.client.seen("begin");
		const options: readonly (readonly [string, string])[] = [
			["share-relay-host", "127.0.0.1"],
			["share-relay-port", String(this.port)],
			["share-relay-fingerprint", fingerprint],
			["share-guest-limit", String(guests)],
			// Nothing on the status line changes but what sharing says.
			["share-display-time", "1"],
		];
		for (const [name, value] of options) await this.server.run("set", "-s", name, value);
		await this.server.run("set", "-g", "status-right", "");
		await this.server.run("share-server", "-d");
		await until(
			() => "sharing",
			async () => (await this.server.run("display", "-p", "#{share_status}")) === "ready",
		);
		const line = await this.server.run("display", "-p", "#{share_ssh}");
		this.token = /(\S+)@/.exec(line)?.[1] ?? "";
		this.pid = await this.server.pid();
		// Keys that take long to make are made in the background.
		const keys = [join(home, "relay", "host_rsa"), join(home, ".local", "state", "comux", "host_rsa")];
		await until(
			() => keys.join(" "),
			() => keys.every((path) => existsSync(path)),
		);
	}

	async dispose(): Promise<void> {
		await this.server?.dispose().catch(() => {});
		this.#relay.kill("SIGKILL");
		this.#rival.dispose();
	}
}
