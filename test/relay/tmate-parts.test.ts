/** Parts of the relay's tmate side that need no connection: seal, greeting, what a host is told, pulse. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { GreetingReader, type GreetingResult } from "../../src/relay/tmate-greeting.ts";
import { Pulse } from "../../src/relay/tmate-pulse.ts";
import { Seal } from "../../src/relay/tmate-seal.ts";
import { hostTeller } from "../../src/relay/tmate-teller.ts";
import { randomToken } from "../../src/share/token.ts";
import { encodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import { encodeMsgpack } from "../../src/tmate/msgpack.ts";
import type { RelayMessage } from "../../src/tmate/relay-messages.ts";
import { FakeClock } from "../harness/fake-clock.ts";

const HEADER: HostMessage = { kind: "header", protocol: 6, version: "2.4.0" };

/** Numbers from 0 to below `n`, the same for one seed. */
function random(seed: number): (n: number) => number {
	let state = seed;
	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * n);
	};
}

test("the seal opens what it has sealed, and nothing that differs from that by one character", () => {
	const seal = new Seal("-----BEGIN one-----");
	const session = { id: randomUUID(), rw: randomToken("rw"), ro: randomToken("ro"), generation: 7 };
	const data = seal.seal(session);
	assert.match(data, /^[\w.-]{1,1000}$/);
	assert.deepEqual(seal.open(data), session);
	assert.deepEqual(new Seal("-----BEGIN one-----").open(data), session);
	assert.equal(new Seal("-----BEGIN other-----").open(data), undefined);
	const [body = "", signature = ""] = data.split(".");
	for (let at = 0; at < data.length; at++) {
		const other = data[at] === "A" ? "B" : "A";
		const changed = data.slice(0, at) + other + data.slice(at + 1);
		// The last character of base64 has bits that mean nothing.
		if (at === data.length - 1) continue;
		assert.equal(seal.open(changed), undefined, `at ${at}`);
	}
	for (const wrong of [
		"",
		".",
		"..",
		body,
		`${body}.`,
		`.${signature}`,
		`${data}.`,
		`${data}.x`,
		`${body}.${"A".repeat(43)}`,
	])
		assert.equal(seal.open(wrong), undefined, wrong);
	assert.equal(seal.open(`${"x".repeat(100_000)}.${signature}`), undefined);
	// What only a relay of another kind could have sealed.
	for (const one of [
		{ ...session, generation: 0 },
		{ ...session, generation: 1.5 },
		{ ...session, id: "../../etc" },
		{ ...session, rw: "comux-host" },
		{ ...session, ro: session.rw },
	])
		assert.equal(seal.open(seal.seal(one)), undefined, JSON.stringify(one));
});

/** Reads in pieces of `size` until there is a result. */
function read(bytes: Uint8Array, size: number): GreetingResult {
	const reader = new GreetingReader();
	for (let at = 0; at < bytes.length; at += size) {
		const result = reader.push(bytes.subarray(at, at + size));
		if (result !== undefined) return result;
	}
	return undefined;
}

test("the greeting: a version, and data only where they belong", () => {
	const say = (...messages: readonly HostMessage[]) =>
		Buffer.concat(messages.map((one) => encodeHostMessage(one)));
	const reconnect: HostMessage = { kind: "reconnect", data: "kept" };
	const bind: HostMessage = { kind: "exec", argv: ["bind-key", "x", "new-window"] };
	const notTmate = { error: "this is not tmate's protocol" };
	const old = { error: "this tmate is too old for this relay: 1.8.10 or later" };
	for (const [bytes, result] of [
		[say(HEADER), undefined],
		[say(HEADER, reconnect), { protocol: 6, data: "kept" }],
		[say(HEADER, bind), { protocol: 6, data: "" }],
		[say(HEADER, bind, reconnect), { protocol: 6, data: "" }],
		[say(HEADER, { kind: "exec", argv: ["bind-key", "x".repeat(20_000)] }), { protocol: 6, data: "" }],
		[Buffer.concat([say(HEADER), Buffer.alloc(100_000, 0x91)]), { protocol: 6, data: "" }],
		[say({ ...HEADER, protocol: 99 }, reconnect), { protocol: 6, data: "kept" }],
		[say({ ...HEADER, protocol: 5 }), { protocol: 5, data: "" }],
		[say({ ...HEADER, protocol: 4 }), { protocol: 4, data: "" }],
		[say({ ...HEADER, protocol: 3 }), old],
		[Buffer.from(encodeMsgpack([0, 2])), old],
		[say(bind), notTmate],
		[say(reconnect), notTmate],
		[Buffer.from("GET / HTTP/1.1\r\n"), notTmate],
		[Buffer.from([0xc1]), notTmate],
		[Buffer.concat([say(HEADER), encodeMsgpack([10, ["no", "text"]])]), { protocol: 6, data: "" }],
		[Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), notTmate],
	] as const)
		for (const size of [1, 7, 100_000])
			assert.deepEqual(read(bytes, size), result, `${bytes.subarray(0, 20).toString("hex")} by ${size}`);
});

