/**
 * What has to be done again when an option changes: the rows of the option
 * table name effects, and this is the table of what each effect means. Owned by
 * the runtime; no option is known by name here.
 */

import { expand } from "../format/expand.ts";
import { fixPanes } from "../model/layout-panes.ts";
import { checkUnattached } from "../model/lifecycle.ts";
import { markEveryone } from "../model/marks.ts";
import type { OptionEffect } from "../model/option-row.ts";
import { findRow } from "../model/option-table.ts";
import type { Pane } from "../model/pane.ts";
import { applyPaneColours, paneScreenOptions } from "../model/pane-screen-options.ts";
import { recalculateSizes } from "../model/resize.ts";
import { keepScrollbarStyle, scrollbarStyleText } from "../model/scrollbar-style.ts";
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
		applyPaneColours(screen, options);
	}
}

/** Formats in the style of scrollbars are expanded once for all clients: their width is part of the layout. */
function expandScrollbarStyle(server: Server, pane: Pane): void {
	const text = scrollbarStyleText(pane);
	if (text.includes("#")) keepScrollbarStyle(pane, text, expand(text, { server }));
}

function fixLayouts(server: Server): void {
	for (const pane of server.panes.values()) expandScrollbarStyle(server, pane);
	for (const window of server.windows.values()) fixPanes(server, window);
}

/** Histories take the limit of their session, at once and cut to it. */
function limitHistories(server: Server): void {
	const byName = [...server.sessions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	for (const { options, winlinks } of byName) {
		const limit = options.number("history-limit");
		for (const { window } of winlinks) for (const pane of window.panes) pane.screen.limitHistory(limit);
	}
}

/** What is done besides drawing everything again, which follows any change. */
const ACTIONS: Readonly<Partial<Record<OptionEffect, Action>>> = {
	status: (server, ports) => {
		ports.restartStatusTimers();
		recalculateSizes(server);
	},
	layout: fixLayouts,
	screen: (server) => {
		refreshScreens(server);
		for (const pane of server.panes.values()) pane.mode?.styleChanged?.();
	},
	size: recalculateSizes,
	keys: (_server, ports) => ports.keysChanged(),
	cursor: refreshScreens,
	colours: refreshScreens,
	name: (_server, ports) => ports.nameChanged(),
	alerts: (_server, ports) => ports.resetAlerts(),
	terminal: (server, ports) => {
		refreshScreens(server);
		ports.keysChanged();
	},
	history: limitHistories,
	widths: refreshScreens,
	parser: refreshScreens,
	lock: (_server, ports) => ports.lockChanged(),
};

/** Carries out the effects of options: at once, but for sessions that may have to end, which wait for the turn's end. */
export class OptionEffects implements Disposable {
	readonly #server: Server;
	readonly #ports: EffectPorts;
	readonly #listeners: readonly Disposable[];
	#turn: Disposable | undefined;

	constructor(server: Server, ports: EffectPorts) {
		this.#server = server;
		this.#ports = ports;
		this.#listeners = [
			server.events.on("optionChanged", ({ name }) => this.#changed(name)),
			server.events.on("paneCreated", ({ pane }) => expandScrollbarStyle(server, pane)),
		];
	}

	dispose(): void {
		for (const listener of this.#listeners) listener.dispose();
		this.#turn?.dispose();
	}

	#changed(name: string): void {
		const effects = findRow(name)?.affects ?? [];
		for (const effect of effects) ACTIONS[effect]?.(this.#server, this.#ports);
		if (effects.includes("sessions")) this.#turn ??= this.#server.ports.clock.setImmediate(() => this.#end());
		// Any option, a user's too, can stand in a format that is shown.
		markEveryone(this.#server);
	}

	#end(): void {
		this.#turn = undefined;
		checkUnattached(this.#server);
		this.#ports.checkExit();
	}
}
