/**
 * A pane's own colours: default foreground and background and the 256 palette
 * entries, from the `pane-colours` option and from OSC 4, 10 and 11. Owned by
 * a PaneScreen; the view looks colours up here before drawing.
 */
import { COLOUR_DEFAULT, COLOUR_FLAG_256, COLOUR_FLAG_RGB, type Colour } from "../term/attributes.ts";

export class Palette {
	/** OSC 10 and 11, or COLOUR_DEFAULT. */
	fg: Colour = COLOUR_DEFAULT;
	bg: Colour = COLOUR_DEFAULT;
	#own: Map<number, Colour> | undefined;
	#defaults: ReadonlyMap<number, Colour> | undefined;

	/** Sets what `pane-colours` says: index -> colour. */
	setDefaults(colours: ReadonlyMap<number, Colour>): void {
		this.#defaults = colours.size === 0 ? undefined : colours;
	}

	/** True when no palette entry is set. */
	get empty(): boolean {
		return this.#own === undefined && this.#defaults === undefined;
	}

	/** What `colour` is in this pane, or undefined when it is not redefined. */
	get(colour: Colour): Colour | undefined {
		if (this.empty || colour & COLOUR_FLAG_RGB) return undefined;
		let index: number;
		if (colour & COLOUR_FLAG_256) index = colour & 0xff;
		else if (colour >= 90 && colour <= 97) index = colour - 82;
		else if (colour >= 0 && colour <= 7) index = colour;
		else return undefined;
		return this.#own?.get(index) ?? this.#defaults?.get(index);
	}

	/** Sets entry `index`; undefined resets it. True when that changed something. */
	set(index: number, colour: Colour | undefined): boolean {
		if (index < 0 || index > 255) return false;
		if (colour === undefined) return this.#own?.delete(index) ?? false;
		this.#own ??= new Map();
		this.#own.set(index, colour);
		return true;
	}

	/** Back to the defaults (RIS, OSC 104). */
	clear(): void {
		this.fg = COLOUR_DEFAULT;
		this.bg = COLOUR_DEFAULT;
		this.#own = undefined;
	}
}
