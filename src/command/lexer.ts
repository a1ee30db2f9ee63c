/**
 * Splits command text (config files, key bindings, prompts, blocks) into the
 * tokens of the command language: words with quotes, escapes, `$NAME` and `~`
 * already replaced, separators, braces and %-directives. Owned and called by
 * parser.ts, one lexer per text. It never throws; a bad token is `error`.
 */
import { WordText } from "./word-text.ts";

/** Where the lexer gets what it does not know itself. */
export interface LexerPorts {
	/** A variable of the global environment. */
	env(name: string): string | undefined;
	/** Home directory of a user, or of whoever runs the server. */
	home(user?: string): string | undefined;
}

export type TokenType =
	/** A word; `assignment` is a word shaped NAME=value. */
	| "word"
	| "assignment"
	/** An unquoted #{...} right after a directive. */
	| "format"
	| "newline"
	| ";"
	| "{"
	| "}"
	| "%hidden"
	| "%if"
	| "%elif"
	| "%else"
	| "%endif"
	| "end"
	| "error";

export interface Token {
	readonly type: TokenType;
	/** Words, assignments and formats only; else empty. */
	readonly text: string;
}

const maxName = 1022;
const end = "";

const controlEscapes: Readonly<Record<string, string>> = {
	a: "\x07",
	b: "\b",
	e: "\x1b",
	f: "\f",
	n: "\n",
	r: "\r",
	s: " ",
	t: "\t",
	v: "\v",
};

const directives: ReadonlySet<string> = new Set(["%hidden", "%if", "%elif", "%else", "%endif"]);

/** A backslash that is not itself escaped, at the end of a line. */
const continuation = /(?<!\\)((?:\\\\)*)\\\n/g;

const nameStart = /^[A-Za-z_]$/;
const namePart = /^[A-Za-z0-9_]$/;
const assignmentShape = /^[A-Za-z_][A-Za-z0-9_]*=/;

type Quote = "none" | "double" | "single";

export class Lexer {
	/** The line of what was read last, as error messages name it. */
	line: number;
	/** Why the last token is `error`, when it is not just bad syntax. */
	problem: string | undefined;
	readonly #text: string;
	readonly #ports: LexerPorts;
	/** Offsets in #text where a continued line was joined. */
	readonly #joins: number[] = [];
	#joinsSeen = 0;
	#position = 0;
	#newlineGiven = false;
	#endGiven = false;
	#afterDirective = false;

