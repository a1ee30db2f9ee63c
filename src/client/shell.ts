/**
 * Runs a shell command in the user's terminal: the lock command, `detach -E` and
 * `-c`. Loaded only when one is asked for.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Signals of the keyboard go to the command and to us, who only wait for it. */
const keyboardSignals: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];

/** Runs `file args` on our terminal until it ends; resolves to its exit status (128 and more: a signal). */
function runAttached(
	file: string,
	args: readonly string[],
	options: { argv0?: string; env?: NodeJS.ProcessEnv },
): Promise<number> {
	return new Promise((resolve) => {
		const ignore = () => {};
		for (const signal of keyboardSignals) process.on(signal, ignore);
		const done = (status: number) => {
			for (const signal of keyboardSignals) process.removeListener(signal, ignore);
			resolve(status);
		};
		const child = spawn(file, args, { ...options, stdio: "inherit" });
		child.once("error", () => done(1));
		child.once("exit", (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0)));
	});
}

/** As system(3): the lock command. */
export function runCommand(command: string): Promise<number> {
	return runAttached("/bin/sh", ["-c", command], {});
}

/** In place of the client: `shell -c command`, with SHELL set, as a login shell with -l. */
export function runInstead(shell: string, command: string, login: boolean): Promise<number> {
	const name = shell.slice(shell.lastIndexOf("/") + 1) || shell;
	return runAttached(shell, ["-c", command], {
		argv0: login ? `-${name}` : name,
		env: { ...process.env, SHELL: shell },
	});
}
