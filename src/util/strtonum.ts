/**
 * Numbers in text from a user, with the reason when one is refused, in the
 * words of strtonum(3): messages hold them and scripts match those.
 */

/** Why a number was refused. */
export type NumberProblem = "invalid" | "too small" | "too large";

/** The whole number in `text` between `min` and `max`, or why there is none. */
export function strtonum(text: string, min: number, max: number): number | NumberProblem {
	const digits = /^[ \t\n\v\f\r]*([+-]?)0*([0-9]+)$/.exec(text);
	if (!digits) return "invalid";
	const value = Number(`${digits[1]}${digits[2]}`);
	if (value < min) return "too small";
	if (value > max) return "too large";
	return value + 0;
}
