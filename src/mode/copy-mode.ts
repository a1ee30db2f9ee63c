/**
 * Copy mode: a pane's text and history, frozen, to move over, search, select
 * and copy. Made by the `copy-mode` command and pushed on the pane's modes;
 * commands come from `send-keys -X` through the key tables `copy-mode` and
 * `copy-mode-vi`.
 */
import type { Client } from "../model/client.ts";
import type { ModeCommand, PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Screen } from "../screen/screen.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import { runCopyCommand } from "./copy-commands.ts";
import { CopyScreen } from "./copy-draw.ts";
import { copyFormats } from "./copy-formats.ts";
import { CopyGrid } from "./copy-grid.ts";
import { setLineNumbers } from "./copy-line-numbers.ts";
import { endOfLine } from "./copy-motion.ts";
import { startDrag } from "./copy-mouse.ts";
import type { CopyModePorts } from "./copy-ports.ts";
import { textChanged } from "./copy-refresh.ts";
import { pageDown, pageUp, scrollToSlider } from "./copy-scroll.ts";
import { CopyState } from "./copy-state.ts";

export type { CopyModePorts } from "./copy-ports.ts";

/** Flags of `copy-mode` that the mode keeps. */
export interface CopyModeArguments {
	/** `-H`: the position is not shown. */
	readonly hidePosition?: boolean;
	/** `-e`: the mode is left when it is scrolled to the end. */
	readonly exitOnScroll?: boolean;
}

export interface CopyModeInit {
	readonly server: Server;
	readonly pane: Pane;
	/** The pane whose text is shown (`-s`), the pane itself when not given. */
	readonly source?: Pane | undefined;
	readonly ports: CopyModePorts;
	readonly args?: CopyModeArguments;
}

/** What copy and view mode share. */
export abstract class CopyModeBase implements PaneMode {
	abstract readonly name: string;
	readonly pane: Pane;
	readonly screen: CopyScreen;
	/** Count for the next command, set by `send-keys -N` alone. */
	repeatCount = 1;
	protected readonly state: CopyState;
	readonly #formats: ReadonlyMap<string, () => string>;

	protected constructor(init: CopyModeInit, grid: CopyGrid, viewMode: boolean) {
		this.pane = init.pane;
		const { server, pane, ports } = init;
		this.state = new CopyState({
			server,
			pane,
			source: init.source ?? pane,
			ports,
			mode: this,
			viewMode,
			grid,
		});
		this.#formats = copyFormats(this.state);
		this.screen = new CopyScreen(this.state, this.#formats);
	}

	/** Blank lines at the end are no part of it. */
	get captured(): { screen: Screen; rows: number } {
		this.prepare();
		const { snapshot, trimmed } = this.state.grid;
		return { screen: snapshot, rows: snapshot.rows - trimmed };
	}

	keyTable(): string | undefined {
		return this.state.vi ? "copy-mode-vi" : "copy-mode";
	}

	/** Keys that are not bound do nothing. */
	key(): void {}

	/** Runs a command of `send-keys -X`; the error text for a client that may only read. Unknown commands do nothing, as in tmux. */
	command(command: ModeCommand): string | undefined {
		this.prepare();
		const count = command.count > 1 ? command.count : this.repeatCount;
		const action = runCopyCommand(this.state, command, count);
		if (typeof action === "object") return action.error;
		this.repeatCount = 1;
		if (action === "cancel") this.state.ports.leave(this);
		else if (action !== "nothing") this.state.touch();
		return undefined;
	}

	/** Before anything reads the text: view mode takes in what was added. */
	protected prepare(): void {}

	/** Takes another size; lines wrap again and the cursor stays on its text. */
	resize(cols: number, rows: number): void {
		this.prepare();
		const { state } = this;
		const history = state.grid.historySize;
		state.oy = Math.min(state.oy, history + state.cy);
		const { x, line } = state.grid.resize(cols, rows, state.cx, state.line);
		state.cols = cols;
		state.rows = rows;
		state.showLine(x, line);
		textChanged(state);
	}

	styleChanged(): void {
		this.state.touch();
	}

	/** An option changed: what is shown may look different. */
	update(): void {
		this.state.touch();
	}

	formats(): ReadonlyMap<string, () => string> {
		this.prepare();
		return this.#formats;
	}

	/** A page (or half one) up: `copy-mode -u`. */
	pageUp(half = false): void {
		this.prepare();
		pageUp(this.state, half, endOfLine);
	}

	/** A page down: `copy-mode -d`; with `exit` (-e) the mode is left at the end. */
	pageDown(half = false, exit = false): void {
		this.prepare();
		if (pageDown(this.state, half, exit, endOfLine)) this.state.ports.leave(this);
	}

	/** Begins to select with the mouse: `copy-mode -M`. */
	startDrag(client: Client | undefined, mouse: MouseEvent): void {
		this.prepare();
		startDrag(this.state, client, mouse);
	}

	/** Shows what the scrollbar says: `copy-mode -S`. */
	scrollToMouse(client: Client, mouse: MouseEvent, exit = false): void {
		this.prepare();
		const { state } = this;
		state.ports.activate(state.pane);
		const grip = Math.max(client.mouse.sliderOffset, 0);
		if (scrollToSlider(state, mouse.y + client.offset.y, grip, exit, endOfLine)) state.ports.leave(this);
	}

	/** Line numbers as the option says (`copy-mode` by key), or none (by mouse). */
	setLineNumbers(on: boolean): void {
		if (!this.state.viewMode) setLineNumbers(this.state, on, false);
	}

	/** For the scrollbar: lines above the part shown, and lines above its lowest place. */
	get scrollOffset(): { readonly offset: number; readonly size: number } {
		this.prepare();
		return { offset: this.state.top, size: this.state.grid.historySize };
	}

	dispose(): void {
		this.state.dispose();
	}
}

/** The grid copy mode begins with, and where the cursor of the source is in it. */
function freeze({ pane, source = pane }: CopyModeInit): { grid: CopyGrid; x: number; line: number } {
	const snapshot = source.screen.snapshot();
	const { cursor } = snapshot;
	const cursorLine = snapshot.historySize + cursor.y;
	const grid = new CopyGrid(snapshot, source !== pane);
	const lastLine = snapshot.lineCount - grid.trimmed - 1;
	const [x, line] = cursorLine > lastLine ? [0, Math.max(lastLine, 0)] : [cursor.x, cursorLine];
	const { cols, rows } = pane.screen;
	if (snapshot.cols === cols && snapshot.rows === rows) return { grid, x, line };
	return { grid, ...grid.resize(cols, rows, x, line) };
}

export class CopyMode extends CopyModeBase {
	readonly name = "copy-mode";

	constructor(init: CopyModeInit) {
		const { grid, x, line } = freeze(init);
		super(init, grid, false);
		const { state } = this;
		state.showLine(x, line);
		state.scrollExit = init.args?.exitOnScroll ?? false;
		state.hidePosition = init.args?.hidePosition ?? false;
		state.markX = state.cx;
		state.markY = state.line;
	}
}
