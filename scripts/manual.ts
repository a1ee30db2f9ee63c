/**
 * Writes the parts of man/comux.1 that come from the source tables: options,
 * hooks, keys after the prefix and keys of copy mode, each between a BEGIN and
 * an END line. Run after changing one of those tables:
 *
 *   node --import tsx scripts/manual.ts
 *
 * test/docs/manual.test.ts fails when the page is not as this would write it.
 */
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OptionRow, OptionScope } from "../src/model/option-row.ts";
import { OPTION_TABLE } from "../src/model/option-table.ts";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Defaults longer than this are not printed: `show-options` shows them. */
const LONGEST_DEFAULT = 80;

/** Text as roff reads it: nothing in it is a request or an escape. */
function roff(text: string): string {
	const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
	return /^['.]/.test(escaped) ? `\\&${escaped}` : escaped;
}

const bold = (text: string) => `\\fB${roff(text)}\\fR`;

/** `text` in lines of at most 78 columns, none of which is a request. */
function wrapped(text: string): string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= 78)
			lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(/^['.]/.test(word) ? `\\&${word}` : word);
	}
	return lines;
}

/** What a value of the option looks like. */
function valueForm(row: OptionRow): string {
	if (row.type === "flag") return "on | off";
	if (row.choices !== undefined) return row.choices.join(" | ");
	if (row.isStyle) return "style";
	if (row.isColour) return "colour";
	return row.unit ?? row.type;
}

/** The default as show-options prints it, or where to find it. */
function defaultOf(row: OptionRow): string {
	const { default: value } = row;
	const shown = Array.isArray(value)
		? value.join(row.separator?.charAt(0) || " ")
		: typeof value === "boolean"
			? value
				? "on"
				: "off"
			: String(value);
	if (shown === "") return "empty";
	return shown.length > LONGEST_DEFAULT ? "long; show\\-options prints it" : bold(shown);
}

function optionItem(row: OptionRow): string[] {
	return [
		`.It Ic ${row.name}${row.array ? " Ns []" : ""} Ar ${valueForm(row)}`,
		...wrapped(roff(row.text)),
		...wrapped(`Default: ${defaultOf(row)}`),
	];
}

function optionList(wanted: (row: OptionRow) => boolean): string[] {
	const rows = OPTION_TABLE.filter((row) => !row.isHook && wanted(row));
	rows.sort((a, b) => (a.name < b.name ? -1 : 1));
	return [".Bl -tag -width Ds -compact", ...rows.flatMap(optionItem), ".El"];
}

const only =
	(scope: OptionScope) =>
	(row: OptionRow): boolean =>
		row.scope.length === 1 && row.scope[0] === scope;

function hookList(): string[] {
	const hooks = OPTION_TABLE.filter((row) => row.isHook);
	const after = hooks.filter((row) => row.name.startsWith("after-"));
	return [
		".Pp",
		"There are hooks after these commands:",
		...wrapped(`${after.map((row) => bold(row.name)).join(", ")}.`),
		".Pp",
		"The others:",
		".Bl -tag -width Ds -compact",
		...hooks
			.filter((row) => !after.includes(row))
			.flatMap((row) => [`.It Ic ${row.name}`, ...wrapped(roff(row.text))]),
		".El",
	];
}

/** A word of a key table as it is without its quotes. */
const unquoted = (word: string) => word.replace(/^(['"])(.*)\1$/, "$2").replace(/^\\(.)$/, "$1");

/** Keys with a note in a table file: the key, its note and whether it repeats. */
function notedKeys(file: string): { key: string; note: string; repeat: boolean }[] {
	const rows = read(file).matchAll(/^bind-key ((?:-r )?)-N "([^"]*)" (\S+) /gm);
	return [...rows].map(([, repeat, note, key]) => ({
		key: unquoted(key as string),
		note: note as string,
		repeat: repeat !== "",
	}));
}

function prefixKeys(): string[] {
	const items = notedKeys("keymaps/prefix.conf").flatMap(({ key, note, repeat }) => [
		`.It ${bold(key)}`,
		...wrapped(roff(`${note}.${repeat ? " (r)" : ""}`)),
	]);
	return [".Bl -tag -width Ds -compact", ...items, ".El"];
}

/** Command of `send-keys -X` -> its keys in a table file; mouse keys left out. */
function copyKeysOf(file: string): Map<string, string[]> {
	const keys = new Map<string, string[]>();
	for (const line of read(file).split("\n")) {
		const key = /^bind-key -T \S+ (\S+) /.exec(line)?.[1];
		const command = /send-keys -F?X(?: -\S+)* ([a-z-]+)/.exec(line)?.[1];
		if (key === undefined || command === undefined || /^(Mouse|Wheel|DoubleC|TripleC)/.test(key)) continue;
		keys.set(command, [...(keys.get(command) ?? []), unquoted(key)]);
	}
	return keys;
}

function copyKeys(): string[] {
	const emacs = copyKeysOf("keymaps/copy-mode.conf");
	const vi = copyKeysOf("keymaps/copy-mode-vi.conf");
	const names = [...new Set([...emacs.keys(), ...vi.keys()])].sort();
	const keysIn = (table: Map<string, string[]>, name: string) =>
		(table.get(name) ?? ["none"]).map((key) => (key === "none" ? key : bold(key))).join(" ");
	return [
		".Bl -tag -width Ds -compact",
		...names.flatMap((name) => [
			`.It Ic ${name}`,
			...wrapped(`emacs: ${keysIn(emacs, name)}; vi: ${keysIn(vi, name)}`),
		]),
		".El",
	];
}

/** Name of a block -> its lines. */
const BLOCKS: Readonly<Record<string, () => string[]>> = {
	"keys-prefix": prefixKeys,
	"options-server": () => optionList(only("server")),
	"options-session": () => optionList(only("session")),
	"options-window": () => optionList(only("window")),
	"options-pane": () => optionList((row) => row.scope.includes("pane")),
	hooks: hookList,
	"copy-keys": copyKeys,
};

/** `page` with every block as the tables say now. Throws when one is missing from it. */
export function withTables(page: string): string {
	let text = page;
	for (const [name, lines] of Object.entries(BLOCKS)) {
		const begin = `.\\" BEGIN ${name} (made by scripts/manual.ts)\n`;
		const end = `.\\" END ${name}\n`;
		const from = text.indexOf(begin);
		const to = text.indexOf(end);
		if (from === -1 || to < from) throw new Error(`man/comux.1 has no block ${name}`);
		text = `${text.slice(0, from + begin.length)}${lines().join("\n")}\n${text.slice(to)}`;
	}
	return text;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	writeFileSync(new URL("man/comux.1", root), withTables(read("man/comux.1")));
}
