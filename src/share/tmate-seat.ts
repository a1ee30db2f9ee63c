/**
 * The one client that stands for all guests of a tmate server: their keys and
 * commands are its own, its prompts and messages go to their status lines, and
 * their smallest terminal is the size of its windows. Made by tmate-feed.ts.
 */
import { targetFromClient } from "../command/targets.ts";
import type { CommandList } from "../command/types.ts";
import type { Client, ExitReason } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSizes, statusLines } from "../model/resize.ts";
import { KEY_BASE_MASK, KEY_MODIFIERS, type KeyCode } from "../term/key-code.ts";
import type { Clock } from "../util/clock.ts";
import type { SharedSession } from "./provider.ts";
import { markedKey } from "./tmate-bindings.ts";

/** How long something that is said belongs to the guest whose command was the last one, in ms. */
const ANSWER_TIME = 30_000;
/** Keys (a paste is one for each character) and commands that wait for their turn: a command that does not end holds them all up. */
const MAX_WAITING = 100_000;
/** The largest terminal that is believed in. */
const MAX_SIZE = 1000;
const CANNOT_SHOW = "not possible for guests of a tmate server";

/** Commands about a client's own terminal, of which there is none here; with one of these a guest would send all of them away. */
const REFUSED: ReadonlySet<string> = new Set([
	"attach-session",
	"detach-client",
	"display-menu",
	"display-popup",
	"lock-client",
	"lock-server",
	"lock-session",
	"refresh-client",
	"suspend-client",
]);

/** What a guest wants, in its turn: a key for a pane (undefined: the active one), or a command. */
type Job =
	| { readonly pane: Pane | undefined; readonly key: KeyCode }
	| { readonly run: (behind: Behind) => void };

type Behind = Parameters<Parameters<SharedSession["inTurn"]>[1]>[0];

export interface TmateSeatPorts {
	readonly clock: Clock;
	readonly shared: SharedSession;
	/** Tells a guest, by the id of its connection there. */
	failed(guest: number, text: string): void;
	/** The screens are to be hidden (the host has locked its terminals). */
	locked(): void;
	/** It was sent away. */
	ended(reason: string): void;
}

export class TmateSeat {
	readonly client: Client;
	readonly #ports: TmateSeatPorts;
	/** Whose command ran last, and when (ms since the epoch). */
	#asked: { readonly guest: number; readonly time: number } | undefined;
	/** Size of the smallest terminal, without the status line. */
	#size: { readonly sx: number; readonly sy: number } | undefined;
	/** What waits, from the first that is not done on. */
	#jobs: Job[] = [];
	#next = 0;
	#pumping = false;
	#gone = false;

	constructor(ports: TmateSeatPorts) {
		this.#ports = ports;
		const { shared } = ports;
		this.client = shared.takeSeat(
			{
				name: "tmate-guests",
				identity: {
					uid: -1,
					user: "",
					pid: 0,
					guest: "tmate-guests",
					refused: { commands: REFUSED, why: CANNOT_SHOW },
				},
				transport: {
					queued: 0,
					stdout() {},
					stderr() {},
					terminal() {},
					exit: (reason) => this.#exit(reason),
					exec: () => this.#exit({ type: "shutdown" }),
					suspend() {},
					lock: () => ports.locked(),
					close: () => this.dispose(),
				},
			},
			shared.session,
		);
	}

	/** A key for a pane, undefined: the active one. */
	key(pane: Pane | undefined, key: KeyCode): void {
		if (this.client.suspended || this.#gone) return;
		if (this.#asked) this.#asked = { ...this.#asked, time: this.#ports.clock.now() };
		this.#add({ pane, key });
		this.#answer();
	}

	/** A command of a guest, as words or as text. */
	command(guest: number, command: readonly string[] | string): void {
		const { commands, server } = this.#ports.shared;
		if (this.client.suspended) return;
		this.#asked = { guest, time: this.#ports.clock.now() };
		const bound = typeof command === "string" ? undefined : markedKey(command);
		if (bound) return this.#add({ run: (behind) => this.#runBound(bound.table, bound.key, behind) });
		const list = typeof command === "string" ? commands.parse(command) : commands.parseArgv(command);
		if ("error" in list) return this.#ports.failed(guest, list.error);
		this.#add({
			run: (behind) => behind(list, { current: targetFromClient(server, this.client) ?? { index: -1 } }),
		});
	}

