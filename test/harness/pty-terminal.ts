/**
 * A user's terminal for end-to-end tests: a real pty whose bytes go through an
 * independent emulator. Programs run in it as a person would run them.
 */
import headless from "@xterm/headless";
import nodePty from "node-pty";
import { waitUntil } from "./wait.ts";

export interface TerminalOptions {
	readonly file: string;
	readonly args?: readonly string[];
	readonly cols?: number;
	readonly rows?: number;
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

export class PtyTerminal {
	readonly #pty: nodePty.IPty;
	readonly #term: InstanceType<typeof headless.Terminal>;
	/** Everything written by the program, for tests of raw bytes. */
	bytes = "";
	exitCode: number | undefined;

	constructor(options: TerminalOptions) {
		const { cols = 80, rows = 24 } = options;
		this.#term = new headless.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
		this.#pty = nodePty.spawn(options.file, [...(options.args ?? [])], {
			cols,
			rows,
			cwd: options.cwd,
			env: { ...options.env },
			name: options.env.TERM ?? "xterm-256color",
		});
		this.#pty.onData((data) => {
			this.bytes += data;
			this.#term.write(data);
		});
		this.#term.onData((data) => this.#pty.write(data));
		this.#pty.onExit(({ exitCode }) => {
			this.exitCode = exitCode;
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** Types. */
	type(text: string): void {
		this.#pty.write(text);
	}

	resize(cols: number, rows: number): void {
		this.#term.resize(cols, rows);
		this.#pty.resize(cols, rows);
	}

	/** Rows of the screen, trailing blanks removed. */
	rows(): string[] {
		const { active } = this.#term.buffer;
		const out: string[] = [];
		for (let y = 0; y < this.#term.rows; y++)
			out.push(active.getLine(active.baseY + y)?.translateToString(true) ?? "");
		return out;
	}

	/** The whole screen as text. */
	screen(): string {
		return this.rows().join("\n");
	}

	/** True while the alternate screen is shown. */
	get alternate(): boolean {
		return this.#term.buffer.active.type === "alternate";
	}

	get cursor(): { x: number; y: number } {
		const { active } = this.#term.buffer;
		return { x: active.cursorX, y: active.cursorY };
	}

	/** The emulator, for colours and attributes. */
	get emulator(): InstanceType<typeof headless.Terminal> {
		return this.#term;
	}

	/** Waits until the screen has `text` (or matches). */
	async waitFor(text: string | RegExp, limit?: number): Promise<void> {
		await waitUntil(
			() => `${text} on the screen:\n${this.screen()}`,
			() => (typeof text === "string" ? this.screen().includes(text) : text.test(this.screen())),
			limit,
		);
	}

	/** Waits until the screen has no `text`. */
	async waitGone(text: string, limit?: number): Promise<void> {
		await waitUntil(
			() => `${text} gone from the screen:\n${this.screen()}`,
			() => !this.screen().includes(text),
			limit,
		);
	}

	/** Waits until the program has ended; gives its status. */
	async waitExit(limit?: number): Promise<number> {
		await waitUntil(
			() => `exit, with the screen:\n${this.screen()}`,
			() => this.exitCode !== undefined,
			limit,
		);
		return this.exitCode as number;
	}

	kill(signal = "SIGKILL"): void {
		if (this.exitCode === undefined) this.#pty.kill(signal);
	}

	dispose(): void {
		this.kill();
		this.#term.dispose();
	}
}
