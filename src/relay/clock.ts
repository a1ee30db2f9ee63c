/** The real clock: the Clock port over the process's timers. Made by main.ts. */
import type { Clock } from "../util/clock.ts";

export const realClock: Clock = {
	now: () => Date.now(),
	setTimeout(fn, ms) {
		const timer = setTimeout(fn, Math.min(ms, 0x7fffffff));
		return { dispose: () => clearTimeout(timer) };
	},
	setImmediate(fn) {
		const handle = setImmediate(fn);
		return { dispose: () => clearImmediate(handle) };
	},
};
