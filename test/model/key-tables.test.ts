import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { KeyTables } from "../../src/model/key-tables.ts";
import { KEY_CURSOR, KEY_EXTENDED } from "../../src/term/key-code.ts";
import { keyName, parseKey } from "../../src/term/key-names.ts";

const key = (name: string) => parseKey(name)!;

function made(): { tables: KeyTables<string>; removed: string[]; shown: (table?: string) => string[] } {
	const removed: string[] = [];
	const tables = new KeyTables<string>((table) => removed.push(table));
	const shown = (table?: string) =>
		tables.list(table).map((binding) => `${binding.table} ${keyName(binding.key)} ${binding.commands}`);
	return { tables, removed, shown };
}

test("bindings are listed by table and key, whatever flags a key has", () => {
	const { tables, shown } = made();
	for (const name of ["C-a", "Up", "M-a", "b", "a", "F1"]) tables.bind("root", key(name), { commands: name });
	tables.bind("prefix", key("x"), { commands: "x" });
	assert.deepEqual(shown(), [
		"prefix x x",
		"root a a",
		"root b b",
		"root F1 F1",
		"root Up Up",
		"root M-a M-a",
		"root C-a C-a",
	]);
	assert.equal(tables.find("root", key("Up") | KEY_CURSOR | KEY_EXTENDED)?.commands, "Up");
});

test("without commands a binding gets a note or the repeat flag only", () => {
	const { tables } = made();
	tables.bind("prefix", key("x"), { commands: "x", note: "old" });
	tables.bind("prefix", key("x"), { repeat: true });
	tables.bind("prefix", key("x"), { note: "new" });
	tables.bind("prefix", key("y"), { note: "none" });
	const binding = tables.find("prefix", key("x"));
	assert.deepEqual([binding?.note, binding?.repeat, binding?.commands], ["new", true, "x"]);
	assert.equal(tables.find("prefix", key("y")), undefined);
});

test("reset gives back what was bound at the start", () => {
	const { tables, removed, shown } = made();
	tables.bind("prefix", key("a"), { commands: "default a" });
	tables.bind("prefix", key("b"), { commands: "default b" });
	tables.keepAsDefaults();
	tables.bind("prefix", key("a"), { commands: "mine" });
	tables.bind("prefix", key("c"), { commands: "mine" });
	tables.unbind("prefix", key("b"));
	tables.resetTable("prefix");
	assert.deepEqual(shown(), ["prefix a default a"]);
	tables.bind("own", key("a"), { commands: "own" });
	tables.resetTable("own");
	assert.deepEqual([tables.has("own"), removed], [false, ["own"]]);
	tables.bind("own", key("a"), { commands: "own" });
	tables.unbind("own", key("a"));
	assert.equal(tables.has("own"), false);
	tables.unbind("prefix", key("a"));
	assert.equal(tables.has("prefix"), true);
});

test("the default keymaps bind known keys, each once", () => {
	const folder = new URL("../../keymaps/", import.meta.url);
	const counts: Record<string, number> = {};
	for (const file of readdirSync(folder)) {
		const seen = new Set<number>();
		for (const line of readFileSync(new URL(file, folder), "utf8").split("\n")) {
			if (!line.startsWith("bind-key")) continue;
			const words = /^bind-key (?:-n |-T \S+ )?(?:-r )?(?:-N "[^"]*" )?('[^']+'|"[^"]+"|\S+) /.exec(line);
			assert.ok(words, line);
			const name = words[1]!.replace(/^(['"])(.*)\1$/, "$2").replace(/^\\;$/, ";");
			const code = parseKey(name);
			assert.ok(code !== undefined && !seen.has(code), `${file}: ${line}`);
			seen.add(code);
		}
		counts[file] = seen.size;
	}
	assert.deepEqual(counts, {
		"copy-mode-vi.conf": 88,
		"copy-mode.conf": 78,
		"move.conf": 19,
		"prefix.conf": 94,
		"root.conf": 30,
	});
});
