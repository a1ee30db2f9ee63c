/**
 * Completion at a command prompt: names of commands and aliases that begin
 * with the word before the cursor. Called by Prompt on Tab.
 */
import type { Server } from "../model/server.ts";

/** Longest word that is completed, in bytes. */
const MAX_WORD = 63;

/** What Tab finds: a text to put in place of the word, or names to show, or nothing. */
export interface Completion {
	readonly insert?: string | undefined;
	readonly show?: readonly string[] | undefined;
}

/** Commands and aliases that begin with `word`, in byte order without doubles. */
function namesFor(server: Server, commands: readonly string[], word: string): string[] {
	const aliases = server.options
		.strings("command-alias")
		.filter((alias) => alias.includes("="))
		.map((alias) => alias.slice(0, alias.indexOf("=")));
	const names = [...commands, ...aliases].filter((name) => name.startsWith(word));
	return [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function commonPrefix(names: readonly string[]): string {
	let prefix = names[0] ?? "";
	for (const name of names) while (!name.startsWith(prefix)) prefix = prefix.slice(0, -1);
	return prefix;
}

/** Completes `word`, the first of a command line. */
export function completeCommand(server: Server, commands: readonly string[], word: string): Completion {
	if (word === "" || new TextEncoder().encode(word).length > MAX_WORD) return {};
	const names = namesFor(server, commands, word);
	if (names.length === 0) return {};
	const insert = names.length === 1 ? `${names[0]} ` : commonPrefix(names);
	if (insert !== word) return { insert };
	return names.length > 1 ? { show: names } : {};
}
