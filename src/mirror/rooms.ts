/**
 * What a mirrored session is made of, joined: the server of ours without
 * programs, and around it whatever keeps it as the host says and takes guests'
 * keys and commands to the host. Owned by mirror.ts; host-messages.ts changes it.
 */
import type { Client } from "../model/client.ts";
import { destroySession } from "../model/lifecycle.ts";
import { markEveryone } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { Keymap } from "../server/config.ts";
import { Runtime } from "../server/runtime.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import { mirrorCommands } from "./commands.ts";
import { CopySync } from "./copy-sync.ts";
import { mirrorKeymaps } from "./default-keys.ts";
import { MirrorGuests } from "./guests.ts";
import type { HostLine } from "./host-line.ts";
import { MirrorInput } from "./key-input.ts";
import { MirrorLayout } from "./layout.ts";
import { setOwnOptions } from "./options.ts";
import { MirrorPanes } from "./panes.ts";
import type { MirrorPorts } from "./ports.ts";
import { mirroredHost, NO_FILES, NO_FORMAT_JOBS, refuseJob } from "./refusing-ports.ts";
import { selectWithMouse } from "./selection.ts";
import { HostSettings } from "./settings.ts";
import { GuestSizes } from "./sizes.ts";
import { HostStatus } from "./status.ts";

/** What the rooms ask of their owner. */
export interface RoomsOwner {
	/** More waits to be parsed than should, or no more. */
	full(on: boolean): void;
	/** Name of the host's machine. */
	hostname(): string;
	/** What the host wishes of the relay has changed. */
	wished(): void;
}

export class MirrorRooms implements Disposable {
	readonly runtime: Runtime;
	readonly layout: MirrorLayout;
	readonly panes: MirrorPanes;
	readonly copy: CopySync;
	readonly status: HostStatus;
	readonly guests: MirrorGuests;
	readonly sizes: GuestSizes;
	readonly settings: HostSettings;
	readonly #ports: MirrorPorts;
	readonly #line: HostLine;
	readonly #store = new DisposableStore();
	#restoring: Disposable | undefined;

	constructor(ports: MirrorPorts, line: HostLine, owner: RoomsOwner) {
		this.#ports = ports;
		this.#line = line;
		this.panes = new MirrorPanes({ hold: (on) => owner.full(on) });
		const runtime = this.#makeRuntime(() => owner.hostname());
		this.runtime = runtime;
		const { server, pump, runner, services } = runtime;
		setOwnOptions(server);
		runtime.start(mirrorKeymaps(ports.keymaps), [], { stay: true });
		runner.drain();
		this.sizes = this.#store.add(
			new GuestSizes(server, { resize: (sx, sy) => line.tell({ kind: "resize", sx, sy }) }),
		);
		this.layout = new MirrorLayout(server, {
			makePane: (window, pane) => this.panes.make(server, pump, window, pane),
			flush: (pane) => pump.flush(pane),
		});
		this.copy = new CopySync(server, (pane) => pump.flush(pane));
		this.status = new HostStatus(server);
		this.settings = new HostSettings({
			server,
			runner,
			services,
			wished: () => owner.wished(),
			applied: () => {
				this.status.apply(this.layout.session);
				this.sizes.check();
			},
		});
		this.guests = new MirrorGuests(runtime, {
			ready: () => this.layout.session !== undefined,
			changed: () => this.sizes.check(),
			joined: (guest) => ports.guestJoined(guest),
			left: (guest) => ports.guestLeft(guest),
		});
		this.#listen();
	}

	/** A host that is back sends all its settings again. */
	startAgain(keymaps: readonly Keymap[]): void {
		const { server, services, runner } = this.runtime;
		for (const options of [server.options, server.sessionOptions, server.windowOptions])
			for (const { name } of options.entries()) options.unset(name);
		setOwnOptions(server);
		for (const table of server.keyTables.names()) server.keyTables.removeTable(table);
		for (const { text } of mirrorKeymaps(keymaps)) {
			const list = services.parse(text, { byLine: true });
			if (!("error" in list)) runner.append(undefined, list, { flags: { noHooks: true } });
		}
		runner.drain();
		this.settings.reset();
		for (const pane of server.panes.values()) this.copy.leave(pane);
		markEveryone(server);
	}

	dispose(): void {
		this.guests.closeAll("[server exited]", 0);
		const { session } = this.layout;
		const { server } = this.runtime;
		if (session && !session.destroyed) destroySession(server, session, false);
		this.#restoring?.dispose();
		this.#store.dispose();
		this.runtime.dispose();
	}

	#makeRuntime(hostname: () => string): Runtime {
		const ports = this.#ports;
		const line = this.#line;
		const { clock, log } = ports;
		return new Runtime({
			ports: {
				clock,
				log,
				files: NO_FILES,
				host: mirroredHost({
					version: ports.version,
					tmuxVersion: ports.tmuxVersion,
					hostname,
					hasTerminfo: (name) => /^[A-Za-z0-9][\w+.-]{0,63}$/.test(name) && ports.hasTerminfo(name),
				}),
				startJob: (request) => refuseJob(clock, request),
			},
			startPty: this.panes.start,
			readTerminfo: (path) => ports.readTerminfo(path),
			attached: () => {},
			attachedChanged: () => this.sizes.check(),
			exit: () => {},
			commands: mirrorCommands({
				send: (client, argv) => this.#command(this.guests.idOf(client), argv),
				select: (client, pane, mouse) => this.#select(client, pane, mouse),
			}),
			paneInput: new MirrorInput({
				key: (pane, key) => line.key(pane, key, this.#isCurrent(pane)),
				plain: (pane, codes) => line.codes(pane, codes),
				select: (client, pane, mouse) => this.#select(client, pane, mouse),
				protocol: () => line.protocol,
			}),
			formatJobs: NO_FORMAT_JOBS,
		});
	}

	#listen(): void {
		const { events } = this.runtime.server;
		const add = (listener: Disposable) => this.#store.add(listener);
		add(events.on("paneOutput", ({ pane, bytes }) => this.panes.parsed(pane, bytes.length)));
		add(events.on("paneDestroyed", ({ pane }) => this.panes.forget(pane)));
		add(
			events.on("notify", ({ name, client }) => {
				// What a guest had open may have zoomed its pane here.
				if (name === "pane-mode-exited") this.#restore();
				if (name === "client-attached" && client) this.guests.attached(client);
			}),
		);
	}

	/** The host's layout again, behind what happens now. */
	#restore(): void {
		this.#restoring ??= this.#ports.clock.setImmediate(() => {
			this.#restoring = undefined;
			this.runtime.guard("tmate layout", () => this.layout.again());
		});
	}

	/** What the host takes a key for that names no pane. */
	#isCurrent(pane: Pane): boolean {
		const window = this.layout.session?.current?.window;
		return window === pane.window && window.active === pane;
	}

	/** A guest's own selection. */
	#select(client: Client, pane: Pane, mouse: MouseEvent): void {
		const { server, hub, services } = this.runtime;
		selectWithMouse(server, client, pane, mouse, {
			close: (who) => hub.clearOverlay(who),
			copy: (who, bytes) => services.clients.setClipboard(who, bytes),
		});
	}

	/** A command for the host, from a guest. */
	#command(client: number, argv: readonly string[]): void {
		if (this.#line.tell({ kind: "exec", client, argv }) || client === 0) return;
		const asked = this.guests.clientOf(client);
		if (asked) this.runtime.hub.message(asked, "The host is not connected", { ignoreStyles: true });
	}
}