	/** The smallest terminal; undefined: there is none. */
	resize(size: { readonly sx: number; readonly sy: number } | undefined): void {
		const { client } = this;
		const clamp = (n: number) => Math.min(Math.max(n, 1), MAX_SIZE);
		this.#size = size && { sx: clamp(size.sx), sy: clamp(size.sy) };
		client.flags.ignoreSize = size === undefined;
		client.windowSizes.clear();
		this.fitWindows();
		recalculateSizes(this.#ports.shared.server);
	}

	/** Windows that have come since hold to the size too. */
	fitWindows(): void {
		const { client } = this;
		const { session } = client;
		const window = session?.current?.window;
		if (!session || !window) return;
		const { sx, sy } = this.#size ?? window;
		client.sx = sx;
		client.sy = sy + statusLines(client);
		if (!this.#size) return;
		let news = false;
		for (const winlink of session.winlinks) {
			if (client.windowSizes.has(winlink.window.id)) continue;
			client.windowSizes.set(winlink.window.id, { sx, sy });
			news = true;
		}
		if (news) recalculateSizes(this.#ports.shared.server);
	}

	/** Takes away what only its terminal could show, and passes on what was to be read; keys that wait answer a prompt. */
	sayMessages(): void {
		this.#answer();
		const { client } = this;
		const { shared } = this.#ports;
		if (client.overlay) {
			shared.clearOverlay(client);
			this.#tell(CANNOT_SHOW);
		}
		const { message } = client;
		if (!message) return;
		message.timer?.dispose();
		client.message = undefined;
		this.#tell(message.text);
	}

	dispose(): void {
		if (this.#gone) return;
		this.#gone = true;
		this.#ports.shared.lost(this.client);
	}

	#tell(text: string): void {
		const asked = this.#asked;
		if (asked && this.#ports.clock.now() - asked.time < ANSWER_TIME) this.#ports.failed(asked.guest, text);
	}

	/** Does it behind what was asked for before; nothing when that has become too much. */
	#add(job: Job): void {
		if (this.#jobs.length - this.#next >= MAX_WAITING) return;
		this.#jobs.push(job);
		this.#pump();
	}

	#take(): Job | undefined {
		const job = this.#jobs[this.#next++];
		if (job !== undefined) return job;
		this.#jobs = [];
		this.#next = 0;
		return undefined;
	}

	/** Does what waits up to a command, and the rest behind that. */
	#pump(): void {
		if (this.#pumping || this.#next >= this.#jobs.length) return;
		this.#pumping = true;
		this.#ports.shared.inTurn(this.client, (behind) => {
			this.#pumping = false;
			let busy = false;
			const then: Behind = (list, state) => {
				busy = true;
				behind(list, state);
			};
			while (!busy) {
				const job = this.#take();
				if (!job) return;
				if (this.client.suspended || this.#gone) continue;
				if ("run" in job) job.run(then);
				else this.#press(job.pane, job.key, then);
			}
			this.#pump();
		});
	}

	/** A prompt takes the keys that wait: the queue may be waiting for it. */
	#answer(): void {
		for (;;) {
			const job = this.#jobs[this.#next];
			if (!job || "run" in job || !this.#isAsked()) return;
			this.#next++;
			this.#ports.shared.key(this.client, job.key);
		}
	}

	/** A prompt takes the keys. */
	#isAsked(): boolean {
		const panes = this.client.session?.current?.window.panes ?? [];
		return this.client.prompt !== undefined || panes.some((pane) => pane.prompt && pane.visible);
	}

	#press(wanted: Pane | undefined, key: KeyCode, behind: Behind): void {
		const { client } = this;
		const { shared, clock } = this.#ports;
		const { session } = client;
		const winlink = session?.current;
		const pane = wanted ?? winlink?.window.active;
		if (!session || !winlink || !pane || pane.destroyed) return;
		client.activityTime = clock.now();
		// Its tables are looked up there; here only the one that a command has chosen.
		if (client.keyTable !== undefined || this.#isAsked()) return shared.key(client, key);
		const table = pane.mode?.keyTable();
		if (table !== undefined) this.#runBound(table, key, behind);
		else shared.commands.panes.key(pane, { key, client, session, winlink });
	}

	/** Runs what a key does in a table. */
	#runBound(table: string, key: KeyCode, behind: Behind): void {
		const { server } = this.#ports.shared;
		const { client } = this;
		const plain = key & (KEY_BASE_MASK | KEY_MODIFIERS);
		const binding = server.keyTables.find(table, plain);
		client.keyTable = undefined;
		if (!binding) return;
		behind(binding.commands as CommandList, {
			current: targetFromClient(server, client) ?? { index: -1 },
			event: { key: plain },
			flags: binding.repeat ? { repeat: true } : {},
		});
	}

	#exit(reason: ExitReason): void {
		const words = reason.type === "detach" ? "the guests were detached" : "the shared session has ended";
		if (!this.#gone) this.#ports.ended(words);
	}
}
