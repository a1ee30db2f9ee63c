/** The direct provider with the real OpenSSH client: who comes in, and with what. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { waitUntil } from "../harness/wait.ts";
import { DirectWorld } from "./direct-world.ts";

test("a read-write and a read-only guest type, see, resize and leave", async (t) => {
	const world = await new DirectWorld(t).ready();
	assert.match(world.lines[0]?.command ?? "", /^ssh -p \d+ [a-zA-Z2-9]{27}@127\.0\.0\.1$/);
	assert.match(world.lines[1]?.command ?? "", /^ssh -p \d+ ro-[a-zA-Z2-9]{27}@127\.0\.0\.1$/);
	const guest = world.ssh(world.token(), { cols: 100, rows: 30 });
	await guest.waitFor("welcome");
	const seen = await world.guest(0);
	const { rights, via, address, key, term } = seen.link.identity;
	assert.deepEqual(
		{ rights, via, address, key, term },
		{ rights: "read-write", via: "direct", address: "127.0.0.1", key: undefined, term: "xterm-256color" },
	);
	guest.type("abc");
	await guest.waitFor("<");
	await waitUntil("typed", () => seen.typed === "abc");
	guest.resize(120, 40);
	await waitUntil("the new size", () => seen.sizes.at(-1) === "120x40");
	assert.equal(seen.sizes[0], "100x30");
	guest.type("q");
	assert.equal(await guest.waitExit(), 7);
	await guest.waitFor("[you have quit]");
	await waitUntil("the end is told", () => seen.closed === 1);

	const looker = world.ssh(world.token("read-only"));
	await looker.waitFor("welcome");
	assert.equal((await world.guest(1)).link.identity.rights, "read-only");
	looker.type("\r~.");
	await looker.waitExit();
	await waitUntil("the end is told", () => world.guests[1]?.closed === 1);
	// Nothing to get in with is in the log, and no bug was met.
	const log = world.logged.join("\n");
	assert.ok(!log.includes(world.token()) && !log.includes(world.token("read-only")));
	assert.doesNotMatch(log, /ERROR/);
});

test("an ssh that is stopped for a while: its frames are skipped, then it is told there is room", async (t) => {
	const world = await new DirectWorld(t, { "share-guest-keys": "off" }).ready();
	const guest = world.ssh(world.token());
	await guest.waitFor("welcome");
	const seen = await world.guest(0);
	await waitUntil("the welcome to be known there", () => seen.link.queued === 0 && seen.link.rtt >= 0);
	process.kill(guest.pid, "SIGSTOP");
	let written = 0;
	while (seen.link.queued <= seen.link.room) {
		seen.link.write(Buffer.alloc(16 * 1024, "."));
		written += 16 * 1024;
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.ok(written <= 2 * 1024 * 1024, `${written} bytes before the first was skipped`);
	assert.equal(seen.drained, 0);
	process.kill(guest.pid, "SIGCONT");
	await waitUntil("room again", () => seen.drained > 0 && seen.link.queued === 0);
	// node-pty gives up what nobody has read shortly after the program's end.
	await waitUntil("all of it read", () => guest.bytes.length >= written);
	seen.link.close("[done]", 0);
	assert.equal(await guest.waitExit(), 0);
	await guest.waitFor("[done]");
});

test("the pinned line checks the host's key by itself, and no other key will do", async (t) => {
	const world = await new DirectWorld(t).ready();
	const pinned = world.lines[0]?.pinned ?? "";
	assert.match(pinned, /KnownHostsCommand=\/bin\/echo \[127\.0\.0\.1\]:\d+ ssh-ed25519 [A-Za-z0-9+/=]+'/);
	const good = world.programs.inTerminal("sh", ["-c", pinned.replace(/^ssh /, "ssh -F /dev/null ")]);
	await good.waitFor("welcome");
	good.type("q");
	assert.equal(await good.waitExit(), 7);

	const other = await world.programs.keygen("other");
	const [type, base64] = readFileSync(`${other}.pub`, "utf8").split(" ");
	const wrong = pinned.replace(/ssh-ed25519 [A-Za-z0-9+/=]+/, `${type} ${base64}`);
	const bad = world.programs.inTerminal("sh", ["-c", wrong.replace(/^ssh /, "ssh -F /dev/null ")], {
		cols: 200,
	});
	assert.equal(await bad.waitExit(), 255);
	await bad.waitFor("Host key verification failed");
	assert.equal(world.guests.length, 1);
});

test("a key is known by its fingerprint; guests need none", async (t) => {
	const world = await new DirectWorld(t, { "share-guest-keys": "on" }).ready();
	for (const [at, args] of [
		["-t", "ed25519"],
		["-t", "rsa", "-b", "2048"],
		["-t", "ecdsa", "-b", "384"],
	].entries()) {
		const path = await world.programs.keygen(`key${at}`, ...args);
		const guest = world.ssh(world.token(), { args: ["-i", path, "-o", "BatchMode=yes"] });
		await guest.waitFor("welcome");
		const blob = readFileSync(`${path}.pub`, "utf8").split(" ")[1];
		const { key } = (await world.guest(at)).link.identity;
		assert.equal(Buffer.from(key ?? []).toString("base64"), blob);
		guest.type("q");
		await guest.waitExit();
	}
	// With the option off nobody is asked.
	world.set("share-guest-keys", "off");
	const guest = world.ssh(world.token(), { args: ["-i", join(world.folder, "key0"), "-o", "BatchMode=yes"] });
	await guest.waitFor("welcome");
	assert.equal((await world.guest(3)).link.identity.key, undefined);
});

test("only listed keys come in, and the others are told what to do", async (t) => {
	const world = new DirectWorld(t, { "share-authorized-keys": "~/keys" });
	await world.ready();
	const listed = await world.programs.keygen("listed");
	const stranger = await world.programs.keygen("stranger");
	world.programs.file("keys", `from="10.0.0.1" ${readFileSync(`${stranger}.pub`, "utf8")}`);

	const out = world.ssh(world.token(), { args: ["-i", stranger], cols: 160 });
	assert.equal(await out.waitExit(), 255);
	const print = (await world.programs.run("ssh-keygen", ["-lf", stranger])).out.split(" ")[1] ?? "?";
	await out.waitFor(`ask its host to add ${print}`);
	await waitUntil("the notice", () => world.notices.some((text) => text.includes("line 1: option from")));
	const none = world.ssh(world.token(), { cols: 160 });
	assert.equal(await none.waitExit(), 255);
	await none.waitFor("you have shown none: use ssh -i FILE");

	// The list is read again at the next join.
	world.programs.file("keys", readFileSync(`${listed}.pub`, "utf8"));
	const guest = world.ssh(world.token(), { args: ["-i", stranger, "-i", listed] });
	await guest.waitFor("welcome");
	const seen = await world.guest(0);
	const blob = readFileSync(`${listed}.pub`, "utf8").split(" ")[1];
	assert.equal(Buffer.from(seen.link.identity.key ?? []).toString("base64"), blob);
	guest.type("q");
	await guest.waitExit();
	world.programs.file("keys", "");
	const late = world.ssh(world.token(), { args: ["-i", listed] });
	assert.equal(await late.waitExit(), 255);
	assert.equal(world.guests.length, 1);
});

test("a wrong token, no terminal and everything but a terminal are refused", async (t) => {
	const world = await new DirectWorld(t, { "share-guest-keys": "off" }).ready();
	for (const user of ["nobody", `${world.token()}x`, world.token().slice(0, -1)]) {
		const wrong = world.ssh(user);
		assert.equal(await wrong.waitExit(), 1);
		await wrong.waitFor("invalid or expired token");
	}
	const to = ["-p", String(world.port), `${world.token()}@127.0.0.1`];
	const run = (...args: string[]) => world.programs.run("ssh", [...world.sshOptions, ...args]);
	const noPty = await run("-T", ...to);
	assert.deepEqual([noPty.status, noPty.out], [1, "a terminal is needed: use ssh -t\r\n"]);
	const exec = await run(...to, "id");
	assert.equal(exec.status, 255);
	assert.match(exec.errors, /exec request failed/);
	const sftp = await world.programs.run("sftp", [
		...world.sshOptions,
		"-P",
		String(world.port),
		`${world.token()}@127.0.0.1`,
	]);
	assert.equal(sftp.status, 255);
	const back = await run("-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:1", ...to);
	assert.equal(back.status, 255);
	assert.match(back.errors, /remote port forwarding failed/);
	const stdio = await run("-W", "127.0.0.1:1", ...to);
	assert.equal(stdio.status, 255);
	assert.equal(world.guests.length, 0);
	// Ten wrong ones in a minute, and the address has to wait.
	await Promise.all(Array.from({ length: 7 }, () => world.ssh("nobody").waitExit()));
	const blocked = world.ssh(world.token());
	assert.equal(await blocked.waitExit(), 255);
	assert.equal(world.guests.length, 0);
});

test("local forwarding: for read-write guests who were let in, when the option is on", async (t) => {
	const target = createServer((socket) => socket.end("secret service"));
	await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
	t.after(() => target.close());
	const { port } = target.address() as { port: number };
	const world = await new DirectWorld(t, { "share-guest-keys": "off" }).ready();
	const control = join(world.folder, "mux");
	const guest = world.ssh(world.token(), { args: ["-M", "-S", control] });
	await guest.waitFor("welcome");
	const ask = () =>
		world.programs.run("ssh", [...world.sshOptions, "-S", control, "-W", `127.0.0.1:${port}`, "x@127.0.0.1"]);
	const seen = await world.guest(0);
	seen.link.granted?.("read-write");
	assert.equal((await ask()).out, "", "the option is off");
	world.set("share-forwarding", "on");
	assert.equal((await ask()).out, "secret service");
	seen.link.granted?.("read-only");
	assert.equal((await ask()).out, "", "it may only look now");
	// A second terminal on the same connection is refused too.
	const second = world.programs.inTerminal("ssh", [...world.sshOptions, "-S", control, "x@127.0.0.1"]);
	assert.notEqual(await second.waitExit(), 0);
	assert.equal(world.guests.length, 1);
});

test("keys of the host are made once, for its user alone, and RSA is there for old programs", async (t) => {
	const world = await new DirectWorld(t, { "share-guest-keys": "off" }, { makeRsa: true }).ready();
	const state = join(world.folder, "state");
	await waitUntil("the RSA key", () => {
		try {
			return statSync(join(state, "host_rsa")).size > 0;
		} catch {
			return false;
		}
	});
	for (const name of ["host_ed25519", "host_rsa"])
		assert.equal(statSync(join(state, name)).mode & 0o777, 0o600);
	const listed = await world.programs.run("ssh-keygen", ["-lf", join(state, "host_ed25519")]);
	assert.ok(listed.out.includes(world.fingerprint), listed.out);
	const old = ["-o", "HostKeyAlgorithms=rsa-sha2-256"];
	await waitUntil("a guest with RSA", async () => {
		const guest = world.ssh(world.token(), { args: old });
		await waitUntil(
			"an end or a welcome",
			() => guest.exitCode !== undefined || guest.screen().includes("welcome"),
		);
		return guest.screen().includes("welcome");
	});
});

test("what the address is, and what becomes of it", async (t) => {
	const world = await new DirectWorld(t).ready();
	const before = world.token();
	const { port } = world;
	world.set("share-public-name", "shell.example.org");
	await waitUntil("the name", () => world.lines[0]?.command === `ssh -p ${port} ${before}@shell.example.org`);
	world.set("share-public-name", "shell.example.org:22");
	await waitUntil("the port", () => world.lines[0]?.command === `ssh ${before}@shell.example.org`);
	assert.match(world.lines[0]?.pinned ?? "", /echo shell\.example\.org ssh-ed25519/);
	world.set("share-public-name", "");

	// Somebody else has the port: it is tried again until it is free.
	const other = createServer();
	await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
	const taken = (other.address() as { port: number }).port;
	world.set("share-listen", `127.0.0.1:${taken}`);
	await waitUntil("the reason", () => world.lost.length > 0);
	assert.equal(world.lost[0], `cannot listen on 127.0.0.1:${taken}: Address already in use`);
	other.close();
	await waitUntil("listening", () => world.port === taken);
	assert.equal(world.token(), before, "the tokens are kept");
	if (networkInterfaces().lo?.some(({ address }) => address === "::1")) {
		world.set("share-listen", "::1");
		await waitUntil("IPv6", () => world.lines[0]?.command.endsWith("@::1"));
	}
	world.set("share-listen", "nonsense:99999");
	assert.deepEqual(world.failed, ["share-listen: not an address: nonsense:99999"]);
});
