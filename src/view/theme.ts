/**
 * The theme colours (`themered` ...) of one client: what the options of the
 * dark or the light theme make of them for its terminal. Owned by a
 * ClientView; no cell leaves it with a theme colour.
 */
import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import { COLOUR_DEFAULT, COLOUR_FLAG_THEME, type Colour } from "../term/attributes.ts";
import { colourTheme, parseColour, THEME_COLOURS } from "../term/colour.ts";

/** The theme a client shows: what the option says, else what its terminal said or looks like. */
export function clientTheme(server: Server, client: Client): "dark" | "light" {
	const wanted = server.options.choice("theme");
	if (wanted === "dark" || wanted === "light") return wanted;
	if (client.theme !== "unknown") return client.theme;
	return colourTheme(client.bg) ?? "dark";
}

function isTheme(colour: Colour): boolean {
	return colour >= 0 && (colour & COLOUR_FLAG_THEME) !== 0;
}

export class ClientTheme {
	readonly #server: Server;
	readonly #client: Client;
	#colours: Int32Array | undefined;
	/** What the client's terminal was when the colours were found. */
	#madeFor = "";

	constructor(server: Server, client: Client) {
		this.#server = server;
		this.#client = client;
	}

	/** The options have changed. */
	forget(): void {
		this.#colours = undefined;
	}

	/** Looks whether the terminal's facts have changed; true when colours may have. Call before `map`. */
	refresh(): boolean {
		const { theme, bg, colours } = this.#client;
		const facts = `${theme} ${bg} ${colours}`;
		if (this.#colours && facts === this.#madeFor) return false;
		this.#madeFor = facts;
		this.#colours = this.#find();
		return true;
	}

	/** The colour that `colour` is on this client. */
	map(colour: Colour): Colour {
		if (!isTheme(colour)) return colour;
		if (!this.#colours) this.refresh();
		return this.#colours?.[colour & 0xff] ?? COLOUR_DEFAULT;
	}

	/** Replaces every theme colour in `cells`. */
	resolve(cells: CellBuffer): void {
		const size = cells.cols * cells.rows;
		const flag = COLOUR_FLAG_THEME;
		for (const colours of [cells.fg, cells.bg, cells.us])
			for (let i = 0; i < size; i++) {
				const colour = colours[i] as number;
				if ((colour & flag) !== 0) colours[i] = this.map(colour);
			}
	}

	#find(): Int32Array {
		const server = this.#server;
		if (server.options.choice("theme") === "terminal")
			return Int32Array.from(THEME_COLOURS, (theme) => theme.terminalColour);
		const light = clientTheme(server, this.#client) === "light";
		const ctx = { server, client: this.#client, session: this.#client.session, noJobs: true };
		return Int32Array.from(THEME_COLOURS, (theme) => {
			const value = server.options.string(light ? theme.lightOption : theme.darkOption);
			const colour = parseColour(expand(value, ctx));
			return colour === undefined || colour < 0 || isTheme(colour) ? COLOUR_DEFAULT : colour;
		});
	}
}
