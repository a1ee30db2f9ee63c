/**
 * One command at the server: connects as a client without a terminal, sends the
 * command, gathers what it prints, and is gone. Called by share-app.ts for all
 * it asks and does.
 */
import { connect, type Socket } from "node:net";
import { encodeMessage, FrameDecoder } from "../protocol/codec.ts";
import { type ClientMessage, clientFlag, protocolVersion, type ServerMessage } from "../protocol/messages.ts";
import { errorCode } from "../util/errno.ts";

/** More than this is no answer to anything we ask (bytes). */
const MOST_OUTPUT = 8 * 1024 * 1024;

export interface Query {
	readonly socketPath: string;
	readonly argv: readonly string[];
	/** `NAME=value`: what says where we run. */
	readonly environ: readonly string[];
	/** ms until it is given up; 0: never. */
	readonly limit: number;
	/** Not to be seen in show-messages: it is asked often, or has a token in it. */
	readonly unlogged: boolean;
}

/** How a command ended. */
export interface Answer {
	readonly status: number;
	readonly stdout: string;
	/** What went wrong, as the server words it. */
	readonly stderr: string;
	/** There is no server any more. */
	readonly gone: boolean;
}

function firstMessages({ argv, environ, unlogged }: Query): ClientMessage[] {
	return [
		{ type: "hello", version: protocolVersion },
		{
			type: "identify",
			flags: clientFlag.utf8 | (unlogged ? clientFlag.unlogged : 0),
			pid: process.pid,
			term: "",
			features: [],
			ttyName: "",
			cwd: "/",
			stdinIsTty: false,
			stdoutIsTty: false,
			cols: 0,
			rows: 0,
			xpixel: 0,
			ypixel: 0,
			environ,
		},
		{ type: "command", argv },
	];
}

class Exchange {
	readonly #socket: Socket;
	readonly #resolve: (answer: Answer) => void;
	readonly #decoder = new FrameDecoder("server");
	readonly #out: Uint8Array[] = [];
	readonly #err: Uint8Array[] = [];
	#length = 0;

	constructor(query: Query, resolve: (answer: Answer) => void) {
		this.#resolve = resolve;
		this.#socket = connect({ path: query.socketPath });
		const timer =
			query.limit > 0 ? setTimeout(() => this.#fail("the server does not answer"), query.limit) : undefined;
		this.#socket.once("connect", () => {
			this.#socket.write(Buffer.concat(firstMessages(query).map(encodeMessage)));
		});
		this.#socket.on("data", (bytes) => this.#data(bytes));
		this.#socket.on("error", (error) => this.#fail("the server has gone", lostFor(errorCode(error))));
		this.#socket.on("close", () => {
			clearTimeout(timer);
			this.#fail("the server has gone", true);
		});
	}

	#data(bytes: Uint8Array): void {
		const { messages, error } = this.#decoder.write(bytes);
		for (const message of messages) this.#receive(message);
		if (error !== null) this.#fail("the server's answer makes no sense");
	}

	#receive(message: ServerMessage): void {
		if (message.type === "stdout") this.#keep(this.#out, message.data);
		else if (message.type === "stderr") this.#keep(this.#err, message.data);
		else if (message.type === "exit") this.#end(message.status, message.message);
		else if (message.type === "versionMismatch")
			this.#fail("the server is of another version: restart it to use this");
		else if (message.type === "shutdown") this.#fail("the server has gone", true);
	}

	#keep(pieces: Uint8Array[], data: Uint8Array): void {
		this.#length += data.length;
		if (this.#length > MOST_OUTPUT) return this.#fail("the server's answer is too long");
		// What is decoded may be a view of bytes that change.
		pieces.push(Uint8Array.from(data));
	}

	#end(status: number, message: string): void {
		const stderr = [Buffer.concat(this.#err).toString().trimEnd(), message].filter((text) => text !== "");
		this.#finish({
			status,
			stdout: Buffer.concat(this.#out).toString(),
			stderr: stderr.join("\n"),
			gone: false,
		});
	}

	#fail(stderr: string, gone = false): void {
		this.#finish({ status: 1, stdout: "", stderr, gone });
	}

	/** Only the first end counts. */
	#finish(answer: Answer): void {
		this.#resolve(answer);
		this.#socket.destroy();
	}
}

/** Errors of a socket that nobody listens at. */
function lostFor(code: string): boolean {
	return code === "ECONNREFUSED" || code === "ENOENT";
}

/** Runs a command; never rejects. */
export function runCommand(query: Query): Promise<Answer> {
	return new Promise((resolve) => new Exchange(query, resolve));
}
