/**
 * Sharing without a network: a provider that is ready at once, and guests whose
 * links are objects of the test, drawn by an independent emulator. Used by
 * test/share with the in-process server.
 */
import type { GuestRights, GuestVia, ShareLine } from "../../src/model/sharing.ts";
import { DEFAULT_WIDTHS } from "../../src/screen/widths.ts";
import type { Runtime } from "../../src/server/runtime.ts";
import { shareHostOf } from "../../src/server/sharing.ts";
import type {
	GuestHandler,
	GuestIdentity,
	GuestLink,
	ProviderEvents,
	ProviderPorts,
} from "../../src/share/provider.ts";
import { ShareService } from "../../src/share/share-service.ts";
import { Emulator } from "../view/diff-emulator.ts";
import { TestServer, type TestServerOptions } from "./in-process.ts";

const LINES: readonly ShareLine[] = [
	{ rights: "read-write", endToEnd: false, command: "ssh RW@test", pinned: "" },
	{ rights: "read-only", endToEnd: false, command: "ssh ro-RO@test", pinned: "" },
	{
		rights: "read-write",
		endToEnd: true,
		command: "ssh -J JUMP@test IN@name.comux",
		pinned: "ssh -o K -J JUMP@test IN@name",
	},
];

export interface GuestOptions {
	readonly rights?: GuestRights;
	readonly via?: GuestVia;
	readonly address?: string;
	readonly key?: Uint8Array;
	readonly term?: string;
	readonly cols?: number;
	readonly rows?: number;
}

/** A guest at the far end of a link. */
export class FakeGuest implements GuestLink {
	readonly identity: GuestIdentity;
	readonly #screen: Emulator;
	readonly #settle: () => void;
	#handler: GuestHandler | undefined;
	#rows: number;
	queued = 0;
	room = 64 * 1024;
	rtt = -1;
	bytesIn = 0;
	bytesOut = 0;
	/** Last line and status once it was sent away. */
	left: { readonly line: string; readonly status: number } | undefined;
	gone = false;

	constructor(options: GuestOptions, settle: () => void) {
		const {
			rights = "read-write",
			via = "direct",
			address = "192.0.2.7",
			key,
			term = "xterm-256color",
		} = options;
		const { cols = 80, rows = 24 } = options;
		this.identity = { rights, via, address, key, term, cols, rows };
		this.#screen = new Emulator(cols, rows, (code) => DEFAULT_WIDTHS.width(code));
		this.#rows = rows;
		this.#settle = settle;
	}

	handle(handler: GuestHandler): void {
		this.#handler = handler;
	}

	write(bytes: Uint8Array): void {
		if (this.gone) return;
		this.bytesOut += bytes.length;
		this.#screen.write(bytes);
	}

	close(line: string, status: number): void {
		this.left ??= { line, status };
		this.destroy();
	}

	destroy(): void {
		if (this.gone) return;
		this.gone = true;
		this.#handler?.closed();
	}

	/** Types bytes in one piece. */
	type(text: string): void {
		if (this.gone) return;
		this.bytesIn += text.length;
		this.#handler?.data(Buffer.from(text));
		this.#settle();
	}

	resize(cols: number, rows: number): void {
		this.#screen.term.resize(cols, rows);
		this.#rows = rows;
		this.#handler?.resize(cols, rows);
		this.#settle();
	}

	/** The network between is cut. */
	cut(): void {
		this.destroy();
		this.#settle();
	}

	/** The wire has room again. */
	drain(): void {
		this.queued = 0;
		this.#handler?.drained();
		this.#settle();
	}

