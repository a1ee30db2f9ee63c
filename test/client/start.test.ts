/** Starting a server: one however many start it, and a clear line when it does not start. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { takeLock } from "../../src/client/lock.ts";
import { decodeServerStart } from "../../src/protocol/server-start.ts";
import { cleanEnv, makeFolder, runPiped } from "./fake-server.ts";

const folder = makeFolder();

/** A server that notes its pid and argument, listens, and answers every client with exit 0. */
const working = `
const { createServer } = require("node:net");
const { appendFileSync, closeSync, writeSync } = require("node:fs");
const start = JSON.parse(process.argv[2]);
appendFileSync(start.socketPath + ".started", process.pid + " " + process.argv[2] + "\\n");
createServer((socket) => {
	socket.on("error", () => {});
	socket.on("data", () => socket.write(Buffer.from("00000009850000000000000000", "hex")));
}).listen(start.socketPath, () => {
	if (start.readyFd === -1) process.exit(9);
	writeSync(start.readyFd, "ready\\n");
	closeSync(start.readyFd);
});
`;

/** Puts `code` where the client looks for the server; what it starts is stopped after the test. */
function serverIs(t: TestContext, code: string, path: string): void {
	writeFileSync(join(folder, "server.cjs"), code);
	t.after(() => {
		for (const { pid } of startedServers(path)) process.kill(pid, "SIGKILL");
		rmSync(path, { force: true });
	});
}

function startedServers(path: string) {
	if (!existsSync(`${path}.started`)) return [];
	const lines = readFileSync(`${path}.started`, "utf8").trimEnd().split("\n");
	return lines.map((line) => {
		const space = line.indexOf(" ");
		return { pid: Number(line.slice(0, space)), start: decodeServerStart(line.slice(space + 1)) };
	});
}

const well = { status: 0, signal: null, stdout: "", stderr: "" };

test("clients that start it at the same moment end up on one server", async (t) => {
	const path = join(folder, "one");
	serverIs(t, working, path);
	const clients = Array.from({ length: 4 }, () =>
		runPiped(t, folder, ["-S", path, "-f", "/dev/null", "new", "-d"]),
	);
	for (const client of clients) assert.deepEqual(await client.ended, well);
	const servers = startedServers(path);
	assert.equal(servers.length, 1);
	assert.deepEqual(servers[0]!.start, {
		name: "comux",
		socketPath: path,
		defaultSocket: false,
		configFiles: ["/dev/null"],
		configQuiet: false,
		logLevel: 0,
		foreground: false,
		login: false,
		libexec: join(folder, "..", "libexec"),
		readyFd: 3,
	});
	assert.ok(!existsSync(`${path}.lock`));
});

test("the socket and the lock that a dead server and a dead client left are no obstacle", async (t) => {
	const path = join(folder, "stale");
	serverIs(t, working, path);
	assert.deepEqual(await runPiped(t, folder, ["-S", path, "start"]).ended, well);
	process.kill(startedServers(path)[0]!.pid, "SIGKILL");
	rmSync(`${path}.started`);
	assert.ok(existsSync(path));
	const dead = runPiped(t, folder, ["-V"]);
	await dead.ended;
	writeFileSync(`${path}.lock`, String(dead.child.pid));
	assert.deepEqual(await runPiped(t, folder, ["-S", path, "start"]).ended, well);
	assert.equal(startedServers(path).length, 1);
});

test("a server that cannot start says why", async (t) => {
	const path = join(folder, "bad");
	const error = (text: string) => ({ ...well, status: 1, stderr: `${text}\n` });
	serverIs(
		t,
		'const { writeSync } = require("node:fs"); writeSync(3, "error creating x (Read-only file system)\\n");',
		path,
	);
	const told = await runPiped(t, folder, ["-S", path, "new"]).ended;
	assert.deepEqual(told, error("error creating x (Read-only file system)"));
	serverIs(t, "process.exit(3)", path);
	assert.deepEqual(await runPiped(t, folder, ["-S", path, "new"]).ended, error("server exited unexpectedly"));
	assert.ok(!existsSync(`${path}.lock`));
	rmSync(join(folder, "server.cjs"));
	const entry = join(folder, "server.cjs");
	const notBuilt = await runPiped(t, folder, ["-S", path, "new"]).ended;
	assert.deepEqual(notBuilt, error(`server not built: ${entry} (run npm run build)`));
});

test("-D becomes the server, unless one runs", async (t) => {
	const path = join(folder, "foreground");
	serverIs(t, working, path);
	const { status } = await runPiped(t, folder, ["-S", path, "-D"], { env: cleanEnv(), name: "tmux" }).ended;
	assert.equal(status, 9);
	const [started] = startedServers(path);
	assert.equal(started!.start!.foreground, true);
	assert.equal(started!.start!.name, "tmux");
	rmSync(`${path}.started`);
});

test("the lock is held by one, and taken from the dead and the forgotten", () => {
	mkdirSync(join(folder, "locks"));
	const file = join(folder, "locks", "lock");
	const lock = takeLock(file);
	assert.ok(typeof lock !== "string");
	assert.equal(readFileSync(file, "utf8"), String(process.pid));
	assert.equal(takeLock(file), "held");
	const longAgo = Date.now() / 1000 - 3600;
	utimesSync(file, longAgo, longAgo);
	assert.equal(takeLock(file), "held", "looked at again by the caller");
	const second = takeLock(file);
	assert.ok(typeof second !== "string");
	second.dispose();
	assert.ok(!existsSync(file));
	assert.equal(takeLock(join(folder, "nowhere", "lock")), "failed");
});
