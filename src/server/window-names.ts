/**
 * Automatic window names: at most twice a second for a window whose active pane
 * has changed, from automatic-rename-format. Owned by the runtime.
 */
import { expand } from "../format/expand.ts";
import { renameWindow } from "../model/lifecycle.ts";
import { markWindowStatus } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";
import type { Disposable } from "../util/disposable.ts";

/** Shortest time between two looks at one window, in ms. */
const INTERVAL = 500;

export class WindowNames implements Disposable {
	readonly #server: Server;
	readonly #timers = new Map<Window, Disposable>();

	constructor(server: Server) {
		this.#server = server;
	}

	/** The pane did something that may change its window's name. */
	changed(pane: Pane): void {
		const { window } = pane;
		if (window.active !== pane || this.#timers.has(window)) return;
		if (!window.options.flag("automatic-rename")) return;
		const { clock } = this.#server.ports;
		const wait = Math.max(0, window.nameTime + INTERVAL - clock.now());
		this.#timers.set(
			window,
			clock.setTimeout(() => this.#rename(window), wait),
		);
	}

	/** The window has gone. */
	forget(window: Window): void {
		this.#timers.get(window)?.dispose();
		this.#timers.delete(window);
	}

	dispose(): void {
		for (const timer of this.#timers.values()) timer.dispose();
		this.#timers.clear();
	}

	#rename(window: Window): void {
		this.#timers.delete(window);
		if (window.destroyed || !window.active || !window.options.flag("automatic-rename")) return;
		window.nameTime = this.#server.ports.clock.now();
		const name = expand(window.options.string("automatic-rename-format"), {
			server: this.#server,
			window,
			pane: window.active,
			type: "window",
		});
		if (name === window.name) return;
		renameWindow(this.#server, window, name, true);
		markWindowStatus(this.#server, window);
	}
}
