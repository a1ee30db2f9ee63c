/** Host, relay and guest together, over real sockets and with the real OpenSSH client as the guest. */
import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../../src/node/system-clock.ts";
import { type HostKey, loadHostKeys } from "../../src/share/host-keys.ts";
import { createKeyRing } from "../../src/share/key-ring.ts";
import { RelayClient } from "../../src/share/relay-client.ts";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "./relay-world.ts";

/** The token in a plain line. */
const tokenOf = (line: string) => / ([^ @]+)@/.exec(line)?.[1] ?? "";

test("a plain guest types, sees, resizes and leaves; a read-only one is told to be one", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	assert.match(host.line("read-write"), /^ssh -p \d+ [a-zA-Z2-9]{27}@127\.0\.0\.1$/);
	assert.match(host.line("read-only"), /^ssh -p \d+ ro-[a-zA-Z2-9]{27}@127\.0\.0\.1$/);
	const guest = world.terminal(host.line("read-write"), { cols: 100, rows: 30 });
	await guest.waitFor("welcome");
	const seen = await host.guest();
	const { rights, via, address, key, term } = seen.link.identity;
	assert.deepEqual(
		{ rights, via, address, key, term },
		{ rights: "read-write", via: "relay", address: "127.0.0.1", key: undefined, term: "xterm-256color" },
	);
	guest.type("abc");
	await guest.waitFor("<");
	await waitUntil("typed", () => seen.typed === "abc");
	guest.resize(120, 40);
	await waitUntil("the new size", () => seen.sizes.at(-1) === "120x40");
	assert.equal(seen.sizes[0], "100x30");
	await waitUntil("a round trip", () => seen.link.rtt >= 0 && seen.link.queued === 0);
	const [shown] = world.relay.status().guests;
	assert.equal(`${shown?.kind} ${shown?.cols}x${shown?.rows}`, "read-write 120x40");
	guest.type("q");
	assert.equal(await guest.waitExit(), 7);
	await guest.waitFor("[you have quit]");
	await waitUntil("the end is told", () => seen.closed === 1);

	const looker = world.terminal(host.line("read-only"));
	await looker.waitFor("welcome");
	assert.equal((await host.guest(1)).link.identity.rights, "read-only");
	looker.type("\r~.");
	await looker.waitExit();
	await waitUntil("the end is told", () => host.guests[1]?.closed === 1);
	await waitUntil("nobody is left", () => world.relay.status().guests.length === 0);
	const log = world.logged.join("\n");
	for (const line of host.lines) assert.ok(!log.includes(tokenOf(line.command)));
	assert.doesNotMatch(log, /ERROR/);
});

test("the printed end-to-end lines work, also with the key in them; the relay's token alone opens nothing", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const line = host.line("read-write", true);
	assert.match(line, /^ssh -J jump-[a-zA-Z2-9]{27}@127\.0\.0\.1:\d+ [a-zA-Z2-9]{27}@[a-z2-7]{25}\.comux$/);
	const guest = world.terminal(line, { cols: 90, rows: 20 });
	await guest.waitFor("welcome");
	const seen = await host.guest();
	const { rights, via, address, cols } = seen.link.identity;
	assert.deepEqual(
		{ rights, via, address, cols },
		{ rights: "read-write", via: "end-to-end", address: "127.0.0.1", cols: 90 },
	);
	assert.equal(world.relay.status().guests[0]?.kind, "end-to-end");
	guest.type("q");
	assert.equal(await guest.waitExit(), 7);

	const pinned = host.lines.find((one) => one.rights === "read-only" && one.endToEnd)?.pinned ?? "";
	const looker = world.terminal(pinned);
	await looker.waitFor("welcome");
	assert.equal((await host.guest(1)).link.identity.rights, "read-only");
	looker.type("q");
	await looker.waitExit();

	const jump = /-J ([^@]+)@/.exec(line)?.[1] ?? "";
	const alone = await world.ssh(jump);
	assert.match(alone.out, /this token is for ssh -J/);
	// Another name, and a jump token that is none.
	const elsewhere = await world.run("ssh", [
		"-F",
		world.config,
		"-J",
		`${jump}@127.0.0.1:${world.port}`,
		"x@localhost",
	]);
	assert.equal(elsewhere.status, 255);
	const wrong = await world.run("sh", [
		"-c",
		line.replace(/jump-.../, "jump-abc").replace("ssh", `ssh -F ${world.config}`),
	]);
	assert.equal(wrong.status, 255);
	assert.match(wrong.errors, /invalid or expired token/);
});

