/**
 * A client without a process: bytes out go through an independent emulator,
 * bytes in are typed by the test. The wire can be held, as that of a client
 * that does not read. Made by the in-process server.
 */
import type { Client, ClientTransport, ExitReason } from "../../src/model/client.ts";
import { DEFAULT_WIDTHS } from "../../src/screen/widths.ts";
import { Emulator } from "../view/diff-emulator.ts";

const decoder = new TextDecoder();

/** What the server does for a client; the in-process server is one. */
export interface ClientHost {
	input(client: FakeClient, bytes: Uint8Array): void;
	resized(client: FakeClient): void;
	/** The process at the other end has left. */
	lost(client: FakeClient): void;
	drained(client: FakeClient): void;
	wakeup(client: FakeClient): void;
	settle(): void;
	advance(ms: number): void;
}

/** Time between two keys of `press`, in ms: nobody's paste. */
const KEY_GAP = 5;

export class FakeClient implements ClientTransport {
	readonly #host: ClientHost;
	/** Made when it is first needed: command clients draw nothing. */
	#screen: Emulator | undefined;
	/** The server's side of it; set as soon as it is known there. */
	client!: Client;
	cols: number;
	rows: number;
	/** Bytes for its terminal, as text, since the last `take`. */
	bytes = "";
	out = "";
	err = "";
	/** Bells rung at it. */
	bells = 0;
	/** Frames and other writes to its terminal. */
	writes = 0;
	left: ExitReason | undefined;
	executed: string | undefined;
	locked: string | undefined;
	suspended = false;
	gone = false;
	#held = false;
	/** Told to go, while its wire was held. */
	#exit: ExitReason | undefined;
	#waiting: Uint8Array[] = [];
	#waitingSize = 0;

	constructor(host: ClientHost, cols: number, rows: number) {
		this.#host = host;
		this.cols = cols;
		this.rows = rows;
	}

	get #emulator(): Emulator {
		if (!this.#screen) {
			this.#screen = new Emulator(this.cols, this.rows, (code) => DEFAULT_WIDTHS.width(code));
			this.#screen.term.onBell(() => {
				this.bells++;
			});
		}
		return this.#screen;
	}

	/** Types bytes in one piece, as a terminal sends a key or a paste. */
	type(text: string | Uint8Array): void {
		this.#host.input(this, typeof text === "string" ? Buffer.from(text) : text);
		this.#host.settle();
	}

	/** Types keys one after the other, as a hand does. */
	press(...keys: readonly string[]): void {
		for (const key of keys) {
			this.#host.advance(KEY_GAP);
			this.type(key);
		}
	}

	resize(cols: number, rows: number): void {
		this.#emulator.term.resize(cols, rows);
		this.cols = cols;
		this.rows = rows;
		this.#host.resized(this);
		this.#host.settle();
	}

	/** From now on nothing is read from its wire. */
	hold(): void {
		this.#held = true;
	}

	/** Reads all that waits on its wire, and goes on reading. */
	read(): void {
		this.#held = false;
		const waiting = this.#waiting;
		this.#waiting = [];
		this.#waitingSize = 0;
		for (const bytes of waiting) this.#show(bytes);
		if (this.#exit) return this.exit(this.#exit);
		this.#host.drained(this);
		this.#host.settle();
	}

	/** Comes back from a suspend or a lock. */
	wakeup(): void {
		this.suspended = false;
		this.locked = undefined;
		this.#host.wakeup(this);
		this.#host.settle();
	}

	/** Dies without a word, as kill -9 does it. */
	kill(): void {
		this.#leave();
		this.#host.settle();
	}

	/** Rows of the screen, trailing blanks removed. */
	screen(): string[] {
		const { active } = this.#emulator.term.buffer;
		const lines: string[] = [];
		for (let y = 0; y < this.rows; y++)
			lines.push((active.getLine(active.baseY + y)?.translateToString(true) ?? "").trimEnd());
		return lines;
	}

	/** One row of the screen; negative numbers count from below. */
	row(y: number): string {
		return this.screen().at(y) ?? "";
	}

	/** The whole screen. */
	text(): string {
		return this.screen().join("\n");
	}

	/** A cell with its look, as test/view/diff-emulator.ts describes it. */
	cell(x: number, y: number): string {
		return this.#emulator.cell(x, y);
	}

	get cursor(): { x: number; y: number } {
		const { active } = this.#emulator.term.buffer;
		return { x: active.cursorX, y: active.cursorY };
	}

	get title(): string | undefined {
		return this.#emulator.title;
	}

	get alternate(): boolean {
		return this.#emulator.term.buffer.active.type === "alternate";
	}

	/** The bytes for the terminal since the last call. */
	take(): string {
		const { bytes } = this;
		this.bytes = "";
		return bytes;
	}

	/** Lines a control client got since the last call. */
	lines(): string[] {
		const { out } = this;
		this.out = "";
		const lines = out.split(/\r?\n/);
		if (lines.at(-1) === "") lines.pop();
		return lines;
	}

	get queued(): number {
		return this.#waitingSize;
	}

	terminal(bytes: Uint8Array): void {
		if (this.gone) return;
		this.writes++;
		if (this.#held) {
			this.#waiting.push(bytes.slice());
			this.#waitingSize += bytes.length;
		} else this.#show(bytes);
	}

	stdout(bytes: Uint8Array): void {
		if (this.#held) this.#waitingSize += bytes.length;
		this.out += decoder.decode(bytes);
	}

	stderr(bytes: Uint8Array): void {
		this.err += decoder.decode(bytes);
	}

	exit(reason: ExitReason): void {
		this.#exit = reason;
		if (this.#held) return;
		this.left ??= reason;
		this.#leave();
	}

	close(): void {
		this.#leave();
	}

	exec(command: string, _shell: string): void {
		this.executed = command;
		this.#leave();
	}

	suspend(): void {
		this.suspended = true;
	}

	lock(command: string): void {
		this.locked = command;
	}

	#leave(): void {
		if (this.gone) return;
		this.gone = true;
		this.#host.lost(this);
	}

	#show(bytes: Uint8Array): void {
		this.bytes += decoder.decode(bytes);
		this.#emulator.write(bytes);
	}
}
