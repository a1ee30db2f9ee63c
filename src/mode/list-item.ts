/**
 * The rows of a tree and where they come from, as types. Implemented by the
 * sources of the tree modes, used by ListTree.
 */
import type { SortCriteria, SortOrder } from "../format/sort.ts";
import type { KeyCode } from "../term/key-code.ts";

/** One row. */
export interface ListItem<T> {
	readonly data: T;
	/** Who it is: the same in the next build. */
	readonly tag: unknown;
	/** Shown first, and in the title of the preview. */
	readonly name: string;
	/** Shown behind the name. */
	readonly text: string | undefined;
	readonly parent: ListItem<T> | undefined;
	readonly children: ListItem<T>[];
	/** Names of one level are put under one another: at the left, not at all, at the right. */
	readonly align: -1 | 0 | 1;
	/** It cannot be tagged. */
	readonly noTag: boolean;
	/** The preview is that of its parent. */
	readonly drawAsParent: boolean;
	expanded: boolean;
	tagged: boolean;
	key: KeyCode;
	keyText: string;
	/** Its line. */
	line: number;
}

/** What a source says of a row. */
export interface NewItem<T> {
	readonly data: T;
	readonly tag: unknown;
	readonly name: string;
	readonly text?: string | undefined;
	readonly parent?: ListItem<T> | undefined;
	/** Unfolded when it is new; so when not given. */
	readonly expanded?: boolean;
	readonly align?: -1 | 0 | 1;
	readonly noTag?: boolean;
	readonly drawAsParent?: boolean;
}

/** Takes the rows of a build. */
export interface ListBuilder<T> {
	add(item: NewItem<T>): ListItem<T>;
	remove(item: ListItem<T>): void;
}

/** Where the rows come from. */
export interface ListSource<T> {
	/** Adds all rows that `filter` is true for; gives the tag to select when it wants another one than before. */
	build(into: ListBuilder<T>, criteria: SortCriteria, filter: string | undefined): unknown;
	/** Orders the user can step through, the default first. */
	readonly orders?: readonly SortOrder[];
	/** The key of a row; the first 36 lines have 0-9 and M-a to M-z when not given. */
	key?(data: T, line: number): KeyCode | undefined;
	/** Is it what is searched? By its name when not given. */
	matches?(data: T, text: string, ignoreCase: boolean): boolean;
	/** Exchanges two; true when that was done. */
	swap?(a: T, b: T, criteria: SortCriteria): boolean;
}

/** A row as it is listed. */
export interface ListLine<T> {
	readonly item: ListItem<T>;
	readonly depth: number;
	/** The last of its parent's. */
	readonly last: boolean;
	/** Nothing at its level has children. */
	readonly flat: boolean;
}