test("a token that never was gets one line, late, and an exit status; so does one whose host has gone", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const token = tokenOf(host.line("read-write"));
	const before = Date.now();
	const wrong = await world.ssh("abcdefghjkmnpqrstuvwxyz2345");
	assert.equal(wrong.out, "invalid or expired token\r\n");
	assert.equal(wrong.status, 1);
	assert.ok(Date.now() - before >= 50);
	host.dispose();
	await waitUntil("the host to leave", () => world.relay.status().hosts.length === 0);
	const gone = await world.ssh(token);
	assert.deepEqual([gone.out, gone.status], [wrong.out, wrong.status]);
	assert.equal(world.relay.status().totals.wrongTokens, 2);
});

test("end-to-end only: plain guests are told so, and it can be switched while it runs", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host({ options: { "share-end-to-end": "off" } }).ready();
	const plain = tokenOf(host.line("read-write"));
	host.set("share-end-to-end", "on");
	assert.deepEqual(
		host.lines.map(({ endToEnd }) => endToEnd),
		[true, true],
	);
	await waitUntil("the relay to know", () => world.relay.status().hosts[0]?.endToEnd);
	const refused = await world.ssh(plain);
	assert.equal(refused.out, "this session is end-to-end only: ask the host for its ssh -J line\r\n");
	assert.equal(host.guests.length, 0);
	const guest = world.terminal(host.line("read-write", true));
	await guest.waitFor("welcome");
});

test("only listed keys: the host is asked, and says no to others with advice", async (t) => {
	const world = await new RelayWorld(t).start();
	const friend = await world.keygen("friend");
	const stranger = await world.keygen("stranger");
	writeFileSync(join(world.folder, "list"), readFileSync(`${friend}.pub`));
	const host = await world.host({ options: { "share-authorized-keys": join(world.folder, "list") } }).ready();
	const guest = world.terminal(host.line("read-write"), {}, `-i ${friend}`);
	await guest.waitFor("welcome");
	assert.ok((await host.guest()).link.identity.key);
	assert.match(world.relay.status().guests[0]?.key ?? "", /^SHA256:/);
	guest.type("q");
	await guest.waitExit();
	const no = await world.ssh(tokenOf(host.line("read-write")), "-i", stranger);
	assert.equal(no.status, 255);
	assert.match(no.errors + no.out, /Only listed keys may join this session: ask its host to add SHA256:/);
	assert.equal(host.guests.length, 1);
});

test("named sessions: with a good key only, and the names are the tokens", async (t) => {
	const world = await new RelayWorld(t).start();
	const key = world.apiKeys.add("bob");
	const names = { "share-session-name": "work", "share-session-name-read-only": "look" };
	const without = await world.host({ state: "a", options: names }).ready();
	assert.match(without.line("read-write"), / [a-zA-Z2-9]{27}@/);
	await waitUntil("the reason", () =>
		without.notices.includes("relay: a named session needs an API key of this relay"),
	);
	const host = await world.host({ state: "b", options: { ...names, "share-api-key": key } }).ready();
	assert.equal(host.line("read-write"), `ssh -p ${world.port} bob/work@127.0.0.1`);
	assert.equal(host.line("read-only"), `ssh -p ${world.port} bob/look@127.0.0.1`);
	const guest = world.terminal(host.line("read-write"));
	await guest.waitFor("welcome");
	guest.type("q");
	await guest.waitExit();
	// Another host of the same user takes the name; the first one says why it has ended.
	const second = await world.host({ state: "c", options: { ...names, "share-api-key": key } }).ready();
	assert.equal(second.line("read-write"), host.line("read-write"));
	await waitUntil("the first host to hear of it", () =>
		/is now used by another host/.test(host.failed.join()),
	);
});

