/**
 * What each editing key of a prompt does, as a table of emacs keys (vi keys
 * are translated to them first). Works on a PromptEdit; called by Prompt.
 */
import { KEY, KEY_CTRL, KEY_META, KEY_MODIFIERS, type KeyCode } from "../term/key-code.ts";
import type { PromptChar, PromptLine } from "./prompt-line.ts";
import { KEY_VI } from "./prompt-vi.ts";

/** What the table works on; implemented by Prompt. */
export interface PromptEdit {
	readonly line: PromptLine;
	/** `word-separators`. */
	readonly separators: string;
	readonly incremental: boolean;
	/** Backspace in an empty line cancels (-e). */
	readonly backspaceExit: boolean;
	/** What was taken out with C-w; put back with C-y. */
	copied: readonly PromptChar[] | undefined;
	/** Text searched for last, found again with C-r and C-s in an empty line. */
	readonly last: string;
	/** The next key is put in as it is. */
	quoteNext: boolean;
	/** Sign before the text that an incremental prompt tells. */
	prefix: "=" | "+" | "-";
	/** Text of the newest paste buffer, or undefined. */
	pasteText(): string | undefined;
	/** The older (or newer) line of the history; undefined: stay. */
	history(older: boolean): string | undefined;
	/** Completes the word at the cursor; true when the line changed. */
	complete(): boolean;
	/** Ends with the line, or cancels. */
	done(accept: boolean): void;
}

/** `changed` also tells an incremental prompt's owner. */
export type EditResult = "moved" | "changed" | "done";
type Action = (edit: PromptEdit) => EditResult;

const code = (char: string): KeyCode => char.charCodeAt(0);
const ctrl = (char: string): KeyCode => code(char) | KEY_CTRL;
const meta = (char: string): KeyCode => code(char) | KEY_META;

/** An action that moves the cursor to a place. */
const moveTo =
	(place: (line: PromptLine) => number): Action =>
	({ line }) => {
		line.index = Math.min(Math.max(place(line), 0), line.length);
		return "moved";
	};

/** An action on words; tmux tells these as changes. */
const word =
	(move: (edit: PromptEdit) => void): Action =>
	(edit) => {
		move(edit);
		return "changed";
	};

const backspace: Action = (edit) => {
	const { line } = edit;
	if (edit.backspaceExit && line.length === 0) return cancel(edit);
	if (line.index === 0) return "moved";
	line.remove(line.index - 1, line.index);
	return "changed";
};

const deleteChar: Action = ({ line }) => {
	if (line.atEnd) return "moved";
	line.remove(line.index, line.index + 1);
	return "changed";
};

const killWord: Action = (edit) => {
	const { line, separators } = edit;
	edit.copied = line.remove(line.startOfWord(separators), line.index);
	return "changed";
};

const paste: Action = (edit) => {
	const { line } = edit;
	const text = edit.copied ? undefined : edit.pasteText();
	const chars = edit.copied ?? (text === undefined ? undefined : line.split(text));
	if (!chars) return "moved";
	line.insert(chars);
	return "changed";
};

const recall =
	(older: boolean): Action =>
	(edit) => {
		const text = edit.history(older);
		if (text === undefined) return "moved";
		edit.line.setText(text);
		return "changed";
	};

const searchAgain =
	(prefix: "+" | "-"): Action =>
	(edit) => {
		if (!edit.incremental) return "moved";
		if (edit.line.length > 0) edit.prefix = prefix;
		else edit.line.setText(edit.last);
		return "changed";
	};

const end =
	(accept: boolean): Action =>
	(edit) => {
		edit.done(accept);
		return "done";
	};
const cancel = end(false);
const accept = end(true);

const left = moveTo((line) => line.index - 1);
const right = moveTo((line) => line.index + 1);
const home = moveTo(() => 0);
const last = moveTo((line) => line.length);
const forward = word(({ line, separators }) => line.forwardWord(separators, false));
const backward = word(({ line, separators }) => {
	line.index = line.startOfWord(separators);
});

const ACTIONS: ReadonlyMap<KeyCode, Action> = new Map<KeyCode, Action>([
	[KEY.left, left],
	[ctrl("b"), left],
	[KEY.right, right],
	[ctrl("f"), right],
	[KEY.home, home],
	[ctrl("a"), home],
	[KEY.end, last],
	[ctrl("e"), last],
	[0x09, (edit) => (edit.complete() ? "changed" : "moved")],
	[KEY.backspace, backspace],
	[ctrl("h"), backspace],
	[KEY.delete, deleteChar],
	[ctrl("d"), deleteChar],
	[
		ctrl("u"),
		({ line }) => {
			line.setText("");
			return "changed";
		},
	],
	[
		ctrl("k"),
		({ line }) => {
			if (line.atEnd) return "moved";
			line.remove(line.index, line.length);
			return "changed";
		},
	],
	[ctrl("w"), killWord],
	[KEY.right | KEY_CTRL, forward],
	[meta("f"), forward],
	[code("E") + KEY_VI, word(({ line }) => line.endOfWord(""))],
	[code("e") + KEY_VI, word(({ line, separators }) => line.endOfWord(separators))],
	[code("W") + KEY_VI, word(({ line }) => line.forwardWord("", true))],
	[code("w") + KEY_VI, word(({ line, separators }) => line.forwardWord(separators, true))],
	[
		code("B") + KEY_VI,
		word(({ line }) => {
			line.index = line.startOfWord("");
		}),
	],
	[KEY.left | KEY_CTRL, backward],
	[meta("b"), backward],
	[KEY.up, recall(true)],
	[ctrl("p"), recall(true)],
	[KEY.down, recall(false)],
	[ctrl("n"), recall(false)],
	[ctrl("y"), paste],
	[ctrl("t"), ({ line }) => (line.transpose() ? "changed" : "moved")],
	[0x0d, accept],
	[0x0a, accept],
	[0x1b, cancel],
	[ctrl("["), cancel],
	[ctrl("c"), cancel],
	[ctrl("g"), cancel],
	[ctrl("r"), searchAgain("-")],
	[ctrl("s"), searchAgain("+")],
	[
		ctrl("v"),
		(edit) => {
			edit.quoteNext = true;
			return "moved";
		},
	],
]);

/** Does what `key` (without flags) is for; undefined when it is a character to put in. */
export function runEditKey(edit: PromptEdit, key: KeyCode): EditResult | undefined {
	return ACTIONS.get(key)?.(edit);
}

/** Keypad keys and the characters they type. */
const KEYPAD: ReadonlyMap<KeyCode, KeyCode> = new Map([
	[KEY.kpSlash, code("/")],
	[KEY.kpStar, code("*")],
	[KEY.kpMinus, code("-")],
	[KEY.kpSeven, code("7")],
	[KEY.kpEight, code("8")],
	[KEY.kpNine, code("9")],
	[KEY.kpPlus, code("+")],
	[KEY.kpFour, code("4")],
	[KEY.kpFive, code("5")],
	[KEY.kpSix, code("6")],
	[KEY.kpOne, code("1")],
	[KEY.kpTwo, code("2")],
	[KEY.kpThree, code("3")],
	[KEY.kpEnter, 0x0d],
	[KEY.kpZero, code("0")],
	[KEY.kpPeriod, code(".")],
]);

/** The character of a keypad key without modifiers; other keys stay as they are. */
export function fromKeypad(key: KeyCode): KeyCode {
	return key & KEY_MODIFIERS ? key : (KEYPAD.get(key) ?? key);
}
