/**
 * POSIX extended regular expressions (`m/r`, `s///`, `C/r`, searches) with the
 * escapes of the GNU library, on a matcher whose time is bounded (nfa.ts).
 * References back (`\1` in a pattern) are not supported: such a pattern is
 * invalid. Called by operators.ts, substitute.ts and the modes' searches.
 */
import { compileNfa, type Node, type Places } from "./nfa.ts";

/** Longest pattern and text that are looked at: what is longer does not match. */
const MAX_PATTERN = 4096;
const MAX_TEXT = 65_536;
const MAX_REPEAT = 32_767;
/** Deepest nesting of brackets and repeats. */
const MAX_DEPTH = 100;

/** A compiled expression. */
export interface Ere {
	/** Places of the first, longest match and its groups; undefined when there is none. */
	exec(text: string): Places | undefined;
	test(text: string): boolean;
}

/** Inside of a bracket expression of the runtime for each POSIX class. */
export const POSIX_CLASSES: Readonly<Record<string, string>> = {
	alpha: "\\p{L}",
	digit: "0-9",
	alnum: "\\p{L}\\p{Nd}",
	upper: "\\p{Lu}",
	lower: "\\p{Ll}",
	space: "\\s",
	blank: " \\t",
	punct: "!-\\/:-@\\[-`{-~\\p{P}",
	print: "\\P{C}",
	graph: "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}",
	cntrl: "\\x00-\\x1f\\x7f",
	xdigit: "0-9A-Fa-f",
};

const isWord = (char: string) => /^[\p{L}\p{N}_]$/u.test(char);

/** Escapes of the GNU library that stand for a character. */
const GNU_CLASSES: Readonly<Record<string, string>> = {
	w: "[\\p{L}\\p{N}_]",
	W: "[^\\p{L}\\p{N}_]",
	s: "\\s",
	S: "\\S",
};

type Assertion = (before: string, after: string) => boolean;

/** Those that stand for a place, and the anchors. */
const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
	["b", (before, after) => isWord(before) !== isWord(after)],
	["B", (before, after) => isWord(before) === isWord(after)],
	["<", (before, after) => !isWord(before) && isWord(after)],
	[">", (before, after) => isWord(before) && !isWord(after)],
	["`", (before) => before === ""],
	["'", (_, after) => after === ""],
	["^", (before) => before === ""],
	["$", (_, after) => after === ""],
]);

class BadPattern extends Error {}

const bad = (): never => {
	throw new BadPattern();
};

class EreParser {
	readonly #chars: readonly string[];
	readonly #flags: string;
	#at = 0;
	#groups = 0;

	constructor(pattern: string, ignoreCase: boolean) {
		this.#chars = [...pattern];
		this.#flags = ignoreCase ? "sui" : "su";
	}

	parse(): Node {
		return this.#alternatives(0);
	}

