/**
 * A command that is running: what its exec may use. Made by CommandRunner for
 * each command; lives on only while the command waits.
 */
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { formatContext } from "./item-formats.ts";
import type { CommandRunner } from "./queue.ts";
import type { EntryHandle, QueueEntry, QueueList } from "./queue-list.ts";
import { makeState, NO_TARGET } from "./targets.ts";
import type {
	Command,
	CommandList,
	CommandServices,
	QueueBehind,
	QueueItem,
	QueueState,
	Target,
} from "./types.ts";

export interface RunningItemOptions {
	readonly runner: CommandRunner;
	readonly queue: QueueList;
	readonly entry: QueueEntry;
	readonly command: Command;
	readonly client: Client | undefined;
	/** Called at the first resume. */
	onResume(failed: boolean): void;
}

export class RunningItem implements QueueItem {
	readonly queue: QueueList;
	readonly entry: QueueEntry;
	readonly state: QueueState;
	client: Client | undefined;
	targetClient: Client | undefined;
	source: Target = NO_TARGET;
	target: Target = NO_TARGET;
	readonly #runner: CommandRunner;
	readonly #command: Command;
	readonly #onResume: (failed: boolean) => void;
	#resumed = false;

	constructor(options: RunningItemOptions) {
		this.#runner = options.runner;
		this.#command = options.command;
		this.#onResume = options.onResume;
		this.queue = options.queue;
		this.entry = options.entry;
		this.state = options.entry.state;
		this.client = options.client;
	}

	get server(): Server {
		return this.#runner.server;
	}

	get services(): CommandServices {
		return this.#runner.services;
	}

	print(line: string): void {
		this.#runner.output.print(this.client, line);
	}

	printBytes(bytes: Uint8Array): void {
		this.#runner.output.printBytes(this.client, bytes);
	}

	error(text: string): void {
		this.#runner.output.error(this.client, text, this.#command);
	}

	insertAfter(list: CommandList, state: QueueState = this.state, client = this.entry.client): void {
		this.#insert(this.#runner.entries(client, list, state));
	}

	insertCallback(fn: (behind: QueueBehind) => void): void {
		const { client, state } = this.entry;
		const callback = (handle: EntryHandle): undefined => {
			fn((list, from) => handle.insert(this.#runner.allowed(client, list, makeState(from))));
		};
		this.#insert([
			{ client, state, command: undefined, callback, status: "queued", next: undefined, tail: undefined },
		]);
	}

	resume(result: "normal" | "error" = "normal"): void {
		if (this.#resumed) return;
		this.#resumed = true;
		this.#onResume(result === "error");
	}

	runHook(name: string): void {
		const { event } = this.state;
		this.#insert(this.#runner.hookEntries(this.entry.client, name, this.target, { event }));
	}

	insertHook(name: string, target: Target = this.target): void {
		this.#runner.commandHook(this, this.#command, name, target);
	}

	formats(overrides: Partial<FormatContext> = {}): FormatContext {
		const context = formatContext({
			server: this.server,
			client: this.targetClient,
			target: this.target,
			state: this.state,
			command: this.#command.entry.name,
		});
		return { ...context, ...overrides };
	}

	expand(text: string): string {
		return expand(text, this.formats());
	}

	#insert(entries: readonly QueueEntry[]): void {
		this.#runner.insert(this.queue, this.entry, entries);
	}
}
