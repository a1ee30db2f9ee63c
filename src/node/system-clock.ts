/**
 * The real clock: the Clock port over the process's timers. Handed in by the
 * entries: the server's, the relay's and the mirror's main.ts.
 */
import type { Clock } from "../util/clock.ts";

export const systemClock: Clock = {
	now: () => Date.now(),
	setTimeout(fn, ms) {
		// Longer delays than a timer can hold would fire at once.
		const timer = setTimeout(fn, Math.min(ms, 0x7fffffff));
		return { dispose: () => clearTimeout(timer) };
	},
	setImmediate(fn) {
		const handle = setImmediate(fn);
		return { dispose: () => clearImmediate(handle) };
	},
};
