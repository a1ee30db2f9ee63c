/** Names of windows and sessions as tmux makes and cleans them. Called by spawn, rename and automatic naming. */
import type { Pane } from "./pane.ts";

/** Control characters become visible (`\t`, `\033`), and a name nobody trusts cannot hold `#(`. */
export function cleanName(name: string, untrusted = false): string {
	const safe = untrusted ? name.replaceAll("#(", "_(") : name;
	return safe.replace(/[\x00-\x1f\x7f\\]/g, visible);
}

const C_ESCAPES: Readonly<Record<string, string>> = {
	"\x00": "\\000",
	"\x07": "\\a",
	"\b": "\\b",
	"\t": "\\t",
	"\n": "\\n",
	"\v": "\\v",
	"\f": "\\f",
	"\r": "\\r",
	"\\": "\\\\",
};

function visible(char: string): string {
	return C_ESCAPES[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

/** The name for a command line: its program without folder, `exec` and leading dashes. */
export function windowNameOf(command: string): string {
	let name = command.startsWith('"') ? command.slice(1) : command;
	name = name.split('"', 1)[0] ?? "";
	if (name.startsWith("exec ")) name = name.slice(5);
	name = name.replace(/^[ -]+/, "").split(" ", 1)[0] ?? "";
	const first = name.charAt(0);
	name = first + name.slice(1).replace(/[^\x21-\x7e]+$/, "");
	if (name.startsWith("/")) name = name.replace(/\/+$/, "").split("/").at(-1) ?? name;
	return cleanName(name);
}

/** The name of a new window whose pane runs this. */
export function defaultWindowName(pane: Pane): string {
	const command = pane.argv.join(" ");
	return windowNameOf(command === "" ? pane.shell : command);
}
