/**
 * From connections to clients: identifies who came, runs its command, attaches,
 * detaches and forgets it. Implements ClientServices for commands. Other
 * transports (a guest's channel, the test harness) come in by `add`.
 */
import type { ClientServices, CommandList, QueueItem } from "../command/types.ts";
import { Client, type ClientIdentity, type ClientTransport, type ExitReason } from "../model/client.ts";
import { setClientFlags } from "../model/client-flags.ts";
import { Environ } from "../model/environ.ts";
import { updateFocus } from "../model/focus.ts";
import { becomesLatest, isGuest, onlyLooks } from "../model/guest-rules.ts";
import { checkUnattached } from "../model/lifecycle.ts";
import { markAll, markClient, markStatus } from "../model/marks.ts";
import { notifyClient, sessionFacts } from "../model/notify.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Terminal } from "./terminal.ts";

/** Everything a transport tells about itself. */
export interface ClientHello {
	readonly name: string;
	readonly transport: ClientTransport;
	readonly identity: ClientIdentity;
	readonly environ: readonly string[];
	readonly cwd: string;
	readonly ttyName: string;
	readonly term: string;
	/** Arguments of -T and -2. */
	readonly features: readonly string[];
	readonly cols: number;
	readonly rows: number;
	readonly xpixel: number;
	readonly ypixel: number;
	/** Has a terminal on its standard input. */
	readonly terminal: boolean;
	readonly control: "" | "C" | "CC";
	readonly readOnly?: boolean;
	/** Its commands do not go into the message log. */
	readonly unlogged?: boolean;
}

export interface HubPorts {
	/** Makes the terminal of a client; an error text when its TERM will not do. */
	openTerminal(client: Client, hello: ClientHello): Terminal | string;
	/** Appends to the client's queue; `then` runs when the commands have ended. */
	run(client: Client, commands: CommandList, then: () => void): void;
	parse(text: string): CommandList | { readonly error: string };
	parseArgv(argv: readonly string[]): CommandList | { readonly error: string };
	/** Prints an error to a client that has just come. */
	printError(client: Client, text: string): void;
	startControl(client: Client): void;
	/** The first command of a control client has ended. */
	readyControl(client: Client): void;
	/** Flags of a control client have changed. */
	controlFlags(client: Client): void;
	stopControl(client: Client): void;
	/** Sends what a control client still has to get, then calls back. */
	finishControl(client: Client, done: () => void): void;
	forgetClient(client: Client): void;
	checkAlerts(session: Session): void;
	showConfigErrors(session: Session): void;
	key(client: Client, key: KeyCode, item: QueueItem | undefined): void;
	setKeyTable(client: Client, table: string | undefined): void;
	setClipboard(client: Client, bytes: Uint8Array): void;
	requestClipboard(client: Client): void;
	/** The number of attached clients or sessions changed. */
	attachedChanged(): void;
	message(
		client: Client,
		text: string,
		options?: { delay?: number; ignoreKeys?: boolean; ignoreStyles?: boolean },
	): void;
	shellOf(session: Session | undefined): string;
}

/** A client that was told to go has this long to do so, in ms, and as long to read what waits for it. */
const EXIT_LIMIT = 10_000;

export class ClientHub implements ClientServices {
	readonly #server: Server;
	readonly #ports: HubPorts;
	readonly #hellos = new WeakMap<Client, ClientHello>();
	readonly #terminals = new Map<Client, Terminal>();
	readonly #exitReasons = new WeakMap<Client, ExitReason>();
	readonly #lockTimers = new Map<Session, Disposable>();
	readonly #exitTimers = new Map<Client, Disposable>();

