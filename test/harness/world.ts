/**
 * A home of its own for an end-to-end test: temporary folders, an environment
 * without the user's settings, comux in terminals and as a command. Everything
 * it started is ended by dispose.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PtyTerminal } from "./pty-terminal.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The program as users start it. */
export const comux = join(root, "bin", "comux");

export interface CommandResult {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

export class World {
	readonly home = mkdtempSync(join(tmpdir(), "comux-test-"));
	readonly env: Record<string, string>;
	readonly #terminals: PtyTerminal[] = [];

	constructor() {
		this.env = {
			PATH: `/bin:/usr/bin:${process.env.PATH ?? ""}`,
			HOME: this.home,
			SHELL: "/bin/sh",
			PS1: "$ ",
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TMUX_TMPDIR: this.home,
			USER: "tester",
		};
	}

	/** Writes a file in the home folder. */
	write(name: string, text: string): string {
		const path = join(this.home, name);
		writeFileSync(path, text);
		return path;
	}

	/** A terminal that runs comux with these arguments. */
	open(args: readonly string[] = [], size: { cols?: number; rows?: number } = {}, env = {}): PtyTerminal {
		return this.openProgram(comux, args, size, env);
	}

	/** A terminal that runs any program. */
	openProgram(
		file: string,
		args: readonly string[] = [],
		size: { cols?: number; rows?: number } = {},
		env: Record<string, string> = {},
	): PtyTerminal {
		const terminal = new PtyTerminal({ file, args, cwd: this.home, env: { ...this.env, ...env }, ...size });
		this.#terminals.push(terminal);
		return terminal;
	}

	/** Runs a comux command and gives what it printed. */
	run(args: readonly string[], input?: string | Buffer): Promise<CommandResult> {
		return this.runProgram(comux, args, input);
	}

	runProgram(file: string, args: readonly string[], input?: string | Buffer): Promise<CommandResult> {
		return new Promise((resolve) => {
			const child = spawn(file, [...args], {
				cwd: this.home,
				env: this.env,
				stdio: ["pipe", "pipe", "pipe"],
			});
			const out: Buffer[] = [];
			const err: Buffer[] = [];
			child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
			child.stderr.on("data", (bytes: Buffer) => err.push(bytes));
			child.stdin.on("error", () => {});
			child.stdin.end(input);
			child.on("close", (status) =>
				resolve({
					status: status ?? -1,
					stdout: Buffer.concat(out).toString(),
					stderr: Buffer.concat(err).toString(),
				}),
			);
		});
	}

	/** Standard output of a command that must succeed, without the last newline. */
	async ask(...args: string[]): Promise<string> {
		const result = await this.run(args);
		if (result.status !== 0) throw new Error(`comux ${args.join(" ")}: ${result.stderr}`);
		return result.stdout.replace(/\n$/, "");
	}

	async dispose(): Promise<void> {
		await this.run(["kill-server"]);
		for (const terminal of this.#terminals) terminal.dispose();
		rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
	}
}
