/**
 * Regular expressions for searches over tens of thousands of lines. The
 * runtime's RegExp finds where a match begins, which is where POSIX says; the
 * project's own matcher (format/ere.ts) says how long it is when that may
 * differ, and does all for patterns that could take the RegExp without end.
 * Called by copy-matcher.ts.
 */
import { compileEre, type Ere, POSIX_CLASSES } from "../format/ere.ts";

/** Where a match begins, and its length in UTF-16 units. */
export interface RegexMatch {
	readonly index: number;
	readonly length: number;
}

export interface SearchRegex {
	/** The first match that begins at `from` or behind it. `^` is only the text's beginning. */
	exec(text: string, from: number): RegexMatch | undefined;
}

/** Longest text for a pattern with more than one loop. */
const MAX_LOOPED = 400;
/** Most copies a bounded repeat makes before it counts as a loop. */
const SMALL_REPEAT = 8;

const ESCAPES: Readonly<Record<string, string>> = {
	w: "[\\p{L}\\p{N}_]",
	W: "[^\\p{L}\\p{N}_]",
	s: "\\s",
	S: "\\S",
	b: "\\b",
	B: "\\B",
	"<": "\\b(?=\\w)",
	">": "\\b(?<=\\w)",
	"`": "^",
	"'": "$",
};

const literal = (c: string) => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);
const inClass = (c: string) => (/[\\^[\]-]/.test(c) ? `\\${c}` : c);

/** One bracket expression from its `[` on: the runtime's class and what was read; undefined for what it cannot say. */
function bracket(pattern: string): { source: string; length: number } | undefined {
	const named = /^\[(\^?)(\]?)((?:\[:[a-z]+:\]|\[\.[^.]\.\]|\[=[^=]=\]|[^\]])*)\]/u.exec(pattern);
	if (named === null) return undefined;
	let body = named[2] === "" ? "" : "\\]";
	const inner = named[3] as string;
	for (const [part, kind] of inner.matchAll(/\[:([a-z]+):\]|\[[.=].[.=]\]|./gsu)) {
		if (kind !== undefined) {
			if (!Object.hasOwn(POSIX_CLASSES, kind)) return undefined;
			body += POSIX_CLASSES[kind];
		} else if (part.length > 2 && part.startsWith("[")) body += inClass(part.charAt(2));
		else body += part === "-" ? "-" : inClass(part);
	}
	// A hyphen at an end is itself.
	body = body.replace(/^-|-$/g, "\\-");
	return { source: `[${named[1]}${body}]`, length: named[0].length };
}

/** A valid POSIX pattern in the runtime's language; undefined when it is not to be trusted with it. */
function translate(pattern: string): { source: string; loops: number } | undefined {
	let source = "";
	let loops = 0;
	/** Places so far where the matcher may choose: repeats and alternatives. */
	let choices = 0;
	/** Choices before each bracket that is open. */
	const open: number[] = [];
	/** Choices inside the piece that ends here: to repeat them may take without end. */
	let inside = 0;
	for (let at = 0; at < pattern.length; ) {
		const c = String.fromCodePoint(pattern.codePointAt(at) as number);
		at += c.length;
		const repeat = c === "{" ? /^(\d*)(,?)(\d*)\}/.exec(pattern.slice(at)) : null;
		if (c === "*" || c === "+" || c === "?" || repeat) {
			if (inside > 0) return undefined;
			choices++;
			const [text = "", low = "", comma = "", high = ""] = repeat ?? [];
			const most =
				repeat === null
					? c === "?"
						? 1
						: undefined
					: comma === ""
						? Number(low)
						: high === ""
							? undefined
							: Number(high);
			if (most === undefined || most > SMALL_REPEAT) {
				loops++;
				inside = 1;
			}
			at += text.length;
			source += repeat === null ? c : `{${low === "" ? "0" : low}${comma}${high}}`;
			// The runtime reads a `?` or `+` behind a repeat in its own way.
			if (/[*+?{]/.test(pattern.charAt(at))) return undefined;
			continue;
		}
		inside = 0;
		if (c === "|") choices++;
		if (c === "(") {
			open.push(choices);
			source += "(?:";
		} else if (c === ")" && open.length > 0) {
			inside = choices - (open.pop() as number);
			source += ")";
		} else if (c === "[") {
			const read = bracket(pattern.slice(at - 1));
			if (read === undefined) return undefined;
			source += read.source;
			at += read.length - 1;
		} else if (c === "\\") {
			const escaped = pattern.charAt(at++);
			if (/[1-9]/.test(escaped)) return undefined;
			source += Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped] : literal(escaped);
		} else source += /[.^$|]/.test(c) ? c : literal(c);
	}
	return { source, loops };
}

/** The project's own matcher from a place on. */
function slowly(ere: Ere, pattern: string, text: string, from: number): RegexMatch | undefined {
	if (from > 0 && pattern.startsWith("^")) return undefined;
	const [start, end] = ere.exec(from === 0 ? text : text.slice(from)) ?? [];
	return start === undefined || end === undefined ? undefined : { index: from + start, length: end - start };
}

/** Compiles a pattern; undefined when POSIX calls it invalid. */
export function compileSearch(pattern: string, ignoreCase: boolean): SearchRegex | undefined {
	const ere = compileEre(pattern, { ignoreCase });
	if (ere === undefined) return undefined;
	const slow = (text: string, from: number) => slowly(ere, pattern, text, from);
	const made = translate(pattern);
	if (made === undefined || made.loops > 2) return { exec: slow };
	let fast: RegExp;
	try {
		fast = new RegExp(made.source, ignoreCase ? "gsui" : "gsu");
	} catch {
		return { exec: slow };
	}
	const mayBeLonger = /[(|]/.test(pattern);
	const exec = (text: string, from: number): RegexMatch | undefined => {
		if (made.loops > 1 && text.length > MAX_LOOPED) return slow(text, from);
		fast.lastIndex = from;
		const found = fast.exec(text);
		if (found === null) return undefined;
		const { index } = found;
		const longest = mayBeLonger ? slow(text, index) : undefined;
		return { index, length: longest?.index === index ? longest.length : found[0].length };
	};
	return { exec };
}
