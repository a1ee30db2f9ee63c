/**
 * A server's state made by hand for the tests of command/: sessions, windows
 * and panes without programs, clients that keep what they are sent, a clock
 * that is turned by the test.
 */
import { CommandParser } from "../../src/command/command-parser.ts";
import { languageServices } from "../../src/command/language.ts";
import { CommandRunner } from "../../src/command/queue.ts";
import { makeQueueOutput } from "../../src/command/queue-output.ts";
import { Registry } from "../../src/command/registry.ts";
import type {
	Command,
	CommandEntry,
	CommandList,
	CommandResult,
	CommandServices,
	QueueItem,
} from "../../src/command/types.ts";
import { Client, type ClientTransport } from "../../src/model/client.ts";
import { Environ } from "../../src/model/environ.ts";
import { Pane } from "../../src/model/pane.ts";
import type { Ports } from "../../src/model/ports.ts";
import { Server } from "../../src/model/server.ts";
import { Session } from "../../src/model/session.ts";
import { Window } from "../../src/model/window.ts";
import { Winlink } from "../../src/model/winlink.ts";
import type { Disposable } from "../../src/util/disposable.ts";

/** A clock that stands still; `turn` runs what was put off to the next turn of the loop. */
export class TestClock {
	time = 1_700_000_000_000;
	#immediates: { fn: () => void; live: boolean }[] = [];

	now(): number {
		return this.time;
	}

	setTimeout(): Disposable {
		throw new Error("no timers here");
	}

	setImmediate(fn: () => void): Disposable {
		const row = { fn, live: true };
		this.#immediates.push(row);
		return {
			dispose: () => {
				row.live = false;
			},
		};
	}

	/** One turn; false when there was nothing to do. */
	turn(): boolean {
		const rows = this.#immediates.filter((row) => row.live);
		this.#immediates = [];
		for (const row of rows) if (row.live) row.fn();
		return rows.length > 0;
	}

	/** Turns until nothing is left. */
	settle(): void {
		for (let i = 0; i < 1000; i++) if (!this.turn()) return;
		throw new Error("the loop does not come to rest");
	}
}

/** What a client was sent. */
export interface Sent {
	out: string;
	err: string;
	readonly messages: string[];
	readonly control: string[];
	readonly view: string[];
}

export interface Fixture {
	readonly server: Server;
	readonly clock: TestClock;
	readonly runner: CommandRunner;
	readonly parser: CommandParser;
	readonly services: CommandServices;
	/** Errors of log.error. */
	readonly logged: string[];
	/** Parses or throws. */
	list(text: string, byLine?: boolean): CommandList;
	/** Queues text for a client and lets everything run. */
	run(client: Client | undefined, text: string): void;
	session(name: string, windows?: readonly string[]): Session;
	client(name: string, session?: Session): Client;
	sent(client: Client): Sent;
}

export function makeFixture(entries: readonly CommandEntry[] = []): Fixture {
	const clock = new TestClock();
	const logged: string[] = [];
	const ports = {
		clock,
		log: { level: 0, debug() {}, error: (what: string) => void logged.push(what) },
		host: { uid: 1000, user: "me", home: "/home/me", homeOf: () => undefined },
		formatJobs: { get: () => "" },
	} as unknown as Ports;
	const server = new Server(ports);
	const sent = new Map<Client, Sent>();
	const sentTo = (client: Client): Sent => {
		const held = sent.get(client) ?? { out: "", err: "", messages: [], control: [], view: [] };
		sent.set(client, held);
		return held;
	};
	const base = {
		ui: { viewText: (client: Client, text: string) => void sentTo(client).view.push(text) },
		clients: { message: (client: Client, text: string) => void sentTo(client).messages.push(text) },
		control: {
			guard: (client: Client, kind: string, time: number, number: number, flags: number) =>
				void sentTo(client).control.push(`%${kind} ${time} ${number} ${flags}`),
			line: (client: Client, text: string) => void sentTo(client).control.push(text),
		},
	} as unknown as CommandServices;
	const registry = new Registry(entries);
	const parser = new CommandParser(server, registry);
	const runner: CommandRunner = new CommandRunner({
		server,
		output: makeQueueOutput(server, () => services),
		services: () => services,
	});
	const services: CommandServices = { ...base, ...languageServices(registry, parser, runner) };
	const list = (text: string, byLine = false): CommandList => {
		const made = parser.parse(text, { byLine });
		if ("error" in made) throw new Error(made.error);
		return made;
	};
	return {
		server,
		clock,
		runner,
		parser,
		services,
		logged,
		list,
		run(client, text) {
			runner.append(client, list(text));
			clock.settle();
		},
		session: (name, windows = ["one"]) => addSession(server, clock, name, windows),
		client: (name, session) => addClient(server, clock, name, session, sentTo),
		sent: sentTo,
	};
}

