/**
 * What the parts of the format engine (operators, loops, modifiers) may ask of
 * an expansion that is under way. Implemented by expand.ts.
 */
import type { FormatContext } from "./types.ts";

/** Longest text a single step may build: what would be longer is cut off as if time had run out. */
export const MAX_TEXT = 1 << 24;

export interface Engine {
	/** The context with everything filled in that follows from what was given. */
	readonly ctx: FormatContext;
	/** Milliseconds since the epoch when the expansion began. */
	readonly startTime: number;
	/** Inside the command or output of `#()`: nothing may change by itself there. */
	readonly insideJob: boolean;
	/** Expands an inner text. */
	expand(text: string): string;
	/** Expands `text` for another session, window, pane or client (loops), with further variables. */
	expandFor(
		text: string,
		ctx: Partial<FormatContext>,
		extra: ReadonlyMap<string, string | (() => string)>,
	): string;
	/** True when the time for the whole expansion is over. */
	expired(): boolean;
	/** A line of `display-message -v`; `line` is only called when somebody listens. */
	log(line: () => string): void;
}
