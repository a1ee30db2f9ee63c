/** A small server with sessions, windows and panes for the tests of formats, without any I/O. */
import { Client, type ClientTransport } from "../../src/model/client.ts";
import { Environ } from "../../src/model/environ.ts";
import { LayoutCell } from "../../src/model/layout-cell.ts";
import { Pane } from "../../src/model/pane.ts";
import type { Ports } from "../../src/model/ports.ts";
import { Server } from "../../src/model/server.ts";
import { Session } from "../../src/model/session.ts";
import { Window } from "../../src/model/window.ts";
import { Winlink } from "../../src/model/winlink.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { nullLog } from "../../src/util/log.ts";

/** 2001-09-09 01:46:40 UTC. */
export const START = 1_000_000_000_000;

/** Sessions made by `makeWorld`, and a clock that only moves when told. */
export interface World {
	readonly server: Server;
	/** Commands of `#()` that were asked for. */
	readonly jobs: string[];
	now: number;
	session(name: string): Session;
	window(session: Session, name: string, cols?: number, rows?: number): Winlink;
	pane(window: Window): Pane;
	client(name: string, session?: Session): Client;
}

export function makeWorld(jobOutput: (command: string) => string = () => ""): World {
	const jobs: string[] = [];
	const none = { dispose() {} };
	const ports = {
		clock: { now: () => world.now, setTimeout: () => none, setImmediate: () => none },
		log: nullLog,
		files: undefined as never,
		host: {
			hostname: () => "box.example.org",
			uid: 1000,
			user: "alice",
			home: "/home/alice",
			homeOf: () => undefined,
			userName: () => undefined,
			pid: 4242,
			socketPath: "/tmp/comux-1000/default",
			shimPath: "/opt/comux",
			version: "0.1.0",
			tmuxVersion: "3.8",
			configFiles: ["/etc/tmux.conf", "/home/alice/.tmux.conf"],
			hasTerminfo: () => true,
		},
		formatJobs: {
			get(_client: unknown, command: string) {
				jobs.push(command);
				return jobOutput(command);
			},
		},
		run: { text() {} },
		startJob: () => {
			throw new Error("no jobs here");
		},
	} as unknown as Ports;
	const world: World = {
		server: undefined as never,
		jobs,
		now: START,
		session(name) {
			const { server } = world;
			const id = server.nextSessionId();
			const options = server.childOptions(server.sessionOptions);
			const session = new Session(id, name, "/home/alice", options, new Environ(), world.now);
			server.sessions.set(id, session);
			return session;
		},
		window(session, name, cols = 80, rows = 24) {
			const { server } = world;
			const id = server.nextWindowId();
			const window = new Window(id, name, server.childOptions(server.windowOptions), cols, rows, world.now);
			server.windows.set(id, window);
			const winlink = new Winlink(session, session.freeIndex(0), window);
			session.winlinks.push(winlink);
			session.current ??= winlink;
			window.winlinks.add(winlink);
			const pane = world.pane(window);
			window.active = pane;
			const cell = LayoutCell.single<Pane>(pane, cols, rows);
			window.layoutRoot = cell;
			pane.layoutCell = cell;
			return winlink;
		},
		pane(window) {
			const { server } = world;
			const id = server.nextPaneId();
			const screen = new PaneScreen({ cols: window.sx, rows: window.sy });
			const pane = new Pane(id, window, server.childOptions(window.options), screen);
			window.panes.push(pane);
			window.zOrder.push(pane);
			server.panes.set(id, pane);
			return pane;
		},
		client(name, session) {
			const identity = { uid: 1000, user: "alice", pid: 77 };
			const transport = undefined as unknown as ClientTransport;
			const client = new Client(name, transport, identity, new Environ(), "/tmp", world.now);
			client.session = session;
			client.attached = session !== undefined;
			client.terminal = true;
			client.termName = "xterm-256color";
			world.server.clients.add(client);
			return client;
		},
	};
	(world as { server: Server }).server = new Server(ports);
	return world;
}
