/**
 * Shell commands beside the panes: the startJob port over child processes, or
 * over a pty for popups. A job that ends calls back after its last output.
 * Made by main.ts; all jobs are killed when the server ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { basename } from "node:path";
import type { Job, JobRequest } from "../model/ports.ts";
import { spawnPty } from "../pty/pty.ts";
import type { Clock } from "../util/clock.ts";

/** Runs jobs and knows those that run. */
export class JobRunner {
	readonly #clock: Clock;
	readonly #onError: (what: string, error: unknown) => void;
	readonly running = new Set<Job>();

	constructor(clock: Clock, onError: (what: string, error: unknown) => void) {
		this.#clock = clock;
		this.#onError = onError;
	}

	/** Starts a job; a command that cannot be started ends with status 127. */
	start(request: JobRequest): Job {
		const job = request.pty ? this.#startPty(request, request.pty) : this.#startPipes(request);
		this.running.add(job);
		return job;
	}

	/** Kills everything that still runs. */
	dispose(): void {
		for (const job of [...this.running]) job.dispose();
	}

	#guard(what: string, fn: () => void): void {
		try {
			fn();
		} catch (error) {
			this.#onError(what, error);
		}
	}

	#startPipes(request: JobRequest): Job {
		const argv = typeof request.command === "string" ? undefined : request.command;
		const file = argv ? (argv[0] ?? request.shell) : request.shell;
		const args = argv ? argv.slice(1) : ["-c", request.command as string];
		const child = spawn(file, args, {
			...(argv ? {} : { argv0: basename(file) }),
			cwd: request.cwd,
			env: Object.fromEntries(request.env),
			stdio: ["pipe", "pipe", request.stderr ? "pipe" : "ignore"],
			detached: true,
		});
		let ended = false;
		const finish = (status: number, signal: number) => {
			if (ended) return;
			ended = true;
			this.running.delete(job);
			this.#guard("job exit", () => request.onExit(status, signal));
		};
		const output = (bytes: Uint8Array) => {
			if (!ended) this.#guard("job output", () => request.onOutput?.(bytes));
		};
		child.stdout?.on("data", output);
		child.stderr?.on("data", output);
		// A reader that has gone must not end the server.
		child.stdin?.on("error", () => {});
		child.stdout?.on("error", () => {});
		child.on("error", () => finish(127, 0));
		child.on("close", (code, signal) => finish(code ?? 0, signalNumber(signal)));
		const job: Job = {
			pid: child.pid ?? 0,
			command: commandText(request),
			startTime: this.#clock.now(),
			ttyName: "",
			write: (bytes) => void child.stdin?.write(bytes),
			endInput: () => void child.stdin?.end(),
			resize() {},
			kill: (signal = "SIGTERM") => killGroup(child, signal),
			dispose: () => {
				ended = true;
				this.running.delete(job);
				killGroup(child, "SIGTERM");
			},
		};
		return job;
	}

	#startPty(request: JobRequest, size: { readonly cols: number; readonly rows: number }): Job {
		const argv = typeof request.command === "string" ? undefined : request.command;
		let ended = false;
		const pty = spawnPty({
			file: argv ? (argv[0] ?? request.shell) : request.shell,
			args: argv ? argv.slice(1) : ["-c", request.command as string],
			cwd: request.cwd,
			env: request.env,
			cols: size.cols,
			rows: size.rows,
			onData: (bytes) => {
				if (!ended) this.#guard("job output", () => request.onOutput?.(bytes));
			},
			onExit: (status, signal) => {
				if (ended) return;
				ended = true;
				this.running.delete(job);
				this.#guard("job exit", () => request.onExit(status, signal));
			},
		});
		const job: Job = {
			pid: pty.pid,
			command: commandText(request),
			startTime: this.#clock.now(),
			ttyName: pty.ttyName,
			write: (bytes) => pty.write(bytes),
			endInput: () => pty.write(new Uint8Array([4])),
			resize: (cols, rows) => pty.resize(cols, rows),
			kill: (signal = "SIGHUP") => pty.kill(signal as NodeJS.Signals),
			dispose: () => {
				ended = true;
				this.running.delete(job);
				pty.kill("SIGHUP");
			},
		};
		return job;
	}
}

function commandText(request: JobRequest): string {
	return typeof request.command === "string" ? request.command : request.command.join(" ");
}

function signalNumber(name: NodeJS.Signals | null): number {
	return name ? (constants.signals[name] ?? 0) : 0;
}

/** A job is the leader of its own group, so that what it started goes with it. */
function killGroup(child: ChildProcess, signal: string): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// It has gone already.
	}
}
