/**
 * The program: reads the command line and becomes what it asks for, a client in
 * nearly every case. Wiring only; everything that is not always needed is loaded
 * when it is. Bundled as dist/client.cjs, which bin/comux runs with the name it
 * was called under as first argument.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import type { ClientArgs, ProgramName } from "./client/argv.ts";
import { parseArgv, programName } from "./client/argv.ts";
import { ClientProcess } from "./client/client.ts";
import { mayStartServer } from "./client/command-names.ts";
import { defaultConfigFiles } from "./client/config-files.ts";
import { connect } from "./client/connect.ts";
import { writeAll } from "./client/output.ts";
import { findSocketPath } from "./client/socket-path.ts";
import { clientFlag } from "./protocol/messages.ts";
import { type ServerStart, showHidden } from "./protocol/server-start.ts";

/** dist/, where this runs from; server.cjs is beside it. */
const folder = __dirname;

function say(fd: number, text: string): void {
	if (text !== "") writeAll(fd, Buffer.from(text));
}

/** Whether the environment promises a UTF-8 terminal, as tmux reads it. */
function environmentSaysUtf8(env: NodeJS.ProcessEnv): boolean {
	if (env.TMUX !== undefined) return true;
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
	return /utf-?8/i.test(locale);
}

/** The arguments with their very bytes: node has put U+FFFD for what is no UTF-8, the system knows better. */
async function exactArguments(words: string[]): Promise<string[]> {
	if (!words.some((word) => word.includes("\ufffd"))) return words;
	const [{ readFileSync }, { decodeRaw }] = await Promise.all([
		import("node:fs"),
		import("./util/raw-bytes.ts"),
	]);
	try {
		const bytes = readFileSync("/proc/self/cmdline");
		const exact: string[] = [];
		for (let from = 0; from < bytes.length; ) {
			const end = bytes.indexOf(0, from);
			exact.push(decodeRaw(bytes.subarray(from, end)));
			from = end + 1;
		}
		return exact.slice(-words.length);
	} catch {
		return words;
	}
}

/** The log of -v: comux-client-PID.log in the working folder. */
async function openLog(level: number): Promise<(line: string) => void> {
	if (level === 0) return () => {};
	const { appendFileSync } = await import("node:fs");
	const file = `comux-client-${process.pid}.log`;
	return (line) => {
		try {
			appendFileSync(file, `${(Date.now() / 1000).toFixed(6)} ${line}\n`);
		} catch {
			// A folder that cannot be written in has no log.
		}
	};
}

/** The word that share-dashboard starts this program with; it is no command. */
const dashboardWord = "share-dashboard-program";

/** Becomes the dashboard, a bundle of its own: few calls want it, and blessed is big. */
async function becomeDashboard(): Promise<void> {
	const { pathToFileURL } = await import("node:url");
	const path = join(folder, "dashboard.mjs");
	process.argv.splice(1, Number.POSITIVE_INFINITY, path, dashboardWord);
	await import(pathToFileURL(path).href);
}

/** Runs a client to its end; undefined when this process has become the server instead. */
async function runClient(args: ClientArgs, name: ProgramName): Promise<number | undefined> {
	const socket = findSocketPath({
		path: args.path,
		label: args.label,
		env: process.env,
		uid: process.getuid!(),
	});
	if ("error" in socket) {
		say(2, `${socket.error}\n`);
		return 1;
	}
	let flags = args.flags;
	if (environmentSaysUtf8(process.env)) flags |= clientFlag.utf8;
	if (socket.isDefault) flags |= clientFlag.defaultSocket;
	if (args.shellCommand !== undefined || mayStartServer(args.command)) flags |= clientFlag.startServer;
	const foreground = (flags & clientFlag.noFork) !== 0;
	const starts = (flags & clientFlag.startServer) !== 0 && (flags & clientFlag.noStartServer) === 0;

	const entry = join(folder, "server.cjs");
	const start: Omit<ServerStart, "readyFd"> = {
		name,
		socketPath: socket.path,
		defaultSocket: socket.isDefault,
		configFiles: args.configFiles ?? defaultConfigFiles(name, process.env, process.env.HOME || homedir()),
		configQuiet: args.configFiles === undefined,
		logLevel: args.logLevel,
		foreground,
		login: (flags & clientFlag.login) !== 0,
		libexec: join(folder, "..", "libexec"),
	};
	const log = await openLog(args.logLevel);
	log(`socket is ${socket.path}, flags are ${flags.toString(16)}`);
	const startServer = async () => (await import("./client/start-server.ts")).startServer(entry, start);
	const connected = await connect(socket.path, starts && !foreground ? startServer : undefined);
	if ("error" in connected) {
		if (foreground && starts) {
			await (await import("./client/start-server.ts")).becomeServer(entry, start);
			return undefined;
		}
		say(2, `${connected.error}\n`);
		return 1;
	}
	const { features, shellCommand, command } = args;
	return new ClientProcess(connected.socket, { flags, features, shellCommand, command, log }).run();
}

async function main(): Promise<void> {
	showHidden(process.env);
	const [called = "comux", ...rest] = await exactArguments(process.argv.slice(2));
	if (rest[0] === dashboardWord) return becomeDashboard();
	const name = programName(called);
	const parsed = parseArgv(rest, name, process.cwd());
	if (parsed.kind === "print") {
		say(1, parsed.stdout);
		say(2, parsed.stderr);
		process.exitCode = parsed.status;
		return;
	}
	const status = await runClient(parsed, name);
	if (status !== undefined) process.exit(status);
}

void main();
