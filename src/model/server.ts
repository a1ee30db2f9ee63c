/**
 * The root of the server's state: every registry hangs here and nowhere else.
 * Made by server/main.ts (or test/harness) with the ports; handed to whoever
 * needs it. No I/O of its own.
 */
import { CharWidths } from "../screen/widths.ts";
import { Emitter } from "../util/emitter.ts";
import type { Client } from "./client.ts";
import { Environ } from "./environ.ts";
import type { ServerEvents } from "./events.ts";
import { KeyTables } from "./key-tables.ts";
import { MessageLog } from "./message-log.ts";
import { Options } from "./options.ts";
import type { Pane } from "./pane.ts";
import { PasteBuffers } from "./paste-buffers.ts";
import type { Ports } from "./ports.ts";
import { PromptHistory } from "./prompt-history.ts";
import type { Session, SessionGroup } from "./session.ts";
import { Sharing } from "./sharing.ts";
import type { Window } from "./window.ts";
import type { Winlink } from "./winlink.ts";

/** Commands bound to a key, as floor 6 made them; printed by list-keys. */
export interface BoundCommands {
	/** The commands as text that parses to the same again. */
	toText(): string;
}

/** The marked pane (`select-pane -m`). */
export interface Mark {
	readonly session: Session;
	winlink: Winlink;
	readonly pane: Pane;
}

/** A command that waits (`wait-for`): called to let it go on. */
export interface Waiter {
	(): void;
	/** Name of its client. */
	readonly client: string;
	/** Its client has gone: nothing waits any more. */
	gone?(): boolean;
}

/** A `wait-for` channel. */
export interface WaitChannel {
	readonly name: string;
	locked: boolean;
	woken: boolean;
	readonly waiters: Waiter[];
	readonly lockers: Waiter[];
}

export class Server {
	readonly ports: Ports;
	readonly events: Emitter<ServerEvents>;
	/** All scopes without an owner of their own. */
	readonly options: Options;
	readonly sessionOptions: Options;
	readonly windowOptions: Options;
	readonly environ = new Environ();
	readonly keyTables = new KeyTables<BoundCommands>((table) => {
		for (const client of this.clients) if (client.keyTable === table) client.keyTable = undefined;
	});
	readonly buffers: PasteBuffers;
	readonly messages: MessageLog;
	readonly promptHistory: PromptHistory;
	/** Whether and how the server is shared; changed by share/ only. */
	readonly sharing = new Sharing();
	/** By id, in the order they were made; sorted when listed. */
	readonly sessions = new Map<number, Session>();
	readonly sessionGroups = new Map<string, SessionGroup>();
	readonly windows = new Map<number, Window>();
	readonly panes = new Map<number, Pane>();
	/** In the order they came. */
	readonly clients = new Set<Client>();
	readonly waitChannels = new Map<string, WaitChannel>();
	/** Who waits for an event (`wait-for -E`), by its name. */
	readonly eventWaiters = new Map<string, Waiter[]>();
	#mark: Mark | undefined;
	readonly startTime: number;
	/** Errors of the config files, shown at the first attach. */
	readonly configErrors: string[] = [];
	/** The client whose start made the server, while the config runs: its folder is that of the config's sessions. */
	configClient: Client | undefined;
	/** True once every config file has been run. */
	configDone = false;
	/** The server is to end: no new sessions. */
	exiting = false;
	#widths: CharWidths | undefined;
	#nextSession = 0;
	#nextWindow = 0;
	#nextPane = 0;
	#nextActivePoint = 1;

	constructor(ports: Ports) {
		this.ports = ports;
		this.startTime = ports.clock.now();
		this.events = new Emitter<ServerEvents>((error, name) => ports.log.error(`listener of ${name}`, error));
		const changed = (owner: () => Options) => (name: string) =>
			this.events.emit("optionChanged", { name, owner: owner() });
		const serverChanged = changed(() => this.options);
		this.options = Options.root("server", (name) => {
			this.#widths = undefined;
			serverChanged(name);
		});
		this.sessionOptions = Options.root(
			"session",
			changed(() => this.sessionOptions),
		);
		this.windowOptions = Options.root(
			"window",
			changed(() => this.windowOptions),
		);
		this.buffers = new PasteBuffers({
			now: () => ports.clock.now(),
			limit: () => this.options.number("buffer-limit"),
			onChanged: (name) => this.#buffer("paste-buffer-changed", name),
			onDeleted: (name) => this.#buffer("paste-buffer-deleted", name),
		});
		this.messages = new MessageLog({
			now: () => ports.clock.now(),
			limit: () => this.options.number("message-limit"),
		});
		this.promptHistory = new PromptHistory({ limit: () => this.options.number("prompt-history-limit") });
	}

	/** The mark, unless its pane is no longer where it was marked. */
	get mark(): Mark | undefined {
		const { session, winlink, pane } = this.#mark ?? {};
		const valid = session?.winlinks.some((wl) => wl === winlink && wl.window === pane?.window);
		return valid && !session?.destroyed ? this.#mark : undefined;
	}

	set mark(mark: Mark | undefined) {
		this.#mark = mark;
	}

	#buffer(name: string, buffer: string): void {
		this.events.emit("notify", { name, extra: { paste_buffer: buffer } });
	}

	/** Widths of characters as `codepoint-widths` and `variation-selector-always-wide` have them now. */
	get widths(): CharWidths {
		this.#widths ??= new CharWidths(
			this.options.strings("codepoint-widths"),
			this.options.flag("variation-selector-always-wide"),
		);
		return this.#widths;
	}

	/** Numbers for new things; `$n`, `@n` and `%n` are never used twice. */
	nextSessionId(): number {
		return this.#nextSession++;
	}
	/** The id the next session will get (`next_session_id`). */
	get peekSessionId(): number {
		return this.#nextSession;
	}
	nextWindowId(): number {
		return this.#nextWindow++;
	}
	nextPaneId(): number {
		return this.#nextPane++;
	}
	nextActivePoint(): number {
		return this.#nextActivePoint++;
	}

	/** Options of one session, window or pane with their parent and a change event. */
	childOptions(parent: Options): Options {
		const options: Options = parent.child((name) =>
			this.events.emit("optionChanged", { name, owner: options }),
		);
		return options;
	}

	/** The session with this exact name. */
	sessionByName(name: string): Session | undefined {
		for (const session of this.sessions.values()) if (session.name === name) return session;
		return undefined;
	}

	/** All sessions by name, as tmux orders them (byte order). */
	sessionsByName(): Session[] {
		return [...this.sessions.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
	}

	/** Clients attached to `session`. */
	clientsOf(session: Session): Client[] {
		return [...this.clients].filter((c) => c.session === session && c.attached);
	}

	/** A log line and a row of show-messages. */
	addMessage(text: string): void {
		this.messages.add(text);
		this.events.emit("message", { text });
	}
}
