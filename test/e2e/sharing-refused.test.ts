/**
 * What a guest does not get, tried with the real ssh: other tokens, commands,
 * files, forwarding, an agent, an environment, a way in without a listed key or
 * against the host's will. And how it ends when the host's server does.
 */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, afterEach, before, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { type LineName, SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, makeKey, runAs, sshMissing } from "../harness/ssh-guest.ts";
import { waitUntil } from "../harness/wait.ts";

const PREFIX = "\x02";
const skip = sshMissing();
let world: SharingWorld;
let host: PtyTerminal;
const direct = (...args: string[]) => world.server("direct")(...args);
const relayed = (...args: string[]) => world.server("relay")(...args);

before(async () => {
	if (skip) return;
	world = new SharingWorld();
	world.write("direct.conf", "set -s share-display-time 200\n");
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	world.relayConfig(relay, "set -s share-display-time 200\n");
	host = world.open(["-L", "direct", "-f", "direct.conf", "new"], { cols: 100, rows: 30 });
	await host.waitFor(/\[0\] 0:sh\*/);
	await direct("share", "-d");
	await world.run(["-L", "relay", "-f", "relay.conf", "new", "-d"]);
	await relayed("share", "-d");
});

after(async () => {
	await world?.dispose();
});

// Guests of a test that has failed do not disturb the next one.
afterEach(async () => {
	for (const server of ["direct", "relay"])
		for (const id of (await world.run(["-L", server, "list-guests", "-F", "#{guest_id}"])).stdout.split("\n"))
			if (id !== "") await world.run(["-L", server, "guest-access", "-k", "-t", id]);
});

/** The lines of all ways in. */
const WAYS: readonly (readonly [server: string, line: LineName])[] = [
	["direct", "share_ssh"],
	["relay", "share_ssh"],
	["relay", "share_ssh_e2e"],
];

test("a wrong token gets one line after a moment and status 1, over each way", { skip }, async () => {
	for (const [server, name] of WAYS) {
		const line = await world.line(server, name);
		// The last token of the line: of -J the relay's stays right.
		const wrong = line.replace(/[^ @]+(?=@[^@]*$)/, (token) => `${token.slice(0, -4)}zzzz`);
		assert.notEqual(wrong, line);
		const start = Date.now();
		const { status, stdout } = await runAs(world, wrong, { args: ["-tt"] });
		const time = Date.now() - start;
		assert.equal(stdout, "invalid or expired token\r\n", name);
		assert.equal(status, 1);
		assert.ok(time < 5000, `${time} ms`);
	}
	const jump = (await world.line("relay", "share_ssh_e2e")).replace(/-J [^@]+/, "-J jump-zzzz");
	const { status, stdout } = await runAs(world, jump, { args: ["-tt"] });
	assert.notEqual(status, 0);
	assert.equal(stdout, "");
});

test("no commands, no files, no ports, no agent, no environment", { skip }, async () => {
	const target = createServer((socket) => socket.end("reached"));
	await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
	const { port } = target.address() as { port: number };
	try {
		for (const [server, name] of WAYS) {
			const line = await world.line(server, name);
			const ask = world.server(server);
			const command = await runAs(world, line, { command: ["touch", `${world.home}/made-by-exec`] });
			assert.notEqual(command.status, 0);
			assert.match(command.stderr, /exec request failed|Connection .*closed/);
			const sftp = await runAs(world, line, { args: ["-s"], command: ["sftp"] });
			assert.notEqual(sftp.status, 0);
			assert.match(sftp.stderr, /subsystem request failed|Connection .*closed/);
			const plain = await runAs(world, line, {});
			assert.equal(plain.status, 1);
			assert.match(plain.stdout, /a terminal is needed: use ssh -t/);

			const to = await runAs(world, line, { args: ["-W", `127.0.0.1:${port}`] });
			assert.ok(!to.stdout.includes("reached"));
			assert.notEqual(to.status, 0);
			const back = await runAs(world, line, {
				args: ["-N", "-o", "ExitOnForwardFailure=yes", "-R", `0:127.0.0.1:${port}`],
			});
			assert.notEqual(back.status, 0);
			assert.match(back.stderr, /remote port forwarding failed|forwarding request failed/i);

			// What does no harm to be asked for is not there.
			const guest = joinAs(world, line, {
				args: ["-A", "-o", "SendEnv=SECRET_OF_GUEST", "-o", "SetEnv=OTHER_OF_GUEST=1"],
				env: { SECRET_OF_GUEST: "1", SSH_AUTH_SOCK: "/nonexistent" },
			});
			await guest.waitFor("[shared 1]");
			guest.type("clear; env | grep -c '_OF_GUEST\\|SSH_AUTH_SOCK'\r");
			await guest.waitFor(/^0 *$/m);
			guest.type(`${PREFIX}c`);
			await waitUntil("another window", async () => (await ask("list-windows", "-F", "#I")) === "0\n1");
			guest.type("clear; env | grep -c '_OF_GUEST\\|SSH_AUTH_SOCK'\r");
			await guest.waitFor(/^0 *$/m);
			assert.ok(!(await ask("show-environment", "-g")).includes("OF_GUEST"));
			guest.type(`${PREFIX}&`);
			await guest.waitFor("(y/n)");
			guest.type("y");
			await waitUntil("one window", async () => (await ask("list-windows", "-F", "#I")) === "0");
			guest.type(`${PREFIX}d`);
			assert.equal(await guest.waitExit(), 0);
		}
		assert.ok(!(await world.runProgram("ls", [world.home])).stdout.includes("made-by-exec"));
	} finally {
		target.close();
	}
});

