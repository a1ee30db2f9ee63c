/**
 * A provider that runs, with an echoing handler for its guests instead of a
 * server, and what it has told. Used by the worlds of test/share and test/relay.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ShareLine } from "../../src/model/sharing.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import { createKeyRing } from "../../src/share/key-ring.ts";
import type { GuestLink, ProviderEvents, ProviderPorts, ShareProvider } from "../../src/share/provider.ts";
import { smallRsa } from "./small-rsa.ts";
import type { SshFolder } from "./ssh-folder.ts";
import { waitUntil } from "./wait.ts";

/** A guest as the handler sees it. */
export interface Seen {
	readonly link: GuestLink;
	typed: string;
	/** `80x24` and what it became. */
	readonly sizes: string[];
	drained: number;
	closed: number;
}

export interface ProviderHostOptions {
	readonly provider: ShareProvider;
	/** Name of its state folder: hosts with the same one have the same key. */
	readonly state?: string;
	readonly options?: Readonly<Record<string, string>>;
	readonly agent?: string;
	/** Lets it make a real RSA key. */
	readonly makeRsa?: boolean;
}

export class ProviderHost {
	readonly options: Map<string, string>;
	readonly guests: Seen[] = [];
	readonly notices: string[] = [];
	readonly lost: string[] = [];
	readonly failed: string[] = [];
	readonly leaving: string[] = [];
	lines: readonly ShareLine[] = [];
	fingerprint = "";
	/** How often it became ready. */
	times = 0;
	up = false;
	/** What is done with what a guest types. */
	onData: (seen: Seen, bytes: Uint8Array) => void = (seen, bytes) => {
		const text = Buffer.from(bytes).toString();
		if (text.includes("q")) seen.link.close("[you have quit]", 7);
		else seen.link.write(Buffer.from(`<${text}>`));
	};
	readonly #running;
	readonly #ring;

	constructor(programs: SshFolder, options: ProviderHostOptions) {
		const { provider, state = "state", agent = "", makeRsa = false } = options;
		this.options = new Map(Object.entries(options.options ?? {}));
		const stateFolder = join(programs.folder, state);
		mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
		if (!makeRsa) programs.file(join(state, "host_rsa"), smallRsa());
		this.#ring = createKeyRing({
			source: () => this.options.get("share-authorized-keys") ?? "",
			notice: (text) => this.notices.push(text),
			clock: systemClock,
			home: programs.folder,
			fetch: globalThis.fetch,
		});
		const ports: ProviderPorts = {
			clock: systemClock,
			log: programs.log,
			option: (name) => this.options.get(name) ?? "",
			isSet: (name) => this.options.has(name),
			stateFolder,
			home: programs.folder,
			agent,
			version: "comux 1.2.3",
			keys: this.#ring,
			accept: (link) => this.#accept(link),
		};
		const events: ProviderEvents = {
			ready: (lines, print) => {
				this.lines = lines;
				this.fingerprint = print;
				this.times++;
				this.up = true;
			},
			lost: (reason) => {
				this.lost.push(reason);
				this.up = false;
			},
			failed: (reason) => {
				this.failed.push(reason);
				this.up = false;
			},
			notice: (text) => this.notices.push(text),
			leaving: (reason) => this.leaving.push(reason),
		};
		this.#running = provider.start(ports, events);
	}

	async ready(): Promise<this> {
		await waitUntil(
			() => `the share to be ready: ${this.failed} ${this.lost}`,
			() => this.up,
		);
		return this;
	}

	set(name: string, value: string): void {
		this.options.set(name, value);
		this.#running.optionsChanged();
	}

	/** Waits for the guest with this number, from 0. */
	guest(at = 0): Promise<Seen> {
		return waitUntil(`guest ${at}`, () => this.guests[at]);
	}

	/** The line of that kind. */
	line(rights: "read-write" | "read-only", endToEnd = false): string {
		return this.lines.find((one) => one.rights === rights && one.endToEnd === endToEnd)?.command ?? "";
	}

	dispose(): void {
		for (const { link } of this.guests) link.destroy();
		this.#running.dispose();
		this.#ring.dispose();
	}

	#accept(link: GuestLink): void {
		const { cols, rows } = link.identity;
		const seen: Seen = { link, typed: "", sizes: [`${cols}x${rows}`], drained: 0, closed: 0 };
		this.guests.push(seen);
		link.handle({
			data: (bytes) => {
				seen.typed += Buffer.from(bytes).toString();
				this.onData(seen, bytes);
			},
			resize: (wide, high) => seen.sizes.push(`${wide}x${high}`),
			drained: () => {
				seen.drained++;
			},
			closed: () => {
				seen.closed++;
			},
		});
		link.write(Buffer.from("welcome\r\n"));
	}
}
