/**
 * Sharing as the server sees it: a stand-in that loads the share bundle when
 * sharing is first started, and lends it what it may do here. Made by main.ts.
 */
import { join } from "node:path";
import type { LoadedSharing, ShareHost, ShareModule } from "../command/share-module.ts";
import type { SharingServices } from "../command/types.ts";
import { statusLinesOf } from "../model/resize.ts";
import type { Runtime } from "./runtime.ts";

/** What sharing asks of a runtime, whatever it is loaded from. */
export function shareHostOf(
	runtime: Runtime,
	place: { readonly stateFolder: string; readonly dashboardCommand: string },
): ShareHost {
	const { hub, server } = runtime;
	return {
		...place,
		server,
		// Asked for at each use: they are made after sharing.
		commands: {
			parse: (...args) => runtime.services.parse(...args),
			parseArgv: (words) => runtime.services.parseArgv(words),
			get panes() {
				return runtime.services.panes;
			},
		},
		takeSeat(hello, session) {
			// With the size that is there, so that its coming changes none.
			const { sx = 0, sy = 0 } = session.current?.window ?? {};
			const client = hub.add({
				...hello,
				environ: [],
				cwd: server.ports.host.home,
				ttyName: "",
				term: "",
				features: [],
				cols: sx,
				rows: sy + statusLinesOf(session),
				xpixel: 0,
				ypixel: 0,
				terminal: false,
				control: "",
			});
			client.flags.ignoreSize = true;
			hub.setSession(client, session);
			return client;
		},
		inTurn: (client, fn) => runtime.runner.appendCallback(client, (item) => fn(item.insertAfter)),
		key: (client, key) => hub.key(client, key),
		clearOverlay: (client) => hub.clearOverlay(client),
		addGuest(hello, argv) {
			const client = hub.add({
				...hello,
				environ: [`TERM=${hello.term}`],
				cwd: server.ports.host.home,
				ttyName: "",
				features: [],
				xpixel: 0,
				ypixel: 0,
				terminal: true,
				control: "",
			});
			hub.command(client, argv);
			return client;
		},
		input: (client, bytes) => hub.input(client, bytes),
		resize: (client, cols, rows) => hub.resize(client, cols, rows, 0, 0),
		lost: (client) => hub.lost(client),
		drained: (client) => runtime.drained(client),
		wakeup: (client) => hub.wakeup(client),
		setFlags: (client, flags) => hub.setFlags(client, flags),
		message: (client, text, delay) => hub.message(client, text, { delay, ignoreStyles: true }),
		ask(client, question, answer) {
			runtime.services.ui.prompt(client, {
				prompt: `${question} `,
				input: "",
				type: "share",
				noFormat: true,
				noFreeze: true,
				onInput(text, done) {
					if (done) answer(text);
					return false;
				},
			});
			const { prompt } = client;
			return {
				dispose() {
					if (client.prompt === prompt) prompt?.dispose();
				},
			};
		},
		leave: (client, message, status) => hub.leave(client, { type: "return", status, message }),
		guard: (what, fn) => runtime.guard(what, fn),
	};
}

/** Where keys and what must be remembered are kept: by the XDG rules. */
export function stateFolder(env: NodeJS.ProcessEnv, home: string): string {
	const base = env.XDG_STATE_HOME;
	return join(base?.startsWith("/") ? base : join(home, ".local", "state"), "comux");
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The services of a server whose share bundle is in `folder`. */
export class LazySharing implements SharingServices {
	readonly #runtime: Runtime;
	readonly #folder: string;
	#loaded: LoadedSharing | undefined;

	constructor(runtime: Runtime, folder: string) {
		this.#runtime = runtime;
		this.#folder = folder;
	}

	start(request: Parameters<SharingServices["start"]>[0]): ReturnType<SharingServices["start"]> {
		try {
			this.#loaded ??= this.#load();
		} catch (error) {
			this.#runtime.server.ports.log.error("share", error);
			return { error: "sharing could not be loaded" };
		}
		return this.#loaded.start(request);
	}

	stop(reason: string): void {
		this.#loaded?.stop(reason);
	}

	setRights(...to: Parameters<SharingServices["setRights"]>): void {
		this.#loaded?.setRights(...to);
	}

	putOut(...who: Parameters<SharingServices["putOut"]>): void {
		this.#loaded?.putOut(...who);
	}

	dashboardCommand(): string {
		const { host } = this.#runtime.server.ports;
		// A shell may be any: sh is asked.
		return `exec ${quoted(join(host.shimPath, "..", "bin", "comux"))} share-dashboard-program`;
	}

	/** The server ends: calls back when the guests have been told. */
	close(done: () => void): void {
		if (this.#loaded) this.#loaded.close(done);
		else done();
	}

	#load(): LoadedSharing {
		const { host } = this.#runtime.server.ports;
		const path = join(this.#folder, "share.cjs");
		const { createSharing } = require(path) as ShareModule;
		return createSharing(
			shareHostOf(this.#runtime, {
				stateFolder: stateFolder(process.env, host.home),
				dashboardCommand: this.dashboardCommand(),
			}),
		);
	}
}

/** Shares the server once its first session is there, as tmate does; unless somebody has done it by then. */
export function shareWhenUsed({ server, services }: Runtime): void {
	const subscription = server.events.on("notify", ({ name, session }) => {
		if (name !== "session-created" || !session) return;
		subscription.dispose();
		server.ports.clock.setImmediate(() => {
			if (server.sharing.active || session.destroyed || server.exiting) return;
			const { error } = services.sharing.start({ session, client: undefined });
			if (error !== undefined) server.addMessage(`sharing failed: ${error}`);
		});
	});
}
