/**
 * Finds a command by what the user typed: alias, name or the start of a name.
 * Pure; called by build.ts and by commands that name commands.
 */

/** What finding needs of a table row. */
export interface NamedCommand {
	readonly name: string;
	readonly alias?: string;
}

/** An exact alias or name, or the only name that starts with `name`. */
export function findCommand<Row extends NamedCommand>(
	name: string,
	table: readonly Row[],
): { readonly found: Row } | { readonly error: string } {
	const exact = table.find((row) => row.alias === name) ?? table.find((row) => row.name === name);
	if (exact !== undefined) return { found: exact };
	const starting = table.filter((row) => row.name.startsWith(name));
	const [first] = starting;
	if (first === undefined) return { error: `unknown command: ${name}` };
	if (starting.length === 1) return { found: first };
	const names = starting.map((row) => row.name).join(", ");
	return { error: `ambiguous command: ${name}, could be: ${names}` };
}
