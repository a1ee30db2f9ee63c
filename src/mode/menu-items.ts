/**
 * The rows of a menu as they are drawn: texts cut to the client's width with
 * their keys at the right, doubled separators dropped. Called by display-menu
 * (to know a menu's size before it is placed) and by Menu.
 */
import { formatTrimRight, formatWidth } from "../format/trim.ts";
import type { CharWidths } from "../screen/widths.ts";
import { KEY, type KeyCode } from "../term/key-code.ts";
import { keyName } from "../term/key-names.ts";

/** A row: name and command with their formats expanded; undefined is a separator. A name with `-` first cannot be chosen. */
export type MenuItem =
	| { readonly name: string; readonly key: KeyCode | undefined; readonly command: string }
	| undefined;

/** A row that is ready to be drawn; without text it is a separator. */
export interface MenuRow {
	readonly text: string | undefined;
	readonly enabled: boolean;
	readonly key: KeyCode | undefined;
	readonly command: string;
}

export interface MenuRows {
	readonly rows: readonly MenuRow[];
	/** Columns of the widest row or the title, without border and space. */
	readonly width: number;
}

const SEPARATOR: MenuRow = { text: undefined, enabled: false, key: undefined, command: "" };
const hasKey = (key: KeyCode | undefined): key is KeyCode =>
	key !== undefined && key !== KEY.none && key !== KEY.unknown;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The text of a row: what fits, and the key at the right edge. */
function rowText(name: string, key: KeyCode | undefined, cols: number, widths?: CharWidths): string {
	let room = Math.max(cols - 4, 1);
	let shown = !name.startsWith("-") && hasKey(key) ? keyName(key) : undefined;
	const size = bytes(name);
	if (shown !== undefined) {
		const keySize = bytes(shown) + 3;
		if (keySize <= Math.floor(room / 4)) room -= keySize;
		else if (keySize >= room || size >= room - keySize) shown = undefined;
	}
	const cut = size > room;
	const text = formatTrimRight(name, cut ? room - 1 : room, widths) + (cut ? ">" : "");
	return shown === undefined ? text : `${text}#[default] #[align=right](${shown})`;
}

/**
 * Makes the rows of a menu for a client `cols` wide. Items with an empty name
 * are left out, as are separators at the top and behind another one.
 */
export function menuRows(
	title: string,
	items: readonly MenuItem[],
	cols: number,
	widths?: CharWidths,
): MenuRows {
	const rows: MenuRow[] = [];
	let width = formatWidth(title, widths);
	for (const item of items) {
		if (item === undefined) {
			const before = rows[rows.length - 1];
			if (before && before.text !== undefined) rows.push(SEPARATOR);
			continue;
		}
		if (item.name === "") continue;
		const { name, key, command } = item;
		const text = rowText(name, key, cols, widths);
		const enabled = !text.startsWith("-");
		rows.push({ text, enabled, key, command });
		width = Math.max(width, formatWidth(text, widths) - (enabled ? 0 : 1));
	}
	return { rows, width };
}
