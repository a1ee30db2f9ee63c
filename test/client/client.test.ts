/** The client process in pipes, against a server that says what the test wants. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { clientFlag, protocolVersion } from "../../src/protocol/messages.ts";
import type { FakeConnection, PipedClient } from "./fake-server.ts";
import { cleanEnv, FakeServer, makeFolder, runPiped, until } from "./fake-server.ts";

const folder = makeFolder();
let sockets = 0;
const newSocket = () => join(folder, `s${++sockets}`);

/** A client that has connected and said who it is. */
async function started(
	t: TestContext,
	args: readonly string[],
): Promise<{ client: PipedClient; connection: FakeConnection }> {
	const path = newSocket();
	const server = await FakeServer.listen(t, path);
	const client = runPiped(t, folder, ["-S", path, ...args]);
	const connection = await server.accept();
	await connection.handshake();
	await connection.next("command");
	return { client, connection };
}

test("it says who it is and what it wants", async (t) => {
	const path = newSocket();
	const server = await FakeServer.listen(t, path);
	mkdirSync(join(folder, "real"));
	symlinkSync(join(folder, "real"), join(folder, "link"));
	const env = cleanEnv({ TMUX: `${path},1,0`, PWD: join(folder, "link"), FOO: "a=b ü" });
	const client = runPiped(t, folder, ["-2", "-Tsixel", "-C", "ls", "-F", "#S;"], {
		env,
		cwd: join(folder, "real"),
	});
	const connection = await server.accept();
	assert.equal((await connection.next("hello")).version, protocolVersion);
	const identify = await connection.next("identify");
	assert.equal(identify.pid, client.child.pid);
	assert.equal(identify.flags, clientFlag.control | clientFlag.utf8);
	assert.equal(identify.term, "xterm-256color");
	assert.deepEqual(identify.features, ["256", "sixel"]);
	assert.deepEqual([identify.ttyName, identify.stdinIsTty, identify.stdoutIsTty], ["", false, false]);
	assert.equal(identify.cwd, join(folder, "link"));
	assert.ok(identify.environ.includes("FOO=a=b ü"));
	assert.deepEqual((await connection.next("command")).argv, ["ls", "-F", "#S;"]);
});

test("output goes to its stream, and the exit status is the server's", async (t) => {
	const { client, connection } = await started(t, ["ls"]);
	const long = "x".repeat(200_000);
	for (let piece = 0; piece < 5; piece++) connection.send({ type: "stdout", data: Buffer.from(long) });
	connection.send({ type: "stderr", data: Buffer.from("oops\n") }, { type: "exit", status: 7, message: "" });
	const ended = await client.ended;
	assert.equal(ended.stdout, long.repeat(5));
	assert.equal(ended.stderr, "oops\n");
	assert.equal(ended.status, 7);
});

test("the reason of an exit goes to stderr", async (t) => {
	const { client, connection } = await started(t, ["attach"]);
	connection.send({ type: "exit", status: 1, message: "open terminal failed: not a terminal" });
	assert.deepEqual(await client.ended, {
		status: 1,
		signal: null,
		stdout: "",
		stderr: "open terminal failed: not a terminal\n",
	});
});

test("a server that vanishes, talks garbage or another version", async (t) => {
	const gone = await started(t, ["wait-for", "x"]);
	gone.connection.socket.destroy();
	const lost = { status: 1, signal: null, stdout: "", stderr: "server exited unexpectedly\n" };
	assert.deepEqual(await gone.client.ended, lost);
	const garbage = await started(t, ["ls"]);
	garbage.connection.socket.write("HTTP/1.0 200 OK\r\n\r\n");
	assert.deepEqual(await garbage.client.ended, lost);
	const other = await started(t, ["ls"]);
	other.connection.send({ type: "versionMismatch", version: 99 });
	const mismatch = `protocol version mismatch (client ${protocolVersion}, server 99)\n`;
	assert.deepEqual(await other.client.ended, { ...lost, stderr: mismatch });
	const orderly = await started(t, ["kill-server"]);
	orderly.connection.send({ type: "shutdown" });
	assert.deepEqual(await orderly.client.ended, { ...lost, status: 0, stderr: "" });
});

