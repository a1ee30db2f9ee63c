/** Templates: where the user's answers go, and that they stay data. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { copyCommands, PreparedCommands, replaceAll, replaceTemplate } from "../../src/command/template.ts";
import { parse } from "./language-fixture.ts";

test("places are replaced with the quoting each is meant for", () => {
	const table: readonly (readonly [string, string, number, string])[] = [
		["set @r '%%'", "can't ; x", 1, "set @r 'can'\\''t ; x'"],
		["a '%%' b '%%'", "x", 1, "a 'x' b '%%'"],
		['set @r "%%%"', 'a"$;~\\z', 1, 'set @r "a\\"\\$\\;\\~\\\\z"'],
		["%1 %1 %2", "a;b'", 1, "a;b' a;b' %2"],
		["%1 %2 %2%", 'b"$', 2, '%1 b"$ b\\"\\$'],
		["%1% %1%%", "$", 1, "\\$ \\$%"],
		["%%%%", "x", 1, "x%"],
		["%% %%% %%", "x", 1, "x %%% %%"],
		["%%1", "x", 1, "x1"],
		["%0 %a % %", "x", 1, "%0 %a % %"],
		["%3%%", "x", 1, "%3x"],
		["%% %%1", "x", 1, "x %x"],
		["none", "x", 1, "none"],
		["%1", "$& $1 %1", 1, "$& $1 %1"],
	];
	for (const [template, value, index, expected] of table)
		assert.equal(replaceTemplate(template, value, index), expected, template);
	assert.equal(replaceAll("%% %% %2", ["a", "b"]), "a b b");
});

test("a block is copied with the values in every argument, in groups of its own", () => {
	const { result } = parse("if -F '%1' { neww -n '%%' -dd a ; lsk '%2%' }\nneww '%%'");
	assert.ok("commands" in result);
	let group = 100;
	const copy = copyCommands(result, ["x;y", "$z"], () => ++group);
	const expected =
		'if-shell -F "x;y" { new-window -dd -n "x;y" a ; list-keys "\\\\\\$z" } ;; new-window "x;y"';
	assert.equal(copy.toText(), expected);
	const [first, second] = copy.commands;
	assert.ok(first !== undefined && second !== undefined);
	assert.ok(first.group > 100 && second.group > 100 && first.group !== second.group);
	assert.equal(
		result.toText(),
		'if-shell -F "%1" { new-window -dd -n "%%" a ; list-keys "%2%" } ;; new-window "%%"',
	);
});

test("prepared commands are made when the answer is there", () => {
	const { result } = parse("neww -n '%%'");
	assert.ok("commands" in result);
	const context = { nextGroup: () => 7, parse: (text: string) => parse(text).result };
	const block = new PreparedCommands(result, context);
	assert.equal(block.name(), "new-window");
	assert.equal(block.make(), result);
	const made = block.make(["a'b"]);
	assert.equal("error" in made ? made.error : made.toText(), "new-window -n \"a'\\\\''b\"");
	const text = new PreparedCommands("neww -n '%%'", context);
	assert.equal(text.name(), "neww");
	const parsed = text.make(["a'b"]);
	assert.equal("error" in parsed ? parsed.error : parsed.toText(), 'new-window -n "a\'b"');
	assert.deepEqual(new PreparedCommands("bad", context).make(["x"]), { error: "f:1: syntax error" });
});
