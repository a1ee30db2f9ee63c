/**
 * What the client tests share: the client bundled into a folder of its own, run
 * in pipes or in a real pty, and a server that says what the test wants, on a
 * real socket.
 */
import assert from "node:assert/strict";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import type { IPty } from "node-pty";
import { spawn as spawnPty } from "node-pty";
import { encodeMessage, FrameDecoder } from "../../src/protocol/codec.ts";
import type { ClientMessage, ServerMessage } from "../../src/protocol/messages.ts";

/** How long a test waits for anything, in milliseconds. */
const limit = 15_000;

/** Rejects when `promise` takes too long. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`waited too long for ${what}`)), limit);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Looks again and again until `condition` holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
	const end = Date.now() + limit;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`waited too long for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** A folder for one test file, with client.cjs in it; removed at the end. */
export function makeFolder(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "comux-test-")));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	buildSync({
		entryPoints: [fileURLToPath(new URL("../../src/main.ts", import.meta.url))],
		outfile: join(folder, "client.cjs"),
		bundle: true,
		platform: "node",
		format: "cjs",
		logLevel: "error",
	});
	return folder;
}

/** The environment of a client under test: nothing of the machine's own multiplexer. */
export function cleanEnv(extra: Record<string, string> = {}): Record<string, string> {
	return { PATH: process.env.PATH ?? "", HOME: "/nonexistent", TERM: "xterm-256color", ...extra };
}

/** One client as the fake server sees it. */
export class FakeConnection {
	readonly socket: Socket;
	readonly #decoder = new FrameDecoder("client");
	#waiting: ClientMessage[] = [];
	#wake: () => void = () => {};
	closed = false;

	constructor(socket: Socket) {
		this.socket = socket;
		socket.on("data", (bytes) => {
			const { messages, error } = this.#decoder.write(bytes);
			assert.equal(error, null);
			this.#waiting.push(...messages);
			this.#wake();
		});
		socket.on("error", () => {});
		socket.on("close", () => {
			this.closed = true;
			this.#wake();
		});
	}

	send(...messages: readonly ServerMessage[]): void {
		for (const message of messages) this.socket.write(encodeMessage(message));
	}

	/** The next message, which has to be a `type`; `skip` lists types that may come before. */
	async next<K extends ClientMessage["type"]>(
		type: K,
		skip: readonly ClientMessage["type"][] = [],
	): Promise<Extract<ClientMessage, { type: K }>> {
		for (;;) {
			const message = this.#waiting.shift();
			if (message === undefined) {
				if (this.closed) throw new Error(`connection closed before ${type}`);
				await within(
					type,
					new Promise<void>((resolve) => {
						this.#wake = resolve;
					}),
				);
			} else if (message.type === type) return message as Extract<ClientMessage, { type: K }>;
			else assert.ok(skip.includes(message.type), `${message.type} instead of ${type}`);
		}
	}

	/** Reads the start of every client: hello, identify and the command. */
	async handshake() {
		await this.next("hello");
		const identify = await this.next("identify");
		return identify;
	}
}

/** A server on `path`, closed at the end of test `t`. */
export class FakeServer {
	readonly #server: Server;
	readonly #connections: FakeConnection[] = [];
	#wake: () => void = () => {};

	static async listen(t: TestContext, path: string): Promise<FakeServer> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(path, resolve));
		return new FakeServer(t, server);
	}

	constructor(t: TestContext, server: Server) {
		this.#server = server;
		const all: Socket[] = [];
		server.on("connection", (socket) => {
			all.push(socket);
			this.#connections.push(new FakeConnection(socket));
			this.#wake();
		});
		t.after(() => {
			for (const socket of all) socket.destroy();
			server.close();
		});
	}

	/** The next client that connects. */
	async accept(): Promise<FakeConnection> {
		for (;;) {
			const connection = this.#connections.shift();
			if (connection !== undefined) return connection;
			await within(
				"a connection",
				new Promise<void>((resolve) => {
					this.#wake = resolve;
				}),
			);
		}
	}

	close(): void {
		this.#server.close();
	}
}

/** How a client ended. */
export interface Ended {
	readonly status: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A client with pipes for its standard streams. */
export interface PipedClient {
	readonly child: ChildProcessWithoutNullStreams;
	readonly ended: Promise<Ended>;
}

export function runPiped(
	t: TestContext,
	folder: string,
	args: readonly string[],
	options: { env?: Record<string, string>; cwd?: string; name?: string } = {},
): PipedClient {
	const child = spawn(process.execPath, [join(folder, "client.cjs"), options.name ?? "comux", ...args], {
		cwd: options.cwd ?? folder,
		env: options.env ?? cleanEnv(),
	});
	t.after(() => child.kill("SIGKILL"));
	const text = { stdout: "", stderr: "" };
	child.stdin.on("error", () => {});
	child.stdout.setEncoding("utf8").on("data", (piece: string) => {
		text.stdout += piece;
	});
	child.stderr.setEncoding("utf8").on("data", (piece: string) => {
		text.stderr += piece;
	});
	const ended = within(
		`the end of ${args.join(" ")}`,
		new Promise<Ended>((resolve) =>
			child.once("close", (status, signal) => resolve({ status, signal, ...text })),
		),
	);
	// A test that fails before it waits must not fail twice.
	ended.catch(() => {});
	return { child, ended };
}

/** A client, or a shell around it, in a pty. */
export class PtyClient {
	readonly pty: IPty;
	screen = "";
	readonly ended: Promise<number>;

	constructor(
		t: TestContext,
		file: string,
		args: readonly string[],
		env: Record<string, string>,
		cwd: string,
	) {
		this.pty = spawnPty(file, [...args], { cols: 80, rows: 24, env, cwd });
		this.pty.onData((text) => {
			this.screen += text;
		});
		this.ended = within(
			"the end of the pty",
			new Promise<number>((resolve) => this.pty.onExit(({ exitCode }) => resolve(exitCode))),
		);
		this.ended.catch(() => {});
		t.after(() => {
			try {
				process.kill(this.pty.pid, "SIGKILL");
			} catch {
				// It ended by itself.
			}
		});
	}

	/** Waits until `text` has been drawn. */
	shows(text: string): Promise<void> {
		return until(`${JSON.stringify(text)} in ${JSON.stringify(this.screen.slice(-400))}`, () =>
			this.screen.includes(text),
		);
	}
}

/** The settings of a terminal, as one line of stty. */
export function sttyOf(ttyName: string): string {
	const flag = process.platform === "linux" ? "-F" : "-f";
	return spawnSync("stty", [flag, ttyName, "-a"], { encoding: "utf8" }).stdout.replace(/\s+/g, " ");
}
