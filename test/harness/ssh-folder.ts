/**
 * A home of its own for the real OpenSSH programs, in terminals and without, and
 * a log that is kept. Used by the worlds of test/share and test/relay.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../../src/util/log.ts";
import { PtyTerminal } from "./pty-terminal.ts";

export interface SshRun {
	readonly status: number | null;
	readonly out: string;
	readonly errors: string;
}

export class SshFolder {
	readonly folder = mkdtempSync(join(tmpdir(), "comux-share-"));
	readonly logged: string[] = [];
	readonly log: Log = {
		level: 2,
		debug: (...args) => this.logged.push(args.join(" ")),
		error: (what, error) => this.logged.push(`ERROR ${what} ${error}`),
	};
	readonly #terminals: PtyTerminal[] = [];

	constructor() {
		mkdirSync(join(this.folder, ".ssh"), { mode: 0o700 });
	}

	get env(): Record<string, string> {
		return { PATH: process.env.PATH ?? "", HOME: this.folder, TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
	}

	get knownHosts(): string {
		return join(this.folder, ".ssh", "known_hosts");
	}

	/** A program in a terminal of its own. */
	inTerminal(
		file: string,
		args: readonly string[],
		size: { cols?: number; rows?: number } = {},
	): PtyTerminal {
		const terminal = new PtyTerminal({ file, args: [...args], cwd: this.folder, env: this.env, ...size });
		this.#terminals.push(terminal);
		return terminal;
	}

	/** Any program to its end, without a terminal. */
	run(file: string, args: readonly string[], stdin = ""): Promise<SshRun> {
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
			child.stdin.end(stdin);
		});
	}

	/** Makes a key pair with the real ssh-keygen; gives the path of the private one. */
	async keygen(name: string, ...args: string[]): Promise<string> {
		const path = join(this.folder, name);
		const type = args.length > 0 ? args : ["-t", "ed25519"];
		const made = await this.run("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", path, ...type]);
		if (made.status !== 0) throw new Error(made.errors);
		return path;
	}

	/** Writes a file; gives its path. */
	file(name: string, text: string, mode = 0o600): string {
		const path = join(this.folder, name);
		writeFileSync(path, text, { mode });
		return path;
	}

	/** Ends what runs in terminals, and takes the folder away. */
	dispose(): void {
		for (const terminal of this.#terminals) terminal.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
