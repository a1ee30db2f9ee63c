/**
 * The client process once it is connected: says who it is, sends its command,
 * does what the server says, and tells the user how it ended. Owns the
 * connection, the terminal and the signals. Called by main.ts.
 */
import type { Socket } from "node:net";
import { encodeMessage, FrameDecoder, splitData } from "../protocol/codec.ts";
import type { ClientMessage, MessageOf, ServerMessage } from "../protocol/messages.ts";
import { clientFlag, protocolVersion } from "../protocol/messages.ts";
import { FileJobs } from "./files.ts";
import { identity, terminalName } from "./identity.ts";
import { StreamOutput, writeAll } from "./output.ts";
import type { Terminal } from "./terminal.ts";

/** How long the server may take to say good-bye, in milliseconds. */
const goodbyeLimit = 3000;

/** What the client is to do. */
export interface ClientWork {
	/** clientFlag bits. */
	readonly flags: number;
	readonly features: readonly string[];
	/** -c. */
	readonly shellCommand: string | undefined;
	readonly command: readonly string[];
	/** Writes to the log of -v. */
	log(line: string): void;
}

type Handlers = { readonly [M in ServerMessage as M["type"]]?: (message: M) => void };

/** One connected client; made for one `run`. */
export class ClientProcess {
	readonly #socket: Socket;
	readonly #work: ClientWork;
	readonly #decoder = new FrameDecoder("server");
	readonly #files: FileJobs;
	#flags: number;
	#terminal: Terminal | undefined;
	#control: StreamOutput | undefined;
	#signals: [NodeJS.Signals, () => void][] = [];
	#attached = false;
	#suspended = false;
	/** The server has said how this ends, or is gone. */
	#ending = false;
	#exitWhenWritten = false;
	#finished = false;
	#reason: string | undefined;
	#status = 0;
	#killParent = false;
	#exec: { shell: string; command: string } | undefined;
	#resolve: (status: number) => void = () => {};

