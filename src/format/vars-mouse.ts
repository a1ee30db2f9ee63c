/** Variables of the mouse event in hand: where it was and what is there. */
import type { PlacedRange } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Screen } from "../screen/screen.ts";
import { lineAt, linkAt, wordAt } from "./screen-text.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, number, row } from "./variable.ts";

/** The pane under the mouse. */
function mousePane({ server, mouse }: FormatContext): Pane | undefined {
	if (!mouse?.valid) return undefined;
	const session = server.sessions.get(mouse.sessionId);
	if (session === undefined) return undefined;
	const window = mouse.windowId === -1 ? session.current?.window : server.windows.get(mouse.windowId);
	if (window === undefined || !session.has(window)) return undefined;
	if (mouse.paneId === -1) return window.active;
	const pane = server.panes.get(mouse.paneId);
	return pane?.window === window ? pane : undefined;
}

/** Place of the mouse within the pane it is over. */
function placeInPane(ctx: FormatContext): { pane: Pane; x: number; y: number } | undefined {
	const { mouse } = ctx;
	const pane = mousePane(ctx);
	if (mouse === undefined || pane === undefined) return undefined;
	const x = mouse.x + mouse.ox - pane.xoff;
	let y = mouse.y + mouse.oy;
	if (mouse.statusAt === 0 && y >= mouse.statusLines) y -= mouse.statusLines;
	y -= pane.yoff;
	return x >= 0 && x < pane.sx && y >= 0 && y < pane.sy ? { pane, x, y } : undefined;
}

/** Place of the mouse on the status lines, the topmost being 0. */
function placeOnStatus({ client, mouse }: FormatContext): { x: number; y: number } | undefined {
	if (!mouse?.valid || !client?.terminal) return undefined;
	const { x, y, statusAt, statusLines } = mouse;
	if (statusAt === 0 && y < statusLines) return { x, y };
	return statusAt > 0 && y >= statusAt ? { x, y: y - statusAt } : undefined;
}

/** Reads text under the mouse: of the pane, or of a mode that shows text. */
function textUnderMouse(
	ctx: FormatContext,
	read: (screen: Screen, x: number, line: number) => string | undefined,
): string | undefined {
	const place = placeInPane(ctx);
	if (place === undefined) return undefined;
	const { pane, x, y } = place;
	if (pane.mode !== undefined && pane.mode.name !== "copy-mode" && pane.mode.name !== "view-mode")
		return undefined;
	return read(pane.shown, x, pane.shown.historySize + y);
}

/** The range of a status line at a column. */
function rangeAt(ranges: readonly PlacedRange[] | undefined, x: number): PlacedRange | undefined {
	return ranges?.find(({ start, end }) => x >= start && x < end);
}

export const MOUSE_VARIABLES: readonly FormatVariable[] = [
	row("mouse_hyperlink", (ctx) => textUnderMouse(ctx, (screen, x, line) => linkAt(screen, x, line)?.uri)),
	row("mouse_line", (ctx) => textUnderMouse(ctx, (screen, _, line) => lineAt(screen, line))),
	row("mouse_pane", (ctx) => {
		const pane = mousePane(ctx);
		return pane && `%${pane.id}`;
	}),
	row("mouse_status_line", (ctx) => number(placeOnStatus(ctx)?.y)),
	row("mouse_status_range", (ctx) => {
		const place = placeOnStatus(ctx);
		const found = place && rangeAt(ctx.client?.statusRanges[place.y], place.x)?.range;
		if (found === undefined || found.type === "none") return undefined;
		return found.type === "user" ? found.text : found.type;
	}),
	row("mouse_word", (ctx) =>
		textUnderMouse(ctx, (screen, x, line) =>
			wordAt(screen, x, line, ctx.server.sessionOptions.string("word-separators")),
		),
	),
	row("mouse_x", (ctx) => number((placeInPane(ctx) ?? placeOnStatus(ctx))?.x)),
	row("mouse_y", (ctx) => number((placeInPane(ctx) ?? placeOnStatus(ctx))?.y)),
];
