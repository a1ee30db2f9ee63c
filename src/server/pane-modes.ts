/**
 * Modes on panes: entering, stacking and leaving, with everybody told. Used by
 * ui.ts for the commands and by the modes' own ports.
 */
import { fixPanes } from "../model/layout-panes.ts";
import { killPane } from "../model/lifecycle.ts";
import { markWindow, markWindowStatus } from "../model/marks.ts";
import type { PaneMode } from "../model/mode.ts";
import { notifyPane } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";

/** Modes that go when another is entered over them. */
const NO_STACK: ReadonlySet<string> = new Set(["switch-mode", "panes-mode"]);

export class PaneModes {
	readonly #server: Server;
	readonly #nameChanged: (pane: Pane) => void;
	/** Panes to kill when the mode ends (-k). */
	readonly #kills = new WeakSet<PaneMode>();

	constructor(server: Server, nameChanged: (pane: Pane) => void) {
		this.#server = server;
		this.#nameChanged = nameChanged;
	}

	/**
	 * Enters the mode called `name`: the one that is there comes to the top,
	 * otherwise `make` makes it. False when it is on top already or none was made.
	 */
	enter(pane: Pane, name: string, kill: boolean, make: () => PaneMode | undefined): boolean {
		const top = pane.modes[0];
		if (top?.name === name) return false;
		if (top && NO_STACK.has(top.name)) this.leave(pane);
		const before = pane.modes[0]?.name;
		const at = pane.modes.findIndex((mode) => mode.name === name);
		const mode = at === -1 ? make() : pane.modes.splice(at, 1)[0];
		if (!mode) return false;
		pane.modes.unshift(mode);
		if (kill) this.#kills.add(mode);
		this.#changed(pane);
		for (const event of ["pane-mode-entered", "pane-mode-changed"])
			this.#tell(pane, event, before, name, true);
		return true;
	}

	/** Leaves the topmost mode. */
	leave(pane: Pane): void {
		const mode = pane.modes.shift();
		if (!mode) return;
		const kill = this.#kills.has(mode);
		mode.dispose();
		const now = pane.modes[0];
		if (!now) pane.unseenChanges = false;
		else if (now.screen.cols !== pane.sx || now.screen.rows !== pane.sy) now.resize(pane.sx, pane.sy);
		this.#changed(pane);
		for (const event of ["pane-mode-exited", "pane-mode-changed"])
			this.#tell(pane, event, mode.name, now?.name, false);
		if (kill && !pane.destroyed) killPane(this.#server, pane);
	}

	/** Leaves this mode wherever it stands in the stack. */
	leaveMode(mode: PaneMode): void {
		const { pane } = mode;
		if (pane.modes[0] === mode) return this.leave(pane);
		const at = pane.modes.indexOf(mode);
		if (at === -1) return;
		pane.modes.splice(at, 1);
		mode.dispose();
		this.#changed(pane);
	}

	/** Leaves all modes. */
	leaveAll(pane: Pane): void {
		while (pane.modes.length > 0 && !pane.destroyed) this.leave(pane);
	}

	#changed(pane: Pane): void {
		if (pane.destroyed) return;
		fixPanes(this.#server, pane.window);
		markWindow(this.#server, pane.window);
		markWindowStatus(this.#server, pane.window);
		this.#nameChanged(pane);
	}

	#tell(pane: Pane, event: string, old: string | undefined, now: string | undefined, entered: boolean): void {
		if (pane.destroyed) return;
		notifyPane(this.#server, event, pane, {
			...(old === undefined ? {} : { previous_mode: old }),
			...(now === undefined ? {} : { current_mode: now }),
			mode_entered: entered ? "1" : "0",
		});
	}
}
