/**
 * Lines of styled text, and what they become for blessed: text with SGR in it.
 * Its tags are never parsed, so that nothing that is drawn can be one. Pure;
 * used by the views, by frame.ts and by screen.ts.
 */
import { cellsOf, clip } from "./text.ts";

/** What a piece of text means. */
export type Style = "plain" | "strong" | "faint" | "good" | "warn" | "bad" | "bar" | "chosen";

/** The text is safe (text.ts). */
export interface Segment {
	readonly text: string;
	readonly style: Style;
}

export type Line = readonly Segment[];

const SGR: Readonly<Record<Style, string>> = {
	plain: "",
	strong: "1",
	faint: "90",
	good: "32",
	warn: "1;33",
	bad: "31",
	bar: "7",
	chosen: "7",
};

export function segment(text: string, style: Style = "plain"): Segment {
	return { text, style };
}

/** Cells of a line. */
export function lineCells(line: Line): number {
	return line.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

/** A line in at most `width` cells. */
export function clipLine(line: Line, width: number): Line {
	const out: Segment[] = [];
	let left = width;
	for (const { text, style } of line) {
		if (left <= 0) break;
		const cut = clip(text, left);
		out.push(segment(cut, style));
		left -= cellsOf(cut);
	}
	return out;
}

/** A line in exactly `width` cells, all of them in one style when `over` is given. */
export function fillLine(line: Line, width: number, over?: Style): Line {
	const cut = clipLine(line, width);
	const blank = " ".repeat(Math.max(0, width - lineCells(cut)));
	const filled = [...cut, segment(blank)];
	return over === undefined ? filled : filled.map(({ text }) => segment(text, over));
}

/** The line as blessed takes it. */
export function sgrLine(line: Line): string {
	return line
		.map(({ text, style }) => (SGR[style] === "" ? text : `\x1b[${SGR[style]}m${text}\x1b[0m`))
		.join("");
}

/** The line without its styles. */
export function plainLine(line: Line): string {
	return line.map(({ text }) => text).join("");
}
