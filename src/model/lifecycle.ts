/**
 * How sessions, windows and panes come and go, with everybody told. Programs
 * are started and ended elsewhere (server/spawn.ts); here a pane's process is
 * only given up. Called by commands, spawn and the pane pump.
 */
import { PaneScreen } from "../screen/pane-screen.ts";
import { forgetPane, popZoom, pushZoom, unzoomWindow } from "./active-pane.ts";
import type { Environ } from "./environ.ts";
import { fixPanes, initLayout, layoutRules } from "./layout-panes.ts";
import { closeCell } from "./layout-split.ts";
import { markEveryone, markSessionGroup, markWindow } from "./marks.ts";
import { notifySession, notifyWindow, notifyWinlink, windowActivity } from "./notify.ts";
import type { Options } from "./options.ts";
import { Pane } from "./pane.ts";
import { applyPaneColours, paneScreenOptions } from "./pane-screen-options.ts";
import { recalculateSizes, type WindowSize } from "./resize.ts";
import type { Server } from "./server.ts";
import { Session } from "./session.ts";
import { dropWinlink, removeFromGroup, renumberIfWanted, unlinkWinlink } from "./session-windows.ts";
import { Window } from "./window.ts";
import { cleanName } from "./window-name.ts";
import type { Winlink } from "./winlink.ts";

/** A new session without windows. Without a name it gets its number, behind `prefix` for a group's member. */
export function createSession(
	server: Server,
	from: {
		readonly name?: string | undefined;
		readonly prefix?: string | undefined;
		readonly cwd: string;
		readonly options: Options;
		readonly environ: Environ;
	},
): Session {
	let id = server.nextSessionId();
	let name = from.name;
	while (name === undefined) {
		const candidate = from.prefix === undefined ? String(id) : `${from.prefix}-${id}`;
		if (server.sessionByName(candidate)) id = server.nextSessionId();
		else name = candidate;
	}
	const session = new Session(id, name, from.cwd, from.options, from.environ, server.ports.clock.now());
	server.sessions.set(id, session);
	return session;
}

/** Ends a session: its clients go elsewhere or leave, its windows go when no other session has them. */
export function destroySession(server: Server, session: Session, notify = true): void {
	if (session.destroyed) return;
	moveClients(server, session);
	session.destroyed = true;
	session.current = undefined;
	server.sessions.delete(session.id);
	if (notify) notifySession(server, "session-closed", session);
	removeFromGroup(server, session);
	session.lastWinlinks = [];
	for (const winlink of [...session.winlinks]) {
		if (notify) notifyWinlink(server, "window-unlinked", winlink);
		dropWinlink(winlink);
		destroyIfUnlinked(server, winlink.window);
	}
	if (server.mark?.session === session) server.mark = undefined;
	for (const client of server.clients) if (client.lastSession === session) client.lastSession = undefined;
	recalculateSizes(server);
	server.events.emit("sessionDestroyed", { session });
}

/** Where the clients of a session that ends go, by `detach-on-destroy`. */
function moveClients(server: Server, session: Session): void {
	const how = session.options.choice("detach-on-destroy");
	const others = server.sessionsByName().filter((s) => s !== session);
	const newest = (list: readonly Session[]) =>
		list.reduce<Session | undefined>((a, b) => (a && a.activityTime >= b.activityTime ? a : b), undefined);
	const names = server.sessionsByName();
	const at = names.indexOf(session);
	const choices: Readonly<Record<string, () => Session | undefined>> = {
		off: () => newest(others),
		"no-detached": () => newest(others.filter((s) => server.clientsOf(s).length === 0)),
		previous: () => names[(at - 1 + names.length) % names.length],
		next: () => names[(at + 1) % names.length],
	};
	const chosen = choices[how]?.();
	const next = chosen === session ? undefined : chosen;
	const fallback = next ?? (how === "on" || how === "no-detached" ? newest(others) : undefined);
	for (const client of [...server.clients]) {
		if (client.session !== session) continue;
		const to = client.flags.noDetachOnDestroy ? fallback : next;
		client.session = undefined;
		client.lastSession = undefined;
		server.events.emit("clientMoved", { client, to });
	}
}

