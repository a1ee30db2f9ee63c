/**
 * One command of `send-keys -X` in copy mode: its row in a table, what it is
 * run with, and how its arguments are read. The tables are in
 * copy-*-commands.ts; copy-commands.ts joins them.
 */
import { expand } from "../format/expand.ts";
import type { ModeCommand } from "../model/mode.ts";
import type { CopyState } from "./copy-state.ts";

/** What happens after a command: nothing, the position is drawn again, everything is, the mode is left. */
export type CopyAction = "nothing" | "move" | "redraw" | "cancel";

/** When a command takes the marks of a search away: always, never, not with vi keys. */
export type ClearPolicy = "always" | "never" | "emacs";

/** What a command is run with. */
export interface CopyRun {
	readonly state: CopyState;
	readonly command: ModeCommand;
	/** Times to do it. */
	readonly count: number;
	readonly args: readonly string[];
	readonly flags: ReadonlySet<string>;
}

export interface CopyCommandRow {
	readonly name: string;
	/** Letters of flags, then least and most arguments: `CP:0-1`. */
	readonly takes: string;
	/** Clients that may only read may use it. */
	readonly readOnly: boolean;
	readonly clear: ClearPolicy;
	run(run: CopyRun): CopyAction;
}

/** A row for a table. */
export function copyRow(
	name: string,
	clear: ClearPolicy,
	run: (run: CopyRun) => CopyAction,
	more: { readonly takes?: string; readonly readOnly?: boolean } = {},
): CopyCommandRow {
	return { name, takes: more.takes ?? ":0-0", readOnly: more.readOnly ?? false, clear, run };
}

/** A row for a command that moves: readers may use it, and it is done `count` times. */
export function motionRow(
	name: string,
	once: (run: CopyRun) => void,
	clear: ClearPolicy = "emacs",
): CopyCommandRow {
	const run = (context: CopyRun): CopyAction => {
		for (let n = context.count; n > 0; n--) once(context);
		return "move";
	};
	return copyRow(name, clear, run, { readOnly: true });
}

/** Flags and arguments of a command; undefined when they do not fit `takes`. */
export function readArguments(
	takes: string,
	words: readonly string[],
): { flags: Set<string>; args: string[] } | undefined {
	const [letters = "", numbers = "0-0"] = takes.split(":");
	const [least = 0, most = 0] = numbers.split("-").map(Number);
	const flags = new Set<string>();
	let at = 0;
	for (; at < words.length; at++) {
		const word = words[at] as string;
		if (!word.startsWith("-") || word === "-") break;
		if (word === "--") {
			at++;
			break;
		}
		for (const letter of word.slice(1)) {
			if (!letters.includes(letter)) return undefined;
			flags.add(letter);
		}
	}
	const args = words.slice(at);
	return args.length < least || args.length > most ? undefined : { flags, args };
}

/** Characters that words end at. */
export function wordSeparators({ state, command }: CopyRun): string {
	return (command.session?.options ?? state.server.sessionOptions).string("word-separators");
}

/** A format in an argument, for the client and session of the command. */
export function expandArgument({ state, command }: CopyRun, text: string): string {
	const { client, session, winlink } = command;
	return expand(text, { server: state.server, client, session, winlink, pane: state.pane });
}
