/**
 * The executor of commands: one queue a client and the global one. Resolves
 * clients and targets, runs exec, prints, runs hooks, writes control guards.
 * Made once by server/; fed by connections, keys, hooks, config, control mode.
 */
import type { Client } from "../model/client.ts";
import type { Notification } from "../model/events.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import { currentClient } from "./find-client.ts";
import { commandVariables, hookTexts, notificationTarget, notificationVariables } from "./hooks.ts";
import { itemVariables } from "./item-formats.ts";
import { RunningItem } from "./queue-item.ts";
import { type EntryHandle, type QueueEntry, QueueList } from "./queue-list.ts";
import type { QueueOutput } from "./queue-output.ts";
import { hookPlace, messageRow, resolveItem } from "./queue-resolve.ts";
import { isValidTarget, makeState, NO_TARGET, targetFromNothing } from "./targets.ts";
import {
	type Command,
	CommandError,
	type CommandList,
	type CommandResult,
	type CommandServices,
	type QueueState,
	type Target,
} from "./types.ts";

/** Entries one queue may run before the others have their turn. */
const QUEUE_SLICE = 200;
/** Milliseconds the queues may run before the loop has its turn. */
const TURN_TIME = 20;

export interface RunnerOptions {
	readonly server: Server;
	readonly output: QueueOutput;
	/** Asked at each use: services and runner need each other. */
	readonly services: () => CommandServices;
}

/** What a callback in a queue may do. */
export interface CallbackItem {
	readonly client: Client | undefined;
	/** Its number in the order of everything that ran, as in the guards of control mode. */
	readonly number: number;
	/** Commands right behind the callback. */
	insertAfter(list: CommandList, state?: Partial<QueueState>): void;
	/** An error line for the client. */
	error(text: string): void;
	/** Ends the wait of a callback that gave `wait`. */
	resume(): void;
}

export class CommandRunner implements Disposable {
	readonly server: Server;
	readonly output: QueueOutput;
	readonly #services: () => CommandServices;
	readonly #global = new QueueList(undefined);
	readonly #queues = new Map<Client, QueueList>();
	readonly #idle = new Map<QueueList, (() => void)[]>();
	readonly #running = new Map<QueueList, RunningItem>();
	readonly #timers = new Set<Disposable>();
	/** The queue that time ran out for; it goes on before what its commands gave to others. */
	#unfinished: QueueList | undefined;
	#number = 0;
	#draining = false;
	#scheduled: Disposable | undefined;
	#disposed = false;

	constructor(options: RunnerOptions) {
		this.server = options.server;
		this.output = options.output;
		this.#services = options.services;
	}

	get services(): CommandServices {
		return this.#services();
	}

	/** Appends commands to a client's queue, or to the global one; a read-only client gets an error instead. */
	append(client: Client | undefined, list: CommandList, state?: Partial<QueueState>): void {
		this.#append(client, this.allowed(client, list, makeState(state)));
	}

	/** Appends an error line, such as that of a text that could not be parsed. */
	appendError(client: Client | undefined, text: string): void {
		this.appendCallback(client, (item) => item.error(text));
	}

	/** Appends `fn`; when it gives `wait` the queue stands until the item is resumed. */
	appendCallback(client: Client | undefined, fn: (item: CallbackItem) => unknown): void {
		const state = makeState();
		const callback = (handle: EntryHandle): "wait" | undefined => {
			const result = fn({
				client,
				number: this.#number,
				insertAfter: (list, from) => handle.insert(this.allowed(client, list, makeState(from))),
				error: (text) => this.output.error(client, text, undefined),
				resume: () => handle.resume(),
			});
			return result === "wait" ? "wait" : undefined;
		};
		this.#append(client, [entry(client, state, undefined, callback)]);
	}

