/**
 * A prompt (`command-prompt`, `confirm-before`) on a client's status line or
 * inside a pane. Implemented in mode/prompt*.ts.
 */
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { Disposable } from "../util/disposable.ts";

/** What became of a key: `pass` means the prompt does not want it (`-k`, mouse, `-b`). */
export type PromptKeyResult = "handled" | "pass" | "close";

export interface PromptHandle extends Disposable {
	/** `command`, `search`, `target`, `window-target`. */
	readonly type: string;
	/** In vi command mode (`status-keys vi` after Escape). */
	readonly commandMode: boolean;
	/** Space-separated flags for `#{prompt_flags}`, as tmux names them. */
	readonly flags: string;
	/** Paints the prompt into `cells`, row `row`, columns `x` to `x + width`; gives the cursor's column. */
	draw(cells: CellBuffer, x: number, row: number, width: number): number;
	key(key: KeyCode): PromptKeyResult;
}
