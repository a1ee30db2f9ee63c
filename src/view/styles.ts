/**
 * Styles from options as the view needs them: expanded for a place, as colours
 * and attributes of a cell. Called by the other files here.
 */
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Options } from "../model/options.ts";
import type { CellStyle } from "../screen/cell-buffer.ts";
import { addStyle, DEFAULT_STYLE, type Style } from "../term/style.ts";

/** The style in an option, its formats expanded in `ctx`; the default style when it is none. */
export function optionStyle(options: Options, name: string, ctx: FormatContext): Style {
	return options.style(name, (text) => expand(text, ctx)) ?? DEFAULT_STYLE;
}

/** The cell style an option gives on top of the default one. */
export function optionCell(options: Options, name: string, ctx: FormatContext): CellStyle {
	return addStyle(DEFAULT_STYLE, optionStyle(options, name, ctx));
}