	screen(): string[] {
		const { active } = this.#screen.term.buffer;
		return Array.from({ length: this.#rows }, (_, y) =>
			(active.getLine(active.baseY + y)?.translateToString(true) ?? "").trimEnd(),
		);
	}

	text(): string {
		return this.screen().join("\n");
	}

	/** Palette entry a character is drawn in; -1: the terminal's own colour. */
	colour(x: number, y: number): number {
		const cell = this.#screen.term.buffer.active.getLine(y)?.getCell(x);
		return cell && !cell.isFgDefault() ? cell.getFgColor() : -1;
	}

	/** What the guest's terminal was told to report of the mouse, as xterm calls it. */
	get mouse(): string {
		return this.#screen.term.modes.mouseTrackingMode;
	}

	/** The characters of row `y` that have a background colour, or are reversed. */
	marked(y: number): string {
		const line = this.#screen.term.buffer.active.getLine(y);
		let out = "";
		for (let x = 0; x < (line?.length ?? 0); x++) {
			const cell = line?.getCell(x);
			if (cell && (!cell.isBgDefault() || cell.isInverse())) out += cell.getChars() || " ";
		}
		return out;
	}
}

/** An in-process server that can be shared. */
export class SharedServer extends TestServer {
	/** What the provider was given, once sharing has started. */
	ports!: ProviderPorts;
	events!: ProviderEvents;
	/** The provider runs. */
	running = false;
	service: ShareService | undefined;
	readonly guests: FakeGuest[] = [];
	/** Comments of keys, by their bytes as latin1. */
	readonly names = new Map<string, string>();
	/** What the webhook was told, and what it answers. */
	readonly posts: { readonly url: string; readonly body: string }[] = [];
	answer = 200;

	/** The webhook's receiver. */
	post(url: string, body: string): number {
		this.posts.push({ url, body });
		return this.answer;
	}

	constructor(options: TestServerOptions = {}) {
		const box: { server?: SharedServer } = {};
		super({
			...options,
			sharing: (runtime: Runtime) => makeService(runtime, () => box.server as SharedServer),
		});
		box.server = this;
	}

	/** Shares it with the lines of this file. */
	share(...flags: readonly string[]): void {
		this.start("share-server", "-d", ...flags);
		this.events.ready(LINES, "SHA256:test");
		this.settle();
	}

	/** Somebody comes with a good token. */
	guest(options: GuestOptions = {}): FakeGuest {
		const guest = new FakeGuest(options, () => this.later());
		this.guests.push(guest);
		this.ports.accept(guest);
		this.later();
		return guest;
	}

	/** All that can happen now has, frames of guests included. */
	later(): void {
		this.settle();
		this.advance(20);
		this.advance(20);
	}

	protected override ended(): void {
		this.service?.close(() => {});
	}

	override dispose(): void {
		for (const guest of this.guests) guest.cut();
		if (this.server.sharing.active && !this.exited) {
			this.run("unshare-server");
		}
		// What was to be said has been said.
		this.advance(60_000);
		super.dispose();
	}
}

function makeService(runtime: Runtime, server: () => SharedServer): ShareService {
	const host = shareHostOf(runtime, { stateFolder: "/none", dashboardCommand: "dashboard" });
	const service = new ShareService(host, {
		providers: ["direct", "relay"].map((name) => ({
			name,
			start(ports, events) {
				Object.assign(server(), { ports, events, running: true, service });
				return {
					optionsChanged() {},
					dispose() {
						server().running = false;
					},
				};
			},
		})),
		keyRing: () => ({
			restricted: false,
			allows: async () => true,
			lines: async () => [],
			nameOf: (key) => server().names.get(Buffer.from(key).toString("latin1")) ?? "",
			dispose() {},
		}),
		post: async (url, body) => server().post(url, body),
		uname: { sysname: "Linux", nodename: "desk", release: "6", version: "#1", machine: "x86_64" },
	});
	return service;
}

/** Runs `fn` with a server that can be shared, which is disposed and checked afterwards. */
export function withShared(fn: (server: SharedServer) => void, options?: TestServerOptions): () => void {
	return () => {
		const server = new SharedServer(options);
		fn(server);
		server.dispose();
	};
}
