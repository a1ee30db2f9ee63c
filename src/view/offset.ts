/**
 * Which part of its session's window a client shows, when the window is larger
 * than the terminal: what was panned to by hand, else the part around the
 * cursor. Kept in client.offset for formats and mouse; called by compose and
 * by whoever needs the place now.
 */
import type { Client } from "../model/client.ts";
import { statusLines } from "../model/resize.ts";

export interface WindowOffset {
	/** Column and row of the window at the top left corner of the client. */
	readonly x: number;
	readonly y: number;
	/** Size of the part that is shown. */
	readonly sx: number;
	readonly sy: number;
	/** The window does not fit. */
	readonly bigger: boolean;
}

const NOWHERE: WindowOffset = { x: 0, y: 0, sx: 0, sy: 0, bigger: false };

/** Where one axis begins: `from` is where it begins when the cursor lies somewhere in the middle. */
function follow(cursor: number, room: number, size: number, from: number): number {
	if (cursor < room) return 0;
	return cursor > size - room ? size - room : from;
}

/** Rows a client has for its window. */
export function windowRows(client: Client): number {
	return Math.max(client.sy - statusLines(client), 0);
}

/** Works out the part of the current window `client` shows and keeps it in `client.offset`. */
export function windowOffset(client: Client): WindowOffset {
	const offset = findOffset(client);
	client.offset = { ...offset };
	return offset;
}

function findOffset(client: Client): WindowOffset {
	const window = client.session?.current?.window;
	if (!window) return NOWHERE;
	const sx = client.sx;
	const sy = windowRows(client);
	if (sx >= window.sx && sy >= window.sy) {
		client.pan = undefined;
		return { x: 0, y: 0, sx: window.sx, sy: window.sy, bigger: false };
	}
	if (client.pan?.window === window) {
		const { pan } = client;
		pan.x = Math.max(0, Math.min(pan.x, window.sx - sx));
		pan.y = Math.max(0, Math.min(pan.y, window.sy - sy));
		return { x: pan.x, y: pan.y, sx, sy, bigger: true };
	}
	client.pan = undefined;
	const pane = window.active;
	const cursor = pane?.shown.cursor;
	if (!pane || !cursor?.visible) return { x: 0, y: 0, sx, sy, bigger: true };
	const x = pane.xoff + cursor.x;
	const y = pane.yoff + cursor.y;
	return {
		x: Math.max(0, follow(x, sx, window.sx, x - Math.floor(sx / 2))),
		y: Math.max(0, follow(y, sy, window.sy, y - sy + 1)),
		sx,
		sy,
		bigger: true,
	};
}
