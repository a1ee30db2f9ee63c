/**
 * The table of all options and hooks, and how a name given by a user is found
 * in it. Used by options.ts, the option commands and the generic tests.
 */
import type { OptionRow, OptionScope } from "./option-row.ts";
import { UINT_MAX } from "./option-row.ts";
import { HOOK_ROWS } from "./option-rows-hooks.ts";
import { SERVER_ROWS } from "./option-rows-server.ts";
import { SESSION_ROWS } from "./option-rows-session.ts";
import { SHARE_ROWS, TMATE_OPTION_NAMES } from "./option-rows-share.ts";
import { WINDOW_ROWS } from "./option-rows-window.ts";

export type { OptionEffect, OptionRow, OptionScope, OptionType } from "./option-row.ts";

/** Every option and hook; within a scope in the order of show-options. */
export const OPTION_TABLE: readonly OptionRow[] = [
	...SERVER_ROWS,
	...SHARE_ROWS,
	...SESSION_ROWS,
	...WINDOW_ROWS,
	...HOOK_ROWS,
];

const byName: ReadonlyMap<string, OptionRow> = new Map(OPTION_TABLE.map((row) => [row.name, row]));

/** Other spellings that are understood everywhere. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
	["display-panes-color", "display-panes-colour"],
	["display-panes-active-color", "display-panes-active-colour"],
	["clock-mode-color", "clock-mode-colour"],
	["cursor-color", "cursor-colour"],
	["prompt-cursor-color", "prompt-cursor-colour"],
	["prompt-command-cursor-color", "prompt-command-cursor-colour"],
	["pane-colors", "pane-colours"],
	...TMATE_OPTION_NAMES,
]);

/** The name in the table for another spelling of it; other names come back as they are. */
export function tableName(name: string): string {
	return OTHER_NAMES.get(name) ?? name;
}

/** The row with this exact name (or another spelling of it). */
export function findRow(name: string): OptionRow | undefined {
	return byName.get(name) ?? byName.get(tableName(name));
}

/** Rows that can be set in `scope`, in table order. */
export function rowsOf(scope: OptionScope): OptionRow[] {
	return OPTION_TABLE.filter((row) => row.scope.includes(scope));
}

/**
 * An array key as it is stored: a number without leading zeros, or any other
 * text. undefined when it is empty or a number too large.
 */
export function arrayKey(text: string): string | undefined {
	if (text === "") return undefined;
	if (!/^[0-9]+$/.test(text)) return text;
	const value = Number(text);
	return value > UINT_MAX ? undefined : String(value);
}

/** Order of array keys: numbers by value before other text. */
export function compareArrayKeys(a: string, b: string): number {
	const aIsNumber = /^[0-9]+$/.test(a);
	const bIsNumber = /^[0-9]+$/.test(b);
	if (aIsNumber && bIsNumber) return Number(a) - Number(b);
	if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}

/** `name` or `name[key]` taken apart; undefined when it is neither. */
export function splitOptionName(text: string): { name: string; key: string | undefined } | undefined {
	if (text === "") return undefined;
	const open = text.indexOf("[");
	if (open === -1) return { name: text, key: undefined };
	if (text.indexOf("]", open + 1) !== text.length - 1) return undefined;
	const key = arrayKey(text.slice(open + 1, -1));
	return key === undefined ? undefined : { name: text.slice(0, open), key };
}

/** An option a user meant: `row` is undefined for a user option (`@name`). */
export interface OptionMatch {
	readonly name: string;
	readonly key: string | undefined;
	readonly row: OptionRow | undefined;
}

/** Finds what `text` (a name, an unambiguous start of one, with or without `[key]`) means, or says why not. */
export function matchOption(text: string): OptionMatch | { readonly error: string } {
	const parts = splitOptionName(text);
	if (!parts) return { error: `ambiguous option: ${text}` };
	const { key } = parts;
	if (parts.name.startsWith("@")) return { name: parts.name, key, row: undefined };
	const name = tableName(parts.name);
	const exact = byName.get(name);
	if (exact) return { name, key, row: exact };
	const found = OPTION_TABLE.filter((row) => row.name.startsWith(name));
	const row = found[0];
	if (!row) return { error: `invalid option: ${text}` };
	if (found.length > 1) return { error: `ambiguous option: ${text}` };
	return { name: row.name, key, row };
}