test("any bytes get an end to the greeting within 64 KB, and only what it may be", () => {
	const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
	const rand = random(seed);
	for (let round = 0; round < 500; round++) {
		const header = rand(2) === 0 ? encodeHostMessage({ ...HEADER, protocol: rand(9) }) : new Uint8Array(0);
		const noise = Uint8Array.from({ length: rand(200) }, () => rand(256));
		// Empty arrays are messages of no kind; what follows is cut at 64 KB.
		const bytes = Buffer.concat([header, noise, Buffer.alloc(70_000, rand(2) === 0 ? 0x90 : rand(256))]);
		const results = [1 + rand(50), 32 * 1024].map((size) => read(bytes, size));
		assert.notEqual(results[0], undefined, `seed ${seed}`);
		assert.deepEqual(
			results[0],
			results[1],
			`seed ${seed}, round ${round}: ${bytes.subarray(0, 40).toString("hex")}`,
		);
	}
});

test("what a host is told: first, when it is back, when its names go, and as guests come and go", () => {
	const told: RelayMessage[] = [];
	const teller = hostTeller("ssh -p2222 %s@relay.example.org", (message) => told.push(message));
	const take = () =>
		told.splice(0).map((one) => {
			if (one.kind === "notify") return one.text;
			return one.kind === "set-env" ? `${one.name}=${one.value}` : one.kind;
		});
	const tokens = { rw: "$&abc", ro: "ro-abc", jump: "" };
	const session = { tokens, problem: "", restored: false, foreground: true, guests: 0, data: "D" };
	const env = [
		"tmate_ssh_ro=ssh -p2222 ro-abc@relay.example.org",
		"tmate_ssh=ssh -p2222 $&abc@relay.example.org",
	];
	const lines = [
		"ssh session read only: ssh -p2222 ro-abc@relay.example.org",
		"ssh session: ssh -p2222 $&abc@relay.example.org",
		...env,
	];
	teller.ready({ ...session, problem: "no such key" });
	assert.deepEqual(take(), [
		"no such key",
		...lines,
		"tmate_reconnection_data=D",
		"tmate_num_clients=0",
		"ready",
	]);
	teller.ready({ ...session, foreground: false });
	assert.match(take()[0] ?? "", /^Guests see what is on the screen/);
	teller.ready({ ...session, restored: true, guests: 3 });
	assert.deepEqual(take(), [
		"Reconnected",
		...env,
		"tmate_reconnection_data=D",
		"tmate_num_clients=3",
		"ready",
	]);
	teller.lines(tokens);
	assert.deepEqual(take(), lines);
	teller.joined("192.0.2.1", false, 1);
	teller.joined("192.0.2.2", true, 2);
	teller.left(1);
	assert.deepEqual(take(), [
		"tmate_num_clients=1",
		"A guest has joined (192.0.2.1): 1 guest is here",
		"tmate_num_clients=2",
		"A guest has joined (192.0.2.2, read-only): 2 guests are here",
		"tmate_num_clients=1",
		"A guest has left: 1 guest is here",
	]);
});

test("a thread that answers now and then is let be, one that does not is given up once", () => {
	const clock = new FakeClock();
	let [asked, gone] = [0, 0];
	const pulse = new Pulse({
		clock,
		ask: () => {
			// Two of three questions stay without an answer.
			if (++asked % 3 === 0 && asked < 30) pulse.answered();
		},
		gone: () => {
			gone++;
		},
	});
	clock.advance(290_000);
	assert.deepEqual([asked, gone], [29, 0]);
	clock.advance(40_000);
	assert.deepEqual([gone, clock.pending()], [1, []]);
	clock.advance(100_000);
	assert.equal(gone, 1);
	const other = new Pulse({ clock, ask() {}, gone: () => assert.fail("disposed") });
	other.dispose();
	clock.advance(100_000);
});
