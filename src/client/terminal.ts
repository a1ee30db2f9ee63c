/**
 * The user's terminal: raw while attached, and restored whatever happens. What
 * is drawn on it is the server's; this file owns its line discipline, its size,
 * and the last words when the server is gone. Owned by client.ts.
 */
import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { ReadStream } from "node:tty";
import { isatty, WriteStream } from "node:tty";
import { terminalReset } from "../protocol/terminal-reset.ts";
import { StreamOutput, writeAll } from "./output.ts";

/**
 * node's raw mode leaves output processing on (a line feed would return the
 * carriage) and some input translation; this switches it off. node saves the
 * user's settings before and restores them all.
 */
const rawSettings = ["-opost", "-ixoff", "-inlcr", "-igncr", "ignbrk"];

/** Settings of -CC: lines in, lines out, no echo. */
const controlSettings = ["icrnl", "ixany", "opost", "onlcr", "-isig"];

/** Longest wait for a terminal to take its last bytes, in milliseconds. */
const flushLimit = 2000;

function stty(...args: readonly string[]): string {
	const { stdout } = spawnSync("stty", args, { stdio: ["inherit", "pipe", "ignore"], encoding: "utf8" });
	return stdout?.trim() ?? "";
}

/** The terminal on standard input. */
export class Terminal {
	readonly #outFd: number;
	readonly #screen: WriteStream;
	readonly #output: StreamOutput;
	#input: ReadStream | undefined;
	#raw = false;
	readonly #settings: readonly string[];
	readonly #emergency = () => this.reset();

	/**
	 * `ttyName`: where to draw when standard output is not the terminal.
	 * `control`: -CC, which sends and takes lines. `onFull`: see StreamOutput.
	 */
	constructor(ttyName: string, control: boolean, onFull: (full: boolean) => void) {
		this.#outFd = isatty(1) || ttyName === "" ? 1 : openSync(ttyName, constants.O_RDWR | constants.O_NOCTTY);
		this.#screen = new WriteStream(this.#outFd);
		this.#output = new StreamOutput(this.#screen, onFull);
		this.#settings = control ? controlSettings : rawSettings;
	}

	/** Size in cells, 0 where the terminal does not say. */
	size(): { cols: number; rows: number } {
		try {
			// node remembers the size; what asks the terminal again is only half public.
			(this.#screen as { _refreshSize?(): void })._refreshSize?.();
			const [cols, rows] = this.#screen.getWindowSize();
			return { cols, rows };
		} catch {
			return { cols: 0, rows: 0 };
		}
	}

	/** Goes raw and hands over what is typed; returns what stty takes to undo it. `onEnd`: it hung up. */
	enter(onData: (bytes: Uint8Array) => void, onEnd: () => void): string {
		// Not a ReadStream of our own: that one goes on reading while it is paused.
		this.#input = process.stdin;
		this.#input.on("data", onData);
		this.#input.on("end", onEnd);
		this.#input.on("error", onEnd);
		return this.resume();
	}

	/** Hands what is typed from now on to somebody else. */
	listen(onData: (bytes: Uint8Array) => void, onEnd: () => void): void {
		this.#input?.removeAllListeners("data");
		this.#input?.on("data", onData);
		this.#input?.once("end", onEnd);
		if (this.#input?.readableEnded) onEnd();
	}

	/** Goes raw again after `pause`; returns what stty takes to undo it. */
	resume(): string {
		const saved = stty("-g");
		try {
			this.#input?.setRawMode(true);
		} catch {
			// The terminal is gone; its end comes as an event.
		}
		stty(...this.#settings);
		if (!this.#raw) process.once("exit", this.#emergency);
		this.#raw = true;
		this.#input?.resume();
		return saved;
	}

	/** Gives the terminal to somebody else (a shell, a lock command): cooked, and nothing read from it. */
	pause(): void {
		this.#input?.pause();
		try {
			this.#input?.setRawMode(false);
		} catch {
			// As in resume.
		}
		this.#raw = false;
		process.removeListener("exit", this.#emergency);
	}

	/** Sends bytes of the server to the screen. */
	write(bytes: Uint8Array): void {
		this.#output.write(bytes);
	}

	/** Waits until the screen has taken what was written; false when it does not in time. */
	flush(): Promise<boolean> {
		return this.#output.flush(flushLimit);
	}

	/**
	 * Makes the terminal sane without the server: it died, or we do. At once and
	 * without waiting for what is queued, which nobody could make sense of.
	 */
	reset(): void {
		if (!this.#raw) return;
		writeAll(this.#outFd, Buffer.from(terminalReset));
		this.pause();
	}

	/** The end: cooked, and the descriptor of its own closed. */
	leave(): void {
		this.pause();
		this.#input?.destroy();
		if (this.#outFd !== 1) closeSync(this.#outFd);
	}
}
