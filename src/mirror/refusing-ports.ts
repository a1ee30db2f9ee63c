/**
 * The world of a mirrored session: there is none. No file is read or written,
 * no program runs, whatever an option, a binding or a format of the host or of
 * a guest says. Handed to the runtime by mirror.ts.
 */
import type { FilePort, FormatJobPort, HostPort, Job, JobRequest } from "../model/ports.ts";
import type { PumpedPty } from "../server/pane-pump.ts";
import type { Clock } from "../util/clock.ts";

const REFUSED = { error: "Permission denied" } as const;

/** Files of nobody. */
export const NO_FILES: FilePort = {
	read: (_client, _path, done) => done(REFUSED),
	write: (_client, _path, _bytes, _append, done) => done(REFUSED),
	glob: () => REFUSED,
	isDirectory: () => false,
	isExecutable: () => false,
	readNow: () => REFUSED,
	writeNow: () => REFUSED,
};

/** `#()` is empty. */
export const NO_FORMAT_JOBS: FormatJobPort = { get: () => "" };

/** A job that ends at once with status 1 and has done nothing. */
export function refuseJob(clock: Clock, request: JobRequest): Job {
	const end = clock.setImmediate(() => request.onExit(1, 0));
	return {
		pid: 0,
		command: "",
		startTime: clock.now(),
		ttyName: "",
		write() {},
		endInput() {},
		resize() {},
		kill() {},
		dispose: () => end.dispose(),
	};
}

/**
 * The program of a mirrored pane, which runs at the host: what our screen would
 * answer its questions is dropped, for the host's own has answered them.
 */
export function mirroredProgram(flow: { pause(): void; resume(): void }): PumpedPty {
	return {
		pid: 0,
		ttyName: "",
		write() {},
		resize() {},
		kill() {},
		pause: () => flow.pause(),
		resume: () => flow.resume(),
		dispose() {},
		currentCommand: () => "",
		currentPath: () => "",
	};
}

/** What the mirror says of its machine: the host's name, and nothing of the relay's. */
export function mirroredHost(facts: {
	readonly version: string;
	readonly tmuxVersion: string;
	hostname(): string;
	hasTerminfo(name: string): boolean;
}): HostPort {
	return {
		hostname: () => facts.hostname(),
		// A number no user has: nobody here is the user of the machine.
		uid: -2,
		user: "",
		home: "/",
		homeOf: () => undefined,
		hasGroup: () => false,
		userName: () => undefined,
		pid: 0,
		socketPath: "",
		shimPath: "",
		version: facts.version,
		tmuxVersion: facts.tmuxVersion,
		configFiles: [],
		hasTerminfo: (name) => facts.hasTerminfo(name),
	};
}
