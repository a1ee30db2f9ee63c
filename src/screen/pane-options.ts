/**
 * What a pane's screen is told from outside: option values, where events go
 * and what it may ask. Every effect is handed in and none is there by
 * default. The owner (server/) fills these in; PaneScreen only reads them.
 */
import type { Colour } from "../term/attributes.ts";
import type { Clock } from "../util/clock.ts";
import { type CharWidths, DEFAULT_WIDTHS } from "./widths.ts";

/** How a string sequence ended: its reply ends the same way. */
export type StringEnd = "bel" | "st";

/** Options a pane's screen obeys; fields may be set at any time. */
export interface PaneScreenOptions {
	/** `history-limit` when the pane was made. */
	historyLimit: number;
	alternateScreen: boolean;
	allowSetTitle: boolean;
	allowRename: boolean;
	/** `allow-passthrough` is not off. */
	allowPassthrough: boolean;
	scrollOnClear: boolean;
	/** `extended-keys`: 0 off, 1 on, 2 always. */
	extendedKeys: 0 | 1 | 2;
	/** `set-clipboard` is `on`: programs may set and ask for the clipboard. */
	setClipboard: boolean;
	/** `cursor-style` as its DECSCUSR number, 0 to 6. */
	cursorStyle: number;
	/** `cursor-colour`, or COLOUR_DEFAULT. */
	cursorColour: Colour;
	/** From `codepoint-widths` and `variation-selector-always-wide`. */
	widths: CharWidths;
	/** `input-buffer-size`: longest string sequence in bytes. */
	inputBufferSize: number;
	/** What XTVERSION answers, after `tmux `. */
	version: string;
	/** Pixels of a cell, for window size reports; 0 = not known. */
	xpixel: number;
	ypixel: number;
}

/** tmux's defaults. */
export function defaultPaneScreenOptions(): PaneScreenOptions {
	return {
		historyLimit: 2000,
		alternateScreen: true,
		allowSetTitle: true,
		allowRename: false,
		allowPassthrough: false,
		scrollOnClear: true,
		extendedKeys: 0,
		setClipboard: false,
		cursorStyle: 0,
		cursorColour: 8,
		widths: DEFAULT_WIDTHS,
		inputBufferSize: 1024 * 1024,
		version: "3.8",
		xpixel: 0,
		ypixel: 0,
	};
}

/** A shell's OSC 133 mark. */
export type PromptMark =
	| { readonly kind: "prompt" }
	| { readonly kind: "command-started" }
	| { readonly kind: "command-finished"; readonly status: number };

/** What a program's output makes happen outside the screen. */
export interface PaneScreenEvents {
	/** Bytes for the program's input (answers to its questions). */
	reply(bytes: Uint8Array): void;
	bell(): void;
	titleChanged(title: string): void;
	/** OSC 7, as sent (usually a file: URL). */
	pathChanged(path: string): void;
	/** ESC k: rename the window; "" = name it automatically again. */
	rename(name: string): void;
	/** OSC 52: set the clipboard. `selection` is a subset of "cpqs01234567". */
	clipboardSet(selection: string, data: Uint8Array): void;
	/** OSC 52 question; answer with PaneScreen.replyClipboard. */
	clipboardQuery(selection: string, end: StringEnd): void;
	/** DCS tmux; ... : bytes for the outer terminal. */
	passthrough(bytes: Uint8Array): void;
	/** OSC 9;4: state 0 to 4 and per cent. */
	progress(state: number, value: number): void;
	prompt(mark: PromptMark): void;
	/** A colour of the pane was set or reset by OSC 4, 10, 11, 12 or their 10x. */
	coloursChanged(what: "palette" | "fg" | "bg" | "cursor"): void;
	/** OSC 10, 11 question: the pane's colour as RGB or palette colour; undefined: no answer. */
	queryColour(what: "fg" | "bg"): Colour | undefined;
	/**
	 * OSC 4 question for a colour the pane has no own value for. True when a
	 * terminal was asked and PaneScreen.replyPalette will be called.
	 */
	queryPalette(index: number): boolean;
	/** CSI ? 996 n: dark or light; undefined: no answer. */
	queryTheme(): "dark" | "light" | undefined;
	/** Some of `modes` changed. */
	modesChanged(): void;
	synchronized(on: boolean): void;
	alternate(on: boolean): void;
}

/** Events with nobody listening. */
export const NO_EVENTS: PaneScreenEvents = {
	reply() {},
	bell() {},
	titleChanged() {},
	pathChanged() {},
	rename() {},
	clipboardSet() {},
	clipboardQuery() {},
	passthrough() {},
	progress() {},
	prompt() {},
	coloursChanged() {},
	queryColour: () => undefined,
	queryPalette: () => false,
	queryTheme: () => undefined,
	modesChanged() {},
	synchronized() {},
	alternate() {},
};

/** What a PaneScreen is made with. */
export interface PaneScreenInit {
	readonly cols: number;
	readonly rows: number;
	/** When it grows, all lines of the history may come back, as before tmux 2.3: those too that were cleared. */
	readonly wholeHistoryReturns?: boolean;
	readonly options?: Partial<PaneScreenOptions>;
	readonly events?: Partial<PaneScreenEvents>;
	/** For timeouts and line times; without one nothing times out. */
	readonly clock?: Clock;
}
