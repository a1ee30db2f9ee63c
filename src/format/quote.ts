/**
 * Writing a value so that a shell, a style or the command parser reads it back:
 * the `q` modifier and start commands. Pure.
 */
import { visibleBytes } from "../util/vis.ts";

const SHELL_SPECIAL = new Set("|&;<>()$`\\\"'*?[# =%\n\t");

/** Every character special to a shell behind a backslash. */
export function quoteShell(text: string): string {
	let out = "";
	for (const c of text) out += SHELL_SPECIAL.has(c) ? `\\${c}` : c;
	return out;
}

/** In single quotes for a POSIX shell. */
export function quoteShellSingle(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `#` doubled, so that neither formats nor styles see it. */
export function quoteStyle(text: string): string {
	return text.replaceAll("#", "##");
}

/** One argument of a command, quoted as list-keys and show-options print it. */
export function quoteArgument(text: string): string {
	if (text === "") return "''";
	const double = /[ #';${}%]/.test(text);
	const quotes = double ? '"' : text.includes('"') ? "'" : "";
	if (text !== " " && text.length === 1 && (quotes !== "" || text === "~")) return `\\${text}`;
	let escaped = visibleBytes(new TextEncoder().encode(text));
	if (double) escaped = escapeForDoubleQuotes(escaped);
	if (escaped.startsWith("~") && quotes !== "'") escaped = `\\${escaped}`;
	return quotes + escaped + quotes;
}

/** `"` and a `$` that would name a variable behind a backslash. */
function escapeForDoubleQuotes(text: string): string {
	return text.replaceAll('"', '\\"').replace(/\$(?=[A-Za-z_{])/g, "\\$");
}

/** A command line of `argv`. */
export function quoteArguments(argv: readonly string[]): string {
	return argv.map(quoteArgument).join(" ");
}
