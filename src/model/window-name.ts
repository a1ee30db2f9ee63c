/** Names of windows and sessions as tmux makes and cleans them. Called by spawn, rename and automatic naming. */
import { cleanName as visibleName } from "../util/vis.ts";

/** A name as it is stored: without control characters; one nobody trusts cannot hold `#(`. */
export function cleanName(name: string, untrusted = false): string {
	const plain = name.replace(/[\x00-\x1f\x7f]/g, "");
	return visibleName(plain, untrusted) ?? "";
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
