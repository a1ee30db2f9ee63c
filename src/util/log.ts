/**
 * The log port: where the server and client write what they do. `-v` gives
 * level 1, `-vv` level 2. A logger that is off costs one comparison.
 */

/** Writes log lines. `level` 0 means off. */
export interface Log {
	readonly level: number;
	/** A line for people who read the log of a bug; `args` are joined by spaces. */
	debug(...args: readonly unknown[]): void;
	/** A bug in one pane, client or guest, with its stack. Written at every level. */
	error(what: string, error: unknown): void;
}

/** A log that keeps nothing. */
export const nullLog: Log = { level: 0, debug() {}, error() {} };
