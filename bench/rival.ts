/**
 * One of the two programs that are measured: its binary, a folder of its own
 * for sockets and files, an environment without the user's settings, and the
 * terminals it runs in. Used by bench/run.ts and bench/rows.ts.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodePty from "node-pty";
import { TailSearch } from "./tail-search.ts";

/** Nothing that is measured takes longer, in milliseconds. */
const LIMIT = 60_000;
/** What shells in panes print when they are ready. */
export const PROMPT = "ready>";

/** A terminal that counts what it is sent and does not interpret it. */
export class CountingTerminal {
	readonly #pty: nodePty.IPty;
	readonly #search = new TailSearch();
	readonly #ended: Promise<number>;
	bytes = 0;

	constructor(
		file: string,
		args: readonly string[],
		options: { cwd: string; env: Record<string, string>; cols: number; rows: number },
	) {
		// null: bytes, not text. Its types do not know what its sources do.
		this.#pty = nodePty.spawn(file, [...args], { ...options, encoding: null });
		this.#pty.onData((data: unknown) => {
			const bytes = data as Buffer;
			this.bytes += bytes.length;
			this.#search.push(bytes);
		});
		this.#ended = new Promise((resolve) => {
			this.#pty.onExit(({ exitCode }) => resolve(exitCode));
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	type(text: string): void {
		this.#pty.write(text);
	}

	/** Forgets what came until now, so that only what comes later is found and counted. */
	forget(): void {
		this.overlook();
		this.bytes = 0;
	}

	/** What came until now is not found any more. */
	overlook(): void {
		this.#search.forget();
	}

	async #limited(what: string, done: Promise<number>): Promise<number> {
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<never>((_resolve, reject) => {
			const fail = () => reject(new Error(`waited for ${what}: ${JSON.stringify(this.#search.tail)}`));
			timer = setTimeout(fail, LIMIT);
		});
		try {
			return await Promise.race([done, limit]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Resolves, to the time, in the turn in which `mark` has come, control sequences left out. */
	seen(mark: string): Promise<number> {
		return this.#limited(mark, this.#search.seen(mark));
	}

	ended(): Promise<number> {
		return this.#limited("the end", this.#ended);
	}
}

/** CPU time of a process in milliseconds; undefined where the system does not say. */
export function cpuTime(pid: number): number | undefined {
	try {
		// Nanoseconds of each thread; the sum in /proc/PID/stat has a grain of 10 ms.
		const threads = readdirSync(`/proc/${pid}/task`);
		const time = (thread: string) =>
			readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ")[0];
		return threads.reduce((sum, thread) => sum + Number(time(thread)) / 1e6, 0);
	} catch {
		return undefined;
	}
}

/** Memory of a process that is in RAM, in KiB. */
export function residentKib(pid: number): number {
	return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }));
}

/** A program under measurement. */
export class Rival {
	readonly home = mkdtempSync(join(tmpdir(), "comux-bench-"));
	readonly name: string;
	readonly file: string;
	readonly #env: Record<string, string>;
	#servers = 0;

	constructor(name: string, file: string) {
		this.name = name;
		this.file = file;
		// Panes run a login shell, which sets a prompt of the system's.
		this.write(".profile", `PS1='${PROMPT} '\n`);
		this.#env = {
			PATH: `/bin:/usr/bin:${process.env.PATH ?? ""}`,
			HOME: this.home,
			SHELL: "/bin/sh",
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TMUX_TMPDIR: this.home,
		};
	}

	/** What `-V` says. */
	get version(): string {
		return execFileSync(this.file, ["-V"], { encoding: "utf8", env: this.#env }).trim();
	}

	/** Writes a file into its home and gives its path. */
	write(name: string, text: string | Uint8Array): string {
		const path = join(this.home, name);
		writeFileSync(path, text);
		return path;
	}

	/** A server with a name of its own, not started yet. */
	server(): RivalServer {
		this.#servers++;
		return new RivalServer(this, `bench${this.#servers}`, this.#env);
	}

	dispose(): void {
		rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** One server of a rival: started by its first command or terminal, ended by dispose. */
export class RivalServer {
	readonly #rival: Rival;
	readonly #label: string;
	readonly #env: Record<string, string>;

	constructor(rival: Rival, label: string, env: Record<string, string>) {
		this.#rival = rival;
		this.#label = label;
		this.#env = env;
	}

	#args(args: readonly string[]): string[] {
		return ["-L", this.#label, "-f", "/dev/null", ...args];
	}

	/** Runs a command; resolves to what it printed when the process has ended. */
	run(...args: string[]): Promise<string> {
		const options = { cwd: this.#rival.home, env: this.#env };
		return new Promise((resolve, reject) => {
			execFile(this.#rival.file, this.#args(args), options, (error, stdout, stderr) =>
				error
					? reject(new Error(`${this.#rival.name} ${args.join(" ")}: ${stderr}`))
					: resolve(stdout.trim()),
			);
		});
	}

	/** Runs it in a terminal. */
	open(args: readonly string[], cols = 80, rows = 24): CountingTerminal {
		const { file, home: cwd } = this.#rival;
		return new CountingTerminal(file, this.#args(args), { cwd, env: this.#env, cols, rows });
	}

	async pid(): Promise<number> {
		return Number(await this.run("display-message", "-p", "#{pid}"));
	}

	async dispose(): Promise<void> {
		await this.run("kill-server");
	}
}
