/**
 * The grammar of the command language: lines, `;`, %if and friends, `{ }`
 * blocks and assignments. Gives commands as words only; build.ts, which calls
 * it, knows aliases and the table of commands. One parser per text.
 */
import { Lexer, type LexerPorts, type Token, type TokenType } from "./lexer.ts";

/** A command as it was written. `line` is the one on which it ends. */
export interface RawCommand {
	readonly line: number;
	readonly words: readonly RawWord[];
}

/** A word, or the commands of a block. */
export type RawWord = string | readonly RawCommand[];

/** What parsing needs from outside. */
export interface SyntaxContext extends LexerPorts {
	/** Named in errors, with the line; without it errors have neither. */
	readonly file?: string | undefined;
	/** Is the format (unexpanded) true? For %if and %elif. */
	condition(format: string): boolean;
	/** `NAME=value` (hidden: `%hidden NAME=value`): takes effect while the rest is still to be read. */
	assign(name: string, value: string, hidden: boolean): void;
}

/** Blocks and conditions inside one another; hostile text must not exhaust the stack. */
const maxDepth = 500;
const maxAssignment = 16384;

class SyntaxFailure extends Error {}

/** An error with the place in front, when there is one. */
export function atPlace(file: string | undefined, line: number, error: string): string {
	return file === undefined ? error : `${file}:${line}: ${error}`;
}

/** Reads `text`, whose first line is number `line`. */
export function parseSyntax(
	text: string,
	line: number,
	context: SyntaxContext,
): readonly RawCommand[] | { readonly error: string } {
	return new Parser(text, line, context).run();
}

class Parser {
	readonly #lexer: Lexer;
	readonly #context: SyntaxContext;
	#ahead: Token | undefined;
	/** Is the branch being read the one taken? Innermost condition last. */
	readonly #scopes: boolean[] = [];
	#depth = 0;

	constructor(text: string, line: number, context: SyntaxContext) {
		this.#lexer = new Lexer(text, line, context);
		this.#context = context;
	}

