/**
 * Saying what has happened: one function a kind of subject, so that hooks and
 * control mode always get the same facts with an event of that kind. The extra
 * facts of each event are named as tmux(1) names them.
 */
import type { Client } from "./client.ts";
import { onlyLooks } from "./guest-rules.ts";
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
	server.events.emit("notify", { name, window, extra });
}

export function notifyPane(server: Server, name: string, pane: Pane, extra: Extra = {}): void {
	server.events.emit("notify", { name, window: pane.window, pane, extra });
}

/** What a terminal tells of itself without anybody asking. */
const OF_ITS_OWN: ReadonlySet<string> = new Set([
	"client-dark-theme",
	"client-focus-in",
	"client-focus-out",
	"client-light-theme",
	"client-resized",
]);

export function notifyClient(server: Server, name: string, client: Client, extra: Extra = {}): void {
	// Hooks run with the host's rights: a guest who may only look starts none by a report of its terminal.
	if (onlyLooks(client) && OF_ITS_OWN.has(name)) return;
	const place = placeOf(client);
	const { winlink } = place;
	const facts = winlink ? { window_index: String(winlink.index), ...extra } : extra;
	server.events.emit("notify", { name, ...place, extra: facts });
}

/** Where a client is: what its events tell of the place. */
export function placeOf(client: Client | undefined) {
	const session = client?.session;
	const winlink = session?.current;
	const window = winlink?.window;
	return { client, session, winlink, window, pane: window?.active };
}

/** Something has happened in the window: output, or it was made or chosen. Alerts look at it. */
export function windowActivity(server: Server, window: Window): void {
	window.activityTime = server.ports.clock.now();
	server.events.emit("activity", { window });
}

/** A place in a session before or after a move. */
interface Place {
	readonly window: Window;
	readonly winlink?: Winlink | undefined;
}

/** `pane-moved`: the pane has gone from one window to another. */
export function notifyPaneMoved(server: Server, pane: Pane, from: Place, to: Place): void {
	const facts: Record<string, string> = {
		...windowFacts("old_window", from.window),
		...windowFacts("new_window", to.window),
	};
	if (from.winlink) facts.old_window_index = String(from.winlink.index);
	if (to.winlink) facts.window_index = facts.new_window_index = String(to.winlink.index);
	notifyPane(server, "pane-moved", pane, facts);
}

/** What an event says of a further window: its id under `name`, its name beside it. */
export function windowFacts(name: string, window: Window): Record<string, string> {
	return { [name]: `@${window.id}`, [`${name}_name`]: window.name };
}

/** What an event says of a further session. */
export function sessionFacts(name: string, session: Session): Record<string, string> {
	return { [name]: `$${session.id}`, [`${name}_name`]: session.name };
}
