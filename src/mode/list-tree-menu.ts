/**
 * The menus that button 3 opens in a tree mode, and where the mouse is in a
 * pane. Called by ListTreeMode and SwitchMode.
 */
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { CharWidths } from "../screen/widths.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { namedKey } from "./list-tree-keys.ts";
import type { MenuRequest } from "./menu.ts";
import { type MenuItem, menuRows } from "./menu-items.ts";

/** A row of a mode's menu: text and key; undefined is a separator. */
export type TreeMenuRow = readonly [name: string, key: string] | undefined;

/** The menu of everything but the rows. */
const OUTSIDE_MENU: readonly TreeMenuRow[] = [
	["Scroll Left", "<"],
	["Scroll Right", ">"],
	undefined,
	["Cancel", "q"],
];

/** Where the mouse is in the pane. */
export function mouseAt(
	pane: Pane,
	mouse: MouseEvent,
): { readonly x: number; readonly y: number } | undefined {
	const x = mouse.x + mouse.ox - pane.xoff;
	let y = mouse.y + mouse.oy;
	if (mouse.statusAt === 0 && y >= mouse.statusLines) y -= mouse.statusLines;
	y -= pane.yoff;
	return x < 0 || x >= pane.sx || y < 0 || y >= pane.sy ? undefined : { x, y };
}

/** What a menu of a tree needs to know. */
export interface TreeMenu {
	readonly client: Client;
	readonly pane: Pane;
	/** Of the row under the mouse; undefined: the mouse is beside the rows. */
	readonly title: string | undefined;
	readonly rows: readonly TreeMenuRow[];
	/** Where the mouse is in the pane. */
	readonly x: number;
	readonly y: number;
	/** Of characters, as the options have them. */
	readonly widths: CharWidths;
	/** Called with the name of the key that was chosen. */
	onClose(key: string | undefined): void;
}

/** The menu, with its middle under the mouse. */
export function treeMenu({ client, pane, title, rows, x, y, widths, onClose }: TreeMenu): MenuRequest {
	const shown = title === undefined ? OUTSIDE_MENU : rows;
	const items = shown.map((row): MenuItem => row && { name: row[0], key: namedKey(row[1]), command: row[1] });
	const text = title === undefined ? "" : `#[align=centre]${title}`;
	const { width } = menuRows(text, items, client.sx, widths);
	return {
		title: text,
		items,
		x: Math.max(x - Math.floor((width + 4) / 2), 0) + pane.xoff,
		y: y + pane.yoff,
		start: 0,
		stayOpen: false,
		mouse: true,
		target: { session: client.session, pane },
		onClose,
	};
}
