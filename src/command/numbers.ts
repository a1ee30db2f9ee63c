/**
 * Numbers as users write them in arguments and options. Pure; called by
 * arguments.ts, the option setter and commands. A string result is the reason
 * why the text is no such number, worded for the user.
 */

/** A whole decimal number from `min` to `max`, or `invalid`, `too small`, `too large`. */
export function parseNumber(text: string, min: number, max: number): number | string {
	if (min > max || !/^[ \t\n\v\f\r]*[-+]?[0-9]+$/.test(text)) return "invalid";
	const value = Number(text);
	if (value < min) return "too small";
	if (value > max) return "too large";
	// No -0.
	return value + 0;
}

/**
 * A whole number, or `N%` of `current` rounded down (N up to 1000). `expand` is applied to the number
 * without the %. What is not expanded can also be `empty`.
 */
export function parsePercentage(
	text: string,
	min: number,
	max: number,
	current: number,
	expand?: (text: string) => string,
): number | string {
	if (text === "" && !expand) return "empty";
	const read = (value: string, low: number, high: number) => parseNumber(expand?.(value) ?? value, low, high);
	if (!text.endsWith("%")) return read(text, min, max);
	const percent = read(text.slice(0, -1), 0, 1000);
	if (typeof percent === "string") return percent;
	const value = Math.trunc((current * percent) / 100);
	if (value < min) return "too small";
	if (value > max) return "too large";
	return value;
}