/** Ends a session with all others of its group: they had the same windows. */
export function destroySessionGroup(server: Server, session: Session): void {
	for (const member of [...(session.group?.sessions ?? [session])]) destroySession(server, member);
}

/** Sessions nobody is attached to go when `destroy-unattached` says so. */
export function checkUnattached(server: Server): void {
	for (const session of [...server.sessions.values()]) {
		if (server.clientsOf(session).length > 0) continue;
		const size = session.group?.sessions.length ?? 0;
		const goes: Readonly<Record<string, boolean>> = {
			on: true,
			"keep-last": size > 1,
			"keep-group": session.group === undefined || size !== 1,
		};
		if (goes[session.options.choice("destroy-unattached")]) destroySession(server, session);
	}
}

/** A new window without panes, in no session yet. */
export function createWindow(server: Server, size: WindowSize): Window {
	const id = server.nextWindowId();
	const options = server.childOptions(server.windowOptions);
	const window = new Window(id, "", options, size.sx, size.sy, server.ports.clock.now());
	window.xpixel = size.xpixel || 16;
	window.ypixel = size.ypixel || 32;
	server.windows.set(id, window);
	windowActivity(server, window);
	return window;
}

/** Renames a window and says so. The name is cleaned; untrusted ones come from programs. */
export function renameWindow(server: Server, window: Window, name: string, untrusted = false): void {
	const old = window.name;
	window.name = cleanName(name, untrusted);
	notifyWindow(server, "window-renamed", window, { old_name: old, new_name: window.name });
}

/** A window without a place in any session ends with its panes. */
export function destroyIfUnlinked(server: Server, window: Window): void {
	if (window.winlinks.size > 0 || window.destroyed) return;
	window.destroyed = true;
	// No other pane becomes active on the way.
	window.active = undefined;
	for (const pane of [...window.panes]) {
		forgetPane(server, window, pane);
		window.dropPane(pane);
		destroyPane(server, pane);
	}
	window.modal = undefined;
	window.layoutRoot = undefined;
	server.windows.delete(window.id);
	notifyWindow(server, "window-closed", window);
	server.events.emit("windowDestroyed", { window });
}

/** Takes a window out of one session; an empty session ends, and so does a window nobody has. */
export function unlinkWindow(server: Server, winlink: Winlink): void {
	const { session, window } = winlink;
	if (unlinkWinlink(server, winlink)) destroySessionGroup(server, session);
	else markSessionGroup(server, session);
	destroyIfUnlinked(server, window);
	recalculateSizes(server);
}

/** Ends a window in every session that has it. */
export function killWindow(server: Server, window: Window, renumber: boolean): void {
	unzoomWindow(server, window);
	for (const session of server.sessionsByName()) {
		if (session.destroyed || !session.has(window)) continue;
		for (let winlink = session.winlinkOf(window); winlink; winlink = session.winlinkOf(window)) {
			if (unlinkWinlink(server, winlink)) {
				destroySessionGroup(server, session);
				break;
			}
			markSessionGroup(server, session);
		}
		if (renumber && !session.destroyed) renumberIfWanted(session);
	}
	destroyIfUnlinked(server, window);
	recalculateSizes(server);
}

/** Where a new pane goes among its window's panes. */
export interface PanePosition {
	readonly before: boolean;
	readonly fullSize: boolean;
	/** It floats: behind all others in the list, on top of all but a modal one in the stack. */
	readonly floating?: boolean;
}

