/**
 * Files that the server reads and writes through its client: the client has the
 * user's rights, folder and standard streams. One job per stream number; every
 * answer carries an error code, empty for none. Owned by client.ts.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { maxData } from "../protocol/codec.ts";
import type { ClientMessage, MessageOf } from "../protocol/messages.ts";
import { ByteQueue } from "../util/byte-queue.ts";
import { errorCode } from "../util/errno.ts";

/** Time between two tries on a pipe whose reader is slow, in milliseconds. */
const fullInterval = 10;

/** What the jobs need of the client. */
export interface FilePorts {
	/** Sends a message; false when the connection is full: then onSent calls back. */
	send(message: ClientMessage): boolean;
	/** Calls `fn` once the connection takes more. */
	onSent(fn: () => void): void;
	/** Standard output and input may be used (not in control mode). */
	readonly streams: boolean;
	/** Writes to standard output; gives an error code, or empty. */
	stdout(bytes: Uint8Array): string;
	/** A write has ended: the client may be waiting for the last one to exit. */
	onWritten(): void;
}

interface ReadJob {
	cancel(): void;
}

interface WriteJob {
	/** -1 for standard output. */
	fd: number;
	error: string;
	closing: boolean;
	readonly queue: ByteQueue;
}

/** The open files of a client. */
export class FileJobs {
	readonly #ports: FilePorts;
	readonly #reads = new Map<number, ReadJob>();
	readonly #writes = new Map<number, WriteJob>();
	#stdinUsed = false;

	constructor(ports: FilePorts) {
		this.#ports = ports;
	}

	/** Whether bytes wait to be written. */
	get busy(): boolean {
		return [...this.#writes.values()].some((job) => job.queue.length > 0);
	}

	/** Opens a file and sends all of it. */
	readOpen({ stream, path }: MessageOf<"readOpen">): void {
		const fail = (error: string) => this.#ports.send({ type: "readDone", stream, error });
		if (this.#reads.has(stream)) return void fail("EBADF");
		if (path === "-") {
			// Standard input can be read to its end only once.
			if (!this.#ports.streams || this.#stdinUsed) return void fail("EBADF");
			this.#stdinUsed = true;
			this.#readStream(stream, process.stdin);
			return;
		}
		try {
			const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
			const stat = fstatSync(fd);
			if (stat.isFIFO() || stat.isSocket()) this.#readStream(stream, new Socket({ fd, readable: true }));
			else this.#readFile(stream, fd);
		} catch (error) {
			fail(errorCode(error));
		}
	}

	/** Reads a file piece by piece, no faster than the server takes it. */
	#readFile(stream: number, fd: number): void {
		const done = (error: string) => {
			this.#reads.delete(stream);
			closeSync(fd);
			this.#ports.send({ type: "readDone", stream, error });
		};
		let cancelled = false;
		const step = () => {
			if (cancelled) return;
			try {
				for (;;) {
					const piece = Buffer.allocUnsafe(maxData);
					const count = readSync(fd, piece);
					if (count === 0) return done("");
					const data = piece.subarray(0, count);
					if (!this.#ports.send({ type: "readData", stream, data })) return this.#ports.onSent(step);
				}
			} catch {
				// It was opened, so it is not there to be read: a folder, mostly. tmux says no more than this.
				done("EIO");
			}
		};
		this.#reads.set(stream, {
			cancel() {
				cancelled = true;
				done("");
			},
		});
		step();
	}

	/** Reads what comes in its own time: standard input, a pipe. */
	#readStream(stream: number, source: Readable): void {
		const done = (error: string) => {
			if (!this.#reads.delete(stream)) return;
			source.removeAllListeners("data");
			source.destroy();
			this.#ports.send({ type: "readDone", stream, error });
		};
		this.#reads.set(stream, { cancel: () => done("") });
		source.on("data", (data: Buffer) => {
			for (let at = 0; at < data.length; at += maxData) {
				const piece = data.subarray(at, at + maxData);
				if (this.#ports.send({ type: "readData", stream, data: piece })) continue;
				source.pause();
				this.#ports.onSent(() => source.resume());
			}
		});
		source.once("end", () => done(""));
		source.once("error", (error) => done(errorCode(error)));
	}

	/** Stops reading; what was sent is sent. */
	readCancel({ stream }: MessageOf<"readCancel">): void {
		this.#reads.get(stream)?.cancel();
	}

	/** Opens a file for writing, made when it does not exist, emptied unless `append`. */
	writeOpen({ stream, path, append }: MessageOf<"writeOpen">): void {
		const answer = (error: string) => this.#ports.send({ type: "writeReady", stream, error });
		if (this.#writes.has(stream)) return void answer("EBADF");
		const job: WriteJob = { fd: -1, error: "", closing: false, queue: new ByteQueue() };
		if (path === "-") {
			if (!this.#ports.streams) return void answer("EBADF");
		} else {
			const { O_NONBLOCK, O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants;
			const flags = O_NONBLOCK | O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC);
			try {
				job.fd = openSync(path, flags, 0o644);
			} catch (error) {
				return void answer(errorCode(error));
			}
		}
		this.#writes.set(stream, job);
		answer("");
	}

	/** Takes bytes for a file. */
	write({ stream, data }: MessageOf<"write">): void {
		const job = this.#writes.get(stream);
		if (job === undefined || job.error !== "") return;
		if (job.fd === -1) {
			job.error = this.#ports.stdout(data);
			return;
		}
		const waiting = job.queue.length > 0;
		job.queue.push(data);
		if (!waiting) this.#flush(stream, job);
	}

	/** All bytes have come: closes the file when they are written. */
	writeClose({ stream }: MessageOf<"writeClose">): void {
		const job = this.#writes.get(stream);
		if (job === undefined) return;
		job.closing = true;
		if (job.queue.length === 0) this.#finish(stream, job);
	}

	#flush(stream: number, job: WriteJob): void {
		try {
			while (job.queue.length > 0) {
				const piece = job.queue.peek(Math.min(job.queue.length, maxData))!;
				job.queue.drop(writeSync(job.fd, piece));
			}
		} catch (error) {
			if (errorCode(error) === "EAGAIN") {
				setTimeout(() => this.#flush(stream, job), fullInterval);
				return;
			}
			job.error = errorCode(error);
			job.queue.clear();
		}
		if (job.closing) this.#finish(stream, job);
	}

	#finish(stream: number, job: WriteJob): void {
		this.#writes.delete(stream);
		try {
			if (job.fd !== -1) closeSync(job.fd);
		} catch (error) {
			if (job.error === "") job.error = errorCode(error);
		}
		this.#ports.send({ type: "writeDone", stream, error: job.error });
		this.#ports.onWritten();
	}
}
