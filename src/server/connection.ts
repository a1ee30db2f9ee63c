/**
 * One local client's socket: decodes its messages, gives its Client a
 * transport, and ends when either side does. Made by the listener's accept;
 * what the messages mean is in the handlers it is given (client-hub.ts).
 */
import type { Socket } from "node:net";
import type { ClientTransport, ExitReason } from "../model/client.ts";
import { encodeMessage, FrameDecoder, splitData } from "../protocol/codec.ts";
import {
	type ClientMessage,
	clientFlag,
	type MessageOf,
	protocolVersion,
	type ServerMessage,
} from "../protocol/messages.ts";

/** Bytes that may wait for a client that does not read before it is put out. */
const QUEUE_LIMIT = 64 * 1024 * 1024;

/** What the messages of one connection lead to. */
export interface ConnectionHandler {
	message(message: ClientMessage): void;
	/** The connection has gone; called once. */
	lost(): void;
	/** There is room for output again. */
	drained(): void;
}

/** A file being read or written by the client's process for the server. */
export interface RemoteFile {
	data?(bytes: Uint8Array): void;
	/** `error` is an error code such as ENOENT, or "". */
	done(error: string): void;
	ready?(error: string): void;
}

export class Connection implements ClientTransport {
	readonly #socket: Socket;
	readonly #tee: ((bytes: Uint8Array) => void) | undefined;
	readonly #decoder = new FrameDecoder("client");
	#handler: ConnectionHandler | undefined;
	#closed = false;
	#nextStream = 1;
	readonly #files = new Map<number, RemoteFile>();
	/** clientFlag bits as the client gave them. */
	#flags = 0;

	/** `tee` gets a copy of what goes to the client's terminal. */
	constructor(socket: Socket, tee?: (bytes: Uint8Array) => void) {
		this.#socket = socket;
		this.#tee = tee;
		socket.on("data", (bytes) => this.#receive(bytes));
		socket.on("error", () => this.close());
		socket.on("close", () => this.#lost());
	}

	/** Says who handles the messages; call before the first turn ends. */
	handle(handler: ConnectionHandler): void {
		this.#handler = handler;
	}

	get queued(): number {
		return this.#socket.writableLength;
	}

	stdout(bytes: Uint8Array): void {
		for (const data of splitData(bytes)) this.send({ type: "stdout", data });
	}

	stderr(bytes: Uint8Array): void {
		for (const data of splitData(bytes)) this.send({ type: "stderr", data });
	}

	terminal(bytes: Uint8Array): void {
		this.#tee?.(bytes);
		for (const data of splitData(bytes)) this.send({ type: "output", data });
	}

	exit(reason: ExitReason): void {
		if (reason.type === "shutdown") this.send({ type: "shutdown" });
		else if (reason.type === "detach")
			this.send({ type: reason.kill ? "detachKill" : "detach", session: reason.session });
		else this.send({ type: "exit", status: reason.status, message: reason.message ?? "" });
	}

	exec(command: string, shell: string): void {
		this.send({ type: "exec", command, shell });
	}

	suspend(): void {
		this.send({ type: "suspend" });
	}

	lock(command: string): void {
		this.send({ type: "lock", command });
	}

	waitExit(on: boolean): void {
		this.#flags = on ? this.#flags | clientFlag.waitExit : this.#flags & ~clientFlag.waitExit;
		this.send({ type: "flags", flags: this.#flags });
	}

	/** Has the client read `path` (`-`: its standard input). */
	readFile(path: string, file: RemoteFile): void {
		if (this.#closed) return file.done("EPIPE");
		const stream = this.#nextStream++;
		this.#files.set(stream, file);
		this.send({ type: "readOpen", stream, path });
	}

	/** Has the client write `bytes` to `path` (`-`: its standard output). */
	writeFile(path: string, bytes: Uint8Array, append: boolean, done: (error: string) => void): void {
		if (this.#closed) return done("EPIPE");
		const stream = this.#nextStream++;
		this.#files.set(stream, {
			done,
			ready: (error) => {
				if (error !== "") {
					this.#files.delete(stream);
					return done(error);
				}
				for (const data of splitData(bytes)) this.send({ type: "write", stream, data });
				this.send({ type: "writeClose", stream });
			},
		});
		this.send({ type: "writeOpen", stream, path, append });
	}

	/** Sends one message; dropped when the connection has gone. */
	send(message: ServerMessage): void {
		if (this.#closed) return;
		this.#socket.write(encodeMessage(message), this.#written);
		if (this.#socket.writableLength > QUEUE_LIMIT) this.close();
	}

	/** Everything has gone out: the socket's own event only tells of that when much was waiting. */
	readonly #written = () => {
		if (!this.#closed && this.#socket.writableLength === 0) this.#handler?.drained();
	};

	/** Ends the connection now. */
	close(): void {
		if (this.#closed) return;
		this.#socket.destroy();
		this.#lost();
	}

	/** Ends the connection when all that was sent has gone. */
	end(): void {
		if (!this.#closed) this.#socket.end();
	}

	#receive(bytes: Uint8Array): void {
		if (this.#closed) return;
		const { messages, error } = this.#decoder.write(bytes);
		for (const message of messages) {
			if (this.#closed) return;
			this.#dispatch(message);
		}
		// Garbage: nothing it sends can be trusted to be whole any more.
		if (error !== null) this.close();
	}

	#dispatch(message: ClientMessage): void {
		if (message.type === "hello") return this.#checkVersion(message);
		if (message.type === "identify") this.#flags = message.flags;
		if (message.type === "readData") return this.#files.get(message.stream)?.data?.(message.data);
		if (message.type === "writeReady") return this.#files.get(message.stream)?.ready?.(message.error);
		if (message.type === "readDone" || message.type === "writeDone") {
			const file = this.#files.get(message.stream);
			this.#files.delete(message.stream);
			return file?.done(message.error);
		}
		this.#handler?.message(message);
	}

	#checkVersion(message: MessageOf<"hello">): void {
		if (message.version === protocolVersion) return;
		this.send({ type: "versionMismatch", version: protocolVersion });
		this.end();
	}

	#lost(): void {
		if (this.#closed) return;
		this.#closed = true;
		const files = [...this.#files.values()];
		this.#files.clear();
		for (const file of files) file.done("EINTR");
		this.#handler?.lost();
	}
}
