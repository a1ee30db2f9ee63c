/**
 * A session as a tmate server is told of it: windows by index, panes by places.
 * Its panes have ids that stay in their window for ever; ours may move, so a
 * pane in another place is another pane there. Owned by session-feed.ts.
 */
import type { Pane } from "../model/pane.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { HostMessage, LayoutWindow } from "../tmate/host-messages.ts";
import { cleanText } from "./wire.ts";

export type LayoutMessage = Extract<HostMessage, { readonly kind: "layout" }>;

/** Bytes of a layout: it takes no message of more than 17 KiB. What each part of one costs at most. */
const MAX_BYTES = 15 * 1024;
const WINDOW_BYTES = 16;
const PANE_BYTES = 19;
const MAX_NAME = 64;
/** Ids for panes whose own number is used by another place already. */
const FIRST_EXTRA_ID = 1_000_000;

/** Ids of panes there, by place. */
export class PaneIds {
	readonly #ids = new Map<string, number>();
	readonly #used = new Set<number>();
	#next = FIRST_EXTRA_ID;

	/** The id of a pane in a window of the session. */
	of(session: Session, winlink: Winlink, pane: Pane): number {
		const place = `${session.id} ${winlink.index} ${winlink.window.id} ${pane.id}`;
		let id = this.#ids.get(place);
		if (id === undefined) {
			id = this.#used.has(pane.id) ? this.#next++ : pane.id;
			this.#used.add(id);
			this.#ids.set(place, id);
		}
		return id;
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

const nameOf = (window: Window) => cleanText(window.name, MAX_NAME);

/** A layout, and whose output belongs to which id. Undefined while there is nothing to be shown. */
export function layoutOf(
	session: Session,
	ids: PaneIds,
): { readonly message: LayoutMessage; readonly panes: ReadonlyMap<number, Pane> } | undefined {
	const { current } = session;
	if (!current?.window.active) return undefined;
	const panes = new Map<number, Pane>();
	const windows: LayoutWindow[] = [];
	const cost = ({ window }: Winlink) =>
		WINDOW_BYTES + Buffer.byteLength(nameOf(window)) + PANE_BYTES * shownPanes(window).length;
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
			name: nameOf(window),
			panes: shown.map((pane) => {
				const id = ids.of(session, winlink, pane);
				panes.set(id, pane);
				return { id, sx: pane.sx, sy: pane.sy, x: Math.max(pane.xoff, 0), y: Math.max(pane.yoff, 0) };
			}),
			active: ids.of(session, winlink, window.active),
		});
	}
	const { sx, sy } = current.window;
	return { message: { kind: "layout", sx, sy, windows, active: current.index }, panes };
}
