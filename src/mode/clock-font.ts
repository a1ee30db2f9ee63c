/**
 * Big characters, five cells wide and high: the digits of the clock and of
 * the pane numbers. Pure data; called by ClockMode and DisplayPanes.
 */

import type { CellStyle } from "../screen/cell-buffer.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";

/** Cells of a character, and from one to the next. */
export const BIG_SIZE = 5;
export const BIG_STEP = 6;

/** Rows from the top; `#` is drawn. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
	"0": ["#####", "#   #", "#   #", "#   #", "#####"],
	"1": ["    #", "    #", "    #", "    #", "    #"],
	"2": ["#####", "    #", "#####", "#    ", "#####"],
	"3": ["#####", "    #", "#####", "    #", "#####"],
	"4": ["#   #", "#   #", "#####", "    #", "    #"],
	"5": ["#####", "#    ", "#####", "    #", "#####"],
	"6": ["#####", "#    ", "#####", "#   #", "#####"],
	"7": ["#####", "    #", "    #", "    #", "    #"],
	"8": ["#####", "#   #", "#####", "#   #", "#####"],
	"9": ["#####", "#   #", "#####", "    #", "#####"],
	":": ["     ", "  #  ", "     ", "  #  ", "     "],
	A: ["#####", "#   #", "#####", "#   #", "#   #"],
	P: ["#####", "#   #", "#####", "#    ", "#    "],
	M: ["#   #", "## ##", "# # #", "#   #", "#   #"],
};

/** Draws text in big characters; those without a shape leave a gap. `fill` is put into each cell. */
export function drawBig(
	screen: PlainScreen,
	x: number,
	y: number,
	text: string,
	fill: string,
	style: Readonly<CellStyle>,
): void {
	for (const [index, char] of [...text].entries()) {
		for (const [row, cells] of (GLYPHS[char] ?? []).entries())
			for (let column = 0; column < BIG_SIZE; column++)
				if (cells[column] === "#") screen.putCell(x + index * BIG_STEP + column, y + row, fill, 1, style);
	}
}
