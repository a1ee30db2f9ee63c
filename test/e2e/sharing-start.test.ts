/**
 * The ways to start sharing other than inside: `comux share` as a newcomer
 * types it, -F for a service, and the name tmate, whose scripts go on working.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, sshMissing } from "../harness/ssh-guest.ts";
import { waitUntil } from "../harness/wait.ts";
import { comux, root } from "../harness/world.ts";

const PREFIX = "\x02";
const skip = sshMissing();
const tmate = join(root, "libexec", "tmate");
let world: SharingWorld;

beforeEach(() => {
	world = new SharingWorld();
});

afterEach(async () => {
	await world.dispose();
});

test("comux share: one command, and the lines to hand over are there to be read", { skip }, async () => {
	world.write(".tmux.conf", "set -s share-display-time 1000\n");
	const host = world.open(["-L", "new", "share"]);
	const ask = world.server("new");
	await host.waitFor(/^ssh session: ssh -p \d+ \w+@127\.0\.0\.1 *$/m);
	// Typing goes to the shell, and away goes the line.
	host.type("echo hello-$((40+2))\r");
	await host.waitFor("hello-42");
	await host.waitFor("[shared 0]");
	// Where it can be read again.
	host.type(`${PREFIX}~`);
	await host.waitFor(/ssh session read only: ssh -p/);
	host.type("q");
	const guest = joinAs(world, await ask("display", "-p", "#{share_ssh}"));
	await guest.waitFor("hello-42");
	await host.waitFor(/guest-1 joined from 127\.0\.0\.1 \(no key\), 1 guest *$/m);
	guest.type(`${PREFIX}d`);
	await host.waitFor(/guest-1 left, 0 guests *$/m);
	// The guest knows the key by the file it kept: nothing to be asked again.
	assert.ok(!joinAs(world, await ask("display", "-p", "#{share_ssh}")).bytes.includes("authenticity"));
});

test("comux share -F: lines and comings and goings on stdout, the end of sharing with its own", {
	skip,
}, async () => {
	const ask = world.server("service");
	const child = spawn(comux, ["-L", "service", "-f", "/dev/null", "share", "-F"], {
		cwd: world.home,
		env: world.env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "";
	let ended: number | null | undefined;
	child.stdout.on("data", (bytes: Buffer) => {
		out += bytes;
	});
	child.stderr.on("data", (bytes: Buffer) => {
		out += bytes;
	});
	child.on("close", (status) => {
		ended = status;
	});
	const line = await waitUntil(
		() => `the lines: ${out}`,
		() => /^ssh session: (ssh .+)$/m.exec(out)?.[1],
	);
	await waitUntil("both lines", () => /^ssh session read only: ssh .+$/m.test(out));
	const guest = joinAs(world, line);
	await guest.waitFor("[shared 1]");
	await waitUntil(
		() => `joined: ${out}`,
		() => /guest-1 joined from 127\.0\.0\.1 \(no key\), 1 guest$/m.test(out),
	);
	guest.type("echo service-$((40+2))\r");
	await guest.waitFor("service-42");
	// Who made it can look in from the machine itself, as it says.
	const attach = /^attach from here: (comux .+)$/m.exec(out)?.[1]?.split(" ").slice(1) ?? [];
	const local = world.open(attach);
	await local.waitFor("service-42");
	local.type(`${PREFIX}d`);
	assert.equal(await local.waitExit(), 0);

	child.kill("SIGTERM");
	assert.notEqual(await guest.waitExit(), -1);
	await guest.waitFor(/^\[(the host has gone|exited|server exited)\] *$/m);
	await waitUntil("its end", () => ended !== undefined);
	await waitUntil("no server", async () => (await world.run(["-L", "service", "ls"])).status === 1);
	assert.ok(ask);
});

test("tmate's scripts: new-session -d, wait tmate-ready, #{tmate_ssh}", { skip }, async () => {
	const socket = join(world.home, "tmate.sock");
	const run = (...args: string[]) => world.runProgram(tmate, ["-S", socket, ...args]);
	try {
		assert.deepEqual(await run("new-session", "-d"), { status: 0, stdout: "", stderr: "" });
		assert.equal((await run("wait", "tmate-ready")).status, 0);
		const line = (await run("display", "-p", "#{tmate_ssh}")).stdout.trim();
		const readOnly = (await run("display", "-p", "#{tmate_ssh_ro}")).stdout.trim();
		assert.match(line, /^ssh /);
		const guest = joinAs(world, line);
		const looker = joinAs(world, readOnly);
		await looker.waitFor("[shared 2]");
		guest.type("echo script-$((40+2))\r");
		await looker.waitFor("script-42");
		assert.equal((await run("display", "-p", "#{tmate_num_clients}")).stdout, "2\n");
		guest.type("exit\r");
		assert.equal(await guest.waitExit(), 0);
		assert.equal(await looker.waitExit(), 0);
	} finally {
		await run("kill-server");
	}
});

test("tmate alone, by its name: attached at once, with the lines on the status line", { skip }, async () => {
	symlinkSync(tmate, join(world.home, "tmate"));
	world.write(".tmux.conf", "set -g status-left 'tmuxconf '\n");
	world.write(".tmate.conf", "set -g status-right 'from-tmate-conf'\nset -g tmate-display-time 1000\n");
	const host = world.openProgram(join(world.home, "tmate"));
	await host.waitFor(/^ssh session: ssh -p \d+ \w+@127\.0\.0\.1 *$/m);
	await host.waitFor(/^ssh session read only: ssh -p \d+ ro-\w+@127\.0\.0\.1 *$/m);
	await host.waitFor(/^tmuxconf .*from-tmate-conf \[shared 0\] *$/m);
	host.type("tmate display -p '#{tmate_ssh}' > line\r");
	const line = await waitUntil(
		"the line",
		async () => /^ssh .*$/m.exec((await world.runProgram("cat", ["line"])).stdout)?.[0],
	);
	const guest = joinAs(world, line);
	await guest.waitFor(/\[shared 1\]/);
	guest.type("exit\r");
	assert.equal(await guest.waitExit(), 0);
	await host.waitExit();
});
