/**
 * A relay that lies, written by hand: it takes the registration as a good one
 * does and then does what it should not. The host gives nothing away, holds
 * nothing without bound, and its own panes and clients would notice nothing.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import type { Connection, ServerChannel } from "ssh2";
import ssh2 from "ssh2";
import { derivedToken, fingerprint, type TokenKind } from "../../src/share/token.ts";
import { encodeAck, encodeData, encodeHello, encodeSize, FrameDecoder } from "../../src/share/wire.ts";
import { ControlDecoder, encodeControl, type RegisterMessage } from "../../src/share/wire-control.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld, type TestHost } from "../relay/relay-world.ts";

interface Visit {
	readonly connection: Connection;
	readonly control: ServerChannel;
	readonly register: RegisterMessage;
	closed: boolean;
}

/** A relay of our own making; `visits` are the hosts that have registered. */
class LyingRelay {
	readonly world: RelayWorld;
	readonly visits: Visit[] = [];
	connections = 0;
	key = makeKey();
	port = 0;
	#server: ssh2.Server | undefined;

	constructor(t: TestContext) {
		this.world = new RelayWorld(t);
		t.after(() => this.stop());
	}

	async start(): Promise<this> {
		this.#server = new ssh2.Server({ hostKeys: [this.key] }, (connection) => this.#take(connection));
		await new Promise<void>((resolve) => this.#server?.listen(this.port, "127.0.0.1", resolve));
		this.port = (this.#server.address() as { port: number }).port;
		this.world.port = this.port;
		return this;
	}

	stop(): void {
		this.#server?.close();
		for (const { connection } of this.visits) connection.end();
	}

	async visit(at = 0): Promise<Visit> {
		return waitUntil(`visit ${at}`, () => this.visits[at]);
	}

	#take(connection: Connection): void {
		this.connections++;
		connection.on("error", () => {});
		connection.on("authentication", (context) => context.accept());
		connection.on("request", (accept) => accept?.());
		connection.on("session", (accept) =>
			accept().on("subsystem", (take) => {
				const control = take();
				const decoder = new ControlDecoder("host");
				control.on("error", () => {});
				control.write(
					encodeControl({ type: "hello", protocol: 1, relay: "liar", challenge: randomBytes(32) }),
				);
				control.on("data", (bytes: Buffer) => {
					for (const register of decoder.push(bytes)) {
						if (register.type !== "register") continue;
						const visit = { connection, control, register, closed: false };
						connection.on("close", () => {
							visit.closed = true;
						});
						control.write(registered(register));
						this.visits.push(visit);
					}
				});
			}),
		);
	}
}

/** ssh2 makes keys now and then that it cannot read itself. */
function makeKey(): string {
	for (;;) {
		const { private: pem } = ssh2.utils.generateKeyPairSync("ed25519");
		if (!(ssh2.utils.parseKey(pem) instanceof Error)) return pem;
	}
}

function registered({ key, nonces }: RegisterMessage, address = "127.0.0.1"): string {
	const token = (kind: TokenKind) => derivedToken(kind, key, nonces[kind]);
	const tokens = { rw: token("rw"), ro: token("ro"), jump: token("jump") };
	return encodeControl({ type: "registered", tokens, address, port: 2222, named: false });
}

function stream({ connection }: Visit, way = "guest", port = 1): Promise<ServerChannel | undefined> {
	return new Promise((resolve) =>
		connection.forwardOut(way, port, "192.0.2.9", 7, (error, channel) => {
			channel?.on("error", () => {});
			resolve(error ? undefined : channel);
		}),
	);
}

const hello = (rights: "read-write" | "read-only", address = "192.0.2.9") =>
	encodeHello({ rights, address, key: undefined, term: "xterm", cols: 80, rows: 24 });

async function open(t: TestContext, options: Record<string, string> = {}) {
	const relay = await new LyingRelay(t).start();
	const host = relay.world.host({ options });
	await host.ready();
	return { relay, host, visit: await relay.visit() };
}

/** The host is shared again and takes a guest as ever. */
async function stillFine(relay: LyingRelay, host: TestHost): Promise<void> {
	const before = host.guests.length;
	await waitUntil("the host to be there", () => relay.visits.at(-1)?.closed === false && host.up);
	const visit = relay.visits.at(-1) as Visit;
	const guest = await waitUntil("a stream", () => stream(visit));
	guest.resume();
	guest.write(hello("read-write"));
	for (const frame of encodeData(Buffer.from("x"))) guest.write(frame);
	await waitUntil("a key", () => host.guests[before]?.typed === "x");
	assert.ok(!relay.world.logged.some((line) => line.startsWith("ERROR")), relay.world.logged.join("\n"));
}

test("end to end only: nothing the relay says of a guest lets it in", async (t) => {
	const { relay, host, visit } = await open(t, { "share-end-to-end": "on" });
	assert.ok(host.lines.every((line) => line.endToEnd));
	for (const rights of ["read-write", "read-only"] as const) {
		const guest = await stream(visit);
		assert.ok(guest);
		const decoder = new FrameDecoder("host");
		let last = "";
		guest.on("data", (bytes: Buffer) => {
			for (const frame of decoder.push(bytes)) if (frame.type === "end") last = frame.lastLine;
		});
		guest.write(hello(rights));
		for (const frame of encodeData(Buffer.from("rm -rf /\r"))) guest.write(frame);
		await waitUntil("no", () => /end-to-end only/.test(last));
	}
	// Nor does any token that it knows, at the host's own SSH server.
	const { key, nonces } = visit.register;
	const known = (["rw", "ro", "jump"] as const).map((kind) => derivedToken(kind, key, nonces[kind]));
	for (const token of known) {
		const sock = await stream(visit, "host", 22);
		assert.ok(sock);
		const client = new ssh2.Client();
		client.on("keyboard-interactive", (_name, _text, _lang, _prompts, finish) => finish([]));
		client.connect({ sock, username: token, tryKeyboard: true });
		await new Promise<void>((resolve, reject) => client.once("ready", () => resolve()).once("error", reject));
		let said = "";
		await new Promise<void>((resolve) =>
			client.shell({ term: "xterm" }, (_error, shell) => {
				shell.on("data", (bytes: Buffer) => {
					said += bytes;
				});
				shell.on("close", () => resolve());
			}),
		);
		assert.equal(said, "invalid or expired token\r\n");
		client.end();
	}
	assert.equal(host.guests.length, 0);
	assert.equal(relay.visits.length, 1);
});

test("another key is refused, with both fingerprints; another relay learns no token of the first", async (t) => {
	const { relay, host, visit } = await open(t);
	const second = await new LyingRelay(t).start();
	const before = fingerprint(ssh2Public(relay.key));
	relay.stop();
	relay.key = makeKey();
	await relay.start();
	await waitUntil("to be refused", () => host.failed.length > 0);
	assert.match(host.failed[0] ?? "", /the relay's key has changed/);
	for (const print of [before, fingerprint(ssh2Public(relay.key))])
		assert.ok(host.failed[0]?.includes(print));
	assert.equal(relay.visits.length, 1);
	host.set("share-relay-port", String(second.port));
	const other = await second.visit();
	for (const kind of ["rw", "ro", "jump"] as const)
		assert.notDeepEqual(Buffer.from(other.register.nonces[kind]), Buffer.from(visit.register.nonces[kind]));
});

function ssh2Public(pem: string): Uint8Array {
	const key = ssh2.utils.parseKey(pem);
	assert.ok(!(key instanceof Error));
	return key.getPublicSSH();
}

test("words of the relay are shown without what a terminal obeys, and not without end", async (t) => {
	const { relay, host, visit } = await open(t);
	for (let count = 0; count < 500; count++)
		visit.control.write(`{"type":"notice","text":"\\u001b]0;x\\u0007#(touch /tmp/x)\\u009b2J ${count}"}\n`);
	await waitUntil("some", () => host.notices.length > 5);
	const { _protocol: protocol } = visit.connection as unknown as {
		_protocol: { _cipher: { encrypt(packet: Buffer): void; allocPacket(size: number): Buffer } };
	};
	const words = Buffer.from("\x1b]52;c;eA==\x07\x1b[2Jgone");
	const packet = protocol._cipher.allocPacket(1 + 4 + 4 + words.length + 4);
	packet[5] = 1;
	packet.writeUInt32BE(2, 6);
	packet.writeUInt32BE(words.length, 10);
	words.copy(packet, 14);
	packet.writeUInt32BE(0, 14 + words.length);
	protocol._cipher.encrypt(packet);
	await waitUntil("to be lost", () => host.lost.length > 0);
	assert.match(host.lost.join(), /gone/);
	for (const text of [...host.notices, ...host.lost]) assert.doesNotMatch(text, /[\x00-\x1f\x7f-\x9f]/);
	assert.ok(host.notices.length < 40, `${host.notices.length} notices`);
	await stillFine(relay, host);
});

test("registered, lost and found again and again: hooks do not run without end", async (t) => {
	const { host, visit } = await open(t);
	for (let count = 0; count < 200; count++) visit.control.write(registered(visit.register, `host${count}`));
	await waitUntil("it has had enough", () => visit.closed);
	assert.ok(host.times < 40, `ready ${host.times} times`);
	assert.match(host.lost.join(), /says too much/);
});

test("marks that are answered before anything was read: what the guest is to get is not kept for ever", async (t) => {
	const { relay, host, visit } = await open(t);
	const guest = await stream(visit);
	assert.ok(guest);
	guest.pause();
	guest.write(hello("read-write"));
	const { link, closed } = await host.guest();
	assert.equal(closed, 0);
	const frame = Buffer.alloc(64 * 1024, "x");
	let written = 0;
	let mark = 0;
	while (host.guests[0]?.closed === 0 && written < 64 * 1024 * 1024) {
		link.write(frame);
		written += frame.length;
		guest.write(encodeAck(++mark));
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.equal(host.guests[0]?.closed, 1);
	assert.ok(written <= 20 * 1024 * 1024, `${written} bytes`);
	await stillFine(relay, host);
});

test("data beside the data, floods of keys and of sizes: bounded, and the turn of everybody else comes", async (t) => {
	const { relay, host, visit } = await open(t);
	host.onData = () => {};
	const guest = await stream(visit);
	assert.ok(guest);
	guest.resume();
	guest.write(hello("read-only"));
	const { link, sizes } = await host.guest();
	const start = Date.now();
	let size = 0;
	for (const bytes of encodeData(Buffer.alloc(1024 * 1024, "k"))) guest.write(bytes);
	for (let count = 0; count < 2000; count++) guest.write(encodeSize(80 + (count % 100), 24));
	guest.stderr.write(Buffer.alloc(1024 * 1024, "e"));
	await waitUntil("a second to go by", () => Date.now() - start > 1000);
	const seconds = (Date.now() - start) / 1000;
	size = link.bytesIn;
	assert.ok(size <= 64 * 1024 * (2 + seconds), `${size} bytes in ${seconds} s`);
	assert.ok(sizes.length < 500, `${sizes.length} sizes`);
	guest.destroy();
	await waitUntil("its end", () => host.guests[0]?.closed === 1);
	await stillFine(relay, host);
});

test("thousands of streams, streams without a hello, half a frame, a frame too long", async (t) => {
	const { relay, host, visit } = await open(t);
	const streams = await Promise.all(
		Array.from({ length: 600 }, (_, at) => stream(visit, at % 2 ? "guest" : "host", at % 2 ? 1 : 22)),
	);
	const open_ = streams.filter((one) => one !== undefined);
	assert.ok(open_.length <= 512, `${open_.length} streams`);
	for (const [at, one] of open_.entries()) {
		one.resume();
		if (at % 4 === 0) one.write(Buffer.from([2, 0, 0, 1]));
		if (at % 4 === 1) one.write(Buffer.from([2, 0xff, 0xff, 0xff, 0xff]));
		if (at % 4 === 2) one.write(randomBytes(1000));
		one.end();
	}
	assert.equal(host.guests.length, 0);
	await waitUntil("a place", () => stream(visit).then((one) => one?.destroy() !== undefined));
	await stillFine(relay, host);
});

test("what a relay calls an address is one or nothing", async (t) => {
	const { host, visit } = await open(t);
	const guest = await stream(visit);
	assert.ok(guest);
	guest.resume();
	guest.write(hello("read-write", "$(touch /tmp/x)\x1b]0;x\x07"));
	const { link } = await host.guest();
	assert.doesNotMatch(link.identity.address, /[\x00-\x1f]/);
});
