/**
 * What a format is expanded against. Made by the queue, view, modes and jobs;
 * read by the rows of vars-*.ts.
 */
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { PasteBuffer } from "../model/paste-buffers.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Guest } from "../model/sharing.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";

export interface FormatContext {
	readonly server: Server;
	readonly client?: Client | undefined;
	readonly session?: Session | undefined;
	readonly winlink?: Winlink | undefined;
	readonly window?: Window | undefined;
	readonly pane?: Pane | undefined;
	readonly buffer?: PasteBuffer | undefined;
	readonly mouse?: MouseEvent | undefined;
	/** A guest of list-guests; without one the client's own is meant. */
	readonly guest?: Guest | undefined;
	/** Variables of the moment (`command_list_name`, `hook`, `search_present` ...): looked up before the table. */
	readonly extra?: ReadonlyMap<string, string | (() => string)>;
	/** `#()` is empty (jobs are not run). */
	readonly noJobs?: boolean;
	/** The row (`@1`, `%2`) this is expanded for: each has jobs of its own. */
	readonly jobPlace?: string | undefined;
	/** `#()` runs again now. */
	readonly forceJobs?: boolean | undefined;
	/** Time for `%H:%M` and `#{T:}`; ms since the epoch; now when not given. */
	readonly time?: number;
	/** Which kind of row a `-f`/`-F` is expanded for: sets session_format, window_format, pane_format. */
	readonly type?: "session" | "window" | "pane" | undefined;
	/** Expanded for a status line: `#{A:}` animates, and `onCycle` is told when it will change. */
	readonly status?: boolean;
	/** A frame of an animation was shown: the text has to be expanded again within 100 ms. */
	readonly onCycle?: (() => void) | undefined;
	/** `show-formats`-like tracing of `display-message -v`: called with each step. */
	readonly verbose?: ((line: string) => void) | undefined;
}
