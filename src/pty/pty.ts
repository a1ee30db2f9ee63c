/**
 * A program in a pseudo terminal; the only importer of node-pty. What this
 * adds to it: the exit is told after the last byte, writes never spin or
 * reach a closed descriptor, a program that cannot be started ends with status
 * 1 and no output (as tmux's panes do), and a missing folder falls back to the
 * home folder. Owned by server/ (panes and jobs in ptys).
 */
import { accessSync, constants, readSync, statSync, write, writeSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { ReadStream } from "node:tty";
import * as nodePty from "node-pty";
import type { Disposable } from "../util/disposable.ts";

/** What to start. */
export interface PtyRequest {
	/** Program: a path, or a name looked up in `env`'s PATH. */
	readonly file: string;
	/** Arguments after argv[0]. */
	readonly args: readonly string[];
	/** argv[0] when it is not `file` ("-zsh" for a login shell). */
	readonly argv0?: string;
	readonly cwd: string;
	readonly env: ReadonlyMap<string, string>;
	readonly cols: number;
	readonly rows: number;
	/** Output; the bytes are the receiver's. */
	onData(bytes: Uint8Array): void;
	/** Called once, after all output. `signal` is the number of the signal that ended it, or 0. */
	onExit(status: number, signal: number): void;
}

/** A program in a pty. */
export interface Pty extends Disposable {
	readonly pid: number;
	/** Path of the slave, e.g. /dev/pts/3. */
	readonly ttyName: string;
	/** Queues input; dropped when the program has ended. */
	write(bytes: Uint8Array): void;
	/** Bytes of input not taken by the terminal yet. */
	readonly queuedBytes: number;
	resize(cols: number, rows: number): void;
	/** Stops reading; the program blocks when the kernel's buffer is full. */
	pause(): void;
	resume(): void;
	/** Signals the program's process group. */
	kill(signal?: NodeJS.Signals): void;
	/** Hangs up and closes; no callback follows. */
	dispose(): void;
}

/** What node-pty keeps to itself. */
interface PtyInternals extends nodePty.IPty {
	/** Its handle stops and starts reading at once; the stream's own pause loses what it holds when the terminal hangs up. */
	readonly _socket: ReadStream & { _handle?: { readStop(): void; readStart(): void } | null };
	readonly _pty: string;
	readonly _fd: number;
	/** True makes node-pty report the exit at once and leave the closing to us. */
	_emittedClose: boolean;
	_writeStream: { dispose(): void };
}

/** Input kept for a program that does not read. */
const MAX_QUEUED = 16 * 1024 * 1024;
/** Most bytes that are written in the same turn. */
const AT_ONCE = 1024;
/** Between tries when the terminal takes no input. */
const RETRY = 5;
/** Read size for what is left at the end. */
const REST_READ = 65536;
/** Silence after the exit that ends reading when another process keeps the terminal open. */
const DRAIN_QUIET = 100;

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/** Finds `file` as execvp does; undefined when there is nothing to run. */
function findProgram(file: string, cwd: string, path: string): string | undefined {
	if (file === "") return undefined;
	if (file.includes("/")) {
		const full = isAbsolute(file) ? file : resolve(cwd, file);
		return isExecutable(full) ? full : undefined;
	}
	for (const folder of path.split(delimiter)) {
		const full = join(resolve(cwd, folder === "" ? "." : folder), file);
		if (isExecutable(full)) return full;
	}
	return undefined;
}

/** The folder to start in: `cwd`, else home, else the root. */
function usableFolder(cwd: string, home: string | undefined): string {
	for (const folder of [cwd, home ?? ""]) {
		try {
			accessSync(folder, constants.X_OK);
			if (folder !== "" && statSync(folder).isDirectory()) return folder;
		} catch {
			// The next one.
		}
	}
	return "/";
}

/** Variables that bash does not hand on as it got them. */
const BASH_TAKES: readonly string[] = ["PS1", "PS2", "PS4", "OLDPWD", "IFS", "OPTIND", "OPTERR"];

/** Program and arguments that give it `argv0`; node-pty cannot set it. */
function withArgv0(program: string, request: PtyRequest): { file: string; args: string[] } {
	const { argv0, args } = request;
	if (argv0 === undefined || argv0 === program) return { file: program, args: [...args] };
	// bash's exec -a keeps the process id; -p keeps it from reading any start-up file.
	const bash = ["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"].find(isExecutable);
	if (bash !== undefined) {
		const taken = BASH_TAKES.filter((name) => request.env.has(name));
		const restore = taken.map((name, i) => `export ${name}="$${i + 1}"; `).join("");
		const script = `${restore}shift ${taken.length}; exec -a "$0" "$@"`;
		const values = taken.map((name) => request.env.get(name) as string);
		return { file: bash, args: ["-p", "-c", script, argv0, ...values, program, ...args] };
	}
	return { file: program, args: argv0.startsWith("-") ? ["-l", ...args] : [...args] };
}

/** Starts a program. Throws an Error with a one-line message when the system has no pty or process left. */
export function spawnPty(request: PtyRequest): Pty {
	const env = Object.fromEntries(request.env);
	const cwd = usableFolder(request.cwd, env.HOME);
	const program = findProgram(request.file, cwd, env.PATH ?? "/usr/bin:/bin");
	const start =
		program === undefined ? { file: "/bin/sh", args: ["-c", "exit 1"] } : withArgv0(program, request);
	const child = nodePty.spawn(start.file, start.args, {
		cols: request.cols,
		rows: request.rows,
		cwd,
		env,
		name: env.TERM ?? "dumb",
		encoding: null,
	}) as PtyInternals;
	return new NodePty(child, request);
}

class NodePty implements Pty {
	readonly pid: number;
	readonly ttyName: string;
	readonly #child: PtyInternals;
	readonly #request: PtyRequest;
	#open = true;
	#disposed = false;
	#paused = false;
	#exit: { status: number; signal: number } | undefined;
	#told = false;
	#quiet: NodeJS.Timeout | undefined;
	#queue: Uint8Array[] = [];
	#queued = 0;
	#writing = false;
	#retry: NodeJS.Timeout | undefined;

	constructor(child: PtyInternals, request: PtyRequest) {
		this.#child = child;
		this.#request = request;
		this.pid = child.pid;
		this.ttyName = child._pty;
		child._emittedClose = true;
		const socket = child._socket;
		child.onExit(({ exitCode, signal }) => this.#exited(exitCode, signal ?? 0));
		socket.on("data", (data: Buffer) => {
			this.#watchQuiet();
			if (!this.#disposed) request.onData(data);
		});
		socket.prependListener("end", () => this.#readRest());
		socket.on("close", () => this.#closed());
	}

	get queuedBytes(): number {
		return this.#queued;
	}

	write(bytes: Uint8Array): void {
		if (!this.#open || bytes.length === 0 || this.#queued + bytes.length > MAX_QUEUED) return;
		this.#queue.push(bytes);
		this.#queued += bytes.length;
		this.#pump();
	}

	/**
	 * Writes the queue's first part; one write at a time. Little is written at
	 * once, which a key notices: the descriptor never blocks. Much goes through
	 * node's threads, as a terminal copies slowly.
	 */
	#pump(): void {
		let first = this.#queue[0];
		if (this.#writing || !this.#open || first === undefined) return;
		if (first.length <= AT_ONCE) {
			first = this.#writeNow(first);
			if (first === undefined) return;
		}
		this.#writing = true;
		write(this.#child._fd, first, 0, first.length, null, (error, written) => {
			this.#writing = false;
			if (!this.#open) return;
			if (error) {
				if (error.code !== "EAGAIN" && error.code !== "EINTR") {
					this.#dropQueue();
					return;
				}
				this.#retry = setTimeout(() => this.#pump(), RETRY);
				return;
			}
			this.#queued -= written;
			if (written === first.length) this.#queue.shift();
			else this.#queue[0] = first.subarray(written);
			this.#pump();
		});
	}

	/** Writes a short first part; gives what is to be written the other way, if anything. */
	#writeNow(first: Uint8Array): Uint8Array | undefined {
		let written = 0;
		try {
			written = writeSync(this.#child._fd, first);
		} catch {
			// Full, or gone: the other way tells which.
			return first;
		}
		this.#queued -= written;
		if (written < first.length) {
			this.#queue[0] = first.subarray(written);
			return this.#queue[0];
		}
		this.#queue.shift();
		// More can only have come while a slow write was under way.
		if (this.#queue.length > 0) this.#pump();
		return undefined;
	}

	#dropQueue(): void {
		this.#queue = [];
		this.#queued = 0;
		clearTimeout(this.#retry);
	}

	resize(cols: number, rows: number): void {
		if (!this.#open || cols < 1 || rows < 1) return;
		try {
			this.#child.resize(cols, rows);
		} catch {
			// The program ended a moment ago.
		}
	}

	pause(): void {
		if (this.#paused) return;
		this.#paused = true;
		clearTimeout(this.#quiet);
		this.#child._socket._handle?.readStop();
	}

	resume(): void {
		if (!this.#paused) return;
		this.#paused = false;
		if (this.#open) this.#child._socket._handle?.readStart();
		this.#watchQuiet();
	}

	kill(signal: NodeJS.Signals = "SIGHUP"): void {
		if (this.#exit) return;
		for (const target of [-this.pid, this.pid]) {
			try {
				process.kill(target, signal);
				return;
			} catch {
				// No such group (yet): the process itself.
			}
		}
	}

	/**
	 * libuv calls it the end when the terminal has hung up and a read was
	 * short, as all reads of a terminal are: what the kernel still has is read
	 * here.
	 */
	#readRest(): void {
		for (;;) {
			const part = Buffer.allocUnsafe(REST_READ);
			let size: number;
			try {
				size = readSync(this.#child._fd, part);
			} catch {
				// EIO: all of it has been read.
				return;
			}
			if (size === 0) return;
			if (!this.#disposed) this.#request.onData(part.subarray(0, size));
		}
	}

	#exited(status: number, signal: number): void {
		this.#exit = { status, signal };
		this.#dropQueue();
		if (!this.#open) this.#tell();
		else this.#watchQuiet();
	}

	/** After the exit: closes when nothing comes any more though somebody has the terminal open. */
	#watchQuiet(): void {
		if (this.#exit === undefined || this.#paused || !this.#open) return;
		clearTimeout(this.#quiet);
		this.#quiet = setTimeout(() => this.#child._socket.destroy(), DRAIN_QUIET);
	}

	#closed(): void {
		this.#open = false;
		clearTimeout(this.#quiet);
		this.#dropQueue();
		this.#child._writeStream.dispose();
		this.#tell();
	}

	#tell(): void {
		if (this.#exit === undefined || this.#told || this.#disposed) return;
		this.#told = true;
		this.#request.onExit(this.#exit.status, this.#exit.signal);
	}

	dispose(): void {
		if (this.#disposed) return;
		this.kill("SIGHUP");
		this.#disposed = true;
		this.#child._socket.destroy();
	}
}
