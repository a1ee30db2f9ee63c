/**
 * The text of a pane that a guest selects in, and what is selected of it: copy
 * mode's, without being a mode of the pane. Made by selection.ts.
 */
import { CopyGrid } from "../mode/copy-grid.ts";
import { CopyModeBase, type CopyModeInit } from "../mode/copy-mode.ts";
import { cursorDown, cursorUp } from "../mode/copy-motion.ts";
import { startSelection, updateSelection } from "../mode/copy-selection.ts";
import { selectedText } from "../mode/copy-text.ts";
import type { Client } from "../model/client.ts";
import { hostModeOf } from "./host-mode.ts";

/** A cell of a pane; outside of it when the mouse is. */
export interface Cell {
	readonly x: number;
	readonly y: number;
}

export class SelectedText extends CopyModeBase {
	readonly name = "selection";

	constructor(init: CopyModeInit) {
		const host = hostModeOf(init.pane);
		super(init, host?.view.grid ?? new CopyGrid(init.pane.screen.snapshot()), host?.isOutput ?? false);
		this.state.oy = host?.view.oy ?? 0;
		this.state.lineNumbers = "off";
		this.state.hidePosition = true;
	}

	get text(): string | undefined {
		return selectedText(this.state);
	}

	begin({ x, y }: Cell): void {
		this.state.moveCursor(x, y);
		startSelection(this.state);
	}

	/** The end goes to a cell; true when the text is to scroll there. */
	follow({ x, y }: Cell): boolean {
		const { state } = this;
		const { cx, cy } = state;
		const row = Math.min(Math.max(y, 0), state.rows - 1);
		state.moveCursor(Math.min(Math.max(x, 0), state.cols - 1), row);
		updateSelection(state);
		const atEdge = row === 0 || row === state.rows - 1;
		return atEdge && (y !== row || cy !== state.cy || cx === state.cx);
	}

	/** A line further at the edge the cursor is at. */
	scroll(): void {
		if (this.state.cy === 0) cursorUp(this.state, true);
		else cursorDown(this.state, true);
	}

	/** Selects what is at a cell, by a command of copy mode. */
	whole({ x, y }: Cell, command: string, client: Client): void {
		this.state.moveCursor(x, y);
		const { session } = client;
		this.command({
			name: command,
			args: [],
			count: 1,
			client,
			session,
			winlink: session?.current,
			mouse: undefined,
		});
	}
}
