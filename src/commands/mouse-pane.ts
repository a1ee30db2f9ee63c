/** The pane a mouse event is about, for commands run by a mouse key. */
import type { QueueItem } from "../command/types.ts";
import { isBlocked } from "../model/active-pane.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";

export interface MousePane {
	readonly mouse: MouseEvent;
	readonly session: Session;
	readonly pane: Pane;
}

/** The pane under the mouse of the item's event; undefined when there is none any more. */
export function mousePane(item: QueueItem): MousePane | undefined {
	const mouse = item.state.event?.mouse;
	return mouse && paneOfMouse(item.server, mouse);
}

/** The pane a placed mouse event is about; undefined when it is gone or a modal pane is in the way. */
export function paneOfMouse(server: Server, mouse: MouseEvent): MousePane | undefined {
	if (!mouse.valid) return undefined;
	const session = server.sessions.get(mouse.sessionId);
	const winlink =
		mouse.windowId === -1
			? session?.current
			: session?.winlinks.find(({ window }) => window.id === mouse.windowId);
	if (!session || !winlink) return undefined;
	const { window } = winlink;
	const { paneId } = mouse;
	const any = mouse.windowId === -1 || paneId === -1;
	const pane = any ? window.active : window.panes.find(({ id }) => id === paneId);
	return pane && !isBlocked(window, pane) ? { mouse, session, pane } : undefined;
}
