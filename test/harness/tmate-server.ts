/**
 * An unmodified tmate-ssh-server for end-to-end tests, where one is installed:
 * a listener that can be killed, sessions and all, and started again on its
 * port. It wants root, for its jail.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { waitUntil } from "./wait.ts";
import type { World } from "./world.ts";

const NAME = "tmate-ssh-server";

/** Where the program is; undefined when it is not installed. */
function find(): string | undefined {
	return (process.env.PATH ?? "")
		.split(":")
		.map((folder) => join(folder, NAME))
		.find(existsSync);
}

/** Why tests with the real server cannot run here; false when they can. */
export function tmateServerMissing(): string | false {
	if (find() === undefined) return `${NAME} is not installed (no package of it: build it, put it on PATH)`;
	if (process.getuid?.() !== 0) return `${NAME} wants root`;
	const { status } = spawnSync("unshare", ["-p", "-i", "-m", "-n", "true"], { stdio: "ignore" });
	return status === 0 ? false : `${NAME} cannot have namespaces here`;
}

/** Processes below `pid`. */
function below(pid: number): number[] {
	const found: number[] = [];
	for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
		try {
			const stat = readFileSync(`/proc/${name}/stat`, "utf8");
			const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
			if (parent === pid) found.push(Number(name), ...below(Number(name)));
		} catch {
			// It has ended.
		}
	}
	return found;
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return typeof address === "object" && address ? address.port : 0;
}

export class TmateServer {
	readonly #world: World;
	readonly #keys: string;
	#child: ChildProcess | undefined;
	#ended = true;
	port = 0;
	log = "";

	constructor(world: World) {
		this.#world = world;
		this.#keys = join(world.home, "tmate-keys");
	}

	/** Starts it and waits until it listens; again on the same port when it has run before. */
	async start(): Promise<this> {
		const { env, home } = this.#world;
		if (this.port === 0) {
			this.port = await freePort();
			mkdirSync(this.#keys);
			const key = join(this.#keys, "ssh_host_ed25519_key");
			await this.#world.runProgram("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", key]);
		}
		this.#ended = false;
		this.log = "";
		const args = ["-v", "-k", this.#keys, "-b", "127.0.0.1", "-h", "127.0.0.1", "-p", String(this.port)];
		const child = spawn(find() ?? NAME, args, { cwd: home, env, stdio: ["ignore", "ignore", "pipe"] });
		this.#child = child;
		child.stderr.on("data", (bytes: Buffer) => {
			this.log += bytes;
		});
		child.on("exit", () => {
			this.#ended = true;
		});
		await waitUntil(
			() => `${NAME} to listen: ${this.log}`,
			() => this.#ended || this.log.includes("Accepting connections"),
		);
		if (this.#ended) throw new Error(`${NAME} has ended: ${this.log}`);
		return this;
	}

	/** `SHA256:...` of its key. */
	async fingerprint(): Promise<string> {
		const path = join(this.#keys, "ssh_host_ed25519_key.pub");
		const { stdout } = await this.#world.runProgram("ssh-keygen", ["-l", "-E", "sha256", "-f", path]);
		return stdout.split(" ")[1] ?? "";
	}

	/** Ends it at once, with all of its sessions. */
	async kill(): Promise<void> {
		const pid = this.#child?.pid;
		if (pid === undefined || this.#ended) return;
		for (const process_ of [pid, ...below(pid)]) {
			try {
				process.kill(process_, "SIGKILL");
			} catch {
				// It has ended.
			}
		}
		await waitUntil(
			() => `${NAME} to end`,
			() => this.#ended,
		);
	}
}
