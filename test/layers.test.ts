/**
 * The floors of the house as data: which folder may import which, which npm
 * packages and whether node's own modules. Fails on a wrong import, on any
 * circle of files, and on time or process taken where ports are handed in.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../src", import.meta.url));

interface Rule {
	/** Number of the floor; folders of a lower floor may be imported. */
	readonly floor: number;
	/** May use node: modules, timers, Date and process. */
	readonly node?: true;
	readonly packages?: readonly string[];
	/** Instead of every lower floor: only these folders. */
	readonly only?: readonly string[];
	/** Besides the lower floors. */
	readonly also?: readonly string[];
	/** Only these folders may import it, whatever their floor. */
	readonly by?: readonly string[];
}

/** Every folder of src/, and `main.ts` for the files beside them. */
const rules: Readonly<Record<string, Rule>> = {
	util: { floor: 0 },
	protocol: { floor: 1 },
	term: { floor: 1 },
	// Ports as the machine has them: for those who hand them in.
	node: { floor: 1, node: true, by: ["server", "relay", "mirror-thread"] },
	pty: { floor: 1, node: true, packages: ["node-pty"] },
	screen: { floor: 2, packages: ["@xterm/headless"] },
	tmate: { floor: 3, only: ["util", "protocol", "term", "screen"] },
	model: { floor: 3 },
	format: { floor: 4 },
	mode: { floor: 5 },
	view: { floor: 5 },
	command: { floor: 6 },
	commands: { floor: 7 },
	control: { floor: 7 },
	server: { floor: 8, node: true },
	share: { floor: 8, node: true, packages: ["ssh2"] },
	relay: {
		floor: 8,
		node: true,
		packages: ["ssh2"],
		also: ["share"],
		only: ["util", "protocol", "term", "node", "tmate"],
	},
	client: { floor: 8, node: true, only: ["util", "protocol"] },
	dashboard: { floor: 8, node: true, packages: ["blessed"], only: ["util", "protocol"] },
	mirror: { floor: 9 },
	"mirror-thread": { floor: 10, node: true },
	"main.ts": { floor: 9, node: true },
};

/** Taken instead of handed in: timers, the time, the process. */
const taken =
	/(?<![.\w#])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(|\bDate\.now\b|\bnew Date\(\)|(?<![.\w#])process\.\w+/;

/** Declares the timers that are handed in. */
const clockPort = "util/clock.ts";

interface SourceFile {
	/** Path from src/. */
	readonly path: string;
	readonly folder: string;
	/** Without comments and strings' worth of trouble: comments are blanked. */
	readonly code: string;
	readonly imports: readonly string[];
	/** Those that are left when the types are gone. */
	readonly valueImports: readonly string[];
}

function withoutComments(text: string): string {
	return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
}

/** The module names in `import`/`export ... from`, `import "x"` and `import("x")`. */
function importsOf(code: string): string[] {
	const statement = /^\s*(?:import|export)\s(?:[^;"'()]*?\sfrom\s*)?["']([^"']+)["']/gm;
	const call = /\bimport\(\s*["']([^"']+)["']\s*\)/g;
	return [...code.matchAll(statement), ...code.matchAll(call)].map((match) => match[1]!);
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: "utf8" })
	.filter((path) => path.endsWith(".ts"))
	.map((path) => {
		const code = withoutComments(readFileSync(join(src, path), "utf8"));
		const folder = path.includes("/") ? path.slice(0, path.indexOf("/")) : path;
		const valueImports = importsOf(code.replace(/^(import|export) type\b[\s\S]*?["'];$/gm, ""));
		return { path, folder, code, imports: importsOf(code), valueImports };
	});

/** Path from src/ of what `file` means by the relative import `name`. */
function target(file: SourceFile, name: string): string {
	return relative(src, join(src, dirname(file.path), name));
}

function folderAllowed(from: string, to: string): boolean {
	const rule = rules[from]!;
	if (from === to || rule.also?.includes(to)) return true;
	if (rules[to]?.by?.includes(from) === false) return false;
	if (rule.only !== undefined) return rule.only.includes(to);
	return (rules[to]?.floor ?? Number.POSITIVE_INFINITY) < rule.floor;
}

function complaint(file: SourceFile, name: string): string | undefined {
	const rule = rules[file.folder];
	if (rule === undefined) return `${file.path}: folder without a floor`;
	if (name.startsWith("node:")) return rule.node ? undefined : `${file.path}: ${name} is not for its floor`;
	if (name.startsWith(".")) {
		const path = target(file, name);
		if (path.startsWith(".."))
			return path.startsWith("../keymaps/") ? undefined : `${file.path}: ${name} leaves src/`;
		const folder = path.includes("/") ? path.slice(0, path.indexOf("/")) : path;
		return folderAllowed(file.folder, folder) ? undefined : `${file.path}: may not import ${path}`;
	}
	const known = rule.packages?.some((one) => name === one || name.startsWith(`${one}/`));
	return known ? undefined : `${file.path}: package ${name} is not for its floor`;
}

test("the scanner sees every kind of import", () => {
	const code = [
		'import a from "a";',
		'import type { B } from "./b.ts";',
		"import {",
		"\tc,",
		'} from "../c.ts";',
		'export * from "d";',
		'export { e } from "e";',
		'import "f";',
		'const g = await import("g");',
		'const text = "import x from y";',
	].join("\n");
	assert.deepEqual(importsOf(code).sort(), ["../c.ts", "./b.ts", "a", "d", "e", "f", "g"]);
});

test("files import their own folder or a lower floor, and only their own packages", () => {
	const wrong = files.flatMap((file) => file.imports.map((name) => complaint(file, name)));
	assert.deepEqual(
		wrong.filter((line) => line !== undefined),
		[],
	);
});

test("floors without node: are handed their clock, timers and process", () => {
	const wrong = files
		.filter((file) => !rules[file.folder]?.node && file.path !== clockPort)
		.flatMap((file) =>
			file.code.split("\n").flatMap((line) => (taken.test(line) ? [`${file.path}: ${line.trim()}`] : [])),
		);
	assert.deepEqual(wrong, []);
});

// Types may name each other within a folder (a window its panes, a pane its window); code may not.
test("there is no circle of imports", () => {
	const byPath = new Map(files.map((file) => [file.path, file]));
	const done = new Set<string>();
	const circles: string[] = [];
	const visit = (path: string, trail: readonly string[]): void => {
		const start = trail.indexOf(path);
		if (start !== -1) circles.push([...trail.slice(start), path].join(" -> "));
		const file = byPath.get(path);
		if (start !== -1 || done.has(path) || file === undefined) return;
		for (const name of file.valueImports)
			if (name.startsWith(".")) visit(target(file, name), [...trail, path]);
		done.add(path);
	};
	for (const file of files) visit(file.path, []);
	assert.deepEqual(circles, []);
});
