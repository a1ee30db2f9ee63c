/**
 * What the floors 2 to 7 may ask of the world outside: declared here, handed
 * to `Server` once, implemented in server/ and by the fakes of test/harness.
 */
import type { PaneScreenEvents } from "../screen/pane-options.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Log } from "../util/log.ts";
import type { Client } from "./client.ts";
import type { Pane } from "./pane.ts";

/** A running program behind a pane: its pty. */
export interface PaneProcess extends Disposable {
	readonly pid: number;
	/** Path of the pty's slave, e.g. /dev/pts/3. */
	readonly ttyName: string;
	/** Queues bytes for the program's input. Never blocks. */
	write(bytes: Uint8Array): void;
	/** Tells the program its size in cells (and pixels, 0 = not known). */
	resize(cols: number, rows: number, xpixel: number, ypixel: number): void;
	/** Sends a signal (SIGHUP by default) to the program's process group. */
	kill(signal?: string): void;
	/** Name of the foreground process (`pane_current_command`), or "". */
	currentCommand(): string;
	/** Working directory of the foreground process, or "". */
	currentPath(): string;
}

/** Everything needed to start a pane's program. */
export interface SpawnRequest {
	readonly pane: Pane;
	/** Empty: a login shell. One word: run by `shell -c`. More: executed directly. */
	readonly argv: readonly string[];
	/** Path of the shell. */
	readonly shell: string;
	/** Arguments of a login shell. */
	readonly loginArgs: readonly string[];
	readonly cwd: string;
	/** The whole environment, name -> value. */
	readonly env: ReadonlyMap<string, string>;
	readonly cols: number;
	readonly rows: number;
	readonly xpixel: number;
	readonly ypixel: number;
}

/** A shell command run beside the panes (`run-shell`, `if-shell`, `#()`, `copy-pipe`, `pipe-pane`). */
export interface JobRequest {
	/** Shell command text, run by `shell -c`; or argv executed directly. */
	readonly command: string | readonly string[];
	readonly shell: string;
	readonly cwd: string;
	readonly env: ReadonlyMap<string, string>;
	/** Run in a pty of this size (popups) rather than pipes. */
	readonly pty?: { readonly cols: number; readonly rows: number };
	/** Also collect standard error (the default is to drop it). */
	readonly stderr?: boolean;
	onOutput?(bytes: Uint8Array): void;
	/** Called once, after the last output. `status` is the exit code, `signal` the signal's number or 0. */
	onExit(status: number, signal: number): void;
}

/** A running job. Disposing it kills it and no callback is called afterwards. */
export interface Job extends Disposable {
	readonly pid: number;
	readonly command: string;
	/** When it was started, ms since the epoch. */
	readonly startTime: number;
	readonly ttyName: string;
	/** Bytes for its standard input. */
	write(bytes: Uint8Array): void;
	/** Closes its standard input. */
	endInput(): void;
	resize(cols: number, rows: number): void;
	kill(signal?: string): void;
}

/** An error from the operating system with the text strerror(3) has for it. */
export interface FileError {
	readonly error: string;
}

/** Files as a client sees them: `-` is its standard input or output; other
 * paths are read by the client's process for command clients and by the server
 * for attached ones, as in tmux. Relative paths are joined to `cwd`. */
export interface FilePort {
	/** Reads a whole file (bounded); calls back once. */
	read(client: Client | undefined, path: string, done: (result: Uint8Array | FileError) => void): void;
	/** Writes or appends; calls back once when it is on its way or failed. */
	write(
		client: Client | undefined,
		path: string,
		bytes: Uint8Array,
		append: boolean,
		done: (error: FileError | undefined) => void,
	): void;
	/** Paths that match a shell glob (the pattern itself when it has no magic and exists), or an error text. */
	glob(pattern: string): readonly string[] | FileError;
	/** True when the path exists and is a directory that can be entered. */
	isDirectory(path: string): boolean;
	/** True when `path` is an executable file (default-shell check). */
	isExecutable(path: string): boolean;
	/** Reads a small file now: for config, %-conditions and history files. */
	readNow(path: string): Uint8Array | FileError;
	writeNow(path: string, bytes: Uint8Array): FileError | undefined;
}

/** Facts about the machine and the user. */
export interface HostPort {
	/** Full host name. */
	hostname(): string;
	readonly uid: number;
	readonly user: string;
	readonly home: string;
	/** Home folder of another user, or undefined. */
	homeOf(user: string): string | undefined;
	hasGroup(name: string): boolean;
	/** Name of the user or group with this id, or undefined. */
	userName(uid: number): string | undefined;
	readonly pid: number;
	readonly socketPath: string;
	/** Folder with the `tmux` and `tmate` shims, put first on PATH inside. */
	readonly shimPath: string;
	/** The comux version and the tmux version it stands for. */
	readonly version: string;
	readonly tmuxVersion: string;
	/** One-minute load average and such are not needed: see format variables. */
	readonly configFiles: readonly string[];
	/** True when the terminfo entry exists on this machine. */
	hasTerminfo(name: string): boolean;
}

/** What modes and other low floors ask of the command language above them. */
export interface RunPort {
	/**
	 * Parses and queues command text for `client` (errors go to its status
	 * line). `pane` is the current target; `after` runs when it is done.
	 */
	text(request: {
		readonly text: string;
		readonly client?: Client | undefined;
		readonly pane?: Pane | undefined;
		readonly after?: (() => void) | undefined;
	}): void;
}

/** A `#()` as it stands in a format. */
export interface FormatJobRequest {
	/** What is between the parentheses, before it was expanded: with `place` what tells jobs apart. */
	readonly text: string;
	/** The row of a loop it is in (`@1`, `%2`), "" outside. */
	readonly place: string;
	/** The status line or a border shows it: it is drawn again when the output changes. */
	readonly status: boolean;
	/** Runs now, whatever the time (`refresh-client -S`). */
	readonly force: boolean;
}

/** Runs the jobs of `#()` by tmux's rules: at most once a second, last line only, never blocking. */
export interface FormatJobPort {
	/** The last line of output so far ("" at first); starts the expanded `command` when it is due. */
	get(client: Client | undefined, command: string, cwd: string, request: FormatJobRequest): string;
}

/** All ports. */
export interface Ports {
	readonly clock: Clock;
	readonly log: Log;
	readonly files: FilePort;
	readonly host: HostPort;
	readonly formatJobs: FormatJobPort;
	readonly run: RunPort;
	startJob(request: JobRequest): Job;
	/** The jobs that run, oldest first; while there are any the server does not end by itself. */
	jobs?(): readonly Job[];
	/** What happens outside a pane's screen when its program asks for it; the pane is undefined while it is being made. */
	paneEvents(pane: () => Pane | undefined): Partial<PaneScreenEvents>;
}
