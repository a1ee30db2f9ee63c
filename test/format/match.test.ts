import assert from "node:assert/strict";
import { test } from "node:test";
import { compileEre } from "../../src/format/ere.ts";
import { fuzzyMatch } from "../../src/format/fuzzy.ts";
import { substitute } from "../../src/format/substitute.ts";
import { formatPad, formatTrimLeft, formatTrimRight, formatWidth } from "../../src/format/trim.ts";

test("extended regular expressions", () => {
	const matches = [
		["^[0-9]+$", "123"],
		["[[:alpha:]_]+x", "é_x"],
		["[]a]b", "]b"],
		["[^]]", "a"],
		["[a\\]b", "\\b"],
		["a{2,3}$", "xaaa"],
		["a{,2}b", "aab"],
		["\\<foo\\>", "a foo b"],
		["a.b", "a\nb"],
		["a||b", "zz"],
		["x)", "x)"],
		["[a-]+", "-"],
		["[[.-.]]", "-"],
		["}", "}"],
		["界+", "世界界"],
		["\\.", "."],
	] as const;
	for (const [pattern, text] of matches) assert.equal(compileEre(pattern)?.test(text), true, pattern);
	for (const pattern of [
		"(",
		"[",
		"*a",
		"a{",
		"a{x}",
		"a{2,1}",
		"[z-a]",
		"\\",
		"a|*b",
		"[[:nope:]]",
		"\\1",
		"^*",
		"(+)",
	])
		assert.equal(compileEre(pattern), undefined, pattern);
	assert.equal(compileEre("AB")?.test("ab"), false);
	assert.equal(compileEre("AB", { ignoreCase: true })?.test("ab"), true);
	assert.equal(compileEre("((a{200}){200}){9}"), undefined);
});

test("a hostile pattern does not stop the server", () => {
	const start = Date.now();
	for (const pattern of ["(a+)+$", "(a|aa)+$", "(a*)*b", "((a?){30}){30}b", "(.*)(.*)(.*)(.*)(.*)x"])
		compileEre(pattern)?.test(`${"a".repeat(500)}!`);
	assert.ok(Date.now() - start < 3000);
});

test("substitution", () => {
	const cases = [
		["abABab", "a(.)", "\\1x", true, "bxBxbx"],
		["abcdef", "(.)(.)", "\\2\\1", false, "badcfe"],
		["abc", "x*", "X", false, "aXbXcX"],
		["abc", "$", "X", false, "abcX"],
		["abc", "^", "X", false, "Xabc"],
		["abcabc", "^abc", "X", false, "Xabc"],
		["abc", "[", "X", false, "abc"],
		["abc", "", "X", false, "abc"],
		["abc", "(x)?b", "[\\1]", false, "a[1]c"],
		["a中b", "中", "\\0\\0", false, "a中中b"],
	] as const;
	for (const [text, pattern, replacement, ignoreCase, result] of cases)
		assert.equal(substitute(text, pattern, replacement, ignoreCase), result, `s/${pattern}/${replacement}/`);
});

test("fuzzy matching gives columns and a score that prefers better matches", () => {
	const columns = (query: string, text: string, width = formatWidth(text)) =>
		fuzzyMatch(query, text, width)?.columns;
	assert.deepEqual(columns("abc", "a_b_c"), [0, 2, 4]);
	assert.deepEqual(columns("dev bash", "dev:1 bash"), [0, 1, 2, 6, 7, 8, 9]);
	assert.equal(columns("abc", "acb"), undefined);
	assert.equal(columns("ABC", "abc"), undefined);
	assert.deepEqual(columns("", "abc"), []);
	assert.deepEqual(columns("'bash", "dev bash"), [4, 5, 6, 7]);
	assert.equal(columns("^dev", "prod dev"), undefined);
	assert.deepEqual(columns("prod | dev", "dev bash"), [0, 1, 2]);
	assert.equal(columns("dev !ssh", "dev ssh"), undefined);
	assert.deepEqual(columns("界", "a界b"), [1, 2]);
	assert.deepEqual(columns("r", "l#[align=right]r", 10), [9]);
	assert.deepEqual(columns("c", "#[align=centre]abc", 9), [5]);
	const score = (query: string, text: string) => fuzzyMatch(query, text, 80)?.score ?? -1;
	assert.ok(score("foo", "foo bar") > score("foo", "fxoxo bar"));
	assert.ok(score("'foo", "foo") > score("'foo", "a foo"));
});

test("width, cutting and padding of text with styles", () => {
	const styled = "#[fg=red]ab#[bold]cd#[default]ef";
	assert.equal(formatWidth(styled), 6);
	assert.equal(formatTrimLeft(styled, 4), "#[fg=red]ab#[bold]cd");
	assert.equal(formatTrimRight(styled, 4), "#[fg=red]#[bold]cd#[default]ef");
	assert.equal(formatWidth("##a ####[b]"), 8);
	assert.equal(formatTrimLeft("####x", 1), "##");
	assert.equal(formatTrimLeft("中文", 3), "中");
	assert.equal(formatTrimRight("中文", 3), "文");
	assert.equal(formatWidth("ab#[fg=red"), 0);
	assert.equal(formatPad("中", 4), "中  ");
	assert.equal(formatPad("中", -4), "  中");
});
