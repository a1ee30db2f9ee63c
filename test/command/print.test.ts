/** Commands back to text: escapes, flags, blocks, separators. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeArgument, escapeWords, printArguments, printCommands } from "../../src/command/print.ts";
import { parse, parsedText } from "./language-fixture.ts";

test("an argument is quoted no more than it must be", () => {
	const table: readonly (readonly [string, string])[] = [
		["", "''"],
		["abc", "abc"],
		["a b", '"a b"'],
		[" ", '" "'],
		["#{x}", '"#{x}"'],
		["it's", '"it\'s"'],
		["a;", '"a;"'],
		['a"b\\c', "'a\"b\\\\c'"],
		['say "x y"', '"say \\"x y\\""'],
		['a$b \\ $ "c"', '"a\\$b \\\\ $ \\"c\\""'],
		["$x $1 ${ $_ $", '"\\$x $1 \\${ \\$_ $"'],
		["a\\b", "a\\\\b"],
		["\\", "\\\\"],
		["a\tb\x1b[0m\x7f", "a\\tb\\033[0m\\177"],
		["a\nb\r\x07\b\v\f", "a\\nb\\r\\a\\b\\v\\f"],
		["é日本😀", "é日本😀"],
		["~/x", "\\~/x"],
		["~/x y", '"\\~/x y"'],
		["x~", "x~"],
		["~", "\\~"],
		["%", "\\%"],
		[";", "\\;"],
		['"', '\\"'],
		["'", "\\'"],
		["$", "\\$"],
		["#", "\\#"],
		["{", "\\{"],
		["=", "="],
	];
	for (const [text, expected] of table) assert.equal(escapeArgument(text), expected, JSON.stringify(text));
	assert.equal(escapeWords(["sh", "-c", "echo $HOME", ""]), "sh -c \"echo \\$HOME\" ''");
});

test("flags come first and sorted; a flag without its optional value is kept apart", () => {
	const table: readonly (readonly [string, string])[] = [
		["resize-pane -Z -D -- 3", "resize-pane -Z -D -- 3"],
		["resize-pane -U 5 -D", "resize-pane -D -U 5"],
		["resize-pane -D -y 5 -Z", "resize-pane -Z -D -y 5"],
		["resize-pane -U -L 3 -R", "resize-pane -L 3 -R -U --"],
		["neww -n 'a b' -e A=1 -d -e B=2 -dk x", 'new-window -ddk -e A=1 -e B=2 -n "a b" x'],
		["neww", "new-window"],
	];
	for (const [text, expected] of table) assert.equal(parsedText(text), expected);
});

test("separators for lists and for arguments", () => {
	const { result } = parse("bind x { neww\nlsk } ; neww\nlsk");
	assert.ok("commands" in result);
	const { commands } = result;
	assert.equal(printCommands(commands), "bind-key x { new-window ;; list-keys } ; new-window ;; list-keys");
	assert.equal(
		printCommands(commands, { escaped: true }),
		"bind-key x { new-window ;; list-keys } \\; new-window \\;\\; list-keys",
	);
	assert.equal(
		printCommands(commands, { escaped: true, noGroups: true }),
		"bind-key x { new-window ;; list-keys } \\; new-window \\; list-keys",
	);
	assert.equal(printCommands([]), "");
	assert.equal(printArguments(commands[0]!.args), "x { new-window ;; list-keys }");
});
