/** msgpack: every kind in every size, bounds, and pieces of any size. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
	encodeMsgpack,
	type MsgInput,
	MsgpackDecoder,
	type MsgpackLimits,
	type MsgValue,
	OTHER,
	STOCK_SERVER_BYTES,
} from "../../src/tmate/msgpack.ts";

function decode(
	hex: string,
	limits?: Partial<MsgpackLimits>,
): { values: MsgValue[]; error: string | undefined } {
	const values: MsgValue[] = [];
	const decoder = new MsgpackDecoder(limits);
	const error = decoder.push(Buffer.from(hex.replace(/\s/g, ""), "hex"), (value) => values.push(value));
	return { values, error };
}

const hexOf = (value: MsgInput, format?: "raw"): string =>
	Buffer.from(encodeMsgpack(value, format)).toString("hex");

test("integers take the fewest bytes and come back", () => {
	const table: readonly (readonly [number | bigint, string])[] = [
		[0, "00"],
		[127, "7f"],
		[128, "cc80"],
		[255, "ccff"],
		[256, "cd0100"],
		[65536, "ce00010000"],
		[0xffffffff, "ceffffffff"],
		[0x100000000041, "cf0000100000000041"],
		[2n ** 64n - 1n, "cfffffffffffffffff"],
		[-1, "ff"],
		[-32, "e0"],
		[-33, "d0df"],
		[-129, "d1ff7f"],
		[-32769, "d2ffff7fff"],
		[-2147483649, "d3ffffffff7fffffff"],
		[-(2n ** 63n), "d38000000000000000"],
	];
	for (const [n, hex] of table) {
		assert.equal(hexOf(n), hex);
		assert.deepEqual(decode(hex).values, [n]);
	}
});

test("strings: new format, old format, bytes that are no text", () => {
	assert.equal(hexOf("h"), "a168");
	assert.equal(hexOf("x".repeat(40)).slice(0, 4), "d928");
	assert.equal(hexOf("x".repeat(40), "raw").slice(0, 6), "da0028");
	assert.equal(hexOf("x".repeat(300)).slice(0, 6), "da012c");
	assert.equal(hexOf("x".repeat(70000)).slice(0, 10), "db00011170");
	assert.deepEqual(
		decode("a2 ff80 c402 0001 a0").values.map((v) => Buffer.from(v as Uint8Array).toString("hex")),
		["ff80", "0001", ""],
	);
});

test("maps, extensions and floats are read over", () => {
	const { values, error } = decode("96 01 82a16101a16292c0c3 d40501 c7020507 08 ca00000000 05");
	assert.equal(error, undefined);
	assert.deepEqual(values, [[1, OTHER, OTHER, OTHER, OTHER, 5]]);
	assert.deepEqual(decode("cb0000000000000000 c2").values, [OTHER, false]);
});

test("bounds: size, depth, elements, objects, and no memory for a claim", () => {
	assert.equal(decode("dbffffffff").error, "value too large");
	assert.equal(decode("ddffffffff").error, "value too large");
	assert.equal(decode("dfffffffff").error, "value too large");
	assert.equal(decode("c9ffffffff00").error, "value too large");
	assert.equal(decode("c1").error, "a type byte that does not exist");
	assert.equal(decode("91".repeat(17)).error, "nested too deeply");
	assert.equal(decode("93010203", { elements: 3 }).error, "too many elements");
	assert.equal(decode("93a0a0a0", { objects: 3 }).error, "too many strings and arrays");
	assert.equal(decode("da4401", { bytes: STOCK_SERVER_BYTES }).error, "value too large");
	// A limit is of one value, not of the stream.
	assert.equal(decode("93010203".repeat(50), { elements: 4, bytes: 4 }).error, undefined);
	const before = process.memoryUsage().arrayBuffers;
	const decoders = Array.from({ length: 50 }, () => new MsgpackDecoder());
	for (const decoder of decoders) decoder.push(Buffer.from("db00ff0000", "hex"), () => {});
	assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024);
});

test("a large string byte by byte takes linear time and arrives whole", () => {
	const text = Buffer.alloc(400_000, 0x61);
	const bytes = encodeMsgpack([2, 0, text]);
	const decoder = new MsgpackDecoder();
	const values: MsgValue[] = [];
	for (let i = 0; i < bytes.length; i++)
		decoder.push(bytes.subarray(i, i + 1), (value) => values.push(value));
	assert.equal(values.length, 1);
	assert.deepEqual(Buffer.from((values[0] as MsgValue[])[2] as Uint8Array).equals(text), true);
	assert.equal(decoder.pending, 0);
});
