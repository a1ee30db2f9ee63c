/**
 * Which program is in the foreground of a terminal and where it works:
 * `#{pane_current_command}` and `#{pane_current_path}`. On Linux read from
 * /proc, cheap enough to ask often; on macOS asked of ps and lsof in the
 * background, the last answer given at once. Used by server/.
 */
import { execFile } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** What is known of a process. */
export interface ProcessFacts {
	/** Process id; 0 when nothing is known. */
	readonly pid: number;
	/** Name of the program (last part of argv[0]), or "". */
	readonly command: string;
	readonly argv: readonly string[];
	/** Working folder, or "". */
	readonly cwd: string;
}

const NOTHING: ProcessFacts = { pid: 0, command: "", argv: [], cwd: "" };

/** Answers questions about foreground processes. */
export interface ForegroundReader {
	/** Foreground process of the terminal that process `pid` controls; `pid` itself when it has none. */
	read(pid: number, tty: string): ProcessFacts;
	/** Forgets a terminal that is gone. */
	forget(tty: string): void;
}

/** Foreground process group of a process's terminal, from its stat line. */
function foregroundGroup(pid: number): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		// The name in parentheses may hold anything; fields count from after it.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(fields[5] ?? -1);
	} catch {
		return -1;
	}
}

function commandLine(pid: number): string[] {
	try {
		const text = readFileSync(`/proc/${pid}/cmdline`, "utf8");
		return text === "" ? [] : text.replace(/\0$/, "").split("\0");
	} catch {
		return [];
	}
}

function workingFolder(pid: number): string {
	try {
		return readlinkSync(`/proc/${pid}/cwd`);
	} catch {
		return "";
	}
}

/** The name to show for argv[0]: no folder, no login dash, no status text after it. */
export function commandName(argv0: string): string {
	let name = argv0.startsWith("-") && argv0.length > 1 ? argv0.slice(1) : argv0;
	name = name.split(" ")[0] ?? "";
	const slash = name.lastIndexOf("/");
	return slash < 0 ? name : name.slice(slash + 1);
}

/** /proc reader. */
class LinuxReader implements ForegroundReader {
	read(pid: number): ProcessFacts {
		const group = foregroundGroup(pid);
		const target = group > 0 ? group : pid;
		const argv = commandLine(target);
		return {
			pid: target,
			command: commandName(argv[0] ?? ""),
			argv,
			cwd: workingFolder(target) || (target === pid ? "" : workingFolder(pid)),
		};
	}

	forget(): void {}
}

/** How long an answer of ps is good, ms. */
const FRESH = 1000;

/** ps and lsof in the background, one question at a time for each terminal. */
class PsReader implements ForegroundReader {
	readonly #known = new Map<string, { facts: ProcessFacts; time: number; asking: boolean }>();

	read(_pid: number, tty: string): ProcessFacts {
		let entry = this.#known.get(tty);
		if (!entry) {
			entry = { facts: NOTHING, time: 0, asking: false };
			this.#known.set(tty, entry);
		}
		if (!entry.asking && Date.now() - entry.time > FRESH) {
			entry.asking = true;
			const held = entry;
			askPs(tty, (facts) => {
				held.facts = facts;
				held.time = Date.now();
				held.asking = false;
			});
		}
		return entry.facts;
	}

	forget(tty: string): void {
		this.#known.delete(tty);
	}
}

function askPs(tty: string, done: (facts: ProcessFacts) => void): void {
	const options = { timeout: 2000, maxBuffer: 1024 * 1024 };
	execFile("ps", ["-t", tty.replace(/^\/dev\//, ""), "-o", "pid=,stat=,args="], options, (error, out) => {
		// "+" in the state marks the foreground group.
		const line = error ? undefined : out.split("\n").find((row) => /^\s*\d+\s+\S*\+/.test(row));
		const match = line === undefined ? null : /^\s*(\d+)\s+\S+\s+(.*)$/.exec(line);
		if (!match) {
			done(NOTHING);
			return;
		}
		const argv = (match[2] ?? "").split(" ");
		const facts = { pid: Number(match[1]), command: commandName(argv[0] ?? ""), argv };
		execFile("lsof", ["-a", "-p", String(facts.pid), "-d", "cwd", "-Fn"], options, (_error, list) => {
			const cwd = /^n(.*)$/m.exec(list ?? "")?.[1] ?? "";
			done({ ...facts, cwd });
		});
	});
}

/** The reader for this system. */
export function createForegroundReader(platform: NodeJS.Platform = process.platform): ForegroundReader {
	return platform === "linux" ? new LinuxReader() : new PsReader();
}