	#peek(offset = 0): string {
		return this.#chars[this.#at + offset] ?? "";
	}

	#alternatives(depth: number): Node {
		if (depth > MAX_DEPTH) bad();
		const nodes = [this.#branch(depth)];
		while (this.#peek() === "|") {
			this.#at++;
			nodes.push(this.#branch(depth));
		}
		return { type: "any", nodes };
	}

	#branch(depth: number): Node {
		const nodes: Node[] = [];
		while (this.#at < this.#chars.length) {
			const c = this.#peek();
			if (c === "|" || (c === ")" && depth > 0)) break;
			nodes.push(this.#repeated(depth));
		}
		return { type: "all", nodes };
	}

	#repeated(depth: number): Node {
		const c = this.#peek();
		if (c === "^" || c === "$") {
			this.#at++;
			return this.#assertion(c);
		}
		if (c === "*" || c === "+" || c === "?" || c === "{") bad();
		let node = this.#atom(depth);
		for (let count = 0; ; count++) {
			const repeat = this.#repeat();
			if (repeat === undefined) return node;
			if (count > MAX_DEPTH) bad();
			node = { type: "repeat", node, low: repeat[0], high: repeat[1] };
		}
	}

	#assertion(name: string): Node {
		return { type: "assert", test: ASSERTIONS.get(name) as Assertion };
	}

	/** A character that the runtime's expression `source` matches. */
	#character(source: string): Node {
		const regexp = new RegExp(`^${source}$`, this.#flags);
		return { type: "char", test: (char) => regexp.test(char) };
	}

	/** A repeat at this place: least and most (undefined: no limit). */
	#repeat(): readonly [number, number | undefined] | undefined {
		const c = this.#peek();
		if (c === "*" || c === "+" || c === "?") {
			this.#at++;
			return c === "*" ? [0, undefined] : c === "+" ? [1, undefined] : [0, 1];
		}
		if (c !== "{") return undefined;
		const end = this.#chars.indexOf("}", this.#at);
		if (end < 0) bad();
		const match = /^(\d*)(,?)(\d*)$/.exec(this.#chars.slice(this.#at + 1, end).join(""));
		if (match === null || (match[1] === "" && match[3] === "")) return bad();
		this.#at = end + 1;
		const low = Number(match[1]);
		const high = match[2] === "" ? low : match[3] === "" ? undefined : Number(match[3]);
		if (low > MAX_REPEAT || (high !== undefined && (high > MAX_REPEAT || high < low))) return bad();
		return [low, high];
	}

	#atom(depth: number): Node {
		const c = this.#peek();
		this.#at++;
		if (c === "(") {
			const index = ++this.#groups;
			const node = this.#alternatives(depth + 1);
			if (this.#peek() !== ")") bad();
			this.#at++;
			return { type: "group", index, node };
		}
		if (c === ".") return this.#character(".");
		if (c === "[") return this.#character(this.#bracket());
		if (c !== "\\") return this.#character(literal(c));
		const escaped = this.#peek();
		// References back to a group need a search that can take for ever: they are not to be had.
		if (escaped === "" || /[1-9]/.test(escaped)) bad();
		this.#at++;
		if (ASSERTIONS.has(escaped) && !/[$^]/.test(escaped)) return this.#assertion(escaped);
		const known = Object.hasOwn(GNU_CLASSES, escaped) ? GNU_CLASSES[escaped] : undefined;
		return this.#character(known ?? literal(escaped));
	}

	/** A bracket expression behind its `[`. */
	#bracket(): string {
		let out = "";
		const negated = this.#peek() === "^";
		if (negated) this.#at++;
		for (let first = true; ; first = false) {
			const c = this.#peek();
			if (c === "") bad();
			if (c === "]" && !first) break;
			const kind = this.#peek(1);
			if (c === "[" && kind === ":") {
				const name = this.#named(":");
				out += Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : bad();
				continue;
			}
			const low = this.#bracketCharacter();
			if (this.#peek() === "-" && this.#peek(1) !== "]" && this.#peek(1) !== "") {
				this.#at++;
				const high = this.#bracketCharacter();
				if ((high.codePointAt(0) as number) < (low.codePointAt(0) as number)) bad();
				out += `${inClass(low)}-${inClass(high)}`;
			} else out += inClass(low);
		}
		this.#at++;
		return `[${negated ? "^" : ""}${out}]`;
	}

	#bracketCharacter(): string {
		const c = this.#peek();
		const kind = this.#peek(1);
		if (c === "[" && (kind === "." || kind === "=")) {
			const name = this.#named(kind);
			return [...name].length === 1 ? name : bad();
		}
		this.#at++;
		return c;
	}

	/** The name of a `[:name:]`, `[.name.]` or `[=name=]`. */
	#named(kind: string): string {
		let end = this.#at + 2;
		while (end < this.#chars.length && !(this.#chars[end] === kind && this.#chars[end + 1] === "]")) end++;
		if (end >= this.#chars.length) bad();
		const name = this.#chars.slice(this.#at + 2, end).join("");
		this.#at = end + 2;
		return name;
	}
}

const literal = (c: string) => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);
const inClass = (c: string) => (/[\\^[\]-]/.test(c) ? `\\${c}` : c);

/** Compiles `pattern`; undefined when POSIX calls it invalid (or it is too large). */
export function compileEre(
	pattern: string,
	options: { readonly ignoreCase?: boolean } = {},
): Ere | undefined {
	if (pattern.length > MAX_PATTERN) return undefined;
	let find: ReturnType<typeof compileNfa>;
	try {
		find = compileNfa(new EreParser(pattern, options.ignoreCase === true).parse());
	} catch (error) {
		if (error instanceof BadPattern || error instanceof SyntaxError) return undefined;
		throw error;
	}
	if (find === undefined) return undefined;
	const run = find;
	const exec = (text: string) => (text.length > MAX_TEXT ? undefined : run(text));
	return { exec, test: (text) => exec(text) !== undefined };
}
