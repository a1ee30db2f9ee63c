/**
 * The look and the room of a pane's scrollbar: what `pane-scrollbars-style`
 * says on top of its default. Asked by the layout, the scene and the mouse, so
 * that all of them agree on every column.
 */
import { DEFAULT_STYLE, parseStyle, type Style } from "../term/style.ts";
import { findRow } from "./option-table.ts";
import type { Pane } from "./pane.ts";

const NAME = "pane-scrollbars-style";

/** The option's text as it stands, formats and all. */
export function scrollbarStyleText(pane: Pane): string {
	return pane.options.string(NAME);
}

/**
 * Keeps what `text` of the option means: `expanded` is the same text without
 * formats, and the default is taken when that is no style.
 */
export function keepScrollbarStyle(pane: Pane, text: string, expanded: string): Style {
	const standard = parseStyle(DEFAULT_STYLE, String(findRow(NAME)?.default)) ?? DEFAULT_STYLE;
	const style = parseStyle(standard, expanded) ?? standard;
	const look = { ...style, width: Math.max(style.width, 1), pad: Math.max(style.pad, 0) };
	pane.scrollbar.look = { text, style: look };
	return look;
}

/** The style in force; `width` is at least 1 and `pad` at least 0. */
export function scrollbarStyle(pane: Pane): Style {
	const text = scrollbarStyleText(pane);
	const { look } = pane.scrollbar;
	return look?.text === text ? look.style : keepScrollbarStyle(pane, text, text);
}

/** Columns of a scrollbar with its padding. */
export function scrollbarWidth(pane: Pane): number {
	const { width, pad } = scrollbarStyle(pane);
	return width + pad;
}
