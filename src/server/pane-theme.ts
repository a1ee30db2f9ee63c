/**
 * Colours a program is told when it asks (OSC 10, 11, mode 996): its window's
 * style first, else what a client's terminal said of itself.
 */
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { COLOUR_DEFAULT, COLOUR_FLAG_THEME, COLOUR_TERMINAL, type Colour } from "../term/attributes.ts";
import { colourTheme } from "../term/colour.ts";
import { clientsSeeing } from "./pane-pump.ts";

/** The pane's foreground or background as a real colour; undefined when nobody knows it. */
export function paneColour(server: Server, pane: Pane, what: "fg" | "bg"): Colour | undefined {
	const told = what === "fg" ? pane.controlFg : pane.controlBg;
	if (told !== -1) return told;
	const style = pane.options.style(pane.window.active === pane ? "window-active-style" : "window-style");
	const own = style?.[what] ?? COLOUR_DEFAULT;
	if (isReal(own)) return own;
	for (const client of clientsSeeing(server, pane)) if (client[what] !== -1) return client[what];
	return undefined;
}

function isReal(colour: Colour): boolean {
	return (
		colour !== COLOUR_DEFAULT && colour !== COLOUR_TERMINAL && colour >= 0 && !(colour & COLOUR_FLAG_THEME)
	);
}

/** Whether the pane is dark or light, by its background or its client's word. */
export function paneTheme(server: Server, pane: Pane): "dark" | "light" | undefined {
	const background = paneColour(server, pane, "bg");
	const theme = background === undefined ? undefined : colourTheme(background);
	if (theme === "dark" || theme === "light") return theme;
	for (const client of clientsSeeing(server, pane)) if (client.theme !== "unknown") return client.theme;
	return undefined;
}

const THEME_REPORT = { dark: "\x1b[?997;1n", light: "\x1b[?997;2n" } as const;

/** Tells a program that asked for theme reports (mode 2031) what its pane's theme is now. */
export function tellTheme(server: Server, pane: Pane): void {
	if (!pane.screen.modes.themeUpdates) return;
	const theme = paneTheme(server, pane);
	if (theme) pane.write(new TextEncoder().encode(THEME_REPORT[theme]));
}
