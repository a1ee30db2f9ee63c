/**
 * A guest with an ssh of its own making, which asks for everything SSH has:
 * what it gets is its terminal, whatever it asks for, in whatever order. And a
 * wrong token is answered as one that has expired and one that never was.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ClientChannel, ConnectConfig } from "ssh2";
import ssh2 from "ssh2";
import { randomToken } from "../../src/share/token.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "../relay/relay-world.ts";
import { DirectWorld } from "./direct-world.ts";

interface Cipher {
	allocPacket(size: number): Buffer;
	encrypt(packet: Buffer): void;
}

/** An ssh that says what it likes, and writes down what it is told. */
class Attacker {
	readonly client = new ssh2.Client();
	/** Numbers of the messages that came, in their order. */
	readonly heard: string[] = [];
	closed = false;

	constructor(t: TestContext) {
		this.client.on("error", () => {});
		this.client.on("close", () => {
			this.closed = true;
		});
		this.client.on("keyboard-interactive", (_name, _text, _lang, _prompts, finish) => finish([]));
		t.after(() => this.client.destroy());
	}

	async come(port: number, username: string, more: ConnectConfig = {}): Promise<this> {
		this.client.connect({ host: "127.0.0.1", port, username, tryKeyboard: true, ...more });
		await new Promise<void>((resolve, reject) =>
			this.client.once("ready", () => resolve()).once("close", () => reject(new Error("closed"))),
		);
		return this;
	}

	/** Writes down answers to what is sent with `send`. */
	listen(): void {
		const { _protocol } = this.client as unknown as {
			_protocol: { _handlers: Record<string, (...args: unknown[]) => void> };
		};
		const names = ["REQUEST_SUCCESS", "REQUEST_FAILURE", "CHANNEL_SUCCESS", "CHANNEL_FAILURE"];
		for (const name of [...names, "CHANNEL_OPEN_CONFIRMATION", "CHANNEL_OPEN_FAILURE"]) {
			const before = _protocol._handlers[name];
			_protocol._handlers[name] = (...args) => {
				this.heard.push(name);
				if (!name.startsWith("REQUEST")) before?.(...args);
			};
		}
	}

	send(type: number, ...parts: (number | string | Buffer | boolean)[]): void {
		const bytes = parts.map((part) => {
			if (Buffer.isBuffer(part)) return part;
			if (typeof part === "boolean") return Buffer.from([Number(part)]);
			const number = Buffer.alloc(4);
			number.writeUInt32BE(typeof part === "number" ? part : Buffer.byteLength(part));
			return typeof part === "number" ? number : Buffer.concat([number, Buffer.from(part)]);
		});
		const payload = Buffer.concat([Buffer.from([type]), ...bytes]);
		const { _cipher } = (this.client as unknown as { _protocol: { _cipher: Cipher } })._protocol;
		const packet = _cipher.allocPacket(payload.length);
		packet.set(payload, 5);
		_cipher.encrypt(packet);
	}

	shell(): Promise<ClientChannel> {
		return new Promise((resolve, reject) =>
			this.client.shell({ term: "xterm" }, (error, stream) => (error ? reject(error) : resolve(stream))),
		);
	}
}

const OPEN = 90;
const ADJUST = 93;
const DATA = 94;
const EXTENDED = 95;
const EOF = 96;
const CLOSE = 97;
const REQUEST = 98;
const GLOBAL = 80;

/** All requests for a channel that anybody has thought of, and some that nobody has. */
function everyRequest(guest: Attacker): number {
	const env = "x".repeat(30_000);
	guest.send(REQUEST, 0, "env", true, "BASH_ENV", "/tmp/x");
	for (let count = 0; count < 20; count++) guest.send(REQUEST, 0, "env", false, `E${count}`, env);
	guest.send(REQUEST, 0, "x11-req", true, false, "MIT-MAGIC-COOKIE-1", "00", 0);
	guest.send(REQUEST, 0, "auth-agent-req@openssh.com", true);
	guest.send(REQUEST, 0, "exec", true, "touch /tmp/x");
	guest.send(REQUEST, 0, "subsystem", true, "sftp");
	guest.send(REQUEST, 0, "subsystem", true, "comux-relay");
	guest.send(REQUEST, 0, "subsystem", true, "tmate");
	guest.send(REQUEST, 0, "xon-xoff", true, true);
	guest.send(REQUEST, 0, "break", true, 500);
	guest.send(REQUEST, 0, "signal", true, "KILL");
	guest.send(REQUEST, 0, "exit-status", true, 0);
	guest.send(REQUEST, 0, "eow@openssh.com", true);
	guest.send(REQUEST, 0, "no-such-request", true, Buffer.alloc(100, 0xff));
	return 13;
}

