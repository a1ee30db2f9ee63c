/**
 * A border dragged with a guest's mouse: the host is told by how many cells,
 * and its layout moves the border here. Started by resize-pane -M of a
 * binding; see commands.ts.
 */
import type { QueueItem } from "../command/types.ts";
import { windowRow } from "../commands/float-drag.ts";
import type { Client } from "../model/client.ts";
import type { LayoutAxis } from "../model/layout-cell.ts";
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";

/** A pane at whose right or lower border the mouse is. */
interface Grip {
	readonly pane: Pane;
	readonly axis: LayoutAxis;
}

/** The border at a place of the window. */
function gripAt(window: Window, x: number, y: number): Grip | undefined {
	for (const pane of window.panes) {
		if (!pane.visible) continue;
		const right = pane.xoff + pane.sx;
		const bottom = pane.yoff + pane.sy;
		if (x === right && y >= pane.yoff && y <= bottom) return { pane, axis: "leftright" };
		if (y === bottom && x >= pane.xoff && x <= right) return { pane, axis: "topbottom" };
	}
	return undefined;
}

/** From now on the border under the mouse goes with it, by commands that `send` sends to the host. */
export function dragBorder(item: QueueItem, send: (client: Client, words: readonly string[]) => void): void {
	const { client, server } = item;
	const mouse = item.state.event?.mouse;
	const window = mouse && server.windows.get(mouse.windowId);
	if (!client || !window || mouse.paneId === -1) return;
	const at = { x: mouse.lx + mouse.ox, y: windowRow(mouse, mouse.ly) };
	const grip = gripAt(window, at.x, at.y);
	if (!grip) return;
	const { pane, axis } = grip;
	let last = axis === "leftright" ? at.x : at.y;
	const follow = (_dragging: Client, event: MouseEvent) => {
		if (pane.destroyed || pane.window.zoomed) {
			client.mouse.dragUpdate = undefined;
			return;
		}
		const now = axis === "leftright" ? event.x + event.ox : windowRow(event, event.y);
		const change = now - last;
		if (change === 0) return;
		last = now;
		const flag = axis === "leftright" ? (change > 0 ? "-R" : "-L") : change > 0 ? "-D" : "-U";
		send(client, ["resize-pane", flag, "-t", `%${pane.id}`, String(Math.abs(change))]);
	};
	client.mouse.dragUpdate = follow;
	follow(client, mouse);
}