	constructor(text: string, line: number, ports: LexerPorts) {
		this.line = line;
		this.#ports = ports;
		let removed = 0;
		this.#text = text.replace(continuation, (match: string, kept: string, offset: number) => {
			this.#joins.push(offset - removed + kept.length);
			removed += match.length - kept.length;
			return kept;
		});
	}

	/** The next token. Text always ends in a newline token, then `end`. */
	next(): Token {
		// A newline counts only when something after it is wanted, so that a command that it ends has
		// the line it stands on.
		if (this.#newlineGiven) this.line++;
		this.#newlineGiven = false;
		const afterDirective = this.#afterDirective;
		this.#afterDirective = false;
		for (;;) {
			const ch = this.#takeUnixNewline();
			if (ch === " " || ch === "\t") continue;
			if (ch === end) {
				if (this.#endGiven) return token("end");
				this.#endGiven = true;
				return token("newline");
			}
			if (ch === "\n") {
				this.#newlineGiven = true;
				return token("newline");
			}
			if (ch === ";" || ch === "{" || ch === "}") return token(ch);
			if (ch === "%") return this.#directiveOrWord();
			if (ch !== "#") return this.#wordToken(ch);
			const next = this.#take();
			if (afterDirective && next === "{") return this.#format();
			if (this.#skipLine(next) === "\n") {
				this.line++;
				return token("newline");
			}
		}
	}

	/** One character, or `end`. */
	#take(): string {
		while (this.#joinsSeen < this.#joins.length && (this.#joins[this.#joinsSeen] ?? 0) <= this.#position) {
			this.#joinsSeen++;
			this.line++;
		}
		if (this.#position >= this.#text.length) return end;
		return this.#text.charAt(this.#position++);
	}

	#putBack(ch: string): void {
		if (ch !== end) this.#position--;
	}

	/** Like take, with \r\n read as \n. */
	#takeUnixNewline(): string {
		const ch = this.#take();
		if (ch !== "\r") return ch;
		const next = this.#take();
		if (next === "\n") return next;
		this.#putBack(next);
		return ch;
	}

	/** Reads from `ch` to the end of the line; gives the newline or `end`. */
	#skipLine(ch: string): string {
		let at = ch;
		while (at !== "\n" && at !== end) at = this.#take();
		return at;
	}

	#fail(problem?: string): Token {
		this.problem ??= problem;
		return token("error");
	}

	/** A word that starts with % is a directive, unless it is made of % and digits only. */
	#directiveOrWord(): Token {
		let word = "%";
		let ch = this.#take();
		while (ch !== end && ch !== " " && ch !== "\t" && ch !== "\n") {
			word += ch;
			ch = this.#take();
		}
		this.#putBack(ch);
		if (/^[%0-9]*$/.test(word)) return token("word", word);
		if (!isDirective(word)) return this.#fail();
		this.#afterDirective = true;
		return token(word);
	}

	/** The rest of #{...}, with braces of nested formats in pairs, on one line. */
	#format(): Token {
		let text = "#{";
		let depth = 1;
		while (depth > 0) {
			let ch = this.#take();
			if (ch === "#") {
				text += ch;
				ch = this.#take();
				if (ch === "{") depth++;
			} else if (ch === "}") depth--;
			if (ch === end || ch === "\n") return this.#fail();
			text += ch;
		}
		return token("format", text);
	}

	#wordToken(first: string): Token {
		const text = this.#word(first);
		if (text === undefined) return token("error");
		return token(assignmentShape.test(text) ? "assignment" : "word", text);
	}

	#word(first: string): string | undefined {
		const word = new WordText();
		let quote: Quote = "none";
		// What the last character was quoted by: a ~ is special at a start and behind an opening or
		// closing quote only.
		let previous: Quote | "start" = "start";
		let ch = first;
		for (;;) {
			if (ch === end) break;
			if (quote === "none") {
				if (ch === "\r" && this.#text.charAt(this.#position) === "\n") ch = this.#take();
				if (ch === "\n" || ch === " " || ch === "\t" || ch === ";" || ch === "}") break;
			} else if (ch === "\n") {
				ch = this.#quotedNewline(word);
				continue;
			}
			if (quote !== "single" && ch === "\\") {
				if (!this.#escape(word)) return undefined;
			} else if (quote !== "single" && ch === "$") {
				if (!this.#variable(word)) return undefined;
			} else if (quote !== "single" && ch === "~" && previous !== quote) {
				if (!this.#tilde(word)) return undefined;
			} else if (ch === "'" && quote !== "double") {
				quote = quote === "none" ? "single" : "none";
				ch = this.#take();
				continue;
			} else if (ch === '"' && quote !== "single") {
				quote = quote === "none" ? "double" : "none";
				ch = this.#take();
				continue;
			} else word.append(ch);
			previous = quote;
			ch = this.#take();
		}
		this.#putBack(ch);
		return word.toString();
	}

	/** Inside quotes a newline stays, but the next line's indent and a comment on it go. */
	#quotedNewline(word: WordText): string {
		this.line++;
		word.append("\n");
		let ch = this.#take();
		while (ch === " " || ch === "\t") ch = this.#take();
		if (ch !== "#") return ch;
		ch = this.#take();
		if (ch !== end && ",#{}:".includes(ch)) {
			this.#putBack(ch);
			return "#";
		}
		return this.#skipLine(this.#take());
	}

	/** What follows a backslash. False: not valid. */
	#escape(word: WordText): boolean {
		const ch = this.#take();
		if (ch === end) return false;
		if (ch >= "0" && ch <= "7") return this.#octal(ch, word);
		if (ch === "u") return this.#unicode(ch, 4, word);
		if (ch === "U") return this.#unicode(ch, 8, word);
		word.append(controlEscapes[ch] ?? ch);
		return true;
	}

	#octal(first: string, word: WordText): boolean {
		let digits = first;
		while (digits.length < 3 && first <= "3") {
			const ch = this.#take();
			if (ch < "0" || ch > "7") break;
			digits += ch;
		}
		if (digits.length < 3) {
			this.#fail("invalid octal escape");
			return false;
		}
		word.appendByte(Number.parseInt(digits, 8));
		return true;
	}

	#unicode(kind: string, size: number, word: WordText): boolean {
		let digits = "";
		while (digits.length < size) {
			const ch = this.#take();
			if (ch === end || ch === "\n") return false;
			if (!/^[0-9A-Fa-f]$/.test(ch)) {
				this.#fail(`invalid \\${kind} argument`);
				return false;
			}
			digits += ch;
		}
		const codePoint = Number.parseInt(digits, 16);
		if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
			this.#fail(`invalid \\${kind} argument`);
			return false;
		}
		word.append(String.fromCodePoint(codePoint));
		return true;
	}

	/** $NAME or ${NAME}; an unknown one is empty. */
	#variable(word: WordText): boolean {
		let ch = this.#take();
		if (ch === end) return false;
		const braced = ch === "{";
		if (!braced && !nameStart.test(ch)) {
			word.append("$");
			this.#putBack(ch);
			return true;
		}
		let name = braced ? "" : ch;
		for (;;) {
			ch = this.#take();
			if (braced && ch === "}") break;
			if (!namePart.test(ch)) {
				if (braced) {
					this.#fail("invalid environment variable");
					return false;
				}
				this.#putBack(ch);
				break;
			}
			if (name.length >= maxName) {
				this.#fail("environment variable is too long");
				return false;
			}
			name += ch;
		}
		word.append(this.#ports.env(name) ?? "");
		return true;
	}

	/** ~ or ~user. A user nobody knows is a syntax error. */
	#tilde(word: WordText): boolean {
		let name = "";
		for (;;) {
			const ch = this.#take();
			if (ch === end || "/ \t\n\"'".includes(ch)) {
				this.#putBack(ch);
				break;
			}
			if (name.length >= maxName) {
				this.#fail("user name is too long");
				return false;
			}
			name += ch;
		}
		const home = name === "" ? this.#ports.home() : this.#ports.home(name);
		if (home === undefined) return false;
		word.append(home);
		return true;
	}
}

function token(type: TokenType, text = ""): Token {
	return { type, text };
}

function isDirective(word: string): word is "%hidden" | "%if" | "%elif" | "%else" | "%endif" {
	return directives.has(word);
}
