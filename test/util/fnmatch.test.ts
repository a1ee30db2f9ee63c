import assert from "node:assert/strict";
import { test } from "node:test";
import { fnmatch } from "../../src/util/fnmatch.ts";

test("patterns match as fnmatch(3) without flags", () => {
	const yes: [string, string][] = [
		["*", ""],
		["*", "a/b"],
		["xterm*", "xterm-256color"],
		["[0-9]*x[0-9]*", "80x24"],
		["a?c", "a/c"],
		["?", "é"],
		["[!a]", "b"],
		["[^a-c]x", "dx"],
		["[]a]", "]"],
		["[a-]", "-"],
		["[[:digit:][:upper:]]z", "Qz"],
		["\\*", "*"],
		["[\\]]", "]"],
		["a[", "a["],
		["*a*b*c", "xaybzbc"],
		["SSH_*", "SSH_AUTH_SOCK"],
	];
	const no: [string, string][] = [
		["", "a"],
		["a", ""],
		["?", ""],
		["[!a]", "a"],
		["a*b", "abc"],
		["A", "a"],
		["\\*", "a"],
		["[a-c]", "d"],
		["a\\", "a"],
	];
	for (const [pattern, text] of yes) assert.equal(fnmatch(pattern, text), true, `${pattern} ${text}`);
	for (const [pattern, text] of no) assert.equal(fnmatch(pattern, text), false, `${pattern} ${text}`);
	assert.equal(fnmatch("A[b-d]*", "aCX", { ignoreCase: true }), true);
});

test("a pattern of many stars takes no exponential time", () => {
	assert.equal(fnmatch(`${"*a".repeat(60)}b`, "a".repeat(2000)), false);
});
