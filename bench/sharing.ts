/**
 * What sharing costs, as `npm run bench:sharing`: a comux server shared through
 * a comux-relay, all on this machine, with the guests as SSH clients in a third
 * process (guest-process.ts), which takes its part of the machine too. Every
 * experiment is made several times, with few and many guests in turns; the best
 * is printed, as a Markdown table, and what counts is the ratio.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Guests } from "./guests.ts";
import { cpuTime, residentKib } from "./rival.ts";
import { colouredText, median } from "./rows.ts";
import { SharedHost } from "./shared-host.ts";
import { type SlowLine, slowLine } from "./slow-line.ts";
import { milliseconds } from "./tail-search.ts";

const MANY = Number(process.env.BENCH_GUESTS || 50);
const ROUNDS = Number(process.env.BENCH_ROUNDS || 3);
const KEYS = 100;
/** Typing has pauses: every key meets a quiet server (ms). */
const PAUSE = 20;
const FLOOD_MB = 20;
const IDLE_SECONDS = 15;
/** Garbage of those who came is collected in the meantime (ms). */
const SETTLE = 4000;
const SLOW = { bits: 64_000, delay: 100 };
/** Put at the end of the flood; none of its letters is typed. */
const MARK = "ZXJKXZ";
/** No letter of a control sequence, the status line or the flood. */
const HOST_KEYS = "QWV";
const GUEST_KEYS = "YUE";

/** Best values by name, over all rounds. */
class Best {
	readonly #values = new Map<string, number>();

	add(name: string, value: number): void {
		this.#values.set(name, Math.min(value, this.#values.get(name) ?? Number.POSITIVE_INFINITY));
	}

	times(name: string, times: readonly number[]): void {
		const sorted = [...times].sort((a, b) => a - b);
		this.add(`${name} p50`, median(sorted));
		this.add(`${name} p99`, sorted[Math.floor(sorted.length * 0.99)] ?? 0);
	}

	get(name: string): number {
		return this.#values.get(name) ?? Number.NaN;
	}
}

const host = new SharedHost();
const guests = new Guests();
const best = new Best();
let line: SlowLine | undefined;

/** Milliseconds until the host's own client sees each of so many keys, or of those typed before `ended`. */
async function hostEcho(count: number, ended = () => false): Promise<number[]> {
	const times: number[] = [];
	for (let k = 0; k < count && !ended(); k++) {
		await sleep(PAUSE);
		const key = HOST_KEYS[k % HOST_KEYS.length] as string;
		host.client.overlook();
		const start = milliseconds();
		host.client.type(key);
		times.push((await host.client.seen(key)) - start);
	}
	return times;
}

const join = (count: number, port = host.port) =>
	guests.ask("join", { count, port, token: host.token, cols: 80, rows: 24 });

/** One key after the other, by the host and by a guest; the others look on. */
async function echo(count: number): Promise<void> {
	if (count !== 1) best.times(`host ${count}`, await hostEcho(KEYS));
	if (count === 0) return;
	const typing = { guest: 0, keys: GUEST_KEYS, count: KEYS, pause: PAUSE };
	const { own, last } = await guests.ask("echo", typing);
	best.times(`guest ${count}`, own);
	best.times(`all ${count}`, last);
}

/** Memory of server and relay (KiB). */
const memory = () => [host.pid, host.relayPid].map(residentKib) as [number, number];
const cpu = () => [host.pid, host.relayPid].map((pid) => cpuTime(pid) ?? Number.NaN) as [number, number];

/** Memory for each guest beyond the first, and what nobody's doing anything costs. */
async function rest(join: () => Promise<unknown>): Promise<void> {
	await sleep(SETTLE);
	const before = memory();
	await join();
	await sleep(SETTLE);
	const after = memory();
	const start = cpu();
	await sleep(IDLE_SECONDS * 1000);
	const end = cpu();
	["server", "relay"].forEach((name, k) => {
		best.add(`memory ${name}`, ((after[k] ?? 0) - (before[k] ?? 0)) / (MANY - 1));
		best.add(`cpu ${name}`, (end[k] ?? 0) - (start[k] ?? 0));
	});
}