	constructor(socket: Socket, work: ClientWork) {
		this.#socket = socket;
		this.#work = work;
		this.#flags = work.flags;
		this.#files = new FileJobs({
			send: (message) => this.#send(message),
			onSent: (fn) => void socket.once("drain", fn),
			streams: !this.#has("control"),
			stdout: (bytes) => writeAll(1, bytes),
			onWritten: () => this.#exitIfWritten(),
		});
	}

	#has(flag: keyof typeof clientFlag): boolean {
		return (this.#flags & clientFlag[flag]) !== 0;
	}

	#send(message: ClientMessage): boolean {
		this.#work.log(`sending ${message.type}`);
		return this.#socket.write(encodeMessage(message));
	}

	/** Stops reading from the server while an output is full, so that the server notices. */
	readonly #onFull = (full: boolean) => {
		if (full) this.#socket.pause();
		else this.#socket.resume();
	};

	/** Runs to the end; resolves to the exit status. */
	async run(): Promise<number> {
		const ended = new Promise<number>((resolve) => {
			this.#resolve = resolve;
		});
		const ttyName = await terminalName();
		if (this.#has("controlControl") && ttyName === "") {
			writeAll(2, Buffer.from("tcgetattr failed: Inappropriate ioctl for device\n"));
			return 1;
		}
		if (ttyName !== "" && (!this.#has("control") || this.#has("controlControl"))) {
			const { Terminal } = await import("./terminal.ts");
			this.#terminal = new Terminal(ttyName, this.#has("controlControl"), this.#onFull);
		}
		const size = this.#terminal?.size() ?? { cols: 0, rows: 0 };
		const first: ClientMessage[] = [
			{ type: "hello", version: protocolVersion },
			identity(this.#flags, this.#work.features, ttyName, size),
			this.#work.shellCommand === undefined
				? { type: "command", argv: this.#work.command }
				: { type: "shell" },
		];
		// Before the server knows of us: from then on a signal may come that is meant for a client.
		this.#listen();
		try {
			this.#socket.write(Buffer.concat(first.map(encodeMessage)));
		} catch {
			writeAll(2, Buffer.from("command too long\n"));
			return 1;
		}
		if (this.#has("control")) this.#startControl();
		return ended;
	}

	#listen(): void {
		this.#socket.on("data", (bytes: Buffer) => {
			const { messages, error } = this.#decoder.write(bytes);
			for (const message of messages) this.#receive(message);
			if (error === null) return;
			this.#work.log(`bad message from server: ${error}`);
			this.#lostServer();
		});
		this.#socket.on("error", () => {});
		this.#socket.on("close", () => this.#lostServer());
		// Interrupts do not end a waiting command; SIGTERM and SIGHUP do, once there is nothing to tell the server.
		this.#onSignal("SIGINT", () => {});
		this.#onSignal("SIGTERM", () => this.#terminated("terminated"));
		this.#onSignal("SIGHUP", () => this.#terminated("lost tty"));
	}

	#onSignal(signal: NodeJS.Signals, handler: () => void): void {
		this.#signals.push([signal, handler]);
		process.on(signal, handler);
	}

	#terminated(reason: string): void {
		if (!this.#attached) return void this.#finish();
		if (reason !== "terminated" || !this.#suspended) this.#reason = reason;
		this.#status = 1;
		this.#exiting();
	}

	/** Tells the server that we go, and waits for its good-bye: it has to leave the terminal tidy. */
	#exiting(): void {
		this.#ending = true;
		this.#send({ type: "exiting" });
		setTimeout(() => {
			this.#terminal?.reset();
			this.#finish();
		}, goodbyeLimit).unref();
	}

	#lostServer(): void {
		if (this.#finished) return;
		if (!this.#ending) {
			this.#reason = "server exited unexpectedly";
			this.#status = 1;
			this.#ending = true;
			this.#terminal?.reset();
		}
		void this.#finish();
	}

	#startControl(): void {
		if (this.#terminal === undefined) this.#control = new StreamOutput(process.stdout, this.#onFull);
		const onEnd = () => void this.#send({ type: "stdinEnd" });
		const onData = (bytes: Uint8Array) => this.#sendStdin(bytes, process.stdin);
		if (this.#terminal !== undefined) {
			this.#terminal.enter(onData, onEnd);
			return;
		}
		process.stdin.on("data", onData);
		process.stdin.once("end", onEnd);
		process.stdin.once("error", onEnd);
	}

	#sendStdin(bytes: Uint8Array, source?: { pause(): void; resume(): void }): void {
		if (this.#ending) return;
		let room = true;
		for (const data of splitData(bytes)) room = this.#send({ type: "stdin", data });
		if (room || source === undefined) return;
		source.pause();
		this.#socket.once("drain", () => source.resume());
	}

	#receive(message: ServerMessage): void {
		this.#work.log(`received ${message.type}`);
		if (this.#finished) return;
		const handler = this.#handlers[message.type] as ((message: ServerMessage) => void) | undefined;
		handler?.(message);
	}

	readonly #handlers: Handlers = {
		versionMismatch: ({ version }) => {
			writeAll(2, Buffer.from(`protocol version mismatch (client ${protocolVersion}, server ${version})\n`));
			this.#status = 1;
			this.#ending = true;
			void this.#finish();
		},
		attached: () => this.#attach(),
		output: ({ data }) => this.#terminal?.write(data),
		stdout: ({ data }) => this.#stdout(data),
		stderr: ({ data }) => void writeAll(2, data),
		exit: (message) => this.#exit(message),
		exited: () => void this.#finish(),
		detach: (message) => this.#detach(message, "detached"),
		detachKill: (message) => {
			this.#killParent = this.#attached;
			this.#detach(message, "detached and SIGHUP");
		},
		shutdown: () => {
			if (!this.#attached) {
				this.#ending = true;
				this.#exitWhenWritten = true;
				this.#exitIfWritten();
				return;
			}
			this.#reason = "server exited";
			this.#status = 1;
			this.#exiting();
		},
		suspend: () => void this.#suspend(),
		lock: ({ command }) => void this.#lock(command),
		exec: (message) => {
			this.#exec = message;
			this.#exiting();
		},
		shellIs: ({ shell }) => {
			if (this.#work.shellCommand === undefined) return;
			this.#exec = { shell, command: this.#work.shellCommand };
			this.#ending = true;
			void this.#finish();
		},
		flags: ({ flags }) => {
			this.#flags = flags;
		},
		readOpen: (message) => this.#files.readOpen(message),
		readCancel: (message) => this.#files.readCancel(message),
		writeOpen: (message) => this.#files.writeOpen(message),
		write: (message) => this.#files.write(message),
		writeClose: (message) => this.#files.writeClose(message),
	};

	#stdout(data: Uint8Array): void {
		if (this.#control !== undefined) this.#control.write(data);
		else if (this.#has("controlControl")) this.#terminal?.write(data);
		else writeAll(1, data);
	}

	#attach(): void {
		if (this.#attached) return;
		this.#attached = true;
		this.#onSignal("SIGWINCH", () => this.#resize());
		this.#onSignal("SIGCONT", () => this.#continue());
		this.#onSignal("SIGTSTP", this.#ignoreStop);
		this.#onSignal("SIGQUIT", () => {});
		const saved =
			this.#terminal?.enter(
				(bytes) => this.#sendStdin(bytes),
				() => this.#terminated("lost tty"),
			) ?? "";
		this.#send({ type: "ttyReady", saved });
		this.#resize();
	}

	readonly #ignoreStop = () => {};

	#resize(): void {
		const size = this.#terminal?.size() ?? { cols: 0, rows: 0 };
		this.#send({ type: "resize", ...size, xpixel: 0, ypixel: 0 });
	}

	async #suspend(): Promise<void> {
		if (!this.#attached) return;
		await this.#terminal?.flush();
		this.#terminal?.pause();
		this.#suspended = true;
		process.removeListener("SIGTSTP", this.#ignoreStop);
		process.kill(process.pid, "SIGTSTP");
	}

	/** The user's shell has brought us back, after a suspend or after a stop from outside. */
	#continue(): void {
		process.removeListener("SIGTSTP", this.#ignoreStop);
		process.on("SIGTSTP", this.#ignoreStop);
		this.#suspended = false;
		this.#terminal?.pause();
		this.#send({ type: "ttyReady", saved: this.#terminal?.resume() ?? "" });
		this.#send({ type: "wakeup" });
		this.#resize();
	}

	async #lock(command: string): Promise<void> {
		if (!this.#attached) return;
		await this.#terminal?.flush();
		this.#terminal?.pause();
		const { runCommand } = await import("./shell.ts");
		await runCommand(command);
		if (this.#finished) return;
		this.#terminal?.resume();
		this.#send({ type: "unlock" });
	}

	#detach({ session }: MessageOf<"detach"> | MessageOf<"detachKill">, how: string): void {
		if (this.#attached) this.#reason = session === "" ? how : `${how} (from session ${session})`;
		this.#exiting();
	}

	#exit({ status, message }: MessageOf<"exit">): void {
		this.#status = status;
		if (message !== "") this.#reason = message;
		if (!this.#attached) {
			this.#ending = true;
			this.#exitWhenWritten = true;
			this.#exitIfWritten();
			return;
		}
		this.#reason ??= "exited";
		this.#exiting();
	}

	#exitIfWritten(): void {
		if (this.#exitWhenWritten && !this.#files.busy) void this.#finish();
	}

	/** Restores everything, says how it ended, and lets `run` resolve. */
	async #finish(): Promise<void> {
		if (this.#finished) return;
		this.#finished = true;
		if (this.#has("control")) await this.#endControl();
		else if (this.#terminal !== undefined && this.#attached) {
			if (!(await this.#terminal.flush())) this.#terminal.reset();
			this.#terminal.leave();
		}
		for (const [signal, handler] of this.#signals) process.removeListener(signal, handler);
		this.#socket.destroy();
		this.#resolve(await this.#lastWords());
	}

	/** The last words of a control client go where its lines went. */
	async #endControl(): Promise<void> {
		const say = (text: string) => this.#stdout(Buffer.from(text));
		say(this.#reason === undefined ? "%exit\n" : `%exit ${this.#reason}\n`);
		if (this.#has("waitExit")) await this.#emptyLine();
		if (this.#has("controlControl")) say("\x1b\\");
		await (this.#control?.flush(goodbyeLimit) ?? this.#terminal?.flush());
		this.#terminal?.leave();
	}

	/** Resolves at an empty line or at the end of what the control client's user sends. */
	#emptyLine(): Promise<void> {
		return new Promise((resolve) => {
			const lines = { partial: false };
			const take = (bytes: Uint8Array) => {
				for (const byte of bytes) {
					if (byte === 0x0a && !lines.partial) return resolve();
					lines.partial = byte !== 0x0a;
				}
			};
			if (this.#terminal !== undefined) this.#terminal.listen(take, resolve);
			else {
				process.stdin.removeAllListeners("data");
				process.stdin.on("data", take);
				process.stdin.once("end", resolve);
				if (process.stdin.readableEnded) resolve();
			}
		});
	}

	async #lastWords(): Promise<number> {
		if (this.#exec !== undefined) {
			const { runInstead } = await import("./shell.ts");
			return runInstead(this.#exec.shell, this.#exec.command, this.#has("login"));
		}
		if (this.#attached) {
			if (this.#reason !== undefined) writeAll(1, Buffer.from(`[${this.#reason}]\n`));
			if (this.#killParent && process.ppid > 1) process.kill(process.ppid, "SIGHUP");
		} else if (this.#reason !== undefined && !this.#has("control"))
			writeAll(2, Buffer.from(`${this.#reason}\n`));
		return this.#status;
	}
}
