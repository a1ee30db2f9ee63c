/**
 * Events of the user's own (`set-hook @name`, `set-hook -E`) and formats that
 * are watched (`set-hook -B`): a watched format is expanded once a second and
 * its hook runs when the text has changed. Made once by the server, handed to
 * commands as services.hooks.
 */
import { notificationTarget, notificationVariables } from "../command/hooks.ts";
import { NO_TARGET } from "../command/targets.ts";
import type { CommandServices, HookMonitor, HookServices, RunningMonitor, Target } from "../command/types.ts";
import { expand, formatTrue } from "../format/expand.ts";
import type { Notification } from "../model/events.ts";
import type { Options } from "../model/options.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { Disposable } from "../util/disposable.ts";

/** Milliseconds between two looks at a format. */
const PERIOD = 1000;

/** `name:what:format` of `-B`; undefined when it is not of this form. What is no pane or window means the session. */
export function parseMonitor(
	text: string,
): { readonly name: string; readonly what: string; readonly format: string } | undefined {
	const parts = /^([^:]*):([^:]*):(.*)$/s.exec(text);
	if (!parts) return undefined;
	const [, name = "", place = "", format = ""] = parts;
	const id = /^[%@](?:\*$|\s*\+?(\d{1,9}))/.exec(place);
	const what = id ? place.charAt(0) + (id[1] === undefined ? "*" : Number(id[1])) : "";
	return { name, what, format };
}

/** What the monitors ask of the command language. */
type Language = Pick<CommandServices, "parse" | "append">;

/** The places a monitor looks at: of its session, by what it names. */
interface Place {
	/** Tells places apart: a window or pane may be in a session more than once. */
	readonly key: string;
	readonly session: Session;
	readonly winlink?: Winlink;
	readonly pane?: Pane;
}

type Changed = (place: Place, value: string, last: string) => void;

/** One monitor while it runs. */
class Monitor implements RunningMonitor, Disposable {
	readonly name: string;
	readonly what: string;
	readonly format: string;
	readonly onlyTrue: boolean;
	readonly session: Session | undefined;
	readonly target: Target;
	fireCount = 0;
	fireTime = 0;
	readonly #server: Server;
	readonly #changed: Changed;
	#values = new Map<string, string>();
	#timer: Disposable;

	constructor(server: Server, request: HookMonitor, changed: Changed) {
		this.name = request.name;
		this.what = request.what;
		this.format = request.format;
		this.onlyTrue = request.onlyTrue;
		this.session = request.session;
		this.target = request.target;
		this.#server = server;
		this.#changed = changed;
		this.#timer = this.#start();
	}

	dispose(): void {
		this.#timer.dispose();
	}

	#start(): Disposable {
		return this.#server.ports.clock.setTimeout(() => {
			this.#timer = this.#start();
			this.#look();
		}, PERIOD);
	}

	/** Expands the format for each place; the first value of a place is only kept. */
	#look(): void {
		const session = this.session ?? this.#server.sessionsByName()[0];
		if (!session || session.destroyed) return;
		const values = new Map<string, string>();
		for (const place of this.#places(session)) {
			const { winlink, pane } = place;
			const context = { server: this.#server, session, winlink, window: winlink?.window, pane, noJobs: true };
			const value = expand(this.format, context);
			const last = this.#values.get(place.key);
			values.set(place.key, value);
			if (last === undefined || last === value || (this.onlyTrue && !formatTrue(value))) continue;
			this.fireCount++;
			this.fireTime = this.#server.ports.clock.now();
			this.#changed(place, value, last);
		}
		this.#values = values;
	}

	#places(session: Session): Place[] {
		const { what } = this;
		if (what === "") return [{ key: "", session }];
		const id = what.endsWith("*") ? undefined : Number(what.slice(1));
		const isPane = what.startsWith("%");
		return session.winlinks.flatMap((winlink): Place[] => {
			const { index, window } = winlink;
			if (!isPane)
				return id === undefined || window.id === id
					? [{ key: `${window.id}:${index}`, session, winlink }]
					: [];
			return window.panes
				.filter((pane) => id === undefined || (pane.id === id && pane.process !== undefined))
				.map((pane) => ({ key: `${pane.id}:${index}`, session, winlink, pane }));
		});
	}
}

