import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { PortStream } from "../../src/share/port-stream.ts";
import { waitUntil } from "../harness/wait.ts";

function pair(): [PortStream, PortStream] {
	const { port1, port2 } = new MessageChannel();
	const streams: [PortStream, PortStream] = [new PortStream(port1), new PortStream(port2)];
	for (const stream of streams) stream.on("error", (error) => assert.fail(error));
	return streams;
}

/** Some turns of the loop: what is on its way arrives. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** 10 MB that differ everywhere, in pieces of all sizes. */
function* pieces(): Generator<Buffer> {
	let state = 12345;
	for (let length = 0; length < 10 * 1024 * 1024; ) {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		const piece = Buffer.alloc((state >>> 8) % 70_000);
		for (let at = 0; at + 4 <= piece.length; at += 4) piece.writeUInt32LE((length + at + state) >>> 0, at);
		length += piece.length;
		yield piece;
	}
}

test("10 MB each way at once arrive whole, in order, and both ends close", async () => {
	const [one, other] = pair();
	const sum = createHash("sha256");
	for (const piece of pieces()) sum.update(piece);
	const expected = sum.digest("hex");
	const digests = [one, other].map(async (stream) => {
		const hash = createHash("sha256");
		for await (const piece of stream) hash.update(piece);
		return hash.digest("hex");
	});
	await Promise.all(
		[one, other].map(async (stream) => {
			for (const piece of pieces()) if (!stream.write(piece)) await once(stream, "drain");
			stream.end();
		}),
	);
	assert.deepEqual(await Promise.all(digests), [expected, expected]);
	await waitUntil("both closed", () => one.destroyed && other.destroyed);
});

test("whoever writes waits for the other side, whichever that is, and goes on when it reads", async () => {
	for (const swap of [false, true]) {
		const [one, other] = swap ? pair().reverse() : pair();
		assert.ok(one !== undefined && other !== undefined);
		let passed = 0;
		const chunk = Buffer.alloc(64 * 1024, "x");
		for (let i = 0; i < 32; i++)
			one.write(chunk, () => {
				passed++;
			});
		await settle();
		assert.ok(passed >= 4 && passed <= 5, `${passed} of 32 are on their way`);
		assert.ok(one.unread >= 31 * chunk.length);
		assert.ok(other.readableLength <= 6 * chunk.length, `${other.readableLength} wait`);
		let length = 0;
		other.on("data", (bytes: Buffer) => {
			length += bytes.length;
		});
		await waitUntil("all to be read", () => length === 32 * chunk.length);
		await settle();
		assert.deepEqual([passed, one.unread], [32, 0]);
		// Paused again, it waits again.
		other.pause();
		for (let i = 0; i < 32; i++) one.write(chunk);
		await settle();
		assert.ok(one.unread >= 27 * chunk.length);
		other.resume();
		await waitUntil("the rest", () => length === 64 * chunk.length && one.unread === 0);
		one.destroy();
		await waitUntil("the other end to follow", () => other.destroyed);
	}
});

test("half-closed, the other direction goes on", async () => {
	const [one, other] = pair();
	let [ended, heard] = [false, ""];
	other.on("data", (bytes: Buffer) => {
		heard += bytes;
	});
	other.on("end", () => {
		ended = true;
	});
	one.end("last");
	await waitUntil("the end", () => ended);
	assert.equal(heard, "last");
	assert.equal(one.destroyed || other.destroyed, false);
	let back = "";
	one.on("data", (bytes: Buffer) => {
		back += bytes;
	});
	other.write("still ");
	other.end("here");
	await waitUntil("both closed", () => one.destroyed && other.destroyed);
	assert.equal(back, "still here");
});

test("what has come before both have ended is read, however late", async () => {
	const [one, other] = pair();
	other.pause();
	one.resume();
	one.end(Buffer.alloc(100_000, "y"));
	other.end();
	await settle();
	let length = 0;
	other.on("data", (bytes: Buffer) => {
		length += bytes.length;
	});
	other.resume();
	await waitUntil("the end of it", () => other.destroyed);
	assert.equal(length, 100_000);
});

test("destroyed: the other end closes without an end, writes go nowhere and nobody hangs", async () => {
	const [one, other] = pair();
	let ended = false;
	other.on("end", () => {
		ended = true;
	});
	other.resume();
	const chunk = Buffer.alloc(512 * 1024);
	one.write(chunk);
	one.write(chunk);
	one.destroy();
	await waitUntil("the other to be closed", () => other.destroyed);
	assert.equal(ended, false);
	other.write("nobody");
	await settle();
});

test("a part of a larger buffer is sent, and what it is a part of stays the writer's", async () => {
	const [one, other] = pair();
	const whole = Buffer.from("abcdefgh");
	one.write(whole.subarray(2, 5));
	const [bytes] = (await once(other, "data")) as [Buffer];
	assert.deepEqual([bytes.toString(), whole.toString()], ["cde", "abcdefgh"]);
	one.destroy();
});
