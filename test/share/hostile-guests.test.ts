/** Guests who mean no good: every one of them is put out, and the next one finds all as it was. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import type { ClientChannel, ConnectConfig } from "ssh2";
import ssh2 from "ssh2";
import { systemClock } from "../../src/node/system-clock.ts";
import type { GuestLink } from "../../src/share/provider.ts";
import { SshServer } from "../../src/share/ssh-server.ts";
import { nullLog } from "../../src/util/log.ts";
import { duplexPair } from "../harness/duplex-pair.ts";
import { waitUntil } from "../harness/wait.ts";
import { DirectWorld } from "./direct-world.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** A small generator with a seed. */
function random(start: number): () => number {
	let state = start;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

interface Raw {
	readonly client: ssh2.Client;
	closed: boolean;
}

/** An ssh of our own making, with no manners. */
async function come(t: TestContext, world: DirectWorld, more: ConnectConfig = {}): Promise<Raw> {
	const client = new ssh2.Client();
	const raw: Raw = { client, closed: false };
	client.on("error", () => {});
	client.on("close", () => {
		raw.closed = true;
	});
	t.after(() => client.destroy());
	client.connect({ host: "127.0.0.1", port: world.port, username: world.token(), ...more });
	await new Promise<void>((resolve, reject) => {
		client.on("ready", resolve);
		client.on("close", () => reject(new Error("closed")));
	});
	return raw;
}

const shell = ({ client }: Raw) =>
	new Promise<ClientChannel>((resolve, reject) =>
		client.shell({ term: "xterm" }, (error, stream) => (error ? reject(error) : resolve(stream))),
	);

/** Sends a payload of any kind in a packet that is well made. */
function sendPayload({ client }: Raw, payload: Uint8Array): void {
	const { _protocol: protocol } = client as unknown as {
		_protocol: { _cipher: { allocPacket(size: number): Buffer; encrypt(packet: Buffer): void } };
	};
	const packet = protocol._cipher.allocPacket(payload.length);
	packet.set(payload, 5);
	protocol._cipher.encrypt(packet);
}

async function stillFine(t: TestContext, world: DirectWorld): Promise<void> {
	const before = world.guests.length;
	// The places of the others are free once their ends were seen.
	const raw = await waitUntil("a place", () => come(t, world).catch(() => undefined));
	const stream = await shell(raw);
	stream.resume();
	stream.write("x");
	await waitUntil("a key", () => world.guests[before]?.typed === "x");
	assert.equal(world.guests.length, before + 1);
	assert.ok(!world.logged.some((line) => line.startsWith("ERROR")), world.logged.join("\n"));
	raw.client.destroy();
	await waitUntil("its end", () => world.guests.at(-1)?.closed === 1);
}

async function open(t: TestContext): Promise<DirectWorld> {
	return new DirectWorld(t, { "share-guest-keys": "off" }).ready();
}

test("bytes that are no SSH", async (t) => {
	const world = await open(t);
	const next = random(seed);
	const starts = ["", "SSH-2.0-x\r\n", "SSH-1.5-x\r\n", "GET / HTTP/1.0\r\n\r\n", "\r\n".repeat(2000)];
	for (let round = 0; round < 40; round++) {
		const socket = connect(world.port, "127.0.0.1");
		let closed = false;
		socket.on("error", () => {});
		socket.on("close", () => {
			closed = true;
		});
		socket.resume();
		const noise = Buffer.from(Array.from({ length: 1 + Math.floor(next() * 3000) }, () => next() * 256));
		socket.write(Buffer.concat([Buffer.from(starts[round % starts.length] ?? ""), noise]));
		// What is not refused at once waits for more, and is hung up on.
		if (round % 2 === 0) socket.end();
		else socket.write(Buffer.alloc(70_000, 0xff));
		await waitUntil(`seed ${seed} round ${round} to be put out`, () => closed);
	}
	await stillFine(t, world);
});

test("a flood of connections from one address", async (t) => {
	const world = await open(t);
	const sockets: Socket[] = [];
	let closed = 0;
	for (let count = 0; count < 40; count++) {
		const socket = connect(world.port, "127.0.0.1");
		socket.on("error", () => {});
		socket.on("close", () => closed++);
		socket.resume();
		sockets.push(socket);
	}
	await waitUntil("30 of 40 refused", () => closed === 30);
	for (const socket of sockets) socket.destroy();
	await stillFine(t, world);
});

test("packets of any content once it is in", async (t) => {
	const world = await open(t);
	const next = random(seed);
	// Numbers of messages that a client may send here, with a few that it may not.
	const types = [
		2, 3, 4, 5, 20, 21, 30, 50, 51, 60, 61, 80, 81, 82, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100,
	];
	let raw: Raw | undefined;
	for (const [round, type] of types.entries()) {
		// One that was put out comes again, with a terminal every other time.
		if (raw === undefined || raw.closed) {
			raw = await come(t, world);
			if (round % 2 === 0) await shell(raw);
		}
		for (let count = 0; count < 30 && !raw.closed; count++) {
			const body = Array.from({ length: Math.floor(next() * 60) }, () => (next() < 0.6 ? 0 : next() * 256));
			sendPayload(raw, Uint8Array.from([type, ...body]));
			if (count % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
		}
	}
	raw?.client.destroy();
	await waitUntil(`seed ${seed}: all to have ended`, () => world.guests.every(({ closed }) => closed === 1));
	await stillFine(t, world);
});

/** SSH_MSG_CHANNEL_OPEN of a session: window and packet size as given. */
function channelOpen(window: number, packet: number): Uint8Array {
	const name = Buffer.from("session");
	const bytes = Buffer.alloc(1 + 4 + name.length + 12);
	bytes[0] = 90;
	bytes.writeUInt32BE(name.length, 1);
	name.copy(bytes, 5);
	bytes.writeUInt32BE(0, 5 + name.length);
	bytes.writeUInt32BE(window, 9 + name.length);
	bytes.writeUInt32BE(packet, 13 + name.length);
	return bytes;
}

test("a channel with packets of no size, and keys exchanged again and again", async (t) => {
	const world = await open(t);
	for (const size of [0, 1, 512]) {
		const raw = await come(t, world);
		sendPayload(raw, channelOpen(1 << 20, size));
		await waitUntil("to be put out", () => raw.closed);
	}
	const raw = await come(t, world);
	let exchanges = 0;
	const { _protocol: protocol } = raw.client as unknown as { _protocol: { rekey(): void } };
	raw.client.on("handshake", () => {
		if (++exchanges < 1000) protocol.rekey();
	});
	protocol.rekey();
	await waitUntil("to be put out", () => raw.closed);
	assert.ok(exchanges < 20, `${exchanges} exchanges`);
	await stillFine(t, world);
});

test("requests for anything but the one terminal", async (t) => {
	const world = await open(t);
	const raw = await come(t, world);
	const stream = await shell(raw);
	const { client } = raw;
	const refused = (ask: (done: (error?: Error | null) => void) => void) =>
		new Promise<string>((resolve) => ask((error) => resolve(error ? "refused" : "granted")));
	const asked = await Promise.all([
		refused((done) => client.exec("id", done)),
		refused((done) => client.shell(done)),
		refused((done) => client.sftp(done)),
		refused((done) => client.subsys("comux-relay", done)),
		refused((done) => client.forwardIn("127.0.0.1", 0, done)),
		refused((done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", world.port, done)),
		refused((done) => client.openssh_forwardInStreamLocal("/tmp/x", done)),
		refused((done) => client.openssh_forwardOutStreamLocal("/var/run/docker.sock", done)),
	]);
	assert.deepEqual(
		asked,
		asked.map(() => "refused"),
	);
	stream.signal("KILL");
	stream.setWindow(1e9, 1e9, 0, 0);
	const seen = await world.guest(0);
	await waitUntil("a size that can be used", () => seen.sizes.at(-1) === "1000x160");
	stream.setWindow(0, 0, 0, 0);
	await waitUntil("another", () => seen.sizes.at(-1) === "80x24");
	const other = await come(t, world);
	assert.equal(
		await refused((done) => other.client.shell({ term: "xterm" }, { x11: true }, done)),
		"refused",
	);
	assert.equal(world.guests.length, 1);
});

test("a guest who does not read, at its socket or at its channel", async (t) => {
	const world = await open(t);
	for (const where of ["socket", "channel"] as const) {
		const sock = connect(world.port, "127.0.0.1");
		const raw = await come(t, world, { sock });
		const stream = await shell(raw);
		const at = where === "socket" ? 0 : 1;
		const seen = await world.guest(at);
		stream.pause();
		if (where === "socket") sock.pause();
		const { link } = seen;
		const frame = Buffer.alloc(64 * 1024, "x");
		link.write(frame);
		link.write(frame);
		assert.ok(link.queued > link.room, "frames are skipped from now on");
		// Its owner goes on all the same: it is put out before it costs much.
		let written = 0;
		while (seen.closed === 0 && written < 64 * 1024 * 1024) {
			link.write(frame);
			written += frame.length;
			await new Promise((resolve) => setImmediate(resolve));
		}
		assert.equal(seen.closed, 1);
		assert.ok(written <= 20 * 1024 * 1024, `${where}: ${written} bytes`);
	}
	await stillFine(t, world);
});

test("a flood of keys is taken at a bounded speed, and one beyond every window is put out", async (t) => {
	const world = await open(t);
	world.onData = () => {};
	const raw = await come(t, world, { username: world.token("read-only") });
	const stream = await shell(raw);
	const { link } = await world.guest(0);
	const start = Date.now();
	stream.write(Buffer.alloc(1024 * 1024, "k"));
	await waitUntil("some to have come", () => link.bytesIn > 64 * 1024);
	await waitUntil("a second to go by", () => Date.now() - start > 1000);
	const seconds = (Date.now() - start) / 1000;
	// 64 KiB at once and each second, and the last chunk.
	assert.ok(link.bytesIn <= 64 * 1024 * (1 + seconds) + 64 * 1024, `${link.bytesIn} bytes in ${seconds} s`);
	// SSH_MSG_CHANNEL_DATA whatever the window says.
	const data = Buffer.alloc(9 + 30_000);
	data[0] = 94;
	data.writeUInt32BE(30_000, 5);
	for (let count = 0; count < 1000 && !raw.closed; count++) {
		sendPayload(raw, data);
		if (count % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
	}
	await waitUntil("to be put out", () => raw.closed);
	await stillFine(t, world);
});

test("bytes that a relay passes on: the same server, with the relay's word for the address", async (t) => {
	const world = await open(t);
	const links: GuestLink[] = [];
	let closed = 0;
	const server = new SshServer({
		clock: systemClock,
		log: nullLog,
		version: "comux 1.2.3",
		hostKeys: [readFileSync(`${world.folder}/state/host_ed25519`, "utf8")],
		keys: { restricted: false, allows: async () => true, lines: async () => [], nameOf: () => "" },
		option: () => "off",
		rightsOf: (token) => (token === "inner" ? "read-only" : undefined),
		accept(link) {
			links.push(link);
			link.handle({ data() {}, resize() {}, drained() {}, closed: () => closed++ });
			link.write(Buffer.from("hello"));
		},
	});
	t.after(() => server.dispose());
	const [mine, theirs] = duplexPair();
	server.inject(theirs, "2001:db8::7");
	const client = new ssh2.Client();
	client.on("error", () => {});
	t.after(() => client.destroy());
	client.connect({ sock: mine as Socket, username: "inner" });
	await new Promise<void>((resolve) => client.on("ready", () => resolve()));
	const stream = await shell({ client, closed: false });
	let out = "";
	let status = -1;
	stream.on("data", (data: Buffer) => {
		out += data;
	});
	stream.on("exit", (code: number | null) => {
		status = code ?? -1;
	});
	const link = await waitUntil("a guest", () => links[0]);
	assert.deepEqual(
		[link.identity.via, link.identity.address, link.identity.rights],
		["end-to-end", "2001:db8::7", "read-only"],
	);
	await waitUntil("what was written to be known there", () => link.queued === 0 && link.rtt >= 0);
	link.close("[bye]", 3);
	link.write(Buffer.from("nothing more"));
	await waitUntil("the end", () => status === 3);
	assert.equal(out, "hello[bye]\r\n");
	await waitUntil("the end is told", () => closed === 1);
	client.end();
	await waitUntil("the connection is gone", () => server.connections === 0);
});
