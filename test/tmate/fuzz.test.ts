/** Hostile bytes: nothing throws or hangs, and pieces of any size give what the whole gives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PaneScreen } from "../../src/screen/pane-screen.ts";
import { canonicalLine, fromOld, tmateOption, toOld } from "../../src/tmate/commands.ts";
import {
	decodeHostMessage,
	encodeHostMessage,
	type HostMessage,
	layoutFault,
} from "../../src/tmate/host-messages.ts";
import { fromTmateKey } from "../../src/tmate/key-codes.ts";
import { encodeMsgpack, type MsgInput, MsgpackDecoder, type MsgValue } from "../../src/tmate/msgpack.ts";
import { decodeRelayMessage } from "../../src/tmate/relay-messages.ts";
import { paintSnapshot } from "../../src/tmate/snapshot-paint.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const COUNT = 20_000;

/** Numbers from 0 to before `n`, the same for the same seed. */
function randomFrom(start: number): (n: number) => number {
	let state = start >>> 0;
	return (n) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % n;
	};
}

const random = randomFrom(seed);
const words = [
	"bind-key",
	"set-option",
	"-g",
	"-t",
	"vi-copy",
	"status-bg",
	";",
	"x;",
	"",
	"-",
	"--",
	"C-a",
	"\x1b[",
	"é",
];
const word = (): string => words[random(words.length)] as string;

const SAMPLES: readonly (() => MsgInput[])[] = [
	() => [0, random(8), "2.4.0"],
	() => [
		1,
		80,
		23,
		[
			[
				0,
				"sh",
				[
					[1, 80, 23, 0, 0],
					[2, random(90), 3, 4, 5],
				],
				1,
			],
		],
		0,
	],
	() => [2, random(3), Buffer.from([random(256), random(256), 0x1b])],
	() => [3, `bind ${word()} ${word()}`],
	() => [4, random(9), word()],
	() => [5, word(), word()],
	() => [6, 1, [1, random(9), 2, 3, [1, 2, 0], [random(12), "p", word()]]],
	() => [7, 0, word()],
	() => [[8], [9]][random(2)] as MsgInput[],
	() => [10, word()],
	() => [
		11,
		[
			[
				1,
				random(4096),
				[
					random(99),
					random(99),
					[
						[word(), [random(2 ** 32), 2056, 67110920]],
						["", []],
					],
				],
				random(2) ? null : [1, 1, []],
			],
		],
	],
	() => [12, ...Array.from({ length: random(6) }, word)],
	() => [13, "a", "b", "c", "d", "e"],
	() => [6, random(3) - 1, random(2 ** 32) * 65536],
];

function anything(depth: number): MsgInput {
	const kind = random(depth > 3 ? 5 : 7);
	if (kind === 0) return null;
	if (kind === 1) return random(2 ** 32) - 2 ** 31;
	if (kind === 2) return random(3) === 1;
	if (kind === 3) return word();
	if (kind === 4) return random(2 ** 32) * 2 ** 20;
	return Array.from({ length: random(5) }, () => anything(depth + 1));
}

/** A message: right, with a field replaced, or with bytes replaced. */
function hostile(): Uint8Array {
	const message = (SAMPLES[random(SAMPLES.length)] as () => MsgInput[])();
	const how = random(4);
	if (how === 1) message[random(message.length)] = anything(0);
	if (how === 2) return encodeMsgpack(anything(0));
	const bytes = encodeMsgpack(message);
	if (how === 3) for (let n = random(4); n >= 0; n--) bytes[random(bytes.length)] = random(256);
	return bytes;
}

const screen = new PaneScreen({ cols: 12, rows: 4 });

function use(value: MsgValue): void {
	for (const protocol of [4, 6] as const) {
		const message = decodeHostMessage(value, protocol);
		const relay = decodeRelayMessage(value, protocol);
		if (relay.kind === "pane-key") fromTmateKey(relay.key, protocol);
		if (message.kind === "unknown" || message.kind === "malformed") continue;
		encodeHostMessage(message as HostMessage, protocol);
		if (message.kind === "layout") layoutFault(message);
		if (message.kind === "exec-string") canonicalLine(message.command);
		if (message.kind === "exec") {
			fromOld(message.argv);
			toOld(message.argv);
			tmateOption(message.argv);
		}
		if (message.kind === "snapshot") {
			for (const pane of message.panes) screen.write(paintSnapshot(pane, 12, 4));
		}
	}
}

test(`${COUNT} hostile messages (FUZZ_SEED=${seed})`, () => {
	const kinds = new Set<string>();
	for (let i = 0; i < COUNT; i++) {
		const bytes = hostile();
		const whole: MsgValue[] = [];
		const pieces: MsgValue[] = [];
		try {
			const error = new MsgpackDecoder({ bytes: 1 << 20 }).push(bytes, (value) => whole.push(value));
			const slow = new MsgpackDecoder({ bytes: 1 << 20 });
			let slowError: string | undefined;
			for (let k = 0; k < bytes.length; k++)
				slowError = slow.push(bytes.subarray(k, k + 1), (v) => pieces.push(v));
			assert.equal(slowError, error);
			assert.deepEqual(pieces, whole);
			for (const value of whole) {
				use(value);
				kinds.add(decodeHostMessage(value).kind);
			}
		} catch (error) {
			throw new Error(`FUZZ_SEED=${seed}, message ${i}: ${Buffer.from(bytes).toString("hex")}`, {
				cause: error,
			});
		}
	}
	assert.equal(kinds.size, 16);
});
