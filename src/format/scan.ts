/**
 * Finding the parts of a format text: the end of a bracket, the commas of a
 * list, what `#` escapes. Pure text work without any context. Called by
 * expand.ts, modifiers.ts and draw.ts.
 */

/** Characters that a `#` before them makes ordinary. */
const ESCAPABLE = ",#{}:";

/**
 * Index of the first of the characters `ends` in `text` from `from` on that is
 * neither escaped nor inside an inner `#{}`; -1 when there is none.
 */
export function skipTo(text: string, from: number, ends: string): number {
	let depth = 0;
	for (let i = from; i < text.length; i++) {
		const c = text.charAt(i);
		if (c === "#") {
			const next = text.charAt(i + 1);
			if (next === "{") depth++;
			if (next !== "" && ESCAPABLE.includes(next)) {
				i++;
				continue;
			}
		}
		if (c === "}") depth--;
		if (depth === 0 && ends.includes(c)) return i;
	}
	return -1;
}

/** `text` with its escapes resolved; what is inside an inner `#{}` is left alone. */
export function resolveEscapes(text: string): string {
	if (!text.includes("#")) return text;
	let out = "";
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text.charAt(i);
		const next = text.charAt(i + 1);
		if (c === "#" && next === "{") depth++;
		if (depth === 0 && c === "#" && next !== "" && ESCAPABLE.includes(next)) {
			out += next;
			i++;
			continue;
		}
		if (c === "}") depth--;
		out += c;
	}
	return out;
}

/** `text` without the `#` of its escapes, other than inside an inner `#{}`. */
export function stripEscapes(text: string): string {
	if (!text.includes("#")) return text;
	let out = "";
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text.charAt(i);
		const next = text.charAt(i + 1);
		if (c === "#" && next === "{") depth++;
		if (c === "#" && ESCAPABLE.includes(next)) {
			if (depth !== 0) out += c;
			continue;
		}
		if (c === "}") depth--;
		out += c;
	}
	return out;
}

/** The two sides of the first free comma, or undefined when there is none. */
export function splitPair(text: string): readonly [left: string, right: string] | undefined {
	const comma = skipTo(text, 0, ",");
	return comma < 0 ? undefined : [text.slice(0, comma), text.slice(comma + 1)];
}
