/**
 * A session as messages to a tmate server: layouts, output, status lines, keys
 * and options, each when it has changed and the server reads. Knows nothing of
 * SSH; owned by provider-tmate.ts, told by it when the server is there.
 */
import { markAll } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { HostMessage } from "../tmate/host-messages.ts";
import { fromTmateKey } from "../tmate/key-codes.ts";
import type { RelayMessage } from "../tmate/relay-messages.ts";
import type { Clock } from "../util/clock.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import type { SharedSession } from "./provider.ts";
import { type BindingCommands, bindingCommands } from "./tmate-bindings.ts";
import { WindowLabels } from "./tmate-labels.ts";
import { layoutOf, PaneIds } from "./tmate-layout.ts";
import { optionCommands } from "./tmate-options.ts";
import { PaneFeed } from "./tmate-pane.ts";
import { TmateSeat } from "./tmate-seat.ts";
import { statusTexts } from "./tmate-status.ts";
import { cleanText } from "./wire.ts";

/** What has changed is sent together after so long (ms): nobody sees it sooner. */
const UPDATE_TIME = 10;
/** A guest that comes is first none and then a size: both at once (ms). */
const RESIZE_TIME = 50;
/** Characters of what a guest is told. */
const MAX_ERROR = 500;
/** While a prompt is in place of the left side of the status line, there is nothing else in it. */
const PROMPT_OPTIONS: ReadonlyMap<string, string> = new Map([
	["status", "on"],
	["status-left-length", "500"],
	["window-status-format", ""],
	["window-status-current-format", ""],
	["window-status-separator", ""],
]);
const LOCKED = "This session is locked. It comes back when its host unlocks it.";

export interface TmateFeedPorts {
	readonly clock: Clock;
	readonly shared: SharedSession;
	/** Nothing is lost; `room` is asked before anything of size. */
	send(message: HostMessage): void;
	/** Does the server read? */
	room(): boolean;
	/** The session has gone, or the guests were sent away. */
	ended(reason: string): void;
}

export class TmateFeed implements Disposable {
	readonly #ports: TmateFeedPorts;
	readonly #seat: TmateSeat;
	readonly #store = new DisposableStore();
	#ids = new PaneIds();
	readonly #labels: WindowLabels;
	/** By the id a pane has there. */
	#panes = new Map<number, PaneFeed>();
	#online = false;
	#locked = false;
	#timer: Disposable | undefined;
	/** The size that is wanted, and when it is given. */
	#size: { readonly sx: number; readonly sy: number } | undefined;
	#resize: Disposable | undefined;
	/** When the timer runs out, ms since the epoch. */
	#time = 0;
	// What the server has been told.
	#layout = "";
	#status = "";
	#options = new Map<string, string>();
	#bindings: ReadonlyMap<string, BindingCommands> = new Map();
	/** Something that runs commands may have changed keys. */
	#checkBindings = true;

