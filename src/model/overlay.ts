/**
 * Something drawn over one client's whole screen that takes its keys: a menu,
 * a popup, or what a guest of a tmate host selects (mirror/). Implemented in
 * mode/, drawn by view/, fed by key dispatch.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { ScreenCursor, ScreenModes } from "../screen/screen.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";

/** What an overlay did with a key: `pass` lets it go on to the tables. */
export type OverlayKeyResult = "handled" | "pass" | "close";

export interface Overlay extends Disposable {
	readonly kind: "menu" | "popup" | "selection";
	/** Paints itself over `cells` (the whole client). */
	draw(cells: CellBuffer): void;
	/** Where the cursor is while it is open; undefined hides it. */
	cursor?(): ScreenCursor | undefined;
	/** What its program wants of the terminal (mouse, bracketed paste, cursor keys) while it is open. */
	modes?(): Partial<ScreenModes>;
	key(key: KeyCode, mouse: MouseEvent | undefined, bytes: Uint8Array): OverlayKeyResult;
	/** The client has a new size; false closes the overlay. */
	resize(cols: number, rows: number): boolean;
}
