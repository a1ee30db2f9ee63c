/**
 * The jobs of `#()` by tmux's rules: a command runs at most once a second for
 * each client that shows it; while it runs, and until it prints, the value
 * before stays; the last line counts; nothing waits. A new value makes the
 * client's status line dirty. Unused ones are forgotten.
 */
import type { Client } from "../model/client.ts";
import type { FormatJobPort, Job, JobRequest } from "../model/ports.ts";
import type { Clock } from "../util/clock.ts";

/** Longest line kept, in bytes. */
const LINE_LIMIT = 64 * 1024;
/** A job nobody has asked for this long is forgotten, in ms. */
const FORGET_AFTER = 3600_000;

interface Entry {
	readonly client: Client | undefined;
	value: string;
	/** What came after the last newline. */
	partial: Uint8Array[];
	partialSize: number;
	lastStart: number;
	lastUse: number;
	job: Job | undefined;
	/** Some output came from the run under way. */
	updated: boolean;
}

export interface FormatJobsPorts {
	readonly clock: Clock;
	/** Starts with environment and shell of the server filled in. */
	start(request: Pick<JobRequest, "command" | "cwd" | "onOutput" | "onExit">): Job;
	/** The status line of `client` (undefined: of everybody) must be drawn again. */
	changed(client: Client | undefined): void;
}

export class FormatJobs implements FormatJobPort {
	readonly #ports: FormatJobsPorts;
	readonly #entries = new Map<Client | undefined, Map<string, Entry>>();

	constructor(ports: FormatJobsPorts) {
		this.#ports = ports;
	}

	get(client: Client | undefined, command: string, cwd: string): string {
		const now = this.#ports.clock.now();
		let entries = this.#entries.get(client);
		if (!entries) {
			entries = new Map();
			this.#entries.set(client, entries);
		}
		let entry = entries.get(command);
		if (!entry) {
			entry = {
				client,
				value: "",
				partial: [],
				partialSize: 0,
				lastStart: 0,
				lastUse: now,
				job: undefined,
				updated: false,
			};
			entries.set(command, entry);
		}
		entry.lastUse = now;
		if (!entry.job && Math.floor(entry.lastStart / 1000) !== Math.floor(now / 1000))
			this.#run(entry, command, cwd, now);
		if (entry.job && entry.value === "" && now - entry.lastStart > 1000) return `<'${command}' not ready>`;
		return entry.value;
	}

	/** Forgets a client that has gone, with its jobs. */
	forget(client: Client): void {
		for (const entry of this.#entries.get(client)?.values() ?? []) entry.job?.dispose();
		this.#entries.delete(client);
	}

	/** Forgets what nobody asks for any more. */
	tidy(): void {
		const oldest = this.#ports.clock.now() - FORGET_AFTER;
		for (const [client, entries] of this.#entries) {
			for (const [command, entry] of entries) {
				if (entry.lastUse > oldest) continue;
				entry.job?.dispose();
				entries.delete(command);
			}
			if (entries.size === 0) this.#entries.delete(client);
		}
	}

	#run(entry: Entry, command: string, cwd: string, now: number): void {
		entry.lastStart = now;
		entry.updated = false;
		entry.partial = [];
		entry.partialSize = 0;
		entry.job = this.#ports.start({
			command,
			cwd,
			onOutput: (bytes) => this.#output(entry, bytes),
			onExit: () => {
				entry.job = undefined;
				if (entry.partialSize > 0) this.#set(entry, concat(entry));
				else if (!entry.updated) this.#set(entry, "");
				entry.partial = [];
				entry.partialSize = 0;
			},
		});
	}

	#output(entry: Entry, bytes: Uint8Array): void {
		const end = bytes.lastIndexOf(10);
		if (end === -1) {
			keep(entry, bytes);
			return;
		}
		const start = end === 0 ? -1 : bytes.lastIndexOf(10, end - 1);
		if (start !== -1) {
			entry.partial = [];
			entry.partialSize = 0;
		}
		keep(entry, bytes.subarray(start + 1, end));
		this.#set(entry, concat(entry));
		entry.partial = [];
		entry.partialSize = 0;
		keep(entry, bytes.subarray(end + 1));
	}

	#set(entry: Entry, value: string): void {
		entry.updated = true;
		if (entry.value === value) return;
		entry.value = value;
		this.#ports.changed(entry.client);
	}
}

function keep(entry: Entry, bytes: Uint8Array): void {
	if (entry.partialSize + bytes.length > LINE_LIMIT) return;
	entry.partial.push(bytes.slice());
	entry.partialSize += bytes.length;
}

function concat(entry: Entry): string {
	return Buffer.concat(entry.partial).toString("utf8");
}
