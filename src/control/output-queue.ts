/**
 * What one control client is to be sent: lines, and the output of panes, in the
 * order they came. Panes share the wire fairly and a client that does not read
 * is bounded: by age, and by bytes. Owned by ControlMode, one a client.
 */
import { encodeRaw } from "../util/raw-bytes.ts";
import { OutputText } from "./output-text.ts";

/** The wire is fed while less than this waits on it. */
const HIGH = 8192;
/** From this on no more output is taken for the client: see `full`. */
export const LOW = 512;
/** Bytes of a pane that go out in one turn at least. */
const LEAST = 32;
/** Milliseconds a client that does not use pause-after may be behind. */
const MAXIMUM_AGE = 300_000;
/** Bytes (of output and of lines) that may wait for one client. */
const MAXIMUM_WAITING = 16 * 1024 * 1024;

/** What the queue asks of its client. */
export interface OutputPorts {
	now(): number;
	/** Bytes written that are not yet on the wire. */
	queued(): number;
	write(bytes: Uint8Array): void;
	/** Calls `fn` after the current turn. */
	later(fn: () => void): void;
	/** Milliseconds behind after which a pane is paused; undefined: never. */
	pauseAfter(): number | undefined;
	/** The client may still see the output of this pane. */
	shows(pane: number): boolean;
	/** It is hopelessly behind: it has to go. */
	tooFarBehind(): void;
}

/** A line, or bytes of a pane (`stream`) of which `start` on have not been written. */
interface Block {
	readonly stream: Stream | undefined;
	readonly bytes: Uint8Array;
	readonly time: number;
	start: number;
	/** Written or discarded. */
	done: boolean;
}

/** A pane as the client has it. */
interface Stream {
	readonly pane: number;
	blocks: Block[];
	off: boolean;
	paused: boolean;
	pending: boolean;
}

export type PaneState = "on" | "off" | "pause" | "continue";

export class OutputQueue {
	readonly #ports: OutputPorts;
	readonly #streams = new Map<number, Stream>();
	/** Everything that waits, in order; what is before `#head` has gone. */
	#blocks: Block[] = [];
	#head = 0;
	#pending: Stream[] = [];
	/** Bytes in `#blocks`. */
	#waiting = 0;
	/** Written in this turn, not yet given to the wire. */
	#out: Uint8Array[] = [];
	#outLength = 0;
	#flushing = false;
	/** Open %begin blocks, and the lines that must not be within one. */
	#depth = 0;
	#deferred: string[] = [];

	constructor(ports: OutputPorts) {
		this.#ports = ports;
	}

	/** Bytes as they are, before everything else (the start of -CC). */
	raw(text: string): void {
		this.#put(encodeRaw(text));
	}