test("no server: the line that scripts look for", async (t) => {
	const missing = newSocket();
	const error = (text: string) => ({ status: 1, signal: null, stdout: "", stderr: `${text}\n` });
	const run = (...args: readonly string[]) => runPiped(t, folder, args).ended;
	const noFile = error(`error connecting to ${missing} (No such file or directory)`);
	assert.deepEqual(await run("-S", missing, "ls"), noFile);
	assert.deepEqual(await run("-N", "-S", missing, "new", "-d"), noFile);
	const long = join(folder, "x".repeat(120));
	assert.deepEqual(await run("-S", long, "new"), error(`error connecting to ${long} (File name too long)`));
	const plain = join(folder, "plain");
	writeFileSync(plain, "");
	assert.deepEqual(await run("-S", plain, "ls"), error(`no server running on ${plain}`));
	const env = cleanEnv({ TMUX_TMPDIR: folder });
	const labelled = await runPiped(t, folder, ["-L", "other", "ls"], { env }).ended;
	const path = join(folder, `comux-${process.getuid!()}`, "other");
	assert.deepEqual(labelled, error(`error connecting to ${path} (No such file or directory)`));
});

test("SIGINT leaves a waiting command alone, SIGTERM ends it", async (t) => {
	const { client, connection } = await started(t, ["wait-for", "x"]);
	client.child.kill("SIGINT");
	connection.send({ type: "stdout", data: Buffer.from("still here") });
	let seen = "";
	client.child.stdout.on("data", (text: string) => {
		seen += text;
	});
	await until("output", () => seen !== "");
	client.child.kill("SIGTERM");
	const ended = await client.ended;
	assert.deepEqual([ended.status, ended.signal, ended.stdout], [0, null, "still here"]);
});

test("files are read for the server", async (t) => {
	const { client, connection } = await started(t, ["load-buffer", "-"]);
	const file = join(folder, "big");
	writeFileSync(file, Buffer.alloc(700_000, "abcdefg"));
	connection.send({ type: "readOpen", stream: 3, path: file });
	let size = 0;
	while (size < 700_000) {
		const { stream, data } = await connection.next("readData");
		assert.equal(stream, 3);
		size += data.length;
	}
	assert.deepEqual(await connection.next("readDone"), { type: "readDone", stream: 3, error: "" });
	for (const [path, error] of [
		[join(folder, "none"), "ENOENT"],
		[folder, "EIO"],
	] as const) {
		connection.send({ type: "readOpen", stream: 4, path });
		assert.deepEqual(await connection.next("readDone"), { type: "readDone", stream: 4, error });
	}
	connection.send({ type: "readOpen", stream: 5, path: "-" });
	client.child.stdin.write("from ");
	assert.equal(Buffer.from((await connection.next("readData")).data).toString(), "from ");
	client.child.stdin.end("stdin");
	assert.equal(Buffer.from((await connection.next("readData")).data).toString(), "stdin");
	assert.deepEqual(await connection.next("readDone"), { type: "readDone", stream: 5, error: "" });
	connection.send({ type: "readOpen", stream: 6, path: "-" });
	assert.deepEqual(await connection.next("readDone"), { type: "readDone", stream: 6, error: "EBADF" });
	connection.send({ type: "exit", status: 0, message: "" });
	assert.equal((await client.ended).status, 0);
});

test("a read that is cancelled ends, and the client can go", async (t) => {
	const { client, connection } = await started(t, ["load-buffer", "-"]);
	connection.send({ type: "readOpen", stream: 3, path: "-" }, { type: "readCancel", stream: 3 });
	assert.deepEqual(await connection.next("readDone"), { type: "readDone", stream: 3, error: "" });
	connection.send({ type: "exit", status: 0, message: "" });
	assert.equal((await client.ended).status, 0);
});

