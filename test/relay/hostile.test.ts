/** What hosts, guests and strangers may do to a relay, and a relay to a host; and what a relay gets to see. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import ssh2 from "ssh2";
import { encodeControl } from "../../src/share/wire-control.ts";
import { smallRsa } from "../harness/small-rsa.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "./relay-world.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const tokenOf = (line: string) => / ([^ @]+)@/.exec(line)?.[1] ?? "";

test("end to end the relay sees neither what is typed nor what is shown; plain it would", async (t) => {
	// Whatever the relay's ssh2 takes out of a packet or puts into one, of all connections.
	const require = createRequire(import.meta.url);
	const { Channel } = require("ssh2/lib/Channel.js");
	const seen: Buffer[] = [];
	const world = new RelayWorld(t);
	const { write } = Channel.prototype;
	const { push } = Channel.prototype;
	const ofRelay = (channel: { _client?: { _srv?: unknown; _sock?: Socket } }) =>
		channel._client?._sock?.localPort === world.port;
	Channel.prototype.write = function (this: never, data: unknown, ...rest: unknown[]) {
		if (data && ofRelay(this)) seen.push(Buffer.from(data as Uint8Array));
		return write.call(this, data, ...rest);
	};
	Channel.prototype.push = function (this: never, data: unknown, ...rest: unknown[]) {
		if (data && ofRelay(this)) seen.push(Buffer.from(data as Uint8Array));
		return push.call(this, data, ...rest);
	};
	t.after(() => Object.assign(Channel.prototype, { write, push }));
	await world.start();
	const host = await world.host().ready();
	const [typed, shown] = ["sesame-typed-secret", "sesame-shown-secret"];
	host.onData = (one, bytes) => {
		if (Buffer.from(bytes).includes("!")) one.link.close("[quit]", 0);
	};
	const visit = async (line: string) => {
		seen.length = 0;
		const at = host.guests.length;
		const guest = world.terminal(line);
		await guest.waitFor("welcome");
		const one = await host.guest(at);
		guest.type(typed);
		await waitUntil("typed", () => one.typed.includes(typed));
		one.link.write(Buffer.from(shown));
		await guest.waitFor(shown);
		guest.type("!");
		await guest.waitExit();
		return Buffer.concat(seen).toString("latin1");
	};
	const end = await visit(host.line("read-write", true));
	assert.ok(end.length > 1000, "the relay has carried it");
	for (const secret of [
		typed,
		shown,
		"sesame",
		"welcome",
		tokenOf(host.line("read-write", true)).slice(0, 8),
	])
		assert.ok(!end.includes(secret), secret);
	const inner = /([^ @]+)@[a-z2-7]+\.comux$/.exec(host.line("read-write", true))?.[1] ?? "";
	assert.ok(inner.length === 27 && !end.includes(inner), "the inner token");
	// The same recording does see a plain guest.
	const plain = await visit(host.line("read-write"));
	assert.ok(plain.includes(typed) && plain.includes(shown) && plain.includes("welcome"));
});

test("a guest that stops reading holds up nobody, and follows again when it goes on", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const stalled = world.terminal(host.line("read-write"));
	await stalled.waitFor("welcome");
	const other = world.terminal(host.line("read-only"));
	await other.waitFor("welcome");
	const [one, two] = [await host.guest(0), await host.guest(1)];
	await waitUntil("both to be known there", () => one.link.queued === 0 && two.link.queued === 0);
	process.kill(stalled.pid, "SIGSTOP");
	let written = 0;
	while (one.link.queued <= one.link.room) {
		one.link.write(Buffer.alloc(16 * 1024, "."));
		written += 16 * 1024;
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.ok(written <= 2 * 1024 * 1024, `${written} bytes before the first was skipped`);
	two.link.write(Buffer.from("still here"));
	await other.waitFor("still here");
	await waitUntil("the other's mark", () => two.link.queued === 0);
	assert.equal(one.drained, 0);
	process.kill(stalled.pid, "SIGCONT");
	await waitUntil("room again", () => one.drained > 0 && one.link.queued === 0);
	one.link.close("[done]", 0);
	assert.equal(await stalled.waitExit(), 0);

	// One whose handler writes on and on is put out before it costs much.
	process.kill(other.pid, "SIGSTOP");
	for (let chunk = 0; chunk < 1000 && two.closed === 0; chunk++) two.link.write(Buffer.alloc(16 * 1024, "."));
	await waitUntil("it is put out", () => two.closed === 1);
	assert.ok(two.link.bytesOut <= 5 * 1024 * 1024);
	process.kill(other.pid, "SIGCONT");
});

/** A client of ssh2 at the relay, registered as nobody. */
async function rawHost(t: { after(fn: () => void): void }, port: number) {
	const client = new ssh2.Client();
	t.after(() => client.end());
	client.on("error", () => {});
	let closed = false;
	client.on("close", () => {
		closed = true;
	});
	await new Promise((resolve) =>
		client
			.once("ready", () => resolve(undefined))
			.connect({ host: "127.0.0.1", port, username: "comux-host" }),
	);
	const control = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
		client.subsys("comux-relay", (error, channel) => (error ? reject(error) : resolve(channel))),
	);
	let said = "";
	control.on("data", (bytes: Buffer) => {
		said += bytes.toString();
	});
	control.on("error", () => {});
	return { client, control, said: () => said, closed: () => closed };
}

