/**
 * The server process: reads how it was started, makes the real ports, joins
 * them in the runtime, listens, and says on its pipe that it is ready. Wiring
 * and last words only.
 */
import { closeSync, writeSync } from "node:fs";
import type { Socket } from "node:net";
import { userInfo } from "node:os";
import { basename } from "node:path";
import type { Client } from "../model/client.ts";
import { systemClock } from "../node/system-clock.ts";
import { decodeServerStart, readyLine, type ServerStart, showHidden } from "../protocol/server-start.ts";
import { createForegroundReader } from "../pty/foreground.ts";
import { spawnPty } from "../pty/pty.ts";
import { errorCode, strerror } from "../util/errno.ts";
import { version } from "../util/version.ts";
import { readKeymaps, readWhole } from "./built-files.ts";
import { Connection } from "./connection.ts";
import { applyEnvironment } from "./defaults.ts";
import { openLog, openOutputLog, writeCrash } from "./file-log.ts";
import { makeFiles } from "./files.ts";
import { makeHost } from "./host.ts";
import { JobRunner } from "./jobs.ts";
import { type Listener, listen } from "./listener.ts";
import { serveConnection } from "./local-client.ts";
import { Runtime } from "./runtime.ts";
import { LazySharing, shareWhenUsed } from "./sharing.ts";

/** dist/, where the bundle runs. */
const folder = __dirname;

/** Listens; gives what loads keys and config, to be called in the same turn: before any client is accepted. */
async function listening(start: ServerStart): Promise<() => void> {
	process.umask(0o077 & process.umask(0));
	const connections = new Map<Client, Connection>();
	let tell = (_line: string): void => {};
	const log = openLog(`comux-server-${process.pid}.log`, start.logLevel, (line) => tell(line));
	const tee = openOutputLog(`comux-out-${process.pid}.log`, start.logLevel);
	const jobs = new JobRunner(systemClock, (what, error) => log.error(what, error));
	const foreground = createForegroundReader();
	let listener: Listener | undefined;
	let ending = false;
	let sharing: LazySharing | undefined;

	const runtime = new Runtime({
		ports: {
			clock: systemClock,
			log,
			files: makeFiles(connections),
			host: makeHost({
				socketPath: start.socketPath,
				shimPath: start.libexec,
				version,
				configFiles: start.configFiles,
			}),
			startJob: (request) => jobs.start(request),
			jobs: () => [...jobs.running],
		},
		startPty: (request, onData, onExit) => {
			const { shell, argv, loginArgs } = request;
			const login = `-${basename(shell)}`;
			const program =
				argv.length === 0
					? { file: shell, args: loginArgs, argv0: login }
					: argv.length === 1
						? { file: shell, args: ["-c", argv[0] as string], argv0: basename(shell) }
						: { file: argv[0] as string, args: argv.slice(1) };
			const pty = spawnPty({ ...program, ...sizeAndPlace(request), onData, onExit });
			return {
				pid: pty.pid,
				ttyName: pty.ttyName,
				write: (bytes) => pty.write(bytes),
				resize: (cols, rows) => pty.resize(cols, rows),
				kill: (signal) => pty.kill(signal as NodeJS.Signals),
				pause: () => pty.pause(),
				resume: () => pty.resume(),
				dispose: () => {
					foreground.forget(pty.ttyName);
					pty.dispose();
				},
				currentCommand: () => foreground.read(pty.pid, pty.ttyName).command,
				currentPath: () => foreground.read(pty.pid, pty.ttyName).cwd,
			};
		},
		readTerminfo: readWhole,
		sharing: (made) => {
			sharing = new LazySharing(made, folder);
			return sharing;
		},
		attached: (client) => connections.get(client)?.send({ type: "attached" }),
		attachedChanged: (attached) => listener?.showAttached(attached),
		exit: () => {
			if (ending) return;
			ending = true;
			listener?.dispose();
			const end = () => {
				runtime.dispose();
				jobs.dispose();
				log.close();
				// Output that is on its way to clients still goes out; nothing else holds the process.
				setTimeout(() => process.exit(0), 20).unref();
			};
			if (sharing) sharing.close(end);
			else end();
		},
	});
	tell = (line) => runtime.server.addMessage(line);

	applyEnvironment(runtime.server, process.env, process.cwd(), userInfo().shell ?? "");
	process.on("uncaughtException", (error) => log.error("server", error));
	process.on("unhandledRejection", (error) => log.error("server", error));
	process.on("SIGTERM", () => runtime.killServer());
	process.on("SIGINT", () => (start.foreground ? runtime.killServer() : undefined));
	process.on("SIGHUP", () => {});
	process.on("SIGPIPE", () => {});
	const accept = (socket: Socket) => serveConnection(runtime, new Connection(socket, tee), connections);
	const makeListener = () => listen(start.socketPath, accept, (error) => log.error("socket", error));
	listener = await makeListener();
	process.on("SIGUSR1", () => {
		// The socket was removed by somebody: make it again.
		listener?.dispose();
		makeListener().then(
			(again) => {
				listener = again;
			},
			(error) => log.error("socket", error),
		);
	});
	if (start.name === "tmate") shareWhenUsed(runtime);
	return () =>
		runtime.start(
			readKeymaps(folder),
			start.configFiles.map((path) => ({ path, quiet: start.configQuiet })),
			{ stay: start.foreground },
		);
}

function sizeAndPlace(request: {
	readonly cwd: string;
	readonly env: ReadonlyMap<string, string>;
	readonly cols: number;
	readonly rows: number;
}) {
	return { cwd: request.cwd, env: request.env, cols: request.cols, rows: request.rows };
}

/** Writes the one line the client that started us waits for. */
function say(fd: number, line: string): void {
	if (fd === -1) {
		if (line !== readyLine) process.stderr.write(`${line}\n`);
		return;
	}
	try {
		writeSync(fd, `${line}\n`);
		closeSync(fd);
	} catch {
		// The client has gone; the server goes on.
	}
}

showHidden(process.env);
const start = decodeServerStart(process.argv[2] ?? "");
if (!start) {
	process.stderr.write("comux: the server is started by comux itself\n");
	process.exit(1);
}

function crash(error: unknown): void {
	writeCrash(`comux-server-${process.pid}.log`, error);
	process.exit(1);
}

listening(start).then(
	(begin) => {
		// The client comes while keys are bound; it is accepted when that is done.
		say(start.readyFd, readyLine);
		try {
			begin();
		} catch (error) {
			crash(error);
		}
	},
	(error: unknown) => {
		const isSystem = error instanceof Error && "code" in error;
		const text = error instanceof Error ? error.message : String(error);
		say(
			start.readyFd,
			isSystem ? `error creating ${start.socketPath} (${strerror(errorCode(error))})` : text,
		);
		if (!isSystem) crash(error);
		process.exit(1);
	},
);
