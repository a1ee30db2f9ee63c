/**
 * What is measured. Each row gives numbers for one rival; bench/run.ts runs it
 * for the two in turns and prints medians and their ratio.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { CountingTerminal, Rival, RivalServer } from "./rival.ts";
import { cpuTime, PROMPT, residentKib } from "./rival.ts";

/** One column of numbers: what it is, its unit, how many digits after the point. */
export interface Measure {
	readonly name: string;
	readonly unit: "ms" | "kB" | "MB";
	readonly digits: number;
}

/** One experiment, which gives a value for each of its measures; undefined: cannot be known here. */
export interface Row {
	readonly measures: readonly Measure[];
	/** How often it is run for each rival; medians are printed. */
	readonly runs: number;
	run(rival: Rival): Promise<readonly (number | undefined)[]>;
}

const PLAIN_MB = 20;
const COLOURED_MB = 10;
const KEYS = 300;
const IDLE_SECONDS = 5;
const HISTORY_LINES = 50_000;
/** Put at the end of output; never part of what is printed before. */
const MARK = "QZXJWQ";

/** Milliseconds that `fn` takes. */
async function timed(fn: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await fn();
	return performance.now() - start;
}

async function withServer<T>(rival: Rival, fn: (server: RivalServer) => Promise<T>): Promise<T> {
	const server = rival.server();
	try {
		return await fn(server);
	} finally {
		await server.dispose();
	}
}

/** A server with a client whose pane runs `script`. */
function withPane<T>(
	rival: Rival,
	script: string,
	fn: (terminal: CountingTerminal, server: RivalServer) => Promise<T>,
	size: readonly [cols: number, rows: number] = [80, 24],
): Promise<T> {
	return withServer(rival, async (server) => {
		const terminal = server.open(["new-session", script], ...size);
		await terminal.seen("begin");
		const result = await fn(terminal, server);
		return result;
	});
}

/** `megabytes` of lines of lower-case words, as a compiler or a log prints them. */
function plainText(megabytes: number): string {
	const words = ["the", "quick", "brown", "fox", "src/main.c:120:", "warning", "0x7f3a", "done", "linking"];
	const lines: string[] = [];
	for (let size = 0, n = 0; size < megabytes * 1e6; n++) {
		let line = String(n);
		for (let k = 0; k < 4 + (n % 11); k++) line += ` ${words[(n * 7 + k * 5) % words.length]}`;
		lines.push(line);
		size += line.length + 1;
	}
	return `${lines.join("\n")}\n`;
}

