/**
 * View mode: output of commands in a pane, with all that copy mode can do.
 * Made when a command prints to an attached client; lines are added as long as
 * it is on top. The text is parsed as a program's output would be.
 */
import { PaneScreen } from "../screen/pane-screen.ts";
import { CopyGrid } from "./copy-grid.ts";
import { CopyModeBase, type CopyModeInit } from "./copy-mode.ts";

/** Most lines kept. */
const MAX_LINES = 1_000_000;

const ENCODER = new TextEncoder();

export class ViewMode extends CopyModeBase {
	readonly name = "view-mode";
	readonly #output: PaneScreen;
	#written = false;
	/** Lines were added that the grid does not have yet. */
	#stale = false;

	constructor(init: Omit<CopyModeInit, "source" | "args">) {
		const { cols, rows } = init.pane.screen;
		const output = new PaneScreen({
			cols,
			rows,
			options: { historyLimit: MAX_LINES },
			clock: init.server.ports.clock,
		});
		super(init, new CopyGrid(output.snapshot()), true);
		this.#output = output;
		this.state.lineNumbers = "off";
	}

	/**
	 * Adds lines (`text` may hold several). `parse` runs escape sequences in
	 * them; without it control characters are left out. The part shown stays.
	 */
	addLines(text: string, parse = true): void {
		const { state } = this;
		for (const line of text.replace(/\n$/, "").split("\n")) {
			// Without sequences only what can stand in a cell is left.
			const shown = parse ? line : line.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, "");
			this.#output.write(ENCODER.encode(this.#written ? `\r\n${shown}` : shown));
			this.#written = true;
		}
		this.#stale = true;
		// The screen is read without being asked for commands first.
		this.prepare();
		state.touch();
	}

	protected override prepare(): void {
		if (!this.#stale) return;
		this.#stale = false;
		const { state } = this;
		const before = state.grid.historySize;
		state.grid = new CopyGrid(this.#output.snapshot());
		state.oy += state.grid.historySize - before;
	}

	override resize(cols: number, rows: number): void {
		super.resize(cols, rows);
		this.#output.resize(cols, rows);
	}

	override dispose(): void {
		super.dispose();
		this.#output.dispose();
	}
}