test("read-write guests forward ports when the option says so, others do not", { skip }, async () => {
	const target = createServer((socket) => socket.end("reached"));
	await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
	const { port } = target.address() as { port: number };
	await direct("set", "-s", "share-forwarding", "on");
	try {
		for (const [name, works] of [
			["share_ssh", true],
			["share_ssh_ro", false],
		] as const) {
			// ssh asks for the stream when its own control socket does, once it is in.
			const control = `${world.home}/c-${name}`;
			const line = await world.line("direct", name);
			const guest = joinAs(world, line, { args: ["-M", "-S", control] });
			await guest.waitFor("[shared 1]");
			const through = await runAs(world, line, { args: ["-S", control, "-W", `127.0.0.1:${port}`] });
			assert.equal(through.stdout, works ? "reached" : "");
			guest.type(`${PREFIX}d`);
			assert.equal(await guest.waitExit(), 0);
		}
	} finally {
		await direct("set", "-s", "share-forwarding", "off");
		target.close();
	}
});

test("only listed keys come in; others are told what to do", { skip }, async () => {
	const good = await makeKey(world, "good");
	const bad = await makeKey(world, "bad");
	const keys = (await world.runProgram("cat", [`${good}.pub`])).stdout;
	await direct("set", "-s", "share-authorized-keys", world.write("keys", keys));
	await relayed("set", "-s", "share-authorized-keys", `${world.home}/keys`);
	try {
		for (const [server, name] of WAYS) {
			const line = await world.line(server, name);
			for (const args of [["-i", bad], []]) {
				// Of -J only -F and -i of the config reach the first hop: the end of the line asks as well.
				const guest = joinAs(world, line, { args: ["-o", "IdentitiesOnly=yes", ...args] });
				assert.notEqual(await guest.waitExit(), 0);
				const advice = args.length > 0 ? /ask its host to add SHA256:/ : /use ssh -i FILE/;
				assert.match(guest.bytes, advice, name);
			}
			const guest = joinAs(world, line, { args: ["-o", "IdentitiesOnly=yes", "-i", good] });
			await guest.waitFor("[shared 1]");
			const [guestKey, comment] = (
				await world.server(server)("list-guests", "-F", "#{guest_key} #{guest_name}")
			).split(" ");
			const print = (await world.runProgram("ssh-keygen", ["-lf", `${good}.pub`])).stdout.split(" ")[1];
			assert.equal(guestKey, print);
			assert.equal(comment, "good");
			guest.type(`${PREFIX}d`);
			assert.equal(await guest.waitExit(), 0);
		}
	} finally {
		await direct("set", "-su", "share-authorized-keys");
		await relayed("set", "-su", "share-authorized-keys");
	}
});

test("a guest knocks, and the host answers at its prompt", { skip }, async () => {
	await direct("set", "-s", "share-approve", "on");
	try {
		const line = await world.line("direct", "share_ssh");
		const guest = joinAs(world, line);
		await guest.waitFor("The host has been asked to let you in.");
		await host.waitFor(/wants to join.*rw, ro or no\?/);
		assert.equal(await direct("display", "-p", "#{share_guests} #{share_waiting}"), "0 1");
		// What was meant for a shell lets nobody in.
		host.type("ls");
		await host.waitFor("or no? ls");
		host.type("\r");
		await host.waitFor(/wants to join.*rw, ro or no\? *$/m);
		host.type("rw\r");
		await guest.waitFor("[shared 1]");
		guest.type("echo let-in-$((40+2))\r");
		await host.waitFor("let-in-42");
		guest.type(`${PREFIX}d`);
		assert.equal(await guest.waitExit(), 0);

		const looker = joinAs(world, line);
		await host.waitFor(/wants to join/);
		host.type("ro\r");
		await looker.waitFor("[shared 1]");
		assert.equal(await direct("list-guests", "-F", "#{guest_rights}"), "read-only");
		looker.type(`${PREFIX}d`);
		assert.equal(await looker.waitExit(), 0);

		const refused = joinAs(world, line);
		await host.waitFor(/wants to join/);
		host.type("no\r");
		assert.equal(await refused.waitExit(), 1);
		await refused.waitFor(/^\[the host did not let you in\]$/m);
		assert.equal(refused.alternate, false);
		assert.ok(refused.bytes.lastIndexOf("\x1b[?25h") > refused.bytes.lastIndexOf("\x1b[?25l"));
		const impatient = joinAs(world, line);
		await impatient.waitFor("press q to leave");
		impatient.type("q");
		assert.equal(await impatient.waitExit(), 1);
		// Nobody is asked about who has left.
		await host.waitGone("wants to join");
		await waitUntil("nobody", async () => (await direct("list-guests")) === "");
		await direct("set", "-s", "share-approve-timeout", "1");
		const late = joinAs(world, line);
		assert.equal(await late.waitExit(), 1);
		await late.waitFor("[the host did not answer]");
	} finally {
		await direct("set", "-s", "share-approve", "off");
	}
});

test("kill-server ends guests of every way with a word and a status", { skip }, async () => {
	const guests = await Promise.all(
		WAYS.map(async ([server, name]) => joinAs(world, await world.line(server, name))),
	);
	for (const guest of guests) await guest.waitFor(/\[shared \d\]/);
	await direct("kill-server");
	await relayed("kill-server");
	for (const guest of guests) {
		assert.equal(await guest.waitExit(), 0);
		await guest.waitFor("[server exited]");
	}
});
