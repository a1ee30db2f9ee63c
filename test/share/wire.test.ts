/** The wire between relay and host: what goes in comes out, and nothing that comes in does harm. */
import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { test } from "node:test";
import {
	encodeAck,
	encodeData,
	encodeEnd,
	encodeHello,
	encodeMark,
	encodeSize,
	type Frame,
	FrameDecoder,
	WireError,
} from "../../src/share/wire.ts";
import {
	ControlDecoder,
	type ControlMessage,
	decodeControl,
	encodeControl,
	LINE_LIMIT,
	registrationBytes,
	verifyHost,
} from "../../src/share/wire-control.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Random numbers from a seed: 0 to below `below`. */
function randomFrom(start: number): (below: number) => number {
	let state = start >>> 0;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const hello = {
	rights: "read-only",
	address: "192.0.2.7",
	key: Buffer.from("a key"),
	term: "xterm-256color",
	cols: 120,
	rows: 40,
} as const;

test("frames come out as they went in, whatever the pieces", () => {
	const bytes = randomBytes(150_000);
	const fromRelay = Buffer.concat([
		encodeHello(hello),
		...encodeData(bytes),
		encodeSize(90, 30),
		encodeAck(7),
	]);
	for (const piece of [1, 5, 4096, fromRelay.length]) {
		const decoder = new FrameDecoder("relay");
		const frames: Frame[] = [];
		for (let at = 0; at < fromRelay.length; at += piece)
			frames.push(...decoder.push(fromRelay.subarray(at, at + piece)));
		assert.deepEqual(
			frames.map(({ type }) => type),
			["hello", "data", "data", "data", "size", "ack"],
		);
		assert.deepEqual(frames[0], { type: "hello", hello });
		const data = frames.flatMap((frame) => (frame.type === "data" ? [frame.bytes] : []));
		assert.ok(Buffer.concat(data).equals(bytes));
		assert.deepEqual(frames.slice(-2), [
			{ type: "size", cols: 90, rows: 30 },
			{ type: "ack", mark: 7 },
		]);
	}
	const host = new FrameDecoder("host");
	assert.deepEqual(host.push(Buffer.concat([encodeMark(0xffffffff), encodeEnd(3, "bye \x1b[2J\nthere ö")])), [
		{ type: "mark", mark: 0xffffffff },
		{ type: "end", status: 3, lastLine: "bye  [2J there ö" },
	]);
});

test("frames that do not fit end the stream: wrong type, wrong sender, too long, cut short", () => {
	const from = (who: "relay" | "host", bytes: readonly number[]) => () =>
		new FrameDecoder(who).push(Uint8Array.from(bytes));
	assert.throws(from("relay", [0, 0, 0, 0, 0]), WireError);
	assert.throws(from("relay", [99, 0, 0, 0, 0]), WireError);
	assert.throws(from("host", [...encodeHello(hello)]), WireError);
	assert.throws(from("relay", [...encodeMark(1)]), WireError);
	// Before the payload comes.
	assert.throws(from("relay", [2, 0, 1, 0, 1]), WireError);
	assert.throws(from("relay", [3, 0, 0, 0, 4, 0, 0, 0, 80]), WireError);
	assert.throws(from("host", [6, 0, 0, 0, 2, 0, 0]), WireError);
	assert.throws(from("relay", [1, 0, 0, 0, 2, 0x7b, 0x7d]), WireError);
	const huge = new FrameDecoder("relay").push(encodeSize(4_000_000, 0));
	assert.deepEqual(huge, [{ type: "size", cols: 1000, rows: 24 }]);
});

const nonces = { rw: randomBytes(32), ro: randomBytes(32), jump: randomBytes(32) };
const settings = { endToEnd: false, restricted: true, guestKeys: true };

const messages: readonly ControlMessage[] = [
	{ type: "hello", protocol: 1, relay: "comux-relay 1.2.3", challenge: randomBytes(32) },
	{
		type: "register",
		protocol: 1,
		host: "comux 1.2.3",
		key: randomBytes(51),
		signature: randomBytes(64),
		nonces,
		name: "work",
		nameReadOnly: "",
		apiKey: "cmx-x",
		...settings,
	},
	{ type: "registered", tokens: { rw: "a", ro: "ro-b", jump: "jump-c" }, address: "", port: 0, named: false },
	{ type: "refused", reason: "no" },
	{ type: "notice", text: "hello" },
	{ type: "drain" },
	{ type: "key", id: 4, kind: "rw", key: randomBytes(51), address: "::1" },
	{ type: "keyAnswer", id: 4, ok: true },
	{ type: "settings", ...settings },
];
const hostTypes = ["register", "keyAnswer", "settings"];
const senderOf = (message: ControlMessage) => (hostTypes.includes(message.type) ? "host" : "relay");

test("control messages come out as they went in, and only from who may send them", () => {
	for (const message of messages) {
		const line = encodeControl(message);
		assert.ok(line.endsWith("\n"));
		assert.deepEqual(decodeControl(line, senderOf(message)), message);
		assert.throws(() => decodeControl(line, senderOf(message) === "host" ? "relay" : "host"), WireError);
	}
	assert.equal(decodeControl('{"type":"later","x":1}', "relay"), undefined);
	assert.equal(decodeControl('{"type":"constructor"}', "relay"), undefined);
	assert.deepEqual(decodeControl('{"type":"notice","text":"a\\u001b[2J\\nb","more":[]}', "relay"), {
		type: "notice",
		text: "a [2J b",
	});
	for (const line of [
		"",
		"[]",
		"null",
		"{}",
		'{"type":1}',
		'{"type":"notice"}',
		'{"type":"notice","text":1}',
		"{",
	])
		assert.throws(() => decodeControl(line, "relay"), WireError);
});

test("control lines in any pieces; one without an end is not kept", () => {
	const relay = messages.filter((message) => senderOf(message) === "relay");
	const bytes = Buffer.from(relay.map(encodeControl).join(""));
	for (const piece of [1, 7, bytes.length]) {
		const decoder = new ControlDecoder("relay");
		const out: ControlMessage[] = [];
		for (let at = 0; at < bytes.length; at += piece)
			out.push(...decoder.push(bytes.subarray(at, at + piece)));
		assert.deepEqual(out, relay);
	}
	const decoder = new ControlDecoder("relay");
	decoder.push(Buffer.alloc(LINE_LIMIT, " "));
	assert.throws(() => decoder.push(Buffer.from(" ")), WireError);
});

test(`random bytes and bitten messages give messages or a WireError, never anything else (seed ${seed})`, () => {
	const random = randomFrom(seed);
	const good = [
		...messages.map((message) => Buffer.from(encodeControl(message))),
		Buffer.concat([encodeHello(hello), ...encodeData(Buffer.from("abc")), encodeSize(1, 1), encodeAck(1)]),
		Buffer.concat([encodeMark(1), encodeEnd(0, "x")]),
	];
	for (let round = 0; round < 5000; round++) {
		const bytes = Buffer.from(good[random(good.length)]!);
		for (let bites = random(4); bites >= 0; bites--) bytes[random(bytes.length)] = random(256);
		const cut = bytes.subarray(random(3) === 0 ? random(bytes.length) : 0);
		for (const decoder of [
			new FrameDecoder("relay"),
			new FrameDecoder("host"),
			new ControlDecoder("relay"),
			new ControlDecoder("host"),
		]) {
			try {
				for (let at = 0; at < cut.length; at += 1 + random(64)) decoder.push(cut.subarray(at, at + 64));
			} catch (error) {
				assert.ok(error instanceof WireError, String((error as Error).stack));
			}
		}
	}
});

test("a registration is good for one key, one challenge, one relay and these nonces", () => {
	const { privateKey, publicKey } = generateKeyPairSync("ed25519");
	const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
	const blob = Buffer.concat([Buffer.from("0000000b7373682d6564323535313900000020", "hex"), raw]);
	const [challenge, relayKey] = [randomBytes(32), randomBytes(51)];
	const signed = registrationBytes(challenge, relayKey, nonces);
	assert.equal(signed.length, 17 + 32 + 4 + 51 + 32);
	const signature = sign(null, signed, privateKey);
	assert.ok(verifyHost(blob, signed, signature));
	const others = [
		registrationBytes(randomBytes(32), relayKey, nonces),
		registrationBytes(challenge, randomBytes(51), nonces),
		registrationBytes(challenge, relayKey, { ...nonces, ro: nonces.rw }),
		registrationBytes(challenge, relayKey, { ...nonces, rw: nonces.ro, ro: nonces.rw }),
	];
	for (const other of others) assert.ok(!verifyHost(blob, other, signature));
	assert.ok(!verifyHost(blob.subarray(0, 50), signed, signature));
	assert.ok(!verifyHost(Buffer.concat([blob, Buffer.alloc(1)]), signed, signature));
	assert.ok(!verifyHost(blob, signed, signature.subarray(1)));
});
