/** The pane a mouse event is about, for commands run by a mouse key. */
import type { QueueItem } from "../command/types.ts";
import type { Pane } from "../model/pane.ts";
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
	if (!mouse?.valid) return undefined;
	const session = item.server.sessions.get(mouse.sessionId);
	if (!session) return undefined;
	if (mouse.windowId === -1) {
		const pane = session.current?.window.active;
		return pane && { mouse, session, pane };
	}
	const winlink = session.winlinks.find(({ window }) => window.id === mouse.windowId);
	if (!winlink) return undefined;
	const { window } = winlink;
	const pane = mouse.paneId === -1 ? window.active : window.panes.find(({ id }) => id === mouse.paneId);
	return pane && { mouse, session, pane };
}
