/**
 * Starts the server as a process of its own, in its own session and without a
 * terminal, and waits until it listens: it writes one line on a pipe it
 * inherits. Loaded only when there is a server to start.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { ServerStart } from "../protocol/server-start.ts";
import { encodeServerStart, hideFromNode, readyLine } from "../protocol/server-start.ts";

/** Longest answer we read: one line with a path in it. */
const longestAnswer = 16 * 1024;

/**
 * Starts `entry` (dist/server.cjs). Resolves to undefined when it listens, else
 * to the line for the user: the server's own, or that it exited.
 */
export function startServer(entry: string, start: Omit<ServerStart, "readyFd">): Promise<string | undefined> {
	if (!existsSync(entry)) return Promise.resolve(`server not built: ${entry} (run npm run build)`);
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [entry, encodeServerStart({ ...start, readyFd: 3 })], {
			detached: true,
			env: hideFromNode(process.env),
			// Nothing of the client's stays open in the server: a pipe that reads `comux -v` would never end.
			stdio: ["ignore", "ignore", "ignore", "pipe"],
		});
		const pipe = child.stdio[3] as NodeJS.ReadableStream & {
			destroy(): void;
			setEncoding(name: string): void;
		};
		let answer = "";
		const done = () => {
			pipe.destroy();
			child.unref();
			const line = answer.split("\n")[0]!;
			resolve(line === readyLine ? undefined : line === "" ? "server exited unexpectedly" : line);
		};
		child.once("error", (error) => {
			answer = `couldn't start server: ${error.message}`;
			done();
		});
		pipe.setEncoding("utf8");
		pipe.on("data", (text: string) => {
			answer += text;
			if (answer.includes("\n") || answer.length > longestAnswer) done();
		});
		pipe.once("end", done);
	});
}

/** Becomes the server, in the foreground (-D): the entry finds its argument where a new process would. */
export async function becomeServer(entry: string, start: Omit<ServerStart, "readyFd">): Promise<void> {
	process.argv = [process.execPath, entry, encodeServerStart({ ...start, readyFd: -1 })];
	const { pathToFileURL } = await import("node:url");
	await import(pathToFileURL(entry).href);
}
