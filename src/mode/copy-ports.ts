/** What copy and view mode ask of the world around them; implemented by the server, faked in tests. */
import type { PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Session } from "../model/session.ts";

export interface CopyModePorts {
	/** Takes the mode off its pane (and kills the pane when it was entered with -k). The mode must not be used afterwards. */
	leave(mode: PaneMode): void;
	/** Sets the clipboard of the terminals that show the pane; called only when `set-clipboard` is not off. */
	setClipboard(pane: Pane, bytes: Uint8Array): void;
	/** Starts a shell command with `bytes` as its input; its output is dropped. */
	runPipe(command: string, bytes: Uint8Array, pane: Pane, session: Session | undefined): void;
	/** The screen of the mode has changed: whoever shows the pane is to draw it again. */
	redraw(pane: Pane): void;
	/** The part shown has moved: a scrollbar that hides itself is to be shown for a while. */
	scrolled(pane: Pane): void;
	/** Makes the pane the active one of its window (a scrollbar is dragged). */
	activate(pane: Pane): void;
}
