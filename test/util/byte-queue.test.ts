import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteQueue } from "../../src/util/byte-queue.ts";

test("bytes come out in the order they went in, whatever the pieces", () => {
	const queue = new ByteQueue();
	for (const piece of ["abc", "", "d", "efgh"]) queue.push(Buffer.from(piece));
	assert.equal(queue.length, 8);
	assert.equal(Buffer.from(queue.peek(5)!).toString(), "abcde");
	assert.equal(Buffer.from(queue.take(2)!).toString(), "ab");
	assert.equal(Buffer.from(queue.take(4)!).toString(), "cdef");
	assert.equal(queue.take(3), undefined);
	assert.equal(queue.length, 2);
	queue.drop(1);
	queue.push(Buffer.from("ij"));
	assert.equal(Buffer.from(queue.take(3)!).toString(), "hij");
	assert.equal(queue.length, 0);
	assert.equal(queue.take(1), undefined);
	assert.deepEqual(queue.take(0), new Uint8Array(0));
});

test("random pushes, peeks and drops agree with one plain string", () => {
	const seed = Date.now() % 1_000_000;
	let state = seed;
	const random = (below: number) => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return state % below;
	};
	const queue = new ByteQueue();
	let plain = "";
	for (let step = 0; step < 3000; step++) {
		const what = random(3);
		if (what === 0) {
			const text = String.fromCharCode(97 + random(26)).repeat(random(9));
			queue.push(Buffer.from(text));
			plain += text;
		} else if (what === 1) {
			const count = random(12);
			const expected = count > plain.length ? undefined : plain.slice(0, count);
			const got = queue.peek(count);
			assert.equal(got && Buffer.from(got).toString(), expected, `seed ${seed} step ${step}`);
		} else {
			const count = random(12);
			queue.drop(count);
			plain = plain.slice(count);
		}
		assert.equal(queue.length, plain.length, `seed ${seed} step ${step}`);
	}
});