test(`hosts that send nonsense are sent away, the others stay (seed ${seed})`, async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	let state = seed;
	const random = (below: number) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
	const settings = { endToEnd: false, restricted: false, guestKeys: true };
	const nonces = { rw: randomBytes(32), ro: randomBytes(32), jump: randomBytes(32) };
	const forged = encodeControl({
		type: "register",
		protocol: 1,
		host: "x",
		key: Buffer.concat([Buffer.from("0000000b7373682d6564323535313900000020", "hex"), randomBytes(32)]),
		signature: randomBytes(64),
		nonces,
		name: "",
		nameReadOnly: "",
		apiKey: "",
		...settings,
	});
	const lines: [string, RegExp][] = [
		["nonsense\n", /no JSON/],
		[`${"x".repeat(70_000)}`, /too long/],
		[encodeControl({ type: "settings", ...settings }), /before register/],
		[encodeControl({ type: "drain" }), /from a host/],
		[forged, /does not fit its signature/],
		[forged.replace('"protocol":1', '"protocol":2'), /speaks version 1/],
		[`${randomBytes(random(500) + 1).toString("base64")}\n`, /./],
	];
	for (const [line, reason] of lines) {
		const raw = await rawHost(t, world.port);
		await waitUntil("hello", () => raw.said().includes('"hello"'));
		raw.control.write(line);
		await waitUntil(() => `the end after ${line.slice(0, 40)}: ${raw.said()}`, raw.closed);
		assert.match(raw.said(), reason);
	}
	assert.deepEqual(
		world.relay.status().hosts.map(({ name }) => name.length),
		[31],
	);
	assert.equal(host.times, 1);
	const guest = world.terminal(host.line("read-write"));
	await guest.waitFor("welcome");
	assert.doesNotMatch(world.logged.join("\n"), /ERROR/);
});

test("a flood of connections is cut off; those who are in notice nothing", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const guest = world.terminal(host.line("read-write"));
	await guest.waitFor("welcome");
	const sockets: Socket[] = [];
	t.after(() => {
		for (const socket of sockets) socket.destroy();
	});
	let cut = 0;
	for (let number = 0; number < 300; number++) {
		const socket = connect(world.port, "127.0.0.1");
		socket.on("error", () => {});
		socket.on("close", () => cut++);
		socket.resume();
		sockets.push(socket);
	}
	await waitUntil("most to be cut off", () => cut >= 230);
	const { connections, totals } = world.relay.status();
	assert.ok(connections <= 66 && totals.limited >= 230, `${connections} ${totals.limited}`);
	guest.type("abc");
	await guest.waitFor("<");
});

