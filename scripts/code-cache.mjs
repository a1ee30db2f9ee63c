/**
 * Makes the code cache of the server's bundle: runs it once in a folder of its
 * own, with a client that does what everybody does first, and lets it write what
 * V8 has compiled. Called by build.mjs; a build where this fails has no cache.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodePty from "node-pty";

/** The whole run takes no longer, in milliseconds. */
const LIMIT = 10_000;

/** Makes `BUNDLE.cache` for the server's bundle at `bundle`; `root` holds dist/client.cjs. */
export async function makeCodeCache(root, bundle) {
	const home = mkdtempSync(join(tmpdir(), "comux-build-"));
	const socket = join(home, "socket");
	const env = {
		PATH: process.env.PATH,
		HOME: home,
		SHELL: "/bin/sh",
		TERM: "xterm-256color",
		LANG: "C.UTF-8",
	};
	const client = [join(root, "dist", "client.cjs"), "comux", "-S", socket];
	const start = {
		name: "comux",
		socketPath: socket,
		defaultSocket: false,
		configFiles: [],
		configQuiet: true,
		logLevel: 0,
		foreground: false,
		login: false,
		libexec: join(root, "libexec"),
		readyFd: 1,
	};
	const run = (...args) =>
		new Promise((resolve) =>
			execFile(process.execPath, [...client, ...args], { env, timeout: LIMIT }, resolve),
		);
	const server = spawn(
		process.execPath,
		[join(root, "scripts", "code-cache-run.cjs"), bundle, JSON.stringify(start)],
		{
			cwd: home,
			env,
			stdio: ["ignore", "pipe", "ignore"],
			timeout: LIMIT,
		},
	);
	const ended = new Promise((resolve) => server.once("exit", resolve).once("error", resolve));
	try {
		await Promise.race([new Promise((resolve) => server.stdout.once("data", resolve)), ended]);
		const terminal = nodePty.spawn(process.execPath, [...client, "new-session", "cat"], { cwd: home, env });
		// Keys typed before the client is there wait in the terminal.
		await new Promise((resolve) => terminal.onData(resolve));
		terminal.write("abc\r");
		await run("split-window", "cat");
		await run("display-message", "-p", "#{session_name}");
		terminal.write("\x02o\x02l");
		await run("new-window", "cat");
		await run("kill-server");
		await ended;
	} catch {
		server.kill();
	} finally {
		rmSync(home, { recursive: true, force: true, maxRetries: 3 });
	}
}
