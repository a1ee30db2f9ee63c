/**
 * Guests of a shared server as people are: the real OpenSSH client in a
 * terminal of its own, started with the very line that was handed over. Its
 * config, known hosts and home are the world's, never the user's.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PtyTerminal } from "./pty-terminal.ts";
import type { CommandResult, World } from "./world.ts";

/** Why tests with the real ssh cannot run here; false when they can. */
export function sshMissing(): string | false {
	return spawnSync("ssh", ["-V"]).error === undefined ? false : "there is no ssh here (openssh-client)";
}

/** How a guest starts its ssh. */
export interface GuestOptions {
	readonly cols?: number;
	readonly rows?: number;
	/** Options before the line's own. */
	readonly args?: readonly string[];
	/** Words behind the destination. */
	readonly command?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** A program that ssh is started by, e.g. in another network. */
	readonly through?: readonly string[];
}

/** The config for all hops: -F is handed on by ssh to the hop of -J, other options are not. */
function config(world: World): string {
	mkdirSync(join(world.home, ".ssh"), { recursive: true, mode: 0o700 });
	const known = join(world.home, ".ssh", "known_hosts");
	const path = join(world.home, "ssh_config");
	// Another ssh may be reading it.
	if (existsSync(path)) return path;
	writeFileSync(
		path,
		`Host *\n UserKnownHostsFile ${known}\n GlobalKnownHostsFile /dev/null\n StrictHostKeyChecking accept-new\n`,
	);
	return path;
}

/** Words of a printed line (`ssh ...`), as a shell would read its quotes. */
function words(line: string): string[] {
	return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

function argv(world: World, line: string, { args = [], command = [], through = [] }: GuestOptions): string[] {
	const [program = "ssh", ...rest] = words(line);
	return [...through, program, "-F", config(world), ...args, ...rest, ...command];
}

/** A guest who types the line into a terminal. */
export function joinAs(world: World, line: string, options: GuestOptions = {}): PtyTerminal {
	const { cols = 80, rows = 24, env } = options;
	const [file = "", ...args] = argv(world, line, options);
	return world.openProgram(file, args, { cols, rows }, env);
}

/** The line without a terminal at the guest, to its end. */
export function runAs(world: World, line: string, options: GuestOptions = {}): Promise<CommandResult> {
	const [file = "", ...args] = argv(world, line, options);
	return world.runProgram(file, args);
}

/** Makes a key pair with the real ssh-keygen; gives the path of the private key. */
export async function makeKey(world: World, name: string): Promise<string> {
	const path = join(world.home, name);
	const made = await world.runProgram("ssh-keygen", [
		"-q",
		"-N",
		"",
		"-C",
		name,
		"-t",
		"ed25519",
		"-f",
		path,
	]);
	if (made.status !== 0) throw new Error(made.stderr);
	return path;
}
