/**
 * POSIX extended regular expressions (`m/r`, `s///`, `C/r`, searches) on the
 * runtime's RegExp: the pattern is parsed by POSIX's rules and written again
 * in the runtime's language. Differs from POSIX in one thing: of several
 * alternatives the first that matches is taken, not the longest. Called by
 * operators.ts, substitute.ts and the modes' searches.
 */

/** Longest pattern and text that are looked at: what is longer does not match. */
const MAX_PATTERN = 4096;
const MAX_TEXT = 65_536;
/** Text for patterns with a repeat inside a repeat, which can take time without end. */
const MAX_NESTED_TEXT = 1024;
const MAX_REPEAT = 32_767;
/** Repeats of repeats are written out by the runtime: their product is bounded. */
const MAX_COST = 20_000;

/** A compiled expression. */
export interface Ere {
	/** First match at or after `from`, or undefined. Index 0 is the whole match. */
	exec(text: string, from?: number): RegExpExecArray | undefined;
	test(text: string): boolean;
}

/** Inside of a bracket expression for each class. */
const CLASSES: Readonly<Record<string, string>> = {
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

/** Escapes of the GNU library. */
const GNU_ESCAPES: Readonly<Record<string, string>> = {
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
const ASSERTIONS = new Set(["b", "B", "<", ">", "`", "'"]);

class BadPattern extends Error {}

const bad = (): never => {
	throw new BadPattern();
};

/** One piece of a pattern in the runtime's language. */
interface Piece {
	readonly source: string;
	/** May be repeated again without brackets around it. */
	readonly single: boolean;
	/** Has an unlimited repeat in it. */
	readonly loops: boolean;
	readonly cost: number;
}

class EreParser {
	readonly #chars: readonly string[];
	#at = 0;
	#groups = 0;
	#closed = 0;
	nested = false;

	constructor(pattern: string) {
		this.#chars = [...pattern];
	}

	parse(): string {
		const piece = this.#alternatives(0);
		return piece.source;
	}

	#peek(offset = 0): string {
		return this.#chars[this.#at + offset] ?? "";
	}

	#alternatives(depth: number): Piece {
		if (depth > 100) bad();
		const sources: string[] = [];
		let loops = false;
		let cost = 0;
		for (;;) {
			const branch = this.#branch(depth);
			sources.push(branch.source);
			loops ||= branch.loops;
			cost += branch.cost;
			if (this.#peek() !== "|") break;
			this.#at++;
		}
		return { source: sources.join("|"), single: false, loops, cost };
	}

	#branch(depth: number): Piece {
		let source = "";
		let loops = false;
		let cost = 0;
		while (this.#at < this.#chars.length) {
			const c = this.#peek();
			if (c === "|" || (c === ")" && depth > 0)) break;
			const piece = this.#repeated(depth);
			source += piece.source;
			loops ||= piece.loops;
			cost += piece.cost;
		}
		if (cost > MAX_COST) bad();
		return { source, single: false, loops, cost };
	}

	#repeated(depth: number): Piece {
		const c = this.#peek();
		if (c === "^" || c === "$") {
			this.#at++;
			return { source: c, single: false, loops: false, cost: 0 };
		}
		if (c === "*" || c === "+" || c === "?" || c === "{") bad();
		let piece = this.#atom(depth);
		for (;;) {
			const repeat = this.#repeat();
			if (repeat === undefined) return piece;
			const [low, high] = repeat;
			const body = piece.single ? piece.source : `(?:${piece.source})`;
			if (high === undefined && piece.loops) this.nested = true;
			const cost = piece.cost * Math.max(1, high ?? low);
			if (cost > MAX_COST) bad();
			piece = {
				source: `${body}{${low},${high ?? ""}}`,
				single: false,
				loops: piece.loops || high === undefined || high > 32,
				cost,
			};
		}
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

	#atom(depth: number): Piece {
		const c = this.#peek();
		this.#at++;
		const single = (source: string): Piece => ({ source, single: true, loops: false, cost: 1 });
		if (c === "(") {
			this.#groups++;
			const inner = this.#alternatives(depth + 1);
			if (this.#peek() !== ")") bad();
			this.#at++;
			this.#closed++;
			return { ...inner, source: `(${inner.source})`, single: true };
		}
		if (c === ".") return single(".");
		if (c === "[") return single(this.#bracket());
		if (c !== "\\") return single(literal(c));
		const escaped = this.#peek();
		if (escaped === "") bad();
		this.#at++;
		if (/[1-9]/.test(escaped)) {
			if (Number(escaped) > this.#closed) bad();
			return { source: `(?:\\${escaped})`, single: true, loops: true, cost: 1 };
		}
		const gnu = Object.hasOwn(GNU_ESCAPES, escaped) ? GNU_ESCAPES[escaped] : undefined;
		if (gnu === undefined) return single(literal(escaped));
		return { source: gnu, single: !ASSERTIONS.has(escaped), loops: false, cost: 1 };
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
				out += Object.hasOwn(CLASSES, name) ? CLASSES[name] : bad();
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
export function compileEre(pattern: string, options: { readonly ignoreCase?: boolean } = {}): Ere | undefined {
	if (pattern.length > MAX_PATTERN) return undefined;
	let regexp: RegExp;
	let limit = MAX_TEXT;
	try {
		const parser = new EreParser(pattern);
		regexp = new RegExp(parser.parse(), options.ignoreCase ? "gsui" : "gsu");
		if (parser.nested) limit = MAX_NESTED_TEXT;
	} catch (error) {
		if (error instanceof BadPattern || error instanceof SyntaxError) return undefined;
		throw error;
	}
	const exec = (text: string, from = 0) => {
		if (text.length > limit) return undefined;
		regexp.lastIndex = from;
		return regexp.exec(text) ?? undefined;
	};
	return { exec, test: (text) => exec(text) !== undefined };
}
