/** What users, programs and strangers get wrong: a clear line each, nothing lost, the server alive. */
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitUntil } from "../harness/wait.ts";
import { comux, World } from "../harness/world.ts";

let world: World;

before(async () => {
	world = new World();
	await world.ask("new-session", "-d", "-s", "main", "-x", "80", "-y", "24");
});

after(async () => {
	await world.dispose();
});

/** Commands that are wrong -> what is said. */
const MISTAKES: readonly (readonly [words: readonly string[], error: string])[] = [
	[["no-such-command"], "unknown command: no-such-command"],
	[["new-window", "-Q"], "command new-window: unknown flag -Q"],
	[["kill-session", "-t", "nosuch"], "can't find session: nosuch"],
	[["select-window", "-t", "main:9"], "can't find window: 9"],
	[["select-pane", "-t", "main:0.9"], "can't find pane: 9"],
	[["new-session", "-d", "-s", "main"], "duplicate session: main"],
	[["set-option", "-g", "nosuch", "1"], "invalid option: nosuch"],
	[["source-file", "/nonexistent"], "No such file or directory: /nonexistent"],
	[["source-file", "/"], "Input/output error: /"],
	[["load-buffer", "/"], "Input/output error: /"],
	[["server-access", "-g", "no-such-group"], "unknown group: no-such-group"],
	[["save-buffer", "/dev/full"], "no buffers"],
	[["s"], "ambiguous command: s, could be: "],
	[["rename-window"], "command rename-window: too few arguments (need at least 1)"],
];

for (const [words, error] of MISTAKES)
	test(`${words.join(" ")} says: ${error}`, async () => {
		const result = await world.run(words);
		assert.equal(result.status, 1);
		assert.ok(result.stderr.startsWith(error), result.stderr);
		assert.equal(result.stdout, "");
	});

test("a full disk is told for save-buffer and the buffer is kept", async () => {
	await world.ask("set-buffer", "keep me");
	const result = await world.run(["save-buffer", "/dev/full"]);
	assert.equal(result.status, 1);
	assert.match(result.stderr, /No space left on device/);
	assert.equal(await world.ask("show-buffer"), "keep me");
});

test("a socket folder with the wrong mode is refused", async () => {
	const folder = mkdtempSync(join(tmpdir(), "comux-mode-"));
	try {
		mkdirSync(join(folder, `comux-${process.getuid?.()}`), { mode: 0o777 });
		chmodSync(join(folder, `comux-${process.getuid?.()}`), 0o777);
		const result = await world.runProgram("env", [`TMUX_TMPDIR=${folder}`, comux, "new", "-d"]);
		assert.equal(result.status, 1);
		assert.match(result.stderr, /has unsafe permissions/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("a socket folder of somebody else is refused", {
	skip: process.getuid?.() !== 0 && "needs root",
}, async () => {
	const folder = mkdtempSync(join(tmpdir(), "comux-owner-"));
	try {
		mkdirSync(join(folder, "comux-0"), { mode: 0o700 });
		chownSync(join(folder, "comux-0"), 65534, 65534);
		const result = await world.runProgram("env", [`TMUX_TMPDIR=${folder}`, comux, "new", "-d"]);
		assert.equal(result.status, 1);
		assert.match(result.stderr, /has unsafe permissions/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("a config that cannot be read is named at attach, and the start goes on", async () => {
	const other = new World();
	try {
		const terminal = other.open(["-f", "/no/such/file", "-f", other.home, "new", "-s", "conf"]);
		await terminal.waitFor("/no/such/file: No such file or directory");
		await terminal.waitFor(`${other.home}: Is a directory`);
		assert.equal(await other.ask("list-sessions", "-F", "#S"), "conf");
	} finally {
		await other.dispose();
	}
});

test("a socket path too long is refused", async () => {
	const result = await world.run(["-S", `/tmp/${"x".repeat(200)}`, "new", "-d"]);
	assert.equal(result.status, 1);
	assert.match(result.stderr, /File name too long/);
});

test("attach without a terminal is refused", async () => {
	const result = await world.run(["attach"]);
	assert.equal(result.status, 1);
	assert.equal(result.stderr, "open terminal failed: not a terminal\n");
});

test("an unknown TERM is refused with its name", async () => {
	const terminal = world.open(["attach"], {}, { TERM: "no-such-terminal" });
	await terminal.waitFor("open terminal failed: missing or unsuitable terminal: no-such-terminal");
	assert.equal(await terminal.waitExit(), 1);
});

test("a shell that does not exist ends its window, not the server", async () => {
	await world.run(["new-window", "-n", "gone", "/no/such/shell", "x"]);
	await waitUntil("the window has gone", async () => !(await world.ask("list-windows")).includes("gone"));
	await world.ask("set-option", "-g", "default-shell", "/bin/sh");
	assert.equal(await world.ask("list-sessions", "-F", "#S"), "main");
});

test("terminals of 1x1 and 500x200 are drawn", async () => {
	const tiny = world.open(["attach"], { cols: 1, rows: 1 });
	await waitUntil(
		"the tiny client",
		async () => (await world.ask("list-clients", "-F", "#{client_width}x#{client_height}")) === "1x1",
	);
	tiny.resize(500, 200);
	await waitUntil(
		"the large window",
		async () =>
			(await world.ask("display", "-p", "-t", "main:0", "#{window_width}x#{window_height}")) === "500x199",
	);
	await tiny.waitFor("[main]");
	tiny.type("\x02d");
	await tiny.waitFor("[detached (from session main)]");
});

test("garbage on the socket ends that connection only", async () => {
	const path = await world.ask("display", "-p", "#{socket_path}");
	for (const bytes of [
		Buffer.from("GET / HTTP/1.0\r\n\r\n"),
		Buffer.alloc(70_000, 0xff),
		Buffer.from([0, 0, 0, 1, 3]),
	]) {
		await new Promise<void>((resolve) => {
			const socket = connect(path, () => socket.write(bytes));
			socket.on("error", () => {});
			socket.on("data", () => {});
			socket.on("close", () => resolve());
			socket.setTimeout(3000, () => socket.destroy());
		});
	}
	assert.equal(await world.ask("has-session", "-t", "main"), "");
});

test("an unreadable or wrong config starts anyway and says where", async () => {
	const other = new World();
	try {
		writeFileSync(
			join(other.home, ".tmux.conf"),
			"set -g status-left ok\nset -g nosuch 1\nset -g status maybe\nset -g @after yes\n",
		);
		const terminal = other.open(["new", "-s", "conf"]);
		await terminal.waitFor(".tmux.conf:2: invalid option: nosuch");
		await terminal.waitFor(".tmux.conf:3: unknown value: maybe");
		assert.equal(await other.ask("show", "-gv", "@after"), "yes");
	} finally {
		await other.dispose();
	}
});
