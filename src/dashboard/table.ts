/**
 * Tables that fit: columns that matter least are left out when the terminal is
 * narrow, the others are as wide as what is in them. Pure; used by both views.
 */
import { type Line, type Segment, type Style, segment } from "./paint.ts";
import { cellsOf, fit, safeText } from "./text.ts";

export interface Column<T> {
	readonly title: string;
	readonly value: (row: T) => string;
	readonly style?: (row: T) => Style;
	/** Cells it needs to be of use, and more than which it never takes. */
	readonly least: number;
	readonly most: number;
	/** 1 is the last to be left out. */
	readonly rank: number;
	readonly right?: boolean;
}

interface Fitted<T> {
	readonly column: Column<T>;
	width: number;
	/** Blanks behind it. */
	readonly gap: number;
}

/** Cells between two columns. */
const gapOf = (width: number) => (width < 100 ? 1 : 2);

/** Which columns are shown in `width` cells, and how wide. */
export function fitColumns<T>(
	columns: readonly Column<T>[],
	rows: readonly T[],
	width: number,
): readonly Fitted<T>[] {
	const natural = new Map(
		columns.map((column) => {
			const cells = rows.map((row) => cellsOf(safeText(column.value(row))));
			return [column, Math.min(column.most, Math.max(column.title.length, ...cells))];
		}),
	);
	const gap = gapOf(width);
	const ranked = [...columns].sort((a, b) => a.rank - b.rank);
	const chosen = new Map<Column<T>, Fitted<T>>();
	// The last column's gap may hang over the end.
	let left = width + gap;
	for (const column of ranked) {
		const least = Math.min(column.least, natural.get(column)!);
		if (least + gap > left) break;
		left -= least + gap;
		chosen.set(column, { column, width: least, gap });
	}
	for (const column of ranked) {
		const one = chosen.get(column);
		if (one === undefined) break;
		const more = Math.min(left, natural.get(column)! - one.width);
		one.width += more;
		left -= more;
	}
	return columns.flatMap((column) => chosen.get(column) ?? []);
}

function join<T>(fitted: readonly Fitted<T>[], cell: (one: Fitted<T>) => Segment): Line {
	return fitted.flatMap((one) => [cell(one), segment(" ".repeat(one.gap))]);
}

/** The row of titles. */
export function headLine<T>(fitted: readonly Fitted<T>[]): Line {
	return join(fitted, ({ column, width }) => segment(fit(column.title, width, column.right), "faint"));
}

/** A row. */
export function rowLine<T>(fitted: readonly Fitted<T>[], row: T): Line {
	return join(fitted, ({ column, width }) =>
		segment(fit(safeText(column.value(row)), width, column.right), column.style?.(row) ?? "plain"),
	);
}
