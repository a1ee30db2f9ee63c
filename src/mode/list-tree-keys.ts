/**
 * The keys all trees have, as rows: the keys, what the help says of them and
 * what they do. Called by ListTreeMode.
 */
import type { Client } from "../model/client.ts";
import { KEY, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import type { ListTree } from "./list-tree.ts";
import type { HelpLine } from "./list-tree-draw.ts";

/** The part of a tree mode that keys need. */
export interface KeyTarget {
	readonly tree: Pick<ListTree<unknown>, Exclude<keyof ListTree<unknown>, "lines">>;
	/** Steps to the next size of the preview. */
	nextPreview(): void;
	showHelp(): void;
	askSearch(client: Client | undefined): void;
	askFilter(client: Client | undefined): void;
	clearPrompt(): void;
}

export interface KeyPress {
	readonly client: Client | undefined;
	readonly mouse: boolean;
}

export interface TreeKey {
	/** As bind-key names them. */
	readonly keys: readonly string[];
	/** Undefined: not in the help. */
	readonly help?: HelpLine;
	/** Gives true to leave the mode. */
	run(mode: KeyTarget, press: KeyPress): unknown;
}

/** In the order of the help. */
export const TREE_KEYS: readonly TreeKey[] = [
	{
		keys: ["Up", "k", "WheelUpPane", "C-p"],
		help: ["Up, k", "Move cursor up"],
		run: ({ tree }) => tree.up(true),
	},
	{
		keys: ["Down", "j", "WheelDownPane", "C-n"],
		help: ["Down, j", "Move cursor down"],
		run: ({ tree }) => {
			tree.down(true);
		},
	},
	{ keys: ["g", "Home"], help: ["g", "Go to top"], run: ({ tree }) => tree.first() },
	{ keys: ["G", "End"], help: ["G", "Go to bottom"], run: ({ tree }) => tree.last() },
	{ keys: ["PPage", "C-b"], help: ["PPage, C-b", "Page up"], run: ({ tree }) => tree.page(-1) },
	{ keys: ["NPage", "C-f"], help: ["NPage, C-f", "Page down"], run: ({ tree }) => tree.page(1) },
	{ keys: ["Left", "h", "-"], help: ["Left, h", "Collapse %1"], run: ({ tree }) => tree.collapse() },
	{ keys: ["Right", "l", "+"], help: ["Right, l", "Expand %1"], run: ({ tree }) => tree.expand() },
	{ keys: ["M--"], help: ["M--", "Collapse all %1s"], run: ({ tree }) => tree.expandRoots(false) },
	{ keys: ["M-+"], help: ["M-+", "Expand all %1s"], run: ({ tree }) => tree.expandRoots(true) },
	{
		keys: ["t"],
		help: ["t", "Toggle %1 tag"],
		run: ({ tree }, { mouse }) => {
			if (!tree.toggleTag()) return;
			if (mouse) tree.down(false);
		},
	},
	{ keys: ["T"], help: ["T", "Untag all %1s"], run: ({ tree }) => tree.untagAll() },
	{ keys: ["C-t"], help: ["C-t", "Tag all %1s"], run: ({ tree }) => tree.tagAll() },
	{
		keys: ["C-s", "/", "?"],
		help: ["C-s", "Search forward"],
		run: (mode, { client }) => {
			mode.tree.direction = "forward";
			mode.askSearch(client);
		},
	},
	{ keys: ["n"], help: ["n", "Repeat search forward"], run: ({ tree }) => tree.searchNext("forward") },
	{ keys: ["N"], help: ["N", "Repeat search backward"], run: ({ tree }) => tree.searchNext("backward") },
	{ keys: ["f"], help: ["f", "Filter %1s"], run: (mode, { client }) => mode.askFilter(client) },
	{ keys: ["O"], help: ["O", "Change sort order"], run: ({ tree }) => tree.nextOrder() },
	{ keys: ["r"], help: ["r", "Reverse sort order"], run: ({ tree }) => tree.reverse() },
	{ keys: ["v"], help: ["v", "Toggle preview"], run: (mode) => mode.nextPreview() },
	{ keys: ["S-Up", "K"], run: ({ tree }) => tree.swap(-1) },
	{ keys: ["S-Down", "J"], run: ({ tree }) => tree.swap(1) },
	{
		keys: ["c"],
		run: (mode) => {
			mode.clearPrompt();
			mode.tree.setFilter(undefined);
		},
	},
	{ keys: ["F1", "C-h"], run: (mode) => mode.showHelp() },
	{ keys: ["q", "Escape", "C-[", "C-g"], run: () => true },
];

/** Last line of every help. */
export const HELP_END: HelpLine = ["q, Escape", "Exit mode"];

/** A key by its name in a table of this folder. */
export function namedKey(name: string): KeyCode {
	return (parseKey(name) ?? KEY.unknown) & ~KEY_FLAGS;
}

/** Rows of a table by key. */
export function keyMap<TRow extends { readonly keys: readonly string[] }>(
	rows: readonly TRow[],
): ReadonlyMap<KeyCode, TRow> {
	return new Map(rows.flatMap((row) => row.keys.map((name) => [namedKey(name), row] as const)));
}

export const TREE_KEY_MAP: ReadonlyMap<KeyCode, TreeKey> = keyMap(TREE_KEYS);
