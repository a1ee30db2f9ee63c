/**
 * Making windows and panes with a program in them: where they run, with what
 * command and environment, where they go in the layout, and who is told.
 * Implements SpawnService for commands; the pty itself is a port.
 */

import type { SpawnRequestOptions, SpawnService, SplitRequest } from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { defaultWindowName } from "../format/pane-facts.ts";
import { quoteArguments } from "../format/quote.ts";
import { raisePane, setActivePane } from "../model/active-pane.ts";
import type { Environ } from "../model/environ.ts";
import { assignPane, layoutRules } from "../model/layout-panes.ts";
import { addFloating, NO_SPACE, type Split, type SplitResult, splitCell } from "../model/layout-split.ts";
import { closePane, createPane, createWindow, destroyIfUnlinked, keepOnlyPane } from "../model/lifecycle.ts";
import { markWindow } from "../model/marks.ts";
import { notifyWindow, notifyWinlink } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { SpawnRequest } from "../model/ports.ts";
import { defaultWindowSize } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { addWinlink, dropWinlink, selectWinlink, synchronizeGroupFrom } from "../model/session-windows.ts";
import type { Winlink } from "../model/winlink.ts";
import { prepareLoginShell } from "./login-shell.ts";

const DEFAULT_PATH = "/usr/bin:/bin";
const DEFAULT_SHELL = "/bin/sh";

export interface SpawnPorts {
	/** Starts the program and connects it to the pane's screen. */
	start(request: SpawnRequest): void;
	/** Ends and disconnects the pane's program. */
	stop(pane: Pane): void;
	/** Leaves all modes of a pane. */
	leaveModes(pane: Pane): void;
}

export class Spawner implements SpawnService {
	readonly #server: Server;
	readonly #ports: SpawnPorts;

	constructor(server: Server, ports: SpawnPorts) {
		this.#server = server;
		this.#ports = ports;
	}

	window(options: SpawnRequestOptions): Winlink | { readonly error: string } {
		if (options.winlink) return this.#respawnWindow(options, options.winlink);
		const { session } = options;
		const server = this.#server;
		let detached = options.detached ?? false;
		const wanted = options.index ?? -1;
		const old = wanted === -1 ? undefined : session.winlinkAt(wanted);
		if (old) {
			if (!options.kill) return { error: `index ${wanted} in use` };
			old.clearAlerts();
			notifyWinlink(server, "window-unlinked", old);
			dropWinlink(old);
			if (session.current === old) {
				session.current = undefined;
				detached = false;
			}
			destroyIfUnlinked(server, old.window);
		}
		const size = defaultWindowSize(server, options.client, session, undefined);
		const window = createWindow(server, size);
		const winlink = addWinlink(session, window, wanted);
		if (!winlink) return { error: `couldn't add window ${wanted}` };
		session.current ??= winlink;
		window.latest = options.client;
		const pane = createPane(server, session, window, undefined, { before: false, fullSize: false });
		const error = this.#run(pane, { ...options, noNotify: true });
		if (error) {
			dropWinlink(winlink);
			if (session.current === winlink) session.current = session.winlinks[0];
			destroyIfUnlinked(server, window);
			return { error };
		}
		setActivePane(server, window, pane, false);
		if (options.name === undefined) window.name = defaultWindowName(pane);
		else {
			window.name = options.name;
			window.options.set("automatic-rename", "off");
		}
		if (!detached) selectWinlink(server, session, winlink);
		notifyWindow(server, "window-created", window);
		notifyWinlink(server, "window-linked", winlink);
		synchronizeGroupFrom(server, session);
		return winlink;
	}

