/**
 * What one client's terminal is to show, complete in itself: cells, cursor,
 * title and the modes of the outer terminal. compose() makes one for each
 * redraw of a client; diff() turns two of them into bytes. A frame is not
 * changed once it has been handed to diff(), until another one has taken its
 * place there.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { CursorShape, MouseMode } from "../screen/screen.ts";
import type { Colour } from "../term/attributes.ts";

/** The outer terminal's cursor. */
export interface FrameCursor {
	/** Column and row; kept inside the frame by the differ. */
	readonly x: number;
	readonly y: number;
	readonly visible: boolean;
	readonly shape: CursorShape;
	readonly blinking: boolean;
	/** "Very visible" (cvvis): only looked at when the shape is "default". */
	readonly veryVisible?: boolean;
	/** COLOUR_DEFAULT: the terminal's own. */
	readonly colour: Colour;
}

/** The terminal's progress bar (OSC 9;4): state 0 none, 1 normal, 2 error, 3 indeterminate, 4 paused. */
export interface FrameProgress {
	readonly state: 0 | 1 | 2 | 3 | 4;
	/** Per cent, 0 to 100. */
	readonly value: number;
}

export interface Frame {
	readonly cells: CellBuffer;
	readonly cursor: FrameCursor;
	/** The title of the terminal's window; undefined leaves it alone (set-titles off). */
	readonly title?: string | undefined;
	/** The directory the terminal is told (OSC 7); undefined leaves it alone. */
	readonly path?: string | undefined;
	readonly progress?: FrameProgress | undefined;
	readonly mouse: MouseMode;
	readonly bracketedPaste: boolean;
	readonly focusEvents: boolean;
	/** DECCKM: application cursor keys. */
	readonly cursorKeys: boolean;
	/** DECKPAM: application keypad. */
	readonly keypad: boolean;
}
