/**
 * What the client tells the server about itself. Reads the process and its
 * terminal; called by client.ts once.
 */
import { readlinkSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isatty } from "node:tty";
import { maxString, maxStrings } from "../protocol/codec.ts";
import type { MessageOf } from "../protocol/messages.ts";

/** Path of the terminal on standard input, or empty. */
export async function terminalName(): Promise<string> {
	if (!isatty(0)) return "";
	try {
		const path = readlinkSync("/proc/self/fd/0");
		if (path.startsWith("/dev/")) return path;
	} catch {
		// No /proc here: tty(1) knows.
	}
	const { spawnSync } = await import("node:child_process");
	const { status, stdout } = spawnSync("tty", { stdio: ["inherit", "pipe", "ignore"], encoding: "utf8" });
	return status === 0 ? stdout.trim() : "";
}

/** The working folder, by the name the user knows it under: $PWD when it is the same folder. */
export function currentFolder(): string {
	let cwd: string;
	try {
		cwd = process.cwd();
	} catch {
		return homedir() || "/";
	}
	const pwd = process.env.PWD;
	try {
		if (pwd && realpathSync(pwd) === realpathSync(cwd)) return pwd;
	} catch {
		// $PWD is wrong: the folder itself, then.
	}
	return cwd;
}

/** The environment as the server takes it; a variable too long for a message is left out. */
function environment(): string[] {
	return Object.entries(process.env)
		.map(([name, value]) => `${name}=${value}`)
		.filter((entry) => Buffer.byteLength(entry) <= maxString)
		.slice(0, maxStrings);
}

/** The whole identity. */
export function identity(
	flags: number,
	features: readonly string[],
	ttyName: string,
	size: { cols: number; rows: number },
): MessageOf<"identify"> {
	return {
		type: "identify",
		flags,
		pid: process.pid,
		term: process.env.TERM ?? "",
		features,
		ttyName,
		cwd: currentFolder(),
		stdinIsTty: ttyName !== "" || isatty(0),
		stdoutIsTty: isatty(1),
		...size,
		xpixel: 0,
		ypixel: 0,
		environ: environment(),
	};
}