	constructor(server: Server, ports: HubPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** A client has come; it has no session yet. */
	add(hello: ClientHello): Client {
		const environ = new Environ();
		for (const assignment of hello.environ) environ.put(assignment);
		const client = new Client(
			hello.name,
			hello.transport,
			hello.identity,
			environ,
			hello.cwd,
			this.#server.ports.clock.now(),
		);
		client.ttyName = hello.ttyName;
		client.termName = hello.term;
		client.terminal = hello.terminal;
		client.control = hello.control;
		client.flags.readOnly = hello.readOnly ?? false;
		client.unlogged = hello.unlogged ?? false;
		if (hello.cols > 0 && hello.rows > 0) {
			client.sx = hello.cols;
			client.sy = hello.rows;
			client.xpixel = Math.floor(hello.xpixel / hello.cols);
			client.ypixel = Math.floor(hello.ypixel / hello.rows);
		}
		this.#hellos.set(client, hello);
		this.#server.clients.add(client);
		if (client.control !== "") this.#ports.startControl(client);
		if (client.control !== "" || client.terminal) notifyClient(this.#server, "client-created", client);
		return client;
	}

	/** Runs the command the client came with; it leaves afterwards unless it was attached. */
	command(client: Client, argv: readonly string[]): void {
		const parsed =
			argv.length > 0
				? this.#ports.parseArgv(argv)
				: this.#ports.parse(this.#server.options.string("default-client-command"));
		if ("error" in parsed) {
			this.#ports.printError(client, parsed.error);
			client.exitStatus = 1;
			return this.leave(client);
		}
		this.#ports.run(client, parsed, () => {
			if (!client.attached) this.leave(client);
			else if (client.control !== "") this.#ports.readyControl(client);
		});
	}

	/** The terminal of an attached client. */
	terminal(client: Client): Terminal | undefined {
		return this.#terminals.get(client);
	}

	/** Bytes typed at an attached client. */
	input(client: Client, bytes: Uint8Array): void {
		if (!client.suspended && !client.exiting) this.#terminals.get(client)?.input(bytes);
	}