	/** Stops a client's queue at its end (while the config is loaded); the result lets it go on. */
	block(client: Client | undefined): () => void {
		let released = false;
		let resume: (() => void) | undefined;
		this.appendCallback(client, (item) => {
			resume = item.resume;
			return released ? undefined : "wait";
		});
		return () => {
			released = true;
			resume?.();
		};
	}

	/** Calls `fn` once, as soon as the client's queue is empty. */
	onIdle(client: Client | undefined, fn: () => void): void {
		const queue = this.#queue(client);
		const list = this.#idle.get(queue) ?? [];
		list.push(fn);
		this.#idle.set(queue, list);
		this.#schedule();
	}

	/** Calls `fn` after `ms`, unless the runner is disposed before. */
	later(fn: () => void, ms: number): void {
		const timer = this.server.ports.clock.setTimeout(() => {
			this.#timers.delete(timer);
			this.#guarded("a delayed command", fn);
		}, ms);
		this.#timers.add(timer);
	}

	/** Nothing runs or waits in the client's queue. */
	isIdle(client: Client | undefined): boolean {
		const queue = client ? this.#queues.get(client) : this.#global;
		return queue?.first === undefined;
	}

	/** The client's queue has something to do now: it is neither empty nor waiting. */
	canRun(client: Client | undefined): boolean {
		const queue = client ? this.#queues.get(client) : this.#global;
		return queue?.runnable ?? false;
	}

	/** The command that runs in this queue at this moment; undefined while none runs or it waits. */
	running(client: Client | undefined): RunningItem | undefined {
		const queue = client ? this.#queues.get(client) : this.#global;
		return queue && this.#running.get(queue);
	}

