/**
 * Saying what has happened: one function a kind of subject, so that hooks and
 * control mode always get the same facts with an event of that kind. The extra
 * facts of each event are named as tmux(1) names them.
 */
import type { Client } from "./client.ts";
import type { Pane } from "./pane.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";
import type { Winlink } from "./winlink.ts";

type Extra = Readonly<Record<string, string>>;

export function notifySession(server: Server, name: string, session: Session, extra: Extra = {}): void {
	server.events.emit("notify", { name, session, winlink: session.current, extra });
}

export function notifyWinlink(server: Server, name: string, winlink: Winlink, extra: Extra = {}): void {
	const { session, window } = winlink;
	const facts = { window_index: String(winlink.index), ...extra };
	server.events.emit("notify", { name, session, winlink, window, extra: facts });
}

export function notifyWindow(server: Server, name: string, window: Window, extra: Extra = {}): void {
	server.events.emit("notify", { name, window, pane: window.active, extra });
}

export function notifyPane(server: Server, name: string, pane: Pane, extra: Extra = {}): void {
	server.events.emit("notify", { name, window: pane.window, pane, extra });
}

export function notifyClient(server: Server, name: string, client: Client, extra: Extra = {}): void {
	server.events.emit("notify", { name, client, session: client.session, extra });
}
