/** What hosts that speak tmate's protocol in bad faith do to a relay with real threads: nothing to others. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { type TestContext, test } from "node:test";
import ssh2 from "ssh2";
import { mirrorThreads } from "../../src/relay/tmate-mirror.ts";
import { hostileMessage, random } from "../harness/tmate-fuzz.ts";
import { waitUntil } from "../harness/wait.ts";
import { type FakeTmate, MIRROR_BUNDLE, ONE_PANE, settle, TmateRelayWorld } from "./fake-tmate.ts";

const MESSAGES = 10_000;
const CONNECTIONS = 4;
/** Messages that are sent at once. */
const BATCH = 50;
/** Somebody who types may wait so long, on a machine that has other things to do too (ms). */
const MAX_WAIT = 4000;

/** A relay with real threads, with a good tmate host and a comux host who have a guest each. */
class BusyRelay extends TmateRelayWorld {
	/** How long keys took, in ms. */
	readonly waits: number[] = [];
	#keys: (() => Promise<void>)[] = [];

	async open(): Promise<this> {
		await this.startTmate({}, { startMirror: mirrorThreads(MIRROR_BUNDLE, 0) });
		const tmate = await this.sharing();
		const comux = await this.host().ready();
		const [one, other] = [this.guest(tmate), this.terminal(comux.line("read-write"))];
		await one.waitFor("0:sh");
		await other.waitFor("welcome");
		let count = 0;
		this.#keys = [
			async () => {
				const before = tmate.typed.length;
				one.type("k");
				await waitUntil("a key to reach the host", () => tmate.typed.length > before, 15_000);
				const text = `seen-${++count}.`;
				tmate.prints(`\r\n${text}`);
				await one.waitFor(text);
			},
			async () => {
				const text = `x${++count}`;
				other.type(text);
				const [seen] = comux.guests;
				await waitUntil("keys to come back", () => seen?.typed.endsWith(text), 15_000);
			},
		];
		return this;
	}

	/** Both guests type until `over`. */
	async typing(over: () => boolean): Promise<void> {
		await Promise.all(
			this.#keys.map(async (key) => {
				do {
					const start = performance.now();
					await key();
					this.waits.push(performance.now() - start);
					await settle();
				} while (!over());
			}),
		);
	}

	/** Nobody was kept waiting. */
	check(t: TestContext, seed: number | undefined): void {
		const worst = Math.max(...this.waits);
		t.diagnostic(`${this.waits.length} keys, the slowest took ${Math.round(worst)} ms`);
		assert.ok(worst < MAX_WAIT, `${worst} ms, seed ${seed}`);
		assert.equal(this.relay.status().guests.length >= 2, true);
		assert.doesNotMatch(this.logged.join("\n"), /ERROR/, `seed ${seed}`);
	}
}

/** Waits until the host's side has given its bytes away. */
const written = (host: FakeTmate) =>
	waitUntil(
		"the relay to read",
		() => host.closed || host.over || host.channel.writableLength < 65_536,
		60_000,
	);

/** A guest by ssh2, who types what is given and throws away what comes. */
async function careless(world: TmateRelayWorld, token: string): Promise<(text: string) => void> {
	const client = new ssh2.Client();
	client.on("error", () => {});
	client.on("keyboard-interactive", (_name, _words, _lang, _asked, answer) => answer([]));
	await new Promise((resolve, reject) =>
		client
			.once("ready", () => resolve(undefined))
			.once("error", reject)
			.connect({ host: "127.0.0.1", port: world.port, username: token, tryKeyboard: true }),
	);
	const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
		client.shell({ term: "xterm-256color", cols: 90, rows: 30 }, (error, one) =>
			error ? reject(error) : resolve(one),
		),
	);
	channel.on("error", () => {});
	channel.resume();
	return (text) => channel.writable && channel.write(text);
}

