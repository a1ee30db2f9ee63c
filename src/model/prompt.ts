/**
 * A prompt (`command-prompt`, `confirm-before`) on a client's status line or
 * inside a pane. Implemented in mode/prompt*.ts.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { ScreenCursor } from "../screen/screen.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { Disposable } from "../util/disposable.ts";

/**
 * What became of a key: `pass` means that it goes on to the tables (a mouse
 * key, the key that ends a `-N`), `close` that the prompt has ended. A prompt
 * that ends has taken itself out of its client or pane.
 */
export type PromptKeyResult = "handled" | "pass" | "close";

/** How the cursor looks in a prompt (`prompt-cursor-style`, `prompt-cursor-colour`). */
export type PromptCursor = Pick<ScreenCursor, "shape" | "blinking" | "colour">;

export interface PromptHandle extends Disposable {
	/** `command` or `search`. */
	readonly type: string;
	/** In vi command mode (`status-keys vi` after Escape). */
	readonly commandMode: boolean;
	/** Flags joined by commas for `#{prompt_flags}`, as tmux names them. */
	readonly flags: string;
	/** What programs print is not shown while it is open (on a status line). */
	readonly freezes?: boolean;
	/** Paints the prompt into `cells`, row `row`, columns `x` to `x + width`; gives the cursor's column. */
	draw(cells: CellBuffer, x: number, row: number, width: number): number;
	key(key: KeyCode): PromptKeyResult;
	/** A press of button 1 on the prompt's row, at column `x` of what it was drawn into. */
	mouse?(x: number): PromptKeyResult;
	readonly cursor?: PromptCursor;
}
