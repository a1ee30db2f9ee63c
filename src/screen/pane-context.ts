/** What a sequence's handler may use. PaneScreen is the only implementation. */

import type { Colour } from "../term/attributes.ts";
import type { Palette } from "./palette.ts";
import type { PaneModes } from "./pane-modes.ts";
import type { PaneScreenEvents, PaneScreenOptions, StringEnd } from "./pane-options.ts";
import type { PaneWriter } from "./pane-writer.ts";
import type { CursorShape } from "./screen.ts";

export interface PaneContext {
	readonly writer: PaneWriter;
	readonly modes: PaneModes;
	readonly palette: Palette;
	readonly options: PaneScreenOptions;
	readonly events: PaneScreenEvents;
	/** Sends an answer, behind answers that still wait for the outer terminal. */
	reply(text: string): void;
	/** DECSCUSR, 0 to 6. */
	setCursorStyle(style: number): void;
	readonly cursorShape: CursorShape;
	/** OSC 12; COLOUR_DEFAULT resets. */
	cursorColour: Colour;
	setTitle(title: string): void;
	pushTitle(): void;
	popTitle(): void;
	setPath(path: string): void;
	setAlternate(on: boolean, cursor: boolean): void;
	setSynchronized(on: boolean): void;
	/** Asks the outer terminal for a palette entry; the answer goes to the program. */
	askPalette(index: number, end: StringEnd): void;
	/** RIS. */
	fullReset(): void;
	/** Milliseconds since the epoch. */
	now(): number;
}