test("after a restart of the relay the same lines work again; drained guests get a last line", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const lines = JSON.stringify(host.lines);
	const guest = world.terminal(host.line("read-write"));
	await guest.waitFor("welcome");
	await world.relay.drain();
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor("the relay is being restarted: come back in a moment");
	await waitUntil("the host to know", () => host.lost.includes("the relay is being restarted"));
	await world.start();
	await host.ready();
	assert.equal(JSON.stringify(host.lines), lines);
	const again = world.terminal(host.line("read-write"));
	await again.waitFor("welcome");

	// Without a word, as by kill -9.
	world.relay.dispose();
	assert.notEqual(await again.waitExit(), 0);
	await waitUntil("the host to notice", () => !host.up);
	const back = Date.now();
	await world.start();
	await host.ready();
	assert.ok(Date.now() - back < 10_000);
	assert.equal(JSON.stringify(host.lines), lines);
	const end = world.terminal(host.line("read-write", true));
	await end.waitFor("welcome");
});

test("the relay's key is remembered, named by an option, and refused when it is another", async (t) => {
	const world = await new RelayWorld(t).start();
	const [print = ""] = world.relay.status().fingerprints;
	const host = await world.host().ready();
	assert.deepEqual(host.notices, [`relay 127.0.0.1 is new: its key ${print} is remembered`]);
	assert.equal(
		readFileSync(join(world.folder, "state", "known_relays"), "utf8"),
		`[127.0.0.1]:${world.port} ${print}\n`,
	);
	const wrong = `SHA256:${"A".repeat(43)}`;
	const named = world.host({ state: "b", options: { "share-relay-fingerprint": wrong } });
	await waitUntil("the refusal", () => named.failed.length > 0);
	assert.equal(
		named.failed[0],
		`relay 127.0.0.1: the relay's key is ${print}, but share-relay-fingerprint is ${wrong}`,
	);
	named.set("share-relay-fingerprint", print);
	await named.ready();
	writeFileSync(join(world.folder, "state", "known_relays"), `[127.0.0.1]:${world.port} ${wrong}\n`);
	const changed = world.host();
	await waitUntil("the refusal", () => changed.failed.length > 0);
	assert.ok(changed.failed[0]?.includes(`it is ${print}, it was ${wrong}`));
	assert.equal(changed.times, 0);
});

