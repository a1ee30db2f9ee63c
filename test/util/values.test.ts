import assert from "node:assert/strict";
import { test } from "node:test";
import { compareText, SortedMap } from "../../src/util/sorted-map.ts";
import { strtonum } from "../../src/util/strtonum.ts";
import { cleanName, visibleBytes } from "../../src/util/vis.ts";

test("a sorted map keeps its keys in order and allows change while walking", () => {
	const map = new SortedMap<string, number>(compareText);
	for (const [i, key] of ["m", "a", "z", "c", "a"].entries()) map.set(key, i);
	assert.deepEqual(map.entries(), [
		["a", 4],
		["c", 3],
		["m", 0],
		["z", 2],
	]);
	for (const key of map.keys()) if (key !== "m") map.delete(key);
	assert.deepEqual(
		[map.size, map.get("m"), map.get("a"), map.has("z"), map.delete("q")],
		[1, 0, undefined, false, false],
	);
});

test("numbers are refused with a reason", () => {
	assert.equal(strtonum(" +12", 0, 20), 12);
	assert.equal(strtonum("-0", 0, 20), 0);
	assert.equal(strtonum("007", 0, 20), 7);
	for (const text of ["", "x", "1 ", "0x10", "1.5", "--1"])
		assert.equal(strtonum(text, 0, 20), "invalid", text);
	assert.equal(strtonum("-1", 0, 20), "too small");
	assert.equal(strtonum("99999999999999999999999", 0, 20), "too large");
});

test("bytes are made visible as vis(3) does", () => {
	assert.equal(
		visibleBytes(Uint8Array.of(7, 8, 11, 12, 13, 0x7f, 0x9b, 0xc3, 0xa9, 0xc3)),
		"\\a\\b\\v\\f\\r\\177\\233é\\303",
	);
	assert.equal(cleanName("a#(b)\\", true), "a_(b)\\\\");
	assert.equal(cleanName("a\tb"), undefined);
});
