/**
 * Shell patterns as fnmatch(3) reads them without flags: `*` and `?` match
 * slashes and leading dots too. Used by update-environment, formats, targets
 * and terminal features. Runs in time proportional to text times pattern.
 */

/** One place of a pattern: `*`, or a test for one character. */
type Step = "star" | ((char: string) => boolean);

const CLASSES: Readonly<Record<string, RegExp>> = {
	alnum: /^[A-Za-z0-9]$/,
	alpha: /^[A-Za-z]$/,
	blank: /^[ \t]$/,
	cntrl: /^[\x00-\x1f\x7f]$/,
	digit: /^[0-9]$/,
	graph: /^[!-~]$/,
	lower: /^[a-z]$/,
	print: /^[ -~]$/,
	punct: /^[!-/:-@[-`{-~]$/,
	space: /^[ \t\n\v\f\r]$/,
	upper: /^[A-Z]$/,
	xdigit: /^[0-9A-Fa-f]$/,
};

/** True when the whole of `text` matches `pattern`. */
export function fnmatch(
	pattern: string,
	text: string,
	options: { readonly ignoreCase?: boolean } = {},
): boolean {
	const fold = options.ignoreCase === true;
	const steps = compile([...pattern], fold);
	if (!steps) return false;
	const chars = [...text];
	let step = 0;
	let at = 0;
	let starStep = -1;
	let starAt = 0;
	while (at < chars.length) {
		const wanted = steps[step];
		if (wanted === "star") {
			starStep = step++;
			starAt = at;
		} else if (wanted?.(chars[at]!)) {
			step++;
			at++;
		} else if (starStep >= 0) {
			// The last star takes one character more.
			step = starStep + 1;
			at = ++starAt;
		} else return false;
	}
	while (steps[step] === "star") step++;
	return step === steps.length;
}

/** The steps of a pattern; undefined when it ends in a lone backslash and so matches nothing. */
function compile(pattern: readonly string[], fold: boolean): Step[] | undefined {
	const steps: Step[] = [];
	for (let i = 0; i < pattern.length; i++) {
		let char = pattern[i]!;
		if (char === "*") {
			if (steps.at(-1) !== "star") steps.push("star");
			continue;
		}
		if (char === "?") {
			steps.push(() => true);
			continue;
		}
		if (char === "[") {
			const bracket = compileBracket(pattern, i + 1, fold);
			if (bracket) {
				steps.push(bracket.test);
				i = bracket.end;
				continue;
			}
		}
		if (char === "\\") {
			const next = pattern[++i];
			if (next === undefined) return undefined;
			char = next;
		}
		const literal = char;
		steps.push(fold ? (c) => c.toLowerCase() === literal.toLowerCase() : (c) => c === literal);
	}
	return steps;
}

/** A bracket whose inside starts at `start`; undefined when it is never closed and `[` stands for itself. */
function compileBracket(
	pattern: readonly string[],
	start: number,
	fold: boolean,
): { test: (char: string) => boolean; end: number } | undefined {
	let i = start;
	const negated = pattern[i] === "!" || pattern[i] === "^";
	if (negated) i++;
	const tests: ((char: string) => boolean)[] = [];
	for (let first = true; ; first = false) {
		let low = pattern[i];
		if (low === undefined) return undefined;
		if (low === "]" && !first) break;
		if (low === "[" && pattern[i + 1] === ":") {
			const close = pattern.indexOf(":", i + 2);
			const charClass =
				close > 0 && pattern[close + 1] === "]" && CLASSES[pattern.slice(i + 2, close).join("")];
			if (charClass) {
				tests.push((char) => charClass.test(char));
				i = close + 2;
				continue;
			}
		}
		if (low === "\\" && pattern[i + 1] !== undefined) low = pattern[++i]!;
		i++;
		let high = low;
		if (pattern[i] === "-" && pattern[i + 1] !== undefined && pattern[i + 1] !== "]") {
			high = pattern[++i]!;
			if (high === "\\" && pattern[i + 1] !== undefined) high = pattern[++i]!;
			i++;
		}
		const from = low.codePointAt(0)!;
		const to = high.codePointAt(0)!;
		tests.push((char) => {
			const code = char.codePointAt(0)!;
			return code >= from && code <= to;
		});
	}
	const inside = (char: string) => tests.some((test) => test(char));
	const either = fold ? (char: string) => inside(char.toLowerCase()) || inside(char.toUpperCase()) : inside;
	return { test: (char) => either(char) !== negated, end: i };
}