test("a fingerprint under tmate's name for another kind of key asks the relay for that key", async (t) => {
	const world = await new RelayWorld(t).start();
	const [ed25519 = "", rsa = ""] = world.relay.status().fingerprints;
	assert.notEqual(rsa, "");
	await world.host({ options: { "tmate-server-rsa-fingerprint": rsa } }).ready();
	const wrong = world.host({ state: "b", options: { "tmate-server-rsa-fingerprint": ed25519 } });
	await waitUntil("the refusal", () => wrong.failed.length > 0);
	assert.match(wrong.failed[0] ?? "", /the relay's key is SHA256:.*, but tmate-server-rsa-fingerprint is/);
});

test("who may host can be limited, to listed keys and to hosts that list theirs", async (t) => {
	const world = new RelayWorld(t);
	const mine = await world.keygen("mine");
	const ring = createKeyRing({
		source: () => `${mine}.pub`,
		notice() {},
		clock: systemClock,
		home: world.folder,
		fetch: globalThis.fetch,
	});
	t.after(() => ring.dispose());
	await world.start({ hosts: ring, restrictedOnly: true });
	const stranger = world.host({ state: "a" });
	await waitUntil("no", () =>
		/takes hosts with a listed key only; ours is ssh-ed25519 /.test(stranger.failed.join()),
	);
	const open = world.host({ state: "b", options: { "share-identity": mine } });
	await waitUntil("no", () => /set share-authorized-keys/.test(open.failed.join()));
	const options = { "share-identity": mine, "share-authorized-keys": `${mine}.pub` };
	const host = await world.host({ state: "c", options }).ready();
	assert.equal(world.relay.status().hosts[0]?.restricted, true);
	host.set("share-authorized-keys", "");
	await waitUntil("no", () => /set share-authorized-keys/.test(host.failed.join()));
	assert.equal(world.relay.status().totals.refusedHosts, 2);
});

test("two servers of one user share side by side, and each has its guests", async (t) => {
	const world = await new RelayWorld(t).start();
	const one = await world.host().ready();
	const two = await world.host().ready();
	assert.notEqual(one.line("read-write"), two.line("read-write"));
	for (const host of [one, two]) {
		const guest = world.terminal(host.line("read-write", true));
		await guest.waitFor("welcome");
		assert.equal(host.guests.length, 1);
		const plain = world.terminal(host.line("read-only"));
		await plain.waitFor("welcome");
		assert.equal(host.guests.length, 2);
	}
	assert.equal(one.times + two.times, 2);
});

test("a flood arrives whole, plain and end to end, and a paste of the guest too", async (t) => {
	const world = await new RelayWorld(t).start();
	const host = await world.host().ready();
	const line = Buffer.from(`${"0123456789".repeat(10)}\n`);
	const chunk = Buffer.concat(Array.from({ length: 100 }, () => line));
	host.onData = () => {};
	for (const endToEnd of [false, true]) {
		const command = host.line("read-write", endToEnd).replace(/^ssh /, `exec ssh -tt -F ${world.config} `);
		const at = host.guests.length;
		// What is typed is a file that never ends; its terminal would not send it raw.
		const run = world.run("sh", ["-c", `head -c 1000000 /dev/zero | ${command.replace("exec ", "")}`]);
		const seen = await host.guest(at);
		let left = 300;
		const { link } = seen;
		while (left > 0 && seen.closed === 0) {
			if (link.queued > link.room) await new Promise((resolve) => setImmediate(resolve));
			else {
				link.write(chunk);
				left--;
			}
		}
		await waitUntil("the paste", () => link.bytesIn >= 1_000_000);
		link.close("[end]", 0);
		const { out, status } = await run;
		assert.equal(status, 0);
		assert.equal(out.length, "welcome\r\n".length + 300 * chunk.length + "[end]\r\n".length);
		assert.equal(link.bytesIn, 1_000_000);
	}
	await waitUntil("the relay to have counted", () => world.relay.status().totals.bytesIn >= 2_000_000);
});

test("a host that comes again before the relay has missed it replaces its old connection, another cannot", async (t) => {
	const world = await new RelayWorld(t).start();
	const keys = loadHostKeys({ folder: join(world.folder, "relay"), log: world.log, added() {} });
	const nonces = { rw: randomBytes(32), ro: randomBytes(32), jump: randomBytes(32) };
	const connect = (hostKey: HostKey) => {
		const one = { tokens: "", end: "", client: undefined as RelayClient | undefined };
		one.client = new RelayClient({
			clock: systemClock,
			log: world.log,
			host: "127.0.0.1",
			port: world.port,
			version: "comux 1.2.3",
			hostKey,
			nonces,
			methods: [{ type: "none", username: "comux-host" }],
			hostKeyAlgorithms: undefined,
			verify: () => undefined,
			proven() {},
			wishes: () => ({
				name: "",
				nameReadOnly: "",
				apiKey: "",
				endToEnd: false,
				restricted: false,
				guestKeys: true,
			}),
			message: (message) => {
				if (message.type === "registered") one.tokens = JSON.stringify(message.tokens);
			},
			stream: (_plain, _address, _accept, reject) => reject(),
			closed: ({ reason }) => {
				one.end = reason || "ended";
			},
		});
		t.after(() => one.client?.end());
		return one;
	};
	const first = connect(keys.ed25519);
	await waitUntil("the first", () => first.tokens !== "");
	const second = connect(keys.ed25519);
	await waitUntil("the second", () => second.tokens !== "" && first.end !== "");
	assert.equal(second.tokens, first.tokens);
	assert.equal(world.relay.status().hosts.length, 1);
	// Who knows the nonces but not the key: with the key of another it has other tokens, with a false signature none.
	const other = generateKeyPairSync("ed25519");
	const forged = connect({ ...keys.ed25519, sign: (data) => sign(null, data, other.privateKey) });
	await waitUntil("the refusal", () => forged.end !== "");
	assert.match(forged.end, /does not fit its signature/);
	assert.deepEqual([forged.tokens, second.end], ["", ""]);
});