	constructor(ports: TmateFeedPorts) {
		this.#ports = ports;
		const { shared, clock } = ports;
		this.#seat = new TmateSeat({
			clock,
			shared,
			failed: (client, error) => {
				if (this.#online && ports.room())
					ports.send({ kind: "failed", client, error: cleanText(error, MAX_ERROR) });
			},
			locked: () => this.#lock(),
			ended: (reason) => ports.ended(reason),
		});
		this.#labels = new WindowLabels(clock);
		const { events } = shared.server;
		const own = (item: Disposable) => this.#store.add(item);
		own(events.on("paneOutput", ({ pane, bytes }) => this.#output(pane, bytes)));
		own(events.on("dirty", ({ client }) => client === this.#seat.client && this.#schedule()));
		own(events.on("notify", () => this.#schedule()));
		own(events.on("optionChanged", () => this.#schedule()));
		own(
			events.on("message", () => {
				this.#checkBindings = true;
				this.#schedule();
			}),
		);
	}

	/** The server is there and knows nothing: `between` says what comes between the options and the session. */
	online(between: () => void): void {
		this.#online = true;
		this.#layout = "";
		this.#status = "";
		this.#options.clear();
		this.#bindings = new Map();
		this.#checkBindings = true;
		this.#panes.clear();
		this.#ids = new PaneIds();
		// Its own default keys are those of an old tmux.
		this.#ports.send({ kind: "exec", argv: ["unbind-key", "-a"] });
		this.#sendOptions();
		this.#sendBindings();
		between();
		markAll(this.#ports.shared.server, this.#seat.client);
		this.#seat.client.dirtyStatus = true;
		this.#update();
	}

	/** The server is gone, and all guests with it. */
	offline(): void {
		this.#online = false;
		this.#panes.clear();
		this.#resize?.dispose();
		this.#resize = undefined;
		this.#size = undefined;
		this.#seat.resize(undefined);
	}

	/** The server reads again. */
	drained(): void {
		this.#schedule();
	}

	/** Whatever the server says of its guests; anything else is not for here. */
	take(message: RelayMessage): void {
		if (message.kind === "resize") {
			const { sx, sy } = message;
			this.#size = sx > 0 && sy > 0 ? { sx, sy } : undefined;
			this.#resize ??= this.#ports.clock.setTimeout(() => {
				this.#resize = undefined;
				this.#seat.resize(this.#size);
				this.#schedule();
			}, RESIZE_TIME);
		} else if (message.kind === "pane-key") {
			const key = fromTmateKey(message.key, 6);
			const pane = this.#panes.get(message.pane)?.pane;
			if (key !== undefined && (pane || message.pane < 0)) this.#seat.key(pane, key);
		} else if (message.kind === "exec") this.#seat.command(message.client, message.argv);
		else if (message.kind === "exec-string") this.#seat.command(message.client, message.command);
	}

	dispose(): void {
		this.#online = false;
		this.#store.dispose();
		this.#timer?.dispose();
		this.#resize?.dispose();
		this.#seat.dispose();
	}

	/** Updates soon; a pane that has had its picture waits for `wait` ms. */
	#schedule(wait = UPDATE_TIME): void {
		const { clock } = this.#ports;
		const time = clock.now() + wait;
		if (!this.#online || (this.#timer && this.#time <= time)) return;
		this.#timer?.dispose();
		this.#time = time;
		this.#timer = clock.setTimeout(() => {
			this.#timer = undefined;
			this.#update();
		}, wait);
	}

	#output(pane: Pane, bytes: Uint8Array): void {
		if (!this.#online || this.#locked) return;
		for (const feed of this.#panes.values()) if (feed.pane === pane) feed.output(bytes);
	}

	/** Sends all that has changed. What finds no room is sent when there is some. */
	#update(): void {
		const { client } = this.#seat;
		if (!this.#online) return;
		// Its windows have not got their new sizes yet.
		if (client.dirty) this.#schedule();
		this.#seat.sayMessages();
		if (this.#locked && !client.suspended) this.#unlock();
		if (this.#locked || !this.#ports.room()) return;
		this.#seat.fitWindows();
		// A prompt needs room for its text, which must not be seen cut short afterwards.
		if (!client.prompt) this.#sendStatus();
		this.#sendOptions();
		if (client.prompt) this.#sendStatus();
		if (this.#checkBindings) this.#sendBindings();
		this.#sendLayout();
		for (const { pane } of this.#panes.values()) if (client.dirtyStatus) pane.mode?.update?.();
		let next = Number.POSITIVE_INFINITY;
		for (const feed of this.#panes.values()) {
			const wait = feed.update(feed.pane.window === client.session?.current?.window);
			if (wait > 0) next = Math.min(next, wait);
		}
		if (next < Number.POSITIVE_INFINITY) this.#schedule(Math.max(next, UPDATE_TIME));
		client.dirtyStatus = false;
		client.forceJobs = false;
	}

	#sendLayout(): void {
		const { session } = this.#seat.client;
		if (!session) return;
		const wait = this.#labels.update(this.#ports.shared.server, this.#seat.client, session);
		if (wait > 0) this.#schedule(wait);
		const layout = layoutOf(session, this.#ids, (winlink) => this.#labels.of(winlink));
		if (!layout) return;
		const { message, panes } = layout;
		const text = JSON.stringify(message);
		if (text !== this.#layout) {
			this.#layout = text;
			this.#ports.send(message);
		}
		const feeds = new Map<number, PaneFeed>();
		for (const [id, pane] of panes) {
			const { send, room, clock } = this.#ports;
			const known = this.#panes.get(id);
			const stale = () => this.#schedule();
			const statusOnTop = () => session.options.choice("status-position") === "top";
			const ports = { clock, send, room, stale, statusOnTop };
			feeds.set(id, known?.pane === pane ? known : new PaneFeed(pane, id, ports));
		}
		this.#panes = feeds;
	}

	#sendStatus(): void {
		const { client } = this.#seat;
		if (!client.dirtyStatus && !client.prompt) return;
		const { left, right } = statusTexts(this.#ports.shared.server, client);
		const text = `${left}\0${right}`;
		if (text === this.#status) return;
		this.#status = text;
		this.#ports.send({ kind: "status", left, right });
	}

	#sendOptions(): void {
		const { client } = this.#seat;
		const { session } = client;
		const window = session?.current?.window;
		if (!session || !window) return;
		const ctx = { server: this.#ports.shared.server, client, session };
		for (const [name, argv] of optionCommands(ctx, session.options, window.options)) {
			const instead = client.prompt && PROMPT_OPTIONS.get(name);
			const wanted = instead === undefined ? argv : [...argv.slice(0, -1), instead];
			const text = JSON.stringify(wanted);
			if (this.#options.get(name) === text) continue;
			this.#options.set(name, text);
			this.#ports.send({ kind: "exec", argv: wanted });
		}
	}

	#sendBindings(): void {
		this.#checkBindings = false;
		const wanted = bindingCommands(this.#ports.shared.server.keyTables);
		const before = this.#bindings;
		this.#bindings = wanted;
		const send = (argv: readonly string[]) => this.#ports.send({ kind: "exec", argv });
		for (const [key, { unbind }] of before) if (!wanted.has(key)) send(unbind);
		for (const [key, { bind }] of wanted)
			if (before.get(key)?.bind.join("\0") !== bind.join("\0")) send(bind);
	}

	#lock(): void {
		this.#locked = true;
		if (this.#online) for (const feed of this.#panes.values()) feed.cover(LOCKED);
	}

	#unlock(): void {
		this.#locked = false;
		for (const feed of this.#panes.values()) feed.forget();
	}
}
