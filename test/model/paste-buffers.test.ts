import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, PasteBuffers } from "../../src/model/paste-buffers.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function made(limit = 3): { buffers: PasteBuffers; events: string[]; names: () => string[] } {
	const events: string[] = [];
	let time = 0;
	const buffers = new PasteBuffers({
		now: () => ++time,
		limit: () => limit,
		onChanged: (name) => events.push(`+${name}`),
		onDeleted: (name) => events.push(`-${name}`),
	});
	return { buffers, events, names: () => buffers.list().map((buffer) => buffer.name) };
}

test("automatic buffers are numbered and limited, named ones stay", () => {
	const { buffers, names, events } = made();
	buffers.set(bytes("x"), "mine");
	for (const text of ["a", "b", "c", "d"]) buffers.add(bytes(text));
	assert.equal(buffers.add(bytes("")), undefined);
	assert.deepEqual(names(), ["buffer3", "buffer2", "buffer1", "mine"]);
	assert.ok(events.includes("-buffer0"));
	assert.equal(buffers.newest()?.name, "buffer3");
	buffers.set(bytes("y"), "other");
	assert.equal(buffers.newest()?.name, "buffer3");
	assert.equal(names()[0], "other");
	// A name that is taken is passed over.
	buffers.set(bytes("z"), "buffer4");
	buffers.add(bytes("e"));
	assert.equal(names()[0], "buffer5");
});

test("a renamed buffer is no longer automatic and keeps its place", () => {
	const { buffers, names } = made();
	buffers.add(bytes("a"));
	buffers.add(bytes("b"));
	assert.equal(buffers.rename("buffer0", "kept"), undefined);
	assert.deepEqual(names(), ["buffer1", "kept"]);
	assert.equal(buffers.get("kept")?.automatic, false);
	assert.equal(buffers.rename("kept", "buffer1"), undefined);
	assert.deepEqual(names(), ["buffer1"]);
	assert.equal(buffers.rename("nosuch", "x"), "no buffer nosuch");
	assert.equal(buffers.rename("", "x"), "no buffer");
	assert.equal(buffers.rename("buffer1", ""), "new name is empty");
	assert.equal(buffers.rename("buffer1", "a\nb"), "invalid buffer name: a\nb");
	assert.equal(buffers.set(bytes("x"), ""), "empty buffer name");
	buffers.set(bytes("x"), "a\\b");
	assert.equal(names()[0], "a\\\\b");
});

test("a sample is one visible line of at most 200 bytes", () => {
	assert.equal(makeSample(bytes("a\tb\n\x1b[1m\\é")), "a\\tb\\n\\033[1m\\\\é");
	assert.equal(makeSample(Uint8Array.of(0, 0x31, 0, 0x41, 0xff)), "\\0001\\0A\\377");
	assert.equal(makeSample(bytes("x".repeat(200))), "x".repeat(200));
	assert.equal(makeSample(bytes("x".repeat(201))), `${"x".repeat(200)}...`);
	assert.equal(makeSample(bytes("\n".repeat(150))), `${"\\n".repeat(100)}...`);
});
