/**
 * The host's windows and panes, made the model's: each layout the host sends is
 * all there is, what it does not name has gone. Places, indexes, names and who
 * is active are exactly the host's. Owned by mirror.ts.
 */
import { setActivePane } from "../model/active-pane.ts";
import { Environ } from "../model/environ.ts";
import { LayoutCell } from "../model/layout-cell.ts";
import { resizePane } from "../model/layout-panes.ts";
import { createSession, createWindow, destroyIfUnlinked, removePane } from "../model/lifecycle.ts";
import { markEveryone } from "../model/marks.ts";
import { notifyWindow, notifyWinlink } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { dropWinlink, selectWinlink } from "../model/session-windows.ts";
import type { Window } from "../model/window.ts";
import { cleanName } from "../model/window-name.ts";
import { Winlink } from "../model/winlink.ts";
import { type HostMessage, type LayoutPane, type LayoutWindow, layoutFault } from "../tmate/host-messages.ts";
import { layoutTree, type Place } from "./layout-tree.ts";
import { MAX_COLS, MAX_NAME, MAX_PANES, MAX_ROWS, MAX_SCREEN_CELLS, MAX_WINDOWS } from "./limits.ts";

export type HostLayout = Extract<HostMessage, { readonly kind: "layout" }>;

export interface LayoutPorts {
	/** A pane with this id in `window`, with its screen and feed, in the window's lists. */
	makePane(window: Window, pane: LayoutPane): Pane;
	/** Parses what the pane has got so far: it was printed before what comes now. */
	flush(pane: Pane): void;
}

/** The name of the one session: the host does not tell its own. */
export const SESSION_NAME = "default";

/** What is wrong with a layout; undefined when it can be shown. */
export function layoutError(layout: HostLayout): string | undefined {
	const { sx, sy, windows } = layout;
	const fault = layoutFault(layout);
	if (fault !== undefined) return fault;
	if (sx > MAX_COLS || sy > MAX_ROWS) return "a session too large";
	if (windows.length > MAX_WINDOWS) return "too many windows";
	let panes = 0;
	let cells = 0;
	for (const window of windows) {
		if (window.index < 0) return "a window without an index";
		panes += window.panes.length;
		for (const pane of window.panes) {
			// For a moment a window may be smaller than what is in it.
			if (pane.sx > MAX_COLS || pane.sy > MAX_ROWS || pane.x > MAX_COLS || pane.y > MAX_ROWS)
				return "a pane too large";
			cells += pane.sx * pane.sy;
		}
	}
	return panes > MAX_PANES || cells > MAX_SCREEN_CELLS ? "too many panes" : undefined;
}

export class MirrorLayout {
	readonly #server: Server;
	readonly #ports: LayoutPorts;
	#session: Session | undefined;
	#last = "";