/** A flood in one pane while the host and a guest type in the other. */
async function flood(path: string, slow: boolean): Promise<void> {
	const name = slow ? "slow" : "fast";
	const script = `stty -echo; printf begin; read x; printf started; sleep 0.2; cat ${path}; printf '\\033[2J\\033[H${MARK}'; read x`;
	host.client.overlook();
	await host.server.run("split-window", "-bd", script);
	await host.client.seen("begin");
	await sleep(slow ? 2000 : 500);
	host.client.forget();
	let ended = 0;
	const own = host.client.seen(MARK).then((time) => {
		ended = time;
		return host.client.bytes;
	});
	const typing = { guest: 0, keys: GUEST_KEYS, count: 100_000, pause: PAUSE, mark: MARK };
	const watching = slow ? guests.ask("watch", { guest: 1, mark: MARK }) : undefined;
	const [started] = await Promise.all([
		host.client.seen("started"),
		host.server.run("send-keys", "-t", ":.0", "Enter"),
	]);
	// The script sleeps, so that this word is seen by itself.
	const start = started + 200;
	const [times, seen] = await Promise.all([hostEcho(100_000, () => ended > 0), guests.ask("flood", typing)]);
	best.times(`flood host ${name}`, times);
	best.times(`flood guest ${name}`, seen.own);
	best.add(`flood host end ${name}`, ended - start);
	best.add(`flood guest end ${name}`, seen.time - start);
	best.add(`flood host bytes ${name}`, await own);
	best.add(`flood guest bytes ${name}`, seen.bytes);
	if (watching) {
		const { time, bytes } = await watching;
		best.add("flood slow behind", time - ended);
		best.add("flood slow bytes", bytes);
	}
	await host.server.run("kill-pane", "-t", ":.0");
	await sleep(slow ? 1500 : 300);
}

const ms = (name: string, digits = 1) => `${best.get(name).toFixed(digits)} ms`;
const kb = (name: string) => `${(best.get(name) / 1e3).toFixed(0)} kB`;
const added = (name: string, from: number) =>
	`${(best.get(name.replace("#", String(MANY))) - best.get(name.replace("#", String(from)))).toFixed(1)} ms`;
const ratio = (name: string) =>
	(best.get(name.replace("#", "slow")) / best.get(name.replace("#", "fast"))).toFixed(2);

function print(): void {
	console.log(`| key echo, ${host.version} through its relay | nobody else | ${MANY} guests | added |`);
	console.log("| --- | ---: | ---: | ---: |");
	const echoes: readonly (readonly [string, string, number])[] = [
		["at the host's own client, which types", "host", 0],
		["at the guest who types", "guest", 1],
		["until all guests see it", "all", 1],
	];
	for (const [text, name, from] of echoes)
		for (const part of ["p50", "p99"]) {
			const cells = [from, MANY].map((count) => ms(`${name} ${count} ${part}`));
			console.log(`| ${text}, ${part} | ${cells.join(" | ")} | ${added(`${name} # ${part}`, from)} |`);
		}
	console.log(`\n| ${MANY} guests | server | relay |\n| --- | ---: | ---: |`);
	const each = (name: string, show: (value: number) => string) =>
		["server", "relay"].map((one) => show(best.get(`${name} ${one}`))).join(" | ");
	console.log(`| memory for each guest | ${each("memory", (kib) => `${kib.toFixed(0)} KiB`)} |`);
	console.log(`| CPU, all idle for ${IDLE_SECONDS} s | ${each("cpu", (time) => `${time.toFixed(0)} ms`)} |`);
	console.log(`\n| ${FLOOD_MB} MB of coloured text in a pane | all fast | one guest at 64 kbit/s | ratio |`);
	console.log("| --- | ---: | ---: | ---: |");
	const floods: readonly (readonly [string, string, (name: string) => string])[] = [
		["until the host's own client sees the end", "flood host end #", (name) => ms(name, 0)],
		["until a fast guest sees it", "flood guest end #", (name) => ms(name, 0)],
		["sent to the host's own client", "flood host bytes #", kb],
		["sent to a fast guest", "flood guest bytes #", kb],
		["key echo at the host meanwhile, p50", "flood host # p50", ms],
		["key echo at the host meanwhile, p99", "flood host # p99", ms],
		["key echo at a fast guest meanwhile, p50", "flood guest # p50", ms],
		["key echo at a fast guest meanwhile, p99", "flood guest # p99", ms],
	];
	for (const [text, name, show] of floods) {
		const cells = ["fast", "slow"].map((one) => show(name.replace("#", one)));
		console.log(`| ${text} | ${cells.join(" | ")} | ${ratio(name)} |`);
	}
	console.log(`| the slow guest sees the end after the host by | | ${ms("flood slow behind", 0)} | |`);
	console.log(`| sent to the slow guest | | ${kb("flood slow bytes")} | |`);
}

try {
	await host.share(`stty raw -echo; printf begin; exec cat`, MANY + 10);
	for (let round = 0; round < ROUNDS; round++) {
		await echo(0);
		await join(1);
		const others = () => join(MANY - 1);
		await echo(1);
		await (round === 0 ? rest(others) : others());
		await echo(MANY);
		await guests.ask("leave", { count: MANY });
	}
	const path = host.write("flood", colouredText(FLOOD_MB));
	await join(1);
	line = await slowLine(host.port, SLOW.bits, SLOW.delay);
	for (let round = 0; round < ROUNDS; round++) {
		await flood(path, false);
		await join(1, line.port);
		await flood(path, true);
		await guests.ask("leave", { count: 1 });
	}
	print();
} finally {
	line?.close();
	guests.dispose();
	await host.dispose();
}
process.exit();
