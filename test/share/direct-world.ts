/**
 * A direct share with an echoing handler instead of a server, and the real
 * OpenSSH client to come in with. Everything lives in a folder of its own.
 */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ShareLine } from "../../src/model/sharing.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import { createKeyRing } from "../../src/share/key-ring.ts";
import type { GuestLink, ProviderEvents, ProviderPorts } from "../../src/share/provider.ts";
import { directProvider } from "../../src/share/provider-direct.ts";
import type { Log } from "../../src/util/log.ts";
import { PtyTerminal } from "../harness/pty-terminal.ts";
import { waitUntil } from "../harness/wait.ts";

/** A guest as the handler sees it. */
export interface Seen {
	readonly link: GuestLink;
	typed: string;
	/** `80x24` and what it became. */
	readonly sizes: string[];
	drained: number;
	closed: number;
}

/** An RSA key that takes no time to make. */
export function smallRsa(): string {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
	return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

export interface SshRun {
	readonly status: number | null;
	readonly out: string;
	readonly errors: string;
}

export class DirectWorld {
	readonly folder = mkdtempSync(join(tmpdir(), "comux-share-"));
	readonly options = new Map<string, string>([["share-listen", "127.0.0.1"]]);
	readonly guests: Seen[] = [];
	readonly notices: string[] = [];
	readonly lost: string[] = [];
	readonly failed: string[] = [];
	readonly leaving: string[] = [];
	readonly logged: string[] = [];
	lines: readonly ShareLine[] = [];
	fingerprint = "";
	/** What is done with a guest; echoes when nothing else is said. */
	onGuest: (seen: Seen) => void = (seen) => seen.link.write(Buffer.from("welcome\r\n"));
	onData: (seen: Seen, bytes: Uint8Array) => void = (seen, bytes) => {
		const text = Buffer.from(bytes).toString();
		if (text.includes("q")) seen.link.close("[you have quit]", 7);
		else seen.link.write(Buffer.from(`<${text}>`));
	};
	readonly #running;
	readonly #ring;
	readonly #terminals: PtyTerminal[] = [];

	constructor(t: TestContext, options: Readonly<Record<string, string>> = {}) {
		for (const [name, value] of Object.entries(options)) this.options.set(name, value);
		mkdirSync(join(this.folder, ".ssh"), { mode: 0o700 });
		mkdirSync(join(this.folder, "state"), { mode: 0o700 });
		// A small key, so that no big one is made in the background of every test.
		if (!this.options.has("test-make-rsa")) this.file("state/host_rsa", smallRsa());
		const log: Log = {
			level: 2,
			debug: (...args) => this.logged.push(args.join(" ")),
			error: (what, error) => this.logged.push(`ERROR ${what} ${error}`),
		};
		this.#ring = createKeyRing({
			source: () => this.options.get("share-authorized-keys") ?? "",
			notice: (text) => this.notices.push(text),
			clock: systemClock,
			home: this.folder,
			fetch: globalThis.fetch,
		});
		const ports: ProviderPorts = {
			clock: systemClock,
			log,
			option: (name) => this.options.get(name) ?? "",
			stateFolder: join(this.folder, "state"),
			home: this.folder,
			agent: "",
			version: "comux 1.2.3",
			keys: this.#ring,
			accept: (link) => this.#accept(link),
			isSet: (name) => this.options.has(name),
		};
		const events: ProviderEvents = {
			ready: (lines, print) => {
				this.lines = lines;
				this.fingerprint = print;
			},
			lost: (reason) => this.lost.push(reason),
			failed: (reason) => this.failed.push(reason),
			notice: (text) => this.notices.push(text),
			leaving: (reason) => this.leaving.push(reason),
		};
		this.#running = directProvider.start(ports, events);
		t.after(() => this.dispose());
	}

	async ready(): Promise<this> {
		await waitUntil(
			() => `the share to be ready: ${this.failed} ${this.lost}`,
			() => this.lines.length > 0,
		);
		return this;
	}

	set(name: string, value: string): void {
		this.options.set(name, value);
		this.#running.optionsChanged();
	}

	get port(): number {
		return Number(/-p (\d+)/.exec(this.lines[0]?.command ?? "")?.[1]);
	}

	/** The token of the read-write or the read-only line. */
	token(rights: "read-write" | "read-only" = "read-write"): string {
		const line = this.lines.find((one) => one.rights === rights);
		return / ([^ @]+)@/.exec(line?.command ?? "")?.[1] ?? "";
	}

	/** What every ssh here is started with. */
	get sshOptions(): string[] {
		const known = join(this.folder, ".ssh", "known_hosts");
		return ["-F", "/dev/null", "-o", `UserKnownHostsFile=${known}`, "-o", "StrictHostKeyChecking=accept-new"];
	}

	get env(): Record<string, string> {
		return { PATH: process.env.PATH ?? "", HOME: this.folder, TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
	}

	/** The real ssh in a terminal of its own. */
	ssh(
		user: string,
		more: { args?: string[]; cols?: number; rows?: number; command?: string[] } = {},
	): PtyTerminal {
		const args = [...this.sshOptions, ...(more.args ?? []), "-p", String(this.port), `${user}@127.0.0.1`];
		return this.terminal("ssh", [...args, ...(more.command ?? [])], more.cols, more.rows);
	}

	terminal(file: string, args: string[], cols = 80, rows = 24): PtyTerminal {
		const terminal = new PtyTerminal({ file, args, cols, rows, cwd: this.folder, env: this.env });
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

	file(name: string, text: string, mode = 0o600): string {
		const path = join(this.folder, name);
		writeFileSync(path, text, { mode });
		return path;
	}

	/** Waits for the guest with this number, from 0. */
	async guest(at = 0): Promise<Seen> {
		return waitUntil(`guest ${at}`, () => this.guests[at]);
	}

	dispose(): void {
		for (const terminal of this.#terminals) terminal.dispose();
		for (const { link } of this.guests) link.destroy();
		this.#running.dispose();
		this.#ring.dispose();
		rmSync(this.folder, { recursive: true, force: true });
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
		this.onGuest(seen);
	}
}
