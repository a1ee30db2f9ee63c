/**
 * Control mode (`-C`, `-CC`): commands come as lines, their output goes back in
 * blocks, what happens is told as notifications. One for the server, a state
 * for each control client; made by the runtime, fed by the connection, the
 * command queue and the events of the model.
 */
import type { ControlServices } from "../command/types.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import { LineReader } from "./line-reader.ts";
import { noticeOf } from "./notices.ts";
import { OutputQueue, type PaneState } from "./output-queue.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Bytes a client may send before its first command has ended. */
const EARLY_INPUT = 16 * 1024 * 1024;

export interface ControlPorts {
	/** Parses and queues a command line; what is wrong with it comes back by `parseError`. */
	run(client: Client, text: string): void;
	/** Queues a line that cannot be run, for `parseError`. */
	refuse(client: Client, error: string): void;
	/** The client's queue has commands that can run now. */
	busy(client: Client): boolean;
	/** The client goes; `message` is said in its `%exit` line. */
	leave(client: Client, message?: string): void;
	/** Clients that took no more output (`held`) may take some now. */
	room(): void;
}

interface State {
	readonly output: OutputQueue;
	readonly reader: LineReader;
	readonly subscriptions: Subscriptions;
	/** Its first command has ended; until then what it sends waits here. */
	ready: boolean;
	early: Uint8Array[];
	earlyLength: number;
	ended: boolean;
	/** It has been said to go; nothing more is read. */
	leaving: boolean;
	/** Output of some pane was held up for it. */
	held: boolean;
	turn: Disposable | undefined;
}

const PANE_STATES: readonly string[] = ["on", "off", "pause", "continue"];

export class ControlMode implements ControlServices, Disposable {
	readonly #server: Server;
	readonly #ports: ControlPorts;
	readonly #states = new Map<Client, State>();
	readonly #listeners: Disposable[];

	constructor(server: Server, ports: ControlPorts) {
		this.#server = server;
		this.#ports = ports;
		this.#listeners = [
			server.events.on("paneOutput", ({ pane, bytes }) => this.#paneOutput(pane, bytes)),
			server.events.on("paneDestroyed", ({ pane }) => {
				for (const { output } of this.#states.values()) output.forgetPane(pane.id);
			}),
			server.events.on("notify", (event) => {
				const notice = this.#states.size > 0 ? noticeOf(server, event) : undefined;
				if (!notice) return;
				for (const client of this.#states.keys()) {
					const line = notice(client);
					if (line !== undefined) this.notice(client, line);
				}
			}),
		];
	}

	/** A control client has come. */
	start(client: Client): void {
		const { clock } = this.#server.ports;
		const output = new OutputQueue({
			now: () => clock.now(),
			queued: () => client.transport.queued,
			write: (bytes) => {
				client.transport.stdout(bytes);
				this.#offerRoom(client);
			},
			later: (fn) => void clock.setImmediate(() => this.#states.has(client) && fn()),
			pauseAfter: () => {
				const seconds = client.flags.pauseAfter;
				return seconds === undefined ? undefined : seconds * 1000;
			},
			shows: (id) => {
				const pane = this.#server.panes.get(id);
				return pane?.process !== undefined && client.session?.winlinkOf(pane.window) !== undefined;
			},
			tooFarBehind: () => this.#leave(client, "too far behind"),
		});
		this.#states.set(client, {
			output,
			reader: new LineReader(),
			subscriptions: new Subscriptions(this.#server, client, (line) => this.notice(client, line)),
			ready: false,
			early: [],
			earlyLength: 0,
			ended: false,
			leaving: false,
			held: false,
			turn: undefined,
		});
		if (client.control === "CC") output.raw("\x1bP1000p");
	}

	/** The client's first command has ended: its lines are read from now on. */
	ready(client: Client): void {
		const state = this.#states.get(client);
		if (!state || state.ready) return;
		state.ready = true;
		for (const bytes of state.early.splice(0)) this.input(client, bytes);
		if (state.ended) this.inputEnded(client);
	}

	/** The client has gone. */
	stop(client: Client): void {
		const state = this.#states.get(client);
		if (!state) return;
		this.#states.delete(client);
		state.turn?.dispose();
		state.subscriptions.dispose();
		if (state.held) this.#ports.room();
	}

	/** Calls `done` when what the client still has to get has been written; the output of panes is dropped. */
	finish(client: Client, done: () => void): void {
		const state = this.#states.get(client);
		if (!state) return done();
		state.leaving = true;
		state.output.discard();
		const wait = () => {
			// The command that made it leave has still to close its block, and those behind it run too.
			state.turn = this.#server.ports.clock.setImmediate(() => {
				if (this.#ports.busy(client)) return wait();
				state.output.discard();
				state.subscriptions.dispose();
				done();
			});
		};
		wait();
	}

