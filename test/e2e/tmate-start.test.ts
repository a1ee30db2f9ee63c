/**
 * The real tmate on a relay of its own: how its sessions start, who may host
 * and join, names, and how they end.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { joinAs, makeKey, runAs } from "../harness/ssh-guest.ts";
import { printedLines, TmateWorld, tmateMissing } from "../harness/tmate-world.ts";
import { waitUntil } from "../harness/wait.ts";
import { root } from "../harness/world.ts";

const skip = tmateMissing();
const LINE = /^ssh -p ?(\d+) (\S+)@127\.0\.0\.1$/;
let world: TmateWorld;

beforeEach(() => {
	world = new TmateWorld();
});

afterEach(async () => {
	await world.dispose();
});

test("a host in the background: ready, its variables, its banner, a guest, and out again", {
	skip,
}, async () => {
	const relay = await world.tmateRelay();
	assert.match(printedLines(relay), /^set -g tmate-server-host 127\.0\.0\.1$/m);
	assert.match(printedLines(relay), new RegExp(`^set -g tmate-server-port ${relay.port}$`, "m"));
	assert.match(printedLines(relay), /^set -g tmate-server-rsa-fingerprint "?SHA256:\S{43}"?$/m);
	const host = await world.tmate(relay);
	const rw = LINE.exec(await host.show("#{tmate_ssh}"));
	const ro = LINE.exec(await host.show("#{tmate_ssh_ro}"));
	assert.deepEqual([rw?.[1], ro?.[1]], [String(relay.port), String(relay.port)]);
	assert.match(rw?.[2] ?? "", /^[A-Za-z0-9]{20,}$/);
	assert.notEqual(rw?.[2], ro?.[2]);
	await host.shows("#{tmate_num_clients}", "0");
	assert.equal(await host.show("#{tmate_web}#{tmate_web_ro}"), "");

	// What the host says at its start is output in copy mode, at the guest too; the guest can end it.
	const guest = await world.guest(host);
	await guest.waitFor(/^ssh session: ssh -p/m);
	await guest.waitFor("[tmux]");
	await host.shows("#{tmate_num_clients}", "1");
	guest.type("q");
	await host.shows("#{pane_in_mode}", "0");
	await guest.waitFor(/0:sh\*/);
	guest.type("echo first-$((40+2))\r");
	await host.paneHas("first-42");
	await guest.waitFor("first-42");

	const second = await world.guest(host, {}, "ro");
	await second.waitFor("first-42");
	await host.shows("#{tmate_num_clients}", "2");
	for (const terminal of [second, guest]) {
		terminal.type("\x02d");
		assert.equal(await terminal.waitExit(), 0);
		await terminal.waitFor(/^\[detached/m);
		await waitUntil("the screen from before", () => !terminal.alternate);
	}
	await host.shows("#{tmate_num_clients}", "0");
	const wrong = joinAs(world, `ssh -p ${relay.port} ${"a".repeat(27)}@127.0.0.1`);
	assert.equal(await wrong.waitExit(), 1);
	await wrong.waitFor("invalid or expired token");
});

test("a host in the foreground prints its lines, and says goodbye when it is told to end", {
	skip,
}, async () => {
	const relay = await world.tmateRelay();
	const host = await world.tmate(relay, { mode: "foreground" });
	for (const [words, name] of [
		["ssh session: ", "#{tmate_ssh}"],
		["ssh session read only: ", "#{tmate_ssh_ro}"],
	] as const) {
		const line = await host.show(name);
		await waitUntil(
			() => `${words} in ${host.out}`,
			() => host.out.includes(`${words}${line}\n`),
		);
	}
	const guest = await world.guest(host);
	await guest.waitFor(/0:sh\*/);
	await waitUntil(
		() => `a word of the guest in ${host.out}`,
		() => /joined/.test(host.out),
	);
	// The shell's end begins a new one, which is waited for in copy mode.
	guest.type("exit\r");
	await guest.waitFor(/press|restart/i);
	guest.type("q");
	await host.shows("#{pane_in_mode}", "0");
	guest.type("echo anew-$((40+2))\r");
	await guest.waitFor("anew-42");

	host.signal("SIGTERM");
	await waitUntil("the host to end", () => host.status !== undefined);
	assert.equal(host.status, 0);
	assert.equal(await guest.waitExit(), 0);
	await guest.waitFor("the host has ended the session");
	await waitUntil("the screen from before", () => !guest.alternate);
});

test("a host that ends its session takes its guests along: by its last shell, by kill-server", {
	skip,
}, async () => {
	const relay = await world.tmateRelay();
	const hosts = [
		await world.tmate(relay, { command: ["new-session", "-d"] }),
		await world.tmate(relay, { command: ["new-session", "-d"] }),
	];
	for (const host of hosts) await host.ask("send-keys", "q");
	const [first, other] = await Promise.all(hosts.map((host) => world.guest(host)));
	for (const guest of [first, other]) await guest?.waitFor(/0:sh\*/);
	first?.type("exit\r");
	await hosts[1]?.run("kill-server");
	for (const guest of [first, other]) {
		assert.equal(await guest?.waitExit(), 0);
		await guest?.waitFor("the host has ended the session");
		await waitUntil("the screen from before", () => !guest?.alternate);
	}
});

