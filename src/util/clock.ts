/**
 * The clock port. Floors 2 to 7 never read the time or start a timer of their
 * own: they are handed a Clock. `systemClock` (node/) and the tests' fake
 * clock (test/harness) implement it.
 */
import type { Disposable } from "./disposable.ts";

/** Time and timers; all times are milliseconds. */
export interface Clock {
	/** Milliseconds since the Unix epoch. */
	now(): number;
	/** Calls `fn` once after `ms`; disposing the result cancels it. */
	setTimeout(fn: () => void, ms: number): Disposable;
	/** Calls `fn` after the current turn; disposing the result cancels it. */
	setImmediate(fn: () => void): Disposable;
}