test("files are written for the server", async (t) => {
	const { client, connection } = await started(t, ["save-buffer", "x"]);
	const file = join(folder, "saved");
	const write = async (stream: number, path: string, append: boolean, text: string) => {
		connection.send({ type: "writeOpen", stream, path, append });
		const { error } = await connection.next("writeReady");
		if (error !== "") return error;
		connection.send({ type: "write", stream, data: Buffer.from(text) }, { type: "writeClose", stream });
		return (await connection.next("writeDone")).error;
	};
	assert.equal(await write(3, file, false, "one\n"), "");
	assert.equal(await write(4, file, true, "two\n"), "");
	assert.equal(readFileSync(file, "utf8"), "one\ntwo\n");
	assert.equal(await write(3, file, false, "three\n"), "");
	assert.equal(readFileSync(file, "utf8"), "three\n");
	assert.equal(await write(5, join(folder, "no", "where"), false, ""), "ENOENT");
	assert.equal(await write(6, folder, false, ""), "EISDIR");
	if (existsSync("/dev/full")) assert.equal(await write(7, "/dev/full", true, "x"), "ENOSPC");
	assert.equal(await write(8, "-", false, "to stdout"), "");
	connection.send({ type: "exit", status: 0, message: "" });
	const { status, stdout } = await client.ended;
	assert.deepEqual([status, stdout], [0, "to stdout"]);
});

test("a control client passes lines on, and says how it ended", async (t) => {
	const { client, connection } = await started(t, ["-C", "attach"]);
	connection.send({ type: "stdout", data: Buffer.from("%begin 1 1 0\n%end 1 1 0\n") });
	client.child.stdin.write("list-windows\n");
	assert.equal(Buffer.from((await connection.next("stdin")).data).toString(), "list-windows\n");
	connection.send({ type: "readOpen", stream: 3, path: "-" });
	assert.equal((await connection.next("readDone")).error, "EBADF");
	client.child.stdin.end();
	await connection.next("stdinEnd");
	connection.send({ type: "exit", status: 0, message: "too far behind" });
	const ended = await client.ended;
	assert.equal(ended.stdout, "%begin 1 1 0\n%end 1 1 0\n%exit too far behind\n");
	assert.deepEqual([ended.status, ended.stderr], [0, ""]);
});

test("a control client with wait-exit waits for an empty line", async (t) => {
	const { client, connection } = await started(t, ["-C", "attach"]);
	connection.send(
		{ type: "flags", flags: clientFlag.control | clientFlag.waitExit },
		{ type: "exit", status: 0, message: "" },
	);
	let seen = "";
	client.child.stdout.on("data", (text: string) => {
		seen += text;
	});
	await until("%exit", () => seen.includes("%exit\n"));
	client.child.stdin.write("kill-session\n");
	assert.equal(client.child.exitCode, null);
	client.child.stdin.write("\n");
	assert.equal((await client.ended).status, 0);
});

test("-CC wants a terminal", async (t) => {
	const path = newSocket();
	await FakeServer.listen(t, path);
	const ended = await runPiped(t, folder, ["-S", path, "-CC", "new"]).ended;
	assert.deepEqual([ended.status, ended.stderr], [1, "tcgetattr failed: Inappropriate ioctl for device\n"]);
});

test("-c runs in the shell that the server names", async (t) => {
	const path = newSocket();
	const server = await FakeServer.listen(t, path);
	const client = runPiped(t, folder, ["-S", path, "-c", 'echo "$0 $SHELL"; exit 3']);
	const connection = await server.accept();
	await connection.handshake();
	await connection.next("shell");
	connection.send({ type: "shellIs", shell: "/bin/sh" });
	const ended = await client.ended;
	assert.deepEqual([ended.status, ended.stdout], [3, "sh /bin/sh\n"]);
});

test("a reader that goes away early is no failure of the client", async (t) => {
	const { client, connection } = await started(t, ["show-buffer"]);
	client.child.stdout.destroy();
	connection.send({ type: "stdout", data: Buffer.alloc(300_000) }, { type: "exit", status: 0, message: "" });
	const ended = await client.ended;
	assert.deepEqual([ended.status, ended.signal, ended.stderr], [0, null, ""]);
});
