/** The relay's log: lines with the time on stderr. -v tells who comes and goes. Made by main.ts. */
import type { Log } from "../util/log.ts";

const stamp = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

/** A log of that level; addresses are in it, tokens never whole. */
export function relayLog(level: number): Log {
	return {
		level,
		debug(...args) {
			if (level > 0) process.stderr.write(`${stamp()} ${args.join(" ")}\n`);
		},
		error(what, error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			process.stderr.write(`${stamp()} ${what}: ${text}\n`);
		},
	};
}
