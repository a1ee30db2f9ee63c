/**
 * Programs behind panes without processes: the test says what they print and
 * when they end, and sees what they were sent. Started by the in-process server
 * in place of a pty.
 */
import type { SpawnRequest } from "../../src/model/ports.ts";
import type { PumpedPty } from "../../src/server/pane-pump.ts";

const encoder = new TextEncoder();

export class FakePty implements PumpedPty {
	readonly request: SpawnRequest;
	readonly pid: number;
	readonly ttyName: string;
	/** Everything the program was sent. */
	input = "";
	/** Sizes it was told, as `80x23`; the first is that of its start. */
	readonly sizes: string[];
	readonly signals: string[] = [];
	paused = false;
	/** The server has given it up. */
	disposed = false;
	ended = false;
	/** What runs in its foreground, for automatic names and formats. */
	command: string;
	path: string;
	readonly #onData: (bytes: Uint8Array) => void;
	readonly #onExit: (status: number, signal: number) => void;
	/** Printed while it was paused: still in the kernel, so to say. */
	#waiting: Uint8Array[] = [];
	#exit: { readonly status: number; readonly signal: number } | undefined;

	constructor(
		number: number,
		request: SpawnRequest,
		onData: (bytes: Uint8Array) => void,
		onExit: (status: number, signal: number) => void,
	) {
		this.request = request;
		this.pid = 1000 + number;
		this.ttyName = `/dev/fake/${number}`;
		this.sizes = [`${request.cols}x${request.rows}`];
		this.command = (request.argv[0] ?? request.shell).split(" ")[0]?.split("/").at(-1) ?? "";
		this.path = request.cwd;
		this.#onData = onData;
		this.#onExit = onExit;
	}

	/** The program prints. */
	output(text: string | Uint8Array): void {
		if (this.disposed || this.ended) return;
		const bytes = typeof text === "string" ? encoder.encode(text) : text;
		if (this.paused) this.#waiting.push(bytes);
		else this.#onData(bytes);
	}

	/** The program ends, after all it has printed. */
	exit(status = 0, signal = 0): void {
		if (this.ended || this.disposed) return;
		this.ended = true;
		this.#exit = { status, signal };
		this.#tell();
	}

	/** What came since the last call. */
	takeInput(): string {
		const { input } = this;
		this.input = "";
		return input;
	}

	write(bytes: Uint8Array): void {
		this.input += Buffer.from(bytes).toString("utf8");
	}

	resize(cols: number, rows: number): void {
		this.sizes.push(`${cols}x${rows}`);
	}

	kill(signal: string): void {
		this.signals.push(signal);
	}

	pause(): void {
		this.paused = true;
	}

	resume(): void {
		this.paused = false;
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const [i, bytes] of waiting.entries()) {
			// Reading may pause it again.
			if (this.paused) {
				this.#waiting.push(...waiting.slice(i));
				return;
			}
			this.#onData(bytes);
		}
		this.#tell();
	}

	dispose(): void {
		this.disposed = true;
	}

	currentCommand(): string {
		return this.command;
	}

	currentPath(): string {
		return this.path;
	}

	#tell(): void {
		if (!this.#exit || this.disposed || this.paused || this.#waiting.length > 0) return;
		const { status, signal } = this.#exit;
		this.#exit = undefined;
		this.#onExit(status, signal);
	}
}
