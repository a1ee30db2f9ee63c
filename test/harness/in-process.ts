/**
 * The whole server in the test's own process: the real runtime over a clock
 * turned by hand, programs, jobs and files that are objects of the test, and
 * clients whose screens an independent emulator draws. Nothing waits and
 * nothing is real: after `settle` all that can happen has happened. `dispose`
 * fails when a timer, pty, job or listener is left, or a bug was logged.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { SharingServices } from "../../src/command/types.ts";
import type { ExitReason } from "../../src/model/client.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { HostPort } from "../../src/model/ports.ts";
import type { Server } from "../../src/model/server.ts";
import { readKeymaps, readWhole } from "../../src/server/built-files.ts";
import { applyEnvironment } from "../../src/server/defaults.ts";
import { Runtime } from "../../src/server/runtime.ts";
import type { Log } from "../../src/util/log.ts";
import { FakeClient } from "./fake-client.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeFiles } from "./fake-files.ts";
import { FakeJobs } from "./fake-jobs.ts";
import { FakePty } from "./fake-pty.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CONFIG = "/home/me/.tmux.conf";
/** One frame of a client; see server/frame-scheduler.ts. */
const FRAME = 12;

export interface TestServerOptions {
	/** Text of ~/.tmux.conf. */
	readonly config?: string;
	/** More files: path -> text. */
	readonly files?: Readonly<Record<string, string>>;
	/** `-D`: the server does not end by itself. */
	readonly stay?: boolean;
	/** A slow machine from the start; see FakeClock. */
	readonly drift?: number;
	/** What shares it; without it, it cannot be shared. */
	readonly sharing?: (runtime: Runtime) => SharingServices;
}

export interface ClientOptions {
	readonly cols?: number;
	readonly rows?: number;
	/** What it runs; `attach-session` by default, `new-session` while there is no session. */
	readonly args?: readonly string[];
	readonly term?: string;
	readonly features?: readonly string[];
	readonly readOnly?: boolean;
	readonly control?: "C" | "CC";
	readonly environ?: readonly string[];
	/** A guest with this name. */
	readonly guest?: string;
}

/** A command that was run; `status` is undefined while it waits. */
export interface CommandRun {
	readonly client: FakeClient;
	readonly status: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

export class TestServer {
	readonly clock = new FakeClock();
	readonly files = new FakeFiles();
	readonly jobs = new FakeJobs(this.clock);
	/** Every program started, oldest first. */
	readonly ptys: FakePty[] = [];
	/** Clients that have come and not left at once. */
	readonly clients: FakeClient[] = [];
	/** Bugs that were logged; a test that makes one takes it out. */
	readonly errors: { readonly what: string; readonly error: unknown }[] = [];
	readonly runtime: Runtime;
	/** Any client was attached, as the socket's mode shows it. */
	attachedShown = false;
	exited = false;
	/** Thrown by the next startPty. */
	ptyError: Error | undefined;
	#number = 0;

	constructor(options: TestServerOptions = {}) {
		const { config, files = {}, stay = false, drift = 0, sharing } = options;
		this.clock.drift = drift;
		for (const [path, text] of Object.entries(files)) this.files.files.set(path, text);
		if (config !== undefined) this.files.files.set(CONFIG, config);
		const log: Log = {
			level: 0,
			debug() {},
			error: (what, error) => {
				this.errors.push({ what, error });
				this.runtime.server.addMessage(`${what}: ${error instanceof Error ? error.message : String(error)}`);
			},
		};
		this.runtime = new Runtime({
			ports: {
				clock: this.clock,
				log,
				files: this.files,
				host: fakeHost(),
				startJob: (request) => this.jobs.start(request),
				jobs: () => [...this.jobs.running],
			},
			startPty: (request, onData, onExit) => {
				const error = this.ptyError;
				this.ptyError = undefined;
				if (error) throw error;
				const pty = new FakePty(this.ptys.length, request, onData, onExit);
				this.ptys.push(pty);
				return pty;
			},
			...(sharing ? { sharing } : {}),
			readTerminfo: readWhole,
			attached: () => {},
			attachedChanged: (attached) => {
				this.attachedShown = attached;
			},
			exit: () => {
				if (this.exited) return;
				this.exited = true;
				this.ended();
				this.runtime.dispose();
			},
		});
		const environment = { SHELL: "/bin/sh", HOME: "/home/me", PATH: "/usr/bin:/bin", TERM: "xterm-256color" };
		applyEnvironment(this.server, environment, "/home/me", "/bin/sh");
		this.runtime.start(readKeymaps(root), [{ path: CONFIG, quiet: true }], { stay });
	}

	get server(): Server {
		return this.runtime.server;
	}

