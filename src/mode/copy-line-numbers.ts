/** Line numbers left of the text in copy mode: whether, how wide, which number. Called by the drawing and the mouse. */
import type { CopyState } from "./copy-state.ts";

export type LineNumberMode = "off" | "default" | "absolute" | "relative" | "hybrid";

/** How lines are counted now. */
export function lineNumberMode(state: CopyState): LineNumberMode {
	if (state.lineNumbers === "off") return "off";
	const mode = state.pane.window.options.choice("copy-mode-line-numbers") as LineNumberMode;
	return state.lineNumbers === "default" && mode === "off" ? "default" : mode;
}

/** True when `goto-line` and the position count from the oldest line. */
export function countsFromTop(state: CopyState): boolean {
	const mode = lineNumberMode(state);
	return mode !== "off" && mode !== "default";
}

/** Columns the numbers take, the blank behind them included; 0 when there are none. */
export function lineNumberWidth(state: CopyState): number {
	if (lineNumberMode(state) === "off") return 0;
	const lines = state.grid.historySize + state.grid.rows + 1;
	return Math.max(String(lines).length, 3) + 1;
}

/** Columns left for the text. */
export function textWidth(state: CopyState): number {
	const width = lineNumberWidth(state);
	return width >= state.cols ? 1 : state.cols - width;
}

/** Column of the screen for a column of the text. */
export function cursorColumn(state: CopyState, x: number): number {
	const width = lineNumberWidth(state);
	if (width === 0) return x;
	return x >= textWidth(state) ? state.cols - 1 : width + x;
}

/** Column of the text for a column of the screen. */
export function textColumn(state: CopyState, x: number): number {
	const width = lineNumberWidth(state);
	if (width === 0) return x;
	return Math.min(Math.max(x - width, 0), textWidth(state) - 1);
}

/** Number shown for row `y` of the screen. */
export function lineNumber(state: CopyState, y: number): number {
	const mode = lineNumberMode(state);
	if (mode === "default") return Math.abs(state.oy - y);
	if (mode === "absolute" || (mode === "hybrid" && y === state.cy)) return state.top + y + 1;
	return Math.abs(y - state.cy);
}

/** Turns numbers on or off; `force` shows them even when the option is off. */
export function setLineNumbers(state: CopyState, on: boolean, force: boolean): void {
	const option = state.pane.window.options.choice("copy-mode-line-numbers");
	state.lineNumbers = !on ? "off" : force && option === "off" ? "default" : "option";
	state.touch();
}
