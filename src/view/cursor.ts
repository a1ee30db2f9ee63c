/**
 * The cursor of a client's frame: whose it is (prompt, overlay, pane prompt,
 * active pane), where, and whether it can be seen there. Called by ClientView.
 */
import { expand } from "../format/expand.ts";
import { isFloating, zIndex } from "../format/pane-facts.ts";
import type { Client } from "../model/client.ts";
import { cursorStyle } from "../model/cursor-style.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { ScreenCursor } from "../screen/screen.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { parseColour } from "../term/colour.ts";
import type { FrameCursor } from "./frame.ts";
import type { WindowOffset } from "./offset.ts";
import { paneLines } from "./scene.ts";
import type { ScrollbarBox } from "./scrollbar.ts";

const HIDDEN: FrameCursor = {
	x: 0,
	y: 0,
	visible: false,
	shape: "default",
	blinking: false,
	colour: COLOUR_DEFAULT,
};

/** A cursor that cannot be seen, left where it was. */
export function hiddenCursor(at: { readonly x: number; readonly y: number } = HIDDEN): FrameCursor {
	return { ...HIDDEN, x: at.x, y: at.y };
}

/** The cursor in a prompt on the status line; its look comes from the prompt-cursor options. */
export function promptCursor(
	server: Server,
	client: Client,
	session: Session,
	x: number,
	y: number,
): FrameCursor {
	const own = client.prompt?.cursor;
	if (own) return { x, y, visible: true, ...own };
	const prefix = client.prompt?.commandMode ? "prompt-command-cursor" : "prompt-cursor";
	const [shape, blinking] = cursorStyle(session.options.choice(`${prefix}-style`));
	const name = expand(session.options.string(`${prefix}-colour`), { server, client, session });
	return { x, y, visible: true, shape, blinking, colour: parseColour(name) ?? COLOUR_DEFAULT };
}

/** A cursor of an overlay, whose place is on the client already. */
export function overlayCursor(cursor: ScreenCursor | undefined): FrameCursor {
	if (!cursor) return hiddenCursor();
	const { x, y, visible, shape, blinking, veryVisible, colour } = cursor;
	return { x, y, visible, shape, blinking, veryVisible, colour };
}

/** Where a window is on the client: which part of it, below how many rows. */
export interface WindowPlace {
	readonly offset: WindowOffset;
	readonly top: number;
}

/** A place of the window on the client; undefined when that part is not shown. */
function onClient(place: WindowPlace, wx: number, wy: number): { x: number; y: number } | undefined {
	const { offset, top } = place;
	const x = wx - offset.x;
	const y = wy - offset.y;
	return x < 0 || x > offset.sx || y < 0 || y > offset.sy ? undefined : { x, y: y + top };
}

/** True when a pane that floats above `pane` covers the place. */
function isCovered(pane: Pane, wx: number, wy: number): boolean {
	const own = isFloating(pane) ? zIndex(pane) : Number.POSITIVE_INFINITY;
	return pane.window.panes.some((other) => {
		if (other === pane || !other.visible || !isFloating(other) || zIndex(other) >= own) return false;
		const border = paneLines(other) === "none" ? 0 : 1;
		return (
			wx >= other.xoff - border &&
			wx < other.xoff + other.sx + border &&
			wy >= other.yoff - border &&
			wy < other.yoff + other.sy + border
		);
	});
}

/** The cursor of what the active pane shows; `bar` is its scrollbar, which may lie over it. */
export function paneCursor(pane: Pane, place: WindowPlace, bar: ScrollbarBox | undefined): FrameCursor {
	const { cursor } = pane.shown;
	const wx = pane.xoff + cursor.x;
	const wy = pane.yoff + cursor.y;
	const at = onClient(place, wx, wy);
	if (!at) return hiddenCursor();
	const underBar = bar?.overlay === true && wx >= bar.start && wx < bar.end;
	const { shape, blinking, veryVisible, colour } = cursor;
	const visible = cursor.visible && !pane.screen.modes.synchronized && !underBar && !isCovered(pane, wx, wy);
	return { ...at, visible, shape, blinking, veryVisible, colour };
}

/** The cursor in a prompt inside a pane, at a column of the pane's row `row`. */
export function panePromptCursor(pane: Pane, place: WindowPlace, column: number, row: number): FrameCursor {
	const wx = pane.xoff + column;
	const wy = pane.yoff + row;
	const at = onClient(place, wx, wy);
	if (!at) return hiddenCursor();
	return { ...HIDDEN, ...at, visible: !isCovered(pane, wx, wy) };
}
