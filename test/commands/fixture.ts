/**
 * The real commands over a hand-made server: the fixture of test/command with
 * panes that have screens, files and jobs that are lists, and user interface
 * pieces that only note what they were asked for.
 */
import { readFileSync } from "node:fs";
import type { MenuRequest, PopupRequest, PromptRequest } from "../../src/command/types.ts";
import { HookMonitors } from "../../src/commands/hook-monitors.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import type { Client } from "../../src/model/client.ts";
import type { ModeKey } from "../../src/model/mode.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { JobRequest } from "../../src/model/ports.ts";
import type { Session } from "../../src/model/session.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { keyName } from "../../src/term/key-names.ts";
import { type Fixture, makeFixture } from "../command/fixture.ts";

/** A job that was asked for; the test ends it. */
export interface FakeJob {
	readonly request: JobRequest;
	/** What came to its standard input; `ended` when that was closed. */
	input: string;
	ended: boolean;
	signals: string[];
	/** Ends it with what it printed. */
	end(output?: string, status?: number, signal?: number): void;
}

export interface CommandWorld extends Fixture {
	readonly jobs: FakeJob[];
	/** Path -> content; what is not here does not exist. */
	readonly files: Map<string, string>;
	/** Calls of services, one line each. */
	readonly calls: string[];
	readonly prompts: PromptRequest[];
	readonly menus: MenuRequest[];
	readonly popups: PopupRequest[];
	readonly hooks: HookMonitors;
	readonly decoder: InstanceType<typeof TextDecoder>;
	/** Lets time go by: timers that are due run. */
	pass(ms: number): void;
	/** Runs a text for a command client and gives what it got: output, then errors. */
	out(text: string, client?: Client): string;
	/** A session with one window whose pane has a screen and a program. */
	place(name: string): { readonly session: Session; readonly pane: Pane; readonly typed: () => string };
}

interface Timer {
	readonly due: number;
	readonly fn: () => void;
	live: boolean;
}