	run(): readonly RawCommand[] | { readonly error: string } {
		try {
			return this.#statements(["end"]);
		} catch (failure) {
			if (!(failure instanceof SyntaxFailure)) throw failure;
			return { error: atPlace(this.#context.file, this.#lexer.line, failure.message) };
		}
	}

	// Assignments and conditions act between tokens, so a token is read only when it is looked at.
	#peek(): TokenType {
		this.#ahead ??= this.#lexer.next();
		return this.#ahead.type;
	}

	#take(...types: TokenType[]): string {
		if (!types.includes(this.#peek())) this.#fail();
		const text = this.#ahead?.text ?? "";
		this.#ahead = undefined;
		return text;
	}

	#fail(problem = "syntax error"): never {
		throw new SyntaxFailure(this.#lexer.problem ?? problem);
	}

	#nested<T>(read: () => T): T {
		if (++this.#depth > maxDepth) this.#fail("memory exhausted");
		const result = read();
		this.#depth--;
		return result;
	}

	/** Is what is being read now wanted, as far as the innermost condition says? */
	#wanted(): boolean {
		return this.#scopes.at(-1) ?? true;
	}

	/** Lines, at least one, until one of `stop` stands at the start of a line. */
	#statements(stop: readonly TokenType[]): RawCommand[] {
		const all: RawCommand[] = [];
		do {
			append(all, this.#statement());
			this.#take("newline");
		} while (!stop.includes(this.#peek()));
		return all;
	}

	/** `{` is taken already. Unlike other lines, the last one may end at the `}`. */
	#block(): RawCommand[] {
		const all: RawCommand[] = [];
		for (;;) {
			append(all, this.#statement());
			if (this.#peek() === "}") break;
			this.#take("newline");
		}
		this.#take("}");
		return all;
	}

	/** A line without its end. */
	#statement(): RawCommand[] {
		const next = this.#peek();
		if (next === "%hidden") {
			this.#take("%hidden");
			this.#assign(this.#take("assignment"), true);
			return [];
		}
		let commands: RawCommand[];
		if (next === "%if") commands = this.#statementIf();
		else if (next === "word" || next === "assignment") commands = this.#sequence(this.#first());
		else return [];
		return this.#wanted() ? commands : [];
	}

	/** A condition over lines stands alone; one inside a line may go on with `;`. */
	#statementIf(): RawCommand[] {
		const flag = this.#openIf();
		if (this.#peek() !== "newline") return this.#sequence(this.#condition(flag, false));
		return this.#condition(flag, true);
	}

	/** Commands separated by `;`, of which the first was read. */
	#sequence(first: RawCommand[]): RawCommand[] {
		let all = first;
		while (this.#peek() === ";") {
			this.#take(";");
			const next = this.#peek();
			if (next === "%if") append(all, this.#condition(this.#openIf(), false));
			else if (next === "word" || next === "assignment") {
				const command = this.#command();
				// A lone assignment behind `;` takes back what stood before it: odd, but what tmux does.
				if (command.words.length > 0 && this.#wanted()) all.push(command);
				else all = [];
			}
		}
		return all;
	}

	#first(): RawCommand[] {
		const command = this.#command();
		return command.words.length > 0 && this.#wanted() ? [command] : [];
	}

	/** A command, or an assignment alone (no words). */
	#command(): RawCommand {
		const words: RawWord[] = [];
		if (this.#peek() === "assignment") {
			this.#assign(this.#take("assignment"), false);
			if (this.#peek() !== "word") return { line: this.#lexer.line, words };
		}
		words.push(this.#take("word"));
		for (;;) {
			const next = this.#peek();
			if (next === "word" || next === "assignment") words.push(this.#take(next));
			else if (next === "{") {
				this.#take("{");
				words.push(this.#nested(() => this.#block()));
			} else return { line: this.#lexer.line, words };
		}
	}

	#assign(text: string, hidden: boolean): void {
		if (text.length * 3 > maxAssignment && new TextEncoder().encode(text).length > maxAssignment)
			this.#fail("environment variable is too long");
		if (!this.#scopes.every((scope) => scope)) return;
		const equals = text.indexOf("=");
		this.#context.assign(text.slice(0, equals), text.slice(equals + 1), hidden);
	}

	/** `%if FORMAT` or `%elif FORMAT`, whose first word is next. */
	#test(directive: "%if" | "%elif"): boolean {
		this.#take(directive);
		return this.#context.condition(this.#take("format", "word"));
	}

	#openIf(): boolean {
		const flag = this.#test("%if");
		this.#scopes.push(flag);
		return flag;
	}

	/**
	 * From behind `%if FORMAT` to its %endif. Over lines, each branch is a newline and lines; inside a
	 * line it is commands with `;`.
	 */
	#condition(first: boolean, lines: boolean): RawCommand[] {
		return this.#nested(() => {
			let chosen = this.#branch(lines);
			let done = first;
			if (!first) chosen = [];
			while (this.#peek() === "%elif") {
				const flag = this.#test("%elif");
				this.#scopes[this.#scopes.length - 1] = flag;
				const branch = this.#branch(lines);
				if (flag && !done) chosen = branch;
				done ||= flag;
			}
			if (this.#peek() === "%else") {
				this.#take("%else");
				// The opposite of the last test, not of all of them: assignments go by this.
				this.#scopes[this.#scopes.length - 1] = !this.#wanted();
				const branch = this.#branch(lines);
				if (!done) chosen = branch;
			}
			this.#take("%endif");
			this.#scopes.pop();
			return chosen;
		});
	}

	#branch(lines: boolean): RawCommand[] {
		if (lines) {
			this.#take("newline");
			return this.#statements(["%elif", "%else", "%endif"]);
		}
		if (this.#peek() === "%if") return this.#sequence(this.#condition(this.#openIf(), false));
		return this.#sequence(this.#first());
	}
}

/** Long lists must not be spread into arguments. */
function append<T>(to: T[], from: readonly T[]): void {
	for (const item of from) to.push(item);
}
