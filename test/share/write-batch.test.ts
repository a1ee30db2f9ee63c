/** Packets of one turn go out together, the first at once, and none is lost. */
import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { batchWrites } from "../../src/share/write-batch.ts";

/** A socket that keeps what each call to the system would have carried. */
function fakeSocket(): { socket: Duplex; calls: string[] } {
	const calls: string[] = [];
	const socket = new Duplex({
		read() {},
		write(chunk: Buffer, _encoding, done) {
			calls.push(chunk.toString());
			done();
		},
		writev(chunks, done) {
			calls.push(chunks.map(({ chunk }) => String(chunk)).join(""));
			done();
		},
	});
	batchWrites(socket);
	return { socket, calls };
}

test("the first packet of a turn goes at once, the others at its end in their order", async () => {
	const { socket, calls } = fakeSocket();
	for (const packet of ["a", "b", "c"]) socket.write(packet);
	assert.deepEqual(calls, ["a"]);
	await turn();
	assert.deepEqual(calls, ["a", "bc"]);
	socket.write("d");
	assert.deepEqual(calls, ["a", "bc", "d"]);
});

test("many packets do not wait for all of them", () => {
	const { socket, calls } = fakeSocket();
	for (let k = 0; k < 40; k++) socket.write("x");
	assert.deepEqual(
		calls.map((call) => call.length),
		[1, 16, 16],
	);
});

test("what was written before the end or the destruction of the socket is not lost", () => {
	for (const end of ["end", "destroy"] as const) {
		const { socket, calls } = fakeSocket();
		for (const packet of ["a", "b", "c"]) socket.write(packet);
		socket[end]();
		assert.equal(calls.join(""), "abc", end);
	}
});
