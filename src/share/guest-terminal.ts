/**
 * What a guest says of its terminal, made safe: names that are file names in
 * no way, sizes that cost a bounded amount of memory. Used wherever a guest's
 * words come in: ssh-server.ts, the relay and its provider.
 */

/** No screen has more; a frame costs memory for each cell. */
const MAX_COLS = 1000;
const MAX_ROWS = 500;
/** All in all: a wall of small letters. */
const MAX_CELLS = 160_000;

const within = (value: number, least: number, most: number, none: number): number =>
	!Number.isFinite(value) || value < 1 ? none : Math.min(Math.max(Math.floor(value), least), most);

/** A size in cells as it may be used: 80x24 where nothing is said. */
export function guestSize(cols: number, rows: number): { cols: number; rows: number } {
	const wide = within(cols, 1, MAX_COLS, 80);
	return { cols: wide, rows: Math.min(within(rows, 1, MAX_ROWS, 24), Math.floor(MAX_CELLS / wide)) };
}

/** A TERM as it may be looked up; "unknown" for what cannot be the name of a terminal. */
export function guestTerm(term: string): string {
	return /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/.test(term) ? term : "unknown";
}

/** Whether a program can draw on such a terminal. */
export function canDraw(term: string): boolean {
	return term !== "" && term !== "dumb" && term !== "unknown";
}
