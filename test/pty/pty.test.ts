import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { commandName, createForegroundReader } from "../../src/pty/foreground.ts";
import { type Pty, type PtyRequest, spawnPty } from "../../src/pty/pty.ts";

const ENV = new Map([
	["PATH", process.env.PATH ?? "/usr/bin:/bin"],
	["TERM", "dumb"],
	["HOME", "/"],
]);

interface Run {
	readonly pty: Pty;
	readonly output: () => string;
	readonly bytes: () => number;
	readonly done: Promise<{ status: number; signal: number; bytesAtExit: number }>;
	/** Resolves when the output contains `text`. */
	until(text: string): Promise<void>;
}

function run(file: string, args: readonly string[], more: Partial<PtyRequest> = {}): Run {
	const chunks: Uint8Array[] = [];
	let size = 0;
	const output = (): string => Buffer.concat(chunks).toString();
	const waiters: { text: string; resolve: () => void }[] = [];
	let finish: (value: { status: number; signal: number; bytesAtExit: number }) => void;
	const done = new Promise<{ status: number; signal: number; bytesAtExit: number }>((resolve) => {
		finish = resolve;
	});
	const pty = spawnPty({
		file,
		args,
		cwd: "/",
		env: ENV,
		cols: 80,
		rows: 24,
		onData(bytes) {
			chunks.push(bytes);
			size += bytes.length;
			for (const waiter of waiters) if (output().includes(waiter.text)) waiter.resolve();
		},
		onExit: (status, signal) => finish({ status, signal, bytesAtExit: size }),
		...more,
	});
	const until = (text: string): Promise<void> =>
		new Promise((resolve) => {
			if (output().includes(text)) resolve();
			else waiters.push({ text, resolve });
		});
	return { pty, output, bytes: () => size, done, until };
}

test("every byte arrives before the exit", { timeout: 20_000 }, async () => {
	const { done, bytes } = run("/bin/sh", ["-c", "head -c 3000000 /dev/zero; exit 7"]);
	const end = await done;
	assert.equal(end.status, 7);
	assert.equal(end.bytesAtExit, 3_000_000);
	assert.equal(bytes(), 3_000_000);
});

test("the rest is kept for a reader that pauses across the exit", { timeout: 20_000 }, async () => {
	let pausedOnce = false;
	const holder: { pty?: Pty } = {};
	let size = 0;
	const end = await new Promise<number>((resolve) => {
		holder.pty = spawnPty({
			file: "/bin/sh",
			args: ["-c", "head -c 20000 /dev/zero"],
			cwd: "/",
			env: ENV,
			cols: 80,
			rows: 24,
			onData(bytes) {
				size += bytes.length;
				if (pausedOnce) return;
				pausedOnce = true;
				holder.pty?.pause();
				setTimeout(() => holder.pty?.resume(), 400);
			},
			onExit: () => resolve(size),
		});
	});
	assert.equal(end, 20_000);
});

test("a program that cannot be started ends with status 1 and no output", { timeout: 10_000 }, async () => {
	const { done, output } = run("/nonexistent/shell", []);
	assert.equal((await done).status, 1);
	assert.equal(output(), "");
});

test("a signal is told by its number", { timeout: 10_000 }, async () => {
	const { pty, done, until } = run("/bin/sh", ["-c", "echo ready; exec sleep 100"]);
	await until("ready");
	pty.kill("SIGTERM");
	assert.equal((await done).signal, 15);
});

test("argv[0], folder, size and input", { timeout: 10_000 }, async () => {
	const { pty, done, output, until } = run("/bin/sh", ["-c", 'pwd; stty size; read line; echo "got $line"'], {
		cwd: "/nonexistent",
		cols: 91,
		rows: 17,
	});
	await until("17 91");
	pty.write(Buffer.from("words\n"));
	await done;
	assert.match(output(), /^\/\r\n17 91\r\n/);
	assert.match(output(), /got words/);
	const login = run("/bin/sh", ["-c", 'tr "\\0" " " < /proc/$$/cmdline'], { argv0: "-sh" });
	await login.done;
	if (process.platform === "linux") assert.match(login.output(), /^-sh -c/);
});

test("a program under another name has the whole environment", { timeout: 10_000 }, async () => {
	const own = { PS1: "a $b ", PS2: "'", PS4: "", OLDPWD: "/usr", IFS: ",", OPTIND: "3", MINE: "x  y" };
	const env = new Map([...ENV, ...Object.entries(own)]);
	const { done, output } = run("/usr/bin/env", [], { argv0: "-env", env });
	await done;
	const lines = output().split("\r\n");
	for (const [name, value] of Object.entries(own)) assert.ok(lines.includes(`${name}=${value}`), name);
});

test("the exit does not wait for a process left behind on the terminal", { timeout: 10_000 }, async () => {
	const { done, output, pty } = run("/bin/sh", ["-c", "trap '' HUP; sleep 5 & echo $!; exit 3"]);
	const started = Date.now();
	assert.equal((await done).status, 3);
	assert.ok(Date.now() - started < 4000);
	const left = Number.parseInt(output(), 10);
	process.kill(left, "SIGKILL");
	assert.equal(pty.queuedBytes, 0);
});

test("no descriptor is left over", { timeout: 20_000, skip: process.platform !== "linux" }, async () => {
	const count = (): number => readdirSync("/proc/self/fd").length;
	await run("/bin/true", []).done;
	const before = count();
	for (let i = 0; i < 10; i++) await run("/bin/true", []).done;
	assert.ok(count() <= before, `${count()} descriptors, ${before} before`);
});

test("foreground process", { timeout: 10_000, skip: process.platform !== "linux" }, async () => {
	const reader = createForegroundReader();
	const { pty, done, until } = run("/bin/sh", ["-c", "cd /tmp; echo ready; exec sleep 100"]);
	await until("ready");
	while (reader.read(pty.pid, pty.ttyName).command !== "sleep")
		await new Promise((resolve) => setImmediate(resolve));
	const facts = reader.read(pty.pid, pty.ttyName);
	assert.equal(facts.cwd, "/tmp");
	assert.deepEqual(facts.argv, ["sleep", "100"]);
	pty.kill();
	await done;
	assert.deepEqual(reader.read(0x7ffffff0, "").argv, []);
});

test("names of commands", () => {
	assert.equal(commandName("-zsh"), "zsh");
	assert.equal(commandName("/usr/bin/vim"), "vim");
	assert.equal(commandName("sshd: user@pts/3"), "sshd:");
});
