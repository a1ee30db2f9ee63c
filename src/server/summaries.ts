/** What `show-messages -J` and `-T` print: the jobs that run and the terminals of clients. Called by the runtime. */
import type { JobSummary, TerminalSummary } from "../command/types.ts";
import type { Client } from "../model/client.ts";
import type { Job } from "../model/ports.ts";
import type { Server } from "../model/server.ts";
import { visibleBytes } from "../util/vis.ts";
import type { Terminal } from "./terminal.ts";

/** Jobs, oldest first. */
export function jobSummaries(jobs: Iterable<Job>): JobSummary[] {
	return [...jobs].map((job) => ({ command: job.command, fd: -1, pid: job.pid, status: 0 }));
}

/** Terminals of attached clients with a line for each capability. */
export function terminalSummaries(
	server: Server,
	terminal: (client: Client) => Terminal | undefined,
): TerminalSummary[] {
	const rows: TerminalSummary[] = [];
	for (const client of server.clients) {
		const caps = terminal(client)?.caps;
		if (!caps) continue;
		const names = [...caps.names].sort();
		const lines = names.map((name, i) => `${String(i).padStart(4)}: ${name}: ${value(caps, name)}`);
		rows.push({ client, name: client.termName, flags: 0, lines });
	}
	return rows;
}

function value(caps: Terminal["caps"], name: string): string {
	const text = caps.get(name);
	if (text !== undefined) return `(string) ${visibleBytes(Buffer.from(text, "latin1"))}`;
	return caps.flag(name) ? "(flag) true" : `(number) ${caps.number(name)}`;
}
