/**
 * One queue: entries in the order they will run, the first one running. An
 * entry is a command or a callback. Owned by CommandRunner; nothing runs here.
 */
import type { Client } from "../model/client.ts";
import type { Command, QueueState } from "./types.ts";

/** An entry of a queue. */
export interface QueueEntry {
	/** Who runs it; a command behind another one may have another client than the queue. */
	readonly client: Client | undefined;
	readonly state: QueueState;
	/** Undefined for a callback. */
	readonly command: Command | undefined;
	/** Undefined for a command. */
	readonly callback: ((handle: EntryHandle) => "wait" | undefined) | undefined;
	status: "queued" | "running" | "waiting" | "done";
	next: QueueEntry | undefined;
	/** The last entry that was put right behind this one. */
	tail: QueueEntry | undefined;
}

/** What a callback may do with its place in the queue. */
export interface EntryHandle {
	/** Ends a `wait`. */
	resume(): void;
	/** Puts entries right behind the callback, in the order of the calls. */
	insert(entries: readonly QueueEntry[]): void;
}

export class QueueList {
	readonly client: Client | undefined;
	#first: QueueEntry | undefined;
	#last: QueueEntry | undefined;

	constructor(client: Client | undefined) {
		this.client = client;
	}

	/** The running entry, or the next one to run. */
	get first(): QueueEntry | undefined {
		return this.#first;
	}

	/** True when drain() has something to do here. */
	get runnable(): boolean {
		return this.#first?.status === "queued" || this.#first?.status === "done";
	}

	append(entries: readonly QueueEntry[]): void {
		for (const entry of entries) {
			if (this.#last) this.#last.next = entry;
			else this.#first = entry;
			this.#last = entry;
		}
	}

	/** Puts entries behind what was inserted behind `after` so far. */
	insertAfter(after: QueueEntry, entries: readonly QueueEntry[]): void {
		let at = after.tail && after.tail.status !== "done" ? after.tail : after;
		for (const entry of entries) {
			this.#link(at, entry);
			at = entry;
		}
		if (at !== after) after.tail = at;
	}

	/** Puts entries directly behind `after`, before what was inserted so far. */
	insertNext(after: QueueEntry, entries: readonly QueueEntry[]): void {
		let at = after;
		for (const entry of entries) {
			this.#link(at, entry);
			at = entry;
		}
		if (at !== after && !after.tail) after.tail = at;
	}

	#link(at: QueueEntry, entry: QueueEntry): void {
		entry.next = at.next;
		at.next = entry;
		if (this.#last === at) this.#last = entry;
	}

	/** Takes away the first entry. */
	shift(): void {
		const first = this.#first;
		if (!first) return;
		this.#first = first.next;
		if (!this.#first) this.#last = undefined;
		first.next = undefined;
	}

	/** Drops everything behind the first entry that belongs to `group`. */
	removeGroup(group: number): void {
		let before = this.#first;
		while (before?.next) {
			if (before.next.command?.group === group) before.next = before.next.next;
			else before = before.next;
		}
		this.#last = before;
		// The tail may have gone; what was inserted then ends at the entry itself again.
		if (this.#first) this.#first.tail = undefined;
	}

	/** Drops everything. */
	clear(): void {
		for (let entry = this.#first; entry; entry = entry.next) entry.status = "done";
		this.#first = undefined;
		this.#last = undefined;
	}
}
