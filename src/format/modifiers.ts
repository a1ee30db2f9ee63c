/**
 * The list of modifiers in front of a variable: `=/10/...;b:` and so on. Their
 * arguments are expanded as they are read. Called by expand.ts.
 */
import { resolveEscapes, skipTo } from "./scan.ts";

/** One modifier with its arguments. */
export interface Modifier {
	/** One or two characters. */
	readonly name: string;
	readonly args: readonly string[];
}

const PLAIN = "labdnwETSWPOVL!<>A";
const PAIRS = new Set(["||", "&&", "!!", "!=", "==", "<=", ">="]);
const WITH_ARGUMENTS = "ImCLNPSOVst=pReqWcA";
/** A wrapper around arguments is any ASCII punctuation but a minus, which begins a number. */
const WRAPPER = /[!-,./:-@[-`{-~]/;

const isEnd = (c: string) => c === ";" || c === ":";

/**
 * Reads the modifiers at the start of `key`. `at` is where the rest begins: 0
 * with no modifiers when `key` has no well-formed list.
 */
export function parseModifiers(
	key: string,
	expand: (text: string) => string,
): { readonly modifiers: readonly Modifier[]; readonly at: number } {
	if (!key.includes(":")) return { modifiers: [], at: 0 };
	const modifiers: Modifier[] = [];
	let at = 0;
	while (at < key.length && key[at] !== ":") {
		if (key[at] === ";") at++;
		if (at >= key.length) break;
		const c = key.charAt(at);
		const next = key.charAt(at + 1);
		const pair = c + next;
		if (PLAIN.includes(c) && isEnd(next)) {
			modifiers.push({ name: c, args: [] });
			at++;
			continue;
		}
		if (PAIRS.has(pair) && isEnd(key.charAt(at + 2))) {
			modifiers.push({ name: pair, args: [] });
			at += 2;
			continue;
		}
		if (!WITH_ARGUMENTS.includes(c)) break;
		if (isEnd(next)) {
			modifiers.push({ name: c, args: [] });
			at++;
			continue;
		}
		if (!WRAPPER.test(next)) {
			const end = skipTo(key, at + 1, ":;");
			if (end < 0) break;
			modifiers.push({ name: c, args: [expand(resolveEscapes(key.slice(at + 1, end)))] });
			at = end;
			continue;
		}
		const args: string[] = [];
		at++;
		do {
			if (key[at] === next && isEnd(key.charAt(at + 1))) {
				at++;
				break;
			}
			const end = skipTo(key, at + 1, `${next};:`);
			if (end < 0) break;
			args.push(expand(resolveEscapes(key.slice(at + 1, end))));
			at = end;
		} while (!isEnd(key.charAt(at)));
		modifiers.push({ name: c, args });
	}
	return key[at] === ":" ? { modifiers, at: at + 1 } : { modifiers: [], at: 0 };
}
