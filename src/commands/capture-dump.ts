/** `capture-pane -R`: every line and cell of a screen as text, for tests and bug reports. Called by capture-pane.ts. */
import { BG_FLAG, BLANK, CONTENT, cellText, LINE, unpackStyle } from "../screen/cells.ts";
import type { HistoryRow } from "../screen/compact-history.ts";
import type { PaneScreen } from "../screen/pane-screen.ts";
import { ATTR, COLOUR_DEFAULT, COLOUR_FLAG_256, COLOUR_FLAG_RGB } from "../term/attributes.ts";
import { colourName } from "../term/colour.ts";
import { visibleBytes } from "../util/vis.ts";

type Names = readonly (readonly [number, string])[];

const LINE_FLAGS: Names = [
	[LINE.wrapped, "WRAPPED"],
	[LINE.extended, "EXTENDED"],
	[LINE.startPrompt, "START_PROMPT"],
	[LINE.secondPrompt, "SECOND_PROMPT"],
	[LINE.startCommand, "START_COMMAND"],
	[LINE.startOutput, "START_OUTPUT"],
	[LINE.endOutput, "END_OUTPUT"],
	[LINE.hyperlink, "HYPERLINK"],
];

/** Flags of a cell as tmux numbers them. */
const CELL = { fg256: 0x1, bg256: 0x2, padding: 0x4, cleared: 0x40, tab: 0x80 } as const;
const CELL_FLAGS: Names = [
	[CELL.fg256, "FG256"],
	[CELL.bg256, "BG256"],
	[CELL.padding, "PADDING"],
	[CELL.cleared, "CLEARED"],
	[CELL.tab, "TAB"],
];

const ATTRIBUTES: Names = [
	[ATTR.charset, "CHARSET"],
	[ATTR.bright, "BRIGHT"],
	[ATTR.dim, "DIM"],
	[ATTR.underscore, "UNDERSCORE"],
	[ATTR.blink, "BLINK"],
	[ATTR.reverse, "REVERSE"],
	[ATTR.hidden, "HIDDEN"],
	[ATTR.italics, "ITALICS"],
	[ATTR.strikethrough, "STRIKETHROUGH"],
	[ATTR.doubleUnderscore, "UNDERSCORE_2"],
	[ATTR.curlyUnderscore, "UNDERSCORE_3"],
	[ATTR.dottedUnderscore, "UNDERSCORE_4"],
	[ATTR.dashedUnderscore, "UNDERSCORE_5"],
	[ATTR.overline, "OVERLINE"],
];

const MARKS = LINE.startPrompt | LINE.secondPrompt | LINE.startCommand | LINE.startOutput | LINE.endOutput;

function names(table: Names, bits: number): string {
	const found = table.filter(([bit]) => bits & bit).map(([, name]) => name);
	return `${found.length === 0 ? "NONE" : found.join(",")}[${bits.toString(16)}]`;
}

function colour(value: number): string {
	return `${colourName(value)}[${(value >>> 0).toString(16)}]`;
}

/** The whole screen with its history. */
export function dumpScreen(screen: PaneScreen): string {
	const { cols, rows, historySize, historyLimit } = screen;
	const out = [`G ${cols}x${rows} (${historySize}/${historyLimit})\n`];
	for (let line = 0; line < historySize + rows; line++) {
		const row = screen.row(line);
		if (!row) continue;
		const { flags, used, size, marks } = row.meta;
		const place = line < historySize ? "-" : String(line - historySize);
		const marked =
			flags & MARKS && marks
				? ` osc133=${marks.promptColumn},${marks.commandColumn},${marks.outputStartColumn},${marks.outputEndColumn},${marks.exitStatus}`
				: "";
		out.push(`\tL ${line} (${place}) flags=${names(LINE_FLAGS, flags)} ${used}/${size}${marked}\n`);
		for (let x = 0; x < cols; x++) out.push(dumpCell(row, x, line));
	}
	return out.join("");
}

function dumpCell(row: HistoryRow, x: number, line: number): string {
	const known = x < row.length && x < row.meta.size;
	const content = known ? (row.data[x * 3] as number) : 1 << CONTENT.widthShift;
	const fg = known ? (row.data[x * 3 + 1] as number) : 0;
	const bg = known ? (row.data[x * 3 + 2] as number) : 0;
	const extra = known && bg & BG_FLAG.extended ? row.extras?.[x] : undefined;
	const style = known ? unpackStyle(fg, bg, extra) : undefined;
	const isPadding = (content & CONTENT.widthMask) === 0 || (content & CONTENT.tabRest) !== 0;
	const isTab = known && !isPadding && (bg & BG_FLAG.tab) !== 0;
	const width = isTab
		? tabWidth(row, x)
		: isPadding
			? 1
			: (content & CONTENT.widthMask) >>> CONTENT.widthShift;
	const text = isTab ? " ".repeat(width) : isPadding ? "!" : cellText(content, x, row.combined);
	const bytes = new TextEncoder().encode(text);
	let flags = 0;
	if (style && is256(style.fg)) flags |= CELL.fg256;
	if (style && is256(style.bg)) flags |= CELL.bg256;
	if (isPadding) flags |= CELL.padding;
	if (x < row.meta.size && !isTab && (content === BLANK || x >= row.meta.used)) flags |= CELL.cleared;
	if (isTab) flags |= CELL.tab;
	const link = isPadding ? undefined : extra?.link;
	return [
		`\t\tC ${line},${x} data=(${width},${bytes.length},${visibleBytes(bytes)})`,
		`flags=${names(CELL_FLAGS, flags)} attr=${names(ATTRIBUTES, isPadding ? 0 : (style?.attr ?? 0))}`,
		`fg=${colour(isPadding ? COLOUR_DEFAULT : (style?.fg ?? COLOUR_DEFAULT))} bg=${colour(style?.bg ?? COLOUR_DEFAULT)}`,
		`us=${colour(isPadding ? COLOUR_DEFAULT : (style?.us ?? COLOUR_DEFAULT))}`,
		`link=${link?.uri ?? "NONE"} linkid=${link?.id || "NONE"}\n`,
	].join(" ");
}

/** Cells a tab takes from `x` on. */
function tabWidth(row: HistoryRow, x: number): number {
	let end = x + 1;
	while (end < row.length && (row.data[end * 3] as number) & CONTENT.tabRest) end++;
	return end - x;
}

function is256(value: number): boolean {
	return (value & COLOUR_FLAG_256) !== 0 && (value & COLOUR_FLAG_RGB) === 0;
}