	/** Bytes the client's user sent. */
	input(client: Client, bytes: Uint8Array): void {
		const state = this.#states.get(client);
		if (!state || state.leaving) return;
		if (!state.ready) {
			state.earlyLength += bytes.length;
			if (state.earlyLength > EARLY_INPUT) this.#leave(client, "command too long");
			else state.early.push(bytes);
			return;
		}
		for (const line of state.reader.push(bytes)) {
			if (line === undefined) this.#ports.refuse(client, "command too long");
			else if (line === "") return this.#leave(client);
			else this.#ports.run(client, line);
		}
	}

	/** The client's user sends no more: it leaves, after the commands that can still run. */
	inputEnded(client: Client): void {
		const state = this.#states.get(client);
		if (!state || state.leaving) return;
		state.ended = true;
		if (!state.ready) return;
		const wait = () => {
			state.turn = this.#server.ports.clock.setImmediate(() => {
				if (this.#ports.busy(client)) wait();
				else this.#leave(client);
			});
		};
		wait();
	}

	/** A line could not be parsed; `number` is its place in the queue. */
	parseError(client: Client, text: string, number: number): void {
		const time = Math.floor(this.#server.ports.clock.now() / 1000);
		this.guard(client, "begin", time, number, 1);
		this.line(client, `parse error: ${text}`);
		this.guard(client, "error", time, number, 1);
	}

	/** The client's wire has room again. */
	drained(client: Client): void {
		const state = this.#states.get(client);
		if (!state) return;
		state.output.pump();
		this.#offerRoom(client);
	}

	/** A flag of the client has changed (`no-output`). */
	flagsChanged(client: Client): void {
		const state = this.#states.get(client);
		if (!state) return;
		if (client.flags.noOutput) state.output.reset();
		this.#offerRoom(client);
	}

	/** The pane gets another program: the output of the old one is not wanted any more. */
	resetPane(pane: Pane): void {
		for (const { output } of this.#states.values()) output.resetPane(pane.id);
	}

	/** True when everybody attached is a control client that takes no more of this pane: its program has to wait. */
	held(pane: Pane): boolean {
		const full: State[] = [];
		for (const client of this.#server.clients) {
			if (!client.session || client.exiting) continue;
			const state = this.#states.get(client);
			if (!state || client.flags.noOutput || !state.output.full(pane.id)) return false;
			full.push(state);
		}
		for (const state of full) state.held = true;
		return full.length > 0;
	}

	guard(client: Client, kind: "begin" | "end" | "error", time: number, number: number, flags: number): void {
		this.#states.get(client)?.output.guard(kind, `${time} ${number} ${flags}`);
	}

	line(client: Client, text: string): void {
		this.#states.get(client)?.output.line(text);
	}

	notice(client: Client, text: string): void {
		if (!client.exiting) this.#states.get(client)?.output.notice(text);
	}

	setPaneState(client: Client, value: string): string | undefined {
		const match = /^%\s*\+?(\d{1,10})[^:]*:([\s\S]*)$/.exec(value);
		const state = this.#states.get(client);
		const pane = this.#server.panes.get(Number(match?.[1] ?? -1));
		const wanted = match?.[2] ?? "";
		// What does not make sense is ignored, as in tmux.
		if (!state || !pane || !PANE_STATES.includes(wanted)) return undefined;
		state.output.setPane(pane.id, wanted as PaneState);
		this.#offerRoom(client);
		return undefined;
	}

	subscribe(client: Client, value: string): string | undefined {
		this.#states.get(client)?.subscriptions.set(value);
		return undefined;
	}

	dispose(): void {
		for (const listener of this.#listeners) listener.dispose();
		for (const client of [...this.#states.keys()]) this.stop(client);
	}

	#leave(client: Client, message?: string): void {
		const state = this.#states.get(client);
		if (!state || state.leaving) return;
		state.leaving = true;
		this.#ports.leave(client, message);
	}

	#paneOutput(pane: Pane, bytes: Uint8Array): void {
		for (const [client, { output }] of this.#states) {
			if (!client.session?.winlinkOf(pane.window)) continue;
			if (client.exiting || client.suspended || client.flags.noOutput) continue;
			output.output(pane.id, bytes);
		}
	}

	/** Lets the pump ask again when this client was what held a pane up. */
	#offerRoom(client: Client): void {
		const state = this.#states.get(client);
		if (!state?.held) return;
		state.held = false;
		this.#ports.room();
	}
}