	/** A client has gone: what it had queued is dropped, and nothing it waits for comes back. */
	removeClient(client: Client): void {
		const queue = this.#queues.get(client);
		if (!queue) return;
		if (this.#unfinished === queue) this.#unfinished = undefined;
		queue.clear();
		this.#queues.delete(client);
		this.#idle.delete(queue);
	}

	/** Runs what can run, for a bounded time; the rest follows in another turn of the loop. */
	drain(): void {
		if (this.#draining || this.#disposed) return;
		this.#draining = true;
		this.#scheduled?.dispose();
		this.#scheduled = undefined;
		const { clock } = this.server.ports;
		const end = clock.now() + TURN_TIME;
		const before = this.#unfinished;
		this.#unfinished = undefined;
		let more = true;
		try {
			if (before) this.#runQueue(before, end);
			while (more && clock.now() <= end) {
				more = false;
				for (const queue of [this.#global, ...this.#queues.values()]) {
					this.#runQueue(queue, end);
					if (!queue.runnable) continue;
					more = true;
					// Once only, so that a queue without end leaves the others their turn.
					if (queue !== before && clock.now() > end) this.#unfinished ??= queue;
				}
				if (!more && this.#global.runnable) more = true;
			}
		} finally {
			this.#draining = false;
		}
		if ([this.#global, ...this.#queues.values()].some((queue) => queue.runnable)) this.#schedule();
	}

	dispose(): void {
		this.#disposed = true;
		this.#scheduled?.dispose();
		for (const timer of this.#timers) timer.dispose();
		this.#timers.clear();
		for (const queue of [this.#global, ...this.#queues.values()]) queue.clear();
		this.#queues.clear();
		this.#idle.clear();
	}

	/** What has happened: its hooks go to the global queue, unless a hook's own command made it happen. */
	notify(event: Notification): void {
		if (this.running(undefined)?.state.flags.noHooks) return;
		const target = notificationTarget(this.server, event);
		const formats = notificationVariables(event);
		const entries = this.hookEntries(undefined, event.name, target, { formats });
		if (entries.length > 0) this.#append(undefined, entries);
	}

	/** Entries for the commands of a hook; none when it is not set. */
	hookEntries(
		client: Client | undefined,
		name: string,
		target: Target | undefined,
		from: Partial<QueueState>,
	): QueueEntry[] {
		const valid = target && isValidTarget(this.server, target);
		const current = valid ? target : (targetFromNothing(this.server) ?? NO_TARGET);
		const texts = hookTexts(this.server, name, current);
		if (texts.length === 0) return [];
		const formats = new Map(from.formats).set("hook", name);
		const state = makeState({ current, event: from.event, formats, flags: { noHooks: true } });
		const entries: QueueEntry[] = [];
		for (const text of texts) {
			const list = this.services.parse(text);
			if ("error" in list) entries.push(this.#errorEntry(client, list.error, state));
			else entries.push(...this.entries(client, list, state));
		}
		return entries;
	}

	/** Entries for a list of commands that share a state. */
	entries(client: Client | undefined, list: CommandList, state: QueueState): QueueEntry[] {
		return list.commands.map((command) => entry(client, state, command, undefined));
	}

	/** The list's entries, or an error in its place: what comes from a read-only client must be allowed as a whole. */
	allowed(client: Client | undefined, list: CommandList, state: QueueState): QueueEntry[] {
		// A guest's first command is the attach it was let in with.
		const needed = onlyLooks(client) && client?.attached ? "viewOnly" : "readOnly";
		const refused = client?.flags.readOnly && list.commands.some((one) => !one.entry.flags.includes(needed));
		return refused
			? [this.#errorEntry(client, "client is read-only", state)]
			: this.entries(client, list, state);
	}

	#errorEntry(client: Client | undefined, text: string, state: QueueState): QueueEntry {
		return entry(client, state, undefined, () => {
			this.output.error(client, text, undefined);
			return undefined;
		});
	}

	#queue(client: Client | undefined): QueueList {
		if (!client) return this.#global;
		let queue = this.#queues.get(client);
		if (!queue) {
			queue = new QueueList(client);
			this.#queues.set(client, queue);
		}
		return queue;
	}

	#append(client: Client | undefined, entries: readonly QueueEntry[]): void {
		this.#queue(client).append(entries);
		this.#schedule();
	}

	#schedule(): void {
		if (this.#scheduled || this.#draining || this.#disposed) return;
		this.#scheduled = this.server.ports.clock.setImmediate(() => {
			this.#scheduled = undefined;
			this.drain();
		});
	}

	/** Runs entries of one queue until it is empty, waits, or has used its slice. */
	#runQueue(queue: QueueList, end: number): void {
		for (let count = 0; queue.first && queue.runnable; count++) {
			if (count >= QUEUE_SLICE || (count > 0 && this.server.ports.clock.now() > end)) return;
			const first = queue.first;
			if (first.status === "done") queue.shift();
			else this.#run(queue, first);
		}
		if (queue.first) return;
		const idle = this.#idle.get(queue);
		if (!idle) return;
		this.#idle.delete(queue);
		for (const fn of idle) this.#guarded("a queue's end", fn);
	}

	#run(queue: QueueList, first: QueueEntry): void {
		first.status = "running";
		const waits = first.command
			? this.#runCommand(queue, first, first.command)
			: this.#runCallback(queue, first);
		// A client that has gone takes its queue along.
		if (queue.first !== first) return;
		// A resume that came while it still ran has made it done already.
		if (first.status === "running") first.status = waits ? "waiting" : "done";
		if ((first.status as QueueEntry["status"]) === "done") queue.shift();
	}

	#runCallback(queue: QueueList, first: QueueEntry): boolean {
		// Callbacks count too, so that the numbers of control guards run as tmux's do.
		this.#number++;
		let waits = false;
		this.#guarded("a queued callback", () => {
			const handle: EntryHandle = {
				resume: () => this.#finish(first),
				insert: (entries) => this.insert(queue, first, entries),
			};
			waits = first.callback?.(handle) === "wait";
		});
		return waits;
	}

	#guarded(what: string, fn: () => void): void {
		try {
			fn();
		} catch (error) {
			this.server.ports.log.error(what, error);
		}
	}

