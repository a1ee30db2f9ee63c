import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeMessage, FrameDecoder, maxFrame, maxString, splitData } from "../../src/protocol/codec.ts";
import type { FieldTypes, Message, MessageType } from "../../src/protocol/messages.ts";
import { messageTable } from "../../src/protocol/messages.ts";

const types = Object.keys(messageTable) as MessageType[];

/** A source of numbers that a failure can name and repeat. */
function seeded(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

const texts = ["", "x", "naïve ␞ 🙂", "a\0b", "y".repeat(5000)];

function randomMessage(random: (below: number) => number): Message {
	const type = types[random(types.length)]!;
	const make: { [K in keyof FieldTypes]: () => FieldTypes[K] } = {
		bool: () => random(2) === 1,
		u32: () => random(0x100000000),
		i32: () => random(0x100000000) - 0x80000000,
		str: () => texts[random(texts.length)]!,
		strs: () => Array.from({ length: random(5) }, () => texts[random(texts.length)]!),
		bytes: () => Buffer.from(Array.from({ length: random(300) }, () => random(256))),
	};
	const fields = Object.entries(messageTable[type].fields) as [string, keyof FieldTypes][];
	return Object.fromEntries([
		["type", type],
		...fields.map(([name, kind]) => [name, make[kind]()]),
	]) as Message;
}

/** Without the difference between a Buffer and a Uint8Array. */
function plain(message: Message): unknown {
	return Object.fromEntries(
		Object.entries(message).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
	);
}

test("the wire layout is the documented one", () => {
	const bytes = encodeMessage({ type: "exit", status: -2, message: "é" });
	assert.equal(bytes.toString("hex"), "0000000b" + "85" + "fffffffe" + "00000002" + "c3a9");
	assert.equal(encodeMessage({ type: "hello", version: 7 }).toString("hex"), "00000005" + "01" + "00000007");
	assert.equal(new Set(types.map((type) => messageTable[type].id)).size, types.length, "ids are unique");
});

test("any message comes back as it went, whatever pieces it comes in", () => {
	const seed = Date.now() % 1_000_000;
	const random = seeded(seed);
	const decoders = { client: new FrameDecoder("client"), server: new FrameDecoder("server") };
	for (let round = 0; round < 400; round++) {
		const message = randomMessage(random);
		const decoder = decoders[messageTable[message.type].from];
		const bytes = encodeMessage(message);
		const got: Message[] = [];
		for (let at = 0; at < bytes.length; ) {
			const end = at + 1 + random(random(2) === 0 ? 4 : bytes.length);
			const { messages, error } = decoder.write(bytes.subarray(at, end));
			assert.equal(error, null, `seed ${seed} round ${round}`);
			got.push(...messages);
			at = end;
		}
		assert.deepEqual(got.map(plain), [plain(message)], `seed ${seed} round ${round}`);
	}
});

test("several messages in one write come in order", () => {
	const sent: Message[] = [
		{ type: "stdin", data: Buffer.from("a") },
		{ type: "wakeup" },
		{ type: "stdin", data: Buffer.from("b") },
	];
	const { messages } = new FrameDecoder("client").write(Buffer.concat(sent.map(encodeMessage)));
	assert.deepEqual(messages.map(plain), sent.map(plain));
});

test("garbage never throws, and ends the decoder for good", () => {
	const seed = Date.now() % 1_000_000;
	const random = seeded(seed);
	for (let round = 0; round < 2000; round++) {
		const bytes = encodeMessage(randomMessage(random));
		for (let hits = 1 + random(4); hits > 0; hits--) bytes[random(bytes.length)] = random(256);
		const decoder = new FrameDecoder(random(2) === 0 ? "client" : "server");
		const first = decoder.write(bytes);
		const second = decoder.write(Buffer.from([0, 0, 0, 1, 10]));
		if (first.error === null) continue;
		assert.deepEqual(second, { messages: [], error: first.error }, `seed ${seed} round ${round}`);
	}
});

test("each lie is refused", () => {
	const lies: readonly (readonly [name: string, hex: string, error: RegExp])[] = [
		["empty frame", "00000000", /bad frame length 0/],
		["frame over the bound", "7fffffff01", /bad frame length/],
		["text instead of a frame", Buffer.from("GET / HTTP/1.0").toString("hex"), /bad frame length/],
		["unknown number", "00000001" + "7f", /unknown message 127/],
		["message of the other side", "00000001" + "86", /unknown message 134/],
		["field cut short", "00000003" + "01" + "0000", /past the end/],
		["bytes left over", "00000002" + "0a" + "00", /bad size of wakeup/],
		["string over the bound", "00000005" + "08" + "7fffffff", /string too long/],
		["string past its frame", "00000006" + "08" + "00000002" + "61", /past the end/],
		["list over the bound", "00000005" + "03" + "ffffffff", /too many strings/],
	];
	for (const [name, hex, error] of lies) {
		const decoded = new FrameDecoder("client").write(Buffer.from(hex, "hex"));
		assert.deepEqual(decoded.messages, [], name);
		assert.match(decoded.error ?? "", error, name);
	}
});

test("what was whole before a lie is still delivered", () => {
	const bytes = Buffer.concat([encodeMessage({ type: "wakeup" }), Buffer.from([0, 0, 0, 0])]);
	const { messages, error } = new FrameDecoder("client").write(bytes);
	assert.deepEqual(messages, [{ type: "wakeup" }]);
	assert.equal(error, "bad frame length 0");
});

test("the sender is told when a message is over a bound", () => {
	assert.throws(() => encodeMessage({ type: "command", argv: ["x".repeat(maxString + 1)] }), RangeError);
	assert.throws(
		() => encodeMessage({ type: "command", argv: Array(17).fill("x".repeat(maxString)) }),
		RangeError,
	);
	assert.throws(() => encodeMessage({ type: "stdin", data: Buffer.alloc(maxFrame) }), RangeError);
	const pieces = [...splitData(Buffer.from("abcdefg"), 3)].map((piece) => Buffer.from(piece).toString());
	assert.deepEqual(pieces, ["abc", "def", "g"]);
});
