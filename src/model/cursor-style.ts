/**
 * The choices of `cursor-style` and of the prompt's cursor styles, and what each
 * means. Used by the option tables, for panes, modes and prompts.
 */
import type { CursorShape } from "../screen/screen.ts";

const STYLES: Readonly<Record<string, readonly [shape: CursorShape, blinking: boolean]>> = {
	default: ["default", false],
	"blinking-block": ["block", true],
	block: ["block", false],
	"blinking-underline": ["underline", true],
	underline: ["underline", false],
	"blinking-bar": ["bar", true],
	bar: ["bar", false],
};

/** In the order of their DECSCUSR numbers. */
export const CURSOR_STYLES: readonly string[] = Object.keys(STYLES);

/** Shape and blinking of a choice. */
export function cursorStyle(choice: string): readonly [shape: CursorShape, blinking: boolean] {
	return STYLES[choice] ?? ["default", false];
}
