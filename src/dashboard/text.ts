/**
 * Text from outside made safe to draw, and cut to cells. Only characters whose
 * width every terminal agrees on are kept, so that a line is never longer than
 * it was reckoned to be. Used by everything in this folder that draws.
 */

/** Longest text that is looked at: nothing on a screen is longer. */
const LIMIT = 4096;

/** Drawn instead of what is not kept. */
const UNKNOWN = "?";

/** One cell everywhere: ASCII, Latin, Greek, Cyrillic. */
const NARROW =
	/^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u03ff\u0400-\u0482\u048a-\u052f]$/;
/** Two cells everywhere: kana, Han, Hangul, full-width forms. */
const WIDE = /^[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]$/;
/** They only change how others look, or hide what is there. */
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}\p{Variation_Selector}]/gu;

/** `text` without anything that does more than stand in its cells: one line, no escape sequences. */
export function safeText(text: string): string {
	let out = "";
	for (const char of text.slice(0, LIMIT).replace(INVISIBLE, ""))
		out += NARROW.test(char) || WIDE.test(char) ? char : UNKNOWN;
	return out;
}

/** Cells of a safe text. */
export function cellsOf(text: string): number {
	let cells = 0;
	for (const char of text) cells += WIDE.test(char) ? 2 : 1;
	return cells;
}

/** The longest start of a safe text that fits into `width` cells. */
function startOf(text: string, width: number): string {
	let cells = 0;
	let end = 0;
	for (const char of text) {
		cells += WIDE.test(char) ? 2 : 1;
		if (cells > width) break;
		end += char.length;
	}
	return text.slice(0, end);
}

/** A safe text in at most `width` cells; `~` at its end says that it has been cut. */
export function clip(text: string, width: number): string {
	if (cellsOf(text) <= width) return text;
	return width < 1 ? "" : `${startOf(text, width - 1)}~`;
}

/** A safe text in exactly `width` cells. */
export function fit(text: string, width: number, right = false): string {
	const cut = clip(text, width);
	const blank = " ".repeat(Math.max(0, width - cellsOf(cut)));
	return right ? blank + cut : cut + blank;
}

/** A safe text in pieces of at most `width` cells, cut anywhere: a command that is copied has to stay whole. */
export function chunks(text: string, width: number): string[] {
	const pieces: string[] = [];
	let rest = text;
	while (rest !== "") {
		// A wide character does not fit into one cell, and has to go somewhere.
		const piece = startOf(rest, Math.max(2, width));
		pieces.push(piece);
		rest = rest.slice(piece.length);
	}
	return pieces.length > 0 ? pieces : [""];
}