	/** A line of a command's output; it may hold newlines. */
	line(text: string): void {
		const bytes = encodeRaw(`${text}\n`);
		if (this.#head === this.#blocks.length) return this.#put(bytes);
		this.#add({ stream: undefined, bytes, time: this.#ports.now(), start: 0, done: false });
	}

	/** A notification: never within a block, so held back until the outermost one closes. */
	notice(text: string): void {
		if (this.#depth === 0) return this.line(text);
		this.#deferred.push(text);
	}

	/** Opens or closes a block. */
	guard(kind: "begin" | "end" | "error", rest: string): void {
		if (kind === "begin") this.#depth++;
		this.line(`%${kind} ${rest}`);
		if (kind === "begin" || this.#depth === 0 || --this.#depth > 0) return;
		for (const text of this.#deferred.splice(0)) this.line(text);
	}

	/** Bytes a pane's program wrote. They are not changed afterwards. */
	output(pane: number, bytes: Uint8Array): void {
		const stream = this.#stream(pane);
		if (stream.off || stream.paused) return;
		if (this.#tooOld(stream)) return this.pump();
		const block = { stream, bytes, time: this.#ports.now(), start: 0, done: false };
		stream.blocks.push(block);
		if (!stream.pending) {
			stream.pending = true;
			this.#pending.push(stream);
		}
		this.#add(block);
		this.pump();
	}

	/** What `refresh-client -A` wants of a pane. */
	setPane(pane: number, state: PaneState): void {
		const actions: Record<PaneState, () => void> = {
			on: () => {
				const stream = this.#streams.get(pane);
				if (stream) stream.off = false;
			},
			off: () => {
				const stream = this.#stream(pane);
				this.#discardStream(stream);
				stream.off = true;
			},
			continue: () => {
				const stream = this.#streams.get(pane);
				if (!stream?.paused) return;
				stream.paused = false;
				this.notice(`%continue %${pane}`);
			},
			pause: () => {
				const stream = this.#stream(pane);
				if (!stream.paused) this.#pause(stream);
			},
		};
		actions[state]();
		this.pump();
	}

	/** The pane has a new program: what the old one wrote is not sent any more. */
	resetPane(pane: number): void {
		const stream = this.#streams.get(pane);
		if (stream) this.#discardStream(stream);
		this.pump();
	}

	/** A pane has gone for good. */
	forgetPane(pane: number): void {
		this.resetPane(pane);
		this.#streams.delete(pane);
	}

	/** Forgets all panes: their output, and what is off or paused. */
	reset(): void {
		this.discard();
		this.#streams.clear();
	}

	/** Drops the output of all panes; lines still go. */
	discard(): void {
		for (const stream of this.#streams.values()) this.#discardStream(stream);
		this.pump();
	}

	/** True when the client can take no more of this pane, so that its program may be held up. */
	full(pane: number): boolean {
		const stream = this.#streams.get(pane);
		if (!stream || stream.paused) return false;
		return stream.off || this.#buffered >= LOW;
	}

	/** Writes as much as the wire takes; called again when it has room. */
	pump(): void {
		this.#writeLines();
		while (this.#pending.length > 0) {
			if (this.#buffered >= HIGH) this.#flush();
			if (this.#buffered >= HIGH) break;
			const limit = Math.max(LEAST, Math.floor((HIGH - this.#buffered) / this.#pending.length / 3));
			for (const stream of [...this.#pending]) {
				if (this.#buffered >= HIGH) break;
				if (this.#writeStream(stream, limit)) continue;
				stream.pending = false;
				this.#pending = this.#pending.filter((other) => other !== stream);
			}
		}
		this.#writeLines();
		this.#flush();
	}

	get #buffered(): number {
		return this.#outLength + this.#ports.queued();
	}

	#stream(pane: number): Stream {
		let stream = this.#streams.get(pane);
		if (!stream) {
			stream = { pane, blocks: [], off: false, paused: false, pending: false };
			this.#streams.set(pane, stream);
		}
		return stream;
	}

	#add(block: Block): void {
		this.#blocks.push(block);
		this.#waiting += block.bytes.length;
		if (this.#waiting <= MAXIMUM_WAITING) return;
		// Output can be paused where the client knows pausing; a client with that many lines waiting is gone.
		if (block.stream && this.#ports.pauseAfter() !== undefined) return this.#pause(block.stream);
		this.discard();
		this.#ports.tooFarBehind();
	}

	#put(bytes: Uint8Array): void {
		this.#out.push(bytes);
		this.#outLength += bytes.length;
		if (this.#flushing) return;
		// The lines of a command go as one.
		this.#flushing = true;
		this.#ports.later(() => {
			this.#flushing = false;
			this.#flush();
		});
	}

	#flush(): void {
		if (this.#outLength === 0) return;
		const bytes = new Uint8Array(this.#outLength);
		let at = 0;
		for (const piece of this.#out) {
			bytes.set(piece, at);
			at += piece.length;
		}
		this.#out = [];
		this.#outLength = 0;
		this.#ports.write(bytes);
	}

	/** Writes the lines that no output is before. */
	#writeLines(): void {
		while (this.#head < this.#blocks.length) {
			const block = this.#blocks[this.#head]!;
			if (block.stream && !block.done) break;
			if (!block.stream) this.#put(block.bytes);
			this.#waiting -= block.bytes.length;
			this.#head++;
		}
		if (this.#head > 1024 || this.#head === this.#blocks.length) {
			this.#blocks = this.#blocks.slice(this.#head);
			this.#head = 0;
		}
	}

	/** Writes up to `limit` bytes of a pane; true when more of it waits. */
	#writeStream(stream: Stream, limit: number): boolean {
		if (!this.#ports.shows(stream.pane)) this.#discardStream(stream);
		let text: OutputText | undefined;
		let used = 0;
		while (used < limit && stream.blocks.length > 0) {
			if (this.#tooOld(stream)) return false;
			const block = stream.blocks[0]!;
			const size = Math.min(block.bytes.length - block.start, limit - used);
			text ??= new OutputText(stream.pane, this.#age(block));
			text.add(block.bytes.subarray(block.start, block.start + size));
			used += size;
			block.start += size;
			if (block.start < block.bytes.length) break;
			block.done = true;
			stream.blocks.shift();
			// A line that came after these bytes comes after them, before what the pane wrote later.
			if (this.#lineIsNext(block)) {
				this.#put(text.end());
				text = undefined;
			}
			this.#writeLines();
		}
		if (text) this.#put(text.end());
		this.#writeLines();
		return stream.blocks.length > 0;
	}

	/** True when `block` is at the head and a line is behind it. */
	#lineIsNext(block: Block): boolean {
		if (this.#blocks[this.#head] !== block) return false;
		for (let i = this.#head + 1; i < this.#blocks.length; i++) {
			const next = this.#blocks[i]!;
			if (!next.done) return next.stream === undefined;
		}
		return false;
	}

	/** Milliseconds a block is behind, or undefined when the client does not want to know. */
	#age(block: Block): number | undefined {
		if (this.#ports.pauseAfter() === undefined) return undefined;
		return Math.max(0, this.#ports.now() - block.time);
	}

	/** Pauses a pane that is too far behind, or gives the client up. */
	#tooOld(stream: Stream): boolean {
		const first = stream.blocks[0];
		const age = first ? this.#ports.now() - first.time : 0;
		if (age <= 0) return false;
		const limit = this.#ports.pauseAfter();
		if (age < (limit ?? MAXIMUM_AGE)) return false;
		if (limit !== undefined) {
			this.#pause(stream);
			return true;
		}
		this.discard();
		this.#ports.tooFarBehind();
		return true;
	}

	#pause(stream: Stream): void {
		stream.paused = true;
		this.#discardStream(stream);
		this.notice(`%pause %${stream.pane}`);
	}

	#discardStream(stream: Stream): void {
		for (const block of stream.blocks) block.done = true;
		stream.blocks = [];
	}
}
