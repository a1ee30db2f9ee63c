/**
 * Colours a program is told when it asks (OSC 10, 11, mode 996), and programs
 * that want to hear of a change (mode 2031). Made by the runtime; panes are
 * looked at before frames are drawn, when something shown has changed.
 */
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { COLOUR_DEFAULT, COLOUR_TERMINAL, type Colour } from "../term/attributes.ts";
import { colourTheme } from "../term/colour.ts";
import { paneLook } from "../view/panes.ts";

type Theme = "dark" | "light" | undefined;

/** The pane's foreground or background as a real colour; undefined when nobody knows it. */
export function paneColour(server: Server, pane: Pane, what: "fg" | "bg"): Colour | undefined {
	const told = what === "fg" ? pane.controlFg : pane.controlBg;
	if (told !== -1 && [...server.clients].some((client) => client.control !== "")) return told;
	const own = paneLook(server, pane)[what];
	if (own !== COLOUR_DEFAULT && own !== COLOUR_TERMINAL) return own;
	return clientsOf(server, pane).find((client) => client[what] !== -1)?.[what];
}

/** Whether the pane is dark or light: what its clients' terminals say of themselves, else by its background. */
export function paneTheme(server: Server, pane: Pane): Theme {
	const said = new Set(clientsOf(server, pane).map(({ theme }) => theme));
	if (said.has("dark") !== said.has("light")) return said.has("dark") ? "dark" : "light";
	const background = paneColour(server, pane, "bg");
	const theme = background === undefined ? undefined : colourTheme(background);
	return theme === "dark" || theme === "light" ? theme : undefined;
}

/** Clients whose session has the pane's window, whether they look at it now or not. */
function clientsOf(server: Server, pane: Pane): Client[] {
	return [...server.clients].filter(
		(client) => client.attached && client.session?.has(pane.window) && !onlyLooks(client),
	);
}

const THEME_REPORT = { dark: "\x1b[?997;1n", light: "\x1b[?997;2n" } as const;

/** Tells programs that asked for it when their pane's theme changes. */
export class PaneThemes {
	readonly #server: Server;
	/** What a program knows: the theme when it asked to hear of changes, then what it was told. */
	readonly #known = new WeakMap<Pane, { theme: Theme }>();

	constructor(server: Server) {
		this.#server = server;
	}

	/** Looks at all panes. */
	update(): void {
		for (const pane of this.#server.panes.values()) this.updatePane(pane);
	}

	updatePane(pane: Pane): void {
		if (!pane.screen.modes.themeUpdates) {
			this.#known.delete(pane);
			return;
		}
		const theme = paneTheme(this.#server, pane);
		const known = this.#known.get(pane);
		this.#known.set(pane, { theme });
		if (!known || !theme || known.theme === theme) return;
		pane.write(new TextEncoder().encode(THEME_REPORT[theme]));
	}
}
