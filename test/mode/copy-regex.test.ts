/** Regular expressions of searches: POSIX's matches, in bounded time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileSearch } from "../../src/mode/copy-regex.ts";

/** Pattern, text, where to begin, and the match as `index+length`. */
const ROWS: [pattern: string, text: string, from: number, match: string | undefined][] = [
	["fo+", "a foo fo", 0, "2+3"],
	["fo+", "a foo fo", 3, "6+2"],
	["a|ab|abc", "xabcd", 0, "1+3"],
	["(a|ab)(c|bcd)", "abcd", 0, "0+4"],
	["^b", "abb", 1, undefined],
	["[^]x]+", "]]ab]", 0, "2+2"],
	["[[:digit:]]{2,3}", "1 22 4444", 0, "2+2"],
	["[a-]b", "-b", 0, "0+2"],
	["\\<row", "arrow row", 0, "6+3"],
	["中.", "a中文", 0, "1+2"],
	["x.y", "x/y", 0, "0+3"],
];

for (const [pattern, text, from, match] of ROWS) {
	test(`${pattern} in ${text} from ${from}`, () => {
		const found = compileSearch(pattern, false)?.exec(text, from);
		assert.equal(found && `${found.index}+${found.length}`, match);
	});
}

test("case is ignored when asked; bad patterns are none", () => {
	assert.deepEqual(compileSearch("foo", true)?.exec("a FOO", 0), { index: 2, length: 3 });
	for (const bad of ["(", "[a", "*a", "a{2,1}"]) assert.equal(compileSearch(bad, false), undefined);
});

test("patterns that would take a backtracking matcher for ever end soon", () => {
	const text = `${"a".repeat(1500)}!`;
	const start = performance.now();
	for (const pattern of ["(a+)+$x", "(a*)*b", "a*a*a*a*b", ".*.*.*=", "(a|aa)+b"])
		assert.equal(compileSearch(pattern, false)?.exec(text, 0), undefined);
	assert.ok(performance.now() - start < 3000);
});