	#finish(first: QueueEntry): void {
		if (first.status === "done") return;
		first.status = "done";
		this.#schedule();
	}

	/** Puts entries behind `after`; at the end of the queue when it has run already. */
	insert(queue: QueueList, after: QueueEntry, entries: readonly QueueEntry[]): void {
		if (after.status === "done") queue.append(entries);
		else queue.insertAfter(after, entries);
		this.#schedule();
	}

	/** Runs one command; true when it waits. */
	#runCommand(queue: QueueList, first: QueueEntry, command: Command): boolean {
		const { server } = this;
		const number = ++this.#number;
		const time = Math.floor(server.ports.clock.now() / 1000);
		const flags = first.state.flags.control ? 1 : 0;
		const { client } = first;
		if (server.configDone && !onlyLooks(client) && !client?.unlogged)
			server.addMessage(messageRow(server, client, command, first.state));
		if (client) this.output.guard(client, "begin", time, number, flags);

		const item = new RunningItem({
			runner: this,
			queue,
			entry: first,
			command,
			client: client ?? currentClient(server, undefined),
			onResume: (failed) => {
				if (first.status === "done") return;
				if (failed) this.#failed(item, queue, first, command);
				this.#finish(first);
			},
		});
		this.#running.set(queue, item);
		const result = this.#execute(item, command, client);
		this.#running.delete(queue);
		item.client = client;
		if (result === "error") this.#failed(item, queue, first, command);
		else if (result === "stop") queue.removeGroup(command.group);
		if (client) this.output.guard(client, result === "error" ? "error" : "end", time, number, flags);
		return result === "wait";
	}

	/** Resolves what the command's spec names, and runs it. `client` has asked for it, if any has. */
	#execute(item: RunningItem, command: Command, client: Client | undefined): CommandResult {
		const { entry: spec } = command;
		const refused = client?.identity.refused;
		try {
			if (refused?.commands.has(spec.name)) throw new CommandError(`${spec.name}: ${refused.why}`);
			if (!resolveItem(item, command)) return "error";
			const result = spec.exec(command, item);
			if (result !== "error" && spec.flags.includes("afterHook")) this.#afterHook(item, command);
			return result;
		} catch (error) {
			if (error instanceof CommandError) item.error(error.message);
			else {
				this.server.ports.log.error(`command ${spec.name}`, error);
				item.error(`${spec.name}: internal error: ${error instanceof Error ? error.message : String(error)}`);
			}
			return "error";
		}
	}

	#afterHook(item: RunningItem, command: Command): void {
		const target = hookPlace(item);
		if (target) this.commandHook(item, command, `after-${command.entry.name}`, target);
	}

	/** The hooks of a command, directly behind it; none inside hooks. */
	commandHook(item: RunningItem, command: Command, name: string, target: Target | undefined): void {
		const { state, entry: first, queue } = item;
		if (state.flags.noHooks) return;
		const formats = itemVariables(command.entry.name, state);
		for (const [variable, value] of commandVariables(command)) formats.set(variable, value);
		const entries = this.hookEntries(first.client, name, target, { event: state.event, formats });
		if (first.status === "done") queue.append(entries);
		else queue.insertNext(first, entries);
		this.#schedule();
	}

	/**
	 * A command has failed: the rest of its group is dropped, the command-error hook runs. The client's
	 * status is that of the message, if there was one: a quiet failure leaves it alone.
	 */
	#failed(item: RunningItem, queue: QueueList, first: QueueEntry, command: Command): void {
		if (queue.first === first) queue.removeGroup(command.group);
		this.commandHook(item, command, "command-error", hookPlace(item));
	}
}

function entry(
	client: Client | undefined,
	state: QueueState,
	command: Command | undefined,
	callback: QueueEntry["callback"],
): QueueEntry {
	return { client, state, command, callback, status: "queued", next: undefined, tail: undefined };
}
