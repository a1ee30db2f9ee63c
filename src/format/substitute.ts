/**
 * The `s/pattern/replacement/flags` modifier: every match of a POSIX extended
 * regular expression is replaced; `\0` to `\9` stand for what was matched.
 */
import { compileEre } from "./ere.ts";
import type { Places } from "./nfa.ts";

/** Text the result may grow to. */
const MAX_RESULT = 1 << 24;

/** `replacement` with its `\N`; a group that matched nothing leaves its number as text. */
function fill(replacement: string, text: string, match: Places): string {
	let out = "";
	for (let i = 0; i < replacement.length; i++) {
		let c = replacement.charAt(i);
		if (c === "\\" && i + 1 < replacement.length) {
			c = replacement.charAt(++i);
			const n = 2 * Number(c);
			const group = c >= "0" && c <= "9" ? text.slice(match[n] ?? 0, match[n + 1] ?? 0) : "";
			if (group !== "") {
				out += group;
				continue;
			}
		}
		out += c;
	}
	return out;
}

/** `text` with every match replaced; unchanged when the pattern is empty or invalid. */
export function substitute(text: string, pattern: string, replacement: string, ignoreCase: boolean): string {
	if (text === "" || pattern === "") return text;
	const ere = compileEre(pattern, { ignoreCase });
	if (ere === undefined) return text;
	let out = "";
	let start = 0;
	let last = 0;
	let empty = false;
	while (start <= text.length) {
		// Each search sees only the rest of the text: there `^` is where the rest begins.
		const rest = text.slice(start);
		const match = ere.exec(rest);
		if (match === undefined) return out + text.slice(start);
		const [matchStart = 0, matchEnd = 0] = match;
		const from = start + matchStart;
		const to = start + matchEnd;
		out += text.slice(last, from);
		last = to;
		if (out.length > MAX_RESULT) return text;
		if (pattern.startsWith("^")) return out + fill(replacement, rest, match) + text.slice(to);
		if (empty || from !== start || to !== from) {
			out += fill(replacement, rest, match);
			start = to;
			empty = false;
		} else {
			start = to + ((text.codePointAt(to) ?? 0) > 0xffff ? 2 : 1);
			empty = true;
		}
	}
	return out;
}