function everyGlobal(guest: Attacker): number {
	guest.send(GLOBAL, "tcpip-forward", true, "0.0.0.0", 0);
	guest.send(GLOBAL, "tcpip-forward", true, "guest", 1);
	guest.send(GLOBAL, "cancel-tcpip-forward", true, "0.0.0.0", 0);
	guest.send(GLOBAL, "streamlocal-forward@openssh.com", true, "/tmp/x");
	guest.send(GLOBAL, "cancel-streamlocal-forward@openssh.com", true, "/tmp/x");
	guest.send(GLOBAL, "hostkeys-prove-00@openssh.com", true, "x");
	guest.send(GLOBAL, "keepalive@openssh.com", true);
	guest.send(GLOBAL, "no-such-request", true);
	return 8;
}

function everyChannel(guest: Attacker): number {
	guest.send(OPEN, "session", 50, 1 << 20, 32768);
	guest.send(OPEN, "direct-tcpip", 51, 1 << 20, 32768, "127.0.0.1", 22, "127.0.0.1", 1);
	guest.send(OPEN, "direct-streamlocal@openssh.com", 52, 1 << 20, 32768, "/tmp/x", "", 0);
	guest.send(OPEN, "forwarded-tcpip", 53, 1 << 20, 32768, "guest", 1, "127.0.0.1", 1);
	guest.send(OPEN, "x11", 54, 1 << 20, 32768, "127.0.0.1", 1);
	guest.send(OPEN, "auth-agent@openssh.com", 55, 1 << 20, 32768);
	guest.send(OPEN, "tun@openssh.com", 56, 1 << 20, 32768, 1, 0);
	return 7;
}

const counted = (heard: readonly string[]) => {
	const counts: Record<string, number> = {};
	for (const name of heard) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
};

for (const way of ["direct", "relay"] as const)
	test(`one who may only look asks for everything there is (${way})`, async (t) => {
		const world = way === "direct" ? await new DirectWorld(t).ready() : await new RelayWorld(t).start();
		const host = world instanceof RelayWorld ? await world.host().ready() : world;
		const token =
			world instanceof RelayWorld
				? (/ (ro-\w+)@/.exec((host as ReturnType<RelayWorld["host"]>).line("read-only"))?.[1] ?? "")
				: world.token("read-only");
		const guest = await new Attacker(t).come(world.port, token);
		guest.listen();
		// Before there is a terminal: data, an end that is none, sizes.
		guest.send(OPEN, "session", 0, 1 << 20, 32768);
		guest.send(DATA, 0, "before the shell");
		guest.send(EXTENDED, 0, 1, "beside it");
		guest.send(REQUEST, 0, "window-change", false, 500, 500, 0, 0);
		const requests = everyRequest(guest);
		const globals = everyGlobal(guest);
		const channels = everyChannel(guest);
		await waitUntil(
			() => JSON.stringify(counted(guest.heard)),
			() => guest.heard.length === 1 + requests + globals + channels,
		);
		assert.deepEqual(counted(guest.heard), {
			CHANNEL_OPEN_CONFIRMATION: 1,
			CHANNEL_FAILURE: requests,
			REQUEST_FAILURE: globals,
			CHANNEL_OPEN_FAILURE: channels,
		});
		guest.heard.length = 0;
		assert.equal(host.guests.length, 0);
		// The terminal, a second one, and everything again.
		guest.send(REQUEST, 0, "pty-req", true, "xterm", 80, 24, 0, 0, "");
		guest.send(REQUEST, 0, "pty-req", false, "../../evil\x1b[2J", 1, 1, 0, 0, "");
		guest.send(REQUEST, 0, "shell", true);
		await waitUntil("a guest", () => host.guests.length === 1);
		guest.send(REQUEST, 0, "shell", false);
		guest.send(REQUEST, 0, "pty-req", false, "vt52", 2, 2, 0, 0, "");
		everyRequest(guest);
		everyGlobal(guest);
		everyChannel(guest);
		for (let count = 0; count < 500; count++)
			guest.send(REQUEST, 0, "window-change", false, 0xffffffff - count, count % 2 ? 0xffffffff : 0, 0, 0);
		for (let count = 0; count < 50; count++) guest.send(ADJUST, 0, count % 3 === 0 ? 0 : 0xffffffff);
		guest.send(EXTENDED, 0, 1, "beside it");
		guest.send(DATA, 7, "to a channel that is none");
		guest.send(CLOSE, 9);
		guest.send(EOF, 9);
		guest.send(DATA, 0, "k");
		const seen = await waitUntil("a key", () => (host.guests[0]?.typed === "k" ? host.guests[0] : undefined));
		assert.equal(seen.link.identity.rights, "read-only");
		assert.match(seen.link.identity.term, /^(xterm|unknown)$/);
		for (const size of seen.sizes) assert.match(size, /^([1-9]\d{0,2}|1000)x([1-9]\d?|[1-4]\d\d|500)$/);
		assert.ok(seen.sizes.length < 300, `${seen.sizes.length} sizes`);
		// An end, twice, and data behind it.
		guest.send(EOF, 0);
		guest.send(EOF, 0);
		guest.send(DATA, 0, "after the end");
		guest.send(CLOSE, 0);
		guest.send(CLOSE, 0);
		await waitUntil("its end", () => seen.closed === 1);
		assert.equal(host.guests.length, 1);
		assert.equal(seen.typed, "k");
		assert.ok(!world.logged.some((line) => line.startsWith("ERROR")), world.logged.join("\n"));
	});

