/**
 * The server's log: `comux-server-PID.log` in the folder it was started in when
 * -v is given, with -vv `comux-out-PID.log` as well; errors of a bug also go to show-messages. Made by main.ts.
 */
import { appendFileSync, closeSync, openSync, writeSync } from "node:fs";
import { format } from "node:util";
import type { Log } from "../util/log.ts";

/** A log at `level` into `path` (appended); level 0 keeps errors only, in memory, through `onError`. */
export function openLog(
	path: string,
	level: number,
	onError: (line: string) => void,
): Log & { close(): void } {
	const fd = level > 0 ? openSync(path, "a", 0o600) : -1;
	const write = (line: string) => {
		if (fd !== -1) writeSync(fd, `${new Date().toISOString()} ${line}\n`);
	};
	return {
		level,
		debug(...args) {
			if (level > 0) write(format(...args));
		},
		error(what, error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			write(`error in ${what}: ${text}`);
			onError(`error in ${what}: ${text.split("\n").slice(0, 4).join(" | ")}`);
		},
		close() {
			if (fd !== -1) closeSync(fd);
		},
	};
}

/** From level 2 on: a copy in `path` of all that the terminals of clients are sent; undefined below. */
export function openOutputLog(path: string, level: number): ((bytes: Uint8Array) => void) | undefined {
	if (level < 2) return undefined;
	const fd = openSync(path, "a", 0o600);
	return (bytes) => void writeSync(fd, bytes);
}

/** Writes the last words of a server that cannot go on, whatever -v says. */
export function writeCrash(path: string, error: unknown): void {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	try {
		appendFileSync(path, `${new Date().toISOString()} ${text}\n`, { mode: 0o600 });
	} catch {
		// Nowhere left to say it.
	}
}
