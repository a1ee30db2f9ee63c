/**
 * man/comux.1 and completions/ tell of everything there is: they fail here
 * until a new command, flag, option, hook, variable or copy command is in them.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { withTables } from "../../scripts/manual.ts";
import { parseArgv } from "../../src/client/argv.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { FORMAT_VARIABLES } from "../../src/format/variables.ts";
import { COPY_MODE_COMMANDS } from "../../src/mode/copy-commands.ts";
import { OPTION_TABLE } from "../../src/model/option-table.ts";
import { FEATURE_NAMES } from "../../src/term/features.ts";
import { MOUSE_PLACES, MOUSE_TYPES } from "../../src/term/mouse-keys.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const source = read("man/comux.1");
/** The page without fonts and escapes, to look for words in. */
const page = source
	.replace(/\\f[BIR]/g, "")
	.replaceAll("\\-", "-")
	.replaceAll("\\&", "")
	.replaceAll("\\e", "\\");
const words = new Set(page.match(/[A-Za-z0-9_@%-]+/g));
const missing = (names: Iterable<string>) => [...names].filter((name) => !words.has(name));

/** What the page says of each command: name -> alias, flags of the synopsis, flags that are explained. */
function entries() {
	const found = new Map<string, { alias: string | undefined; synopsis: Set<string>; told: Set<string> }>();
	const from = page.indexOf("\n.Sh COMMANDS\n");
	const to = page.indexOf("\n.Sh OPTIONS\n");
	for (const part of page.slice(from, to).split("\n.It Xo\n.Ic ").slice(1)) {
		const [head = "", body = ""] = part.split("\n.Xc\n");
		const flags = (text: string, pattern: RegExp) =>
			new Set([...text.matchAll(pattern)].flatMap(([, letters]) => [...(letters as string)]));
		found.set(head.split("\n")[0] as string, {
			alias: /^\.Pq (\S+)$/m.exec(head)?.[1],
			synopsis: flags(head, /^\.Op Fl (\w+)/gm),
			told: flags(body, /^\.It Fl (\w+)/gm),
		});
	}
	return found;
}

/** Letters of the flags in a usage line. */
const usageFlags = (usage: string) =>
	new Set([...usage.matchAll(/\[-(\w+)/g)].flatMap(([, letters]) => [...(letters as string)]));

test("the tables in the manual are those of the source (else: node --import tsx scripts/manual.ts)", () => {
	assert.ok(withTables(source) === source, "man/comux.1 is out of date");
});

test("the manual has every command, its alias and each of its flags, and no other command", () => {
	const told = entries();
	assert.deepEqual([...told.keys()].sort(), COMMANDS.map(({ name }) => name).sort());
	for (const { name, alias, usage } of COMMANDS) {
		const entry = told.get(name);
		assert.equal(entry?.alias, alias, `alias of ${name}`);
		const flags = usageFlags(usage);
		assert.deepEqual([...(entry?.synopsis ?? [])].sort(), [...flags].sort(), `usage of ${name}`);
		const silent = [...flags].filter((flag) => !entry?.told.has(flag));
		assert.deepEqual(silent, [], `flags of ${name} that are not explained`);
	}
});

test("the manual has every flag of comux itself", () => {
	const help = parseArgv(["--help"], "comux");
	assert.ok(help.kind === "print");
	const described = page.slice(0, page.indexOf("\n.Sh CLIENTS"));
	for (const [, flag] of help.stdout.matchAll(/^ {2}-(\w)/gm))
		assert.match(described, new RegExp(`^\\.It Fl ${flag}\\b`, "m"));
});

test("the manual has every option, hook, format variable and copy mode command", () => {
	assert.deepEqual(missing(OPTION_TABLE.map(({ name }) => name)), []);
	assert.deepEqual(missing(FORMAT_VARIABLES.keys()), []);
	assert.deepEqual(missing(COPY_MODE_COMMANDS.keys()), []);
});

test("the manual has every feature of terminals, mouse event and place", () => {
	assert.deepEqual(missing(FEATURE_NAMES), []);
	const buttons = /^(Mouse(Down|Up|Drag|DragEnd)|.*Click)$/;
	assert.deepEqual(missing(MOUSE_TYPES.map((type) => (buttons.test(type) ? `${type}1` : type))), []);
	assert.deepEqual(missing(MOUSE_PLACES.filter((place) => !/^Control[1-8]$/.test(place))), []);
});

test("mandoc finds nothing wrong with the manual", (t) => {
	const lint = spawnSync("mandoc", ["-Tlint", "-Wwarning", fileURLToPath(new URL("man/comux.1", root))], {
		encoding: "utf8",
	});
	if (lint.error) return t.skip("mandoc is not installed");
	assert.equal(lint.stdout, "");
});

const completions = [
	["bash", "completions/comux.bash"],
	["zsh", "completions/_comux"],
	["fish", "completions/comux.fish"],
] as const;

for (const [shell, path] of completions) {
	test(`completion for ${shell} has every command and alias and every flag of comux`, () => {
		const text = read(path);
		const known = new Set(text.match(/[a-z0-9][a-z0-9-]*/g));
		const names = COMMANDS.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
		assert.deepEqual(
			names.filter((name) => !known.has(name)),
			[],
		);
		const help = parseArgv(["--help"], "comux");
		assert.ok(help.kind === "print");
		for (const [, flag] of help.stdout.matchAll(/^ {2}-(\w)/gm))
			assert.match(
				text,
				new RegExp(shell === "fish" ? ` -s ${flag} ` : `[ )"'{*]-${flag}[\\[, "]`),
				`-${flag}`,
			);
	});

	test(`completion for ${shell} is valid`, (t) => {
		const check = spawnSync(shell, ["-n", fileURLToPath(new URL(path, root))], { encoding: "utf8" });
		if (check.error) return t.skip(`${shell} is not installed`);
		assert.equal(check.stderr, "");
		assert.equal(check.status, 0);
	});
}

/** What bash would offer for the last of `line`, with sessions named `sessions`. */
function offered(line: readonly string[], sessions: readonly string[] = []): string[] {
	const script = `
		source "$1"; shift
		comux() { [[ "$*" == *list-sessions* ]] && printf '%s\\n' "\${SESSIONS[@]}"; }
		SESSIONS=(${sessions.map((name) => `'${name}'`).join(" ")})
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _comux; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const file = fileURLToPath(new URL("completions/comux.bash", root));
	const { stdout, error } = spawnSync("bash", ["-c", script, "test", file, ...line], { encoding: "utf8" });
	assert.equal(error, undefined);
	return stdout.split("\n").filter((word) => word !== "");
}

test("bash completes commands, flags of comux, and sessions after -t without expanding their names", () => {
	assert.deepEqual(offered(["comux", "attach"]), ["attach-session", "attach"]);
	assert.deepEqual(offered(["comux", "-L", "other", "switch-c"]), ["switch-client"]);
	assert.ok(offered(["comux", "-"]).includes("-L"));
	const names = ["work", "play one", "$(echo bad)"];
	assert.deepEqual(offered(["comux", "attach", "-t", "w"], names), ["work"]);
	assert.deepEqual(offered(["comux", "attach", "-t", ""], names), [
		"work",
		"play\\ one",
		"\\$\\(echo\\ bad\\)",
	]);
});
