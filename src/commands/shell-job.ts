/**
 * Shell commands run for a command: if-shell, run-shell and pipe-pane. They
 * run in /bin/sh with the session's environment, in a folder that exists.
 */
import { CommandError, type QueueItem } from "../command/types.ts";
import type { Job, JobRequest } from "../model/ports.ts";
import type { Session } from "../model/session.ts";
import { decodeRaw } from "../util/raw-bytes.ts";

const SHELL = "/bin/sh";
/** What is kept of a job's output, in bytes; the rest is dropped. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/** Starts a shell command; throws a CommandError when it cannot. */
export function startShell(
	item: QueueItem,
	command: string,
	request: Pick<JobRequest, "cwd" | "stderr" | "onOutput" | "onExit"> & {
		readonly session: Session | undefined;
	},
): Job {
	const { ports } = item.server;
	const { session, cwd, ...rest } = request;
	const folder = [cwd, ports.host.home].find((path) => path !== "" && ports.files.isDirectory(path));
	try {
		return ports.startJob({
			...rest,
			command,
			shell: SHELL,
			cwd: folder ?? "/",
			env: item.services.jobEnvironment(session),
		});
	} catch {
		throw new CommandError(`failed to run command: ${command}`);
	}
}

/** Collects what a job prints, up to a limit. */
export class JobOutput {
	readonly #pieces: Uint8Array[] = [];
	#size = 0;

	add(bytes: Uint8Array): void {
		const piece = bytes.subarray(0, OUTPUT_LIMIT - this.#size);
		if (piece.length === 0) return;
		// The bytes may be a view of a buffer that is used again.
		this.#pieces.push(piece.slice());
		this.#size += piece.length;
	}

	/** Lines without their ends; a last line need not have one. */
	lines(): string[] {
		const lines = decodeRaw(Buffer.concat(this.#pieces)).split("\n");
		if (lines.at(-1) === "") lines.pop();
		return lines;
	}
}
