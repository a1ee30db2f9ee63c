/**
 * The jobs of `#()` by tmux's rules: a command runs at most once a second for
 * each place and client that shows it, and at once when its expanded text has
 * changed; until it prints, the value before stays; the last line counts;
 * nothing waits. A new value makes the client's status line dirty. Unused ones
 * are forgotten. Owned by the runtime, asked by the format engine.
 */
import type { Client } from "../model/client.ts";
import type { FormatJobPort, FormatJobRequest, Job, JobRequest } from "../model/ports.ts";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

/** Longest line kept, in bytes. */
const LINE_LIMIT = 64 * 1024;
/** A job nobody has asked for this long is forgotten, in ms; also how often that is looked at. */
const FORGET_AFTER = 3600_000;

/** One `#()` of one client. */
interface Entry {
	readonly client: Client | undefined;
	/** The command as it ran last, expanded. */
	command: string | undefined;
	/** Undefined until there was any output. */
	value: string | undefined;
	/** What came after the last newline. */
	partial: Uint8Array[];
	partialSize: number;
	/** Second in which it was started, or printed for the status line. */
	last: number;
	/** When it was asked for, ms. */
	lastUse: number;
	job: Job | undefined;
	/** Some output came from the run under way. */
	updated: boolean;
	/** The status line wants to know of the run under way. */
	status: boolean;
}

export interface FormatJobsPorts {
	readonly clock: Clock;
	/** Starts with environment and shell of the server filled in. */
	start(request: Pick<JobRequest, "command" | "cwd" | "onOutput" | "onExit">): Job;
	/** The status line of `client` must be drawn again. */
	changed(client: Client): void;
}

export class FormatJobs implements FormatJobPort, Disposable {
	readonly #ports: FormatJobsPorts;
	readonly #entries = new Map<Client | undefined, Map<string, Entry>>();
	#tidyTimer: Disposable | undefined;

	constructor(ports: FormatJobsPorts) {
		this.#ports = ports;
	}

	get(client: Client | undefined, command: string, cwd: string, request: FormatJobRequest): string {
		const entry = this.#entry(client, `${request.place} ${request.text}`);
		const now = this.#ports.clock.now();
		const second = Math.floor(now / 1000);
		const force = request.force || entry.command !== command;
		entry.lastUse = now;
		if (force) {
			entry.job?.dispose();
			entry.job = undefined;
		}
		if (force || (!entry.job && entry.last !== second)) this.#run(entry, command, cwd, second);
		else if (entry.job && second - entry.last > 1) entry.value ??= `<'${request.text}' not ready>`;
		if (request.status) entry.status = true;
		return entry.value ?? "";
	}

	/** Forgets a client that has gone, with its jobs. */
	forget(client: Client): void {
		for (const entry of this.#entries.get(client)?.values() ?? []) entry.job?.dispose();
		this.#entries.delete(client);
	}

	dispose(): void {
		this.#tidyTimer?.dispose();
		for (const entries of this.#entries.values()) for (const entry of entries.values()) entry.job?.dispose();
		this.#entries.clear();
	}

	#entry(client: Client | undefined, key: string): Entry {
		let entries = this.#entries.get(client);
		if (!entries) {
			entries = new Map();
			this.#entries.set(client, entries);
		}
		let entry = entries.get(key);
		if (!entry) {
			entry = {
				client,
				command: undefined,
				value: undefined,
				partial: [],
				partialSize: 0,
				last: 0,
				lastUse: 0,
				job: undefined,
				updated: false,
				status: false,
			};
			entries.set(key, entry);
			this.#tidyTimer ??= this.#ports.clock.setTimeout(() => this.#tidy(), FORGET_AFTER);
		}
		return entry;
	}

	/** Forgets what nobody asks for any more. */
	#tidy(): void {
		this.#tidyTimer = undefined;
		const oldest = this.#ports.clock.now() - FORGET_AFTER;
		for (const [client, entries] of this.#entries) {
			for (const [key, entry] of entries) {
				if (entry.lastUse > oldest) continue;
				entry.job?.dispose();
				entries.delete(key);
			}
			if (entries.size === 0) this.#entries.delete(client);
		}
		if (this.#entries.size > 0)
			this.#tidyTimer = this.#ports.clock.setTimeout(() => this.#tidy(), FORGET_AFTER);
	}

	#run(entry: Entry, command: string, cwd: string, second: number): void {
		entry.command = command;
		entry.last = second;
		entry.updated = false;
		drop(entry);
		try {
			entry.job = this.#ports.start({
				command,
				cwd,
				onOutput: (bytes) => this.#output(entry, bytes),
				onExit: () => this.#ended(entry),
			});
		} catch {
			entry.value = `<'${command}' didn't start>`;
		}
	}

	#output(entry: Entry, bytes: Uint8Array): void {
		const end = bytes.lastIndexOf(10);
		if (end === -1) {
			keep(entry, bytes);
			return;
		}
		const start = end === 0 ? -1 : bytes.lastIndexOf(10, end - 1);
		if (start !== -1) drop(entry);
		keep(entry, bytes.subarray(start + 1, end));
		entry.value = take(entry);
		entry.updated = true;
		keep(entry, bytes.subarray(end + 1));
		const second = Math.floor(this.#ports.clock.now() / 1000);
		if (!entry.status || entry.last === second) return;
		entry.last = second;
		if (entry.client) this.#ports.changed(entry.client);
	}

	#ended(entry: Entry): void {
		entry.job = undefined;
		const rest = take(entry);
		if (rest !== "" || !entry.updated) entry.value = rest;
		if (!entry.status) return;
		entry.status = false;
		if (entry.client) this.#ports.changed(entry.client);
	}
}

function keep(entry: Entry, bytes: Uint8Array): void {
	if (entry.partialSize + bytes.length > LINE_LIMIT) return;
	entry.partial.push(bytes.slice());
	entry.partialSize += bytes.length;
}

function drop(entry: Entry): void {
	entry.partial = [];
	entry.partialSize = 0;
}

/** What has been kept, as text; nothing is left. */
function take(entry: Entry): string {
	const text = Buffer.concat(entry.partial).toString("utf8");
	drop(entry);
	return text;
}
