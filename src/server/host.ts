/** Facts about the machine and the user: the HostPort. Made by main.ts. */
import { accessSync, readFileSync } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import type { HostPort } from "../model/ports.ts";
import { tmuxVersion } from "../util/version.ts";

const PASSWD_LINE = /^([^:]*):[^:]*:(\d+):[^:]*:[^:]*:([^:]*)/;

export interface HostFacts {
	readonly socketPath: string;
	readonly shimPath: string;
	readonly version: string;
	readonly configFiles: readonly string[];
}

/** The real host. */
export function makeHost(facts: HostFacts): HostPort {
	const uid = process.getuid?.() ?? 0;
	const user = safe(() => userInfo().username, "");
	const home = process.env.HOME || safe(() => homedir(), "/");
	const terms = new Map<string, boolean>();
	return {
		...facts,
		hostname,
		uid,
		user,
		home,
		pid: process.pid,
		tmuxVersion,
		homeOf: (name) => passwd((row) => row[1] === name)?.[3],
		hasGroup: (name) => lines("/etc/group").some((line) => line.startsWith(`${name}:`)),
		userName: (id) => (id === uid && user !== "" ? user : passwd((row) => Number(row[2]) === id)?.[1]),
		hasTerminfo(name) {
			// It becomes part of a path, and may come from anywhere.
			if (!/^[A-Za-z0-9+_][\w+.@:-]{0,100}$/.test(name)) return false;
			let found = terms.get(name);
			if (found === undefined) {
				found = terminfoFolders(home).some((folder) => terminfoPaths(folder, name).some(exists));
				terms.set(name, found);
			}
			return found;
		},
	};
}

function safe<T>(fn: () => T, otherwise: T): T {
	try {
		return fn();
	} catch {
		return otherwise;
	}
}

function lines(path: string): string[] {
	return safe(() => readFileSync(path, "utf8"), "").split("\n");
}

function passwd(wanted: (row: RegExpExecArray) => boolean): RegExpExecArray | undefined {
	for (const line of lines("/etc/passwd")) {
		const row = PASSWD_LINE.exec(line);
		if (row && wanted(row)) return row;
	}
	return undefined;
}

function terminfoFolders(home: string): string[] {
	const { TERMINFO, TERMINFO_DIRS } = process.env;
	const dirs = (TERMINFO_DIRS ?? "").split(":").filter((dir) => dir !== "");
	return [
		...(TERMINFO ? [TERMINFO] : []),
		`${home}/.terminfo`,
		...dirs,
		"/etc/terminfo",
		"/lib/terminfo",
		"/usr/share/terminfo",
		"/usr/local/share/terminfo",
	];
}

function terminfoPaths(folder: string, name: string): string[] {
	const first = name.charAt(0);
	return [`${folder}/${first}/${name}`, `${folder}/${name.charCodeAt(0).toString(16)}/${name}`];
}

function exists(path: string): boolean {
	try {
		accessSync(path);
		return true;
	} catch {
		return false;
	}
}