export function makeCommandWorld(): CommandWorld {
	const fixture = makeFixture(COMMANDS);
	const { server, clock, services } = fixture;
	const encoder = new TextEncoder();
	const decoder = new TextDecoder();
	const timers: Timer[] = [];
	const jobs: FakeJob[] = [];
	const files = new Map<string, string>();
	const calls: string[] = [];
	const prompts: PromptRequest[] = [];
	const menus: MenuRequest[] = [];
	const popups: PopupRequest[] = [];
	const none = { dispose() {} };
	server.configDone = true;

	Object.assign(clock, {
		setTimeout(fn: () => void, ms: number) {
			const timer = { due: clock.time + ms, fn, live: true };
			timers.push(timer);
			return {
				dispose() {
					timer.live = false;
				},
			};
		},
	});
	const missing = { error: "No such file or directory" };
	Object.assign(server.ports, {
		files: {
			read(_client: unknown, path: string, done: (result: unknown) => void) {
				const text = files.get(path);
				done(text === undefined ? missing : encoder.encode(text));
			},
			write(
				client: Client | undefined,
				path: string,
				bytes: Uint8Array,
				append: boolean,
				done: (error: unknown) => void,
			) {
				if (path === "-") client?.transport.stdout(bytes);
				else files.set(path, (append ? (files.get(path) ?? "") : "") + decoder.decode(bytes));
				done(undefined);
			},
			glob: (pattern: string) =>
				[...files.keys()].filter((path) =>
					pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
				),
			isDirectory: () => true,
			readNow(path: string) {
				const text = files.get(path);
				return text === undefined ? missing : encoder.encode(text);
			},
		},
		startJob: (request: JobRequest) => startJob(jobs, request, encoder, decoder),
	});
	Object.assign(server.ports.host, { homeOf: (user: string) => (user === "you" ? "/home/you" : undefined) });

	const hooks = new HookMonitors(server, () => services);
	server.events.on("notify", (event) => fixture.runner.notify(event));
	const note = (line: string) => void calls.push(line);
	Object.assign(services, {
		hooks,
		cwdOf: () => "/home/me",
		jobEnvironment: () => new Map([["TMUX", "x"]]),
		shellOf: () => "/bin/sh",
		isShell: (path: string) => path === "/bin/sh",
		flush() {},
		inject: (pane: Pane, bytes: Uint8Array) => pane.screen.write(bytes),
		jobs: () => [{ command: "sleep 9", fd: 7, pid: 99, status: 0 }],
		terminals: () => [],
		panes: {
			key(pane: Pane, event: ModeKey) {
				pane.write(encoder.encode(`<${keyName(event.key)}>`));
				return true;
			},
			themeChanged() {},
		},
	});
	Object.assign(services.clients, {
		key: (client: Client, key: number) => note(`key ${client.name} ${keyName(key)}`),
		setKeyTable: (client: Client, table?: string) => note(`table ${client.name} ${table}`),
		setSession(client: Client, session: Session) {
			client.session = session;
		},
		setClipboard: (client: Client, bytes: Uint8Array) =>
			note(`clipboard ${client.name} ${decoder.decode(bytes)}`),
		detach: (client: Client, kill: boolean) => note(`detach ${client.name} ${kill}`),
		exec: (client: Client, command: string) => note(`exec ${client.name} ${command}`),
		lock: (client: Client) => note(`lock ${client.name}`),
		setFlags: (client: Client, flags: string) => note(`flags ${client.name} ${flags}`),
	});
	Object.assign(services.ui, {
		enterMode(pane: Pane, name: string) {
			note(`enter %${pane.id} ${name}`);
		},
		leaveMode: (pane: Pane, all: boolean) => note(`leave %${pane.id} ${all}`),
		viewPane: (pane: Pane, text: string) => note(`view %${pane.id} ${text}`),
		prompt: (_client: Client, request: PromptRequest) => void prompts.push(request),
		menu: (_client: Client, request: MenuRequest) => void menus.push(request),
		popup: (_client: Client, request: PopupRequest) => void popups.push(request),
		lastMenu: () => ({ x: 0, y: 0 }),
	});

	const world: CommandWorld = {
		...fixture,
		jobs,
		files,
		calls,
		prompts,
		menus,
		popups,
		hooks,
		decoder,
		pass(ms) {
			clock.time += ms;
			for (const timer of timers.filter((one) => one.live && one.due <= clock.time)) {
				timer.live = false;
				timer.fn();
			}
			clock.settle();
		},
		out(text, client = fixture.client(`client-${server.clients.size}`)) {
			const sent = fixture.sent(client);
			sent.out = "";
			sent.err = "";
			const list = services.parse(text);
			if ("error" in list) return `${list.error}\n`;
			fixture.runner.append(client, list);
			clock.settle();
			return sent.out + sent.err;
		},
		place(name) {
			const session = fixture.session(name);
			const pane = session.current?.window.active;
			if (!pane) throw new Error("no pane");
			let typed = "";
			Object.assign(pane, {
				screen: new PaneScreen({ cols: 80, rows: 24, clock }),
				process: {
					...none,
					pid: 5,
					ttyName: "/dev/pts/7",
					write: (bytes: Uint8Array) => {
						typed += decoder.decode(bytes);
					},
					currentCommand: () => "sh",
					currentPath: () => "/tmp",
				},
			});
			return { session, pane, typed: () => typed };
		},
	};
	return world;
}

function startJob(
	jobs: FakeJob[],
	request: JobRequest,
	encoder: InstanceType<typeof TextEncoder>,
	decoder: InstanceType<typeof TextDecoder>,
) {
	const job: FakeJob = {
		request,
		input: "",
		ended: false,
		signals: [],
		end(output = "", status = 0, signal = 0) {
			if (output !== "") request.onOutput?.(encoder.encode(output));
			request.onExit(status, signal);
		},
	};
	jobs.push(job);
	return {
		pid: 4000 + jobs.length,
		command: String(request.command),
		startTime: 0,
		ttyName: "",
		write(bytes: Uint8Array) {
			job.input += decoder.decode(bytes);
		},
		endInput() {
			job.ended = true;
		},
		resize() {},
		kill: (signal = "SIGTERM") => void job.signals.push(signal),
		dispose() {},
	};
}

/** A file of the repository as text. */
export function repositoryFile(path: string): string {
	return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}