/** Everything that somebody with this token is told, but for the time it takes. */
async function answers(t: TestContext, port: number, token: string): Promise<unknown[]> {
	const told: unknown[] = [];
	const guest = new Attacker(t);
	const methods: unknown[] = [];
	await guest.come(port, token, {
		authHandler: (left, _partial, next) => {
			methods.push(left);
			const [method] = [["none"], ["keyboard-interactive"]][methods.length - 1] ?? [];
			next((method ?? false) as "none");
		},
	});
	told.push(methods);
	guest.listen();
	everyGlobal(guest);
	guest.send(OPEN, "direct-tcpip", 51, 1 << 20, 32768, `${"a".repeat(25)}.comux`, 22, "127.0.0.1", 1);
	await waitUntil("the answers", () => guest.heard.includes("CHANNEL_OPEN_FAILURE"));
	told.push(counted(guest.heard));
	guest.client.destroy();
	const again = await new Attacker(t).come(port, token);
	const start = Date.now();
	const shell = await again.shell();
	let said = "";
	shell.on("data", (bytes: Buffer) => {
		said += bytes;
	});
	shell.on("exit", (...status: unknown[]) => told.push(status));
	await new Promise((resolve) => shell.once("close", resolve));
	const delay = Date.now() - start;
	assert.ok(delay >= 45 && delay < 1500, `${delay} ms`);
	again.client.destroy();
	return [...told, said];
}

test("a wrong token, one that has expired and one that never was are told the same", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const [good = ""] = / (\w+)@/.exec(host.line("read-write"))?.slice(1) ?? [];
	host.dispose();
	await waitUntil("the host to have gone", () => world.relay.status().hosts.length === 0);
	const expired = await answers(t, world.port, good);
	const never = await answers(t, world.port, randomToken("rw"));
	const wrong = await answers(t, world.port, "root");
	assert.deepEqual(expired, never);
	assert.deepEqual(wrong, never);
	assert.match(String(never.at(-1)), /^invalid or expired token\r\n$/);
	const direct = await new DirectWorld(t).ready();
	const here = await answers(t, direct.port, randomToken("rw"));
	assert.deepEqual(await answers(t, direct.port, randomToken("ro")), here);
	assert.equal(here.at(-1), never.at(-1));
	for (const token of [good, direct.token()])
		assert.ok(
			![...world.logged, ...direct.logged].some((line) => line.includes(token)),
			"a whole token is logged",
		);
	const status = JSON.stringify(world.relay.status());
	assert.ok(!status.includes(good));
});
