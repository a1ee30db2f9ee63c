/** The command language: what text and words become, and the errors they give. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, parsedText } from "./language-fixture.ts";

/** Text of a file -> the commands as text, or the error line. */
const table: readonly (readonly [string, string])[] = [
	// Words, quotes and escapes.
	["neww -n 'a b' \"c $FOO\" 'd $FOO'", 'new-window -n "a b" "c bar" "d \\$FOO"'],
	["neww $WORDS", 'new-window "a b;c"'],
	["neww 'a'\"b\"c", "new-window abc"],
	["neww '' \"\"", "new-window '' ''"],
	["neww a\\;b \\; \\{ \\} \\#x", 'new-window "a;b" \\; \\{ \\} "#x"'],
	["neww a#b a#{b a{b", 'new-window "a#b" "a#{b" "a{b"'],
	["neww \\e\\a\\b\\f\\n\\r\\s\\t\\v\\q", 'new-window "\\033\\a\\b\\f\\n\\r \\t\\vq"'],
	["neww \\101\\303\\251 \\u00e9\\U0001F600", "new-window Aé é😀"],
	["neww ab\\000cd \\377", "new-window ab ÿ"],
	[
		"neww ~ ~/x ~root/y a~ '~' \"~\" ''~/z \"a~\"",
		"new-window /root /root/x /root/y a~ \\~ /root /root/z a~",
	],
	["neww a\\\nb c\\\n d", "new-window ab c d"],
	["neww 'a\\\nb' \\\\", "new-window ab \\\\"],
	["neww 'unfinished", "new-window unfinished"],
	['neww "a\n   # comment\n  b"', "new-window a\\n\\nb"],
	['neww "a\n  #{b}"', 'new-window "a\\n#{b}"'],
	["neww %% %1 %%% % a%b", 'new-window "%%" "%1" "%%%" \\% "a%b"'],
	["neww A=1 x # comment ; splitw", "new-window A=1 x"],
	["neww\t\ta\r\nsplitw\r\n", "new-window a ;; split-window"],
	// Sequences, lines and groups.
	["", ""],
	["\n\n# only a comment \\\n that goes on\n", ""],
	["neww ; splitw;lsk\nneww", "new-window ; split-window ; list-keys ;; new-window"],
	["neww ; ; ; splitw ;", "new-window ; split-window"],
	["neww a; splitw b}", "f:1: syntax error"],
	["neww ; A=1", ""],
	["A=1 ; neww", "new-window"],
	// Blocks.
	["if -F 1 { neww ; splitw } { lsk }", "if-shell -F 1 { new-window ; split-window } { list-keys }"],
	["if -F 1 {\n neww\n splitw # x\n\n}", "if-shell -F 1 { new-window ;; split-window }"],
	["bind x { if -F a { bind y { neww } } }", "bind-key x { if-shell -F a { bind-key y { new-window } } }"],
	["confirm {}", "confirm-before {  }"],
	["bind x { neww } ; lsk", "bind-key x { new-window } ; list-keys"],
	// Conditions.
	["%if 1\nneww\n%else\nsplitw\n%endif", "new-window"],
	["%if 0\nneww\n%elif 0\nlsk\n%elif 1\nsplitw\n%else\nbad\n%endif\nlsk", "split-window ;; list-keys"],
	["%if 0\nneww\n%if 1\nneww\n%endif\n%else\n%if 1\nlsk\n%endif\n%endif", "list-keys"],
	["%if #{a b;c} neww %else splitw %endif ; lsk", "new-window ; list-keys"],
	["%if '' neww %elif 0 splitw %else lsk ; lsk a %endif", "list-keys ; list-keys a"],
	["neww ; %if 0 bad %endif ; splitw", "new-window ; split-window"],
	["bind x { %if 1 neww %endif }", "bind-key x { new-window }"],
	["%if 1\n\n%endif", ""],
	// Aliases.
	["split-pane -h", "split-window -h"],
	["two b", "new-window ; split-window -h b"],
	["none a", ""],
	["bad", "f:1: syntax error"],
	["lsk\ntwo ; neww", "list-keys ;; new-window ; split-window -h ; new-window"],
	// Syntax errors, with the line on which they are noticed.
	["; neww", "f:1: syntax error"],
	["bind x {\n", "f:2: syntax error"],
	["bind x }", "f:1: syntax error"],
	["%if 1\n%endif\n", "f:2: syntax error"],
	["%if 1\nneww %endif", "f:2: syntax error"],
	["%if 1 neww\n%endif", "f:1: syntax error"],
	["%if\n", "f:1: syntax error"],
	["%if #{a\n", "f:1: syntax error"],
	["%if A=1 neww %endif", "f:1: syntax error"],
	["%else\n", "f:1: syntax error"],
	["%foo\n", "f:1: syntax error"],
	["A=1 B=2", "f:1: syntax error"],
	["%hidden neww", "f:1: syntax error"],
	["neww a$", "f:1: syntax error"],
	["neww a\\", "f:1: syntax error"],
	["neww ~nobody", "f:1: syntax error"],
	["neww \\18", "f:1: invalid octal escape"],
	["neww '\n' \\400", "f:2: invalid octal escape"],
	["neww \\u12g4", "f:1: invalid \\u argument"],
	["neww \\ud800", "f:1: invalid \\u argument"],
	["neww \\U00110000", "f:1: invalid \\U argument"],
	[`neww \${FOO-}`, "f:1: invalid environment variable"],
	[`neww $${"x".repeat(2000)}`, "f:1: environment variable is too long"],
	[`neww ~${"x".repeat(2000)}`, "f:1: user name is too long"],
	[`A=${"é".repeat(9000)}`, "f:1: environment variable is too long"],
	// A command's own line; behind a comment that of the next.
	["\nfoo", "f:2: unknown command: foo"],
	["foo # comment\n", "f:2: unknown command: foo"],
	["neww a\\\nb\nfoo", "f:3: unknown command: foo"],
	["bind x {\nneww\nfoo\n}", "f:3: unknown command: foo"],
	["bind x {\nneww\n} -Z { foo }", "f:3: unknown command: foo"],
	["neww 'a\nb'\nfoo", "f:3: unknown command: foo"],
	["lsk\n'A=1' ; %if 1 lsk %endif ; foo", "f:2: unknown command: foo"],
	// Commands that are not.
	["foo bar", "f:1: unknown command: foo"],
	["displ", "f:1: ambiguous command: displ, could be: display-menu, display-message"],
	["choose", "choose-tree"],
	["neww -Z", "f:1: command new-window: unknown flag -Z"],
	["neww -%", "f:1: command new-window: invalid flag -%"],
	["neww -n", "f:1: command new-window: -n expects an argument"],
	["neww -n { lsk }", "f:1: command new-window: -n argument must be a string"],
	["neww { lsk }", 'f:1: command new-window: argument 1 must be "string"'],
	["killp a", "f:1: command kill-pane: too many arguments (need at most 0)"],
	["bind", "f:1: command bind-key: too few arguments (need at least 1)"],
	["bind -?", "f:1: usage: bind-key [usage]"],
	["run { lsk }", 'f:1: command run-shell: argument 1 must be "string"'],
	["run -C { lsk }", "run-shell -C { list-keys }"],
];