/** `megabytes` of lines whose every word has colours and attributes of its own. */
export function colouredText(megabytes: number): string {
	const lines: string[] = [];
	for (let size = 0, n = 0; size < megabytes * 1e6; n++) {
		let line = "";
		for (let k = 0; k < 10; k++) {
			const colour = (n * 13 + k * 7) % 256;
			line += `\x1b[${k % 3};38;5;${colour}m${k % 2 ? `\x1b[48;2;${colour};${n % 256};40m` : ""}word${colour}\x1b[0m `;
		}
		lines.push(line);
		size += line.length + 1;
	}
	return `${lines.join("\n")}\n`;
}

const start: Row = {
	measures: [{ name: "server start to first prompt on screen", unit: "ms", digits: 0 }],
	runs: 9,
	run: (rival) =>
		withServer(rival, async (server) => {
			const time = await timed(() => server.open(["new-session"]).seen(PROMPT));
			return [time];
		}),
};

const command: Row = {
	measures: [{ name: "`display -p x` from the command line", unit: "ms", digits: 1 }],
	runs: 3,
	run: (rival) =>
		withServer(rival, async (server) => {
			await server.run("new-session", "-d", "cat");
			const times: number[] = [];
			for (let k = 0; k < 10; k++) times.push(await timed(() => server.run("display-message", "-p", "x")));
			return [median(times)];
		}),
};

const echo: Row = {
	measures: [
		{ name: "key echo, p50", unit: "ms", digits: 2 },
		{ name: "key echo, p99", unit: "ms", digits: 2 },
	],
	runs: 3,
	run: (rival) =>
		withPane(rival, "stty raw -echo; printf begin; exec cat", async (terminal, server) => {
			await server.run("set", "-g", "status-right", "");
			const times: number[] = [];
			for (let k = 0; k < KEYS / 3; k++) {
				// Typing has pauses: every key meets a quiet server.
				await sleep(20);
				const key = "QZXJWK"[k % 6] as string;
				terminal.forget();
				times.push(
					await timed(async () => {
						terminal.type(key);
						await terminal.seen(key);
					}),
				);
			}
			times.sort((a, b) => a - b);
			return [median(times), times[Math.floor(times.length * 0.99)]];
		}),
};

function flood(name: string, file: string, make: () => string): Row {
	return {
		measures: [
			{ name: `${name}: until all is seen`, unit: "ms", digits: 0 },
			{ name: `${name}: sent to the client`, unit: "kB", digits: 0 },
		],
		runs: 3,
		run: (rival) => {
			const path = rival.write(file, make());
			const script = `printf begin; read x; cat ${path}; printf '\\033[2J\\033[H${MARK}'; read x`;
			return withPane(rival, script, async (terminal) => {
				terminal.forget();
				const time = await timed(async () => {
					terminal.type("\r");
					await terminal.seen(MARK);
				});
				return [time, terminal.bytes / 1e3];
			});
		},
	};
}

const redraw: Row = {
	measures: [
		{ name: "attach to a full screen of 200x50", unit: "ms", digits: 0 },
		{ name: "redraw it (refresh-client)", unit: "ms", digits: 1 },
		{ name: "bytes of that redraw", unit: "kB", digits: 1 },
	],
	runs: 5,
	run: (rival) => {
		const path = rival.write("screen", colouredText(0.05));
		const script = `tail -n 49 ${path}; printf '${MARK}begin'; read x`;
		const full = async (first: CountingTerminal, server: RivalServer) => {
			await server.run("set", "-g", "status", "off");
			first.type("\x02d");
			await first.ended();
			let again: CountingTerminal | undefined;
			const attach = await timed(async () => {
				again = server.open(["attach-session"], 200, 50);
				await again.seen(MARK);
			});
			const terminal = again as unknown as CountingTerminal;
			await sleep(100);
			terminal.forget();
			const time = await timed(async () => {
				terminal.type("\x02r");
				await terminal.seen(MARK);
			});
			await sleep(50);
			return [attach, time, terminal.bytes / 1e3];
		};
		return withPane(rival, script, full, [200, 50]);
	},
};

const idle: Row = {
	measures: [
		{ name: `CPU of server, idle for ${IDLE_SECONDS} s`, unit: "ms", digits: 1 },
		{ name: `CPU of client, idle for ${IDLE_SECONDS} s`, unit: "ms", digits: 1 },
		{ name: "memory of server, one pane", unit: "MB", digits: 1 },
		{ name: "memory of client", unit: "MB", digits: 1 },
	],
	runs: 1,
	run: (rival) =>
		withPane(rival, "printf begin; exec cat", async (terminal, server) => {
			const pid = await server.pid();
			// What was started may finish starting first.
			await sleep(2000);
			const before = [cpuTime(pid), cpuTime(terminal.pid)];
			await sleep(IDLE_SECONDS * 1000);
			const after = [cpuTime(pid), cpuTime(terminal.pid)];
			const used = after.map((time, k) => (time === undefined ? undefined : time - (before[k] as number)));
			return [...used, residentKib(pid) / 1024, residentKib(terminal.pid) / 1024];
		}),
};

const panes: Row = {
	measures: [{ name: "memory of server, ten panes", unit: "MB", digits: 1 }],
	runs: 1,
	run: (rival) =>
		withPane(rival, "printf begin; exec cat", async (_terminal, server) => {
			for (let k = 0; k < 9; k++) await server.run("new-window", "exec cat");
			await sleep(500);
			return [residentKib(await server.pid()) / 1024];
		}),
};

const history: Row = {
	measures: [
		{ name: `memory of server, ${HISTORY_LINES / 1000},000 lines of 200 in history`, unit: "MB", digits: 1 },
	],
	runs: 1,
	run: (rival) =>
		withServer(rival, async (server) => {
			const line = (n: number) => plainWords(n).padEnd(200, `${n} abcdefgh `).slice(0, 199);
			const lines = Array.from({ length: HISTORY_LINES }, (_, n) => line(n));
			const path = rival.write("history", `${lines.join("\n")}\n`);
			await server.run(
				"new-session",
				"-d",
				"-x",
				"200",
				"-y",
				"50",
				"cat",
				";",
				"set",
				"-g",
				"history-limit",
				"60000",
			);
			await server.run("new-window", `cat ${path}; printf '${MARK}'; read x`);
			const terminal = server.open(["attach-session"], 200, 50);
			await terminal.seen(MARK);
			await sleep(1000);
			return [residentKib(await server.pid()) / 1024];
		}),
};

function plainWords(n: number): string {
	return `${n} the quick brown fox src/main.c:${n * 7}: warning`;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length >> 1;
	return sorted.length % 2
		? (sorted[half] as number)
		: ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

export const ROWS: readonly Row[] = [
	start,
	command,
	echo,
	flood(`${PLAIN_MB} MB of plain text`, "plain", () => plainText(PLAIN_MB)),
	flood(`${COLOURED_MB} MB of coloured text`, "coloured", () => colouredText(COLOURED_MB)),
	redraw,
	idle,
	panes,
	history,
];