	/** Runs everything that can run now, frames included: at most some frame intervals go by. */
	settle(): void {
		this.clock.turn();
		for (let count = 0; count < 1000 && this.#drawing(); count++) this.clock.advance(FRAME);
	}

	/** Lets time go by. */
	advance(ms: number): void {
		this.clock.advance(ms);
		this.settle();
	}

	/** A client that comes with a terminal (or in control mode) and runs its command. */
	attach(options: ClientOptions = {}): FakeClient {
		const args = options.args ?? [this.server.sessions.size > 0 ? "attach-session" : "new-session"];
		return this.#come({ terminal: options.control === undefined, ...options }, args);
	}

	/** Starts a command as a client without a terminal; it may still wait afterwards. */
	start(...argv: readonly string[]): CommandRun {
		const client = this.#come({ terminal: false }, argv);
		return {
			client,
			get status() {
				return statusOf(client.left);
			},
			get stdout() {
				return client.out;
			},
			get stderr() {
				return client.err;
			},
		};
	}

	/** Output of a command that must succeed, without the last newline. */
	run(...argv: readonly string[]): string {
		const { status, stdout, stderr } = this.start(...argv);
		if (status !== 0) throw new Error(`${argv.join(" ")}: status ${status}: ${stderr}`);
		return stdout.replace(/\n$/, "");
	}

	/** Error text of a command that must fail, without the last newline. */
	fail(...argv: readonly string[]): string {
		const { status, stderr } = this.start(...argv);
		assert.equal(status, 1, `${argv.join(" ")} does not fail`);
		return stderr.replace(/\n$/, "");
	}

	/** A format, expanded for a target. */
	format(format: string, target?: string): string {
		return this.run("display-message", "-p", ...(target === undefined ? [] : ["-t", target]), format);
	}

	/** The pane of a target (the current one without). */
	pane(target?: string): Pane {
		const pane = this.server.panes.get(Number(this.format("#{pane_id}", target).slice(1)));
		assert.ok(pane, `no pane ${target}`);
		return pane;
	}

	/** The program in a pane. */
	pty(target?: string): FakePty {
		const { pid } = this.pane(target).process ?? {};
		const pty = this.ptys.find((one) => one.pid === pid);
		assert.ok(pty, `no program in ${target}`);
		return pty;
	}

	/** Prints in a pane, and draws. */
	output(text: string | Uint8Array, target?: string): void {
		this.pty(target).output(text);
		this.settle();
	}

	/** The server ends, as main.ts hears of it. */
	protected ended(): void {}

	/** Ends the server and checks that nothing is left behind. */
	dispose(): void {
		for (const client of this.clients) client.kill();
		if (!this.exited) {
			this.runtime.killServer();
			this.settle();
		}
		assert.equal(this.exited, true, "the server has not ended");
		const ptys = this.ptys.filter((pty) => !pty.disposed).map((pty) => pty.ttyName);
		for (const job of [...this.jobs.running]) job.dispose();
		assert.deepEqual(
			{
				errors: this.errors.map(({ what, error }) => `${what}: ${(error as Error)?.stack ?? error}`),
				timers: this.clock.pending(),
				ptys,
				listeners: this.server.events.listenerCount,
			},
			{ errors: [], timers: [], ptys: [], listeners: 0 },
		);
	}

	/** Some client waits for a frame it has room for. */
	#drawing(): boolean {
		for (const { client, queued } of this.clients)
			if (client?.dirty && !client.exiting && !client.suspended && client.session && queued < 64 * 1024)
				return !this.exited;
		return false;
	}

	#come(options: ClientOptions & { readonly terminal: boolean }, argv: readonly string[]): FakeClient {
		const { cols = 80, rows = 24, control = "", term = "xterm-256color" } = options;
		const { hub } = this.runtime;
		const transport = new FakeClient(this.#host, cols, rows);
		this.clients.push(transport);
		const number = this.#number++;
		const ttyName = options.terminal ? `/dev/test/${number}` : "";
		transport.client = hub.add({
			name: ttyName || `client-${number}`,
			transport,
			identity: options.guest
				? { uid: -1, user: "", pid: 0, guest: options.guest }
				: { uid: 1000, user: "me", pid: 100 + number },
			environ: [`TERM=${term}`, "HOME=/home/me", ...(options.environ ?? [])],
			cwd: "/home/me",
			ttyName,
			term,
			features: options.features ?? [],
			cols: options.terminal ? cols : 0,
			rows: options.terminal ? rows : 0,
			xpixel: 0,
			ypixel: 0,
			terminal: options.terminal,
			control,
			...(options.readOnly === undefined ? {} : { readOnly: options.readOnly }),
		});
		this.runtime.waitForConfig(transport.client);
		hub.command(transport.client, argv);
		this.settle();
		if (transport.gone) this.clients.splice(this.clients.indexOf(transport), 1);
		return transport;
	}

	readonly #host = {
		input: ({ client }: FakeClient, bytes: Uint8Array) => {
			this.runtime.guard("message stdin", () => {
				if (client.control !== "") this.runtime.control.input(client, bytes);
				else this.runtime.hub.input(client, bytes);
			});
		},
		resized: ({ client, cols, rows }: FakeClient) => this.runtime.hub.resize(client, cols, rows, 0, 0),
		lost: ({ client }: FakeClient) => {
			// The socket closes in another turn.
			this.clock.setImmediate(() => this.runtime.hub.lost(client));
		},
		drained: ({ client }: FakeClient) => this.runtime.drained(client),
		wakeup: ({ client }: FakeClient) => this.runtime.hub.wakeup(client),
		settle: () => this.settle(),
		advance: (ms: number) => this.advance(ms),
	};
}

/** Runs `fn` with a server that is disposed and checked afterwards. */
export function withServer(fn: (server: TestServer) => void, options?: TestServerOptions): () => void {
	return () => {
		const server = new TestServer(options);
		fn(server);
		server.dispose();
	};
}

function statusOf(reason: ExitReason | undefined): number | undefined {
	if (!reason) return undefined;
	return reason.type === "return" ? reason.status : 0;
}

function fakeHost(): HostPort {
	return {
		hostname: () => "machine.example",
		uid: 1000,
		user: "me",
		home: "/home/me",
		homeOf: () => undefined,
		hasGroup: () => false,
		userName: (uid) => (uid === 1000 ? "me" : undefined),
		pid: 77,
		socketPath: "/tmp/comux-1000/default",
		shimPath: "/opt/comux/libexec",
		version: "0.1.0",
		tmuxVersion: "3.8",
		configFiles: [CONFIG],
		hasTerminfo: () => true,
	};
}
