/** Control clients over a small server: a clock turned by the test, a wire that fills up when told. */
import { ControlMode } from "../../src/control/control-mode.ts";
import { Client } from "../../src/model/client.ts";
import { Environ } from "../../src/model/environ.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { PaneProcess } from "../../src/model/ports.ts";
import type { Session } from "../../src/model/session.ts";
import type { Clock } from "../../src/util/clock.ts";
import type { Disposable } from "../../src/util/disposable.ts";
import { makeWorld, START, type World } from "../format/fakes.ts";

/** A clock with timers; `turn` ends the current turn, `pass` lets time go by. */
export class FakeClock implements Clock {
	time = START;
	#rows: { at: number; fn: () => void }[] = [];

	now(): number {
		return this.time;
	}

	setTimeout(fn: () => void, ms: number): Disposable {
		const row = { at: this.time + ms, fn };
		this.#rows.push(row);
		return {
			dispose: () => {
				this.#rows = this.#rows.filter((other) => other !== row);
			},
		};
	}

	setImmediate(fn: () => void): Disposable {
		return this.setTimeout(fn, 0);
	}

	/** Runs everything that is due. */
	turn(): void {
		for (let i = 0; i < 10_000; i++) {
			const row = this.#rows.filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at)[0];
			if (!row) return;
			this.#rows = this.#rows.filter((other) => other !== row);
			row.fn();
		}
		throw new Error("the loop does not come to rest");
	}

	/** Lets `ms` pass, in steps. */
	pass(ms: number, step = ms): void {
		for (let left = ms; left > 0; left -= step) {
			this.time += Math.min(step, left);
			this.turn();
		}
	}
}

export interface ControlWorld {
	readonly world: World;
	readonly clock: FakeClock;
	readonly control: ControlMode;
	/** Lines that were run, as `client: line`. */
	readonly ran: string[];
	/** Clients that were told to go, as `client` or `client: message`. */
	readonly left: string[];
	rooms: number;
	/** What `busy` says. */
	busy: boolean;
	/** Bytes each wire takes before it is full. */
	capacity: number;
	client(name: string, session: Session | undefined, control?: "C" | "CC"): Client;
	/** What the client has been sent since the last call, as lines. */
	lines(client: Client): string[];
	/** As `lines`, one string. */
	text(client: Client): string;
	/** The other side reads everything. */
	read(client: Client): void;
	/** A pane's program prints. */
	prints(pane: Pane, text: string): void;
}

export function makeControl(): ControlWorld {
	const world = makeWorld();
	const clock = new FakeClock();
	(world.server.ports as { clock: Clock }).clock = clock;
	const wires = new Map<Client, { sent: Uint8Array[]; queued: number }>();
	const { server } = world;
	const made: ControlWorld = {
		world,
		clock,
		ran: [],
		left: [],
		rooms: 0,
		busy: false,
		capacity: Number.POSITIVE_INFINITY,
		control: new ControlMode(server, {
			run: (client, text) => void made.ran.push(`${client.name}: ${text}`),
			refuse: (client, error) => made.control.parseError(client, error, 99),
			busy: () => made.busy,
			leave: (client, message) => {
				client.exiting = true;
				made.left.push(message === undefined ? client.name : `${client.name}: ${message}`);
			},
			room: () => void made.rooms++,
		}),
		client(name, session, kind = "C") {
			const wire = { sent: [] as Uint8Array[], queued: 0 };
			const transport = {
				stdout: (bytes: Uint8Array) => {
					wire.sent.push(bytes);
					if (wire.queued > 0 || bytes.length > made.capacity) wire.queued += bytes.length;
				},
				get queued() {
					return wire.queued;
				},
			} as unknown as Client["transport"];
			const identity = { uid: 1000, user: "alice", pid: 77 };
			const client = new Client(name, transport, identity, new Environ(), "/", clock.now());
			client.control = kind;
			client.session = session;
			client.attached = session !== undefined;
			wires.set(client, wire);
			server.clients.add(client);
			made.control.start(client);
			made.control.ready(client);
			return client;
		},
		text(client) {
			clock.turn();
			return Buffer.concat(wires.get(client)?.sent.splice(0) ?? []).toString("utf8");
		},
		lines: (client) => made.text(client).split("\n").slice(0, -1),
		read(client) {
			const wire = wires.get(client);
			if (wire) wire.queued = 0;
			made.control.drained(client);
		},
		prints(pane, text) {
			server.events.emit("paneOutput", { pane, bytes: Buffer.from(text) });
		},
	};
	return made;
}

/** Gives a pane a program that does nothing. */
export function runs(pane: Pane | undefined): Pane {
	if (!pane) throw new Error("no pane");
	pane.process = { pid: 1, ttyName: "/dev/pts/9", dispose() {} } as unknown as PaneProcess;
	return pane;
}