test("a host that lists keys is joined with those only", { skip }, async () => {
	const relay = await world.tmateRelay();
	const [listed, other] = [await makeKey(world, "listed"), await makeKey(world, "other")];
	const file = world.write("friends", `# friends\n\n${readFileSync(`${listed}.pub`, "utf8")}`);
	const hosts = [
		await world.tmate(relay, { mode: "foreground", flags: ["-a", file] }),
		await world.tmate(relay, { mode: "foreground", config: `set -g tmate-authorized-keys "${file}"\n` }),
	];
	for (const host of hosts) {
		const line = await host.show("#{tmate_ssh}");
		const identity = (key: string) => ({ args: ["-i", key, "-o", "IdentitiesOnly=yes"] });
		const guest = joinAs(world, line, identity(listed));
		const wrong = runAs(world, line, identity(other));
		const none = runAs(world, await host.show("#{tmate_ssh_ro}"), {
			args: ["-o", "PubkeyAuthentication=no"],
		});
		await guest.waitFor(/0:sh\*/);
		guest.type("echo known-$((40+2))\r");
		await host.paneHas("known-42");
		for (const refused of [await wrong, await none]) {
			assert.equal(refused.status, 255);
			assert.match(refused.stderr, /Permission denied \(publickey\)/);
		}
		await host.shows("#{tmate_num_clients}", "1");
	}
});

test("a session has a name by an API key, and only then", { skip }, async () => {
	const keys = join(world.home, "relay");
	const relay = await world.tmateRelay();
	const added = await world.runProgram(join(root, "bin", "comux-relay"), ["add-key", "-k", keys, "bob"]);
	const key = added.stdout.trim();
	const host = await world.tmate(relay, {
		mode: "foreground",
		flags: ["-k", key, "-n", "work", "-r", "work-ro"],
	});
	assert.equal(LINE.exec(await host.show("#{tmate_ssh}"))?.[2], "bob/work");
	assert.equal(LINE.exec(await host.show("#{tmate_ssh_ro}"))?.[2], "bob/work-ro");
	const guest = joinAs(world, `ssh -p ${relay.port} bob/work@127.0.0.1`);
	const viewer = joinAs(world, `ssh -p ${relay.port} bob/work-ro@127.0.0.1`);
	await guest.waitFor(/0:sh\*/);
	guest.type("echo named-$((40+2))\r");
	await viewer.waitFor("named-42");

	// Somebody else's key: said, and a session without a name.
	const stranger = await world.tmate(relay, {
		mode: "foreground",
		flags: ["-k", `${key.slice(0, -4)}XXXX`, "-n", "other"],
	});
	assert.match(LINE.exec(await stranger.show("#{tmate_ssh}"))?.[2] ?? "", /^[A-Za-z0-9]{20,}$/);
	assert.match(stranger.out, /the API key is not known to this relay/);
	guest.type("echo still-$((40+2))\r");
	await viewer.waitFor("still-42");
});

test("a relay with a hosts file takes only tmates with a key in it", { skip }, async () => {
	const [listed, other] = [await makeKey(world, "listed"), await makeKey(world, "other")];
	const hosts = world.write("hosts", readFileSync(`${listed}.pub`, "utf8"));
	const relay = await world.tmateRelay(["-a", hosts]);
	const host = await world.tmate(relay, {
		mode: "foreground",
		config: `set -g tmate-identity "${listed}"\n`,
	});
	const guest = await world.guest(host);
	await guest.waitFor(/0:sh\*/);
	for (const config of [`set -g tmate-identity "${other}"\n`, ""]) {
		const stranger = await world.tmate(relay, { mode: "foreground", refused: true, config });
		await waitUntil(
			() => `a refusal in ${stranger.out}`,
			() => /^(SSH keys not found|Auth|.*[Pp]ermission|.*denied).*$/m.test(stranger.out),
		);
		assert.equal(await stranger.show("#{tmate_ssh}"), "");
	}
});

test("a relay with -A takes only hosts that restrict their guests to keys", { skip }, async () => {
	const relay = await world.tmateRelay(["-A"]);
	const listed = await makeKey(world, "listed");
	const host = await world.tmate(relay, { mode: "foreground", flags: ["-a", `${listed}.pub`] });
	const guest = joinAs(world, await host.show("#{tmate_ssh}"), { args: ["-i", listed] });
	await guest.waitFor(/0:sh\*/);
	const open = await world.tmate(relay, { mode: "foreground", refused: true });
	await waitUntil(
		() => `why not in ${open.out}`,
		() => /tmate-authorized-keys/.test(open.out),
	);
	assert.equal(await open.show("#{tmate_ssh}"), "");
	// It tries again and again, alive.
	await waitUntil(
		() => `another try: ${open.out}`,
		() => (open.out.match(/Reconnecting/g)?.length ?? 0) > 1,
	);
	assert.equal(open.status, undefined);
});
