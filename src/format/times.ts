/**
 * The `t` modifier: a time in seconds since the epoch as text. Pure; `now` is
 * handed in, in seconds too.
 */
import { strftime } from "./strftime.ts";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** As ctime(3): `Sun Sep  9 01:46:40 2001`. */
export function fullTime(seconds: number): string {
	return strftime("%a %b %e %H:%M:%S %Y", seconds * 1000);
}

/** Short: the hour today, then day, then month, then year. `withSeconds` adds seconds to the hour. */
export function prettyTime(seconds: number, now: number, withSeconds = false): string {
	const until = Math.max(now, seconds);
	const age = until - seconds;
	const show = (format: string) => strftime(format, seconds * 1000);
	if (age < DAY) return show(withSeconds ? "%H:%M:%S" : "%H:%M");
	const then = new Date(seconds * 1000);
	const today = new Date(until * 1000);
	const years = today.getFullYear() - then.getFullYear();
	const months = today.getMonth() - then.getMonth();
	if ((years === 0 && months === 0) || age < 28 * DAY) return show("%a%d");
	if ((years === 0 && months > 0) || (years === 1 && months < 0)) return show("%d%b");
	return show("%h%y");
}

/** Age in at most two units (`1d2h`, `5m`); undefined for a time to come. */
export function relativeTime(seconds: number, now: number): string | undefined {
	if (seconds > now) return undefined;
	const age = Math.floor(now - seconds);
	const units: readonly (readonly [string, number])[] = [
		["d", Math.floor(age / DAY)],
		["h", Math.floor((age % DAY) / HOUR)],
		["m", Math.floor((age % HOUR) / MINUTE)],
		["s", age % MINUTE],
	];
	const first = units.findIndex(([, n]) => n !== 0);
	if (first < 0) return "0s";
	return units
		.slice(first, first + 2)
		.filter(([, n]) => n !== 0)
		.map(([unit, n]) => `${n}${unit}`)
		.join("");
}

/** Seconds since, negative for a time to come. */
export function timeDifference(seconds: number, now: number): string {
	return String(Math.floor(now) - seconds);
}
