/**
 * Bells, activity and silence of windows: flags on winlinks, messages, bells
 * and the `alert-*` events. Owned by the runtime; told by pane output.
 */

import type { Client } from "../model/client.ts";
import { markStatus } from "../model/marks.ts";
import { notifyWinlink } from "../model/notify.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { Disposable } from "../util/disposable.ts";

export type AlertKind = "bell" | "activity" | "silence";

/** What is different between the three kinds. */
const KINDS: Readonly<Record<AlertKind, { readonly title: string; readonly repeats: boolean }>> = {
	bell: { title: "Bell", repeats: true },
	activity: { title: "Activity", repeats: false },
	silence: { title: "Silence", repeats: false },
};
const ORDER: readonly AlertKind[] = ["bell", "activity", "silence"];
const BELL = new Uint8Array([7]);

export interface AlertPorts {
	/** Shows a line on the client's status line for display-time. */
	message(client: Client, text: string): void;
}

export class Alerts implements Disposable {
	readonly #server: Server;
	readonly #ports: AlertPorts;
	readonly #queued = new Set<Window>();
	readonly #silence = new Map<Window, Disposable>();
	#check: Disposable | undefined;

	constructor(server: Server, ports: AlertPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** Something happened in `window`; looked at once in the next turn. */
	queue(window: Window, kind: AlertKind): void {
		this.#restartSilence(window);
		window[kind] = true;
		if (!this.#enabled(window, kind)) return;
		this.#queued.add(window);
		this.#check ??= this.#server.ports.clock.setImmediate(() => this.#checkQueued());
	}

	/** Looks at every window of a session again (a client came to it). */
	checkSession(session: Session): void {
		for (const winlink of [...session.winlinks]) this.#checkWindow(winlink.window);
	}

	/** monitor-silence changed somewhere: the timers start again. */
	resetAll(): void {
		for (const window of this.#server.windows.values()) this.#restartSilence(window);
	}

	/** A window has gone. */
	forget(window: Window): void {
		this.#silence.get(window)?.dispose();
		this.#silence.delete(window);
		this.#queued.delete(window);
	}

	dispose(): void {
		this.#check?.dispose();
		for (const timer of this.#silence.values()) timer.dispose();
		this.#silence.clear();
	}

	#enabled(window: Window, kind: AlertKind): boolean {
		if (kind === "silence") return window.options.number("monitor-silence") !== 0;
		return window.options.flag(`monitor-${kind}`);
	}

	#restartSilence(window: Window): void {
		window.silence = false;
		this.#silence.get(window)?.dispose();
		this.#silence.delete(window);
		const seconds = window.options.number("monitor-silence");
		if (seconds === 0 || window.destroyed) return;
		const { clock } = this.#server.ports;
		this.#silence.set(
			window,
			clock.setTimeout(() => this.queue(window, "silence"), seconds * 1000),
		);
	}

	#checkQueued(): void {
		this.#check = undefined;
		const windows = [...this.#queued];
		this.#queued.clear();
		for (const window of windows) {
			this.#checkWindow(window);
			for (const kind of ORDER) window[kind] = false;
		}
	}

	#checkWindow(window: Window): void {
		for (const kind of ORDER) if (window[kind] && this.#enabled(window, kind)) this.#alert(window, kind);
	}

	#alert(window: Window, kind: AlertKind): void {
		for (const winlink of window.winlinks) winlink.session.alerted = false;
		for (const winlink of [...window.winlinks]) {
			if (winlink[kind] && !KINDS[kind].repeats) continue;
			const { session } = winlink;
			const clients = this.#server.clientsOf(session);
			if (session.current !== winlink || clients.length === 0) {
				winlink[kind] = true;
				for (const client of clients) markStatus(this.#server, client);
			}
			if (!applies(winlink, kind)) continue;
			notifyWinlink(this.#server, `alert-${kind}`, winlink);
			if (session.alerted) continue;
			session.alerted = true;
			for (const client of clients) this.#tell(client, winlink, kind);
		}
	}

	/** A bell, a message or both, as `visual-*` says. */
	#tell(client: Client, winlink: Winlink, kind: AlertKind): void {
		if (client.control !== "") return;
		const visual = winlink.session.options.choice(`visual-${kind}`);
		if (visual !== "on") client.transport.terminal(BELL);
		if (visual === "off") return;
		const where = winlink.session.current === winlink ? "in current window" : `in window ${winlink.index}`;
		this.#ports.message(client, `${KINDS[kind].title} ${where}`);
	}
}

/** `bell-action` and its like: for which windows an alert counts. */
function applies(winlink: Winlink, kind: AlertKind): boolean {
	const action = winlink.session.options.choice(`${kind}-action`);
	const current = winlink === winlink.session.current;
	return action === "any" || (action === "current" && current) || (action === "other" && !current);
}
