/** What `show-messages -J` and `-T` print: the jobs that run and the terminals of clients. Called by the runtime. */
import type { JobSummary, TerminalSummary } from "../command/types.ts";
import type { Client } from "../model/client.ts";
import type { Job } from "../model/ports.ts";
import type { Server } from "../model/server.ts";
import { LISTED_CAPS, STANDARD_FLAGS } from "../term/listed-caps.ts";
import { visibleBytes } from "../util/vis.ts";
import type { Terminal } from "./terminal.ts";

/** Jobs, oldest first. */
export function jobSummaries(jobs: Iterable<Job>): JobSummary[] {
	return [...jobs].map((job) => ({ command: job.command, fd: -1, pid: job.pid, status: 0 }));
}

/** Terminals of attached clients, the newest first, with a line for each capability. */
export function terminalSummaries(
	server: Server,
	terminal: (client: Client) => Terminal | undefined,
): TerminalSummary[] {
	const rows: TerminalSummary[] = [];
	for (const client of server.clients) {
		const caps = terminal(client)?.caps;
		if (!caps) continue;
		const lines = LISTED_CAPS.map((name, i) => `${String(i).padStart(4)}: ${name}: ${value(caps, name)}`);
		const flags = FLAGS.reduce((bits, [bit, has]) => (has(caps) ? bits | bit : bits), 0);
		rows.unshift({ client, name: client.termName, flags, lines });
	}
	return rows;
}

type Caps = Terminal["caps"];

/** What a terminal is, as the bits of `flags=`. 256 colours everybody has. */
const FLAGS: readonly (readonly [number, (caps: Caps) => boolean])[] = [
	[0x1, () => true],
	[0x2, (caps) => caps.noAutoMargin],
	[0x4, (caps) => caps.hasFeature("margins")],
	[0x8, (caps) => caps.hasFeature("rectfill")],
	[0x10, (caps) => caps.directColours],
	[0x20, (caps) => caps.vt100Like],
	[0x40, (caps) => caps.hasFeature("sixel")],
];

function value(caps: Caps, name: string): string {
	if (!caps.has(name)) return STANDARD_FLAGS.has(name) ? "(flag) false" : "[missing]";
	const text = caps.get(name);
	if (text !== undefined) return `(string) ${visibleBytes(Buffer.from(text, "latin1"))}`;
	return caps.flag(name) ? "(flag) true" : `(number) ${caps.number(name)}`;
}