/** A new pane in `window`, beside `beside`; the first one of a window fills its layout. Without a program yet. */
export function createPane(
	server: Server,
	session: Session,
	window: Window,
	beside: Pane | undefined,
	position: PanePosition,
): Pane {
	const id = server.nextPaneId();
	const options = server.childOptions(window.options);
	const holder: { pane?: Pane } = {};
	const screen = new PaneScreen({
		cols: window.sx,
		rows: window.sy,
		options: paneScreenOptions(server, options, session.options.number("history-limit"), window),
		events: server.ports.paneEvents(() => holder.pane),
		clock: server.ports.clock,
	});
	applyPaneColours(screen, options);
	const pane = new Pane(id, window, options, screen);
	holder.pane = pane;
	screen.setTitle(server.ports.host.hostname());
	server.panes.set(id, pane);
	const other = beside ?? window.active;
	const at = other ? window.panes.indexOf(other) : -1;
	if (at === -1) window.panes.push(pane);
	else if (position.floating && !position.before) window.panes.push(pane);
	else if (position.fullSize) window.panes.splice(position.before ? 0 : window.panes.length, 0, pane);
	else window.panes.splice(position.before ? at : at + 1, 0, pane);
	if (position.floating)
		window.zOrder.splice(window.modal ? window.zOrder.indexOf(window.modal) + 1 : 0, 0, pane);
	else window.zOrder.push(pane);
	server.events.emit("paneCreated", { pane });
	if (at === -1) initLayout(server, window, pane);
	return pane;
}

/** Takes the pane's cell out of the layout; its neighbour gets the room. */
export function closePaneCell(server: Server, pane: Pane): void {
	const { window, layoutCell } = pane;
	if (!layoutCell) return;
	window.layoutRoot = closeCell(layoutCell, layoutRules(window));
	pane.layoutCell = undefined;
	if (window.layoutRoot) fixPanes(server, window);
	notifyWindow(server, "window-layout-changed", window);
}

/** Takes a pane out of layout and window and ends it; the window stays (see killPane). */
export function closePane(server: Server, pane: Pane): void {
	const { window } = pane;
	closePaneCell(server, pane);
	removePane(server, pane);
	markWindow(server, window);
}

/** Takes a pane out of its window's books and ends it. */
export function removePane(server: Server, pane: Pane): void {
	const { window } = pane;
	forgetPane(server, window, pane);
	window.dropPane(pane);
	destroyPane(server, pane);
}

/** Ends a pane, and its window when it was the last. */
export function killPane(server: Server, pane: Pane): void {
	const { window } = pane;
	if (window.panes.length <= 1) return killWindow(server, window, true);
	pushZoom(server, window, false, pane.floatOverZoom);
	closePane(server, pane);
	popZoom(server, window);
	markWindow(server, window);
}

/** Gives up everything the pane holds. It must not be in a window's list any more. */
function destroyPane(server: Server, pane: Pane): void {
	if (pane.destroyed) return;
	pane.destroyed = true;
	server.panes.delete(pane.id);
	pane.prompt?.dispose();
	pane.prompt = undefined;
	pane.scrollbar.timer?.dispose();
	pane.scrollbar.timer = undefined;
	for (const mode of pane.modes.splice(0)) mode.dispose();
	pane.pipe?.dispose();
	pane.pipe = undefined;
	pane.process?.dispose();
	pane.process = undefined;
	pane.screen.dispose();
	for (const waiter of pane.onExitWaiters.splice(0)) waiter(pane.exitStatus ?? 0);
	server.events.emit("paneDestroyed", { pane });
}

/** Ends all panes of a window but one (respawn-window -k), which then fills it. */
export function keepOnlyPane(server: Server, window: Window, keep: Pane): void {
	unzoomWindow(server, window);
	window.active = keep;
	for (const pane of [...window.panes]) {
		if (pane === keep) continue;
		pane.layoutCell = undefined;
		removePane(server, pane);
	}
	window.lastPanes = [];
	initLayout(server, window, keep);
	markEveryone(server);
}