function addSession(server: Server, clock: TestClock, name: string, windows: readonly string[]): Session {
	const options = server.childOptions(server.sessionOptions);
	const session = new Session(server.nextSessionId(), name, "/", options, new Environ(), clock.now());
	server.sessions.set(session.id, session);
	for (const [index, text] of windows.entries()) addWindow(server, session, index, text);
	session.current = session.winlinks[0];
	return session;
}

/** A window of one pane at `index`. */
export function addWindow(server: Server, session: Session, index: number, name: string): Winlink {
	const options = server.childOptions(server.windowOptions);
	const window = new Window(server.nextWindowId(), name, options, 80, 24, server.ports.clock.now());
	server.windows.set(window.id, window);
	addPane(server, window, { x: 0, y: 0, sx: 80, sy: 24 });
	return linkAt(session, index, window);
}

/** Puts a window into a session. */
export function linkAt(session: Session, index: number, window: Window): Winlink {
	const winlink = new Winlink(session, index, window);
	session.winlinks = [...session.winlinks, winlink].sort((a, b) => a.index - b.index);
	window.winlinks.add(winlink);
	return winlink;
}

/** A pane at a place; the first one is active. */
export function addPane(
	server: Server,
	window: Window,
	place: { readonly x: number; readonly y: number; readonly sx: number; readonly sy: number },
): Pane {
	const options = server.childOptions(window.options);
	const screen = { cols: place.sx, rows: place.sy } as unknown as Pane["screen"];
	const pane = new Pane(server.nextPaneId(), window, options, screen);
	movePane(pane, place);
	window.panes.push(pane);
	window.zOrder.push(pane);
	window.active ??= pane;
	server.panes.set(pane.id, pane);
	return pane;
}

/** Gives a pane a place without its program knowing. */
export function movePane(
	pane: Pane,
	place: { readonly x: number; readonly y: number; readonly sx: number; readonly sy: number },
): void {
	const { x, y, sx, sy } = place;
	Object.assign(pane, { xoff: x, yoff: y, sx, sy });
	pane.layoutCell = { xoff: x, yoff: y, sx, sy, pane } as unknown as Pane["layoutCell"];
}

function addClient(
	server: Server,
	clock: TestClock,
	name: string,
	session: Session | undefined,
	sentTo: (client: Client) => Sent,
): Client {
	const decoder = new TextDecoder();
	const transport = {
		stdout: (bytes: Uint8Array) => {
			sentTo(client).out += decoder.decode(bytes);
		},
		stderr: (bytes: Uint8Array) => {
			sentTo(client).err += decoder.decode(bytes);
		},
	} as unknown as ClientTransport;
	const identity = { uid: 1000, user: "me", pid: 1 };
	const client: Client = new Client(name, transport, identity, new Environ(), "/", clock.now());
	client.session = session;
	client.attached = session !== undefined;
	server.clients.add(client);
	return client;
}

/** A command for tests: what is not given is empty. */
export function entry(
	name: string,
	exec: (item: QueueItem, command: Command) => CommandResult,
	rest: Partial<Omit<CommandEntry, "name" | "exec">> = {},
): CommandEntry {
	return {
		name,
		args: { template: "c:ds:t:x", lower: 0, upper: -1 },
		usage: "",
		flags: [],
		exec: (command, item) => exec(item, command),
		...rest,
	};
}