for (const [text, expected] of table) {
	test(`parses ${JSON.stringify(text.slice(0, 70))}`, () => assert.equal(parsedText(text), expected));
}

test("a $ that starts no variable stays", () => {
	assert.equal(
		parsedText(`neww a$FOO-b \${FOO}x $NONE- $1 'a$' a$\n`),
		'new-window abar-b barx - "$1" "a$" "a$"',
	);
});

test("assignments take effect at once, where the innermost branches allow it", () => {
	const text = [
		"A=1 neww $A",
		"%hidden B=x=y",
		"'C=3'",
		"%if 0",
		"D=4",
		"%if 1",
		"E=5",
		"%endif",
		"%endif",
		"F=6 ; neww $F",
	].join("\n");
	const { result, environment } = parse(text);
	assert.ok("commands" in result);
	assert.equal(result.toText(), "new-window 1 ;; new-window 6");
	assert.deepEqual([...environment.keys()], ["FOO", "WORDS", "A", "B", "C", "F"]);
	assert.equal(environment.get("B"), "hidden x=y");
	assert.equal(environment.get("C"), "3");
	assert.equal(parse("A=1", { parseOnly: true }).environment.get("A"), undefined);
});

test("%else goes by the last test only, as far as assignments are concerned", () => {
	const { environment } = parse("%if 1\n\n%elif 0\n\n%else\nA=7\n%endif");
	assert.equal(environment.get("A"), "7");
});

