/** The lines capture-pane reads: of a pane's screen, of a mode's, or of the screen the alternate one hides. */
import { type CaptureOptions, captureLine, captureRow } from "../screen/capture.ts";
import { CellBuffer, type Link } from "../screen/cell-buffer.ts";
import { LINE } from "../screen/cells.ts";
import type { HistoryRow } from "../screen/compact-history.ts";
import type { PaneScreen } from "../screen/pane-screen.ts";
import type { Screen } from "../screen/screen.ts";

/** Lines from the oldest on. */
export interface CapturedLines {
	readonly historySize: number;
	readonly rows: number;
	text(line: number, options: CaptureOptions): string;
	/** LINE bits. */
	flags(line: number): number;
	/** Links of the cells in use, from the left; one for each cell that has one. */
	links(line: number): Iterable<Link>;
}

/** Lines of a screen, whose visible part may end after `rows`. */
export function screenLines(screen: Screen, rows = screen.rows): CapturedLines {
	const { lineMeta } = screen as Partial<PaneScreen>;
	return {
		historySize: screen.historySize,
		rows,
		text: (line, options) => captureLine(screen, line, options),
		flags(line) {
			if (lineMeta) return lineMeta.call(screen as PaneScreen, line)?.flags ?? 0;
			const info = screen.lineInfo(line);
			const bits = [
				info.wrapped && LINE.wrapped,
				info.startPrompt && LINE.startPrompt,
				info.startOutput && LINE.startOutput,
			];
			return bits.reduce<number>((all, bit) => all | Number(bit), 0);
		},
		*links(line) {
			const cells = new CellBuffer(Math.max(1, screen.cols), 1);
			screen.copyLine(line, 0, cells.cols, cells, 0, 0);
			for (let x = 0; x < cells.cols; x++) {
				const link = cells.links.get(x);
				if (link) yield link;
			}
		},
	};
}

/** The visible lines of the screen behind the alternate one. */
export function savedLines(rows: readonly HistoryRow[], cols: number): CapturedLines {
	return {
		historySize: 0,
		rows: rows.length,
		text(line, options) {
			const row = rows[line];
			return row ? captureRow(row, cols, options) : "";
		},
		flags: (line) => rows[line]?.meta.flags ?? 0,
		*links(line) {
			const row = rows[line];
			for (let x = 0; row && x < Math.min(row.meta.used, row.length); x++) {
				const link = row.extras?.[x]?.link;
				if (link) yield link;
			}
		},
	};
}

/** Addresses of the links of a line that were not `seen` before, with blanks between. */
export function linksOfLine(lines: CapturedLines, line: number, seen: Set<string | object>): string {
	const uris: string[] = [];
	for (const link of lines.links(line)) {
		if (seen.has(link)) continue;
		seen.add(link);
		uris.push(link.uri);
	}
	return uris.join(" ");
}
