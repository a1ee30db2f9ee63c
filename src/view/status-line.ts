/**
 * The status lines of one client: expanded and drawn when something on them
 * may have changed, kept with their ranges in between. Also the message that
 * covers one of them. Owned by a ClientView.
 */
import { drawFormat } from "../format/draw.ts";
import { expandTime } from "../format/expand.ts";
import { formatWidth } from "../format/trim.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client, ClientMessage, PlacedRange } from "../model/client.ts";
import { statusLines } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { CellBuffer, type CellStyle } from "../screen/cell-buffer.ts";
import { COLOUR_DEFAULT, COLOUR_TERMINAL } from "../term/attributes.ts";
import { fillCells } from "./paint.ts";
import { optionCell, optionStyle } from "./styles.ts";

/** Where a message or prompt is on its line. */
export interface MessageArea {
	readonly x: number;
	readonly width: number;
	/** Row of the client; without status lines the last one of the window, or its first with them at the top. */
	readonly y: number;
}

export class StatusLine {
	readonly #server: Server;
	readonly #client: Client;
	readonly #onCycle: () => void;
	#cells: CellBuffer | undefined;

	/** `onCycle` is told that an animation on the line has to go on soon. */
	constructor(server: Server, client: Client, onCycle: () => void) {
		this.#server = server;
		this.#client = client;
		this.#onCycle = onCycle;
	}

	/** The lines as drawn last; undefined with `status off`. */
	get cells(): CellBuffer | undefined {
		return this.#cells;
	}

	/** Expands and draws all lines again; gives what can be clicked on each. */
	draw(session: Session): readonly (readonly PlacedRange[])[] {
		const client = this.#client;
		const rows = statusLines(client);
		const cols = Math.max(client.sx, 1);
		if (rows === 0) {
			this.#cells = undefined;
			return [];
		}
		const cells = new CellBuffer(cols, rows);
		const ctx: FormatContext = {
			server: this.#server,
			client,
			session,
			status: true,
			forceJobs: client.forceJobs,
			onCycle: this.#onCycle,
		};
		const base = this.#base(session, ctx);
		fillCells(cells, 0, cols * rows, " ", base);
		const ranges: PlacedRange[][] = [];
		const sharing = this.#sharing(ctx, cols);
		for (let row = 0; row < rows; row++) {
			const format = session.options.item("status-format", row);
			const text = format === undefined ? "" : expandTime(String(format), ctx);
			const width = row === 0 ? cols - sharing.width : cols;
			ranges.push(drawFormat(text, width, base, cells, 0, row, ctx.server));
		}
		drawFormat(sharing.text, sharing.width, base, cells, cols - sharing.width, 0, ctx.server);
		this.#cells = cells;
		return ranges;
	}

	/** What stands at the right end of the first line while the server is shared; the line's own format gets the rest. */
	#sharing(ctx: FormatContext, cols: number): { readonly text: string; readonly width: number } {
		const { server } = ctx;
		if (!server.sharing.active) return { text: "", width: 0 };
		const text = expandTime(server.options.string("share-status"), ctx);
		return { text, width: Math.min(formatWidth(text), cols) };
	}

	#base(session: Session, ctx: FormatContext): CellStyle {
		const base = optionCell(session.options, "status-style", ctx);
		const fg = session.options.colour("status-fg");
		const bg = session.options.colour("status-bg");
		if (fg !== COLOUR_DEFAULT && fg !== COLOUR_TERMINAL) base.fg = fg;
		if (bg !== COLOUR_DEFAULT && bg !== COLOUR_TERMINAL) base.bg = bg;
		return base;
	}
}

/** Where a message or prompt goes: message-style may give it a width and a side. */
export function messageArea(server: Server, client: Client, session: Session): MessageArea {
	const cols = Math.max(client.sx, 1);
	const ctx: FormatContext = { server, client, session };
	const { width: wanted, widthPercentage, align } = optionStyle(session.options, "message-style", ctx);
	let width = cols;
	if (wanted >= 0) width = widthPercentage ? Math.floor((cols * wanted) / 100) : wanted;
	if (width === 0 || width > cols) width = cols;
	const room = cols - width;
	const places: Partial<Record<typeof align, number>> = {
		centre: Math.floor(room / 2),
		"absolute-centre": Math.floor(room / 2),
		right: room,
	};
	const rows = Math.max(client.sy, 1);
	const lines = Math.min(Math.max(statusLines(client), 1), rows);
	const line = Math.min(session.options.number("message-line"), lines - 1);
	const first = session.options.choice("status-position") === "top" ? 0 : rows - lines;
	return { x: places[align] ?? 0, width, y: first + line };
}

/** Draws a message over row `row`. */
export function drawMessage(
	server: Server,
	client: Client,
	session: Session,
	message: ClientMessage,
	area: MessageArea,
	cells: CellBuffer,
	row: number,
): void {
	const text = message.ignoreStyles ? message.text.replaceAll("#", "##") : message.text;
	const ctx: FormatContext = {
		server,
		client,
		session,
		extra: new Map([
			["message", text],
			["command_prompt", "0"],
		]),
	};
	const base = optionCell(session.options, "message-style", ctx);
	const expanded = expandTime(session.options.string("message-format"), ctx);
	drawFormat(expanded, area.width, base, cells, area.x, row, server);
}