test("a line is a group in files; any other text is one group", () => {
	const groups = (text: string, byLine: boolean): number[] => {
		const { result } = parse(text, { byLine });
		return "error" in result ? [] : result.commands.map((command) => command.group);
	};
	assert.deepEqual(groups("neww ; lsk\ntwo", true), [1, 1, 2, 2]);
	assert.deepEqual(groups("neww ; lsk\ntwo", false), [1, 1, 1, 1]);
	assert.equal(
		parsedText("if -F 1 {\nneww\nlsk\n}", { byLine: false }),
		"if-shell -F 1 { new-window ; list-keys }",
	);
});

test("errors without a file are bare; firstLine counts", () => {
	assert.equal(parsedText("foo", { file: undefined }), "unknown command: foo");
	assert.equal(parsedText("\nfoo", { firstLine: 10 }), "f:11: unknown command: foo");
	assert.equal(parsedText("two", { noAlias: true }), "f:1: unknown command: two");
});

test("verbose shows each group, blocks first", () => {
	const text = "bind x {\n neww\n splitw ; lsk\n if -F 1 {\n neww\n lsk }\n}\ntwo";
	assert.deepEqual(parse(text).lines, [
		"f:2: new-window",
		"f:3: split-window ; list-keys",
		"f:5: new-window",
		"f:6: list-keys",
		"f:6: if-shell -F 1 { new-window ;; list-keys }",
		"f:6: bind-key x { new-window ;; split-window ; list-keys ;; if-shell -F 1 { new-window ;; list-keys } }",
		"f:8: new-window ; split-window -h",
		"f:8: new-window ; split-window -h",
	]);
});

test("commands know their file and line", () => {
	const { result } = parse("neww\n\nlsk");
	assert.ok("commands" in result);
	assert.deepEqual(
		result.commands.map(({ file, line }) => `${file}:${line}`),
		["f:1", "f:3"],
	);
});

test("words are commands when ; ends one of them", () => {
	const cases: readonly (readonly [readonly string[], string])[] = [
		[["neww", ";", "splitw"], "new-window ; split-window"],
		[["neww;", "splitw"], "new-window ; split-window"],
		[["neww", "a;", ";", ";", "lsk", "b;"], "new-window a ; list-keys b"],
		[[";", "neww"], "new-window"],
		[["neww", "a\\;", "\\;"], 'new-window "a;" \\;'],
		[["neww", "a;b", "$FOO", "~", "# x", ""], `new-window "a;b" "\\$FOO" \\~ "# x" ''`],
		[["two", "x"], "new-window ; split-window -h x"],
		[[], ""],
		[["neww ; splitw"], "f:1: unknown command: neww ; splitw"],
	];
	for (const [words, expected] of cases) assert.equal(parsedText(words), expected);
	assert.equal(parsedText([";"], { noAlias: true }), "f:1: no command");
});

test("words may hold blocks that are parsed already", () => {
	const { result } = parse("neww");
	assert.ok("commands" in result);
	assert.equal(parsedText(["if", "-F", "1", result]), "if-shell -F 1 { new-window }");
	assert.equal(parsedText([result, "neww"]), "");
});

test("nesting is bounded, long lines are not", () => {
	assert.equal(parsedText("bind x { ".repeat(2000)), "f:1: memory exhausted");
	assert.equal(parsedText("%if 1 ".repeat(2000)), "f:1: memory exhausted");
	assert.ok(
		parsedText(`bind x ${"{ bind x ".repeat(400)}${"}".repeat(400)}`).startsWith("bind-key x { bind-key"),
	);
	assert.equal(parsedText(`neww ${"a ".repeat(50000)}`).length, "new-window".length + 2 * 50000);
	assert.equal(parsedText("neww;".repeat(20000)).length, 13 * 20000 - 3);
});
