/**
 * What a pane's screen is told of the options: made with the pane and read
 * again when one of them changes. Called by lifecycle.ts and the runtime.
 */
import type { PaneScreenOptions } from "../screen/pane-options.ts";
import type { PaneScreen } from "../screen/pane-screen.ts";
import { COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import { parseColour } from "../term/colour.ts";
import { CURSOR_STYLES } from "./cursor-style.ts";
import type { Options } from "./options.ts";
import type { Server } from "./server.ts";
import type { Window } from "./window.ts";

const EXTENDED_KEYS: Readonly<Record<string, 0 | 1 | 2>> = { off: 0, on: 1, always: 2 };

/** Screen options for a pane with these `options`. */
export function paneScreenOptions(
	server: Server,
	options: Options,
	historyLimit: number,
	window: Window,
): PaneScreenOptions {
	return {
		historyLimit,
		alternateScreen: options.flag("alternate-screen"),
		allowSetTitle: options.flag("allow-set-title"),
		allowRename: options.flag("allow-rename"),
		allowPassthrough: options.choice("allow-passthrough") !== "off",
		scrollOnClear: options.flag("scroll-on-clear"),
		extendedKeys: EXTENDED_KEYS[server.options.choice("extended-keys")] ?? 0,
		setClipboard: server.options.choice("set-clipboard") === "on",
		cursorStyle: Math.max(CURSOR_STYLES.indexOf(options.choice("cursor-style")), 0),
		cursorColour: parseColour(options.string("cursor-colour")) ?? COLOUR_DEFAULT,
		widths: server.widths,
		inputBufferSize: server.options.number("input-buffer-size"),
		version: server.ports.host.tmuxVersion,
		xpixel: window.xpixel,
		ypixel: window.ypixel,
	};
}

/** Gives a screen the palette entries of `pane-colours`; those a program sets itself go before them. */
export function applyPaneColours(screen: PaneScreen, options: Options): void {
	const colours = new Map<number, Colour>();
	for (const [key, value] of options.array("pane-colours"))
		if (/^\d{1,3}$/.test(key) && typeof value === "number") colours.set(Number(key), value);
	screen.palette.setDefaults(colours);
}
