/**
 * What was typed at prompts, by prompt type. Owned by Server; read and written
 * by the prompt, show-prompt-history, clear-prompt-history and history-file.
 */

/** Prompt types in tmux's order. */
export const PROMPT_TYPES = ["command", "search"] as const;
export type PromptType = (typeof PROMPT_TYPES)[number];

export class PromptHistory {
	readonly #limit: () => number;
	readonly #lines = new Map<PromptType, string[]>();

	constructor(ports: { readonly limit: () => number }) {
		this.#limit = ports.limit;
	}

	/** Oldest first. */
	lines(type: PromptType): readonly string[] {
		return this.#lines.get(type) ?? [];
	}

	/** Adds a line unless it repeats the newest; forgets the oldest above `prompt-history-limit`. */
	add(type: PromptType, line: string): void {
		const lines = this.#lines.get(type) ?? [];
		if (lines[lines.length - 1] === line) return;
		lines.push(line);
		const over = lines.length - this.#limit();
		if (over > 0) lines.splice(0, over);
		this.#lines.set(type, lines);
	}

	/** Forgets one type or all. */
	clear(type?: PromptType): void {
		if (type) this.#lines.delete(type);
		else this.#lines.clear();
	}
}
