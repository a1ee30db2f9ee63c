/** The client process on a real terminal, against a server that says what the test wants. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { ServerMessage } from "../../src/protocol/messages.ts";
import { terminalReset } from "../../src/protocol/terminal-reset.ts";
import type { FakeConnection } from "./fake-server.ts";
import { cleanEnv, FakeServer, makeFolder, PtyClient, sttyOf, until } from "./fake-server.ts";

const folder = makeFolder();
let sockets = 0;

interface Attached {
	readonly client: PtyClient;
	readonly connection: FakeConnection;
	readonly ttyName: string;
	readonly pid: number;
	/** The settings of the terminal before. */
	readonly before: string;
}

/** A client attached in a pty: by itself, or run by `script` as "$@". */
async function attached(t: TestContext, script?: string): Promise<Attached> {
	const path = join(folder, `s${++sockets}`);
	const server = await FakeServer.listen(t, path);
	const command = [process.execPath, join(folder, "client.cjs"), "comux", "-S", path, "attach"];
	const [file, ...args] = script === undefined ? command : ["bash", "-c", script, "bash", ...command];
	const client = new PtyClient(t, file!, args, cleanEnv({ HISTFILE: "" }), folder);
	const connection = await server.accept();
	const { ttyName, stdinIsTty, stdoutIsTty, cols, rows, pid } = await connection.handshake();
	assert.deepEqual([stdinIsTty, stdoutIsTty, cols, rows], [true, true, 80, 24]);
	assert.match(ttyName, /^\/dev\//);
	await connection.next("command");
	const before = sttyOf(ttyName);
	connection.send({ type: "attached" });
	assert.notEqual((await connection.next("ttyReady")).saved, "");
	assert.deepEqual(await connection.next("resize"), {
		type: "resize",
		cols: 80,
		rows: 24,
		xpixel: 0,
		ypixel: 0,
	});
	return { client, connection, ttyName, pid, before };
}

/** The server's side of an orderly end. */
async function goodbye(connection: FakeConnection, bytes = ""): Promise<void> {
	await connection.next("exiting", ["resize"]);
	connection.send({ type: "output", data: Buffer.from(bytes) }, { type: "exited" });
}

test("keys go out raw, output comes as it is, and the size is told", async (t) => {
	const { client, connection, ttyName } = await attached(t);
	assert.match(sttyOf(ttyName), /-icrnl .*-ixon .*-opost .*-isig -icanon .*-echo /);
	client.pty.write("\x03\x1aä\r");
	let typed = "";
	while (typed.length < 4) typed += Buffer.from((await connection.next("stdin")).data).toString();
	assert.equal(typed, "\x03\x1aä\r");
	connection.send({ type: "output", data: Buffer.from("a\nb") });
	await client.shows("a\nb");
	client.pty.resize(100, 30);
	const { cols, rows } = await connection.next("resize");
	assert.deepEqual([cols, rows], [100, 30]);
	connection.send({ type: "detach", session: "0" });
	await goodbye(connection);
	await client.ended;
});

test("how it ends, in tmux's words, with the terminal as it was", async (t) => {
	const rows: readonly (readonly [message: ServerMessage, words: string, status: number])[] = [
		[{ type: "detach", session: "my work" }, "[detached (from session my work)]", 0],
		[{ type: "detach", session: "" }, "[detached]", 0],
		[{ type: "exit", status: 0, message: "" }, "[exited]", 0],
		[{ type: "exit", status: 1, message: "access not allowed" }, "[access not allowed]", 1],
		[{ type: "shutdown" }, "[server exited]", 1],
	];
	for (const [message, words, status] of rows) {
		const { client, connection, ttyName, before } = await attached(t, '"$@"; s=$?; read x; exit $s');
		connection.send(message);
		await goodbye(connection, "<tidy>");
		await client.shows(`<tidy>${words}\r\n`);
		assert.ok(!client.screen.includes(terminalReset), "the server has tidied up, not the client");
		assert.equal(sttyOf(ttyName), before, words);
		client.pty.write("\r");
		assert.equal(await client.ended, status, words);
	}
});

test("a server that is killed leaves a sane terminal", async (t) => {
	const { client, connection, ttyName, before } = await attached(t, '"$@"; s=$?; read x; exit $s');
	connection.send({ type: "output", data: Buffer.from("\x1b[?1049h\x1b[?1003h") });
	await client.shows("\x1b[?1003h");
	connection.socket.destroy();
	await client.shows("[server exited unexpectedly]\r\n");
	assert.ok(client.screen.includes(`${terminalReset}[server exited`));
	assert.equal(sttyOf(ttyName), before);
	client.pty.write("\r");
	assert.equal(await client.ended, 1);
});

test("SIGTERM says good-bye to the server first", async (t) => {
	const { client, connection, pid } = await attached(t, '"$@"');
	process.kill(pid, "SIGTERM");
	await goodbye(connection);
	await client.shows("[terminated]");
	assert.equal(await client.ended, 1);
});

test("a terminal that hangs up is lost, and the server is told", async (t) => {
	const { connection, pid } = await attached(t);
	process.kill(pid, "SIGHUP");
	await goodbye(connection);
	await until("the end of the connection", () => connection.closed);
});

test("suspend gives the terminal back, and going on takes it again", async (t) => {
	const script =
		'set -m; "$@"; echo "stopped $?"; stty -a | grep -q " icanon" && echo cooked; read x; fg >/dev/null; echo "end $?"';
	const { client, connection, ttyName } = await attached(t, script);
	connection.send({ type: "suspend" });
	await client.shows("stopped 148");
	await client.shows("cooked");
	client.pty.write("\r");
	await connection.next("ttyReady", ["resize"]);
	await connection.next("wakeup", ["resize"]);
	await connection.next("resize");
	assert.match(sttyOf(ttyName), /-icanon/);
	client.pty.write("k");
	assert.equal(Buffer.from((await connection.next("stdin")).data).toString(), "k");
	connection.send({ type: "detach", session: "0" });
	await goodbye(connection);
	await client.shows("end 0");
	await client.ended;
});

test("the lock command has the terminal until it ends", async (t) => {
	const { client, connection, ttyName } = await attached(t, '"$@"');
	connection.send({ type: "lock", command: 'echo locked; read secret; echo "got $secret"' });
	await client.shows("locked");
	client.pty.write("sesame\r");
	await connection.next("unlock");
	assert.ok(client.screen.includes("got sesame"));
	assert.match(sttyOf(ttyName), /-icanon/);
	client.pty.write("k");
	assert.equal(Buffer.from((await connection.next("stdin")).data).toString(), "k");
});

test("detach -E becomes the command, detach -P hangs up the parent", async (t) => {
	const exec = await attached(t, '"$@"; echo "status $?"');
	exec.connection.send({ type: "exec", shell: "/bin/sh", command: 'echo "$SHELL says hi"; exit 5' });
	await goodbye(exec.connection);
	await exec.client.shows("/bin/sh says hi");
	await exec.client.shows("status 5");
	const kill = await attached(t, 'trap "echo hung up" HUP; "$@"; echo "status $?"');
	kill.connection.send({ type: "detachKill", session: "0" });
	await goodbye(kill.connection);
	await kill.client.shows("[detached and SIGHUP (from session 0)]");
	await kill.client.shows("hung up");
});

test("a server that never says good-bye is not waited for", async (t) => {
	const { client, connection } = await attached(t, '"$@"');
	connection.send({ type: "detach", session: "0" });
	await client.shows("[detached (from session 0)]");
	assert.equal(await client.ended, 0);
});

test("the terminal is drawn on even when stdout is not it", async (t) => {
	const path = join(folder, `s${++sockets}`);
	const out = join(folder, "stdout");
	const server = await FakeServer.listen(t, path);
	const args = [process.execPath, join(folder, "client.cjs"), "comux", "-S", path, "attach"];
	const client = new PtyClient(t, "bash", ["-c", `"$@" >${out}`, "bash", ...args], cleanEnv(), folder);
	const connection = await server.accept();
	const { cols, stdoutIsTty } = await connection.handshake();
	assert.deepEqual([cols, stdoutIsTty], [80, false]);
	await connection.next("command");
	connection.send({ type: "attached" }, { type: "output", data: Buffer.from("drawn") });
	await client.shows("drawn");
	connection.send({ type: "detach", session: "0" });
	await connection.next("ttyReady");
	await goodbye(connection);
	assert.equal(await client.ended, 0);
	assert.equal(readFileSync(out, "utf8"), "[detached (from session 0)]\n");
});

test("-CC sends lines and ends its control string", async (t) => {
	const path = join(folder, `s${++sockets}`);
	const server = await FakeServer.listen(t, path);
	const args = [join(folder, "client.cjs"), "comux", "-S", path, "-CC", "new"];
	const client = new PtyClient(t, process.execPath, args, cleanEnv(), folder);
	const connection = await server.accept();
	const { ttyName } = await connection.handshake();
	await connection.next("command");
	connection.send({ type: "stdout", data: Buffer.from("\x1bP1000p%begin 1 1 0\n") });
	await client.shows("\x1bP1000p%begin 1 1 0\r\n");
	await until("no echo", () => / -echo /.test(sttyOf(ttyName)));
	client.pty.write("list-windows\r");
	let typed = "";
	while (!typed.endsWith("\n")) typed += Buffer.from((await connection.next("stdin")).data).toString();
	assert.equal(typed, "list-windows\n");
	connection.send({ type: "exit", status: 0, message: "" });
	await client.shows("%exit\r\n\x1b\\");
	assert.equal(await client.ended, 0);
});
