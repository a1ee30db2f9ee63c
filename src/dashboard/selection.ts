/** Which item of a list is selected, when items come and go. Pure; used by both models. */

export interface Selection {
	/** Key of the item, undefined when there is none. */
	readonly key: string | undefined;
	/** Where it was: when it has gone, the one in its place is taken. */
	readonly at: number;
}

export const NOTHING_SELECTED: Selection = { key: undefined, at: 0 };

/** The same item in the new list, else its neighbour. */
export function keepSelection(selection: Selection, keys: readonly string[]): Selection {
	const found = selection.key === undefined ? -1 : keys.indexOf(selection.key);
	if (found >= 0) return { key: selection.key, at: found };
	const at = Math.max(0, Math.min(selection.at, keys.length - 1));
	return { key: keys[at], at };
}

/** The item `by` further on; stays at the ends. */
export function moveSelection(selection: Selection, keys: readonly string[], by: number): Selection {
	const at = Math.max(0, Math.min(keepSelection(selection, keys).at + by, keys.length - 1));
	return { key: keys[at], at };
}

/** How far each moving key goes. */
const STEPS: ReadonlyMap<string, number> = new Map([
	["up", -1],
	["k", -1],
	["down", 1],
	["j", 1],
	["pageup", -10],
	["pagedown", 10],
	["home", Number.NEGATIVE_INFINITY],
	["g", Number.NEGATIVE_INFINITY],
	["end", Number.POSITIVE_INFINITY],
	["G", Number.POSITIVE_INFINITY],
]);

/** What a moving key selects; undefined for any other key. */
export function selectionByKey(
	selection: Selection,
	keys: readonly string[],
	key: string,
): Selection | undefined {
	const by = STEPS.get(key);
	return by === undefined ? undefined : moveSelection(selection, keys, by);
}

/** Keys that leave. */
export const LEAVING: ReadonlySet<string> = new Set(["q", "escape", "C-c"]);
