/**
 * Everything between and around panes: borders with the colours that show the
 * active, marked and synchronized panes, the formats in them
 * (pane-border-format), and what fills places without a pane. Called by
 * ClientView when one of these may have changed.
 */
import { drawFormat } from "../format/draw.ts";
import { expand, expandTime } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client, PlacedRange } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Winlink } from "../model/winlink.ts";
import { CellBuffer, type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { ATTR, COLOUR_DEFAULT } from "../term/attributes.ts";
import { ARROWS, type BorderCell, borderCell, STRAIGHT_MASK } from "./border-cell.ts";
import { fillCells } from "./paint.ts";
import { type BorderOwners, paneLines, type Scene, type SpanOf } from "./scene.ts";
import { optionCell } from "./styles.ts";

export interface ChromeRequest {
	readonly server: Server;
	readonly client: Client;
	readonly winlink: Winlink;
	readonly scene: Scene;
	/** The whole client; the scene begins in row `top`. */
	readonly cells: CellBuffer;
	readonly top: number;
	readonly onCycle: () => void;
}

/** What can be clicked in the border status line of each pane, by pane id; columns from the line's first. */
export type BorderRanges = ReadonlyMap<number, readonly PlacedRange[]>;

class ChromePainter {
	readonly #request: ChromeRequest;
	readonly #styles = new Map<Pane | undefined, CellStyle>();
	readonly #fills = new Map<boolean, BorderCell>();
	readonly #active: Pane | undefined;
	readonly #marked: Pane | undefined;

	constructor(request: ChromeRequest) {
		this.#request = request;
		const { server, winlink } = request;
		this.#active = winlink.window.active;
		this.#marked = server.mark?.winlink === winlink ? server.mark.pane : undefined;
	}

	paint(): BorderRanges {
		const { scene, cells, top } = this.#request;
		const lines = new Map<Pane, SpanOf<"status">[]>();
		for (const span of scene.chrome) {
			if (span.kind === "status") {
				const list = lines.get(span.pane);
				if (list) list.push(span);
				else lines.set(span.pane, [span]);
				continue;
			}
			const cell = span.kind === "border" ? this.#border(span) : this.#fill(span.kind === "empty");
			fillCells(cells, cells.index(span.x, span.y + top), span.width, cell.text, cell.style);
		}
		const ranges = new Map<number, readonly PlacedRange[]>();
		for (const [pane, spans] of lines) ranges.set(pane.id, this.#statusLine(pane, spans));
		return ranges;
	}

	#context(pane: Pane | undefined): FormatContext {
		const { server, client, winlink } = this.#request;
		return { server, client, session: winlink.session, winlink, window: winlink.window, pane };
	}

	/** Style of the borders of `pane`, or of those that are nobody's. */
	#style(pane: Pane | undefined): CellStyle {
		const known = this.#styles.get(pane);
		if (known) return known;
		const name = pane && pane === this.#active ? "pane-active-border-style" : "pane-border-style";
		const options = (pane ?? this.#request.winlink.window).options;
		const style = optionCell(options, name, this.#context(pane));
		this.#styles.set(pane, style);
		return style;
	}

	#border(span: SpanOf<"border">): BorderCell {
		const { owners, mask, arrow } = span;
		const pane = this.#stylePane(owners);
		const lines = pane ? paneLines(pane) : this.#request.winlink.window.options.choice("pane-border-lines");
		const cell = borderCell(lines, mask, this.#style(pane), pane);
		let { text } = cell;
		const style = { ...cell.style };
		if (this.#marked && owns(owners, this.#marked)) style.attr ^= ATTR.reverse;
		const side = arrow && this.#activeSide(owners);
		if (side) {
			text = ARROWS[side];
			style.attr |= ATTR.charset;
		}
		return { text, style };
	}

	/** The pane that colours a border: settled by the layout, else the active one, else any. */
	#stylePane(owners: BorderOwners): Pane | undefined {
		if (owners.style) return owners.style;
		if (this.#active && owns(owners, this.#active)) return this.#active;
		return owners.top ?? owners.bottom ?? owners.left ?? owners.right;
	}

	#activeSide(owners: BorderOwners): keyof typeof ARROWS | undefined {
		if (!this.#active) return undefined;
		return (["left", "right", "top", "bottom"] as const).find((side) => owners[side] === this.#active);
	}

	/** What fills places without a pane, inside or outside the window. */
	#fill(inside: boolean): BorderCell {
		const known = this.#fills.get(inside);
		if (known) return known;
		const { server, winlink } = this.#request;
		const { window } = winlink;
		const text = expand(window.options.string("fill-character"), {
			server,
			window,
			pane: window.active,
			noJobs: true,
			extra: new Map([
				["is_inside", inside ? "1" : "0"],
				["is_outside", inside ? "0" : "1"],
			]),
		});
		const one = new CellBuffer(1, 1);
		drawFormat(text, 1, DEFAULT_CELL_STYLE, one, 0, 0, this.#request.server);
		const look = { fg: one.fg[0]!, bg: one.bg[0]!, us: one.us[0]!, attr: one.attr[0]! };
		const style = { ...this.#style(undefined) };
		style.attr |= look.attr;
		for (const colour of ["fg", "bg", "us"] as const)
			if (look[colour] !== COLOUR_DEFAULT) style[colour] = look[colour];
		const fill = { text: one.text(0), style };
		this.#fills.set(inside, fill);
		return fill;
	}

	/** Draws a pane's border status line over its border. */
	#statusLine(pane: Pane, spans: readonly SpanOf<"status">[]): PlacedRange[] {
		const { cells, top } = this.#request;
		const width = Math.max(...spans.map((span) => span.offset + span.width));
		const line = new CellBuffer(width, 1);
		const style = this.#style(pane);
		const lines = paneLines(pane);
		const straight = borderCell(lines, STRAIGHT_MASK, style, pane);
		fillCells(line, 0, width, straight.text, straight.style);
		for (const span of spans) {
			const cell = borderCell(lines, span.mask, style, pane);
			fillCells(line, span.offset, span.width, cell.text, cell.style);
		}
		const ctx = {
			...this.#context(pane),
			status: true,
			jobPlace: `%${pane.id}`,
			onCycle: this.#request.onCycle,
		};
		const text = expandTime(pane.options.string("pane-border-format"), ctx);
		const base = { ...style, attr: style.attr & ~ATTR.charset };
		const ranges = drawFormat(text, width, base, line, 0, 0, this.#request.server);
		for (const span of spans) cells.copy(cells.index(span.x, span.y + top), line, span.offset, span.width);
		return ranges;
	}
}

function owns(owners: BorderOwners, pane: Pane): boolean {
	return owners.top === pane || owners.bottom === pane || owners.left === pane || owners.right === pane;
}

/** Draws borders, their formats and fill; gives the ranges in the border status lines. */
export function paintChrome(request: ChromeRequest): BorderRanges {
	return new ChromePainter(request).paint();
}