test("a guest gets its terminal and nothing else", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const token = tokenOf(host.line("read-write"));
	const client = new ssh2.Client();
	t.after(() => client.end());
	client.on("keyboard-interactive", (_name, _text, _lang, _prompts, done) => done([]));
	await new Promise((resolve, reject) =>
		client
			.once("ready", () => resolve(undefined))
			.once("error", reject)
			.connect({ host: "127.0.0.1", port: world.port, username: token, tryKeyboard: true }),
	);
	const fails = (what: (done: (error: Error | undefined) => void) => void) =>
		new Promise<boolean>((resolve) => what((error) => resolve(error !== undefined)));
	assert.ok(await fails((done) => client.exec("id", done)));
	assert.ok(await fails((done) => client.sftp(done)), "a second session");
	assert.ok(await fails((done) => client.forwardIn("127.0.0.1", 0, done)));
	assert.ok(await fails((done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", world.port, done)));
	assert.ok(await fails((done) => client.subsys("comux-relay", done)));
	const noTerminal = await world.run("ssh", [
		"-F",
		world.config,
		"-T",
		"-p",
		String(world.port),
		`${token}@127.0.0.1`,
	]);
	assert.match(noTerminal.out, /a terminal is needed: use ssh -t/);
	assert.equal(host.guests.length, 0);
});

test("a relay that lies or babbles: the host gives no line out, keeps to itself and tries again", async (t) => {
	const world = new RelayWorld(t);
	const key = smallRsa();
	let say: string[] = [];
	let visits = 0;
	const server = new ssh2.Server({ hostKeys: [key] }, (connection) => {
		visits++;
		connection.on("error", () => {});
		connection.on("authentication", (context) => context.accept());
		connection.on("request", (accept) => accept?.());
		connection.on("session", (accept) =>
			accept().on("subsystem", (take) => {
				const channel = take();
				channel.on("error", () => {});
				for (const line of say) channel.write(line);
			}),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	world.port = (server.address() as { port: number }).port;
	const hello = encodeControl({ type: "hello", protocol: 1, relay: "x", challenge: randomBytes(32) });
	const tokens = { rw: "-oProxyCommand=x", ro: "ro-x", jump: "jump-x" };
	const named = { ...tokens, rw: "a/b", ro: "a/c" };
	const lies: [string[], RegExp][] = [
		[[encodeControl({ type: "registered", tokens, address: "x", port: 22, named: false })], /not ours/],
		[
			[hello, encodeControl({ type: "registered", tokens: named, address: "x", port: 22, named: true })],
			/not ours/,
		],
		[["{\n"], /no JSON/],
		[["x".repeat(100_000)], /too long/],
		[[encodeControl({ type: "hello", protocol: 1, relay: "x", challenge: randomBytes(8) })], /challenge/],
	];
	for (const [lines, reason] of lies) {
		say = lines;
		const host = world.host();
		await waitUntil(
			() => `${reason}: ${host.lost}`,
			() => reason.test(host.lost.join()),
		);
		assert.equal(host.times, 0);
		host.dispose();
	}
	say = [hello.replace('"protocol":1', '"protocol":9')];
	const host = world.host();
	await waitUntil("it gives up", () => /speaks version 9 of the protocol, not 1/.test(host.failed.join()));
	assert.ok(visits >= 6);
});

test("a relay that is not there, or says nothing: lost, with the reason, and tried again", async (t) => {
	const world = new RelayWorld(t);
	const silent = createServer();
	await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
	world.port = (silent.address() as { port: number }).port;
	await new Promise((resolve) => silent.close(resolve));
	const host = world.host();
	const tries = () => world.logged.filter((line) => line.startsWith("relay connecting to")).length;
	await waitUntil("three tries", () => tries() >= 3);
	assert.equal(host.lost.length, 1);
	assert.match(host.lost[0] ?? "", /^relay 127\.0\.0\.1 port \d+: [Cc]onnection refused$/);
	await world.start();
	await host.ready();
	assert.equal(host.times, 1);
});
