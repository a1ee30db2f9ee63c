/**
 * The cells of panes and their scrollbars: what a pane's screen shows, with
 * the pane's own palette, its default colours (window-style,
 * window-active-style) and its dimming. Drawn for every frame.
 */
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import { scrollbarStyle } from "../model/scrollbar-style.ts";
import type { Server } from "../model/server.ts";
import { type CellBuffer, type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { Palette } from "../screen/palette.ts";
import { ATTR, COLOUR_DEFAULT, COLOUR_TERMINAL, type Colour } from "../term/attributes.ts";
import { dimColour } from "../term/colour.ts";
import { DEFAULT_STYLE } from "../term/style.ts";
import { fillCells } from "./paint.ts";
import type { Scene, SpanOf } from "./scene.ts";
import { scrollbarSlider } from "./scrollbar.ts";
import type { ClientTheme } from "./theme.ts";

/** What a pane puts in place of default colours, and how much it is dimmed. */
interface PaneLook {
	readonly fg: Colour;
	readonly bg: Colour;
	/** Percent. */
	readonly dim: number;
}

/** Gives `count` cells from index `i` on their pane's colours. */
type Recolour = (i: number, count: number) => void;

const given = (colour: Colour) => colour !== COLOUR_DEFAULT;

/** The pane's look, from its own colours (OSC 10, 11) and the window's styles. */
export function paneLook(server: Server, pane: Pane): PaneLook {
	const ctx: FormatContext = { server, window: pane.window, pane, noJobs: true };
	const style = (name: string) => pane.options.style(name, (text) => expand(text, ctx)) ?? DEFAULT_STYLE;
	const { palette } = pane.screen;
	const active = pane.window.active === pane;
	const normal = style("window-style");
	const own = active ? style("window-active-style") : DEFAULT_STYLE;
	// An active style that gives no colour still has the program's own before the inactive style.
	const pick = (part: "fg" | "bg") => {
		if (given(own[part])) return own[part];
		if (active && given(palette[part])) return palette[part];
		return given(normal[part]) ? normal[part] : palette[part];
	};
	return { fg: pick("fg"), bg: pick("bg"), dim: active ? own.dim : normal.dim };
}

/** Draws the panes and scrollbars of a scene whose first row is row `top`. */
export class PanePainter {
	readonly #server: Server;
	readonly #client: Client;
	readonly #theme: ClientTheme;
	readonly #cells: CellBuffer;
	readonly #top: number;

	constructor(server: Server, client: Client, theme: ClientTheme, cells: CellBuffer, top: number) {
		this.#server = server;
		this.#client = client;
		this.#theme = theme;
		this.#cells = cells;
		this.#top = top;
	}

	/** `last` holds the same panes as they were shown before: kept for a pane in the middle of a synchronised update. */
	paint(scene: Scene, last: CellBuffer | undefined): void {
		const recolours = new Map<Pane, Recolour | undefined>();
		let current: Pane | undefined;
		let recolour: Recolour | undefined;
		for (const span of scene.panes) {
			const { pane, px, py, x, y, width } = span;
			const { shown } = pane;
			const row = y + this.#top;
			if (last && !pane.mode && pane.screen.modes.synchronized) {
				this.#cells.copy(this.#cells.index(x, row), last, last.index(x, row), width);
				continue;
			}
			shown.copyLine(shown.historySize + py, px, width, this.#cells, x, row);
			if (pane !== current) {
				current = pane;
				if (!recolours.has(pane)) recolours.set(pane, this.#recolour(pane));
				recolour = recolours.get(pane);
			}
			recolour?.(this.#cells.index(x, row), width);
		}
		for (const span of scene.scrollbars) this.#scrollbar(span);
	}

	/** What gives cells the pane's colours; undefined when they stay as they are. */
	#recolour(pane: Pane): Recolour | undefined {
		const look = paneLook(this.#server, pane);
		const { palette } = pane.screen;
		const asIs = !given(look.fg) && !given(look.bg) && look.dim === 0 && palette.empty;
		if (asIs && !pane.mode) return undefined;
		const { fg, bg, us, attr } = this.#cells;
		const foreground = this.#mapper(palette, look.fg, look.dim, this.#defaultForeground());
		const background = this.#mapper(palette, look.bg, look.dim, this.#defaultBackground());
		const underlines = !palette.empty;
		// Neighbours mostly look alike: what the last cell became is known.
		let lastFg: Colour = COLOUR_DEFAULT;
		let lastBright = false;
		let newFg = foreground(lastFg, lastBright);
		let lastBg: Colour = COLOUR_DEFAULT;
		let newBg = background(lastBg, false);
		const bold = ATTR.bright;
		return (i, count) => {
			for (let k = i; k < i + count; k++) {
				if (((attr[k] as number) & ATTR.ownColours) !== 0) {
					attr[k] = (attr[k] as number) & ~ATTR.ownColours;
					fg[k] = this.#dim(fg[k] as number, look.dim, this.#defaultForeground());
					bg[k] = this.#dim(bg[k] as number, look.dim, this.#defaultBackground());
					continue;
				}
				const bright = ((attr[k] as number) & bold) !== 0;
				if (fg[k] !== lastFg || bright !== lastBright) {
					lastFg = fg[k] as number;
					lastBright = bright;
					newFg = foreground(lastFg, bright);
				}
				fg[k] = newFg;
				if (bg[k] !== lastBg) {
					lastBg = bg[k] as number;
					newBg = background(lastBg, false);
				}
				bg[k] = newBg;
				if (underlines) us[k] = this.#theme.map(palette.get(us[k] as number) ?? (us[k] as number));
			}
		};
	}

	/** Colour of a cell -> colour on the client, remembering what it has seen. */
	#mapper(
		palette: Palette,
		standard: Colour,
		dim: number,
		terminal: Colour,
	): (colour: Colour, bright: boolean) => Colour {
		const map = (colour: Colour, bright: boolean) => {
			let out = colour === COLOUR_DEFAULT ? standard : colour;
			// Bold text in one of the first eight colours has the bright entry, where the pane has set that.
			const plain = palette.get(out);
			out = plain ?? (bright && out >= 0 && out < 8 ? (palette.get(out + 90) ?? out) : out);
			return this.#dim(out, dim, terminal);
		};
		const seen = [new Map<Colour, Colour>(), new Map<Colour, Colour>()] as const;
		return (colour, bright) => {
			const known = seen[bright ? 1 : 0].get(colour);
			if (known !== undefined) return known;
			const out = map(colour, bright);
			seen[bright ? 1 : 0].set(colour, out);
			return out;
		};
	}

	/** A colour on the client, dimmed by so many percent; `terminal` is dimmed where the terminal's default is meant. */
	#dim(colour: Colour, dim: number, terminal: Colour): Colour {
		const out = this.#theme.map(colour);
		if (dim === 0) return out;
		return dimColour(out === COLOUR_DEFAULT || out === COLOUR_TERMINAL ? terminal : out, dim);
	}

	/** What the terminal's default colours are, as far as that is known: only known ones can be dimmed. */
	#defaultForeground(): Colour {
		const { fg, theme } = this.#client;
		if (fg !== -1) return fg;
		return theme === "unknown" ? COLOUR_DEFAULT : theme === "dark" ? 7 : 0;
	}

	#defaultBackground(): Colour {
		const { bg, theme } = this.#client;
		if (bg !== -1) return bg;
		return theme === "unknown" ? COLOUR_DEFAULT : theme === "dark" ? 0 : 7;
	}

	#scrollbar(span: SpanOf<"scrollbar">): void {
		const { pane, box, column, row, x, y, width } = span;
		const slider = scrollbarSlider(pane);
		if (!slider) return;
		const style = scrollbarStyle(pane);
		const [fg, bg, us] = [style.fg, style.bg, style.us].map((colour) => this.#theme.map(colour)) as [
			Colour,
			Colour,
			Colour,
		];
		const { attr } = style;
		const inSlider = row >= slider.y && row < slider.y + slider.height;
		const bar = inSlider ? { fg: bg, bg: fg, us, attr } : { fg, bg, us, attr };
		const look = paneLook(this.#server, pane);
		const padding: CellStyle = {
			...DEFAULT_CELL_STYLE,
			fg: this.#theme.map(look.fg),
			bg: this.#theme.map(look.bg),
		};
		for (let i = 0; i < width; i++) {
			const at = column + i;
			const inBar = box.left ? at < box.width : at >= box.pad;
			fillCells(this.#cells, this.#cells.index(x + i, y + this.#top), 1, " ", inBar ? bar : padding);
		}
	}
}
