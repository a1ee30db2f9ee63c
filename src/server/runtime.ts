/**
 * The house put together: the model, the queue, panes, clients, frames and
 * modes, each handed what it may use of the others. Made by main.ts with the
 * real ports and by test/harness with fakes. Nothing here decides anything; it
 * says who is connected to whom.
 */
import { CommandParser } from "../command/command-parser.ts";
import { languageServices } from "../command/language.ts";
import { CommandRunner } from "../command/queue.ts";
import { makeQueueOutput } from "../command/queue-output.ts";
import { Registry } from "../command/registry.ts";
import { targetFromClient } from "../command/targets.ts";
import type { CommandEntry, CommandServices, SharingServices } from "../command/types.ts";
import { HookMonitors } from "../commands/hook-monitors.ts";
import { COMMANDS } from "../commands/table.ts";
import { ControlMode } from "../control/control-mode.ts";
import type { Client } from "../model/client.ts";
import { checkUnattached } from "../model/lifecycle.ts";
import { markAll, markClient, markStatus } from "../model/marks.ts";
import { notifyClient } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { FormatJobPort, Ports } from "../model/ports.ts";
import { applyPendingSizes } from "../model/resize.ts";
import { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { DisposableStore } from "../util/disposable.ts";
import { Alerts } from "./alerts.ts";
import { ClientHub } from "./client-hub.ts";
import { ClientViews } from "./client-views.ts";
import { Clipboard } from "./clipboard.ts";
import { Config, type ConfigFile, type Keymap } from "./config.ts";
import { endTopmost } from "./end-topmost.ts";
import { logEvents } from "./event-log.ts";
import { ExitWatch } from "./exit-watch.ts";
import { FormatJobs } from "./format-jobs.ts";
import { FrameScheduler } from "./frame-scheduler.ts";
import { KeyDispatch } from "./key-dispatch.ts";
import { locateMouse, targetOfMouse } from "./mouse.ts";
import { noSharing } from "./no-sharing.ts";
import { OptionEffects } from "./option-effects.ts";
import { PaletteQueries } from "./palette-queries.ts";
import { OWN_INPUT, type PaneInput } from "./pane-input.ts";
import { clientsSeeing, PanePump, type PumpPorts } from "./pane-pump.ts";
import { PaneThemes, paneColour, paneTheme } from "./pane-theme.ts";
import { loadPromptHistory, savePromptHistory } from "./prompt-history-file.ts";
import { clientCwd, environForSession, isShell, Spawner, withShims } from "./spawn.ts";
import { clearMessage, showMessage } from "./status-message.ts";
import { StatusTimers } from "./status-timer.ts";
import { jobSummaries, terminalSummaries } from "./summaries.ts";
import { Terminal } from "./terminal.ts";
import { openCaps } from "./terminal-caps.ts";
import { Ui } from "./ui.ts";
import { WindowNames } from "./window-names.ts";

/** What only the outside can give: ports without those the runtime makes itself. */
export type OuterPorts = Omit<Ports, "formatJobs" | "run" | "paneEvents">;

export interface RuntimeOptions {
	readonly ports: OuterPorts;
	readonly startPty: PumpPorts["startPty"];
	/** Reads a file of the terminfo database; undefined when there is none. */
	readonly readTerminfo: (path: string) => Uint8Array | undefined;
	/** The client is attached: raw mode (local ones). */
	readonly attached: (client: Client) => void;
	/** Whether any client is attached changed. */
	readonly attachedChanged: (attached: boolean) => void;
	/** The server has nothing left to do, or was told to end. */
	readonly exit: () => void;
	/** Sharing over the network; without it the server cannot be shared. */
	readonly sharing?: (runtime: Runtime) => SharingServices;
	/** The commands there are; all of comux's when not given. */
	readonly commands?: readonly CommandEntry[];
	/** Where keys and pastes for panes go; to their modes and programs when not given. */
	readonly paneInput?: PaneInput;
	/** What runs `#()`; ordinary jobs when not given. */
	readonly formatJobs?: FormatJobPort;
}

const DEFAULT_SHELL = "/bin/sh";

export class Runtime {
	readonly server: Server;
	readonly hub: ClientHub;
	readonly control: ControlMode;
	readonly keys: KeyDispatch;
	readonly pump: PanePump;
	readonly runner: CommandRunner;
	readonly services: CommandServices;
	readonly #config: Config;
	readonly #frames: FrameScheduler;
	readonly #exit: ExitWatch;
	readonly #store = new DisposableStore();
	readonly #ui: Ui;
	#releases: (() => void)[] = [];
	#firstCame = false;

	constructor(options: RuntimeOptions) {
		const { ports: outer } = options;
		const { clock } = outer;
		const ports: Ports = {
			...outer,
			startJob: (request) =>
				outer.startJob({
					...request,
					onExit: (status, signal) => {
						request.onExit(status, signal);
						this.#exit.check();
					},
				}),
			formatJobs: options.formatJobs ?? { get: (...job) => formatJobs.get(...job) },
			run: { text: (request) => this.#runText(request) },
			paneEvents: (get) => this.pump.events(get),
		};
		const server = new Server(ports);
		this.server = server;
		const own = <T extends { dispose(): void }>(item: T) => this.#store.add(item);

		const registry = new Registry(options.commands ?? COMMANDS);
		const parser = new CommandParser(server, registry);
		const input = options.paneInput ?? OWN_INPUT;
		this.runner = own(
			new CommandRunner({
				server,
				output: makeQueueOutput(server, () => this.services),
				services: () => this.services,
			}),
		);
		const { runner } = this;
		this.#config = new Config(server, parser, runner);
		const formatJobs = own(
			new FormatJobs({
				clock,
				start: (request) => {
					const job = ports.startJob({
						...request,
						shell: DEFAULT_SHELL,
						env: this.jobEnvironment(undefined),
					});
					job.endInput();
					return job;
				},
				changed: (client) => markStatus(server, client),
			}),
		);
		const message = (client: Client, text: string, how = {}) => showMessage(server, client, text, how);
		const alerts = own(new Alerts(server, { message }));
		const names = own(new WindowNames(server));
		const timers = own(new StatusTimers(server));
		const clipboard = own(new Clipboard(server, (client) => this.hub.terminal(client)));
		const views = own(new ClientViews(server));
		const themes = new PaneThemes(server);
		const palettes = new PaletteQueries(server, (client) => this.hub.terminal(client));
		this.#exit = own(
			new ExitWatch(server, {
				jobsRunning: () => (outer.jobs?.() ?? []).length > 0,
				exit: options.exit,
			}),
		);

		this.pump = own(
			new PanePump(server, {
				startPty: options.startPty,
				bell: (pane) => alerts.queue(pane.window, "bell"),
				nameChanged: (pane) => names.changed(pane),
				setClipboard: (pane, selection, data) => clipboard.setByProgram(pane, selection, data),
				queryClipboard: (pane, selection, end) => clipboard.query(pane, selection, end),
				passthrough: (pane, bytes) => this.#passthrough(pane, bytes),
				queryColour: (pane, what) => paneColour(server, pane, what),
				queryPalette: (pane, index) => palettes.ask(pane, index),
				queryTheme: (pane) => paneTheme(server, pane),
				paneEnded: () => this.#exit.check(),
				held: (pane) => this.control.held(pane),
			}),
		);
		const ui = own(
			new Ui(server, {
				clearOverlay: (client) => this.hub.clearOverlay(client),
				nameChanged: (pane) => names.changed(pane),
				commandNames: () => registry.entries.map((entry) => entry.name),
				flush: (pane) => this.pump.flush(pane),
				copied: (pane, bytes) => clipboard.copied(pane, bytes),
				jobEnvironment: (session) => this.jobEnvironment(session),
				shellOf: (session) => this.shellOf(session),
				cwdOf: (session) => clientCwd(server, undefined, session),
				popupEvents: (client) => ({
					bell: () => client.transport.terminal(new Uint8Array([7])),
					clipboardSet: (selection, data) => clipboard.set(client, data, selection),
				}),
				message,
				parse: (text) => parser.parse(text),
				append: (client, list, current, after) => {
					runner.append(client, list, current ? { current } : {});
					if (after) runner.appendCallback(client, () => after());
				},
				parseError: (client, text) => runner.appendError(client, text),
				isShell: (path) => isShell(server, path),
				hooks: () => this.services.hooks,
				spawner: () => this.services.spawner,
				detach: (client, kill) => this.hub.detach(client, kill),
				suspend: (client) => this.hub.suspend(client),
				statusScreen: (client) => views.statusScreen(client),
			}),
		);
		this.#ui = ui;
		const spawner = new Spawner(server, {
			start: (request) => this.pump.start(request),
			stop: (pane) => {
				this.pump.stop(pane);
				this.control.resetPane(pane);
			},
			leaveModes: (pane) => ui.leaveMode(pane, true),
		});
		const topmost = {
			clearOverlay: (client: Client) => this.hub.clearOverlay(client),
			leaveMode: (pane: Pane) => ui.leaveMode(pane),
			log: (what: string, error: unknown) => server.ports.log.error(what, error),
		};
		this.keys = new KeyDispatch(server, {
			input,
			enqueue: (client, fn) => runner.appendCallback(client, (item) => fn(item.insertAfter)),
			locateMouse: (client, mouse, key) =>
				locateMouse(server, client, mouse, key, {
					view: views.of(client),
					again: (event) => this.keys.key(client, event),
				}),
			targetOf: (client, mouse) =>
				(mouse && targetOfMouse(server, mouse)) ?? targetFromClient(server, client) ?? { index: -1 },
			clearMessage: (client) => clearMessage(server, client),
			clearOverlay: (client) => this.hub.clearOverlay(client),
			themeReport: (client, theme) => {
				client.theme = theme;
				notifyClient(server, `client-${theme}-theme`, client);
				markClient(server, client);
			},
			failed: (client, pane, error) => {
				server.ports.log.error(`key of ${client.name}`, error);
				endTopmost(client, topmost, pane);
				markAll(server, client);
			},
			closeDeadPane: (pane) => this.pump.close(pane),
			activity: (client, session) => this.hub.activity(client, session),
		});
		this.control = own(
			new ControlMode(server, {
				run: (client, text) => this.#runControlLine(client, text, parser),
				refuse: (client, error) => this.#refuseControlLine(client, error),
				busy: (client) => runner.canRun(client),
				leave: (client, message) =>
					this.hub.leave(
						client,
						message === undefined ? undefined : { type: "return", status: client.exitStatus, message },
					),
				room: () => this.pump.proceed(),
			}),
		);
		this.hub = new ClientHub(server, {
			openTerminal: (client, hello) => {
				const caps = openCaps(server, client, hello.features, options.readTerminfo);
				if (typeof caps === "string") return caps;
				return new Terminal(server, client, caps, {
					key: (c, key) => this.keys.key(c, key),
					attached: options.attached,
					changed: (c) => markClient(server, c),
					clipboard: (c, data) => clipboard.answered(c, data),
					palette: (c, index, colour) => palettes.answered(c, index, colour),
					focus: (c, focused) => this.#focus(c, focused),
				});
			},
			run: (client, commands, then) => {
				runner.append(client, commands);
				runner.appendCallback(client, () => then());
			},
			parse: (text) => parser.parse(text),
			parseArgv: (argv) => parser.parseArgv(argv),
			printError: (client, text) => runner.output.error(client, text, undefined),
			startControl: (client) => this.control.start(client),
			readyControl: (client) => this.control.ready(client),
			controlFlags: (client) => this.control.flagsChanged(client),
			stopControl: (client) => this.control.stop(client),
			finishControl: (client, done) => this.control.finish(client, done),
			forgetClient: (client) => {
				runner.removeClient(client);
				formatJobs.forget(client);
				timers.forget(client);
				clipboard.forget(client);
				views.forget(client);
				this.#exit.check();
			},
			checkAlerts: (session) => alerts.checkSession(session),
			showConfigErrors: (session) => this.#showConfigErrors(session, ui),
			key: (client, key, item) =>
				this.keys.key(client, { key, bytes: new Uint8Array(0) }, item && ((fn) => item.insertCallback(fn))),
			setKeyTable: (client, table) => this.keys.setTable(client, table),
			setClipboard: (client, bytes) => clipboard.set(client, bytes),
			requestClipboard: (client) => clipboard.request(client),
			attachedChanged: () => {
				const attached = [...server.clients].some((client) => client.attached);
				options.attachedChanged(attached);
				timers.restartAll();
				this.pump.proceed();
				this.#exit.check();
			},
			message,
			shellOf: (session) => this.shellOf(session),
		});
		const { hub } = this;
		this.#frames = own(
			new FrameScheduler(server, {
				terminal: (client) => hub.terminal(client),
				compose: (client, spare) => views.of(client).compose(spare),
				endTopmost: (client) => endTopmost(client, topmost),
				beforeFrames: () => {
					applyPendingSizes(server);
					themes.update();
				},
			}),
		);
		own(
			new OptionEffects(server, {
				restartStatusTimers: () => timers.restartAll(),
				resetAlerts: () => alerts.resetAll(),
				keysChanged: () => {
					for (const client of server.clients) hub.terminal(client)?.keysChanged();
				},
				nameChanged: () => {
					for (const window of server.windows.values()) if (window.active) names.changed(window.active);
				},
				lockChanged: () => {
					for (const client of server.clients) if (client.session) hub.activity(client, client.session);
				},
				checkExit: () => this.#exit.check(),
			}),
		);
		this.services = {
			...languageServices(registry, parser, runner),
			clients: hub,
			spawner,
			ui,
			control: this.control,
			cwdOf: (client, session) => clientCwd(server, client, session),
			killServer: () => this.killServer(),
			inject: (pane, bytes) => this.pump.inject(pane, bytes),
			jobEnvironment: (session) => this.jobEnvironment(session),
			flush: (pane) => this.pump.flush(pane),
			shellOf: (session) => this.shellOf(session),
			isShell: (path) => isShell(server, path),
			jobs: () => jobSummaries(outer.jobs?.() ?? []),
			terminals: () => terminalSummaries(server, (client) => hub.terminal(client)),
			panes: {
				key: (pane, event) => input.key(server, pane, event),
				themeChanged: (pane) => themes.updatePane(pane),
			},
			hooks: own(new HookMonitors(server, () => this.services)),
			sharing: options.sharing?.(this) ?? noSharing(),
		};
		own(server.events.on("activity", ({ window }) => alerts.queue(window, "activity")));
		own(logEvents(server));
		own(server.events.on("notify", (notification) => runner.notify(notification)));
		own(
			server.events.on("clientMoved", ({ client, to }) =>
				to ? hub.setSession(client, to) : hub.sessionGone(client),
			),
		);
		own(
			server.events.on("sessionDestroyed", ({ session }) => {
				hub.forgetSession(session);
				this.#exit.check();
			}),
		);
		own(
			server.events.on("windowDestroyed", ({ window }) => {
				alerts.forget(window);
				names.forget(window);
			}),
		);
	}

	/** Binds the default keys and runs the config; `stay`: the server does not end by itself (-D). */
	start(keymaps: readonly Keymap[], files: readonly ConfigFile[], how: { readonly stay: boolean }): void {
		if (how.stay) this.#exit.stay();
		this.#config.bindDefaults(keymaps);
		this.#exit.start(() => this.#loadConfig(files));
		if (how.stay) this.#exit.clientCame();
	}

	/** Runs the config: once the first client is there, for its folder counts. */
	#loadConfig(files: readonly ConfigFile[]): void {
		this.#config.load(files, () => {
			const releases = this.#releases;
			this.#releases = [];
			for (const release of releases) release();
			for (const client of this.server.clients)
				if (client.session) this.#showConfigErrors(client.session, this.#ui);
			loadPromptHistory(this.server);
			checkUnattached(this.server);
			this.#exit.check();
		});
	}

	/** The client that started the server waits for the end of its config; those the config itself runs do not. */
	waitForConfig(client: Client): void {
		const first = !this.#firstCame;
		this.#firstCame = true;
		if (!first) return;
		this.server.configClient = client;
		if (!this.server.configDone) this.#releases.push(this.runner.block(client));
		this.#exit.clientCame();
	}

	/** The client's wire has room again. */
	drained(client: Client): void {
		this.#frames.drained(client);
		this.control.drained(client);
	}

	/** The default shell, for `-c`. */
	shellFor(client: Client): string {
		return this.shellOf(client.session);
	}

	/** A usable `default-shell`. */
	shellOf(session: Session | undefined): string {
		const shell = (session?.options ?? this.server.sessionOptions).string("default-shell");
		return isShell(this.server, shell) ? shell : DEFAULT_SHELL;
	}

	/** Variables of jobs: those of the session, with the shims first on PATH. */
	jobEnvironment(session: Session | undefined): ReadonlyMap<string, string> {
		// While the config runs, conditions ask about the outer terminal.
		const environ = environForSession(this.server, session, this.server.configDone);
		environ.set("PATH", withShims(this.server, environ.get("PATH") ?? "/usr/bin:/bin"));
		return environ.toMap();
	}

	/** Ends the server: clients are told, sessions and their programs end. */
	killServer(): void {
		this.server.exiting = true;
		this.hub.shutdown();
		this.#exit.killAll();
	}

	/** Runs `fn`; a bug in it is logged and ends nothing. */
	guard(what: string, fn: () => void): void {
		try {
			fn();
		} catch (error) {
			this.server.ports.log.error(what, error);
		}
	}

	dispose(): void {
		savePromptHistory(this.server);
		this.#store.dispose();
	}

	#runText(request: Parameters<Ports["run"]["text"]>[0]): void {
		const { client, pane, text, after } = request;
		const list = this.services.parse(text);
		if ("error" in list) this.runner.appendError(client, list.error);
		else {
			const current = pane ? this.#targetOfPane(pane) : undefined;
			this.runner.append(client, list, current ? { current } : {});
		}
		if (after) this.runner.appendCallback(client, () => after());
	}

	#targetOfPane(pane: Pane) {
		for (const winlink of pane.window.winlinks)
			return { session: winlink.session, winlink, window: pane.window, pane, index: winlink.index };
		return undefined;
	}

	#runControlLine(client: Client, text: string, parser: CommandParser): void {
		const list = parser.parse(text);
		if ("error" in list) this.#refuseControlLine(client, list.error);
		else this.runner.append(client, list, { flags: { control: true } });
	}

	/** In its place in the queue, behind the lines before it. */
	#refuseControlLine(client: Client, error: string): void {
		this.runner.appendCallback(client, ({ number }) => this.control.parseError(client, error, number));
	}

	#passthrough(pane: Pane, bytes: Uint8Array): void {
		const how = pane.options.choice("allow-passthrough");
		if (how === "off") return;
		const clients = how === "all" ? this.server.clients : clientsSeeing(this.server, pane);
		for (const client of clients)
			if (client.attached && client.control === "" && !client.suspended) client.transport.terminal(bytes);
	}

	#focus(client: Client, focused: boolean): void {
		client.focused = focused;
		notifyClient(this.server, focused ? "client-focus-in" : "client-focus-out", client);
		const window = client.session?.current?.window;
		if (window) this.services.ui.focusChanged(window);
	}

	#showConfigErrors(session: Session, ui: Ui): void {
		const { configErrors } = this.server;
		if (configErrors.length === 0) return;
		const [first] = this.server.clients;
		if (first && first.control !== "") {
			for (const error of configErrors.splice(0)) this.control.notice(first, `%config-error ${error}`);
			return;
		}
		const pane = session.current?.window.active;
		if (!pane) return;
		ui.viewPane(pane, configErrors.splice(0).join("\n"));
	}
}
