/**
 * All commands. Made once from the table of commands/; asked
 * by build.ts (through command-parser.ts) for each command that is parsed.
 */
import { findCommand } from "./find-command.ts";
import type { CommandEntry } from "./types.ts";

export class Registry {
	/** In the table's order, in which list-commands prints them and errors list them. */
	readonly entries: readonly CommandEntry[];

	constructor(entries: readonly CommandEntry[]) {
		this.entries = entries;
	}

	/** The command `name` means by alias, name or the start of its name, or an error text. */
	find(name: string): CommandEntry | { readonly error: string } {
		const result = findCommand(name, this.entries);
		return "found" in result ? result.found : result;
	}
}
