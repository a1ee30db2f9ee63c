/** Every command of `send-keys -X` in copy and view mode, by name; and how one is run. Called by CopyMode. */
import type { ModeCommand } from "../model/mode.ts";
import { isMouseWheel } from "../term/mouse-keys.ts";
import { type CopyAction, type CopyCommandRow, readArguments } from "./copy-command.ts";
import { COPY_COMMANDS } from "./copy-copy-commands.ts";
import { clearMarks } from "./copy-marks.ts";
import { cursorToMouse } from "./copy-mouse.ts";
import { MOVE_COMMANDS } from "./copy-move-commands.ts";
import { SCROLL_COMMANDS } from "./copy-scroll-commands.ts";
import { SEARCH_COMMANDS } from "./copy-search-commands.ts";
import { SELECT_COMMANDS } from "./copy-select-commands.ts";
import type { CopyState } from "./copy-state.ts";

const COMMAND_ROWS: readonly CopyCommandRow[] = [
	...COPY_COMMANDS,
	...MOVE_COMMANDS,
	...SCROLL_COMMANDS,
	...SEARCH_COMMANDS,
	...SELECT_COMMANDS,
	{ name: "cancel", takes: ":0-0", readOnly: true, clear: "always", run: () => "cancel" },
];

/** The commands by name. */
export const COPY_MODE_COMMANDS: ReadonlyMap<string, CopyCommandRow> = new Map(
	COMMAND_ROWS.map((row) => [row.name, row]),
);

/** The most often a command is repeated. */
const MAX_COUNT = 100_000;

/** Takes marks away as the command's row says. */
function clearAfter(state: CopyState, row: CopyCommandRow | undefined, name: string): void {
	if (name.startsWith("search-") || state.search.marks === undefined || row === undefined) return;
	if (row.clear === "never" || (row.clear === "emacs" && state.vi)) return;
	clearMarks(state);
	state.search.start = undefined;
}

/**
 * Runs a command `count` times. An unknown one, or one with wrong arguments,
 * does nothing. Gives what is to happen then, or an error text.
 */
export function runCopyCommand(
	state: CopyState,
	command: ModeCommand,
	count: number,
): CopyAction | { readonly error: string } {
	const { mouse, client, name } = command;
	if (mouse?.valid && !isMouseWheel(mouse.b)) cursorToMouse(state, mouse);
	const row = COPY_MODE_COMMANDS.get(name);
	if (row && client?.flags.readOnly && !row.readOnly) return { error: "client is read-only" };
	const words = row && readArguments(row.takes, command.args);
	const action = words ? row.run({ state, command, count: Math.min(count, MAX_COUNT), ...words }) : "move";
	if (action !== "cancel") clearAfter(state, words && row, name);
	return action;
}
