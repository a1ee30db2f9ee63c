/**
 * The line that is edited at a prompt: characters with their widths and the
 * place of the cursor among them. Movement and changes only; which key does
 * what is in prompt-keys.ts. Owned by Prompt.
 */
import { type CharWidths, DEFAULT_WIDTHS } from "../screen/widths.ts";

/** One character of the line; a control character takes two columns (`^A`). */
export interface PromptChar {
	readonly text: string;
	readonly width: number;
}

/** Longest line, in characters: what is pasted beyond it is left out. */
const MAX_CHARS = 65536;

const isControl = (code: number): boolean => code <= 0x1f || code === 0x7f;

export class PromptLine {
	readonly #widths: CharWidths;
	#chars: PromptChar[] = [];
	/** Characters before the cursor. */
	index = 0;

	constructor(text = "", widths: CharWidths = DEFAULT_WIDTHS) {
		this.#widths = widths;
		this.setText(text);
	}

	get chars(): readonly PromptChar[] {
		return this.#chars;
	}

	get length(): number {
		return this.#chars.length;
	}

	get atEnd(): boolean {
		return this.index === this.#chars.length;
	}

	get text(): string {
		return textOf(this.#chars);
	}

	/** Columns of the first `count` characters. */
	columns(count: number = this.#chars.length): number {
		let columns = 0;
		for (let i = 0; i < count; i++) columns += this.#chars[i]?.width ?? 0;
		return columns;
	}

	/** Another text; the cursor is at its end. */
	setText(text: string): void {
		this.#chars = this.split(text);
		this.index = this.#chars.length;
	}

	/** `text` as characters. */
	split(text: string): PromptChar[] {
		const chars: PromptChar[] = [];
		for (const char of text) {
			if (chars.length === MAX_CHARS) break;
			const code = char.codePointAt(0) as number;
			chars.push({ text: char, width: isControl(code) ? 2 : this.#widths.width(code) });
		}
		return chars;
	}

	/** Puts characters at the cursor, which stays behind them. */
	insert(chars: readonly PromptChar[]): void {
		const fit = chars.slice(0, Math.max(MAX_CHARS - this.#chars.length, 0));
		this.#chars = [...this.#chars.slice(0, this.index), ...fit, ...this.#chars.slice(this.index)];
		this.index += fit.length;
	}

	/** Takes out characters `from` to before `to`, gives them; the cursor is where they were. */
	remove(from: number, to: number): PromptChar[] {
		this.index = from;
		return this.#chars.splice(from, to - from);
	}

	/** Replaces characters `from` to before `to`; the cursor is behind the new text. */
	replace(from: number, to: number, text: string): void {
		this.remove(from, to);
		this.insert(this.split(text));
	}

	/** Swaps the two characters before the cursor, or around it; false when there are not two. */
	transpose(): boolean {
		const at = Math.min(this.index + 1, this.#chars.length);
		const [before, after] = [this.#chars[at - 2], this.#chars[at - 1]];
		if (!before || !after) return false;
		this.#chars.splice(at - 2, 2, after, before);
		this.index = at;
		return true;
	}

	#isSpace(at: number): boolean {
		return this.#chars[at]?.text === " ";
	}

	#isSeparator(at: number, separators: string): boolean {
		const text = this.#chars[at]?.text;
		return text !== undefined && text < "\x7f" && text >= " " && separators.includes(text);
	}

	/** The word around or before the cursor, for completion; undefined when there is none. */
	wordAtCursor(): { readonly from: number; readonly to: number } | undefined {
		const size = this.#chars.length;
		const at = Math.max(this.index - 1, 0);
		let from = at;
		while (from > 0 && !this.#isSpace(from)) from--;
		while (from < size && this.#isSpace(from)) from++;
		let to = at;
		while (to < size && !this.#isSpace(to)) to++;
		while (to > 0 && this.#isSpace(to)) to--;
		if (to < size) to++;
		return to < from ? undefined : { from, to };
	}

	/** To the beginning of the next word (vi) or the end of this one. */
	forwardWord(separators: string, vi: boolean): void {
		const size = this.#chars.length;
		let at = this.index;
		if (!vi) while (at < size && this.#isSpace(at)) at++;
		if (at < size) {
			const kind = this.#isSeparator(at, separators) && !this.#isSpace(at);
			do {
				at++;
				if (this.#isSpace(at)) {
					if (vi) while (at < size && this.#isSpace(at)) at++;
					break;
				}
			} while (at < size && kind === this.#isSeparator(at, separators));
		}
		this.index = at;
	}

	/** To the last character of this word, or of the next when already there. */
	endOfWord(separators: string): void {
		const size = this.#chars.length;
		let at = this.index;
		if (at === size) return;
		do at++;
		while (at < size && this.#isSpace(at));
		if (at === size) {
			this.index = at;
			return;
		}
		const kind = this.#isSeparator(at, separators);
		do at++;
		while (at < size && !this.#isSpace(at) && kind === this.#isSeparator(at, separators));
		this.index = at - 1;
	}

	/** Where the word before the cursor begins. */
	startOfWord(separators: string): number {
		let at = this.index;
		while (at > 0 && this.#isSpace(--at));
		const kind = this.#isSeparator(at, separators);
		while (at > 0) {
			at--;
			if (this.#isSpace(at) || kind !== this.#isSeparator(at, separators)) return at + 1;
		}
		return at;
	}
}

/** Characters as text. */
export function textOf(chars: readonly PromptChar[]): string {
	let text = "";
	for (const char of chars) text += char.text;
	return text;
}

/** Bytes of a sequence that begins with `byte`; 0 when none does. */
function sequenceLength(byte: number): number {
	if (byte >= 0xc2 && byte <= 0xdf) return 2;
	if (byte >= 0xe0 && byte <= 0xef) return 3;
	return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
}

/** The text that bytes begin with: it ends before a control character or what is not UTF-8. */
export function pasteableText(bytes: Uint8Array): string {
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	let text = "";
	for (let i = 0; i < bytes.length && i < MAX_CHARS * 4; ) {
		const byte = bytes[i] as number;
		const length = byte > 0x1f && byte < 0x7f ? 1 : sequenceLength(byte);
		if (length === 0 || i + length > bytes.length) break;
		try {
			text += decoder.decode(bytes.subarray(i, i + length));
		} catch {
			break;
		}
		i += length;
	}
	return text;
}
