/**
 * The mirrored panes: screens without programs, fed with what the host's
 * programs print. Holds the host back while more waits than can be parsed in
 * time. Owned by mirror.ts.
 */
import { Pane } from "../model/pane.ts";
import { paneScreenOptions } from "../model/pane-screen-options.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";
import { PaneScreen } from "../screen/pane-screen.ts";
import type { PanePump, PumpPorts } from "../server/pane-pump.ts";
import type { LayoutPane } from "../tmate/host-messages.ts";

import { HISTORY_LIMIT, MAX_HISTORY_CELLS, OUTPUT_END, OUTPUT_HIGH, OUTPUT_LOW } from "./limits.ts";
import { mirroredProgram } from "./refusing-ports.ts";

interface Feed {
	readonly give: (bytes: Uint8Array) => void;
	/** Bytes given and not parsed. */
	waiting: number;
}

export interface MirrorPanesPorts {
	/** Nothing more is to be read of the host for a moment, or all again. */
	hold(on: boolean): void;
}

/** Least lines of history of a pane, however many there are. */
const LEAST_HISTORY = 50;

export class MirrorPanes {
	readonly #ports: MirrorPanesPorts;
	readonly #feeds = new Map<Pane, Feed>();
	#waiting = 0;
	#held = false;

	constructor(ports: MirrorPanesPorts) {
		this.#ports = ports;
	}

	/** For the runtime: the program of a pane is the host's. */
	readonly start: PumpPorts["startPty"] = (request, onData) => {
		this.#feeds.set(request.pane, { give: onData, waiting: 0 });
		return mirroredProgram({ pause() {}, resume() {} });
	};

	/** A new pane with the host's id. */
	make(server: Server, pump: PanePump, window: Window, { id, sx, sy }: LayoutPane): Pane {
		const options = server.childOptions(window.options);
		const holder: { pane?: Pane } = {};
		const screen = new PaneScreen({
			cols: sx,
			rows: sy,
			options: paneScreenOptions(server, options, historyFor(server, sx), window),
			// As at the host.
			wholeHistoryReturns: true,
			events: {
				...server.ports.paneEvents(() => holder.pane),
				// The host's own screen has answered, and names come in its layout.
				reply() {},
				rename() {},
				clipboardQuery() {},
				passthrough() {},
				queryColour: () => undefined,
				queryPalette: () => false,
				queryTheme: () => undefined,
			},
			clock: server.ports.clock,
		});
		const pane = new Pane(id, window, options, screen);
		holder.pane = pane;
		screen.setTitle(server.ports.host.hostname());
		server.panes.set(id, pane);
		window.panes.push(pane);
		window.zOrder.push(pane);
		server.events.emit("paneCreated", { pane });
		const nothing = { argv: [], shell: "", loginArgs: [], cwd: "/", env: new Map<string, string>() };
		pump.start({ pane, ...nothing, cols: sx, rows: sy, xpixel: 0, ypixel: 0 });
		return pane;
	}

	/** A pane has gone. */
	forget(pane: Pane): void {
		const feed = this.#feeds.get(pane);
		if (!feed) return;
		this.#feeds.delete(pane);
		this.#parsed(feed, feed.waiting);
	}

	/** Output of a pane. */
	output(pump: PanePump, pane: Pane, bytes: Uint8Array): void {
		const feed = this.#feeds.get(pane);
		if (!feed || bytes.length === 0) return;
		feed.waiting += bytes.length;
		this.#waiting += bytes.length;
		feed.give(bytes);
		if (this.#waiting > OUTPUT_END) pump.flush(pane);
		if (!this.#held && this.#waiting > OUTPUT_HIGH) {
			this.#held = true;
			this.#ports.hold(true);
		}
	}

	/** So many bytes of a pane have been parsed. */
	parsed(pane: Pane, count: number): void {
		const feed = this.#feeds.get(pane);
		if (feed) this.#parsed(feed, count);
	}

	#parsed(feed: Feed, count: number): void {
		const done = Math.min(count, feed.waiting);
		feed.waiting -= done;
		this.#waiting -= done;
		if (!this.#held || this.#waiting > OUTPUT_LOW) return;
		this.#held = false;
		this.#ports.hold(false);
	}
}

/** Lines of history a new pane of this width may keep, so that all together stay within bounds. */
function historyFor(server: Server, cols: number): number {
	let used = 0;
	for (const { screen } of server.panes.values()) used += screen.historyLimit * screen.cols;
	// Half of what is left, so that there is always some.
	const room = Math.floor((MAX_HISTORY_CELLS - used) / 2 / cols);
	return Math.min(Math.max(room, LEAST_HISTORY), HISTORY_LIMIT);
}
