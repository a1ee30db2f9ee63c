/** A session's webhook by a clock that is turned by hand: payloads, order, retries, what is dropped, and its end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
	Webhook,
	type WebhookPost,
	WebhookRefused,
	type WebhookRegister,
	type WebhookTarget,
	webhookProblem,
} from "../../src/share/webhook.ts";
import { FakeClock } from "../harness/fake-clock.ts";

const target: WebhookTarget = {
	url: "https://user:secret@hooks.example.org/path?key=secret",
	userdata: "job 7",
	entityId: "7f6c0a52-1111-4222-8333-444455556666",
};

const register: WebhookRegister = {
	ipAddress: "198.51.100.7",
	clientVersion: "2.4.0",
	token: "Rw1",
	tokenReadOnly: "ro-Ro1",
	reconnected: false,
	restricted: true,
	foreground: false,
	named: false,
	uname: {
		sysname: "Linux",
		nodename: "build-3",
		release: "6.1.0",
		version: "#1 SMP",
		machine: "x86_64",
	},
	sshCommandFormat: "ssh -p2222 %s@relay.example.org",
};

const guest = { id: "0f8fad5b-d9cb-469f-a165-70867728950e", address: "203.0.113.9", readOnly: true };

interface Event {
	readonly type: string;
	readonly timestamp: string;
	readonly generation: number;
	readonly params: Readonly<Record<string, unknown>>;
}

/** Promises that are settled now have been seen by everyone. */
async function rest(): Promise<void> {
	for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

class World {
	readonly clock = new FakeClock();
	readonly lines: string[] = [];
	readonly errors: unknown[] = [];
	readonly posts: { url: string; body: string; at: number; signal: AbortSignal }[] = [];
	readonly #start = this.clock.now();
	/** Answers the next posts. */
	answer: (number: number) => Promise<number> = async () => 200;
	readonly webhook: Webhook;
	ended = false;

	constructor(to: WebhookTarget = target, random = () => 0, post?: WebhookPost) {
		const mine: WebhookPost = (url, body, signal) => {
			this.posts.push({ url, body, at: this.clock.now() - this.#start, signal });
			return this.answer(this.posts.length);
		};
		const log = {
			level: 1,
			debug: (...args: readonly unknown[]) => void this.lines.push(args.join(" ")),
			error: (_what: string, error: unknown) => void this.errors.push(error),
		};
		this.webhook = new Webhook(to, { clock: this.clock, log, post: post ?? mine, random });
		this.webhook.settled.then(() => {
			this.ended = true;
		});
	}

	/** From timer to timer, so that what a post's answer starts begins at its time. */
	async pass(ms: number): Promise<void> {
		await rest();
		for (let gone = 0; gone < ms; gone += 100) {
			this.clock.advance(100);
			await rest();
		}
	}

	get events(): Event[] {
		return this.posts.map(({ body }) => JSON.parse(body) as Event);
	}

	get types(): string[] {
		return this.events.map(({ type }) => type);
	}
}

test("webhook: payloads of a session's life, in order", async () => {
	const world = new World();
	world.webhook.registered(register, 1);
	world.webhook.joined(guest);
	await world.pass(1500);
	world.webhook.left(guest.id);
	world.webhook.disconnected();
	world.webhook.registered({ ...register, reconnected: true, uname: undefined }, 2);
	world.webhook.closed();
	await rest();
	assert.ok(world.ended);
	assert.equal(world.posts[0]!.url, target.url);
	const all = { entity_id: "7f6c0a52-1111-4222-8333-444455556666", userdata: "job 7" };
	const early = { ...all, timestamp: "2026-01-05T12:00:00.000Z" };
	const late = { ...all, timestamp: "2026-01-05T12:00:01.500Z" };
	const params = {
		ip_address: "198.51.100.7",
		client_version: "2.4.0",
		stoken: "Rw1",
		stoken_ro: "ro-Ro1",
		reconnected: false,
		ssh_only: true,
		foreground: false,
		named: false,
		uname: {
			sysname: "Linux",
			nodename: "build-3",
			release: "6.1.0",
			version: "#1 SMP",
			machine: "x86_64",
		},
		ssh_cmd_fmt: "ssh -p2222 %s@relay.example.org",
		ws_url_fmt: "",
		web_url_fmt: "",
	};
	const joined = { id: guest.id, type: "ssh", ip_address: "203.0.113.9", readonly: true };
	assert.deepEqual(
		world.posts.map(({ body }) => JSON.parse(body)),
		[
			{ type: "session_register", ...early, generation: 1, params },
			{ type: "session_join", ...early, generation: 1, params: joined },
			{ type: "session_left", ...late, generation: 1, params: { id: guest.id } },
			{ type: "session_disconnect", ...late, generation: 1, params: {} },
			{
				type: "session_register",
				...late,
				generation: 2,
				params: { ...params, reconnected: true, uname: null },
			},
			{ type: "session_close", ...late, generation: 2, params: {} },
		],
	);
	world.webhook.joined(guest);
	world.webhook.closed();
	await rest();
	assert.equal(world.posts.length, 6, "nothing is told after the end");
	assert.deepEqual(world.clock.pending(), []);
	assert.deepEqual(world.lines, []);
});

test("webhook: one post at a time; five tries, then the next event", async () => {
	const world = new World();
	let answered: (status: number) => void = () => {};
	world.answer = () =>
		new Promise((resolve) => {
			answered = resolve;
		});
	world.webhook.registered(register, 1);
	world.webhook.joined(guest);
	await world.pass(5000);
	assert.deepEqual(world.types, ["session_register"], "the second waits for the first");
	world.answer = async (number) => {
		if (number % 2 === 0) throw new Error("connect ECONNREFUSED\n\x1b[31m");
		return number <= 5 ? 503 : 204;
	};
	answered(500);
	await world.pass(20_000);
	assert.deepEqual(world.types, [...Array(5).fill("session_register"), "session_join", "session_join"]);
	assert.deepEqual(
		world.posts.map(({ at }) => at),
		[0, 5300, 6200, 8900, 17_000, 17_000, 17_300],
		"0.3, 0.9, 2.7 and 8.1 s between the tries",
	);
	assert.equal(
		new Set(world.posts.slice(0, 5).map(({ body }) => body)).size,
		1,
		"a try says the same as the first",
	);
	assert.deepEqual(world.lines, [
		"webhook hooks.example.org of 7f6c0a52-1111-4222-8333-444455556666: session_register: status 500, will try again",
		"webhook hooks.example.org of 7f6c0a52-1111-4222-8333-444455556666: session_register: status 503, given up after 5 tries",
		"webhook hooks.example.org of 7f6c0a52-1111-4222-8333-444455556666: session_join: connect ECONNREFUSED?[31m, will try again",
	]);
	assert.deepEqual(world.clock.pending(), []);
});

test("webhook: waits are longer by chance, and what is refused is not tried again", async () => {
	const world = new World(target, () => 1);
	world.answer = async () => 404;
	world.webhook.registered(register, 1);
	await world.pass(3000);
	// A quarter longer: 375 and 1125 ms; the answer to the second is seen at 400.
	assert.deepEqual(
		world.posts.map(({ at }) => at),
		[0, 375, 1525],
	);
	const refused = new World();
	refused.answer = async () => {
		throw new WebhookRefused("webhook at a private address refused");
	};
	refused.webhook.registered(register, 1);
	refused.webhook.closed();
	await rest();
	assert.deepEqual(refused.types, ["session_register", "session_close"]);
	assert.ok(refused.ended);
	assert.match(refused.lines[0]!, /private address refused, given up after 1 try$/);
});

test("webhook: too many events: guests' oldest go, a register or close never", async () => {
	const world = new World();
	let answered: (status: number) => void = () => {};
	world.answer = () =>
		new Promise((resolve) => {
			answered = resolve;
		});
	world.webhook.registered(register, 1);
	for (let at = 0; at < 400; at++) world.webhook.joined({ ...guest, id: `guest ${at}` });
	world.webhook.disconnected();
	world.webhook.registered(register, 2);
	world.webhook.closed();
	assert.equal(world.lines.length, 1, "said once");
	assert.match(world.lines[0]!, /too many events wait, session_join dropped$/);
	world.answer = async () => 200;
	answered(200);
	for (let turn = 0; turn < 60; turn++) await rest();
	const { types } = world;
	assert.ok(world.ended);
	assert.equal(types.length, 1 + 256);
	assert.deepEqual([types[0], types[1]], ["session_register", "session_join"]);
	assert.deepEqual(types.slice(-4), [
		"session_join",
		"session_disconnect",
		"session_register",
		"session_close",
	]);
	assert.equal(world.events[1]!.params.id, "guest 147", "the oldest have gone");
	assert.match(world.lines.at(-1)!, /answers again, 147 events were dropped$/);
	// A host that comes and goes: still bounded, and its last connection is told.
	const flapping = new World();
	flapping.answer = () =>
		new Promise((resolve) => {
			answered = resolve;
		});
	for (let generation = 1; generation <= 1000; generation++) {
		flapping.webhook.registered(register, generation);
		flapping.webhook.disconnected();
	}
	flapping.webhook.closed();
	flapping.answer = async () => 200;
	answered(200);
	for (let turn = 0; turn < 60; turn++) await rest();
	assert.equal(flapping.types.length, 257);
	assert.equal(flapping.types.at(-1), "session_close");
	assert.equal(Math.max(...flapping.events.map(({ generation }) => generation)), 1000);
	assert.ok(
		flapping.events.some(({ type, generation }) => type === "session_register" && generation === 1000),
	);
});

test("webhook: a dead receiver costs one post and two timers at most, and ends after the session", async () => {
	const world = new World();
	let open = 0;
	let most = 0;
	world.answer = () => {
		most = Math.max(most, ++open);
		return new Promise((_resolve, reject) => {
			world.clock.setTimeout(() => {
				open--;
				reject(new Error("no answer within 10 s"));
			}, 10_000);
		});
	};
	world.webhook.registered(register, 1);
	for (let at = 0; at < 20; at++) world.webhook.joined(guest);
	await world.pass(30_000);
	world.webhook.closed();
	assert.ok(world.clock.pending().length <= 2);
	await world.pass(89_000);
	assert.equal(world.ended, false);
	assert.equal(most, 1);
	await world.pass(1100);
	assert.equal(world.ended, true);
	assert.match(world.lines.at(-1)!, /session is over, 21 events given up$/);
	assert.ok(world.posts.at(-1)!.signal.aborted);
	const { length } = world.posts;
	await world.pass(60_000);
	assert.equal(world.posts.length, length);
	assert.deepEqual(world.clock.pending(), []);
});

test("webhook: dispose ends the post under way and what waits; nothing comes after", async () => {
	const world = new World();
	world.answer = () => new Promise(() => {});
	world.webhook.registered(register, 1);
	world.webhook.joined(guest);
	world.webhook.dispose();
	world.webhook.dispose();
	await rest();
	assert.ok(world.posts[0]!.signal.aborted && world.ended);
	world.webhook.left(guest.id);
	await world.pass(20_000);
	assert.equal(world.posts.length, 1);
	const waiting = new World();
	waiting.answer = async () => 500;
	waiting.webhook.registered(register, 1);
	await rest();
	waiting.webhook.dispose();
	assert.deepEqual(waiting.clock.pending(), []);
});

test("webhook: bad targets are said once and stay mute; ports that throw harm nobody", async () => {
	const cases: readonly [url: string, userdata: string, problem: string | undefined][] = [
		["http://example.org/", "u".repeat(4096), undefined],
		["https://user:pw@[2001:db8::1]:8443/x?y", "", undefined],
		[`http://example.org/${"x".repeat(2048)}`, "", "webhook URL too long"],
		["http://example.org/", "u".repeat(4097), "webhook userdata too long"],
		["ftp://example.org/", "", "webhook URL is not http or https"],
		["file:///etc/passwd", "", "webhook URL is not http or https"],
		["example.org/hook", "", "bad webhook URL"],
		["http://", "", "bad webhook URL"],
		["", "", "bad webhook URL"],
	];
	for (const [url, userdata, problem] of cases) assert.equal(webhookProblem(url, userdata), problem, url);
	const mute = new World({ ...target, url: "gopher://x" });
	mute.webhook.registered(register, 1);
	mute.webhook.closed();
	await rest();
	assert.deepEqual([mute.posts.length, mute.ended], [0, true]);
	assert.equal(mute.lines.length, 1);
	assert.deepEqual(mute.clock.pending(), []);

	const world = new World(
		target,
		() => 0,
		() => {
			throw new Error("not even a promise");
		},
	);
	world.webhook.registered({ ...register, clientVersion: "x".repeat(100_000) }, 1);
	world.webhook.closed();
	await world.pass(30_000);
	assert.ok(world.ended);
	assert.deepEqual(world.errors, []);
	const long = new World();
	long.webhook.registered({ ...register, clientVersion: "x".repeat(100_000), ipAddress: "\u0000\ud800" }, 1);
	assert.equal(String(long.events[0]!.params.client_version).length, 256);
});
