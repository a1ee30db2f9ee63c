/** Shell globs for source-file: `*`, `?`, `[...]` in any part of a path. Called by files.ts. */
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FileError } from "../model/ports.ts";
import { strerror } from "../util/errno.ts";
import { fnmatch } from "../util/fnmatch.ts";

const MAGIC = /[*?[]/;

/** Paths that match `pattern`, sorted; ENOENT's text when there are none. */
export function glob(pattern: string): readonly string[] | FileError {
	if (!MAGIC.test(pattern)) return exists(pattern) ? [pattern] : { error: strerror("ENOENT") };
	const absolute = pattern.startsWith("/");
	let found = [absolute ? "/" : ""];
	for (const part of pattern.split("/").filter((p) => p !== "")) {
		found = found.flatMap((base) => expandPart(base, part));
		if (found.length === 0) return { error: strerror("ENOENT") };
	}
	return found.sort();
}

function expandPart(base: string, part: string): string[] {
	if (!MAGIC.test(part)) {
		const path = base === "" ? part : join(base, part);
		return exists(path) ? [path] : [];
	}
	let names: string[];
	try {
		names = readdirSync(base === "" ? "." : base);
	} catch {
		return [];
	}
	const hidden = part.startsWith(".");
	return names
		.filter((name) => (hidden || !name.startsWith(".")) && fnmatch(part, name))
		.map((name) => (base === "" ? name : join(base, name)));
}

function exists(path: string): boolean {
	try {
		lstatSync(path);
		return true;
	} catch {
		return false;
	}
}
