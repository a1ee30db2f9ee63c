/**
 * A command's arguments as one line that tmux of any version reads back as
 * they are, and such a line taken apart. For hosts before protocol 6, whose
 * commands travel as text.
 */

/** One argument as a word. Double quotes: in them `\` works in every version. */
function word(arg: string): string {
	if (/^[A-Za-z0-9_@%+:.,/=-]+$/.test(arg)) return arg;
	// Single quotes have no escapes at all, but no quote can be in them.
	if (!/['\n]/.test(arg)) return `'${arg}'`;
	return `"${arg.replace(/[\\"$]/g, "\\$&").replace(/\n/g, "\\n")}"`;
}

/** `argv` as a line. An argument `;` stays a separator of commands. */
export function commandLine(argv: readonly string[]): string {
	return argv.map((arg) => (arg === ";" ? "\\;" : word(arg))).join(" ");
}

const SPACE = /[ \t]/;

/**
 * A line as a tmate before protocol 6 sends it, as arguments: words with
 * single and double quotes and backslashes. Undefined when a quote is left open.
 */
export function commandWords(line: string): string[] | undefined {
	const out: string[] = [];
	let current: string | undefined;
	let quote = "";
	for (let i = 0; i < line.length; i++) {
		const c = line[i] as string;
		if (quote === "'") {
			if (c === "'") quote = "";
			else current += c;
		} else if (c === "\\" && i + 1 < line.length) {
			current = (current ?? "") + line[++i];
		} else if (quote === '"') {
			if (c === '"') quote = "";
			else current += c;
		} else if (c === "'" || c === '"') {
			quote = c;
			current ??= "";
		} else if (SPACE.test(c)) {
			if (current !== undefined) out.push(current);
			current = undefined;
		} else current = (current ?? "") + c;
	}
	if (quote !== "") return undefined;
	if (current !== undefined) out.push(current);
	return out;
}