test("10,000 messages of hostile hosts: the relay, another tmate host and a comux host go on", async (t) => {
	const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
	const rand = random(seed);
	const world = await new BusyRelay(t).open();
	let over = 0;
	const hostile = async (): Promise<void> => {
		let host = await world.sharing();
		let type = await careless(world, host.tokens.rw);
		for (let sent = 0; sent < MESSAGES / CONNECTIONS; sent += BATCH) {
			host.raw(...Array.from({ length: BATCH }, () => hostileMessage(rand)));
			if (rand(4) === 0)
				type(["\x02c", "\x02w", "q", "\x1b[<64;9;3M", "\x02[", "\x02:x\r", "é"][rand(7)] ?? "");
			// Now and then what is no message at all, and it has to come again.
			if (rand(20) === 0)
				host.raw(
					Uint8Array.from({ length: 300 }, () => rand(256)),
					new Uint8Array([0xc1]),
				);
			await written(host);
			await settle();
			if (!host.closed && !host.over) continue;
			const { data } = host;
			host = await world.sharing([], rand(2) === 0 ? data : undefined);
			type = await careless(world, host.tokens.rw);
		}
		host.cut();
		over++;
	};
	const { cpu } = { cpu: process.cpuUsage() };
	try {
		await Promise.all([
			world.typing(() => over === CONNECTIONS),
			...Array.from({ length: CONNECTIONS }, hostile),
		]);
	} catch (error) {
		throw new Error(`seed ${seed}`, { cause: error });
	}
	const { user, system } = process.cpuUsage(cpu);
	t.diagnostic(`seed ${seed}: ${Math.round((user + system) / 1000)} ms of CPU`);
	world.check(t, seed);
});

test("a host that keeps its thread busy, or does not read, or sends more than it may: nobody waits", async (t) => {
	const world = await new BusyRelay(t).open();
	let over = false;
	const work = async () => {
		// Megabytes at once, of the kind that costs most.
		const busy = await world.sharing();
		const lines = Array.from({ length: 2000 }, () => ({
			text: Buffer.from("é".repeat(100)),
			cells: new Uint32Array(200).fill(0x01000003),
		}));
		for (let i = 0; i < 6; i++) {
			busy.say({ kind: "snapshot", panes: [{ id: 0, mode: 0, grid: { cx: 0, cy: 0, lines }, saved: null }] });
			await written(busy);
		}
		// Its guest's keys go to somebody who does not take them.
		const deaf = await world.sharing();
		const type = await careless(world, deaf.tokens.rw);
		(deaf.client as unknown as { _sock: Socket })._sock.pause();
		for (let i = 0; i < 200; i++) {
			type("k".repeat(10_000));
			if (i % 20 === 0) await settle();
		}
		// More than its window, to a thread that is busy.
		const rude = await world.sharing();
		const { outgoing } = rude.channel as unknown as { outgoing: { window: number } };
		const flood = Buffer.alloc(1024 * 1024, 0xc0);
		for (let i = 0; i < 40 && !rude.closed; i++) {
			outgoing.window = 2 ** 31;
			rude.say({ kind: "snapshot", panes: [{ id: 0, mode: 0, grid: { cx: 0, cy: 0, lines }, saved: null }] });
			rude.raw(flood);
			await settle();
		}
		await rude.gone();
		over = true;
	};
	await Promise.all([world.typing(() => over), work()]);
	world.check(t, undefined);
});

test("hosts that come and go as fast as they are let", async (t) => {
	const world = await new BusyRelay(t).open();
	let over = false;
	const storm = async () => {
		const host = await world.sharing();
		let { data } = host;
		const { tokens } = host;
		for (let round = 0; round < 15; round++) {
			// Sessions of their own, cut at once or ended by nonsense; half a hello; and one that comes back.
			const some = await Promise.all([world.tmate(), world.tmate()]);
			some[0].hello([], round % 2 === 0 ? data : undefined);
			if (round % 3 === 0) some[0].raw(new Uint8Array([0xc1]));
			some[1].say({ kind: "header", protocol: 6, version: "2.4.0" });
			if (round % 5 === 0) await some[0].ready().catch(() => {});
			for (const one of some) one.cut();
		}
		host.cut();
		await settle();
		const again = await world.sharing([], data);
		data = again.data;
		assert.deepEqual(again.tokens, tokens);
		again.say(ONE_PANE);
		over = true;
	};
	await Promise.all([world.typing(() => over), storm()]);
	await waitUntil("what is left of them to end", () => world.relay.status().hosts.length <= 40);
	world.check(t, undefined);
});
