/**
 * Characters of pane borders: from the sides a border leaves a cell to and the
 * option pane-border-lines to one cell's text. Pure look-ups, called by
 * chrome.ts.
 */
import { paneIndex } from "../format/pane-facts.ts";
import type { Pane } from "../model/pane.ts";
import { type BoxLines, boxChar, boxPart } from "../screen/box-lines.ts";
import type { CellStyle } from "../screen/cell-buffer.ts";
import { ATTR } from "../term/attributes.ts";

/** A straight horizontal border. */
export const STRAIGHT_MASK = 3;

/** Values of pane-border-lines that are drawn from a table; `spaces` and `none` are blank. */
const TABLES: ReadonlyMap<string, BoxLines> = new Map([
	["single", "single"],
	["double", "double"],
	["heavy", "heavy"],
	["simple", "simple"],
]);

/** A cell to draw. */
export interface BorderCell {
	readonly text: string;
	readonly style: CellStyle;
}

/** The border cell with these sides; `pane` gives its number to numbered lines. */
export function borderCell(
	lines: string,
	mask: number,
	style: Readonly<CellStyle>,
	pane: Pane | undefined,
): BorderCell {
	const part = boxPart(mask) ?? "outside";
	const plain = style.attr & ~ATTR.charset;
	if (lines === "number" && part !== "outside") {
		const index = pane && paneIndex(pane);
		return { text: index === undefined ? "*" : String(index % 10), style: { ...style, attr: plain } };
	}
	const table = lines === "number" ? "single" : TABLES.get(lines);
	const char = table && boxChar(table, part);
	if (!char) return { text: " ", style: { ...style, attr: plain } };
	return { text: char.text, style: { ...style, attr: char.charset ? plain | ATTR.charset : plain } };
}

/** Letters of the line drawing set that point to the active pane, by the side of the border it is on. */
export const ARROWS = { left: ",", right: "+", top: "-", bottom: "." } as const;
