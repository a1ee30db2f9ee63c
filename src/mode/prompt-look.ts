/**
 * How a prompt looks and which keys edit it: the session's options as they
 * were when it was opened. Owned by Prompt.
 */
import { cursorStyle } from "../model/cursor-style.ts";
import type { PromptCursor } from "../model/prompt.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { COLOUR_DEFAULT, COLOUR_NONE } from "../term/attributes.ts";
import { DEFAULT_STYLE, parseStyle, type Style } from "../term/style.ts";

/** A prompt has two looks: while it is edited and in vi command mode. */
interface Mode {
	readonly styleText: string;
	readonly style: Style;
	readonly cursor: PromptCursor;
}

export class PromptLook {
	readonly messageFormat: string;
	readonly separators: string;
	readonly viKeys: boolean;
	readonly #edit: Mode;
	readonly #command: Mode;

	constructor(server: Server, session: Session | undefined) {
		const options = session?.options ?? server.sessionOptions;
		const mode = (style: string, cursor: string): Mode => {
			const [shape, blinking] = cursorStyle(options.choice(`${cursor}-style`));
			const { fg } = options.style(`${cursor}-colour`, () => "") ?? DEFAULT_STYLE;
			const colour = fg === COLOUR_NONE ? COLOUR_DEFAULT : fg;
			return {
				styleText: options.string(style),
				style: options.style(style, () => "") ?? DEFAULT_STYLE,
				cursor: { shape, blinking, colour },
			};
		};
		this.#edit = mode("message-style", "prompt-cursor");
		this.#command = mode("message-command-style", "prompt-command-cursor");
		this.messageFormat = options.string("message-format");
		this.separators = options.string("word-separators");
		this.viKeys = options.choice("status-keys") === "vi";
	}

	cursor(commandMode: boolean): PromptCursor {
		return (commandMode ? this.#command : this.#edit).cursor;
	}

	/** The style of the whole line; `expand` knows the prompt's variables. */
	style(commandMode: boolean, expand: (text: string) => string): Style {
		const { styleText, style } = commandMode ? this.#command : this.#edit;
		return parseStyle(style, expand(styleText)) ?? style;
	}
}
