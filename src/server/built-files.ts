/**
 * Files that are read whole: the key tables that were built beside a bundle, and
 * terminfo. Used by the server's main.ts and by mirror-thread/main.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Keymap } from "./config.ts";

/** The default key tables in `folder`/keymaps, in the order of their names. */
export function readKeymaps(folder: string): Keymap[] {
	const path = join(folder, "keymaps");
	return readdirSync(path)
		.filter((name) => name.endsWith(".conf"))
		.sort()
		.map((name) => ({ name, text: readFileSync(join(path, name), "utf8") }));
}

/** The bytes of a file, undefined when it cannot be read. */
export function readWhole(path: string): Uint8Array | undefined {
	try {
		return readFileSync(path);
	} catch {
		return undefined;
	}
}
