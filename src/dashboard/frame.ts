/**
 * A view on a screen of some size: a bar on top, the body that scrolls so that
 * what is selected is seen, a line that says or asks something, and the keys.
 * Pure; called by the apps, which remember how far they have scrolled.
 */
import { fillLine, type Line, lineCells, segment } from "./paint.ts";

/** Cells at the right end that say that there is more: rows whose text has to be whole leave them free. */
export const MARGIN = 2;

/** A row of the body; those of one item have its key. */
export interface BodyRow {
	readonly line: Line;
	readonly item?: string;
	/** Drawn as selected when its item is; the rows below it, which tell more, are not. */
	readonly head?: boolean;
}

/** A key and what it does here. */
export interface Help {
	readonly key: string;
	readonly text: string;
	/** Instead of `text` when the terminal is too narrow for all. */
	readonly brief?: string;
}

export interface View {
	readonly title: Line;
	/** At the right end of the bar. */
	readonly state: Line;
	readonly body: readonly BodyRow[];
	readonly selected: string | undefined;
	/** Above the keys; empty: no row is taken for it. */
	readonly notice: Line;
	/** The first ones are left out last; the very last one is always there. */
	readonly help: readonly Help[];
}

export interface Size {
	readonly cols: number;
	readonly rows: number;
}

export interface Frame {
	/** As many as the screen has rows, each as wide as the screen. */
	readonly lines: readonly Line[];
	/** First row of the body that is shown. */
	readonly top: number;
}

function bar({ title, state }: View, cols: number): Line {
	const room = cols - lineCells(state);
	// In a narrow terminal how it stands matters more than what it is.
	const left = fillLine(lineCells(title) <= room ? title : [], Math.max(0, room));
	return fillLine([...left, ...state], cols, "bar");
}

/** Cells between two keys. */
const BETWEEN_KEYS = 2;

function helpCells(help: readonly Help[]): number {
	return help.reduce((sum, { key, text }) => sum + key.length + 1 + text.length + BETWEEN_KEYS, -1);
}

/** As many keys as fit. */
export function helpLine(help: readonly Help[], cols: number): Line {
	const all =
		helpCells(help) <= cols ? help : help.map(({ key, text, brief }) => ({ key, text: brief ?? text }));
	const shown: Help[] = all.slice(-1);
	for (const one of all.slice(0, -1)) {
		const more = [...shown.slice(0, -1), one, ...shown.slice(-1)];
		if (helpCells(more) <= cols) shown.splice(0, shown.length, ...more);
	}
	return shown.flatMap(({ key, text }, at) => [
		segment(" ".repeat(at === 0 ? 1 : BETWEEN_KEYS)),
		segment(key, "strong"),
		segment(` ${text}`),
	]);
}

/** Where the body has to begin so that the selected item is seen, moving as little as can be. */
export function scrollTo({ body, selected }: View, height: number, top: number): number {
	const first = body.findIndex(({ item }) => item !== undefined && item === selected);
	const last = body.findLastIndex(({ item }) => item !== undefined && item === selected);
	let to = top;
	if (first >= 0) {
		if (last >= to + height) to = last - height + 1;
		if (first < to) to = first;
		// Nothing to select stands above the first item: then what is above is shown too.
		if (!body.slice(0, first).some(({ item }) => item !== undefined) && last < height) to = 0;
	}
	return Math.max(0, Math.min(to, body.length - height));
}

function marked(line: Line, mark: string, cols: number): Line {
	return [...fillLine(line, Math.max(0, cols - MARGIN)), segment(mark, "faint")];
}

/** The whole screen. */
export function frameOf(view: View, { cols, rows }: Size, before: number): Frame {
	const noticed = view.notice.length > 0 && rows > 2;
	const height = Math.max(0, rows - 2 - (noticed ? 1 : 0));
	const top = scrollTo(view, height, before);
	const body = view.body.slice(top, top + height).map(({ line, item, head }, at, shown): Line => {
		const more = at === shown.length - 1 && top + height < view.body.length;
		const mark = at === 0 && top > 0 ? " ^" : more ? " v" : "";
		const whole = mark === "" ? line : marked(line, mark, cols);
		return fillLine(whole, cols, head && item === view.selected ? "chosen" : undefined);
	});
	while (body.length < height) body.push(fillLine([], cols));
	const lines = [
		bar(view, cols),
		...body,
		...(noticed ? [fillLine([segment(" "), ...view.notice], cols)] : []),
		fillLine(helpLine(view.help, cols), cols),
	];
	return { lines: lines.slice(0, rows), top };
}
