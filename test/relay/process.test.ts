/** bin/comux-relay as a process: its start, its tools and its ends. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { waitUntil } from "../harness/wait.ts";
import { RelayWorld } from "./relay-world.ts";

const program = fileURLToPath(new URL("../../bin/comux-relay", import.meta.url));

interface Process {
	readonly child: ChildProcess;
	out: string;
	errors: string;
	/** Exit status, or the signal. */
	readonly end: Promise<number | string | null>;
}

function start(folder: string, args: readonly string[]): Process {
	const child = spawn(program, args, { env: { ...process.env, HOME: folder, XDG_STATE_HOME: "" } });
	const end = new Promise<number | string | null>((resolve) =>
		child.on("close", (code, signal) => resolve(code ?? signal)),
	);
	const one: Process = { child, out: "", errors: "", end };
	child.stdout?.on("data", (data) => {
		one.out += data;
	});
	child.stderr?.on("data", (data) => {
		one.errors += data;
	});
	return one;
}

async function run(folder: string, ...args: readonly string[]) {
	const one = start(folder, args);
	return { status: await one.end, out: one.out, errors: one.errors };
}

test("a relay from nothing: keys and lines to paste, status, API keys, drain, the same again", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-process-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const first = start(folder, ["-b", "127.0.0.1", "-p", "0", "-m", "0", "-v"]);
	t.after(() => first.child.kill("SIGKILL"));
	await waitUntil(
		() => `the start: ${first.errors}`,
		() => /share-relay-fingerprint/.test(first.out),
	);
	const port = /share-relay-port (\d+)\n/.exec(first.out)?.[1] ?? "";
	const print = /share-relay-fingerprint (SHA256:\S{43})\n/.exec(first.out)?.[1] ?? "";
	const state = join(folder, ".local/state/comux-relay");
	assert.equal(statSync(state).mode & 0o777, 0o700);
	assert.equal(statSync(join(state, "host_ed25519")).mode & 0o777, 0o600);

	const added = await run(folder, "add-key", "bob");
	assert.match(added.out, /^cmx-\S+\n$/);
	assert.match((await run(folder, "list-keys")).out, /^bob [0-9a-f]{12}\n$/);
	const again = await run(folder, "-p", "0");
	assert.deepEqual(
		[again.status, again.errors],
		[1, `comux-relay: another relay runs with the keys in ${state}\n`],
	);

	const world = new RelayWorld(t);
	world.port = Number(port);
	const options = {
		"share-relay-fingerprint": print,
		"share-api-key": added.out.trim(),
		"share-session-name": "work",
	};
	const host = await world.host({ options }).ready();
	assert.equal(host.line("read-write"), `ssh -p ${port} bob/work@127.0.0.1`);
	const guest = world.terminal(host.line("read-write"));
	await guest.waitFor("welcome");
	const end = world.terminal(host.line("read-only", true));
	await end.waitFor("welcome");
	const status = await run(folder, "status");
	assert.equal(status.status, 0);
	assert.match(status.out, /1 hosts, 2 guests, 3 connections\n/);
	assert.match(status.out, /bob\/work\n {2}guest \d+ 127\.0\.0\.1 read-write 80x24 /);

	first.child.kill("SIGTERM");
	assert.equal(await first.end, 0);
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor("the relay is being restarted: come back in a moment");
	await end.waitExit();
	assert.equal((await run(folder, "status")).status, 1);
	// What could let in or tell who was there is in no file of the relay's and in no line of its log.
	const token = / ([^ @]+)@/.exec(host.line("read-only"))?.[1] ?? "-";
	assert.ok(!first.errors.includes(token) && first.errors.includes("127.0.0.1"));

	const second = start(folder, ["-b", "127.0.0.1", "-p", port]);
	t.after(() => second.child.kill("SIGKILL"));
	await waitUntil("the host to be back", () => host.times === 2);
	assert.ok(second.out.includes(print));
	assert.equal((await run(folder, "remove-key", "bob")).status, 0);
	second.child.kill("SIGKILL");
	assert.equal(await second.end, "SIGKILL");
	await waitUntil("the host to notice", () => !host.up);
	const third = start(folder, ["-b", "127.0.0.1", "-p", port]);
	t.after(() => third.child.kill("SIGKILL"));
	await waitUntil("the host to be back", () => host.times === 3, 10_000);
	// The key is no more, so the name is not; its own token is there at once.
	assert.match(host.line("read-write"), / [a-zA-Z2-9]{27}@/);
});

test("mistakes are one line and status 1", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-process-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const port = await run(folder, "-p", "99999");
	assert.match(port.errors, /^comux-relay: bad port: 99999\nusage: /);
	const file = await run(folder, "-p", "0", "-a", "/no/such/file");
	assert.deepEqual([file.status, file.errors], [1, "comux-relay: -a: no such file: /no/such/file\n"]);
	assert.deepEqual(await run(folder, "remove-key", "bob"), {
		status: 1,
		out: "",
		errors: "comux-relay: no such user: bob\n",
	});
	const version = await run(folder, "--version");
	assert.match(version.out, /^comux-relay \d+\.\d+\.\d+\n$/);
});
