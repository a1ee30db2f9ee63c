/**
 * What has to be done again when an option changes: the rows of the option
 * table name effects, and this is the table of what each effect means. Owned by
 * the runtime; no option is known by name here.
 */

import { fixPanes } from "../model/layout-panes.ts";
import { checkUnattached } from "../model/lifecycle.ts";
import { markEveryone } from "../model/marks.ts";
import type { OptionEffect } from "../model/option-row.ts";
import { findRow } from "../model/option-table.ts";
import { paneScreenOptions } from "../model/pane-screen-options.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";

export interface EffectPorts {
	restartStatusTimers(): void;
	resetAlerts(): void;
	keysChanged(): void;
	nameChanged(): void;
	/** Lock timers start again. */
	lockChanged(): void;
	/** The server may have a reason to end. */
	checkExit(): void;
}

type Action = (server: Server, ports: EffectPorts) => void;

/** Panes' screens read their options again; a history keeps the length it was made with. */
function refreshScreens(server: Server): void {
	for (const pane of server.panes.values()) {
		const { screen, options, window } = pane;
		Object.assign(screen.options, paneScreenOptions(server, options, screen.historyLimit, window));
	}
}

function fixLayouts(server: Server): void {
	for (const window of server.windows.values()) fixPanes(server, window);
}

const draw: Action = (server) => markEveryone(server);

const ACTIONS: Readonly<Record<OptionEffect, Action>> = {
	status: (server, ports) => {
		ports.restartStatusTimers();
		recalculateSizes(server);
		markEveryone(server);
	},
	borders: draw,
	layout: (server) => {
		fixLayouts(server);
		markEveryone(server);
	},
	screen: (server) => {
		refreshScreens(server);
		for (const pane of server.panes.values()) pane.mode?.styleChanged?.();
		markEveryone(server);
	},
	size: (server) => recalculateSizes(server),
	keys: (_server, ports) => ports.keysChanged(),
	cursor: (server) => {
		refreshScreens(server);
		markEveryone(server);
	},
	colours: (server) => {
		refreshScreens(server);
		markEveryone(server);
	},
	panestyle: draw,
	theme: draw,
	overlay: draw,
	name: (_server, ports) => ports.nameChanged(),
	alerts: (_server, ports) => ports.resetAlerts(),
	title: draw,
	terminal: (server, ports) => {
		refreshScreens(server);
		ports.keysChanged();
		markEveryone(server);
	},
	history: () => {},
	widths: (server) => {
		refreshScreens(server);
		markEveryone(server);
	},
	parser: (server) => refreshScreens(server),
	lock: (_server, ports) => ports.lockChanged(),
	sessions: (server, ports) => {
		checkUnattached(server);
		ports.checkExit();
	},
};

/** Carries out the effects of all options that change within a turn, once each. */
export class OptionEffects implements Disposable {
	readonly #server: Server;
	readonly #ports: EffectPorts;
	readonly #listener: Disposable;
	readonly #waiting = new Set<OptionEffect>();
	#turn: Disposable | undefined;

	constructor(server: Server, ports: EffectPorts) {
		this.#server = server;
		this.#ports = ports;
		this.#listener = server.events.on("optionChanged", ({ name }) => this.#changed(name));
	}

	dispose(): void {
		this.#listener.dispose();
		this.#turn?.dispose();
	}

	#changed(name: string): void {
		// A user's option can stand in any format that is shown.
		const effects: readonly OptionEffect[] = name.startsWith("@")
			? ["borders"]
			: (findRow(name)?.affects ?? []);
		for (const effect of effects) this.#waiting.add(effect);
		if (this.#waiting.size > 0) this.#turn ??= this.#server.ports.clock.setImmediate(() => this.#run());
	}

	#run(): void {
		this.#turn = undefined;
		const effects = [...this.#waiting];
		this.#waiting.clear();
		for (const effect of effects) ACTIONS[effect](this.#server, this.#ports);
	}
}
