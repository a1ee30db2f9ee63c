/**
 * A session as a tmate server is told of it: windows by index, panes by places.
 * Its panes have ids that stay in their window for ever; ours may move, so a
 * pane in another place is another pane there. Owned by tmate-feed.ts.
 */
import type { Pane } from "../model/pane.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { HostMessage, LayoutWindow } from "../tmate/host-messages.ts";

export type LayoutMessage = Extract<HostMessage, { readonly kind: "layout" }>;

/** Bytes of a layout: it takes no message of more than 17 KiB. What each part of one costs at most. */
const MAX_BYTES = 15 * 1024;
const WINDOW_BYTES = 16;
const PANE_BYTES = 19;

/**
 * Ids of panes there, by place. Each is higher than all before it: the server
 * gives a new window a pane of its own with the number behind the last one that
 * it has made, and ends when a pane has that number already. So a pane that was
 * away (hidden by a zoomed one) comes back under another number.
 */
export class PaneIds {
	#ids: ReadonlyMap<string, number> = new Map();
	#next = 0;

	/** Gives ids to the panes of one layout, in its order; those that are not in it lose theirs. */
	layout(): (session: Session, winlink: Winlink, pane: Pane) => number {
		const before = this.#ids;
		const ids = new Map<string, number>();
		this.#ids = ids;
		return (session, winlink, pane) => {
			const place = `${session.id} ${winlink.index} ${winlink.window.id} ${pane.id}`;
			const id = ids.get(place) ?? before.get(place) ?? Math.max(this.#next, pane.id);
			this.#next = Math.max(this.#next, id + 1);
			ids.set(place, id);
			return id;
		};
	}
}

/** The panes it can draw: they must not overlap, so that a floating one is seen only while it is the active one, alone. */
function shownPanes(window: Window): readonly Pane[] {
	const { active } = window;
	if (!active) return [];
	if (active.floating) return [active];
	const panes = window.panes.filter(
		(pane) => pane.visible && !pane.floating && pane.layoutCell !== undefined,
	);
	return panes.includes(active) ? panes : [active];
}

/** A layout, which has to be sent, and whose output belongs to which id. Undefined while there is nothing to be shown. */
export function layoutOf(
	session: Session,
	ids: PaneIds,
	nameOf: (winlink: Winlink) => string,
): { readonly message: LayoutMessage; readonly panes: ReadonlyMap<number, Pane> } | undefined {
	const { current } = session;
	if (!current?.window.active) return undefined;
	const idOf = ids.layout();
	const panes = new Map<number, Pane>();
	const windows: LayoutWindow[] = [];
	const cost = (winlink: Winlink) =>
		WINDOW_BYTES + Buffer.byteLength(nameOf(winlink)) + PANE_BYTES * shownPanes(winlink.window).length;
	let left = MAX_BYTES - cost(current);
	for (const winlink of session.winlinks) {
		const { window, index } = winlink;
		const shown = shownPanes(window);
		if (!window.active || shown.length === 0) continue;
		if (winlink !== current) {
			// The last windows of hundreds are not there for guests.
			left -= cost(winlink);
			if (left < 0) continue;
		}
		windows.push({
			index,
			name: nameOf(winlink),
			panes: shown.map((pane) => {
				const id = idOf(session, winlink, pane);
				panes.set(id, pane);
				return { id, sx: pane.sx, sy: pane.sy, x: Math.max(pane.xoff, 0), y: Math.max(pane.yoff, 0) };
			}),
			active: idOf(session, winlink, window.active),
		});
	}
	const { sx, sy } = current.window;
	return { message: { kind: "layout", sx, sy, windows, active: current.index }, panes };
}