	/** The client's terminal has another size. */
	resize(client: Client, cols: number, rows: number, xpixel: number, ypixel: number): void {
		if (cols < 1 || rows < 1) return;
		const old = { width: client.sx, height: client.sy };
		client.sx = Math.min(cols, 10000);
		client.sy = Math.min(rows, 10000);
		client.xpixel = Math.floor(xpixel / cols);
		client.ypixel = Math.floor(ypixel / rows);
		if (!client.session) return;
		if (client.overlay && !client.overlay.resize(client.sx, client.sy)) this.clearOverlay(client);
		this.#terminals.get(client)?.resized();
		recalculateSizes(this.#server);
		markAll(this.#server, client);
		notifyClient(this.#server, "client-resized", client, {
			width: String(client.sx),
			height: String(client.sy),
			old_width: String(old.width),
			old_height: String(old.height),
		});
	}

	/** The client goes on after a suspend or lock. */
	wakeup(client: Client): void {
		if (!client.suspended) return;
		client.suspended = false;
		client.activityTime = this.#server.ports.clock.now();
		this.#terminals.get(client)?.start();
		recalculateSizes(this.#server);
		markAll(this.#server, client);
		if (client.session) this.activity(client, client.session);
		// Guests have no lock program of their own: they come back with the host.
		if (isGuest(client)) return;
		for (const other of [...this.#server.clients]) if (isGuest(other)) this.wakeup(other);
	}

	/** The connection has gone, however that came. */
	lost(client: Client): void {
		if (client.dead) return;
		const { session } = client;
		const wasAttached = client.attached;
		client.dead = true;
		client.exiting = true;
		this.clearOverlay(client);
		client.prompt?.dispose();
		client.prompt = undefined;
		client.message?.timer?.dispose();
		client.message = undefined;
		for (const timer of [client.repeatTimer, client.mouse.clickTimer]) timer?.dispose();
		this.#server.clients.delete(client);
		if (this.#server.configClient === client) this.#server.configClient = undefined;
		this.#exitTimers.get(client)?.dispose();
		this.#exitTimers.delete(client);
		this.#terminals.get(client)?.dispose();
		this.#terminals.delete(client);
		if (wasAttached) {
			this.#chooseLatest(client);
			notifyClient(this.#server, "client-detached", client);
		}
		if (client.control !== "" || client.terminal) notifyClient(this.#server, "client-closed", client);
		if (client.control !== "") this.#ports.stopControl(client);
		client.attached = false;
		client.session = undefined;
		this.#ports.forgetClient(client);
		this.#server.events.emit("clientGone", { client });
		if (session?.current) updateFocus(this.#server, session.current.window);
		recalculateSizes(this.#server);
		checkUnattached(this.#server);
		this.#ports.attachedChanged();
	}

	/** Sends the client away with its exit status or the reason it was given. */
	leave(client: Client, reason?: ExitReason): void {
		if (client.exiting || client.dead) return;
		client.exiting = true;
		const why = reason ?? this.#exitReasons.get(client) ?? { type: "return", status: client.exitStatus };
		const send = () => {
			this.#terminals.get(client)?.stop();
			this.#limitExit(client);
			client.transport.exit(why);
		};
		if (client.control !== "") this.#ports.finishControl(client, send);
		else send();
	}

	/** Its session has gone and there is no other: `[exited]`. */
	sessionGone(client: Client): void {
		this.leave(client);
	}

	clearOverlay(client: Client): void {
		const { overlay } = client;
		if (!overlay) return;
		client.overlay = undefined;
		overlay.dispose();
		if (client.session?.current) updateFocus(this.#server, client.session.current.window);
		markClient(this.#server, client);
	}

	/** A client did something: its session is active and not to be locked yet. */
	activity(client: Client, session: Session): void {
		session.activityTime = client.activityTime;
		this.#restartLock(session);
	}

	isNested(client: Client): boolean {
		const inside = client.environ.get("TMUX");
		if (inside === undefined || inside === "" || client.ttyName === "") return false;
		for (const pane of this.#server.panes.values()) if (pane.ttyName === client.ttyName) return true;
		return false;
	}

	open(client: Client): string | undefined {
		if (client.control !== "" || this.#terminals.has(client)) return undefined;
		if (!client.terminal) return "not a terminal";
		const hello = this.#hellos.get(client);
		if (!hello) return "not a terminal";
		const terminal = this.#ports.openTerminal(client, hello);
		if (typeof terminal === "string") return terminal;
		this.#terminals.set(client, terminal);
		return undefined;
	}

	setSession(client: Client, session: Session): void {
		const server = this.#server;
		const old = client.session;
		const first = !client.attached;
		if (old && old !== session) client.lastSession = old;
		client.session = session;
		client.focused = true;
		if (old?.current) updateFocus(server, old.current.window);
		if (first) {
			client.attached = true;
			if (client.control === "") {
				const terminal = this.#terminals.get(client);
				terminal?.attach();
			}
		}
		const looks = onlyLooks(client);
		if (session.current) {
			const { window } = session.current;
			if (becomesLatest(client, window)) window.latest = client;
			if (!looks) session.current.clearAlerts();
		}
		recalculateSizes(server);
		if (session.current) updateFocus(server, session.current.window);
		if (!looks) {
			const now = server.ports.clock.now();
			session.activityTime = now;
			session.lastAttachedTime = now;
			this.#restartLock(session);
		}
		this.#ports.checkAlerts(session);
		// Also when it is the one it had.
		notifyClient(server, "client-session-changed", client, {
			...sessionFacts("new_session", session),
			...(old ? sessionFacts("old_session", old) : {}),
		});
		if (first) notifyClient(server, "client-attached", client);
		markAll(server, client);
		checkUnattached(server);
		this.#ports.attachedChanged();
		if (server.configDone) this.#ports.showConfigErrors(session);
	}

	/** The client loses its session because that was destroyed. */
	dropSession(client: Client): void {
		client.session = undefined;
		client.lastSession = undefined;
	}

	setFlags(client: Client, flags: string): void {
		setClientFlags(client, flags);
		if (onlyLooks(client)) this.#letGo(client);
		if (client.control !== "") {
			this.#ports.controlFlags(client);
			client.transport.waitExit?.(client.flags.waitExit);
		}
		if (client.session) recalculateSizes(this.#server);
	}

	/** A guest who may only look from now on: what it has open could not even be closed by it. */
	#letGo(client: Client): void {
		this.clearOverlay(client);
		client.prompt?.dispose();
		client.prompt = undefined;
		client.mouse.dragging = false;
		client.mouse.dragUpdate = undefined;
		client.mouse.dragRelease = undefined;
		markAll(this.#server, client);
	}

	detach(client: Client, kill: boolean): void {
		if (!client.session || client.exiting || client.dead) return;
		const reason: ExitReason = { type: "detach", session: client.session.name, kill };
		this.#exitReasons.set(client, reason);
		this.leave(client, reason);
	}

	exec(client: Client, command: string): void {
		// A control client has no terminal to run it on.
		if (command === "" || client.exiting || client.control !== "") return;
		// At a guest's end there is a terminal and nothing that runs commands.
		if (isGuest(client)) return this.detach(client, false);
		this.#terminals.get(client)?.stop();
		client.exiting = true;
		client.transport.exec(command, this.#ports.shellOf(client.session));
	}

	suspend(client: Client): void {
		if (!client.session || client.suspended || client.exiting || client.control !== "") return;
		if (isGuest(client)) return;
		client.suspended = true;
		this.#terminals.get(client)?.stop();
		client.transport.suspend();
	}

	lock(client: Client): void {
		if (client.control !== "" || client.suspended || client.exiting || !client.session) return;
		// A guest has nothing to unlock with: it is locked and unlocked with the host's own clients.
		if (isGuest(client)) return;
		const command = client.session.options.string("lock-command");
		if (command === "") return;
		this.#lockNow(client, command);
		for (const other of this.#server.clients)
			if (isGuest(other) && other.session && !other.suspended && !other.exiting)
				this.#lockNow(other, command);
	}

	#lockNow(client: Client, command: string): void {
		client.suspended = true;
		this.#terminals.get(client)?.lock();
		client.transport.lock(command);
	}

	message(
		client: Client,
		text: string,
		options?: { delay?: number; ignoreKeys?: boolean; ignoreStyles?: boolean },
	): void {
		this.#ports.message(client, text, options);
	}

	key(client: Client, key: KeyCode, item?: QueueItem): void {
		this.#ports.key(client, key, item);
	}

	setKeyTable(client: Client, table: string | undefined): void {
		this.#ports.setKeyTable(client, table);
		markStatus(this.#server, client);
	}

	setClipboard(client: Client, bytes: Uint8Array): void {
		this.#ports.setClipboard(client, bytes);
	}

	requestClipboard(client: Client): void {
		this.#ports.requestClipboard(client);
	}

	/** Ends every client because the server ends. */
	shutdown(): void {
		for (const client of [...this.#server.clients]) {
			if (client.attached) this.leave(client, { type: "shutdown" });
			else this.leave(client);
		}
		for (const timer of this.#lockTimers.values()) timer.dispose();
		this.#lockTimers.clear();
	}

	/** A session has gone: its lock timer too. */
	forgetSession(session: Session): void {
		this.#lockTimers.get(session)?.dispose();
		this.#lockTimers.delete(session);
	}

	/**
	 * Puts the client out when it does not go by itself: it may be one that never reads. A stopped one may take
	 * its time; a control client first has to read the lines that wait for it.
	 */
	#limitExit(client: Client): void {
		const { clock, log } = this.#server.ports;
		const behind = client.control !== "" && client.transport.queued > 0;
		const timer = clock.setTimeout(
			() => {
				this.#exitTimers.delete(client);
				if (client.dead || client.suspended) return;
				log.debug(`${client.name} took too long to exit`);
				client.transport.close();
			},
			behind ? 2 * EXIT_LIMIT : EXIT_LIMIT,
		);
		this.#exitTimers.set(client, timer);
	}

	#restartLock(session: Session): void {
		this.#lockTimers.get(session)?.dispose();
		this.#lockTimers.delete(session);
		const seconds = session.options.number("lock-after-time");
		if (seconds === 0) return;
		const timer = this.#server.ports.clock.setTimeout(() => {
			this.#lockTimers.delete(session);
			for (const client of this.#server.clientsOf(session)) this.lock(client);
			recalculateSizes(this.#server);
		}, seconds * 1000);
		this.#lockTimers.set(session, timer);
	}

	/** Windows the lost client used last go to the client that was active last. */
	#chooseLatest(lost: Client): void {
		for (const window of this.#server.windows.values()) {
			if (window.latest !== lost) continue;
			window.latest = undefined;
			let best: Client | undefined;
			for (const client of this.#server.clients) {
				if (client.session?.current?.window !== window || onlyLooks(client)) continue;
				if (!best || client.activityTime > best.activityTime) best = client;
			}
			if (best) window.latest = best;
		}
	}
}
