/**
 * A host that lies: it knows all of another one's registration but its private
 * key, and wants its tokens, its name, or the relay's memory.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ClientChannel } from "ssh2";
import ssh2 from "ssh2";
import { hostName } from "../../src/share/token.ts";
import {
	ControlDecoder,
	type ControlMessage,
	encodeControl,
	type RegisterMessage,
	registrationBytes,
} from "../../src/share/wire-control.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "./relay-world.ts";

/** A connection as a host, with its control channel and what the relay has said on it. */
async function come(t: TestContext, world: RelayWorld) {
	const client = new ssh2.Client();
	const said: ControlMessage[] = [];
	const here = { client, said, closed: false, relayKey: new Uint8Array() };
	client.on("error", () => {});
	client.on("close", () => {
		here.closed = true;
	});
	t.after(() => client.destroy());
	client.connect({
		host: "127.0.0.1",
		port: world.port,
		username: "comux-host",
		hostVerifier: (key: Buffer) => {
			here.relayKey = new Uint8Array(key);
			return true;
		},
	});
	await new Promise<void>((resolve) => client.once("ready", () => resolve()));
	return here;
}

async function control(here: Awaited<ReturnType<typeof come>>): Promise<ClientChannel> {
	const channel = await new Promise<ClientChannel>((resolve, reject) =>
		here.client.subsys("comux-relay", (error, stream) => (error ? reject(error) : resolve(stream))),
	);
	const decoder = new ControlDecoder("relay");
	channel.on("error", () => {});
	channel.on("data", (bytes: Buffer) => here.said.push(...decoder.push(bytes)));
	await waitUntil("hello", () => here.said.length > 0);
	return channel;
}

const base = {
	type: "register",
	protocol: 1,
	host: "comux 1.2.3",
	name: "",
	nameReadOnly: "",
	apiKey: "",
	endToEnd: false,
	restricted: false,
	guestKeys: true,
} as const;

test("nobody registers with the key of somebody else, nor takes a name without its API key", async (t) => {
	const world = await new RelayWorld(t).start();
	const api = world.apiKeys.add("alice");
	const victim = world.host({
		state: "victim",
		options: { "share-session-name": "work", "share-api-key": api },
	});
	await victim.ready();
	const lines = victim.lines.map(({ command }) => command);
	assert.ok(lines[0]?.includes("alice/work@"), lines[0]);
	const theirs = ssh2.utils.parseKey(readFileSync(join(world.folder, "victim", "host_ed25519"), "utf8"));
	assert.ok(!(theirs instanceof Error));
	const key = new Uint8Array(theirs.getPublicSSH());
	const nonces = { rw: randomBytes(32), ro: randomBytes(32), jump: randomBytes(32) };
	const forged: ((challenge: Uint8Array, relayKey: Uint8Array) => Uint8Array)[] = [
		() => randomBytes(64),
		() => new Uint8Array(64),
		// Signed by the right key: for another challenge, another relay, other nonces.
		(_challenge, relayKey) =>
			theirs.sign(Buffer.from(registrationBytes(randomBytes(32), relayKey, nonces))) as Buffer,
		(challenge) => theirs.sign(Buffer.from(registrationBytes(challenge, randomBytes(51), nonces))) as Buffer,
		(challenge, relayKey) =>
			theirs.sign(
				Buffer.from(registrationBytes(challenge, relayKey, { ...nonces, rw: randomBytes(32) })),
			) as Buffer,
	];
	for (const sign of forged) {
		const here = await come(t, world);
		const channel = await control(here);
		const [hello] = here.said;
		assert.ok(hello?.type === "hello");
		const signature = new Uint8Array(sign(hello.challenge, here.relayKey));
		channel.write(encodeControl({ ...base, key, nonces, signature } satisfies RegisterMessage));
		await waitUntil("to be refused", () => here.said.some(({ type }) => type === "refused") && here.closed);
	}
	// Its own key, and a name of somebody else's: it gets its own tokens.
	const own = world.host({
		state: "own",
		options: { "share-session-name": "work", "share-api-key": "cmx-guess" },
	});
	await own.ready();
	assert.ok(!own.lines.some(({ command }) => command.includes("alice")));
	assert.match(own.notices.join(), /the API key is not known/);
	// The tokens are still those of the one who had them.
	assert.equal(victim.times, 1);
	assert.equal(world.relay.status().hosts.filter(({ name }) => name === hostName(key)).length, 1);
	const guest = world.terminal(victim.line("read-write"));
	const seen = await victim.guest();
	guest.type("x");
	await waitUntil("a key", () => seen.typed.includes("x"));
	assert.equal(own.guests.length, 0);
	assert.ok(!world.logged.some((line) => line.startsWith("ERROR")), world.logged.join("\n"));
});

test("one that says it is a host gets the control channel and nothing else, however it asks", async (t) => {
	const world = await new RelayWorld(t).start();
	const here = await come(t, world);
	const { client } = here;
	const refused = (ask: (done: (error?: Error | null) => void) => void) =>
		new Promise<string>((resolve) => ask((error) => resolve(error ? "refused" : "granted")));
	const asked = await Promise.all([
		refused((done) => client.exec("id", done)),
		refused((done) => client.shell(done)),
		refused((done) => client.sftp(done)),
		refused((done) => client.forwardIn("0.0.0.0", 0, done)),
		refused((done) => client.forwardIn("guest", 2, done)),
		refused((done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", world.port, done)),
		refused((done) => client.openssh_forwardInStreamLocal("/tmp/x", done)),
		refused((done) => client.openssh_forwardOutStreamLocal("/var/run/docker.sock", done)),
	]);
	assert.deepEqual([...new Set(asked)], ["refused"]);
	// Sessions without end cost nothing: most are refused.
	const many = await Promise.all(
		Array.from({ length: 500 }, () => refused((done) => client.subsys("x", done))),
	);
	assert.ok(many.every((answer) => answer === "refused"));
	client.destroy();
	// A token is not one because a host has said it in a control line.
	const host = await world.host().ready();
	const fake = createHash("sha256").update("x").digest("hex");
	const run = await world.ssh(fake);
	assert.match(run.out, /invalid or expired token/);
	assert.equal(host.guests.length, 0);
});
