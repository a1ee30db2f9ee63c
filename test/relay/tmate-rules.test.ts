/** Who may host with tmate and who may come in, and what else is asked of a relay under tmate's name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createKeyRing } from "../../src/share/key-ring.ts";
import type { HostMessage } from "../../src/tmate/host-messages.ts";
import { encodeMsgpack } from "../../src/tmate/msgpack.ts";
import { FakeClock } from "../harness/fake-clock.ts";
import { waitUntil } from "../harness/wait.ts";
import { FakeTmate, MIB, ONE_PANE, settle, TmateRelayWorld } from "./fake-tmate.ts";

const option = (name: string, value: string) => ["set-option", "-g", name, value];
const listed = (...lines: readonly string[]) => [
	["set-option", "-g", "tmate-authorized-keys", "/home/x/keys"],
	...lines.map((line) => ["set-option", "tmate-set", `authorized_keys=${line}`]),
];

test("named sessions need an API key; a second host of the user takes the name, the first keeps its own tokens", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const key = world.apiKeys.add("bob");
	const names = [
		option("tmate-session-name", "work"),
		option("tmate-session-name-ro", "look"),
		option("tmate-api-key", key),
	];
	const first = await world.sharing(names);
	assert.deepEqual(first.tokens, { rw: "bob/work", ro: "bob/look" });
	assert.equal(world.relay.status().hosts[0]?.session, "bob/work");
	first.prints("the first");
	const early = world.guest(first);
	await early.waitFor("the first");

	const second = await world.sharing(names);
	second.prints("the second");
	assert.deepEqual(second.tokens, { rw: "bob/work", ro: "bob/look" });
	await first.noticed("The session name bob/work is now used by another host of yours");
	await waitUntil("its own tokens", () => /^[a-zA-Z2-9]{27}$/.test(first.tokens.rw));
	assert.match(first.tokens.ro, /^ro-[a-zA-Z2-9]{27}$/);
	assert.equal(first.closed, false);
	await world.guest(first, "ro").waitFor("the first");
	await world.guest(second).waitFor("the second");
	assert.equal(early.exitCode, undefined);

	// The names are told to whoever comes back, too.
	const { data } = second;
	second.cut();
	const again = await world.sharing(names, data);
	assert.deepEqual(again.tokens, { rw: "bob/work", ro: "bob/look" });

	for (const [commands, problem] of [
		[names.slice(0, 2), "a named session needs an API key of this relay"],
		[[names[0]!, option("tmate-api-key", "wrong")], "the API key is not known to this relay"],
		[[option("tmate-session-name", "../x"), names[2]!], "not a good session name: ../x"],
	] as const) {
		const host = await world.sharing(commands);
		assert.equal(host.notices[0], problem);
		assert.match(host.tokens.rw, /^[a-zA-Z2-9]{27}$/);
	}
});

test("listed keys: others are refused at authentication; a list set later lets nobody in", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const [alice, eve] = [await world.keygen("alice"), await world.keygen("eve")];
	const line = readFileSync(`${alice}.pub`, "utf8").trim();
	const host = await world.sharing(
		listed("", "# a comment", "nonsense", 'from="10.0.0.1" ssh-ed25519 AAAA', "ssh-ed25519 AAAA short", line),
	);
	host.prints("for alice");
	assert.equal(world.relay.status().hosts[0]?.restricted, true);
	for (const args of ["-o IdentitiesOnly=yes", `-o IdentitiesOnly=yes -i ${eve}`]) {
		const refused = world.guest(host, "rw", args);
		assert.equal(await refused.waitExit(), 255);
		await refused.waitFor("Permission denied");
	}
	const guest = world.guest(host, "ro", `-o IdentitiesOnly=yes -i ${eve} -i ${alice}`);
	await guest.waitFor("for alice");
	await waitUntil("its key is shown", () => world.relay.status().guests[0]?.key.startsWith("SHA256:"));
	assert.equal(host.env("tmate_num_clients"), "1");

	// As of now the file is another: what is in it is not told, so nobody is on the list.
	host.say({ kind: "exec", argv: ["set-option", "-g", "tmate-authorized-keys", "/home/x/others"] });
	await waitUntil("the list to be empty", async () => {
		const { status } = await world.ssh(
			host.tokens.ro,
			"-o",
			"IdentitiesOnly=yes",
			"-i",
			alice,
			"-o",
			"BatchMode=yes",
		);
		return status === 255;
	});
	assert.equal(guest.exitCode, undefined);

	const open = await world.sharing();
	const key = `-o IdentitiesOnly=yes -i ${alice}`;
	await world.guest(open, "rw", key).waitFor("0:sh");
	open.say({ kind: "exec", argv: listed()[0]! });
	await waitUntil("it is open no more", () => world.relay.status().hosts[1]?.restricted);
	const late = world.guest(open, "rw", key);
	assert.equal(await late.waitExit(), 255);
});

test("megabytes of keys that change all the time are told to the relay now and then", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	const { events } = world.mirrors.threads[0]!;
	let wished = 0;
	const { message } = events;
	Object.assign(events, {
		message: (one: Parameters<typeof message>[0]) => {
			if (one.type === "wished") wished++;
			message(one);
		},
	});
	const long = "x".repeat(3000);
	for (let i = 0; i < 500; i++)
		host.say({ kind: "exec", argv: ["set-option", "tmate-set", `authorized_keys=${long}${i}`] });
	for (let i = 0; i < 2000; i++)
		host.say({ kind: "exec", argv: option("tmate-webhook-userdata", String(i)) });
	host.say({ kind: "exec", argv: option("tmate-authorized-keys", "x") });
	await waitUntil("the last one", () => world.relay.status().hosts[0]?.restricted);
	assert.ok(wished < 20, `${wished} times`);
});

test("a relay of hosts with listed keys only says so to the others and ends them", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate({ restrictedOnly: true });
	const host = (await world.tmate()).hello();
	await host.gone();
	assert.deepEqual(host.notices, [
		"This relay takes only sessions that name the keys of their guests.",
		"Put their public keys into a file, and start with: tmate -a FILE",
		"or have in ~/.tmate.conf: set -g tmate-authorized-keys FILE",
		"",
	]);
	assert.equal(host.times, 0);
	const { hosts, totals } = world.relay.status();
	assert.deepEqual([hosts.length, totals.refusedHosts], [0, 1]);
	await world.sharing(listed("nobody"));
});

test("a relay for listed hosts takes no other keys", async (t) => {
	const world = new TmateRelayWorld(t);
	const [mine, other] = [await world.keygen("mine"), await world.keygen("other")];
	const file = world.file("hosts", readFileSync(`${mine}.pub`, "utf8"));
	const hosts = createKeyRing({
		source: () => file,
		notice() {},
		clock: new FakeClock(),
		home: world.folder,
		fetch: globalThis.fetch,
	});
	t.after(() => hosts.dispose());
	await world.startTmate({ hosts });
	await assert.rejects(world.tmate());
	await assert.rejects(world.tmate({ privateKey: readFileSync(other) }));
	const host = await world.tmate({ privateKey: readFileSync(mine) });
	await host.hello().ready();
});

test("no tmate here, or no more of it: a line that says so", async (t) => {
	const none = await new TmateRelayWorld(t).start();
	const refused = (await none.tmate()).hello();
	await refused.noticed("this relay takes no hosts that run tmate: share with comux");
	await refused.gone();

	const world = await new TmateRelayWorld(t).startTmate({}, { limit: 2 });
	const [first] = [await world.sharing(), await world.sharing()];
	const third = (await world.tmate()).hello();
	await third.noticed("this relay is full: try again later");
	await third.gone();
	first.say({ kind: "fin" });
	await waitUntil("there is place", () => world.mirrors.threads[0]?.ended);
	await world.sharing();
});

test("one address has so many sessions and no more", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate({}, { limit: 1000 });
	const hosts = await Promise.all(Array.from({ length: 33 }, async () => (await world.tmate()).hello()));
	await waitUntil(
		"one too many",
		() => hosts.filter((one) => one.notices.some((text) => text.includes("full"))).length === 1,
	);
	await waitUntil("the others are in", () => world.relay.status().hosts.length === 32);
});

test("who takes the host's address for the guest's is told; other requests are refused", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const shell = await world.ssh("tmate");
	assert.match(shell.out, /this name is for tmate itself: guests use the ssh line that their host has/);
	assert.equal(shell.status, 1);
	const exec = await world.ssh("tmate", "-T");
	assert.match(exec.out, /this name is for tmate itself/);
	await assert.rejects(world.tmate({ subsystem: "sftp" }));
	await assert.rejects(world.tmate({ subsystem: "comux-control" }));
	const host = await world.sharing();
	await assert.rejects(
		new Promise((resolve, reject) =>
			host.client.subsys("tmate", (error, channel) => (error ? reject(error) : resolve(channel))),
		),
	);
	await assert.rejects(
		new Promise((resolve, reject) =>
			host.client.forwardOut("127.0.0.1", 1, "127.0.0.1", 22, (error, channel) =>
				error ? reject(error) : resolve(channel),
			),
		),
	);
	assert.equal(host.closed, false);
});

test("a refused host is hung up on only when its first burst is over, and its settings may take their time", async (t) => {
	const clock = new FakeClock();
	const world = await new TmateRelayWorld(t).startTmate({ clock }, { limit: 0 });
	const host = await world.tmate();
	const bind: HostMessage = { kind: "exec", argv: ["bind-key", "x", "new-window"] };
	host.say({ kind: "header", protocol: 6, version: "2.4.0" }, bind);
	await host.noticed("this relay is full");
	for (let i = 0; i < 5; i++) {
		host.say(bind);
		await settle();
		clock.advance(300);
		await settle();
		assert.deepEqual([host.over, host.closed], [false, false]);
	}
	clock.advance(300);
	await host.gone();

	// Somebody who says the first word only.
	world.relay.dispose();
	await world.startTmate({ clock });
	const slow = await world.tmate();
	slow.say({ kind: "header", protocol: 6, version: "2.4.0" }, bind);
	await waitUntil("its thread", () => world.mirrors.threads.length === 1);
	for (let i = 0; i < 14; i++) {
		await settle();
		clock.advance(10_000);
	}
	await slow.noticed("the relay has waited too long for the host's settings");
	clock.advance(1000);
	await slow.gone();
	await waitUntil("its thread to end", () => world.mirrors.threads[0]?.ended);
});

test("what is no tmate gets no thread", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	for (const bytes of [
		Buffer.from("SSH-2.0-me\r\n"),
		Buffer.alloc(200_000, 0x91),
		Buffer.from([0x92, 0x01, 0x06]),
	]) {
		const host = await world.tmate();
		host.raw(bytes);
		await host.noticed("this is not tmate's protocol");
		await host.gone();
	}
	const quiet = await world.tmate();
	quiet.channel.end();
	await quiet.gone();
	assert.equal(world.mirrors.threads.length, 0);
});

test("a host that speaks nonsense later ends its session and its guests, told why", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	const guest = world.guest(host);
	await guest.waitFor("0:sh");
	host.raw(Buffer.from([0xc1]));
	await host.noticed("the host does not speak tmate's protocol");
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor("the session has ended: it could not be shown");
	await host.gone();
	const early = new FakeTmate();
	await early.connect(world.port);
	early.say(ONE_PANE);
	await early.noticed("this is not tmate's protocol");
});

test("memory: a session that takes too much is ended, and the largest when all together do", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate({}, { memory: 400 * MIB });
	const sessions = [await world.sharing(), await world.sharing(), await world.sharing()] as const;
	const [small, middle, large] = sessions;
	const guest = world.guest(large);
	await guest.waitFor("0:sh");
	const takes = (at: number, mebibytes: number) => {
		world.mirrors.threads[at]!.memory = mebibytes * MIB;
		sessions[at]!.prints("more");
	};
	takes(0, 100);
	takes(1, 140);
	takes(2, 150);
	await guest.waitFor("more");
	assert.equal(guest.exitCode, undefined);
	takes(0, 120);
	await large.noticed("the relay has no memory left for this session");
	assert.equal(await guest.waitExit(), 1);
	await large.gone();
	takes(1, 250);
	await settle();
	assert.equal(middle.closed, false);
	takes(1, 260);
	await middle.noticed("the session takes too much of the relay's memory");
	await middle.gone();
	assert.equal(small.closed, false);
	await world.guest(small).waitFor("0:sh");
});

test("what a host makes go wrong again and again does not fill the log", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	for (let i = 0; i < 500; i++) host.raw(encodeMsgpack([2, "no pane"]));
	host.prints("after it");
	await world.guest(host).waitFor("after it");
	const lines = world.logged.filter((line) => line.includes("wrong fields of data"));
	assert.ok(lines.length > 10 && lines.length < 60, `${lines.length} lines`);
	assert.ok(world.logged.includes("more of this session is not logged for a while"));
});
