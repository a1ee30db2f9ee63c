/**
 * The terminal: the only file that knows blessed. Draws whole screens of lines
 * and names keys. Made by main.ts, owned by an app.
 */
import { createRequire } from "node:module";
import blessed from "blessed";
import type { Size } from "./frame.ts";
import { type Line, sgrLine } from "./paint.ts";

/** Rest of an escape sequence comes this soon, in ms, even over a slow line. */
const ESCAPE_TIME = 50;

export interface ScreenEvents {
	/** Printable keys are named by themselves, others as `up`, `pagedown`, `escape`, `C-c`. */
	key(name: string): void;
	resized(): void;
}

interface Key {
	readonly full?: string;
	readonly ctrl?: boolean;
	readonly meta?: boolean;
}

function keyName(char: string | undefined, key: Key): string {
	const printable = char !== undefined && /^[!-~ ]$/.test(char) && !key.ctrl && !key.meta;
	return printable ? char : (key.full ?? "");
}

/**
 * What blessed takes the terminal for: its own entry for xterm, whose sequences
 * comux and every terminal of today understand. It cannot read the system's
 * newer entries. It makes the path small letters; when nothing is there any
 * more, it looks for the last part of it in its own folder.
 */
function ownTerminfo(): string {
	return createRequire(import.meta.url).resolve("blessed/usr/xterm-256color");
}

function saysUtf8(env: NodeJS.ProcessEnv): boolean {
	return env.TMUX !== undefined || /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "");
}

export class Screen {
	readonly #screen: blessed.Widgets.Screen;
	readonly #box: blessed.Widgets.BoxElement;
	#escape: NodeJS.Timeout | undefined;

	constructor(title: string, events: ScreenEvents) {
		const unicode = saysUtf8(process.env);
		// Inside tmux blessed runs `tmux -V` and wraps what it writes; there is no need for either.
		delete process.env.TMUX;
		this.#screen = blessed.screen({
			terminal: ownTerminfo(),
			forceUnicode: unicode,
			fullUnicode: unicode,
			smartCSR: false,
			autoPadding: false,
			title,
		});
		this.#box = blessed.box({
			parent: this.#screen,
			top: 0,
			left: 0,
			width: "100%",
			height: "100%",
			tags: false,
			wrap: false,
		});
		this.#screen.on("keypress", (char: string | undefined, key: Key) =>
			this.#key(keyName(char, key), events),
		);
		this.#screen.on("resize", () => events.resized());
	}

	get size(): Size {
		return { cols: Number(this.#screen.width), rows: Number(this.#screen.height) };
	}

	/** Draws a whole screen; only what differs from the last one is sent. */
	draw(lines: readonly Line[]): void {
		this.#box.setContent(lines.map(sgrLine).join("\n"));
		this.#screen.render();
	}

	/** Gives the terminal back as it was. */
	close(): void {
		clearTimeout(this.#escape);
		this.#screen.destroy();
	}

	/** Escape alone is told late: with something right behind it, it is a sequence that came in two pieces. */
	#key(name: string, events: ScreenEvents): void {
		if (this.#escape !== undefined) {
			clearTimeout(this.#escape);
			this.#escape = undefined;
			if (name !== "C-c") return;
		}
		if (name !== "escape") return events.key(name);
		this.#escape = setTimeout(() => {
			this.#escape = undefined;
			events.key(name);
		}, ESCAPE_TIME);
	}
}