	split(options: SpawnRequestOptions, split: SplitRequest): Pane | { readonly error: string } {
		const { pane: beside } = options;
		if (!beside) return { error: "no pane to split" };
		const { window } = beside;
		const result = this.#cellFor(beside, split);
		if (!result) return { error: NO_SPACE };
		window.layoutRoot = result.root;
		const position = { ...split, floating: split.floating !== undefined };
		const pane = createPane(this.#server, options.session, window, beside, position);
		pane.floatOverZoom = split.overZoom ?? false;
		assignPane(this.#server, result.cell, pane, split.zoom);
		const error = this.#run(pane, options);
		if (error) {
			closePane(this.#server, pane);
			return { error: `create pane failed: ${error}` };
		}
		if (split.modal) {
			window.modalLast = window.active;
			window.modal = pane;
			raisePane(this.#server, pane);
			setActivePane(this.#server, window, pane, true);
		} else if (!options.detached || !window.active) setActivePane(this.#server, window, pane, true);
		if (!options.noNotify) notifyWindow(this.#server, "window-layout-changed", window);
		markWindow(this.#server, window);
		return pane;
	}

	#cellFor({ layoutCell, window }: Pane, split: SplitRequest): SplitResult<Pane> | undefined {
		if (!layoutCell) return undefined;
		if (split.floating) return addFloating(layoutCell, split.floating);
		return splitCell(layoutCell, splitOf(split), layoutRules(window));
	}

	respawn(options: SpawnRequestOptions): { readonly error: string } | undefined {
		const { pane, session } = options;
		if (!pane) return { error: "no pane to respawn" };
		if (pane.process && !options.kill) {
			const winlink = options.winlink ?? session.winlinkOf(pane.window);
			const index = pane.position + pane.window.options.number("pane-base-index");
			return { error: `pane ${session.name}:${winlink?.index ?? 0}.${index} still active` };
		}
		const error = this.#restart(pane, options);
		markWindow(this.#server, pane.window);
		return error ? { error } : undefined;
	}

	#respawnWindow(options: SpawnRequestOptions, winlink: Winlink): Winlink | { readonly error: string } {
		const { window, session } = winlink;
		if (!options.kill && window.panes.some((p) => p.process))
			return { error: `window ${session.name}:${winlink.index} still active` };
		const pane = window.panes[0];
		if (!pane) return { error: `couldn't respawn window ${winlink.index}` };
		keepOnlyPane(this.#server, window, pane);
		const error = this.#restart(pane, { ...options, noNotify: true });
		if (error) return { error };
		synchronizeGroupFrom(this.#server, session);
		markWindow(this.#server, window);
		return winlink;
	}

	#restart(pane: Pane, options: SpawnRequestOptions): string | undefined {
		this.#ports.stop(pane);
		this.#ports.leaveModes(pane);
		pane.screen.reinitialize();
		pane.exited = false;
		pane.exitStatus = undefined;
		pane.exitSignal = undefined;
		pane.deadTime = undefined;
		return this.#run(pane, options, true);
	}

	/** Starts the program of a pane that has its place; an error text when it cannot. */
	#run(pane: Pane, options: SpawnRequestOptions, again = false): string | undefined {
		const { session } = options;
		const cwd = this.#cwd(options, again);
		if (cwd !== undefined) pane.cwd = cwd;
		const argv = this.#argv(options, again);
		if (argv.length > 0) pane.argv = argv;
		if (!again) pane.shell = this.#shell(session);
		pane.empty = options.empty ?? false;
		if (!pane.empty) {
			const environ = this.#environment(pane, options);
			const path = environ.get("PATH") ?? "";
			const { shimPath } = this.#server.ports.host;
			const isLogin = pane.argv.length === 0 && path.startsWith(shimPath);
			const login = isLogin ? prepareLoginShell(pane.shell, environ, shimPath) : undefined;
			try {
				this.#ports.start({
					pane,
					argv: pane.argv,
					shell: pane.shell,
					cwd: this.#usableCwd(pane.cwd),
					loginArgs: login?.args ?? [],
					env: environ.toMap(),
					cols: pane.sx,
					rows: pane.sy,
					xpixel: pane.window.xpixel * pane.sx,
					ypixel: pane.window.ypixel * pane.sy,
				});
			} catch (error) {
				return `fork failed: ${error instanceof Error ? error.message : String(error)}`;
			}
		} else pane.screen.setEmpty();
		this.#tellCreated(pane, options, again);
		return undefined;
	}

	#tellCreated(pane: Pane, options: SpawnRequestOptions, again: boolean): void {
		const { window } = pane;
		const winlink = options.winlink ?? options.session.winlinkOf(window);
		this.#server.events.emit("notify", {
			name: "pane-created",
			session: options.session,
			winlink,
			window,
			pane,
			extra: {
				window_index: String(winlink?.index ?? 0),
				pane_command: quoteArguments(pane.argv) || pane.shell,
				pane_current_path: pane.cwd,
				created_empty: pane.empty ? "1" : "0",
				created_respawn: again ? "1" : "0",
			},
		});
	}

	#argv(options: SpawnRequestOptions, again: boolean): readonly string[] {
		if (options.argv.length > 0 || again) return options.argv;
		const command = options.session.options.string("default-command");
		return command === "" ? [] : [command];
	}

	#shell(session: Session): string {
		const shell = session.options.string("default-shell");
		return isShell(this.#server, shell) ? shell : DEFAULT_SHELL;
	}

	/** Folder to start in; undefined keeps the pane's own. */
	#cwd(options: SpawnRequestOptions, again: boolean): string | undefined {
		const { requester: client, cwdFrom = options.session } = options;
		const session = cwdFrom ?? undefined;
		const base = clientCwd(this.#server, client, session);
		if (options.cwd === undefined) return again ? undefined : base;
		const cwd = expand(options.cwd, {
			server: this.#server,
			client,
			session,
			winlink: session?.current,
			window: session?.current?.window,
			pane: options.pane ?? session?.current?.window.active,
		});
		if (cwd.startsWith("/")) return cwd;
		return cwd === "" ? base : `${base}/${cwd}`;
	}

	#usableCwd(cwd: string): string {
		const { files, host } = this.#server.ports;
		if (files.isDirectory(cwd)) return cwd;
		return files.isDirectory(host.home) ? host.home : "/";
	}

	#environment(pane: Pane, options: SpawnRequestOptions): Environ {
		const { requester: client, session } = options;
		const environ: Environ = environForSession(this.#server, session);
		for (const assignment of options.environment ?? []) environ.put(assignment);
		environ.set("TMUX_PANE", `%${pane.id}`);
		const path = client && !client.session ? client.environ.get("PATH") : undefined;
		if (path !== undefined) environ.set("PATH", path);
		const inside = environ.get("PATH") ?? DEFAULT_PATH;
		environ.set("PATH", withShims(this.#server, inside));
		environ.set("SHELL", pane.shell);
		environ.set("PWD", this.#usableCwd(pane.cwd));
		return environ;
	}
}

function splitOf(split: SplitRequest): Split {
	return {
		axis: split.horizontal ? "leftright" : "topbottom",
		size: split.size,
		before: split.before,
		full: split.fullSize,
	};
}

/**
 * PATH with the shims first, once, so that `tmux` inside is this multiplexer. A
 * PATH without any absolute folder finds no system program either: whoever set
 * it wants it as it is.
 */
export function withShims(server: Server, path: string): string {
	const { shimPath } = server.ports.host;
	const folders = path.split(":").filter((part) => part !== shimPath);
	if (!folders.some((folder) => folder.startsWith("/"))) return path;
	return [shimPath, ...folders].join(":");
}

/** An absolute, executable program that is not this multiplexer itself. */
export function isShell(server: Server, shell: string): boolean {
	if (!shell.startsWith("/")) return false;
	if (/\/(comux|tmux|tmate)$/.test(shell)) return false;
	return server.ports.files.isExecutable(shell);
}

/** Where a client's relative paths start: its own folder before it is attached, else the session's. */
export function clientCwd(
	server: Server,
	client: { readonly cwd: string; readonly session: Session | undefined } | undefined,
	session: Session | undefined,
): string {
	if (!server.configDone && server.configClient) return server.configClient.cwd;
	if (client && !client.session && client.cwd !== "") return client.cwd;
	if (session && session.cwd !== "") return session.cwd;
	if (client?.session && client.session.cwd !== "") return client.session.cwd;
	return server.ports.host.home || "/";
}

/** The variables a program inside `session` gets, without those of its pane; `inside`: those that describe its terminal too. */
export function environForSession(server: Server, session: Session | undefined, inside = true): Environ {
	const environ = server.environ.copyForChild(session?.environ);
	const { host } = server.ports;
	if (inside) {
		const term = server.options.string("default-terminal");
		environ.set("TERM", host.hasTerminfo(term) || term !== "tmux-256color" ? term : "screen-256color");
		environ.set("TERM_PROGRAM", "tmux");
		environ.set("TERM_PROGRAM_VERSION", host.tmuxVersion);
		environ.set("COLORTERM", "truecolor");
	}
	environ.set("TMUX", `${host.socketPath},${host.pid},${session?.id ?? -1}`);
	environ.unset("TMUX_PANE");
	return environ;
}
