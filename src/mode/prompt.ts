/**
 * A prompt: a message and a line the user edits, on a client's status line,
 * inside a pane or inside a mode. Made by server/ui and by modes; keys come
 * from key dispatch, drawn by the view. It takes itself out of its client or
 * pane when it ends.
 */
import { expandTime } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import { markClient, markPane } from "../model/marks.ts";
import { notifyPane } from "../model/notify.ts";
import type { PromptCursor, PromptHandle, PromptKeyResult } from "../model/prompt.ts";
import { PROMPT_TYPES, type PromptType } from "../model/prompt-history.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { CharWidths } from "../screen/widths.ts";
import { KEY, KEY_BASE_MASK, KEY_CTRL, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import { isUnicodeKey, keyName } from "../term/key-names.ts";
import { isMouseKey } from "../term/mouse-keys.ts";
import { completeCommand } from "./prompt-complete.ts";
import { drawPrompt, layOutPrompt, type PromptLayout, type PromptPicture, promptHit } from "./prompt-draw.ts";
import { type EditResult, fromKeypad, type PromptEdit, runEditKey } from "./prompt-keys.ts";
import { type PromptChar, PromptLine, pasteableText } from "./prompt-line.ts";
import { PromptLook } from "./prompt-look.ts";
import type { PromptInit, PromptRequest } from "./prompt-request.ts";
import { translateViKey } from "./prompt-vi.ts";

export type { PromptInit, PromptPorts, PromptRequest } from "./prompt-request.ts";

/** Names of flags in `#{prompt_flags}`, in order. */
const FLAG_NAMES: readonly (readonly [string, (prompt: Prompt) => boolean | undefined])[] = [
	["SINGLE", (p) => p.request.single],
	["NUMERIC", (p) => p.request.numeric],
	["INCREMENTAL", (p) => p.request.incremental],
	["NOFORMAT", (p) => p.request.noFormat],
	["KEY", (p) => p.request.key],
	["ACCEPT", (p) => p.request.accept],
	["QUOTENEXT", (p) => p.quoteNext],
	["BSPACE_EXIT", (p) => p.request.backspaceExit],
	["NOFREEZE", (p) => p.request.noFreeze],
	["COMMANDMODE", (p) => p.commandMode],
	["ISPANE", (p) => p.request.pane !== undefined],
	["ISMODE", (p) => p.request.inMode],
	["EDITARROWS", (p) => p.request.editArrows],
];

/** Keys that leave an incremental prompt for what is searched. */
const MOVE_KEYS: ReadonlySet<KeyCode> = new Set([KEY.up, KEY.down, KEY.pageUp, KEY.pageDown]);
const MOVE_ARROWS: ReadonlySet<KeyCode> = new Set([KEY.left, KEY.right]);

export class Prompt implements PromptHandle, PromptEdit {
	readonly type: string;
	readonly request: PromptRequest;
	readonly line: PromptLine;
	readonly last: string;
	commandMode = false;
	quoteNext = false;
	copied: readonly PromptChar[] | undefined;
	prefix: "=" | "+" | "-" = "=";
	readonly #init: PromptInit;
	readonly #look: PromptLook;
	readonly #widths: CharWidths;
	#message: string;
	#historyIndex = 0;
	#choices: readonly string[] = [];
	#area: { readonly x: number; readonly width: number } | undefined;
	#closed = false;
	#telling = false;
	#accept: { dispose(): void } | undefined;

	constructor(init: PromptInit) {
		const { request } = init;
		this.#init = init;
		this.request = request;
		this.type = request.type;
		this.#message = request.prompt;
		this.#widths = init.server.widths;
		this.#look = new PromptLook(init.server, init.session ?? init.client?.session);
		const input = this.#input(request.input);
		this.last = request.incremental ? input : "";
		this.line = new PromptLine(request.incremental ? "" : input, this.#widths);
	}

	get flags(): string {
		return FLAG_NAMES.filter(([, is]) => is(this))
			.map(([name]) => name)
			.join(",");
	}

	get freezes(): boolean {
		const { incremental, noFreeze, pane, inMode } = this.request;
		return !incremental && !noFreeze && pane === undefined && !inMode;
	}

	get closed(): boolean {
		return this.#closed;
	}

	/** The cursor's shape and colour while the prompt has it. */
	get cursor(): PromptCursor {
		return this.#look.cursor(this.commandMode);
	}

	get separators(): string {
		return this.#look.separators;
	}

	get incremental(): boolean {
		return this.request.incremental === true;
	}

	get backspaceExit(): boolean {
		return this.request.backspaceExit === true;
	}

	/** Tells an incremental prompt's owner the empty text first; answers by itself when asked to. Call it once it is in its place. */
	start(): void {
		if (this.incremental) this.#tellPart();
		if (this.request.single && this.request.accept)
			this.#accept = this.#init.server.ports.clock.setImmediate(() => {
				if (!this.#closed) this.key(0x79);
			});
	}

	/** The next question of a series in the same prompt. */
	update(prompt: string, input: string): void {
		this.#message = prompt;
		this.line.setText(this.#input(input));
		this.#historyIndex = 0;
		this.#choices = [];
		this.#mark();
	}

	#context(extra?: ReadonlyMap<string, string>): FormatContext {
		const { server, client, session, target, request } = this.#init;
		return {
			server,
			session: session ?? client?.session,
			pane: request.pane,
			...target,
			...(extra ? { extra } : {}),
		};
	}

	#input(text: string): string {
		return this.request.noFormat ? text : expandTime(text, this.#context());
	}

	/** Everything that is drawn, with its formats expanded for the line as it is. */
	#picture(): PromptPicture {
		const extra = new Map([
			["prompt_input", this.line.text],
			["prompt_flags", this.flags],
			["prompt_type", this.type],
			["command_prompt", this.commandMode ? "1" : "0"],
		]);
		const context = this.#context(extra);
		const style = this.#look.style(this.commandMode, (text) => expandTime(text, context));
		extra.set("message", expandTime(this.#message, context));
		return {
			label: expandTime(this.#look.messageFormat, context),
			style,
			line: this.line,
			quoteNext: this.quoteNext,
			choices: this.#choices.map((name) => ` ${name}`).join(""),
			widths: this.#widths,
		};
	}

	draw(cells: CellBuffer, x: number, row: number, width: number): number {
		const picture = this.#picture();
		const layout = layOutPrompt(picture, x, width);
		drawPrompt(picture, layout, { cells, x, row, width });
		this.#area = { x, width };
		return layout.cursorX;
	}

	mouse(x: number): PromptKeyResult {
		const area = this.#area;
		if (!area || x < area.x || x >= area.x + area.width) return "pass";
		const picture = this.#picture();
		const layout: PromptLayout = layOutPrompt(picture, area.x, area.width);
		const hit = promptHit(picture, layout, this.#choices, x);
		if (typeof hit === "string") return hit === "inside" ? "handled" : "pass";
		if ("choice" in hit) {
			const word = this.line.wordAtCursor();
			if (!word) return "handled";
			this.line.replace(word.from, word.to, `${this.#choices[hit.choice]} `);
		} else if (hit.index === this.line.index) return "handled";
		else this.line.index = hit.index;
		this.#choices = [];
		this.#mark();
		return "handled";
	}

	key(given: KeyCode): PromptKeyResult {
		if (this.#closed || isMouseKey(given)) return "pass";
		this.#choices = [];
		if (this.request.key) {
			this.#finish(keyName(given));
			return "close";
		}
		const key = fromKeypad(given & ~KEY_FLAGS);
		if (this.request.numeric) {
			if (key >= 0x30 && key <= 0x39) return this.#append(key);
			this.#finish(this.line.text);
			return "pass";
		}
		if (this.request.single || this.quoteNext) return this.#literal(key);
		if (this.#look.viKeys) return this.#viKey(key);
		return this.#edit(key);
	}

	/** Whatever key it is, it is put into the line. */
	#literal(key: KeyCode): PromptKeyResult {
		const base = key & KEY_BASE_MASK;
		let char = base;
		if (base === KEY.backspace) char = 0x7f;
		else if (base <= 0x7f) char = key & KEY_CTRL ? base & 0x1f : base;
		else if (!isUnicodeKey(key)) return "handled";
		this.quoteNext = false;
		return this.#append(char);
	}

	#viKey(key: KeyCode): PromptKeyResult {
		const result = translateViKey(key, this.commandMode);
		if (result.commandMode !== undefined) this.commandMode = result.commandMode;
		if (result.left && this.line.index > 0) this.line.index--;
		if (result.action === "process") return this.#edit(result.key);
		if (result.action === "append") return this.#append(result.key);
		this.#mark();
		return "handled";
	}

	#edit(key: KeyCode): PromptKeyResult {
		if (this.incremental && (MOVE_KEYS.has(key) || (!this.request.editArrows && MOVE_ARROWS.has(key)))) {
			const { onMove } = this.request;
			if (!onMove) this.#finish(undefined);
			else if (!this.#telling && !onMove.call(this.request, this.line.text, key)) this.#close();
			return "pass";
		}
		this.prefix = "=";
		const result = runEditKey(this, key);
		return result === undefined ? this.#append(key) : this.#after(result);
	}

	/** Puts a character into the line. */
	#append(key: KeyCode): PromptKeyResult {
		if (key > 0x7f && !isUnicodeKey(key)) return "handled";
		this.line.insert(this.line.split(String.fromCodePoint(key & KEY_BASE_MASK)));
		this.prefix = "=";
		if (!this.request.single) return this.#after("changed");
		if (this.line.length === 1) this.done(true);
		else this.#finish(undefined);
		return this.#after("done");
	}

	#after(result: EditResult): PromptKeyResult {
		this.#mark();
		if (result === "changed" && this.incremental) this.#tellPart();
		return this.#closed ? "close" : "handled";
	}

	pasteText(): string | undefined {
		const buffer = this.#init.server.buffers.newest();
		return buffer && pasteableText(buffer.bytes);
	}

	get #historyType(): PromptType | undefined {
		return PROMPT_TYPES.find((type) => type === this.type);
	}

	history(older: boolean): string | undefined {
		const type = this.#historyType;
		const lines = type ? this.#init.server.promptHistory.lines(type) : [];
		if (older) {
			if (this.#historyIndex >= lines.length) return undefined;
			this.#historyIndex++;
		} else this.#historyIndex = Math.max(this.#historyIndex - 1, 0);
		return this.#historyIndex === 0 ? "" : lines[lines.length - this.#historyIndex];
	}

	complete(): boolean {
		const word = this.line.wordAtCursor();
		if (!word || this.type !== "command" || word.from !== 0) return false;
		const text = this.line.chars
			.slice(0, word.to)
			.map((char) => char.text)
			.join("");
		const { insert, show } = completeCommand(this.#init.server, this.#init.ports.commandNames(), text);
		if (show) this.#choices = show;
		if (insert === undefined) return false;
		this.line.replace(word.from, word.to, insert);
		return true;
	}

	done(accept: boolean): void {
		const { text } = this.line;
		const type = this.#historyType;
		if (accept && !this.request.single && text !== "" && type)
			this.#init.server.promptHistory.add(type, text);
		if (!this.#tell(accept ? text : undefined, true)) this.#close();
	}

	/** Tells the last text and ends, whatever the owner says. */
	#finish(text: string | undefined): void {
		this.#tell(text, true);
		this.#close();
	}

	/** Tells an incremental prompt's owner the line as it is. */
	#tellPart(): void {
		if (!this.#tell(this.prefix + this.line.text, false)) this.#close();
	}

	/** True when the owner wants it to stay open. */
	#tell(text: string | undefined, done: boolean): boolean {
		if (this.#telling || this.#closed) return true;
		this.#telling = true;
		try {
			return this.request.onInput(text, done);
		} finally {
			this.#telling = false;
		}
	}

	#mark(): void {
		const { server, client, request } = this.#init;
		if (request.pane) markPane(server, request.pane);
		else if (client) markClient(server, client);
	}

	#close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#accept?.dispose();
		const { server, client, request } = this.#init;
		if (client?.prompt === this) client.prompt = undefined;
		const { pane } = request;
		if (pane?.prompt === this) {
			pane.prompt = undefined;
			if (!pane.destroyed) notifyPane(server, "pane-prompt-closed", pane, { prompt_type: this.type });
		}
		this.#mark();
		this.#init.onClose?.();
	}

	/** Cancels it, so that nobody waits for an answer. */
	dispose(): void {
		if (this.#closed) return;
		this.#tell(undefined, true);
		this.#close();
	}
}

/**
 * Opens a prompt on a client's status line, or in `request.pane`, in place of
 * one that is there. The caller has cleared message and overlay.
 */
export function openPrompt(init: PromptInit & { readonly client: Client }): Prompt {
	const { server, client, request } = init;
	const { pane } = request;
	if (pane) pane.prompt?.dispose();
	else client.prompt?.dispose();
	const prompt = new Prompt(init);
	if (pane) {
		pane.prompt = prompt;
		notifyPane(server, "pane-prompt-opened", pane, { prompt_type: prompt.type });
		markPane(server, pane);
	} else {
		client.prompt = prompt;
		markClient(server, client);
	}
	prompt.start();
	return prompt;
}