export class HookMonitors implements HookServices, Disposable {
	readonly #server: Server;
	readonly #language: () => Language;
	readonly #events = new Set<string>();
	readonly #listeners = new Map<string, Set<(event: Notification) => void>>();
	readonly #monitors = new Map<Options, Map<string, Monitor>>();
	readonly #subscriptions: readonly Disposable[];

	/** `language` is asked at each use: services and monitors need each other. */
	constructor(server: Server, language: () => Language) {
		this.#server = server;
		this.#language = language;
		this.#subscriptions = [
			server.events.on("notify", (event) => this.#tell(event)),
			server.events.on("sessionDestroyed", ({ session }) => this.#forget(session.options)),
			server.events.on("windowDestroyed", ({ window }) => this.#forget(window.options)),
			server.events.on("paneDestroyed", ({ pane }) => this.#forget(pane.options)),
		];
	}

	addEvent(name: string): void {
		this.#events.add(name);
	}

	isEvent(name: string): boolean {
		return this.#events.has(name);
	}

	fire(event: Notification): void {
		// An option of this name that was not set by set-hook is no hook.
		if (this.#events.has(event.name)) this.#server.events.emit("notify", event);
		else this.#tell(event);
	}

	on(name: string, listener: (event: Notification) => void): Disposable {
		const listeners = this.#listeners.get(name) ?? new Set();
		this.#listeners.set(name, listeners);
		listeners.add(listener);
		return {
			dispose: () => {
				listeners.delete(listener);
				if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
			},
		};
	}

	addMonitor(options: Options, request: HookMonitor): void {
		this.removeMonitor(options, request.name);
		const changed: Changed = (place, value, last) => this.#changed(options, request, place, value, last);
		const monitors = this.#monitors.get(options) ?? new Map<string, Monitor>();
		this.#monitors.set(options, monitors);
		monitors.set(request.name, new Monitor(this.#server, request, changed));
	}

	removeMonitor(options: Options, name: string): void {
		const monitors = this.#monitors.get(options);
		monitors?.get(name)?.dispose();
		monitors?.delete(name);
		if (monitors?.size === 0) this.#monitors.delete(options);
	}

	monitor(options: Options, name: string): RunningMonitor | undefined {
		return this.#monitors.get(options)?.get(name);
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
		for (const options of [...this.#monitors.keys()]) this.#forget(options);
	}

	/** The owner of these options has gone, and its monitors with it. */
	#forget(options: Options): void {
		for (const name of [...(this.#monitors.get(options)?.keys() ?? [])]) this.removeMonitor(options, name);
	}

	#tell(event: Notification): void {
		for (const listener of [...(this.#listeners.get(event.name) ?? [])]) listener(event);
	}

	/** Only the hook of the monitor's own options runs, with its text expanded first. */
	#changed(options: Options, request: HookMonitor, place: Place, value: string, last: string): void {
		const { session, winlink, pane } = place;
		const extra: Record<string, string> = { value, last };
		if (winlink) extra.window_index = String(winlink.index);
		const event: Notification = {
			name: request.name,
			session,
			winlink,
			window: winlink?.window,
			pane,
			extra,
		};
		this.#tell(event);
		const entry = options.own(request.name);
		if (!entry) return;
		entry.fireCount++;
		entry.fireTime = this.#server.ports.clock.now();
		const current = notificationTarget(this.#server, event) ?? request.target ?? NO_TARGET;
		const formats = notificationVariables(event).set("hook", request.name);
		const { parse, append } = this.#language();
		const text = expand(entry.toText(), {
			server: this.#server,
			session: current.session,
			winlink: current.winlink,
			window: current.window,
			pane: current.pane,
			extra: formats,
		});
		const list = parse(text);
		if (!("error" in list)) append(undefined, list, { current, formats, flags: { noHooks: true } });
	}
}
