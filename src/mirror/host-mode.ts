/**
 * The host's copy mode as guests see it: over the pane's own history or over
 * lines of output, scrolled and selected as the host says. It has no keys of
 * its own: they go to the host, and what they do comes back. Made by
 * copy-sync.ts; its drawing is copy mode's.
 */
import { CopyGrid } from "../mode/copy-grid.ts";
import { CopyModeBase, type CopyModeInit } from "../mode/copy-mode.ts";
import { startSelection } from "../mode/copy-selection.ts";
import type { ModeKey } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import { type CellBuffer, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { PaneScreen } from "../screen/pane-screen.ts";
import { MAX_LINE, MAX_OUTPUT_LINES } from "./limits.ts";

/** A selection: its other end. */
export interface HostSelection {
	readonly x: number;
	/** Lines up from the last one. */
	readonly up: number;
	readonly rectangle: boolean;
}

/** Where the host's copy mode is. */
export interface HostCopyState {
	/** Lines scrolled up from the end. */
	readonly oy: number;
	readonly cx: number;
	readonly cy: number;
	readonly selection: HostSelection | undefined;
	/** A question on the last row: what it is and what has been typed. */
	readonly input: { readonly prompt: string; readonly text: string } | undefined;
}

const ENCODER = new TextEncoder();
const clamp = (n: number, least: number, most: number) => Math.min(Math.max(n, least), Math.max(least, most));

export class HostMode extends CopyModeBase {
	readonly name: string;
	/** Lines of output; undefined over the pane's own history. */
	readonly #output: PaneScreen | undefined;
	#written = false;
	#stale = false;
	#input: HostCopyState["input"];

	private constructor(init: CopyModeInit, output: PaneScreen | undefined) {
		super(init, new CopyGrid((output ?? init.pane.screen).snapshot()), output !== undefined);
		this.name = output ? "output-mode" : "copy-mode";
		this.#output = output;
		this.state.lineNumbers = "off";
		const screen = this.screen;
		// The row of the question lies over copy mode's own.
		const copyLine = screen.copyLine.bind(screen);
		screen.copyLine = (line, from, count, into, x, row) => {
			copyLine(line, from, count, into, x, row);
			if (line === screen.rows - 1) this.#drawInput(from, count, into, x, row);
		};
	}

	/** Over the pane's history. */
	static own(init: CopyModeInit): HostMode {
		return new HostMode(init, undefined);
	}

	/** Over lines of output. */
	static output(init: CopyModeInit): HostMode {
		const { cols, rows } = init.pane.screen;
		const { clock } = init.server.ports;
		return new HostMode(
			init,
			new PaneScreen({ cols, rows, options: { historyLimit: MAX_OUTPUT_LINES }, clock }),
		);
	}

	get isOutput(): boolean {
		return this.#output !== undefined;
	}

	/** What it shows now, for a selection of a guest's own. */
	get view(): { readonly grid: CopyGrid; readonly oy: number } {
		this.prepare();
		return { grid: this.state.grid, oy: this.state.oy };
	}

	/** One more line of output. */
	addLine(text: string): void {
		const shown = text.slice(0, MAX_LINE).replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, "");
		this.#output?.write(ENCODER.encode(this.#written ? `\r\n${shown}` : shown));
		this.#written = true;
		this.#stale = true;
		this.prepare();
		this.state.touch();
	}

	/** Goes where the host is. */
	show(to: HostCopyState): void {
		this.prepare();
		const { state } = this;
		state.oy = clamp(to.oy, 0, state.grid.historySize);
		state.cx = clamp(to.cx, 0, state.cols - 1);
		state.cy = clamp(to.cy, 0, state.rows - 1);
		state.selecting = false;
		state.drag = "none";
		state.rectangle = false;
		if (to.selection) {
			const { x, up, rectangle } = to.selection;
			startSelection(state);
			state.rectangle = rectangle;
			state.selX = clamp(x, 0, state.cols);
			state.selY = clamp(state.grid.last - up, 0, state.grid.last);
			state.endX = state.cx;
			state.endY = state.line;
			state.selecting = true;
		}
		this.#input = to.input;
		state.touch();
	}

	/** Its tables are the host's. */
	override keyTable(): undefined {
		return undefined;
	}

	override command(): string | undefined {
		return undefined;
	}

	override key(_event?: ModeKey): void {}

	protected override prepare(): void {
		if (!this.#stale || !this.#output) return;
		this.#stale = false;
		const { state } = this;
		const before = state.grid.historySize;
		state.grid = new CopyGrid(this.#output.snapshot());
		if (state.oy > 0) state.oy += state.grid.historySize - before;
	}

	override resize(cols: number, rows: number): void {
		super.resize(cols, rows);
		this.#output?.resize(cols, rows);
	}

	override dispose(): void {
		super.dispose();
		this.#output?.dispose();
	}

	#drawInput(from: number, count: number, into: CellBuffer, x: number, row: number): void {
		if (!this.#input) return;
		const { prompt, text } = this.#input;
		const style = this.pane.window.options.style("mode-style") ?? DEFAULT_CELL_STYLE;
		const { fg, bg, us, attr } = style;
		const shown = [...`${prompt}: ${text}`.replace(/[\x00-\x1f\x7f-\x9f]/g, "")].slice(0, this.state.cols);
		for (let i = 0; i < count && x + i < into.cols; i++) {
			const at = from + i;
			if (at >= shown.length) break;
			into.set(into.index(x + i, row), shown[at] as string, 1, { fg, bg, us, attr });
		}
	}
}

/** The pane's mode when it is the host's. */
export function hostModeOf(pane: Pane): HostMode | undefined {
	return pane.modes.find((mode) => mode instanceof HostMode);
}
