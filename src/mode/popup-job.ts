/**
 * Starting a popup's program in a pty. Called by Popup.
 */
import type { Job } from "../model/ports.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";

/** What is run and where. */
export interface PopupProgram {
	readonly server: Server;
	readonly environment: ReadonlyMap<string, string>;
	readonly request: {
		readonly argv: readonly string[];
		readonly cwd: string;
		readonly environment: readonly string[];
		readonly session: Session;
	};
}

const DEFAULT_SHELL = "/bin/sh";

/** The environment with `NAME=value` assignments on top. */
function withAssignments(
	environment: ReadonlyMap<string, string>,
	assignments: readonly string[],
): ReadonlyMap<string, string> {
	const env = new Map(environment);
	for (const assignment of assignments) {
		const at = assignment.indexOf("=");
		if (at > 0) env.set(assignment.slice(0, at), assignment.slice(at + 1));
	}
	return env;
}

/** Starts it; `onEnd` gets the exit status, or the number of the signal that ended it. */
export function startPopupJob(
	program: PopupProgram,
	pty: { readonly cols: number; readonly rows: number },
	onOutput: (bytes: Uint8Array) => void,
	onEnd: (status: number) => void,
): Job {
	const { server, request } = program;
	const { options } = request.session;
	const wanted = options.string("default-shell");
	const shell = server.ports.files.isExecutable(wanted) ? wanted : DEFAULT_SHELL;
	const [text = options.string("default-command")] = request.argv;
	const directly = request.argv.length > 1 ? request.argv : [shell];
	return server.ports.startJob({
		command: request.argv.length <= 1 && text !== "" ? text : directly,
		shell,
		cwd: request.cwd,
		env: withAssignments(program.environment, request.environment),
		pty,
		onOutput,
		onExit: (status, signal) => onEnd(signal === 0 ? status : signal),
	});
}
