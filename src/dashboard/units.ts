/** Numbers as people read them: counts, bytes, lengths and points of time. Used by the views. */

const UNITS = ["", "k", "M", "G", "T"];

/** `0`, `999`, `1.2k`, `34k`, `5.0M`: at most four characters up to terabytes. */
export function byteText(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	// 999.5 would be drawn as 1000.
	while (value >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	const digits = unit > 0 && value < 9.95 ? 1 : 0;
	return value.toFixed(digits) + UNITS[unit];
}

/** A length of time, `ms`: `12s`, `5m`, `2h03m`, `4d11h`. */
export function spanText(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	if (seconds < 60) return `${seconds}s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}m`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, "0")}m`;
	return `${Math.floor(hours / 24)}d${String(hours % 24).padStart(2, "0")}h`;
}

/** A round trip in ms; a negative one is not known. */
export function roundTripText(ms: number): string {
	if (ms < 0) return "-";
	return ms < 10_000 ? `${Math.round(ms)}ms` : `${Math.round(ms / 1000)}s`;
}

/** A point of time (ms since the epoch) on this machine's clock: `14:02`, with its day when it is far from `now`. */
export function clockText(time: number, now: number): string {
	const date = new Date(time);
	const two = (value: number) => String(value).padStart(2, "0");
	const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
	if (Math.abs(now - time) < 12 * 3_600_000) return clock;
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

/** `1 guest`, `2 guests`. */
export function countText(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
