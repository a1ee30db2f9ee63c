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
	// Hundreds of keys are bound at the start: one plain pass.
	let named: Row | undefined;
	for (const row of table) {
		if (row.alias === name) return { found: row };
		if (named === undefined && row.name === name) named = row;
	}
	if (named !== undefined) return { found: named };
	const starting = table.filter((row) => row.name.startsWith(name));
	const [first] = starting;
	if (first === undefined) return { error: `unknown command: ${name}` };
	if (starting.length === 1) return { found: first };
	const names = starting.map((row) => row.name).join(", ");
	return { error: `ambiguous command: ${name}, could be: ${names}` };
}