	constructor(server: Server, ports: LayoutPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** The session, once the host has sent a layout. */
	get session(): Session | undefined {
		return this.#session;
	}

	/** Puts the last layout in place again. */
	again(): void {
		if (this.#last === "") return;
		const last = JSON.parse(this.#last) as HostLayout;
		this.#last = "";
		this.apply(last);
	}

	/** Applies a layout that layoutError has nothing against. */
	apply(layout: HostLayout): void {
		const text = JSON.stringify(layout);
		if (text === this.#last) return;
		this.#last = text;
		const session = this.#session ?? this.#makeSession();
		const wanted = new Map<Winlink, LayoutWindow>();
		const taken = new Set<Window>();
		for (const one of layout.windows) wanted.set(this.#windowFor(session, one, layout, taken), one);
		for (const [winlink, { index }] of wanted) winlink.index = index;
		const gone = session.winlinks.filter((winlink) => !wanted.has(winlink));
		session.winlinks = [...wanted.keys()].sort((a, b) => a.index - b.index);
		// Panes that are nowhere any more go first: their ids could come back elsewhere in the same message.
		for (const [{ window }, one] of wanted) this.#fill(window, one, layout);
		const active = session.winlinkAt(layout.active) ?? session.winlinks[0];
		selectWinlink(this.#server, session, active);
		for (const winlink of gone) this.#remove(session, winlink);
		markEveryone(this.#server);
	}

	#makeSession(): Session {
		const server = this.#server;
		const session = createSession(server, {
			name: SESSION_NAME,
			cwd: "/",
			options: server.childOptions(server.sessionOptions),
			environ: new Environ(),
		});
		this.#session = session;
		return session;
	}

	/** The window that has one of these panes already, or a new one. */
	#windowFor(session: Session, one: LayoutWindow, layout: HostLayout, taken: Set<Window>): Winlink {
		const server = this.#server;
		for (const { id } of one.panes) {
			const window = server.panes.get(id)?.window;
			const winlink = window && !taken.has(window) ? session.winlinkOf(window) : undefined;
			if (!window || !winlink) continue;
			taken.add(window);
			return winlink;
		}
		const window = createWindow(server, { sx: layout.sx, sy: layout.sy, xpixel: 0, ypixel: 0 });
		taken.add(window);
		window.options.set("automatic-rename", "off");
		const winlink = new Winlink(session, one.index, window);
		session.winlinks.push(winlink);
		window.winlinks.add(winlink);
		session.current ??= winlink;
		notifyWinlink(server, "window-linked", winlink);
		return winlink;
	}

	#remove(session: Session, winlink: Winlink): void {
		const server = this.#server;
		if (session.current === winlink) session.current = session.winlinks[0];
		winlink.clearAlerts();
		notifyWinlink(server, "window-unlinked", winlink);
		dropWinlink(winlink);
		destroyIfUnlinked(server, winlink.window);
	}

	/** Gives a window the panes, places and name the host says. */
	#fill(window: Window, one: LayoutWindow, layout: HostLayout): void {
		const server = this.#server;
		window.name = cleanName(one.name.slice(0, MAX_NAME), true);
		const ids = new Set(one.panes.map(({ id }) => id));
		const before = this.#unzoomed(window);
		for (const pane of [...window.panes]) if (!ids.has(pane.id)) this.#dropPane(pane);
		const panes = one.panes.map((pane) => ({
			pane: this.#paneOf(window, pane),
			place: pane,
		}));
		window.panes.splice(0, window.panes.length, ...panes.map(({ pane }) => pane));
		window.zOrder.splice(0, window.zOrder.length, ...window.panes);
		for (const key of ["sx", "manualSx"] as const) window[key] = layout.sx;
		for (const key of ["sy", "manualSy"] as const) window[key] = layout.sy;
		window.pendingSize = undefined;
		const active = panes.find(({ pane }) => pane.id === one.active) ?? panes[0];
		if (active) setActivePane(server, window, active.pane, true);
		const full = (place: LayoutPane) =>
			place.x === 0 && place.y === 0 && place.sx >= layout.sx && place.sy >= layout.sy;
		const zoomed = panes.length > 1 && active && full(active.place) ? active.pane : undefined;
		this.#place(window, panes, zoomed, layout);
		if (zoomed !== before) notifyWindow(server, zoomed ? "window-zoomed" : "window-unzoomed", window);
		notifyWindow(server, "window-layout-changed", window);
	}

	/** Forgets the zoom; gives the pane that was zoomed. */
	#unzoomed(window: Window): Pane | undefined {
		const zoomed = window.zoomedPane;
		window.zoomed = false;
		window.savedLayoutRoot = undefined;
		for (const pane of window.panes) {
			pane.zoomed = false;
			pane.savedLayoutCell = undefined;
		}
		return zoomed;
	}

	/** Others come in its place: a window without panes is one for this moment only. */
	#dropPane(pane: Pane): void {
		pane.layoutCell = undefined;
		removePane(this.#server, pane);
	}

	#paneOf(window: Window, one: LayoutPane): Pane {
		const known = this.#server.panes.get(one.id);
		if (known?.window === window) return known;
		// A pane does not change its window at the host: what has its number now is another one.
		if (known) this.#dropPane(known);
		return this.#ports.makePane(window, one);
	}

	#place(
		window: Window,
		panes: readonly { readonly pane: Pane; readonly place: LayoutPane }[],
		zoomed: Pane | undefined,
		layout: HostLayout,
	): void {
		const places = panes.map(({ pane, place }): Place<Pane> => {
			const { sx, sy, x, y } = place;
			return { pane, sx, sy, xoff: x, yoff: y };
		});
		const root = layoutTree(places, layout.sx, layout.sy);
		const cells = new Map([...root.leaves()].map((cell) => [cell.pane, cell]));
		for (const { pane, place } of panes) {
			const { sx, sy } = place;
			const cell = cells.get(pane);
			pane.layoutCell = zoomed ? undefined : cell;
			pane.savedLayoutCell = zoomed ? cell : undefined;
			pane.xoff = place.x;
			pane.yoff = place.y;
			if (sx === pane.sx && sy === pane.sy) continue;
			this.#ports.flush(pane);
			resizePane(this.#server, pane, sx, sy);
		}
		window.layoutRoot = root;
		if (!zoomed) return;
		window.zoomed = true;
		zoomed.zoomed = true;
		window.savedLayoutRoot = root;
		const cell = LayoutCell.single<Pane>(zoomed, layout.sx, layout.sy);
		window.layoutRoot = cell;
		zoomed.layoutCell = cell;
	}
}
